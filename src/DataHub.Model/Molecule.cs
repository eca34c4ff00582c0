// Which molecule it is.
namespace DataHub.Model;

/// <summary>Where the connectivity of a molecule comes from.</summary>
public enum Connectivity
{
    /// <summary>The source tells it (SMILES, molfile).</summary>
    Given,
    /// <summary>Perceived from coordinates: the charge is told and one Lewis structure is the best.</summary>
    Certain,
    /// <summary>Perceived from coordinates with a choice: the charge was searched, or the structure was chosen among equals.</summary>
    Likely,
}

/// <summary>
/// The identity of a molecule. Charge and multiplicity belong to it: one InChIKey covers several states. A molecule known from coordinates alone
/// may have no <see cref="Smiles"/>; it then stands under its formula and geometry only and is never reused as if its connectivity were known.
/// </summary>
/// <param name="Formula">Formula in Hill order, without charge.</param>
/// <param name="Charge">Total charge in units of e.</param>
/// <param name="Multiplicity">Spin multiplicity 2S+1.</param>
/// <param name="Elements">Distinct element symbols in alphabetical order.</param>
/// <param name="Atoms">Number of atoms, hydrogens included.</param>
/// <param name="HeavyAtoms">Number of atoms other than hydrogen.</param>
public sealed record Molecule(string Formula, int Charge, int Multiplicity, IReadOnlyList<string> Elements, int Atoms, int HeavyAtoms)
{
    /// <summary>Canonical isomeric SMILES; its form belongs to <see cref="Toolkit"/>. As a reader gives it: the SMILES of the file, not yet canonical.</summary>
    public string? Smiles { get; init; }
    /// <summary>Standard InChI.</summary>
    public string? InChI { get; init; }
    /// <summary>Standard InChIKey, 27 characters.</summary>
    public string? InChIKey { get; init; }
    /// <summary>Name and version of the toolkit that made the canonical SMILES.</summary>
    public string? Toolkit { get; init; }
    /// <summary>Where the connectivity comes from; null where none is known.</summary>
    public Connectivity? Connectivity { get; init; }
    /// <summary>False where the source tells no charge, so that <see cref="Charge"/> is an assumption that the intake may replace. Not kept.</summary>
    public bool ChargeTold { get; init; } = true;
    /// <summary>True if the connectivity was perceived from coordinates, not given.</summary>
    public bool Perceived => Connectivity is Model.Connectivity.Certain or Model.Connectivity.Likely;
    /// <summary>Label of an excited electronic state as <see cref="ElectronicState"/> spells it (S1, T2); null for the lowest state of the multiplicity.</summary>
    public string? State { get; init; }
    /// <summary>A name as the source gave it.</summary>
    public string? Name { get; init; }
    /// <summary>A connection table (MDL molfile) as a reader found it. It lasts until the intake has made the identity of it and is not kept.</summary>
    public string? Molfile { get; init; }

    /// <summary>A molecule known by its atoms only.</summary>
    public static Molecule FromAtoms(IReadOnlyList<string> symbols, int charge, int multiplicity) =>
        new(Model.Elements.HillFormula(symbols), charge, multiplicity, [.. symbols.Distinct().Order(StringComparer.Ordinal)], symbols.Count, symbols.Count(s => s != "H"));

    /// <summary>The lowest multiplicity that the number of electrons allows: 1 or 2.</summary>
    public static int LowestMultiplicity(IEnumerable<string> symbols, int charge) =>
        (symbols.Sum(s => Model.Elements.Number(s) ?? 0) - charge) % 2 == 0 ? 1 : 2;
}

/// <summary>One molecule in one state, by its index key: what the catalogue looks up. The key is the standard InChIKey; charge and multiplicity belong to the state.</summary>
public readonly record struct MoleculeState(string InChIKey, int Charge, int Multiplicity);
