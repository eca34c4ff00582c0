// The documents of a piece whose number lies in a range.
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>
/// The values of the columns asked last are held in memory, rounded to single precision with missing ones as NaN, which decides all but values next to an end of the range; those are
/// looked up in the index. So the answer is exact, and ten million records take 40 MB a column.
/// </summary>
sealed class NumberFilter(string field, double low, double high) : Filter
{
    /// <summary>Columns held for each piece.</summary>
    const int Held = 4;
    static readonly ConditionalWeakTable<object, List<(string Field, float[] Values)>> s_known = [];

    public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs) => BitsFilteredDocIdSet.Wrap(Find(context.AtomicReader), acceptDocs);

    FixedBitSet Find(AtomicReader reader)
    {
        var found = new FixedBitSet(Math.Max(1, reader.MaxDoc));
        if (reader.GetNumericDocValues(field) is not { } exact) return found;
        var values = Values(reader, exact);
        var (least, most) = ((float)low, (float)high);
        for (int doc = 0; doc < values.Length; doc++)
        {
            float v = values[doc];
            // Rounding keeps the order: strictly between the rounded ends lies only what is between the ends. A missing value is not a number, and so nowhere.
            if (v > least && v < most) found.Set(doc);
            else if ((v == least || v == most) && BitConverter.Int64BitsToDouble(exact.Get(doc)) is var value && value >= low && value <= high) found.Set(doc);
        }
        return found;
    }

    float[] Values(AtomicReader reader, NumericDocValues exact)
    {
        var known = s_known.GetValue(reader.CoreCacheKey, _ => []);
        lock (known)
        {
            int at = known.FindIndex(k => k.Field == field);
            var held = at < 0 ? (field, Rounded(reader, exact)) : known[at];
            if (at >= 0) known.RemoveAt(at);
            else if (known.Count >= Held) known.RemoveAt(0);
            known.Add(held);
            return held.Item2;
        }
    }

    float[] Rounded(AtomicReader reader, NumericDocValues exact)
    {
        var values = new float[reader.MaxDoc];
        var there = reader.GetDocsWithField(field);
        for (int doc = 0; doc < values.Length; doc++)
        {
            long bits = exact.Get(doc);
            // A missing value reads as 0.
            values[doc] = bits == 0 && !there.Get(doc) ? float.NaN : (float)BitConverter.Int64BitsToDouble(bits);
        }
        return values;
    }
}
