// The simple strategies that a campaign is compared with.
using DataHub.Screening.Seeking;

namespace DataHub.Screening.Replays;

static class Strategies
{
    /// <summary>Candidates that are not known in random order, at the target.</summary>
    public static IEnumerable<Step> Random(int candidates, int target, Func<int, bool> known, int seed)
    {
        int[] order = [.. Enumerable.Range(0, candidates).Where(i => !known(i))];
        new System.Random(seed).Shuffle(order);
        return order.Select(i => new Step(i, target));
    }

    /// <summary>
    /// A fixed funnel: one cheaper level for every candidate, then the target in the order of its first value. For a window the order is that of the distance to its middle. Which way the level points is taken
    /// from the table itself, which favours the funnel.
    /// </summary>
    public static IEnumerable<Step> Funnel(int candidates, int level, int target, Func<int, bool> known, Func<int, double[]?> low, Func<int, double> truth, Objective objective)
    {
        for (int i = 0; i < candidates; i++) if (!known(i)) yield return new Step(i, level);
        int[] both = [.. Enumerable.Range(0, candidates).Where(i => low(i) is not null)];
        double sign = both.Length < 3 || Trial.Spearman([.. both.Select(i => low(i)![0])], [.. both.Select(truth)]) >= 0 ? 1 : -1;
        double Far(int i) => low(i) is not { } v ? double.PositiveInfinity : objective switch
        {
            Objective.Top t => (t.Sense == Sense.Lowest ? 1 : -1) * sign * v[0],
            Objective.Threshold t => (t.Sense == Sense.Lowest ? 1 : -1) * sign * v[0],
            Objective.Window w => Math.Abs(v[0] - (w.Low + w.High) / 2),
            _ => 0,
        };
        foreach (int i in Enumerable.Range(0, candidates).Where(i => !known(i)).OrderBy(Far)) yield return new Step(i, target);
    }
}
