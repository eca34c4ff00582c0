// A dataset in DCAT 3 under the application profile DCAT-AP 3.0.1: dataset, series, distributions with checksums, data services.
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes DCAT.</summary>
public static class Dcat
{
    const string Eu = "http://publications.europa.eu/resource/authority/";

    /// <summary>The description of a version.</summary>
    public static Graph Of(Portrait p) => new Graph(null, [Dataset(p), Series(p)]).With("dh", p.Root + Vocabulary.Path + "#");

    /// <summary>The catalogue with its datasets and services.</summary>
    public static Graph Catalogue(string root, string publisher, string? ror, IReadOnlyList<Portrait> versions)
    {
        var datasets = versions.Select(Dataset).ToList();
        return new Graph(null, [new Node(root + "/datasets", "dcat:Catalog").Add("dcterms:title", new Tagged(publisher + " datasets", "en")).Add("dcterms:description", new Tagged("Open data of computational chemistry, with level of theory, provenance and cost of every value.", "en"))
            .Add("dcterms:publisher", Agent(publisher, ror)).Add("foaf:homepage", new Node(root + "/", "foaf:Document")).Add("dcterms:modified", Time(versions.Select(v => v.Modified).DefaultIfEmpty(DateTime.UnixEpoch).Max())).Add("dcterms:license", new Node("https://spdx.org/licenses/CC0-1.0", "dcterms:LicenseDocument"))
            .Add("dcat:dataset", datasets).Add("dcat:service", Services(root, publisher, ror)), .. versions.Select(Series).DistinctBy(s => s.Id)]).With("dh", root + Vocabulary.Path + "#");
    }

    static IEnumerable<Node> Services(string root, string publisher, string? ror)
    {
        foreach (var (path, title, standard, about) in new[] { ("/odata", "OData 4.01", "https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html", "/odata/$metadata"), ("/api", "REST", "https://spec.openapis.org/oas/v3.1.0", "/openapi.json"), ("/oai", "OAI-PMH 2.0", "http://www.openarchives.org/OAI/openarchivesprotocol.html", "/oai?verb=Identify") })
            yield return new Node(root + path, "dcat:DataService").Add("dcterms:title", new Tagged(title, "en")).Add("dcat:endpointURL", new Node(root + path, "rdfs:Resource")).Add("dcat:endpointDescription", new Node(root + about, "rdfs:Resource")).Add("dcterms:conformsTo", new Node(standard, "dcterms:Standard").Add("dcterms:title", title)).Add("dcterms:publisher", Agent(publisher, ror));
    }

    static Node Dataset(Portrait p)
    {
        var m = p.Metadata;
        return new Node(p.Cite, "dcat:Dataset", "prov:Entity", "csmd:Dataset")
            .Add("dcterms:title", new Tagged(m.Title, m.Language)).Add("dcterms:description", new Tagged(p.Description, m.Language)).Add("dcterms:identifier", p.Addresses)
            .Add("dcat:landingPage", new Node(p.Page, "foaf:Document")).Add("dcterms:issued", Time(p.Published)).Add("dcterms:modified", Time(p.Modified)).Add("dcat:version", p.Version)
            .Add("dcterms:creator", m.Authors.Select(Author)).Add("dcterms:publisher", Agent(p.Publisher, p.PublisherRor)).Add("dcat:keyword", m.Keywords.Select(k => new Tagged(k, m.Language)))
            .Add("dcat:theme", new Node(Eu + "data-theme/TECH", "skos:Concept").Add("skos:prefLabel", new Tagged("Science and technology", "en")).Add("skos:inScheme", new Node(Eu + "data-theme", "skos:ConceptScheme").Add("dcterms:title", new Tagged("Data theme", "en"))))
            .Add("dcterms:language", m.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? new Node(Eu + "language/ENG", "dcterms:LinguisticSystem", "skos:Concept").Add("skos:prefLabel", new Tagged("English", "en")) : null)
            .Add("dcterms:accessRights", Access(p)).Add("dcterms:type", new Node("http://purl.org/dc/dcmitype/Dataset", "skos:Concept").Add("skos:prefLabel", new Tagged("Dataset", "en")))
            .Add("dcat:contactPoint", m.Contact is null ? null : Contact(m.Contact)).Add("dcat:inSeries", new Iri(p.CiteConcept)).Add("dcat:previousVersion", p.Previous is { } before ? new Node(p.CiteOf(before), "dcat:Dataset") .Add("dcterms:title", new Tagged(before.Metadata.Title, before.Metadata.Language)).Add("dcterms:description", new Tagged(before.Metadata.Description ?? before.Metadata.Title, before.Metadata.Language)) : null)
            .Add("dcterms:relation", m.Related.Where(r => r.Url is not null).Select(r => new Node(r.Url, "rdfs:Resource"))).Add("dcterms:isReferencedBy", m.Related.Where(r => r.Url is not null && r.Relation is "IsSupplementTo" or "IsCitedBy" or "IsReferencedBy" && r.Url is not null).Select(r => new Node(r.Url, "rdfs:Resource")))
            .Add("prov:wasAttributedTo", m.Authors.Select(Author)).Add("prov:wasGeneratedBy", new Node(p.Page + "#computation", "prov:Activity").Add("prov:wasAssociatedWith", p.Release.Programs.Select(x => new Node($"{p.Page}#program-{Uri.EscapeDataString(x.Replace(' ', '-'))}", "prov:SoftwareAgent", "foaf:Agent").Add("foaf:name", x))))
            .Add("adms:versionNotes", m.Notes is null ? null : new Tagged(m.Notes, m.Language)).Add("dh:levelOfTheory", p.Release.Levels).Add("dh:records", p.Release.Records)
            .Add("dcat:distribution", p.Files.Select(f => Distribution(p, f)));
    }

