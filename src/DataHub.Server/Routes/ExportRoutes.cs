// Answers /api/export, every row of a query streamed in a download format, and /api/exports, which makes a file of it that can be resumed.
using DataHub.Exports;
using DataHub.Formats;
using DataHub.Formats.Writers;
using DataHub.Model;
using DataHub.Queries;

namespace DataHub.Server.Routes;

/// <summary>An order of an export (settable, because generated readers pass over defaults of what can only be initialised).</summary>
public sealed record ExportRequest
{
    /// <summary>OData options of /odata/Calculations as in an address, such as "$filter=level eq 'GFN2-xTB'&amp;$select=smiles,gap_ev"; percent-encoding is not needed.</summary>
    public string Options { get; set; } = "";
    /// <summary>parquet, npz, ase, sdf, extxyz, csv, jsonl or qcschema; those of text also with .gz or .zst behind.</summary>
    public string Format { get; set; } = "parquet";
}

/// <summary>An export that is being made, or is made.</summary>
/// <param name="Id">Its id: the same order of the same archive has the same.</param>
/// <param name="State">waiting, making, made or failed.</param>
/// <param name="Rows">Rows written so far.</param>
/// <param name="Of">Rows in all; 0 while they are counted.</param>
/// <param name="Bytes">Bytes written so far; the size of the file once it is made.</param>
public sealed record ExportAnswer(string Id, string State, long Rows, long Of, long Bytes)
{
    /// <summary>Why it failed.</summary>
    public string? Why { get; init; }
    /// <summary>Address of the file: served in ranges, with its SHA-256 as entity tag. It never changes.</summary>
    public string? Url { get; init; }
    /// <summary>SHA-256 of the file, hex.</summary>
    public string? Sha256 { get; init; }
    /// <summary>All that is to know of it, the units of its columns included.</summary>
    public ExportManifest? Manifest { get; init; }

    internal static ExportAnswer From(ExportState s) => new(s.Id, s.State, s.Rows, s.Of, s.Bytes)
    {
        Why = s.Why, Manifest = s.Manifest, Sha256 = s.Manifest?.Sha256, Url = s.Manifest is { } m ? $"/files/exports/{m.Id}/{m.File}" : null,
    };
}

static class ExportRoutes
{
    const int LongestWait = 60;

    internal static void MapExports(this WebApplication app)
    {
        app.MapGet("/api/export/{format}", Export).WithTags("Export").WithName("Export").Produces(200, contentType: "application/octet-stream").Refuses(400, 404);
        app.MapMethods("/api/export/{format}", ["HEAD"], Export).ExcludeFromDescription();
        app.MapPost("/api/exports", Order).WithTags("Export").WithName("OrderExport").Accepts<ExportRequest>("application/json").Produces<ExportAnswer>(200).Produces<ExportAnswer>(202).Refuses(400);
        app.MapGet("/api/exports/{id}", Get).WithTags("Export").WithName("GetExport").Produces<ExportAnswer>(200).Refuses(404);
        app.MapGet("/files/exports/{id}/{name}", File).WithTags("Files").WithName("GetExportFile").Produces(200, contentType: "application/octet-stream").Produces(206, contentType: "application/octet-stream").Refuses(404).Produces(416);
        app.MapMethods("/files/exports/{id}/{name}", ["HEAD"], File).ExcludeFromDescription();
    }

    /// <summary>All calculations of a query as a file. $filter, $orderby, $select, $search, $top and $skip are those of /odata/Calculations.</summary>
    /// <remarks>Text is compressed on the way (Content-Encoding) for clients that accept zstd or gzip; with .gz or .zst behind the format the file itself is compressed.
    /// The answer has no length and cannot be resumed: POST /api/exports makes a file that can.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="format">parquet, npz, ase, sdf, extxyz, csv, jsonl or qcschema; those of text also with .gz or .zst behind.</param>
    internal static async Task<IResult> Export(HttpContext http, Hub hub, string format)
    {
        if (hub.Formats.Writer(format) is not { } writer)
            return Problems.Answer(404, "Not found", $"There is no download format '{format}'; there are {string.Join(", ", hub.Formats.Writers.Select(w => w.Format))}, those of text also with .gz or .zst behind.");
        var query = ODataReading.Read(QuerySet.Calculations, http.Request.Query.SelectMany(o => o.Value.Select(v => KeyValuePair.Create(o.Key, v ?? "")))).Query;
        var shape = DownloadShape.Of(writer, query.Select);
        http.Response.ContentType = writer.MediaType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"calculations{writer.Extension}\"";
        var encoding = Encoding(http, writer);
        if (encoding is not null) http.Response.Headers.ContentEncoding = encoding;
        if (HttpMethods.IsHead(http.Request.Method)) return Results.Empty;
        var rows = hub.Archive.Rows(query with { Select = [] }, shape.Fetched, http.RequestAborted);
        if (encoding is null) await writer.WriteAsync(rows, shape.Written, http.Response.Body, http.RequestAborted);
        else
            await using (var packed = Compression.Over(http.Response.Body, encoding == "zstd" ? "zst" : "gz")) await writer.WriteAsync(rows, shape.Written, packed, http.RequestAborted);
        return Results.Empty;
    }

