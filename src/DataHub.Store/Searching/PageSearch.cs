// Finds a page of hits and counts every facet over all of them.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Query = Lucene.Net.Search.Query;

namespace DataHub.Store.Searching;

/// <summary>
/// What the keys alone decide is counted by keys, without a look at the documents; else the pieces of the index are searched in as many parts as there are processors.
/// Hits come by score, equal ones by id.
/// </summary>
sealed class PageSearch(IndexReader reader, Withdrawn withdrawn, CancellationToken cancel) : IndexSearcher(reader)
{
    static readonly Sort ByScoreAndId = new(SortField.FIELD_SCORE, new SortField(SearchFields.Id, SortFieldType.STRING));

    /// <summary>The page.</summary>
    public (FacetCounts Counts, List<SearchHit> Hits) Page(Translated asked, Translation translation, int top, int skip)
    {
        int most = (int)Math.Min((long)top + skip, Math.Max(1, IndexReader.MaxDoc));
        if (asked.Keys is { } keys && !IndexReader.HasDeletions)
        {
            var counts = new FacetCounts();
            var pieces = IndexReader.Leaves.Select(l => Counted(l.AtomicReader, keys, counts)).ToList();
            if (top == 0 || counts.Total == 0) return (counts, []);
            // In the order of the ids, one after the other, or all hits and then the first of them: whichever looks at less.
            double walk = most * (IndexReader.MaxDoc / (double)counts.Total);
            var found = walk * 20 < counts.Total + IndexReader.MaxDoc / 20.0 + 1000 ? InOrder(pieces, most) : Found(translation.Query(keys), most, false).Hits;
            return (counts, [.. found.Skip(skip).Take(top)]);
        }
        var (facets, hits) = Found(asked.Query ?? translation.Query(asked.Keys!), most, true);
        return (facets, [.. hits.Skip(skip).Take(top)]);
    }

    /// <summary>Adds the counts of a piece, and tells how to see whether a document is a hit.</summary>
    (AtomicReader Reader, Func<int, bool> IsHit) Counted(AtomicReader reader, KeyCondition keys, FacetCounts counts)
    {
        var table = KeyTable.Of(reader);
        var plain = keys.Over(table, false);
        if (withdrawn.IsEmpty)
        {
            counts.Add(table, [.. table.Counts.Select((n, k) => plain[k] ? n : 0)], null);
            return (reader, doc => plain[table.Numbers[doc]]);
        }
        var recalled = RecalledDocuments.Of(reader, withdrawn);
        var away = keys.Over(table, true);
        int[] gone = [.. recalled.ByKey.Select((n, k) => away[k] ? n : 0)];
        counts.Add(table, [.. table.Counts.Select((n, k) => (plain[k] ? n - recalled.ByKey[k] : 0) + gone[k])], gone);
        return (reader, doc => (recalled.Documents.Get(doc) ? away : plain)[table.Numbers[doc]]);
    }

    /// <summary>The first hits by id, from the sorted ids of all pieces.</summary>
    List<SearchHit> InOrder(List<(AtomicReader Reader, Func<int, bool> IsHit)> pieces, int most)
    {
        var next = new PriorityQueue<(TermsEnum Ids, Func<int, bool> IsHit), BytesRef>(Comparer<BytesRef>.Create((a, b) => a.CompareTo(b)));
        foreach (var (piece, isHit) in pieces)
            if (piece.GetTerms(SearchFields.Id)?.GetEnumerator() is { } ids && ids.MoveNext()) next.Enqueue((ids, isHit), BytesRef.DeepCopyOf(ids.Term));
        var hits = new List<SearchHit>();
        DocsEnum? docs = null;
        while (hits.Count < most && next.TryDequeue(out var piece, out _))
        {
            docs = piece.Ids.Docs(null, docs, DocsFlags.NONE);
            if (piece.IsHit(docs.NextDoc())) hits.Add(new SearchHit(piece.Ids.Term.Utf8ToString(), 1));
            if (piece.Ids.MoveNext()) next.Enqueue(piece, BytesRef.DeepCopyOf(piece.Ids.Term));
            if ((hits.Count & 0xff) == 0) cancel.ThrowIfCancellationRequested();
        }
        return hits;
    }

    (FacetCounts Counts, List<SearchHit> Hits) Found(Query query, int most, bool facets)
    {
        var weight = CreateNormalizedWeight(query);
        // The largest pieces first, each to the part that has least.
        var parts = Enumerable.Range(0, Math.Max(1, Math.Min(Environment.ProcessorCount, IndexReader.MaxDoc / 50_000))).Select(_ => new List<AtomicReaderContext>()).ToArray();
        foreach (var leaf in IndexReader.Leaves.OrderByDescending(l => l.Reader.MaxDoc)) parts.MinBy(p => p.Sum(l => (long)l.Reader.MaxDoc))!.Add(leaf);
        var found = new (FacetCounts Counts, IEnumerable<SearchHit> Hits)[parts.Length];
        void Part(int i)
        {
            var counter = new FacetCollector(withdrawn, cancel);
            var best = most > 0 ? TopFieldCollector.Create(ByScoreAndId, most, true, true, false, false) : null;
            Search(parts[i], weight, best is null ? counter : facets ? MultiCollector.Wrap(best, counter) : best);
            counter.Flush();
            found[i] = (counter.Counts, best?.GetTopDocs().ScoreDocs.Select(d => new SearchHit(((BytesRef)((FieldDoc)d).Fields[1]!).Utf8ToString(), d.Score)).ToList() ?? []);
        }
        if (parts.Length == 1) Part(0);
        else
            try { Parallel.For(0, parts.Length, Part); }
            catch (AggregateException e) when (e.InnerExceptions.OfType<OperationCanceledException>().FirstOrDefault() is { } cancelled) { throw cancelled; }
        foreach (var f in found.Skip(1)) found[0].Counts.Add(f.Counts);
        return (found[0].Counts, [.. found.SelectMany(f => f.Hits).OrderByDescending(h => h.Score).ThenBy(h => h.Id, StringComparer.Ordinal)]);
    }
}
