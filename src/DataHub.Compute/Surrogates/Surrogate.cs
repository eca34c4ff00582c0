// A trained surrogate: Gaussian process, domain, intervals and acceptance together.
using System.Security.Cryptography;
using System.Text;

namespace DataHub.Compute.Surrogates;

/// <summary>
/// A trained model that predicts with an interval, accepts within the tolerance, or refuses. It is immutable and thread-safe.
/// Two grounds of acceptance, told by <see cref="ModelCard.Guarantee"/>: with at least <see cref="EnoughCalibration"/> calibrating residuals the acceptance itself is calibrated
/// (among accepted predictions the share of errors beyond the tolerance is bounded); with fewer, a prediction is accepted when its own conformal interval is no wider than
/// the tolerance. Both rest on leave-one-out residuals of archive records, which are no random sample of the candidates: the domain check below is a guard, not a proof.
/// </summary>
public sealed class Surrogate
{
    /// <summary>Fewest training records.</summary>
    public const int FewestTraining = 30;
    /// <summary>Residuals from which on the acceptance itself is calibrated.</summary>
    public const int EnoughCalibration = 300;
    const int Neighbours = 3;

    readonly GaussianProcess _process;
    readonly SurrogateSettings _settings;
    readonly ulong[][] _bits;
    readonly int[] _counts;
    readonly HashSet<string> _traits;
    readonly double _quantile, _reach;
    readonly double? _threshold;
    readonly bool _low, _calibrated;

    Surrogate(IReadOnlyList<Sample> samples, bool low, string name, string version, string target, string property, SurrogateSettings settings)
    {
        var clock = new ThreadClock();
        (_settings, _low) = (settings, low);
        _process = GaussianProcess.Fit([.. samples.Select(s => s.Features)], [.. samples.Select(s => s.Value)], low);
        _bits = [.. samples.Select(s => s.Features.Fingerprints[0])];
        _counts = [.. _bits.Select(Covariance.Count)];
        _traits = [.. samples.SelectMany(s => s.Features.Traits)];

        var loo = _process.LeaveOneOut();
        var residuals = samples.Select((s, i) => (s.Calibrates, Error: s.Value - loo[i].Mean, loo[i].Sigma)).ToArray();
        var calibration = residuals.Where(r => r.Calibrates).ToArray();
        _quantile = Conformal.Quantile([.. calibration.Select(r => Math.Abs(r.Error) / r.Sigma)], settings.Confidence);
        _calibrated = calibration.Length >= EnoughCalibration;
        _threshold = _calibrated ? Conformal.Threshold([.. calibration.Select(r => (r.Sigma, r.Error))], settings.Tolerance, 1 - settings.Confidence) : null;
        _reach = Quantile95(Enumerable.Range(0, _bits.Length).Select(i => Distance(_bits[i], _counts[i], i)));

        string guarantee = _calibrated
            ? $"acceptance calibrated on {calibration.Length} leave-one-out residuals of archive records: with 90% certainty at most {1 - settings.Confidence:0.##} of accepted errors exceed the tolerance, as far as the candidates resemble the archive"
            : $"interval calibrated on {calibration.Length} leave-one-out residuals of archive records (fewer than {EnoughCalibration}: too few to calibrate the acceptance itself); it covers {settings.Confidence:0.##} of candidates that resemble the archive, not of the accepted ones alone";
        string set = Hash(string.Join('\n', samples.Select(s => s.Id).Order(StringComparer.Ordinal)));
        var weights = _process.Weights;
        var parameters = new Dictionary<string, double> { ["noise"] = weights.Noise, ["linear"] = weights.Linear, ["length"] = weights.Length, ["tanimoto_share"] = weights.Share, ["signal_sigma"] = _process.SignalSigma, ["domain_reach"] = _reach, ["conformal_quantile"] = double.IsFinite(_quantile) ? _quantile : -1 };
        if (_threshold is { } t) parameters["accepted_sigma"] = t;
        Card = new ModelCard(Hash($"{name} {version}\n{target}\n{property}\n{set}\n{settings}")[..16], name, version, target, property, samples.Count, set, parameters)
        {
            LooMae = residuals.Average(r => Math.Abs(r.Error)),
            LooRmse = Math.Sqrt(residuals.Average(r => r.Error * r.Error)),
            LooCoverage = residuals.Average(r => Math.Abs(r.Error) <= _quantile * r.Sigma ? 1.0 : 0),
            Calibration = calibration.Length,
            Guarantee = guarantee,
            TrainingCpuSeconds = clock.CpuSeconds,
        };
    }

