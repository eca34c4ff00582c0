// The documents of a piece that have one of many InChIKeys: what a structure search found.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

sealed class AmongFilter(IReadOnlyCollection<string> keys) : Filter
{
    readonly BytesRef[] _sorted = [.. keys.Order(StringComparer.Ordinal).Select(k => new BytesRef(k))];

    public override DocIdSet? GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        if (context.AtomicReader.GetTerms(SearchFields.InChIKey) is not { } terms) return null;
        var found = new FixedBitSet(Math.Max(1, context.AtomicReader.MaxDoc));
        var each = terms.GetEnumerator();
        DocsEnum? docs = null;
        foreach (var key in _sorted)
        {
            if (!each.SeekExact(key)) continue;
            docs = each.Docs(null, docs, DocsFlags.NONE);
            for (int doc; (doc = docs.NextDoc()) != DocIdSetIterator.NO_MORE_DOCS;) found.Set(doc);
        }
        return BitsFilteredDocIdSet.Wrap(found, acceptDocs);
    }
}
