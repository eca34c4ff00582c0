// One job of a Gaussian output (a "Link 1" section): what it was, and its values.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>One job. A job that continues another (frequencies after an optimisation) is ruled by the route of that one as well.</summary>
sealed partial class GaussianJob
{
    [GeneratedRegex(@"^ Charge\s*=\s*(-?\d+)\s+Multiplicity\s*=\s*(\d+)(.*)$")]
    private static partial Regex ChargeLine();

    public GaussianJob(OutputText text, GaussianRoute route, GaussianRoute? first)
    {
        (Text, Route, First, IsContinuation) = (text, route, first ?? route, first is not null);
        Energies = new(text);
        Archive = GaussianArchive.Of(text);
        for (int i = 0; i < text.Count && ChargeAndMultiplicity is null; i++)
            if (ChargeLine().Match(text[i]) is { Success: true } m && OutputText.Whole(m.Groups[1].Value) is { } q && OutputText.Whole(m.Groups[2].Value) is { } s) ChargeAndMultiplicity = (q, s);
        // Of displaced structures (numerical derivatives) the first is the structure itself.
        var tables = GaussianTables.Orientations(text).ToList();
        if (IsHessian) Damaged = Pick(tables.Take(tables.Count > 1 && !tables[0].Standard && tables[1].Standard ? 2 : 1).ToList());
        else Damaged = Pick(tables);
        Failure = GaussianErrors.Of(text, route, Energies);
    }

    public OutputText Text { get; }
    public GaussianRoute Route { get; }
    public GaussianRoute First { get; }
    public bool IsContinuation { get; }
    public GaussianEnergies Energies { get; }
    public GaussianArchive? Archive { get; }
    public (int Charge, int Multiplicity)? ChargeAndMultiplicity { get; }
    public Failure? Failure { get; }
    /// <summary>The structure in the orientation of the input where it is printed so, else in the standard one; Å.</summary>
    public Geometry? Geometry { get; private set; }
    /// <summary>The same in the standard orientation, if it is printed.</summary>
    public Geometry? Standard { get; private set; }
    /// <summary>True if a table of a structure is there that cannot be read as one (ghost atoms, translation vectors, damage).</summary>
    public bool Damaged { get; }
    bool InputFrame { get; set; }

    public bool IsOptimization => Route.Has("opt", "popt", "fopt") && !IsContinuation;
    public bool IsHessian => Route.Has("freq") && !IsOptimization;

    bool Pick(List<(int Line, bool Standard)> tables)
    {
        if (tables.Count == 0) return false;
        int input = tables.FindLastIndex(t => !t.Standard), standard = tables.FindLastIndex(t => t.Standard);
        // The two belong together if the standard one follows the input one directly.
        if (standard >= 0) Standard = GaussianTables.Structure(Text, tables[standard].Line);
        if (input >= 0 && (standard < 0 || input == standard - 1 || input > standard)) (Geometry, InputFrame) = (GaussianTables.Structure(Text, tables[input].Line), true);
        if (input > standard) Standard = null;
        if (input >= 0 && !InputFrame) return true;
        if (!InputFrame) Geometry = Standard;
        return Geometry is null || standard > input && Standard is null;
    }

