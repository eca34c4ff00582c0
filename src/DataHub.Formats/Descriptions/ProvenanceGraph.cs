// Provenance in W3C PROV: of a record, of a campaign; as PROV-O (linked data) and PROV-JSON from the same graph.
using System.Text.Json.Nodes;
using DataHub.Model;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes PROV.</summary>
public static class ProvenanceGraph
{
    /// <summary>How a record came to be: computed by a program from its parents, or handed in as a file.</summary>
    public static Graph Of(Calculation c, string root)
    {
        var (p, self) = (c.Provenance, $"{root}/calculations/{c.Id}");
        var parents = p.Parents.Select(x => new Node($"{root}/calculations/{x}", "prov:Entity")).ToList();
        var program = p.Program is null ? null : new Node($"{self}#program", "prov:SoftwareAgent").Add("rdfs:label", $"{p.Program} {p.ProgramVersion}".Trim());
        var who = p.Contributor is null ? null : new Node($"{self}#contributor", "prov:Agent").Add("rdfs:label", p.Contributor);
        var raw = p.RawHash is null ? null : new Node($"urn:sha256:{p.RawHash}", "prov:Entity").Add("rdfs:label", p.RawName).Add("dcterms:format", p.Format);
        var run = new Node($"{self}#run", "prov:Activity").Add("rdfs:label", $"{c.Driver.ToString().ToLowerInvariant()} at {c.Level.Name}").Add("prov:endedAtTime", p.ComputedAt is { } t ? Time(t) : null)
            .Add("prov:used", parents).Add("prov:used", p.InputHash is null ? null : new Node($"urn:sha256:{p.InputHash}", "prov:Entity").Add("rdfs:label", "Input files"))
            .Add("prov:wasAssociatedWith", program).Add("prov:wasAssociatedWith", who).Add("prov:wasInformedBy", p.Campaign is null ? null : new Node($"{root}/campaigns/{p.Campaign}", "prov:Activity").Add("rdfs:label", p.Campaign))
            .Add("dh:cpuHours", c.Cost.CpuSeconds / 3600).Add("dh:energyKwh", c.Cost.EnergyKwh).Add("dh:co2eGrams", c.Cost.Co2Grams);
        var record = new Node(self, "prov:Entity", "dh:Calculation").Add("rdfs:label", $"{c.Molecule.Name ?? c.Molecule.Formula} at {c.Level.Name}").Add("dh:levelOfTheory", c.Level.Name).Add("dcterms:license", p.Licence is null ? null : new Iri(Model.Datasets.Licences.Url(p.Licence)))
            .Add("prov:generatedAtTime", Time(p.IngestedAt)).Add("prov:wasGeneratedBy", run).Add("prov:wasDerivedFrom", parents).Add("prov:wasDerivedFrom", raw).Add("prov:wasAttributedTo", who)
            .Add("prov:hadPrimarySource", p.Doi is null ? null : new Node("https://doi.org/" + p.Doi, "prov:Entity")).Add("prov:wasInvalidatedBy", c.Recalled is null ? null : new Node($"{root}/api/withdrawals/{c.Recalled.Withdrawal}", "prov:Activity").Add("rdfs:label", c.Recalled.Reason));
        return new Graph(null, [record]).With("dh", root + Vocabulary.Path + "#");
    }

    /// <summary>How a campaign came to its results: what it reused, predicted and computed.</summary>
    public static Graph OfCampaign(string id, string name, DateTime started, DateTime? ended, IEnumerable<(string? Record, string Candidate, string Rung)> results, string root)
    {
        var campaign = new Node($"{root}/campaigns/{id}", "prov:Activity").Add("rdfs:label", name).Add("prov:startedAtTime", Time(started)).Add("prov:endedAtTime", ended is { } e ? Time(e) : null);
        var known = new Dictionary<string, Node>();
        var answers = results.Select((r, i) => new Node($"{root}/campaigns/{id}#result-{i + 1}", "prov:Entity").Add("rdfs:label", r.Candidate).Add("dh:fidelity", r.Rung).Add("prov:wasGeneratedBy", campaign)
            .Add("prov:wasDerivedFrom", r.Record is null ? null : known.TryGetValue(r.Record, out var n) ? n : known[r.Record] = new Node($"{root}/calculations/{r.Record}", "prov:Entity"))).ToList();
        foreach (var n in known.Values) campaign.Add("prov:used", n);
        return new Graph(null, answers.Count == 0 ? [campaign] : answers).With("dh", root + Vocabulary.Path + "#");
    }

