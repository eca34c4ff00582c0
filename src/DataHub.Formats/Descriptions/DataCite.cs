// A dataset in the DataCite metadata schema 4: one list of elements, written as XML (4.6 and 4.7 alike) and as the JSON of the DataCite REST API.
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes DataCite metadata.</summary>
public static class DataCite
{
    static readonly XNamespace s_ns = "http://datacite.org/schema/kernel-4", s_xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>Kinds of works that version 4.6 does not know yet are told as Other, and a relation that it does not know is left out.</summary>
    static string Kind(string type, bool old) => old && (type is "Poster" or "Presentation") ? "Other" : type;

    static IEnumerable<(string Id, string Scheme, string Relation, string? Kind)> Related(Portrait p, bool old)
    {
        static string Scheme(string url) => Works.SchemeOf(url) is "Other" ? "URL" : Works.SchemeOf(url);
        static string Bare(string id) => Works.Doi(id) ?? id;
        foreach (var r in p.Metadata.Related)
            if (!(old && r.Relation == "Other") && r.Scheme != "Other") yield return (Bare(r.Identifier), r.Scheme, r.Relation, r.Type is null ? null : Kind(r.Type, old));
        yield return (Bare(p.CiteConcept), Scheme(p.CiteConcept), "IsVersionOf", "Dataset");
        if (p.Previous is { } before) yield return (Bare(p.CiteOf(before)), Scheme(p.CiteOf(before)), "IsNewVersionOf", "Dataset");
        if (p.Dataset.Releases.FirstOrDefault(r => r.Number > p.Release.Number) is { } after) yield return (Bare(p.CiteOf(after)), Scheme(p.CiteOf(after)), "IsPreviousVersionOf", "Dataset");
        yield return ($"{p.Page}/croissant.json", "URL", "HasMetadata", null);
    }

    static (string Id, string Type) Identifier(Portrait p) => p.Release.Identifiers.FirstOrDefault(i => i.Scheme == "doi") is { } doi ? (doi.Value, "DOI") : p.Release.Identifiers.FirstOrDefault(i => i.Scheme == "ark") is { } ark ? (ark.Value, "ARK") : (p.Cite, "URL");

    static IEnumerable<(string Date, string Type)> Dates(Portrait p)
    {
        yield return (SchemaOrg.Day(p.Published), "Issued");
        yield return (SchemaOrg.Day(p.Modified), "Updated");
        if (p.Metadata.Access is { Kind: AccessKind.Embargoed, Until: { } until }) yield return (until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "Available");
        if (p.Tombstone is { } t) yield return (SchemaOrg.Day(t.At), "Withdrawn");
    }

    static string AccessUri(Portrait p) => p.IsOpen ? "info:eu-repo/semantics/openAccess" : p.Metadata.Access.Kind == AccessKind.Embargoed ? "info:eu-repo/semantics/embargoedAccess" : "info:eu-repo/semantics/restrictedAccess";

