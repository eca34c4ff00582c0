// Rows as JSON with as much control information as the client asked for, and the addresses of rows.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Server.Routes;

/// <summary>Writes rows that were read before in a format.</summary>
/// <param name="format">The format.</param>
/// <param name="root">Address of the service root.</param>
sealed class RowForm(ODataFormat format, string root)
{
    /// <summary>True if rows are written as they are, without types and links.</summary>
    internal bool IsPlain => format is { Control: not ControlInformation.Full, Ieee754: false };
    /// <summary>Address of the service root.</summary>
    internal string Root => root;

    /// <summary>A row of a set as properties of an object that is open. Its shape must have the key where the format is full, unless the rows are no longer those of the set.</summary>
    internal void Write(Utf8JsonWriter json, QuerySet set, IReadOnlyList<SetColumn> shape, object?[] row, RowJson.Cell[] cells, bool grouped = false)
    {
        if (IsPlain) { RowJson.WriteCells(json, row, cells); return; }
        bool full = format.Control == ControlInformation.Full && !grouped;
        string id = full ? Address(set, Key(set, shape, row)) : "";
        if (full)
        {
            json.WriteString("@odata.type"u8, $"#DataHub.{set.ToString().TrimEnd('s')}");
            json.WriteString("@odata.id"u8, id);
        }
        foreach (var cell in cells) Cell(json, row, cell);
        if (!full) return;
        foreach (var link in Link.All)
        {
            if (link.From != set) continue;
            json.WriteString(link.Name + "@odata.associationLink", $"{id}/{link.Name}/$ref");
            json.WriteString(link.Name + "@odata.navigationLink", $"{id}/{link.Name}");
        }
    }

    void Cell(Utf8JsonWriter json, object?[] row, RowJson.Cell cell)
    {
        if (cell.Group is null && format.Control == ControlInformation.Full && Type(cell, row[cell.Place]) is { } type) json.WriteString(cell.Name + "@odata.type", type);
        if (cell.Group is null && row[cell.Place] is long whole)
        {
            json.WritePropertyName(cell.Name);
            Whole(json, whole);
        }
        else RowJson.WriteCells(json, row, [cell]);
    }

    /// <summary>A whole number, as text if the client wants that.</summary>
    internal void Whole(Utf8JsonWriter json, long number)
    {
        if (format.Ieee754) json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)); else json.WriteNumberValue(number);
    }

    /// <summary>The type of a value, where JSON does not show it by itself.</summary>
    static string? Type(RowJson.Cell cell, object? value) => cell.Type switch
    {
        ColumnType.TextList => "#Collection(String)",
        ColumnType.RealList => "#Collection(Double)",
        ColumnType.Integer when value is not null => "#Int64",
        ColumnType.Time when value is not null => "#DateTimeOffset",
        _ => null,
    };

    /// <summary>The values of a row's key.</summary>
    internal static IEnumerable<object?> Key(QuerySet set, IReadOnlyList<SetColumn> shape, object?[] row) =>
        SetColumns.Key(set).Select(k => row[shape.Select((c, i) => (c.Name, i)).First(c => c.Name == k.Name).i]);

    /// <summary>The address of a row by the values of its key.</summary>
    internal string Address(QuerySet set, IEnumerable<object?> key) => $"{root}/{Relative(set, key)}";

    /// <summary>The address of a row below the service root.</summary>
    internal static string Relative(QuerySet set, IEnumerable<object?> key)
    {
        var names = SetColumns.Key(set);
        var literals = key.Select(v => v is string s ? $"'{Uri.EscapeDataString(s.Replace("'", "''", StringComparison.Ordinal))}'" : Convert.ToString(v, CultureInfo.InvariantCulture)!).ToList();
        return $"{set}({(names.Count == 1 ? literals[0] : string.Join(',', names.Select((n, i) => $"{n.Name}={literals[i]}")))})";
    }
}
