// Words in a short text, by the same rules as in the index.
namespace DataHub.Store.Searching;

/// <summary>A word, a phrase or the beginning of a word, looked for in texts that are not in the index: values of facets, cards of datasets, what is shown of a hit.</summary>
sealed class WordMatch
{
    readonly bool _prefix;
    readonly string? _whole;
    readonly List<string> _parts;

    public WordMatch(string text, bool prefix)
    {
        _prefix = prefix;
        var pieces = Pieces(text);
        _parts = [.. pieces.SelectMany(ChemistryAnalyzer.Parts)];
        if (pieces.Count == 1 && (_parts.Count != 1 || _parts[0] != pieces[0].ToLowerInvariant())) _whole = pieces[0].ToLowerInvariant();
        // One run inside signs is not what was asked for.
        if (_whole is not null && _parts.Count == 1) _parts.Clear();
        Start = text.ToLowerInvariant();
    }

    /// <summary>The piece as a whole, if it has signs in it; it matches a term by itself.</summary>
    public string? Whole => _whole;
    /// <summary>The runs of letters and digits that must follow each other.</summary>
    public IReadOnlyList<string> Parts => _parts;
    /// <summary>What a term begins with, where a prefix is meant.</summary>
    public string Start { get; }

    /// <summary>True if the text has it.</summary>
    public bool In(string text) => Places(text).Any();

    /// <summary>Where the text has it: from which character, and how many.</summary>
    public IEnumerable<(int Start, int Length)> Places(string text)
    {
        var terms = ChemistryAnalyzer.Terms(text).ToList();
        var runs = new List<(string Term, int Start, int End)>();
        int from = 0, end = -1;
        foreach (var t in terms)
        {
            if (t.End != end) (from, end) = (t.Start, t.End);
            bool whole = !t.Term.All(char.IsLetterOrDigit);
            if (whole)
            {
                if (t.Term == _whole || _prefix && t.Term.StartsWith(Start, StringComparison.Ordinal)) yield return (t.Start, t.End - t.Start);
                continue;
            }
            int at = text.IndexOf(t.Term, from, t.End - from, StringComparison.OrdinalIgnoreCase);
            if (at < 0) at = t.Start;
            else from = at + t.Term.Length;
            runs.Add((t.Term, at, Math.Min(t.End, at + t.Term.Length)));
        }
        for (int i = 0; i < runs.Count; i++)
            if (_prefix && runs[i].Term.StartsWith(Start, StringComparison.Ordinal)) yield return (runs[i].Start, runs[i].End - runs[i].Start);
            else if (_parts.Count > 0 && i + _parts.Count <= runs.Count && Enumerable.Range(0, _parts.Count).All(j => runs[i + j].Term == _parts[j]))
                yield return (runs[i].Start, runs[i + _parts.Count - 1].End - runs[i].Start);
    }

    internal static List<string> Pieces(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(p => p.Trim(',', ';', '.', '"', '\'')).Where(p => p.Length > 0)];
}
