// A dataset in Croissant 1.1 with terms for responsible use, so that loaders for machine learning read its tables by name, type and unit.
using System.Text.Json.Nodes;
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes Croissant.</summary>
public static class Croissant
{
    /// <summary>The terms that the specification puts into the context.</summary>
    static readonly string[] s_terms = ["arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"];

    /// <summary>The description of a version or a draft.</summary>
    public static JsonObject Of(Portrait p)
    {
        var m = p.Metadata;
        var context = new JsonObject { ["@language"] = "en", ["@vocab"] = Graph.Prefixes["schema"], ["sc"] = Graph.Prefixes["schema"], ["cr"] = "http://mlcommons.org/croissant/", ["rai"] = "http://mlcommons.org/croissant/RAI/", ["dct"] = Graph.Prefixes["dcterms"], ["prov"] = Graph.Prefixes["prov"], ["qudt"] = Graph.Prefixes["qudt"] };
        foreach (var t in s_terms) context[t] = "cr:" + t;
        context["conformsTo"] = "dct:conformsTo";
        context["data"] = new JsonObject { ["@id"] = "cr:data", ["@type"] = "@json" };
        context["examples"] = new JsonObject { ["@id"] = "cr:examples", ["@type"] = "@json" };
        context["dataType"] = new JsonObject { ["@id"] = "cr:dataType", ["@type"] = "@vocab" };
        foreach (var t in new[] { "name", "description" }) context[t] = new JsonObject { ["@id"] = "sc:" + t, ["@container"] = "@language" };
        var d = new JsonObject
        {
            ["@context"] = context, ["@type"] = "sc:Dataset", ["@id"] = p.Cite, ["name"] = m.Title, ["description"] = p.Description, ["conformsTo"] = new JsonArray("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"),
            ["url"] = p.Page, ["version"] = p.Version + ".0.0", ["citeAs"] = Citations.BibTeX(p), ["datePublished"] = SchemaOrg.Day(p.Published), ["dateModified"] = SchemaOrg.Day(p.Modified), ["inLanguage"] = m.Language, ["isLiveDataset"] = false,
            ["keywords"] = new JsonArray([.. m.Keywords.Select(k => (JsonNode)k)]),
            ["creator"] = new JsonArray([.. m.Authors.Select(a => (JsonNode)Who(a))]), ["publisher"] = new JsonObject { ["@type"] = "sc:Organization", ["name"] = p.Publisher },
        };
        if (p.Licence is { } licence) d["license"] = licence;
        if (p.Addresses.Count > 1) d["sameAs"] = new JsonArray([.. p.Addresses.Skip(1).Select(a => (JsonNode)a)]);
        void Rai(string term, string? text) { if (text is not null) d["rai:" + term] = text; }
        Rai("dataCollection", m.Responsible?.Collection ?? (p.Release.Levels.Count == 0 ? null : $"Computed at {string.Join(", ", p.Release.Levels)} with {string.Join(", ", p.Release.Programs)}."));
        Rai("dataCollectionType", p.Release.Records > 0 ? "Software Collection" : null);
        Rai("dataPreprocessingProtocol", m.Responsible?.Preprocessing);
        Rai("dataUseCases", m.Responsible?.Uses);
        Rai("dataLimitations", m.Responsible?.Limitations);
        Rai("dataBiases", m.Responsible?.Biases);
        Rai("dataReleaseMaintenancePlan", m.Responsible?.Maintenance);
        Rai("dataImputationProtocol", p.Release.Records > 0 ? "Nothing is imputed: what a calculation did not give is empty." : null);
        Rai("personalSensitiveInformation", "None: the records describe molecules.");
        d["prov:wasGeneratedBy"] = new JsonArray([.. p.Release.Programs.Select(x => (JsonNode)new JsonObject { ["@type"] = "prov:Activity", ["prov:label"] = "Computation with " + x, ["prov:wasAssociatedWith"] = new JsonObject { ["@type"] = "prov:SoftwareAgent", ["prov:label"] = x } })]);
        d["distribution"] = new JsonArray([.. p.Files.Select(f => (JsonNode)File(p, f))]);
        var sets = new JsonArray();
        foreach (var (path, name) in new[] { (Tables.Records, "calculations"), (Tables.Arrays, "geometries") })
            if (p.Files.FirstOrDefault(f => f.Path == path) is { Columns: { } columns } table) sets.Add((JsonNode)Records(p, table, name, columns));
        if (sets.Count > 0) d["recordSet"] = sets;
        return d;
    }

