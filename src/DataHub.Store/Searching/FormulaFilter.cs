// The documents of a piece whose formula fits a pattern, found in the distinct formulas.
using System.Runtime.CompilerServices;
using DataHub.Model;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>The distinct formulas of a piece are taken apart once, into a count for each element; a pattern is compared with those counts.</summary>
sealed class FormulaFilter(FormulaPattern pattern) : Filter
{
    static readonly ConditionalWeakTable<object, Table> s_known = [];

    /// <summary>The formulas in the order of their terms: where each begins among the counts.</summary>
    sealed record Table(int[] Starts, (int Element, int Count)[] Counts);

    public override DocIdSet? GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        var reader = context.AtomicReader;
        if (reader.GetTerms(SearchFields.Formula) is not { } terms) return null;
        var table = s_known.GetValue(reader.CoreCacheKey, _ => Taken(terms));
        var found = new FixedBitSet(Math.Max(1, reader.MaxDoc));
        var each = terms.GetEnumerator();
        DocsEnum? docs = null;
        for (int i = 0; each.MoveNext(); i++)
        {
            if (!pattern.Fits(table.Counts.AsSpan(table.Starts[i]..table.Starts[i + 1]))) continue;
            docs = each.Docs(null, docs, DocsFlags.NONE);
            for (int doc; (doc = docs.NextDoc()) != DocIdSetIterator.NO_MORE_DOCS;) found.Set(doc);
        }
        return BitsFilteredDocIdSet.Wrap(found, acceptDocs);
    }

    static Table Taken(Terms terms)
    {
        var starts = new List<int> { 0 };
        var counts = new List<(int, int)>();
        for (var each = terms.GetEnumerator(); each.MoveNext();)
        {
            // What is no formula fits nothing: it has an element that there is not.
            try { counts.AddRange(Elements.Composition(each.Term.Utf8ToString()).GroupBy(c => Elements.Number(c.Symbol)!.Value).Select(g => (g.Key, g.Sum(c => c.Count))).OrderBy(c => c.Key)); }
            catch (Exception e) when (e is FormatException or OverflowException) { counts.Add((int.MaxValue, 1)); }
            starts.Add(counts.Count);
        }
        return new([.. starts], [.. counts]);
    }
}
