// Which points of a Psi4 output make up one calculation: a single point, an optimisation, frequencies.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>One calculation: its points, what it was, and whether its own end was reached (for the last one in a file only the file's end tells).</summary>
sealed record Psi4Job(IReadOnlyList<Psi4Point> Points, Driver Driver, bool Done)
{
    /// <summary>Groups the points of an output in order.</summary>
    public static List<Psi4Job> Group(IReadOnlyList<Psi4Point> points)
    {
        var jobs = new List<Psi4Job>();
        var open = new List<Psi4Point>();
        bool hessian = false, optimising = false;
        void Close(Driver driver, bool done)
        {
            if (open.Count > 0) jobs.Add(new Psi4Job([.. open], driver, done));
            open.Clear();
            hessian = optimising = false;
        }
        foreach (var p in points)
        {
            // "hessian() will perform" stands at the end of the point before the first one of the Hessian; that one is its reference unless it ended an optimisation.
            open.Add(p);
            if (p.HasVibrations) { Close(Driver.Hessian, true); continue; }
            if (p.OptimisationDone)
            {
                Close(Driver.Optimization, true);
                hessian = p.ExpectsHessian;
                continue;
            }
            optimising |= p.OptimisationStep;
            hessian |= p.ExpectsHessian;
            if (hessian || optimising || p.ExpectsDisplacement) continue;
            Close(Driver.Energy, true);
        }
        Close(hessian ? Driver.Hessian : Driver.Optimization, false);
        return jobs;
    }

    /// <summary>The point that the values belong to, null if it cannot be told.</summary>
    public Psi4Point? Main
    {
        get
        {
            if (Driver == Driver.Optimization)
                return Points[^1].OptimiserEnergy is { } e ? Points.LastOrDefault(p => p.Totals.Select(t => t.Energy).Append(p.Scf ?? 0).Append(p.DoubleHybrid ?? 0).Any(x => Math.Abs(x - e) < 1e-6)) : Points[^1];
            if (Driver != Driver.Hessian) return Points[^1];
            double? e0 = Psi4Tables.WellBottom(Points[^1].Text);
            return Points.FirstOrDefault(p => p.Geometry is not null && e0 is { } e && p.Totals.Select(t => t.Energy).Append(p.Scf ?? 0).Append(p.DoubleHybrid ?? 0).Any(x => Math.Abs(x - e) < 2e-8));
        }
    }
}
