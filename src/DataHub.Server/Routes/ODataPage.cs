// Answers of the OData routes: streamed from the store's reader to the wire, nothing held in memory.
using System.Text;
using System.Text.Json;
using DataHub.Model;
using DataHub.Queries;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class ODataPage
{
    const int FlushBytes = 64 * 1024;
    static readonly JsonWriterOptions Lean = new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a set answers: a page of rows, or at /$count their number.</summary>
    internal static Task Many(HttpContext http, Archive archive, QuerySet set) =>
        http.Request.Path.Value!.EndsWith("/$count", StringComparison.Ordinal) ? Count(http, archive, set) : Page(http, archive, set);

    /// <summary>A page of rows with count and next link.</summary>
    static async Task Page(HttpContext http, Archive archive, QuerySet set)
    {
        var request = Read(http, set);
        if (!Begin(http, out bool context)) return;
        int rows = request.PageRows;
        bool more = (request.Query.Top ?? int.MaxValue) > rows;
        var cancel = http.RequestAborted;
        long? count = request.Count ? archive.Count(request.Query, cancel) : null;
        using var stream = archive.Find(request.Query with { Top = more ? rows + 1 : rows }, cancel, positions: more);
        var cells = RowJson.Columns(stream, set);

        using var json = new Utf8JsonWriter(http.Response.BodyWriter, Lean);
        json.WriteStartObject();
        if (context) json.WriteString("@odata.context"u8, $"{Root(http)}/$metadata#{set}{(request.Query.Select.Count == 0 ? "" : $"({string.Join(',', request.Query.Select)})")}");
        if (count is { } total) json.WriteNumber("@odata.count"u8, total);
        json.WriteStartArray("value"u8);
        string? token = null, next = null;
        long flushed = 0;
        for (int i = 0; stream.Read(); i++)
        {
            if (i == rows) { next = token; break; }
            if (more && i == rows - 1) token = request.TokenAfter(stream.Position());
            RowJson.Write(json, stream, cells);
            if (json.BytesCommitted + json.BytesPending - flushed < FlushBytes) continue;
            json.Flush();
            flushed = json.BytesCommitted;
            await http.Response.BodyWriter.FlushAsync(cancel);
        }
        json.WriteEndArray();
        if (next is not null) json.WriteString("@odata.nextLink"u8, Next(http, request, next));
        json.WriteEndObject();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(cancel);
    }

    /// <summary>One row, by the values of the set's key in order.</summary>
    internal static async Task One(HttpContext http, Archive archive, QuerySet set, params object[] key)
    {
        var request = Read(http, set);
        if (!Begin(http, out bool context)) return;
        var columns = SetColumns.Key(set);
        Expr? filter = null;
        for (int i = 0; i < key.Length; i++)
        {
            var equal = new Expr.Compare("eq", new Expr.Col(columns[i].Name), new Expr.Const(key[i]));
            filter = filter is null ? equal : new Expr.And(filter, equal);
        }
        using var stream = archive.Find(new Query(set) { Filter = filter, Select = request.Query.Select, Top = 1 }, http.RequestAborted);
        if (!stream.Read())
        {
            http.Response.Clear();
            http.Response.StatusCode = 404;
            return;
        }
        using var json = new Utf8JsonWriter(http.Response.BodyWriter, Lean);
        json.WriteStartObject();
        if (context) json.WriteString("@odata.context"u8, $"{Root(http)}/$metadata#{set}{(request.Query.Select.Count == 0 ? "" : $"({string.Join(',', request.Query.Select)})")}/$entity");
        RowJson.WriteCells(json, stream, RowJson.Columns(stream, set));
        json.WriteEndObject();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>The bare number of rows, as text.</summary>
    static Task Count(HttpContext http, Archive archive, QuerySet set)
    {
        var request = Read(http, set);
        long count = archive.Count(request.Query, http.RequestAborted);
        http.Response.Headers["OData-Version"] = "4.0";
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync(count.ToString(System.Globalization.CultureInfo.InvariantCulture), http.RequestAborted);
    }

    static ODataRequest Read(HttpContext http, QuerySet set)
    {
        var request = ODataReading.Read(set, http.Request.Query.SelectMany(o => o.Value.Select(v => KeyValuePair.Create(o.Key, v ?? ""))));
        foreach (var preference in http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',', ';')))
        {
            var pair = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2 && pair[0].ToLowerInvariant() is "odata.maxpagesize" or "maxpagesize" && int.TryParse(pair[1].Trim('"'), out int size) && size > 0)
            {
                request = request with { PageSize = Math.Min(size, ODataReading.LargestPage) };
                http.Response.Headers["Preference-Applied"] = $"{pair[0]}={request.PageSize}";
            }
        }
        return request;
    }

    /// <summary>Headers of a JSON answer; false (and 406) if the client wants another format. Metadata "none" leaves the context out.</summary>
    static bool Begin(HttpContext http, out bool context)
    {
        string format = http.Request.Query.TryGetValue("$format", out var f) || http.Request.Query.TryGetValue("format", out f) ? f.ToString() : "";
        string wanted = format.Length > 0 ? format : http.Request.Headers.Accept.ToString();
        bool json = wanted.Length == 0 || wanted.Equals("json", StringComparison.OrdinalIgnoreCase) || wanted.Contains("application/json", StringComparison.OrdinalIgnoreCase) || wanted.Contains("*/*") || wanted.Contains("application/*");
        bool none = wanted.Contains("metadata=none", StringComparison.OrdinalIgnoreCase);
        context = !none;
        http.Response.Headers["OData-Version"] = "4.0";
        http.Response.Headers.Vary = "Accept, Prefer";
        if (json) http.Response.ContentType = $"application/json;odata.metadata={(none ? "none" : "minimal")};odata.streaming=true;charset=utf-8";
        if (!json) http.Response.StatusCode = 406;
        return json;
    }

    static string Root(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/odata";

    /// <summary>The same request, continued after the token: $skip is done, $top is what is left.</summary>
    static string Next(HttpContext http, ODataRequest request, string token)
    {
        var link = new StringBuilder($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{http.Request.Path}?");
        foreach (var (key, values) in http.Request.Query)
        {
            string name = key.TrimStart('$').ToLowerInvariant();
            if (name is "skip" or "skiptoken" or "top") continue;
            foreach (var value in values) link.Append(Uri.EscapeDataString(key).Replace("%24", "$")).Append('=').Append(Uri.EscapeDataString(value ?? "")).Append('&');
        }
        if (request.Query.Top is { } top) link.Append("$top=").Append(top - request.PageRows).Append('&');
        return link.Append("$skiptoken=").Append(token).ToString();
    }
}
