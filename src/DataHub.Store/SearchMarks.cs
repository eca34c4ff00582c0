// Which characters of what is shown of a hit made it one.
using DataHub.Store.Searching;

namespace DataHub.Store;

/// <summary>Finds the words of a search again in the texts of its hits.</summary>
public sealed class SearchMarks
{
    static readonly HashSet<string> Whole = [.. SearchFields.Identifiers.Select(c => c.Name)];
    readonly List<(string? Field, string Text, string? Smiles, bool Prefix, WordMatch Match)> _asked = [];

    internal SearchMarks(SearchNode node)
    {
        foreach (var leaf in node.Wanted())
            if (leaf is SearchNode.Words w) _asked.Add((null, w.Text, w.Smiles, w.Prefix, new WordMatch(w.Text, w.Prefix)));
            else if (leaf is SearchNode.InField f) _asked.Add((f.Field, f.Text, null, f.Prefix, new WordMatch(f.Text, f.Prefix)));
            else if (leaf is SearchNode.Formula { Pattern.IsExact: true } formula) _asked.Add((SearchFields.Formula, formula.Pattern.Hill(), null, false, new WordMatch(formula.Pattern.Hill(), false)));
    }

    /// <summary>Places in a text of a column: from which character and how many, in their order and apart from each other. None where nothing of the search is in it.</summary>
    public IReadOnlyList<(int Start, int Length)> In(string column, string text)
    {
        var places = new List<(int Start, int Length)>();
        foreach (var (field, asked, smiles, prefix, match) in _asked)
        {
            if (field is not null && field != column && !(field == "failure" && column.StartsWith("failure", StringComparison.Ordinal))) continue;
            if (Whole.Contains(column) || field is not null && SearchFields.FacetNames.Contains(column))
            {
                bool same = text.Equals(asked, StringComparison.OrdinalIgnoreCase) || smiles == text;
                if (same) places.Add((0, text.Length));
                else if (text.StartsWith(asked, StringComparison.OrdinalIgnoreCase) && (prefix || column == SearchFields.InChIKey && asked.Length == 14)) places.Add((0, asked.Length));
            }
            else places.AddRange(match.Places(text));
        }
        places.Sort();
        var apart = new List<(int Start, int Length)>();
        foreach (var (start, length) in places)
            if (length == 0) continue;
            else if (apart.Count > 0 && apart[^1] is var (from, old) && start <= from + old) apart[^1] = (from, Math.Max(old, start + length - from));
            else apart.Add((start, length));
        return apart;
    }
}
