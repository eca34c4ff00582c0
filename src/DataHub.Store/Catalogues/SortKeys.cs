// Numbers that stand for keys in sorted tables; what they find is verified by the text.
using System.Numerics;
using DataHub.Model;

namespace DataHub.Store.Catalogues;

static class SortKeys
{
    const int Letters = 12;

    /// <summary>
    /// Order of an InChIKey as a number: never larger for a text that comes earlier in ordinal order, so that rows in the order of a segment have keys in order.
    /// Twelve letters at five bits; anything but a capital letter ends the key at the low or the high side.
    /// </summary>
    public static ulong OfMolecule(ReadOnlySpan<char> inchikey)
    {
        ulong key = 0;
        int i = 0;
        for (; i < Letters && i < inchikey.Length && inchikey[i] is >= 'A' and <= 'Z'; i++) key = key << 5 | (uint)(inchikey[i] - 'A' + 1);
        bool high = i < Letters && i < inchikey.Length && inchikey[i] > 'Z';
        for (; i < Letters; i++) key = key << 5 | (high ? 31u : 0);
        return key;
    }

    /// <summary>A number for a content id; its order means nothing.</summary>
    public static ulong OfId(ReadOnlySpan<char> id)
    {
        ulong key = 0;
        foreach (char c in id[..Math.Min(Letters, id.Length)]) key = key << 5 | (c >= 'a' ? (uint)(c - 'a') : (uint)(c - '2' + 26)) & 31;
        return key;
    }

    /// <summary>A number for a geometry key; its order means nothing.</summary>
    public static ulong OfShape(ReadOnlySpan<char> key) => OfId(key);

    /// <summary>A mark that tells the states of one key apart (FNV-1a over the whole InChIKey, charge and multiplicity, folded to 32 bits).</summary>
    public static uint Mark(ReadOnlySpan<char> inchikey, long charge, long multiplicity)
    {
        ulong h = 14695981039346656037;
        foreach (char c in inchikey) h = (h ^ c) * 1099511628211;
        h = (h ^ (ulong)charge) * 1099511628211;
        h = (h ^ (ulong)multiplicity) * 1099511628211;
        return (uint)(h ^ h >> 32);
    }

    /// <summary>The first place from <paramref name="from"/> on whose key is not less; steps double at first, since a sorted batch finds its next place near by.</summary>
    public static int Find(ReadOnlySpan<ulong> keys, ulong key, int from)
    {
        int low = from, step = 1;
        while (low + step < keys.Length && keys[low + step] < key) { low += step; step *= 2; }
        int high = Math.Min(keys.Length, low + step + 1);
        while (low < high)
        {
            int middle = (int)((uint)(low + high) / 2);
            if (keys[middle] < key) low = middle + 1; else high = middle;
        }
        return low;
    }
}
