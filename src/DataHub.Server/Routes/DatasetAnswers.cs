// The shapes of the answers about datasets.
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Store;

namespace DataHub.Server.Routes;

/// <summary>A dataset in a list.</summary>
public sealed record DatasetLine(string Slug, string Name, string Title, string State, int? Version, DateTime? ReleasedAt, string? Licence, string Access, IReadOnlyList<string> Communities, string Url);

/// <summary>Who may have files and records.</summary>
public sealed record AccessAnswer(AccessKind Kind, bool Open, DateOnly? Until, string? Reason, string? Request)
{
    internal static AccessAnswer Of(DatasetAccess a, DateTime now) => new(a.Kind, a.IsOpen(now), a.Until, a.Reason, a.Request);
}

/// <summary>A version in the list of its dataset.</summary>
public sealed record VersionLine(int Number, string Name, DateTime ReleasedAt, long Records, long Bytes, bool Withdrawn, string Url, string Page);

/// <summary>A dataset: what it is, its identifiers, its versions.</summary>
/// <param name="Slug">Short name.</param>
/// <param name="Name">Opaque name of the dataset as a whole.</param>
/// <param name="State">draft, released or withdrawn.</param>
/// <param name="Identifiers">Identifiers of the dataset as a whole; they lead to its newest version.</param>
public sealed record DatasetAnswer(string Slug, string Name, string State, IReadOnlyList<Identifier> Identifiers, DatasetMetadata Metadata, AccessAnswer Access, IReadOnlyList<VersionLine> Versions)
{
    /// <summary>Why it is out of use.</summary>
    public Tombstone? Tombstone { get; init; }
    /// <summary>Number of the version that is being drafted.</summary>
    public int? DraftVersion { get; init; }
    /// <summary>Address of its newest version.</summary>
    public string? Latest { get; init; }

    internal static DatasetAnswer Of(Dataset d, DateTime now) => new(d.Slug, d.Name, StateOf(d), d.Identifiers, d.Metadata, AccessAnswer.Of(d.Metadata.Access, now),
        [.. d.Releases.Select(r => new VersionLine(r.Number, r.Name, r.ReleasedAt, r.Records, r.Files.Sum(f => f.Bytes), d.TombstoneOf(r.Number) is not null, $"/api/datasets/{d.Slug}/versions/{r.Number}", $"/datasets/{d.Slug}/{r.Number}"))])
    { Tombstone = d.TombstoneOf(null), DraftVersion = d.Draft?.Number, Latest = d.Latest is { } l ? $"/api/datasets/{d.Slug}/versions/{l.Number}" : null };

    internal static string StateOf(Dataset d) => d.Releases.Count == 0 ? "draft" : d.Latest is null ? "withdrawn" : "released";
}

/// <summary>A file with its address.</summary>
public sealed record FileLine(string Path, string Url, long Bytes, string? Sha256, string MediaType, long? Rows, string? Meaning);

/// <summary>The next version while it is being made.</summary>
public sealed record DraftAnswer(string Slug, int Version, string Name, DraftState State, IReadOnlyList<Identifier> Identifiers, IReadOnlyList<Identifier> ConceptIdentifiers, DatasetMetadata Metadata, long Records, IReadOnlyList<FileLine> Files)
{
    /// <summary>Which records, as a $filter; null for those of the slug.</summary>
    public string? Filter { get; init; }
    /// <summary>Records that came in under another dataset or none.</summary>
    public int Linked { get; init; }
    /// <summary>True if it is shown without what tells the authors.</summary>
    public bool Anonymous { get; init; }
    /// <summary>What curators said.</summary>
    public IReadOnlyList<ReviewNote>? Review { get; init; }
}

/// <summary>Records of a release that were recalled after it.</summary>
public sealed record ErratumLine(string Withdrawal, string Reason, DateTime At, string By, int Records, IReadOnlyList<string> First);

