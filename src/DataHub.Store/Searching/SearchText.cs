// Reads the query language of the full-text search.
using DataHub.Model;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Query = Lucene.Net.Search.Query;

namespace DataHub.Store.Searching;

/// <summary>
/// Words that must all be there; <c>OR</c> between alternatives, <c>NOT</c> or <c>-</c> before what must not be there, parentheses, "a phrase", <c>field:value</c>,
/// and a star at the end of a word for any ending.
/// </summary>
sealed class SearchText
{
    readonly string _text;
    int _at;
    int _depth;

    SearchText(string text) => _text = text;

    /// <exception cref="QueryException">The text cannot be understood; tells the position and what was expected.</exception>
    public static Query Read(string text)
    {
        if (text.Length > 4000) throw new QueryException("the search text is longer than 4,000 characters", 4000, "a shorter text");
        var reader = new SearchText(text);
        reader.Blank();
        if (reader.End) return new MatchAllDocsQuery();
        var query = reader.Alternatives();
        if (!reader.End) throw new QueryException("a closing parenthesis without its opening one", reader._at, "a word, or quotes around what is meant literally");
        return query;
    }

    bool End => _at >= _text.Length;

    Query Alternatives()
    {
        if (++_depth > 50) throw new QueryException("parentheses are nested more than 50 deep", _at, "fewer parentheses");
        var parts = new List<Query> { All() };
        while (Word("OR")) parts.Add(All());
        _depth--;
        if (parts.Count == 1) return parts[0];
        var query = new BooleanQuery(true);
        foreach (var p in parts) query.Add(p, Occur.SHOULD);
        return query;
    }

    Query All()
    {
        var query = new BooleanQuery(true);
        bool some = false;
        while (!End && _text[_at] != ')' && !Comes("OR"))
        {
            if (Comes("AND"))
            {
                if (query.Clauses.Count == 0) throw new QueryException("AND has nothing before it", _at, "a word");
                int and = _at;
                Word("AND");
                if (End || _text[_at] == ')' || Comes("OR") || Comes("AND")) throw new QueryException("AND has nothing behind it", and, "a word");
            }
            bool not = Word("NOT") || Minus();
            if (not && (End || _text[_at] == ')' || Comes("OR") || Comes("AND"))) throw new QueryException("NOT has nothing behind it", Math.Min(_at, _text.Length), "a word");
            if (query.Clauses.Count >= 200) throw new QueryException("more than 200 words", _at, "fewer words");
            query.Add(One(), not ? Occur.MUST_NOT : Occur.MUST);
            some |= !not;
        }
        if (query.Clauses.Count == 0) throw new QueryException("a word is missing", Math.Min(_at, _text.Length), "a word, a \"phrase\" or field:value");
        if (!some) query.Add(new MatchAllDocsQuery(), Occur.MUST);
        return query.Clauses.Count == 1 ? query.Clauses[0].Query : query;
    }

    Query One()
    {
        int start = _at;
        if (_text[_at] == '(')
        {
            _at++;
            Blank();
            var inner = Alternatives();
            if (End) throw new QueryException("an opening parenthesis is not closed", start, ")");
            _at++;
            Blank();
            return inner;
        }
        if (_text[_at] == '"') return SearchTerms.Phrase(Quoted());
        string? field = null;
        int colon = _at;
        while (colon < _text.Length && (char.IsAsciiLetter(_text[colon]) || _text[colon] == '_')) colon++;
        if (colon > _at && colon < _text.Length && _text[colon] == ':')
        {
            field = _text[_at..colon].ToLowerInvariant();
            if (!SearchFields.Names.Contains(field)) throw new QueryException($"there is no field '{field}'", _at, "one of " + string.Join(", ", SearchFields.Names.Order(StringComparer.Ordinal)) + "; or quotes around what is meant literally");
            _at = colon + 1;
            if (End || char.IsWhiteSpace(_text[_at]) || _text[_at] == ')') throw new QueryException($"{field}: has no value", _at, "a value right behind the colon");
            if (_text[_at] == '"') return SearchTerms.InField(field, Quoted(), false);
        }
        int from = _at;
        var word = Bare();
        int star = word.IndexOf('*', StringComparison.Ordinal);
        // Inside a basis set's name a star is a letter ("6-31G*"), so that the whole word is looked for as well.
        if (star >= 0 && star < word.Length - 1 && !word.Any(char.IsAsciiDigit)) throw new QueryException("a star may stand only at the end of a word", from + star, "word*");
        if (field is null && word == "*") return new MatchAllDocsQuery();
        bool prefix = word.Length > 1 && star == word.Length - 1;
        return field is null ? SearchTerms.Anywhere(word, prefix) : SearchTerms.InField(field, word, prefix);
    }

    string Quoted()
    {
        int start = _at, end = _text.IndexOf('"', _at + 1);
        if (end < 0) throw new QueryException("quotes are not closed", start, "a closing \"");
        _at = end + 1;
        Blank();
        return _text[(start + 1)..end];
    }

    /// <summary>A word up to white space. Balanced parentheses belong to it, as in B3LYP-D3(BJ) or CC(=O)O.</summary>
    string Bare()
    {
        int start = _at, open = 0;
        while (!End && !char.IsWhiteSpace(_text[_at]))
        {
            if (_text[_at] == '(') open++;
            else if (_text[_at] == ')' && --open < 0) break;
            _at++;
        }
        var word = _text[start.._at];
        Blank();
        return word;
    }

    bool Minus()
    {
        if (End || _text[_at] != '-') return false;
        _at++;
        return true;
    }

    bool Comes(string word) => string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0 && (_at + word.Length == _text.Length || char.IsWhiteSpace(_text[_at + word.Length]));

    bool Word(string word)
    {
        if (!Comes(word)) return false;
        _at += word.Length;
        Blank();
        return true;
    }

    void Blank() { while (!End && char.IsWhiteSpace(_text[_at])) _at++; }
}
