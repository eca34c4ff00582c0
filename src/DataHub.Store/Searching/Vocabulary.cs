// What a text could go on with, and what a misspelt word could mean, from the words that the archive has.
using DataHub.Model;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace DataHub.Store.Searching;

static class Vocabulary
{
    /// <summary>So many words with one beginning are looked at.</summary>
    const int Looked = 20_000;

    /// <summary>What stands before the last word of a text, and that word.</summary>
    public static (string Before, string Last) Split(string text)
    {
        bool quoted = false;
        int from = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '"') quoted = !quoted;
            else if (!quoted && (char.IsWhiteSpace(text[i]) || text[i] is '(' or '-' && i == from)) from = i + 1;
        return (text[..from], text[from..]);
    }

    /// <summary>Names that go before a colon and begin like a word.</summary>
    public static IEnumerable<string> Fields(string word) => word.Length == 0 ? [] : SearchFields.Names.Where(n => n.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(n => n + ":");

    /// <summary>A value as it is written behind a field.</summary>
    public static string Written(string value) => value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || c is '"' or '(' or ')' or '*') && value[0] != '-' ? value : $"\"{value.Replace("\"", "")}\"";

    /// <summary>Words of names with a beginning, the most frequent first.</summary>
    public static IEnumerable<string> Words(IndexReader reader, string start)
    {
        var counts = new Dictionary<string, int>();
        var from = new BytesRef(start);
        foreach (var leaf in reader.Leaves)
        {
            if (leaf.AtomicReader.GetTerms("name")?.GetEnumerator() is not { } each || each.SeekCeil(from) == TermsEnum.SeekStatus.END) continue;
            int looked = 0;
            do
            {
                if (!StringHelper.StartsWith(each.Term, from)) break;
                var word = each.Term.Utf8ToString();
                counts[word] = counts.GetValueOrDefault(word) + each.DocFreq;
            }
            while (++looked < Looked && each.MoveNext());
        }
        return counts.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Select(w => w.Key);
    }

    /// <summary>Words of names that are spelt like one, and words of facet values: the nearest first, of equally near ones the most frequent.</summary>
    public static IEnumerable<string> Near(IndexReader reader, string word)
    {
        word = word.ToLowerInvariant();
        int edits = word.Length < 5 ? 1 : 2;
        var counts = new Dictionary<string, long>();
        foreach (var leaf in reader.Leaves)
        {
            if (leaf.AtomicReader.GetTerms("name") is { } terms)
                for (var each = new FuzzyTermsEnum(terms, new AttributeSource(), new Term("name", word), edits, 1, true); each.MoveNext();)
                {
                    var near = each.Term.Utf8ToString();
                    counts[near] = counts.GetValueOrDefault(near) + each.DocFreq;
                }
            var table = KeyTable.Of(leaf.AtomicReader);
            for (int f = 0; f < table.Values.Length; f++)
                if (SearchFields.FacetNames[f] != SearchFields.Elements)
                    foreach (var term in table.Values[f].SelectMany(v => ChemistryAnalyzer.Terms(v)).Select(t => t.Term).Distinct())
                        if (Math.Abs(term.Length - word.Length) <= edits && Spelling.Distance(word, term) <= edits) counts[term] = counts.GetValueOrDefault(term) + 1;
        }
        return counts.Where(c => c.Key != word).OrderBy(c => Spelling.Distance(word, c.Key)).ThenByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key);
    }

    /// <summary>Values of a facet that are spelt like one.</summary>
    public static IEnumerable<string> Near(IndexReader reader, string facet, string value) =>
        Spelling.Nearest(value, reader.Leaves.SelectMany(l => KeyTable.Of(l.AtomicReader).Values[SearchFields.Place(facet)]).Distinct());
}
