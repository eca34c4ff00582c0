// One task of an NWChem output: what it was, its level and its energies.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>The part of an NWChem output that belongs to one task. Energies in hartree.</summary>
sealed partial class NwchemTask
{
    /// <summary>Functionals by the lines of "XC Information": named ones by their first line, others by all their parts.</summary>
    static readonly Dictionary<string, string> Functionals = new()
    {
        ["B3LYP Method XC Potential"] = "B3LYP", ["PBE0 Method XC Functional"] = "PBE0", ["TPSSH Method XC Functional"] = "TPSSh", ["M06-2X Method XC Functional"] = "M06-2X", ["M06 Method XC Functional"] = "M06", ["M06-L Method XC Functional"] = "M06-L",
        ["PerdewBurkeErnzerhof Exchange Functional|Perdew 1991 LDA Correlation Functional|PerdewBurkeErnz. Correlation Functional"] = "PBE",
        ["TPSS metaGGA Exchange Functional|TPSS03 metaGGA Correlation Functional"] = "TPSS",
        ["Becke 1988 Exchange Functional|Perdew 1981 Correlation Functional|Perdew 1986 Correlation Functional"] = "BP86",
        ["Becke 1988 Exchange Functional|Lee-Yang-Parr Correlation Functional"] = "BLYP",
    };

    [GeneratedRegex(@"^\s*(?:Total (CCSD\(T\)|CCSD|MP2) energy:?|(\S+) total energy / hartree\s*=)\s+(-?\d+\.\d+)\s*$")]
    private static partial Regex Correlated();

    [GeneratedRegex(@"Task\s+times\s+cpu:\s+([\d.]+)s\s+wall:\s+([\d.]+)s")]
    private static partial Regex TaskTimes();

    public NwchemTask(OutputText part)
    {
        Text = part;
        for (int i = 0; i < part.Count; i++)
        {
            if (Correlated().Match(part[i]) is { Success: true } m) Totals[m.Groups[1].Value + m.Groups[2].Value] = OutputText.Real(m.Groups[3].Value)!.Value;
            else if (part.After("Total DFT energy =", i) is { } dft && OutputText.Real(dft) is { } e) (Scf, EnergyAt, IsDft) = (FirstOnly && Scf is not null ? Scf : e, i, true);
            else if (part.After("Total SCF energy =", i) is { } scf && OutputText.Real(scf) is { } f) (Scf, EnergyAt) = (FirstOnly && Scf is not null ? Scf : f, i);
        }
        int at = part.Last("Task  times  cpu:");
        if (at >= 0 && TaskTimes().Match(part[at]) is { Success: true } t) (CpuSeconds, WallSeconds) = (OutputText.Real(t.Groups[1].Value), OutputText.Real(t.Groups[2].Value));
        Done = at >= 0;
    }

    public OutputText Text { get; }
    public Dictionary<string, double> Totals { get; } = [];
    public double? Scf { get; private set; }
    public int EnergyAt { get; private set; } = -1;
    public bool IsDft { get; private set; }
    /// <summary>True if NWChem printed the times of the task, which it does only when the task came to its end.</summary>
    public bool Done { get; }
    public double? CpuSeconds { get; }
    public double? WallSeconds { get; }

    /// <summary>True for second derivatives: the first energy is that of the structure itself, later ones may be of displaced ones.</summary>
    bool FirstOnly => IsHessian;
    public bool IsHessian => Text.Has("NWChem Nuclear Hessian and Frequency Analysis");
    public bool IsOptimization => Text.Has("NWChem Geometry Optimization");
    public bool IsExcited => Text.Has("NWChem TDDFT Module");
    /// <summary>TD or TDA for excited states, else null.</summary>
    public string? Treatment => !IsExcited ? null : Text.After("Calculation type :", Text.First("Calculation type :")) is { } type && (type.Contains("Tamm", StringComparison.Ordinal) || type.Contains("CIS", StringComparison.Ordinal)) ? "TDA" : "TD";
    public bool HasModule => Text.First("NWChem SCF Module") >= 0 || Text.First("NWChem DFT Module") >= 0 || IsHessian || IsOptimization || Unsuited is not null;

    /// <summary>A kind of task that is not read, or null.</summary>
    public string? Unsuited
    {
        get
        {
            foreach (var (mark, what) in new[] { ("NWPW", "a plane-wave calculation"), ("NWChem QMD Module", "a run of dynamics"), ("Molecular Dynamics", "a run of dynamics"), ("QM/MM", "an embedded calculation"), ("COSMO", "a job with a solvent model"),
                ("Saddle", "a search for a transition state"), ("NEB", "a search for a path"), ("Zeroth order regular", "a relativistic calculation"), ("Douglas-Kroll", "a relativistic calculation"), ("MCSCF", "a multi-configuration calculation") })
                if (Text.Has(mark)) return what;
            if (IsExcited && (IsOptimization || IsHessian || Text.Has("TDDFT Gradient"))) return "a job on the surface of an excited state";
            return Totals.Keys.FirstOrDefault(k => k is not ("MP2" or "CCSD" or "CCSD(T)" or "CCSD[T]")) is { } other ? $"a calculation at {other}" : (IsHessian || IsOptimization && Text.Has("numerical")) && Totals.Count > 0 ? "numerical derivatives of a correlated method" : null;
        }
    }

