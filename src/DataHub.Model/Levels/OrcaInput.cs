// The simple input lines and blocks of ORCA: "! RIJCOSX B3LYP D3BJ def2-TZVP def2/J CPCM(water) TightSCF Opt".
using System.Text.RegularExpressions;

namespace DataHub.Model;

static partial class OrcaInput
{
    [GeneratedRegex(@"^(?:(?:very|extreme|loose|sloppy|normal|strong|tight)(?:scf|opt|pno)|pal\d+|grid\d|gridx\d|defgrid\d|finalgrid\d|nofinalgrid\w*|(?:opt|copt|optts|gopt|zopt|numopt|cineb|neb|neb-ts|neb-ci|irc|scants|md|goat|docker|sp|energy|engrad|numgrad|freq|numfreq|anfreq|nmr|raman|ir|vcd|nbo|npa|chelpg|hirshfeld|mbis|allpop|reducedpop|nopop|printbasis|printmos|printgap|miniprint|smallprint|normalprint|largeprint|noprintmos|xyzfile|pdbfile|usesym|nousesym|noautostart|autostart|moread|noiter|noreadints|readints|keepints|nokeepints|keepdens|slowconv|veryslowconv|verytightscf|easyconv|normalconv|kdiis|diis|nodiis|soscf|nososcf|ahscf|nrscf|trah|notrah|autotrah|scfconv\d+|conv|direct|uno|unso|nofrozencore|frozencore|decontract|decontractaux|autoaux|pmodel|hueckel|patom|hcore|fukui|bohrs|angs|keepfock|aim|uco|damp|nodamp|lshift|nolshift|rigidbodyopt|cart|pvqz|esd\(\w+\)|compound|nofrozencoreincasscf|noecp|ecp|rescue|nopropfile|verytightopt|bulk|noint|conical-opt|slowscf|notightscf|stable|scfstab|nosym|lastscf|notrhah|mopack|convergence|printthresh|d3tz|gcp\(.*\)))$", RegexOptions.IgnoreCase)]
    private static partial Regex Other();

    internal static void Read(LevelParts parts, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(l => Regex.Replace(l, @"^\|\s*\d+>\s?", "")).ToList();
        bool deck = lines.Any(l => l.TrimStart().StartsWith('!') || l.TrimStart().StartsWith('%'));
        string? unknown = null;
        bool bare = false;
        if (!deck) lines = ["! " + string.Join(' ', lines)];
        foreach (var raw in lines)
        {
            var line = Regex.Replace(raw, @"#.*$", "").Trim();
            if (!line.StartsWith('!')) continue;
            foreach (var word in Words(line.Replace('!', ' '))) Word(parts, word, ref unknown, ref bare);
        }
        Blocks(parts, string.Join('\n', lines));
        if (parts.Method is null && bare) parts.SetMethod("HF");
        if (parts.Method is null && parts.Refusal is null) parts.Refuse(unknown is null ? "the lines name no method" : $"the lines name no method of the tables; '{unknown}' is not known");
        if (parts.Basis is null && unknown is not null && parts.Refusal is null && parts.Build().Level is null) parts.Refuse($"the lines name no basis set of the tables; '{unknown}' is not known");
    }

    static IEnumerable<string> Words(string line) => Regex.Matches(line, @"[^\s(""]+(?:\([^)]*\)[^\s(]*)*|""[^""]*""").Select(m => m.Value.Trim('"'));

