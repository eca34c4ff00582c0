// What every description of a dataset is made of: a version, what is told of it, where it lies.
using System.Globalization;
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>A version of a dataset as it is described to others. What is closed or out of use shows no files and no statistics of its values.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Release">The version; for a draft what it would be.</param>
/// <param name="Metadata">What is told of it now.</param>
/// <param name="Root">Public address of the server, without a slash at its end.</param>
/// <param name="Publisher">Who publishes.</param>
/// <param name="IsOpen">True if anyone may have the files now.</param>
public sealed record Portrait(Dataset Dataset, Release Release, DatasetMetadata Metadata, string Root, string Publisher, bool IsOpen)
{
    /// <summary>ROR of the publisher.</summary>
    public string? PublisherRor { get; init; }
    /// <summary>True if it is not released yet.</summary>
    public bool IsDraft { get; init; }
    /// <summary>What follows the address of each file: the key of a share link.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Address of the version's page; of the dataset's page for a draft.</summary>
    public string Page => IsDraft ? Concept : $"{Concept}/{Release.Number}";
    /// <summary>Address of the dataset's page, which shows its newest version.</summary>
    public string Concept => $"{Root}/datasets/{Dataset.Slug}";
    /// <summary>The identifier to cite, as an address.</summary>
    public string Cite => Address(Release.Identifiers, Release.Name);
    /// <summary>The identifier of the dataset as a whole, as an address.</summary>
    public string CiteConcept => Address(Dataset.Identifiers, Dataset.Name);
    /// <summary>The DOI, bare; null if it has none.</summary>
    public string? Doi => Release.Identifiers.FirstOrDefault(i => i.Scheme == "doi")?.Value ?? Metadata.Doi;
    /// <summary>The address of its catalogue.</summary>
    public string Catalogue => Root + "/datasets";
    /// <summary>Why it is out of use.</summary>
    public Tombstone? Tombstone => IsDraft ? null : Dataset.TombstoneOf(Release.Number);
    /// <summary>When it was published (UTC).</summary>
    public DateTime Published => Release.ReleasedAt;
    /// <summary>When what is told of it last changed (UTC).</summary>
    public DateTime Modified => new[] { Release.ReleasedAt, Dataset.Edits.Where(e => e.Version == Release.Number).Select(e => e.At).DefaultIfEmpty().Max(), Tombstone?.At ?? default, IsOpen && Metadata.Access is { Kind: AccessKind.Embargoed, Until: { } day } ? day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : default }.Max();
    /// <summary>The version in words.</summary>
    public string Version => Release.Number.ToString(CultureInfo.InvariantCulture);
    /// <summary>The files that anyone may have.</summary>
    public IReadOnlyList<ReleasedFile> Files => IsOpen && Tombstone is null ? Release.Files : [];
    /// <summary>The columns, without statistics where the values are closed.</summary>
    public IReadOnlyList<ReleasedColumn> Columns => Release.ColumnsTold(IsOpen && Tombstone is null);
    /// <summary>The other versions of the dataset that are in use.</summary>
    public Release? Previous => Dataset.Releases.LastOrDefault(r => r.Number < Release.Number);
    /// <summary>The description, never empty.</summary>
    public string Description => Metadata.Description is { Length: > 0 } d ? d : Metadata.Title;
    /// <summary>Address of the licence at SPDX.</summary>
    public string? Licence => Metadata.Licence is { } l ? Licences.Url(l) : null;

    /// <summary>The access right as a term of the COAR vocabulary.</summary>
    public string AccessRight => IsOpen ? "http://purl.org/coar/access_right/c_abf2" : Metadata.Access.Kind == AccessKind.Embargoed ? "http://purl.org/coar/access_right/c_f1cf" : "http://purl.org/coar/access_right/c_16ec";

    /// <summary>Address of a file.</summary>
    public string FileUrl(string path) => $"{Root}/files/datasets/{Dataset.Slug}/{(IsDraft ? "draft" : Version)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}{Suffix}";

    /// <summary>The address of another version's identifier.</summary>
    public string CiteOf(Release other) => Address(other.Identifiers, other.Name);

    /// <summary>All identifiers of the version as addresses, the one to cite first.</summary>
    public IReadOnlyList<string> Addresses => [.. Release.Identifiers.Select(i => i.Url.StartsWith('/') ? Root + i.Url : i.Url).DefaultIfEmpty($"{Root}/id/{Release.Name}")];

    string Address(IReadOnlyList<Identifier> all, string name) => all.Count == 0 ? $"{Root}/id/{name}" : all[0].Url.StartsWith('/') ? Root + all[0].Url : all[0].Url;

    /// <summary>What a draft would be if it were released now.</summary>
    public static Portrait OfDraft(Dataset dataset, DatasetMetadata metadata, Release wouldBe, string root, string publisher, string suffix) =>
        new(dataset, wouldBe, metadata, root, publisher, true) { IsDraft = true, Suffix = suffix };
}
