// What the head of a dataset's page tells machines: schema.org in JSON-LD, Dublin Core and citation tags, typed links.
using System.Text.Json.Nodes;
using DataHub.Formats.Descriptions;
using DataHub.Server.Routes;

namespace DataHub.Server.Pages;

static class DatasetHead
{
    internal static Html Of(Portrait p) => Html.Of($"""
        <link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">
        {DublinCore.Of(p).Select(e => Html.Of($"<meta name=\"DC.{e.Element}\" content=\"{e.Value}\">\n"))}<meta name="citation_title" content="{p.Metadata.Title}">
        {p.Metadata.Authors.Select(a => Html.Of($"<meta name=\"citation_author\" content=\"{a.Name}\">\n"))}<meta name="citation_publication_date" content="{p.Published:yyyy/MM/dd}">
        <meta name="description" content="{p.Description}">
        <link rel="cite-as" href="{p.Cite}"><link rel="canonical" href="{p.Page}">{(p.Licence is { } l ? Html.Of($"<link rel=\"license\" href=\"{l}\">") : Html.Nothing)}
        {DescriptionRoutes.Forms.Select(f => Html.Of($"<link rel=\"{(f.MediaType.StartsWith("application/linkset", StringComparison.Ordinal) ? "linkset" : "describedby")}\" type=\"{f.MediaType}\" href=\"{p.Page}/{f.Name}\">\n"))}
        {Data(SchemaOrg.Of(p).ToJson())}
        """);

    internal static Html OfCatalogue(HttpContext http, Hub hub) => Html.Of($"""
        <link rel="alternate" type="text/turtle" href="/datasets.ttl"><link rel="alternate" type="application/ld+json" href="/datasets.jsonld">
        {Data(SchemaOrg.Catalogue(DescriptionRoutes.Root(http, hub), hub.Publisher.Settings.Publisher, hub.Publisher.Settings.PublisherRor, DescriptionRoutes.Newest(http, hub)).ToJson())}
        """);

    /// <summary>JSON in a page; '&lt;' is written as an escape, so that nothing in a text ends the element.</summary>
    static Html Data(JsonObject json) => new($"<script type=\"application/ld+json\">{json.ToJsonString()}</script>");
}
