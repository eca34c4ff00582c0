// Name of the basis set of a Gaussian job, which may be read from cards: mixed by element or written out in numbers.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>
/// The basis set as the output states it. A set of one name has that name, one mixed by element is named by its parts in alphabetical order, one written out in numbers
/// is named by a hash of these numbers ("custom-1a2b3c4d"): the same numbers give the same name, and no other basis set ever has it.
/// </summary>
static partial class GaussianBasis
{
    [GeneratedRegex(@"^ (?:Standard basis|Basis read from chk|General basis read from cards):\s+(.*?)\s*\((5|6)D, (7|10)F\)")]
    private static partial Regex Stated();

    [GeneratedRegex(@"-?\d+\.?\d*(?:[DE][+-]?\d+)?")]
    private static partial Regex Number();

    /// <summary>
    /// The basis in a part of an output; null if it is not stated or cannot be followed. What is read from a checkpoint file has no name in the output but the one in the
    /// archive entry (<paramref name="archived"/>).
    /// </summary>
    public static string? Of(OutputText text, GaussianRoute route, string? archived, Geometry geometry)
    {
        for (int i = 0; i < text.Count; i++)
        {
            if (Stated().Match(text[i]) is not { Success: true } m) continue;
            string stated = m.Groups[1].Value.Trim();
            bool cards = text[i].Contains("from cards", StringComparison.Ordinal);
            string? name = cards ? Cards(text, i + 1, geometry) : text[i].Contains(" chk:", StringComparison.Ordinal) ? archived : stated;
            if (string.IsNullOrEmpty(name) || name.ToUpperInvariant() is "GEN" or "GENECP" or "CHKBAS") return null;
            name = name.Split('/')[0];
            if (cards && (route.Option("pseudo", "read") || route.Option("pseudo", "cards") || route.Basis?.StartsWith("genecp", StringComparison.OrdinalIgnoreCase) == true) && Potentials(text, i) is { } ecp) name += $" + ECP {ecp}";
            if (route.Has("extrabasis")) return null;
            return Purity(name, m.Groups[2].Value, m.Groups[3].Value);
        }
        return null;
    }

    /// <summary>A set that is used with other d or f functions than it is defined with is another set: that is said in its name.</summary>
    public static string Purity(string name, string d, string f)
    {
        string n = name.ToLowerInvariant();
        // Gaussian's manual ("Basis Sets"): six Cartesian d functions are the default of 3-21G, 6-21G, 4-31G, 6-31G, CEP-31G, D95 and D95V, five pure ones of all others; f functions are pure.
        bool cartesian = n.StartsWith("3-21", StringComparison.Ordinal) || n.StartsWith("6-31", StringComparison.Ordinal) && !n.StartsWith("6-311", StringComparison.Ordinal) || n.StartsWith("6-21", StringComparison.Ordinal) || n.StartsWith("4-31", StringComparison.Ordinal)
            || n.StartsWith("cep-31", StringComparison.Ordinal) || n.StartsWith("d95", StringComparison.Ordinal);
        if (n.StartsWith("custom", StringComparison.Ordinal) || n.Contains('[')) return d == "6" || f == "10" ? $"{name} ({d}D,{f}F)" : name;
        return (d == "6") == cartesian && f == "7" || !Polarised(n) ? name : $"{name} ({d}D,{f}F)";
    }

    static bool Polarised(string n) => !(n.StartsWith("sto-", StringComparison.Ordinal) || n is "3-21g" or "6-31g" or "6-311g" or "6-31+g" or "6-311+g" or "6-31++g" or "6-311++g");

    static string? Cards(OutputText text, int from, Geometry geometry)
    {
        var parts = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var all = new StringBuilder();
        bool written = false;
        int i = text.First(" Centers:", from, from + geometry.Count + 12);
        if (i < 0) return null;
        var seen = new HashSet<int>();
        while (i < text.Count && text[i].StartsWith(" Centers:", StringComparison.Ordinal))
        {
            var elements = new SortedSet<string>(StringComparer.Ordinal);
            for (; text[i].StartsWith(" Centers:", StringComparison.Ordinal); i++)
                foreach (var c in OutputText.Fields(text[i][9..]))
                {
                    if (OutputText.Whole(c) is not { } n || n < 1 || n > geometry.Count) return null;
                    seen.Add(n);
                    elements.Add(geometry.Symbols[n - 1]);
                }
            string who = string.Join(' ', elements);
            var lines = new List<string>();
            for (; i < text.Count && text[i].Trim() is not "****" and { Length: > 0 }; i++) lines.Add(text[i].Trim());
            if (text[i].Trim() != "****" || lines.Any(l => l.Contains('*') && l.Contains('=', StringComparison.Ordinal))) return null;
            i++;
            if (lines.Count == 1 && !lines[0].Contains("Exponent=", StringComparison.Ordinal))
            {
                if (!parts.TryGetValue(lines[0], out var set)) parts[lines[0]] = set = new(StringComparer.Ordinal);
                set.UnionWith(elements);
                all.Append(who).Append(lines[0]).Append('\n');
            }
            else
            {
                written = true;
                foreach (var e in elements) all.Append(e).Append(':').AppendJoin(' ', lines.Select(Canonical)).Append('\n');
            }
        }
        if (seen.Count != geometry.Count) return null;
        if (written || parts.Values.SelectMany(s => s).GroupBy(s => s).Any(g => g.Count() > 1)) return "custom-" + Short(string.Join('\n', all.ToString().Split('\n').Distinct().Order(StringComparer.Ordinal)));
        return parts.Count == 1 ? parts.Keys.First() : string.Join("; ", parts.Select(p => $"{p.Key} [{string.Join(' ', p.Value)}]"));
    }

    static string? Potentials(OutputText text, int from)
    {
        int at = text.First("Pseudopotential Parameters", from);
        if (at < 0) return null;
        var lines = new List<string>();
        for (int i = at + 5; i < text.Count && !text[i].Contains("====="); i++)
            if (!text[i].Contains("Centers:") && !text[i].Contains("No pseudopotential on this center")) lines.Add(OutputText.Fields(text[i]) is [_, var z, var valence] && OutputText.Whole(z) is not null ? $"{z} {valence}" : Canonical(text[i].Trim()));
        return lines.Count == 0 ? null : Short(string.Join('\n', lines));
    }

    /// <summary>A line with its numbers to eight digits, so that the width of a column does not matter.</summary>
    static string Canonical(string line) => Number().Replace(line, m => (OutputText.Real(m.Value) ?? 0).ToString("G8", CultureInfo.InvariantCulture));

    static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
