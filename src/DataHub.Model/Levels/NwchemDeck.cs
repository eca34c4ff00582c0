// The input deck of NWChem: "dft; xc xpbe96 cpbe96; disp vdw 4; end; basis; * library def2-svp; end; task dft".
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class NwchemDeck
{
    /// <summary>Sums of exchange and correlation that are a functional with a name; words sorted, factors as NWChem takes them.</summary>
    static readonly Dictionary<string, string> Sums = new()
    {
        ["cpbe96 xpbe96"] = "PBE", ["becke88 lyp"] = "BLYP", ["becke88 perdew86"] = "BP86", ["ctpss03 xtpss03"] = "TPSS", ["perdew91 xperdew91"] = "PW91", ["slater vwn_5"] = "SVWN5", ["slater vwn_1_rpa"] = "SVWN3",
        ["pw91lda slater"] = "SPW92", ["cpbe96:1 hfexch:0.25 xpbe96:0.75"] = "PBE0", ["hfexch"] = "HF", ["cm06 xm06"] = "M06", ["cm06-2x xm06-2x"] = "M06-2X", ["cm06-l xm06-l"] = "M06-L", ["cscan xscan"] = "SCAN", ["cr2scan xr2scan"] = "r2SCAN",
        ["cam-b3lyp"] = "CAM-B3LYP", ["lyp:0.81 vwn_5:0.19 xcamb88:1 hfexch:1"] = "CAM-B3LYP", ["hfexch:1 lyp:0.81 vwn_5:0.19 xcamb88:1"] = "CAM-B3LYP", ["lyp optx"] = "OLYP", ["cpbe96 revpbe"] = "revPBE", ["cpbe96 rpbe"] = "RPBE", ["slater"] = "HFS",
    };

    [GeneratedRegex(@"^\s*xc\s+(.+)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Xc();

    internal static void Read(LevelParts parts, string text)
    {
        text = Regex.Replace(text.Replace(';', '\n'), @"#.*$", "", RegexOptions.Multiline);
        var xc = Xc().Matches(text).Select(m => m.Groups[1].Value.Trim()).ToList();
        var tasks = Regex.Matches(text, @"^\s*task\s+(\S+)(?:\s+(\S+))?", RegexOptions.IgnoreCase | RegexOptions.Multiline).Select(m => m.Groups[1].Value.ToLowerInvariant()).ToList();
        var task = tasks.LastOrDefault() ?? (xc.Count > 0 ? "dft" : Regex.IsMatch(text, @"^\s*dft\b", RegexOptions.IgnoreCase | RegexOptions.Multiline) ? "dft" : null);
        if (task is null && !text.Contains('\n')) { Single(parts, text); return; }
        if (tasks.Where(t => t is not ("property" or "esp" or "shell" or "python")).Distinct().Count() > 1 && !(tasks.Contains("dft") && task is "tddft")) parts.Refuse($"tasks of several levels: {string.Join(", ", tasks.Distinct())}");
        Basis(parts, text);
        Surroundings_(parts, text);
        if (Regex.IsMatch(text, @"^\s*(qmmm|task\s+qmmm|bq)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Refuse("the molecule is among point charges");
        if (Regex.Match(text, @"^\s*(zora|douglas-kroll|x2c|dyall)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } rel) parts.Relativity = rel.Groups[1].Value.ToLowerInvariant() switch { "zora" => "ZORA", "x2c" => "X2C", "douglas-kroll" => "DKH2", _ => "NESC" };
        if (Regex.Match(text, @"^\s*freeze\b(.*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } freeze) parts.Frozen = freeze.Groups[1].Value.Trim() is not ("0" or "core 0");
        if (Regex.Match(text, @"^\s*(rhf|uhf|rohf)\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } r) parts.Reference = r.Groups[1].Value.ToUpperInvariant() is "ROHF" ? "RO" : r.Groups[1].Value[..1].ToUpperInvariant();
        switch (task)
        {
            case "dft": Functional(parts, xc, text); break;
            case "tddft": Functional(parts, xc, text); parts.Treatment = Regex.IsMatch(text, @"^\s*cis\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline) ? "TDA" : "TD"; break;
            case "sodft": parts.Refuse("task sodft: spin-orbit coupling is not read"); break;
            case "scf": parts.SetMethod("HF"); break;
            case "mp2" or "direct_mp2" or "rimp2": parts.SetMethod("MP2"); if (task == "rimp2") parts.Approximate("RI"); break;
            case "ccsd" or "ccsd(t)" or "ccsd+t(ccsd)" or "mcscf": parts.SetMethod(task == "mcscf" ? "CASSCF" : task); break;
            case "tce":
                var theory = Regex.Match(text, @"^\s*(ccd|ccsd|ccsd\(t\)|ccsd\[t\]|ccsdt|ccsdtq|cisd|cisdt|mbpt2|mbpt3|mbpt4|mp2|mp3|mp4|lccd|qcisd|cc2|cr-ccsd\(t\))\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline);
                parts.SetMethod(theory.Success ? theory.Groups[1].Value : "CCSD");
                if (Regex.IsMatch(text, @"^\s*nroots\s+[1-9]", RegexOptions.IgnoreCase | RegexOptions.Multiline) && theory.Success) parts.SetMethod("EOM-" + theory.Groups[1].Value);
                break;
            case "pspw" or "band" or "paw": parts.Refuse($"task {task}: plane waves need their cutoff and pseudopotentials told"); break;
            case "md": parts.Refuse("task md: a run of molecular dynamics by a force field"); break;
            case null: parts.Refuse("the deck has no task"); break;
            default: parts.Refuse($"task {task} is not read"); break;
        }
    }

    /// <summary>A method alone, such as the method of a QCSchema record: "b3lyp", "mp2", "ccsd(t)".</summary>
    static void Single(LevelParts parts, string text)
    {
        var two = text.Split('/', 2);
        parts.SetMethod(two[0]);
        if (two.Length == 2) parts.Basis = two[1];
    }

    static void Functional(LevelParts parts, List<string> xc, string text)
    {
        var words = xc.LastOrDefault();
        parts.SetMethod(words is null ? "SVWN5" : Named(words) ?? words);
        if (Regex.Match(text, @"^\s*disp\b(?:\s+vdw\s+(\d))?", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } d) parts.Dispersion = d.Groups[1].Value switch { "3" => "D3(0)", "4" => "D3(BJ)", "2" or "" => "D2", _ => "D" + d.Groups[1].Value };
        if (Regex.IsMatch(text, @"^\s*xdm\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Dispersion = "XDM";
        if (Regex.IsMatch(text, @"^\s*rodft\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Reference = "RO";
        if (Regex.IsMatch(text, @"^\s*cam\s+[\d.]", RegexOptions.IgnoreCase | RegexOptions.Multiline) && parts.Method is not "CAM-B3LYP") parts.Refuse("cam: the range separation is set by hand");
    }

    /// <summary>The functional that a sum of terms is: words in any order, each with its factor if it has one.</summary>
    static string? Named(string xc)
    {
        var tokens = xc.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var terms = new List<(string Word, string? Factor)>();
        foreach (var t in tokens)
            if (double.TryParse(t, CultureInfo.InvariantCulture, out var f)) { if (terms.Count > 0) terms[^1] = (terms[^1].Word, f.ToString("0.####", CultureInfo.InvariantCulture)); }
            else if (t is not ("nonlocal" or "local")) terms.Add((t, null));
        if (terms.Count == 1 && terms[0].Factor is null or "1") return Sums.GetValueOrDefault(terms[0].Word) ?? terms[0].Word;
        bool plain = terms.TrueForAll(t => t.Factor is null or "1");
        return Sums.GetValueOrDefault(string.Join(' ', terms.Select(t => t.Word).Order(StringComparer.Ordinal))) is { } named && plain ? named
            : Sums.GetValueOrDefault(string.Join(' ', terms.Select(t => $"{t.Word}:{t.Factor ?? "1"}").Order(StringComparer.Ordinal)));
    }

    static void Basis(LevelParts parts, string text)
    {
        var block = Regex.Match(text, @"^\s*basis\b[^\n]*\n(.*?)^\s*end\b", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var libraries = Regex.Matches(block.Success ? block.Groups[1].Value : text, @"^\s*(\S+)\s+library\s+(?:""([^""]+)""|(\S+))", RegexOptions.IgnoreCase | RegexOptions.Multiline)
            .Select(m => m.Groups[2].Success ? m.Groups[2].Value : m.Groups[3].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (libraries.Count == 1) parts.Basis = libraries[0];
        else if (libraries.Count > 1) parts.Refuse($"basis: several basis sets, {string.Join(", ", libraries)}");
        else if (block.Success && block.Groups[1].Value.Trim().Length > 0) parts.Refuse("basis: the basis is given function by function");
    }

    static void Surroundings_(LevelParts parts, string text)
    {
        var block = Regex.Match(text, @"^\s*cosmo\b(.*?)^\s*end\b", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        if (!block.Success || Regex.IsMatch(block.Value, @"\boff\b", RegexOptions.IgnoreCase)) return;
        var model = Regex.IsMatch(block.Value, @"\bdo_cosmo_smd\s+(\.?true|t)|\bsmd\b", RegexOptions.IgnoreCase) ? "SMD" : "COSMO";
        parts.Solvation = model + (Regex.Match(block.Value, @"\bsolvent\s+(\S+)", RegexOptions.IgnoreCase) is { Success: true } s ? " " + Surroundings.Solvent(s.Groups[1].Value)
            : Regex.Match(block.Value, @"\bdielec\s+([\d.]+)", RegexOptions.IgnoreCase) is { Success: true } e ? " " + Surroundings.Solvent("eps=" + e.Groups[1].Value) : "");
    }
}
