// The filter language of OPTIMADE 1.2: text -> tree, by recursive descent.
using System.Globalization;
using System.Text;
using DataHub.Model;

namespace DataHub.Optimade;

/// <summary>A node of a filter. Values are string, long, double or bool.</summary>
public abstract record FilterNode
{
    /// <summary>Both.</summary>
    public sealed record And(FilterNode Left, FilterNode Right) : FilterNode;
    /// <summary>Either.</summary>
    public sealed record Or(FilterNode Left, FilterNode Right) : FilterNode;
    /// <summary>Not.</summary>
    public sealed record Not(FilterNode Operand) : FilterNode;
    /// <summary>A comparison by &lt; &lt;= &gt; &gt;= = != or STARTS, ENDS, CONTAINS.</summary>
    public sealed record Compare(FilterOperand Left, string Op, FilterOperand Right) : FilterNode;
    /// <summary>Whether a property has a value.</summary>
    public sealed record Known(string Property, bool IsKnown) : FilterNode;
    /// <summary>A condition on the elements of a list: <paramref name="Kind"/> is ANY (also for plain HAS), ALL or ONLY.</summary>
    public sealed record Has(string Property, string Kind, IReadOnlyList<(string Op, FilterOperand Value)> Items) : FilterNode;
    /// <summary>A condition on lists that are walked in step.</summary>
    public sealed record Zipped(IReadOnlyList<string> Properties, int Position) : FilterNode;
    /// <summary>A comparison of the number of elements.</summary>
    public sealed record Length(string Property, string Op, FilterOperand Value) : FilterNode;
}

/// <summary>A property by its name (dots included), or a value.</summary>
public sealed record FilterOperand(string? Property, object? Value);

/// <summary>Reads filters.</summary>
public sealed class FilterGrammar
{
    const int Deepest = 100, Longest = 20_000;

    readonly record struct Token(char Kind, string Text, object? Value, int At); // i identifier, k keyword, s text, n number, o operator, p punctuation, e end

    readonly List<Token> _tokens;
    int _next, _depth;

    FilterGrammar(string text) => _tokens = Scan(text);

    /// <summary>Reads a filter.</summary>
    /// <exception cref="QueryException">It is no filter; with the position.</exception>
    public static FilterNode Read(string text)
    {
        var grammar = new FilterGrammar(text);
        var node = grammar.Either();
        return grammar.Peek.Kind == 'e' ? node : throw grammar.Fault("AND, OR or the end");
    }

    Token Peek => _tokens[_next];
    QueryException Fault(string expected) => new($"filter: {(Peek.Kind == 'e' ? "it ends too early" : $"'{Peek.Text}' cannot stand at {Peek.At}")}; {expected} is expected", Peek.At, expected);
    bool Word(string word) { if (Peek.Kind is not ('k' or 'p') || Peek.Text != word) return false; _next++; return true; }

    FilterNode Either()
    {
        if (++_depth > Deepest) throw new QueryException($"filter: it is nested more than {Deepest} deep", Peek.At);
        var parts = new List<FilterNode> { Both() };
        while (Word("OR")) parts.Add(Both());
        _depth--;
        return Balanced(parts, (a, b) => new FilterNode.Or(a, b));
    }

    FilterNode Both()
    {
        var parts = new List<FilterNode> { Phrase() };
        while (Word("AND")) parts.Add(Phrase());
        return Balanced(parts, (a, b) => new FilterNode.And(a, b));
    }

    /// <summary>Long chains become shallow trees.</summary>
    internal static T Balanced<T>(IReadOnlyList<T> parts, Func<T, T, T> join)
    {
        T Part(int from, int to) => to - from == 1 ? parts[from] : join(Part(from, (from + to) / 2), Part((from + to) / 2, to));
        return Part(0, parts.Count);
    }

    FilterNode Phrase()
    {
        if (Word("NOT")) return new FilterNode.Not(Primary());
        return Primary();
    }

    FilterNode Primary()
    {
        if (Word("("))
        {
            var inner = Either();
            return Word(")") ? inner : throw Fault(")");
        }
        if (Peek.Kind != 'i')
        {
            var constant = Constant("a property, a value, NOT or (");
            return new FilterNode.Compare(constant, Operator() ?? throw Fault("a comparison"), Operand());
        }
        var property = Property();
        if (Operator() is { } op) return new FilterNode.Compare(new(property, null), op, Operand());
        foreach (var fuzzy in (string[])["STARTS", "ENDS", "CONTAINS"])
            if (Word(fuzzy))
            {
                if (fuzzy != "CONTAINS") Word("WITH");
                return new FilterNode.Compare(new(property, null), fuzzy, Operand());
            }
        if (Word("IS")) return Word("KNOWN") ? new FilterNode.Known(property, true) : Word("UNKNOWN") ? new FilterNode.Known(property, false) : throw Fault("KNOWN or UNKNOWN");
        if (Word("LENGTH")) return new FilterNode.Length(property, Operator() ?? "=", Operand());
        if (Word("HAS"))
        {
            var kind = Kind(out bool many);
            var items = new List<(string, FilterOperand)>();
            do items.Add((Operator() ?? "=", Operand())); while (many && Word(","));
            return new FilterNode.Has(property, kind, items);
        }
        if (Peek.Text == ":") return Zip(property);
        throw Fault("a comparison, HAS, LENGTH, IS, STARTS, ENDS or CONTAINS");
    }

