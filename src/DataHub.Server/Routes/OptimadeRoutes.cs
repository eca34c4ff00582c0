// Answers /optimade: OPTIMADE 1.2 over the archive.
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using DataHub.Model;
using DataHub.Optimade;
using DataHub.Store;

namespace DataHub.Server.Routes;

sealed class OptimadeRoutes(Archive archive, string prefix)
{
    internal const int DefaultPage = 20, LargestPage = 1000;
    internal static readonly string[] Options = ["filter", "response_format", "email_address", "response_fields", "sort", "page_limit", "page_offset", "include", "api_hint"];
    internal static readonly string[] Roots = ["/optimade", "/optimade/v1", "/optimade/v1.2", "/optimade/v1.2.0"];

    readonly IReadOnlyList<EntryType> _types = EntryType.All(prefix);
    readonly ConcurrentDictionary<string, (string Version, long Count)> _available = new();
    (string Version, IReadOnlyList<Composition> List)? _formulas;

    internal void Map(WebApplication app)
    {
        app.MapGet("/optimade/versions", () => Results.Text("version\n1\n", "text/csv; header=present")).ExcludeFromDescription();
        foreach (var root in Roots)
        {
            app.MapGet(root + "/info", Info).ExcludeFromDescription();
            app.MapGet(root + "/links", Links).ExcludeFromDescription();
            foreach (var type in _types)
            {
                app.MapGet($"{root}/info/{type.Name}", http => Describe(http, type)).ExcludeFromDescription();
                app.MapGet($"{root}/{type.Name}", http => List(http, type)).ExcludeFromDescription();
                app.MapGet($"{root}/{type.Name}/{{id}}", http => One(http, type)).ExcludeFromDescription();
            }
        }
        app.MapGet("/optimade/{**rest}", (HttpContext http, string? rest) =>
        {
            var version = (rest ?? "").Split('/')[0];
            bool other = version.Length > 1 && version[0] == 'v' && char.IsAsciiDigit(version[1]) && !Roots.Contains("/optimade/" + version);
            return OptimadeProblem(http, other ? 553 : 404, other ? "Version not supported" : "Not found", other ? $"Version {version} is not spoken here; 1.2 is, at /optimade/v1." : $"There is nothing at {http.Request.Path}.");
        }).ExcludeFromDescription();
    }

    static Task OptimadeProblem(HttpContext http, int status, string title, string detail)
    {
        http.Response.StatusCode = status;
        return OptimadeAnswer.Refuse(http, new Problem("", title, status, detail));
    }

