// Finds the weights of a covariance: the marginal likelihood of some of the training values, climbed one weight at a time.
using System.Numerics.Tensors;

namespace DataHub.Compute.Surrogates.Pools;

static class WeightSearch
{
    /// <summary>Spread of the prior over the logarithm of a weight.</summary>
    const double Spread = 1.6;

    /// <summary>
    /// The weights that explain values (standardised) of molecules best, from <paramref name="start"/>. The signal variance is profiled out: log p = -(n log(yᵀK⁻¹y / n) + log det K) / 2 + const
    /// (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, equation 5.8), with a log-normal prior about the starting values so that few data do not run away.
    /// </summary>
    public static PoolWeights Best(PoolKernel kernel, IReadOnlyList<int> molecules, double[] y, PoolWeights start, PoolWeights prior, int sweeps)
    {
        int n = molecules.Count, p = kernel.Parts;
        var parts = new float[n][];
        for (int i = 0; i < n; i++)
        {
            parts[i] = new float[(i + 1) * p];
            for (int j = 0; j <= i; j++) kernel.Pair(molecules[i], molecules[j], parts[i].AsSpan(j * p, p));
        }
        var k = new double[n][];
        for (int i = 0; i < n; i++) k[i] = new double[i + 1];
        double Score(PoolWeights w)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++) k[i][j] = kernel.Of(parts[i].AsSpan(j * p, p), w);
                k[i][i] += w.Noise;
            }
            if (Cholesky.Factor(k) is not { } f) return double.NegativeInfinity;
            var v = f.Forward(y);
            return -0.5 * (n * Math.Log(Math.Max(TensorPrimitives.Dot<double>(v, v) / n, 1e-300)) + f.LogDeterminant()) - Penalty(w, prior);
        }
        var best = start;
        double score = Score(best);
        double[] steps = [4, 0.25, 1.6, 1 / 1.6];
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            var before = best;
            foreach (var change in Changes(kernel))
                foreach (double step in sweep == 0 ? steps : steps[2..])
                    for (int again = 0; again < 3; again++)
                    {
                        var w = change(best, step);
                        double s = Score(w);
                        if (!(s > score + 1e-3)) break;
                        (best, score) = (w, s);
                    }
            if (best == before) break;
        }
        return best;
    }

    static IEnumerable<Func<PoolWeights, double, PoolWeights>> Changes(PoolKernel kernel)
    {
        yield return (w, s) => w with { Noise = Math.Clamp(w.Noise * s, 1e-5, 10) };
        for (int i = 0; i < kernel.Pool.Kinds; i++)
        {
            int k = i;
            yield return (w, s) => w with { Fragments = [.. w.Fragments.Select((f, j) => j == k ? f * s : f)] };
        }
        if (kernel.Smooths)
        {
            yield return (w, s) => w with { Smooth = w.Smooth * s };
            yield return (w, s) => w with { Length = Math.Clamp(w.Length * Math.Sqrt(s), 0.1, 10) };
            yield return (w, s) => w with { Linear = w.Linear * s };
        }
        if (kernel.Lows)
        {
            yield return (w, s) => w with { LowLinear = w.LowLinear * s };
            yield return (w, s) => w with { LowSmooth = w.LowSmooth * s };
            yield return (w, s) => w with { LowLength = Math.Clamp(w.LowLength * Math.Sqrt(s), 0.05, 10) };
        }
    }

    static double Penalty(PoolWeights w, PoolWeights prior)
    {
        double sum = 0;
        void Add(double x, double at) { double l = Math.Log(x / at) / Spread; sum += 0.5 * l * l; }
        for (int i = 0; i < w.Fragments.Length; i++) Add(w.Fragments[i], prior.Fragments[i]);
        Add(w.Smooth, prior.Smooth); Add(w.Linear, prior.Linear); Add(w.LowSmooth, prior.LowSmooth); Add(w.LowLinear, prior.LowLinear); Add(w.Noise, prior.Noise); Add(w.Length, prior.Length); Add(w.LowLength, prior.LowLength);
        return sum;
    }
}
