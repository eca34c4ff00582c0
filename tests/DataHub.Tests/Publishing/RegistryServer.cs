// A server that speaks as much of DataCite's REST API and of a handle server's as registering takes, with their rules.
using System.Text;
using System.Text.Json;
using DataHub.Model.Datasets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataHub.Tests.Publishing;

/// <summary>Keeps DOIs by state (draft, registered, findable) and handles by their values; refuses what the real ones refuse. Rules: DataCite metadata schema 4.7, support.datacite.org/docs/api-create-dois.</summary>
public sealed class RegistryServer : IAsyncDisposable
{
    WebApplication _app = null!;

    public Dictionary<string, (string State, JsonElement Attributes)> Dois { get; } = [];
    public Dictionary<string, JsonElement> Handles { get; } = [];
    public List<string> Requests { get; } = [];
    /// <summary>So many requests are answered with 503.</summary>
    public int Away { get; set; }
    public string Url => _app.Urls.First();

    public static async Task<RegistryServer> Start()
    {
        var server = new RegistryServer();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server._app = builder.Build();
        server._app.MapPut("/dois/{prefix}/{suffix}", (HttpContext http, string prefix, string suffix) => server.Doi(http, $"{prefix}/{suffix}", false));
        server._app.MapPost("/dois", (Delegate)((HttpContext http) => server.Doi(http, null, true)));
        server._app.MapPut("/api/handles/{prefix}/{suffix}", (HttpContext http, string prefix, string suffix) => server.Handle(http, $"{prefix}/{suffix}"));
        await server._app.StartAsync();
        return server;
    }

    async Task<IResult> Doi(HttpContext http, string? doi, bool create)
    {
        lock (Requests) Requests.Add($"{http.Request.Method} {http.Request.Path}");
        if (Away > 0) { Away--; return Results.StatusCode(503); }
        if (http.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("TEST.REPO:pass"))) return Results.StatusCode(401);
        if (http.Request.ContentType != "application/vnd.api+json") return Results.StatusCode(415);
        var data = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement.GetProperty("data");
        var a = data.GetProperty("attributes").Clone();
        doi ??= a.GetProperty("doi").GetString()!;
        if (!create && !Dois.ContainsKey(doi)) return Results.StatusCode(404);
        if (data.GetProperty("type").GetString() != "dois" || a.GetProperty("doi").GetString() != doi || !doi.StartsWith("10.5072/")) return Results.UnprocessableEntity("type or doi");
        var was = Dois.TryGetValue(doi, out var known) ? known.State : "draft";
        var to = a.TryGetProperty("event", out var e) ? e.GetString() switch { "publish" => "findable", "hide" => "registered", "register" => "registered", _ => "?" } : was;
        if (to == "?") return Results.UnprocessableEntity("event");
        if (to != "draft" && DataCiteRules.Defect(a) is { } defect) return Results.UnprocessableEntity(new { errors = new[] { new { title = defect } } });
        Dois[doi] = (to, a);
        return create ? Results.StatusCode(201) : Results.StatusCode(200);
    }

    async Task<IResult> Handle(HttpContext http, string handle)
    {
        lock (Requests) Requests.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        if (http.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.EscapeDataString("300:20.500.999/ADMIN") + ":hs"))) return Results.StatusCode(401);
        var values = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement.GetProperty("values").Clone();
        foreach (var v in values.EnumerateArray())
            if (!v.GetProperty("index").TryGetInt32(out _) || v.GetProperty("data").GetProperty("format").GetString() != "string" || v.GetProperty("data").GetProperty("value").GetString() is null) return Results.BadRequest();
        Handles[handle] = values;
        return Results.StatusCode(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Rules of the DataCite metadata schema 4.7 that its JSON attributes have to keep (schema.datacite.org/meta/kernel-4.7): mandatory properties and controlled lists.</summary>
static class DataCiteRules
{
    static readonly string[] s_dates = ["Accepted", "Available", "Copyrighted", "Collected", "Coverage", "Created", "Issued", "Submitted", "Updated", "Valid", "Withdrawn", "Other"],
        s_schemes = ["ARK", "arXiv", "bibcode", "CSTR", "DOI", "EAN13", "EISSN", "Handle", "IGSN", "ISBN", "ISSN", "ISTC", "LISSN", "LSID", "PMID", "PURL", "RAiD", "RRID", "SWHID", "UPC", "URL", "URN", "w3id"],
        s_descriptions = ["Abstract", "Methods", "SeriesInformation", "TableOfContents", "TechnicalInfo", "Other"], s_funders = ["Crossref Funder ID", "GRID", "ISNI", "ROR", "Other"];

    /// <summary>The first rule that is broken; null if none is.</summary>
    public static string? Defect(JsonElement a)
    {
        JsonElement? Get(JsonElement o, string name) => o.TryGetProperty(name, out var v) ? v : null;
        bool Text(JsonElement o, string name) => Get(o, name) is { ValueKind: JsonValueKind.String } v && v.GetString()!.Trim().Length > 0;
        IEnumerable<JsonElement> Each(string name) => Get(a, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
        if (!Each("creators").Any() || Each("creators").Any(c => !Text(c, "name") || Get(c, "nameType")?.GetString() is not ("Personal" or "Organizational"))) return "creators";
        if (Each("creators").Any(c => Get(c, "nameIdentifiers") is { } ids && ids.EnumerateArray().Any(i => !Text(i, "nameIdentifier") || !Text(i, "nameIdentifierScheme")))) return "nameIdentifiers";
        if (!Each("titles").Any() || Each("titles").Any(t => !Text(t, "title"))) return "titles";
        if (Get(a, "publisher") is not { ValueKind: JsonValueKind.Object } p || !Text(p, "name")) return "publisher";
        if (Get(a, "publicationYear") is not { ValueKind: JsonValueKind.Number } y || y.GetInt32() is < 1000 or > 9999) return "publicationYear";
        if (Get(a, "types") is not { } types || Get(types, "resourceTypeGeneral")?.GetString() is not { } general || !Works.Types.Contains(general)) return "types";
        if (Get(a, "url")?.GetString() is not { } url || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return "url";
        if (Each("dates").Any(d => !s_dates.Contains(Get(d, "dateType")?.GetString()) || !DateOnly.TryParseExact(Get(d, "date")?.GetString(), "yyyy-MM-dd", out _))) return "dates";
        if (Each("relatedIdentifiers").Any(r => !Text(r, "relatedIdentifier") || !s_schemes.Contains(Get(r, "relatedIdentifierType")?.GetString()) || !Works.Relations.Contains(Get(r, "relationType")?.GetString()))) return "relatedIdentifiers";
        if (Each("descriptions").Any(d => !Text(d, "description") || !s_descriptions.Contains(Get(d, "descriptionType")?.GetString()))) return "descriptions";
        if (Each("fundingReferences").Any(f => !Text(f, "funderName") || Get(f, "funderIdentifier") is not null && !s_funders.Contains(Get(f, "funderIdentifierType")?.GetString()))) return "fundingReferences";
        if (Each("subjects").Any(s => !Text(s, "subject")) || Each("rightsList").Any(r => !Text(r, "rights"))) return "subjects or rights";
        if (Each("sizes").Concat(Each("formats")).Any(s => s.ValueKind != JsonValueKind.String)) return "sizes or formats";
        return Get(a, "schemaVersion")?.GetString() == "http://datacite.org/schema/kernel-4" ? null : "schemaVersion";
    }
}
