// What a search knows: values at every level, what failed, what is open, and what things cost.
using DataHub.Compute.Surrogates.Pools;

namespace DataHub.Screening.Seeking;

/// <summary>Values by level and molecule (candidates first, then foreign molecules).</summary>
public sealed class Notebook
{
    readonly double[]?[][] _values;
    readonly bool[][] _failed;
    readonly Func<int, int, double> _cost;
    readonly double[] _mean;

    internal Notebook(MoleculePool pool, IReadOnlyList<SeekLevel> levels, Func<int, int, double> cost)
    {
        (Pool, Levels, Target, _cost) = (pool, levels, levels.Count - 1, cost);
        _values = [.. levels.Select(_ => new double[]?[pool.Count])];
        _failed = [.. levels.Select(_ => new bool[pool.Count])];
        int step = Math.Max(1, pool.Candidates / 500);
        _mean = [.. levels.Select((_, l) => pool.Candidates == 0 ? 0 : Enumerable.Range(0, pool.Candidates).Where(i => i % step == 0).Average(i => cost(i, l)))];
    }

    /// <summary>The molecules.</summary>
    public MoleculePool Pool { get; }
    /// <summary>The levels, cheapest first.</summary>
    public IReadOnlyList<SeekLevel> Levels { get; }
    /// <summary>Place of the target among the levels.</summary>
    public int Target { get; }

    /// <summary>Forecast cost of a candidate at a level.</summary>
    public double Cost(int candidate, int level) => _cost(candidate, level);
    /// <summary>Its mean over the candidates.</summary>
    public double MeanCost(int level) => _mean[level];

    /// <summary>The values of a molecule at a level, null if they are not known.</summary>
    public double[]? Values(int molecule, int level) => _values[level][molecule];
    /// <summary>The value that decides.</summary>
    public double Value(int molecule) => _values[Target][molecule]![0];
    /// <summary>Whether the value that decides is known.</summary>
    public bool Known(int molecule) => _values[Target][molecule] is not null;
    /// <summary>Whether it may still be computed.</summary>
    public bool Open(int candidate) => !Known(candidate) && !_failed[Target][candidate];
    /// <summary>Whether a level may still be computed.</summary>
    public bool MayRun(int candidate, int level) => _values[level][candidate] is null && !_failed[level][candidate];

    /// <summary>Which cheaper levels are known, one bit each.</summary>
    public int Mask(int molecule)
    {
        int mask = 0;
        for (int l = 0; l < Target; l++) if (_values[l][molecule] is not null) mask |= 1 << l;
        return mask;
    }

    internal void Take(int molecule, int level, double[]? values)
    {
        if (values is null || values.Any(v => !double.IsFinite(v))) _failed[level][molecule] = true;
        else _values[level][molecule] = values;
    }
}
