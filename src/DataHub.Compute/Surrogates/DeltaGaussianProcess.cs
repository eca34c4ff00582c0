// The surrogate that corrects a cheaper level.
namespace DataHub.Compute.Surrogates;

/// <summary>
/// Multi-fidelity regression y_H = rho · y_L + w·z + delta(x) (Kennedy and O'Hagan, Biometrika 87, 1, 2000, with rho and w integrated out together with delta): the value at the
/// cheap level is a wide linear term and a descriptor. Records need not be nested: only those that have both levels train it.
/// </summary>
public sealed class DeltaGaussianProcess(string lowLevel) : ISurrogate
{
    /// <inheritdoc/>
    public string Name => $"GP2D+{lowLevel}";
    /// <inheritdoc/>
    public string Version => "1";
    /// <inheritdoc/>
    public bool NeedsLowLevel => true;
    /// <inheritdoc/>
    public (Surrogate? Model, string? Refusal) Train(IReadOnlyList<Sample> samples, string target, string property, SurrogateSettings settings) =>
        Surrogate.Train(samples, true, Name, Version, target, property, settings);
}
