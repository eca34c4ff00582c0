// Programs whose level stands in a few keys: CFOUR, DALTON, Jaguar, TeraChem, Qcore, OpenMolcas, GAMESS-UK, Serenity.
using System.Text.RegularExpressions;

namespace DataHub.Model;

static class SmallDecks
{
    const RegexOptions Lines = RegexOptions.IgnoreCase | RegexOptions.Multiline;

    static string? Value(string text, string key) => Regex.Match(text, $@"(?:^|[\s,(*]){key}\s*[=:]\s*['""]?([^\s,'"")]+)", Lines) is { Success: true } m ? m.Groups[1].Value : null;

    /// <summary>*CFOUR(CALC=CCSD(T),BASIS=PVTZ,FROZEN_CORE=ON)</summary>
    internal static void Cfour(LevelParts parts, string text)
    {
        string? Long(string keys) => Regex.Match(text, $@"(?:^|[\s,(*])(?:{keys})\s*=\s*([^\s,]+)", Lines) is { Success: true } m ? m.Groups[1].Value : null;
        var calc = Long("CALC|CALC_LEVEL|CALCLEVEL")?.ToUpperInvariant() ?? "SCF";
        calc = calc.Count(c => c == ')') > calc.Count(c => c == '(') ? calc[..^1] : calc;
        var excite = Long("EXCITE")?.ToUpperInvariant();
        parts.SetMethod(excite is "EOMEE" or "EOMEE)" && calc.StartsWith("CC", StringComparison.Ordinal) ? "EOM-" + calc : excite is not null and not "NONE" and not "EOMEE" ? excite : calc is "SCF" or "UHF" or "ROHF" or "RHF" ? "HF" : calc);
        var basis = Long("BASIS")?.TrimEnd(')') is { } b ? b.Count(c => c == '(') > b.Count(c => c == ')') ? b + ")" : b : null;
        if (basis?.ToUpperInvariant() is "SPECIAL" or "SPEC") parts.Refuse("BASIS=SPECIAL: the basis is given atom by atom");
        if (basis is not null && Regex.Match(basis, @"^(AUG-)?(P(?:C|WC)?V[DTQ56]Z)$", RegexOptions.IgnoreCase) is { Success: true } cc) basis = $"{cc.Groups[1].Value}cc-{cc.Groups[2].Value}";
        parts.Basis = basis;
        if (Long("FROZEN_CORE|FROZEN") is { } f) parts.Frozen = f.StartsWith("ON", StringComparison.OrdinalIgnoreCase) || f.StartsWith('1');
        if (Long("DROPMO") is not null) parts.Frozen = true;
        var reference = calc is "UHF" or "ROHF" ? calc : Long("REF|REFERENCE")?.ToUpperInvariant().TrimEnd(')');
        parts.Reference = reference switch { "UHF" => "U", "ROHF" => "RO", _ => "R" };
        if (Long("RELATIVISTIC") is { } r && !r.StartsWith("OFF", StringComparison.OrdinalIgnoreCase)) parts.Relativity = LevelText.Relativity(r.TrimEnd(')')) ?? r.TrimEnd(')');
    }