    /// <summary>Method and its energy: the highest that was computed. Null if the functional has no known name or nothing was computed.</summary>
    public (string Method, double Energy)? Final
    {
        get
        {
            foreach (var m in (string[])["CCSD(T)", "CCSD", "MP2"]) if (Totals.TryGetValue(m, out double e)) return (m, e);
            return Method is { } method && Scf is { } scf ? (method, scf) : null;
        }
    }

    /// <summary>HF or the density functional with its dispersion; null for a functional without a known name.</summary>
    public string? Method
    {
        get
        {
            int at = Text.Last("XC Information");
            if (at < 0) return Text.Has("NWChem DFT Module") ? null : "HF";
            var parts = new List<string>();
            for (int i = at + 2; Text[i].Trim().Length > 0; i++) if (Text[i].Trim() is var line) parts.Add(line.Split("  ")[0].Trim());
            // A part with another factor than 1 makes another functional than the one that its parts are called.
            if (parts.Count > 1 && !Functionals.ContainsKey(parts[0]) && Enumerable.Range(at + 2, parts.Count).Any(i => OutputText.FirstReal(Text[i][(Text[i].LastIndexOf("al  ", StringComparison.Ordinal) is >= 0 and var cut ? cut : 0)..]) is { } factor && factor != 1)) return null;
            if (parts.Count == 0 || !Functionals.TryGetValue(parts[0], out var name) && !Functionals.TryGetValue(string.Join('|', parts), out name)) return null;
            return Text.First("Dispersion Parameters") is >= 0 and var d ? Text[d + 3].Trim() switch { "DFT-D3BJ Model" => name + "-D3(BJ)", "DFT-D3 Model" => name + "-D3(0)", "DFT-D2 Model" => name + "-D2", _ => null } : name;
        }
    }

    /// <summary>Name of the basis set; null if the elements have different ones or it was written out in the input.</summary>
    public string? Basis
    {
        get
        {
            int at = Text.Last("Summary of \"ao basis\"");
            if (at < 0) return null;
            var names = new List<string>();
            for (int i = at + 4; OutputText.Fields(Text[i]) is { Length: >= 5 } f; i++) names.Add(f[^2] is "all" ? f[1] : string.Join(' ', f[1..^3]));
            return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1 && names[0] != "user specified" ? names[0] : null;
        }
    }

    public int Charge => (int)Math.Round(Text.RealAfter("Charge           :", false) ?? Text.RealAfter("charge          =", false) ?? 0);
    public int? Multiplicity => (int?)Text.RealAfter("Spin multiplicity:", false)
        ?? (Text.RealAfter("alpha electrons =", false) - Text.RealAfter("beta  electrons =", false) is { } excess ? (int)excess + 1 : Text.RealAfter("open shells     =", false) is { } open ? (int)open + 1 : null);
    public string? Reference => Text.After("=", Text.First("wavefunction    =")) is "RHF" or "UHF" or "ROHF" && Text.After("=", Text.First("wavefunction    =")) is { } w ? w[..^2] : Text.Has("Wavefunction type:  closed shell") ? "R" : Text.Has("Wavefunction type:  spin polarized") ? "U" : null;

    /// <summary>Why the task is no success, or null. An energy is printed even when it did not converge: only the times at the end of the task prove it.</summary>
    public Failure? Failure
    {
        get
        {
            if (Text.First("Failed to converge in maximum number of steps") is >= 0 and var opt) return new(FailureKind.GeometryNotConverged, Text[opt].Trim());
            if (Text.First("failed to converge") is >= 0 and var scf) return new(FailureKind.ScfNotConverged, Text[scf].Trim());
            if (Text.First("no such basis available") is >= 0 and var basis) return new(FailureKind.MissingBasis, Text[basis].Trim());
            if (Text.First("There is an error in the specified basis set") is >= 0 and var set) return new(FailureKind.MissingBasis, Text.First("non-existing file") is >= 0 and var name ? $"{Text[name].Trim()} {Path.GetFileName(Text[name + 1].Trim())}" : Text[set].Trim());
            if (Text.First("There is an error in the input file") is >= 0 and var input) return new(FailureKind.BadInput, Text[input].Trim());
            if (IsExcited && !Text.Has("Convergence criterion met")) return new(FailureKind.ScfNotConverged, "the output does not say that the excited states converged");
            if (!Done) return new(FailureKind.IncompleteOutput, "the output stops before the end of this task");
            if (IsOptimization && !Text.Has("Optimization converged")) return new(FailureKind.GeometryNotConverged, "the output does not say that the optimisation converged");
            return null;
        }
    }
}
