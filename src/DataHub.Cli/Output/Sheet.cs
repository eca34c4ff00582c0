// Rows of data on stdout: a table on a terminal, untruncated TSV in a pipe, CSV, JSON or JSON lines.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataHub.Cli.Output;

/// <summary>
/// Writes rows with named columns. Cells are null, string, bool, whole numbers, doubles, DateTime (UTC), or lists of text or doubles.
/// All shapes but the table stream: memory does not grow with the rows.
/// </summary>
static class Sheet
{
    static readonly JsonWriterOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the rows; returns how many. With <paramref name="live"/> each row is out before the next is asked for.</summary>
    public static long Write(Session session, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, string? title = null, bool live = false) => session.Shape switch
    {
        Shape.Table => TextTable.Write(session, columns, rows, title),
        Shape.Json => Json(columns, rows, lines: false, live),
        Shape.Jsonl => Json(columns, rows, lines: true, live),
        Shape.Csv => Separated(columns, rows, ',', CsvField, live),
        _ => Separated(columns, rows, '\t', TsvField, live),
    };

    /// <summary>Writes one thing as name and value: two columns in a table or TSV, one object in JSON.</summary>
    public static void Write(Session session, IReadOnlyList<(string Name, object? Value)> thing)
    {
        if (session.Shape is Shape.Json or Shape.Jsonl) Json([.. thing.Select(t => t.Name)], [[.. thing.Select(t => t.Value)]], lines: true);
        else Write(session, ["name", "value"], thing.Select(t => (IReadOnlyList<object?>)[t.Name, t.Value]));
    }

    static long Separated(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, char separator, Func<string, string> field, bool live)
    {
        using var to = Buffered();
        to.Write(string.Join(separator, columns.Select(field)));
        to.Write('\n');
        long n = 0;
        foreach (var row in rows)
        {
            for (int i = 0; i < row.Count; i++)
            {
                if (i > 0) to.Write(separator);
                to.Write(field(Text(row[i])));
            }
            to.Write('\n');
            if (live) to.Flush();
            n++;
        }
        return n;
    }

    static long Json(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, bool lines, bool live = false)
    {
        using var to = new BufferedStream(Console.OpenStandardOutput(), 65536);
        using var json = new Utf8JsonWriter(to, Relaxed);
        if (!lines) to.WriteByte((byte)'[');
        long n = 0;
        foreach (var row in rows)
        {
            if (!lines) to.Write(n == 0 ? "\n  "u8 : ",\n  "u8);
            json.WriteStartObject();
            for (int i = 0; i < columns.Count; i++)
            {
                json.WritePropertyName(columns[i]);
                Value(json, row[i]);
            }
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            if (lines) to.WriteByte((byte)'\n');
            if (live) to.Flush();
            n++;
        }
        if (!lines) to.Write(n == 0 ? "]\n"u8 : "\n]\n"u8);
        return n;
    }

    /// <summary>Writes one JSON object to stdout.</summary>
    public static void Object(Action<Utf8JsonWriter> write)
    {
        using var to = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(to, Relaxed with { Indented = true }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        to.WriteByte((byte)'\n');
    }

    /// <summary>Rows as a JSON array of objects, inside a larger object.</summary>
    public static void Rows(Utf8JsonWriter json, string name, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (int i = 0; i < columns.Count; i++)
            {
                json.WritePropertyName(columns[i]);
                Value(json, row[i]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A cell as JSON.</summary>
    public static void Value(Utf8JsonWriter json, object? cell)
    {
        switch (cell)
        {
            case null or DBNull: json.WriteNullValue(); break;
            case bool b: json.WriteBooleanValue(b); break;
            case double d when !double.IsFinite(d): json.WriteNullValue(); break;
            case double d: json.WriteNumberValue(d); break;
            case int or long or short or byte: json.WriteNumberValue(Convert.ToInt64(cell, CultureInfo.InvariantCulture)); break;
            case string s: json.WriteStringValue(s); break;
            case System.Collections.IEnumerable list:
                json.WriteStartArray();
                foreach (var x in list) Value(json, x);
                json.WriteEndArray();
                break;
            default: json.WriteStringValue(Text(cell)); break;
        }
    }

    /// <summary>A cell as text that reads back to the same value; "" for null, a JSON array for a list.</summary>
    public static string Text(object? cell) => cell switch
    {
        null or DBNull => "",
        string s => s,
        bool b => b ? "true" : "false",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        DateTime t => t.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => List(list),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    static string List(System.Collections.IEnumerable list)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) Value(json, list);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    static string TsvField(string s) => s.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? s : s.Replace("\t", "\\t").Replace("\r", "\\r").Replace("\n", "\\n");

    static string CsvField(string s) => s.AsSpan().IndexOfAny(",\"\n\r") < 0 ? s : $"\"{s.Replace("\"", "\"\"")}\"";

    static StreamWriter Buffered() => new(Console.OpenStandardOutput(), new UTF8Encoding(false), 65536);
}
