// A sorted set of record ids, packed: what a withdrawal names.
using System.Collections;
using System.Text;

namespace DataHub.Store;

/// <summary>Ids of records in ascending order, each once, 26 bytes apiece; a look-up is a binary search. Immutable.</summary>
public sealed class IdSet : IReadOnlyCollection<string>
{
    /// <summary>Characters of an id.</summary>
    public const int Width = 26;

    /// <summary>No ids.</summary>
    public static readonly IdSet Empty = new([]);

    readonly byte[] _ids;

    internal IdSet(byte[] sorted) => _ids = sorted;

    /// <summary>The set of these ids, in any order.</summary>
    /// <exception cref="ArgumentException">One of them is no id.</exception>
    public static IdSet Of(IEnumerable<string> ids)
    {
        string[] sorted = [.. ids.Distinct().Order(StringComparer.Ordinal)];
        var bytes = new byte[sorted.Length * Width];
        for (int i = 0; i < sorted.Length; i++)
            if (!Write(sorted[i], bytes.AsSpan(i * Width, Width))) throw new ArgumentException($"'{sorted[i]}' is no id of a record: {Width} letters and digits are wanted", nameof(ids));
        return new IdSet(bytes);
    }

    /// <inheritdoc/>
    public int Count => _ids.Length / Width;

    /// <summary>The packed ids, one behind the other.</summary>
    internal ReadOnlySpan<byte> Bytes => _ids;

    /// <summary>The i-th id, packed.</summary>
    internal ReadOnlySpan<byte> this[int i] => _ids.AsSpan(i * Width, Width);

    /// <summary>True if the id is one of them.</summary>
    public bool Contains(string id)
    {
        Span<byte> key = stackalloc byte[Width];
        return Write(id, key) && Find(key) >= 0;
    }

    /// <summary>Place of a packed id, negative if it is none of them.</summary>
    internal int Find(ReadOnlySpan<byte> id)
    {
        if (id.Length != Width) return -1;
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1, order = this[middle].SequenceCompareTo(id);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1; else high = middle - 1;
        }
        return ~low;
    }

    /// <summary>Packs an id; false if the text is none.</summary>
    internal static bool Write(string id, Span<byte> to) => id.Length == Width && Encoding.ASCII.TryGetBytes(id, to, out int n) && n == Width && Ascii.IsValid(id);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return Encoding.ASCII.GetString(_ids, i * Width, Width);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
