// Whether a structure is linear, which decides how many of its modes are vibrations.
using DataHub.Model;

namespace DataHub.Formats.Readers;

static class Shape
{
    /// <summary>Norm of the gradient (Eh/a0) above which a structure is no stationary point and its second derivatives give no vibrations.</summary>
    public const double StationaryGradient = 0.005;

    /// <summary>True if two structures are the same to within 0.001 Å in each coordinate.</summary>
    public static bool Same(Geometry a, Geometry b) => a.Symbols.SequenceEqual(b.Symbols) && a.Coordinates.Zip(b.Coordinates, (x, y) => Math.Abs(x - y)).All(d => d < 1e-3);

    /// <summary>True if two structures have the same atoms at the same distances to within 0.001 Å, however they are turned.</summary>
    public static bool SameDistances(Geometry a, Geometry b)
    {
        if (!a.Symbols.SequenceEqual(b.Symbols)) return false;
        for (int i = 0; i < a.Count; i++)
            for (int j = 0; j < i; j++)
                if (Math.Abs(Math.Sqrt(a.SquaredDistance(i, j)) - Math.Sqrt(b.SquaredDistance(i, j))) > 1e-3) return false;
        return true;
    }

    /// <summary>True if all atoms lie on one line to within 0.001 Å.</summary>
    public static bool IsLinear(Geometry g)
    {
        if (g.Count < 3) return true;
        int far = Enumerable.Range(1, g.Count - 1).MaxBy(i => g.SquaredDistance(0, i));
        double base2 = g.SquaredDistance(0, far);
        for (int i = 1; i < g.Count; i++)
        {
            double a2 = g.SquaredDistance(0, i), b2 = g.SquaredDistance(far, i);
            // Height over the line through the two outer atoms, by Heron.
            double along = (a2 + base2 - b2) / (2 * Math.Sqrt(base2));
            if (a2 - along * along > 1e-6) return false;
        }
        return true;
    }
}
