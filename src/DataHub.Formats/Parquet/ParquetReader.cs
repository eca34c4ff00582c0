// Reads the project's own Parquet files as input: calculations that another archive exported.
using DataHub.Model;

namespace DataHub.Formats.Parquet;

/// <summary>
/// Parquet files that DataHub wrote: with arrays inside, or the wide columns only. A foreign Parquet file is refused, since its columns have no known meaning.
/// </summary>
public sealed class ParquetReader : IReader
{
    /// <inheritdoc/>
    public string Format => "parquet";
    /// <inheritdoc/>
    public string Describes => "Parquet files written by DataHub (columns of the data dictionary, with or without arrays)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Count == 1 && bundle.Files[0].Head.StartsWith("PAR1"u8);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files[0];
        var (stream, source, fault) = Open(file);
        if (source is null) { yield return new Reading(null, fault); yield break; }
        using var held = stream!;
        try
        {
            int record = 0;
            for (int g = 0; g < source.Groups; g++)
            {
                var (rows, broken) = Group(source, g, file);
                if (rows is null) { yield return new Reading(null, broken, $"row group {g}"); yield break; }
                foreach (var row in rows) yield return One(row, file, record++);
            }
        }
        finally { source.DisposeAsync().AsTask().GetAwaiter().GetResult(); }
    }

    static (Stream?, RowSource?, Fault?) Open(RawFile file)
    {
        var stream = file.Open();
        if (!stream.CanSeek)
        {
            stream.Dispose();
            stream = new MemoryStream(file.ReadAllBytes(), false);
        }
        try { return (stream, RowSource.OpenAsync(stream, Columns.All).GetAwaiter().GetResult(), null); }
        catch (InvalidDataException e)
        {
            stream.Dispose();
            return (null, null, new Fault(file.Name, null, null, e.Message, "Export it with DataHub, or convert it to extended XYZ or QCSchema JSON with declared units"));
        }
    }

    static (IReadOnlyList<CalculationRow>?, Fault?) Group(RowSource source, int index, RawFile file)
    {
        // Damaged pages surface in the decoder as exceptions of many kinds; whatever it is, the file is what is wrong.
        try { return (source.ReadGroupAsync(index).GetAwaiter().GetResult(), null); }
        catch (Exception e) when (e is not OutOfMemoryException) { return (null, new Fault(file.Name, $"row group {index}", null, $"the data cannot be decoded: {e.Message}", "Download the file again and compare its checksum")); }
    }

    static Reading One(CalculationRow row, RawFile file, int record)
    {
        var name = $"row {record}";
        if (row[Columns.Formula] is null || row[Columns.Method] is null || row[Columns.Status] is null)
            return new Reading(null, new Fault(file.Name, name, "formula, method, status", "a row without formula, method or status is no calculation", "Export whole records: formats other than CSV and Parquet selections keep all columns"), name);
        try
        {
            var c = row.ToCalculation();
            return new Reading(c with { Id = "", Provenance = c.Provenance with { Format = "parquet" } }, null, name);
        }
        catch (System.Text.Json.JsonException e)
        {
            return new Reading(null, new Fault(file.Name, name, "uncertainties, extras", $"no valid JSON: {e.Message}", "Export the record again"), name);
        }
    }
}
