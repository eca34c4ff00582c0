// Counts the values of every facet over all hits, exactly.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>Counts of facet values, added up by key. The status of what is withdrawn is withdrawn, whatever it came with.</summary>
sealed class FacetCounts
{
    static readonly int Status = SearchFields.Place(SearchFields.Status), Elements = SearchFields.Place(SearchFields.Elements);
    readonly Dictionary<string, long>[] _counts = [.. SearchFields.FacetNames.Select(_ => new Dictionary<string, long>())];

    /// <summary>Number of hits.</summary>
    public long Total { get; private set; }

    /// <summary>Adds the hits of a piece: for each key how many, and how many of these are withdrawn (null for none).</summary>
    public void Add(KeyTable table, int[] hits, int[]? withdrawn)
    {
        var sums = Array.ConvertAll(table.Values, v => new long[v.Length]);
        long recalled = 0;
        for (int k = 0; k < hits.Length; k++)
        {
            if (hits[k] == 0) continue;
            var parts = table.Parts[k];
            int away = withdrawn?[k] ?? 0;
            Total += hits[k];
            recalled += away;
            for (int f = 0; f < parts.Length; f++)
                if (parts[f] >= 0) sums[f][parts[f]] += f == Status ? hits[k] - away : hits[k];
        }
        for (int f = 0; f < sums.Length; f++)
            for (int v = 0; v < sums[f].Length; v++)
                if (sums[f][v] > 0)
                    if (f == Elements) foreach (var element in table.Values[f][v].Split(',')) Add(f, element, sums[f][v]);
                    else Add(f, table.Values[f][v], sums[f][v]);
        if (recalled > 0) Add(Status, "withdrawn", recalled);
    }

    /// <summary>Adds those of another.</summary>
    public void Add(FacetCounts other)
    {
        Total += other.Total;
        for (int f = 0; f < _counts.Length; f++)
            foreach (var (value, count) in other._counts[f]) Add(f, value, count);
    }

    /// <summary>The counts by facet, the largest first, equal ones by value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<(string Value, long Count)>> All() =>
        SearchFields.FacetNames.Zip(_counts).ToDictionary(f => f.First, f => (IReadOnlyList<(string, long)>)[.. f.Second.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Select(v => (v.Key, v.Value))]);

    void Add(int facet, string value, long count) => _counts[facet][value] = _counts[facet].GetValueOrDefault(value) + count;
}

/// <summary>Counts the keys of the hits that a query finds.</summary>
sealed class FacetCollector(Withdrawn withdrawn, CancellationToken cancel) : ICollector
{
    KeyTable? _table;
    FixedBitSet? _recalled;
    int[] _hits = [], _away = [];

    /// <summary>What was counted, after <see cref="Flush"/>.</summary>
    public FacetCounts Counts { get; } = new();

    public bool AcceptsDocsOutOfOrder => true;
    public void SetScorer(Scorer scorer) { }

    public void SetNextReader(AtomicReaderContext context)
    {
        cancel.ThrowIfCancellationRequested();
        Flush();
        _table = KeyTable.Of(context.AtomicReader);
        _hits = new int[_table.Parts.Length];
        _recalled = withdrawn.IsEmpty ? null : RecalledDocuments.Of(context.AtomicReader, withdrawn).Documents;
        _away = _recalled is null ? [] : new int[_hits.Length];
    }

    public void Collect(int doc)
    {
        int key = _table!.Numbers[doc];
        // Now and then it is looked whether somebody still waits.
        if ((++_hits[key] & 0xffff) == 0) cancel.ThrowIfCancellationRequested();
        if (_recalled?.Get(doc) == true) _away[key]++;
    }

    /// <summary>Adds up the last piece.</summary>
    public void Flush()
    {
        if (_table is not null) Counts.Add(_table, _hits, _recalled is null ? null : _away);
        _table = null;
    }
}

/// <summary>Gathers the ids of all hits.</summary>
sealed class IdCollector : ICollector
{
    readonly BytesRef _term = new();
    SortedDocValues? _ids;

    public List<string> Ids { get; } = [];
    public bool AcceptsDocsOutOfOrder => true;
    public void SetScorer(Scorer scorer) { }
    public void SetNextReader(AtomicReaderContext context) => _ids = context.AtomicReader.GetSortedDocValues(SearchFields.Id);

    public void Collect(int doc)
    {
        if (_ids is null) return;
        _ids.Get(doc, _term);
        Ids.Add(_term.Utf8ToString());
    }
}
