// Numbers that describe a molecular graph: composition, bonds, rings, conjugation and its pi levels.
namespace DataHub.Chemistry;

/// <summary>Real-valued descriptors of a graph, in a fixed order.</summary>
public static class GraphDescriptors
{
    /// <summary>Version of the list; another version has other numbers.</summary>
    public const int Version = 1;
    static readonly int[] Counted = [5, 6, 7, 8, 9, 14, 15, 16, 17, 35, 53];

    /// <summary>How many there are.</summary>
    public static int Count { get; } = Of(new MolecularGraph([new GraphAtom(6, 4, 0, 0, false)], [])).Length;

    /// <summary>
    /// Atoms by element; others; hydrogens, and those on N, O and S; heavy atoms; single, double, triple and aromatic bonds; bonds in rings of 3, 4, 5, 6 and more atoms; aromatic C and heteroatoms;
    /// charged atoms and radical electrons; atoms with one, two, three, four neighbours; unsaturation; longest shortest way; mean distance; share of hydrogen; carbonyl and imine-like bonds;
    /// size and heteroatoms of the largest conjugated system, number of systems; and of Hückel's levels of the pi electrons (<see cref="HuckelLevels"/>) the highest occupied, lowest empty, smallest
    /// gap, lowest empty level beside a lone pair in the plane, and the number of electrons.
    /// </summary>
    public static double[] Of(MolecularGraph g)
    {
        int n = g.Atoms.Count, bonds = g.Bonds.Count;
        int hydrogens = g.Atoms.Sum(a => a.Hydrogens + (a.Number == 1 ? 1 : 0));
        int Order(int order) => g.Bonds.Count(b => b.Order == order);
        int Ring(Func<int, bool> size) => g.RingOf.Count(r => r > 0 && size(r));
        int HydrogenOn(int z) => g.Atoms.Where(a => a.Number == z).Sum(a => a.Hydrogens);
        int Degree(int d) => g.Around.Count(x => x.Count == d);
        int Between(int order, int z, int w) => g.Bonds.Count(b => b.Order == order && (g.Atoms[b.A].Number, g.Atoms[b.B].Number) is var (x, y) && (x == z && y == w || x == w && y == z));
        int farthest = 0, pairs = 0;
        double sum = 0;
        for (int i = 0; i < n; i++)
            foreach (int d in g.DistancesFrom(i))
                if (d > 0) (farthest, sum, pairs) = (Math.Max(farthest, d), sum + d, pairs + 1);
        var pi = HuckelLevels.Of(g);
        int fourValent = g.Atoms.Count(a => a.Number is 6 or 14), threeValent = g.Atoms.Count(a => a.Number is 5 or 7 or 15), oneValent = hydrogens + g.Atoms.Count(a => a.Number is 9 or 17 or 35 or 53);
        return
        [
            .. Counted.Select(z => (double)g.Atoms.Count(a => a.Number == z)), g.Atoms.Count(a => a.Number != 1 && !Counted.Contains(a.Number)),
            hydrogens, HydrogenOn(7), HydrogenOn(8), HydrogenOn(16), n, Order(1), Order(2), Order(3), Order(GraphBond.Shared),
            Ring(r => r == 3), Ring(r => r == 4), Ring(r => r == 5), Ring(r => r == 6), Ring(r => r > 6), g.Atoms.Count(a => a.Aromatic && a.Number == 6), g.Atoms.Count(a => a.Aromatic && a.Number != 6),
            g.Atoms.Count(a => a.Charge != 0), g.Atoms.Sum(a => a.Radicals), Degree(1), Degree(2), Degree(3), Degree(4), (2 * fourValent + 2 + threeValent - oneValent) / 2.0, farthest, pairs == 0 ? 0 : sum / pairs,
            hydrogens / (double)(hydrogens + n), Between(2, 6, 8), Between(2, 6, 7), Between(3, 6, 7), Between(2, 7, 8), Between(1, 7, 7) + Between(1, 7, 8) + Between(1, 8, 8), Between(2, 6, 6), Between(3, 6, 6), bonds - n,
            pi.LargestSystem, pi.LargestHetero, pi.Systems, pi.Highest, pi.Lowest, pi.Gap, pi.BesideLonePair, pi.Electrons,
        ];
    }
}
