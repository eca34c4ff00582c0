// The cards of one segment: a small file beside the lake, mapped into memory.
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Text;
using DataHub.Store.Shelves;

namespace DataHub.Store.Catalogues;

/// <summary>What the catalogue knows of one segment, which never changes. Any number of threads may read until it is disposed.</summary>
sealed unsafe class Drawer : IDisposable
{
    public const string Extension = ".cards";

    readonly MemoryMappedFile? _file;
    readonly MemoryMappedViewAccessor? _view;
    readonly byte[]? _held;
    readonly byte* _at;
    readonly long* _head;
    readonly string?[] _words;
    bool _disposed;

    Drawer(long first, long last, byte* at, MemoryMappedFile? file, MemoryMappedViewAccessor? view, byte[]? held)
    {
        (First, Last, _file, _view, _held) = (first, last, file, view, held);
        _at = at;
        _head = (long*)at;
        (Rows, Failed, Microseconds) = ((int)_head[3], _head[5], _head[6]);
        _words = new string?[(int)_head[7]];
    }

    /// <summary>First commit.</summary>
    public long First { get; }
    /// <summary>Last commit.</summary>
    public long Last { get; }
    /// <summary>Number of records.</summary>
    public int Rows { get; }
    /// <summary>Number of failures among them.</summary>
    public long Failed { get; }
    /// <summary>Processor time of all, in microseconds.</summary>
    public long Microseconds { get; }

    /// <summary>Numbers of the InChIKeys in order; their rows are the first rows.</summary>
    public ReadOnlySpan<ulong> Keys => new(_at + _head[8], (int)_head[4]);
    /// <summary>Marks of their states.</summary>
    public ReadOnlySpan<uint> Marks => new(_at + _head[9], (int)_head[4]);
    /// <summary>Numbers of the ids in order.</summary>
    public ReadOnlySpan<ulong> Ids => new(_at + _head[10], Rows);
    /// <summary>The rows of the ids.</summary>
    public ReadOnlySpan<uint> IdRows => new(_at + _head[11], Rows);

    /// <summary>Numbers of the geometry keys in order; not every row has one.</summary>
    public ReadOnlySpan<ulong> Shapes => new(_at + _head[17], (int)_head[16]);
    /// <summary>The rows of the geometry keys.</summary>
    public ReadOnlySpan<uint> ShapeRows => new(_at + _head[18], (int)_head[16]);

    /// <summary>The card of a row.</summary>
    public Card this[int row]
    {
        get
        {
            var starts = (uint*)(_at + _head[12]);
            long end = row + 1 < Rows ? starts[row + 1] : _head[14] - _head[13];
            return new Card(this, new ReadOnlySpan<byte>(_at + _head[13] + starts[row], (int)(end - starts[row])));
        }
    }

    /// <summary>A word of the drawer's list.</summary>
    public string Word(int number)
    {
        if (_words[number] is { } word) return word;
        var text = new ReadOnlySpan<byte>(_at + _head[15] + ((uint*)(_at + _head[14]))[number], (int)Math.Min(int.MaxValue, _head[2] - _head[15]));
        int at = 0;
        int length = (int)Card.Number(text, ref at);
        return _words[number] = Encoding.UTF8.GetString(text.Slice(at, length));
    }

    /// <summary>The number of a word, -1 if the drawer has it not.</summary>
    public int NumberOf(string word)
    {
        for (int i = 0; i < _words.Length; i++) if (Word(i) == word) return i;
        return -1;
    }

    /// <summary>Writes an image durably under its final name and opens it.</summary>
    public static Drawer Write(byte[] image, long first, long last, string path)
    {
        Durable.Write(path, to => to.Write(image));
        return Open(path, first, last) ?? throw new IOException($"{path} was written but cannot be read");
    }

    /// <summary>A drawer in memory alone: a reader's, where the file is not there.</summary>
    public static Drawer Of(byte[] image, long first, long last) => new(first, last, (byte*)Unsafe.AsPointer(ref image[0]), null, null, image);

    /// <summary>Opens a file; null if there is none, or one of another version, or a damaged one.</summary>
    public static Drawer? Open(string path, long first, long last)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            Span<byte> head = stackalloc byte[24];
            if (stream.ReadAtLeast(head, 24, false) < 24 || BinaryPrimitives.ReadUInt64LittleEndian(head) != CardWriter.Magic
                || BinaryPrimitives.ReadUInt64LittleEndian(head[8..]) != CatalogueSchema.Version || BinaryPrimitives.ReadInt64LittleEndian(head[16..]) != stream.Length) return null;
            var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, true);
            var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* at = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref at);
            return new Drawer(first, last, at, file, view, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _file?.Dispose();
        GC.KeepAlive(_held);
    }
}
