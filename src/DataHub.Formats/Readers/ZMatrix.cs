// From internal coordinates (distance, angle, dihedral) to Cartesian ones.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Builds a structure atom by atom. Distances in Å, angles in degrees, references count from 1; the first atom lies at the origin, the second on x.</summary>
sealed class ZMatrix
{
    readonly List<string> _symbols = [];
    readonly List<(double X, double Y, double Z)> _at = [];

    /// <summary>The structure so far; null without atoms.</summary>
    public Geometry? Geometry => _symbols.Count == 0 ? null : new Geometry([.. _symbols], [.. _at.SelectMany(p => new[] { p.X, p.Y, p.Z })]);

    public void AddCartesian(string symbol, double x, double y, double z)
    {
        _symbols.Add(symbol);
        _at.Add((x, y, z));
    }

    /// <summary>Adds an atom; false if a reference is not an earlier atom or the references lie on a line.</summary>
    public bool Add(string symbol, double r, double angle, double dihedral, int na, int nb, int nc)
    {
        int n = _at.Count;
        if (n == 0) { AddCartesian(symbol, 0, 0, 0); return true; }
        if (na < 1 || na > n || n > 1 && (nb < 1 || nb > n || nb == na) || n > 2 && (nc < 1 || nc > n || nc == na || nc == nb)) return false;
        var a = _at[na - 1];
        if (n == 1) { AddCartesian(symbol, a.X + r, a.Y, a.Z); return true; }
        double theta = angle * Math.PI / 180, phi = n == 2 ? 0 : dihedral * Math.PI / 180;
        var b = _at[nb - 1];
        var c = n == 2 ? (X: b.X, Y: b.Y + 1, b.Z) : _at[nc - 1];
        var u = Unit(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
        var w = Cross((b.X - c.X, b.Y - c.Y, b.Z - c.Z), u);
        if (w.X * w.X + w.Y * w.Y + w.Z * w.Z < 1e-12) return false;
        w = Unit(w.X, w.Y, w.Z);
        var v = Cross(w, u);
        double d = -r * Math.Cos(theta), e = r * Math.Sin(theta) * Math.Cos(phi), f = r * Math.Sin(theta) * Math.Sin(phi);
        AddCartesian(symbol, a.X + d * u.X + e * v.X + f * w.X, a.Y + d * u.Y + e * v.Y + f * w.Y, a.Z + d * u.Z + e * v.Z + f * w.Z);
        return true;
    }

    static (double X, double Y, double Z) Unit(double x, double y, double z)
    {
        double n = Math.Sqrt(x * x + y * y + z * z);
        return n == 0 ? (0, 0, 0) : (x / n, y / n, z / n);
    }

    static (double X, double Y, double Z) Cross((double X, double Y, double Z) a, (double X, double Y, double Z) b) => (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
}
