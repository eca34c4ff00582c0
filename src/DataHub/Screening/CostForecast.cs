// How long will it take? A model of processor time fitted to the archive's own measured jobs at one level.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>Forecast of one job: mean, and the bounds of the 90% interval, s of processor time; <paramref name="Shared"/> is the relative error that all jobs of the model have in common.</summary>
public readonly record struct Forecast(double CpuSeconds, double Low, double High, double Shared = 0);

/// <summary>
/// log t = a + b · log(n / n0), with n the number of basis functions (valence functions for methods without a basis). Bayesian linear regression: without measured jobs the prior
/// speaks, a rule of thumb by kind of method that is wrong by up to a factor of ten either way; some ten jobs outweigh it.
/// </summary>
public sealed class CostForecast
{
    const double Z90 = 1.645, PriorSpread = 0.4;
    /// <summary>How much all jobs of one day may be slower or faster together: load, clock rate, another machine.</summary>
    const double MachineSpread = 0.1;
    readonly Level _level;
    readonly double _a, _b, _varA, _varB, _covariance, _residual, _origin;

    CostForecast(Level level, double origin, double a, double b, double varA, double varB, double covariance, double residual, int jobs) =>
        (_level, _origin, _a, _b, _varA, _varB, _covariance, _residual, Jobs) = (level, origin, a, b, varA, varB, covariance, residual, jobs);

    /// <summary>How many measured jobs it rests on.</summary>
    public int Jobs { get; }

    /// <summary>In words.</summary>
    public string Basis => Jobs == 0 ? $"no measured job at {_level.Name}: a rule of thumb, wrong by up to a factor of ten" : $"{Jobs} measured jobs at {_level.Name}";

    /// <summary>Fits to measured jobs: formula and seconds of processor time.</summary>
    public static CostForecast Fit(Level level, IEnumerable<(string Formula, double CpuSeconds)> jobs)
    {
        var (origin, seconds, slope) = Prior(level);
        var points = jobs.Where(j => j.CpuSeconds > 0).Select(j => (X: Math.Log(Size(level, j.Formula) / origin), Y: Math.Log(j.CpuSeconds))).ToArray();
        double a0 = Math.Log(seconds), s2 = PriorSpread * PriorSpread;
        double a = a0, b = slope, p11 = 0, p12 = 0, p22 = 0;
        // Two rounds: the residual variance is estimated about the first fit. Prior: a ± log 5, b ± 0.5, and two pseudo-residuals of PriorSpread.
        for (int round = 0; round < 2; round++)
        {
            double h11 = 1 / Math.Pow(Math.Log(5), 2), h22 = 1 / 0.25, h12 = 0, g1 = h11 * a0, g2 = h22 * slope;
            foreach (var (x, y) in points) { h11 += 1 / s2; h12 += x / s2; h22 += x * x / s2; g1 += y / s2; g2 += x * y / s2; }
            double det = h11 * h22 - h12 * h12;
            (a, b) = ((h22 * g1 - h12 * g2) / det, (h11 * g2 - h12 * g1) / det);
            (p11, p12, p22) = (h22 / det, -h12 / det, h11 / det);
            double squares = points.Sum(q => Math.Pow(q.Y - a - b * q.X, 2));
            s2 = (2 * PriorSpread * PriorSpread + squares) / (2 + points.Length);
        }
        return new CostForecast(level, origin, a, b, p11, p22, p12, s2, points.Length);
    }

    /// <summary>Forecast for a formula in Hill order.</summary>
    public Forecast Of(string formula)
    {
        double x = Math.Log(Size(_level, formula) / _origin), mean = _a + _b * x;
        double model = _varA + 2 * x * _covariance + x * x * _varB, sigma = Math.Sqrt(_residual + model);
        return new(Math.Exp(mean + sigma * sigma / 2), Math.Exp(mean - Z90 * sigma), Math.Exp(mean + Z90 * sigma), Math.Sqrt(model + MachineSpread * MachineSpread));
    }

    /// <summary>Sum of forecasts with its interval: residuals of jobs are independent, what they share is fully correlated.</summary>
    public static Forecast Sum(IEnumerable<Forecast> forecasts)
    {
        double mean = 0, variance = 0, shared = 0;
        foreach (var f in forecasts)
        {
            mean += f.CpuSeconds;
            shared += f.CpuSeconds * f.Shared;
            double s = Math.Log(f.High / f.Low) / (2 * Z90);
            variance += f.CpuSeconds * f.CpuSeconds * (Math.Exp(s * s) - 1);
        }
        double spread = Z90 * Math.Sqrt(variance + shared * shared);
        return new(mean, Math.Max(0, mean - spread), mean + spread);
    }

    /// <summary>Reference size, seconds there, and exponent: what such jobs take on one core of a common machine.</summary>
    static (double Origin, double Seconds, double Slope) Prior(Level level) => level.Kind switch
    {
        LevelKind.ForceField => (30, 0.2, 1.5),
        LevelKind.SemiEmpirical => (30, 0.8, 1.8),
        LevelKind.WaveFunction when level.Method.StartsWith("CC", StringComparison.Ordinal) => (100, 300, 5),
        LevelKind.WaveFunction when level.Method.StartsWith("MP", StringComparison.Ordinal) => (100, 25, 3),
        LevelKind.WaveFunction => (100, 8, 2.6),
        _ => (100, 20, 2.6),
    };

    /// <summary>Number of basis functions of a formula: exact for def2-SVP and def2-TZVP of the elements listed, otherwise the nearest of these as a measure of size.</summary>
    public static double Size(Level level, string formula)
    {
        bool triple = level.Basis is { } b && (b.Contains("TZ", StringComparison.OrdinalIgnoreCase) || b.Contains("311", StringComparison.Ordinal) || b.Contains("QZ", StringComparison.OrdinalIgnoreCase));
        double n = 0;
        foreach (var (symbol, count) in Atoms(formula))
        {
            int z = Elements.Number(symbol) ?? 6;
            int functions = level.Basis is null ? z <= 2 ? 1 : z <= 10 ? 4 : 9
                : triple ? z <= 2 ? 6 : z <= 10 ? 31 : z <= 18 ? 37 : 48
                : z <= 2 ? 5 : z <= 10 ? 14 : z <= 18 ? 18 : 32;
            n += functions * count;
        }
        return Math.Max(n, 1);
    }

    /// <summary>Symbols and counts of a formula such as C2H6O.</summary>
    public static IEnumerable<(string Symbol, int Count)> Atoms(string formula)
    {
        for (int i = 0; i < formula.Length;)
        {
            int start = i++;
            while (i < formula.Length && char.IsAsciiLetterLower(formula[i])) i++;
            string symbol = formula[start..i];
            int digits = i;
            while (i < formula.Length && char.IsAsciiDigit(formula[i])) i++;
            if (char.IsAsciiLetterUpper(symbol[0])) yield return (symbol, i > digits ? int.Parse(formula.AsSpan(digits, i - digits), provider: System.Globalization.CultureInfo.InvariantCulture) : 1);
        }
    }
}
