// The rotation between two frames in which a program prints the same structure.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>A proper rotation from one frame to another, found from the coordinates themselves: programs compute in a frame of their own and print vectors there.</summary>
sealed class Orientation
{
    readonly double[] _from, _to;

    Orientation(double[] from, double[] to) => (_from, _to) = (from, to);

    /// <summary>
    /// The rotation that takes <paramref name="from"/> to <paramref name="to"/>; null if no rotation and shift does so to 2e-4 Å in every atom (the printed digits), so also for
    /// mirror images. For atoms and linear molecules the turn about the axis is left open: vectors of a linear molecule lie on the axis.
    /// </summary>
    public static Orientation? Between(Geometry from, Geometry to)
    {
        if (!from.Symbols.SequenceEqual(to.Symbols) || from.Count == 0) return null;
        int a = 0, b = Enumerable.Range(0, from.Count).MaxBy(i => from.SquaredDistance(0, i));
        int c = Enumerable.Range(0, from.Count).MaxBy(i => Length(Cross(Difference(from, a, b), Difference(from, a, i))));
        var o = new Orientation(Axes(Difference(from, a, b), Difference(from, a, c)), Axes(Difference(to, a, b), Difference(to, a, c)));
        for (int i = 0; i < from.Count; i++)
        {
            var (x, y) = (o.Turn(Difference(from, a, i)), Difference(to, a, i));
            for (int k = 0; k < 3; k++) if (!(Math.Abs(x[k] - y[k]) < 2e-4)) return null;
        }
        return o;
    }

    /// <summary>A vector of the first frame in the second.</summary>
    public double[] Turn(double[] v)
    {
        var r = new double[3];
        for (int k = 0; k < 3; k++)
        {
            double along = v[0] * _from[3 * k] + v[1] * _from[3 * k + 1] + v[2] * _from[3 * k + 2];
            for (int j = 0; j < 3; j++) r[j] += along * _to[3 * k + j];
        }
        return r;
    }

    /// <summary>
    /// True unless a gradient is shown to be in another frame than the structure: that of a free molecule has no torque. Two parts in a hundred and 1e-4 Eh are allowed for
    /// integration grids and printed digits.
    /// </summary>
    public static bool IsFrameOf(Geometry g, IReadOnlyList<double> gradient)
    {
        var torque = new double[3];
        double scale = 0;
        for (int i = 0; i < g.Count; i++)
        {
            double[] r = Difference(g, 0, i), f = [gradient[3 * i], gradient[3 * i + 1], gradient[3 * i + 2]];
            var t = Cross(r, f);
            for (int k = 0; k < 3; k++) torque[k] += t[k] * Units.AngstromToBohr;
            scale += Length(r) * Units.AngstromToBohr * Length(f);
        }
        return Length(torque) <= 0.02 * scale + 1e-4;
    }

    static double[] Axes(double[] u, double[] v)
    {
        double n = Length(u);
        double[] e1 = n > 1e-9 ? [u[0] / n, u[1] / n, u[2] / n] : [1, 0, 0];
        var w = Cross(e1, v);
        if (!(Length(w) > 1e-3)) w = Cross(e1, Math.Abs(e1[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0]);
        double m = Length(w);
        double[] e3 = [w[0] / m, w[1] / m, w[2] / m];
        return [.. e1, .. Cross(e3, e1), .. e3];
    }

    static double[] Difference(Geometry g, int i, int j) => [g.Coordinates[3 * j] - g.Coordinates[3 * i], g.Coordinates[3 * j + 1] - g.Coordinates[3 * i + 1], g.Coordinates[3 * j + 2] - g.Coordinates[3 * i + 2]];

    static double[] Cross(double[] u, double[] v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];

    static double Length(double[] v) => Math.Sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}
