// Answers /api/calculations: hand in, get whole, get the raw output.
using System.IO.Compression;
using System.Text.Json;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;

namespace DataHub.Server.Routes;

static class CalculationRoutes
{
    internal static void MapCalculations(this WebApplication app)
    {
        var group = app.MapGroup("/api/calculations").WithTags("Calculations");
        group.MapPost("", Upload).AddEndpointFilter<WriteGuard>().WithName("UploadCalculations")
            .Produces<UploadAnswer>(200).Produces<UploadAnswer>(207).Produces<UploadAnswer>(422).Refuses(400, 413);
        group.MapGet("{id}", Get).WithName("GetCalculation").Produces(200).Refuses(404);
        group.MapGet("{id}/raw", Raw).WithName("GetRawOutput").Produces(200, contentType: "application/octet-stream").Refuses(404);
    }

    /// <summary>Hands results in.</summary>
    /// <remarks>
    /// The body is a file of any readable format (name it by ?name=), an archive (.zip, .tar.gz) of files, or multipart form data with several files.
    /// Files of one job (job.out, job.aux, ...) are read together. Every record gets a receipt: kept, already_kept, or refused with reasons and remedies.
    /// 200: all were taken; 207: some were refused or put aside; 422: all were.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="name">Name of the file, with its extension.</param>
    /// <param name="dataset">Slug of the dataset that the records go to.</param>
    /// <param name="contributor">Who hands them in.</param>
    /// <param name="licence">SPDX identifier of their licence, where they name none.</param>
    internal static async Task<IResult> Upload(HttpContext http, Hub hub, string? name, string? dataset, string? contributor, string? licence)
    {
        if (dataset is not null && !IsSlug(dataset)) return Problems.Answer(400, "Bad request", "dataset: a slug is wanted: lower-case letters, digits and hyphens, at most 100 characters, such as my-dataset.");
        var folder = Directory.CreateTempSubdirectory("datahub-upload-");
        try
        {
            if (await Uploads.Save(http.Request, folder.FullName, name, http.RequestAborted) is { } wrong) return wrong;
            var options = new IntakeOptions { Dataset = dataset, Contributor = contributor, Licence = licence };
            // A client that goes away does not take back what it handed in.
            var receipts = await Task.Run(() => hub.Intake.Take(Bundles.Walk(folder.FullName), options).Select(ReceiptAnswer.Of).ToList());
            int refused = receipts.Count(r => r.Outcome == "refused"), aside = receipts.Count(r => r.Outcome == "quarantined");
            var answer = new UploadAnswer(receipts.Count(r => r.Outcome == "kept"), receipts.Count(r => r.Outcome == "already_kept"), refused, aside, receipts);
            int status = refused + aside == 0 && receipts.Count > 0 ? 200 : refused + aside < receipts.Count ? 207 : 422;
            return Results.Json(answer, ApiJson.Wire.UploadAnswer, statusCode: status);
        }
        finally { folder.Delete(true); }
    }

    /// <summary>One calculation, whole, with its geometry and every list.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Content id.</param>
    /// <param name="format">json (the columns of the data dictionary), qcschema, extxyz, or any other download format.</param>
    internal static async Task<IResult> Get(HttpContext http, Hub hub, string id, string format = "json")
    {
        if (hub.Archive.Get(id) is not { } calculation) return Problems.NotFound($"There is no calculation '{id}'.");
        var row = CalculationRow.From(calculation);
        http.Response.Headers.ETag = $"\"{id}-{format}\"";
        if (format == "json")
        {
            var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes)) RowJson.Write(json, row);
            return Results.Bytes(bytes.ToArray(), "application/json");
        }
        if (hub.Formats.Writer(format) is not { } writer)
            return Problems.Answer(400, "Bad request", $"format: '{format}' is not known; json, {string.Join(", ", hub.Formats.Writers.Select(w => w.Format))} are.");
        var memory = new MemoryStream();
        await writer.WriteAsync(One(row), Columns.All, memory, http.RequestAborted);
        return Results.Bytes(memory.ToArray(), writer.MediaType, id + writer.Extension);
    }

    /// <summary>The raw output as it was handed in, byte by byte; several files come as a zip.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Content id.</param>
    internal static IResult Raw(Hub hub, string id)
    {
        if (hub.Archive.Get(id) is not { } calculation) return Problems.NotFound($"There is no calculation '{id}'.");
        if (calculation.Provenance.RawHash is not { } hash || hub.Archive.OpenRaw(hash) is not { } bundle) return Problems.NotFound($"The calculation '{id}' has no raw output: it is a prediction, or came without one.");
        string name = Path.GetFileName(bundle.Name.TrimEnd('/'));
        if (bundle.Files.Count == 1) return Results.Stream(bundle.Files[0].Open(), "application/octet-stream", Path.GetFileName(bundle.Files[0].Name), entityTag: new($"\"{hash}\""));
        return Results.Stream(async to =>
        {
            // A zip writes synchronously at its end, which the wire does not take: it goes through memory.
            var memory = new MemoryStream();
            using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, true))
                foreach (var file in bundle.Files)
                {
                    using var entry = zip.CreateEntry(file.Name, CompressionLevel.Fastest).Open();
                    using var from = file.Open();
                    from.CopyTo(entry);
                }
            memory.Position = 0;
            await memory.CopyToAsync(to);
        }, "application/zip", name + ".zip");
    }

    static async IAsyncEnumerable<CalculationRow> One(CalculationRow row)
    {
        yield return row;
        await Task.CompletedTask;
    }

    static bool IsSlug(string s) => s.Length is > 0 and <= 100 && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.') && char.IsAsciiLetterOrDigit(s[0]);
}
