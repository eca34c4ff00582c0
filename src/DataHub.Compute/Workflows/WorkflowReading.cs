// Reads a workflow file: JSON text -> workflow, or faults that name field and remedy.
using System.Text.Json;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Compute.Workflows;

/// <summary>Reads one file; see schemas/workflow.schema.json.</summary>
public sealed partial class WorkflowReading(string file, EngineSet engines)
{
    static readonly string[] Fields = ["$schema", "name", "version", "title", "description", "steps"], StepFields = ["do", "level", "program", "cores", "memory_mib", "wall_seconds", "attempts"];
    static readonly string[] Kinds = ["embedding", "optimization", "energy", "gradient", "hessian", "properties"];
    readonly List<Fault> _faults = [];

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$")]
    private static partial Regex NameForm();

    /// <summary>The workflow, or what is wrong with the text.</summary>
    public (Workflow? Workflow, IReadOnlyList<Fault> Faults) Read(string text)
    {
        JsonDocument doc;
        try { doc = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }); }
        catch (JsonException e) { return (null, [new Fault(file, $"line {e.LineNumber + 1}", null, $"not readable as JSON: {e.Message}", "Mend it there")]); }
        using (doc)
        {
            var root = doc.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, [new Fault(file, null, null, "no JSON object", "Begin with {\"name\": ..., \"version\": ..., \"steps\": [...]}")]);
            Known(root, Fields, "");
            string name = Text(root, "name", "") ?? "", version = Text(root, "version", "") ?? "";
            if (!NameForm().IsMatch(name)) Wrong("name", $"'{name}' is no name", "Use small letters, digits, dots and hyphens, such as wb97xd-svp");
            if (!NameForm().IsMatch(version)) Wrong("version", $"'{version}' is no version", "Write one such as \"1\" or \"1.2\"; raise it whenever a step changes");
            var steps = new List<WorkflowStep>();
            if (!root.TryGetProperty("steps", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) Wrong("steps", "missing", "List the steps: embedding, an optimization, and what comes at its geometry");
            else foreach (var (step, i) in list.EnumerateArray().Select((s, i) => (s, i))) if (Step(step, $"steps[{i}].") is { } s) steps.Add(s);
            if (_faults.Count == 0) Shape(steps);
            return _faults.Count > 0 ? (null, _faults) : (new Workflow(name, version, steps) { Title = Text(root, "title", "") ?? name, Description = Text(root, "description", ""), Source = file }, []);
        }
    }

    WorkflowStep? Step(JsonElement step, string at)
    {
        if (step.ValueKind != JsonValueKind.Object) { Wrong(at.TrimEnd('.'), "no JSON object", "Write {\"do\": \"energy\", \"level\": \"wB97X-D/def2-SVP\"}"); return null; }
        Known(step, StepFields, at);
        string kind = Text(step, "do", at) ?? "";
        if (!Kinds.Contains(kind)) { Wrong(at + "do", $"'{kind}' is no kind of step", $"Use one of {string.Join(", ", Kinds)}"); return null; }
        int cores = Whole(step, "cores", at, 1, 1024), memory = Whole(step, "memory_mib", at, 4000, 4_000_000), wall = Whole(step, "wall_seconds", at, 3600, 30 * 86400), attempts = Whole(step, "attempts", at, 3, 10);
        if (kind == "embedding")
        {
            foreach (var field in StepFields.Skip(1)) if (step.TryGetProperty(field, out _)) Wrong(at + field, "an embedding takes no such field", "Leave it out");
            return new WorkflowStep(null, null, null, 1, new JobLimits(), 1);
        }
        if (Text(step, "level", at) is not { Length: > 0 } written) { Wrong(at + "level", "missing", "Name a level of theory, such as GFN2-xTB"); return null; }
        var level = Level.Parse(written);
        var driver = Enum.Parse<Driver>(kind, true);
        var program = Text(step, "program", at);
        if (level.Kind == LevelKind.Unknown) Wrong(at + "level", $"the method '{level.Method}' is not known", "Use a method of schemas/levels/methods.json");
        else if (program is not null && engines.Engines.All(e => e.Program != program)) Wrong(at + "program", $"there is no engine '{program}'", $"Use one of {string.Join(", ", engines.Engines.Select(e => e.Program))}, or leave it out");
        else if (!engines.Engines.Any(e => (program is null || e.Program == program) && e.Can(level, driver)))
            Wrong(at + (program is null ? "level" : "program"), $"{(program is null ? "no engine" : $"not {program}")} does {kind} at {level.Name}", engines.Engines.Where(e => e.Can(level, driver)).Select(e => e.Program).ToList() is { Count: > 0 } can ? $"Use {string.Join(" or ", can)}" : "See docs/compute.md for what each program does");
        return new WorkflowStep(driver, level, program, cores, new JobLimits(wall, memory), attempts);
    }

    void Shape(List<WorkflowStep> steps)
    {
        if (steps[0].Level is not null || steps.Skip(1).Any(s => s.Level is null)) Wrong("steps", "an embedding must be the first step, and only that", "Begin with {\"do\": \"embedding\"}");
        else if (steps.Count is < 2 or > 3 || steps[1].Driver != Driver.Optimization) Wrong("steps", "after the embedding one optimization is wanted, and at most one step after it", "Write embedding, optimization, and then for instance energy");
        else if (steps.Count == 3 && steps[2].Driver == Driver.Optimization) Wrong("steps[2].do", "a second optimization would leave the geometry of the first", "Optimise at the level of the second at once, or end with energy, gradient, hessian or properties");
    }

    void Known(JsonElement o, string[] fields, string at)
    {
        foreach (var p in o.EnumerateObject()) if (!fields.Contains(p.Name)) Wrong(at + p.Name, "unknown field", $"Fields are {string.Join(", ", fields)}");
    }

    string? Text(JsonElement o, string field, string at)
    {
        if (!o.TryGetProperty(field, out var v)) return null;
        if (v.ValueKind == JsonValueKind.String) return v.GetString()!.Trim();
        Wrong(at + field, "a text is wanted", "Put it in quotes");
        return null;
    }

    int Whole(JsonElement o, string field, string at, int otherwise, int most)
    {
        if (!o.TryGetProperty(field, out var v)) return otherwise;
        if (v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out int n) && n >= 1 && n <= most) return n;
        Wrong(at + field, $"a whole number from 1 to {most} is wanted", $"Leave it out for {otherwise}");
        return otherwise;
    }

    void Wrong(string field, string message, string remedy) => _faults.Add(new Fault(file, null, field, message, remedy));
}
