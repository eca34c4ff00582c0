// Rows of a segment, in and out.
using DataHub.Formats.Parquet;
using DataHub.Model;

namespace DataHub.Store.Segments;

static class SegmentRows
{
    /// <summary>The array file: id and InChIKey (which lets a reader skip row groups), then the arrays.</summary>
    public static readonly IReadOnlyList<Column> ArrayColumns = [Columns.Id, Columns.InChIKey, .. Columns.Arrays];

    /// <summary>The order of rows inside a segment: InChIKey (absent ones last), level, id.</summary>
    public static readonly Comparer<CalculationRow> Order = Comparer<CalculationRow>.Create((a, b) =>
    {
        var (x, y) = (a[Columns.InChIKey] as string, b[Columns.InChIKey] as string);
        int c = x is null || y is null ? (x is null).CompareTo(y is null) : string.CompareOrdinal(x, y);
        if (c == 0) c = string.CompareOrdinal(a[Columns.Level] as string, b[Columns.Level] as string);
        return c != 0 ? c : string.CompareOrdinal(a[Columns.Id] as string, b[Columns.Id] as string);
    });

    public static bool HasArrays(CalculationRow row) => Columns.Arrays.Any(c => row[c] is not null);

    /// <summary>True if the files have every column.</summary>
    public static bool IsComplete(Segment segment) =>
        Has(segment.WidePath, Columns.Wide) && (!segment.HasArrays || Has(segment.ArraysPath, ArrayColumns));

    static bool Has(string path, IReadOnlyList<Column> columns)
    {
        using var stream = Open(path);
        var source = RowSource.OpenAsync(stream, columns).GetAwaiter().GetResult();
        try { return columns.All(source.Has); }
        finally { source.DisposeAsync().AsTask().GetAwaiter().GetResult(); }
    }

    /// <summary>The rows of a segment in its order, streaming by row group; with all columns, or with the given ones of the wide file and, if any are asked for, of the array file.</summary>
    public static IEnumerable<CalculationRow> Read(Segment segment, IReadOnlyList<Column>? wide = null, IReadOnlyList<Column>? lists = null)
    {
        using var stream = Open(segment.WidePath);
        var source = RowSource.OpenAsync(stream, wide ?? Columns.Wide).GetAwaiter().GetResult();
        var taken = lists ?? (wide is null ? Columns.Arrays : []);
        using var arrays = (taken.Count > 0 && segment.HasArrays ? ReadFile(segment.ArraysPath, [Columns.Id, .. taken]) : []).GetEnumerator();
        bool more = arrays.MoveNext();
        try
        {
            for (int g = 0; g < source.Groups; g++)
                foreach (var row in source.ReadGroupAsync(g).GetAwaiter().GetResult())
                {
                    if (more && (string?)arrays.Current[Columns.Id] == (string?)row[Columns.Id])
                    {
                        foreach (var c in taken) row[c] = arrays.Current[c];
                        more = arrays.MoveNext();
                    }
                    yield return row;
                }
            if (more) throw new InvalidDataException($"{segment.ArraysPath} has rows that its wide file has not, or in another order");
        }
        finally { source.DisposeAsync().AsTask().GetAwaiter().GetResult(); }
    }

    /// <summary>Writes rows, already in order, to a wide file and an array file; false for no array file. Memory holds one row group of each.</summary>
    public static bool Write(IEnumerable<CalculationRow> rows, string widePath, string arraysPath)
    {
        using var wide = Create(widePath);
        FileStream? arrays = null;
        RowFile? arraysFile = null;
        var wideFile = RowFile.CreateAsync(wide, Columns.Wide).GetAwaiter().GetResult();
        List<CalculationRow> group = new(), withArrays = new();
        void WriteArrays()
        {
            if (withArrays.Count == 0) return;
            arrays ??= Create(arraysPath);
            arraysFile ??= RowFile.CreateAsync(arrays, ArrayColumns).GetAwaiter().GetResult();
            arraysFile.WriteAsync(withArrays).GetAwaiter().GetResult();
            withArrays.Clear();
        }
        try
        {
            foreach (var row in rows)
            {
                group.Add(row);
                if (HasArrays(row)) withArrays.Add(row);
                if (withArrays.Count == RowSchema.GroupRows) WriteArrays();
                if (group.Count < RowSchema.GroupRows) continue;
                wideFile.WriteAsync(group).GetAwaiter().GetResult();
                group.Clear();
            }
            if (group.Count > 0) wideFile.WriteAsync(group).GetAwaiter().GetResult();
            WriteArrays();
            wideFile.DisposeAsync().AsTask().GetAwaiter().GetResult();
            arraysFile?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            wide.Flush(true);
            arrays?.Flush(true);
            return arrays is not null;
        }
        finally { arrays?.Dispose(); }
    }

    static IEnumerable<CalculationRow> ReadFile(string path, IReadOnlyList<Column> columns)
    {
        using var stream = Open(path);
        var source = RowSource.OpenAsync(stream, columns).GetAwaiter().GetResult();
        try
        {
            for (int g = 0; g < source.Groups; g++)
                foreach (var row in source.ReadGroupAsync(g).GetAwaiter().GetResult()) yield return row;
        }
        finally { source.DisposeAsync().AsTask().GetAwaiter().GetResult(); }
    }

    static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 65536);
    static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 65536);
}
