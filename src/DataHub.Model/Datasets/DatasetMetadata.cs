// What is told of a dataset: the one source of every description of it.
namespace DataHub.Model.Datasets;

/// <summary>An organisation.</summary>
public sealed record Organisation(string Name)
{
    /// <summary>Its ROR, as https://ror.org/...; null if it has none.</summary>
    public string? Ror { get; set; }
}

/// <summary>An author or another person.</summary>
/// <param name="Name">Whole name as it is to be cited ("Family, Given" where both are told).</param>
public sealed record Person(string Name)
{
    /// <summary>Given name.</summary>
    public string? Given { get; set; }
    /// <summary>Family name.</summary>
    public string? Family { get; set; }
    /// <summary>ORCID, as 0000-0002-1825-0097.</summary>
    public string? Orcid { get; set; }
    /// <summary>Where the person works.</summary>
    public IReadOnlyList<Organisation> Affiliations { get; set; } = [];
    /// <summary>True if it is an organisation that stands as an author.</summary>
    public bool Organisational { get; set; }
}

/// <summary>Money that paid for the work.</summary>
/// <param name="Funder">Who gave it.</param>
public sealed record Grant(Organisation Funder)
{
    /// <summary>Number of the award.</summary>
    public string? Number { get; set; }
    /// <summary>Title of the award.</summary>
    public string? Title { get; set; }
    /// <summary>Address of the award.</summary>
    public string? Url { get; set; }
}

/// <summary>Another work that the dataset has to do with.</summary>
/// <param name="Identifier">DOI, ARK, Handle, arXiv number or address.</param>
/// <param name="Relation">How the dataset stands to it, a relation of DataCite: IsSupplementTo, Cites, IsDerivedFrom, ...</param>
public sealed record RelatedWork(string Identifier, string Relation)
{
    /// <summary>Its kind, a general resource type of DataCite: JournalArticle, Software, Dataset, ...; null if not told.</summary>
    public string? Type { get; set; }
    /// <summary>Its title or citation.</summary>
    public string? Title { get; set; }
    /// <summary>DOI, ARK, Handle, arXiv, URN or URL: told by the identifier's form.</summary>
    public string Scheme => Works.SchemeOf(Identifier);
    /// <summary>The address that leads to it; null for what has none.</summary>
    public string? Url => Works.UrlOf(Identifier);
}

/// <summary>Who may have files and records. The metadata are always public.</summary>
public enum AccessKind
{
    /// <summary>Anyone.</summary>
    Open,
    /// <summary>Nobody before a day, anyone from then on.</summary>
    Embargoed,
    /// <summary>Whom the authors let.</summary>
    Restricted,
}

/// <summary>Who may have the files, and why not everybody.</summary>
public sealed record DatasetAccess(AccessKind Kind)
{
    /// <summary>The day on which an embargo is over (from 00:00 UTC).</summary>
    public DateOnly? Until { get; set; }
    /// <summary>Why it is closed.</summary>
    public string? Reason { get; set; }
    /// <summary>Whom to ask, and how.</summary>
    public string? Request { get; set; }

    /// <summary>Anyone may have everything.</summary>
    public static readonly DatasetAccess Open = new(AccessKind.Open);

    /// <summary>True if anyone may have the files at a time (UTC).</summary>
    public bool IsOpen(DateTime now) => Kind == AccessKind.Open || Kind == AccessKind.Embargoed && Until is { } day && DateOnly.FromDateTime(now) >= day;
}

/// <summary>What a user of the data must know beside what they are: how they were made and what they are not good for (the terms follow the Croissant RAI vocabulary).</summary>
public sealed record ResponsibleUse
{
    /// <summary>How the data were made.</summary>
    public string? Collection { get; set; }
    /// <summary>What was done to them before release.</summary>
    public string? Preprocessing { get; set; }
    /// <summary>What they are meant for.</summary>
    public string? Uses { get; set; }
    /// <summary>What they are not good for.</summary>
    public string? Limitations { get; set; }
    /// <summary>Known biases, for instance of the choice of molecules.</summary>
    public string? Biases { get; set; }
    /// <summary>Who mends errors, and for how long.</summary>
    public string? Maintenance { get; set; }
}

/// <summary>
/// What is told of a dataset. Every description (landing page, DataCite, schema.org, DCAT, Croissant, RO-Crate, citations) is made from this and from what the release itself knows.
/// </summary>
public sealed record DatasetMetadata
{
    /// <summary>Title.</summary>
    public string Title { get; set; } = "";
    /// <summary>Abstract, Markdown.</summary>
    public string? Description { get; set; }
    /// <summary>The dataset card: README as Markdown.</summary>
    public string? Readme { get; set; }
    /// <summary>SPDX identifier of the licence.</summary>
    public string? Licence { get; set; }
    /// <summary>Authors in the order of citation.</summary>
    public IReadOnlyList<Person> Authors { get; set; } = [];
    /// <summary>Keywords.</summary>
    public IReadOnlyList<string> Keywords { get; set; } = [];
    /// <summary>Communities or collections that it belongs to, by their short names.</summary>
    public IReadOnlyList<string> Communities { get; set; } = [];
    /// <summary>Funding.</summary>
    public IReadOnlyList<Grant> Funding { get; set; } = [];
    /// <summary>Related works.</summary>
    public IReadOnlyList<RelatedWork> Related { get; set; } = [];
    /// <summary>Language of the texts, BCP 47.</summary>
    public string Language { get; set; } = "en";
    /// <summary>Who answers questions: a name or address.</summary>
    public string? Contact { get; set; }
    /// <summary>Who may have the files.</summary>
    public DatasetAccess Access { get; set; } = DatasetAccess.Open;
    /// <summary>What a user must know.</summary>
    public ResponsibleUse? Responsible { get; set; }
    /// <summary>DOI under which the same data were published elsewhere; null for data that are published here.</summary>
    public string? Doi { get; set; }
    /// <summary>What is new in this version, in words.</summary>
    public string? Notes { get; set; }
}