    /// <summary>.mol/.dal of DALTON: "BASIS" and the next line; ".DFT" and the next line, ".HF", ".MP2", ".CC" with a model.</summary>
    internal static void Dalton(LevelParts parts, string text)
    {
        text = text.ReplaceLineEndings("\n");
        if (Regex.Match(text, @"^\s*BASIS\s*\n\s*(\S.*?)\s*$", Lines) is { Success: true } b) parts.Basis = b.Groups[1].Value;
        else if (Regex.IsMatch(text, @"^\s*(ATOMBASIS|INTGRL)\b", Lines)) parts.Refuse("ATOMBASIS: the basis is given atom by atom");
        else if (Value(text, "basis") is { } named) parts.Basis = named;
        bool Has(string word) => Regex.IsMatch(text, $@"^\s*\.{word}\s*$", Lines);
        if (Regex.Match(text, @"^\s*\.DFT\s*\n\s*(\S+)", Lines) is { Success: true } dft) parts.SetMethod(dft.Groups[1].Value);
        else if (Has("CC"))
            parts.SetMethod(Has(@"CC\(T\)") || Has("CCSD\\(T\\)") ? "CCSD(T)" : Has("CC3") ? "CC3" : Has("CCSD") ? "CCSD" : Has("CC2") ? "CC2" : Has("CCD") ? "CCD" : Has("MP2") ? "MP2" : Has("CIS\\(D\\)") ? "CIS(D)" : "CCSD");
        else if (Has("MP2")) parts.SetMethod("MP2");
        else if (Has("MCSCF")) parts.SetMethod("CASSCF");
        else if (Has("HF")) parts.SetMethod("HF");
        if (Has("DFTD3BJ") || Has("D3BJ")) parts.Dispersion = "D3(BJ)"; else if (Has("DFTD3")) parts.Dispersion = "D3(0)"; else if (Has("DFTD2")) parts.Dispersion = "D2";
        if (Has("FREEZE") || Has("FRCORE")) parts.Frozen = true;
        if (parts.Method is "CCSD" && Regex.IsMatch(text, @"^\s*\*(CCEXCI|CCLRSD)\b", Lines)) parts.SetMethod("EOM-CCSD");
        if (Regex.IsMatch(text, @"^\s*(\*\*RESPONSE|\.EXCITA)\b", Lines) && Regex.IsMatch(text, @"^\s*(\.NROOTS|\.NEXCIT|\.SINGLE RESIDUE)", Lines)) parts.Treatment = Has("TDA") || Has("CIS") ? "TDA" : "TD";
        if (Has("PCM") || Regex.IsMatch(text, @"^\s*\*PCM\b", Lines)) parts.Solvation = "PCM";
    }

    /// <summary>&amp;gen of Jaguar: basis=6-31g** dftname=b3lyp-d3 isolv=7 solvent=water mp2=3.</summary>
    internal static void Jaguar(LevelParts parts, string text)
    {
        parts.Basis = Value(text, "basis");
        var dft = Value(text, "dftname");
        if (Value(text, "idft") is { } code && code != "0" && dft is null) parts.Refuse($"idft={code}: a functional by number is not read");
        if (Value(text, "mp2") is { } mp2 and not "0") { parts.SetMethod(mp2 == "3" ? "LMP2" : "MP2"); }
        else parts.SetMethod(dft ?? "HF");
        if (Value(text, "iuhf") == "1") parts.Reference = "U";
        if (Value(text, "icis") is "1") { if (dft is null) parts.SetMethod("CIS"); else parts.Treatment = "TDA"; }
        if (Value(text, "itddft") is { } td && td != "0") parts.Treatment = Value(text, "itda") is { } tda && tda != "0" ? "TDA" : "TD";
        if (Value(text, "isolv") is { } iso && iso != "0") parts.Solvation = (iso is "7" or "2" ? "PBF" : iso is "8" ? "SM8" : "PCM") + (Value(text, "solvent") is { } s ? " " + Surroundings.Solvent(s) : " water");
    }

    /// <summary>"method ub3lyp", "basis 6-31g*", "dispersion d3" of TeraChem.</summary>
    internal static void TeraChem(LevelParts parts, string text)
    {
        string? Get(string key) => Regex.Match(text, $@"^\s*{key}\s+(\S+)", Lines) is { Success: true } m ? m.Groups[1].Value : null;
        parts.Basis = Get("basis");
        if (Get("method") is { } m) parts.SetMethod(m);
        else if (text.Trim().Split('/') is { Length: 2 } two) { parts.SetMethod(two[0]); parts.Basis = two[1]; }
        parts.Dispersion = Get("dispersion") is { } d && !d.Equals("no", StringComparison.OrdinalIgnoreCase) ? d.Equals("yes", StringComparison.OrdinalIgnoreCase) ? "D3(0)" : d : null;
        if (Get("pcm") is { } pcm) parts.Solvation = "CPCM" + (Get("epsilon") is { } e ? " " + Surroundings.Solvent("eps=" + e) : "");
        if (Get("cis")?.StartsWith("y", StringComparison.OrdinalIgnoreCase) == true) parts.Treatment = "TDA";
    }

