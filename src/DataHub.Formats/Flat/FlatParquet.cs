// Rows of named cells that are no calculations, as one Parquet file.
using System.IO.Compression;
using DataHub.Formats.Parquet;
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Flat;

static class FlatParquet
{
    const int GroupRows = 20_000;

    public static async Task<long> WriteAsync(IReadOnlyList<FlatColumn> columns, IEnumerable<object?[]> rows, Stream to, CancellationToken cancel)
    {
        await using var gathered = new CountedStream();
        var schema = new ParquetSchema([.. columns.Select(c => new DataField(c.Name, TypeOf(c), true))]);
        long n = 0;
        await using (var writer = await global::Parquet.ParquetWriter.CreateAsync(schema, gathered, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal }, false, cancel))
        {
            writer.CustomMetadata = columns.ToDictionary(c => "datahub.column." + c.Name, c => c.Unit is null ? c.Meaning : $"{c.Meaning} [{c.Unit}]");
            foreach (var group in rows.Chunk(GroupRows))
            {
                await Write(writer, columns, schema.DataFields, group, cancel);
                await gathered.DrainAsync(to, cancel);
                n += group.Length;
            }
        }
        await gathered.DrainAsync(to, cancel);
        await to.FlushAsync(cancel);
        return n;
    }

    static async Task Write(global::Parquet.ParquetWriter writer, IReadOnlyList<FlatColumn> columns, DataField[] fields, object?[][] rows, CancellationToken cancel)
    {
        using var group = writer.CreateRowGroup();
        for (int i = 0; i < columns.Count; i++)
            await (columns[i].Type switch
            {
                ColumnType.Text => Column<string, ReadOnlyMemory<char>>(group, fields[i], rows, i, s => RowText.Stored(s).AsMemory(), cancel),
                ColumnType.Integer => Column<long, long>(group, fields[i], rows, i, v => v, cancel),
                ColumnType.Real => Column<double, double>(group, fields[i], rows, i, v => v, cancel),
                _ => Column<bool, bool>(group, fields[i], rows, i, v => v, cancel),
            });
        group.CompleteValidate();
    }

    static async Task Column<TCell, T>(ParquetRowGroupWriter group, DataField field, object?[][] rows, int column, Func<TCell, T> convert, CancellationToken cancel) where T : struct
    {
        var values = new T[rows.Length];
        var levels = new int[rows.Length];
        int n = 0;
        for (int i = 0; i < rows.Length; i++)
            if (rows[i][column] is TCell v && !(v is double d && !double.IsFinite(d)))
            {
                levels[i] = 1;
                values[n++] = convert(v);
            }
        await group.WriteAllPartsAsync<T>(field, values.AsMemory(0, n), levels, null, cancel);
    }

    static Type TypeOf(FlatColumn c) => c.Type switch
    {
        ColumnType.Text => typeof(string), ColumnType.Integer => typeof(long), ColumnType.Real => typeof(double), ColumnType.Boolean => typeof(bool),
        _ => throw new ArgumentOutOfRangeException(nameof(c), $"{c.Name}: a flat column holds text, numbers or truth values"),
    };
}
