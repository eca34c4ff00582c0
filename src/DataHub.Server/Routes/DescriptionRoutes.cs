// The descriptions of a version of a dataset under addresses of their own, and which of them a request prefers.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DataHub.Formats.Descriptions;
using DataHub.Model.Datasets;
using Microsoft.Net.Http.Headers;

namespace DataHub.Server.Routes;

/// <summary>One form of description.</summary>
/// <param name="Name">Last part of its address.</param>
/// <param name="MediaType">Its media type; the first form of a type is what Accept gets.</param>
/// <param name="Profile">What it conforms to.</param>
/// <param name="Write">The text of it.</param>
sealed record DescriptionForm(string Name, string MediaType, string? Profile, Func<Portrait, string> Write);

static class DescriptionRoutes
{
    /// <summary>All forms.</summary>
    internal static readonly IReadOnlyList<DescriptionForm> Forms =
    [
        new("schema.jsonld", "application/ld+json", "https://schema.org/", p => Text(SchemaOrg.Of(p).ToJson())),
        new("dcat.ttl", "text/turtle", "http://www.w3.org/ns/dcat#", p => Dcat.Of(p).ToTurtle()),
        new("datacite.xml", "application/vnd.datacite.datacite+xml", "http://datacite.org/schema/kernel-4", p => Text(DataCite.Xml(p))),
        new("datacite.json", "application/vnd.datacite.datacite+json", "http://datacite.org/schema/kernel-4", p => Text(DataCite.Json(p))),
        new("croissant.json", "application/ld+json", "http://mlcommons.org/croissant/1.1", p => Text(Croissant.Of(p))),
        new(RoCrate.FileName, "application/ld+json", "https://w3id.org/ro/crate/1.1", p => Text(RoCrate.Of(p, attached: false))),
        new("ro-crate-1.2.json", "application/ld+json", "https://w3id.org/ro/crate/1.2", p => Text(RoCrate.Of(p, "1.2", false))),
        new("dcat.jsonld", "application/ld+json", "http://www.w3.org/ns/dcat#", p => Text(Dcat.Of(p).ToJson())),
        new("schema.ttl", "text/turtle", "https://schema.org/", p => SchemaOrg.Of(p).ToTurtle()),
        new("datacite-4.6.xml", "application/vnd.datacite.datacite+xml", "http://datacite.org/schema/kernel-4.6", p => Text(DataCite.Xml(p, true))),
        new("dublin-core.xml", "application/xml", "http://www.openarchives.org/OAI/2.0/oai_dc/", p => Text(DublinCore.Xml(p))),
        new("citation.bib", "application/x-bibtex", null, Citations.BibTeX),
        new("citation.ris", "application/x-research-info-systems", null, Citations.Ris),
        new("citation.json", "application/vnd.citationstyles.csl+json", null, p => Text(Citations.Csl(p))),
        new("CITATION.cff", "application/yaml", "https://citation-file-format.github.io/", Citations.Cff),
        new("citation.txt", "text/x-bibliography", null, p => Citations.Line(p) + "\n"),
        new("linkset.json", "application/linkset+json", null, p => Text(Signposts.Json(p))),
        new("linkset.txt", "application/linkset", null, Signposts.Text),
    ];

    internal static void MapDescribed(this WebApplication app)
    {
        app.MapGet("/datasets/{slug}/{number:int}/{form}", Get).WithTags("Datasets").WithName("DescribeVersion").Produces<string>(200, "application/ld+json", [.. Forms.Select(f => f.MediaType).Distinct().Skip(1)]).Refuses(404);
        app.MapGet("/api/datasets/{slug}/draft/croissant.json", Draft).WithTags("Datasets").WithName("DescribeDraft").Produces<string>(200, "application/ld+json").Refuses(404);
    }

    /// <summary>Public address of this server: that of the settings, else the one that was asked.</summary>
    internal static string Root(HttpContext http, Hub hub) => hub.Publisher.Settings.BaseUrl ?? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";

    /// <summary>A version as it is described now.</summary>
    internal static Portrait Portrait(HttpContext http, Hub hub, Dataset d, Release r) => new(d, r, d.MetadataOf(r), Root(http, hub), hub.Publisher.Settings.Publisher, d.MetadataOf(r).Access.IsOpen(DatasetRoutes.Now(hub))) { PublisherRor = hub.Publisher.Settings.PublisherRor };

    /// <summary>The newest version of every released dataset that is in use.</summary>
    internal static IReadOnlyList<Portrait> Newest(HttpContext http, Hub hub) => [.. hub.Archive.Datasets().Where(d => d.Latest is not null).Select(d => Portrait(http, hub, d, d.Latest!))];

