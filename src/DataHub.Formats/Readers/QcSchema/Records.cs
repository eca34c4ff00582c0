// Single QCSchema records: results, failures and optimisations, versions 1 and 2.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

static class Records
{
    static readonly string[] Optimizers = ["geometric", "optking", "berny", "pyberny", "qcmanybody", "torsiondrive"];

    /// <summary>The specification of a record of either version: version 1 has it in the record (or its input), version 2 under input_data.specification.</summary>
    internal static Specification Specification(JsonElement record)
    {
        var nested = record.Object("input_data").Object("specification") ?? record.Object("specification");
        // An optimisation's specification holds the one of its single points.
        var inner = nested.Object("specification") ?? nested.Object("qc_specification") ?? nested ?? record.Object("input_specification") ?? record.Object("input_data").Object("input_specification");
        var source = record.Object("model") is not null ? record : inner ?? record.Object("input_data") ?? record;
        var model = source.Object("model");
        return QcSchema.Specification.Read(model.Text("method") ?? (inner is null ? null : source.Text("method")), model.Get("basis") ?? (inner is null ? null : source.Get("basis")),
            source.Text("driver") ?? record.Text("driver"), source.Object("keywords"), Program(record));
    }

    internal static string? Program(JsonElement record)
    {
        var provenance = record.Object("provenance");
        var nested = record.Object("input_data").Object("specification") ?? record.Object("specification");
        var named = (nested.Object("specification") ?? nested.Object("qc_specification") ?? nested).Text("program")
            ?? (record.Object("input_specification") ?? record.Object("input_data").Object("input_specification")).Object("keywords").Text("program");
        var creator = provenance.Text("creator");
        if (creator is "QCElemental" or "QCEngine" or "") creator = null;
        if (creator is not null && Optimizers.Contains(creator.ToLowerInvariant())) creator = null;
        if (creator is null && provenance.Text("routine") is { } routine && routine.StartsWith("qcengine.programs.", StringComparison.Ordinal)) creator = routine["qcengine.programs.".Length..];
        return (named ?? creator)?.Trim().ToLowerInvariant() is { Length: > 0 } p ? p : null;
    }

    /// <summary>A version only where it is the program's own: the library that wrote the file has its version in the same place.</summary>
    internal static string? Version(JsonElement? provenance) =>
        provenance.Text("creator") is { } c && c is not ("QCElemental" or "QCEngine") && !Optimizers.Contains(c.ToLowerInvariant()) ? provenance.Text("version") : null;

    /// <summary>Elapsed time and threads as the record tells them. Processor time is not told: threads times elapsed time is only its upper bound.</summary>
    internal static Cost Cost(JsonElement? provenance)
    {
        var wall = provenance.Number("wall_time");
        return wall is not >= 0 ? Model.Cost.Unknown : new Cost(CostTier.Log)
        {
            WallSeconds = wall, Cores = provenance.Number("nthreads") is { } n and >= 1 and < 100_000 ? (int)n : null, Processor = provenance.Text("cpu"),
        };
    }

    internal static Provenance Provenance(JsonElement record, JsonElement? provenance, string? program) => new() { Format = "qcschema", Program = program, ProgramVersion = Version(provenance) };

    /// <summary>A finished single calculation.</summary>
    internal static Calculation Result(JsonElement record)
    {
        var spec = Specification(record);
        var properties = record.Object("properties");
        var (molecule, geometry) = Molecules.Read(record.Object("molecule") ?? record.Object("input_data").Object("molecule"), properties);
        if (spec.Driver == Driver.Optimization) throw new Refusal("driver", "a single calculation cannot be an optimisation", "Check the record");
        var program = Program(record);
        return new Calculation(molecule, spec.Level, spec.Driver, Status.Success)
        {
            Geometry = geometry, Values = Results.Read(spec, program, Version(record.Object("provenance")), geometry.Count, record, properties, record.Get("return_result")),
            Provenance = Provenance(record, record.Object("provenance"), program), Cost = Cost(record.Object("provenance")),
        };
    }

