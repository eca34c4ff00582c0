// How alike two molecules of a pool are believed to be in their values: a weighted sum of kernels, its weights found by marginal likelihood.
using System.Numerics.Tensors;

namespace DataHub.Compute.Surrogates.Pools;

/// <summary>
/// Weights of the parts of the covariance, relative to each other: one for each kind of fragments, Gaussian and linear on descriptors, Gaussian and linear on the values of cheaper levels, the constant, and
/// the noise on the diagonal; with the lengths of the two Gaussian kernels in standard deviations.
/// </summary>
public sealed record PoolWeights(double[] Fragments, double Smooth, double Linear, double LowSmooth, double LowLinear, double Noise, double Length, double LowLength)
{
    /// <summary>Where the search for weights begins, and what few data are pulled to.</summary>
    public static PoolWeights Start(int kinds) => new([.. Enumerable.Repeat(0.5 / Math.Max(kinds, 1), kinds)], 0.4, 0.3, 0.2, 3, 0.05, 1, 0.7);
}

/// <summary>
/// The covariance over one pool. <paramref name="low"/> gives the standardised values of cheaper levels of a molecule (empty if the model does not use any), the same number for all.
/// </summary>
public sealed class PoolKernel(MoleculePool pool, Func<int, float[]> low, int lows)
{
    const double Constant = 1;

    /// <summary>The parts that do not depend on weights: similarity in each kind, mean squared distance and mean product of descriptors, and the same of low values.</summary>
    public int Parts => pool.Kinds + 4;

    /// <summary>The pool.</summary>
    public MoleculePool Pool => pool;

    /// <summary>Which parts say anything here.</summary>
    public bool Smooths => pool.Descriptors > 0;
    /// <summary>True if it sees values of cheaper levels.</summary>
    public bool Lows => lows > 0;

    /// <summary>Parts of a pair.</summary>
    public void Pair(int a, int b, Span<float> parts)
    {
        for (int k = 0; k < pool.Kinds; k++) parts[k] = pool.Tanimoto(k, a, b);
        Numbers(a, b, parts[pool.Kinds..]);
    }

    void Numbers(int a, int b, Span<float> parts)
    {
        parts.Clear();
        if (pool.Descriptors > 0) (parts[0], parts[1]) = Apart(pool.Z(a), pool.Z(b));
        if (lows > 0) (parts[2], parts[3]) = Apart(low(a), low(b));
    }

    static (float Distance, float Product) Apart(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float d = TensorPrimitives.Distance<float>(x, y);
        return (d * d / x.Length, TensorPrimitives.Dot<float>(x, y) / x.Length);
    }

    /// <summary>Covariance from parts, without noise.</summary>
    public float Of(ReadOnlySpan<float> parts, PoolWeights w)
    {
        double sum = Constant;
        int n = pool.Kinds;
        for (int k = 0; k < n; k++) sum += w.Fragments[k] * parts[k];
        if (Smooths) sum += w.Smooth * Math.Exp(-parts[n] / (2 * w.Length * w.Length)) + w.Linear * parts[n + 1];
        if (Lows) sum += w.LowSmooth * Math.Exp(-parts[n + 2] / (2 * w.LowLength * w.LowLength)) + w.LowLinear * parts[n + 3];
        return (float)sum;
    }

    /// <summary>Covariance of a molecule with itself, without noise.</summary>
    public float Own(int molecule, PoolWeights w)
    {
        Span<float> parts = stackalloc float[Parts];
        Numbers(molecule, molecule, parts[pool.Kinds..]);
        parts[..pool.Kinds].Fill(1);
        return Of(parts, w);
    }

    /// <summary>Covariances of a molecule with many candidates.</summary>
    /// <param name="molecule">Its place.</param>
    /// <param name="columns">Places of the candidates.</param>
    /// <param name="w">Weights.</param>
    /// <param name="row">Result, one for each column.</param>
    /// <param name="scratch">Room for one number a candidate.</param>
    public void Row(int molecule, ReadOnlySpan<int> columns, PoolWeights w, Span<float> row, float[] scratch)
    {
        row.Fill((float)Constant);
        bool whole = columns.Length * 30L > pool.Candidates;
        for (int k = 0; k < pool.Kinds; k++)
        {
            float weight = (float)w.Fragments[k];
            if (whole)
            {
                pool.TanimotoRow(k, molecule, scratch.AsSpan(0, pool.Candidates));
                for (int c = 0; c < columns.Length; c++) row[c] += weight * scratch[columns[c]];
            }
            else for (int c = 0; c < columns.Length; c++) row[c] += weight * pool.Tanimoto(k, molecule, columns[c]);
        }
        if (Smooths) Add(pool.Z(molecule), columns, row, (float)w.Smooth, (float)w.Linear, (float)(-0.5 / (w.Length * w.Length)), c => pool.Z(c));
        if (Lows) Add(low(molecule), columns, row, (float)w.LowSmooth, (float)w.LowLinear, (float)(-0.5 / (w.LowLength * w.LowLength)), c => low(c));
    }

    delegate ReadOnlySpan<float> Vector(int molecule);

    static void Add(ReadOnlySpan<float> own, ReadOnlySpan<int> columns, Span<float> row, float smooth, float linear, float exponent, Vector of)
    {
        float self = TensorPrimitives.Dot<float>(own, own);
        for (int c = 0; c < columns.Length; c++)
        {
            var z = of(columns[c]);
            float product = TensorPrimitives.Dot(own, z), distance = Math.Max(0, self + TensorPrimitives.Dot(z, z) - 2 * product);
            row[c] += smooth * MathF.Exp(exponent * distance / own.Length) + linear * product / own.Length;
        }
    }
}
