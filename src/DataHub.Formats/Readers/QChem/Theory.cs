// The level of theory of a Q-Chem job: what $rem asks for, held against what the output says was done.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.QChem;

/// <summary>Method, basis, dispersion and solvation of one job.</summary>
static partial class Theory
{
    /// <summary>Methods on top of Hartree-Fock by their spellings in $rem, with the name under which their total energy is printed.</summary>
    static readonly Dictionary<string, string> Correlated = new()
    {
        ["mp2"] = "MP2", ["rimp2"] = "MP2", ["ri-mp2"] = "MP2", ["mp3"] = "MP3", ["mp4"] = "MP4", ["mp4sdq"] = "MP4SDQ", ["mp4(sdq)"] = "MP4SDQ", ["ccd"] = "CCD", ["ccsd"] = "CCSD", ["ccsd(t)"] = "CCSD(T)", ["ccsd(2)"] = "CCSD(2)",
        ["qcisd"] = "QCISD", ["qcisd(t)"] = "QCISD(T)", ["qccd"] = "QCCD", ["od"] = "OD", ["cisd"] = "CISD",
    };

    /// <summary>Pairs of exchange and correlation that have one name.</summary>
    static readonly Dictionary<(string, string), string> Pairs = new()
    {
        [("pbe", "pbe")] = "PBE", [("b", "lyp")] = "BLYP", [("becke", "lyp")] = "BLYP", [("b88", "lyp")] = "BLYP", [("b", "p86")] = "BP86", [("becke", "p86")] = "BP86", [("b88", "p86")] = "BP86",
        [("slater", "vwn")] = "SVWN", [("slater", "vwn5")] = "SVWN", [("s", "vwn")] = "SVWN", [("tpss", "tpss")] = "TPSS", [("pw91", "pw91")] = "PW91", [("revpbe", "pbe")] = "revPBE",
    };

