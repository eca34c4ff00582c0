// What a writer of a download format does.
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>Writes rows in one download format, streaming: memory does not grow with the number of rows.</summary>
public interface IWriter
{
    /// <summary>Short name: csv, jsonl, parquet, extxyz, qcschema.</summary>
    string Format { get; }
    /// <summary>Media type.</summary>
    string MediaType { get; }
    /// <summary>File extension with its dot.</summary>
    string Extension { get; }
    /// <summary>True if it needs the array columns (geometry and the like).</summary>
    bool NeedsArrays { get; }
    /// <summary>Writes all rows with the given columns (formats with a fixed shape ignore the choice) and leaves the stream open.</summary>
    Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default);
}
