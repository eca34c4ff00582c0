// Reads the query language of the search.
using DataHub.Model;

namespace DataHub.Store.Searching;

/// <summary>
/// Words that must all be there; <c>OR</c> between alternatives, <c>NOT</c> or <c>-</c> before what must not be there, parentheses, "a phrase", <c>field:value</c>,
/// and a star at the end of a word for any ending. Numbers take ranges with units, formulas ranges of counts.
/// </summary>
sealed class SearchText
{
    readonly string _text;
    readonly Func<string, string?>? _canonical;
    int _at;
    int _depth;

    SearchText(string text, Func<string, string?>? canonical) => (_text, _canonical) = (text, canonical);

    /// <param name="text">The text.</param>
    /// <param name="canonical">Gives the canonical form of a SMILES, null for what is none.</param>
    /// <exception cref="QueryException">The text cannot be understood; tells the position and what was expected.</exception>
    public static SearchNode Read(string text, Func<string, string?>? canonical = null)
    {
        if (text.Length > 4000) throw new QueryException("the search text is longer than 4,000 characters", 4000, "a shorter text");
        var reader = new SearchText(text, canonical);
        reader.Blank();
        if (reader.End) return new SearchNode.Everything();
        var node = reader.Alternatives();
        if (!reader.End) throw new QueryException("a closing parenthesis without its opening one", reader._at, "a word, or quotes around what is meant literally");
        return node;
    }

    bool End => _at >= _text.Length;

    SearchNode Alternatives()
    {
        if (++_depth > 50) throw new QueryException("parentheses are nested more than 50 deep", _at, "fewer parentheses");
        var parts = new List<SearchNode> { All() };
        while (Word("OR")) parts.Add(All());
        _depth--;
        return parts.Count == 1 ? parts[0] : new SearchNode.Any(parts);
    }

    SearchNode All()
    {
        var parts = new List<(SearchNode Node, bool Not)>();
        while (!End && _text[_at] != ')' && !Comes("OR"))
        {
            if (Comes("AND"))
            {
                if (parts.Count == 0) throw new QueryException("AND has nothing before it", _at, "a word");
                int and = _at;
                Word("AND");
                if (End || _text[_at] == ')' || Comes("OR") || Comes("AND")) throw new QueryException("AND has nothing behind it", and, "a word");
            }
            bool not = Word("NOT") || Minus();
            if (not && (End || _text[_at] == ')' || Comes("OR") || Comes("AND"))) throw new QueryException("NOT has nothing behind it", Math.Min(_at, _text.Length), "a word");
            if (parts.Count >= 200) throw new QueryException("more than 200 words", _at, "fewer words");
            parts.Add((One(), not));
        }
        if (parts.Count == 0) throw new QueryException("a word is missing", Math.Min(_at, _text.Length), "a word, a \"phrase\" or field:value");
        return parts is [(var only, false)] ? only : new SearchNode.All(parts);
    }