    static Node Series(Portrait p) => new Node(p.CiteConcept, "dcat:DatasetSeries").Add("dcterms:title", new Tagged(p.Metadata.Title, p.Metadata.Language)).Add("dcterms:description", new Tagged(p.Description, p.Metadata.Language)).Add("dcterms:publisher", Agent(p.Publisher, p.PublisherRor));

    static Node Distribution(Portrait p, ReleasedFile f) => new Node(p.FileUrl(f.Path), "dcat:Distribution", "csmd:Datafile").Add("dcterms:title", new Tagged(f.Path, "en")).Add("dcterms:description", f.Meaning is null ? null : new Tagged(f.Meaning, "en"))
        .Add("dcat:accessURL", new Node(p.Page, "rdfs:Resource")).Add("dcat:downloadURL", new Node(p.FileUrl(f.Path) + "", "rdfs:Resource")).Add("dcat:byteSize", new Typed(f.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), "xsd:nonNegativeInteger"))
        .Add("dcat:mediaType", new Node("https://www.iana.org/assignments/media-types/" + f.MediaType, "dcterms:MediaType")).Add("dcterms:format", FileType(f.MediaType) is { } type ? new Node(Eu + "file-type/" + type, "dcterms:MediaTypeOrExtent", "skos:Concept").Add("skos:prefLabel", new Tagged(type, "en")) : null)
        .Add("dcterms:license", p.Licence is null ? null : new Node(p.Licence, "dcterms:LicenseDocument")).Add("dcterms:issued", Time(p.Published))
        .Add("spdx:checksum", new Node(null, "spdx:Checksum").Add("spdx:algorithm", new Node("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm")).Add("spdx:checksumValue", new Typed(f.Sha256, "xsd:hexBinary")));

    static string? FileType(string media) => media switch { "text/csv" => "CSV", "application/json" => "JSON", "application/x-ndjson" => "JSON", "text/plain" or "text/markdown" => "TXT", "application/vnd.apache.parquet" => "PARQUET", "application/zip" => "ZIP", "application/pdf" => "PDF", _ => null };

    static Node Access(Portrait p)
    {
        var level = Eu + "access-right/" + (p.IsOpen ? "PUBLIC" : p.Metadata.Access.Kind == AccessKind.Embargoed ? "NON_PUBLIC" : "RESTRICTED");
        return new Node(level, "dcterms:RightsStatement", "skos:Concept").Add("skos:inScheme", new Node(Eu + "access-right", "skos:ConceptScheme").Add("dcterms:title", new Tagged("Access right", "en"))).Add("skos:prefLabel", new Tagged(p.IsOpen ? "public" : "closed", "en"));
    }

    static Node Contact(string contact) => new Node(null, "vcard:Kind").Add("vcard:fn", contact).Add("vcard:hasEmail", contact.Contains('@') && !contact.Contains(' ') ? new Iri("mailto:" + contact) : null).Add("vcard:hasURL", contact.StartsWith("http", StringComparison.Ordinal) ? new Iri(contact) : null);
    static Node Author(Person a) => new Node(a.Orcid is null ? null : "https://orcid.org/" + a.Orcid, "foaf:Agent", a.Organisational ? "foaf:Organization" : "foaf:Person").Add("foaf:name", a.Name);
    static Node Agent(string name, string? ror) => new Node(ror, "foaf:Agent").Add("foaf:name", new Tagged(name, "en"));
    static Typed Time(DateTime t) => new(SchemaOrg.Instant(t), "xsd:dateTime");
}