    static void Word(LevelParts parts, string word, ref string? unknown, ref bool bare)
    {
        var low = word.ToLowerInvariant();
        if (low is "rijcosx" or "rijonx" or "rijk" or "ri-jk" or "ri" or "split-ri-j" or "rij" or "cosjx" or "cosx") { parts.Approximate(low switch { "rijk" => "RI-JK", "cosx" => "RIJCOSX", _ => word.ToUpperInvariant() }); return; }
        if (low is "norijcosx" or "nori" or "nocosx" or "nosplit-ri-j" or "noricosx") return;
        if (low is "tightpno" or "loosepno" or "verytightpno") { parts.Approximate(low switch { "tightpno" => "TightPNO", "loosepno" => "LoosePNO", _ => "VeryTightPNO" }); return; }
        if (low is "nofrozencore" or "frozencore") { parts.Frozen = low == "frozencore"; return; }
        if (low is "uks" or "uhf" or "rks" or "rhf" or "roks" or "rohf") { parts.Reference = low[..^2].ToUpperInvariant(); if (low.EndsWith("hf", StringComparison.Ordinal)) bare = true; return; }
        if (LevelText.Relativity(word) is { } relativity) { parts.Relativity = relativity; return; }
        if (low.Contains("qm/") || low is "qmmm" or "ionic-crystal-qmmm" or "mol-crystal-qmmm") { parts.Refuse($"{word}: layers of several levels are not one level"); return; }
        if (low.StartsWith("extrapolate", StringComparison.Ordinal)) { parts.Basis = Extrapolation(word); return; }
        if (Regex.Match(word, @"^(SMD|CPCM|C-PCM|CPCMC|COSMO|ALPB|DDCOSMO|CPCMX|COSMORS)(?:\((.*)\))?$", RegexOptions.IgnoreCase) is { Success: true } s)
        { parts.Solvation = Surroundings.Model(s.Groups[1].Value == "CPCMC" ? "COSMO" : s.Groups[1].Value) + (s.Groups[2].Success && s.Groups[2].Value.Length > 0 ? " " + Surroundings.Solvent(s.Groups[2].Value) : ""); return; }
        if (Regex.IsMatch(low, @"/(c|j|jk|cabs)$|-(cabs|jkfit|rifit|jfit|mp2fit)$|^autoaux$")) return;
        if (Regex.IsMatch(low, @"^(sarc|def2|x2c)/")) return;
        if (low is "d2" or "d3" or "d3bj" or "d3zero" or "d4" or "nl" or "scnl" or "vv10" or "d3tz" or "abc" or "novdw")
        {
            if (low is "d3" && !parts.Conventions.Dispersions.ContainsKey("d3")) parts.Refuse("D3 alone does not tell its damping in ORCA; D3BJ or D3ZERO does");
            if (low is "abc") parts.Approximate("ABC"); else if (low is not "novdw" and not "d3tz") parts.Dispersion = low is "scnl" ? "NL" : word;
            return;
        }
        if (Other().IsMatch(low)) return;
        if (parts.Knows(word) && !(parts.Method is not null && LevelNames.IsBasis(word))) { if (parts.Method is null || Level.Of(parts.Method).Method == "HF") parts.SetMethod(word); return; }
        if (LevelNames.IsBasis(word) || parts.Conventions.Bases.ContainsKey(LevelNames.Key(word))) { parts.Basis ??= word; return; }
        unknown ??= word;
    }

    static string Extrapolation(string word) => Regex.Match(word, @"(\d)\s*/\s*(\d)") is { Success: true } m ? $"CBS({m.Groups[1].Value}/{m.Groups[2].Value})" : "CBS";

    static void Blocks(LevelParts parts, string text)
    {
        if (Regex.Match(text, @"^\s*%tddft\b(.*?)^\s*end\b", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline) is { Success: true } td)
            parts.Treatment = Regex.IsMatch(td.Value, @"\btda\s+false", RegexOptions.IgnoreCase) ? "TD" : "TDA";
        if (Regex.IsMatch(text, @"^\s*%(?:basis)\b[^%]*\b(newgto|addgto|newecp)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Refuse("%basis: the basis is given atom by atom");
        if (Regex.Match(text, @"^\s*%basis\b[^%]*?\bbasis\s+""?([^""\s]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } b) parts.Basis = b.Groups[1].Value;
        if (Regex.Match(text, @"^\s*%method\b[^%]*?\bfunctional\s+(\S+)", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } f) parts.SetMethod(f.Groups[1].Value);
        if (Regex.IsMatch(text, @"^\s*%method\b[^%]*?\b(scalhfx|scaldfx|scalgg[ax]c?|scalldac|exchange\s|correlation\s|ACM)\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Refuse("%method: the functional is altered by hand");
        if (Regex.IsMatch(text, @"^\s*%cpcm\b[^%]*?\bsmd\s+true", RegexOptions.IgnoreCase | RegexOptions.Multiline))
            parts.Solvation = "SMD" + (Regex.Match(text, @"\bsmdsolvent\s+""?([^""\s]+)", RegexOptions.IgnoreCase) is { Success: true } sv ? " " + Surroundings.Solvent(sv.Groups[1].Value) : "");
        else if (Regex.Match(text, @"^\s*%(cpcm|cosmo)\b[^%]*?\bepsilon\s+([\d.]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } c)
            parts.Solvation = $"{(Regex.IsMatch(text, @"\bfepstype\s+cosmo", RegexOptions.IgnoreCase) ? "COSMO" : Surroundings.Model(c.Groups[1].Value))} {Surroundings.Solvent("eps=" + c.Groups[2].Value)}";
        if (Regex.IsMatch(text, @"^\s*%qmmm\b", RegexOptions.IgnoreCase | RegexOptions.Multiline)) parts.Refuse("%qmmm: layers of several levels are not one level");
        if (Regex.Match(text, @"^\s*%rel\b[^%]*?\bmethod\s+(\S+)", RegexOptions.IgnoreCase | RegexOptions.Multiline) is { Success: true } r) parts.Relativity = LevelText.Relativity(r.Groups[1].Value) ?? r.Groups[1].Value;
    }
}
