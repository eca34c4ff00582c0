// The surrogate that knows the structure alone.
namespace DataHub.Compute.Surrogates;

/// <summary>A Gaussian process on fingerprints and descriptors of the connectivity (no geometry, no cheaper level).</summary>
public sealed class DirectGaussianProcess : ISurrogate
{
    /// <inheritdoc/>
    public string Name => "GP2D";
    /// <inheritdoc/>
    public string Version => "1";
    /// <inheritdoc/>
    public bool NeedsLowLevel => false;
    /// <inheritdoc/>
    public (Surrogate? Model, string? Refusal) Train(IReadOnlyList<Sample> samples, string target, string property, SurrogateSettings settings) =>
        Surrogate.Train(samples, false, Name, Version, target, property, settings);
}
