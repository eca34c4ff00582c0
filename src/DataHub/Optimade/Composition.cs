// Formulas as OPTIMADE spells them, from the Hill formula.
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataHub.Optimade;

/// <summary>What a molecule consists of. Elements are in alphabetical order, ratios in theirs.</summary>
public sealed partial record Composition(string Hill, IReadOnlyList<string> Elements, IReadOnlyList<long> Counts)
{
    /// <summary>Reads a Hill formula.</summary>
    public static Composition Of(string hill)
    {
        var parts = Part().Matches(hill).Select(m => (Symbol: m.Groups[1].Value, Count: m.Groups[2].Length == 0 ? 1 : long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)))
            .GroupBy(p => p.Symbol).Select(g => (g.Key, Sum: g.Sum(p => p.Count))).OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
        return new(hill, [.. parts.Select(p => p.Key)], [.. parts.Select(p => p.Sum)]);
    }

    /// <summary>Share of each element in the number of atoms; they sum to 1.</summary>
    public double[] Ratios => [.. Counts.Select(c => (double)c / Counts.Sum())];
    /// <summary>Elements in alphabetical order with the smallest whole proportions.</summary>
    public string Reduced => string.Concat(Elements.Zip(Proportions, (e, n) => e + Number(n)));
    /// <summary>The proportions, greatest first, of A, B, ..., Z, Aa, Ba, ...</summary>
    public string Anonymous => string.Concat(Proportions.OrderDescending().Select((n, i) => (char)('A' + i % 26) + (i < 26 ? "" : ((char)('a' + i / 26 - 1)).ToString()) + Number(n)));

    IEnumerable<long> Proportions => Counts.Aggregate(0L, Divisor) is var d ? Counts.Select(c => c / Math.Max(d, 1)) : [];
    static string Number(long n) => n == 1 ? "" : n.ToString(CultureInfo.InvariantCulture);
    static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    [GeneratedRegex("([A-Z][a-z]?)([0-9]*)")]
    private static partial Regex Part();
}
