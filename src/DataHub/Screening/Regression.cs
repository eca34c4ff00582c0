// Bayesian linear regression with independent priors: what a few dozen points say, and how surely.
namespace DataHub.Screening;

/// <summary>Weights with their covariance. The residual variance is estimated from the points about a first fit, with two points of the prior's.</summary>
sealed class Regression
{
    readonly double[] _weights;
    readonly double[][] _covariance;
    readonly double _residual;

    Regression(double[] weights, double[][] covariance, double residual) => (_weights, _covariance, _residual) = (weights, covariance, residual);

    /// <summary>Fits y to the rows of x; <paramref name="mean"/> and <paramref name="variance"/> are the prior of each weight, <paramref name="spread"/> is the prior's standard deviation of a residual.</summary>
    public static Regression Fit(IReadOnlyList<double[]> x, IReadOnlyList<double> y, double[] mean, double[] variance, double spread)
    {
        double s2 = spread * spread;
        int k = mean.Length;
        double[] weights = mean;
        double[][] covariance = [];
        for (int round = 0; round < 3; round++)
        {
            var h = Enumerable.Range(0, k).Select(i => new double[k]).ToArray();
            var g = new double[k];
            for (int i = 0; i < k; i++) { h[i][i] = 1 / variance[i]; g[i] = mean[i] / variance[i]; }
            for (int n = 0; n < x.Count; n++)
                for (int i = 0; i < k; i++)
                {
                    double v = x[n][i] / s2;
                    g[i] += v * y[n];
                    for (int j = 0; j < k; j++) h[i][j] += v * x[n][j];
                }
            covariance = Inverse(h);
            weights = [.. covariance.Select(row => Dot(row, g))];
            double squares = 0;
            for (int n = 0; n < x.Count; n++) squares += Math.Pow(y[n] - Dot(weights, x[n]), 2);
            s2 = (2 * spread * spread + squares) / (2 + x.Count);
        }
        return new Regression(weights, covariance, s2);
    }

    /// <summary>Mean, variance of the mean, and variance of a residual.</summary>
    public (double Mean, double Model, double Residual) Of(double[] x) => (Dot(_weights, x), Math.Max(0, Dot(x, [.. _covariance.Select(row => Dot(row, x))])), _residual);

    static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Inverse of a positive definite matrix by Gauss and Jordan.</summary>
    static double[][] Inverse(double[][] a)
    {
        int k = a.Length;
        var m = a.Select((row, i) => (double[])[.. row, .. Enumerable.Range(0, k).Select(j => i == j ? 1.0 : 0)]).ToArray();
        for (int i = 0; i < k; i++)
        {
            double pivot = m[i][i];
            for (int j = 0; j < 2 * k; j++) m[i][j] /= pivot;
            for (int r = 0; r < k; r++)
            {
                double f = m[r][i];
                if (r == i || f == 0) continue;
                for (int j = 0; j < 2 * k; j++) m[r][j] -= f * m[i][j];
            }
        }
        return [.. m.Select(row => row[k..])];
    }
}
