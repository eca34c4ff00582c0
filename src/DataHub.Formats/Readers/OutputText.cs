// A program's printed output as lines, with the small searches that the readers of printed outputs share.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>The lines of one text output. Searches return a line number, or -1 if there is none.</summary>
sealed class OutputText
{
    /// <summary>The largest output that is read into memory, in bytes.</summary>
    public const long Limit = 256L << 20;

    readonly string[] _lines;

    OutputText(string name, string[] lines) => (Name, _lines) = (name, lines);

    public string Name { get; }
    public int Count => _lines.Length;
    public string this[int i] => (uint)i < (uint)_lines.Length ? _lines[i] : "";

    public static OutputText Of(RawFile file) => new(file.Name, file.ReadAllText().Split('\n'));

    /// <summary>
    /// The output without what the standard error stream wrote between: a text that begins with one of <paramref name="noise"/> is cut out to the end of its line,
    /// and what it tore apart is joined again.
    /// </summary>
    public OutputText Without(params string[] noise)
    {
        var lines = new List<string>(_lines.Length);
        string torn = "";
        foreach (var line in _lines)
        {
            int at = -1;
            foreach (var n in noise) if (line.IndexOf(n, StringComparison.Ordinal) is >= 0 and var i && (at < 0 || i < at)) at = i;
            if (at >= 0) torn += line[..at];
            else
            {
                lines.Add(torn + line);
                torn = "";
            }
        }
        if (torn.Length > 0) lines.Add(torn);
        return new OutputText(Name, [.. lines]);
    }

    /// <summary>Lines <paramref name="from"/> up to, but without, <paramref name="to"/> as an output of its own.</summary>
    public OutputText Part(int from, int to) => new(Name, _lines[Math.Clamp(from, 0, Count)..Math.Clamp(to, Math.Clamp(from, 0, Count), Count)]);

    public int First(string what, int from = 0, int to = int.MaxValue)
    {
        for (int i = Math.Max(0, from), end = Math.Min(to, Count); i < end; i++)
            if (_lines[i].Contains(what, StringComparison.Ordinal)) return i;
        return -1;
    }

    public int Last(string what, int before = int.MaxValue)
    {
        for (int i = Math.Min(before, Count) - 1; i >= 0; i--)
            if (_lines[i].Contains(what, StringComparison.Ordinal)) return i;
        return -1;
    }

    public bool Has(string what) => First(what) >= 0;

    public IEnumerable<int> All(string what)
    {
        for (int i = First(what); i >= 0; i = First(what, i + 1)) yield return i;
    }

    /// <summary>The text of line <paramref name="line"/> after <paramref name="label"/>, trimmed; null if the line is -1 or lacks the label.</summary>
    public string? After(string label, int line)
    {
        if (line < 0) return null;
        int at = this[line].IndexOf(label, StringComparison.Ordinal);
        return at < 0 ? null : this[line][(at + label.Length)..].Trim();
    }

    /// <summary>The first number after the label on its first (or last) line.</summary>
    public double? RealAfter(string label, bool last = true, int from = 0)
    {
        int line = last ? Last(label) : First(label, from);
        return After(label, line) is { } rest ? FirstReal(rest) : null;
    }

    /// <summary>The first whitespace-separated field of a text that is a number.</summary>
    public static double? FirstReal(string text)
    {
        foreach (var f in Fields(text)) if (Real(f) is { } v) return v;
        return null;
    }

    public static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A number as programs print it, FORTRAN's D exponents included; null for anything else (stars, NaN, words).</summary>
    public static double? Real(string field)
    {
        if (field.Length == 0 || !(char.IsAsciiDigit(field[0]) || field[0] is '-' or '+' or '.')) return null;
        if (field.AsSpan().IndexOfAny('D', 'd') > 0) field = field.Replace('D', 'E').Replace('d', 'e');
        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : null;
    }

    public static int? Whole(string field) => int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int v) ? v : null;

    /// <summary>The element symbol in its usual case ("FE" is "Fe"), or null.</summary>
    public static string? Symbol(string text) => Elements.Number(text) is { } z && text.Length <= 2 ? Elements.Symbol(z) : null;
}
