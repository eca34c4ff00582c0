// The vocabulary of related works: relations, kinds, and schemes of identifiers.
using System.Text.RegularExpressions;

namespace DataHub.Model.Datasets;

/// <summary>What may stand in a related work, after the DataCite metadata schema 4.7.</summary>
public static partial class Works
{
    /// <summary>Relations.</summary>
    public static readonly IReadOnlyList<string> Relations =
    [
        "IsCitedBy", "Cites", "IsSupplementTo", "IsSupplementedBy", "IsContinuedBy", "Continues", "IsDescribedBy", "Describes", "HasMetadata", "IsMetadataFor", "HasVersion", "IsVersionOf", "IsNewVersionOf",
        "IsPreviousVersionOf", "IsPartOf", "HasPart", "IsPublishedIn", "IsReferencedBy", "References", "IsDocumentedBy", "Documents", "IsCompiledBy", "Compiles", "IsVariantFormOf", "IsOriginalFormOf",
        "IsIdenticalTo", "IsReviewedBy", "Reviews", "IsDerivedFrom", "IsSourceOf", "IsRequiredBy", "Requires", "IsObsoletedBy", "Obsoletes", "IsCollectedBy", "Collects", "IsTranslationOf", "HasTranslation", "Other",
    ];

    /// <summary>General resource types.</summary>
    public static readonly IReadOnlyList<string> Types =
    [
        "Audiovisual", "Award", "Book", "BookChapter", "Collection", "ComputationalNotebook", "ConferencePaper", "ConferenceProceeding", "DataPaper", "Dataset", "Dissertation", "Event", "Image", "Instrument",
        "InteractiveResource", "Journal", "JournalArticle", "Model", "OutputManagementPlan", "PeerReview", "PhysicalObject", "Poster", "Preprint", "Presentation", "Project", "Report", "Service", "Software", "Sound", "Standard",
        "StudyRegistration", "Text", "Workflow", "Other",
    ];

    /// <summary>The scheme of an identifier by its form: DOI, ARK, Handle, arXiv, URN or URL; Other for what is none of them.</summary>
    public static string SchemeOf(string identifier) => identifier switch
    {
        var s when Doi(s) is not null => "DOI",
        var s when Ark().IsMatch(s) => "ARK",
        var s when Arxiv().IsMatch(s) => "arXiv",
        var s when s.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) => "URN",
        var s when s.StartsWith("https://hdl.handle.net/", StringComparison.OrdinalIgnoreCase) || Hdl().IsMatch(s) => "Handle",
        var s when Uri.TryCreate(s, UriKind.Absolute, out var u) && u.Scheme is "http" or "https" => "URL",
        _ => "Other",
    };

    /// <summary>The address that leads to what an identifier names; null if none is known.</summary>
    public static string? UrlOf(string identifier) => SchemeOf(identifier) switch
    {
        "DOI" => "https://doi.org/" + Doi(identifier),
        "ARK" => identifier.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? identifier : "https://n2t.net/" + identifier,
        "arXiv" => "https://arxiv.org/abs/" + identifier[(identifier.IndexOf(':') + 1)..],
        "Handle" => identifier.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? identifier : "https://hdl.handle.net/" + identifier[(identifier.IndexOf(':') + 1)..],
        "URL" => identifier,
        _ => null,
    };

    /// <summary>The bare DOI (10.prefix/suffix) in a text that is one, with or without its address; else null.</summary>
    public static string? Doi(string text) => DoiForm().Match(text.Trim()) is { Success: true } m ? m.Groups[1].Value : null;

    [GeneratedRegex(@"^(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+)$", RegexOptions.IgnoreCase)]
    private static partial Regex DoiForm();

    [GeneratedRegex(@"^(?:https?://[^/]+/)?ark:/?[0-9bcdfghjkmnpqrstvwxz]+/\S+$", RegexOptions.IgnoreCase)]
    private static partial Regex Ark();

    [GeneratedRegex(@"^arxiv:\S+$", RegexOptions.IgnoreCase)]
    private static partial Regex Arxiv();

    [GeneratedRegex(@"^hdl:\S+/\S+$", RegexOptions.IgnoreCase)]
    private static partial Regex Hdl();
}