    FilterNode Zip(string first)
    {
        var (properties, at) = (new List<string> { first }, Peek.At);
        while (Word(":")) properties.Add(Property());
        if (!Word("HAS")) throw Fault("HAS");
        Kind(out bool many);
        do
        {
            for (int i = 0; i < properties.Count; i++)
            {
                if (i > 0 && !Word(":")) throw Fault("as many values as lists, with : between them");
                Operator();
                Operand();
            }
        }
        while (many && Word(","));
        return new FilterNode.Zipped(properties, at);
    }

    string Kind(out bool many)
    {
        many = true;
        foreach (var kind in (string[])["ALL", "ANY", "ONLY"]) if (Word(kind)) return kind;
        many = false;
        return "ANY";
    }

    string? Operator() => Peek.Kind == 'o' ? _tokens[_next++].Text : null;
    FilterOperand Operand() => Peek.Kind == 'i' ? new(Property(), null) : Constant("a value or a property");

    FilterOperand Constant(string expected)
    {
        if (Word("TRUE")) return new(null, true);
        if (Word("FALSE")) return new(null, false);
        return Peek.Kind is 's' or 'n' ? new(null, _tokens[_next++].Value) : throw Fault(expected);
    }

    string Property()
    {
        if (Peek.Kind != 'i') throw Fault("a property");
        var name = _tokens[_next++].Text;
        while (Word(".")) name += Peek.Kind == 'i' ? "." + _tokens[_next++].Text : throw Fault("a property");
        return name;
    }

    static readonly HashSet<string> s_words = ["AND", "OR", "NOT", "IS", "KNOWN", "UNKNOWN", "HAS", "ALL", "ANY", "ONLY", "LENGTH", "STARTS", "ENDS", "CONTAINS", "WITH", "TRUE", "FALSE"];

    static List<Token> Scan(string text)
    {
        if (text.Length > Longest) throw new QueryException($"filter: it is longer than {Longest} characters", Longest);
        var tokens = new List<Token>();
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            char c = text[i];
            QueryException Fault(string what, string expected) => new($"filter: {what} at {start}", start, expected);
            if (c is ' ' or '\t' or '\r' or '\n') { i++; continue; }
            if (c is >= 'a' and <= 'z' or '_')
            {
                while (i < text.Length && text[i] is >= 'a' and <= 'z' or '_' or >= '0' and <= '9') i++;
                tokens.Add(new('i', text[start..i], null, start));
            }
            else if (c is >= 'A' and <= 'Z')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')) i++;
                if (!s_words.Contains(text[start..i])) throw Fault($"'{text[start..i]}' is no word of the language", "a property in lower case, or text in double quotes");
                tokens.Add(new('k', text[start..i], null, start));
            }
            else if (c == '"')
            {
                var value = new StringBuilder();
                for (i++; ; i++)
                {
                    if (i >= text.Length) throw Fault("text begins and does not end", "\"");
                    if (text[i] == '"') break;
                    if (text[i] == '\\' && (++i >= text.Length || text[i] is not ('"' or '\\'))) throw Fault("a backslash stands before neither a quote nor a backslash in the text", "\\\" or \\\\");
                    value.Append(text[i]);
                }
                i++;
                tokens.Add(new('s', text[start..i], value.ToString(), start));
            }
            else if (c is '+' or '-' or >= '0' and <= '9' || c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                if (c is '+' or '-') i++;
                int digits = 0;
                bool whole = true;
                for (; i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.' && whole); i++) if (text[i] == '.') whole = false; else digits++;
                if (digits == 0) throw Fault("a number without digits", "a number");
                if (i < text.Length && text[i] is 'e' or 'E')
                {
                    whole = false;
                    if (++i < text.Length && text[i] is '+' or '-') i++;
                    if (i >= text.Length || !char.IsAsciiDigit(text[i])) throw Fault("an exponent without digits", "a number");
                    while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
                }
                if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.')) throw Fault($"'{text[start..(i + 1)]}' is no number", "a number");
                object value = whole && long.TryParse(text[start..i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) ? (object)n : double.Parse(text[start..i], NumberStyles.Float, CultureInfo.InvariantCulture);
                tokens.Add(new('n', text[start..i], value, start));
            }
            else if (c is '<' or '>' or '=' or '!')
            {
                i += c != '=' && i + 1 < text.Length && text[i + 1] == '=' ? 2 : 1;
                if (text[start..i] == "!") throw Fault("'!' stands alone", "!=");
                tokens.Add(new('o', text[start..i], null, start));
            }
            else if (c is '(' or ')' or ',' or ':' or '.') { i++; tokens.Add(new('p', c.ToString(), null, start)); }
            else throw Fault($"'{c}' is no sign of the language", "a property, a value or an operator");
        }
        tokens.Add(new('e', "", null, text.Length));
        return tokens;
    }
}
