// One job of an ORCA output: its input, what it was, its structure and how it ended.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

/// <summary>One job with its part of the echoed input.</summary>
/// <param name="text">The part of the output.</param>
/// <param name="head">What stands before the input of the file: the basis sets of its first job.</param>
/// <param name="input">Its input, comments left out.</param>
/// <param name="last">True for the last job of the output, which must end with ORCA's own mark; one before it is proved whole by the next.</param>
/// <param name="alone">True if the file has no other job, so that its times are those of this one.</param>
sealed partial class OrcaJob(OutputText text, OutputText head, string input, bool last, bool alone)
{
    [GeneratedRegex(@"TOTAL RUN TIME:\s*(\d+) days (\d+) hours (\d+) minutes (\d+) seconds (\d+) msec")]
    private static partial Regex RunTime();

    [GeneratedRegex(@"Program running with (\d+) parallel MPI-processes")]
    private static partial Regex Processes();

    public OutputText Text => text;
    public string Input => input;
    string Low { get; } = input.ToLowerInvariant();

    bool Keyword(params ReadOnlySpan<string> words)
    {
        foreach (var line in Low.Split('\n'))
            if (line.TrimStart().StartsWith('!'))
                foreach (var w in OutputText.Fields(line.Replace("!", " "))) if (words.Contains(w)) return true;
        return false;
    }

    public bool IsOptimization => text.Has("GEOMETRY OPTIMIZATION CYCLE") || Keyword("opt", "copt", "tightopt", "verytightopt", "looseopt", "normalopt", "gopt", "zopt", "l-opt", "rigidbodyopt");
    public bool IsHessian => text.Has("VIBRATIONAL FREQUENCIES") || Keyword("freq", "anfreq", "numfreq");
    public bool HasGradient => Keyword("engrad", "numgrad");

    /// <summary>A kind of job that is no single calculation of one molecule, or null.</summary>
    public string? Unsuited =>
        text.Has("RELAXED SURFACE SCAN") || text.Has("TRAJECTORY RESULTS") || Low.Contains("%paras") || Regex.IsMatch(Low, @"%geom\b[^%]*\bscan\b") ? "a scan of the potential surface"
        : Regex.IsMatch(Low, @"^\s*!.*\bextrapolate", RegexOptions.Multiline) ? "an extrapolation over basis sets"
        : Keyword("optts", "scants", "neb", "neb-ts", "neb-ci", "zoom-neb-ts", "irc", "ts") ? "a search for a transition state or a path"
        : Keyword("md", "goat", "docker", "solvator", "conical-opt", "mecp-opt", "surfcrossopt", "surfcrossnumfreq") || Regex.IsMatch(Low, @"%md\b") ? "a run of dynamics or a search for conformers"
        : Regex.IsMatch(Low, @"%(casscf|mrci)\b") || text.Has("ORCA-CASSCF") || Keyword("casscf") ? "a multi-configuration calculation"
        : Low.Contains("pointcharges") || Regex.IsMatch(Low, @"\befield\b") ? "a job in an electric field or among point charges"
        : Low.Contains("%qmmm") || Keyword("qm/mm", "qm/xtb", "qm/qm2") ? "a calculation of several layers"
        : text.Has("DELTASCF") || Keyword("deltascf") ? "a calculation of an excited state by the SCF (DeltaSCF)"
        : text.Has("multiple XYZ") || Low.Contains("*xyzfile") && text.Has("MULTIPLE XYZ") ? "a job over many structures"
        : (text.Has("TD-DFT/TDA CALCULATION") || Low.Contains("%tddft") || Low.Contains("%cis")) && (IsOptimization || IsHessian || HasGradient) ? "a calculation on the surface of an excited state" : null;

    /// <summary>True if coordinates were held: the end is no stationary point of the molecule.</summary>
    public bool Constrained => Regex.IsMatch(Low, @"\bconstraints\b") || Keyword("copt") && Low.Contains("invertconstraints");

    /// <summary>Lines where a structure is printed in ångström.</summary>
    List<int> Structures => [.. text.All("CARTESIAN COORDINATES (ANGSTROEM)")];

