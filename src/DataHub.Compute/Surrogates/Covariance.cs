// The covariance of two molecules: what the Gaussian process believes about how alike their values are.
using System.Numerics;
using System.Numerics.Tensors;

namespace DataHub.Compute.Surrogates;

/// <summary>
/// Relative weights of the covariance, in units of the signal variance: <paramref name="Noise"/> on the diagonal, <paramref name="Linear"/> for the ridge-linear mean
/// (a linear function with normal weights is a covariance), the <paramref name="Length"/> of the Gaussian kernel in standard deviations of a descriptor, and
/// the <paramref name="Share"/> of the Tanimoto kernel in the signal; the Gaussian kernel has the rest.
/// </summary>
public sealed record Weights(double Noise, double Linear, double Length, double Share = 0.6);

/// <summary>
/// k(x, x') = share · mean Tanimoto + (1 - share) · exp(-|z - z'|² / 2 l² d) + linear · (1 + z·z' / d) + 30 · y_L · y_L', where z are the descriptors standardised over the training
/// set and y_L is the standardised value at the cheap level (its weight is wide, so that the slope rho between levels is learned from the data alone).
/// </summary>
public sealed class Covariance
{
    const double LowLevelWeight = 30;
    readonly double[] _mean, _scale;
    readonly double _lowMean, _lowScale;
    readonly bool _low;

    /// <summary>Standardises over the training set.</summary>
    public Covariance(IReadOnlyList<Features> training, bool lowLevel)
    {
        _low = lowLevel;
        int d = training[0].Descriptors.Length;
        (_mean, _scale) = (new double[d], new double[d]);
        for (int i = 0; i < d; i++) (_mean[i], _scale[i]) = Moments(training.Select(f => f.Descriptors[i]));
        (_lowMean, _lowScale) = lowLevel ? Moments(training.Select(f => f.LowLevel!.Value)) : (0, 1);
    }

    /// <summary>A molecule made ready: fingerprints with their numbers of bits, standardised descriptors, standardised low-level value.</summary>
    public sealed record Point(IReadOnlyList<ulong[]> Bits, int[] Counts, double[] Z, double Low);

    /// <summary>Makes a molecule ready.</summary>
    public Point Ready(Features f)
    {
        var z = new double[_mean.Length + (_low ? 1 : 0)];
        for (int i = 0; i < _mean.Length; i++) z[i] = Math.Clamp((f.Descriptors[i] - _mean[i]) / _scale[i], -8, 8);
        double low = _low ? (f.LowLevel!.Value - _lowMean) / _lowScale : 0;
        if (_low) z[^1] = low;
        return new Point(f.Fingerprints, [.. f.Fingerprints.Select(Count)], z, low);
    }

    /// <summary>The part that does not depend on the weights: mean Tanimoto similarity, mean squared distance and mean product of descriptors, product of low-level values.</summary>
    public (double Tanimoto, double Distance, double Product, double Low) Parts(Point a, Point b)
    {
        double t = 0;
        for (int i = 0; i < a.Bits.Count; i++) t += Tanimoto(a.Bits[i], a.Counts[i], b.Bits[i], b.Counts[i]);
        double d = TensorPrimitives.Distance<double>(a.Z, b.Z);
        return (a.Bits.Count == 0 ? 0 : t / a.Bits.Count, d * d / a.Z.Length, TensorPrimitives.Dot<double>(a.Z, b.Z) / a.Z.Length, a.Low * b.Low);
    }

    /// <summary>The covariance of two different molecules, without noise.</summary>
    public static double Of((double Tanimoto, double Distance, double Product, double Low) p, Weights w) =>
        w.Share * p.Tanimoto + (1 - w.Share) * Math.Exp(-p.Distance / (2 * w.Length * w.Length)) + w.Linear * (1 + p.Product) + LowLevelWeight * p.Low;

    /// <summary>Tanimoto similarity of two bit fingerprints with known numbers of bits; two empty ones are alike.</summary>
    public static double Tanimoto(ulong[] a, int countA, ulong[] b, int countB)
    {
        int both = 0;
        for (int i = 0; i < a.Length; i++) both += BitOperations.PopCount(a[i] & b[i]);
        int either = countA + countB - both;
        return either == 0 ? 1 : (double)both / either;
    }

    /// <summary>Number of bits set.</summary>
    public static int Count(ulong[] bits)
    {
        int n = 0;
        foreach (ulong w in bits) n += BitOperations.PopCount(w);
        return n;
    }

    static (double Mean, double Scale) Moments(IEnumerable<double> values)
    {
        var v = values.ToArray();
        double mean = v.Average(), scale = Math.Sqrt(v.Average(x => (x - mean) * (x - mean)));
        return (mean, scale > 1e-9 * Math.Max(1, Math.Abs(mean)) ? scale : 1);
    }
}
