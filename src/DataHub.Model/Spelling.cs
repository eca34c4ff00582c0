// How far apart two words are spelt, and which known names lie near a wrong one.
namespace DataHub.Model;

/// <summary>Spelling help for names that are not known.</summary>
public static class Spelling
{
    /// <summary>Edits that make one word of another (Levenshtein; a swap of neighbours counts as one); <see cref="int.MaxValue"/> where one is far longer than the other, or longer than 64.</summary>
    public static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 12 || a.Length > 64) return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }

    /// <summary>Up to three names that are spelt alike, whatever the case: that contain the name or lie within a third of its length in edits.</summary>
    public static List<string> Nearest(string name, IEnumerable<string> known)
    {
        string wanted = name.ToLowerInvariant();
        return [.. known.Select(k => (Name: k, Distance: Distance(wanted, k.ToLowerInvariant())))
            .Select(k => k with { Distance = wanted.Length >= 3 && k.Name.StartsWith(wanted + "_", StringComparison.Ordinal) ? 0 : wanted.Length >= 3 && k.Name.Contains(wanted, StringComparison.Ordinal) ? Math.Min(k.Distance, 1) : k.Distance })
            .Where(k => k.Distance <= Math.Max(1, wanted.Length / 3)).OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).Take(3).Select(k => k.Name)];
    }
}
