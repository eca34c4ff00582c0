// Reads what is told of a dataset: YAML or JSON text -> metadata, or faults that name line, field and remedy.
using System.Globalization;
using DataHub.Model;
using DataHub.Model.Datasets;
using YamlDotNet.RepresentationModel;

namespace DataHub.Publishing.Metadata;

/// <summary>What a metadata file says: the dataset's slug, if it names one, its metadata, and which records belong to it.</summary>
/// <param name="Slug">Short name; null if the file names none.</param>
/// <param name="Metadata">What is told.</param>
/// <param name="Records">An OData $filter; null for the records that came in under the slug.</param>
public sealed record Described(string? Slug, DatasetMetadata Metadata, string? Records);

/// <summary>Reads metadata files; their shape is schemas/dataset.schema.json.</summary>
public static class MetadataReading
{
    /// <summary>The fields of a metadata file.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["slug", "title", "description", "readme", "licence", "license", "authors", "keywords", "communities", "funding", "related", "language", "contact", "access", "responsible", "doi", "notes", "records"];
    static readonly string[] s_person = ["name", "given", "family", "orcid", "affiliation", "affiliations", "organisation"], s_grant = ["funder", "funder_ror", "number", "title", "url"],
        s_related = ["identifier", "relation", "type", "title"], s_access = ["kind", "until", "reason", "request"], s_responsible = ["collection", "preprocessing", "uses", "limitations", "biases", "maintenance"], s_place = ["name", "ror"];

    /// <summary>Names of metadata files, as they are looked for in a folder.</summary>
    public static readonly IReadOnlyList<string> FileNames = ["dataset.yaml", "dataset.yml", "dataset.json"];

    /// <summary>Reads a text; faults are never empty where the result is null.</summary>
    public static (Described? Described, IReadOnlyList<Fault> Faults) Read(string file, string text)
    {
        var nodes = new Nodes(file);
        if (nodes.Root(text, "title: Gaps of small aromatics") is not { } root) return (null, nodes.Faults);
        nodes.Only(root, "", Fields);
        var slug = nodes.Text(root, "slug");
        if (slug is not null && !Store.Archive.IsSlug(slug)) nodes.Wrong(root["slug"], "slug", $"'{slug}' is no slug", "Write lower-case letters, digits, '-', '_' and '.', a letter or digit first, at most 100.");
        if (root.Children.ContainsKey("license") && root.Children.ContainsKey("licence")) nodes.Wrong(root["license"], "license", "it stands beside 'licence'", "Write one of the two.");
        var metadata = new DatasetMetadata
        {
            Title = nodes.Text(root, "title") ?? "", Description = nodes.Text(root, "description"), Readme = nodes.Text(root, "readme"), Licence = Licence(nodes, root), Contact = nodes.Text(root, "contact"),
            Language = nodes.Text(root, "language") ?? "en", Doi = Doi(nodes, root), Notes = nodes.Text(root, "notes"), Keywords = nodes.Texts(root, "keywords"), Communities = Communities(nodes, root),
            Authors = [.. Nodes.Items(root, "authors").Select((n, i) => Author(nodes, n, i + 1)).OfType<Person>()], Funding = [.. Nodes.Items(root, "funding").Select(n => Funding(nodes, n)).OfType<Grant>()],
            Related = [.. Nodes.Items(root, "related").Select(n => Related(nodes, n)).OfType<RelatedWork>()], Access = Access(nodes, root), Responsible = Responsible(nodes, root),
        };
        if (metadata.Title.Length == 0) nodes.Wrong(root, "title", "missing", "Say in one line what the dataset is.");
        return nodes.Faults.Count > 0 ? (null, nodes.Faults) : (new(slug, metadata, nodes.Text(root, "records")), []);
    }

    static string? Licence(Nodes nodes, YamlMappingNode root)
    {
        var field = root.Children.ContainsKey("license") ? "license" : "licence";
        if (nodes.Text(root, field) is not { } text) return null;
        if (Licences.Find(text) is { } id) return id;
        var like = Licences.Like(text);
        nodes.Wrong(root[field], field, $"'{text}' is not on the SPDX list", like.Count > 0 ? $"Did you mean {string.Join(" or ", like)}?" : $"Licences that suit data are {string.Join(", ", Licences.ForData.Take(8).Select(l => l.Id))}.");
        return null;
    }