    /// <summary>A version described in one form: schema.jsonld, dcat.ttl, datacite.xml, datacite.json, croissant.json, ro-crate-metadata.json, citation.bib and others; the page links them all.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="number">Number of the version.</param>
    /// <param name="form">Name of the form.</param>
    internal static IResult Get(HttpContext http, Hub hub, string slug, int number, string form)
    {
        if (hub.Archive.Dataset(slug) is not { } d || d.Version(number) is not { } r) return DatasetRoutes.Missing(slug, $"version {number}");
        if (Forms.FirstOrDefault(f => f.Name == form) is not { } found) return Problems.NotFound($"There is no description '{form}'; there are {string.Join(", ", Forms.Select(f => f.Name))}.");
        var p = Portrait(http, hub, d, r);
        Signposts.OfDescription(http, p);
        return Answer(found, p);
    }

    /// <summary>The draft of a dataset's next version in Croissant, so that loaders for machine learning can be tried before the release. For who may write, and for holders of a share link (?key=).</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="slug">Short name of the dataset.</param>
    /// <param name="key">Key of a share link.</param>
    internal static IResult Draft(HttpContext http, Hub hub, string slug, string? key = null)
    {
        if (DatasetRoutes.Drafted(http, hub, slug, key) is not ({ } d, var anonymous)) return DatasetRoutes.Missing(slug, "draft that you may see");
        var (draft, m) = (d.Draft!, anonymous ? DatasetRoutes.Blanked(d.Draft!.Metadata) : d.Draft!.Metadata);
        var query = hub.Publisher.Records(slug, draft);
        var told = hub.Archive.Told(query, http.RequestAborted).Where(c => !c.IsArray && !(anonymous && DatasetFileRoutes.Telling.Contains(c.Name))).ToList();
        long records = hub.Archive.Count(query, http.RequestAborted);
        var release = new Release(draft.Number, draft.Name, draft.ChangedAt, anonymous ? "" : draft.ChangedBy ?? "", m)
        {
            Dataset = slug, ConceptName = d.Name, Identifiers = draft.Identifiers, Records = records,
            Files = records == 0 ? [] : [new ReleasedFile(Tables.Records, 0, "", "application/vnd.apache.parquet") { Rows = records, Columns = [.. told.Select(c => c.Name)], Meaning = "The records as they would be released" }],
            Columns = [.. told.Select(c => new ReleasedColumn(c.Name, c.Type.ToString().ToLowerInvariant(), c.Unit, c.Meaning, 0))],
        };
        http.Response.Headers.CacheControl = "private, no-store";
        var p = Formats.Descriptions.Portrait.OfDraft(d, m, release, Root(http, hub), hub.Publisher.Settings.Publisher, key is null ? "" : "?key=" + Uri.EscapeDataString(key));
        return Results.Text(Text(Croissant.Of(p)), "application/ld+json");
    }

    /// <summary>The description that a request prefers to the page; null for the page.</summary>
    internal static DescriptionForm? Preferred(HttpContext http)
    {
        var accept = http.Request.Headers.Accept.ToString();
        if (accept.Length == 0 || !MediaTypeHeaderValue.TryParseList([accept], out var types)) return null;
        DescriptionForm? best = null;
        double quality = types.Where(t => t.MediaType.Value is "text/html" or "application/xhtml+xml" or "*/*" or "text/*").Select(t => t.Quality ?? 1).DefaultIfEmpty(0).Max();
        // A type that is named beats one that is only admitted.
        bool page = types.Any(t => t.MediaType.Value is "text/html" or "application/xhtml+xml");
        foreach (var t in types)
        {
            var profile = t.Parameters.FirstOrDefault(x => x.Name.Equals("profile", StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"').TrimEnd('/');
            var media = t.MediaType.Value switch { "application/json" => "application/ld+json", "application/rdf+json" => "application/ld+json", "application/x-turtle" => "text/turtle", "application/bibtex" or "text/x-bibtex" => "application/x-bibtex", "text/xml" => "application/xml", var m => m };
            var form = Forms.FirstOrDefault(f => f.MediaType.Equals(media, StringComparison.OrdinalIgnoreCase) && (profile is null || f.Profile?.TrimEnd('/') == profile)) ?? (profile is null ? null : Forms.FirstOrDefault(f => f.MediaType.Equals(media, StringComparison.OrdinalIgnoreCase)));
            if (form is null) continue;
            double q = t.Quality ?? 1;
            if (q > quality || q == quality && q > 0 && !page && best is null) (best, quality) = (form, q);
        }
        return best;
    }

    /// <summary>A description as an answer.</summary>
    internal static IResult Answer(DescriptionForm form, Portrait p) => Results.Text(form.Write(p), form.MediaType == "application/ld+json" && form.Profile is { } profile ? $"{form.MediaType};profile=\"{profile}\"" : form.MediaType + (form.MediaType.StartsWith("text/", StringComparison.Ordinal) ? "; charset=utf-8" : ""), Encoding.UTF8);

    internal static string Text(JsonNode node)
    {
        using var to = new MemoryStream();
        using (var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) node.WriteTo(writer);
        return Encoding.UTF8.GetString(to.GetBuffer(), 0, (int)to.Length);
    }

    internal static string Text(XElement xml) => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml;
}
