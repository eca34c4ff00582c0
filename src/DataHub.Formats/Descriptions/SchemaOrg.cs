// A dataset as schema.org/Dataset, with terms of PROV, QUDT, SIO, CSMD and Dublin Core beside it: what search engines and FAIR assessors read in the page.
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes schema.org.</summary>
public static class SchemaOrg
{
    /// <summary>The description of a version.</summary>
    public static Graph Of(Portrait p)
    {
        var m = p.Metadata;
        var publisher = Organisation(new Organisation(p.Publisher) { Ror = p.PublisherRor }).Add("url", p.PublisherRor is null ? new Iri(p.Root + "/") : null);
        var people = m.Authors.Select(Person).ToList();
        var d = new Node(p.Cite, "Dataset", "prov:Entity", "csmd:Dataset")
            .Add("name", m.Title).Add("description", p.Description).Add("url", new Iri(p.Page)).Add("identifier", p.Addresses).Add("sameAs", p.Addresses.Skip(1).Append(m.Doi is { } doi ? "https://doi.org/" + doi : null).OfType<string>().Where(a => a != p.Cite).Select(a => new Iri(a)))
            .Add("version", p.Version).Add("inLanguage", m.Language).Add("keywords", m.Keywords).Add("license", p.Licence is { } l ? new Iri(l) : null)
            .Add("creator", people).Add("publisher", publisher).Add("datePublished", Day(p.Published)).Add("dateModified", Day(p.Modified)).Add("dateCreated", Day(p.Dataset.CreatedAt))
            .Add("isAccessibleForFree", p.IsOpen).Add("conditionsOfAccess", p.IsOpen ? null : m.Access.Reason).Add("creativeWorkStatus", p.Tombstone is { } t ? "Withdrawn: " + t.Reason : p.IsDraft ? "Draft" : "Published")
            .Add("dcterms:accessRights", new Iri(p.AccessRight)).Add("dcterms:conformsTo", new Iri("https://schema.org/Dataset"))
            .Add("citation", m.Related.Where(r => r.Url is not null && !Derived(r)).Select(r => new Iri(r.Url!))).Add("isBasedOn", m.Related.Where(r => r.Url is not null && Derived(r)).Select(r => new Iri(r.Url!)))
            .Add("includedInDataCatalog", new Node(p.Catalogue, "DataCatalog").Add("name", p.Publisher + " datasets").Add("url", new Iri(p.Catalogue)))
            .Add("isPartOf", new Iri(p.CiteConcept)).Add("measurementTechnique", p.Release.Levels)
            .Add("funding", m.Funding.Select(g => new Node(g.Url, "Grant").Add("name", g.Title).Add("identifier", g.Number).Add("funder", Organisation(g.Funder)))).Add("funder", m.Funding.Select(g => Organisation(g.Funder)))
            .Add("distribution", p.Files.Select(f => File(p, f))).Add("variableMeasured", p.Columns.Select(c => Variable(p, c)))
            .Add("prov:wasAttributedTo", people).Add("prov:generatedAtTime", new Typed(Instant(p.Published), "xsd:dateTime")).Add("prov:wasRevisionOf", p.Previous is { } before ? new Iri(p.CiteOf(before)) : null)
            .Add("prov:wasDerivedFrom", m.Related.Where(r => r.Url is not null && Derived(r)).Select(r => new Iri(r.Url!)))
            .Add("prov:wasGeneratedBy", Computation(p))
            .Add("dh:records", p.Release.Records).Add("dh:molecules", p.Release.Molecules).Add("dh:levelOfTheory", p.Release.Levels).Add("dh:program", p.Release.Programs).Add("dh:element", p.Release.Elements);
        return new Graph(Graph.Prefixes["schema"], [d]).With("dh", p.Root + Vocabulary.Path + "#");
    }

