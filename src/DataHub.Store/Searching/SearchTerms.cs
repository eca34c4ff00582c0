// Words of a search as queries of the index.
using Lucene.Net.Index;
using Lucene.Net.Search;
using Query = Lucene.Net.Search.Query;

namespace DataHub.Store.Searching;

static class SearchTerms
{
    static readonly HashSet<string> Identifiers = [.. SearchFields.Identifiers.Select(c => c.Name)];
    static readonly HashSet<string> Prose = [.. SearchFields.Prose.Select(c => c.Name)];

    /// <summary>A word in the text or as an identifier.</summary>
    public static Query Anywhere(string word, bool prefix)
    {
        var query = new BooleanQuery(true);
        query.Add(InText(SearchFields.Text, word), Occur.SHOULD);
        foreach (var c in SearchFields.Identifiers) query.Add(new TermQuery(new Term(c.Name, c.Name == "inchikey" ? word.ToUpperInvariant() : word)), Occur.SHOULD);
        if (prefix)
        {
            query.Add(new PrefixQuery(new Term(SearchFields.Text, word[..^1].ToLowerInvariant())), Occur.SHOULD);
            query.Add(new PrefixQuery(new Term("inchikey", word[..^1].ToUpperInvariant())), Occur.SHOULD);
        }
        return query;
    }

    /// <summary>Words one behind the other in the text, or an identifier as a whole.</summary>
    public static Query Phrase(string text)
    {
        var query = new BooleanQuery(true);
        query.Add(InText(SearchFields.Text, text), Occur.SHOULD);
        foreach (var c in SearchFields.Identifiers) query.Add(new TermQuery(new Term(c.Name, text)), Occur.SHOULD);
        return query;
    }

    /// <summary>A value in one field.</summary>
    public static Query InField(string field, string value, bool prefix)
    {
        if (field == "failure")
        {
            var either = new BooleanQuery(true);
            either.Add(InField("failure_kind", value, prefix), Occur.SHOULD);
            either.Add(InField("failure_message", value, prefix), Occur.SHOULD);
            return either;
        }
        bool asIs = Identifiers.Contains(field);
        string Form(string v) => field == "inchikey" ? v.ToUpperInvariant() : asIs ? v : v.ToLowerInvariant();
        var whole = Prose.Contains(field) ? InText(field, value) : new TermQuery(new Term(field, Form(value)));
        if (!prefix) return whole;
        var query = new BooleanQuery(true);
        query.Add(whole, Occur.SHOULD);
        query.Add(new PrefixQuery(new Term(field, Form(value[..^1]))), Occur.SHOULD);
        return query;
    }

    /// <summary>The pieces of a text one behind the other, each as a whole or by its parts.</summary>
    static Query InText(string field, string text)
    {
        var pieces = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(p => p.Trim(',', ';', '.', '"', '\'')).Where(p => p.Length > 0).ToList();
        if (pieces.Count == 1 && ChemistryAnalyzer.Parts(pieces[0]) is var parts && (parts.Count != 1 || parts[0] != pieces[0].ToLowerInvariant()))
        {
            // A piece with signs: the very piece, or its parts one behind the other inside a longer one.
            var query = new BooleanQuery(true);
            query.Add(new TermQuery(new Term(field, pieces[0].ToLowerInvariant())), Occur.SHOULD);
            if (parts.Count > 1) query.Add(Sequence(field, parts), Occur.SHOULD);
            return query;
        }
        return Sequence(field, pieces.SelectMany(ChemistryAnalyzer.Parts).ToList());
    }

    static Query Sequence(string field, List<string> terms)
    {
        if (terms.Count == 1) return new TermQuery(new Term(field, terms[0]));
        var phrase = new PhraseQuery();
        foreach (var t in terms) phrase.Add(new Term(field, t));
        return phrase;
    }
}
