// Rows of named cells that are no calculations, as CSV, TSV, JSON lines or Parquet; streams.
using System.Text.Json;
using DataHub.Formats.Writers;
using DataHub.Model;

namespace DataHub.Formats.Flat;

/// <summary>A column of such rows. Cells are string, long, double, bool or null, as <paramref name="Type"/> says.</summary>
public sealed record FlatColumn(string Name, ColumnType Type, string? Unit, string Meaning);

/// <summary>Writes such rows to a stream as they come; memory holds a page, or a row group of Parquet.</summary>
public static class FlatFile
{
    static readonly JsonWriterOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The formats: name, media type, file extension.</summary>
    public static readonly IReadOnlyList<(string Name, string MediaType, string Extension)> Formats =
    [
        ("jsonl", "application/x-ndjson", ".jsonl"), ("csv", "text/csv", ".csv"), ("tsv", "text/tab-separated-values", ".tsv"), ("parquet", "application/vnd.apache.parquet", ".parquet"),
    ];

    /// <summary>Writes all rows; returns how many.</summary>
    /// <exception cref="ArgumentException">The format is none of <see cref="Formats"/>.</exception>
    public static Task<long> WriteAsync(string format, IReadOnlyList<FlatColumn> columns, IEnumerable<object?[]> rows, Stream to, CancellationToken cancel = default) => format switch
    {
        "jsonl" => JsonLines(columns, rows, to, cancel),
        "csv" => Separated(columns, rows, ',', to, cancel),
        "tsv" => Separated(columns, rows, '\t', to, cancel),
        "parquet" => FlatParquet.WriteAsync(columns, rows, to, cancel),
        _ => throw new ArgumentException($"there is no format '{format}'", nameof(format)),
    };

    static async Task<long> Separated(IReadOnlyList<FlatColumn> columns, IEnumerable<object?[]> rows, char separator, Stream to, CancellationToken cancel)
    {
        var page = new Page();
        page.Add(string.Join(separator, columns.Select(c => c.Name))).Add('\n');
        long n = 0;
        foreach (var row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (i > 0) page.Add(separator);
                switch (row[i])
                {
                    case null: break;
                    case string s when separator == '\t': page.Add(s.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? s : s.Replace("\t", "\\t").Replace("\r", "\\r").Replace("\n", "\\n")); break;
                    case string s when s.Length > 0 && s.AsSpan().IndexOfAny(",\"\r\n") < 0: page.Add(s); break;
                    case string s: page.Add('"').Add(s.Replace("\"", "\"\"")).Add('"'); break;
                    case double d: page.Add(d); break;
                    case long v: page.Add(v); break;
                    case bool b: page.Add(b ? "true" : "false"); break;
                    case var other: throw new InvalidOperationException($"a cell cannot hold a {other.GetType().Name}");
                }
            }
            page.Add('\n');
            n++;
            await page.SendAsync(to, false, cancel);
        }
        await page.SendAsync(to, true, cancel);
        return n;
    }

    /// <summary>One object a line; cells that are null are left out.</summary>
    static async Task<long> JsonLines(IReadOnlyList<FlatColumn> columns, IEnumerable<object?[]> rows, Stream to, CancellationToken cancel)
    {
        var page = new Page();
        using var json = new Utf8JsonWriter(page, Relaxed);
        long n = 0;
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (int i = 0; i < row.Length; i++)
                switch (row[i])
                {
                    case null: break;
                    case string s: json.WriteString(columns[i].Name, s); break;
                    case double d when double.IsFinite(d): json.WriteNumber(columns[i].Name, d); break;
                    case double: break;
                    case long v: json.WriteNumber(columns[i].Name, v); break;
                    case bool b: json.WriteBoolean(columns[i].Name, b); break;
                    case var other: throw new InvalidOperationException($"a cell cannot hold a {other.GetType().Name}");
                }
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            page.Add('\n');
            n++;
            await page.SendAsync(to, false, cancel);
        }
        await page.SendAsync(to, true, cancel);
        return n;
    }
}