    static JsonObject Who(Person a) => a.Orcid is null ? new() { ["@type"] = a.Organisational ? "sc:Organization" : "sc:Person", ["name"] = a.Name } : new() { ["@type"] = "sc:Person", ["@id"] = "https://orcid.org/" + a.Orcid, ["name"] = a.Name };

    static JsonObject File(Portrait p, ReleasedFile f)
    {
        var o = new JsonObject { ["@type"] = "cr:FileObject", ["@id"] = f.Path, ["name"] = f.Path, ["contentUrl"] = p.FileUrl(f.Path), ["encodingFormat"] = f.Path.EndsWith(".parquet", StringComparison.Ordinal) ? "application/x-parquet" : f.MediaType };
        if (f.Meaning is not null) o["description"] = f.Meaning;
        // The size and checksum of what a draft would release are known when it is released.
        if (f.Sha256.Length > 0) { o["contentSize"] = $"{f.Bytes} B"; o["sha256"] = f.Sha256; }
        return o;
    }

    static JsonObject Records(Portrait p, ReleasedFile table, string name, IReadOnlyList<string> columns)
    {
        var known = p.Columns.ToDictionary(c => c.Name);
        var of = Model.Columns.All.ToDictionary(c => c.Name);
        var fields = new JsonArray();
        foreach (var column in columns)
        {
            known.TryGetValue(column, out var c);
            of.TryGetValue(column, out var col);
            var (type, unit, meaning) = (c?.Type ?? col?.Type.ToString().ToLowerInvariant() ?? "text", c?.Unit ?? col?.Unit, c?.Meaning ?? col?.Meaning ?? column);
            var field = new JsonObject
            {
                ["@type"] = "cr:Field", ["@id"] = $"{name}/{column}", ["name"] = column, ["description"] = unit is null ? meaning : $"{meaning} ({unit})", ["dataType"] = DataType(type),
                ["source"] = new JsonObject { ["fileObject"] = new JsonObject { ["@id"] = table.Path }, ["extract"] = new JsonObject { ["column"] = column } },
            };
            if (type is "textlist" or "reallist") { field["isArray"] = true; field["arrayShape"] = "-1"; }
            if (unit is not null) field["unitText"] = unit;
            if (Vocabulary.Unit(unit) is { } q) field["qudt:hasUnit"] = new JsonObject { ["@id"] = q.Value.Replace("unit:", Graph.Prefixes["unit"], StringComparison.Ordinal) };
            if (Vocabulary.Descriptor(column) is { } sio) field["equivalentProperty"] = sio.Value.Replace("sio:", Graph.Prefixes["sio"], StringComparison.Ordinal);
            if (c?.Least is { } least) field["minValue"] = least;
            if (c?.Greatest is { } greatest) field["maxValue"] = greatest;
            if (name != "calculations" && column == "id") field["references"] = new JsonObject { ["field"] = new JsonObject { ["@id"] = "calculations/id" } };
            fields.Add((JsonNode)field);
        }
        return new JsonObject { ["@type"] = "cr:RecordSet", ["@id"] = name, ["name"] = name, ["description"] = table.Meaning ?? name, ["key"] = new JsonObject { ["@id"] = name + "/id" }, ["field"] = fields };
    }

    static string DataType(string type) => type switch { "integer" => "sc:Integer", "real" or "reallist" => "sc:Float", "boolean" => "sc:Boolean", "time" => "sc:DateTime", _ => "sc:Text" };
}
