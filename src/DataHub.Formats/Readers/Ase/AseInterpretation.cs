// From a row of an ASE database and its sidecar to a calculation, or to the reason why it is none.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.Ase;

sealed class AseInterpretation(string file, Sidecar sidecar)
{
    const double EvPerAngstrom = Units.EvToHartree * Units.BohrToAngstrom, ElectronAngstrom = Units.AuDipoleToDebye * Units.AngstromToBohr;

    internal Reading Read(AseRow row)
    {
        var record = $"row {row.Id}";
        Reading Refuse(string? field, string message, string remedy) => new(null, new Fault(file, record, field, message, remedy), record);
        if (row.Periodic) return Refuse("pbc", "the row is periodic; only molecules are taken", "Nothing, if it is a crystal or a surface");
        var geometry = new Geometry(row.Symbols, row.Positions);
        if (geometry.Defect() is { } defect) return Refuse("positions", defect, "Mend the geometry");

        var values = new Values();
        if (row.Energy is { } e) values[Property.Energy] = e * Units.EvToHartree;
        if (Wanted("forces", row.Forces, 3 * row.Symbols.Length) is { } f) return Refuse("forces", f, "Give three components an atom");
        if (Wanted("dipole", row.Dipole, 3) is { } d) return Refuse("dipole", d, "Give three components");
        if (Wanted("charges", row.Charges, row.Symbols.Length) is { } q) return Refuse("charges", q, "Give one charge an atom");
        if (row.Forces is { } forces) values.Set(Property.Gradient, [.. forces.Select(x => -x * EvPerAngstrom)]);
        if (row.Dipole is { } dipole) values.Set(Property.DipoleVector, [.. dipole.Select(x => x * ElectronAngstrom)]);
        if (row.Charges is { } charges) values.Set(Property.Charges, charges);
        if (Pairs(row, values) is { } wrong) return Refuse(wrong.Key, wrong.Message, wrong.Remedy);
        if (!values.Scalars().Any() && !values.Lists().Any() && !values.Extras.Exists(x => x.Number is not null))
            return Refuse(null, "the row has a geometry but no values", "Store the calculator's results with it; key-value pairs are values only where a sidecar tells their units");

        if (LevelOf(row) is not { } level)
            return Refuse("level", $"calculator '{row.Calculator ?? "none"}' and its parameters do not tell the level of theory", $"Write it into {Sources.Grouping.MappingName(file)}: {{\"level\": \"PBE0/def2-SVP\", \"charge\": 0, \"multiplicity\": 1}} (your own)");
        int? charge = Whole(row.Parameters, "charge", "total_charge") ?? Whole(row.Pairs, "charge", "total_charge") ?? sidecar.Charge;
        if (charge is null) return Refuse("charge", "the total charge is not told", "Give \"charge\" in the sidecar, or as key-value pair or parameter of the calculator");
        int? multiplicity = Whole(row.Parameters, "mult", "multiplicity") ?? Whole(row.Pairs, "mult", "multiplicity") ?? sidecar.Multiplicity
            ?? (row.MagneticMoment is { } m && Math.Abs(m) > 0.5 && Math.Abs(m - Math.Round(m)) < 0.05 ? (int)Math.Abs(Math.Round(m)) + 1 : null);
        if (multiplicity is null) return Refuse("multiplicity", "the multiplicity 2S+1 is not told", "Give \"multiplicity\" in the sidecar, or as key-value pair or parameter of the calculator");
        if (multiplicity % 2 != Molecule.LowestMultiplicity(row.Symbols, charge.Value) % 2) return Refuse("multiplicity", $"charge {charge} and multiplicity {multiplicity} do not fit the number of electrons", "Give those of this molecule");

        if (sidecar.GeometryLevel is { } at) geometry = geometry with { Level = Level.Parse(at).Name, Source = GeometrySource.Optimized };
        else if (Enum.TryParse<GeometrySource>(sidecar.GeometrySource, true, out var source)) geometry = geometry with { Source = source };
        var driver = Enum.TryParse<Driver>(sidecar.Driver, true, out var told) ? told : row.Forces is null ? Driver.Energy : Driver.Gradient;
        return new(new Calculation(Molecule.FromAtoms(row.Symbols, charge.Value, multiplicity.Value) with { Name = Text(row.Pairs, "name"), Smiles = Text(row.Pairs, "smiles") }, level, driver, Status.Success)
        {
            Geometry = geometry,
            Values = values,
            Provenance = new Provenance
            {
                Format = "ase", Program = row.Calculator is null or "unknown" ? sidecar.Program : row.Calculator, ProgramVersion = sidecar.ProgramVersion,
                Dataset = sidecar.Dataset, Licence = sidecar.Licence, Doi = sidecar.Doi, Contributor = sidecar.Contributor,
            },
        }, null, record);
    }