    static string? Doi(Nodes nodes, YamlMappingNode root)
    {
        if (nodes.Text(root, "doi") is not { } text) return null;
        if (Works.Doi(text) is { } doi) return doi;
        nodes.Wrong(root["doi"], "doi", $"'{text}' is no DOI", "Write it as 10.1234/abc; leave it out for data that are published here for the first time.");
        return null;
    }

    static List<string> Communities(Nodes nodes, YamlMappingNode root)
    {
        var communities = nodes.Texts(root, "communities");
        foreach (var c in communities.Where(c => !Store.Archive.IsSlug(c))) nodes.Wrong(root["communities"], "communities", $"'{c}' is no short name", "Write lower-case letters, digits and '-'.");
        return communities;
    }

    static Person? Author(Nodes nodes, YamlNode node, int place)
    {
        var field = string.Create(CultureInfo.InvariantCulture, $"authors[{place}]");
        if (node is YamlScalarNode { Value: { } whole } && whole.Trim().Length > 0) return Named(whole.Trim());
        if (node is not YamlMappingNode map) { nodes.Wrong(node, field, "no author", "Write a name, or {name: 'Curie, Marie', orcid: 0000-0002-1825-0097, affiliation: Sorbonne}."); return null; }
        nodes.Only(map, field + ".", s_person);
        var (name, given, family) = (nodes.Text(map, "name"), nodes.Text(map, "given"), nodes.Text(map, "family"));
        if (name is null && family is null) { nodes.Wrong(map, field + ".name", "missing", "Write 'name: Curie, Marie', or given and family."); return null; }
        var person = name is not null ? Named(name) : new Person(given is null ? family! : $"{family}, {given}") { Given = given, Family = family };
        if (family is not null) person = person with { Family = family, Given = given };
        person.Organisational = nodes.Text(map, "organisation") is "true" or "yes";
        if (person.Organisational) person = new Person(name ?? person.Name) { Organisational = true };
        if (nodes.Text(map, "orcid") is { } orcid)
        {
            var (found, fault) = CheckedIds.Orcid(orcid);
            if (fault is not null) nodes.Wrong(map["orcid"], field + ".orcid", fault, "Copy it from the person's page at https://orcid.org.");
            person.Orcid = found;
        }
        person.Affiliations = [.. Nodes.Items(map, "affiliations").Concat(Nodes.Items(map, "affiliation")).Select(n => Place(nodes, n, field + ".affiliation")).OfType<Organisation>()];
        return person;
    }

    /// <summary>A name as it was written; "Family, Given" tells its parts.</summary>
    static Person Named(string name)
    {
        int comma = name.IndexOf(',');
        return comma > 0 && name.IndexOf(',', comma + 1) < 0 ? new Person(name) { Family = name[..comma].Trim(), Given = name[(comma + 1)..].Trim() } : new Person(name);
    }

    static Organisation? Place(Nodes nodes, YamlNode node, string field)
    {
        if (node is YamlScalarNode { Value: { } whole } && whole.Trim().Length > 0) return new(whole.Trim());
        if (node is not YamlMappingNode map) { nodes.Wrong(node, field, "no organisation", "Write a name, or {name: Sorbonne, ror: https://ror.org/...}."); return null; }
        nodes.Only(map, field + ".", s_place);
        if (nodes.Text(map, "name") is not { } name) { nodes.Wrong(map, field + ".name", "missing", "Write the organisation's name."); return null; }
        return new(name) { Ror = Ror(nodes, map, "ror", field) };
    }

    static string? Ror(Nodes nodes, YamlMappingNode map, string key, string field)
    {
        if (nodes.Text(map, key) is not { } text) return null;
        var (ror, fault) = CheckedIds.Ror(text);
        if (fault is not null) nodes.Wrong(map[key], $"{field}.{key}", fault, "Copy it from the organisation's page at https://ror.org.");
        return ror;
    }

