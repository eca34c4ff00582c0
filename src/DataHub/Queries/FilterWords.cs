// The words of a $filter or $orderby text with their positions: tells unknown names before parsing, and where an error lies.
using DataHub.Model;

namespace DataHub.Queries;

/// <summary>A word, a string literal ("'") or a sign of a query text.</summary>
readonly record struct Word(string Text, int Position, bool IsName);

static class FilterWords
{
    /// <summary>Functions that the neutral query has.</summary>
    internal static readonly string[] Functions =
    [
        "contains", "startswith", "endswith", "length", "tolower", "toupper", "trim", "concat", "indexof", "substring",
        "matchespattern", "year", "month", "day", "hour", "minute", "second", "fractionalseconds", "date", "now", "mindatetime", "maxdatetime", "round", "floor", "ceiling",
    ];

    static readonly string[] Operators = ["and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "add", "sub", "mul", "div", "divby", "mod", "any", "all", "asc", "desc"];
    static readonly string[] Literals = ["true", "false", "null", "inf", "nan"];

    internal static List<Word> Of(string text)
    {
        var words = new List<Word>();
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            if (char.IsWhiteSpace(text[i])) { i++; continue; }
            if (text[i] == '\'')
            {
                for (i++; i < text.Length; i++)
                    if (text[i] == '\'' && !(i + 1 < text.Length && text[i + 1] == '\'' && ++i > 0)) { i++; break; }
                words.Add(new(text[start..i], start, false));
            }
            else if (char.IsLetter(text[i]) || text[i] == '_')
            {
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '.')) i++;
                words.Add(new(text[start..i], start, true));
            }
            else if (char.IsDigit(text[i]))
            {
                // Numbers and times: 4.5e-3, 2026-01-31T10:00:00Z.
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '.' or ':' || text[i] is '+' or '-' && (text[i - 1] is 'e' or 'E' || char.IsDigit(text[i - 1])))) i++;
                words.Add(new(text[start..i], start, false));
            }
            else words.Add(new(text[i].ToString(), i++, false));
        }
        return words;
    }

    /// <summary>The text with its parameter aliases (@name) replaced by their values; one without a value is null.</summary>
    /// <exception cref="QueryException">The text becomes too long.</exception>
    internal static string Filled(string option, string text, IReadOnlyDictionary<string, string> aliases)
    {
        if (!text.Contains('@')) return text;
        var filled = new System.Text.StringBuilder();
        int from = 0;
        var words = Of(text);
        for (int i = 0; i + 1 < words.Count; i++)
        {
            if (words[i].Text != "@" || !words[i + 1].IsName || words[i + 1].Position != words[i].Position + 1) continue;
            filled.Append(text, from, words[i].Position - from).Append(aliases.GetValueOrDefault(words[i + 1].Text, "null"));
            from = words[i + 1].Position + words[i + 1].Text.Length;
            if (filled.Length > ODataReading.LongestOption) throw new QueryException($"{option}: more than {ODataReading.LongestOption} characters once its aliases are filled in", null, $"at most {ODataReading.LongestOption} characters");
        }
        return filled.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Refuses the first name that is neither a column of the set nor a word of the language.</summary>
    internal static void CheckNames(string option, QuerySet set, List<Word> words, IReadOnlySet<string>? made = null)
    {
        var variables = new HashSet<string>();
        for (int i = 0; i < words.Count; i++)
        {
            var (text, position, isName) = words[i];
            if (!isName) continue;
            string next = i + 1 < words.Count ? words[i + 1].Text : "";
            if (next == ":") { variables.Add(text); continue; }
            // What stands behind a '/' belongs to another table; the parser knows its names.
            if (variables.Contains(text) || i > 0 && words[i - 1].Text is "$" or "/" || made?.Contains(text) == true || text == "as" || next == "/" && Link.Find(set, text) is not null) continue;
            if (i > 0 && words[i - 1].Text == "as") continue;
            if (next == "(" && !Operators.Contains(text.ToLowerInvariant()))
            {
                if (!Functions.Contains(text.ToLowerInvariant()))
                    throw Missing(option, "function", text, position, Functions, "a function: " + string.Join(", ", Functions));
                continue;
            }
            if (Operators.Contains(text.ToLowerInvariant()) || Literals.Contains(text.ToLowerInvariant()) || EntityModel.Find(set, text) is not null) continue;
            // A name between two operands stands where an operator belongs.
            if (i > 0 && i + 1 < words.Count && IsOperand(words[i - 1]) && (IsOperand(words[i + 1]) && words[i + 1].Text != ")" || next == "(")) throw Missing(option, "operator", text, position, Operators, "an operator: " + string.Join(", ", Operators));
            throw UnknownColumn(option, set, text, position);
        }
    }

    static bool IsOperand(Word word) => word.IsName ? !Operators.Contains(word.Text.ToLowerInvariant()) : word.Text == ")" || word.Text.StartsWith('\'') || char.IsDigit(word.Text[0]);

    /// <summary>A part of the language that this service does not have.</summary>
    internal static QueryException Missing(string option, string what, string name, int position, IEnumerable<string> known, string expected)
    {
        var unknown = Unknown(option, what, name, position, known, expected);
        return new(unknown.Message, unknown.Position, unknown.Expected) { IsUnknown = true };
    }

    internal static QueryException UnknownColumn(string option, QuerySet set, string name, int position) =>
        Unknown(option, "column", name, position, EntityModel.ColumnsOf(set).Select(c => c.Name), $"the name of a column of {set}");

    internal static QueryException Unknown(string option, string what, string name, int position, IEnumerable<string> known, string expected)
    {
        var near = Spelling.Nearest(name, known);
        return new QueryException($"{option}: there is no {what} '{name}'{(near.Count == 0 ? "" : $"; did you mean {string.Join(" or ", near)}?")}", position, expected);
    }
}