    /// <summary>A kind of job that is no single calculation of one molecule in vacuum or a named solvent, or null.</summary>
    public string? Unsuited
    {
        get
        {
            var r = First;
            if (r.Text.Contains("oniom", StringComparison.OrdinalIgnoreCase) || Text.Has("ONIOM: ")) return "an ONIOM calculation of several layers";
            if (r.Has("counterpoise") || Text.Has("Counterpoise: ")) return "a counterpoise calculation of fragments";
            if (r.Has("irc", "ircmax")) return "a reaction path (IRC)";
            if (r.Has("scan") || Text.Has("Summary of Optimized Potential Surface Scan") || Text.Has("Summary of the potential surface scan") || Text.Has("Scan the potential surface") || Text.First(" ! ") >= 0 && Text.All(" Scan ").Any(i => Text[i].StartsWith(" ! ", StringComparison.Ordinal))) return "a scan of the potential surface";
            if (r.Has("bomd", "admp")) return "a run of dynamics";
            if (!IsContinuation && r.Words.Where(w => w.Name is "opt" or "popt" or "fopt").SelectMany(w => w.Options).Any(o => o is "ts" or "qst2" or "qst3" || o.StartsWith("saddle", StringComparison.Ordinal) || o.StartsWith("path", StringComparison.Ordinal) || o is "conical" or "avoided")) return "a search for a transition state";
            if (r.Has("field") || Text.Has("An electric field of") || Text.Has("finite field(s) will be applied")) return "a job in an electric field";
            if (r.Has("charge") || Text.Has("Point Charges:")) return "a job with point charges";
            if (r.Has("external", "massage")) return "a job whose energies or basis were changed from outside";
            if (r.Option("int", "dkh") || r.Option("integral", "dkh") || r.Option("int", "douglaskroll") || r.Option("integral", "douglaskroll") || Text.Has("Douglas-Kroll")) return "a relativistic calculation (Douglas-Kroll-Hess)";
            if (r.Text.Contains("casscf", StringComparison.OrdinalIgnoreCase) || r.Text.Contains("cas(", StringComparison.OrdinalIgnoreCase) || r.Text.Contains("gvb(", StringComparison.OrdinalIgnoreCase)) return "a multi-configuration calculation";
            if (r.Has("stable") && r.Option("stable", "opt") is false && Text.Has("The wavefunction has an")) return "an unstable wave function";
            if (ExcitedSurface) return "a calculation on the surface of an excited state";
            if (First.Internal.Concat(Route.Internal).FirstOrDefault(o => o.Overlay == 3 && o.Number is 74 or 76 or 77 or 78 or 79 or 107 or 108 or (>= 119 and <= 123) or (>= 125 and <= 131) or (>= 174 and <= 178)) is { Overlay: 3 } o) return $"a functional changed by the internal option 3/{o.Number}";
            return Text.Has("-Bq ") || Text.All("-Bq").Any(i => i < Text.First("orientation:")) ? "a job with ghost atoms" : Text.Has("guess=only") || r.Option("guess", "only") ? "a job of the initial guess only" : null;
        }
    }

    bool ExcitedSurface => (First.Has("td", "tda", "cis", "eomccsd") || First.Text.Contains("cis(", StringComparison.OrdinalIgnoreCase)) && (Route.Has("opt", "freq", "force") || First.Has("opt", "freq", "force"));

    /// <summary>True if a coordinate was held: its end is no stationary point of the molecule.</summary>
    public bool Constrained => Text.All("rozen").Any(i => Text[i].StartsWith(" ! ", StringComparison.Ordinal)) || Text.All("      Constants:").Any() && Route.Option("opt", "z-matrix");

    /// <summary>True if the isotopes are others than the natural ones.</summary>
    public bool Isotopes => Text.Has("Iso=") || Text.Has("iso=") || Route.Option("freq", "readiso") || Route.Has("readiso")
        || Text.All(" has atomic number  1 and mass").Any(i => OutputText.FirstReal(Text.After("and mass", i) ?? "") > 1.1);

    /// <summary>Turns a dipole that is printed in the standard orientation into the frame of <see cref="Geometry"/>; null if it cannot be told how.</summary>
    public double[]? Turned(double[] v) => Standard is null || !InputFrame ? v : Orientation.Between(Standard, Geometry!)?.Turn(v);

    /// <summary>The gradient, if the frame that it is printed in is the one of the record.</summary>
    public double[]? Gradient => Geometry is not null && InputFrame && GaussianTables.Gradient(Text, Geometry.Count) is { } g && Orientation.IsFrameOf(Geometry, g) ? g : null;

    /// <summary>Norm of the gradient, the same in each frame.</summary>
    public double? GradientNorm => Geometry is not null && GaussianTables.Gradient(Text, Geometry.Count) is { } g ? Math.Sqrt(g.Sum(x => x * x)) : null;

    public Cost Cost
    {
        get
        {
            double? cpu = GaussianTables.Seconds(Text, "Job cpu time:"), wall = GaussianTables.Seconds(Text, "Elapsed time:");
            int? cores = (int?)Text.RealAfter("Will use up to", false);
            return cpu is null && wall is null ? Cost.Unknown : new Cost(CostTier.Log) { CpuSeconds = cpu, WallSeconds = wall, Cores = cores };
        }
    }
}