    Task Info(HttpContext http)
    {
        string root = Root(http);
        Check(http);
        return OptimadeAnswer.Write(http, new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["id"] = "/",
                ["type"] = "info",
                ["attributes"] = new JsonObject
                {
                    ["api_version"] = OptimadeAnswer.Version,
                    ["available_api_versions"] = new JsonArray(new JsonObject { ["url"] = $"{root}/optimade/v1", ["version"] = OptimadeAnswer.Version }),
                    ["formats"] = new JsonArray("json"),
                    ["entry_types_by_format"] = new JsonObject { ["json"] = new JsonArray([.. _types.Select(t => JsonValue.Create(t.Name))]) },
                    ["available_endpoints"] = new JsonArray([.. _types.Select(t => t.Name).Concat(["info", "links"]).Select(n => JsonValue.Create(n))]),
                    ["is_index"] = false,
                },
            },
        }, prefix, 1, 1, false);
    }

    Task Describe(HttpContext http, EntryType type)
    {
        Check(http);
        var properties = new JsonObject();
        foreach (var f in type.Fields)
        {
            var told = new JsonObject { ["description"] = f.Meaning, ["type"] = f.Type, ["sortable"] = f.Sortable };
            if (f.Unit is not null) told["unit"] = f.Unit;
            properties[f.Name] = told;
        }
        return OptimadeAnswer.Write(http, new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["id"] = type.Name, ["type"] = "info", ["description"] = type.Meaning, ["properties"] = properties, ["formats"] = new JsonArray("json"),
                ["output_fields_by_format"] = new JsonObject { ["json"] = new JsonArray([.. type.Fields.Select(f => JsonValue.Create(f.Name))]) },
            },
        }, prefix, 1, 1, false);
    }

    Task Links(HttpContext http)
    {
        Check(http);
        var links = new JsonArray(new JsonObject
        {
            ["id"] = "optimade", ["type"] = "links",
            ["attributes"] = new JsonObject { ["name"] = "OPTIMADE providers", ["description"] = "The list of known providers", ["base_url"] = "https://providers.optimade.org", ["homepage"] = "https://www.optimade.org", ["link_type"] = "providers" },
        });
        return OptimadeAnswer.Write(http, new JsonObject { ["data"] = links, ["links"] = new JsonObject { ["next"] = null } }, prefix, 1, 1, false);
    }

    async Task List(HttpContext http, EntryType type)
    {
        var warnings = Check(http);
        int limit = Number(http, "page_limit", DefaultPage), offset = Number(http, "page_offset", 0);
        if (limit > LargestPage)
        {
            await OptimadeProblem(http, 403, "Forbidden", $"page_limit: {limit} is more than the {LargestPage} that one page has");
            return;
        }
        var filter = type.Entries;
        if (http.Request.Query["filter"].ToString() is { Length: > 0 } text)
        {
            var translation = new FilterTranslation(type, prefix, Formulas);
            var condition = translation.Translate(FilterGrammar.Read(text));
            filter = filter is null ? condition : new Expr.And(filter, condition);
            warnings.AddRange(translation.Foreign.Distinct().Select(f => $"filter: '{f}' is another provider's property and counts as unknown."));
        }
        var query = new Query(type.Set) { Filter = filter, OrderBy = Sort(http, type) };
        var fields = Fields(http, type, warnings);
        long returned = archive.Count(query, http.RequestAborted);
        var data = limit == 0 ? [] : await Rows(type, query with { Top = limit, Skip = offset }, fields, http.RequestAborted);
        bool more = (long)offset + data.Count < returned;
        string? next = more && limit > 0 ? Root(http) + http.Request.Path + QueryString.Create(http.Request.Query.Where(q => q.Key != "page_offset").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
            .Append(KeyValuePair.Create("page_offset", (string?)(offset + limit).ToString(CultureInfo.InvariantCulture)))) : null;
        var body = new JsonObject { ["data"] = new JsonArray([.. data]), ["links"] = new JsonObject { ["next"] = next } };
        await Include(http, type, data, body);
        await OptimadeAnswer.Write(http, body, prefix, returned, Available(type, http.RequestAborted), more, warnings);
    }

    async Task One(HttpContext http, EntryType type)
    {
        var warnings = Check(http);
        foreach (var option in (string[])["filter", "sort", "page_limit", "page_offset"])
            if (http.Request.Query.ContainsKey(option)) throw new QueryException($"{option}: a single entry is asked for without it");
        Expr key = new Expr.Compare("eq", new Expr.Col(type.Key), new Expr.Const((string)http.Request.RouteValues["id"]!));
        var data = await Rows(type, new Query(type.Set) { Filter = type.Entries is { } e ? new Expr.And(e, key) : key, Top = 1 }, Fields(http, type, warnings), http.RequestAborted);
        var body = new JsonObject { ["data"] = data.FirstOrDefault() };
        await Include(http, type, data, body);
        await OptimadeAnswer.Write(http, body, prefix, data.Count, Available(type, http.RequestAborted), false, warnings);
    }

    async Task<List<JsonObject>> Rows(EntryType type, Query query, IReadOnlyList<EntryField> fields, CancellationToken cancel)
    {
        var found = new List<JsonObject>();
        if (type.Set == QuerySet.Calculations)
        {
            var columns = Columns.All.ToDictionary(c => c.Name);
            IReadOnlyList<Column> wanted = type.Name == "structures" ? [.. Columns.Wide, Columns.Symbols, Columns.Coordinates] : Columns.Wide;
            await foreach (var row in archive.Rows(query, wanted, cancel)) found.Add(Entry(type, fields, n => row[columns[n]]));
            return found;
        }
        using var stream = archive.Find(query, cancel);
        var places = stream.Shape.Select((c, i) => (c.Name, i)).ToDictionary(p => p.Name, p => p.i);
        while (stream.Read()) found.Add(Entry(type, fields, n => stream[places[n]]));
        return found;
    }

    static JsonObject Entry(EntryType type, IReadOnlyList<EntryField> fields, Func<string, object?> row)
    {
        var attributes = new JsonObject();
        foreach (var f in fields) attributes[f.Name] = f.Get(row);
        var entry = new JsonObject { ["id"] = (string)row(type.Key)!, ["type"] = type.Name, ["attributes"] = attributes };
        if (type.Set != QuerySet.Calculations) return entry;
        var other = type.Name == "structures" ? "calculations" : row("status") is "success" && row("geometry_hash") is not null ? "structures" : null;
        var related = new JsonObject();
        if (other is not null) related[other] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["type"] = other, ["id"] = (string)row("id")! }) };
        if (row("dataset") is string slug) related["references"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["type"] = "references", ["id"] = slug }) };
        entry["relationships"] = related;
        return entry;
    }

    /// <summary>References that the entries name come along unless include is told empty.</summary>
    async Task Include(HttpContext http, EntryType type, List<JsonObject> data, JsonObject body)
    {
        var include = http.Request.Query.TryGetValue("include", out var told) ? told.ToString() : "references";
        if (include.Length > 0 && include != "references") throw new QueryException($"include: '{include}' cannot come along", null, "references");
        if (include.Length == 0 || type.Set != QuerySet.Calculations) return;
        var slugs = data.Select(d => (string?)d["relationships"]?["references"]?["data"]?[0]?["id"]).OfType<string>().Distinct().Cast<object?>().ToList();
        var references = _types.First(t => t.Name == "references");
        var found = slugs.Count == 0 ? [] : await Rows(references, new Query(QuerySet.Datasets) { Filter = new Expr.In(new Expr.Col("slug"), slugs) }, [.. references.Fields.Where(f => f.Name is not ("id" or "type"))], http.RequestAborted);
        body["included"] = new JsonArray([.. found]);
    }

    IReadOnlyList<Composition> Formulas()
    {
        var version = archive.Version;
        if (_formulas is { } known && known.Version == version) return known.List;
        var list = new List<Composition>();
        using var stream = archive.Find(new Query(QuerySet.Calculations) { Apply = [new Step.GroupBy([Columns.Formula.Name], [])] });
        while (stream.Read()) if (stream[0] is string formula) list.Add(Composition.Of(formula));
        _formulas = (version, list);
        return list;
    }

    long Available(EntryType type, CancellationToken cancel)
    {
        var version = archive.Version;
        if (_available.TryGetValue(type.Name, out var known) && known.Version == version) return known.Count;
        long count = archive.Count(new Query(type.Set) { Filter = type.Entries }, cancel);
        _available[type.Name] = (version, count);
        return count;
    }

    /// <summary>Refuses options that there are not; gives warnings of those of other providers.</summary>
    List<string> Check(HttpContext http)
    {
        var warnings = new List<string>();
        foreach (var (name, values) in http.Request.Query)
        {
            if (name.StartsWith('_')) warnings.Add($"'{name}' is not known here and does nothing.");
            else if (!Options.Contains(name)) throw new QueryException($"{name}: there is no such option", null, string.Join(", ", Options));
            else if (values.Count > 1) throw new QueryException($"{name}: it is given more than once");
        }
        if (http.Request.Query["response_format"].ToString() is { Length: > 0 } format && format != "json") throw new QueryException($"response_format: there is no '{format}'", null, "json");
        return warnings;
    }

    static int Number(HttpContext http, string option, int otherwise) => !http.Request.Query.TryGetValue(option, out var text) ? otherwise
        : int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= int.MaxValue / 2 ? n : throw new QueryException($"{option}: '{text}' is no whole number from 0", null, "a whole number");

    static List<Order> Sort(HttpContext http, EntryType type) => [.. http.Request.Query["sort"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s =>
        type.Find(s.TrimStart('-')) is { Sortable: true, Value: { } value } ? new Order(value, s[0] == '-') : throw new QueryException($"sort: {type.Name} cannot be sorted by '{s.TrimStart('-')}'; /optimade/v1/info/{type.Name} tells which are sortable"))];

    List<EntryField> Fields(HttpContext http, EntryType type, List<string> warnings)
    {
        var fields = type.Fields.Where(f => f.Name is not ("id" or "type")).ToList();
        if (!http.Request.Query.TryGetValue("response_fields", out var text)) return [.. fields.Where(f => !f.OnRequest)];
        var asked = text.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in asked.Where(n => type.Find(n) is null))
            if (name.StartsWith('_') && !name.StartsWith($"_{prefix}_", StringComparison.Ordinal)) warnings.Add($"response_fields: '{name}' is another provider's property and is null.");
            else throw new QueryException($"response_fields: {type.Name} have no property '{name}'");
        return [.. fields.Where(f => asked.Contains(f.Name)), .. asked.Where(n => type.Find(n) is null).Distinct().Select(n => new EntryField(n, "string", null, "", _ => null))];
    }

    static string Root(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";
}

static class OptimadeMapping
{
    internal static void MapOptimade(this WebApplication app, Hub hub, ServerOptions options) => new OptimadeRoutes(hub.Archive, options.OptimadePrefix).Map(app);
}
