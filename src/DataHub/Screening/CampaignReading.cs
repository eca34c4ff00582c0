// Reads a campaign file: YAML or JSON text -> campaign, or faults that name line, field and remedy.
using System.Globalization;
using DataHub.Compute.Workflows;
using DataHub.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataHub.Screening;

sealed class CampaignReading(string file, string? folder, WorkflowSet workflows)
{
    static readonly string[] Fields = ["name", "description", "candidates", "property", "level", "geometry_level", "tolerance", "confidence", "ladder", "reuse", "budget", "seed", "licence"];
    readonly List<Fault> _faults = [];
    readonly Dictionary<string, Workflow> _workflows = [];

    public (Campaign?, IReadOnlyList<Fault>) Read(string text)
    {
        YamlMappingNode root;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode map)
                return (null, [new Fault(file, null, null, "the file is no mapping of fields", "Write fields such as 'name: my screen', one a line, or a JSON object")]);
            root = map;
        }
        catch (YamlException e)
        {
            return (null, [new Fault(file, $"line {e.Start.Line}", null, $"not readable as YAML or JSON: {e.Message}", "Mend the indentation or quoting there; SMILES that start with '[' must be quoted")]);
        }

        foreach (var key in root.Children.Keys)
            if (!Fields.Contains(Text(key))) Wrong(key, Text(key), "unknown field", $"Fields are {string.Join(", ", Fields)}");
        string name = Required(root, "name", "Give the campaign a name");
        var property = ReadProperty(root);
        var level = ReadLevel(root, "level", true);
        var geometry = ReadLevel(root, "geometry_level", false)?.Name ?? "GFN2-xTB";
        double tolerance = ReadTolerance(root, property), confidence = Number(root, "confidence", 0.9, c => c is > 0 and < 1, "a number between 0 and 1, such as 0.9");
        double seed = Number(root, "seed", 1, s => s == Math.Floor(s) && Math.Abs(s) < int.MaxValue, "a whole number");
        var reuse = ReadReuse(root);
        var (cpu, kwh) = ReadBudget(root);
        var candidates = ReadCandidates(root);
        var ladder = ReadLadder(root, level, ref geometry);
        if (_faults.Count > 0 || property is null || level is null) return (null, _faults);
        return (new Campaign(name, candidates, property, level)
        {
            Tolerance = tolerance, Confidence = confidence, GeometryLevel = geometry, Ladder = ladder, Workflows = _workflows, Reuse = reuse, BudgetCpuSeconds = cpu, BudgetKwh = kwh, Seed = (int)seed, Licence = Optional(root, "licence"),
        }, []);
    }

    Property? ReadProperty(YamlMappingNode root)
    {
        string text = Required(root, "property", "Name a property, such as gap or dipole");
        if (text.Length == 0) return null;
        if (Property.Find(text) is { IsList: false } p) return p;
        Wrong(root["property"], "property", $"'{text}' is no property of one number", $"Properties are {string.Join(", ", Property.All.Where(x => !x.IsList).Select(x => x.Name))}");
        return null;
    }

    Level? ReadLevel(YamlMappingNode root, string field, bool required)
    {
        string text = required ? Required(root, field, "Name a level of theory, such as wB97X-D/def2-SVP") : Optional(root, field) ?? "";
        return text.Length == 0 ? null : CheckedLevel(root[field], field, text);
    }

    Level? CheckedLevel(YamlNode node, string field, string text)
    {
        var level = Level.Parse(text);
        if (level.Kind != LevelKind.Unknown) return level;
        Wrong(node, field, $"the method '{level.Method}' is not known", "Use a method of schemas/levels/methods.json, such as GFN2-xTB, PM7 or wB97X-D/def2-SVP");
        return null;
    }

    double ReadTolerance(YamlMappingNode root, Property? property)
    {
        const string remedy = "Write the largest error that you can accept with its unit, such as '0.25 eV'";
        if (!root.Children.TryGetValue("tolerance", out var node)) { Wrong(root, "tolerance", "missing", remedy); return 0; }
        string? number, unit;
        if (node is YamlMappingNode map) (number, unit) = (Optional(map, "value"), Optional(map, "unit"));
        else
        {
            var parts = Text(node).Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            (number, unit) = (parts.ElementAtOrDefault(0), parts.ElementAtOrDefault(1));
        }
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > 0) || !double.IsFinite(value)) { Wrong(node, "tolerance", "a positive number is wanted", remedy); return 0; }
        if (unit is null) { Wrong(node, "tolerance", "the unit is missing", remedy); return 0; }
        if (property is null) return value;
        if (Units.Factor(unit, property.Unit) is { } factor) return value * factor;
        Wrong(node, "tolerance", $"'{unit}' does not measure {property.Name}", $"Give it in {property.Unit} or a unit that converts to it");
        return 0;
    }

    Policy ReadReuse(YamlMappingNode root)
    {
        if (Optional(root, "reuse") is not { } name) return Policy.Strict;
        if (Policy.Find(name == "any-optimized" ? Policy.SameLevel.Name : name) is { } policy) return policy;
        Wrong(root["reuse"], "reuse", $"'{name}' is no policy", $"Write {string.Join(", ", Policy.All.Select(p => p.Name))} (docs/reuse.md)");
        return Policy.Strict;
    }

    (double? Cpu, double? Kwh) ReadBudget(YamlMappingNode root)
    {
        if (!root.Children.TryGetValue("budget", out var node)) return (null, null);
        const string remedy = "Write 'budget: {cpu_hours: 2}', with cpu_seconds, cpu_hours or kwh";
        if (node is not YamlMappingNode map || map.Children.Count != 1) { Wrong(node, "budget", "one limit is wanted", remedy); return (null, null); }
        string key = Text(map.Children.Keys.First());
        if (key is not ("cpu_seconds" or "cpu_hours" or "kwh")) { Wrong(node, "budget", $"'{key}' is no limit", remedy); return (null, null); }
        double value = Number(map, key, 0, v => v > 0, "a positive number", "budget");
        return key switch { "kwh" => (null, value), "cpu_hours" => (value * 3600, null), _ => (value, null) };
    }

    /// <summary>The ladder. A workflow of it stands for its level; it brings its geometry level with it, which must be the campaign's.</summary>
    List<string> ReadLadder(YamlMappingNode root, Level? target, ref string geometry)
    {
        if (!root.Children.TryGetValue("ladder", out var node)) return [];
        if (node is not YamlSequenceNode { Children.Count: > 0 } list) { Wrong(node, "ladder", "a list of rungs is wanted", "Write 'ladder: [reuse, surrogate, GFN2-xTB, wB97X-D/def2-SVP]' or leave it out"); return []; }
        var ladder = new List<string>();
        foreach (var item in list)
        {
            string text = Text(item);
            if (WorkflowAt(item, text) is { } workflow)
            {
                if (!root.Children.ContainsKey("geometry_level") && _workflows.Count == 0) geometry = workflow.Geometry.Level!.Name;
                if (workflow.Geometry.Level!.Name != geometry) { Wrong(item, "ladder", $"the workflow {workflow.Name} optimises at {workflow.Geometry.Level.Name}, the campaign at {geometry}", $"Use a workflow at {geometry} geometries, or write geometry_level: {workflow.Geometry.Level.Name}"); continue; }
                _workflows[workflow.Level.Name] = workflow;
                text = workflow.Level.Name;
            }
            string rung = text is Campaign.ReuseRung or Campaign.SurrogateRung ? text : text.Length == 0 ? "" : CheckedLevel(item, "ladder", text)?.Name ?? text;
            if (rung.Length == 0) Wrong(item, "ladder", "an empty rung", "Name a level or leave it out");
            else if (ladder.Contains(rung)) Wrong(item, "ladder", $"'{rung}' stands in it twice", "Name each rung once");
            else if (ladder.Count > 0 && ladder[^1] == target?.Name) Wrong(item, "ladder", $"'{rung}' comes after the target level and would never be reached", $"Put {target!.Name} last");
            else ladder.Add(rung);
        }
        return ladder;
    }

    /// <summary>The workflow that a rung names: one that is known, or a file beside the campaign's; null if it names none.</summary>
    Workflow? WorkflowAt(YamlNode item, string text)
    {
        if (text.EndsWith(".json", StringComparison.Ordinal))
        {
            if (folder is null) { Wrong(item, "ladder", "a workflow's file cannot be read from here", "Put it into the server's folder workflows/ and name it"); return null; }
            var path = Path.GetFullPath(Path.Combine(folder, text));
            if (!File.Exists(path)) { Wrong(item, "ladder", $"the file '{text}' does not exist", "Give a path relative to the campaign file"); return null; }
            var (workflow, faults) = workflows.ReadFile(path);
            _faults.AddRange(faults);
            return workflow;
        }
        return workflows.Find(text);
    }

    List<string> ReadCandidates(YamlMappingNode root)
    {
        const string remedy = "List SMILES, or {smiles: CCO, name: ethanol}, or write 'candidates: {file: pool.smi}'";
        var found = new List<string>();
        if (!root.Children.TryGetValue("candidates", out var node)) { Wrong(root, "candidates", "missing", remedy); return found; }
        if (node is YamlMappingNode map) return ReadList(map, remedy);
        if (node is not YamlSequenceNode { Children.Count: > 0 } list) { Wrong(node, "candidates", "a list that is not empty is wanted", remedy); return found; }
        foreach (var item in list)
            switch (item)
            {
                case YamlScalarNode { Value.Length: > 0 } s: found.Add(s.Value.Trim()); break;
                case YamlMappingNode m when Optional(m, "smiles") is { Length: > 0 } smiles: found.Add(Optional(m, "name") is { Length: > 0 } n ? $"{smiles.Trim()} {n.Trim()}" : smiles.Trim()); break;
                case YamlSequenceNode: Wrong(item, "candidates", "a list in place of a SMILES", "Quote SMILES that start with a bracket: \"[NH4+]\""); break;
                default: Wrong(item, "candidates", "no SMILES", remedy); break;
            }
        return found;
    }

    List<string> ReadList(YamlMappingNode map, string remedy)
    {
        if (Optional(map, "file") is not { Length: > 0 } path) { Wrong(map, "candidates", "neither a list nor a file", remedy); return []; }
        if (folder is null) { Wrong(map, "candidates", "a file cannot be read from here", "Put the SMILES into the campaign itself"); return []; }
        string full = Path.GetFullPath(Path.Combine(folder, path));
        if (!File.Exists(full)) { Wrong(map, "candidates", $"the file '{path}' does not exist", "Give a path relative to the campaign file"); return []; }
        var (found, fault) = CandidateList.Read(path, File.ReadLines(full), Optional(map, "column"));
        if (fault is not null) _faults.Add(fault);
        else if (found.Count == 0) Wrong(map, "candidates", $"'{path}' has no candidates", "Write one SMILES a line, or a CSV file with a column smiles");
        return found;
    }

    double Number(YamlMappingNode map, string field, double otherwise, Func<double, bool> good, string wanted, string? shown = null)
    {
        if (Optional(map, field) is not { } text) return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) && good(v)) return v;
        Wrong(map[field], shown ?? field, $"'{text}' is not what is wanted", $"Write {wanted}");
        return otherwise;
    }

    string Required(YamlMappingNode root, string field, string remedy)
    {
        if (Optional(root, field) is { Length: > 0 } text) return text;
        Wrong(root, field, "missing", remedy);
        return "";
    }

    static string? Optional(YamlMappingNode map, string field) => map.Children.TryGetValue(field, out var node) ? Text(node).Trim() : null;
    static string Text(YamlNode node) => node is YamlScalarNode s ? s.Value ?? "" : "";
    void Wrong(YamlNode at, string field, string message, string remedy) => _faults.Add(new Fault(file, $"line {at.Start.Line}", field, message, remedy));
}