/// <summary>A released version.</summary>
public sealed record VersionAnswer(string Slug, int Number, string Name, string Title, DateTime ReleasedAt, string ReleasedBy, IReadOnlyList<Identifier> Identifiers, IReadOnlyList<Identifier> ConceptIdentifiers, DatasetMetadata Metadata, AccessAnswer Access,
    long Records, long Failed, long Molecules, IReadOnlyList<string> Levels, IReadOnlyList<string> Elements, IReadOnlyList<string> Programs, IReadOnlyList<ReleasedColumn> Columns, IReadOnlyList<FileLine> Files,
    DatasetCost Cost, IReadOnlyList<CostLine> Costs, IReadOnlyList<ErratumLine> Errata, int Edits, int Score)
{
    /// <summary>What is different from the version before.</summary>
    public Changes? Changes { get; init; }
    /// <summary>Why it is out of use.</summary>
    public Tombstone? Tombstone { get; init; }
    /// <summary>Which records it took, as a $filter; null for those of the slug.</summary>
    public string? Filter { get; init; }
    /// <summary>Last commit of the lake that it saw.</summary>
    public long Commit { get; init; }
    /// <summary>Segments of the lake that held its records.</summary>
    public IReadOnlyList<string>? Segments { get; init; }
    /// <summary>Number of the newest version in use.</summary>
    public int? Latest { get; init; }

    internal static VersionAnswer Of(Dataset d, Release r, IReadOnlyList<Erratum> errata, DateTime now) => new(d.Slug, r.Number, r.Name, d.MetadataOf(r).Title, r.ReleasedAt, r.ReleasedBy, r.Identifiers, d.Identifiers, d.MetadataOf(r), AccessAnswer.Of(d.MetadataOf(r).Access, now),
        r.Records, r.Failed, r.Molecules, r.Levels, r.Elements, r.Programs, r.ColumnsTold(d.MetadataOf(r).Access.IsOpen(now)), [.. r.Files.Select(f => new FileLine(f.Path, DatasetFileRoutes.Url(d.Slug, r.Number, f.Path), f.Bytes, f.Sha256, f.MediaType, f.Rows, f.Meaning))],
        DatasetCost.Of(r), r.Costs, [.. errata.Select(e => new ErratumLine(e.By.Id, e.By.Reason, e.By.At, e.By.By, e.Ids.Count, [.. e.Ids.Take(100)]))], d.Edits.Count(e => e.Version == r.Number), r.Score)
    { Changes = r.Changes, Tombstone = d.TombstoneOf(r.Number), Filter = r.Filter, Commit = r.Commit, Segments = r.Segments, Latest = d.Latest?.Number };
}

/// <summary>An earlier wording of a version's metadata.</summary>
public sealed record EditAnswer(DateTime At, string By, string? Note, DatasetMetadata Metadata);

/// <summary>A step in the life of a dataset: who takes it, and what is said.</summary>
public sealed record DatasetStep
{
    /// <summary>Who.</summary>
    public string? By { get; set; }
    /// <summary>What is said of it: a curator's note, the reason of a withdrawal.</summary>
    public string? Note { get; set; }
    /// <summary>For a withdrawal the version; the whole dataset if none is told.</summary>
    public int? Version { get; set; }
    /// <summary>For a withdrawal what replaces it.</summary>
    public string? ReplacedBy { get; set; }
    /// <summary>Ids of records, for linking.</summary>
    public IReadOnlyList<string>? Ids { get; set; }
}

/// <summary>A link that is wanted.</summary>
public sealed record ShareRequest
{
    /// <summary>True for a reviewer who must not learn who the authors are.</summary>
    public bool Anonymous { get; set; }
    /// <summary>When it ends (UTC); never if left out.</summary>
    public DateTime? Expires { get; set; }
    /// <summary>Who makes it.</summary>
    public string? By { get; set; }
    /// <summary>What it is for.</summary>
    public string? Note { get; set; }
}

/// <summary>A link; its key and address are told only when it is made.</summary>
public sealed record ShareAnswer(string Id, bool Anonymous, DateTime CreatedAt, string CreatedBy, DateTime? Expires, string? Note, string? Key, string? Url);

/// <summary>How many of the records were linked to the draft; the others belong to it already, or to a dataset that is not public.</summary>
public sealed record LinkedAnswer(int Linked);

/// <summary>How a dataset was used: views and downloads by version and month, reuses of its records instead of computations, and what it cost with that in mind.</summary>
/// <param name="Reuses">How often its records answered instead of a computation, by the ledger.</param>
/// <param name="Co2GramsPerReuse">Emissions of its newest version shared among these reuses, g CO2e; null without any.</param>
/// <param name="Campaigns">Campaigns whose answers rest on its records.</param>
/// <param name="SusmlRow">Its newest version as a row of the SusML community table.</param>
public sealed record UsageAnswer(string Slug, long Reuses, double? Co2GramsPerReuse, double? Co2GramsPerRecord, int Campaigns, IReadOnlyList<UsageCount> Counts, string? SusmlRow);
