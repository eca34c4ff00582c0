// Answers what changes datasets: metadata, files, records, review, release, new versions, withdrawals, share links.
using System.Text;
using DataHub.Publishing;
using DataHub.Publishing.Metadata;

namespace DataHub.Server.Routes;

static class DatasetWriteRoutes
{
    const int LargestText = 8 << 20;

    internal static void MapDatasetWrites(this WebApplication app)
    {
        var group = app.MapGroup("/api/datasets").WithTags("Datasets").AddEndpointFilter<WriteGuard>();
        group.MapPut("{slug}", Describe).WithName("DescribeDataset").Produces<DatasetAnswer>(200).Produces<DatasetAnswer>(201).Refuses(409, 422);
        group.MapPost("{slug}/draft/records", Link).WithName("LinkRecords").Accepts<DatasetStep>("application/json").Produces<LinkedAnswer>(200).Refuses(404, 409, 422);
        group.MapPut("{slug}/draft/files/{**path}", PutFile).WithName("PutDraftFile").Produces(204).Refuses(404, 409, 422);
        group.MapDelete("{slug}/draft/files/{**path}", DropFile).WithName("DropDraftFile").Produces(204).Refuses(404, 409);
        void Step(string address, string name, Func<Hub, string, DatasetStep, string, Model.Datasets.Dataset> step, string summary) =>
            group.MapPost(address, async (HttpContext http, Hub hub, string slug) =>
            {
                var asked = await Asked(http);
                return Results.Json(DatasetAnswer.Of(step(hub, slug, asked, By(asked)), DatasetRoutes.Now(hub)), ApiJson.Wire.DatasetAnswer);
            }).WithName(name).WithSummary(summary).Accepts<DatasetStep>("application/json").Produces<DatasetAnswer>(200).Refuses(404, 409);
        Step("{slug}/draft:submit", "SubmitDraft", (hub, slug, _, by) => hub.Publisher.Submit(slug, by), "Hands the draft to a curator.");
        Step("{slug}/draft:approve", "ApproveDraft", (hub, slug, asked, by) => hub.Publisher.Approve(slug, by, asked.Note), "A curator approves the draft as it is.");
        Step("{slug}/draft:return", "ReturnDraft", (hub, slug, asked, by) => hub.Publisher.Return(slug, by, asked.Note ?? ""), "A curator wants something mended, and says what.");
        Step("{slug}/draft:drop", "DropDraft", (hub, slug, _, by) => hub.Publisher.Drop(slug, by), "Drops the draft with its files.");
        Step("{slug}:new-version", "BeginVersion", (hub, slug, _, by) => hub.Publisher.NewVersion(slug, by), "Begins the next version with the metadata and files of the last.");
        Step("{slug}:withdraw", "WithdrawVersion", (hub, slug, asked, by) => string.IsNullOrWhiteSpace(asked.Note) ? throw new PublishingException(Refusal.Invalid, "note: the reason is missing; it is what people read in place of the data.")
            : hub.Publisher.Withdraw(slug, asked.Version, asked.Note, by, asked.ReplacedBy), "Takes a version or the whole dataset out of use; its page and identifiers stay and say why.");
        group.MapPost("{slug}/draft:release", Release).WithName("ReleaseDraft").Accepts<DatasetStep>("application/json").Produces<VersionAnswer>(201).Refuses(404, 409);
        group.MapPut("{slug}/versions/{number:int}/metadata", Edit).WithName("EditMetadata").Produces<VersionAnswer>(200).Refuses(404, 409, 422);
        group.MapGet("{slug}/links", Links).WithName("ListShareLinks").Produces<List<ShareAnswer>>(200).Refuses(404);
        group.MapPost("{slug}/links", Share).WithName("MakeShareLink").Accepts<ShareRequest>("application/json").Produces<ShareAnswer>(201).Refuses(404);
        group.MapDelete("{slug}/links/{id}", Revoke).WithName("RevokeShareLink").Produces(204).Refuses(404);
    }

    static string By(DatasetStep asked) => string.IsNullOrWhiteSpace(asked.By) ? "server" : asked.By.Trim();

    static async Task<DatasetStep> Asked(HttpContext http)
    {
        var text = await Body(http);
        return text.Length == 0 ? new() : System.Text.Json.JsonSerializer.Deserialize(text, ApiJson.Wire.DatasetStep) ?? new();
    }

    static async Task<string> Body(HttpContext http)
    {
        if (http.Request.ContentLength > LargestText) throw new BadHttpRequestException($"A text has at most {LargestText >> 20} MiB.", 413);
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        return (await reader.ReadToEndAsync(http.RequestAborted)).Trim();
    }

    static Described Read(string text, string name)
    {
        var (described, faults) = MetadataReading.Read(name, text);
        return described ?? throw new PublishingException(Refusal.Invalid, string.Join(" ", faults.Take(5)), faults);
    }

