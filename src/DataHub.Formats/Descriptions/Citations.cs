// Citations of a dataset: CITATION.cff, BibTeX, RIS, CSL-JSON, and one line to read.
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataHub.Model.Datasets;

namespace DataHub.Formats.Descriptions;

/// <summary>Writes citations.</summary>
public static class Citations
{
    /// <summary>One line in the order that DataCite recommends: creators (year): title. Version. Publisher. Identifier.</summary>
    public static string Line(Portrait p) => $"{(p.Metadata.Authors.Count == 0 ? p.Publisher : string.Join("; ", p.Metadata.Authors.Select(a => a.Name)))} ({p.Published.Year}): {p.Metadata.Title}. Version {p.Version}. {p.Publisher}. Dataset. {Address(p)}";

    static string Address(Portrait p) => p.Release.Identifiers.Any(i => i.Scheme == "doi") ? "https://doi.org/" + p.Doi : p.Cite;

    /// <summary>BibTeX, an entry @dataset.</summary>
    public static string BibTeX(Portrait p)
    {
        // Braces and what TeX takes for itself are written so that they print.
        static string T(string s) => string.Concat(s.ReplaceLineEndings(" ").Select(c => c switch { '\\' => "\\textbackslash{}", '{' or '}' or '&' or '%' or '#' or '_' or '$' => "\\" + c, '~' => "\\textasciitilde{}", '^' => "\\textasciicircum{}", _ => c.ToString() }));
        var lines = new List<string> { $"title = {{{{{T(p.Metadata.Title)}}}}}" };
        if (p.Metadata.Authors.Count > 0) lines.Insert(0, $"author = {{{string.Join(" and ", p.Metadata.Authors.Select(a => a.Organisational ? $"{{{T(a.Name)}}}" : T(a.Name)))}}}");
        lines.Add($"year = {{{p.Published.Year}}}");
        lines.Add($"publisher = {{{T(p.Publisher)}}}");
        lines.Add($"version = {{{p.Version}}}");
        if (p.Doi is { } doi) lines.Add($"doi = {{{doi}}}");
        lines.Add($"url = {{{Address(p)}}}");
        return $"@dataset{{{p.Dataset.Slug.Replace('.', '-')}-{p.Version},\n  {string.Join(",\n  ", lines)}\n}}\n";
    }

    /// <summary>RIS, type DATA.</summary>
    public static string Ris(Portrait p)
    {
        var to = new StringBuilder("TY  - DATA\r\n");
        void Line(string tag, string? value) { if (!string.IsNullOrWhiteSpace(value)) to.Append(tag).Append("  - ").Append(value.ReplaceLineEndings(" ")).Append("\r\n"); }
        foreach (var a in p.Metadata.Authors) Line("AU", a.Name);
        Line("TI", p.Metadata.Title);
        Line("PY", p.Published.Year.ToString(CultureInfo.InvariantCulture));
        Line("DA", p.Published.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture));
        Line("PB", p.Publisher);
        Line("ET", p.Version);
        foreach (var k in p.Metadata.Keywords) Line("KW", k);
        Line("AB", p.Metadata.Description);
        Line("DO", p.Doi);
        Line("UR", Address(p));
        Line("LA", p.Metadata.Language);
        return to.Append("ER  - \r\n").ToString();
    }

    /// <summary>CSL-JSON, one item.</summary>
    public static JsonArray Csl(Portrait p)
    {
        var item = new JsonObject { ["id"] = $"{p.Dataset.Slug}-{p.Version}", ["type"] = "dataset", ["title"] = p.Metadata.Title, ["version"] = p.Version, ["publisher"] = p.Publisher, ["URL"] = Address(p), ["language"] = p.Metadata.Language,
            ["issued"] = new JsonObject { ["date-parts"] = new JsonArray(new JsonArray(p.Published.Year, p.Published.Month, p.Published.Day)) } };
        if (p.Doi is { } doi) item["DOI"] = doi;
        if (p.Metadata.Description is { } text) item["abstract"] = text;
        if (p.Metadata.Keywords.Count > 0) item["keyword"] = string.Join(", ", p.Metadata.Keywords);
        if (p.Metadata.Authors.Count > 0) item["author"] = new JsonArray([.. p.Metadata.Authors.Select(a => (JsonNode)(Names(a) is var (family, given) ? new JsonObject { ["family"] = family, ["given"] = given } : new JsonObject { ["literal"] = a.Name }))]);
        return new JsonArray((JsonNode)item);
    }

    static (string Family, string Given)? Names(Person a) => a.Organisational ? null : a is { Family: { } f, Given: { } g } ? (f, g) : a.Name.Split(", ", 2) is [var family, var given] ? (family, given) : null;

    /// <summary>CITATION.cff 1.2.0 of type dataset.</summary>
    public static string Cff(Portrait p)
    {
        // Double-quoted YAML takes every text.
        static string Q(string s) => "\"" + string.Concat(s.Select(c => c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", < ' ' => $"\\x{(int)c:X2}", _ => c.ToString() })) + "\"";
        var to = new StringBuilder($"cff-version: 1.2.0\nmessage: \"If you use this dataset, please cite it as below.\"\ntype: dataset\ntitle: {Q(p.Metadata.Title)}\nversion: {Q(p.Version)}\ndate-released: {SchemaOrg.Day(p.Published)}\nurl: {Q(p.Page)}\n");
        if (p.Metadata.Description is { } text) to.Append($"abstract: {Q(text)}\n");
        if (p.Metadata.Licence is { } licence) to.Append($"license: {licence}\n");
        if (p.Doi is { } doi) to.Append($"doi: {doi}\n");
        if (p.Metadata.Keywords.Count > 0) to.Append("keywords:\n").AppendJoin("", p.Metadata.Keywords.Distinct().Select(k => $"  - {Q(k)}\n"));
        to.Append("authors:\n");
        foreach (var a in p.Metadata.Authors)
            if (Names(a) is var (family, given))
                to.Append($"  - family-names: {Q(family)}\n    given-names: {Q(given)}\n").Append(a.Orcid is null ? "" : $"    orcid: \"https://orcid.org/{a.Orcid}\"\n").Append(a.Affiliations.Count == 0 ? "" : $"    affiliation: {Q(a.Affiliations[0].Name)}\n");
            else to.Append($"  - name: {Q(a.Name)}\n");
        if (p.Metadata.Authors.Count == 0) to.Append($"  - name: {Q(p.Publisher)}\n");
        if (p.Addresses.Count > 0) to.Append("identifiers:\n").AppendJoin("", p.Release.Identifiers.Select(i => i.Scheme == "doi" ? $"  - type: doi\n    value: {i.Value}\n" : $"  - type: url\n    value: {Q(i.Url.StartsWith('/') ? p.Root + i.Url : i.Url)}\n").DefaultIfEmpty($"  - type: url\n    value: {Q(p.Cite)}\n"));
        return to.ToString();
    }
}
