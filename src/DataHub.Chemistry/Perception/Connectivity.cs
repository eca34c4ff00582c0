// Which atoms are neighbours.
using DataHub.Model;

namespace DataHub.Chemistry.Perception;

/// <summary>The bonds of a geometry as pairs of atoms (first index below second), without orders.</summary>
sealed record Connectivity(IReadOnlyList<(int A, int B)> Bonds, int[] Degree)
{
    /// <summary>Two atoms nearer than this many times the sum of their radii are bonded.</summary>
    const double Near = 1.22;
    /// <summary>Two atoms farther than this many times the sum are apart; in between it is not clear.</summary>
    const double Far = 1.35;
    /// <summary>A bond of a ring of three is not longer than this many times the sum.</summary>
    const double LongInRing = 1.15;
    /// <summary>Two atoms nearer than this many times the sum are no molecule at all.</summary>
    const double Crushed = 0.60;

    /// <summary>Bonds from distances, or the reason why they are not clear.</summary>
    public static (Connectivity? Found, string? Why) Of(Geometry g)
    {
        int n = g.Count;
        var radius = new double[n];
        for (int i = 0; i < n; i++)
        {
            if (Valences.Radius(g.Symbols[i]) is not { } r) return (null, $"bonds of {g.Symbols[i]} are not perceived from coordinates");
            radius[i] = r;
        }
        var bonds = new List<(int A, int B)>();
        var unclear = new List<(int A, int B)>();
        var degree = new int[n];
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
            {
                double squared = g.SquaredDistance(i, j), sum = radius[i] + radius[j];
                if (squared > Far * Far * sum * sum) continue;
                if (squared < Crushed * Crushed * sum * sum) return (null, $"{Name(g, i)} and {Name(g, j)} are only {Math.Sqrt(squared):0.00} Å apart");
                if (squared > Near * Near * sum * sum) { unclear.Add((i, j)); continue; }
                bonds.Add((i, j));
                degree[i]++;
                degree[j]++;
            }
        // A long bond that closes a ring of three is more likely a squeezed angle (the weak O-O bond of a dioxirane is truly that long).
        var near = bonds.ToHashSet();
        bool Beside(int a, int b) => near.Contains((Math.Min(a, b), Math.Max(a, b)));
        foreach (var (a, b) in bonds.ToList())
            if (g.SquaredDistance(a, b) > Math.Pow(LongInRing * (radius[a] + radius[b]), 2) && !(g.Symbols[a] == "O" && g.Symbols[b] == "O") && Enumerable.Range(0, n).Any(k => k != a && k != b && Beside(a, k) && Beside(b, k)))
            {
                bonds.Remove((a, b));
                degree[a]--;
                degree[b]--;
                unclear.Add((a, b));
            }
        // A hydrogen without any neighbour and with one atom at an unclear distance is a stretched bond: it has nowhere else to be.
        foreach (var pair in unclear.ToList())
            foreach (int h in new[] { pair.A, pair.B })
                if (g.Symbols[h] == "H" && degree[h] == 0 && unclear.Count(u => u.A == h || u.B == h) == 1 && g.Symbols[pair.A + pair.B - h] != "H")
                {
                    bonds.Add(pair);
                    degree[pair.A]++;
                    degree[pair.B]++;
                    unclear.Remove(pair);
                    break;
                }
        for (int i = 0; i < n; i++)
            if (degree[i] > Most(g.Symbols[i])) return (null, $"{Name(g, i)} has {degree[i]} neighbours");
        // A pair at an unclear distance is apart if one of the two has all the neighbours that it can take (the bridgeheads of a small cage).
        foreach (var (a, b) in unclear)
            if (degree[a] < Full(g.Symbols[a]) && degree[b] < Full(g.Symbols[b]))
                return (null, $"{Name(g, a)} and {Name(g, b)} are {Math.Sqrt(g.SquaredDistance(a, b)):0.00} Å apart, which is neither bonded nor apart");
        return (new(bonds, degree), null);
    }

    /// <summary>An atom as the user counts: "C5".</summary>
    public static string Name(Geometry g, int atom) => $"{g.Symbols[atom]}{atom + 1}";

    static int Most(string symbol) => Valences.Of(symbol).Max(s => s.Bonds);
    static int Full(string symbol) => symbol switch { "H" or "F" or "Cl" or "Br" or "I" => 1, "O" or "S" or "Se" => 2, "N" or "B" => 3, _ => Math.Min(4, Most(symbol)) };
}
