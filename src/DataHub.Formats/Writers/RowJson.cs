// A row as a JSON object of its columns, out and back.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Writers;

static class RowJson
{
    /// <summary>Columns that belong to one archive, or that are derived again on reading.</summary>
    internal static readonly IReadOnlySet<string> Local = new HashSet<string>
    {
        "id", "format", "raw_hash", "raw_name", "raw_record", "ingested_at", "geometry_hash", "geometry_key", "formula", "atoms", "heavy_atoms", "elements", "symbols", "coordinates",
    };

    /// <summary>The columns that travel with a record from archive to archive.</summary>
    internal static readonly IReadOnlyList<Column> Travelling = [.. Columns.All.Where(c => !Local.Contains(c.Name))];

    /// <summary>The columns that are not null, as the properties of the current object.</summary>
    internal static void Write(Utf8JsonWriter json, CalculationRow row, IReadOnlyList<Column> columns)
    {
        foreach (var column in columns)
            switch (row[column])
            {
                case null: break;
                case string s: json.WriteString(column.Name, s); break;
                case double d: json.WriteNumber(column.Name, d); break;
                case long n: json.WriteNumber(column.Name, n); break;
                case bool b: json.WriteBoolean(column.Name, b); break;
                case DateTime t: json.WriteString(column.Name, Page.Time(t)); break;
                case string[] list:
                    json.WriteStartArray(column.Name);
                    foreach (var s in list) json.WriteStringValue(s);
                    json.WriteEndArray();
                    break;
                case double[] list: Numbers(json, column.Name, list); break;
            }
    }

    internal static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<double> list)
    {
        json.WriteStartArray(name);
        foreach (double d in list) json.WriteNumberValue(d);
        json.WriteEndArray();
    }

    /// <summary>The row of an object of columns; null if a value has not its column's type. Unknown names are left out.</summary>
    internal static CalculationRow? Read(JsonElement o)
    {
        var row = new CalculationRow();
        foreach (var p in o.EnumerateObject())
        {
            if (Columns.Find(p.Name) is not { } column || Local.Contains(p.Name) || p.Value.ValueKind == JsonValueKind.Null) continue;
            object? cell = (column.Type, p.Value.ValueKind) switch
            {
                (ColumnType.Text, JsonValueKind.String) => p.Value.GetString(),
                (ColumnType.Integer, JsonValueKind.Number) => p.Value.TryGetInt64(out long n) ? n : null,
                (ColumnType.Real, JsonValueKind.Number) => p.Value.TryGetDouble(out double d) && double.IsFinite(d) ? d : null,
                (ColumnType.Boolean, JsonValueKind.True or JsonValueKind.False) => p.Value.GetBoolean(),
                (ColumnType.Time, JsonValueKind.String) => p.Value.TryGetDateTimeOffset(out var t) ? t.UtcDateTime : null,
                (ColumnType.TextList, JsonValueKind.Array) => p.Value.EnumerateArray().All(x => x.ValueKind == JsonValueKind.String) ? p.Value.EnumerateArray().Select(x => x.GetString()!).ToArray() : null,
                (ColumnType.RealList, JsonValueKind.Array) => p.Value.EnumerateArray().All(x => x.ValueKind == JsonValueKind.Number) ? p.Value.EnumerateArray().Select(x => x.GetDouble()).ToArray() : null,
                _ => null,
            };
            if (cell is null) return null;
            row[column] = cell;
        }
        return row;
    }
}
