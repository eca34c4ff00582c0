// The options that a GAMESS output states for the job: the groups $CONTRL and $BASIS as the program understood them.
using System.Globalization;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gamess;

/// <summary>The printed options, and the level of theory that they make.</summary>
sealed partial class GamessOptions
{
    [GeneratedRegex(@"([A-Z0-9]+) *= *([^\s=]+)(?=\s|$)")]
    private static partial Regex Pair();

    [GeneratedRegex(@"INPUT CARD>.*?\$([A-Za-z0-9]+)")]
    private static partial Regex Group();

    /// <summary>Keys that change a functional or a perturbation: long-range correction, dispersion, parameters, scaled spin components.</summary>
    [GeneratedRegex(@"\b(?:LC|MU|DC|IDCVER|LRDFLG|XCPARM|SCSPT|OSPT|ALPHA|BETA)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Changed();

    [GeneratedRegex(@"\b(?:LC|DC|LRDFLG) *= *\.?T")]
    private static partial Regex On();

    /// <summary>Groups that choose how the job is computed, not what.</summary>
    static readonly HashSet<string> Harmless = new(["CONTRL", "BASIS", "SYSTEM", "DATA", "SCF", "GUESS", "MP2", "CCINP", "DFT", "TRANS", "INTGRL", "END", "VEC"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Words of the program for what would be part of the level and is not read.</summary>
    static readonly string[] Foreign = ["PCM", "COSMO", "SMD", "EFFECTIVE FRAGMENT", "EFRAG", "FRAGMENT MOLECULAR ORBITAL", "ELECTRIC FIELD", "DISPERSION", "DFT-D", "GRIMME", "POINT CHARGES", "SCSPT", "SPIN-COMPONENT", "EXTFIL", "GHOST"];

    readonly Dictionary<string, string> _control, _basis;
    readonly OutputText _text;

    public GamessOptions(OutputText text)
    {
        _text = text;
        _control = Between("$CONTRL OPTIONS", "$SYSTEM OPTIONS");
        _basis = Between("BASIS OPTIONS", "RUN TITLE");
    }

    Dictionary<string, string> Between(string from, string to)
    {
        var found = new Dictionary<string, string>();
        int at = _text.First(from), end = _text.First(to, at);
        for (int i = at + 1; at >= 0 && i < end; i++)
            foreach (Match m in Pair().Matches(_text[i].TrimEnd())) found.TryAdd(m.Groups[1].Value, m.Groups[2].Value);
        return found;
    }

    /// <summary>The value of a key of $CONTRL in capitals, "" if it is not printed.</summary>
    public string this[string key] => _control.GetValueOrDefault(key, "").ToUpperInvariant();

    /// <summary>What of the job this version does not read; null if there is nothing.</summary>
    public string? Beyond()
    {
        if (_control.Count == 0) return "the options of $CONTRL are not in the output";
        foreach (var (key, value) in new[] { ("RUNTYP", "ENERGY"), ("EXETYP", "RUN"), ("CITYP", "NONE"), ("PP", "NONE"), ("RELWFN", "NONE"), ("TDDFT", "NONE") })
            if (this[key] != value) return $"{key} is '{this[key]}'; {value} is what this version reads";
        if (this["VBTYP"] is not ("NONE" or "")) return $"VBTYP is '{this["VBTYP"]}'";
        if (this["SCFTYP"] is not ("RHF" or "UHF" or "ROHF")) return $"SCFTYP is '{this["SCFTYP"]}'";
        if (_text.All("INPUT CARD>").Select(i => Group().Match(_text[i])).FirstOrDefault(m => m.Success && !Harmless.Contains(m.Groups[1].Value)) is { } group) return $"the input has a group ${group.Groups[1].Value.ToUpperInvariant()}";
        int body = _text.First("RUN TITLE"), cards = _text.First("INPUT CARD>");
        foreach (var word in Foreign)
            if (_text.First(word, body) >= 0 || _text.All("INPUT CARD>").Any(i => _text[i].Contains(word, StringComparison.OrdinalIgnoreCase))) return $"the output speaks of '{word}'";
        if (_text.All("INPUT CARD>").Select(i => Changed().Match(_text[i])).FirstOrDefault(m => m.Success) is { } changed) return $"the input sets {changed.Value.TrimEnd('=', ' ').ToUpperInvariant()}, which changes the method";
        if (Enumerable.Range(body, Math.Max(0, _text.Count - body)).Any(i => On().IsMatch(_text[i]))) return "the method is changed by a long-range or dispersion correction";
        return cards < 0 ? "the input cards are not in the output" : null;
    }

    /// <summary>The method asked for: that of CCTYP, MPLEVL or DFTTYP, else HF; null where they contradict each other.</summary>
    public string? Method()
    {
        string cc = this["CCTYP"], mp = this["MPLEVL"], dft = this["DFTTYP"];
        bool coupled = cc is not ("NONE" or ""), perturbed = mp is not ("0" or ""), functional = dft is not ("NONE" or "");
        if ((coupled ? 1 : 0) + (perturbed ? 1 : 0) + (functional ? 1 : 0) > 1) return null;
        return coupled ? cc : perturbed ? "MP" + mp : functional ? dft : "HF";
    }

    /// <summary>The level of theory with so many orbitals left out as core, or the reason why it has none.</summary>
    public (Level? Level, string? Why) Theory(int? core)
    {
        if (_basis.GetValueOrDefault("GBASIS") is not { } name) return (null, "the basis set is given atom by atom, so it has no name");
        if (_basis.ContainsKey("BASNAM")) return (null, "the basis set is mixed, so it has no name");
        string Of(string key) => _basis.GetValueOrDefault(key, "0");
        bool polarised = Of("NDFUNC") != "0" || Of("NPFUNC") != "0" || Of("NFFUNC") != "0";
        if (polarised && name is not ("N31" or "N311")) return (null, $"{name} with polarisation functions added has no name that this version knows");
        if (polarised && Of("POLAR") != "POP" + name) return (null, $"the polarisation functions are those of POLAR={Of("POLAR")}, not the basis set's own");
        if (Of("NPFUNC") != "0" && Of("NDFUNC") == "0") return (null, "polarisation functions on hydrogen alone have no name that this version knows");
        // The correlation-consistent sets are made of spherical functions; in Cartesian ones they are another basis.
        if (this["ISPHER"] != "1" && name.TrimStart('A') is "CCD" or "CCT" or "CCQ" or "CC5") return (null, "a correlation-consistent basis set in Cartesian functions (ISPHER=-1) has no name of its own");
        string deck = string.Create(CultureInfo.InvariantCulture, $" $CONTRL SCFTYP={this["SCFTYP"]} MPLEVL={this["MPLEVL"]} CCTYP={this["CCTYP"]} DFTTYP={this["DFTTYP"]} {(core is { } n ? $"NCORE={n}" : "")} $END $BASIS GBASIS={name} NGAUSS={Of("IGAUSS")} NDFUNC={Of("NDFUNC")} NPFUNC={Of("NPFUNC")} NFFUNC={Of("NFFUNC")} DIFFSP={Of("DIFFSP")} DIFFS={Of("DIFFS")} $END");
        var (level, why) = LevelKeywords.Read("gamess", deck);
        return level is null ? (null, why) : (level with { Reference = this["SCFTYP"] switch { "UHF" => "U", "ROHF" => "RO", _ => "R" } }, null);
    }
}
