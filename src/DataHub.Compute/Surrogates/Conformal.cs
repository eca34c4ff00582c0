// Intervals and acceptance that hold without believing the model: conformal quantiles, exact binomial bounds, learn-then-test.
namespace DataHub.Compute.Surrogates;

/// <summary>
/// Distribution-free calibration. What it promises rests on one assumption: that the residuals it is given come from the same population as the candidates (exchangeability).
/// Residuals of archive records fulfil that only as far as the candidates resemble the archive.
/// </summary>
public static class Conformal
{
    /// <summary>
    /// The quantile that covers a new score with probability <paramref name="confidence"/>: the ceil((n + 1) · confidence)-th smallest of n scores
    /// (Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005); infinite if n is too small for the confidence.
    /// </summary>
    public static double Quantile(IReadOnlyCollection<double> scores, double confidence)
    {
        int k = (int)Math.Ceiling((scores.Count + 1) * confidence - 1e-9);
        return k > scores.Count ? double.PositiveInfinity : scores.Order().ElementAt(Math.Max(k, 1) - 1);
    }

    /// <summary>Upper Clopper-Pearson bound of a share: <paramref name="bad"/> of <paramref name="n"/> seen, the true share is below the bound with probability 1 - <paramref name="delta"/>.</summary>
    public static double UpperBound(int bad, int n, double delta)
    {
        if (n == 0 || bad >= n) return 1;
        double low = (double)bad / n, high = 1;
        for (int i = 0; i < 60; i++)
        {
            double p = (low + high) / 2;
            if (AtMost(bad, n, p) > delta) low = p; else high = p;
        }
        return high;
    }

    /// <summary>
    /// The loosest threshold t on a predicted uncertainty u for which the share of errors beyond the tolerance among those with u ≤ t is shown to be at most
    /// <paramref name="risk"/> with probability 1 - <paramref name="delta"/>; null if none is shown. Thresholds are twenty quantiles of u, tested from the tightest that passes
    /// when half the allowed share of errors is beyond the tolerance, until the first that fails (fixed sequence, so that no correction for many tests is needed: Angelopoulos, Bates, Candès, Jordan, Lei,
    /// Learn then Test, 2021; Geifman and El-Yaniv, Selective Classification, 2017).
    /// </summary>
    public static double? Threshold(IReadOnlyList<(double Uncertainty, double Error)> calibration, double tolerance, double risk, double delta = 0.1)
    {
        var sorted = calibration.OrderBy(c => c.Uncertainty).ToArray();
        double? passed = null;
        for (int q = 1; q <= 20; q++)
        {
            int n = sorted.Length * q / 20;
            if (n == 0 || UpperBound((int)(n * risk / 2), n, delta) > risk) continue;
            while (n < sorted.Length && sorted[n].Uncertainty == sorted[n - 1].Uncertainty) n++;
            int bad = sorted.Take(n).Count(c => Math.Abs(c.Error) > tolerance);
            if (UpperBound(bad, n, delta) > risk) break;
            passed = sorted[n - 1].Uncertainty;
        }
        return passed;
    }

    /// <summary>P(X ≤ k) of a binomial distribution.</summary>
    static double AtMost(int k, int n, double p)
    {
        double sum = 0, log = n * Math.Log(1 - p), odds = Math.Log(p / (1 - p));
        for (int i = 0; i <= k; i++)
        {
            sum += Math.Exp(log);
            log += Math.Log((double)(n - i) / (i + 1)) + odds;
        }
        return Math.Min(sum, 1);
    }
}