    /// <summary>What it is.</summary>
    public ModelCard Card { get; }

    /// <summary>Trains, or says why not. Duplicates of one id are one record; more than <see cref="GaussianProcess.MostTraining"/> are sampled down by seed.</summary>
    internal static (Surrogate? Model, string? Refusal) Train(IReadOnlyList<Sample> samples, bool low, string name, string version, string target, string property, SurrogateSettings settings)
    {
        var usable = samples.Where(s => double.IsFinite(s.Value) && s.Features.Fingerprints.Count > 0 && (!low || s.Features.LowLevel is { } v && double.IsFinite(v)))
            .DistinctBy(s => s.Id).OrderBy(s => Hash($"{settings.Seed} {s.Id}"), StringComparer.Ordinal).Take(GaussianProcess.MostTraining).ToArray();
        if (usable.Length < FewestTraining)
            return (null, $"{usable.Length} training records for {property} at {target}{(low ? " that also have the cheap level" : "")}; at least {FewestTraining} are needed");
        return (new Surrogate(usable, low, name, version, target, property, settings), null);
    }

    /// <summary>Predicts; a refusal says why it cannot say anything.</summary>
    public (Prediction? Prediction, string? Refusal) Predict(Features features)
    {
        if (features.Traits.FirstOrDefault(t => !_traits.Contains(t)) is { } unseen) return (null, $"no training record has {unseen}");
        if (_low && features.LowLevel is null) return (null, "the value at the cheap level is not known");
        var (mean, sigma) = _process.Predict(features);
        double distance = Distance(features.Fingerprints[0], Covariance.Count(features.Fingerprints[0]), -1), half = _quantile * sigma;
        if (distance > _reach) return (null, $"outside the domain: distance {distance:0.00} to the {Neighbours} nearest training records, {_reach:0.00} is the reach");
        var prediction = new Prediction(mean, sigma, half, distance, false, "");
        if (_calibrated)
            return _threshold is { } t && sigma <= t
                ? (prediction with { Accepted = true, Reason = $"sigma {sigma:0.###} is within {t:0.###}, up to which the share of errors beyond the tolerance is bounded" }, null)
                : (prediction with { Reason = _threshold is null ? "no level of confidence at which errors stay within the tolerance often enough" : $"sigma {sigma:0.###} is above {_threshold:0.###}, beyond which errors exceed the tolerance too often" }, null);
        return half <= _settings.Tolerance
            ? (prediction with { Accepted = true, Reason = $"interval ±{half:0.###} is within the tolerance {_settings.Tolerance:0.###}" }, null)
            : (prediction with { Reason = $"interval ±{half:0.###} is wider than the tolerance {_settings.Tolerance:0.###}" }, null);
    }

    /// <summary>Mean Tanimoto distance to the nearest training records, leaving one out.</summary>
    double Distance(ulong[] bits, int count, int except)
    {
        Span<double> nearest = stackalloc double[Neighbours];
        nearest.Fill(1);
        for (int i = 0; i < _bits.Length; i++)
        {
            if (i == except) continue;
            double d = 1 - Covariance.Tanimoto(bits, count, _bits[i], _counts[i]);
            for (int k = 0; k < Neighbours; k++) if (d < nearest[k]) (d, nearest[k]) = (nearest[k], d);
        }
        double sum = 0;
        foreach (double d in nearest) sum += d;
        return sum / Neighbours;
    }

    static double Quantile95(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(0.95 * sorted.Length))];
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
