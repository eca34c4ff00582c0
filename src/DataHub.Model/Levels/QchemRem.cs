// The $rem section of Q-Chem, and $pcm, $solvent, $smx beside it: "METHOD wB97X-V; BASIS def2-TZVPD; DFT_D D3_BJ; SOLVENT_METHOD PCM".
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataHub.Model;

static class QchemRem
{
    internal static void Read(LevelParts parts, string text)
    {
        text = text.ReplaceLineEndings("\n");
        var rem = Regex.Match(text, @"\$rem\b(.*?)\$end", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        if (Regex.Matches(text, @"\$rem\b", RegexOptions.IgnoreCase).Count > 1) { parts.Refuse("several jobs: their levels are read one by one"); return; }
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in (rem.Success ? rem.Groups[1].Value : text).Split('\n', ';'))
            if (Regex.Match(line, @"^\s*([A-Za-z_0-9]+)\s*(?:=|\s)\s*(\S+)") is { Success: true } m) keys[m.Groups[1].Value] = m.Groups[2].Value;
        if (Regex.Match(text, @"^(?:SP|FREQ|OPT|FORCE)\s{2,}([RU]O?\w*)\s{2,}(\S+)\s*$") is { Success: true } checkpoint)
        {
            if (checkpoint.Groups[1].Value is "R" or "U" or "RO") parts.Refuse("the checkpoint line names no method"); else { parts.SetMethod(checkpoint.Groups[1].Value); parts.Basis = checkpoint.Groups[2].Value; }
            return;
        }
        if (!rem.Success && keys.Count == 0) { var two = text.Trim().Split('/', 2); parts.SetMethod(two[0]); if (two.Length == 2) parts.Basis = two[1]; return; }
        string? Get(string k) => keys.GetValueOrDefault(k);
        var method = Get("method");
        var (exchange, correlation) = (Get("exchange"), Get("correlation"));
        if (method is null && correlation is not null and not "none" and not "NONE") method = exchange is null or "hf" or "HF" ? correlation : $"{exchange}+{correlation}";
        method ??= exchange ?? (rem.Success && Get("basis") is not null && correlation is null ? "HF" : null);
        if (method is null) { parts.Refuse("$rem names no method"); return; }
        if (method.Contains('+') && Combined(method) is { } sum) method = sum;
        if (method.Equals("gen", StringComparison.OrdinalIgnoreCase)) parts.Refuse("exchange gen: the functional is put together by hand");
        if (Get("basis")?.ToLowerInvariant() is "gen" or "general" or "mixed") parts.Refuse($"basis {Get("basis")}: the basis is given atom by atom");
        if (Get("basis2") is not null) parts.Approximate("dual basis");
        parts.Basis = Get("basis");
        if (Get("dft_d") is { } d && !d.Equals("false", StringComparison.OrdinalIgnoreCase)) parts.Dispersion = d;
        if (Get("n_frozen_core") is { } core) parts.Frozen = core is not "0" && !core.Equals("false", StringComparison.OrdinalIgnoreCase);
        bool roots = new[] { "cis_n_roots", "ee_states", "ee_singlets", "ee_triplets", "eom_ee_states", "eom_ee_singlets", "eom_ee_triplets", "cis_singlets", "adc_nstates" }.Any(k => Get(k) is { } v && v.Trim('[', ']') is not ("0" or ""));
        bool unrestricted = Get("unrestricted")?.StartsWith("t", StringComparison.OrdinalIgnoreCase) == true || Get("unrestricted") == "1";
        if (unrestricted) parts.Reference = "U";
        if (roots && method.Equals("ccsd", StringComparison.OrdinalIgnoreCase)) method = "EOM-CCSD";
        parts.SetMethod(method);
        if (Get("cis_n_roots") is { } n && n != "0")
            parts.Treatment = Get("rpa") is { } rpa && !rpa.StartsWith("f", StringComparison.OrdinalIgnoreCase) && rpa != "0" ? "TD" : "TDA";
        if (Get("relativistic") is not null || Get("x2c_hamiltonian") is not null) parts.Relativity = "X2C";
        Solvation(parts, text, Get("solvent_method") ?? (Get("pcm") is { } p && p is not "0" && !p.StartsWith("f", StringComparison.OrdinalIgnoreCase) ? "pcm" : null) ?? (Get("solvent_model") is { } sm ? sm : null), Get);
        if (Get("qm_mm_interface") is not null || Regex.IsMatch(text, @"\$external_charges", RegexOptions.IgnoreCase)) parts.Refuse("the molecule is among point charges");
        if (Get("scf_guess_mix") is null && Get("ri_j") is { } rij && rij.StartsWith("t", StringComparison.OrdinalIgnoreCase)) parts.Approximate("RI-J");
        if (method.StartsWith("ri", StringComparison.OrdinalIgnoreCase) && Get("aux_basis") is not null) parts.Approximate("RI");
    }

