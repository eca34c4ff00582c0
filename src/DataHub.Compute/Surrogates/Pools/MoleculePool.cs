// The molecules that a search looks through, made ready: counted fragments, standardised descriptors, and how alike two of them are.
using System.Numerics.Tensors;

namespace DataHub.Compute.Surrogates.Pools;

/// <summary>Counted fragments of one molecule: keys ascending, each with how often it occurs.</summary>
public sealed record FragmentVector(int[] Keys, float[] Counts)
{
    /// <summary>Sum of the counts.</summary>
    public float Total { get; } = TensorPrimitives.Sum<float>(Counts);

    /// <summary>No fragments: where the structure is not known.</summary>
    public static readonly FragmentVector Empty = new([], []);

    /// <summary>Tanimoto similarity of counts, sum of the smaller over sum of the larger; two empty ones are alike.</summary>
    public static float Tanimoto(FragmentVector a, FragmentVector b)
    {
        float both = 0;
        int[] x = a.Keys, y = b.Keys;
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            if (x[i] == y[j]) both += Math.Min(a.Counts[i++], b.Counts[j++]);
            else if (x[i] < y[j]) i++;
            else j++;
        }
        float either = a.Total + b.Total - both;
        return either <= 0 ? 1 : both / either;
    }
}

/// <summary>What is known of a molecule before anything is computed: one vector of fragments for each kind, and descriptors; either may be empty.</summary>
public sealed record PoolMolecule(IReadOnlyList<FragmentVector> Fragments, double[] Descriptors);

/// <summary>
/// Candidates first, then foreign molecules that only teach. Descriptors are standardised over the candidates and bounded to six standard deviations; those that do not vary are left out. Immutable, thread-safe.
/// </summary>
public sealed class MoleculePool
{
    const float Bound = 6;
    readonly IReadOnlyList<PoolMolecule> _molecules;
    readonly float[][] _z;
    readonly Dictionary<int, (int Molecule, float Count)[]>[] _postings;

    /// <summary>Makes them ready.</summary>
    /// <param name="candidates">What is searched.</param>
    /// <param name="foreign">What only teaches.</param>
    public MoleculePool(IReadOnlyList<PoolMolecule> candidates, IReadOnlyList<PoolMolecule>? foreign = null)
    {
        _molecules = [.. candidates, .. foreign ?? []];
        Candidates = candidates.Count;
        Kinds = candidates.Count == 0 ? 0 : candidates[0].Fragments.Count;
        _z = Standardised(_molecules, Candidates);
        Descriptors = _z.Length == 0 ? 0 : _z[0].Length;
        _postings = [.. Enumerable.Range(0, Kinds).Select(Postings)];
    }

    /// <summary>How many are searched; their places come first.</summary>
    public int Candidates { get; }
    /// <summary>All of them.</summary>
    public int Count => _molecules.Count;
    /// <summary>Kinds of fragments.</summary>
    public int Kinds { get; }
    /// <summary>Descriptors that vary.</summary>
    public int Descriptors { get; }

    /// <summary>The standardised descriptors of a molecule.</summary>
    public ReadOnlySpan<float> Z(int molecule) => _z[molecule];

    /// <summary>Tanimoto similarity of two molecules in one kind of fragments.</summary>
    public float Tanimoto(int kind, int a, int b) => FragmentVector.Tanimoto(_molecules[a].Fragments[kind], _molecules[b].Fragments[kind]);

    /// <summary>The same for one molecule and all candidates at once, by an inverted index; about 50 times faster than one by one.</summary>
    public void TanimotoRow(int kind, int molecule, Span<float> row)
    {
        row.Clear();
        var own = _molecules[molecule].Fragments[kind];
        for (int f = 0; f < own.Keys.Length; f++)
        {
            if (!_postings[kind].TryGetValue(own.Keys[f], out var list)) continue;
            float count = own.Counts[f];
            foreach (var (m, c) in list) row[m] += Math.Min(count, c);
        }
        for (int m = 0; m < row.Length; m++)
        {
            float either = own.Total + _molecules[m].Fragments[kind].Total - row[m];
            row[m] = either <= 0 ? 1 : row[m] / either;
        }
    }

    Dictionary<int, (int, float)[]> Postings(int kind)
    {
        var lists = new Dictionary<int, List<(int, float)>>();
        for (int m = 0; m < Candidates; m++)
        {
            var f = _molecules[m].Fragments[kind];
            for (int i = 0; i < f.Keys.Length; i++)
            {
                if (!lists.TryGetValue(f.Keys[i], out var list)) lists[f.Keys[i]] = list = [];
                list.Add((m, f.Counts[i]));
            }
        }
        return lists.ToDictionary(p => p.Key, p => p.Value.ToArray());
    }

    static float[][] Standardised(IReadOnlyList<PoolMolecule> all, int candidates)
    {
        int d = all.Count == 0 ? 0 : all[0].Descriptors.Length;
        var use = new List<(int Place, double Mean, double Scale)>();
        for (int i = 0; i < d; i++)
        {
            double[] finite = [.. all.Take(candidates).Select(m => m.Descriptors[i]).Where(double.IsFinite)];
            if (finite.Length == 0) continue;
            double mean = finite.Average(), scale = Math.Sqrt(finite.Average(v => (v - mean) * (v - mean)));
            if (scale > 1e-9 * Math.Max(1, Math.Abs(mean))) use.Add((i, mean, scale));
        }
        // A descriptor that is not known counts as average.
        return [.. all.Select(m => use.Select(u => double.IsFinite(m.Descriptors[u.Place]) ? (float)Math.Clamp((m.Descriptors[u.Place] - u.Mean) / u.Scale, -Bound, Bound) : 0).ToArray())];
    }
}
