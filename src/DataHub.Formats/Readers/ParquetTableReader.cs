// Reads Parquet files of other makers by the mapping beside them.
using DataHub.Formats.Readers.Mapped;
using DataHub.Formats.Sources;
using DataHub.Model;
using Parquet.Schema;

namespace DataHub.Formats.Readers;

/// <summary>Parquet files that DataHub did not write: only the mapped columns are read, row group by row group; numbers, text and flat lists of them.</summary>
public sealed class ParquetTableReader : IReader
{
    /// <inheritdoc/>
    public string Format => "parquet-table";
    /// <inheritdoc/>
    public string Describes => "Parquet files of other makers with a mapping of their columns";
    /// <inheritdoc/>
    public bool ReadsSidecar => true;

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Where(f => !Grouping.IsSidecar(f.Name)).ToList() is [var file] && file.Head.StartsWith("PAR1"u8) && Foreign(file);

    /// <summary>True if the footer can be read and does not carry the key of the project's own files.</summary>
    static bool Foreign(RawFile file)
    {
        try
        {
            using var stream = Seekable(file);
            Span<byte> tail = stackalloc byte[8];
            if (stream.Length < 12) return false;
            stream.Seek(-8, SeekOrigin.End);
            stream.ReadExactly(tail);
            int length = BitConverter.ToInt32(tail);
            if (!tail[4..].SequenceEqual("PAR1"u8) || length <= 0 || length > stream.Length - 12) return false;
            var footer = new byte[length];
            stream.Seek(-8 - length, SeekOrigin.End);
            stream.ReadExactly(footer);
            return footer.AsSpan().IndexOf("datahub.schema_version"u8) < 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException) { return false; }
    }

    static Stream Seekable(RawFile file)
    {
        var stream = file.Open();
        if (stream.CanSeek) return stream;
        stream.Dispose();
        return new MemoryStream(file.ReadAllBytes(), false);
    }

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(f => !Grouping.IsSidecar(f.Name));
        var (mapping, fault) = bundle.Files.FirstOrDefault(f => Grouping.IsSidecar(f.Name)) is { } sidecar ? Mapping.Of(sidecar) : (null, null);
        if (fault is not null)
        {
            yield return new Reading(null, fault with { File = $"{bundle.Name} ({fault.File})" });
            yield break;
        }
        using var stream = Seekable(file);
        var (reader, damage) = Open(stream, bundle.Name);
        if (reader is null)
        {
            yield return new Reading(null, damage);
            yield break;
        }
        try
        {
            var fields = reader.Schema.Fields.ToList();
            var readable = fields.Where(ParquetCells.Readable).ToList();
            if (mapping is null)
            {
                var (sample, broken) = Group(reader, 0, readable.Take(100).ToList(), bundle.Name, 20);
                yield return new Reading(null, broken ?? TableReader.WithoutMapping(bundle.Name, Skeleton.Of([.. readable.Take(100).Select(f => f.Name)], Rows(sample!, 20))));
                yield break;
            }
            var named = mapping.Named().ToHashSet();
            var wanted = readable.Where(f => named.Contains(f.Name)).ToList();
            var (rows, missing) = RowReading.Of(bundle.Name, Format, mapping, [.. wanted.Select(f => f.Name)], false);
            if (rows is null)
            {
                yield return new Reading(null, missing!.Field == "smiles" ? missing : missing with { Remedy = $"Columns of numbers, text and lists are {string.Join(", ", readable.Take(100).Select(f => f.Name))}" });
                yield break;
            }
            long row = 0;
            for (int g = 0; g < reader.RowGroupCount; g++)
            {
                var (columns, broken) = Group(reader, g, wanted, bundle.Name, int.MaxValue);
                if (columns is null)
                {
                    yield return new Reading(null, broken, $"row group {g}");
                    yield break;
                }
                int count = columns.Count == 0 ? 0 : columns[0].Length;
                var cells = new object?[columns.Count];
                for (int i = 0; i < count; i++, row++)
                {
                    for (int c = 0; c < cells.Length; c++) cells[c] = columns[c][i];
                    foreach (var reading in rows.Read(cells, $"row {row}")) yield return reading;
                }
            }
        }
        finally { reader.DisposeAsync().AsTask().GetAwaiter().GetResult(); }
    }

    // Damage surfaces in the decoder as exceptions of many kinds; whatever it is, the file is what is wrong.
    static (global::Parquet.ParquetReader?, Fault?) Open(Stream stream, string name)
    {
        try
        {
            var reader = global::Parquet.ParquetReader.CreateAsync(stream, null, true).GetAwaiter().GetResult();
            _ = reader.Schema;
            return (reader, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException) { return (null, new Fault(name, null, null, $"no readable Parquet file: {e.Message}", "Download the file again and compare its checksum")); }
    }

    static (List<object?[]>?, Fault?) Group(global::Parquet.ParquetReader reader, int index, List<Field> fields, string name, int most)
    {
        if (index >= reader.RowGroupCount) return ([], null);
        try
        {
            using var group = reader.OpenRowGroupReader(index);
            var columns = new List<object?[]>();
            foreach (var field in fields) columns.Add(ParquetCells.ReadAsync(group, field).GetAwaiter().GetResult() is var all && all.Length > most ? all[..most] : all);
            return (columns, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException) { return (null, new Fault(name, $"row group {index}", null, $"the data cannot be decoded: {e.Message}", "Download the file again and compare its checksum")); }
    }

    static List<object?[]> Rows(List<object?[]> columns, int most) => columns.Count == 0 ? [] : [.. Enumerable.Range(0, Math.Min(most, columns[0].Length)).Select(i => columns.Select(c => c[i]).ToArray())];
}
