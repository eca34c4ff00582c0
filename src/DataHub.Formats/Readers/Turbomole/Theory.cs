// The level of theory of a point of Turbomole: functional, basis set, dispersion, correlation and solvation as the programs print them.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Turbomole;

/// <summary>Level and energy of a point.</summary>
static partial class Theory
{
    /// <summary>Functionals by the first line of their description. Turbomole's b3-lyp has the local correlation VWN5.</summary>
    static readonly Dictionary<string, string> Functionals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PBE0 hybrid functional"] = "PBE0", ["Becke-3-Parameter hybrid functional: B3-LYP"] = "B3LYP5", ["B-P86 functional"] = "BP86", ["B-LYP functional"] = "BLYP", ["PBE functional"] = "PBE",
        ["TPSS meta-GGA functional"] = "TPSS", ["TPSS meta functional"] = "TPSS", ["TPSSh hybrid functional"] = "TPSSh", ["TPSSH meta-GGA hybrid functional"] = "TPSSh", ["B97-D functional"] = "B97-D",
        ["Becke-Half-and-Half-LYP hybrid functional: BH-LYP"] = "BHandHLYP", ["S-VWN functional"] = "SVWN", ["PW6B95 hybrid functional"] = "PW6B95", ["M06-2X hybrid functional"] = "M06-2X", ["M06-L meta-GGA functional"] = "M06-L",
    };

    [GeneratedRegex(@"^\s+[A-Za-z]{1,2}\s+\d+\s+\d+\s+\d+\s+(\S.*?)\s+\[")]
    private static partial Regex BasisRow();

    [GeneratedRegex(@"\*\s+Final (\S+) energy\s*:\s*(-?\d+\.\d+)\s*\*")]
    private static partial Regex FinalLine();

    [GeneratedRegex(@"^\s+(\S+)\s+- \S")]
    private static partial Regex Model();

    /// <summary>The density functional that a run prints, "HF" without one; null for one without a known name.</summary>
    static string? Functional(OutputText text)
    {
        int box = -1;
        foreach (int i in text.All("density functional")) if (text[i].Trim() == "density functional" && text[i + 1].Trim().StartsWith("-----", StringComparison.Ordinal)) box = i;
        if (box < 0) return text.Has("XC-Functional") ? null : "HF";
        return Functionals.GetValueOrDefault(text[box + 2].Trim());
    }

    static string? Basis(OutputText text)
    {
        int at = text.First("basis set information");
        if (at < 0) return null;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = text.First("type   atoms", at) + 2; i > 1 && BasisRow().Match(text[i]) is { Success: true } m; i++) names.Add(m.Groups[1].Value);
        return names.Count == 1 && names.Single() is not "none" ? names.Single() : null;
    }

    static (string? Name, string? Why) Dispersion(OutputText text)
    {
        if (text.Has("DFTD4") || text.Has("DFT-D4")) return text.Has("D4 model") || text.Has("DFT-D4") ? ("D4", null) : (null, "the dispersion correction has no name that this version knows");
        if (text.Has("DFTD3 V") || text.Has("DFT-D3 "))
        {
            // The parameters tell the damping: a1 and a2 are Becke and Johnson's, rs6 is that of the damping to zero.
            int at = text.First("parameters", Math.Max(0, text.First("DFTD3 V")));
            bool bj = text.First(" a1  ", at, at + 10) >= 0, zero = text.First(" rs6 ", at, at + 10) >= 0 || text.First(" alpha6 ", at, at + 10) >= 0;
            return at >= 0 && bj != zero ? (bj ? "D3(BJ)" : "D3(0)", null) : (null, "the damping of the dispersion correction is not told");
        }
        return text.Has("DFT-D Energy") || text.Has("DFT-D1") || text.Has("empirical dispersi") ? (null, "the dispersion correction has no name that this version knows") : (null, null);
    }

    /// <summary>The level of a point, or the reason why it has none. Energies in hartree: that of the method and that of the SCF under it.</summary>
    public static (Level? Level, double? Energy, double? Scf, string? Why) Of(Point point, IEnumerable<Run> all)
    {
        // Some gradients name no basis set; that of the energies of the same job is theirs.
        string? basis = point.Runs.Concat(all).Select(r => Basis(r.Text)).FirstOrDefault(b => b is not null);
        if (basis is null) return (null, null, null, "the basis set is mixed, written out in the input or not told, so it has no name");
        var scfRun = point.Last(Role.Scf);
        double? scf = scfRun?.Text.RealAfter("total energy      =") ?? point.Step?.Text.RealAfter("ENERGY =") ?? point.Last(Role.Vibrations)?.Text.RealAfter("SCF-energy                   :");
        string? reference = point.Runs.Any(r => r.IsUnrestricted) ? "U" : point.Runs.Any(r => r.Text.Has("ROHF")) ? "RO" : "R";
        var (solvation, unclear) = Solvation(point);
        if (unclear is not null) return (null, null, null, unclear);
        if (point.Last(Role.Correlation) is { } run)
        {
            var (method, energy, hf) = Correlated(run);
            if (method is null) return (null, null, null, "the wave function model is not in the output in a form that this version reads");
            double? core = run.Text.RealAfter("frozen occupied :", false);
            var (model, unnamed) = LevelKeywords.Of("turbomole", method, basis, null, solvation, core is null ? null : core > 0);
            if (model is null) return (null, null, null, unnamed);
            model = model with { Reference = reference };
            return scfRun is not null && Functional(scfRun.Text) is not "HF" ? (null, null, null, "a correlated method on the orbitals of a density functional has no name that this version knows") : (model, energy, hf ?? scf, null);
        }
        var main = scfRun ?? point.Runs[0];
        if (Functional(main.Text) is not { } functional) return (null, null, null, "the density functional has no name that this version knows");
        if (point.Last(Role.States) is { } states)
        {
            scf ??= states.Text.RealAfter("Total energy:", false);
            if (functional == "HF") functional = states.Text.Has("RPA ") ? "TDHF" : "CIS";
        }
        var (dispersion, why) = Dispersion(main.Text);
        if (why is not null) return (null, null, null, why);
        var (level, unknown) = LevelKeywords.Of("turbomole", functional, basis, dispersion, solvation);
        return level is null ? (null, null, null, unknown) : (level with { Reference = reference, Treatment = point.Last(Role.States) is { } s && level.Kind == LevelKind.Dft ? s.Text.Has("RPA ") ? "TD" : "TDA" : null }, scf, scf, null);
    }

    /// <summary>COSMO with its dielectric constant; a reason where that cannot be read.</summary>
    static (string? Name, string? Why) Solvation(Point point)
    {
        var runs = point.Runs.Where(r => r.Text.Has("COSMO switched on") || r.Text.Has("COSMO RESULTS") || r.Text.First("   epsilon:") >= 0).ToList();
        if (runs.Count == 0) return (null, null);
        var told = runs.Select(r => r.Text.After("epsilon:", r.Text.First("   epsilon:"))).FirstOrDefault(t => t is not null) ?? "";
        return OutputText.Fields(told).FirstOrDefault() is not { } epsilon ? (null, "the dielectric constant of COSMO is not told")
            : epsilon == "infinity" ? ("COSMO eps=inf", null)
            : OutputText.Real(epsilon) is { } e ? ("COSMO eps=" + e.ToString(System.Globalization.CultureInfo.InvariantCulture), null) : (null, "the dielectric constant of COSMO cannot be read");
    }

    /// <summary>Model, total energy and reference energy of a correlated run: the last one that it ends with.</summary>
    static (string? Method, double? Energy, double? Scf) Correlated(Run run)
    {
        var text = run.Text;
        if (text.Last("MP2-energy   :") is >= 0 and var box && text.RealAfter("SCF-energy   :") is { } e0 && OutputText.FirstReal(text.After("MP2-energy   :", box)!) is { } e2)
            return text.Has("SCS") ? (null, null, null) : ("MP2", e0 + e2, e0);
        string? name = null;
        double? energy = null;
        for (int i = 0; i < text.Count; i++) if (FinalLine().Match(text[i]) is { Success: true } m) (name, energy) = (m.Groups[1].Value, OutputText.Real(m.Groups[2].Value));
        double? scf = text.Last("RHF  energy ") is >= 0 and var r ? OutputText.FirstReal(text.After(":", r) ?? "") : text.Last("UHF  energy ") is >= 0 and var u ? OutputText.FirstReal(text.After(":", u) ?? "") : text.RealAfter("Energy of reference wave function is");
        // What was asked for stands in the list of models; of several the last one is the best.
        int list = text.First("for the wavefunction models:");
        string? asked = null;
        for (int i = list + 1; list >= 0 && Model().Match(text[i]) is { Success: true } m; i++) asked = m.Groups[1].Value;
        if (asked is "ADC(2)" && name is "MP2") name = "ADC(2)";
        if (asked is "CIS(D)" && name is "MP2") name = "CIS(D)";
        if (asked is "CCS" or "CIS" && name is null) (name, energy) = ("CIS", scf);
        if (name is null && text.After("Method          :", text.Last("Method          :")) is { } told && text.RealAfter("Total Energy    :") is { } total) (name, energy) = (told.Trim(), total);
        // The triples correction is part of the name that is asked for, not always of the list.
        if (name is null || asked is not null && !name.Equals(asked, StringComparison.OrdinalIgnoreCase) && !name.StartsWith(asked, StringComparison.OrdinalIgnoreCase)) return (null, null, null);
        if (text.First("scaling factors:") is >= 0 and var s)
            if (OutputText.Fields(text[s]) is [.., "C_os", "=", var os, "C_ss", "=", var ss] && OutputText.Real(os) is { } a && OutputText.Real(ss) is { } b && (a, Math.Round(b, 2)) switch { (1.2, 0.33) => "SCS-", (1.3, 0) => "SOS-", _ => null } is { } prefix) name = prefix + name;
            else return (null, null, null);
        if (text.Has("F12 ") && !name.Contains("F12", StringComparison.Ordinal) && (text.Has("E(F12)") || text.Has("geminal"))) return (null, null, null);
        return ((run.Program.StartsWith("pnoccsd", StringComparison.Ordinal) ? "PNO-" : "") + name, energy, scf);
    }
}