    /// <summary>A failure with the input that it had. Without its input it says nothing about a molecule.</summary>
    internal static Calculation Failed(JsonElement record)
    {
        var input = record.Object("input_data") ?? record;
        var spec = Specification(input.Object("model") is null && input.Object("input_specification") is null && input.Object("specification") is null ? record : input);
        bool optimization = input.Object("initial_molecule") is not null;
        var (molecule, geometry) = Molecules.Read(input.Object("molecule") ?? input.Object("initial_molecule") ?? record.Object("molecule"), null);
        var provenance = input.Object("provenance") ?? record.Object("provenance");
        var program = Program(input) ?? Program(record);
        return new Calculation(molecule, spec.Level, optimization ? Driver.Optimization : spec.Driver, Status.Failed)
        {
            Geometry = geometry, Failure = Failures.Of(record.Get("error")), Provenance = Provenance(record, provenance, program), Cost = Cost(provenance),
        };
    }

    /// <summary>An optimisation: first the record of its final geometry, then each step of the trajectory as it is kept.</summary>
    internal static IEnumerable<(string? Step, Func<Calculation> Read)> Optimization(JsonElement record)
    {
        var steps = record.Get("trajectory") is { ValueKind: JsonValueKind.Array } t ? t : record.Get("trajectory_results");
        var list = steps is { ValueKind: JsonValueKind.Array } s ? s.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.Object).ToList() : [];
        yield return (null, () => Final(record, list));
        bool whole = Cost(record.Object("provenance")).WallSeconds is not null;
        for (int i = 0; i < list.Count; i++)
        {
            var step = list[i];
            // A single point at the final geometry is contained in the record of the optimisation.
            if (i == list.Count - 1 && step.Text("driver") == "energy" && Json.Numbers(record.Object("final_molecule").Get("geometry")) is { } end && Json.Numbers(step.Object("molecule").Get("geometry")) is { } at && end.SequenceEqual(at)) continue;
            // The time of the steps is contained in that of the whole optimisation and is not counted twice.
            yield return ($"step {i + 1}", () => whole ? Result(step) with { Cost = Model.Cost.Unknown } : Result(step));
        }
    }

    static Calculation Final(JsonElement record, List<JsonElement> steps)
    {
        var spec = Specification(record);
        var last = steps.Count > 0 ? steps[^1] : (JsonElement?)null;
        var lastProperties = last.Object("properties");
        var (molecule, geometry) = Molecules.Read(record.Object("final_molecule"), lastProperties);
        var energies = Json.Numbers(record.Get("energies"));
        double? energy = energies is { Length: > 0 } ? energies[^1] : record.Object("properties").Number("return_energy") ?? lastProperties.Number("return_energy");
        if (energy is null) throw new Refusal("energies", "an optimisation without a final energy", "Export it with its energies or its trajectory");
        var program = Program(record) ?? (last is { } l ? Program(l) : null);
        var values = new Values();
        if (last is { } step && SameGeometry(step, geometry))
        {
            values = Results.Read(spec with { Driver = step.Text("driver") == "energy" ? Driver.Energy : Driver.Gradient }, program, Version(step.Object("provenance")), geometry.Count, step, lastProperties, step.Get("return_result"));
            var found = values[Property.Energy];
            if (found is { } e && Math.Abs(e - energy.Value) > 1e-4) throw new Refusal("energies", "the last of the energies is not the energy of the last step", "Export the record again");
        }
        else if (program == "mopac") values[Property.HeatOfFormation] = energy * Units.HartreeToKcalPerMol;
        else values[Property.Energy] = energy;
        return Placed(record, new Calculation(molecule, spec.Level, Driver.Optimization, Status.Success)
        {
            Geometry = geometry, Values = values, Provenance = Provenance(record, last.Object("provenance"), program), Cost = Cost(record.Object("provenance")),
        });
    }

    /// <summary>A free optimisation ends in a geometry of its level; a constrained one does not, whatever its name says.</summary>
    internal static Calculation Placed(JsonElement record, Calculation c)
    {
        var keywords = record.Object("keywords") ?? record.Object("input_data").Object("specification").Object("keywords") ?? record.Object("specification").Object("keywords");
        if (keywords.Get("constraints") is { } constraints && constraints.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String)
        {
            c.Values.Extras.Add(new Extra("constraints", null, null, QcSchema.Specification.Short(keywords.Get("constraints")!.Value.GetRawText())));
            return c;
        }
        return c with { Geometry = c.Geometry! with { Source = GeometrySource.Optimized, Level = c.Level.Name } };
    }

    static bool SameGeometry(JsonElement step, Geometry final) =>
        step.Object("molecule").Numbers("geometry") is { } bohr && bohr.Length == final.Coordinates.Count && bohr.Zip(final.Coordinates).All(p => Math.Abs(p.First * Units.BohrToAngstrom - p.Second) < 1e-6);
}
