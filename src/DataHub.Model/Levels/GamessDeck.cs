// The input groups of GAMESS (US) and Firefly: " $CONTRL SCFTYP=RHF DFTTYP=B3LYP $END  $BASIS GBASIS=N31 NGAUSS=6 NDFUNC=1 $END".
using System.Text.RegularExpressions;

namespace DataHub.Model;

static class GamessDeck
{
    internal static void Read(LevelParts parts, string text)
    {
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match m in Regex.Matches(text, @"\b([A-Za-z0-9]+)\s*=\s*([^\s,$]+)")) keys.TryAdd(m.Groups[1].Value, m.Groups[2].Value.ToLowerInvariant());
        string? Get(string k) => keys.GetValueOrDefault(k);
        bool On(string k) => Get(k) is { } v && v.TrimStart('.').StartsWith('t');
        if (Get("pp") == "read") parts.Refuse("pp=read: effective core potentials are given atom by atom");
        var gbasis = Get("gbasis");
        if (gbasis is null && Regex.IsMatch(text, @"\$data\b", RegexOptions.IgnoreCase) && !Regex.IsMatch(text, @"\$basis\b", RegexOptions.IgnoreCase)) parts.Refuse("no $BASIS group: the basis is given atom by atom");
        if (gbasis is "am1" or "pm3" or "mndo" or "rm1") { parts.SetMethod(gbasis); return; }
        if (gbasis is "dftb") { parts.Refuse("dftb: the order and the parameters are not read"); return; }
        parts.Basis = Basis(gbasis, Get);
        var dft = Get("dfttyp");
        var method = Get("cctyp") is { } cc and not "none" ? cc : Get("cityp") is { } ci and not "none" ? ci : Get("mplevl") is { } mp and not "0" ? "mp" + mp : dft is not null and not "none" ? dft : Get("scftyp") is "mcscf" ? "CASSCF" : Get("scftyp") is "gvb" ? "GVB" : "HF";
        if (method is "cis") { parts.SetMethod("CIS"); }
        else if (method is "guga" or "aldet" or "ormas") parts.Refuse($"cityp={method}: the space of configurations is not read");
        else if (method.StartsWith("eom", StringComparison.Ordinal)) parts.SetMethod(method is "eom-ccsd" or "eomccsd" ? "EOM-CCSD" : method);
        else parts.SetMethod(method);
        if (Get("tddft") is "excite") parts.Treatment = On("tamd") ? "TDA" : "TD";
        if (On("dc")) parts.Dispersion = Get("idcver") switch { "2" => "D2", "3" or null => "D3(0)", "4" => "D3(BJ)", var v => "idcver=" + v };
        if (Get("scftyp") is "uhf") parts.Reference = "U"; else if (Get("scftyp") is "rohf") parts.Reference = "RO";
        if (Get("relwfn") is { } rel and not "none") parts.Relativity = rel switch { "dk" => "DKH2", "iotc" => "IOTC", "lut-iotc" => "LUT-IOTC", _ => rel.ToUpperInvariant() };
        if (Get("ncore") is { } core) parts.Frozen = core != "0"; else if (Get("nacore") is { } a) parts.Frozen = a != "0";
        if (Regex.Match(text, @"\$pcm\b([^$]*)", RegexOptions.IgnoreCase) is { Success: true } pcm)
            parts.Solvation = (On("smd") ? "SMD" : Get("ief") is null or "-10" ? "CPCM" : "IEFPCM") + (Get("solvnt") is { } s ? " " + Surroundings.Solvent(s) : Get("eps") is { } e ? " " + Surroundings.Solvent("eps=" + e) : "");
    }

    /// <summary>The basis that GBASIS, NGAUSS and the added functions mean; null if they are not told.</summary>
    static string? Basis(string? gbasis, Func<string, string?> get)
    {
        int Count(string k) => int.TryParse(get(k), out var n) ? n : 0;
        bool On(string k) => get(k) is { } v && v.TrimStart('.').StartsWith('t');
        int d = Count("ndfunc"), p = Count("npfunc"), f = Count("nffunc");
        if (gbasis is null) return null;
        if (gbasis is not ("n31" or "n311" or "n21" or "sto"))
            return gbasis switch { "ccd" => "cc-pVDZ", "cct" => "cc-pVTZ", "ccq" => "cc-pVQZ", "accd" => "aug-cc-pVDZ", "acct" => "aug-cc-pVTZ", "accq" => "aug-cc-pVQZ", "sbkjc" => "SBKJC", "hw" => "HW", "mini" => "MINI", "midi" => "MIDI", "dzv" when d == 0 && p == 0 => "DZV", "tzv" when d == 0 && p == 0 => "TZV", "ktzvp" => "def2-TZVP", _ => gbasis };
        if (gbasis == "sto") return d == 0 ? $"STO-{Count("ngauss")}G" : null;
        var stem = gbasis switch { "n31" => $"{Count("ngauss")}-31", "n311" => $"{Count("ngauss")}-311", _ => $"{Count("ngauss")}-21" };
        var plus = On("diffsp") ? On("diffs") ? "++" : "+" : "";
        string Shell(int n, string l) => n == 0 ? "" : n == 1 ? l : n + l;
        var heavy = Shell(d, "d") + Shell(f, "f");
        var inside = heavy.Length == 0 ? "" : p == 0 ? $"({heavy})" : $"({heavy},{Shell(p, "p")})";
        return $"{stem}{plus}G{inside}";
    }
}
