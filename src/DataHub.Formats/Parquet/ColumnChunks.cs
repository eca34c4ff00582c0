// One column of one row group, between row cells and the arrays and levels of Parquet.
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Parquet;

static class ColumnChunks
{
    public static Task WriteAsync(ParquetRowGroupWriter group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, int start, int count, CancellationToken cancel) => column.Type switch
    {
        ColumnType.Text => WriteText(group, column, field, rows, start, count, cancel),
        ColumnType.Integer => WriteScalars<long>(group, column, field, rows, start, count, cancel),
        ColumnType.Real => WriteScalars<double>(group, column, field, rows, start, count, cancel),
        ColumnType.Boolean => WriteScalars<bool>(group, column, field, rows, start, count, cancel),
        ColumnType.Time => WriteTimes(group, column, field, rows, start, count, cancel),
        ColumnType.TextList => WriteLists<string, ReadOnlyMemory<char>>(group, column, field, rows, start, count, s => RowText.Stored(s).AsMemory(), cancel),
        ColumnType.RealList => WriteLists<double, double>(group, column, field, rows, start, count, x => x, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    /// <summary>Reads one column of a row group into rows whose cells are still empty.</summary>
    public static Task ReadAsync(ParquetRowGroupReader group, Column column, Field field, IReadOnlyList<CalculationRow> rows, CancellationToken cancel)
    {
        var leaf = RowSchema.Leaf(field);
        return column.Type switch
        {
            ColumnType.Text => ReadScalars<ReadOnlyMemory<char>>(group, column, leaf, rows, s => new string(s.Span), cancel),
            ColumnType.Integer when leaf.ClrType == typeof(int) => ReadScalars<int>(group, column, leaf, rows, x => (long)x, cancel),
            ColumnType.Integer => ReadScalars<long>(group, column, leaf, rows, x => x, cancel),
            ColumnType.Real when leaf.ClrType == typeof(float) => ReadScalars<float>(group, column, leaf, rows, x => (double)x, cancel),
            ColumnType.Real => ReadScalars<double>(group, column, leaf, rows, x => double.IsFinite(x) ? x : null, cancel),
            ColumnType.Boolean => ReadScalars<bool>(group, column, leaf, rows, x => x, cancel),
            ColumnType.Time => ReadScalars<DateTime>(group, column, leaf, rows, x => DateTime.SpecifyKind(x, DateTimeKind.Utc), cancel),
            ColumnType.TextList => ReadLists<ReadOnlyMemory<char>, string>(group, column, leaf, rows, s => new string(s.Span), cancel),
            ColumnType.RealList => ReadLists<double, double>(group, column, leaf, rows, x => x, cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };
    }

    /// <summary>True if a field of a file can be read as the column.</summary>
    public static bool Fits(Column column, Field field)
    {
        bool list = column.Type is ColumnType.TextList or ColumnType.RealList;
        if (list != field is ListField || field is not (ListField { Item: DataField } or DataField)) return false;
        var type = RowSchema.Leaf(field).ClrType;
        return column.Type switch
        {
            ColumnType.Text or ColumnType.TextList => type == typeof(ReadOnlyMemory<char>) || type == typeof(string),
            ColumnType.Integer => type == typeof(long) || type == typeof(int),
            ColumnType.Real => type == typeof(double) || type == typeof(float),
            ColumnType.RealList => type == typeof(double),
            ColumnType.Boolean => type == typeof(bool),
            ColumnType.Time => type == typeof(DateTime),
            _ => false,
        };
    }

    static async Task WriteText(ParquetRowGroupWriter group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, int start, int count, CancellationToken cancel)
    {
        var values = new List<ReadOnlyMemory<char>>(count);
        var levels = new int[count];
        for (int i = 0; i < count; i++)
            if (rows[start + i][column] is string s) { levels[i] = 1; values.Add(RowText.Stored(s).AsMemory()); }
        await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(field, values.ToArray(), levels, null, cancel);
    }

    static async Task WriteScalars<T>(ParquetRowGroupWriter group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, int start, int count, CancellationToken cancel) where T : struct
    {
        var values = new T[count];
        var levels = new int[count];
        int n = 0;
        for (int i = 0; i < count; i++)
            if (rows[start + i][column] is T v && v is not double and not float || rows[start + i][column] is double d && double.IsFinite(d))
            {
                levels[i] = 1;
                values[n++] = (T)rows[start + i][column]!;
            }
        await group.WriteAllPartsAsync<T>(field, values.AsMemory(0, n), levels, null, cancel);
    }

    /// <summary>Times go in as microseconds since 1970, see <see cref="RowSchema.Microseconds"/>.</summary>
    static async Task WriteTimes(ParquetRowGroupWriter group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, int start, int count, CancellationToken cancel)
    {
        var values = new List<long>(count);
        var levels = new int[count];
        for (int i = 0; i < count; i++)
            if (rows[start + i][column] is DateTime t)
            {
                levels[i] = 1;
                var utc = t.Kind == DateTimeKind.Local ? t.ToUniversalTime() : t;
                values.Add((utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            }
        await group.WriteAllPartsAsync<long>(field, values.ToArray(), levels, null, cancel);
    }

    static async Task WriteLists<TCell, T>(ParquetRowGroupWriter group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, int start, int count, Func<TCell, T> convert, CancellationToken cancel) where T : struct
    {
        var values = new List<T>();
        var levels = new List<int>();
        var repeats = new List<int>();
        for (int i = 0; i < count; i++)
        {
            var cell = rows[start + i][column] as TCell[];
            if (cell is null or { Length: 0 })
            {
                levels.Add(cell is null ? 0 : 1);
                repeats.Add(0);
                continue;
            }
            for (int k = 0; k < cell.Length; k++)
            {
                values.Add(convert(cell[k]));
                levels.Add(field.MaxDefinitionLevel);
                repeats.Add(k == 0 ? 0 : 1);
            }
        }
        await group.WriteAllPartsAsync<T>(field, values.ToArray(), levels.ToArray(), repeats.ToArray(), cancel);
    }

    static async Task ReadScalars<T>(ParquetRowGroupReader group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, Func<T, object?> convert, CancellationToken cancel) where T : struct
    {
        var (values, levels, _) = await ReadRaw<T>(group, field, cancel);
        int n = 0;
        for (int i = 0; i < rows.Count; i++)
            if (levels is null || levels[i] == field.MaxDefinitionLevel) rows[i][column] = convert(values[n++]);
    }

    static async Task ReadLists<T, TCell>(ParquetRowGroupReader group, Column column, DataField field, IReadOnlyList<CalculationRow> rows, Func<T, TCell> convert, CancellationToken cancel) where T : struct
    {
        var (values, levels, repeats) = await ReadRaw<T>(group, field, cancel);
        int most = field.MaxDefinitionLevel, nulls = field.IsNullable ? 1 : 0, row = -1, n = 0;
        var cell = new List<TCell>();
        void Close() { if (row >= 0 && cell.Count > 0) { rows[row][column] = cell.ToArray(); cell.Clear(); } }
        for (int i = 0; i < levels!.Length; i++)
        {
            if (repeats![i] == 0) { Close(); row++; }
            if (levels[i] == most) cell.Add(convert(values[n++]));
            else if (levels[i] == most - 1 - nulls) rows[row][column] = Array.Empty<TCell>();
        }
        Close();
    }

    static async Task<(T[] Values, int[]? Levels, int[]? Repeats)> ReadRaw<T>(ParquetRowGroupReader group, DataField field, CancellationToken cancel) where T : struct
    {
        long count = group.GetMetadata(field)!.MetaData!.NumValues;
        var values = new T[count];
        var levels = field.MaxDefinitionLevel > 0 ? new int[count] : null;
        var repeats = field.MaxRepetitionLevel > 0 ? new int[count] : null;
        await group.ReadRawAsync<T>(field, values, levels is null ? (Memory<int>?)null : levels.AsMemory(), repeats is null ? (Memory<int>?)null : repeats.AsMemory(), cancel);
        return (values, levels, repeats);
    }
}
