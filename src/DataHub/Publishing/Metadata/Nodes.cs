// Fields of a YAML or JSON text, with the line of what is wrong.
using DataHub.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataHub.Publishing.Metadata;

/// <summary>Reads fields and gathers faults.</summary>
sealed class Nodes(string file)
{
    /// <summary>What is wrong so far.</summary>
    public List<Fault> Faults { get; } = [];

    /// <summary>The mapping that a text is; null, with a fault, if it is none.</summary>
    public YamlMappingNode? Root(string text, string example)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode map }]) return map;
            Faults.Add(new Fault(file, null, null, "the text is no mapping of fields", $"Write fields such as '{example}', one a line, or a JSON object."));
        }
        catch (YamlException e) { Faults.Add(new Fault(file, $"line {e.Start.Line}", null, $"not readable as YAML or JSON: {e.Message}", "Mend the indentation or quoting there; a text that contains ': ' or begins with one of [ { # & * ! | > % @ is quoted.")); }
        return null;
    }

    public void Wrong(YamlNode at, string field, string message, string remedy) => Faults.Add(new Fault(file, $"line {at.Start.Line}", field, message, remedy));

    /// <summary>A fault for each field that is none of these, with the nearest that is.</summary>
    public void Only(YamlMappingNode map, string prefix, IReadOnlyList<string> fields)
    {
        foreach (var key in map.Children.Keys)
            if (Text(key) is var name && !fields.Contains(name))
                Wrong(key, prefix + name, "unknown field", $"Fields are {string.Join(", ", fields)}.");
    }

    /// <summary>The text of a field; null if it is absent or empty.</summary>
    public string? Text(YamlMappingNode map, string field, string? shown = null)
    {
        if (!map.Children.TryGetValue(field, out var node)) return null;
        if (node is YamlScalarNode s) return s.Value is { } v && v.Trim().Length > 0 && !(s.Style == ScalarStyle.Plain && v is "null" or "~") ? v.Trim() : null;
        Wrong(node, shown ?? field, "a text is wanted", $"Write '{field}: ...' on one line, or as a block after '{field}: |'.");
        return null;
    }

    /// <summary>The items of a field that is a list, or the one that stands for a list of one.</summary>
    public static IEnumerable<YamlNode> Items(YamlMappingNode map, string field) =>
        !map.Children.TryGetValue(field, out var node) || node is YamlScalarNode { Value: null or "" } ? [] : node is YamlSequenceNode list ? list.Children : [node];

    /// <summary>Texts of a list; a single text with commas is a list too.</summary>
    public List<string> Texts(YamlMappingNode map, string field)
    {
        var texts = new List<string>();
        foreach (var item in Items(map, field))
            if (item is not YamlScalarNode { Value: { } v }) Wrong(item, field, "a text is wanted in this list", $"Write '{field}: [one, two]'.");
            else if (map.Children[field] is YamlScalarNode) texts.AddRange(v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            else if (v.Trim().Length > 0) texts.Add(v.Trim());
        return [.. texts.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    public static string Text(YamlNode node) => node is YamlScalarNode s ? (s.Value ?? "").Trim() : "";
}