    static Typed Time(DateTime t) => new(SchemaOrg.Instant(t), "xsd:dateTime");

    /// <summary>The relations of PROV-JSON: name in PROV-O, name and roles in PROV-JSON.</summary>
    static readonly (string Property, string Relation, string From, string To)[] s_relations =
    [
        ("prov:used", "used", "prov:activity", "prov:entity"), ("prov:wasGeneratedBy", "wasGeneratedBy", "prov:entity", "prov:activity"), ("prov:wasAssociatedWith", "wasAssociatedWith", "prov:activity", "prov:agent"), ("prov:wasDerivedFrom", "wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
        ("prov:hadPrimarySource", "wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"), ("prov:wasAttributedTo", "wasAttributedTo", "prov:entity", "prov:agent"), ("prov:wasInformedBy", "wasInformedBy", "prov:informed", "prov:informant"), ("prov:wasInvalidatedBy", "wasInvalidatedBy", "prov:entity", "prov:activity"),
    ];

    /// <summary>A graph of provenance as PROV-JSON (W3C member submission of 2013).</summary>
    public static JsonObject Json(Graph graph)
    {
        var all = new JsonObject { ["prefix"] = new JsonObject() };
        var names = new Dictionary<string, string>();
        // A name is a prefix and a number: addresses as local names would need escapes that few readers know.
        JsonObject prefixes = all["prefix"]!.AsObject();
        string Name(string iri)
        {
            if (names.TryGetValue(iri, out var known)) return known;
            int cut = Math.Max(iri.LastIndexOf('/'), Math.Max(iri.LastIndexOf('#'), iri.StartsWith("urn:", StringComparison.Ordinal) ? iri.LastIndexOf(':') : -1)) + 1;
            var space = iri[..cut];
            var prefix = prefixes.FirstOrDefault(p => p.Value!.GetValue<string>() == space).Key;
            if (prefix is null) prefixes[prefix = "n" + (prefixes.Count + 1)] = space;
            return names[iri] = $"{prefix}:{iri[cut..]}";
        }
        JsonObject Part(string name) => (all[name] ??= new JsonObject()).AsObject();
        int n = 0;
        foreach (var node in graph.All())
        {
            if (node.Id is not { } id) continue;
            var kind = node.Types.Contains("prov:Activity") ? "activity" : node.Types.Any(t => t is "prov:Agent" or "prov:SoftwareAgent" or "prov:Person") ? "agent" : "entity";
            var facts = Part(kind)[Name(graph.Expand(id))] is JsonObject before ? before : new JsonObject();
            if (facts.Parent is null) Part(kind)[Name(graph.Expand(id))] = facts;
            foreach (var (property, value) in node.Facts)
                if (s_relations.FirstOrDefault(r => r.Property == property) is { Relation: not null } r && value is Node other)
                {
                    var relation = new JsonObject { [r.From] = Name(graph.Expand(id)), [r.To] = Name(graph.Expand(other.Id!)) };
                    if (property == "prov:hadPrimarySource") relation["prov:type"] = new JsonObject { ["$"] = "prov:PrimarySource", ["type"] = "xsd:QName" };
                    Part(r.Relation)[$"_:r{++n}"] = relation;
                }
                else if (property is "rdfs:label") facts["prov:label"] = (string)value;
                else if (property is "prov:startedAtTime" or "prov:endedAtTime") facts[property is "prov:startedAtTime" ? "prov:startTime" : "prov:endTime"] = ((Typed)value).Text;
            if (node.Types.Contains("prov:SoftwareAgent")) facts["prov:type"] = new JsonObject { ["$"] = "prov:SoftwareAgent", ["type"] = "xsd:QName" };
        }
        return all;
    }
}
