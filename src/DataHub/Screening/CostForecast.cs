// How long will it take? A model of processor time fitted to the archive's own measured jobs at one level.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>
/// Forecast of one job: mean, and the bounds of the 90% interval, s of processor time; <paramref name="Shared"/> is the relative error that all jobs of the model have in common. The mean is right for sums;
/// <paramref name="Likely"/>, the most likely value of the skew distribution, has the least relative error for a single job.
/// </summary>
public readonly record struct Forecast(double CpuSeconds, double Low, double High, double Shared = 0, double Likely = 0);

/// <summary>A job that was measured: formula in Hill order and processor time, s; with the SMILES and the model of the processor, if they are known.</summary>
public sealed record MeasuredJob(string Formula, double CpuSeconds, string? Smiles = null, string? Processor = null);

/// <summary>
/// log t = a + b · log(n / n0) + traits of the structure + the machine, with n the number of basis functions (valence functions for methods without a basis). Bayesian linear regression: without measured jobs the
/// prior speaks, a rule of thumb by kind of method that is wrong by up to a factor of ten either way; some ten jobs outweigh it. Without SMILES the traits are left out. Processors of other models get an offset of
/// their own, shrunk towards none.
/// </summary>
public sealed class CostForecast
{
    const double Z90 = 1.645, PriorSpread = 0.4, TraitSpread = 0.5;
    /// <summary>How many jobs with SMILES a model with traits wants.</summary>
    const int FewestForTraits = 30;
    /// <summary>How much all jobs of one day may be slower or faster together: load, clock rate, another machine.</summary>
    const double MachineSpread = 0.1;
    readonly Level _level;
    readonly double _origin;
    readonly Regression _size;
    readonly Regression? _traits;
    readonly Dictionary<string, double> _machines;

    CostForecast(Level level, double origin, Regression size, Regression? traits, Dictionary<string, double> machines, int jobs) => (_level, _origin, _size, _traits, _machines, Jobs) = (level, origin, size, traits, machines, jobs);

    /// <summary>How many measured jobs it rests on.</summary>
    public int Jobs { get; }

    /// <summary>In words.</summary>
    public string Basis => Jobs == 0 ? $"no measured job at {_level.Name}: a rule of thumb, wrong by up to a factor of ten" : $"{Jobs} measured jobs at {_level.Name}";

    /// <summary>Fits to measured jobs.</summary>
    public static CostForecast Fit(Level level, IEnumerable<MeasuredJob> jobs)
    {
        var (origin, seconds, slope) = Prior(level);
        var measured = jobs.Where(j => j.CpuSeconds > 0).ToArray();
        var y = measured.Select(j => Math.Log(j.CpuSeconds)).ToArray();
        double[] mean = [Math.Log(seconds), slope], variance = [Math.Pow(Math.Log(5), 2), 0.25];
        var x = measured.Select(j => Size(level, origin, j.Formula)).ToArray();
        var size = Regression.Fit(x, y, mean, variance, PriorSpread);
        // What a processor adds is seen in the residuals of its jobs.
        var machines = measured.Select((j, i) => (j.Processor, Residual: y[i] - size.Of(x[i]).Mean)).Where(m => m.Processor is not null).GroupBy(m => m.Processor!).ToArray() is { Length: > 1 } groups
            ? groups.ToDictionary(g => g.Key, g => g.Sum(m => m.Residual) / (g.Count() + 4.0)) : [];
        if (machines.Count > 0)
        {
            for (int i = 0; i < y.Length; i++) y[i] -= measured[i].Processor is { } p ? machines[p] : 0;
            size = Regression.Fit(x, y, mean, variance, PriorSpread);
        }
        int[] structured = [.. Enumerable.Range(0, measured.Length).Where(i => measured[i].Smiles is not null)];
        if (structured.Length < FewestForTraits) return new CostForecast(level, origin, size, null, machines, measured.Length);
        var full = structured.Select(i => (double[])[.. x[i], .. JobSize.Traits(measured[i].Smiles!, measured[i].Formula)]).ToArray();
        int more = full[0].Length - 2;
        var traits = Regression.Fit(full, [.. structured.Select(i => y[i])], [.. mean, .. new double[more]], [.. variance, .. Enumerable.Repeat(TraitSpread * TraitSpread, more)], PriorSpread);
        return new CostForecast(level, origin, size, traits, machines, measured.Length);
    }

    static double[] Size(Level level, double origin, string formula) => [1, Math.Log(JobSize.Functions(level, formula) / origin)];

    /// <summary>Forecast for a formula in Hill order, better with the SMILES, on a processor of a model (null for one like most).</summary>
    public Forecast Of(string formula, string? smiles = null, string? processor = null)
    {
        var x = Size(_level, _origin, formula);
        var (mean, model, residual) = smiles is not null && _traits is not null ? _traits.Of([.. x, .. JobSize.Traits(smiles, formula)]) : _size.Of(x);
        if (processor is not null) mean += _machines.GetValueOrDefault(processor);
        double sigma = Math.Sqrt(residual + model);
        return new(Math.Exp(mean + sigma * sigma / 2), Math.Exp(mean - Z90 * sigma), Math.Exp(mean + Z90 * sigma), Math.Sqrt(model + MachineSpread * MachineSpread), Math.Exp(mean - residual));
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

    /// <summary>Number of basis functions of a formula; see <see cref="JobSize.Functions"/>.</summary>
    public static double Size(Level level, string formula) => JobSize.Functions(level, formula);

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
