// Reads rows from a Parquet file, row group by row group.
using System.Runtime.CompilerServices;
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Parquet;

/// <summary>
/// A Parquet file of calculations that is being read. Columns that the file has not stay null and columns that this version does not know are left unread,
/// so that older and newer files can be read.
/// </summary>
public sealed class RowSource : IAsyncDisposable
{
    readonly global::Parquet.ParquetReader _reader;
    readonly List<(Column Column, Field Field)> _columns;

    RowSource(global::Parquet.ParquetReader reader, List<(Column, Field)> columns) => (_reader, _columns) = (reader, columns);

    /// <summary>Opens a file on a seekable stream, which stays open. Only the given columns will be read.</summary>
    /// <exception cref="InvalidDataException">It is not a Parquet file of this project, or one of its columns has another type.</exception>
    public static async Task<RowSource> OpenAsync(Stream from, IReadOnlyList<Column> columns, CancellationToken cancel = default)
    {
        global::Parquet.ParquetReader reader;
        // The schema is made when it is first asked for, and stumbles over a damaged footer then.
        try
        {
            reader = await global::Parquet.ParquetReader.CreateAsync(from, null, true, cancel);
            _ = reader.Schema;
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException) { throw new InvalidDataException($"no readable Parquet file: {e.Message}", e); }
        try
        {
            var version = reader.CustomMetadata.GetValueOrDefault(RowSchema.VersionKey);
            if (version is null) throw new InvalidDataException($"a foreign Parquet file: its metadata has no {RowSchema.VersionKey}, so the meaning and units of its columns are not known");
            if (version != RowSchema.Version) throw new InvalidDataException($"the file has schema version {version}; this program reads version {RowSchema.Version}");
            var fields = reader.Schema.Fields.ToDictionary(f => f.Name);
            var found = new List<(Column, Field)>();
            foreach (var c in columns)
                if (fields.TryGetValue(c.Name, out var field))
                    found.Add(ColumnChunks.Fits(c, field) ? (c, field) : throw new InvalidDataException($"column {c.Name} is not of type {c.Type.ToString().ToLowerInvariant()}"));
            return new RowSource(reader, found);
        }
        catch { await reader.DisposeAsync(); throw; }
    }

    /// <summary>Number of row groups.</summary>
    public int Groups => _reader.RowGroupCount;

    /// <summary>True if the file has the column and it was asked for.</summary>
    public bool Has(Column column) => _columns.Any(c => c.Column == column);

    /// <summary>Metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _reader.CustomMetadata;

    /// <summary>All rows of one group.</summary>
    public async Task<IReadOnlyList<CalculationRow>> ReadGroupAsync(int index, CancellationToken cancel = default)
    {
        using var group = _reader.OpenRowGroupReader(index);
        var rows = new CalculationRow[group.RowCount];
        for (int i = 0; i < rows.Length; i++) rows[i] = new CalculationRow();
        foreach (var (column, field) in _columns) await ColumnChunks.ReadAsync(group, column, field, rows, cancel);
        return rows;
    }

    /// <summary>All rows, streaming by group.</summary>
    public async IAsyncEnumerable<CalculationRow> ReadAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (int g = 0; g < Groups; g++)
            foreach (var row in await ReadGroupAsync(g, cancel)) yield return row;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
