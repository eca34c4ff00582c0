// A data file or delete file of a table, with the figures by which a reader passes it over.
using System.Buffers.Binary;
using System.Text;
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Iceberg;

/// <summary>Least and greatest value of a column of a file, in Iceberg's single-value form, and how many nulls it has.</summary>
public sealed record Bounds(int FieldId, long Nulls, byte[]? Lower, byte[]? Upper);

/// <summary>What is known of a Parquet file from its footer.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Splits">Where its row groups begin.</param>
/// <param name="Columns">Figures of the columns that are no lists.</param>
/// <param name="Latest">The greatest time of intake, null if the file has none.</param>
public sealed record TableFile(long Rows, long Bytes, IReadOnlyList<long> Splits, IReadOnlyList<Bounds> Columns, DateTime? Latest)
{
    /// <summary>
    /// Text columns that are ASCII by what they are. The library orders text by UTF-16 units, Iceberg by UTF-8 bytes, which is the same for these only: others get no bounds.
    /// </summary>
    static readonly HashSet<string> Ascii = ["id", "inchikey", "status", "geometry_hash", "raw_hash", "input_hash", "driver", "level_kind", "cost_tier"];

    /// <summary>Reads the footer of a file of calculations.</summary>
    public static async Task<TableFile> ReadAsync(Stream from, CancellationToken cancel = default)
    {
        var reader = await global::Parquet.ParquetReader.CreateAsync(from, null, true, cancel);
        await using (reader)
        {
            long rows = 0;
            var splits = new List<long>();
            var sums = new Dictionary<string, (Column Column, long Nulls, object? Lower, object? Upper)>();
            for (int g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                rows += group.RowCount;
                long begin = long.MaxValue;
                foreach (var field in reader.Schema.DataFields)
                {
                    var chunk = group.GetMetadata(field)!.MetaData!;
                    begin = Math.Min(begin, Math.Min(chunk.DataPageOffset, chunk.DictionaryPageOffset ?? long.MaxValue));
                    if (field.MaxRepetitionLevel > 0 || Model.Columns.Find(field.Name) is not { } column || chunk.Statistics is not { } s) continue;
                    var (lower, upper) = (Value(column, s.MinValue), Value(column, s.MaxValue));
                    long nulls = s.NullCount ?? 0;
                    if (nulls == group.RowCount) (lower, upper) = (null, null);
                    if (sums.TryGetValue(column.Name, out var sum)) sums[column.Name] = (column, sum.Nulls + nulls, Less(sum.Lower, lower, -1), Less(sum.Upper, upper, 1));
                    else sums[column.Name] = (column, nulls, lower, upper);
                }
                splits.Add(begin);
            }
            var latest = sums.TryGetValue(Model.Columns.IngestedAt.Name, out var times) && times.Upper is long micros ? DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond) : (DateTime?)null;
            return new TableFile(rows, from.Length, splits, [.. sums.Values.Select(s => new Bounds(TableSchema.IdOf(s.Column.Name), s.Nulls, Single(s.Lower), Single(s.Upper)))], latest);
        }
    }

    static object? Value(Column column, byte[]? plain) => plain is null ? null : column.Type switch
    {
        ColumnType.Integer or ColumnType.Time when plain.Length == 8 => BinaryPrimitives.ReadInt64LittleEndian(plain),
        ColumnType.Real when plain.Length == 8 => BinaryPrimitives.ReadDoubleLittleEndian(plain) is var d && double.IsFinite(d) ? d : null,
        ColumnType.Text when Ascii.Contains(column.Name) => Encoding.UTF8.GetString(plain),
        _ => null,
    };

    static object? Less(object? a, object? b, int sign) => a is null ? b : b is null ? a : (a is string s ? string.CompareOrdinal(s, (string)b) : ((IComparable)a).CompareTo(b)) * sign >= 0 ? a : b;

    static byte[]? Single(object? v)
    {
        var eight = new byte[8];
        switch (v)
        {
            case null: return null;
            case string s: return Encoding.UTF8.GetBytes(s);
            case long n: BinaryPrimitives.WriteInt64LittleEndian(eight, n); return eight;
            case double d: BinaryPrimitives.WriteDoubleLittleEndian(eight, d); return eight;
            default: throw new InvalidOperationException(v.GetType().Name);
        }
    }

    /// <summary>A position delete file (Iceberg specification, "Position Delete Files"): the rows of one data file that a version has not.</summary>
    public static async Task<byte[]> DeletesAsync(string dataPath, IReadOnlyList<long> positions, CancellationToken cancel = default)
    {
        var path = new DataField("file_path", typeof(string), false) { FieldId = 2147483546 };
        var pos = new DataField("pos", typeof(long), false) { FieldId = 2147483545 };
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = System.IO.Compression.CompressionLevel.Optimal };
        options.ColumnEncodingHints["file_path"] = EncodingHint.Dictionary;
        options.ColumnEncodingHints["pos"] = EncodingHint.DeltaBinaryPacked;
        var schema = new ParquetSchema(path, pos);
        using var to = new MemoryStream();
        await using (var writer = await global::Parquet.ParquetWriter.CreateAsync(schema, to, options, false, cancel))
        {
            using var group = writer.CreateRowGroup();
            var name = dataPath.AsMemory();
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(schema.DataFields[0], Enumerable.Repeat(name, positions.Count).ToArray(), null, null, cancel);
            await group.WriteAllPartsAsync<long>(schema.DataFields[1], positions.ToArray(), null, null, cancel);
            group.CompleteValidate();
        }
        return to.ToArray();
    }
}
