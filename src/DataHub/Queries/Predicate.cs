// A condition as people write it -> a $filter: signs for operators, double quotes, short names of columns.
using System.Text;
using DataHub.Model;

namespace DataHub.Queries;

/// <summary>A condition over calculations with the $filter text that it stands for.</summary>
/// <param name="Text">The $filter.</param>
/// <param name="Condition">The same, read.</param>
public sealed record Predicate(string Text, Expr Condition)
{
    static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["version"] = "program_version", ["software"] = "program", ["code"] = "program", ["solvent"] = "solvation", ["license"] = "licence", ["basis_set"] = "basis", ["kind"] = "level_kind",
    };

    /// <summary>
    /// Reads "program = 'psi4' and version = '1.4a2'". Besides the words of OData it takes = == != &lt;&gt; &lt; &lt;= &gt; &gt;= &amp;&amp; ||, text in double quotes, and version, software, code, solvent, license,
    /// basis_set, kind and properties without their unit for the columns that they mean.
    /// </summary>
    /// <exception cref="QueryException">It cannot be read; the position is that in <paramref name="text"/>.</exception>
    public static Predicate Read(string text)
    {
        var (filter, places) = Translate(text);
        try { return new Predicate(filter.Trim(), ODataReading.Read(QuerySet.Calculations, [new("$filter", filter)]).Query.Filter!); }
        catch (QueryException e)
        {
            throw new QueryException(e.Message.Replace("$filter: ", "", StringComparison.Ordinal), e.Position is { } at ? places.Count == 0 ? 0 : places[Math.Clamp(at, 0, places.Count - 1)] : null, e.Expected);
        }
    }

    /// <summary>The $filter, and for each of its characters the place in the text from which it comes.</summary>
    static (string Filter, List<int> Places) Translate(string text)
    {
        var filter = new StringBuilder();
        var places = new List<int>();
        void Put(string s, int at) { filter.Append(s); for (int k = 0; k < s.Length; k++) places.Add(at); }
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c is '\'' or '"')
            {
                int start = i, end = Close(text, i);
                string inner = text[(start + 1)..(end < 0 ? text.Length : end)];
                Put(c == '\'' ? text[start..(end < 0 ? text.Length : end + 1)] : end < 0 ? "'" + inner : "'" + inner.Replace("\"\"", "\"", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'", start);
                i = end < 0 ? text.Length : end + 1;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                int start = i;
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '.')) i++;
                Put(Name(text[start..i], text.AsSpan(i).TrimStart().StartsWith("(")), start);
            }
            else if (Sign(text, i) is var (word, length) && length > 0)
            {
                Put($" {word} ", i);
                i += length;
            }
            else Put(text[i].ToString(), i++);
        }
        return (filter.ToString(), places);
    }

    /// <summary>Place of the quote that closes the one at <paramref name="open"/>; a doubled quote belongs to the text.</summary>
    static int Close(string text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
            if (text[i] == text[open])
                if (i + 1 < text.Length && text[i + 1] == text[open]) i++; else return i;
        return -1;
    }

    static (string Word, int Length) Sign(string text, int at) => text.AsSpan(at) switch
    {
        ['=', '=', ..] => ("eq", 2), ['=', ..] => ("eq", 1), ['!', '=', ..] or ['<', '>', ..] => ("ne", 2), ['<', '=', ..] => ("le", 2), ['>', '=', ..] => ("ge", 2),
        ['<', ..] => ("lt", 1), ['>', ..] => ("gt", 1), ['&', '&', ..] => ("and", 2), ['|', '|', ..] => ("or", 2), _ => ("", 0),
    };

    static string Name(string name, bool called) =>
        name.ToLowerInvariant() is "and" or "or" or "not" or "in" or "true" or "false" or "null" ? name.ToLowerInvariant()
        : called || EntityModel.Find(QuerySet.Calculations, name) is not null ? name
        : Short.GetValueOrDefault(name) ?? (Property.Find(name) is { IsList: false } p ? p.Name : name);
}
