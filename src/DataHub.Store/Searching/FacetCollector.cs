// Counts the values of every facet over all hits, exactly.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

/// <summary>Counts by the ordinals of each piece of the index and adds the pieces up by value. The status of what is withdrawn is withdrawn, whatever it came with.</summary>
sealed class FacetCollector(Withdrawn withdrawn) : ICollector
{
    readonly Dictionary<string, Dictionary<string, long>> _counts = SearchFields.FacetNames.ToDictionary(f => f, _ => new Dictionary<string, long>());
    readonly List<(string Facet, SortedDocValues Values, int[] Counts)> _single = [];
    (SortedSetDocValues Values, int[] Counts)? _elements;
    readonly RecalledDocuments? _recalled = withdrawn.IsEmpty ? null : new(withdrawn);
    FixedBitSet? _withdrawn;
    int _withdrawnHits;

    /// <summary>Number of hits.</summary>
    public long Total { get; private set; }

    public bool AcceptsDocsOutOfOrder => true;
    public void SetScorer(Scorer scorer) { }

    public void SetNextReader(AtomicReaderContext context)
    {
        Flush();
        _withdrawn = _recalled?.Of(context.AtomicReader);
        foreach (var c in SearchFields.Facets)
            if (context.AtomicReader.GetSortedDocValues(c.Name) is { } values) _single.Add((c.Name, values, new int[values.ValueCount]));
        if (context.AtomicReader.GetSortedSetDocValues(SearchFields.Elements) is { } sets) _elements = (sets, new int[sets.ValueCount]);
    }

    public void Collect(int doc)
    {
        Total++;
        bool withdrawn = _withdrawn?.Get(doc) == true;
        if (withdrawn) _withdrawnHits++;
        foreach (var (facet, values, counts) in _single)
            if (!(withdrawn && facet == "status") && values.GetOrd(doc) is >= 0 and var ord) counts[ord]++;
        if (_elements is not { } e) return;
        e.Values.SetDocument(doc);
        for (long ord; (ord = e.Values.NextOrd()) != SortedSetDocValues.NO_MORE_ORDS;) e.Counts[ord]++;
    }

    /// <summary>The counts by facet, the largest first, equal ones by value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<(string Value, long Count)>> Counts()
    {
        Flush();
        return _counts.ToDictionary(f => f.Key, f => (IReadOnlyList<(string, long)>)[.. f.Value.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Select(v => (v.Key, v.Value))]);
    }

    void Flush()
    {
        var term = new BytesRef();
        foreach (var (facet, values, counts) in _single)
            for (int ord = 0; ord < counts.Length; ord++)
                if (counts[ord] > 0) { values.LookupOrd(ord, term); Add(facet, term, counts[ord]); }
        _single.Clear();
        if (_elements is { } e)
            for (int ord = 0; ord < e.Counts.Length; ord++)
                if (e.Counts[ord] > 0) { e.Values.LookupOrd(ord, term); Add(SearchFields.Elements, term, e.Counts[ord]); }
        _elements = null;
        if (_withdrawnHits > 0) Add("status", new BytesRef("withdrawn"), _withdrawnHits);
        _withdrawnHits = 0;
    }

    void Add(string facet, BytesRef term, int count)
    {
        var value = term.Utf8ToString();
        _counts[facet][value] = _counts[facet].GetValueOrDefault(value) + count;
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
