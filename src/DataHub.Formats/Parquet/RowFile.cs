// Writes rows to a Parquet file, row group by row group.
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Parquet;

/// <summary>A Parquet file of calculations that is being written. Memory holds one row group.</summary>
public sealed class RowFile : IAsyncDisposable
{
    readonly global::Parquet.ParquetWriter _writer;
    readonly IReadOnlyList<Column> _columns;
    readonly DataField[] _fields;

    RowFile(global::Parquet.ParquetWriter writer, IReadOnlyList<Column> columns, ParquetSchema schema) =>
        (_writer, _columns, _fields) = (writer, columns, [.. columns.Select((c, i) => c.Type == ColumnType.Time ? RowSchema.Microseconds(c) : RowSchema.Leaf(schema.Fields[i]))]);

    /// <summary>Begins a file on a stream, which stays open.</summary>
    public static async Task<RowFile> CreateAsync(Stream to, IReadOnlyList<Column> columns, CancellationToken cancel = default)
    {
        var schema = RowSchema.Of(columns);
        var writer = await global::Parquet.ParquetWriter.CreateAsync(schema, to, RowSchema.Options(columns), false, cancel);
        writer.CustomMetadata = new Dictionary<string, string>(RowSchema.Metadata(columns));
        return new RowFile(writer, columns, schema);
    }

    /// <summary>Writes the rows, in groups of at most <see cref="RowSchema.GroupRows"/>.</summary>
    public async Task WriteAsync(IReadOnlyList<CalculationRow> rows, CancellationToken cancel = default)
    {
        for (int start = 0; start < rows.Count; start += RowSchema.GroupRows)
        {
            using var group = _writer.CreateRowGroup();
            for (int i = 0; i < _columns.Count; i++)
                await ColumnChunks.WriteAsync(group, _columns[i], _fields[i], rows, start, Math.Min(RowSchema.GroupRows, rows.Count - start), cancel);
            group.CompleteValidate();
        }
    }

    /// <summary>Writes the footer.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
