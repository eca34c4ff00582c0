// A dataset in all its states: draft, versions, edits, links, tombstones.
using System.Text.Json.Serialization;

namespace DataHub.Model.Datasets;

/// <summary>Where a draft stands.</summary>
public enum DraftState
{
    /// <summary>It is being written.</summary>
    Draft,
    /// <summary>A curator is to look at it.</summary>
    Submitted,
    /// <summary>A curator wants something mended.</summary>
    Returned,
    /// <summary>A curator has approved it as it is; any change makes it a draft again.</summary>
    Approved,
}

/// <summary>The next version while it is being made.</summary>
/// <param name="Number">Number that the version will have.</param>
/// <param name="Name">Opaque name that the version will have, so that its identifiers can be cited before the release.</param>
/// <param name="Metadata">What is told of it.</param>
public sealed record Draft(int Number, string Name, DatasetMetadata Metadata)
{
    /// <summary>Identifiers that the version will have.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; set; } = [];
    /// <summary>Which records, as an OData $filter; null for those that came in under the dataset's slug.</summary>
    public string? Filter { get; set; }
    /// <summary>Ids of records that belong to it though they were in the archive before, under another dataset or none.</summary>
    public IReadOnlyList<string> Linked { get; set; } = [];
    /// <summary>Where it stands.</summary>
    public DraftState State { get; set; }
    /// <summary>What a curator approved: a hash over metadata, records and files.</summary>
    public string? Approved { get; set; }
    /// <summary>Last change (UTC).</summary>
    public DateTime ChangedAt { get; set; }
    /// <summary>Who made it.</summary>
    public string? ChangedBy { get; set; }
    /// <summary>What curators said of it, oldest first.</summary>
    public IReadOnlyList<ReviewNote> Review { get; set; } = [];
}

/// <summary>A step of the review.</summary>
/// <param name="State">Where the draft stood after it.</param>
public sealed record ReviewNote(DateTime At, string By, DraftState State, string? Note);

/// <summary>Metadata of a released version as they were told anew.</summary>
public sealed record MetadataEdit(int Version, DateTime At, string By, DatasetMetadata Metadata)
{
    /// <summary>Why.</summary>
    public string? Note { get; set; }
}

/// <summary>A version, or with <paramref name="Version"/> null the whole dataset, that was taken out of use. Its page stays and says so; its files are not handed out any more.</summary>
public sealed record Tombstone(int? Version, DateTime At, string By, string Reason)
{
    /// <summary>Identifier or address of what replaces it.</summary>
    public string? ReplacedBy { get; set; }
}

/// <summary>A link that lets its holder see a draft, or what is closed.</summary>
/// <param name="Id">Short id, for revoking it.</param>
/// <param name="KeySha256">SHA-256 of the key; the key itself is told once and kept nowhere.</param>
/// <param name="Anonymous">True for a reviewer who must not learn who the authors are.</param>
public sealed record ShareLink(string Id, string KeySha256, bool Anonymous, DateTime CreatedAt, string CreatedBy)
{
    /// <summary>When it ends (UTC); null for never.</summary>
    public DateTime? Expires { get; set; }
    /// <summary>What it is for.</summary>
    public string? Note { get; set; }
}

/// <summary>A dataset: one concept, its draft if there is one, and its released versions.</summary>
/// <param name="Slug">Short name in addresses; the dataset column of its records.</param>
/// <param name="Name">Opaque name of the concept, of which its identifiers are made.</param>
public sealed record Dataset(string Slug, string Name)
{
    /// <summary>Identifiers of the dataset as a whole, which lead to its newest version.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; set; } = [];
    /// <summary>When it was begun (UTC).</summary>
    public DateTime CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string? CreatedBy { get; set; }
    /// <summary>The next version while it is being made.</summary>
    public Draft? Draft { get; set; }
    /// <summary>Every change of metadata after release, oldest first.</summary>
    public IReadOnlyList<MetadataEdit> Edits { get; set; } = [];
    /// <summary>What was taken out of use.</summary>
    public IReadOnlyList<Tombstone> Tombstones { get; set; } = [];
    /// <summary>Links to what is not public.</summary>
    public IReadOnlyList<ShareLink> Links { get; set; } = [];
    /// <summary>The released versions, oldest first. Not part of the dataset's own file: each has its own.</summary>
    [JsonIgnore]
    public IReadOnlyList<Release> Releases { get; init; } = [];

    /// <summary>The newest version that was not taken out of use; null if there is none.</summary>
    [JsonIgnore]
    public Release? Latest => Releases.LastOrDefault(r => TombstoneOf(r.Number) is null);

    /// <summary>A version by its number.</summary>
    public Release? Version(int number) => Releases.FirstOrDefault(r => r.Number == number);

    /// <summary>Why a version is out of use; null if it is not.</summary>
    public Tombstone? TombstoneOf(int? version) => Tombstones.FirstOrDefault(t => t.Version == version || t.Version is null);

    /// <summary>What is told of a version now: its last edit, else what was told at the release.</summary>
    public DatasetMetadata MetadataOf(Release release) => Edits.LastOrDefault(e => e.Version == release.Number)?.Metadata ?? release.Metadata;

    /// <summary>What is told of the dataset: of its newest version, of the draft while there is none.</summary>
    [JsonIgnore]
    public DatasetMetadata Metadata => (Latest ?? Releases.LastOrDefault()) is { } r ? MetadataOf(r) : Draft?.Metadata ?? new();

    /// <summary>True if its records and files may be seen by anyone at a time (UTC). A dataset whose draft is closed and that has no release is closed.</summary>
    public bool IsOpen(DateTime now) => Metadata.Access.IsOpen(now);
}
