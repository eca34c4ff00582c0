// The second line of an extended XYZ frame: key=value pairs, quoted strings, arrays in brackets or braces.
using System.Text;

namespace DataHub.Formats.Readers.ExtXyz;

static class CommentLine
{
    /// <summary>
    /// The pairs in their order. A value is bare, "quoted" (a backslash escapes the next character), or an array in [ ] or { } (kept with blanks between its elements).
    /// A key without value is true ("T"). Blanks around '=' are allowed. Free text gives keys without values, which mean nothing.
    /// </summary>
    internal static List<KeyValuePair<string, string>> Parse(ReadOnlySpan<char> line)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        int i = 0;
        while (true)
        {
            Skip(line, ref i);
            if (i >= line.Length) return pairs;
            int before = i;
            var key = line[i] is '"' ? Quoted(line, ref i) : Bare(line, ref i, true);
            int after = i;
            Skip(line, ref i);
            if (i < line.Length && line[i] == '=')
            {
                i++;
                Skip(line, ref i);
                var value = i >= line.Length ? "" : line[i] switch { '"' => Quoted(line, ref i), '[' or '{' => Array(line, ref i), _ => Bare(line, ref i, false) };
                pairs.Add(new(key, value));
            }
            else
            {
                i = after;
                pairs.Add(new(key, "T"));
            }
            if (i == before) i++;
        }
    }

    static void Skip(ReadOnlySpan<char> line, ref int i)
    {
        while (i < line.Length && char.IsWhiteSpace(line[i])) i++;
    }

    static string Bare(ReadOnlySpan<char> line, ref int i, bool key)
    {
        int start = i;
        while (i < line.Length && !char.IsWhiteSpace(line[i]) && !(key && line[i] == '=')) i++;
        return line[start..i].ToString();
    }

    static string Quoted(ReadOnlySpan<char> line, ref int i)
    {
        int start = ++i;
        while (i < line.Length && line[i] is not ('"' or '\\')) i++;
        if (i < line.Length && line[i] == '"') return line[start..i++].ToString();
        var text = new StringBuilder().Append(line[start..i]);
        for (; i < line.Length && line[i] != '"'; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length) text.Append(line[++i] == 'n' ? '\n' : line[i]);
            else text.Append(line[i]);
        }
        i++;
        return text.ToString();
    }

    /// <summary>The elements of an array, brackets and commas turned into blanks.</summary>
    static string Array(ReadOnlySpan<char> line, ref int i)
    {
        int depth = 0, start = i;
        for (; i < line.Length; i++)
        {
            if (line[i] is '[' or '{') depth++;
            else if (line[i] is ']' or '}' && --depth == 0) { i++; break; }
        }
        var inside = line[start..Math.Min(i, line.Length)];
        var text = new StringBuilder(inside.Length);
        foreach (char c in inside) text.Append(c is '[' or ']' or '{' or '}' or ',' or '"' ? ' ' : c);
        return text.ToString().Trim();
    }
}