    [GeneratedRegex(@"^\s*(?:(RI-?MP2|MP2|MP3|QCCD|CCSD\(T\)|CCSD\(2\)|CCSD|CCD|QCISD\(T\)|QCISD|OD|CISD)\s+(?:total\s+)?energy\s*=|EMP(2|3|4SDQ|4)\s*=)\s*(-?\d+\.\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex TotalLine();

    /// <summary>The method by its name for <see cref="Level.Of"/>, or the reason why it has none.</summary>
    public static (string? Method, string? Why) Method(Rem rem)
    {
        string? method = rem["method"], exchange = rem["exchange"], correlation = rem["correlation"];
        if (method is null)
        {
            if (exchange is null) return correlation is null ? (null, "the input names no method") : (correlation, null);
            if (exchange is "gen" or "general") return (null, "the functional is written out in the input");
            if (correlation is null or "none") method = exchange;
            else if (exchange is "hf") method = correlation;
            else if (Pairs.TryGetValue((exchange, correlation), out var pair)) method = pair;
            else return (null, $"exchange {exchange} with correlation {correlation} has no name that this version knows");
        }
        bool states = rem.IsOn("cis_n_roots") || rem.IsOn("cis_singlets") || rem.IsOn("cis_triplets");
        return method switch { "gen" => (null, "the functional is written out in the input"), "hf" or "rhf" or "uhf" => (states ? "CIS" : "HF", null), "mp4sdq" => ("MP4(SDQ)", null), _ => (Correlated.TryGetValue(method, out var name) ? name : method, null) };
    }

    /// <summary>The level of the job, or the reason why it cannot be named.</summary>
    public static (Level? Level, string? Why) Of(Rem rem, OutputText text)
    {
        var (method, why) = Method(rem);
        if (method is null) return (null, why);
        string? basis = text.After("Requested basis set is", text.First("Requested basis set is")) ?? rem["basis"];
        if (basis is null) return (null, "neither input nor output names the basis set");
        if (basis.StartsWith("non-standard", StringComparison.OrdinalIgnoreCase) || basis.Contains("User-defined", StringComparison.OrdinalIgnoreCase) || rem["basis"] is "gen" or "general" or "mixed")
            return (null, "the basis set is mixed or written out in the input, so it has no name");
        string? dispersion = null;
        if (rem["dft_d"] is { } d && rem.IsOn("dft_d"))
            if (d.ToLowerInvariant() switch { "empirical_grimme" or "d2" => "D2", "empirical_grimme3" or "d3_zero" or "d3" => "D3(0)", "d3_bj" => "D3(BJ)", "d3_csd" or "d3_zerom" => "D3M", "d3_bjm" => "D3M(BJ)", "d4" => "D4", "empirical_chg" => "", _ => null } is { } known) dispersion = known.Length == 0 ? null : known;
            else return (null, $"the dispersion correction {d} has no name that this version knows");
        if (dispersion is not null && (rem["dft_d_a"] ?? rem["dft_d3_s6"] ?? rem["dft_d3_s8"] ?? rem["dft_d3_rs6"] ?? rem["dft_d3_a1"] ?? rem["dft_d3_a2"]) is not null) return (null, "the dispersion correction has parameters of its own");
        var (solvation, unclear) = Solvation(rem);
        if (unclear is not null) return (null, unclear);
        // Older versions correlated all electrons unless they were told to freeze some; the newer ones say that they froze the core.
        bool? frozen = IsCorrelated(method) ? text.Has("Core orbitals will be frozen") || rem["n_frozen_core"] is { } core && core is not "0" : null;
        var (level, unnamed) = LevelKeywords.Of("qchem", method, basis, dispersion, solvation, frozen);
        if (level is null) return (null, unnamed);
        bool states = rem.IsOn("cis_n_roots") && level.Kind == LevelKind.Dft;
        return (level with { Reference = Reference(text), Treatment = !states ? null : rem.IsOn("rpa") ? "TD" : "TDA" }, null);
    }

    /// <summary>R, U or RO by the SCF heading and the orbitals.</summary>
    static string? Reference(OutputText text)
    {
        int at = text.Last("SCF calculation will be");
        if (at < 0) return null;
        string line = text[at].ToLowerInvariant();
        if (line.Contains("unrestricted")) return "U";
        if (!line.Contains("restricted")) return null;
        return line.Contains("open") || Electrons(text) is { } e && e.Alpha != e.Beta ? "RO" : "R";
    }

    /// <summary>Electrons of each spin that the output counts; those in effective core potentials are not among them.</summary>
    public static (int Alpha, int Beta)? Electrons(OutputText text)
    {
        int at = text.First("There are", text.First("Nuclear Repulsion Energy"));
        return at >= 0 && OutputText.Fields(text[at]) is ["There", "are", var a, "alpha", "and", var b, "beta", "electrons", ..] && OutputText.Whole(a) is { } alpha && OutputText.Whole(b) is { } beta ? (alpha, beta) : null;
    }

    static (string? Name, string? Why) Solvation(Rem rem)
    {
        string? model = rem["solvent_method"];
        if (model is null && rem.IsOn("pcm")) model = "pcm";
        if (model is null && rem.IsOn("smx_solvation")) model = "sm8";
        if (model is null or "none" or "0" or "false") return (null, null);
        string? dielectric = rem.In("$solvent", "dielectric") ?? rem.In("$pcm_nonequilibrium", "dielectric") ?? rem["solvent_dielectric"];
        if (dielectric is not null && OutputText.Real(dielectric) is null) return (null, "the dielectric constant of the solvent cannot be read");
        string? solvent = rem.In("$smx", "solvent") ?? rem["smx_solvent"];
        string told = dielectric is null ? "" : " eps=" + dielectric;
        switch (model)
        {
            case "smd" or "sm8" or "sm12":
                return solvent is null or "other" ? (null, $"the solvent of {model.ToUpperInvariant()} is not named") : ($"{model.ToUpperInvariant()} {solvent}", null);
            case "pcm":
                string theory = (rem.In("$pcm", "theory") ?? "cpcm") switch { "iefpcm" or "ief-pcm" => "IEFPCM", "ssvpe" => "SS(V)PE", "cosmo" => "COSMO", _ => "C-PCM" };
                return (theory + (told.Length > 0 ? told : " eps=78.39"), null);
            case "cosmo": return ("COSMO" + (told.Length > 0 ? told : " eps=78.39"), null);
            case "kirkwood" or "onsager": return told.Length == 0 ? (null, "the dielectric constant of the reaction field is not told") : ("Kirkwood-Onsager" + told, null);
            case "isosvp" or "cosmo-rs" or "pequil" or "cmirs" or "iso-svp": return (null, $"the solvation model {model} has settings that the level cannot tell");
            default: return (null, $"the solvation model {model} is not known to this version");
        }
    }

    /// <summary>True if an SCF energy follows the line before the next structure.</summary>
    public static bool HasEnergy(OutputText text, int from)
    {
        int end = text.First("Standard Nuclear Orientation (", from + 1);
        for (int i = from; i < (end < 0 ? text.Count : end); i++) if (ScfLine().IsMatch(text[i])) return true;
        return false;
    }

    /// <summary>Total energy of the method and the SCF's under it, from the lines after <paramref name="from"/>; null if the method's energy is not there.</summary>
    public static (double Energy, double Scf)? Energy(string method, OutputText text, int from, int to)
    {
        double? scf = null;
        var totals = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        for (int i = Math.Max(from, 0); i < to; i++)
        {
            if (ScfLine().Match(text[i]) is { Success: true } s) scf = OutputText.Real(s.Groups[1].Value);
            else if (TotalLine().Match(text[i]) is { Success: true } m)
                totals[m.Groups[2].Success ? "MP" + m.Groups[2].Value.ToUpperInvariant() : m.Groups[1].Value.ToUpperInvariant() is "RIMP2" or "RI-MP2" ? "MP2" : m.Groups[1].Value.ToUpperInvariant()] = OutputText.Real(m.Groups[3].Value) ?? double.NaN;
        }
        if (scf is not { } reference) return null;
        string asked = method.ToLowerInvariant().Replace("mp4(sdq)", "mp4sdq");
        if (!Correlated.TryGetValue(asked, out var name)) return totals.Count == 0 ? (reference, reference) : null;
        return totals.TryGetValue(name, out double e) && double.IsFinite(e) ? (e, reference) : null;
    }

    /// <summary>The SCF's line, and below it in most versions the one with what was added to it.</summary>
    [GeneratedRegex(@"^\s*(?:Total energy(?: in the final basis set)?|SCF\s+energy in the final basis set) =\s+(-?\d+\.\d+)\s*$")]
    private static partial Regex ScfLine();

    public static bool IsCorrelated(string method) => Correlated.ContainsKey(method.ToLowerInvariant().Replace("mp4(sdq)", "mp4sdq"));
}
