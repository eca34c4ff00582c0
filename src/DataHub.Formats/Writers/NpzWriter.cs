// NumPy's .npz: an archive of arrays, ragged lists flat with their offsets, straight into numpy.load.
using System.IO.Compression;
using System.Text;
using DataHub.Model;

namespace DataHub.Formats.Writers;

/// <summary>
/// One .npy array a column: numbers as float64 (null is NaN) or int64 (null is the smallest number), truth values as int8 (null is -1), text as fixed-width UTF-32.
/// A list column NAME has its elements in one flat array NAME and row i at NAME[NAME_offsets[i]:NAME_offsets[i+1]]; coordinates and gradient have three numbers an atom and the shape (n, 3).
/// symbols become atomic_numbers (uint8, with atomic_numbers_offsets). The array units has pairs of array and unit. The arrays gather in temporary files, so that memory does not grow with the rows.
/// </summary>
public sealed class NpzWriter : IWriter
{
    /// <inheritdoc/>
    public string Format => "npz";
    /// <inheritdoc/>
    public string MediaType => "application/zip";
    /// <inheritdoc/>
    public string Extension => ".npz";
    /// <inheritdoc/>
    public bool NeedsArrays => true;

    /// <inheritdoc/>
    public async Task WriteAsync(IAsyncEnumerable<CalculationRow> rows, IReadOnlyList<Column> columns, Stream to, CancellationToken cancel = default)
    {
        if (columns.Count == 0) columns = Columns.All;
        var folder = Directory.CreateTempSubdirectory("datahub-npz-");
        var arrays = columns.Select(c => new NpyColumn(c, folder.FullName)).ToList();
        try
        {
            long count = 0;
            await foreach (var row in rows.WithCancellation(cancel))
            {
                foreach (var a in arrays) a.Add(row);
                count++;
            }
            // A zip writes synchronously; a stream that only takes asynchronous writes gets it from a file.
            var whole = Path.Combine(folder.FullName, "whole.npz");
            using (var zip = new ZipArchive(File.Create(whole), ZipArchiveMode.Create))
            {
                foreach (var a in arrays) a.Close(zip, count);
                Units(zip, columns);
            }
            await using var file = File.OpenRead(whole);
            await file.CopyToAsync(to, cancel);
            await to.FlushAsync(cancel);
        }
        finally
        {
            foreach (var a in arrays) a.Dispose();
            folder.Delete(true);
        }
    }

    /// <summary>The units as an array of pairs, so that dict(z["units"]) tells the unit of each array that has one.</summary>
    static void Units(ZipArchive zip, IReadOnlyList<Column> columns)
    {
        string[] texts = [.. columns.Where(c => c.Unit is not null && c != Columns.Symbols).SelectMany(c => new[] { c.Name, c.Unit! })];
        int width = texts.Length == 0 ? 1 : texts.Max(t => Encoding.UTF32.GetByteCount(t)) / 4;
        using var entry = zip.CreateEntry("units.npy", CompressionLevel.Fastest).Open();
        entry.Write(Header($"<U{width}", $"({texts.Length / 2}, 2)"));
        foreach (var text in texts)
        {
            var cell = new byte[4 * width];
            Encoding.UTF32.GetBytes(text, cell);
            entry.Write(cell);
        }
    }

    /// <summary>The header of a .npy file, version 1.0: magic, length, and the description padded to 64 bytes.</summary>
    internal static byte[] Header(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        int length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        var bytes = new byte[10 + length];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)length, (byte)(length >> 8)];
        magic.CopyTo(bytes);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n").CopyTo(bytes, 10);
        return bytes;
    }
}

