// The charge of a molecule that only its coordinates tell.
using DataHub.Model;

namespace DataHub.Chemistry.Perception;

/// <summary>
/// Tries the charges from -2 to 2. A structure is sound if it is closed-shell and every charge sits where it completes an octet: no radicals, no carbenes, no bare protons or hydrides,
/// no carbocations, carbanions only at the end of a triple bond (cyanide, isocyanides, acetylides).
/// </summary>
static class ChargeSearch
{
    static readonly int[] Charges = [0, 1, -1, 2, -2];

    /// <summary>
    /// Neutral if a sound structure without formal charges fits: that is what a file means that tells no charge. Else the only charge with a sound structure, or the reason why there is none:
    /// several fit (a radical that may be cation or anion), or none does.
    /// </summary>
    public static (int? Charge, string? Why) Of(Geometry g)
    {
        var sound = new List<int>();
        string? first = null;
        int protons = g.Symbols.Sum(s => Elements.Number(s) ?? 0);
        foreach (int q in Charges)
        {
            if ((protons - q) % 2 != 0 || protons < q) continue;
            var (lewis, why) = LewisStructure.Of(g, q, 1);
            first ??= why;
            if (lewis is null || !Sound(lewis)) continue;
            if (q == 0 && lewis.States.All(s => s.Charge == 0)) return (0, null);
            sound.Add(q);
        }
        return sound.Count switch
        {
            1 => (sound[0], null),
            0 => (null, $"no charge is told, and none from -2 to 2 gives a sound structure{(first is null ? "" : ": " + first)}"),
            _ => (null, $"no charge is told, and {string.Join(" and ", sound.Order().Select(q => q.ToString("+0;-0;0", System.Globalization.CultureInfo.InvariantCulture)))} all give a sound structure"),
        };

        bool Sound(LewisStructure lewis)
        {
            if (lewis.RadicalElectrons > 0) return false;
            var degree = new int[g.Count];
            foreach (var (a, b) in lewis.Bonds) { degree[a]++; degree[b]++; }
            return Enumerable.Range(0, g.Count).All(i => lewis.States[i] is var s && (s.Charge == 0 || g.Symbols[i] switch
            {
                "H" or "He" or "Ne" or "Ar" or "Kr" or "Xe" => false,
                "C" => s is { Charge: -1, Bonds: 3 } && degree[i] == 1,
                "B" => s is { Charge: -1, Bonds: 4 },
                "Si" or "Ge" => false,
                _ => true,
            }));
        }
    }
}
