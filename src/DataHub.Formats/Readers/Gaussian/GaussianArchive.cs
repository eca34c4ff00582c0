// The archive entry at the end of a Gaussian job ("1\1\GINC-..."): its own summary of kind, method, basis and energies.
using System.Text;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>The archive entry of one job. Its numbers have seven decimals and serve to check what is printed above.</summary>
sealed class GaussianArchive
{
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    GaussianArchive(string kind, string method, string basis) => (Kind, Method, Basis) = (kind, method, basis);

    /// <summary>SP, FOpt, POpt, FTS, Freq, Scan, Force, Mixed, ...</summary>
    public string Kind { get; }
    /// <summary>Method as Gaussian names it: "RB3LYP", "RCCSD(T)-FC", "RB3LYP TD-FC".</summary>
    public string Method { get; }
    /// <summary>Basis as Gaussian names it: "STO-3G", "Gen".</summary>
    public string Basis { get; }

    /// <summary>A number of the entry such as HF, MP2, CCSD(T); null if it is not there.</summary>
    public double? Real(string key) => _values.TryGetValue(key, out var v) ? OutputText.Real(v) : null;

    /// <summary>The last entry of a part of an output; null if there is none or it is not whole.</summary>
    public static GaussianArchive? Of(OutputText text)
    {
        int at = -1;
        for (int i = text.Count - 1; i >= 0 && at < 0; i--)
            if (text[i].StartsWith(@" 1\1\", StringComparison.Ordinal) || text[i].StartsWith(" 1|1|", StringComparison.Ordinal)) at = i;
        if (at < 0) return null;
        var all = new StringBuilder();
        bool whole = false;
        for (int i = at; i < text.Count && !whole; i++)
        {
            string line = text[i].TrimEnd('\r');
            if (line.Length == 0) break;
            all.Append(line.StartsWith(' ') ? line[1..] : line);
            whole = line.EndsWith('@');
        }
        if (!whole) return null;
        char split = all.ToString(0, 5).Contains('|') ? '|' : '\\';
        // Sections stand between doubled separators: heading, route, title, molecule, then the values.
        var sections = all.ToString().Split(new string(split, 2));
        var head = sections[0].Split(split);
        if (sections.Length < 4 || head.Length < 6) return null;
        var archive = new GaussianArchive(head[3].Trim(), head[4].Trim(), head[5].Trim());
        foreach (var field in sections.Skip(4).SelectMany(s => s.Split(split)))
            if (field.IndexOf('=') is > 0 and var e) archive._values.TryAdd(field[..e].Trim(), field[(e + 1)..].Trim());
        return archive;
    }
}
