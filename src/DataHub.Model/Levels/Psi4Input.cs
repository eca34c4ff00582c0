// Psi4: "b3lyp-d3bj/def2-svp", or an input with set blocks and energy('b3lyp').
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class Psi4Input
{
    [GeneratedRegex(@"\b(?:energy|optimize|opt|gradient|hessian|frequency|frequencies|freq|properties|prop|gdma|fchk)\s*\(\s*(?:name\s*=\s*)?['""]([^'""]+)['""]", RegexOptions.IgnoreCase)]
    private static partial Regex Call();

    [GeneratedRegex(@"^\s*(?:set\s+(?:globals\s+)?)?(basis|reference|scf_type|mp2_type|cc_type|freeze_core|num_frozen_docc|relativistic|pcm|dft_dispersion_parameters|df_basis_scf|qc_module|tdscf_tda|omega|alpha)\b\s*=?\s*(\S+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Setting();

    internal static void Read(LevelParts parts, string text)
    {
        text = Regex.Replace(text.Replace(';', '\n'), @"#.*$", "", RegexOptions.Multiline);
        var calls = Call().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        bool deck = calls.Count > 0 || text.Contains('\n') || Setting().IsMatch(text);
        if (!deck) calls = [Regex.Split(text.Trim(), @"\s+(?=\w+\s*=)|,\s*(?=\w+\s*[:=])")[0]];
        if (calls.Count > 1) parts.Refuse($"calls of several levels: {string.Join(", ", calls)}");
        foreach (Match m in Setting().Matches(text))
        {
            var value = m.Groups[2].Value.Trim('\'', '"', ',');
            switch (m.Groups[1].Value.ToLowerInvariant())
            {
                case "basis": if (value is "{" ) parts.Refuse("basis: the basis is given atom by atom"); else parts.Basis = value; break;
                case "reference": parts.Reference = value.ToUpperInvariant() is var r && r.StartsWith("RO", StringComparison.Ordinal) ? "RO" : r[..1]; break;
                case "scf_type": if (Regex.IsMatch(value, "df|cd|mem_df|disk_df", RegexOptions.IgnoreCase)) parts.Approximate("DF"); break;
                case "mp2_type" or "cc_type": if (Regex.IsMatch(value, "^(df|cd)$", RegexOptions.IgnoreCase)) parts.Approximate(value.ToUpperInvariant()); break;
                case "freeze_core": parts.Frozen = !Regex.IsMatch(value, "^(false|0|no|off)$", RegexOptions.IgnoreCase); break;
                case "num_frozen_docc": parts.Frozen = value != "0"; break;
                case "relativistic": if (!value.Equals("no", StringComparison.OrdinalIgnoreCase)) parts.Relativity = LevelText.Relativity(value) ?? value.ToUpperInvariant(); break;
                case "pcm": if (Regex.IsMatch(value, "^(true|1|yes|on)$", RegexOptions.IgnoreCase)) parts.Solvation = "PCM" + (Regex.Match(text, @"\bsolvent\s*=\s*(\S+)", RegexOptions.IgnoreCase) is { Success: true } s ? " " + Surroundings.Solvent(s.Groups[1].Value) : ""); break;
                case "tdscf_tda": if (Regex.IsMatch(value, "^(true|1|yes|on)$", RegexOptions.IgnoreCase)) parts.Treatment = "TDA"; break;
                case "dft_dispersion_parameters": parts.Refuse("dft_dispersion_parameters: the dispersion is altered by hand"); break;
            }
        }
        if (Regex.IsMatch(text, @"^\s*basis\s+\w*\s*\{", RegexOptions.IgnoreCase | RegexOptions.Multiline) || Regex.IsMatch(text, @"^\s*assign\s+\w+\s+\S+\s+\S+", RegexOptions.IgnoreCase | RegexOptions.Multiline))
            if (parts.Basis is null && Regex.Match(text, @"^\s*assign\s+(\S+)\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } a && Regex.Matches(text, @"^\s*assign\b", RegexOptions.IgnoreCase | RegexOptions.Multiline).Count == 1) parts.Basis = a.Groups[1].Value;
            else parts.Refuse("basis: the basis is given atom by atom");
        if (calls.Count == 0) { parts.Refuse("no call of energy, optimize or the like names a method"); return; }
        var call = calls[0].Trim();
        if (call.StartsWith("scf", StringComparison.OrdinalIgnoreCase) && call.Length == 3 && Regex.Match(text, @"\bdft_functional\s+(\S+)", RegexOptions.IgnoreCase) is { Success: true } f) call = f.Groups[1].Value;
        int slash = call.IndexOf('/');
        if (slash > 0) { parts.Basis = call[(slash + 1)..]; call = call[..slash]; }
        parts.SetMethod(call);
        if (parts.Basis?.Contains('{') == true || parts.Basis?.Contains('[') == true) parts.Refuse("basis: an extrapolation or a basis given atom by atom is not read");
    }
}
