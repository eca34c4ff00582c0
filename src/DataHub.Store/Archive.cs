// The archive: append, find, get, rebuild.
using System.Data.Common;
using DataHub.Model;

namespace DataHub.Store;

/// <summary>Where the archive lies and how it is opened.</summary>
public sealed record ArchiveOptions(string Folder)
{
    /// <summary>Open for reading only; any number of readers may be open beside one writer.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>Thrown when a second writer tries to open the archive; the message names the process that holds it.</summary>
public sealed class ArchiveBusyException(string message) : IOException(message);

/// <summary>A stored record as the catalogue knows it: enough to decide on reuse without touching a segment.</summary>
public sealed record Candidate(string Id, string Smiles, string Level, string? GeometryLevel, string? GeometryHash, string? Program, string? ProgramVersion,
    Status Status, string? Dataset, string? Licence, double? CpuSeconds, double? Value, double? Sigma)
{
    /// <summary>Kind of the level.</summary>
    public LevelKind Kind { get; init; }
}

/// <summary>One full-text hit.</summary>
public sealed record SearchHit(string Id, float Score);

/// <summary>A page of hits with exact counts of every facet over all hits.</summary>
public sealed record SearchPage(long Total, IReadOnlyList<SearchHit> Hits, IReadOnlyDictionary<string, IReadOnlyList<(string Value, long Count)>> Facets);

/// <summary>What is told of a dataset.</summary>
public sealed record DatasetCard(string Slug, string Title)
{
    /// <summary>Description, Markdown.</summary>
    public string? Description { get; init; }
    /// <summary>SPDX licence.</summary>
    public string? Licence { get; init; }
    /// <summary>Authors.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];
    /// <summary>DOI.</summary>
    public string? Doi { get; init; }
}

/// <summary>One line of the ledger: something that was reused, predicted or computed for a question.</summary>
public sealed record LedgerLine(DateTime At, string? Campaign, string Action, string Molecule, string Level, string Property, string? CalculationId,
    string Rung, double CpuSeconds, double? AvoidedCpuSeconds, string Reason);

/// <summary>How much is there.</summary>
public sealed record ArchiveCounts(long Calculations, long Failed, long Molecules, int Segments, long Bytes, double CpuSeconds);

/// <summary>Rows of an answer as they stream from the engine; dispose it to end the query.</summary>
public sealed class RowStream(DbConnection connection, DbCommand command, DbDataReader reader) : IDisposable
{
    /// <summary>The reader; its column names are those of the query's selection.</summary>
    public DbDataReader Reader { get; } = reader;
    /// <inheritdoc/>
    public void Dispose() { Reader.Dispose(); command.Dispose(); connection.Dispose(); }
}

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

    /// <summary>The rows of a query, streaming, in the query's order.</summary>
    /// <exception cref="QueryException">The query names what does not exist or compares what cannot be compared.</exception>
    public RowStream Find(Query query, CancellationToken cancel = default) => throw new NotImplementedException();

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

    /// <summary>Takes in what other processes appended since; a reader calls it to see new rows.</summary>
    public void CatchUp() => throw new NotImplementedException();

    /// <summary>Throws catalogue and index away and makes them again from the segments.</summary>
    public void Rebuild(IProgress<(long Done, long Total)>? progress = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