    /// <summary>The XML. With <paramref name="old"/> only what version 4.6 has, else 4.7.</summary>
    public static XElement Xml(Portrait p, bool old = false)
    {
        var m = p.Metadata;
        XElement E(string name, params object?[] content) => new(s_ns + name, content);
        static XAttribute? A(string name, object? value) => value is null ? null : new XAttribute(name, value);
        XAttribute Lang() => new(XNamespace.Xml + "lang", m.Language);
        XElement Named(string outer, string inner, Person a) => E(outer, E(inner, A("nameType", a.Organisational ? "Organizational" : "Personal"), a.Name), a.Organisational || a.Given is null ? null : E("givenName", a.Given), a.Organisational || a.Family is null ? null : E("familyName", a.Family),
            a.Orcid is null ? null : E("nameIdentifier", A("nameIdentifierScheme", "ORCID"), A("schemeURI", "https://orcid.org"), "https://orcid.org/" + a.Orcid),
            a.Affiliations.Select(o => E("affiliation", o.Ror is null ? null : new object[] { A("affiliationIdentifier", o.Ror)!, A("affiliationIdentifierScheme", "ROR")!, A("schemeURI", "https://ror.org")! }, o.Name)));
        var (id, scheme) = Identifier(p);
        var version = old ? "4.6" : "4.7";
        return E("resource", new XAttribute(XNamespace.Xmlns + "xsi", s_xsi), new XAttribute(s_xsi + "schemaLocation", $"{s_ns} https://schema.datacite.org/meta/kernel-{version}/metadata.xsd"),
            E("identifier", A("identifierType", scheme), id),
            E("creators", m.Authors.Count == 0 ? [E("creator", E("creatorName", A("nameType", "Organizational"), p.Publisher))] : m.Authors.Select(a => Named("creator", "creatorName", a))),
            E("titles", E("title", Lang(), m.Title)),
            E("publisher", p.PublisherRor is null ? null : new object[] { A("publisherIdentifier", p.PublisherRor)!, A("publisherIdentifierScheme", "ROR")!, A("schemeURI", "https://ror.org")! }, p.Publisher),
            E("publicationYear", p.Published.Year),
            E("resourceType", A("resourceTypeGeneral", "Dataset"), "Computational chemistry dataset"),
            E("subjects", m.Keywords.Concat(p.Release.Levels).Select(k => E("subject", k))),
            m.Contact is null ? null : E("contributors", E("contributor", A("contributorType", "ContactPerson"), E("contributorName", m.Contact))),
            E("dates", Dates(p).Select(d => E("date", A("dateType", d.Type), d.Date))),
            E("language", m.Language),
            E("alternateIdentifiers", p.Addresses.Where(a => a != id).Append(p.Page).Distinct().Select(a => E("alternateIdentifier", A("alternateIdentifierType", Works.SchemeOf(a)), a))),
            E("relatedIdentifiers", Related(p, old).Select(r => E("relatedIdentifier", A("relatedIdentifierType", r.Scheme), A("relationType", r.Relation), A("resourceTypeGeneral", r.Kind), r.Id))),
            E("sizes", p.Files.Select(f => E("size", $"{f.Bytes} B"))), E("formats", p.Files.Select(f => f.MediaType).Distinct().Select(f => E("format", f))), E("version", p.Version),
            E("rightsList", m.Licence is null ? null : E("rights", A("rightsURI", p.Licence), A("rightsIdentifier", m.Licence), A("rightsIdentifierScheme", "SPDX"), A("schemeURI", "https://spdx.org/licenses/"), m.Licence), E("rights", A("rightsURI", AccessUri(p)), p.IsOpen ? "Open access" : m.Access.Reason)),
            E("descriptions", E("description", A("descriptionType", "Abstract"), Lang(), p.Description), p.Release.Levels.Count == 0 ? null : E("description", A("descriptionType", "Methods"), $"{p.Release.Records} calculations of {p.Release.Molecules} molecules at {string.Join(", ", p.Release.Levels)}; programs: {string.Join(", ", p.Release.Programs)}.")),
            m.Funding.Count == 0 ? null : E("fundingReferences", m.Funding.Select(g => E("fundingReference", E("funderName", g.Funder.Name), g.Funder.Ror is null ? null : E("funderIdentifier", A("funderIdentifierType", "ROR"), A("schemeURI", "https://ror.org"), g.Funder.Ror), g.Number is null && g.Url is null ? null : E("awardNumber", A("awardURI", g.Url), g.Number ?? ""), g.Title is null ? null : E("awardTitle", g.Title)))));
    }

