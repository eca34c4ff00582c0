// The documents of a piece whose number lies in a range.
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>Reads every value of the piece once; the answers of the last ranges are kept as bits, because who pages through hits or clicks on facets asks the same again.</summary>
sealed class NumberFilter(string field, double low, double high) : Filter
{
    const int Kept = 16;
    static readonly ConditionalWeakTable<object, Dictionary<(string, double, double), FixedBitSet>> s_known = [];

    public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        var kept = s_known.GetValue(context.AtomicReader.CoreCacheKey, _ => []);
        FixedBitSet? bits;
        lock (kept) kept.TryGetValue((field, low, high), out bits);
        if (bits is null)
        {
            bits = Find(context.AtomicReader);
            lock (kept)
            {
                if (kept.Count >= Kept) kept.Remove(kept.Keys.First());
                kept[(field, low, high)] = bits;
            }
        }
        return BitsFilteredDocIdSet.Wrap(bits, acceptDocs);
    }

    FixedBitSet Find(AtomicReader reader)
    {
        var found = new FixedBitSet(Math.Max(1, reader.MaxDoc));
        if (reader.GetNumericDocValues(field) is not { } values) return found;
        var there = reader.GetDocsWithField(field);
        for (int doc = 0; doc < reader.MaxDoc; doc++)
        {
            // A missing value reads as 0; whether it is there is asked only where 0 would do.
            long bits = values.Get(doc);
            double value = BitConverter.Int64BitsToDouble(bits);
            if (value >= low && value <= high && (bits != 0 || there.Get(doc))) found.Set(doc);
        }
        return found;
    }
}
