// The tolerant key of a geometry: equal or neighbouring for shapes that differ by rotation, translation, order of equal atoms and a little noise.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataHub.Model;

/// <summary>
/// A short key for finding the geometries of one shape in an index. It is made of numbers that do not change when the molecule is moved or equal atoms are exchanged, and that change by no
/// more than the root-mean-square deviation (RMSD) does: the singular values of the centred coordinates (by Mirsky's inequality, Quart. J. Math. 11 (1960) 50), the norm of the atoms of
/// each element about the common centre (triangle inequality), both divided by the root of the number of atoms, and the mean distance from the centre. Each is put on a grid of
/// <see cref="Grid"/>. So every geometry within a tolerance of another has one of the keys of <see cref="Near"/>: nothing is missed, by proof and not by odds.
/// Geometries of different shape may share a key (mirror images always do); <see cref="GeometryMatch"/> tells them apart.
/// </summary>
public static class GeometryKey
{
    /// <summary>Width of the grid, Å.</summary>
    public const double Grid = 0.04;

    /// <summary>The largest tolerance for which <see cref="Near"/> gives keys, Å; beyond it there would be too many.</summary>
    public const double MostTolerance = 0.01;

    /// <summary>The key under which a geometry is stored, 13 characters; null if it has no atoms or numbers that are not finite.</summary>
    public static string? Of(Geometry geometry)
    {
        if (Shape(geometry) is not { } shape) return null;
        return Text(shape.Formula, [.. shape.Invariants.Select(Cell)]);
    }

    /// <summary>The keys that a stored geometry within <paramref name="tolerance"/> Å (RMSD) can have: mostly one to four, the geometry's own first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is negative or above <see cref="MostTolerance"/>.</exception>
    public static IReadOnlyList<string> Near(Geometry geometry, double tolerance = GeometryMatch.Usual)
    {
        if (!(tolerance >= 0 && tolerance <= MostTolerance)) throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, $"a tolerance of 0 to {MostTolerance} Å is wanted");
        if (Shape(geometry) is not { } shape) return [];
        // A singular value is the root of an eigenvalue: rounding of the sixteenth digit is seen in the eighth where the value is near zero.
        double slack = tolerance + 1e-6 + 1e-7 * shape.Invariants[0];
        List<long[]> cells = [[]];
        foreach (double x in shape.Invariants)
        {
            long own = Cell(x), low = Cell(x - slack), high = Cell(x + slack);
            long[] choices = [own, .. low < own ? [low] : Array.Empty<long>(), .. high > own ? [high] : Array.Empty<long>()];
            cells = [.. cells.SelectMany(_ => choices, (before, c) => (long[])[.. before, c])];
        }
        return [.. cells.Select(c => Text(shape.Formula, c))];
    }

    /// <summary>The label by which atoms are alike: the element symbol in its usual case; deuterium (D) and tritium (T) are labels of their own.</summary>
    internal static string Label(string symbol) => symbol is "D" or "T" ? symbol : Elements.Number(symbol) is { } z ? Elements.Symbol(z) : symbol;

    static long Cell(double x) => (long)Math.Floor(Math.Max(0, x) / Grid);

    static string Text(string formula, long[] cells)
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"geometry key 1 {formula} {string.Join(' ', cells.Select(c => c.ToString(CultureInfo.InvariantCulture)))}"));
        ulong bits = BitConverter.ToUInt64(hash);
        return string.Create(13, bits, static (text, b) => { for (int i = 0; i < 13; i++, b >>= 5) text[i] = alphabet[(int)(b & 31)]; });
    }

    // The invariants in Å. Of the norms by element the one of the most frequent element is left out: all squares together are those of the singular values.
    static (string Formula, double[] Invariants)? Shape(Geometry g)
    {
        int n = g.Count;
        if (n == 0 || g.Coordinates.Count != 3 * n) return null;
        var x = GeometryMatch.Centred(g.Coordinates);
        double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0, far = 0;
        // In the order of the labels; a molecule has few of them.
        var elements = new List<(string Label, int Count, double Square)>(8);
        for (int i = 0; i < n; i++)
        {
            double a = x[3 * i], b = x[3 * i + 1], c = x[3 * i + 2], square = a * a + b * b + c * c;
            if (!double.IsFinite(square)) return null;
            (xx, yy, zz, xy, xz, yz, far) = (xx + a * a, yy + b * b, zz + c * c, xy + a * b, xz + a * c, yz + b * c, far + Math.Sqrt(square));
            string label = Label(g.Symbols[i]);
            int at = 0, order = 1;
            while (at < elements.Count && (order = string.CompareOrdinal(elements[at].Label, label)) < 0) at++;
            if (order == 0 && at < elements.Count) elements[at] = (label, elements[at].Count + 1, elements[at].Square + square);
            else elements.Insert(at, (label, 1, square));
        }
        var (values, _) = Symmetric.Eigen(new[,] { { xx, xy, xz }, { xy, yy, yz }, { xz, yz, zz } });
        string frequent = elements.MaxBy(e => e.Count).Label;
        double[] invariants =
        [
            .. values.OrderDescending().Select(v => Math.Sqrt(Math.Max(0, v) / n)),
            far / n,
            .. elements.Where(e => e.Label != frequent).Select(e => Math.Sqrt(e.Square / n)),
        ];
        return (string.Concat(elements.Select(e => $"{e.Label}{e.Count.ToString(CultureInfo.InvariantCulture)}")), invariants);
    }
}
