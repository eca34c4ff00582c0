// A straight line from the values of one level to those of another, calibrated: the simplest correction between levels.
namespace DataHub.Compute.Surrogates;

/// <summary>One molecule with its value at both levels, in the property's unit. <paramref name="Calibrates"/> is false where somebody chose it for computing: it teaches, but is no random case.</summary>
public sealed record LevelPair(string Id, IReadOnlyList<string> Traits, double From, double To, bool Calibrates = true);

/// <summary>
/// y = a + b x by least squares on one part of the pairs; intervals by split conformal prediction and acceptance by learn-then-test (<see cref="Conformal"/>) on the other part, which the line has not seen.
/// What both promise holds for molecules like the pairs. Outside the range of x or with traits (elements) that no pair has, it says nothing.
/// </summary>
public sealed class LinearBridge
{
    /// <summary>Fewest pairs that the line is laid through.</summary>
    public const int FewestTraining = 50;
    /// <summary>Fewest pairs that calibrate.</summary>
    public const int FewestCalibration = 100;

    readonly HashSet<string> _traits;
    readonly double _slope, _intercept, _sigma, _mean, _squares, _low, _high, _quantile;
    readonly double? _threshold;
    readonly SurrogateSettings _settings;

    LinearBridge(LevelPair[] training, LevelPair[] calibration, SurrogateSettings settings)
    {
        _settings = settings;
        _traits = [.. training.SelectMany(p => p.Traits)];
        _mean = training.Average(p => p.From);
        _squares = training.Sum(p => (p.From - _mean) * (p.From - _mean));
        double mean = training.Average(p => p.To);
        _slope = _squares > 0 ? training.Sum(p => (p.From - _mean) * (p.To - mean)) / _squares : 0;
        _intercept = mean - _slope * _mean;
        (_low, _high, Training, Calibration) = (training.Min(p => p.From), training.Max(p => p.From), training.Length, calibration.Length);
        _sigma = Math.Max(Math.Sqrt(training.Sum(p => Math.Pow(p.To - At(p.From), 2)) / (training.Length - 2)), 1e-12);
        var errors = calibration.Select(p => (Uncertainty: Sigma(p.From), Error: p.To - At(p.From))).ToArray();
        _quantile = Conformal.Quantile([.. errors.Select(e => Math.Abs(e.Error) / e.Uncertainty)], settings.Confidence);
        _threshold = Conformal.Threshold(errors, settings.Tolerance, 1 - settings.Confidence);
        MeanError = errors.Average(e => Math.Abs(e.Error));
    }

    /// <summary>Pairs that the line was laid through.</summary>
    public int Training { get; }
    /// <summary>Pairs that calibrate it.</summary>
    public int Calibration { get; }
    /// <summary>Mean absolute error on the calibrating pairs.</summary>
    public double MeanError { get; }

    /// <summary>Lays the line, or says why it cannot. Which pairs calibrate is drawn by the seed from those that may: half of all, at least <see cref="FewestCalibration"/>.</summary>
    public static (LinearBridge? Bridge, string? Refusal) Fit(IReadOnlyList<LevelPair> pairs, SurrogateSettings settings)
    {
        var random = new Random(settings.Seed);
        var ordered = pairs.Where(p => double.IsFinite(p.From) && double.IsFinite(p.To)).DistinctBy(p => p.Id).OrderBy(p => p.Id, StringComparer.Ordinal).ToArray();
        random.Shuffle(ordered);
        var calibration = ordered.Where(p => p.Calibrates).Take(Math.Max(FewestCalibration, ordered.Length / 2)).ToArray();
        var chosen = calibration.Select(p => p.Id).ToHashSet();
        var training = ordered.Where(p => !chosen.Contains(p.Id)).ToArray();
        return calibration.Length < FewestCalibration || training.Length < FewestTraining
            ? (null, $"{ordered.Length} molecules have both levels; {FewestTraining + FewestCalibration} are needed, {FewestCalibration} of them not chosen by a campaign")
            : (new LinearBridge(training, calibration, settings), null);
    }

    /// <summary>The value at the other level with its interval, accepted within the tolerance or not; a refusal says why nothing can be said.</summary>
    public (Prediction? Prediction, string? Refusal) Predict(double from, IReadOnlyList<string> traits)
    {
        if (traits.FirstOrDefault(t => !_traits.Contains(t)) is { } unseen) return (null, $"no pair has {unseen}");
        if (from < _low || from > _high) return (null, FormattableString.Invariant($"{from:0.###} lies outside the pairs ({_low:0.###} to {_high:0.###})"));
        double sigma = Sigma(from), half = _quantile * sigma;
        bool accepted = _threshold is { } t && sigma <= t;
        return (new Prediction(At(from), sigma, half, 0, accepted, accepted
            ? FormattableString.Invariant($"with 90% certainty at most {1 - _settings.Confidence:0.##} of such values err by more than {_settings.Tolerance:0.###}, shown on {Calibration} molecules apart from the {Training} it was laid through (mean error {MeanError:0.###}), as far as this one is like them")
            : FormattableString.Invariant($"errors exceed {_settings.Tolerance:0.###} too often to be accepted (mean error {MeanError:0.###} on {Calibration} molecules)")), null);
    }

    double At(double x) => _intercept + _slope * x;

    double Sigma(double x) => _sigma * Math.Sqrt(1 + 1.0 / Training + (_squares > 0 ? (x - _mean) * (x - _mean) / _squares : 0));
}
