// Records of a QCFractal server as its client exports them: single points, optimisations, and the services made of them.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

sealed class Fractal(Shapes shapes)
{
    internal IEnumerable<Reading> Read(JsonElement e, string? record)
    {
        var type = e.Text("record_type")!;
        if (type is "singlepoint" or "optimization")
            return e.Text("status") switch
            {
                "complete" => type == "singlepoint" ? [shapes.One(record, () => SinglePoint(e, Model.Status.Success))] : Optimization(e, record),
                "error" => [shapes.One(record, () => SinglePoint(e, Model.Status.Failed))],
                var status => [shapes.Refused(record, "status", $"the record is {status ?? "without a status"}, not finished", "Export it when it is complete or has failed")],
            };
        return Service(e, record, type);
    }

    /// <summary>A service (scan, reaction, ...) is no calculation itself; the records inside it are.</summary>
    IEnumerable<Reading> Service(JsonElement e, string? record, string type)
    {
        int i = 0;
        foreach (var inner in Inside(e, 0))
            foreach (var reading in Read(inner, Shapes.Join(record, $"{inner.Text("record_type")} {++i}"))) yield return reading;
        if (i == 0) yield return shapes.Refused(record, null, $"the {type} holds none of its records", "Export it with the records that it is made of");
    }

    static IEnumerable<JsonElement> Inside(JsonElement e, int depth)
    {
        if (depth > 8) yield break;
        IEnumerable<JsonElement> children = e.ValueKind switch { JsonValueKind.Object => e.EnumerateObject().Select(p => p.Value), JsonValueKind.Array => e.EnumerateArray(), _ => [] };
        foreach (var child in children)
        {
            if (child.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) continue;
            if (child.Text("record_type") is not null) yield return child;
            else foreach (var inner in Inside(child, depth + 1)) yield return inner;
        }
    }

    IEnumerable<Reading> Optimization(JsonElement e, string? record)
    {
        yield return shapes.One(record, () => Final(e));
        int i = 0;
        foreach (var step in ((JsonElement?)e).Items("trajectory_records"))
        {
            i++;
            if (step.ValueKind == JsonValueKind.Object)
                yield return shapes.One(Shapes.Join(record, $"step {i}"), () => SinglePoint(step, Model.Status.Success) with { Cost = Cost.Unknown });
        }
    }

    static Calculation SinglePoint(JsonElement e, Model.Status status)
    {
        bool optimization = e.Text("record_type") == "optimization";
        var spec = Spec(e, optimization);
        var at = e.Object(optimization ? "initial_molecule" : "molecule");
        if (at is null) throw new Refusal("molecule", "the record has only the number of its molecule", "Export it with its molecule included");
        var properties = e.Object("properties");
        var (molecule, geometry) = Molecules.Read(at, properties);
        var history = LastHistory(e);
        var program = Records.Program(e);
        if (status == Model.Status.Success && e.Text("status") != "complete") throw new Refusal("status", $"the step is {e.Text("status")}", "Export it when it is complete");
        return new Calculation(molecule, spec.Level, spec.Driver, status)
        {
            Geometry = geometry,
            Values = status == Model.Status.Failed ? new Values() : Results.Read(spec, program, Records.Version(history.Object("provenance")), geometry.Count, e, properties, properties.Get("return_result")),
            Failure = status == Model.Status.Failed ? FailureOf(history) : null,
            Provenance = Provenance(e, history, program),
            Cost = Records.Cost(history.Object("provenance")),
        };
    }

    static Calculation Final(JsonElement e)
    {
        var spec = Spec(e, true);
        var steps = ((JsonElement?)e).Items("trajectory_records").Where(s => s.ValueKind == JsonValueKind.Object).ToList();
        var (molecule, geometry) = Molecules.Read(e.Object("final_molecule"), steps.Count > 0 ? steps[^1].Object("properties") : null);
        if (Json.Numbers(e.Get("energies")) is not { Length: > 0 } energies) throw new Refusal("energies", "an optimisation without a final energy", "Export it with its energies");
        var program = Records.Program(e);
        var values = new Values();
        if (program == "mopac") values[Property.HeatOfFormation] = energies[^1] * Units.HartreeToKcalPerMol;
        else values[Property.Energy] = energies[^1];
        if (steps.Count > 0 && steps[^1].Object("properties").Number("return_energy") is { } last && Math.Abs(last - energies[^1]) < 1e-9 && Same(steps[^1], geometry))
            values = Results.Read(spec with { Driver = Driver.Gradient }, program, Records.Version(LastHistory(steps[^1]).Object("provenance")), geometry.Count, steps[^1], steps[^1].Object("properties"), steps[^1].Object("properties").Get("return_result"));
        var history = LastHistory(e);
        var stepHistory = steps.Count > 0 ? LastHistory(steps[^1]) : null;
        return Records.Placed(e, new Calculation(molecule, spec.Level, Driver.Optimization, Model.Status.Success)
        {
            Geometry = geometry, Values = values, Cost = Records.Cost(history.Object("provenance")),
            Provenance = Provenance(e, history, program) with { ProgramVersion = stepHistory.Object("provenance").Text("version") },
        });
    }

    static bool Same(JsonElement step, Geometry final) => step.Object("molecule").Numbers("geometry") is { } bohr && bohr.Length == final.Coordinates.Count &&
        bohr.Zip(final.Coordinates).All(p => Math.Abs(p.First * Units.BohrToAngstrom - p.Second) < 1e-6);

    static Specification Spec(JsonElement e, bool optimization)
    {
        var s = e.Object("specification");
        if (s.Object("qc_specification") is { } qc) s = qc;
        return Specification.Read(s.Text("method"), s.Get("basis"), optimization ? "optimization" : s.Text("driver"), s.Object("keywords"), s.Text("program"));
    }

    static Provenance Provenance(JsonElement e, JsonElement? history, string? program)
    {
        var provenance = history.Object("provenance");
        bool own = provenance.Text("creator")?.Equals(program, StringComparison.OrdinalIgnoreCase) == true;
        return new Provenance
        {
            Format = "qcschema", Program = program, ProgramVersion = own ? provenance.Text("version") : null,
            ComputedAt = DateTimeOffset.TryParse(history.Text("modified_on") ?? e.Text("modified_on"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var t) ? t.UtcDateTime : null,
        };
    }

    static JsonElement? LastHistory(JsonElement e) => ((JsonElement?)e).Items("compute_history") is var h && h.Any() ? h.Last() : null;

    static Failure FailureOf(JsonElement? history)
    {
        var error = history.Object("outputs").Object("error");
        return Compressed.Read(error) is Dictionary<string, object?> map ? Failures.Of(map.GetValueOrDefault("error_type") as string, map.GetValueOrDefault("error_message") as string)
            : Failures.Of(null, null);
    }
}
