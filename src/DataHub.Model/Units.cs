// Conversion factors between the units that programs print and the units that DataHub stores.
namespace DataHub.Model;

/// <summary>Conversion factors, CODATA 2018 recommended values (Tiesinga et al., Rev. Mod. Phys. 93, 025010, 2021). Multiply to convert.</summary>
public static class Units
{
    /// <summary>Bohr radius in ångström.</summary>
    public const double BohrToAngstrom = 0.529177210903;
    /// <summary>Hartree energy in electronvolt.</summary>
    public const double HartreeToEv = 27.211386245988;
    /// <summary>Hartree in kcal/mol (thermochemical calorie, 4.184 J).</summary>
    public const double HartreeToKcalPerMol = 627.5094740631;
    /// <summary>Hartree in kJ/mol.</summary>
    public const double HartreeToKjPerMol = 2625.4996394799;
    /// <summary>Hartree as a wave number in cm⁻¹.</summary>
    public const double HartreeToWavenumber = 219474.63136320;
    /// <summary>Atomic unit of electric dipole moment (e·a0) in debye.</summary>
    public const double AuDipoleToDebye = 2.541746473;
    /// <summary>Electronvolt in hartree.</summary>
    public const double EvToHartree = 1 / HartreeToEv;
    /// <summary>Ångström in bohr.</summary>
    public const double AngstromToBohr = 1 / BohrToAngstrom;

    static readonly Dictionary<string, (string Kind, double Factor)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hartree"] = ("energy", 1), ["ha"] = ("energy", 1), ["eh"] = ("energy", 1), ["a.u."] = ("energy", 1), ["au"] = ("energy", 1),
        ["ev"] = ("energy", EvToHartree), ["mev"] = ("energy", EvToHartree / 1000), ["kcal/mol"] = ("energy", 1 / HartreeToKcalPerMol),
        ["kj/mol"] = ("energy", 1 / HartreeToKjPerMol), ["cm-1"] = ("energy", 1 / HartreeToWavenumber), ["ry"] = ("energy", 0.5),
        ["angstrom"] = ("length", 1), ["å"] = ("length", 1), ["ang"] = ("length", 1), ["bohr"] = ("length", BohrToAngstrom), ["nm"] = ("length", 10),
        ["debye"] = ("dipole", 1), ["d"] = ("dipole", 1), ["e*bohr"] = ("dipole", AuDipoleToDebye), ["e*angstrom"] = ("dipole", AuDipoleToDebye * AngstromToBohr),
        ["hartree/bohr"] = ("force", 1), ["ev/angstrom"] = ("force", EvToHartree * BohrToAngstrom), ["ev/å"] = ("force", EvToHartree * BohrToAngstrom),
        ["kcal/mol/angstrom"] = ("force", BohrToAngstrom / HartreeToKcalPerMol),
        ["eh/a0"] = ("force", 1), ["eh/bohr"] = ("force", 1), ["a0^3"] = ("polarizability", 1), ["cm^-1"] = ("energy", 1 / HartreeToWavenumber),
        ["s"] = ("time", 1), ["min"] = ("time", 60), ["h"] = ("time", 3600), ["day"] = ("time", 86400), ["mib"] = ("memory", 1), ["gib"] = ("memory", 1024), ["kb"] = ("memory", 1e3 / 1048576), ["mb"] = ("memory", 1e6 / 1048576), ["gb"] = ("memory", 1e9 / 1048576),
        ["kwh"] = ("work", 1), ["wh"] = ("work", 1e-3), ["kj"] = ("work", 1 / 3600.0), ["g"] = ("mass", 1), ["kg"] = ("mass", 1000),
        ["bohr^3"] = ("polarizability", 1), ["angstrom^3"] = ("polarizability", Math.Pow(AngstromToBohr, 3)),
    };

    /// <summary>The factor that converts a value in <paramref name="from"/> to <paramref name="to"/>, or null if a unit is unknown or the two measure different things.</summary>
    public static double? Factor(string from, string to)
    {
        if (string.Equals(from, to, StringComparison.OrdinalIgnoreCase)) return 1;
        if (!Known.TryGetValue(from.Trim(), out var a) || !Known.TryGetValue(to.Trim(), out var b) || a.Kind != b.Kind) return null;
        return a.Factor / b.Factor;
    }
}
