// From a raw frame and its sidecar to a calculation, or to the reason why it is none.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.ExtXyz;

/// <summary>Interprets the frames of one file.</summary>
sealed class Interpretation(string file, Sidecar sidecar)
{
    /// <summary>Labels are kept up to this length and number; longer ones stay in the raw file only.</summary>
    const int LongestLabel = 200, MostLabels = 40;

    static readonly HashSet<string> Structural = new(StringComparer.OrdinalIgnoreCase)
    {
        "Properties", "Lattice", "pbc", "units", "unit", "convention", "datahub", "charge", "total_charge", "net_charge", "multiplicity", "spin_multiplicity", "spin", "smiles", "inchi", "inchikey",
        "name", "level", "level_of_theory", "method", "functional", "basis", "basis_set", "dispersion", "solvation", "solvent", "reference", "program", "code", "program_version", "driver", "status",
        "failure_kind", "failure_message", "converged", "scf_converged", "geometry_source", "geometry_level", "dataset", "licence", "license", "doi", "contributor", "campaign", "rung", "computed_at", "input_hash", "parents",
        "uncertainties", "extras", "pos_unit", "pos_units", "perceived", "connectivity", "electronic_state", "conformer",
    };

    /// <summary>Columns that our own files carry for people, and that are derived again on reading.</summary>
    static readonly HashSet<string> Derived = new(StringComparer.OrdinalIgnoreCase)
    {
        "level_kind", "id", "formula", "atoms", "heavy_atoms", "elements", "toolkit", "geometry_hash", "geometry_key", "format", "raw_hash", "raw_name", "raw_record", "ingested_at",
    };

    readonly Dictionary<string, Level> _levels = [];

    Fault Fault(Frame f, string? field, string message, string remedy) => new(file, $"frame {f.Number}", field, message, remedy);

    internal Reading Read(Frame f)
    {
        var record = $"frame {f.Number}";
        if (f.Defect is { } defect) return new(null, Fault(f, null, defect, "Mend the frame"), record);
        var (calculation, fault) = Calculation(f);
        return new(calculation, fault, record);
    }

    (Calculation?, Fault?) Calculation(Frame f)
    {
        if (Periodic(f)) return (null, Fault(f, "pbc", "the frame is periodic; only molecules are taken", "If it is a molecule in a box, say pbc=\"F F F\""));
        bool own = f.Get("datahub") is not null;
        var reader = new FrameValues(f, sidecar, own, (field, message, remedy) => Fault(f, field, message, remedy));
        if (reader.Read(Structural, Derived) is { } valueFault) return (null, valueFault);

        var failure = FailureOf(f);
        bool failed = failure is not null;
        if (!failed && !reader.Values.Scalars().Any() && !reader.Values.Lists().Any() && !reader.Values.Extras.Exists(x => x.Number is not null)) return (null, Fault(f, null, "the frame has a geometry but no values", "Hand in the computed values with it; a geometry alone is an input"));
        var level = LevelOf(f);
        if (level is null)
            return (null, Fault(f, "level", "a number without a level of theory is not data", $"Write {Example()} beside the file"));

        var geometry = new Geometry(f.Symbols, f.Positions);
        var scale = reader.PositionFactor(out var unitFault);
        if (unitFault is not null) return (null, unitFault);
        if (scale != 1) geometry = geometry with { Coordinates = [.. f.Positions.Select(x => x * scale)] };
        if (geometry.Defect() is { } bad) return (null, Fault(f, "pos", bad, "Mend the geometry; coordinates are in ångström unless pos_unit says otherwise"));
        if (Choice<GeometrySource>(f.Get("geometry_source") ?? sidecar.GeometrySource) is { } source) geometry = geometry with { Source = source };
        if ((f.Get("geometry_level") ?? sidecar.GeometryLevel) is { Length: > 0 } at) geometry = geometry with { Level = Parsed(at).Name, Source = GeometrySource.Optimized };

        if (f.Get("conformer") is { Length: > 0 } policy)
        {
            if (Conformer.Parse(policy) is not { } conformer) return (null, Fault(f, "conformer", $"'{policy}' is no way to choose a conformer", "Write single, lowest of n or boltzmann of n"));
            geometry = geometry with { Conformer = conformer };
        }
        if (Identity(f, out var charge, out var multiplicity) is { } identityFault) return (null, identityFault);
        var (state, stateDefect) = ElectronicState.Parse(f.Get("electronic_state"), multiplicity);
        if (stateDefect is not null) return (null, Fault(f, "electronic_state", stateDefect, "Write S1, S2, ... T1, T2, ... and the multiplicity that goes with it"));
        var molecule = Molecule.FromAtoms(f.Symbols, charge, multiplicity) with
        {
            Smiles = f.Get("smiles"), InChI = f.Get("inchi"), InChIKey = f.Get("inchikey"), Name = f.Get("name"), State = state, ChargeTold = ChargeTold(f),
            Connectivity = Choice<Connectivity>(f.Get("connectivity")) ?? (f.Get("perceived") is "true" or "T" ? Connectivity.Likely : null),
        };
        var driver = Choice<Driver>(f.Get("driver") ?? sidecar.Driver) ?? (reader.Values.List(Property.Gradient) is null ? Driver.Energy : Driver.Gradient);
        if (driver == Driver.Optimization && geometry.Source == GeometrySource.Given && !failed) geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        return (new Calculation(molecule, level, driver, failed ? Status.Failed : f.Get("status") == "withdrawn" ? Status.Withdrawn : Status.Success)
        {
            Geometry = geometry, Values = failed ? new Values() : reader.Values, Failure = failure, Cost = FrameCost.Of(f), Provenance = ProvenanceOf(f),
        }, null);
    }

