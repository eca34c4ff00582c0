// What machines look for first: robots.txt, site map, catalogue of datasets and of interfaces, OpenSearch, vocabulary, provenance of records and campaigns.
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DataHub.Formats.Descriptions;
using DataHub.Screening;

namespace DataHub.Server.Routes;

static class DiscoveryRoutes
{
    /// <summary>Addresses in one site map, as the protocol bounds them.</summary>
    const int Most = 50_000;

    internal static void MapDiscovery(this WebApplication app)
    {
        void Hidden(string address, Delegate handler) => app.MapGet(address, handler).ExcludeFromDescription();
        Hidden("/robots.txt", (HttpContext http, Hub hub) => Results.Text($"User-agent: *\nDisallow: /api/known\nDisallow: /api/export/\nDisallow: /search?\nAllow: /\n\nSitemap: {DescriptionRoutes.Root(http, hub)}/sitemap.xml\n", "text/plain; charset=utf-8"));
        Hidden("/sitemap.xml", Sitemap);
        Hidden("/opensearch.xml", OpenSearch);
        Hidden("/.well-known/api-catalog", Interfaces);
        Hidden("/.well-known/void", (HttpContext http) => { http.Response.Headers.Location = "/datasets.ttl"; return Results.StatusCode(303); });
        app.MapGet("/datasets.ttl", (HttpContext http, Hub hub) => Results.Text(Catalogue(http, hub).ToTurtle(), "text/turtle; charset=utf-8")).WithTags("Datasets").WithName("CatalogueTurtle").WithSummary("The catalogue of datasets in DCAT-AP as Turtle.").Produces<string>(200, "text/turtle");
        app.MapGet("/datasets.jsonld", (HttpContext http, Hub hub) => Results.Text(DescriptionRoutes.Text(Catalogue(http, hub).ToJson()), "application/ld+json")).WithTags("Datasets").WithName("CatalogueJsonLd").WithSummary("The catalogue of datasets in DCAT-AP as JSON-LD.").Produces<string>(200, "application/ld+json");
        Hidden(Vocabulary.Path, Terms);
        Hidden(Vocabulary.Path + ".ttl", (HttpContext http, Hub hub) => Results.Text(Vocabulary.Ontology(DescriptionRoutes.Root(http, hub)).ToTurtle(), "text/turtle; charset=utf-8"));
        Hidden(Vocabulary.Path + ".jsonld", (HttpContext http, Hub hub) => Results.Text(DescriptionRoutes.Text(Vocabulary.Ontology(DescriptionRoutes.Root(http, hub)).ToJson()), "application/ld+json"));
        Hidden("/context/v1.jsonld", Context);
        app.MapGet("/api/calculations/{id}/provenance", Record).WithTags("Calculations").WithName("GetProvenance").Produces<string>(200, "application/ld+json", "text/turtle", "application/json").Refuses(404);
        app.MapGet("/api/campaigns/{id}/provenance", Campaign).WithTags("Campaigns").WithName("GetCampaignProvenance").Produces<string>(200, "application/ld+json", "text/turtle", "application/json").Refuses(404);
    }

    /// <summary>The DCAT catalogue.</summary>
    internal static Graph Catalogue(HttpContext http, Hub hub) => Dcat.Catalogue(DescriptionRoutes.Root(http, hub), hub.Publisher.Settings.Publisher, hub.Publisher.Settings.PublisherRor, DescriptionRoutes.Newest(http, hub));

