// From the unit that an input declares to the unit of the data dictionary.
using DataHub.Model;

namespace DataHub.Formats.Readers;

static class PropertyUnits
{
    /// <summary>Planck constant times speed of light in eV nm: exact in the SI of 2019 (h c / e).</summary>
    const double EvNanometre = 1239.8419843320026;

    /// <summary>The factor from a unit to the property's own, null if it is no unit of that kind.</summary>
    internal static double? Factor(string unit, Property property)
    {
        if (unit.Equals(property.Unit, StringComparison.OrdinalIgnoreCase)) return 1;
        unit = unit.Replace("Ang", "ang", StringComparison.OrdinalIgnoreCase).Replace("**", "^").Trim();
        unit = unit.ToLowerInvariant() switch { "ev/ang" => "ev/angstrom", "ha/bohr" or "eh/a0" or "eh/bohr" => "hartree/bohr", "e ang" or "e*ang" or "eang" or "e*a" or "e*å" => "e*angstrom", "e*a0" or "e a0" => "e*bohr", var u => u };
        var own = property.Unit switch { "Eh" => "hartree", "eV" => "ev", "D" => "debye", "a0^3" => "bohr^3", "kcal/mol" => "kcal/mol", "Eh/a0" => "hartree/bohr", "cm^-1" => "cm-1", var u => u };
        if (unit is "a.u." or "au") unit = property.Unit switch { "D" => "e*bohr", "a0^3" => "bohr^3", "Eh/a0" => "hartree/bohr", "e" => "e", _ => unit };
        if (property.Unit == "cm^-1" && unit is "cm-1" or "cm^-1" or "1/cm") return 1;
        return Units.Factor(unit, own);
    }

    /// <summary>How a number in the unit becomes one in the property's own; excitation energies are taken from wavelengths in nm too. Null if it is no unit of that kind.</summary>
    internal static Func<double, double>? Conversion(string unit, Property property)
    {
        if (property == Property.Excitations && unit.Trim().Equals("nm", StringComparison.OrdinalIgnoreCase)) return x => EvNanometre / x;
        return Factor(unit, property) is { } factor ? factor == 1 ? x => x : x => x * factor : null;
    }
}