    SearchNode One()
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
        if (_text[_at] == '"') return new SearchNode.Words(Quoted(out int length), false, true, start, length);
        int colon = _at;
        while (colon < _text.Length && (char.IsAsciiLetter(_text[colon]) || _text[colon] is '_' || char.IsAsciiDigit(_text[colon]) && colon > _at)) colon++;
        if (colon > _at && colon < _text.Length && _text[colon] == ':' && string.CompareOrdinal(_text, colon, "://", 0, 3) != 0) return Field(_text[_at..colon].ToLowerInvariant(), start, colon + 1);
        var word = Bare(out int end);
        if (Pattern(word, start) is { } formula) return formula;
        bool prefix = Star(ref word, start);
        if (word.Length == 0) return new SearchNode.Everything();
        return new SearchNode.Words(word, prefix, false, start, end - start, prefix ? null : Canonical(word));
    }

    SearchNode Field(string field, int start, int value)
    {
        if (!SearchFields.Names.Contains(field))
            throw new QueryException($"there is no field '{field}'{(Spelling.Nearest(field, SearchFields.Names) is { Count: > 0 } near ? $"; did you mean {string.Join(" or ", near)}?" : "")}", start,
                "one of " + string.Join(", ", SearchFields.Names.Order(StringComparer.Ordinal)) + "; or quotes around what is meant literally");
        _at = value;
        if (End || char.IsWhiteSpace(_text[_at]) || _text[_at] == ')') throw new QueryException($"{field}: has no value", _at, "a value right behind the colon");
        bool quoted = _text[_at] == '"';
        int length;
        string text;
        if (quoted) text = Quoted(out length);
        else
        {
            text = Bare(out int end);
            length = end - value;
        }
        int at = quoted ? value + 1 : value;
        if (field is SearchFields.Formula or "contains") return new SearchNode.Formula(FormulaPattern.Read(text, at, field == "contains"));
        if (field is "has" or "only" or "not" or SearchFields.Elements) return new SearchNode.OfElements(field == SearchFields.Elements ? "has" : field, FieldValues.Symbols(text, at));
        if (SearchFields.Number(field) is { } column) return FieldValues.Range(field, column, text, at);
        bool prefix = !quoted && Star(ref text, value);
        if (field == SearchFields.Smiles && !prefix) text = _canonical?.Invoke(text) ?? text;
        return new SearchNode.InField(field, text, prefix, value, length);
    }

    /// <summary>A bare word that is a formula with ranges; what could be a word with any ending is one.</summary>
    static SearchNode.Formula? Pattern(string word, int at)
    {
        bool ranges = word.AsSpan().ContainsAny('*', '+') || word.Contains('-') || word.EndsWith("..", StringComparison.Ordinal);
        if (!ranges || word.IndexOf('*', StringComparison.Ordinal) == word.Length - 1 && !word.Any(char.IsAsciiDigit)) return null;
        if (FormulaPattern.Try(word) is { } pattern) return new(pattern);
        // Stars between element symbols are meant as a formula: what is wrong with it is told.
        return word.Length > 2 && char.IsAsciiLetterUpper(word[0]) && word.Any(char.IsAsciiDigit) && word[..^1].Contains('*') && !word.AsSpan().ContainsAny("()=#/") ? new(FormulaPattern.Read(word, at, false)) : null;
    }

    /// <summary>Cuts the star off a word's end. Inside a basis set's name a star is a letter ("6-31G*"), so that the whole word is looked for as well.</summary>
    static bool Star(ref string word, int at)
    {
        int star = word.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0 && star < word.Length - 1 && !word.Any(char.IsAsciiDigit)) throw new QueryException("a star may stand only at the end of a word", at + star, "word*");
        if (star < 0 || star != word.Length - 1) return false;
        word = word[..^1];
        return true;
    }

    /// <summary>The canonical form of a word that could be SMILES.</summary>
    string? Canonical(string word) =>
        _canonical is null || word.Length > 500 || word.Any(c => !char.IsAsciiDigit(c) && !"BCNOPSFIlrbcnosphH=#()[]@+-/\\.%".Contains(c)) || !word.AsSpan().ContainsAny("CcNnOoSsPp") ? null : _canonical(word);

    string Quoted(out int length)
    {
        int start = _at, end = _text.IndexOf('"', _at + 1);
        if (end < 0) throw new QueryException("quotes are not closed", start, "a closing \"");
        _at = end + 1;
        length = _at - start;
        Blank();
        return _text[(start + 1)..end];
    }

    /// <summary>A word up to white space. Balanced parentheses belong to it, as in B3LYP-D3(BJ) or CC(=O)O.</summary>
    string Bare(out int end)
    {
        int start = _at, open = 0;
        while (!End && !char.IsWhiteSpace(_text[_at]))
        {
            if (_text[_at] == '(') open++;
            else if (_text[_at] == ')' && --open < 0) break;
            _at++;
        }
        end = _at;
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
