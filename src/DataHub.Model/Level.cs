// The level of theory: what was solved, in which basis, in which surroundings.
using System.Collections.Concurrent;

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
/// A level of theory by its components. Two levels are the same exactly when their <see cref="Name"/> is the same. To the name belongs what changes the model:
/// method, dispersion, basis, relativity, all electrons correlated, Tamm-Dancoff, a restricted open shell, surroundings. What only approximates the same model
/// (<see cref="Approximations"/>: density fitting, chain of spheres), R or U, program, version and numerical settings is told but does not belong to it.
/// </summary>
public sealed record Level(LevelKind Kind, string Method, string? Dispersion = null, string? Basis = null, string? Solvation = null)
{
    /// <summary>R, U or RO: the reference of the wave function, if told. RO belongs to the name: an open shell has another energy by it.</summary>
    public string? Reference { get; init; }

    /// <summary>"full" if all electrons were correlated, "frozen" if the core was told to be frozen, null if neither was told; full belongs to the name.</summary>
    public string? Core { get; init; }

    /// <summary>The relativistic Hamiltonian, such as DKH2, ZORA or X2C; null for none. Effective core potentials belong to the basis.</summary>
    public string? Relativity { get; init; }

    /// <summary>How excited states were solved on top of a method that has a ground state of its own: TD (full linear response) or TDA; null if not told. TDA belongs to the name.</summary>
    public string? Treatment { get; init; }

    /// <summary>Approximations to the integrals and pairs that were told, such as "RIJCOSX" or "DF, TightPNO"; not part of the name.</summary>
    public string? Approximations { get; init; }

    /// <summary>
    /// The canonical name: method[-dispersion][/basis][ [qualifiers]][ (solvation)], e.g. "wB97X-D/def2-SVP", "MP2/6-31G(d) [full]", "BP86/def2-TZVP [ZORA] (CPCM water)",
    /// "GFN2-xTB". <see cref="Parse"/> reads it back.
    /// </summary>
    public string Name
    {
        get
        {
            var qualifiers = string.Join(", ", new[] { Core == "full" ? "full" : null, Relativity, Treatment == "TDA" ? "TDA" : null, Reference == "RO" ? "RO" : null }.Where(q => q is not null));
            return Method + (Dispersion is null ? "" : "-" + Dispersion) + (Basis is null ? "" : "/" + Basis) + (qualifiers.Length == 0 ? "" : $" [{qualifiers}]") + (Solvation is null ? "" : $" ({Solvation})");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// The level that a method name and a basis mean: aliases are resolved ("PBE1PBE" is PBE0, "6-31G*" is 6-31G(d)), a leading R/U/RO and a dispersion
    /// suffix are split off. A method that the table does not know keeps its own spelling and has kind <see cref="LevelKind.Unknown"/>.
    /// </summary>
    public static Level Of(string method, string? basis = null, string? dispersion = null, string? solvation = null)
    {
        var key = (method, basis, dispersion, solvation);
        if (s_read.TryGetValue(key, out var known)) return known;
        var level = LevelNames.Read(method, basis, dispersion, solvation);
        if (method.Length <= LevelNames.Longest && s_read.Count < MostRemembered) s_read.TryAdd(key, level);
        return level;
    }

    const int MostRemembered = 4096;
    static readonly ConcurrentDictionary<(string, string?, string?, string?), Level> s_read = new();
    static readonly ConcurrentDictionary<string, Level> s_parsed = new();

    /// <summary>
    /// Reads free text: "method/basis", "method basis", "method/basis (solvent)", "TDA-B3LYP/def2-SVP". A level of a geometry after "//" is ignored.
    /// A method that the tables do not know has kind <see cref="LevelKind.Unknown"/>; <see cref="LevelKeywords.Read"/> says why a text names none.
    /// </summary>
    /// <exception cref="FormatException">The text is empty.</exception>
    public static Level Parse(string text)
    {
        if (s_parsed.TryGetValue(text, out var known)) return known;
        var level = LevelText.Parse(text);
        if (text.Length <= LevelNames.Longest && s_parsed.Count < MostRemembered) s_parsed.TryAdd(text, level);
        return level;
    }
}
