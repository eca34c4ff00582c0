// The properties that a calculation may carry, each with its one canonical unit.
namespace DataHub.Model;

/// <summary>What a property is, which decides when a better level may stand in for another and which errors are known.</summary>
public enum PropertyClass
{
    /// <summary>Absolute energies: only comparable at one level.</summary>
    AbsoluteEnergy,
    /// <summary>Thermochemical values: formation enthalpies.</summary>
    Thermochemistry,
    /// <summary>Orbital energies and gaps: depend on the functional.</summary>
    Orbital,
    /// <summary>Vertical excitations and their strengths.</summary>
    Excitation,
    /// <summary>Responses and moments of the density.</summary>
    Moment,
    /// <summary>Geometries, frequencies and what follows from them.</summary>
    Vibration,
}

/// <summary>A property: the name of its column, its unit, what it means. A list property has one number per state, mode, atom or coordinate.</summary>
public sealed record Property(string Name, string Unit, PropertyClass Class, string Meaning, bool IsList = false)
{
    /// <summary>All properties, in the order of their columns. To add one, add a line here.</summary>
    public static readonly IReadOnlyList<Property> All =
    [
        Energy = new("energy_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Total energy at the level of theory; for semi-empirical and force-field levels the program's own total, not comparable between levels"),
        Homo = new("homo_ev", "eV", PropertyClass.Orbital, "Energy of the highest occupied orbital (the higher of alpha and beta)"),
        Lumo = new("lumo_ev", "eV", PropertyClass.Orbital, "Energy of the lowest unoccupied orbital (the lower of alpha and beta)"),
        Gap = new("gap_ev", "eV", PropertyClass.Orbital, "HOMO-LUMO gap, lumo_ev - homo_ev; meaningless without its level of theory"),
        Dipole = new("dipole_debye", "D", PropertyClass.Moment, "Norm of the dipole moment at the geometry of the record"),
        Polarizability = new("polarizability_bohr3", "a0^3", PropertyClass.Moment, "Isotropic static dipole polarizability"),
        HeatOfFormation = new("heat_of_formation_kcal", "kcal/mol", PropertyClass.Thermochemistry, "Heat of formation at 298 K as semi-empirical methods give it"),
        DispersionEnergy = new("dispersion_energy_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Dispersion correction contained in energy_hartree"),
        CorrelationEnergy = new("correlation_energy_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Correlation energy contained in energy_hartree"),
        SolvationEnergy = new("solvation_energy_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Solvation free energy contained in energy_hartree"),
        NuclearRepulsion = new("nuclear_repulsion_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Nuclear repulsion energy"),
        ZeroPoint = new("zpve_hartree", "Eh", PropertyClass.Vibration, "Zero-point vibrational energy"),
        Enthalpy = new("enthalpy_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Enthalpy at 298.15 K, electronic energy included"),
        Gibbs = new("gibbs_hartree", "Eh", PropertyClass.AbsoluteEnergy, "Gibbs energy at 298.15 K and 1 atm, electronic energy included"),
        Ionization = new("ionization_ev", "eV", PropertyClass.Orbital, "Vertical ionisation potential as the program gives it"),
        SpinSquared = new("s_squared", "1", PropertyClass.Orbital, "Expectation value of S^2"),
        T1 = new("t1_diagnostic", "1", PropertyClass.Orbital, "T1 diagnostic of coupled cluster"),
        GradientNorm = new("gradient_norm", "Eh/a0", PropertyClass.Vibration, "Euclidean norm of the energy gradient at the geometry of the record"),
        Excitations = new("excitation_energies_ev", "eV", PropertyClass.Excitation, "Vertical excitation energies by state, lowest first; above a closed shell the singlets alone", true),
        Strengths = new("oscillator_strengths", "1", PropertyClass.Excitation, "Oscillator strengths, one per excitation energy", true),
        Triplets = new("triplet_excitation_energies_ev", "eV", PropertyClass.Excitation, "Vertical excitation energies of the triplets above a closed shell, lowest first", true),
        Frequencies = new("frequencies_cm1", "cm^-1", PropertyClass.Vibration, "Harmonic frequencies, imaginary ones negative, translations and rotations left out", true),
        Intensities = new("ir_intensities_km_mol", "km/mol", PropertyClass.Vibration, "Infrared intensities, one per frequency", true),
        Gradient = new("gradient", "Eh/a0", PropertyClass.Vibration, "Energy gradient (minus the force), x1 y1 z1 x2 ...", true),
        Charges = new("partial_charges", "e", PropertyClass.Moment, "Atomic partial charges by atom", true),
        DipoleVector = new("dipole_vector_debye", "D", PropertyClass.Moment, "Dipole moment x y z in the frame of the record's geometry", true),
    ];

