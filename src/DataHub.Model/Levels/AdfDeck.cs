// The input blocks of ADF and AMS: "XC GGA BLYP End Basis Type DZP Core None End Relativistic Scalar ZORA".
using System.Text.RegularExpressions;

namespace DataHub.Model;

static class AdfDeck
{
    internal static void Read(LevelParts parts, string text)
    {
        if (Regex.IsMatch(text, @"^\s*Engine\s+DFTB\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) { parts.Refuse("Engine DFTB: the model and its parameters are not read"); return; }
        if (Regex.Match(text, @"^\s*Model\s+(SCC-DFTB|DFTB3|DFTB|GFN1-xTB)", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } model && model.Groups[1].Value.StartsWith("GFN", StringComparison.OrdinalIgnoreCase)) { parts.SetMethod("GFN1-xTB"); return; }
        var xc = Regex.Match(text, @"^\s*XC\b\s*(.*?)^\s*(?:sub)?end\b", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline);
        var line = xc.Success ? xc.Groups[1].Value.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => Regex.IsMatch(l, "^(lda|gga|metagga|hybrid|metahybrid|hartreefock|libxc|model|doublehybrid|rangesep)", RegexOptions.IgnoreCase)) : null;
        if (line is null) parts.SetMethod("SVWN5");
        else if (line.StartsWith("hartreefock", StringComparison.OrdinalIgnoreCase)) parts.SetMethod("HF");
        else
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            if (words.Length == 0) parts.Refuse("xc: the functional is not named");
            else if (words[0].Equals("becke", StringComparison.OrdinalIgnoreCase) && words.Length == 2) parts.SetMethod(words[1].Equals("perdew", StringComparison.OrdinalIgnoreCase) ? "BP86" : words[1].Equals("lyp", StringComparison.OrdinalIgnoreCase) ? "BLYP" : line);
            else if (line.StartsWith("lda", StringComparison.OrdinalIgnoreCase)) parts.SetMethod(words[0].Equals("vwn", StringComparison.OrdinalIgnoreCase) ? "SVWN5" : words[0]);
            else parts.SetMethod(words[0]);
        }
        if (Regex.Match(text, @"^\s*dispersion\s+(.*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } d)
            parts.Dispersion = Regex.IsMatch(d.Groups[1].Value, "grimme3.*bj", RegexOptions.IgnoreCase) ? "D3(BJ)" : Regex.IsMatch(d.Groups[1].Value, "grimme4", RegexOptions.IgnoreCase) ? "D4" : Regex.IsMatch(d.Groups[1].Value, "grimme3", RegexOptions.IgnoreCase) ? "D3(0)" : d.Groups[1].Value.Trim();
        if (Regex.Match(text, @"^\s*type\s+(\S+)", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } b) parts.Basis = b.Groups[1].Value;
        else if (Regex.IsMatch(text, @"^\s*(basis|fragments)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Refuse("basis: given by fragment or atom files");
        if (Regex.Match(text, @"^\s*relativistic\s+(?:scalar|spinorbit)?\s*(zora|pauli)?", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } r && r.Value.Trim().Length > 12) parts.Relativity = r.Groups[1].Value.Equals("zora", StringComparison.OrdinalIgnoreCase) ? "ZORA" : "Pauli";
        if (Regex.IsMatch(text, @"^\s*excitations?\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Treatment = Regex.IsMatch(text, @"^\s*tda\b", RegexOptions.IgnoreCase | RegexOptions.Multiline) ? "TDA" : "TD";
        if (Regex.IsMatch(text, @"^\s*unrestricted\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Reference = "U";
        if (Regex.IsMatch(text, @"^\s*solvation\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Solvation = "COSMO" + (Regex.Match(text, @"solv\s+(?:name=(\S+)|eps=([\d.]+))", RegexOptions.IgnoreCase) is { Success: true } s ? " " + (s.Groups[1].Success ? Surroundings.Solvent(s.Groups[1].Value) : Surroundings.Solvent("eps=" + s.Groups[2].Value)) : " water");
    }
}
