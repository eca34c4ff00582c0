// Answers /files/datasets: the files of released versions, and those of drafts for who may see them.
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing;

namespace DataHub.Server.Routes;

static class DatasetFileRoutes
{
    /// <summary>Columns that may tell who the authors are.</summary>
    internal static readonly string[] Telling = ["contributor", "raw_name", "doi", "campaign", "dataset", "processor"];

    internal static void MapDatasetFiles(this WebApplication app)
    {
        app.MapGet("/files/datasets/{slug}/{number:int}/{**path}", Get).WithTags("Files").WithName("GetReleasedFile").Produces(200, contentType: "application/octet-stream").Produces(206, contentType: "application/octet-stream").Refuses(403, 404, 410).Produces(416);
        app.MapMethods("/files/datasets/{slug}/{number:int}/{**path}", ["HEAD"], Get).ExcludeFromDescription();
        app.MapGet("/files/datasets/{slug}/draft/{**path}", Draft).WithTags("Files").WithName("GetDraftFile").Produces(200, contentType: "application/octet-stream").Refuses(404);
    }

    /// <summary>Address of a file of a version.</summary>
    internal static string Url(string slug, int number, string path) => $"/files/datasets/{slug}/{number}/{Escaped(path)}";

    /// <summary>A path with each part escaped for an address.</summary>
    internal static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>A file of a released version, whole or a range of its bytes. It never changes; the ETag is the SHA-256 of its content.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="number">Number of the version.</param>
    /// <param name="path">Path inside the version, as its list of files has it.</param>
    internal static async Task<IResult> Get(HttpContext http, Hub hub, string slug, int number, string path)
    {
        if (hub.Archive.Dataset(slug) is not { } d || d.Version(number) is not { } release || release.Files.FirstOrDefault(f => f.Path == path) is not { } file) return Problems.NotFound($"There is no file '{path}' in version {number} of a dataset '{slug}'.");
        if (d.TombstoneOf(number) is { } t) return Problems.Answer(410, "Gone", $"Version {number} of '{slug}' was taken out of use on {t.At:yyyy-MM-dd}: {t.Reason}{(t.ReplacedBy is null ? "" : $" It is replaced by {t.ReplacedBy}.")}");
        var access = d.MetadataOf(release).Access;
        if (!access.IsOpen(DatasetRoutes.Now(hub)))
        {
            if (hub.Publisher.Opened(d, DatasetRoutes.Key(http)) is not { Anonymous: false } && !WriteGuard.IsOwner(http))
                return Problems.Answer(403, "Not open", $"The files of '{slug}' are {(access.Kind == AccessKind.Embargoed ? $"under embargo until {access.Until:yyyy-MM-dd}" : "restricted")}: {access.Reason}{(access.Request is null ? "" : $" {access.Request}")}");
            http.Response.OnStarting(() => { http.Response.Headers.CacheControl = "private, no-store"; return Task.CompletedTask; });
        }
        Signposts.OfReleasedFile(http, DescriptionRoutes.Portrait(http, hub, d, release), file);
        return await FileAnswer.Send(http, Path.Combine(hub.Archive.VersionFolder(slug, number), path), file.MediaType, file.Sha256);
    }

    /// <summary>A file of a draft: the records as they would be released (data/calculations.parquet, .csv, .jsonl), or one of its other files. For who may write, and for holders of a share link; an anonymous one gets no columns that tell the authors.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="path">Path inside the draft.</param>
    /// <param name="key">Key of a share link.</param>
    internal static async Task<IResult> Draft(HttpContext http, Hub hub, string slug, string path, string? key = null)
    {
        if (DatasetRoutes.Drafted(http, hub, slug, key) is not ({ } d, var anonymous)) return DatasetRoutes.Missing(slug, "draft that you may see");
        http.Response.Headers.CacheControl = "private, no-store";
        if (path.StartsWith("data/calculations.", StringComparison.Ordinal) && hub.Formats.Writers.FirstOrDefault(w => path == "data/calculations" + w.Extension && w.Format is "parquet" or "csv" or "jsonl") is { } writer)
        {
            var query = hub.Publisher.Records(slug, d.Draft!);
            IReadOnlyList<Column> columns = [.. hub.Archive.Told(query, http.RequestAborted).Where(c => !c.IsArray && !(anonymous && Telling.Contains(c.Name)))];
            http.Response.ContentType = writer.MediaType;
            await writer.WriteAsync(hub.Archive.Rows(query, false, http.RequestAborted), columns, http.Response.Body, http.RequestAborted);
            return Results.Empty;
        }
        if (path.StartsWith("files/", StringComparison.Ordinal) && path["files/".Length..] is var name && hub.Archive.DraftFileList(slug).Any(f => f.Path == name))
            return Results.File(Path.Combine(hub.Archive.DraftFolder(slug), name), MediaTypes.Of(name), enableRangeProcessing: true);
        return Problems.NotFound($"The draft of '{slug}' has no file '{path}'.");
    }
}
