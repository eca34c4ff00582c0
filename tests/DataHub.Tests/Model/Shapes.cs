// Geometries for tests of shape: hand-written symmetric ones, and copies moved, permuted and made noisy.
using DataHub.Model;

namespace DataHub.Tests.Model;

static class Shapes
{
    /// <summary>Symmetric and degenerate shapes by name.</summary>
    public static IReadOnlyDictionary<string, Geometry> All { get; } = new Dictionary<string, Geometry>
    {
        ["one atom"] = Of("He", 3, 4, 5),
        ["two equal atoms"] = Of("H H", 0, 0, 0, 0, 0, 0.74),
        ["two atoms"] = Of("H Cl", 0, 0, 0, 0, 0, 1.27),
        ["carbon dioxide"] = Of("O C O", 0, 0, -1.16, 0, 0, 0, 0, 0, 1.16),
        ["hydrogen cyanide"] = Of("H C N", 0, 0, -1.06, 0, 0, 0, 0, 0, 1.15),
        ["acetylene"] = Of("H C C H", 0, 0, -1.66, 0, 0, -0.6, 0, 0, 0.6, 0, 0, 1.66),
        ["water"] = Of("O H H", 0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692),
        ["methane"] = Of("C H H H H", 0, 0, 0, 0.63, 0.63, 0.63, -0.63, -0.63, 0.63, -0.63, 0.63, -0.63, 0.63, -0.63, -0.63),
        ["benzene"] = Ring("C", 6, 1.39).With(Ring("H", 6, 2.48)),
        ["cubane"] = Cube("C", 0.785).With(Cube("H", 1.42)),
        ["sulfur hexafluoride"] = Of("S F F F F F F", 0, 0, 0, 1.56, 0, 0, -1.56, 0, 0, 0, 1.56, 0, 0, -1.56, 0, 0, 0, 1.56, 0, 0, -1.56),
        ["fullerene"] = Fullerene(),
    };

    /// <summary>CHFClBr-like: four different neighbours on one centre.</summary>
    public static Geometry Chiral { get; } = Of("C H F Cl Br", 0, 0, 0, 0.63, 0.63, 0.63, -0.78, -0.78, 0.78, -1.02, 1.02, -1.02, 1.12, -1.12, -1.12);

    public static Geometry Of(string symbols, params double[] xyz) => new(symbols.Split(' '), xyz);

    public static Geometry With(this Geometry a, Geometry b) => new([.. a.Symbols, .. b.Symbols], [.. a.Coordinates, .. b.Coordinates]);

    public static Geometry Mirrored(Geometry g) => g with { Coordinates = [.. g.Coordinates.Select((x, i) => i % 3 == 0 ? -x : x)] };

    /// <summary>The geometry turned, moved, its atoms in another order, each atom displaced so that the RMSD before the best superposition is <paramref name="noise"/> Å.</summary>
    public static Geometry Copy(Geometry g, Random random, double noise = 0)
    {
        int n = g.Count;
        var r = Rotation(random);
        double[] shift = [Normal(random) * 5, Normal(random) * 5, Normal(random) * 5], push = [.. Enumerable.Range(0, 3 * n).Select(_ => Normal(random))];
        double scale = noise / Math.Sqrt(push.Sum(p => p * p) / n);
        int[] order = [.. Enumerable.Range(0, n)];
        random.Shuffle(order);
        var xyz = new double[3 * n];
        for (int i = 0; i < n; i++)
            for (int k = 0; k < 3; k++)
                xyz[3 * i + k] = shift[k] + scale * push[3 * i + k] + Enumerable.Range(0, 3).Sum(m => r[3 * k + m] * g.Coordinates[3 * order[i] + m]);
        return new([.. order.Select(i => g.Symbols[i])], xyz);
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    static double[] Rotation(Random random)
    {
        double a = Normal(random), b = Normal(random), c = Normal(random), d = Normal(random), l = Math.Sqrt(a * a + b * b + c * c + d * d);
        (a, b, c, d) = (a / l, b / l, c / l, d / l);
        return [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c), 2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b), 2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d];
    }

    static Geometry Ring(string symbol, int n, double radius) => new([.. Enumerable.Repeat(symbol, n)],
        [.. Enumerable.Range(0, n).SelectMany(i => new[] { radius * Math.Cos(2 * Math.PI * i / n), radius * Math.Sin(2 * Math.PI * i / n), 0 })]);

    static Geometry Cube(string symbol, double half) => new([.. Enumerable.Repeat(symbol, 8)],
        [.. Enumerable.Range(0, 8).SelectMany(i => new[] { (i & 1) * 2 * half - half, (i >> 1 & 1) * 2 * half - half, (i >> 2) * 2 * half - half })]);

    // Corners of the truncated icosahedron: even permutations and all signs of (0, 1, 3f), (1, 2+f, 2f), (f, 2, 2f+1) with the golden ratio f; edge 2, scaled to 1.45 Å.
    static Geometry Fullerene()
    {
        double f = (1 + Math.Sqrt(5)) / 2;
        double[][] seeds = [[0, 1, 3 * f], [1, 2 + f, 2 * f], [f, 2, 2 * f + 1]];
        var points = (from s in seeds
                      from turn in Enumerable.Range(0, 3)
                      from signs in Enumerable.Range(0, 8)
                      select Enumerable.Range(0, 3).Select(k => s[(k + turn) % 3] * ((signs >> k & 1) == 0 ? 1 : -1) * 0.725).ToArray())
            .DistinctBy(p => string.Join(' ', p.Select(x => Math.Round(x, 6) + 0.0))).ToList();
        return new([.. points.Select(_ => "C")], [.. points.SelectMany(p => p)]);
    }
}
