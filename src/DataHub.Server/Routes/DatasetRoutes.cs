// Answers /api/datasets: datasets, drafts for who may see them, versions, and what was told of them before.
using DataHub.Model.Datasets;
using DataHub.Publishing;

namespace DataHub.Server.Routes;

static class DatasetRoutes
{
    internal static void MapDatasets(this WebApplication app)
    {
        var group = app.MapGroup("/api/datasets").WithTags("Datasets");
        group.MapGet("", List).WithName("ListDatasets").Produces<List<DatasetLine>>(200);
        group.MapGet("{slug}", Get).WithName("GetDataset").Produces<DatasetAnswer>(200).Refuses(404);
        group.MapGet("{slug}/draft", Draft).WithName("GetDraft").Produces<DraftAnswer>(200).Refuses(404);
        group.MapGet("{slug}/draft/checks", Checks).WithName("CheckDraft").Produces<CheckReport>(200).Refuses(404);
        group.MapGet("{slug}/versions/{number:int}", Version).WithName("GetVersion").Produces<VersionAnswer>(200).Refuses(404);
        group.MapGet("{slug}/usage", Usage).WithName("GetUsage").Produces<UsageAnswer>(200).Refuses(404);
        group.MapGet("{slug}/versions/{number:int}/metadata", History).WithName("GetMetadataHistory").Produces<List<EditAnswer>>(200).Refuses(404);
    }

    internal static DateTime Now(Hub hub) => hub.Options.Clock.GetUtcNow().UtcDateTime;

    /// <summary>True if a dataset's existence is public: it was released, or it is open.</summary>
    internal static bool IsPublic(Hub hub, Dataset d) => d.Releases.Count > 0 || d.IsOpen(Now(hub));

    /// <summary>A dataset that the request may know of; null if there is none.</summary>
    internal static Dataset? Find(HttpContext http, Hub hub, string slug) =>
        hub.Archive.Dataset(slug) is { } d && (IsPublic(hub, d) || WriteGuard.IsOwner(http) || hub.Publisher.Opened(d, Key(http)) is not null) ? d : null;

    /// <summary>The key of a share link that comes with a request.</summary>
    internal static string? Key(HttpContext http) => http.Request.Query["key"] is [{ Length: > 0 } key, ..] ? key : null;

    /// <summary>All public datasets with what their newest version is; their totals are at /odata/Datasets.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="community">Only those of a community.</param>
    internal static IResult List(Hub hub, string? community = null) => Results.Json(hub.Archive.Datasets().Where(d => IsPublic(hub, d) && (community is null || d.Metadata.Communities.Contains(community)))
        .Select(d => new DatasetLine(d.Slug, d.Name, d.Metadata.Title, DatasetAnswer.StateOf(d), d.Latest?.Number, d.Latest?.ReleasedAt, d.Metadata.Licence, d.Metadata.Access.IsOpen(Now(hub)) ? "open" : d.Metadata.Access.Kind.ToString().ToLowerInvariant(), d.Metadata.Communities, $"/api/datasets/{d.Slug}")).ToList(), ApiJson.Wire.ListDatasetLine);

    /// <summary>A dataset: what it is, its identifiers and versions.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    internal static IResult Get(HttpContext http, Hub hub, string slug)
    {
        if (Find(http, hub, slug) is not { } d) return Missing(slug);
        var answer = DatasetAnswer.Of(d, Now(hub));
        return Results.Json(Anonymous(http, hub, d) ? answer with { Metadata = Blanked(answer.Metadata) } : answer, ApiJson.Wire.DatasetAnswer);
    }

    /// <summary>True if the request comes by an anonymous reviewer's link and not from an owner.</summary>
    internal static bool Anonymous(HttpContext http, Hub hub, Dataset d) => hub.Publisher.Opened(d, Key(http)) is { Anonymous: true };

