// Is it data? What every record must have, and the slips of unit and sign that can be seen from the numbers alone.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Ingest;

/// <summary>The checks on a record before it is kept. Pure.</summary>
public static class Checks
{
    /// <summary>Everything that is wrong or doubtful with a calculation, each with its grade; empty if it may be kept as it is. A failed calculation needs molecule, level and kind, not values.</summary>
    public static IReadOnlyList<Fault> Of(Calculation c, string source)
    {
        var faults = new List<Fault>();
        void Add(string field, string message, string remedy) => faults.Add(new Fault(source, null, field, message, remedy));
        void Doubt(Grade grade, string field, string message, string remedy) => faults.Add(new Fault(source, null, field, message, remedy) { Grade = grade });

        if (string.IsNullOrWhiteSpace(c.Level.Method))
            Add("level", "the level of theory is not told", "Name the method (and the basis set): a number without its level of theory is not data.");
        if (c.Status == Status.Failed && c.Failure is null)
            Add("failure_kind", "it failed, but not told how", "Give the kind of failure.");
        if (c.Molecule.Formula.Length == 0)
            Add("formula", "there are no atoms", "Give the geometry or the SMILES of the molecule.");
        if (c.Status != Status.Success) return faults;

        if (c.Geometry?.Defect() is { } defect) Add("coordinates", defect, "Correct the geometry.");
        if (c.Geometry is { } g && Parity(g, c.Molecule) is { } parity) Add("multiplicity", parity, "Give charge and multiplicity of the state that was computed.");
        if (c.Values.IsEmpty) Add("values", "it has no value that DataHub knows", "See docs/formats.md for the properties that are read.");
        Energy(c, Add);
        Ranges(c, Add);
        CostSlips(c.Cost, Add);
        if (faults.Count == 0) Doubts.Of(c, Doubt);
        return faults;
    }

    static string? Parity(Geometry g, Molecule m)
    {
        int electrons = g.Symbols.Sum(s => Elements.Number(s) ?? 0) - m.Charge;
        if (electrons < 0) return $"a charge of {m.Charge} leaves {electrons} electrons";
        if (m.Multiplicity < 1 || m.Multiplicity > electrons + 1 || (electrons + m.Multiplicity) % 2 == 0)
            return $"multiplicity {m.Multiplicity} is impossible with {electrons} electrons (charge {m.Charge})";
        return null;
    }

    /// <summary>
    /// A total energy lies above the Thomas-Fermi energy of the neutral atoms, -0.7687 sum Z^(7/3) Eh (Lieb, Rev. Mod. Phys. 53, 603, 1981: exact for large Z, too low for small),
    /// lowered by a tenth for hydrogen-rich and correlated cases: a value below it is in another unit.
    /// </summary>
    static void Energy(Calculation c, Action<string, string, string> add)
    {
        if (c.Values[Property.Energy] is not { } e || c.Geometry is not { } g || c.Level.Kind is not (LevelKind.WaveFunction or LevelKind.Dft)) return;
        double floor = -1.1 * 0.7687 * g.Symbols.Sum(s => Math.Pow(Elements.Number(s) ?? 0, 7.0 / 3));
        if (e < floor) add(Property.Energy.Name, $"{Text(e)} Eh is lower than any total energy of {c.Molecule.Formula} can be (about {Text(floor)} Eh)", "Give energies in hartree; this looks like eV, kcal/mol or kJ/mol.");
        if (e > 0) add(Property.Energy.Name, $"{Text(e)} Eh is positive, so it is no total energy", "Give the total energy in hartree; relative and interaction energies have no column yet.");
    }

    static readonly (Property Property, double Low, double High)[] Plausible =
    [
        (Property.Gap, -1, 60), (Property.Homo, -200, 60), (Property.Lumo, -60, 100), (Property.Dipole, 0, 500), (Property.ZeroPoint, 0, 100),
        (Property.Polarizability, 0, 1e6), (Property.HeatOfFormation, -1e5, 1e5), (Property.SpinSquared, -0.01, 500), (Property.T1, 0, 10),
    ];

    static void Ranges(Calculation c, Action<string, string, string> add)
    {
        foreach (var (p, low, high) in Plausible)
            if (c.Values[p] is { } v && (v < low || v > high))
                add(p.Name, $"{Text(v)} {p.Unit} is outside {Text(low)} to {Text(high)}", $"Give {p.ShortName} in {p.Unit}.");
        if (c.Values[Property.Gap] is { } gap && c.Values[Property.Homo] is { } homo && c.Values[Property.Lumo] is { } lumo && Math.Abs(lumo - homo - gap) > 0.02)
            add(Property.Gap.Name, $"gap {Text(gap)} eV is not LUMO - HOMO = {Text(lumo - homo)} eV", "Check the units of orbital energies and gap.");
        if (c.Values.List(Property.Frequencies) is { } f && f.Any(x => Math.Abs(x) > 10000))
            add(Property.Frequencies.Name, "a frequency is above 10000 cm^-1", "Give frequencies in cm^-1.");
        int atoms = c.Geometry?.Count ?? 0;
        if (c.Values.List(Property.Gradient) is { } gradient && gradient.Count != 3 * atoms)
            add(Property.Gradient.Name, $"{gradient.Count} components for {atoms} atoms", "Give three components an atom.");
        if (c.Values.List(Property.Charges) is { } q && q.Count != atoms)
            add(Property.Charges.Name, $"{q.Count} charges for {atoms} atoms", "Give one charge an atom.");
    }

    /// <summary>
    /// Published dataset footprints lie between 0.75 and 22 g CO2e per CPU-hour; two orders beyond on either side is a slip of unit, not a grid.
    /// </summary>
    static void CostSlips(Cost cost, Action<string, string, string> add)
    {
        if (cost.CpuSeconds is < 0 || cost.WallSeconds is < 0 || cost.EnergyKwh is < 0 || cost.Co2Grams is < 0)
            add("cpu_seconds", "a cost is negative", "Give cost as it was measured, or leave it out.");
        if (cost is { CpuSeconds: > 60, GpuSeconds: null or 0, Co2Grams: > 0 })
        {
            double perHour = cost.Co2Grams.Value / (cost.CpuSeconds.Value / 3600);
            if (perHour is < 0.0075 or > 2200) add("co2e_g", $"{Text(perHour)} g CO2e per CPU-hour cannot be", "Give emissions in grams and processor time in seconds.");
        }
    }

    static string Text(double v) => v.ToString("G6", CultureInfo.InvariantCulture);
}
