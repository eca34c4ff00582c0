// Which documents of the index are withdrawn, found once for each piece of the index, and queries by status that know it.
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Query = Lucene.Net.Search.Query;

namespace DataHub.Store.Searching;

/// <summary>Finds the withdrawn documents of a piece of the index. The index itself holds the status with which records came; nothing in it is changed by a withdrawal.</summary>
sealed class RecalledDocuments(Withdrawn withdrawn) : Filter
{
    const string Status = "status", Word = "withdrawn";
    static readonly ConditionalWeakTable<object, Found> s_found = [];

    sealed record Found(long Version, FixedBitSet Documents);

    public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs) => BitsFilteredDocIdSet.Wrap(Of(context.AtomicReader), acceptDocs);

    /// <summary>The withdrawn documents of a piece.</summary>
    public FixedBitSet Of(AtomicReader reader)
    {
        if (s_found.TryGetValue(reader.CoreCacheKey, out var found) && found.Version == withdrawn.Version) return found.Documents;
        var documents = new FixedBitSet(Math.Max(1, reader.MaxDoc));
        if (reader.GetSortedDocValues(SearchFields.Id) is { } ids)
            if (withdrawn.Ids.Count < ids.ValueCount / 16) Seek(reader, documents);
            else Walk(reader, ids, documents);
        s_found.AddOrUpdate(reader.CoreCacheKey, new Found(withdrawn.Version, documents));
        return documents;
    }

    /// <summary>Few ids: each is looked for.</summary>
    void Seek(AtomicReader reader, FixedBitSet documents)
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
    void Walk(AtomicReader reader, SortedDocValues ids, FixedBitSet documents)
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

    /// <summary>The same query with what it asks of the status asked of the status that records have now.</summary>
    public static Query Over(Query query, Withdrawn withdrawn)
    {
        if (withdrawn.IsEmpty) return query;
        switch (query)
        {
            case BooleanQuery all:
                foreach (var clause in all.Clauses) clause.Query = Over(clause.Query, withdrawn);
                return all;
            case ConstantScoreQuery { Query: { } inner } constant:
                return new ConstantScoreQuery(Over(inner, withdrawn)) { Boost = constant.Boost };
            case TermQuery term when IsStatus(term.Term.Field): return Now(term, term.Term.Text == Word, withdrawn);
            case PrefixQuery prefix when IsStatus(prefix.Prefix.Field): return Now(prefix, Word.StartsWith(prefix.Prefix.Text, StringComparison.Ordinal), withdrawn);
            default: return query;
        }
    }

    static bool IsStatus(string field) => field is Status or SearchFields.Exact + Status;

    static BooleanQuery Now(Query came, bool recalled, Withdrawn withdrawn)
    {
        var filter = new ConstantScoreQuery(new RecalledDocuments(withdrawn));
        return recalled ? new BooleanQuery(true) { { came, Occur.SHOULD }, { filter, Occur.SHOULD } } : new BooleanQuery(true) { { came, Occur.MUST }, { filter, Occur.MUST_NOT } };
    }
}