    /// <summary>Says what a dataset is: begins it with a draft, or changes its draft. The body is a metadata file, YAML or JSON (schemas/dataset.schema.json).</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name: lower-case letters, digits, '-', '_' and '.'.</param>
    /// <param name="by">Who.</param>
    internal static async Task<IResult> Describe(HttpContext http, Hub hub, string slug, string by = "server")
    {
        var described = Read(await Body(http), "body");
        if (described.Slug is { } other && other != slug) return Problems.Answer(422, "Bad metadata", $"slug: the text says '{other}', the address '{slug}'.");
        bool there = hub.Archive.Dataset(slug) is not null;
        var d = hub.Publisher.Describe(slug, described, by);
        http.Response.Headers.Location = $"/api/datasets/{slug}";
        return Results.Json(DatasetAnswer.Of(d, DatasetRoutes.Now(hub)), ApiJson.Wire.DatasetAnswer, statusCode: there ? 200 : 201);
    }

    /// <summary>Links records that are in the archive under another dataset or none to the draft.</summary>
    /// <param name="http">The request; its body names the records in ids.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    internal static async Task<IResult> Link(HttpContext http, Hub hub, string slug)
    {
        var asked = await Asked(http);
        if (asked.Ids is not { Count: > 0 } || asked.Ids.Any(string.IsNullOrEmpty)) return Problems.Answer(422, "Bad metadata", "ids: ids of records are wanted.");
        return Results.Json(new LinkedAnswer(hub.Publisher.LinkRecords(slug, asked.Ids, By(asked))), ApiJson.Wire.LinkedAnswer);
    }

    /// <summary>Keeps a file of the draft that is no record, under a path with folders; one that was there is replaced.</summary>
    /// <param name="http">The request; its body is the file.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="by">Who.</param>
    internal static async Task<IResult> PutFile(HttpContext http, Hub hub, string slug, string path, string by = "server")
    {
        // The shelf writes synchronously; the body comes first into a file of its own.
        var aside = Path.Combine(Path.GetTempPath(), "datahub-file-" + Guid.NewGuid().ToString("n"));
        try
        {
            await using (var to = File.Create(aside)) await http.Request.Body.CopyToAsync(to, 256 * 1024, http.RequestAborted);
            await Task.Run(() => hub.Publisher.PutFile(slug, path, to => { using var from = File.OpenRead(aside); from.CopyTo(to); }, by));
            return Results.NoContent();
        }
        finally { File.Delete(aside); }
    }

    /// <summary>Removes a file of the draft.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="by">Who.</param>
    internal static IResult DropFile(Hub hub, string slug, string path, string by = "server")
    {
        hub.Publisher.DropFile(slug, path, by);
        return Results.NoContent();
    }

    /// <summary>Releases the draft: its tables and files are frozen under a version number with their checksums. A client that goes away does not stop it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    internal static async Task<IResult> Release(HttpContext http, Hub hub, string slug)
    {
        var asked = await Asked(http);
        var release = await Task.Run(() => hub.Publisher.Release(slug, By(asked), null, CancellationToken.None));
        http.Response.Headers.Location = $"/api/datasets/{slug}/versions/{release.Number}";
        return Results.Json(VersionAnswer.Of(hub.Publisher.Get(slug), release, [], DatasetRoutes.Now(hub)), ApiJson.Wire.VersionAnswer, statusCode: 201);
    }

    /// <summary>Says anew what a released version is; files and records stay as they are, and every earlier wording is kept.</summary>
    /// <param name="http">The request; its body is a metadata file, YAML or JSON.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="number">Number of the version.</param>
    /// <param name="by">Who.</param>
    /// <param name="note">Why.</param>
    internal static async Task<IResult> Edit(HttpContext http, Hub hub, string slug, int number, string by = "server", string? note = null)
    {
        var d = hub.Publisher.Edit(slug, number, Read(await Body(http), "body").Metadata, by, note);
        var r = d.Version(number)!;
        return Results.Json(VersionAnswer.Of(d, r, hub.Archive.Errata(r), DatasetRoutes.Now(hub)), ApiJson.Wire.VersionAnswer);
    }

    /// <summary>The share links of a dataset, without their keys.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    internal static IResult Links(Hub hub, string slug) => Results.Json(hub.Publisher.Get(slug).Links.Select(l => new ShareAnswer(l.Id, l.Anonymous, l.CreatedAt, l.CreatedBy, l.Expires, l.Note, null, null)).ToList(), ApiJson.Wire.ListShareAnswer);

    /// <summary>Makes a link by which its holder sees the draft, or what is closed; for a reviewer without what tells the authors. The key is told only here.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    internal static async Task<IResult> Share(HttpContext http, Hub hub, string slug)
    {
        var text = await Body(http);
        var asked = text.Length == 0 ? new() : System.Text.Json.JsonSerializer.Deserialize(text, ApiJson.Wire.ShareRequest) ?? new();
        var (link, key) = hub.Publisher.Share(slug, asked.Anonymous, asked.Expires?.ToUniversalTime(), asked.By ?? "server", asked.Note);
        return Results.Json(new ShareAnswer(link.Id, link.Anonymous, link.CreatedAt, link.CreatedBy, link.Expires, link.Note, key, $"/datasets/{slug}/draft?key={key}"), ApiJson.Wire.ShareAnswer, statusCode: 201);
    }

    /// <summary>Ends a share link.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="id">Id of the link.</param>
    /// <param name="by">Who.</param>
    internal static IResult Revoke(Hub hub, string slug, string id, string by = "server")
    {
        hub.Publisher.Revoke(slug, id, by);
        return Results.NoContent();
    }
}
