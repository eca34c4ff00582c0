// The archive: append, find, get, rebuild.
using DataHub.Model;

namespace DataHub.Store;

/// <summary>The memory of the house.</summary>
public sealed class Archive : IDisposable
{
    Archive() { }

    /// <summary>Opens or makes the archive and catches up whatever a crash left behind.</summary>
    /// <exception cref="ArchiveBusyException">Another process has it open for writing.</exception>
    public static Archive Open(ArchiveOptions options) => throw new NotImplementedException();

    /// <summary>Keeps the new ones among the calculations durably, in one segment, and updates catalogue and index; says for each whether it was new. When it returns, nothing of it can be lost.</summary>
    public IReadOnlyList<bool> Append(IReadOnlyList<Calculation> batch) => throw new NotImplementedException();

    /// <summary>Keeps the raw bytes of a bundle under their hash, which it returns; keeping them twice is one copy.</summary>
    public string KeepRaw(Bundle bundle) => throw new NotImplementedException();

    /// <summary>The raw bundle of a hash, or null.</summary>
    public Bundle? OpenRaw(string hash) => throw new NotImplementedException();

    /// <summary>A whole record with its arrays, or null.</summary>
    public Calculation? Get(string id) => throw new NotImplementedException();

    /// <summary>The rows of a query, streaming, in the query's order. With <paramref name="positions"/> each row also tells its <see cref="RowStream.Position"/>, from which the next page continues.</summary>
    /// <exception cref="QueryException">The query names what does not exist or compares what cannot be compared.</exception>
    public RowStream Find(Query query, CancellationToken cancel = default, bool positions = false) => throw new NotImplementedException();

    /// <summary>How many rows the query has without top, skip and after.</summary>
    public long Count(Query query, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Whole rows with or without arrays, streaming: what exports write.</summary>
    public IAsyncEnumerable<CalculationRow> Rows(Query query, bool arrays, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The records of one molecule state that carry the property, from the catalogue's index alone; best levels are the caller's business.</summary>
    public IReadOnlyList<Candidate> Candidates(string inchikey, int charge, int multiplicity, Property property) => throw new NotImplementedException();

    /// <summary>All successful records that carry the property at the level: what a surrogate trains on.</summary>
    public IReadOnlyList<Candidate> AtLevel(string level, Property property) => throw new NotImplementedException();

    /// <summary>Full-text search with facets. <paramref name="filters"/> are facet values that hits must have, by facet name.</summary>
    /// <exception cref="QueryException">The text cannot be understood.</exception>
    public SearchPage Search(string text, int top = 20, int skip = 0, IReadOnlyDictionary<string, string>? filters = null) => throw new NotImplementedException();

    /// <summary>Adds or replaces a dataset's card.</summary>
    public void PutDataset(DatasetCard card) => throw new NotImplementedException();

    /// <summary>All cards.</summary>
    public IReadOnlyList<DatasetCard> Datasets() => throw new NotImplementedException();

    /// <summary>Writes lines to the ledger, durably.</summary>
    public void Note(IReadOnlyList<LedgerLine> lines) => throw new NotImplementedException();

    /// <summary>The ledger, of one campaign or whole.</summary>
    public IReadOnlyList<LedgerLine> Ledger(string? campaign = null) => throw new NotImplementedException();

    /// <summary>Totals.</summary>
    public ArchiveCounts Counts() => throw new NotImplementedException();

    /// <summary>Full paths of the live segment files, wide and array files, in the order of their commits: what a download of the whole lake hands out.</summary>
    public IReadOnlyList<string> SegmentFiles() => throw new NotImplementedException();

    /// <summary>Takes in what other processes appended since; a reader calls it to see new rows.</summary>
    public void CatchUp() => throw new NotImplementedException();

    /// <summary>Throws catalogue and index away and makes them again from the segments.</summary>
    public void Rebuild(IProgress<(long Done, long Total)>? progress = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
