// Writes rows as one Parquet file, arrays included.
using DataHub.Model;

namespace DataHub.Formats.Parquet;

/// <summary>One Parquet file with the chosen columns, in row groups of 10,240 rows with statistics, zstd, and the data dictionary in its metadata.</summary>
public sealed class ParquetWriter : IWriter
{
    /// <summary>Rows of a row group: few, so that a remote reader of a hundred rows fetches little.</summary>
    public const int Rows = 10_240;

    /// <inheritdoc/>
    public string Format => "parquet";
    /// <inheritdoc/>
    public string MediaType => "application/vnd.apache.parquet";
    /// <inheritdoc/>
    public string Extension => ".parquet";
    /// <inheritdoc/>
    public bool NeedsArrays => true;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        await using var gathered = new CountedStream();
        await using (var file = await RowFile.CreateAsync(gathered, columns, cancel))
        {
            var group = new List<CalculationRow>();
            await foreach (var row in rows.WithCancellation(cancel))
            {
                group.Add(row);
                if (group.Count < Rows) continue;
                await file.WriteAsync(group, cancel);
                await gathered.DrainAsync(to, cancel);
                group.Clear();
            }
            if (group.Count > 0) await file.WriteAsync(group, cancel);
        }
        await gathered.DrainAsync(to, cancel);
        await to.FlushAsync(cancel);
    }
}
