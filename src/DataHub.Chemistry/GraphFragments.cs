// The fragments of a molecule with how often each occurs: what two molecules have in common is counted in them.
namespace DataHub.Chemistry;

/// <summary>Keys of fragments (hashes, ascending) and how often each occurs.</summary>
public sealed record FragmentCounts(int[] Keys, int[] Counts);

/// <summary>
/// Counted fragments of a molecular graph, in three kinds: circular surroundings of each atom up to three bonds away (in the manner of extended-connectivity fingerprints: Rogers and Hahn,
/// J. Chem. Inf. Model. 2010, 50, 742), pairs of atoms with the number of bonds between them (Carhart, Smith, Venkataraghavan, J. Chem. Inf. Comput. Sci. 1985, 25, 64), and circular surroundings in
/// coarse types (element and hybridisation alone). Counts are kept, not bits: in small molecules how many there are matters as much as whether there is one.
/// The hashes are this project's own and not those of any other program.
/// </summary>
public static class GraphFragments
{
    /// <summary>Version of the hashes; another version gives other keys.</summary>
    public const int Version = 1;
    const int Radius = 3, CoarseRadius = 2, FarthestPair = 10;

    /// <summary>Circular, pairs, coarse.</summary>
    public static IReadOnlyList<FragmentCounts> Of(MolecularGraph graph)
    {
        int n = graph.Atoms.Count;
        var fine = new int[n];
        var coarse = new int[n];
        for (int i = 0; i < n; i++)
        {
            var a = graph.Atoms[i];
            int ring = 0;
            foreach (var (_, b) in graph.Around[i]) if (graph.RingOf[b] is > 0 and var r && (ring == 0 || r < ring)) ring = r;
            fine[i] = Mix(Mix(Mix(Mix(Mix(17, a.Number), graph.Around[i].Count), a.Hydrogens), a.Charge * 3 + a.Radicals), Math.Min(ring, 8) * 2 + (a.Aromatic ? 1 : 0));
            coarse[i] = Mix(Mix(31, a.Number), Pi(graph, i));
        }
        return [Circular(graph, fine, Radius), Pairs(graph, coarse), Circular(graph, coarse, CoarseRadius)];
    }

    /// <summary>Pi bonds on an atom: 0, 1 or 2; an aromatic atom has one.</summary>
    public static int Pi(MolecularGraph graph, int atom)
    {
        if (graph.Atoms[atom].Aromatic) return 1;
        int pi = 0;
        foreach (var (_, b) in graph.Around[atom]) pi += graph.Bonds[b].Order switch { 2 => 1, 3 => 2, _ => 0 };
        return Math.Min(pi, 2);
    }

    static FragmentCounts Circular(MolecularGraph graph, int[] types, int radius)
    {
        var found = new Dictionary<int, int>();
        int[] now = types;
        foreach (int t in now) Add(found, Mix(t, 101));
        for (int r = 1; r <= radius; r++)
        {
            var next = new int[now.Length];
            for (int i = 0; i < now.Length; i++)
            {
                var around = graph.Around[i].Select(x => Mix(graph.Bonds[x.Bond].Order, now[x.Atom])).Order();
                int h = Mix(r, now[i]);
                foreach (int x in around) h = Mix(h, x);
                next[i] = h;
                Add(found, Mix(h, 101 + r));
            }
            now = next;
        }
        return Sorted(found);
    }

    static FragmentCounts Pairs(MolecularGraph graph, int[] types)
    {
        var found = new Dictionary<int, int>();
        var atoms = types.Select((t, i) => Mix(t, graph.Around[i].Count)).ToArray();
        for (int i = 0; i < atoms.Length; i++)
        {
            var distance = graph.DistancesFrom(i);
            for (int j = i + 1; j < atoms.Length; j++)
                if (distance[j] is > 0 and <= FarthestPair) Add(found, Mix(Mix(Math.Min(atoms[i], atoms[j]), Math.Max(atoms[i], atoms[j])), distance[j]));
            Add(found, atoms[i]);
        }
        return Sorted(found);
    }

    static void Add(Dictionary<int, int> found, int key) => found[key] = found.GetValueOrDefault(key) + 1;

    static FragmentCounts Sorted(Dictionary<int, int> found)
    {
        int[] keys = [.. found.Keys.Order()];
        return new FragmentCounts(keys, [.. keys.Select(k => found[k])]);
    }

    /// <summary>The finishing steps of MurmurHash3 (Appleby, public domain) over two numbers: the same on every machine.</summary>
    static int Mix(int a, int b)
    {
        uint h = unchecked((uint)a * 0x9E3779B1u ^ ((uint)b + 0x85EBCA6Bu + ((uint)a << 6)));
        h ^= h >> 16; h *= 0x85EBCA6B; h ^= h >> 13; h *= 0xC2B2AE35; h ^= h >> 16;
        return unchecked((int)h);
    }
}
