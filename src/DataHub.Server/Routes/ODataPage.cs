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
    /// <param name="references">The ids of the rows are wanted only.</param>
    internal static Task Many(HttpContext http, Archive archive, QuerySet set, Func<IReadOnlyCollection<string>>? among = null, Func<Expr>? where = null, bool references = false) =>
        http.Request.Path.Value!.EndsWith("/$count", StringComparison.Ordinal) ? Count(http, archive, set, among, where) : Page(http, archive, set, among, where, references);

    /// <summary>A page of rows with count and next link.</summary>
    static async Task Page(HttpContext http, Archive archive, QuerySet set, Func<IReadOnlyCollection<string>>? among, Func<Expr>? where, bool references)
    {
        var request = Read(http, set);
        if (Begin(http, archive) is not { } format) return;
        var form = new RowForm(format, Root(http));
        bool grouped = request.Query.Apply.Any(a => a is Step.GroupBy), plain = form.IsPlain && !references, keyed = !plain && !grouped;
        if (references && grouped) throw new QueryException("$apply: rows that it has grouped have no ids", null, "a path without /$ref");
        int rows = request.PageRows;
        // A long page that must hold everything there is needs no order by which another could follow it: it streams as the rows lie.
        bool whole = plain && rows > ODataReading.LargestHeldPage && set == QuerySet.Calculations && request.Query is { OrderBy.Count: 0, Apply.Count: 0, Skip: 0, After: null } && archive.MostRecords <= rows;
        bool more = (request.Query.Top ?? int.MaxValue) > rows && !whole;
        // A preference that a set cannot follow is left aside; a delta link is its own.
        if (request.Since is not null && set != QuerySet.Calculations) throw new QueryException("$deltatoken: changes are told of Calculations only", null, "/odata/Calculations with Prefer: odata.track-changes");
        bool tracked = request.Since is not null || set == QuerySet.Calculations && !references && !grouped && (Prefers(http, "odata.track-changes") || Prefers(http, "track-changes"));
        var cancel = http.RequestAborted;
        var query = Narrowed(request.Query, among, where);
        bool present = query.AsOf is null;
        if (more || tracked) query = query with { AsOf = query.AsOf ?? archive.Latest };
        if (request.Since is { } since) query = query with { Filter = Both(query.Filter, new Expr.Compare("gt", new Expr.Col(Columns.IngestedAt.Name), new Expr.Const(since))) };
        request = request with { Query = request.Query with { AsOf = query.AsOf } };
        long? count = request.Count ? archive.Count(query, cancel) : null;
        var select = references ? KeyNames(set) : Selected(query, request.Expand, set, keyed);
        using var stream = Rows(archive, query with { Top = whole ? null : more ? rows + 1 : rows, Select = select, AnyOrder = whole }, present && !whole, more, cancel);
        if (whole && archive.MostRecords > rows)
        {
            // So much came in meanwhile that it may not have been everything.
            await Page(http, archive, set, among, where, references);
            return;
        }
        var cells = RowJson.Columns(stream);
        if (select.Count != query.Select.Count) cells = [.. cells.Where(c => query.Select.Contains(c.Name.ToString()))];
        if (tracked) Applied(http, "odata.track-changes");

        using var json = new Utf8JsonWriter(http.Response.BodyWriter, Lean);
        json.WriteStartObject();
        if (format.Control != ControlInformation.None) json.WriteString("@odata.context"u8, $"{form.Root}/$metadata#{(references ? "Collection($ref)" : $"{set}{Shown(request, stream)}{(request.Since is null ? "" : "/$delta")}")}");
        if (count is { } total)
        {
            json.WritePropertyName("@odata.count"u8);
            form.Whole(json, total);
        }
        json.WriteStartArray("value"u8);
        string? next;
        if (request.Expand.Count > 0 || !plain)
        {
            (var page, next) = Held(request, stream, rows, more);
            var linked = request.Expand.Select(e => new LinkedRows(archive, e, stream.Shape, page, form, query.AsOf, cancel)).ToList();
            foreach (var row in page)
            {
                json.WriteStartObject();
                if (references) json.WriteString("@odata.id"u8, form.Address(set, RowForm.Key(set, stream.Shape, row)));
                else form.Write(json, set, stream.Shape, row, cells, grouped);
                foreach (var link in linked) link.Write(json, row);
                json.WriteEndObject();
                if (json.BytesPending > FlushBytes) { json.Flush(); await http.Response.BodyWriter.FlushAsync(cancel); }
            }
        }
        else next = await Stream(http, json, request, stream, cells, rows, more);
        json.WriteEndArray();
        if (next is not null) json.WriteString("@odata.nextLink"u8, Link(http, $"{PageToken.Position}={next}&$skiptoken={request.Given + rows}", "$skiptoken", PageToken.Position));
        else if (tracked) json.WriteString("@odata.deltaLink"u8, Link(http, "$deltatoken=" + PageToken.WriteTime(query.AsOf!.Value), "$skiptoken", PageToken.Position, "$top", "$skip", "$deltatoken", "$count"));
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
    internal static Task One(HttpContext http, Archive archive, QuerySet set, params object[] key) => One(http, archive, set, KeyIs(set, key), 404);

    /// <summary>The row that fulfils a condition; the status if there is none.</summary>
    internal static async Task One(HttpContext http, Archive archive, QuerySet set, Expr where, int missing)
    {
        var request = Read(http, set);
        if (Begin(http, archive) is not { } format) return;
        var form = new RowForm(format, Root(http));
        var select = Selected(request.Query, request.Expand, set, !form.IsPlain);
        using var stream = archive.Find(new Query(set) { Filter = where, Select = select, Compute = request.Query.Compute, Top = 1 }, http.RequestAborted);
        if (!stream.Read())
        {
            http.Response.ContentType = null;
            http.Response.StatusCode = missing;
            return;
        }
        var cells = RowJson.Columns(stream);
        if (select.Count != request.Query.Select.Count) cells = [.. cells.Where(c => request.Query.Select.Contains(c.Name.ToString()))];
        var row = new object?[stream.Columns];
        for (int i = 0; i < row.Length; i++) row[i] = stream[i];
        using var json = new Utf8JsonWriter(http.Response.BodyWriter, Lean);
        json.WriteStartObject();
        if (format.Control != ControlInformation.None) json.WriteString("@odata.context"u8, $"{form.Root}/$metadata#{set}{Shown(request, stream)}/$entity");
        form.Write(json, set, stream.Shape, row, cells);
        foreach (var e in request.Expand) new LinkedRows(archive, e, stream.Shape, [row], form, null, http.RequestAborted).Write(json, row);
        json.WriteEndObject();
        json.Flush();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>The condition that a row has these values in its key.</summary>
    internal static Expr KeyIs(QuerySet set, IReadOnlyList<object> key)
    {
        var columns = SetColumns.Key(set);
        Expr? filter = null;
        for (int i = 0; i < key.Count; i++) filter = Both(filter, new Expr.Compare("eq", new Expr.Col(columns[i].Name), new Expr.Const(key[i])));
        return filter!;
    }

    static string[] KeyNames(QuerySet set) => [.. SetColumns.Key(set).Select(c => c.Name)];

    /// <summary>The selected columns with those that links need and, where rows tell their ids, the key.</summary>
    static IReadOnlyList<string> Selected(Query query, IReadOnlyList<Expansion> expand, QuerySet set, bool keyed) => query.Select.Count == 0 || expand.Count == 0 && !keyed ? query.Select
        : [.. query.Select.Concat(LinkedRows.Needed(expand)).Concat(keyed ? KeyNames(set) : []).Distinct()];

    /// <summary>The query narrowed before everything else: a pipeline sees the narrowed rows too.</summary>
    static Query Narrowed(Query query, Func<IReadOnlyCollection<string>>? among, Func<Expr>? where)
    {
        if (among is not null) query = query with { Among = among() };
        return where?.Invoke() is { } condition ? query with { Apply = [new Step.Where(condition), .. query.Apply] } : query;
    }

    static Expr Both(Expr? one, Expr other) => one is null ? other : new Expr.And(one, other);

    /// <summary>What the context says of the rows: the selected and computed columns, and the links that are followed.</summary>
    static string Shown(ODataRequest request, RowStream stream)
    {
        bool grouped = request.Query.Apply.Any(a => a is Step.GroupBy);
        var names = grouped ? stream.Shape.Select(c => Bracketed(c.Name)) : request.Query.Select.Count > 0 ? request.Query.Select : request.Query.Compute.Count > 0 ? ["*", .. request.Query.Compute.Select(c => c.Name)] : [];
        var all = names.Concat(request.Expand.Where(e => e.Shown != Queries.Shown.Number).Select(e => e.Link.Name + (e.Shown == Queries.Shown.References ? "/$ref" : "()"))).ToList();
        return all.Count == 0 ? "" : $"({string.Join(',', all)})";
    }

    static string Bracketed(string path) => path.IndexOf('/') is > 0 and var at ? $"{path[..at]}({path[(at + 1)..]})" : path;

    /// <summary>The bare number of rows, as text.</summary>
    static Task Count(HttpContext http, Archive archive, QuerySet set, Func<IReadOnlyCollection<string>>? among, Func<Expr>? where)
    {
        var request = Read(http, set);
        if (Unchanged(http, archive)) return Task.CompletedTask;
        long count = archive.Count(Narrowed(request.Query, among, where), http.RequestAborted);
        http.Response.ContentType = ODataFormat.Of(http).Plain;
        return http.Response.WriteAsync(count.ToString(System.Globalization.CultureInfo.InvariantCulture), http.RequestAborted);
    }

    static ODataRequest Read(HttpContext http, QuerySet set)
    {
        var request = ODataReading.Read(set, http.Request.Query.SelectMany(o => o.Value.Select(v => KeyValuePair.Create(o.Key, v ?? ""))));
        // Rows that are not streamed as they are are held for a page.
        bool held = !new RowForm(ODataFormat.Of(http), "").IsPlain || http.Request.Path.Value!.EndsWith("/$ref", StringComparison.Ordinal);
        if (ODataFormat.Of(http).Control == ControlInformation.Full) request = request with { PageSize = request.Expand.Count > 0 ? LinkedRows.FullPage : ODataReading.LinkedPage };
        foreach (var preference in http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',', ';')))
        {
            var pair = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2 && pair[0].ToLowerInvariant() is "odata.maxpagesize" or "maxpagesize" && int.TryParse(pair[1].Trim('"'), out int size) && size > 0)
            {
                request = request with { PageSize = Math.Min(size, request.Expand.Count > 0 || held ? ODataReading.LargestHeldPage : ODataReading.LargestPage) };
                Applied(http, $"{pair[0]}={request.PageSize}");
            }
        }
        return request;
    }

    static void Applied(HttpContext http, string preference)
    {
        string others = http.Response.Headers["Preference-Applied"].ToString();
        if (!others.Split(',').Contains(preference)) http.Response.Headers["Preference-Applied"] = others.Length > 0 ? $"{others},{preference}" : preference;
    }

    static bool Prefers(HttpContext http, string name) => http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split(',', ';')).Any(p => p.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Sets the entity tag of the archive as it is, and says if the client has an answer of this archive already (304 is then set).</summary>
    internal static bool Unchanged(HttpContext http, Archive archive)
    {
        string tag = $"W/\"{archive.Version}\"";
        http.Response.Headers.ETag = tag;
        if (!http.Request.Headers.IfNoneMatch.ToString().Split(',').Any(t => t.Trim() == tag)) return false;
        http.Response.StatusCode = 304;
        return true;
    }

    /// <summary>Headers of a JSON answer and its format; null (and 304) if the client has the answer already.</summary>
    internal static ODataFormat? Begin(HttpContext http, Archive archive)
    {
        var format = ODataFormat.Of(http);
        http.Response.ContentType = format.Json;
        return Unchanged(http, archive) ? null : format;
    }

    /// <summary>Address of the service root.</summary>
    internal static string Root(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/odata";

    /// <summary>The same request with some options left out and others behind them.</summary>
    static string Link(HttpContext http, string more, params string[] without)
    {
        var link = new StringBuilder($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{http.Request.Path}?");
        foreach (var (key, values) in http.Request.Query)
        {
            if (without.Any(w => w.TrimStart('$').Equals(key.TrimStart('$'), StringComparison.OrdinalIgnoreCase))) continue;
            foreach (var value in values) link.Append(Uri.EscapeDataString(key).Replace("%24", "$").Replace("%40", "@")).Append('=').Append(Uri.EscapeDataString(value ?? "")).Append('&');
        }
        return link.Append(more).ToString();
    }
}
