// The level of theory of a Jaguar job: what the program states that it computes.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Jaguar;

/// <summary>Method, basis set and what would be lost by them, of one job.</summary>
static partial class Theory
{
    [GeneratedRegex(@"^\s*SCF calculation type:\s+(U|RO|R)?(?:HF|DFT\((.+)\))\s*$")]
    private static partial Regex Asked();

    [GeneratedRegex(@"^\s*SCFE: SCF energy:\s+(U|RO|R)?(?:HF|DFT\((.+)\))\s+(-?\d+\.\d+) hartrees\s+iterations:\s+\d+\s*$")]
    private static partial Regex Energy();

    [GeneratedRegex(@"^\s*start of program (\S+)")]
    private static partial Regex Start();

    /// <summary>Programs of Jaguar that leave the level what it is: set-up, guess, grids, SCF, local MP2, single excitations, derivatives, optimiser, vibrations, charges.</summary>
    [GeneratedRegex(@"^(?:pre|onee|hfig|probe|grid|rwr|scf|local|lmp2|cis|cutabab2?|der[12]\w*|cphf|cpks|nude|geopt|freq|ch|elden|post)$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"solvation|solvent|solution phase|\bPBF\b|\bPCM\b|\bSM[68]\b|ZORA|relativistic|\bDKH\b|point charge|electric field|counterpoise|ghost|transition state|saddle point|reaction path|\bIRC\b|\bscan\b|QM/MM|GVB(?!-?DIIS)|\bRCI\b|dispersion|a posteriori|fractional|constrained DFT|^\s*&atomic|excited state (?:gradient|geometry)", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^\s*(?:\||Job name|jobid|Job |Executables used|Temporary files|Maestro file|Basis file)")]
    private static partial Regex Names();

    /// <summary>What makes the job one that its level could not tell; null if nothing does.</summary>
    public static string? Unsuited(OutputText text)
    {
        int end = text.First("end of program pre");
        for (int i = 0; i < (end < 0 ? text.Count : end); i++)
            if (!Names().IsMatch(text[i]) && Foreign().Match(text[i]) is { Success: true } m) return $"'{m.Value}'";
        for (int i = 0; i < text.Count; i++)
            if (Start().Match(text[i]) is { Success: true } p && !Plain().IsMatch(p.Groups[1].Value)) return $"its program '{p.Groups[1].Value}'";
        return text.Has("Solution phase energy") ? "'Solution phase energy'" : null;
    }

    /// <summary>SCF energy (Eh) and functional (null for Hartree-Fock) of the last SCF line; null if that line cannot be read.</summary>
    public static (double Energy, string? Functional, string Reference)? Scf(OutputText text, int line) =>
        line >= 0 && Energy().Match(text[line]) is { Success: true } m && OutputText.Real(m.Groups[3].Value) is { } e ? (e, m.Groups[2].Success ? m.Groups[2].Value.Trim() : null, m.Groups[1].Value) : null;

    /// <summary>The level of the job without its excited states, or the reason why it has none.</summary>
    public static (Level? Level, string? Why) Of(OutputText text, int scfLine, int multiplicity)
    {
        if (text.After("basis set:", text.First("  basis set:")) is not { Length: > 0 } basis || basis.Contains(' ')) return (null, "the output does not name one basis set");
        if (Mixed(text, basis)) return (null, "the basis set is mixed, so it has no name");
        if (!text.Has("end of program pre")) return (null, "the output stops before its level of theory is told");
        int asked = text.First("SCF calculation type:");
        string? functional = null;
        if (asked >= 0)
        {
            if (Asked().Match(text[asked]) is not { Success: true } m) return (null, $"the kind of SCF cannot be read: {text[asked].Trim()}");
            functional = m.Groups[2].Success ? m.Groups[2].Value.Trim() : null;
        }
        var scf = Scf(text, scfLine);
        if (scf is { } done && !string.Equals(done.Functional, functional, StringComparison.OrdinalIgnoreCase)) return (null, $"the SCF is one of {done.Functional ?? "HF"}, but {functional ?? "HF"} was asked for");
        if (functional?.StartsWith("user", StringComparison.OrdinalIgnoreCase) == true) return (null, "the functional is written out in the input");
        if (functional is not null && Regex.IsMatch(functional, @"-(D\d?|LOC|MM)\b", RegexOptions.IgnoreCase)) return (null, $"whether the printed energy of {functional} holds its correction is not told");
        string? post = text.After("Post-SCF correlation type:", text.First("Post-SCF correlation type:"));
        bool? frozen = null;
        if (post is not null)
        {
            if (post != "LMP2" || functional is not null) return (null, $"{post} on {functional ?? "HF"} is a method that this version does not read");
            frozen = text.Has("frozen core for Li-Ne") ? true : text.RealAfter("number of frozen core orbitals..") is { } n ? n > 0 : null;
            if (frozen is null) return (null, "whether the core was frozen is not told");
        }
        var (level, why) = LevelKeywords.Of("jaguar", post ?? functional ?? "HF", basis, null, null, frozen);
        if (level is null) return (null, why);
        string? told = scf?.Reference is { Length: > 0 } r ? r : null;
        return (level with { Reference = text.Has("number of alpha occupied orb") || told == "U" ? "U" : multiplicity == 1 ? "R" : "RO", Approximations = Pseudospectral(text) ? "PS" : null }, null);
    }

    /// <summary>A table of the sets atom by atom, in which the sets with core potentials (LAV...) have their own partners for the light atoms.</summary>
    static bool Mixed(OutputText text, string basis)
    {
        int at = text.First("Basis set name for each atom");
        for (int i = text.First("Atom     Basis", at) + 1; at >= 0 && OutputText.Fields(text[i]) is [_, var own]; i++)
            if (!own.Equals(basis, StringComparison.OrdinalIgnoreCase) && !(basis.StartsWith("la", StringComparison.OrdinalIgnoreCase) && Regex.IsMatch(own, @"^(d95v|6-31g|6-311g)[*+]*$", RegexOptions.IgnoreCase))) return true;
        return false;
    }

    /// <summary>Whether the integrals were taken on a pseudospectral grid: the fifth column of the SCF iterations is N where they were all analytic.</summary>
    static bool Pseudospectral(OutputText text) => text.Last("etot ") is >= 0 and var i && OutputText.Fields(text[i]) is ["etot", _, _, _, _, var grid, ..] && grid != "N";

    /// <summary>The level of the excited states, null if the output does not tell which it is.</summary>
    public static Level? Excited(OutputText text, Level ground)
    {
        string? by = text.After("excitation energies will be calculated by", text.First("excitation energies will be calculated by"));
        if (by == "CIS" && ground.Method == "HF") return LevelKeywords.Of("jaguar", "CIS", ground.Basis).Level is { } cis ? cis with { Reference = ground.Reference, Approximations = ground.Approximations } : null;
        // The program "cis" diagonalises single excitations alone, which is the Tamm-Dancoff approximation; newer versions can do more and repeat the input that asks for it.
        bool tamm = by == "TDDFT" && ground.Kind == LevelKind.Dft && text.Has("start of program cis") && !text.Has("itddft=") && (text.Has("Jaguar version 8.") || text.Has("icis=1"));
        return tamm ? ground with { Treatment = "TDA" } : null;
    }
}