    static IResult Sitemap(HttpContext http, Hub hub)
    {
        XNamespace ns = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var root = DescriptionRoutes.Root(http, hub);
        var pages = hub.Archive.Datasets().SelectMany(d => d.Releases.Select(r => DescriptionRoutes.Portrait(http, hub, d, r))).Select(p => (p.Page, p.Modified)).Take(Most - 2);
        var all = pages.ToList();
        XElement Url(string address, DateTime? at) => new(ns + "url", new XElement(ns + "loc", address), at is { } t ? new XElement(ns + "lastmod", t.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)) : null);
        DateTime? last = all.Count == 0 ? null : all.Max(a => a.Modified);
        return Results.Text(DescriptionRoutes.Text(new XElement(ns + "urlset", Url(root + "/", last), Url(root + "/datasets", last), all.Select(a => Url(a.Page, a.Modified)))), "application/xml; charset=utf-8");
    }

    static IResult OpenSearch(HttpContext http, Hub hub)
    {
        XNamespace ns = "http://a9.com/-/spec/opensearch/1.1/";
        var root = DescriptionRoutes.Root(http, hub);
        return Results.Text(DescriptionRoutes.Text(new XElement(ns + "OpenSearchDescription", new XElement(ns + "ShortName", "DataHub"), new XElement(ns + "Description", "Computed data of chemistry by name, formula, structure, level of theory"), new XElement(ns + "InputEncoding", "UTF-8"), new XElement(ns + "Image", new XAttribute("type", "image/svg+xml"), root + "/icon.svg"),
            new XElement(ns + "Url", new XAttribute("type", "text/html"), new XAttribute("template", root + "/search?q={searchTerms}")), new XElement(ns + "Url", new XAttribute("type", "application/json"), new XAttribute("template", root + "/api/search?q={searchTerms}")))), "application/opensearchdescription+xml; charset=utf-8");
    }

    /// <summary>The interfaces with their descriptions (RFC 9727).</summary>
    static IResult Interfaces(HttpContext http, Hub hub)
    {
        var root = DescriptionRoutes.Root(http, hub);
        JsonArray Href(string path, string type) => new(new JsonObject { ["href"] = root + path, ["type"] = type });
        return Results.Text(DescriptionRoutes.Text(new JsonObject
        {
            ["linkset"] = new JsonArray(
                new JsonObject { ["anchor"] = root + "/api", ["service-desc"] = Href("/openapi.json", "application/json"), ["service-doc"] = Href("/api/docs", "text/html") },
                new JsonObject { ["anchor"] = root + "/odata", ["service-desc"] = Href("/odata/$metadata", "application/xml") },
                new JsonObject { ["anchor"] = root + "/oai", ["service-meta"] = Href("/oai?verb=Identify", "text/xml") },
                new JsonObject { ["anchor"] = root + "/datasets", ["describedby"] = Href("/datasets.ttl", "text/turtle") }),
        }), "application/linkset+json;profile=\"https://www.rfc-editor.org/info/rfc9727\"");
    }

    static IResult Terms(HttpContext http, Hub hub)
    {
        var root = DescriptionRoutes.Root(http, hub);
        http.Response.Headers.Vary = "Accept";
        if (DescriptionRoutes.Preferred(http) is { } form) return form.MediaType == "text/turtle" ? Results.Text(Vocabulary.Ontology(root).ToTurtle(), "text/turtle; charset=utf-8") : Results.Text(DescriptionRoutes.Text(Vocabulary.Ontology(root).ToJson()), "application/ld+json");
        return Pages.VocabularyPage.Get();
    }

    /// <summary>The context for documents that use the vocabulary; an address of its own version, so that its meaning never changes.</summary>
    static IResult Context(HttpContext http, Hub hub)
    {
        var context = new JsonObject { ["dh"] = DescriptionRoutes.Root(http, hub) + Vocabulary.Path + "#" };
        foreach (var (prefix, space) in Graph.Prefixes) context[prefix] = space;
        foreach (var t in Vocabulary.Terms) context[t.Name] = "dh:" + t.Name;
        http.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Text(DescriptionRoutes.Text(new JsonObject { ["@context"] = context }), "application/ld+json");
    }

    /// <summary>How a record came to be, in W3C PROV: as JSON-LD, as Turtle (Accept: text/turtle) or as PROV-JSON (format=prov-json).</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the record.</param>
    /// <param name="format">prov-json for PROV-JSON.</param>
    internal static IResult Record(HttpContext http, Hub hub, string id, string? format = null) =>
        hub.Archive.Get(id) is { } c ? Told(http, ProvenanceGraph.Of(c, DescriptionRoutes.Root(http, hub)), format) : Problems.NotFound($"There is no calculation {id}.");

    /// <summary>What a campaign used and gave, in W3C PROV, in the same forms.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Id of the campaign.</param>
    /// <param name="format">prov-json for PROV-JSON.</param>
    internal static IResult Campaign(HttpContext http, Hub hub, string id, string? format = null)
    {
        if (hub.Campaigns.Report(id) is not { } r) return Problems.NotFound($"There is no campaign {id}.");
        return Told(http, ProvenanceGraph.OfCampaign(id, r.Campaign.Name, r.StartedAt, null, r.Results.Select(x => (x.Answer is Model.Answer.Known { Evidence.CalculationId: { } record } && hub.Archive.Get(record) is not null ? record : null, x.Candidate, x.Rung)), DescriptionRoutes.Root(http, hub)), format);
    }

    static IResult Told(HttpContext http, Graph graph, string? format)
    {
        http.Response.Headers.Vary = "Accept";
        if (format == "prov-json") return Results.Text(DescriptionRoutes.Text(ProvenanceGraph.Json(graph)), "application/json");
        return DescriptionRoutes.Preferred(http)?.MediaType == "text/turtle" ? Results.Text(graph.ToTurtle(), "text/turtle; charset=utf-8") : Results.Text(DescriptionRoutes.Text(graph.ToJson()), "application/ld+json");
    }
}
