// What the programs of Turbomole did at one structure: one calculation.
using DataHub.Model;

namespace DataHub.Formats.Readers.Turbomole;

/// <summary>The runs at one structure, and the step of the optimiser that left it, if one did.</summary>
sealed class Point(Run first)
{
    public List<Run> Runs { get; } = [first];
    /// <summary>The step that left the structure, and the one that led to it.</summary>
    public Run? Step { get; private set; }
    public Run? Before { get; private init; }

    public Geometry? Geometry => Runs.Select(r => r.Geometry).FirstOrDefault(g => g is not null) ?? Step?.Geometry;
    public Run? Last(Role role) => Runs.LastOrDefault(r => r.Role == role);

    /// <summary>The points of a job: a new one begins with an SCF, after a step, and where the structure is another.</summary>
    public static List<Point> Group(IEnumerable<Run> runs)
    {
        var points = new List<Point>();
        Point? open = null;
        Run? step = null;
        Point Begin(Run run)
        {
            points.Add(open = new Point(run) { Before = step });
            step = null;
            return open;
        }
        foreach (var run in runs)
            switch (run.Role)
            {
                case Role.Other: break;
                case Role.Step:
                    if (open is not null) open.Step = run;
                    (open, step) = (null, run);
                    break;
                case Role.Scf or Role.Unsuited:
                    Begin(run);
                    break;
                default:
                    if (open is null || open.Runs[0].Role == Role.Unsuited || run.Geometry is { } g && open.Geometry is { } o && !Shape.Same(g, o)) Begin(run);
                    else open.Runs.Add(run);
                    break;
            }
        return points;
    }

    /// <summary>True if the optimiser found its criteria fulfilled at this structure.</summary>
    public bool Converged => Fulfilled(Step);

    /// <summary>True if the optimiser found its criteria fulfilled at the structure before and went the last small step to this one.</summary>
    public bool Follows => Fulfilled(Before);

    static bool Fulfilled(Run? step)
    {
        int at = step is { Done: true } ? step.Text.Last("Converged?     Value") : -1;
        return at >= 0 && Enumerable.Range(at + 1, 5).All(i => OutputText.Fields(step!.Text[i]) is [.., "yes", _, _]);
    }

    /// <summary>
    /// Charge and multiplicity: of the charges in the moments of the SCF, or of the doubly occupied orbitals where no core potential hides electrons. Null if neither is there.
    /// </summary>
    public (int Charge, int Multiplicity)? State
    {
        get
        {
            foreach (var run in Runs)
            {
                int at = run.Text.Last("electrostatic moments");
                int row = at < 0 ? -1 : run.Text.First(" charge      ", at, at + 12);
                if (row < 0 || OutputText.Fields(run.Text[row + 2]) is not [var n, _, var total] || OutputText.Real(total) is not { } q || OutputText.Real(n) is not { } nuclei) continue;
                int charge = (int)Math.Round(q), electrons = (int)Math.Round(nuclei) - charge;
                if (OutputText.Fields(run.Text[row + 3]) is ["a-b", var ab] && OutputText.Real(ab) is { } excess) return (charge, (int)Math.Round(Math.Abs(excess)) + 1);
                if (run.IsUnrestricted || run.Text.Has("ROHF") || run.Text.Has("open shell") || electrons % 2 != 0) return null;
                return (charge, 1);
            }
            foreach (var run in Runs)
            {
                if (run.Geometry is not { } g || run.IsUnrestricted || run.Text.Has("ROHF") || run.Text.Has("open shell") || run.Text.Has("ecp") || run.Text.Has("ECP")) continue;
                double? pairs = run.Text.RealAfter("number of occupied orbitals", false) ?? run.Text.RealAfter("frozen occupied :", false) + run.Text.RealAfter("active occupied :", false);
                if (pairs is { } p) return (g.Symbols.Sum(s => Elements.Number(s) ?? 0) - 2 * (int)p, 1);
            }
            return null;
        }
    }
}
