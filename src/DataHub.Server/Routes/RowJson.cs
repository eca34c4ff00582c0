// Rows as JSON: from a data reader (OData, search) and from a whole row (REST).
using System.Collections;
using System.Text.Json;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class RowJson
{
    /// <summary>One column of an answer: its place, its name in JSON and its type; or a group of columns ("molecule/formula") that are one object.</summary>
    internal sealed record Cell(int Place, JsonEncodedText Name, ColumnType Type, bool IsOpen, Cell[]? Group);

    /// <summary>The columns of a stream, in order.</summary>
    internal static Cell[] Columns(RowStream stream) => Cells([.. stream.Shape.Select((c, i) => (c.Name, c.Type, i))]);

    static Cell[] Cells(IReadOnlyList<(string Path, ColumnType Type, int Place)> columns) =>
        [.. columns.GroupBy(c => c.Path.Split('/')[0]).Select(g => g.First().Path.Contains('/')
            ? new Cell(-1, JsonEncodedText.Encode(g.Key), default, false, Cells([.. g.Select(c => (c.Path[(c.Path.IndexOf('/') + 1)..], c.Type, c.Place))]))
            : new Cell(g.First().Place, JsonEncodedText.Encode(g.Key), g.First().Type, g.Key is "extras" or "uncertainties", null))];

    /// <summary>The current row as properties of an object that is open.</summary>
    internal static void WriteCells(Utf8JsonWriter json, RowStream stream, Cell[] cells)
    {
        var reader = stream.Reader;
        foreach (var cell in cells)
        {
            json.WritePropertyName(cell.Name);
            int i = cell.Place;
            if (cell.Group is { } group)
            {
                json.WriteStartObject();
                WriteCells(json, stream, group);
                json.WriteEndObject();
            }
            // A list that is null is an empty collection: OData has no null collections.
            else if (reader.IsDBNull(i)) { if (cell.Type is ColumnType.TextList or ColumnType.RealList) { json.WriteStartArray(); json.WriteEndArray(); } else json.WriteNullValue(); }
            else if (cell.Type == ColumnType.Real) json.WriteNumberValue(reader.GetDouble(i));
            else if (cell.IsOpen) WriteOpen(json, reader.GetString(i));
            else if (cell.Type == ColumnType.Text) json.WriteStringValue(reader.GetString(i));
            else Value(json, stream[i]);
        }
    }

    /// <summary>A row that was read before, as properties of an object that is open.</summary>
    internal static void WriteCells(Utf8JsonWriter json, object?[] row, Cell[] cells)
    {
        foreach (var cell in cells)
        {
            json.WritePropertyName(cell.Name);
            if (cell.Group is { } group)
            {
                json.WriteStartObject();
                WriteCells(json, row, group);
                json.WriteEndObject();
            }
            else if (row[cell.Place] is null && cell.Type is ColumnType.TextList or ColumnType.RealList) { json.WriteStartArray(); json.WriteEndArray(); }
            else if (cell.IsOpen && row[cell.Place] is string text) WriteOpen(json, text);
            else Value(json, row[cell.Place]);
        }
    }

    /// <summary>Open data as an object: extras (an array of name, unit, number or text) carry their unit as an annotation, uncertainties are an object already.</summary>
    static void WriteOpen(Utf8JsonWriter json, string text)
    {
        if (!text.StartsWith('[')) { json.WriteRawValue(text); return; }
        json.WriteStartObject();
        WriteMembers(json, text);
        json.WriteEndObject();
    }

    /// <summary>The members of open data, of an object that is open.</summary>
    internal static void WriteMembers(Utf8JsonWriter json, string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var (name, unit, value) in Members(document.RootElement))
        {
            if (unit is not null) json.WriteString($"{name}@Org.OData.Measures.V1.Unit", unit);
            json.WritePropertyName(name);
            if (value is { } known) known.WriteTo(json); else json.WriteNullValue();
        }
    }

    /// <summary>A member of open data by its name; null if it is not there.</summary>
    internal static JsonElement? Member(string text, string name)
    {
        using var document = JsonDocument.Parse(text);
        return Members(document.RootElement).FirstOrDefault(m => m.Name == name).Value?.Clone();
    }

    static IEnumerable<(string Name, string? Unit, JsonElement? Value)> Members(JsonElement open)
    {
        if (open.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in open.EnumerateObject()) yield return (member.Name, null, member.Value);
            yield break;
        }
        var seen = new HashSet<string>();
        foreach (var extra in open.EnumerateArray())
        {
            string name = extra.GetProperty("name").GetString()!;
            if (seen.Add(name)) yield return (name, extra.TryGetProperty("unit", out var unit) ? unit.GetString() : null, extra.TryGetProperty("number", out var number) ? number : extra.TryGetProperty("text", out var words) ? words : null);
        }
    }

    /// <summary>A whole row as an object without its nulls. Columns that hold JSON text are objects and arrays here.</summary>
    internal static void Write(Utf8JsonWriter json, CalculationRow row)
    {
        json.WriteStartObject();
        foreach (var column in Model.Columns.All)
        {
            if (row[column] is not { } value) continue;
            json.WritePropertyName(column.Name);
            if (column.Name is "uncertainties" or "extras") json.WriteRawValue((string)value); else Value(json, value);
        }
        json.WriteEndObject();
    }

    /// <summary>One value of a cell.</summary>
    internal static void Value(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull: json.WriteNullValue(); break;
            case string s: json.WriteStringValue(s); break;
            case bool b: json.WriteBooleanValue(b); break;
            case double d when double.IsFinite(d): json.WriteNumberValue(d); break;
            case double or float: json.WriteNullValue(); break;
            case long l: json.WriteNumberValue(l); break;
            case DateTime t: json.WriteStringValue(t); break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list) Value(json, item);
                json.WriteEndArray();
                break;
            default: throw new InvalidOperationException($"a {value.GetType()} has no JSON form");
        }
    }
}
