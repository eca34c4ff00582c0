// Fixed-size bit vectors in a file that is mapped into memory.
using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DataHub.Structures;

/// <summary>Vectors of 2048 bits, 256 bytes each, by number. A grown copy shares the file; the old view stays valid until it is collected.</summary>
sealed unsafe class Mapped : IDisposable
{
    const int Bytes = 256;

    readonly string _path;
    readonly MemoryMappedFile? _file;
    readonly MemoryMappedViewAccessor? _view;
    readonly ulong* _start;
    volatile bool _disposed;

    /// <summary>The first <paramref name="count"/> vectors of a file.</summary>
    public Mapped(string path, int count) : this(path, count, []) { }

    Mapped(string path, int count, ushort[] ones)
    {
        (_path, Count) = (path, count);
        if (count > 0)
        {
            _file = MemoryMappedFile.CreateFromFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, false);
            _view = _file.CreateViewAccessor(0, (long)count * Bytes, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _start = (ulong*)start;
        }
        Ones = new ushort[count];
        ones.CopyTo(Ones, 0);
        for (int i = ones.Length; i < count; i++)
        {
            ulong* at = At(i);
            int n = 0;
            for (int w = 0; w < 32; w++) n += BitOperations.PopCount(at[w]);
            Ones[i] = (ushort)n;
        }
    }

    /// <summary>Number of vectors.</summary>
    public int Count { get; }

    /// <summary>How many bits are set in each.</summary>
    public ushort[] Ones { get; }

    /// <summary>The 32 words of a vector.</summary>
    public ulong* At(int i) => _start + (long)i * 32;

    /// <summary>The same with more vectors behind the first <paramref name="from"/>, which are all of them.</summary>
    public Mapped Grown(IEnumerable<ulong[]> more, int from, int count)
    {
        using (var stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            stream.Position = (long)from * Bytes;
            foreach (var words in more) stream.Write(MemoryMarshal.AsBytes<ulong>(words));
            stream.Flush(true);
        }
        return new Mapped(_path, count, Ones);
    }

    /// <summary>Keeps the vectors where they are until the answer is disposed of, also if this is disposed of before.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed of already.</exception>
    public Held Hold()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(_view?.SafeMemoryMappedViewHandle);
    }

    /// <summary>A count on the handle of the mapping: the memory is let go of with the last one.</summary>
    public readonly struct Held : IDisposable
    {
        readonly SafeHandle? _handle;

        internal Held(SafeHandle? handle)
        {
            bool added = false;
            handle?.DangerousAddRef(ref added);
            _handle = handle;
        }

        /// <inheritdoc/>
        public void Dispose() => _handle?.DangerousRelease();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_view is not null) { _view.SafeMemoryMappedViewHandle.ReleasePointer(); _view.Dispose(); }
        _file?.Dispose();
    }
}
