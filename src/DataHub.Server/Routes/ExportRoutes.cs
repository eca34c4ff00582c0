// Answers /api/export: every row of a query in a download format, streamed.
using DataHub.Model;
using DataHub.Queries;

namespace DataHub.Server.Routes;

static class ExportRoutes
{
    internal static void MapExports(this WebApplication app) =>
        app.MapGet("/api/export/{format}", Export).WithTags("Export").WithName("Export").Produces(200, contentType: "application/octet-stream").Refuses(400);

    /// <summary>All calculations of a query as a file. $filter, $orderby, $select, $search, $top and $skip are those of /odata/Calculations.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="format">parquet, csv, jsonl, extxyz or qcschema.</param>
    internal static async Task<IResult> Export(HttpContext http, Hub hub, string format)
    {
        if (hub.Formats.Writer(format) is not { } writer)
            return Problems.Answer(404, "Not found", $"There is no download format '{format}'; there are {string.Join(", ", hub.Formats.Writers.Select(w => w.Format))}.");
        var query = ODataReading.Read(QuerySet.Calculations, http.Request.Query.SelectMany(o => o.Value.Select(v => KeyValuePair.Create(o.Key, v ?? "")))).Query;
        IReadOnlyList<Column> columns = query.Select.Count == 0 ? Columns.Wide : [.. query.Select.Select(n => Columns.Find(n)!)];
        // The whole row is fetched where the format has a shape of its own; the selection is the writer's business otherwise.
        var rows = hub.Archive.Rows(query with { Select = writer.NeedsArrays ? [] : query.Select }, writer.NeedsArrays, http.RequestAborted);
        http.Response.ContentType = writer.MediaType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"calculations{writer.Extension}\"";
        await writer.WriteAsync(rows, columns, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }
}
