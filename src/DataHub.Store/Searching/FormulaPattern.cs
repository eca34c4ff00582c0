// Formulas with counts that may be ranges: C6-8H*N1.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Store.Searching;

/// <summary>How many atoms of each element: exactly (C6, N for one), from to (C6-8), at least (C6+), any number (H*). Other elements are not there, unless <paramref name="Open"/>.</summary>
sealed record FormulaPattern(IReadOnlyList<(int Element, int Least, int Most)> Counts, bool Open)
{
    /// <summary>True if it names one formula only.</summary>
    public bool IsExact => !Open && Counts.All(c => c.Least == c.Most && c.Least > 0);

    /// <summary>The one formula, in Hill order.</summary>
    public string Hill() => Elements.HillFormula(Counts.SelectMany(c => Enumerable.Repeat(Elements.Symbol(c.Element), c.Least)));

    /// <summary>Reads a pattern. With <paramref name="atLeast"/> a plain count is the least one, and other elements may be there: what contains a formula.</summary>
    /// <exception cref="QueryException">It is none; tells the position, from <paramref name="at"/>, and what was expected.</exception>
    public static FormulaPattern Read(string text, int at, bool atLeast)
    {
        bool open = atLeast || text.EndsWith("..", StringComparison.Ordinal);
        var body = text.EndsWith("..", StringComparison.Ordinal) ? text[..^2] : text;
        if (body.Length == 0) throw new QueryException("a formula is missing", at, "a formula such as C6H6O or C6-8H*N1");
        var counts = new SortedDictionary<int, (int Least, int Most)>();
        for (int i = 0; i < body.Length;)
        {
            int start = i++;
            while (i < body.Length && char.IsAsciiLetterLower(body[i])) i++;
            var symbol = body[start..i];
            if (symbol is "D" or "T" || Elements.Number(symbol) is not { } element || Elements.Symbol(element) != symbol)
                throw new QueryException($"there is no element '{symbol}'", at + start, "an element symbol with a capital first, such as C or Cl, then its count: 6, 6-8, 6+ or *");
            int Number()
            {
                int from = i;
                while (i < body.Length && char.IsAsciiDigit(body[i])) i++;
                return int.TryParse(body.AsSpan(from, i - from), NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= 100_000 ? n
                    : throw new QueryException($"a count of {symbol} is missing or too large", at + from, "a whole number up to 100000");
            }
            (int Least, int Most) count = (1, atLeast ? int.MaxValue : 1);
            if (i < body.Length && body[i] == '*') { i++; count = (0, int.MaxValue); }
            else if (i < body.Length && body[i] == '+') { i++; count = (1, int.MaxValue); }
            else if (i < body.Length && char.IsAsciiDigit(body[i]))
            {
                int least = Number(), most = atLeast ? int.MaxValue : least;
                if (i < body.Length && body[i] == '+') { i++; most = int.MaxValue; }
                else if (i < body.Length && body[i] == '-')
                {
                    int dash = i++;
                    most = Number();
                    if (most < least) throw new QueryException($"{symbol}{least}-{most} is an empty range", at + dash, "the smaller count first");
                }
                count = (least, most);
            }
            if (!counts.TryAdd(element, count)) throw new QueryException($"{symbol} is there twice", at + start, "each element once");
        }
        return new([.. counts.Select(c => (c.Key, c.Value.Least, c.Value.Most))], open);
    }

    /// <summary>Reads a word as a pattern if it is one, else null.</summary>
    public static FormulaPattern? Try(string text)
    {
        if (text.Length is 0 or > 200 || !char.IsAsciiLetterUpper(text[0])) return null;
        try { return Read(text, 0, false); }
        catch (QueryException) { return null; }
    }

    /// <summary>True if a composition, sorted by element, fits.</summary>
    public bool Fits(ReadOnlySpan<(int Element, int Count)> composition)
    {
        int i = 0;
        foreach (var (element, least, most) in Counts)
        {
            while (i < composition.Length && composition[i].Element < element) { if (!Open) return false; i++; }
            int there = i < composition.Length && composition[i].Element == element ? composition[i++].Count : 0;
            if (there < least || there > most) return false;
        }
        return Open || i == composition.Length;
    }
}
