// Keyword lines of semi-empirical programs: MOPAC, xtb, DFTB+.
using System.Text.RegularExpressions;

namespace DataHub.Model;

static class TightBinding
{
    static readonly string[] MopacMethods = ["PM7-TS", "PM7", "PM6-D3H4X", "PM6-D3H4", "PM6-DH2X", "PM6-DH2", "PM6-DH+", "PM6-D3", "PM6-ORG", "PM6", "PM3", "RM1", "AM1", "MNDOD", "MNDO"];

    internal static void Mopac(LevelParts parts, string text)
    {
        var words = text.ReplaceLineEndings(" ").ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var named = MopacMethods.Where(m => words.Contains(m) || words.Contains(m.Replace("MNDOD", "MNDO-D"))).ToList();
        if (named.Count > 1) parts.Refuse($"several methods: {string.Join(", ", named)}");
        if (words.Any(w => w.StartsWith("EXTERNAL=", StringComparison.Ordinal))) parts.Refuse("EXTERNAL: the parameters are altered by hand");
        if (named.Count == 0) parts.Refuse("no method is named; what MOPAC takes unasked differs between its versions (PM6, then PM7)");
        else parts.SetMethod(named[0]);
        foreach (var w in words)
            if (Regex.Match(w, @"^EPS=([0-9.]+)$") is { Success: true } eps) parts.Solvation = "COSMO " + Surroundings.Solvent("eps=" + eps.Groups[1].Value);
        if (words.Contains("UHF")) parts.Reference = "U";
        if (words.Contains("MOZYME")) parts.Approximate("MOZYME");
        if (words.Any(w => w.StartsWith("C.I.=", StringComparison.Ordinal) || w is "MECI" or "CIS" or "CISD" || w.StartsWith("OPEN(", StringComparison.Ordinal))) parts.Refuse("C.I.: a configuration interaction on top is not read");
    }

    /// <summary>The command line of xtb. Without --gfn it runs GFN2-xTB, its own default.</summary>
    internal static void Xtb(LevelParts parts, string text)
    {
        var words = text.ReplaceLineEndings(" ").Split([' ', '='], StringSplitOptions.RemoveEmptyEntries);
        string? After(params string[] names) => Array.FindIndex(words, w => names.Contains(w.ToLowerInvariant())) is >= 0 and var i && i + 1 < words.Length ? words[i + 1] : null;
        bool line = words.Any(w => w.StartsWith('-')) || words.Length > 1 && words[0].EndsWith("xtb", StringComparison.OrdinalIgnoreCase) || words.Length > 1 && words.Any(w => w.EndsWith(".xyz", StringComparison.OrdinalIgnoreCase));
        if (!line) { parts.SetMethod(text); return; }
        if (words.Any(w => w.ToLowerInvariant() is "--oniom" or "--tm" or "--orca" or "--mopac")) parts.Refuse("xtb drives another program or layers of levels");
        if (words.Any(w => w.ToLowerInvariant() is "--gfnff" or "--gff")) parts.SetMethod("GFN-FF");
        else
        {
            var n = After("--gfn") ?? (words.FirstOrDefault(w => Regex.IsMatch(w, @"^--gfn[0-9]$", RegexOptions.IgnoreCase)) is { } short_ ? short_[^1..] : "2");
            if (n is "0" or "1" or "2") parts.SetMethod($"GFN{n}-xTB"); else parts.Refuse($"GFN{n}-xTB does not exist");
        }
        foreach (var (model, names) in ((string, string[])[])[("ALPB", ["--alpb"]), ("GBSA", ["--gbsa", "-g"]), ("COSMO", ["--cosmo", "--tmcosmo"]), ("CPCM-X", ["--cpcmx"])])
            if (After(names) is { } solvent && !solvent.StartsWith('-')) parts.Solvation = $"{model} {solvent.ToLowerInvariant()}";
    }

    /// <summary>The human-friendly input of DFTB+: Hamiltonian = DFTB { SCC ... ThirdOrderFull ... SlaterKosterFiles ... } or xTB { Method = ... }.</summary>
    internal static void Dftb(LevelParts parts, string text)
    {
        if (Regex.Match(text, @"Method\s*=\s*""?((?:GFN|IPEA)\w*-xTB)", RegexOptions.IgnoreCase) is { Success: true } xtb) { parts.SetMethod(xtb.Groups[1].Value); return; }
        if (!Regex.IsMatch(text, @"\bDFTB\b|SlaterKoster|\b3ob|\bmio", RegexOptions.IgnoreCase)) { parts.SetMethod(text); return; }
        bool third = Regex.IsMatch(text, @"ThirdOrder(Full)?\s*=\s*Yes|\bDFTB3\b", RegexOptions.IgnoreCase), scc = third || Regex.IsMatch(text, @"\bSCC\s*=\s*Yes|\bDFTB2\b|SCC-DFTB", RegexOptions.IgnoreCase);
        parts.SetMethod(third ? "DFTB3" : scc ? "DFTB2" : "DFTB1");
        if (!third && !scc && !Regex.IsMatch(text, @"Hamiltonian\s*=\s*DFTB", RegexOptions.IgnoreCase)) parts.Refuse("dftb names a family: DFTB2 or DFTB3");
        if (Regex.Match(text, @"\b(\w+-\d-\d(?:-\d)?)\b") is { Success: true } set && LevelNames.IsBasis(set.Groups[1].Value)) parts.Basis = set.Groups[1].Value;
        else parts.Refuse("the set of Slater-Koster files is not told; such as 3ob-3-1 or mio-1-1");
        if (Regex.Match(text, @"Dispersion\s*=\s*(\w+)", RegexOptions.IgnoreCase) is { Success: true } d) parts.Dispersion = d.Groups[1].Value.ToLowerInvariant() switch { "dftd4" => "D4", "simpledftd3" or "dftd3" => Regex.IsMatch(text, "ZeroDamping", RegexOptions.IgnoreCase) ? "D3(0)" : "D3(BJ)", "mbd" => "MBD", "ts" => "TS", var other => other };
        if (Regex.IsMatch(text, @"\bLC\b|RangeSeparated|Hybrid\s*=", RegexOptions.IgnoreCase)) parts.Refuse("range separation in DFTB is not read");
    }
}
