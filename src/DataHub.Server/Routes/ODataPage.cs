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
    /// <param name="http">The request.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="set">The set.</param>
    /// <param name="among">Finds the InChIKeys to which the rows are narrowed, if they are.</param>
    /// <param name="where">Makes a condition that the rows have to fulfil besides the filter, if there is one.</param>
    internal static Task Many(HttpContext http, Archive archive, QuerySet set, Func<IReadOnlyCollection<string>>? among = null, Func<Expr>? where = null) =>
        http.Request.Path.Value!.EndsWith("/$count", StringComparison.Ordinal) ? Count(http, archive, set) : Page(http, archive, set, among, where);

    /// <summary>A page of rows with count and next link.</summary>
    static async Task Page(HttpContext http, Archive archive, QuerySet set, Func<IReadOnlyCollection<string>>? among, Func<Expr>? where)
    {
        var request = Read(http, set);
        if (!Begin(http, archive, out bool context)) return;
        int rows = request.PageRows;
        // A long page that must hold everything there is needs no order by which another could follow it: it streams as the rows lie.
        bool whole = rows > ODataReading.LargestHeldPage && set == QuerySet.Calculations && request.Query is { OrderBy.Count: 0, Apply.Count: 0, Skip: 0, After: null } && archive.MostRecords <= rows;
        bool more = (request.Query.Top ?? int.MaxValue) > rows && !whole;
        bool tracked = request.Since is not null || Prefers(http, "odata.track-changes") || Prefers(http, "track-changes");
        if (tracked && set != QuerySet.Calculations) throw new QueryException("changes are told of Calculations only", null, "/odata/Calculations with Prefer: odata.track-changes");
        var cancel = http.RequestAborted;
        var query = request.Query with { Among = among?.Invoke() };
        // Before everything else: a pipeline sees the narrowed rows too.
        if (where?.Invoke() is { } condition) query = query with { Apply = [new Step.Where(condition), .. query.Apply] };
        bool present = query.AsOf is null;
        if (more || tracked) query = query with { AsOf = query.AsOf ?? archive.Latest };
        if (request.Since is { } since) query = query with { Filter = Both(query.Filter, new Expr.Compare("gt", new Expr.Col(Columns.IngestedAt.Name), new Expr.Const(since))) };
        request = request with { Query = request.Query with { AsOf = query.AsOf } };
        long? count = request.Count ? archive.Count(query, cancel) : null;
        var select = query.Select.Count == 0 || request.Expand.Count == 0 ? query.Select : [.. query.Select.Concat(LinkedRows.Needed(request.Expand)).Distinct()];
        using var stream = Rows(archive, query with { Top = whole ? null : more ? rows + 1 : rows, Select = select, AnyOrder = whole }, present && !whole, more, cancel);
        if (whole && archive.MostRecords > rows)
        {
            // So much came in meanwhile that it may not have been everything.
            await Page(http, archive, set, among, where);
            return;
        }
        var cells = RowJson.Columns(stream);
        if (select.Count != query.Select.Count) cells = [.. cells.Where(c => query.Select.Contains(c.Name.ToString()))];
        if (tracked) http.Response.Headers["Preference-Applied"] = "odata.track-changes";

        using var json = new Utf8JsonWriter(http.Response.BodyWriter, Lean);
        json.WriteStartObject();
        if (context) json.WriteString("@odata.context"u8, $"{Root(http)}/$metadata#{set}{Shown(request, stream)}{(request.Since is null ? "" : "/$delta")}");
        if (count is { } total) json.WriteNumber("@odata.count"u8, total);
        json.WriteStartArray("value"u8);
        string? next;
        if (request.Expand.Count > 0)
        {
            (var page, next) = Held(request, stream, rows, more);
            var linked = request.Expand.Select(e => new LinkedRows(archive, e, stream.Shape, page, query.AsOf, cancel)).ToList();
            foreach (var row in page)
            {
                json.WriteStartObject();
                RowJson.WriteCells(json, row, cells);
                foreach (var link in linked) link.Write(json, row, Root(http));
                json.WriteEndObject();
                if (json.BytesPending > FlushBytes) { json.Flush(); await http.Response.BodyWriter.FlushAsync(cancel); }
            }
        }
        else next = await Stream(http, json, request, stream, cells, rows, more);
        json.WriteEndArray();
        if (next is not null) json.WriteString("@odata.nextLink"u8, Link(http, request, "$skiptoken=" + next));
        else if (tracked) json.WriteString("@odata.deltaLink"u8, Link(http, request with { Query = request.Query with { Top = null } }, "$deltatoken=" + PageToken.WriteTime(query.AsOf!.Value)));
        json.WriteEndObject();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(cancel);
    }

    /// <summary>The present archive is its own snapshot, and need not be cut at a time: only where something came in between the asking for the time and the opening is it.</summary>
    static RowStream Rows(Archive archive, Query query, bool present, bool positions, CancellationToken cancel)
    {
        if (present && query.AsOf is { } time)
        {
            var stream = archive.Find(query with { AsOf = null }, cancel, positions);
            if (archive.Latest == time) return stream;
            stream.Dispose();
        }
        return archive.Find(query, cancel, positions);
    }

    /// <summary>Writes rows as they come; gives the token of the next page, null on the last.</summary>
    static async Task<string?> Stream(HttpContext http, Utf8JsonWriter json, ODataRequest request, RowStream stream, RowJson.Cell[] cells, int rows, bool more)
    {
        string? token = null;
        long flushed = 0;
        for (int i = 0; stream.Read(); i++)
        {
            if (i == rows) return token;
            if (more && i == rows - 1) token = request.TokenAfter(stream.Position());
            json.WriteStartObject();
            RowJson.WriteCells(json, stream, cells);
            json.WriteEndObject();
            if (json.BytesCommitted + json.BytesPending - flushed < FlushBytes) continue;
            json.Flush();
            flushed = json.BytesCommitted;
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            http.Features.Get<Deadline.Clock>()?.Renew();
        }
        return null;
    }

    /// <summary>The rows of a page, held so that their links can be followed together; and the token of the next page.</summary>
    static (List<object?[]> Page, string? Next) Held(ODataRequest request, RowStream stream, int rows, bool more)
    {
        var page = new List<object?[]>();
        string? token = null;
        while (stream.Read())
        {
            if (page.Count == rows) return (page, token);
            var row = new object?[stream.Columns];
            for (int i = 0; i < row.Length; i++) row[i] = stream[i];
            page.Add(row);
            if (more && page.Count == rows) token = request.TokenAfter(stream.Position());
        }
        return (page, null);
    }

    /// <summary>One row, by the values of the set's key in order.</summary>
    internal static async Task One(HttpContext http, Archive archive, QuerySet set, params object[] key)
    {
        var request = Read(http, set);
        if (!Begin(http, archive, out bool context)) return;
        var columns = SetColumns.Key(set);
        Expr? filter = null;
        for (int i = 0; i < key.Length; i++) filter = Both(filter, new Expr.Compare("eq", new Expr.Col(columns[i].Name), new Expr.Const(key[i])));
        var select = request.Query.Select.Count == 0 || request.Expand.Count == 0 ? request.Query.Select : [.. request.Query.Select.Concat(LinkedRows.Needed(request.Expand)).Distinct()];
        using var stream = archive.Find(new Query(set) { Filter = filter, Select = select, Compute = request.Query.Compute, Top = 1 }, http.RequestAborted);
        if (!stream.Read())
        {
            http.Response.Clear();
            http.Response.StatusCode = 404;
            return;
        }
        var cells = RowJson.Columns(stream);
        if (select.Count != request.Query.Select.Count) cells = [.. cells.Where(c => request.Query.Select.Contains(c.Name.ToString()))];
        var row = new object?[stream.Columns];
        for (int i = 0; i < row.Length; i++) row[i] = stream[i];
        using var json = new Utf8JsonWriter(http.Response.BodyWriter, Lean);
        json.WriteStartObject();
        if (context) json.WriteString("@odata.context"u8, $"{Root(http)}/$metadata#{set}{Shown(request, stream)}/$entity");
        RowJson.WriteCells(json, row, cells);
        foreach (var e in request.Expand) new LinkedRows(archive, e, stream.Shape, [row], null, http.RequestAborted).Write(json, row, Root(http));
        json.WriteEndObject();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    static Expr Both(Expr? one, Expr other) => one is null ? other : new Expr.And(one, other);

    /// <summary>What the context says of the rows: the selected and computed columns, and the links that are followed.</summary>
    static string Shown(ODataRequest request, RowStream stream)
    {
        bool grouped = request.Query.Apply.Any(a => a is Step.GroupBy);
        var names = grouped ? stream.Shape.Select(c => Bracketed(c.Name)) : request.Query.Select.Count > 0 ? request.Query.Select : request.Query.Compute.Count > 0 ? ["*", .. request.Query.Compute.Select(c => c.Name)] : [];
        var all = names.Concat(request.Expand.Select(e => e.Link.Name + "()")).ToList();
        return all.Count == 0 ? "" : $"({string.Join(',', all)})";
    }

    static string Bracketed(string path) => path.IndexOf('/') is > 0 and var at ? $"{path[..at]}({path[(at + 1)..]})" : path;

    /// <summary>The bare number of rows, as text.</summary>
    static Task Count(HttpContext http, Archive archive, QuerySet set)
    {
        var request = Read(http, set);
        if (Unchanged(http, archive)) return Task.CompletedTask;
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
                request = request with { PageSize = Math.Min(size, request.Expand.Count > 0 ? ODataReading.LargestHeldPage : ODataReading.LargestPage) };
                http.Response.Headers["Preference-Applied"] = $"{pair[0]}={request.PageSize}";
            }
        }
        return request;
    }

    static bool Prefers(HttpContext http, string name) => http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',', ';')).Any(p => p.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Sets the entity tag of the archive as it is, and says if the client has an answer of this archive already (304 is then set).</summary>
    static bool Unchanged(HttpContext http, Archive archive)
    {
        string tag = $"W/\"{archive.Version}\"";
        http.Response.Headers.ETag = tag;
        if (!http.Request.Headers.IfNoneMatch.ToString().Split(',').Any(t => t.Trim() == tag)) return false;
        http.Response.StatusCode = 304;
        return true;
    }

    /// <summary>Headers of a JSON answer; false (and 406) if the client wants another format. Metadata "none" leaves the context out.</summary>
    static bool Begin(HttpContext http, Archive archive, out bool context)
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
        return json && !Unchanged(http, archive);
    }

    static string Root(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/odata";

    /// <summary>The same request, continued after the token: $skip is done, $top is what is left.</summary>
    static string Link(HttpContext http, ODataRequest request, string token)
    {
        var link = new StringBuilder($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{http.Request.Path}?");
        bool delta = token.StartsWith("$deltatoken", StringComparison.Ordinal);
        foreach (var (key, values) in http.Request.Query)
        {
            string name = key.TrimStart('$').ToLowerInvariant();
            if (name is "skip" or "skiptoken" or "top" || delta && name is "deltatoken" or "count") continue;
            foreach (var value in values) link.Append(Uri.EscapeDataString(key).Replace("%24", "$")).Append('=').Append(Uri.EscapeDataString(value ?? "")).Append('&');
        }
        if (request.Query.Top is { } top) link.Append("$top=").Append(top - request.PageRows).Append('&');
        return link.Append(token).ToString();
    }
}
