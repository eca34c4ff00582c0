// The documents of a piece whose keys fulfil a condition, one by one as they are asked for.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>A filter by keys; nothing is gathered beforehand.</summary>
sealed class KeyFilter(KeyCondition condition, Withdrawn withdrawn) : Filter
{
    public override DocIdSet? GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        var table = KeyTable.Of(context.AtomicReader);
        var plain = condition.Over(table, false);
        if (withdrawn.IsEmpty) return plain.Contains(true) ? new Lazily(context.AtomicReader.MaxDoc, acceptDocs, doc => plain[table.Numbers[doc]]) : null;
        var recalled = condition.Over(table, true);
        var documents = RecalledDocuments.Of(context.AtomicReader, withdrawn).Documents;
        return new Lazily(context.AtomicReader.MaxDoc, acceptDocs, doc => (documents.Get(doc) ? recalled : plain)[table.Numbers[doc]]);
    }
}

/// <summary>Documents that pass a test.</summary>
sealed class Lazily(int count, IBits? accept, Func<int, bool> test) : DocIdSet
{
    public override DocIdSetIterator GetIterator() => new Each(count, accept, test);

    sealed class Each(int count, IBits? accept, Func<int, bool> test) : DocIdSetIterator
    {
        int _doc = -1;
        public override int DocID => _doc;
        public override int NextDoc() => Advance(_doc + 1);
        public override long GetCost() => count;

        public override int Advance(int target)
        {
            for (int doc = target; doc < count; doc++)
                if (test(doc) && (accept is null || accept.Get(doc))) return _doc = doc;
            return _doc = NO_MORE_DOCS;
        }
    }
}
