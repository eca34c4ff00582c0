// FAIR Signposting: typed links of pages, files and descriptions in headers (level 1) and as sets of links (level 2, RFC 9264).
using System.Text.Json.Nodes;
using DataHub.Formats.Descriptions;
using DataHub.Model.Datasets;

namespace DataHub.Server.Routes;

/// <summary>A typed link.</summary>
readonly record struct Signpost(string Target, string Relation, string? Type = null, string? Profile = null);

static class Signposts
{
    /// <summary>Files that are linked in a header; those of a dataset with more are in the set of links alone, since headers are bounded.</summary>
    const int Most = 50;

    /// <summary>The links of a version's page.</summary>
    static IEnumerable<Signpost> OfPage(Portrait p)
    {
        yield return new(p.Cite, "cite-as");
        yield return new("https://schema.org/AboutPage", "type");
        yield return new("https://schema.org/Dataset", "type");
        foreach (var a in p.Metadata.Authors) if (a.Orcid is not null) yield return new("https://orcid.org/" + a.Orcid, "author");
        if (p.Licence is { } licence) yield return new(licence, "license");
        foreach (var f in DescriptionRoutes.Forms) if (!f.MediaType.StartsWith("application/linkset", StringComparison.Ordinal)) yield return new($"{p.Page}/{f.Name}", "describedby", f.MediaType, f.Profile);
        foreach (var f in p.Files) yield return new(p.FileUrl(f.Path), "item", f.MediaType);
        if (p.Dataset.Latest is { } latest && latest.Number != p.Release.Number) yield return new($"{p.Concept}/{latest.Number}", "latest-version");
        if (p.Previous is { } before) yield return new($"{p.Concept}/{before.Number}", "predecessor-version");
        yield return new(p.Concept, "collection", "text/html");
    }

    static IEnumerable<Signpost> Sets(Portrait p) => [new($"{p.Page}/linkset.json", "linkset", "application/linkset+json"), new($"{p.Page}/linkset.txt", "linkset", "application/linkset")];

    static IEnumerable<Signpost> OfFile(Portrait p, ReleasedFile f)
    {
        yield return new(p.Page, "collection", "text/html");
        yield return new(p.Cite, "cite-as");
        yield return new(f.Columns is null ? "https://schema.org/DigitalDocument" : "https://schema.org/Dataset", "type");
        if (p.Licence is { } licence) yield return new(licence, "license");
    }

    /// <summary>A link as a header has it. Readers cut headers at every comma, so none may be inside.</summary>
    static string Written(Signpost s, string? anchor = null) => $"<{s.Target.Replace(",", "%2C", StringComparison.Ordinal)}>;rel=\"{s.Relation}\"{(s.Type is null ? "" : $";type=\"{s.Type}\"")}{(s.Profile is null ? "" : $";profile=\"{s.Profile}\"")}{(anchor is null ? "" : $";anchor=\"{anchor}\"")}";

    static void Append(HttpContext http, IEnumerable<Signpost> links) => http.Response.Headers.Append("Link", string.Join(", ", links.Select(l => Written(l))));

    /// <summary>Heads the page of a version.</summary>
    internal static void OfVersion(HttpContext http, Portrait p) => Append(http, OfPage(p).Where(l => l.Relation != "item" || p.Files.Count <= Most).Concat(Sets(p)));

    /// <summary>Heads the page of a dataset as a whole, which shows its newest version.</summary>
    internal static void OfDataset(HttpContext http, Portrait p) => Append(http, OfPage(p).Where(l => l.Relation is not ("cite-as" or "collection" or "predecessor-version" or "latest-version") && (l.Relation != "item" || p.Files.Count <= Most)).Prepend(new(p.CiteConcept, "cite-as")).Append(new(p.Page, "latest-version")));

    /// <summary>Heads a file.</summary>
    internal static void OfReleasedFile(HttpContext http, Portrait p, ReleasedFile f) => Append(http, OfFile(p, f).Concat(Sets(p)));

    /// <summary>Heads a description.</summary>
    internal static void OfDescription(HttpContext http, Portrait p) => Append(http, [new Signpost(p.Page, "describes"), .. Sets(p)]);

    /// <summary>Every link by what it starts from.</summary>
    static IEnumerable<(string Anchor, IEnumerable<Signpost> Links)> All(Portrait p) =>
        [(p.Page, OfPage(p)), .. p.Files.Select(f => (p.FileUrl(f.Path), OfFile(p, f))), .. DescriptionRoutes.Forms.Where(f => !f.MediaType.StartsWith("application/linkset", StringComparison.Ordinal)).Select(f => ($"{p.Page}/{f.Name}", (IEnumerable<Signpost>)[new Signpost(p.Page, "describes")]))];

    /// <summary>The set of links in JSON.</summary>
    internal static JsonObject Json(Portrait p) => new()
    {
        ["linkset"] = new JsonArray([.. All(p).Select(a =>
        {
            var o = new JsonObject { ["anchor"] = a.Anchor };
            foreach (var g in a.Links.GroupBy(l => l.Relation))
                o[g.Key] = new JsonArray([.. g.Select(l =>
                {
                    var link = new JsonObject { ["href"] = l.Target };
                    if (l.Type is not null) link["type"] = l.Type;
                    if (l.Profile is not null) link["profile"] = l.Profile;
                    return (JsonNode)link;
                })]);
            return (JsonNode)o;
        })]),
    };

    /// <summary>The set of links as text.</summary>
    internal static string Text(Portrait p) => string.Join(",\n", All(p).SelectMany(a => a.Links.Select(l => Written(l, a.Anchor)))) + "\n";
}
