// A search and what it found: a page of hits with facets.
namespace DataHub.Store;

/// <summary>A search: its text in the query language (docs/search.md), and what else hits must be.</summary>
public sealed record SearchOrder(string Text)
{
    /// <summary>Hits on the page.</summary>
    public int Top { get; init; } = 20;
    /// <summary>Hits to leave out first.</summary>
    public int Skip { get; init; }
    /// <summary>Facet values that hits must have, by facet name.</summary>
    public IReadOnlyDictionary<string, string>? Filters { get; init; }
    /// <summary>Only hits with these InChIKeys (what a structure search found); null for all.</summary>
    public IReadOnlyCollection<string>? Among { get; init; }
}

/// <summary>One full-text hit.</summary>
public sealed record SearchHit(string Id, float Score);

/// <summary>A page of hits with exact counts of every facet over all hits.</summary>
public sealed record SearchPage(long Total, IReadOnlyList<SearchHit> Hits, IReadOnlyDictionary<string, IReadOnlyList<(string Value, long Count)>> Facets)
{
    /// <summary>Finds what made a hit one in its texts.</summary>
    public SearchMarks? Marks { get; init; }
    /// <summary>Records that were kept but that the index has not taken in yet, so that they are not among the hits; 0 when all are seen.</summary>
    public long Waiting { get; init; }
}

/// <summary>What a text could go on with: the whole text, what it adds (field, name, or the name of a facet), and how many records it finds (null where the text is no search yet: for a field, which lacks its value, or while a parenthesis is open).</summary>
public sealed record Suggestion(string Text, string Kind, long? Count);