    /// <summary>Total energy, Eh.</summary>
    public static readonly Property Energy;
    /// <summary>HOMO energy, eV.</summary>
    public static readonly Property Homo;
    /// <summary>LUMO energy, eV.</summary>
    public static readonly Property Lumo;
    /// <summary>HOMO-LUMO gap, eV.</summary>
    public static readonly Property Gap;
    /// <summary>Norm of the dipole moment, D.</summary>
    public static readonly Property Dipole;
    /// <summary>Isotropic polarizability, a0³.</summary>
    public static readonly Property Polarizability;
    /// <summary>Heat of formation, kcal/mol.</summary>
    public static readonly Property HeatOfFormation;
    /// <summary>Dispersion energy, Eh.</summary>
    public static readonly Property DispersionEnergy;
    /// <summary>Correlation energy, Eh.</summary>
    public static readonly Property CorrelationEnergy;
    /// <summary>Solvation energy, Eh.</summary>
    public static readonly Property SolvationEnergy;
    /// <summary>Nuclear repulsion, Eh.</summary>
    public static readonly Property NuclearRepulsion;
    /// <summary>Zero-point energy, Eh.</summary>
    public static readonly Property ZeroPoint;
    /// <summary>Enthalpy, Eh.</summary>
    public static readonly Property Enthalpy;
    /// <summary>Gibbs energy, Eh.</summary>
    public static readonly Property Gibbs;
    /// <summary>Vertical ionisation potential, eV.</summary>
    public static readonly Property Ionization;
    /// <summary>S².</summary>
    public static readonly Property SpinSquared;
    /// <summary>T1 diagnostic.</summary>
    public static readonly Property T1;
    /// <summary>Norm of the gradient, Eh/a0.</summary>
    public static readonly Property GradientNorm;
    /// <summary>Excitation energies, eV.</summary>
    public static readonly Property Excitations;
    /// <summary>Oscillator strengths.</summary>
    public static readonly Property Strengths;
    /// <summary>Excitation energies of triplets above a closed shell, eV.</summary>
    public static readonly Property Triplets;
    /// <summary>Harmonic frequencies, cm⁻¹.</summary>
    public static readonly Property Frequencies;
    /// <summary>Infrared intensities, km/mol.</summary>
    public static readonly Property Intensities;
    /// <summary>Gradient, Eh/a0.</summary>
    public static readonly Property Gradient;
    /// <summary>Partial charges, e.</summary>
    public static readonly Property Charges;
    /// <summary>Dipole vector, D.</summary>
    public static readonly Property DipoleVector;

