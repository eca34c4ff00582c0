// The control file of Turbomole, or the words of define: "$dft functional b3-lyp", "$ricc2 cc2", "$disp3 bj", "$cosmo epsilon=78.4".
using System.Text.RegularExpressions;

namespace DataHub.Model;

static class TurbomoleControl
{
    internal static void Read(LevelParts parts, string text)
    {
        if (!text.Contains('$'))
        {
            var free = text.Trim();
            foreach (var prefix in (string[])["ridft ", "dscf ", "ricc2 "]) if (free.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) free = free[prefix.Length..];
            int slash = free.LastIndexOf('/');
            if (slash > 0) parts.Basis = free[(slash + 1)..];
            parts.SetMethod(slash > 0 ? free[..slash] : free);
            return;
        }
        var groups = Regex.Matches(text, @"^\$(\w+)([^$]*)", RegexOptions.Multiline).Select(m => (Name: m.Groups[1].Value.ToLowerInvariant(), Body: m.Groups[2].Value)).ToList();
        string? Body(string name) => groups.FirstOrDefault(g => g.Name == name) is { Name: not null } g ? g.Body : null;
        var bases = Regex.Matches(Body("atoms") ?? text, @"\bbasis\s*=\s*(?:[a-z]{1,2}\s+)?([A-Za-z0-9][^\s\\]*)", RegexOptions.IgnoreCase).Select(m => m.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (bases.Count == 1) parts.Basis = bases[0];
        else if (bases.Count > 1) parts.Refuse($"several basis sets: {string.Join(", ", bases)}");
        if (Body("dft") is { } dft) parts.SetMethod(Regex.Match(dft, @"\bfunctional\s+([^\n]+)", RegexOptions.IgnoreCase) is { Success: true } f ? f.Groups[1].Value.Trim() : "b-p");
        else parts.SetMethod("HF");
        if (Body("ricc2") is { } cc)
        {
            var model = Regex.Matches(cc, @"^\s*(mp2|mp3|mp4|cc2|ccs|cis|cis\(d\)|cisdinf|adc\(2\)|ccsd\(t\)|ccsd|ccsd\[t\]|ccsd\(f12\*?\)|ccsd\(f12\*?\)\(t\))\s*(?:energy|model)?\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline).Select(m => m.Groups[1].Value.ToLowerInvariant()).ToList();
            var scaled = Regex.IsMatch(cc, @"^\s*scs\b", RegexOptions.IgnoreCase | RegexOptions.Multiline) ? "SCS-" : Regex.IsMatch(cc, @"^\s*sos\b", RegexOptions.IgnoreCase | RegexOptions.Multiline) ? "SOS-" : "";
            if (scaled.Length > 0 && Regex.Match(cc, @"\bcos\s*=\s*([\d.]+)\s+css\s*=\s*([\d.]+)", RegexOptions.IgnoreCase) is { Success: true } by && !(by.Groups[1].Value.StartsWith("1.2", StringComparison.Ordinal) && by.Groups[2].Value.StartsWith("0.333", StringComparison.Ordinal))) parts.Refuse("scs: the spin components are scaled by hand");
            if (model.Count > 0) parts.SetMethod(scaled + model[^1]); else parts.Refuse("$ricc2 names no model");
            parts.Approximate("RI");
        }
        if (groups.Any(g => g.Name == "rij")) parts.Approximate("RI-J");
        if (Body("ricc2") is null && groups.Any(g => g.Name is "denconv") && Regex.IsMatch(text, @"\bcbas\b")) parts.Refuse("a basis for correlation is given but no model ($ricc2)");
        if (Body("freeze") is not null) parts.Frozen = true;
        if (Body("disp3") is { } d3) parts.Dispersion = d3.Contains("bj", StringComparison.OrdinalIgnoreCase) ? "D3(BJ)" : "D3(0)";
        else if (Body("disp4") is not null) parts.Dispersion = "D4";
        else if (Body("disp") is not null) parts.Dispersion = "D2";
        if (Body("cosmo") is { } cosmo) parts.Solvation = "COSMO" + (Regex.Match(cosmo, @"\bepsilon\s*=?\s*([\d.]+|infinity)", RegexOptions.IgnoreCase) is { Success: true } e ? " " + (e.Groups[1].Value.StartsWith('i') ? "eps=infinity" : Surroundings.Solvent("eps=" + e.Groups[1].Value)) : " eps=infinity");
        if (Body("uhf") is not null) parts.Reference = "U";
        if (Body("scfinstab") is { } scf) parts.Treatment = scf.Contains("cis", StringComparison.OrdinalIgnoreCase) ? "TDA" : "TD";
        if (Body("rx2c") is not null) parts.Relativity = "X2C"; else if (Body("rdkh") is not null) parts.Relativity = "DKH2";
        if (Body("embed") is not null || Body("point_charges") is not null) parts.Refuse("the molecule is among point charges");
    }
}
