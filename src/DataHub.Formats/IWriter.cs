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
    /// <summary>True if it takes the array columns (geometry and the like) unless columns are chosen.</summary>
    bool NeedsArrays { get; }
    /// <summary>True if records have a shape of their own (a frame, a QCSchema object), for which whole rows are fetched; other formats are tables of columns.</summary>
    bool HasOwnShape => false;
    /// <summary>Writes all rows with the given columns (none means the format's own choice; formats with a shape of their own may ignore it) and leaves the stream open.</summary>
    Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default);
}