    /// <summary>
    /// The structure that the values belong to (the last one printed), Å; null if there is none or it has ghost atoms or point charges among its atoms. Where little is printed,
    /// that of a single point stands in its input.
    /// </summary>
    public Geometry? Geometry => Structures is [.., var at] ? Structure(at) : IsOptimization || IsHessian ? null : Given;

    public bool HasStructure => Structures.Count > 0;

    [GeneratedRegex(@"^\s*\*\s*xyz\s+(-?\d+)\s+(\d+)\s*\n(.*?)^\s*\*", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>The structure in the input, where it is written out in ångström.</summary>
    Geometry? Given
    {
        get
        {
            if (Keyword("bohrs") || Regex.IsMatch(Low, @"\bunits\s+bohr") || Block().Match(input) is not { Success: true } m) return null;
            var symbols = new List<string>();
            var xyz = new List<double>();
            foreach (var line in m.Groups[3].Value.Split('\n').Where(l => l.Trim().Length > 0))
            {
                if (OutputText.Fields(line) is not [var who, var a, var b, var c] || OutputText.Symbol(who) is not { } s || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
                symbols.Add(s);
                xyz.AddRange([x, y, z]);
            }
            return symbols.Count > 0 ? new Geometry(symbols, xyz) : null;
        }
    }

    Geometry? Structure(int at)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        int i = at + 2;
        for (; OutputText.Fields(text[i]) is { Length: >= 4 } f; i++)
        {
            if (f.Length != 4 || OutputText.Symbol(f[0]) is not { } s || OutputText.Real(f[1]) is not { } x || OutputText.Real(f[2]) is not { } y || OutputText.Real(f[3]) is not { } z) return null;
            symbols.Add(s);
            xyz.AddRange([x, y, z]);
        }
        return symbols.Count > 0 && text[i].Trim().Length == 0 && i < text.Count ? new Geometry(symbols, xyz) : null;
    }

    public int? Charge => (int?)text.RealAfter("Total Charge           Charge          ....", false);
    public int? Multiplicity => (int?)text.RealAfter("Multiplicity           Mult            ....", false);

    /// <summary>The basis set that the output states, null if it does not; further lines name auxiliary sets and, in old versions, the parts of one set.</summary>
    public string? Basis => (head.After("Your calculation utilizes the basis:", head.First("Your calculation utilizes the basis:")) ?? text.After("Your calculation utilizes the basis:", text.First("Your calculation utilizes the basis:")))?.Split("  ")[0].Trim();

    public bool BasisReplaced => head.Has("WARNING: Replacing ");

    /// <summary>R, U or RO of the SCF.</summary>
    public string? Reference => text.After("HFTyp           ....", text.First("HFTyp           ....")) is { } t ? t.StartsWith("RO", StringComparison.Ordinal) ? "RO" : t[..1] is "R" or "U" && t.Length > 1 ? t[..1] : null : null;

    /// <summary>The final single point energy that counts: before frequencies, whose displaced structures may print their own; and whether ORCA says that it is not converged.</summary>
    public (double Energy, int Line, bool Converged)? Final
    {
        get
        {
            int before = text.First("VIBRATIONAL FREQUENCIES") is >= 0 and var v ? v : int.MaxValue;
            int numerical = text.First("NUMERICAL FREQUENCIES") is >= 0 and var n ? n : text.First("Numerical frequencies") is >= 0 and var m ? m : int.MaxValue;
            int at = text.Last("FINAL SINGLE POINT ENERGY", Math.Min(before, numerical));
            if (at < 0 || OutputText.Fields(text[at]) is not ["FINAL", "SINGLE", "POINT", "ENERGY", var e, .. var more] || OutputText.Real(e) is not { } energy) return null;
            return (energy, at, more.Length == 0);
        }
    }

    /// <summary>The gradient, Eh/a0, if it is that of the final structure.</summary>
    public double[]? Gradient(Geometry final)
    {
        int at = text.Last("CARTESIAN GRADIENT");
        if (at < 0 || Structures.LastOrDefault(s => s < at, -1) is not (>= 0 and var of) || Structure(of) is not { } g || !g.Symbols.SequenceEqual(final.Symbols) || !g.Coordinates.SequenceEqual(final.Coordinates)) return null;
        var list = new List<double>();
        int i = at + 2;
        while (i < at + 6 && text[i].Trim().Length == 0) i++;
        for (; OutputText.Fields(text[i]) is [var no, var s, ":", var x, var y, var z] && OutputText.Whole(no) == list.Count / 3 + 1; i++)
        {
            if (list.Count / 3 >= final.Count || s != final.Symbols[list.Count / 3] || OutputText.Real(x) is not { } a || OutputText.Real(y) is not { } b || OutputText.Real(z) is not { } c) return null;
            list.AddRange([a, b, c]);
        }
        return list.Count == 3 * final.Count && Orientation.IsFrameOf(final, list) ? [.. list] : null;
    }

    public Cost Cost
    {
        get
        {
            if (!alone || text.Last("TOTAL RUN TIME:") is not (>= 0 and var at) || RunTime().Match(text[at]) is not { Success: true } m) return Cost.Unknown;
            double N(int k) => OutputText.Real(m.Groups[k].Value) ?? 0;
            int parallel = text.First("parallel MPI-processes");
            int? cores = parallel >= 0 && Processes().Match(text[parallel]) is { Success: true } p ? OutputText.Whole(p.Groups[1].Value) : 1;
            // Processor time is not printed.
            return new Cost(CostTier.Log) { WallSeconds = 86400 * N(1) + 3600 * N(2) + 60 * N(3) + N(4) + N(5) / 1000, Cores = cores };
        }
    }

    static readonly (string Mark, FailureKind Kind)[] Marks =
    [
        ("SCF NOT CONVERGED", FailureKind.ScfNotConverged), ("The wavefunction IS NOT YET CONVERGED", FailureKind.ScfNotConverged), ("This wavefunction IS NOT CONVERGED", FailureKind.ScfNotConverged), ("did not converge but reached the maximum number", FailureKind.GeometryNotConverged),
        ("The optimization did not converge", FailureKind.GeometryNotConverged), ("UNRECOGNIZED OR DUPLICATED KEYWORD", FailureKind.BadInput), ("impossible", FailureKind.BadInput), ("INPUT ERROR", FailureKind.BadInput), ("Unknown identifier", FailureKind.BadInput), ("Invalid assignment", FailureKind.BadInput),
        ("There are no basis functions", FailureKind.MissingBasis), ("The basis set was either not assigned", FailureKind.MissingBasis), ("no basis set", FailureKind.MissingBasis), ("BASIS-SET", FailureKind.MissingBasis),
        ("not enough memory", FailureKind.OutOfMemory), ("Not enough memory", FailureKind.OutOfMemory), ("out of memory", FailureKind.OutOfMemory), ("Zero distance between atoms", FailureKind.BadGeometry),
        ("Segmentation fault", FailureKind.Crash), ("signal 9", FailureKind.Crash), ("signal 11", FailureKind.Crash),
    ];

    /// <summary>Why the job is no success, or null.</summary>
    public Failure? Failure
    {
        get
        {
            bool ended = text.Has("****ORCA TERMINATED NORMALLY****");
            int error = text.First("ORCA finished by error termination");
            if (error < 0) error = text.First("aborting the run");
            if (error < 0) error = text.First("[file orca_");
            if (error >= 0 || !ended && last)
            {
                foreach (var (mark, kind) in Marks)
                    if (text.Last(mark) is >= 0 and var at) return new(kind, text[at].Trim(' ', '*', '!', '\r'));
                return error >= 0 ? new(FailureKind.Other, text[error].Trim()) : new(FailureKind.IncompleteOutput, "the output stops before the end of this job");
            }
            if (!last && !text.Has("Timings for individual modules") && !text.Has("FINAL SINGLE POINT ENERGY")) return new(FailureKind.IncompleteOutput, "this job has no end in the output");
            if (Final is { Converged: false }) return new(FailureKind.ScfNotConverged, text[Final.Value.Line].Trim());
            if (Final is { Line: var line } && text.Last("SCF NOT CONVERGED", line) > text.Last("SCF CONVERGED AFTER", line)) return new(FailureKind.ScfNotConverged, "the last SCF did not converge");
            if (IsOptimization && !text.Has("THE OPTIMIZATION HAS CONVERGED")) return new(FailureKind.GeometryNotConverged, "the output does not say that the optimisation converged");
            return null;
        }
    }
}
