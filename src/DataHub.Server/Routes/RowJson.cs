// Rows as JSON: from a data reader (OData, search) and from a whole row (REST).
using System.Collections;
using System.Text.Json;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class RowJson
{
    /// <summary>One column of an answer: its name in JSON and its type.</summary>
    internal readonly record struct Cell(JsonEncodedText Name, ColumnType Type);

    /// <summary>The selected columns of a stream.</summary>
    internal static Cell[] Columns(RowStream stream, QuerySet set)
    {
        var cells = new Cell[stream.Columns];
        for (int i = 0; i < cells.Length; i++)
        {
            string name = stream.Reader.GetName(i);
            cells[i] = new(JsonEncodedText.Encode(name), SetColumns.Find(set, name)?.Type ?? ColumnType.Text);
        }
        return cells;
    }

    /// <summary>The current row as an object.</summary>
    internal static void Write(Utf8JsonWriter json, RowStream stream, Cell[] cells)
    {
        json.WriteStartObject();
        WriteCells(json, stream, cells);
        json.WriteEndObject();
    }

    /// <summary>The current row as properties of an object that is open.</summary>
    internal static void WriteCells(Utf8JsonWriter json, RowStream stream, Cell[] cells)
    {
        var reader = stream.Reader;
        for (int i = 0; i < cells.Length; i++)
        {
            json.WritePropertyName(cells[i].Name);
            // A list that is null is an empty collection: OData has no null collections.
            if (reader.IsDBNull(i)) { if (cells[i].Type is ColumnType.TextList or ColumnType.RealList) { json.WriteStartArray(); json.WriteEndArray(); } else json.WriteNullValue(); }
            else if (cells[i].Type == ColumnType.Real) json.WriteNumberValue(reader.GetDouble(i));
            else if (cells[i].Type == ColumnType.Text) json.WriteStringValue(reader.GetString(i));
            else Value(json, stream[i]);
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
