// Which documents of the index are withdrawn, found once for each piece of the index.
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>The withdrawn documents of a piece, and how many of each key. The index itself holds the status with which records came; nothing in it is changed by a withdrawal.</summary>
sealed record RecalledDocuments(long Version, FixedBitSet Documents, int[] ByKey)
{
    static readonly ConditionalWeakTable<object, RecalledDocuments> s_found = [];

    /// <summary>The withdrawn documents of a piece.</summary>
    public static RecalledDocuments Of(AtomicReader reader, Withdrawn withdrawn)
    {
        if (s_found.TryGetValue(reader.CoreCacheKey, out var found) && found.Version == withdrawn.Version) return found;
        var documents = new FixedBitSet(Math.Max(1, reader.MaxDoc));
        if (reader.GetSortedDocValues(SearchFields.Id) is { } ids)
            if (withdrawn.Ids.Count < ids.ValueCount / 16) Seek(reader, withdrawn, documents);
            else Walk(reader, ids, withdrawn, documents);
        var table = KeyTable.Of(reader);
        var byKey = new int[table.Counts.Length];
        for (int doc = documents.NextSetBit(0); doc >= 0; doc = doc + 1 < reader.MaxDoc ? documents.NextSetBit(doc + 1) : -1) byKey[table.Numbers[doc]]++;
        found = new(withdrawn.Version, documents, byKey);
        s_found.AddOrUpdate(reader.CoreCacheKey, found);
        return found;
    }

    /// <summary>Few ids: each is looked for.</summary>
    static void Seek(AtomicReader reader, Withdrawn withdrawn, FixedBitSet documents)
    {
        if (reader.GetTerms(SearchFields.Id) is not { } terms) return;
        var each = terms.GetEnumerator();
        DocsEnum? docs = null;
        var id = new BytesRef(IdSet.Width) { Length = IdSet.Width };
        for (int i = 0; i < withdrawn.Ids.Count; i++)
        {
            withdrawn.Ids[i].CopyTo(id.Bytes);
            if (!each.SeekExact(id)) continue;
            docs = each.Docs(null, docs, DocsFlags.NONE);
            for (int doc; (doc = docs.NextDoc()) != DocIdSetIterator.NO_MORE_DOCS;) documents.Set(doc);
        }
    }

    /// <summary>Many ids: both sorted lists are walked side by side.</summary>
    static void Walk(AtomicReader reader, SortedDocValues ids, Withdrawn withdrawn, FixedBitSet documents)
    {
        var named = new FixedBitSet(Math.Max(1, ids.ValueCount));
        var term = new BytesRef();
        for (int ord = 0, i = 0; ord < ids.ValueCount && i < withdrawn.Ids.Count;)
        {
            ids.LookupOrd(ord, term);
            int order = term.Bytes.AsSpan(term.Offset, term.Length).SequenceCompareTo(withdrawn.Ids[i]);
            if (order == 0) named.Set(ord);
            if (order <= 0) ord++;
            if (order >= 0) i++;
        }
        for (int doc = 0; doc < reader.MaxDoc; doc++)
            if (ids.GetOrd(doc) is >= 0 and var ord && named.Get(ord)) documents.Set(doc);
    }
}
