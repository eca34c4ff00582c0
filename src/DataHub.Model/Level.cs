// The level of theory: what was solved, in which basis, in which surroundings.
namespace DataHub.Model;

/// <summary>The family of a method.</summary>
public enum LevelKind
{
    /// <summary>Measured, not computed.</summary>
    Experiment,
    /// <summary>Hartree-Fock and what corrects it.</summary>
    WaveFunction,
    /// <summary>Density functional theory.</summary>
    Dft,
    /// <summary>Semi-empirical and tight binding.</summary>
    SemiEmpirical,
    /// <summary>Force field.</summary>
    ForceField,
    /// <summary>Machine-learned.</summary>
    MachineLearned,
    /// <summary>A method that the alias table does not know.</summary>
    Unknown,
}

/// <summary>
/// A level of theory by its components. Two levels are the same exactly when their <see cref="Name"/> is the same; program, version and
/// numerical settings are provenance, not identity.
/// </summary>
public sealed record Level(LevelKind Kind, string Method, string? Dispersion = null, string? Basis = null, string? Solvation = null)
{
    /// <summary>R, U or RO: the reference of the wave function, if told.</summary>
    public string? Reference { get; init; }

    /// <summary>The canonical name: method[-dispersion][/basis][ (solvation)], e.g. "wB97X-D/def2-SVP", "B3LYP-D3(BJ)/def2-SVP", "GFN2-xTB".</summary>
    public string Name => Method + (Dispersion is null ? "" : "-" + Dispersion) + (Basis is null ? "" : "/" + Basis) + (Solvation is null ? "" : $" ({Solvation})");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// The level that a method name and a basis mean: aliases are resolved ("PBE1PBE" is PBE0, "6-31G*" is 6-31G(d)), a leading R/U/RO and a dispersion
    /// suffix are split off. A method that the table does not know keeps its own spelling and has kind <see cref="LevelKind.Unknown"/>.
    /// </summary>
    public static Level Of(string method, string? basis = null, string? dispersion = null, string? solvation = null) => LevelNames.Read(method, basis, dispersion, solvation);

    /// <summary>Reads free text: "method/basis", "method basis", "method/basis (solvent)". A level of a geometry after "//" is ignored.</summary>
    /// <exception cref="FormatException">The text is empty.</exception>
    public static Level Parse(string text)
    {
        text = text.Split("//")[0].Trim();
        if (text.Length == 0) throw new FormatException("a level of theory is wanted, such as wB97X-D/def2-SVP");
        string? solvation = null;
        if (text.EndsWith(')') && text.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var open)
            (solvation, text) = (text[(open + 2)..^1], text[..open]);
        int slash = text.IndexOf('/');
        if (slash > 0) return Of(text[..slash], text[(slash + 1)..], null, solvation);
        int space = text.IndexOf(' ');
        if (space > 0 && LevelNames.IsBasis(text[(space + 1)..])) return Of(text[..space], text[(space + 1)..], null, solvation);
        return Of(text, null, null, solvation);
    }
}
