// The columns of a foreign Parquet file as cells, row group by row group.
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Readers.Mapped;

static class ParquetCells
{
    /// <summary>True for columns of numbers, text, booleans and flat lists of these; others cannot be mapped.</summary>
    internal static bool Readable(Field field) => Leaf(field) is { } leaf && Kinds.Contains(leaf.ClrType);

    static readonly Type[] Kinds = [typeof(double), typeof(float), typeof(long), typeof(int), typeof(short), typeof(bool), typeof(string), typeof(ReadOnlyMemory<char>)];

    static DataField? Leaf(Field field) => field is DataField data ? data : field is ListField { Item: DataField item } ? item : null;

    /// <summary>One column of a row group: double, long, bool, string, double[], string[] or null, one a row.</summary>
    internal static async Task<object?[]> ReadAsync(ParquetRowGroupReader group, Field field)
    {
        var leaf = Leaf(field)!;
        bool list = field is ListField;
        var type = leaf.ClrType;
        if (type == typeof(double)) return await Column<double>(group, leaf, list, x => x);
        if (type == typeof(float)) return await Column<float>(group, leaf, list, x => Widened(x));
        if (type == typeof(long)) return await Column<long>(group, leaf, list, x => x);
        if (type == typeof(int)) return await Column<int>(group, leaf, list, x => (long)x);
        if (type == typeof(short)) return await Column<short>(group, leaf, list, x => (long)x);
        if (type == typeof(bool)) return await Column<bool>(group, leaf, list, x => x);
        return await Column<ReadOnlyMemory<char>>(group, leaf, list, s => new string(s.Span));
    }

    /// <summary>The shortest decimal that means the single-precision number, so that 0.1f is 0.1 and not 0.10000000149.</summary>
    static double Widened(float x) => double.Parse(x.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    static async Task<object?[]> Column<T>(ParquetRowGroupReader group, DataField field, bool list, Func<T, object> convert) where T : struct
    {
        long count = group.GetMetadata(field)!.MetaData!.NumValues;
        var values = new T[count];
        int[]? levels = field.MaxDefinitionLevel > 0 ? new int[count] : null, repeats = field.MaxRepetitionLevel > 0 ? new int[count] : null;
        await group.ReadRawAsync<T>(field, values, levels is null ? (Memory<int>?)null : levels.AsMemory(), repeats is null ? (Memory<int>?)null : repeats.AsMemory(), default);
        var cells = new object?[group.RowCount];
        int n = 0;
        if (!list || repeats is null)
        {
            for (int i = 0; i < cells.Length; i++) cells[i] = levels is null || levels[i] == field.MaxDefinitionLevel ? convert(values[n++]) : null;
            return cells;
        }
        var cell = new List<object>();
        int row = -1;
        bool hole = false;
        void Close()
        {
            // A list with a hole in it is no list of numbers.
            if (row >= 0 && cell.Count > 0 && !hole) cells[row] = cell[0] is string ? cell.Cast<string>().ToArray() : cell.Select(System.Convert.ToDouble).ToArray();
            cell.Clear();
            hole = false;
        }
        for (int i = 0; i < repeats.Length; i++)
        {
            if (repeats[i] == 0) { Close(); row++; }
            if (levels is null || levels[i] == field.MaxDefinitionLevel) cell.Add(convert(values[n++]));
            else hole = levels[i] == field.MaxDefinitionLevel - 1 && field.IsNullable;
        }
        Close();
        return cells;
    }
}