    static string? Combined(string sum) => sum.ToLowerInvariant() switch
    {
        "b+lyp" or "b88+lyp" or "becke+lyp" => "BLYP", "b+p86" or "becke+p86" => "BP86", "pbe+pbe" => "PBE", "slater+vwn" or "slater+vwn5" or "s+vwn" or "s+vwn5" => "SVWN5", "slater+vwn1rpa" or "s+vwn1rpa" => "SVWN3", "pw91+pw91" => "PW91", "optx+lyp" => "OLYP",
        var s when s.StartsWith("none+", StringComparison.Ordinal) => null, var s when s.EndsWith("+none", StringComparison.Ordinal) => s[..^5], _ => null,
    };

    static void Solvation(LevelParts parts, string text, string? model, Func<string, string?> get)
    {
        if (model is null || model.Equals("none", StringComparison.OrdinalIgnoreCase)) return;
        string Section(string name) => Regex.Match(text, $@"\${name}\b(.*?)\$end", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking).Groups[1].Value;
        var (pcm, solvent, smx) = (Section("pcm"), Section("solvent"), Section("smx"));
        var name = model.ToLowerInvariant() switch
        {
            "pcm" => Regex.Match(pcm, @"\btheory\s+(\S+)", RegexOptions.IgnoreCase) is { Success: true } t ? t.Groups[1].Value : "CPCM",
            "sm8" or "sm12" or "smd" or "cosmo" => model, "onsager" or "kirkwood" => "Onsager", "isosvp" => "SS(V)PE", "cmirs" => "CMIRS", "pekar" => "PCM", _ => model,
        };
        var charges = name.Equals("sm12", StringComparison.OrdinalIgnoreCase) ? Regex.Match(smx, @"\bcharges\s+(\w+)", RegexOptions.IgnoreCase) : Match.Empty;
        name = Surroundings.Model(name) is { Length: > 0 } known ? known : name.ToUpperInvariant();
        if (charges.Success) name += "/" + charges.Groups[1].Value.ToUpperInvariant();
        var what = Regex.Match(smx, @"\bsolvent\s+(\S+)", RegexOptions.IgnoreCase) is { Success: true } s ? s.Groups[1].Value
            : get("smx_solvent") ?? get("smd_solvent")
            ?? (Regex.Match(solvent + Section("svp") + Section("solvents"), @"\b(?:dielectric|dielst)\s*=?\s*([\d.]+)", RegexOptions.IgnoreCase) is { Success: true } e ? "eps=" + e.Groups[1].Value : null)
            ?? (get("solvent_dielectric") is { } sd && double.TryParse(sd, CultureInfo.InvariantCulture, out var eps) ? "eps=" + eps.ToString(CultureInfo.InvariantCulture) : null);
        parts.Solvation = name + (what is null ? "" : " " + Surroundings.Solvent(what));
    }
}
