// The pilot of the ladder: what each cheaper level costs and how well it agrees with the target, and so whether it is used, and how.
namespace DataHub.Screening.Seeking;

/// <summary>How a level is used.</summary>
public enum RungUse
{
    /// <summary>Not at all: it does not pay.</summary>
    Dropped,
    /// <summary>For candidates that might be hits, before the target.</summary>
    Filter,
    /// <summary>For every candidate, before anything else.</summary>
    Everyone,
}

/// <summary>What the pilot found of a level: molecules with both levels, cost relative to the target, rank agreement (Spearman), and what follows.</summary>
public sealed record RungTrial(string Level, int Pairs, double RelativeCost, double RankAgreement, RungUse Use, string Reason);

static class Trial
{
    /// <summary>Computations at the target that a model of the structure needs to learn before it leads the way, a judgement; and verifications for each hit.</summary>
    const double Learning = 250, PerHit = 1.5;
    const double LeastAgreement = 0.4;
    /// <summary>A level that costs a larger share of the target does not go before it.</summary>
    public const double DearestFilter = 0.35;

    /// <summary>Judges every cheaper level.</summary>
    /// <param name="book">What is known, the pilot included.</param>
    /// <param name="hits">Hits that are expected among the candidates.</param>
    /// <param name="structures">Whether the candidates have structures or descriptors to learn from.</param>
    public static IReadOnlyList<RungTrial> Judge(Notebook book, double hits, bool structures)
    {
        int n = book.Pool.Candidates, known = Enumerable.Range(0, book.Pool.Count).Count(book.Known);
        double target = book.MeanCost(book.Target), alone = Math.Min(0.95 * n, structures ? PerHit * hits + Math.Max(20, Learning - known) : double.MaxValue);
        var trials = new List<(RungTrial Trial, double Total)>();
        for (int l = 0; l < book.Target; l++)
        {
            int[] both = [.. Enumerable.Range(0, book.Pool.Count).Where(i => book.Known(i) && book.Values(i, l) is not null)];
            double relative = book.MeanCost(l) / target, agreement = both.Length < 6 ? 0 : Math.Abs(Spearman([.. both.Select(i => book.Values(i, l)![0])], [.. both.Select(book.Value)])) * both.Length / (both.Length + 1.0);
            double down = Math.Clamp(CutOf(agreement, hits / n) * n, 1.2 * hits, Math.Max(alone, 1.2 * hits)), total = relative * n + down;
            var use = agreement < LeastAgreement ? RungUse.Dropped : relative <= DearestFilter ? RungUse.Filter : RungUse.Dropped;
            string reason = FormattableString.Invariant(use == RungUse.Dropped
                ? agreement < LeastAgreement ? $"rank agreement {agreement:0.00} on {both.Length} molecules is too low to tell anything" : (FormattableString)$"costs {relative:0.00} of the target, too much to go before it"
                : $"rank agreement {agreement:0.00} on {both.Length} molecules at {relative:0.0000} of the cost: run where it saves verifications");
            trials.Add((new RungTrial(book.Levels[l].Name, both.Length, relative, agreement, use, reason), total));
        }
        int best = -1;
        for (int l = 0; l < trials.Count; l++)
            if (trials[l].Trial.RankAgreement >= LeastAgreement && trials[l].Total < alone && (best < 0 || trials[l].Total < trials[best].Total)) best = l;
        if (best >= 0)
            trials[best] = (trials[best].Trial with
            {
                Use = RungUse.Everyone,
                Reason = FormattableString.Invariant($"rank agreement {trials[best].Trial.RankAgreement:0.00} at {trials[best].Trial.RelativeCost:0.0000} of the cost: all candidates for about {trials[best].Total:0} computations at the target against {alone:0} without it"),
            }, 0);
        return [.. trials.Select(t => t.Trial)];
    }

    /// <summary>The share of a pool down to which a ranking must be followed to meet 95% of the hits, for two normal values with that correlation.</summary>
    static double CutOf(double agreement, double share)
    {
        double z = 0;
        for (double low = 0, high = 6; high - low > 1e-3;)
        {
            z = (low + high) / 2;
            if (1 - Chances.Phi(z) > share) low = z; else high = z;
        }
        return Chances.Phi(-(agreement * (z + 0.3) - 1.645 * Math.Sqrt(Math.Max(0, 1 - agreement * agreement))));
    }

    /// <summary>Spearman's rank correlation; ties share their mean rank.</summary>
    public static double Spearman(double[] x, double[] y)
    {
        double[] a = Ranks(x), b = Ranks(y);
        double ma = a.Average(), mb = b.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++) (ab, aa, bb) = (ab + (a[i] - ma) * (b[i] - mb), aa + (a[i] - ma) * (a[i] - ma), bb + (b[i] - mb) * (b[i] - mb));
        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    static double[] Ranks(double[] v)
    {
        var order = Enumerable.Range(0, v.Length).OrderBy(i => v[i]).ToArray();
        var ranks = new double[v.Length];
        for (int i = 0; i < order.Length;)
        {
            int j = i;
            while (j + 1 < order.Length && v[order[j + 1]] == v[order[i]]) j++;
            for (int k = i; k <= j; k++) ranks[order[k]] = (i + j) / 2.0;
            i = j + 1;
        }
        return ranks;
    }
}
