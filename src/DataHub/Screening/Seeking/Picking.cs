// Which candidate at which level comes next: the most hits for each unit of cost.
namespace DataHub.Screening.Seeking;

/// <summary>What a search will probably still cost: expected, at best, at worst.</summary>
public readonly record struct Outlook(double Cost, double Low, double High);

/// <summary>
/// A candidate is worth its chance of being a hit over the cost of verifying it. Where a cheaper level would tell much, running that first and verifying only what then looks good may be worth more:
/// the chance after it is known is integrated over what it may tell (the search for a target with cost-aware inspection: Weitzman, Econometrica 1979, 47, 641; Garnett et al., ICML 2012).
/// </summary>
sealed class Picking(Notebook book, Beliefs beliefs)
{
    const double FewestGain = 1.1, LeastChance = 0.02;
    static readonly double[] Thresholds = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6];

    /// <summary>Steps worth most, best first, until their forecast costs reach the budget; at least one.</summary>
    public IReadOnlyList<(Step Step, double Index)> Best(Standing standing, IReadOnlySet<int> filters, double budget)
    {
        var options = new List<(Step Step, double Index, double Cost)>();
        for (int i = 0; i < book.Pool.Candidates; i++)
            if (book.Open(i) && Option(i, standing, filters) is { } o) options.Add(o);
        var chosen = new List<(Step, double)>();
        double spent = 0;
        foreach (var o in options.OrderByDescending(o => o.Index).ThenBy(o => o.Step.Candidate))
        {
            if (chosen.Count > 0 && spent + o.Cost > budget) break;
            chosen.Add((o.Step, o.Index));
            spent += o.Cost;
        }
        return chosen;
    }

    /// <summary>
    /// Goes down the candidates in the order of their worth until the expected hits make up the recall. The model gets better on the way, so that it costs less than it would with what is known now
    /// (<see cref="Learning"/>, a judgement); at best every verification is a hit, at worst nothing is learned any more and deviations are as wide as they are taken for stopping.
    /// </summary>
    public Outlook Outlook(Standing plain, Standing wide, IReadOnlySet<int> filters, double recall)
    {
        double Walk(Standing s)
        {
            double needed = recall * (s.Found + s.Missing) - s.Found, hits = 0, cost = 0;
            if (needed <= 0) return 0;
            foreach (var (index, chance) in Enumerable.Range(0, book.Pool.Candidates).Where(book.Open).Select(i => (Option(i, s, filters)?.Index ?? 0, Chances.Within(beliefs[i].Mean, beliefs[i].Sigma, s.Low, s.High))).Where(o => o.Item1 > 0).OrderByDescending(o => o.Item1))
            {
                hits += chance;
                cost += chance / index;
                if (hits >= needed) break;
            }
            return cost;
        }
        double least = Math.Max(0, recall * (plain.Found + plain.Missing) - plain.Found) * book.MeanCost(book.Target), now = Walk(plain), worst = Math.Max(now, Walk(wide));
        return new Outlook(Math.Max(least, Learning * now), least, worst);
    }

    const double Learning = 0.7;

    (Step Step, double Index, double Cost)? Option(int i, Standing standing, IReadOnlySet<int> filters)
    {
        var (mean, sigma) = beliefs[i];
        double p = Chances.Within(mean, sigma, standing.Low, standing.High), target = book.Cost(i, book.Target);
        if (p < 1e-6) return null;
        (Step Step, double Index, double Cost) best = (new Step(i, book.Target), p / target, target);
        if (p is > 0.8 or < LeastChance) return best;
        int mask = book.Mask(i);
        foreach (int l in filters)
            if (book.MayRun(i, l) && beliefs.After(mask | 1 << l) is { } after && after < 0.9 * sigma)
            {
                double cost = book.Cost(i, l), index = Through(mean, sigma, after, standing, cost, target);
                if (index > FewestGain * best.Index) best = (new Step(i, l), index, cost);
            }
        return best;
    }

    /// <summary>Hits for each unit of cost if the cheaper level comes first: what it tells is normal about the belief, and the target follows only above the best of a few thresholds.</summary>
    internal static double Through(double mean, double sigma, double after, Standing standing, double cost, double target)
    {
        double spread = Math.Sqrt(sigma * sigma - after * after), total = 0;
        Span<(double Weight, double Chance)> outcomes = stackalloc (double, double)[21];
        for (int q = 0; q < outcomes.Length; q++)
        {
            double z = -3 + 6.0 * q / (outcomes.Length - 1), w = Math.Exp(-0.5 * z * z);
            outcomes[q] = (w, Chances.Within(mean + z * spread, after, standing.Low, standing.High));
            total += w;
        }
        double best = 0;
        foreach (double threshold in Thresholds)
        {
            double hits = 0, verified = 0;
            foreach (var (w, p) in outcomes)
                if (p >= threshold) (hits, verified) = (hits + w * p, verified + w);
            best = Math.Max(best, hits / total / (cost + verified / total * target));
        }
        return best;
    }
}