    /// <summary>The property of that column name, or by its short name without unit ("gap" for "gap_ev"), any case; null if there is none.</summary>
    public static Property? Find(string name) =>
        All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ??
        All.FirstOrDefault(p => p.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The list of which this is one entry; null for a property that stands by itself.</summary>
    public Property? List { get; init; }
    /// <summary>Which entry of <see cref="List"/> it is, from 1; 0 for none.</summary>
    public int Entry { get; init; }
    /// <summary>The multiplicity that the ground state must have for the entry to be meant; null for any.</summary>
    public int? Above { get; init; }

    /// <summary>The lists whose n-th entry means one thing in every record: states and modes by their order. Entries of the others hang on the order of atoms or on a frame.</summary>
    public static IReadOnlyList<Property> Numbered { get; } = [Excitations, Strengths, Triplets, Frequencies, Intensities];

    /// <summary>How entries of lists are named, for messages.</summary>
    public const string EntryNames = "or one entry of a list: E1 or excitation_energies[1] (S1: a singlet above a singlet), triplet_excitation_energies[1], f1 or oscillator_strengths[1], frequencies[1], ir_intensities[1]";

    /// <summary>Entry number <paramref name="number"/> (from 1) of a list, as a property of one number.</summary>
    public static Property Of(Property list, int number, int? above = null) =>
        new(System.FormattableString.Invariant($"{list.Name}[{(above is null ? "" : "S")}{number}]"), list.Unit, list.Class, $"{list.Meaning}: number {number}{(above is null ? "" : ", above a singlet")}") { List = list, Entry = number, Above = above };

    /// <summary>A property of one number: what <see cref="Find"/> finds, or one entry of a numbered list (excitation_energies[2], E2, S2, f2); null if the name means none.</summary>
    public static Property? One(string name)
    {
        name = name.Trim();
        if (Find(name) is { } own) return own.IsList ? null : own;
        var (list, rest) = name switch
        {
            [.. var text, ']'] when text.IndexOf('[') is > 0 and var at => (Find(text[..at].TrimEnd()), text[(at + 1)..]),
            ['E' or 'e', .. var n] => (Excitations, n), ['S' or 's', ..] => (Excitations, name), ['F' or 'f', .. var n] => (Strengths, n), _ => (null, ""),
        };
        bool singlet = list == Excitations && rest is ['S' or 's', ..];
        return list is not null && Numbered.Contains(list) && int.TryParse(singlet ? rest[1..] : rest, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 1000
            ? Of(list, number, singlet ? 1 : null) : null;
    }

    static readonly string[] Suffixes = ["_hartree", "_ev", "_debye", "_bohr3", "_kcal", "_cm1", "_km_mol", "_diagnostic"];

    /// <summary>The name without its unit.</summary>
    public string ShortName => Suffixes.FirstOrDefault(Name.EndsWith) is { } s ? Name[..^s.Length] : Name;
}

/// <summary>A value that is no column, with the unit it was declared in: the open end of the data model. Exactly one of the two values is set.</summary>
public sealed record Extra(string Name, string? Unit, double? Number = null, string? Text = null)
{
    /// <summary>Name of a further value whose text says what is doubtful about the record. It is no part of the result.</summary>
    public const string Warning = "warning";
    /// <summary>Name of a further value whose text is the level at which a geometry was optimised that is not there itself.</summary>
    public const string GeometryLevel = "geometry_level";
}

/// <summary>The values of a calculation. Scalars and lists are finite numbers in the unit of their <see cref="Property"/>.</summary>
public sealed class Values
{
    readonly Dictionary<string, double> _scalars = [];
    readonly Dictionary<string, IReadOnlyList<double>> _lists = [];

    /// <summary>A scalar in the property's unit; null if absent. Setting null or a number that is not finite leaves it absent.</summary>
    public double? this[Property p]
    {
        get => _scalars.TryGetValue(p.Name, out double v) ? v : null;
        set { if (value is { } v && double.IsFinite(v)) _scalars[p.Name] = v; else _scalars.Remove(p.Name); }
    }

    /// <summary>A list in the property's unit; null if absent.</summary>
    public IReadOnlyList<double>? List(Property p) => _lists.GetValueOrDefault(p.Name);

    /// <summary>Sets a list; null, an empty one or one with a number that is not finite leaves it absent.</summary>
    public void Set(Property p, IReadOnlyList<double>? list)
    {
        if (list is { Count: > 0 } && list.All(double.IsFinite)) _lists[p.Name] = list; else _lists.Remove(p.Name);
    }

    /// <summary>Standard deviations of predicted scalars, by column name and in the same unit.</summary>
    public Dictionary<string, double> Uncertainties { get; } = [];

    /// <summary>Values that are no column.</summary>
    public List<Extra> Extras { get; } = [];

    /// <summary>True if nothing is known.</summary>
    public bool IsEmpty => _scalars.Count == 0 && _lists.Count == 0 && Extras.Count == 0;

    /// <summary>The scalars present, by column name, in the order of <see cref="Property.All"/>.</summary>
    public IEnumerable<(Property Property, double Value)> Scalars() =>
        Property.All.Where(p => !p.IsList && _scalars.ContainsKey(p.Name)).Select(p => (p, _scalars[p.Name]));

    /// <summary>The lists present.</summary>
    public IEnumerable<(Property Property, IReadOnlyList<double> Value)> Lists() =>
        Property.All.Where(p => p.IsList && _lists.ContainsKey(p.Name)).Select(p => (p, _lists[p.Name]));
}
