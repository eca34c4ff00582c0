// What the OData parser says of a bad text, in words with a position and what was expected there.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Queries;

static partial class FilterFaults
{
    static readonly Dictionary<string, string> Words = new()
    {
        ["Equal"] = "eq", ["NotEqual"] = "ne", ["GreaterThan"] = "gt", ["GreaterThanOrEqual"] = "ge", ["LessThan"] = "lt", ["LessThanOrEqual"] = "le",
        ["Add"] = "add", ["Subtract"] = "sub", ["Multiply"] = "mul", ["Divide"] = "div", ["Modulo"] = "mod", ["And"] = "and", ["Or"] = "or",
    };

    static readonly Dictionary<string, string> Types = new()
    {
        ["Edm.String"] = "text", ["Edm.Int64"] = "a whole number", ["Edm.Int32"] = "a whole number", ["Edm.Double"] = "a number", ["Edm.Single"] = "a number", ["Edm.Decimal"] = "a number",
        ["Edm.Boolean"] = "a truth value", ["Edm.DateTimeOffset"] = "a time", ["Edm.Date"] = "a day",
    };

    internal static QueryException Explain(string option, QuerySet set, List<Word> words, string message)
    {
        if (Incompatible().Match(message) is { Success: true } types)
        {
            string op = Words.GetValueOrDefault(types.Groups[3].Value, types.Groups[3].Value);
            string left = Type(types.Groups[1].Value), right = Type(types.Groups[2].Value);
            return new QueryException($"{option}: '{op}' stands between {left} and {right}", Mismatch(set, words, op), op is "and" or "or" ? "conditions on both sides" : $"both sides of one type; text stands in quotes, such as 'text', numbers and times stand without");
        }
        int? position = At().Match(message) is { Success: true } at ? int.Parse(at.Groups[1].Value) : null;
        if (position is null && CharIndex().Match(message) is { Success: true } index) position = int.Parse(index.Groups[1].Value);
        if (Property().Match(message) is { Success: true } name) position ??= words.LastOrDefault(w => w.Text == name.Groups[1].Value).Position;
        string first = message.Split(['\r', '\n'])[0];
        if (InText().Match(first) is { Success: true } tail) first = first[..tail.Index].TrimEnd() + ".";
        return new QueryException($"{option}: {first}", position ?? (words.Count > 0 ? words[^1].Position + words[^1].Text.Length : 0), Expected(option, first));
    }

    static string Expected(string option, string message) =>
        message.Contains("unterminated", StringComparison.OrdinalIgnoreCase) ? "a closing quote; a quote inside text is written twice" :
        message.Contains("')' or ','", StringComparison.Ordinal) || message.Contains("CloseParen", StringComparison.Ordinal) ? "a closing parenthesis" :
        message.Contains("function", StringComparison.OrdinalIgnoreCase) ? "a function with arguments of the right number and types, such as contains(smiles,'N')" :
        message.Contains("Recursion", StringComparison.Ordinal) ? "a shorter expression; many values go into a list with 'in'" :
        option == "$orderby" ? "columns with asc or desc, separated by commas" : "a condition: column, operator (eq ne gt ge lt le in), literal; joined by and, or, not";

    static string Type(string edm) => edm.StartsWith("<null>", StringComparison.Ordinal) ? "null" : Types.GetValueOrDefault(edm, edm);

    /// <summary>Position of the operator of that name whose neighbours are of different kinds; of the first one if that cannot be told.</summary>
    static int? Mismatch(QuerySet set, List<Word> words, string op)
    {
        int? first = null;
        for (int i = 0; i < words.Count; i++)
        {
            if (!words[i].IsName || !words[i].Text.Equals(op, StringComparison.OrdinalIgnoreCase)) continue;
            first ??= words[i].Position;
            if (i > 0 && i + 1 < words.Count && Kind(set, words[i - 1]) is { } a && Kind(set, words[i + 1]) is { } b && a != b) return words[i].Position;
        }
        return first;
    }

    static string? Kind(QuerySet set, Word word)
    {
        if (word.Text.StartsWith('\'')) return "text";
        if (char.IsDigit(word.Text[0])) return word.Text.Contains(':') || word.Text.Count(c => c == '-') == 2 && !word.Text.Contains('.') ? "time" : "number";
        if (word.Text is "true" or "false") return "truth";
        return word.IsName && EntityModel.Find(set, word.Text) is { } column ? column.Type switch
        {
            ColumnType.Text => "text", ColumnType.Integer or ColumnType.Real => "number", ColumnType.Boolean => "truth", ColumnType.Time => "time", _ => "list",
        } : null;
    }

    [GeneratedRegex(@"Found operand types '([^']*)' and '([^']*)' for operator kind '([^']*)'")]
    private static partial Regex Incompatible();
    [GeneratedRegex(@"at position (\d+)")]
    private static partial Regex At();
    [GeneratedRegex(@"at (?:char )?index (\d+)")]
    private static partial Regex CharIndex();
    [GeneratedRegex(@"property named '([^']*)'")]
    private static partial Regex Property();
    [GeneratedRegex(@"(?: at position \d+)? in '")]
    private static partial Regex InText();
}
