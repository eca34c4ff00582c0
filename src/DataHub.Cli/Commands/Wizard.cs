// Asks on a terminal what a dataset is, and writes its metadata file.
using System.Text;
using DataHub.Model.Datasets;

namespace DataHub.Cli.Commands;

/// <summary>Asks question by question; what is mistyped is asked again, and what is not required may be left empty.</summary>
sealed class Wizard(TextReader from, TextWriter to)
{
    /// <summary>The metadata file as YAML.</summary>
    public string Ask(string slug)
    {
        to.WriteLine("A few questions; an empty answer passes over what is not required. Everything can be changed later in the file.");
        var yaml = new StringBuilder();
        yaml.Append($"slug: {slug}\n");
        Put(yaml, "title", One("Title (which molecules, properties, level of theory)", true, t => t.Length >= 10 ? null : "at least 10 characters, please"));
        Put(yaml, "description", One("Description (what was computed, how, why; 50 characters or more)", true, t => t.Length >= 50 ? null : "at least 50 characters, please: search engines show nothing shorter"));
        for (int i = 0; i < Licences.ForData.Count && i < 8; i++) to.WriteLine($"  {i + 1}  {Licences.ForData[i].Id}: {Licences.ForData[i].Use}");
        string? Unlisted(string t) => Licence(t) is not null ? null : Licences.Like(t) is { Count: > 0 } like ? $"not on the SPDX list; did you mean {string.Join(" or ", like)}?" : "not on the SPDX list";
        yaml.Append($"licence: {Licence(One("Licence: a number, or any SPDX identifier", true, Unlisted)!)}\n");
        yaml.Append("authors:\n");
        for (bool first = true; One(first ? "First author, as 'Family, Given'" : "Next author (empty for no more)", first) is { } name; first = false)
        {
            yaml.Append($"  - name: {Quoted(name)}\n");
            if (One("  ORCID", false, t => CheckedIds.Orcid(t).Fault) is { } orcid) yaml.Append($"    orcid: {CheckedIds.Orcid(orcid).Orcid}\n");
            if (One("  Affiliation", false) is { } place)
            {
                yaml.Append($"    affiliation: {{name: {Quoted(place)}");
                if (One("  ROR of the affiliation", false, t => CheckedIds.Ror(t).Fault) is { } ror) yaml.Append($", ror: {Quoted(CheckedIds.Ror(ror).Ror!)}");
                yaml.Append("}\n");
            }
        }
        if (One("Keywords, with commas", false) is { } words) yaml.Append($"keywords: [{string.Join(", ", words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Quoted))}]\n");
        if (One("DOI or address of the article that it belongs to", false, t => Works.SchemeOf(t) == "Other" ? "no DOI, ARK, Handle, arXiv number or address" : null) is { } work) yaml.Append($"related: [{{identifier: {Quoted(work)}, relation: IsSupplementTo, type: JournalArticle}}]\n");
        return yaml.ToString();
    }

    static void Put(StringBuilder yaml, string field, string? text) => yaml.Append($"{field}: {Quoted(text ?? "")}\n");

    /// <summary>A text as a YAML scalar in double quotes.</summary>
    static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    static string? Licence(string text) => int.TryParse(text, out int n) && n >= 1 && n <= Licences.ForData.Count ? Licences.ForData[n - 1].Id : Licences.Find(text);

    /// <summary>An answer; null for none. The end of the input answers nothing any more, and a required answer is then an error.</summary>
    string? One(string question, bool required, Func<string, string?>? defect = null)
    {
        while (true)
        {
            to.Write($"{question}{(required ? "" : " (optional)")}: ");
            to.Flush();
            var line = from.ReadLine() ?? (required ? throw new EndOfStreamException($"'{question}' was not answered") : "");
            line = line.Trim();
            if (line.Length == 0 && !required) return null;
            var wrong = line.Length == 0 ? "an answer is needed" : defect?.Invoke(line);
            if (wrong is null) return line;
            to.WriteLine("  " + wrong);
        }
    }
}
