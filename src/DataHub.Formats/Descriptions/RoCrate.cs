// A dataset as RO-Crate 1.1 or 1.2: the metadata file of a folder that holds the release, with how its records were computed (Process Run Crate).
using System.Text.Json.Nodes;
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes RO-Crate metadata.</summary>
public static class RoCrate
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "ro-crate-metadata.json";

    /// <summary>The metadata. Inside a bag or archive files are named by their paths (<paramref name="attached"/>), on the web by their addresses.</summary>
    public static JsonObject Of(Portrait p, string version = "1.1", bool attached = true)
    {
        var m = p.Metadata;
        var things = new JsonArray();
        var seen = new HashSet<string>();
        JsonObject Ref(string id) => new() { ["@id"] = id };
        JsonArray Refs(IEnumerable<string> ids) => new([.. ids.Select(i => (JsonNode)Ref(i))]);
        string Thing(string id, string type, params (string Name, JsonNode? Value)[] facts)
        {
            if (!seen.Add(id)) return id;
            var o = new JsonObject { ["@id"] = id, ["@type"] = type };
            foreach (var (name, value) in facts) if (value is not null and not JsonArray { Count: 0 }) o[name] = value;
            things.Add((JsonNode)o);
            return id;
        }
        string FileId(ReleasedFile f) => attached ? string.Join('/', f.Path.Split('/').Select(Uri.EscapeDataString)) : p.FileUrl(f.Path);
        string Organisation(string name, string? ror) => Thing(ror ?? "#" + Uri.EscapeDataString(name), "Organization", ("name", name), ("url", ror));

        Thing(FileName, "CreativeWork", ("about", Ref("./")), ("conformsTo", Ref($"https://w3id.org/ro/crate/{version}")));
        var authors = m.Authors.Select(a => a.Organisational ? Organisation(a.Name, a.Affiliations.Select(o => o.Ror).FirstOrDefault(r => r is not null))
            : Thing(a.Orcid is null ? "#" + Uri.EscapeDataString(a.Name) : "https://orcid.org/" + a.Orcid, "Person", ("name", a.Name), ("givenName", a.Given), ("familyName", a.Family), ("affiliation", Refs(a.Affiliations.Select(o => Organisation(o.Name, o.Ror)))))).ToList();
        var publisher = Organisation(p.Publisher, p.PublisherRor);
        var files = p.Files.Select(f => Thing(FileId(f), "File", ("name", f.Path), ("description", f.Meaning), ("encodingFormat", f.MediaType), ("contentSize", f.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("sha256", f.Sha256), ("url", p.FileUrl(f.Path)))).ToList();
        var records = p.Files.Where(f => f.Path.StartsWith("data/", StringComparison.Ordinal)).Select(FileId).ToList();
        var programs = p.Release.Programs.Select(x => (Name: x, Id: Thing("#program-" + Uri.EscapeDataString(x), "SoftwareApplication", ("name", x.Split(' ')[0]), ("softwareVersion", x.Contains(' ') ? x[(x.IndexOf(' ') + 1)..] : "not told")))).ToList();
        var actions = programs.Select(x => Thing("#run-" + Uri.EscapeDataString(x.Name), "CreateAction", ("name", "Calculations with " + x.Name), ("instrument", Ref(x.Id)), ("agent", authors.Count > 0 ? Ref(authors[0]) : Ref(publisher)), ("result", Refs(records)), ("endTime", SchemaOrg.Instant(p.Published)), ("description", $"Levels of theory: {string.Join(", ", p.Release.Costs.Where(c => x.Name.StartsWith(c.Program + "", StringComparison.OrdinalIgnoreCase)).Select(c => c.Level).Distinct())}"))).ToList();
        var grants = m.Funding.Select((g, i) => Thing(g.Url ?? $"#grant-{i + 1}", "Grant", ("name", g.Title ?? $"{g.Funder.Name} {g.Number}".Trim()), ("identifier", g.Number), ("funder", Ref(Organisation(g.Funder.Name, g.Funder.Ror))))).ToList();
        var works = m.Related.Where(r => r.Url is not null).Select(r => (r.Relation, Id: Thing(r.Url!, "CreativeWork", ("name", r.Title ?? r.Identifier)))).ToList();
        var licence = p.Licence is { } l ? Thing(l, "CreativeWork", ("name", m.Licence), ("description", "SPDX licence " + m.Licence), ("identifier", l)) : null;
        var variables = p.Columns.Select(c => Thing("#column-" + Uri.EscapeDataString(c.Name), "PropertyValue", ("name", c.Name), ("description", c.Meaning), ("unitText", c.Unit))).ToList();
        var profile = actions.Count == 0 ? null : Thing("https://w3id.org/ro/wfrun/process/0.5", "CreativeWork", ("name", "Process Run Crate"), ("version", "0.5"));
        JsonNode? licenceValue = licence is null ? JsonValue.Create("not told") : Ref(licence);
        Thing("./", "Dataset", ("name", m.Title), ("description", p.Description), ("datePublished", SchemaOrg.Day(p.Published)), ("license", licenceValue), ("identifier", p.Cite), ("url", p.Page), ("version", p.Version), ("keywords", string.Join(", ", m.Keywords)),
            ("author", Refs(authors)), ("publisher", Ref(publisher)), ("hasPart", Refs(files)), ("mentions", Refs(actions)), ("citation", Refs(works.Select(w => w.Id))), ("funder", Refs(m.Funding.Select(g => g.Funder.Ror ?? "#" + Uri.EscapeDataString(g.Funder.Name)).Distinct())), ("funding", Refs(grants)),
            ("variableMeasured", Refs(variables)), ("conformsTo", profile is null ? null : Ref(profile)), ("conditionsOfAccess", p.IsOpen ? null : m.Access.Reason));
        return new JsonObject
        {
            ["@context"] = new JsonArray($"https://w3id.org/ro/crate/{version}/context", new JsonObject { ["sha256"] = "https://schema.org/sha256", ["variableMeasured"] = "https://schema.org/variableMeasured", ["funding"] = "https://schema.org/funding" }),
            ["@graph"] = things,
        };
    }
}