    static Grant? Funding(Nodes nodes, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } whole } && whole.Trim().Length > 0) return new(new Organisation(whole.Trim()));
        if (node is not YamlMappingNode map || nodes.Text(map, "funder") is not { } funder) { nodes.Wrong(node, "funding", "no funder", "Write a name, or {funder: DFG, funder_ror: https://ror.org/018mejw64, number: '123', title: ..., url: ...}."); return null; }
        nodes.Only(map, "funding.", s_grant);
        return new(new Organisation(funder) { Ror = Ror(nodes, map, "funder_ror", "funding") }) { Number = nodes.Text(map, "number"), Title = nodes.Text(map, "title"), Url = nodes.Text(map, "url") };
    }

    static RelatedWork? Related(Nodes nodes, YamlNode node)
    {
        const string remedy = "Write {identifier: 10.1234/abc, relation: IsSupplementTo, type: JournalArticle}.";
        if (node is not YamlMappingNode map || nodes.Text(map, "identifier") is not { } identifier) { nodes.Wrong(node, "related", "no identifier", remedy); return null; }
        nodes.Only(map, "related.", s_related);
        var relation = Listed(nodes, map, "relation", Works.Relations) ?? "";
        if (relation.Length == 0 && !map.Children.ContainsKey("relation")) nodes.Wrong(map, "related.relation", "missing", remedy);
        if (Works.SchemeOf(identifier) == "Other") nodes.Wrong(map["identifier"], "related.identifier", $"'{identifier}' is no DOI, ARK, Handle, arXiv number, URN or address", remedy);
        return new(Works.Doi(identifier) ?? identifier, relation) { Type = Listed(nodes, map, "type", Works.Types), Title = nodes.Text(map, "title") };
    }

    static string? Listed(Nodes nodes, YamlMappingNode map, string field, IReadOnlyList<string> list)
    {
        if (nodes.Text(map, field) is not { } text) return null;
        if (list.FirstOrDefault(l => l.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        nodes.Wrong(map[field], "related." + field, $"'{text}' is none", $"One of {string.Join(", ", list)}.");
        return null;
    }

    static DatasetAccess Access(Nodes nodes, YamlMappingNode root)
    {
        const string remedy = "Write 'access: open', or {kind: embargoed, until: 2027-01-31, reason: ...}, or {kind: restricted, reason: ..., request: whom to ask}.";
        if (!root.Children.TryGetValue("access", out var node)) return DatasetAccess.Open;
        var map = node as YamlMappingNode;
        if (map is not null) nodes.Only(map, "access.", s_access);
        var kind = map is null ? Nodes.Text(node) : nodes.Text(map, "kind") ?? "";
        if (!Enum.TryParse<AccessKind>(kind, true, out var parsed) || char.IsAsciiDigit(kind[0])) { nodes.Wrong(node, "access", $"'{kind}' is no kind of access", remedy); return DatasetAccess.Open; }
        if (parsed == AccessKind.Open) return DatasetAccess.Open;
        var access = new DatasetAccess(parsed) { Reason = map is null ? null : nodes.Text(map, "reason"), Request = map is null ? null : nodes.Text(map, "request") };
        if (access.Reason is null) nodes.Wrong(node, "access.reason", "missing: who cannot have the data is told why", remedy);
        if (parsed == AccessKind.Embargoed)
        {
            if (map is not null && DateOnly.TryParseExact(nodes.Text(map, "until"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) access.Until = day;
            else nodes.Wrong(node, "access.until", "an embargo has an end: a date such as 2027-01-31 is wanted", remedy);
        }
        return access;
    }

    static ResponsibleUse? Responsible(Nodes nodes, YamlMappingNode root)
    {
        if (!root.Children.TryGetValue("responsible", out var node)) return null;
        if (node is not YamlMappingNode map) { nodes.Wrong(node, "responsible", "fields are wanted", $"Fields are {string.Join(", ", s_responsible)}."); return null; }
        nodes.Only(map, "responsible.", s_responsible);
        return new() { Collection = nodes.Text(map, "collection"), Preprocessing = nodes.Text(map, "preprocessing"), Uses = nodes.Text(map, "uses"), Limitations = nodes.Text(map, "limitations"), Biases = nodes.Text(map, "biases"), Maintenance = nodes.Text(map, "maintenance") };
    }
}
