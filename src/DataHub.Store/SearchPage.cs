// A page of full-text hits with its facets.
namespace DataHub.Store;

/// <summary>One full-text hit.</summary>
public sealed record SearchHit(string Id, float Score);

/// <summary>A page of hits with exact counts of every facet over all hits.</summary>
public sealed record SearchPage(long Total, IReadOnlyList<SearchHit> Hits, IReadOnlyDictionary<string, IReadOnlyList<(string Value, long Count)>> Facets)
{
    /// <summary>Records that were kept but that the index has not taken in yet, so that they are not among the hits; 0 when all are seen.</summary>
    public long Waiting { get; init; }
}
