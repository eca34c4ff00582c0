// Comma-separated values after RFC 4180: a header of column names, UTF-8, CRLF.
using DataHub.Model;

namespace DataHub.Formats.Writers;

/// <summary>CSV. A null is an empty cell, an empty text is "", a list is its elements with blanks between them, times are ISO 8601 in UTC.</summary>
public sealed class CsvWriter : IWriter
{
    /// <inheritdoc/>
    public string Format => "csv";
    /// <inheritdoc/>
    public string MediaType => "text/csv";
    /// <inheritdoc/>
    public string Extension => ".csv";
    /// <inheritdoc/>
    public bool NeedsArrays => false;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        if (columns.Count == 0) columns = Columns.Wide;
        var page = new Page();
        page.Add(string.Join(',', columns.Select(c => c.Name))).Add("\r\n");
        await foreach (var row in rows.WithCancellation(cancel))
        {
            for (int i = 0; i < columns.Count; i++)
            {
                if (i > 0) page.Add(',');
                Cell(page, row[columns[i]]);
            }
            page.Add("\r\n");
            await page.SendAsync(to, false, cancel);
        }
        await page.SendAsync(to, true, cancel);
    }

    static void Cell(Page page, object? value)
    {
        switch (value)
        {
            case null: break;
            case string s: Text(page, s); break;
            case double d: page.Add(d); break;
            case long n: page.Add(n); break;
            case bool b: page.Add(b ? "true" : "false"); break;
            case DateTime t: page.Add(Page.Time(t)); break;
            case string[] list: Text(page, string.Join(' ', list)); break;
            case double[] list:
                for (int i = 0; i < list.Length; i++)
                {
                    if (i > 0) page.Add(' ');
                    page.Add(list[i]);
                }
                break;
            default: throw new InvalidOperationException($"a cell cannot hold a {value.GetType().Name}");
        }
    }

    static void Text(Page page, string s)
    {
        if (s.Length > 0 && s.AsSpan().IndexOfAny(",\"\r\n") < 0 && s[0] != ' ' && s[^1] != ' ') page.Add(s);
        else page.Add('"').Add(s.Replace("\"", "\"\"")).Add('"');
    }
}
