// The sections of a property file of ORCA 6, from its text or from its JSON.
using System.Text.Json;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

/// <summary>One section: its name, the number of the geometry that it belongs to (from 1, 0 for the job), and its fields: numbers (one or a column), texts, and the atoms.</summary>
sealed record PropertySection(string Name, int Geometry, Dictionary<string, double[]> Numbers, Dictionary<string, string> Texts, List<string> Symbols, string? Unit)
{
    public double? One(string field) => Numbers.TryGetValue(field, out var v) && v.Length == 1 ? v[0] : null;
    public double[]? List(string field) => Numbers.GetValueOrDefault(field);
    public string? Text(string field) => Texts.GetValueOrDefault(field);

    static PropertySection New(string name, int geometry, string? unit = null) => new(name, geometry, new(StringComparer.OrdinalIgnoreCase), new(StringComparer.OrdinalIgnoreCase), [], unit);

    static readonly Regex Field = new(@"^\s*&(\w+)(?:\s*\[([^\]]*)\])?(.*)$", RegexOptions.Compiled);

    /// <summary>Name under which the coordinates of the atoms stand, x1 y1 z1 x2 ..., in <see cref="Unit"/>.</summary>
    public const string Atoms = "CartesianCoordinates";

    /// <summary>The sections of the text form; null with a reason if one of them is not closed or a table of it has not the length that it declares.</summary>
    public static (List<PropertySection>? Sections, string? Wrong) OfText(string text)
    {
        var all = new List<PropertySection>();
        PropertySection? open = null;
        string? table = null;
        int rows = 0, columns = 0, got = 0;
        var numbers = new List<double>();
        bool Close()
        {
            bool whole = table is null || got == rows;
            if (table is not null && (columns == 1 || table == Atoms)) open!.Numbers[table] = [.. numbers];
            table = null;
            return whole;
        }
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.StartsWith('$'))
            {
                bool end = line.Equals("$End", StringComparison.OrdinalIgnoreCase);
                if (end != open is not null) return (null, $"the section before {line} is not closed or opened");
                if (end)
                {
                    if (!Close()) return (null, $"a table of {open!.Name} is not whole");
                    all.Add(open!);
                    open = null;
                }
                else open = New(line[1..].Trim(), 0);
            }
            else if (open is null || line.Trim().Length == 0) continue;
            else if (Field.Match(line) is { Success: true } m)
            {
                if (!Close()) return (null, $"a table of {open.Name} is not whole");
                var (name, kind, rest) = (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value.Trim());
                if (name.Equals("GeometryIndex", StringComparison.OrdinalIgnoreCase)) open = open with { Geometry = OutputText.Whole(rest) ?? 0 };
                else if (Regex.Match(kind, @"&Dim\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)") is { Success: true } dim)
                {
                    (table, rows, columns, got) = (name, int.TryParse(dim.Groups[1].Value, out int r) ? r : -1, int.TryParse(dim.Groups[2].Value, out int c) ? c : -1, 0);
                    numbers.Clear();
                    if (kind.Contains("\"Coordinates\"", StringComparison.Ordinal)) (table, open) = (Atoms, open with { Unit = Regex.Match(kind, "&Units \"([^\"]*)\"").Groups[1].Value });
                    else if (columns != 1) table = null; // wider tables hold nothing that is read
                }
                else if (kind.Contains("\"String\"", StringComparison.Ordinal) || kind.Contains("\"Boolean\"", StringComparison.Ordinal)) open.Texts[name] = rest.Trim('"');
                else if (OutputText.Fields(rest) is [var first, ..] && OutputText.Real(first) is { } v) open.Numbers[name] = [v];
            }
            else if (table == Atoms)
            {
                if (OutputText.Fields(line) is not [var who, var x, var y, var z] || OutputText.Real(x) is not { } a || OutputText.Real(y) is not { } b || OutputText.Real(z) is not { } c) return (null, "a line of the coordinates cannot be read");
                open.Symbols.Add(who);
                numbers.AddRange([a, b, c]);
                got++;
            }
            else if (table is not null && OutputText.Fields(line) is [var index, var value] && index == got.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                if (OutputText.Real(value) is not { } v) return (null, $"a number of {open.Name} cannot be read: {value}");
                numbers.Add(v);
                got++;
            }
        }
        return open is null ? (all, null) : (null, $"the section {open.Name} is not closed");
    }

    /// <summary>The sections of the JSON form.</summary>
    public static List<PropertySection> OfJson(JsonElement root)
    {
        var all = new List<PropertySection>();
        foreach (var p in root.EnumerateObject())
            if (p.NameEquals("Geometries") && p.Value.ValueKind == JsonValueKind.Array)
            {
                int number = 0;
                foreach (var g in p.Value.EnumerateArray())
                {
                    number++;
                    if (g.ValueKind != JsonValueKind.Object) continue;
                    foreach (var s in g.EnumerateObject())
                        if (s.Value.ValueKind == JsonValueKind.Array) foreach (var one in s.Value.EnumerateArray()) Add(all, s.Name, number, one);
                        else Add(all, s.Name, number, s.Value);
                }
            }
            else Add(all, p.Name, 0, p.Value);
        return all;
    }

    static void Add(List<PropertySection> all, string name, int number, JsonElement o)
    {
        if (o.ValueKind != JsonValueKind.Object) return;
        var section = New(name, number);
        foreach (var p in o.EnumerateObject())
            if (p.NameEquals("Coordinates") && p.Value.ValueKind == JsonValueKind.Object)
            {
                if (p.Value.TryGetProperty("Units", out var u) && u.ValueKind == JsonValueKind.String) section = section with { Unit = u.GetString() };
                if (!p.Value.TryGetProperty("Cartesians", out var rows) || rows.ValueKind != JsonValueKind.Array) continue;
                var numbers = new List<double>();
                foreach (var row in rows.EnumerateArray())
                    if (row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == 4 && row[0].ValueKind == JsonValueKind.String && row.EnumerateArray().Skip(1).All(x => x.ValueKind == JsonValueKind.Number))
                    {
                        section.Symbols.Add(row[0].GetString()!);
                        numbers.AddRange(row.EnumerateArray().Skip(1).Select(x => x.GetDouble()));
                    }
                    else section.Symbols.Add("?");
                section.Numbers[Atoms] = [.. numbers];
            }
            else if (p.Value.ValueKind == JsonValueKind.Number) section.Numbers[p.Name] = [p.Value.GetDouble()];
            else if (p.Value.ValueKind == JsonValueKind.String) section.Texts[p.Name] = p.Value.GetString()!;
            else if (p.Value.ValueKind is JsonValueKind.True or JsonValueKind.False) section.Texts[p.Name] = p.Value.GetBoolean() ? "true" : "false";
            else if (p.Value.ValueKind == JsonValueKind.Array && p.Value.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Array && r.GetArrayLength() == 1 && r[0].ValueKind == JsonValueKind.Number))
                section.Numbers[p.Name] = [.. p.Value.EnumerateArray().Select(r => r[0].GetDouble())];
        all.Add(section);
    }
}
