// Molpro: "basis=cc-pVTZ; hf; ccsd(t)-f12", "{df-ks,pbe0}", "{rks,B3LYP}".
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class MolproInput
{
    [GeneratedRegex(@"^(?:df-)?(?:r|u|ro)?(?:ks)(?:,\s*([^;,}]+))?", RegexOptions.IgnoreCase)]
    private static partial Regex KohnSham();

    internal static void Read(LevelParts parts, string text)
    {
        text = Regex.Replace(text, @"!.*$", "", RegexOptions.Multiline);
        text = Regex.Replace(text, @"geometry\s*=\s*\{.*?\}", "", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        Basis(parts, ref text);
        foreach (var raw in text.Replace('{', '\n').Replace('}', '\n').Split('\n', ';'))
        {
            var command = raw.Trim();
            if (command.Length == 0 || command.StartsWith("***", StringComparison.Ordinal)) continue;
            var first = command.Split(',', 2)[0].Trim();
            var low = first.ToLowerInvariant();
            if (command.Contains('/') && !command.Contains(',') && parts.Method is null && LevelText.Read(command).Level is { } free) { parts.SetMethod(free.Dispersion is null ? command.Split('/')[0] : free.Method); parts.Basis = free.Basis; parts.Dispersion = free.Dispersion; continue; }
            if (low is "core" && parts.Method is not null) { parts.Frozen = !Regex.IsMatch(command, @"core(,\s*0)*\s*$", RegexOptions.IgnoreCase) || command.Equals("core,mixed", StringComparison.OrdinalIgnoreCase); continue; }
            if (low is "dkroll=1" or "dkroll" || Regex.IsMatch(command, @"dkroll\s*=\s*1", RegexOptions.IgnoreCase)) { parts.Relativity = "DKH2"; continue; }
            if (KohnSham().Match(command) is { Success: true } ks)
            {
                if (low.StartsWith("df-", StringComparison.Ordinal)) parts.Approximate("DF");
                parts.Reference ??= low.Contains("uks") ? "U" : low.Contains("roks") ? "RO" : null;
                parts.SetMethod(ks.Groups[1].Success ? ks.Groups[1].Value : "LDA");
                if (Regex.Matches(command, @",\s*([a-z]\w*)\b", RegexOptions.IgnoreCase).Count > 1 && command.Split(',').Length > 2 && !command.Split(',')[2].Contains('=') && parts.Knows(command.Split(',')[1].Trim()) is false) parts.SetMethod(string.Join('+', command.Split(',')[1..]));
                continue;
            }
            if (low is "hf" or "rhf" or "uhf" or "df-hf" or "df-rhf" or "rhf-scf" or "hf-scf" or "scf" or "df-uhf" or "ldf-hf")
            {
                if (low.StartsWith("df-", StringComparison.Ordinal)) parts.Approximate("DF");
                if (low.Contains("uhf")) parts.Reference = "U";
                if (parts.Method is null) parts.SetMethod("HF");
                continue;
            }
            if (low is "multi" or "mcscf" or "casscf") { parts.SetMethod("CASSCF"); continue; }
            if (low is "rs2" or "rs2c" or "rs3" or "mrci" or "mrcic") { parts.SetMethod(low is "rs3" ? "CASPT3" : low.StartsWith("rs2", StringComparison.Ordinal) ? "CASPT2" : "MRCI"); continue; }
            if (low is "uccsd" or "uccsd(t)" or "rccsd" or "rccsd(t)" or "ump2" or "rmp2") { parts.SetMethod(low[1..]); continue; }
            if (low.StartsWith("eom", StringComparison.Ordinal) && parts.Method?.StartsWith("ccsd", StringComparison.OrdinalIgnoreCase) == true) { parts.SetMethod("EOM-CCSD"); continue; }
            if (low.Length > 1 && parts.Knows(low) && !LevelNames.IsBasis(low)) { if (low.StartsWith("df-", StringComparison.Ordinal) || low.StartsWith("pno-", StringComparison.Ordinal)) parts.Approximate("DF"); parts.SetMethod(low is "ccsd" && Regex.IsMatch(command, @"\bnosingl", RegexOptions.IgnoreCase) ? "CCD" : first); }
            else if (low is "disp") parts.Dispersion = Regex.IsMatch(command, @"\bbj\b", RegexOptions.IgnoreCase) ? "D3(BJ)" : Regex.IsMatch(command, @"\bzero\b", RegexOptions.IgnoreCase) ? "D3(0)" : command;
        }
        if (parts.Dispersion?.StartsWith("disp", StringComparison.OrdinalIgnoreCase) == true) parts.Refuse($"{parts.Dispersion}: the damping of the dispersion is not told");
        parts.Basis ??= "cc-pVDZ";
    }

    static void Basis(LevelParts parts, ref string text)
    {
        if (Regex.Match(text, @"\bbasis\s*=\s*\{(.*?)\}", RegexOptions.IgnoreCase | RegexOptions.Singleline) is { Success: true } block)
        {
            var inside = block.Groups[1].Value.Trim();
            if (Regex.Match(inside, @"^default\s*[,=]\s*(\S+)$", RegexOptions.IgnoreCase) is { Success: true } d) parts.Basis = d.Groups[1].Value;
            else if (Regex.Match(inside, @"default\s*[,=]\s*([^\s,;]+)", RegexOptions.IgnoreCase) is { Success: true } e && !Regex.IsMatch(inside, @"^\s*[A-Z][a-z]?\s*[,=]", RegexOptions.Multiline)) parts.Basis = e.Groups[1].Value;
            else parts.Refuse("basis: the basis is given atom by atom");
            text = text.Remove(block.Index, block.Length);
        }
        else if (Regex.Match(text, @"\bbasis\s*[=,]\s*([^\s;,}]+)([^\n;}]*)", RegexOptions.IgnoreCase) is { Success: true } line)
        {
            if (Regex.IsMatch(line.Groups[2].Value, @",\s*[A-Z][a-z]?\s*=")) parts.Refuse("basis: the basis is given atom by atom");
            parts.Basis = line.Groups[1].Value;
            text = text.Remove(line.Index, line.Length);
        }
    }
}