    /// <summary>What made the records: programs as agents, what they took.</summary>
    static Node Computation(Portrait p)
    {
        double? Sum(Func<CostLine, double?> of, double by) => p.Release.Costs.Any(c => of(c) is not null) ? p.Release.Costs.Sum(c => of(c) ?? 0) / by : null;
        return new Node(p.Page + "#computation", "prov:Activity").Add("rdfs:label", "Computation of the records").Add("prov:endedAtTime", new Typed(Instant(p.Published), "xsd:dateTime"))
            .Add("prov:wasAssociatedWith", p.Release.Programs.Select(x => new Node($"{p.Page}#program-{Uri.EscapeDataString(x.Replace(' ', '-'))}", "prov:SoftwareAgent").Add("rdfs:label", x)))
            .Add("dh:computeCost", p.Release.Costs.Count == 0 ? null : new Node(p.Page + "#cost", "dh:ComputeCost").Add("dh:cpuHours", Sum(c => c.CpuSeconds, 3600)).Add("dh:gpuHours", Sum(c => c.GpuSeconds, 3600)).Add("dh:energyKwh", Sum(c => c.EnergyKwh, 1)).Add("dh:co2eGrams", Sum(c => c.Co2Grams, 1)).Add("dh:costTier", p.Release.Costs.Select(c => c.Tier).Distinct()));
    }

    static Node File(Portrait p, ReleasedFile f) => new Node(p.FileUrl(f.Path), "DataDownload", "csmd:Datafile").Add("name", f.Path).Add("description", f.Meaning).Add("contentUrl", new Iri(p.FileUrl(f.Path))).Add("encodingFormat", f.MediaType)
        .Add("contentSize", $"{f.Bytes} B").Add("sha256", f.Sha256);

    static Node Variable(Portrait p, ReleasedColumn c) => new Node($"{p.Page}#{Uri.EscapeDataString(c.Name)}", "PropertyValue", "csmd:Parameter").Add("name", c.Name).Add("description", c.Meaning).Add("unitText", c.Unit).Add("qudt:hasUnit", Vocabulary.Unit(c.Unit)).Add("sio:SIO_000221", Vocabulary.Unit(c.Unit))
        .Add("propertyID", Vocabulary.Descriptor(c.Name)).Add("minValue", c.Least).Add("maxValue", c.Greatest);

    static Node Person(Person a) => a.Organisational ? Organisation(new Organisation(a.Name) { Ror = a.Affiliations.Select(x => x.Ror).FirstOrDefault(r => r is not null) })
        : new Node(a.Orcid is null ? null : "https://orcid.org/" + a.Orcid, "Person", "prov:Person").Add("name", a.Name).Add("givenName", a.Given).Add("familyName", a.Family).Add("identifier", a.Orcid is null ? null : "https://orcid.org/" + a.Orcid).Add("affiliation", a.Affiliations.Select(Organisation));

    static Node Organisation(Organisation o) => new Node(o.Ror, "Organization", "prov:Organization").Add("name", o.Name).Add("identifier", o.Ror);

    static bool Derived(RelatedWork r) => r.Relation is "IsDerivedFrom" or "IsVariantFormOf" or "IsCompiledBy" or "Continues" or "IsNewVersionOf";

    internal static string Day(DateTime t) => t.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    internal static string Instant(DateTime t) => t.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The archive as schema.org/DataCatalog.</summary>
    public static Graph Catalogue(string root, string publisher, string? ror, IEnumerable<Portrait> versions) => new(Graph.Prefixes["schema"], [new Node(root + "/datasets", "DataCatalog").Add("name", publisher + " datasets").Add("url", new Iri(root + "/datasets"))
        .Add("description", "Open data of computational chemistry, with level of theory, provenance and cost of every value.").Add("publisher", Organisation(new Organisation(publisher) { Ror = ror }))
        .Add("dataset", versions.Select(p => new Node(p.Cite, "Dataset").Add("name", p.Metadata.Title).Add("description", p.Description).Add("url", new Iri(p.Page)).Add("license", p.Licence is { } l ? new Iri(l) : null).Add("dateModified", Day(p.Modified)).Add("creator", p.Metadata.Authors.Select(Person))))]);
}
