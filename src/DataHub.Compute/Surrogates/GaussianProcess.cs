// An exact Gaussian process: fit by marginal likelihood, prediction, and leave-one-out residuals in closed form.
using System.Numerics.Tensors;

namespace DataHub.Compute.Surrogates;

/// <summary>
/// Exact Gaussian process regression (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006: algorithm 2.1, equations 5.8 and 5.10 to 5.12).
/// Values are standardised inside; everything that goes in or comes out is in the unit of the values.
/// </summary>
public sealed class GaussianProcess
{
    /// <summary>At most so many records train; more are sampled down by seed.</summary>
    public const int MostTraining = 1200;
    /// <summary>At most so many records choose the weights.</summary>
    public const int MostFitting = 600;

    readonly Covariance _covariance;
    readonly Covariance.Point[] _points;
    readonly Cholesky _factor;
    readonly double[] _y, _alpha;
    readonly double _mean, _scale, _variance;

    GaussianProcess(Covariance covariance, Covariance.Point[] points, Weights weights, Cholesky factor, double[] y, double[] alpha, double mean, double scale, double variance) =>
        (_covariance, _points, Weights, _factor, _y, _alpha, _mean, _scale, _variance) = (covariance, points, weights, factor, y, alpha, mean, scale, variance);

    /// <summary>The weights that the marginal likelihood chose.</summary>
    public Weights Weights { get; }

    /// <summary>Standard deviation of the signal, in the unit of the values.</summary>
    public double SignalSigma => _scale * Math.Sqrt(_variance);

    /// <summary>Fits to features and values. With <paramref name="weights"/> given they are taken, otherwise chosen on the first <see cref="MostFitting"/> records.</summary>
    /// <exception cref="ArithmeticException">The covariance is not positive definite with any weights: a value is not finite.</exception>
    public static GaussianProcess Fit(IReadOnlyList<Features> features, IReadOnlyList<double> values, bool lowLevel, Weights? weights = null)
    {
        double mean = values.Average(), scale = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        if (!(scale > 0)) scale = 1;
        var y = values.Select(v => (v - mean) / scale).ToArray();
        var covariance = new Covariance(features, lowLevel);
        var points = features.Select(covariance.Ready).ToArray();
        var parts = Parts(covariance, points);
        weights ??= Choose(parts, y);
        var factor = Cholesky.Factor(Matrix(parts, weights, points.Length)) ?? throw new ArithmeticException("the covariance of the training set is not positive definite");
        var alpha = factor.Solve(y);
        double variance = Math.Max(TensorPrimitives.Dot<double>(y, alpha) / y.Length, 1e-12);
        return new GaussianProcess(covariance, points, weights, factor, y, alpha, mean, scale, variance);
    }

    /// <summary>Mean and standard deviation (noise included) of the value of a molecule.</summary>
    public (double Mean, double Sigma) Predict(Features features)
    {
        var p = _covariance.Ready(features);
        var k = new double[_points.Length];
        for (int i = 0; i < k.Length; i++) k[i] = Covariance.Of(_covariance.Parts(_points[i], p), Weights);
        var v = _factor.Forward(k);
        double own = Covariance.Of(_covariance.Parts(p, p), Weights) + Weights.Noise - TensorPrimitives.Dot<double>(v, v);
        return (_mean + _scale * TensorPrimitives.Dot<double>(k, _alpha), _scale * Math.Sqrt(_variance * Math.Max(own, Weights.Noise)));
    }

    /// <summary>For each training record the prediction that the others make of it, weights unchanged, with its standard deviation.</summary>
    public (double Mean, double Sigma)[] LeaveOneOut()
    {
        var diagonal = _factor.InverseDiagonal();
        var result = new (double, double)[_points.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (_mean + _scale * (_y[i] - _alpha[i] / diagonal[i]), _scale * Math.Sqrt(_variance / diagonal[i]));
        return result;
    }

    static (double, double, double, double)[][] Parts(Covariance covariance, Covariance.Point[] points)
    {
        var parts = new (double, double, double, double)[points.Length][];
        for (int i = 0; i < points.Length; i++)
        {
            parts[i] = new (double, double, double, double)[i + 1];
            for (int j = 0; j <= i; j++) parts[i][j] = covariance.Parts(points[i], points[j]);
        }
        return parts;
    }

    static double[][] Matrix((double, double, double, double)[][] parts, Weights w, int n)
    {
        var k = new double[n][];
        for (int i = 0; i < n; i++)
        {
            k[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) k[i][j] = Covariance.Of(parts[i][j], w);
            k[i][i] += w.Noise;
        }
        return k;
    }

    /// <summary>Coordinate search over a coarse grid; the signal variance is profiled out: log p = -(n log(yᵀK⁻¹y / n) + log det K) / 2 + const.</summary>
    static Weights Choose((double, double, double, double)[][] parts, double[] y)
    {
        int n = Math.Min(y.Length, MostFitting);
        var head = y.AsSpan(0, n).ToArray();
        double Evidence(Weights w)
        {
            if (Cholesky.Factor(Matrix(parts, w, n)) is not { } f) return double.NegativeInfinity;
            var v = f.Forward(head);
            return -0.5 * (n * Math.Log(Math.Max(TensorPrimitives.Dot<double>(v, v) / n, 1e-300)) + f.LogDeterminant());
        }
        double[] noises = [1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1], linears = [0.01, 0.1, 1, 10], lengths = [0.5, 1, 2, 4], shares = [0.1, 0.3, 0.6];
        var best = new Weights(0.03, 1, 1);
        double score = Evidence(best);
        for (int round = 0; round < 2; round++)
        {
            var before = best;
            foreach (var w in noises.Select(x => before with { Noise = x })) Take(w);
            foreach (var w in linears.Select(x => best with { Linear = x }).ToArray()) Take(w);
            foreach (var w in lengths.Select(x => best with { Length = x }).ToArray()) Take(w);
            foreach (var w in shares.Select(x => best with { Share = x }).ToArray()) Take(w);
            if (best == before) break;
        }
        return best;

        void Take(Weights w)
        {
            if (w == best) return;
            double e = Evidence(w);
            if (e > score) (best, score) = (w, e);
        }
    }
}
