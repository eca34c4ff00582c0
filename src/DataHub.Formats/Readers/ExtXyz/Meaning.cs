// What the keys and columns of an extended XYZ frame mean, and in which unit their numbers are.
using DataHub.Model;

namespace DataHub.Formats.Readers.ExtXyz;

/// <summary>A property and the sign with which the file gives it: forces are minus the gradient.</summary>
readonly record struct Meaning(Property Property, int Sign = 1);

static class Meanings
{
    static readonly Dictionary<string, Meaning> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["energy"] = new(Property.Energy), ["total_energy"] = new(Property.Energy), ["potential_energy"] = new(Property.Energy), ["ref_energy"] = new(Property.Energy), ["dft_energy"] = new(Property.Energy),
        ["forces"] = new(Property.Gradient, -1), ["force"] = new(Property.Gradient, -1), ["ref_forces"] = new(Property.Gradient, -1), ["dft_forces"] = new(Property.Gradient, -1),
        ["gradient"] = new(Property.Gradient), ["gradients"] = new(Property.Gradient),
        ["dipole"] = new(Property.Dipole), ["dipole_moment"] = new(Property.Dipole), ["ref_dipole"] = new(Property.Dipole), ["dipole_vector"] = new(Property.DipoleVector),
        ["homo"] = new(Property.Homo), ["lumo"] = new(Property.Lumo), ["gap"] = new(Property.Gap), ["homo_lumo_gap"] = new(Property.Gap), ["polarizability"] = new(Property.Polarizability),
        ["charges"] = new(Property.Charges), ["ref_charges"] = new(Property.Charges), ["initial_charges"] = new(Property.Charges), ["partial_charges"] = new(Property.Charges),
        ["zpve"] = new(Property.ZeroPoint), ["enthalpy"] = new(Property.Enthalpy), ["gibbs"] = new(Property.Gibbs), ["gibbs_energy"] = new(Property.Gibbs), ["frequencies"] = new(Property.Frequencies),
    };

    static readonly (string Suffix, string Unit)[] Suffixes =
    [
        ("_ev_ang", "ev/angstrom"), ("_ev_per_angstrom", "ev/angstrom"), ("_hartree_bohr", "hartree/bohr"), ("_kcal_mol", "kcal/mol"), ("_kj_mol", "kj/mol"), ("_hartree", "hartree"), ("_mev", "mev"),
        ("_ev", "ev"), ("_ha", "hartree"), ("_debye", "debye"), ("_bohr3", "bohr^3"),
    ];

    /// <summary>Units of the ASE convention: eV, eV/Å, e Å, e.</summary>
    static string? Ase(Property p) =>
        p == Property.Energy || p == Property.Homo || p == Property.Lumo || p == Property.Gap ? "ev" : p == Property.Gradient ? "ev/angstrom" : p == Property.Dipole || p == Property.DipoleVector ? "e*angstrom" : p == Property.Charges ? "e" : null;

    /// <summary>What a key means and the unit that its name carries; null if it is none of the known names.</summary>
    internal static (Meaning Meaning, string? Unit)? Of(string key, Sidecar sidecar, bool own)
    {
        bool mapped = sidecar.Properties.TryGetValue(key, out var name);
        name ??= key;
        if (Property.All.FirstOrDefault(p => p.Name == name) is { } exact && !(exact == Property.Gradient || exact == Property.Charges)) return (new(exact), NameTells(exact) || own || mapped ? exact.Unit : null);
        if (own && (name is "gradient" or "partial_charges")) return (Known[name], Known[name].Property.Unit);
        if (Known.TryGetValue(name, out var known)) return (known, null);
        foreach (var (suffix, unit) in Suffixes)
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && Known.TryGetValue(name[..^suffix.Length], out known)) return (known, unit);
        return null;
    }

    /// <summary>True for names that end in their unit, and for pure numbers.</summary>
    static bool NameTells(Property p) => p.Name != p.ShortName || p.Unit == "1" || p == Property.Intensities || p == Property.Frequencies;

    /// <summary>The unit that is declared for a key: KEY_unit, units="KEY:unit ...", the sidecar, the convention; null if none is.</summary>
    internal static string? DeclaredUnit(string key, Meaning? meaning, Frame frame, Sidecar sidecar, bool ase)
    {
        if ((frame.Get(key + "_unit") ?? frame.Get(key + "_units")) is { } own) return own;
        if ((frame.Get("units") ?? frame.Get("unit")) is { } all && In(all, key, meaning) is { } listed) return listed;
        if (sidecar.Units.TryGetValue(key, out var told)) return told;
        if (meaning is { } m && sidecar.Units.TryGetValue(m.Property.Name, out told)) return told;
        return ase && meaning is { } known ? Ase(known.Property) : null;
    }

    /// <summary>The unit of a key in a list such as "energy:eV, forces:eV/Angstrom"; a single unit counts for everything that it can measure.</summary>
    static string? In(string list, string key, Meaning? meaning)
    {
        var entries = list.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var entry in entries)
            if (entry.Split(':', '=') is [var name, var unit] && name.Equals(key, StringComparison.OrdinalIgnoreCase)) return unit;
        return entries is [var single] && !single.Contains(':') && meaning is { } m && PropertyUnits.Factor(single, m.Property) is not null ? single : null;
    }

    /// <summary>True for names that promise a computed number.</summary>
    internal static bool LooksLikeValue(string key)
    {
        var k = key.ToLowerInvariant();
        return k.Contains("energ") || k.Contains("force") || k.Contains("dipole") || k.Contains("gradient") || k.Contains("frequenc") || k.Contains("stress") || k.Contains("virial") || k is "homo" or "lumo" or "gap";
    }
}
