// What a surrogate does: learn a property from stored values and predict it with an interval, or refuse.
namespace DataHub.Compute.Surrogates;

/// <summary>
/// What a surrogate sees of a molecule: bit fingerprints (each a Tanimoto kernel, averaged), real-valued descriptors, the value of the property at a cheaper level
/// if there is one (in the property's unit), and the traits that training must have seen: its elements, and its charge and multiplicity.
/// </summary>
public sealed record Features(IReadOnlyList<ulong[]> Fingerprints, double[] Descriptors, double? LowLevel, IReadOnlyList<string> Traits);

/// <summary>
/// One training record: id, features, value in the property's unit. <paramref name="Calibrates"/> is false for records that a campaign chose to compute: they teach,
/// but their residuals do not calibrate, because chosen points are not like the ones that are left (measured: intervals calibrated on them cover 51-82% instead of 90%).
/// </summary>
public sealed record Sample(string Id, Features Features, double Value, bool Calibrates = true);

/// <summary>How to learn and when to trust.</summary>
/// <param name="Confidence">Coverage wanted of the intervals, and of the tolerance.</param>
/// <param name="Tolerance">Largest error that an accepted prediction may have, in the property's unit.</param>
/// <param name="Seed">Seed of the choice of training records when there are more than <see cref="GaussianProcess.MostTraining"/>.</param>
public sealed record SurrogateSettings(double Confidence, double Tolerance, int Seed = 1);

/// <summary>What a trained model is: kept with every prediction, so that it can be traced and judged.</summary>
public sealed record ModelCard(string Id, string Name, string Version, string Target, string Property, int Records, string TrainingSet, IReadOnlyDictionary<string, double> Parameters)
{
    /// <summary>Mean absolute leave-one-out error, in the property's unit.</summary>
    public double LooMae { get; init; }
    /// <summary>Root mean square leave-one-out error, in the property's unit.</summary>
    public double LooRmse { get; init; }
    /// <summary>Share of leave-one-out errors inside the interval at the asked confidence, calibrated without the point itself being left out: close to the confidence by construction.</summary>
    public double LooCoverage { get; init; }
    /// <summary>How many residuals calibrate.</summary>
    public int Calibration { get; init; }
    /// <summary>Which guarantee an accepted prediction has, in words.</summary>
    public string Guarantee { get; init; } = "";
    /// <summary>Processor time of the training, s.</summary>
    public double TrainingCpuSeconds { get; init; }
}

/// <summary>A prediction: value, standard deviation, half width of the interval at the asked confidence, distance to the training set, and whether it may be used within the tolerance.</summary>
public sealed record Prediction(double Value, double Sigma, double HalfWidth, double Distance, bool Accepted, string Reason);

/// <summary>Learns a property at one level from stored values.</summary>
public interface ISurrogate
{
    /// <summary>Name of the model, which is part of the level's name of its predictions.</summary>
    string Name { get; }
    /// <summary>Version of the algorithm; another version gives other predictions.</summary>
    string Version { get; }
    /// <summary>True if it needs the value at a cheaper level.</summary>
    bool NeedsLowLevel { get; }
    /// <summary>Trains on the samples; a refusal says why it cannot.</summary>
    (Surrogate? Model, string? Refusal) Train(IReadOnlyList<Sample> samples, string target, string property, SurrogateSettings settings);
}