/// <summary>One column on its way into an archive of arrays.</summary>
sealed class NpyColumn(Column column, string folder) : IDisposable
{
    readonly FileStream _values = new(Path.Combine(folder, column.Name), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    readonly FileStream? _offsets = column.Type is ColumnType.TextList or ColumnType.RealList ? new(Path.Combine(folder, column.Name + ".offsets"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16) : null;
    long _elements;
    int _widest = 1;

    bool IsSymbols => column == Columns.Symbols;

    public void Add(CalculationRow row)
    {
        var value = row[column];
        if (_offsets is not null) Write(_offsets, _elements);
        switch (column.Type)
        {
            case ColumnType.Real: Write(_values, value as double? ?? double.NaN); break;
            case ColumnType.Integer: Write(_values, value as long? ?? long.MinValue); break;
            case ColumnType.Boolean: _values.WriteByte(value is bool b ? (byte)(b ? 1 : 0) : byte.MaxValue); break;
            case ColumnType.RealList:
                foreach (double v in value as double[] ?? []) Write(_values, v);
                _elements += (value as double[])?.Length ?? 0;
                break;
            case ColumnType.TextList when IsSymbols:
                foreach (var s in value as string[] ?? []) _values.WriteByte((byte)(Elements.Number(s) ?? 0));
                _elements += (value as string[])?.Length ?? 0;
                break;
            case ColumnType.TextList:
                foreach (var s in value as string[] ?? []) Text(s);
                _elements += (value as string[])?.Length ?? 0;
                break;
            case ColumnType.Time: Write(_values, value is DateTime t ? (t - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : long.MinValue); break;
            default: Text(value as string ?? ""); break;
        }
    }

    /// <summary>Puts the arrays into the archive; <paramref name="rows"/> is the number of rows.</summary>
    public void Close(ZipArchive zip, long rows)
    {
        var name = IsSymbols ? "atomic_numbers" : column.Name;
        long count = _offsets is null ? rows : _elements;
        bool vectors = column.Unit is not null && (column == Columns.Coordinates || column.Name == Property.Gradient.Name);
        var type = column.Type switch
        {
            ColumnType.Real or ColumnType.RealList => "<f8", ColumnType.Integer => "<i8", ColumnType.Boolean => "|i1", ColumnType.Time => "<M8[us]", ColumnType.TextList when IsSymbols => "|u1", _ => $"<U{_widest}",
        };
        using (var entry = zip.CreateEntry(name + ".npy", CompressionLevel.Fastest).Open())
        {
            entry.Write(NpzWriter.Header(type, vectors ? $"({count / 3}, 3)" : $"({count},)"));
            _values.Position = 0;
            if (type.StartsWith("<U", StringComparison.Ordinal)) Widened(entry); else _values.CopyTo(entry);
        }
        if (_offsets is null) return;
        Write(_offsets, _elements);
        using var offsets = zip.CreateEntry(name + "_offsets.npy", CompressionLevel.Fastest).Open();
        offsets.Write(NpzWriter.Header("<i8", $"({rows + 1},)"));
        _offsets.Position = 0;
        if (!vectors) { _offsets.CopyTo(offsets); return; }
        // Offsets count atoms, not numbers.
        var eight = new byte[8];
        while (_offsets.Read(eight) == 8) Write(offsets, BitConverter.ToInt64(eight) / 3);
    }

    /// <summary>A text: its length in code points, then UTF-32.</summary>
    void Text(string s)
    {
        var bytes = Encoding.UTF32.GetBytes(s);
        Write(_values, (long)bytes.Length);
        _values.Write(bytes);
        _widest = Math.Max(_widest, bytes.Length / 4);
    }

    /// <summary>The texts, each as wide as the widest.</summary>
    void Widened(Stream to)
    {
        var cell = new byte[_widest * 4];
        var eight = new byte[8];
        while (_values.Read(eight) == 8)
        {
            int length = (int)BitConverter.ToInt64(eight);
            _values.ReadExactly(cell, 0, length);
            cell.AsSpan(length).Clear();
            to.Write(cell);
        }
    }

    static void Write(Stream to, double v) => to.Write(BitConverter.GetBytes(v));
    static void Write(Stream to, long v) => to.Write(BitConverter.GetBytes(v));

    public void Dispose()
    {
        _values.Dispose();
        _offsets?.Dispose();
    }
}
