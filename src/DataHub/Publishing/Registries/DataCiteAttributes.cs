// What DataCite is told of a dataset or a version: the attributes of its metadata schema 4 as JSON.
using System.Globalization;
using System.Text.Json.Nodes;
using DataHub.Model.Datasets;

namespace DataHub.Publishing.Registries;

/// <summary>Who publishes.</summary>
sealed record PublishedBy(string Name, string? Ror);

/// <summary>Attributes of a DOI, of a version or of a dataset as a whole.</summary>
static class DataCiteAttributes
{
    /// <summary>
    /// The attributes of a version, or with <paramref name="release"/> null of the dataset as a whole, which stands for all its versions; of a dataset that was never released those of its draft.
    /// </summary>
    public static JsonObject Of(Dataset dataset, Release? release, PublishedBy publisher, DateTime now)
    {
        var m = release is null ? dataset.Metadata : dataset.MetadataOf(release);
        var first = dataset.Releases.Count > 0 ? dataset.Releases[0] : null;
        var shown = release ?? dataset.Latest ?? dataset.Releases.LastOrDefault();
        var o = new JsonObject
        {
            ["creators"] = List(m.Authors.Count > 0 ? m.Authors.Select(Creator) : [new JsonObject { ["name"] = publisher.Name, ["nameType"] = "Organizational" }]),
            ["titles"] = List([new JsonObject { ["title"] = m.Title, ["lang"] = m.Language }]),
            ["publisher"] = Named(publisher.Name, publisher.Ror, "publisher"),
            ["publicationYear"] = (release?.ReleasedAt ?? first?.ReleasedAt ?? now).Year,
            ["types"] = new JsonObject { ["resourceTypeGeneral"] = "Dataset", ["resourceType"] = "Calculations of computational chemistry" },
            ["language"] = m.Language,
            ["schemaVersion"] = "http://datacite.org/schema/kernel-4",
        };
        if (m.Keywords.Count > 0) o["subjects"] = List(m.Keywords.Select(k => new JsonObject { ["subject"] = k }));
        if (release is not null) o["version"] = release.Number.ToString(CultureInfo.InvariantCulture);
        var dates = new List<JsonObject> { Date(dataset.CreatedAt, "Created") };
        if (shown is not null) dates.Add(Date(shown.ReleasedAt, "Issued"));
        if (m.Access is { Kind: AccessKind.Embargoed, Until: { } day }) dates.Add(new() { ["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["dateType"] = "Available" });
        if (dataset.Edits.LastOrDefault(e => release is null || e.Version == release.Number) is { } edit) dates.Add(Date(edit.At, "Updated"));
        if (dataset.TombstoneOf(release?.Number) is { } stone) dates.Add(new() { ["date"] = Day(stone.At), ["dateType"] = "Withdrawn", ["dateInformation"] = stone.Reason });
        o["dates"] = List(dates);
        if (m.Licence is { } licence)
            o["rightsList"] = List([new JsonObject { ["rights"] = licence, ["rightsUri"] = Licences.Url(licence), ["rightsIdentifier"] = licence, ["rightsIdentifierScheme"] = "SPDX", ["schemeUri"] = "https://spdx.org/licenses/" }]);
        if (m.Description is { } text) o["descriptions"] = List([new JsonObject { ["description"] = text, ["descriptionType"] = "Abstract", ["lang"] = m.Language }]);
        if (m.Funding.Count > 0) o["fundingReferences"] = List(m.Funding.Select(Funding));
        var related = m.Related.Where(r => r.Scheme != "Other").Select(r => Related(r.Identifier, r.Scheme, r.Relation, r.Type)).Concat(Versions(dataset, release)).ToList();
        if (related.Count > 0) o["relatedIdentifiers"] = List(related);
        if (shown is not null && release is not null)
        {
            o["sizes"] = new JsonArray([JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{shown.Files.Sum(f => f.Bytes)} B")), JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{shown.Records} records"))]);
            o["formats"] = new JsonArray([.. shown.Files.Select(f => f.MediaType).Distinct().Order(StringComparer.Ordinal).Select(f => (JsonNode)JsonValue.Create(f)!)]);
        }
        return o;
    }

    static JsonArray List(IEnumerable<JsonObject> items) => new([.. items.Select(i => (JsonNode)i)]);

    static string Day(DateTime t) => t.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static JsonObject Date(DateTime t, string type) => new() { ["date"] = Day(t), ["dateType"] = type };

    static JsonObject Creator(Person p)
    {
        var o = new JsonObject { ["name"] = p.Name, ["nameType"] = p.Organisational ? "Organizational" : "Personal" };
        if (p.Given is not null) o["givenName"] = p.Given;
        if (p.Family is not null) o["familyName"] = p.Family;
        if (p.Orcid is not null) o["nameIdentifiers"] = List([new JsonObject { ["nameIdentifier"] = "https://orcid.org/" + p.Orcid, ["nameIdentifierScheme"] = "ORCID", ["schemeUri"] = "https://orcid.org" }]);
        if (p.Affiliations.Count > 0) o["affiliation"] = List(p.Affiliations.Select(a => Named(a.Name, a.Ror, "affiliation")));
        return o;
    }

    static JsonObject Named(string name, string? ror, string what)
    {
        var o = new JsonObject { ["name"] = name };
        if (ror is not null) (o[what + "Identifier"], o[what + "IdentifierScheme"], o["schemeUri"]) = (ror, "ROR", "https://ror.org");
        return o;
    }

    static JsonObject Funding(Grant g)
    {
        var o = new JsonObject { ["funderName"] = g.Funder.Name };
        if (g.Funder.Ror is { } ror) (o["funderIdentifier"], o["funderIdentifierType"], o["schemeUri"]) = (ror, "ROR", "https://ror.org");
        if (g.Number is not null) o["awardNumber"] = g.Number;
        if (g.Url is not null) o["awardUri"] = g.Url;
        if (g.Title is not null) o["awardTitle"] = g.Title;
        return o;
    }

    static JsonObject Related(string identifier, string scheme, string relation, string? type)
    {
        var o = new JsonObject { ["relatedIdentifier"] = identifier, ["relatedIdentifierType"] = scheme, ["relationType"] = relation };
        if (type is not null) o["resourceTypeGeneral"] = type;
        return o;
    }

    /// <summary>How the versions of a dataset stand to each other and to the whole, by their DOIs or else the first identifier that is an address.</summary>
    static IEnumerable<JsonObject> Versions(Dataset dataset, Release? release)
    {
        static (string Value, string Scheme)? Best(IReadOnlyList<Identifier> all) => all.FirstOrDefault(i => i.Scheme == "doi") is { } doi ? (doi.Value, "DOI") : all.FirstOrDefault(i => i.Url.StartsWith("http", StringComparison.Ordinal)) is { } url ? (url.Url, "URL") : null;
        if (release is null)
        {
            foreach (var r in dataset.Releases)
                if (Best(r.Identifiers) is var (value, scheme)) yield return Related(value, scheme, "HasVersion", "Dataset");
            yield break;
        }
        if (Best(dataset.Identifiers) is var (whole, form)) yield return Related(whole, form, "IsVersionOf", "Dataset");
        foreach (var (other, relation) in new[] { (dataset.Releases.LastOrDefault(r => r.Number < release.Number), "IsNewVersionOf"), (dataset.Releases.FirstOrDefault(r => r.Number > release.Number), "IsPreviousVersionOf") })
            if (other is not null && Best(other.Identifiers) is var (value, scheme)) yield return Related(value, scheme, relation, "Dataset");
    }
}