    /// <summary>The attributes as the DataCite REST API reads them, version 4.7; 4.6 with <paramref name="old"/>.</summary>
    public static JsonObject Json(Portrait p, bool old = false)
    {
        var m = p.Metadata;
        static JsonArray List(IEnumerable<JsonNode?> nodes) => new([.. nodes]);
        static JsonObject Object(params (string Name, JsonNode? Value)[] pairs)
        {
            var o = new JsonObject();
            foreach (var (name, value) in pairs) if (value is not null) o[name] = value;
            return o;
        }
        JsonObject Named(Person a) => Object(("name", a.Name), ("nameType", a.Organisational ? "Organizational" : "Personal"), ("givenName", a.Organisational ? null : a.Given), ("familyName", a.Organisational ? null : a.Family),
            ("nameIdentifiers", List(a.Orcid is null ? [] : [Object(("nameIdentifier", "https://orcid.org/" + a.Orcid), ("nameIdentifierScheme", "ORCID"), ("schemeUri", "https://orcid.org"))])),
            ("affiliation", List(a.Affiliations.Select(o => Object(("name", o.Name), ("affiliationIdentifier", o.Ror), ("affiliationIdentifierScheme", o.Ror is null ? null : "ROR"), ("schemeUri", o.Ror is null ? null : "https://ror.org"))))));
        var (id, scheme) = Identifier(p);
        return Object(("id", scheme == "DOI" ? "https://doi.org/" + id : id), ("doi", scheme == "DOI" ? id : null), ("url", p.Page), ("types", Object(("resourceTypeGeneral", "Dataset"), ("resourceType", "Computational chemistry dataset"), ("schemaOrg", "Dataset"))),
            ("identifiers", List(p.Addresses.Where(a => a != id).Append(p.Page).Distinct().Select(a => Object(("identifier", a), ("identifierType", Works.SchemeOf(a)))))),
            ("creators", List(m.Authors.Count == 0 ? [Object(("name", p.Publisher), ("nameType", "Organizational"))] : m.Authors.Select(a => (JsonNode)Named(a)))), ("titles", List([Object(("title", m.Title), ("lang", m.Language))])),
            ("publisher", Object(("name", p.Publisher), ("publisherIdentifier", p.PublisherRor), ("publisherIdentifierScheme", p.PublisherRor is null ? null : "ROR"), ("schemeUri", p.PublisherRor is null ? null : "https://ror.org"))), ("publicationYear", p.Published.Year),
            ("subjects", List(m.Keywords.Concat(p.Release.Levels).Select(k => Object(("subject", k))))), ("contributors", List(m.Contact is null ? [] : [Object(("name", m.Contact), ("contributorType", "ContactPerson"))])),
            ("dates", List(Dates(p).Select(d => Object(("date", d.Date), ("dateType", d.Type))))), ("language", m.Language),
            ("relatedIdentifiers", List(Related(p, old).Select(r => Object(("relatedIdentifier", r.Id), ("relatedIdentifierType", r.Scheme), ("relationType", r.Relation), ("resourceTypeGeneral", r.Kind))))),
            ("sizes", List(p.Files.Select(f => (JsonNode)$"{f.Bytes} B"))), ("formats", List(p.Files.Select(f => f.MediaType).Distinct().Select(f => (JsonNode)f))), ("version", p.Version),
            ("rightsList", List([.. m.Licence is null ? [] : new[] { Object(("rights", m.Licence), ("rightsUri", p.Licence), ("rightsIdentifier", m.Licence), ("rightsIdentifierScheme", "SPDX"), ("schemeUri", "https://spdx.org/licenses/")) }, Object(("rights", p.IsOpen ? "Open access" : m.Access.Reason), ("rightsUri", AccessUri(p)))])),
            ("descriptions", List([Object(("description", p.Description), ("descriptionType", "Abstract"), ("lang", m.Language))])),
            ("fundingReferences", List(m.Funding.Select(g => Object(("funderName", g.Funder.Name), ("funderIdentifier", g.Funder.Ror), ("funderIdentifierType", g.Funder.Ror is null ? null : "ROR"), ("awardNumber", g.Number), ("awardUri", g.Url), ("awardTitle", g.Title))))),
            ("schemaVersion", "http://datacite.org/schema/kernel-4"));
    }
}
