// The chance that a candidate is a hit.
namespace DataHub.Screening.Seeking;

static class Chances
{
    /// <summary>Chance that a normal value lies in an interval.</summary>
    public static double Within(double mean, double sigma, double low, double high) =>
        (double.IsPositiveInfinity(high) ? 1 : Phi((high - mean) / sigma)) - (double.IsNegativeInfinity(low) ? 0 : Phi((low - mean) / sigma));

    /// <summary>The normal distribution function, to 1e-7 (Abramowitz and Stegun 26.2.17).</summary>
    public static double Phi(double x)
    {
        double t = 1 / (1 + 0.2316419 * Math.Abs(x));
        double tail = Math.Exp(-0.5 * x * x) * 0.3989422804014327 * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return x > 0 ? 1 - tail : tail;
    }
}