    /// <summary>The content coding of an answer: zstd or gzip if the client accepts it at least as gladly as none (RFC 9110, 12.5.3) and the format is not compressed already.</summary>
    static string? Encoding(HttpContext http, IWriter writer)
    {
        if (!Compression.Helps(writer) || Compression.Split(writer.Extension).Kind is not null) return null;
        http.Response.Headers.Append("Vary", "Accept-Encoding");
        var accepted = http.Request.GetTypedHeaders().AcceptEncoding;
        double Quality(string coding) => accepted.FirstOrDefault(a => a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) is { } own ? own.Quality ?? 1 : accepted.FirstOrDefault(a => a.Value == "*") is { } any ? any.Quality ?? 1 : 0;
        double plain = accepted.FirstOrDefault(a => a.Value.Equals("identity", StringComparison.OrdinalIgnoreCase)) is { } identity ? identity.Quality ?? 1 : 0;
        return ((string[])["zstd", "gzip"]).Where(c => Quality(c) > 0 && Quality(c) >= plain).OrderByDescending(Quality).FirstOrDefault();
    }

    /// <summary>Makes a file of a query that can be downloaded in ranges, resumed and checked; or finds it made.</summary>
    /// <remarks>The file shows the archive as it was when it was ordered, and its address belongs to that version alone. Files that nobody asks for go when room is needed; order them again.
    /// 'Prefer: wait=SECONDS' (60 at most) answers when it is made.</remarks>
    /// <param name="http">The request; its body is the order.</param>
    /// <param name="hub">The hub.</param>
    internal static async Task<IResult> Order(HttpContext http, Hub hub)
    {
        var asked = await System.Text.Json.JsonSerializer.DeserializeAsync(http.Request.Body, ApiJson.Wire.ExportRequest, http.RequestAborted) ?? new();
        var state = hub.Exports.Order(new ExportOrder(asked.Options, asked.Format));
        return Answer(http, await Waited(http, hub, state));
    }

    /// <summary>An export as it stands: rows and bytes so far, then its address, size and SHA-256.</summary>
    /// <param name="http">The request; 'Prefer: wait=SECONDS' (60 at most) answers when it is made.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Its id.</param>
    internal static async Task<IResult> Get(HttpContext http, Hub hub, string id) =>
        hub.Exports.Find(id) is { } state ? Results.Json(ExportAnswer.From(await Waited(http, hub, state)), ApiJson.Wire.ExportAnswer) : Problems.NotFound($"There is no export '{id}' (any more); order it again.");

    static async Task<ExportState> Waited(HttpContext http, Hub hub, ExportState state)
    {
        var wait = http.Request.Headers["Prefer"].SelectMany(p => p!.Split(',')).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("wait=", StringComparison.OrdinalIgnoreCase));
        if (wait is null || !int.TryParse(wait["wait=".Length..], System.Globalization.NumberStyles.None, null, out int seconds)) return state;
        http.Response.Headers["Preference-Applied"] = wait;
        return await hub.Exports.Wait(state.Id, TimeSpan.FromSeconds(Math.Min(seconds, LongestWait)), http.RequestAborted) ?? state;
    }

    static IResult Answer(HttpContext http, ExportState state)
    {
        http.Response.Headers.Location = "/api/exports/" + state.Id;
        return Results.Json(ExportAnswer.From(state), ApiJson.Wire.ExportAnswer, statusCode: state.State is "made" or "failed" ? 200 : 202);
    }

    /// <summary>The file of an export, whole or in ranges of its bytes. It never changes; the ETag is the SHA-256 of the content. SHA256SUMS beside it is for sha256sum -c.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the export.</param>
    /// <param name="name">Name of the file, SHA256SUMS, or manifest.json.</param>
    internal static async Task<IResult> File(HttpContext http, Hub hub, string id, string name)
    {
        if (hub.Exports.File(id) is not { } made)
        {
            if (hub.Exports.Find(id) is not { } state) return Problems.NotFound($"There is no export '{id}' (any more); order it again.");
            if (state.State != "failed") http.Response.Headers.RetryAfter = "2";
            return Problems.Answer(state.State == "failed" ? 404 : 503, state.State == "failed" ? "Not found" : "Not ready", state.Why ?? $"The export is being made: {state.Rows} of {state.Of} rows.");
        }
        var m = made.Manifest;
        if (name == m.File) return await FileAnswer.Send(http, made.Path, hub.Formats.WriterOf(m.File)?.MediaType ?? "application/octet-stream", m.Sha256, m.File);
        if (name == "SHA256SUMS") return Results.Text($"{m.Sha256}  {m.File}\n");
        return name == "manifest.json" ? Results.Json(m, ApiJson.Wire.ExportManifest) : Problems.NotFound($"There is no file '{name}' in an export '{id}'; there are {m.File}, SHA256SUMS and manifest.json.");
    }
}
