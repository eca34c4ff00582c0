// JSON lines: one object a row, columns by name, nulls left out.
using System.Text.Encodings.Web;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Writers;

/// <summary>One JSON object a line; a column that is null is absent.</summary>
public sealed class JsonLinesWriter : IWriter
{
    internal static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Format => "jsonl";
    /// <inheritdoc/>
    public string MediaType => "application/x-ndjson";
    /// <inheritdoc/>
    public string Extension => ".jsonl";
    /// <inheritdoc/>
    public bool NeedsArrays => false;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        if (columns.Count == 0) columns = Columns.Wide;
        var page = new Page();
        using var json = new Utf8JsonWriter(page, Relaxed);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            json.WriteStartObject();
            RowJson.Write(json, row, columns);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            page.Add('\n');
            await page.SendAsync(to, false, cancel);
        }
        await page.SendAsync(to, true, cancel);
    }
}