    Provenance ProvenanceOf(Frame f) => new()
    {
        Format = "extxyz",
        RawRecord = f.Number - 1,
        Program = f.Get("program") ?? f.Get("code") ?? sidecar.Program,
        ProgramVersion = f.Get("program_version") ?? sidecar.ProgramVersion,
        Dataset = f.Get("dataset") ?? sidecar.Dataset,
        Licence = f.Get("licence") ?? f.Get("license") ?? sidecar.Licence,
        Doi = f.Get("doi") ?? sidecar.Doi,
        Contributor = f.Get("contributor") ?? sidecar.Contributor,
        Campaign = f.Get("campaign"),
        Rung = f.Get("rung"),
        InputHash = f.Get("input_hash"),
        Parents = f.Get("parents")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        ComputedAt = DateTime.TryParse(f.Get("computed_at"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var t) ? t : null,
    };

    static Failure? FailureOf(Frame f)
    {
        if (f.Get("status")?.ToLowerInvariant() is "failed") return new Failure(Choice<FailureKind>(f.Get("failure_kind")) ?? FailureKind.Other, f.Get("failure_message") ?? "the frame says that it failed");
        return (f.Get("converged") ?? f.Get("scf_converged")) is "F" or "False" or "false" or "0" ? new Failure(FailureKind.ScfNotConverged, "the frame says that it did not converge") : null;
    }

    static bool Periodic(Frame f)
    {
        if (f.Get("pbc") is { } pbc) return pbc.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Any(p => p is "T" or "True" or "true" or "1");
        return f.Get("Lattice") is not null;
    }

    Level? LevelOf(Frame f)
    {
        string? text = f.Get("level") ?? f.Get("level_of_theory");
        Level? level = null;
        if (!string.IsNullOrWhiteSpace(text)) level = Parsed(text);
        else if ((f.Get("method") ?? f.Get("functional")) is { Length: > 0 } method && method != "T")
            level = Level.Of(method, f.Get("basis") ?? f.Get("basis_set"), f.Get("dispersion"), f.Get("solvation") ?? f.Get("solvent"));
        else if (!string.IsNullOrWhiteSpace(sidecar.Level)) level = Parsed(sidecar.Level);
        return level is not null && f.Get("reference") is "R" or "U" or "RO" ? level! with { Reference = f.Get("reference") } : level;
    }

    Level Parsed(string text)
    {
        if (!_levels.TryGetValue(text, out var level))
        {
            try { level = Level.Parse(text); }
            catch (FormatException) { level = Level.Of(text); }
            if (_levels.Count < 1000) _levels[text] = level;
        }
        return level;
    }

    Fault? Identity(Frame f, out int charge, out int multiplicity)
    {
        charge = sidecar.Charge ?? 0;
        multiplicity = 0;
        foreach (var key in ChargeKeys)
            if (f.Get(key) is { } text)
            {
                if (!Whole(text, out charge)) return Fault(f, key, $"the charge '{text}' is no whole number", "Give the total charge in units of e");
                break;
            }
        foreach (var key in (string[])["multiplicity", "spin_multiplicity"])
            if (f.Get(key) is { } text && (!Whole(text, out multiplicity) || multiplicity < 1)) return Fault(f, key, $"the multiplicity '{text}' is no whole number from 1", "Give 2S+1");
        if (multiplicity == 0 && f.Get("spin") is { } spin)
        {
            if (sidecar.Properties.GetValueOrDefault("spin") == "multiplicity") { if (!Whole(spin, out multiplicity)) return Fault(f, "spin", $"the spin '{spin}' is no whole number", "Give 2S+1"); }
            else if (Whole(spin, out int s) && s == 0) multiplicity = 1;
            else return Fault(f, "spin", $"'spin={spin}' may mean 2S+1, 2S or S", "Write multiplicity=, or map spin to multiplicity in the sidecar");
        }
        int lowest = Molecule.LowestMultiplicity(f.Symbols, charge);
        if (multiplicity == 0) multiplicity = sidecar.Multiplicity ?? lowest;
        return multiplicity % 2 == lowest % 2 ? null
            : Fault(f, "multiplicity", $"charge {charge} and multiplicity {multiplicity} do not fit the number of electrons", "Give the charge and the multiplicity of this molecule");
    }

    // A multiplicity other than one is told for the charge that was meant, the default.
    bool ChargeTold(Frame f) => sidecar.Charge is not null || sidecar.Multiplicity is > 1 || ChargeKeys.Concat(SpinKeys).Any(k => f.Get(k) is { } v && !(SpinKeys.Contains(k) && v is "0" or "1"));

    static readonly string[] ChargeKeys = ["charge", "total_charge", "net_charge"], SpinKeys = ["multiplicity", "spin_multiplicity", "spin"];

    static bool Whole(string text, out int value)
    {
        value = 0;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) || v != Math.Round(v) || Math.Abs(v) > 1000) return false;
        value = (int)v;
        return true;
    }

    static T? Choice<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, true, out var v) && Enum.IsDefined(v) && !char.IsAsciiDigit(text![0]) ? v : null;

    internal string Example()
    {
        var name = file[(file.LastIndexOf('/') + 1)..];
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        return $"{Path.GetFileNameWithoutExtension(name)}.datahub.json with {{\"level\": \"wB97X-D/def2-SVP\", \"units\": {{\"energy\": \"eV\", \"forces\": \"eV/angstrom\"}}}} (your own level and units)";
    }

    internal static void Label(Values values, string key, string text)
    {
        if (text.Length <= LongestLabel && values.Extras.Count < MostLabels) values.Extras.Add(new Extra(key, null, null, text));
    }

    internal static List<Extra>? Extras(string json)
    {
        try { return JsonSerializer.Deserialize(json, ModelJson.Default.ListExtra); }
        catch (JsonException) { return null; }
    }
}
