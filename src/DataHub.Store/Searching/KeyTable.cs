// The distinct keys of a piece of the index, in memory: which facet values there are, how often, and which document has which.
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>Read once for each piece. A piece is never changed; what is deleted from it is looked at when it is asked.</summary>
sealed class KeyTable
{
    static readonly ConditionalWeakTable<object, KeyTable> s_known = [];

    KeyTable(AtomicReader reader)
    {
        int facets = SearchFields.Facets.Count;
        Numbers = new int[reader.MaxDoc];
        Values = new string[facets][];
        if (reader.GetSortedDocValues(SearchFields.Key) is not { } keys)
        {
            (Parts, Counts) = ([], []);
            Array.Fill(Values, []);
            return;
        }
        Parts = new int[keys.ValueCount][];
        Counts = new int[keys.ValueCount];
        var values = Enumerable.Range(0, facets).Select(_ => new List<string>()).ToArray();
        var known = Enumerable.Range(0, facets).Select(_ => new Dictionary<string, int>()).ToArray();
        var term = new BytesRef();
        for (int k = 0; k < Parts.Length; k++)
        {
            keys.LookupOrd(k, term);
            var parts = term.Utf8ToString().Split(SearchFields.Divider);
            var key = Parts[k] = new int[facets];
            for (int f = 0; f < facets; f++)
            {
                if (parts[f].Length == 0) { key[f] = -1; continue; }
                if (!known[f].TryGetValue(parts[f], out key[f]))
                {
                    known[f][parts[f]] = key[f] = values[f].Count;
                    values[f].Add(parts[f]);
                }
            }
        }
        for (int f = 0; f < facets; f++) Values[f] = [.. values[f]];
        for (int doc = 0; doc < Numbers.Length; doc++) Counts[Numbers[doc] = keys.GetOrd(doc)]++;
    }

    /// <summary>The distinct values of each facet.</summary>
    public string[][] Values { get; }
    /// <summary>Each key: the number of its value of each facet, -1 for none.</summary>
    public int[][] Parts { get; }
    /// <summary>How many documents have each key, deleted ones included.</summary>
    public int[] Counts { get; }
    /// <summary>The key of each document.</summary>
    public int[] Numbers { get; }

    /// <summary>The table of a piece.</summary>
    public static KeyTable Of(AtomicReader reader) => s_known.GetValue(reader.CoreCacheKey, _ => new KeyTable(reader));
}