    static string? Wanted(string name, double[]? list, int count) => list is null || list.Length == count ? null : $"{count} numbers are wanted for {name}, not {list.Length}";

    /// <summary>Key-value pairs: a property or a further value where the sidecar tells the unit, else a label.</summary>
    (string Key, string Message, string Remedy)? Pairs(AseRow row, Values values)
    {
        foreach (var (key, v) in row.Pairs)
        {
            if (sidecar.Ignore.Contains(key) || key is "name" or "smiles" or "charge" or "total_charge" or "mult" or "multiplicity") continue;
            var unit = sidecar.Units.GetValueOrDefault(key);
            if (v.ValueKind == JsonValueKind.Number && sidecar.Properties.GetValueOrDefault(key) is { } name)
            {
                if (Property.Find(name) is not { IsList: false } property) return (key, $"'{name}' is no property of one number", "Name a property of the data dictionary");
                if (unit is null || PropertyUnits.Factor(unit, property) is not { } factor) return (key, $"the unit of '{key}' is not told, or '{unit}' is no unit of {property.Name}", "Give it under \"units\" in the sidecar");
                if (values[property] is { } other && Math.Abs(other - v.GetDouble() * factor) > 1e-7 * Math.Max(1, Math.Abs(other))) return (key, $"it says another {property.Name} than the calculator", "Leave one of the two out");
                values[property] = v.GetDouble() * factor;
            }
            else if (v.ValueKind == JsonValueKind.Number && unit is not null) values.Extras.Add(new Extra(key, unit, v.GetDouble()));
            else if (v.ToString() is { Length: > 0 and <= 200 } text && values.Extras.Count < 40) values.Extras.Add(new Extra(key, null, null, text));
        }
        return null;
    }

    /// <summary>
    /// The level that the sidecar tells, else the one in the calculator's parameters: method (or xc) and basis. The calculator's name alone is a program, not a level, and a density
    /// functional or wave function without a basis set is none either.
    /// </summary>
    Level? LevelOf(AseRow row)
    {
        if (!string.IsNullOrWhiteSpace(sidecar.Level)) return Level.Parse(sidecar.Level);
        string? method = Text(row.Parameters, "method"), basis = Text(row.Parameters, "basis");
        if (method is null && Text(row.Parameters, "theory") is { } theory) method = theory.ToLowerInvariant() switch { "scf" or "hf" => "HF", "dft" => null, var t => t };
        method ??= Text(row.Parameters, "xc") ?? Text(row.Parameters, "functional");
        if (method is null) return null;
        var level = Level.Of(method, basis, Text(row.Parameters, "dispersion"), null);
        bool whole = level.Kind is LevelKind.SemiEmpirical or LevelKind.ForceField or LevelKind.MachineLearned || level.Basis is not null && level.Kind is LevelKind.Dft or LevelKind.WaveFunction;
        // Solvation, fields and the like under names that differ by calculator would change the level silently.
        bool plain = row.Parameters.Keys.All(k => Harmless.Contains(k.ToLowerInvariant()));
        return whole && plain ? level : null;
    }

    static readonly HashSet<string> Harmless =
    [
        "method", "basis", "xc", "functional", "theory", "dispersion", "charge", "total_charge", "mult", "multiplicity", "label", "memory", "num_threads", "nprocshared", "mem", "chk", "accuracy", "max_iterations",
        "verbosity", "cache_api", "convergence", "maxiter", "scratch", "directory", "command", "save",
    ];

    static string? Text(IReadOnlyDictionary<string, JsonElement> map, string key) => map.TryGetValue(key, out var v) && v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 } s ? s : null;

    static int? Whole(IReadOnlyDictionary<string, JsonElement> map, params string[] keys)
    {
        foreach (var key in keys)
            if (map.TryGetValue(key, out var v) && v.ValueKind == JsonValueKind.Number && v.GetDouble() is var d && d == Math.Round(d) && Math.Abs(d) < 1000) return (int)d;
        return null;
    }
}