    /// <summary>dft(xc = 'PBE', ao = 'def2-svp', df = ...), hf(...), xtb(...) of Qcore (Entos).</summary>
    internal static void Qcore(LevelParts parts, string text)
    {
        parts.Basis = Value(text, "ao");
        if (Value(text, "df") is not null) parts.Approximate("DF");
        if (Regex.IsMatch(text, @"\bxtb\s*\(", Lines)) parts.SetMethod(Value(text, "model") ?? "GFN1-xTB");
        else if (Regex.IsMatch(text, @"\bdft\s*\(", Lines)) parts.SetMethod(Value(text, "xc") ?? "");
        else if (Regex.IsMatch(text, @"\bhf\s*\(", Lines)) parts.SetMethod("HF");
        if (Value(text, "ansatz") is { } a) parts.Reference = a.Equals("u", StringComparison.OrdinalIgnoreCase) ? "U" : a.Equals("ro", StringComparison.OrdinalIgnoreCase) ? "RO" : "R";
        if (parts.Method is null && text.Trim().Split('/') is { } two) { parts.SetMethod(two[0]); if (two.Length == 2) parts.Basis = two[1]; }
    }

    /// <summary>&amp;GATEWAY basis, &amp;SCF ksdft of OpenMolcas; what comes after the SCF is refused, for its active space is not read.</summary>
    internal static void Molcas(LevelParts parts, string text)
    {
        var bases = Regex.Matches(text, @"^\s*(?:basis(?: set)?\s*=\s*|basis(?: set)?\s*\n\s*(?:[A-Z][a-z]?\.)?)([A-Za-z0-9][^\s.]*)", Lines).Select(m => m.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (bases.Count == 1) parts.Basis = bases[0]; else if (bases.Count > 1) parts.Refuse($"several basis sets: {string.Join(", ", bases)}");
        if (Regex.Match(text, @"&(RASSCF|CASPT2|MBPT2|CCSDT|MRCI|MCPDFT|CHCC)\b", Lines) is { Success: true } post)
            if (post.Groups[1].Value.Equals("MBPT2", StringComparison.OrdinalIgnoreCase)) parts.SetMethod("MP2");
            else parts.Refuse($"&{post.Groups[1].Value.ToUpperInvariant()}: its active space or model is not read");
        else parts.SetMethod(Regex.Match(text, @"^\s*ksdft\s*(?:=\s*|\n\s*)(\S+)", Lines) is { Success: true } ks ? ks.Groups[1].Value : "HF");
        if (Regex.IsMatch(text, @"&ESPF\b|^\s*xfield\b", Lines)) parts.Refuse("the molecule is among point charges");
    }

    /// <summary>"BASIS STO3G", "SCFTYPE RHF", "DFT B3LYP" of GAMESS-UK.</summary>
    internal static void GamessUk(LevelParts parts, string text)
    {
        if (Regex.Match(text, @"^\s*basis\s+(\S+)", Lines) is { Success: true } b)
        {
            var sto = Regex.Match(b.Groups[1].Value, @"^sto(\d)g$", RegexOptions.IgnoreCase);
            parts.Basis = sto.Success ? $"STO-{sto.Groups[1].Value}G" : b.Groups[1].Value;
        }
        var scf = Regex.Match(text, @"^\s*scftype\s+(?:direct\s+)?(\S+)", Lines).Groups[1].Value.ToLowerInvariant();
        if (Regex.Match(text, @"^\s*dft\s+(\S+)", Lines) is { Success: true } dft) parts.SetMethod(dft.Groups[1].Value);
        else parts.SetMethod(scf is "mp2" or "mp3" ? scf : "HF");
        if (scf == "uhf") parts.Reference = "U";
    }

    /// <summary>The system blocks of Serenity: method dft, functional b3lyp, label 6-31gs.</summary>
    internal static void Serenity(LevelParts parts, string text)
    {
        string? Get(string key) => Regex.Match(text, $@"^\s*{key}\s*:?\s+(\S+)\s*$", Lines) is { Success: true } m ? m.Groups[1].Value : null;
        if (Regex.Matches(text, @"^\s*\+system\b", Lines).Count > 1) parts.Refuse("several systems: layers of several levels are not one level");
        parts.Basis = Get("label") ?? Get("basislabel") ?? Get("basis set") ?? Get("basis");
        var theory = Get("method") ?? Get("electronicstructuretheory") ?? Get("Electronic Structure Theory");
        var post = Get("level") ?? (Regex.Match(text, @"^\s*\+task\s+(cc|mp2)\b", Lines) is { Success: true } t ? t.Groups[1].Value.Equals("mp2", StringComparison.OrdinalIgnoreCase) ? "MP2" : "CCSD" : null);
        parts.SetMethod(post ?? (theory?.Equals("hf", StringComparison.OrdinalIgnoreCase) == true ? "HF" : Get("functional") ?? theory ?? ""));
    }
}