    /// <summary>The draft of a dataset's next version, with the identifiers that it will have. For who may write, and for holders of a share link (?key=).</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="key">Key of a share link.</param>
    internal static IResult Draft(HttpContext http, Hub hub, string slug, string? key = null)
    {
        if (Drafted(http, hub, slug, key) is not ({ } d, var anonymous)) return Missing(slug, "draft that you may see");
        var draft = d.Draft!;
        var query = hub.Publisher.Records(slug, draft);
        long records = hub.Archive.Count(query, http.RequestAborted);
        string suffix = key is null ? "" : "?key=" + Uri.EscapeDataString(key);
        var files = records == 0 ? new List<FileLine>() : [.. new[] { "parquet", "csv", "jsonl" }.Select(f => hub.Formats.Writer(f)!).Select(w => new FileLine("data/calculations" + w.Extension, $"/files/datasets/{slug}/draft/data/calculations{w.Extension}{suffix}", 0, null, w.MediaType, records, "The records as they would be released; their sizes are known with the release"))];
        files.AddRange(hub.Archive.DraftFileList(slug).Select(f => new FileLine("files/" + f.Path, $"/files/datasets/{slug}/draft/files/{DatasetFileRoutes.Escaped(f.Path)}{suffix}", f.Bytes, null, MediaTypes.Of(f.Path), null, null)));
        return Results.Json(new DraftAnswer(slug, draft.Number, draft.Name, draft.State, draft.Identifiers, d.Identifiers, anonymous ? Blanked(draft.Metadata) : draft.Metadata, records, files)
        { Filter = draft.Filter, Linked = draft.Linked.Count, Anonymous = anonymous, Review = anonymous || draft.Review.Count == 0 ? null : draft.Review }, ApiJson.Wire.DraftAnswer);
    }

    /// <summary>The dataset whose draft the request may see, and whether without its authors; null if it may not or there is none.</summary>
    internal static (Dataset? Dataset, bool Anonymous) Drafted(HttpContext http, Hub hub, string slug, string? key)
    {
        if (hub.Archive.Dataset(slug) is not { Draft: not null } d) return (null, false);
        if (hub.Publisher.Opened(d, key) is { } link) return (d, link.Anonymous);
        return key is null && WriteGuard.IsOwner(http) ? (d, false) : (null, false);
    }

    /// <summary>Metadata without what tells who the authors are.</summary>
    internal static DatasetMetadata Blanked(DatasetMetadata m) => m with
    { Authors = [new Person("Anonymous, for review")], Contact = null, Funding = [], Related = [.. m.Related.Where(r => r.Relation is "Cites" or "References")], Readme = null, Communities = [], Doi = null, Access = m.Access with { Request = null } };

    /// <summary>What must be mended before the draft can be released, what should be, how, and its score out of 100.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="key">Key of a share link.</param>
    internal static IResult Checks(HttpContext http, Hub hub, string slug, string? key = null) => Drafted(http, hub, slug, key) is ({ } d, false)
        ? Results.Json(hub.Publisher.Check(d.Slug, http.RequestAborted), ApiJson.Wire.CheckReport) : Missing(slug, "draft that you may see");

    /// <summary>A released version: what is told of it, its files with sizes and checksums, columns, cost, changes since the version before, errata.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="number">Number of the version.</param>
    internal static IResult Version(HttpContext http, Hub hub, string slug, int number)
    {
        if (Find(http, hub, slug) is not { } d || d.Version(number) is not { } r) return Missing(slug, $"version {number}");
        return Results.Json(VersionAnswer.Of(d, r, hub.Archive.Errata(r), Now(hub)), ApiJson.Wire.VersionAnswer);
    }

    /// <summary>Everything that was ever told of a version, oldest first: what it was released with, and each edit.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="number">Number of the version.</param>
    internal static IResult History(HttpContext http, Hub hub, string slug, int number)
    {
        if (Find(http, hub, slug) is not { } d || d.Version(number) is not { } r) return Missing(slug, $"version {number}");
        return Results.Json(d.Edits.Where(e => e.Version == number).Select(e => new EditAnswer(e.At, e.By, e.Note, e.Metadata)).Prepend(new EditAnswer(r.ReleasedAt, r.ReleasedBy, null, r.Metadata)).ToList(), ApiJson.Wire.ListEditAnswer);
    }

    /// <summary>How a dataset was used: views and downloads by version and month (robots told apart, double clicks counted once), reuses by the ledger, campaigns that rest on it, and its row of the SusML table.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    internal static IResult Usage(HttpContext http, Hub hub, string slug)
    {
        if (Find(http, hub, slug) is not { } d) return Missing(slug);
        long reuses = hub.Archive.ReusesIn(slug);
        var cost = d.Latest is { } latest ? DatasetCost.Of(latest) : null;
        return Results.Json(new UsageAnswer(slug, reuses, reuses > 0 ? cost?.Co2Kg * 1000 / reuses : null, cost?.Co2GramsPerRecord, hub.Archive.CampaignsOn(slug), hub.Usage.Of(slug), d.Latest is { } r ? SusmlRow.Of(r, d.MetadataOf(r)) : null), ApiJson.Wire.UsageAnswer);
    }

    internal static IResult Missing(string slug, string? what = null) => Problems.NotFound(what is null ? $"There is no dataset '{slug}'." : $"The dataset '{slug}' has no {what}.");
}
