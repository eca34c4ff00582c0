// The Gaussian process against closed forms.
using DataHub.Compute.Surrogates;
using Xunit;

namespace DataHub.Tests.Screening;

public class GaussianProcessTests
{
    [Fact]
    public void A_cholesky_factor_solves_and_inverts()
    {
        double[][] a = [[4], [2, 5], [1, -1, 6]];
        var f = Cholesky.Factor(a)!;
        var x = f.Solve([7, 6, 6]);
        // A x = b, with A symmetric, checked row by row; det A = 4·(30 - 1) - 2·(12 + 1) + 1·(-2 - 5) = 83.
        Assert.Equal(7, 4 * x[0] + 2 * x[1] + 1 * x[2], 10);
        Assert.Equal(6, 2 * x[0] + 5 * x[1] - 1 * x[2], 10);
        Assert.Equal(6, 1 * x[0] - 1 * x[1] + 6 * x[2], 10);
        Assert.Equal(Math.Log(83), f.LogDeterminant(), 10);
        Assert.Equal([29 / 83.0, 23 / 83.0, 16 / 83.0], f.InverseDiagonal().Select(d => Math.Round(d, 12)), (p, q) => Math.Abs(p - q) < 1e-10);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_has_no_factor() => Assert.Null(Cholesky.Factor([[1], [2, 1]]));

    [Fact]
    public void Two_points_give_the_mean_and_variance_of_the_two_by_two_formula()
    {
        var a = Made(0b0011, 0); var b = Made(0b0110, 1); var c = Made(0b0111, 0.5);
        var w = new Weights(0.1, 0.5, 1);
        var process = GaussianProcess.Fit([a, b], [1, 3], false, w);

        // Standardised: y = -1, 1; descriptors -1, 1 (mean 0.5, deviation 0.5) and 0 for the new one.
        static double K(double t, double z1, double z2, Weights w) => 0.6 * t + 0.4 * Math.Exp(-(z1 - z2) * (z1 - z2) / (2 * w.Length * w.Length)) + w.Linear * (1 + z1 * z2);
        double k11 = K(1, -1, -1, w) + w.Noise, k22 = K(1, 1, 1, w) + w.Noise, k12 = K(1 / 3.0, -1, 1, w), k1 = K(2 / 3.0, -1, 0, w), k2 = K(2 / 3.0, 1, 0, w), det = k11 * k22 - k12 * k12;
        double a1 = (k22 * -1 - k12 * 1) / det, a2 = (-k12 * -1 + k11 * 1) / det, variance = (-a1 + a2) / 2;
        double mean = 2 + k1 * a1 + k2 * a2, reduction = (k1 * (k22 * k1 - k12 * k2) + k2 * (k11 * k2 - k12 * k1)) / det;
        double sigma = Math.Sqrt(variance * (K(1, 0, 0, w) + w.Noise - reduction));

        var (m, s) = process.Predict(c);
        Assert.Equal(mean, m, 10);
        Assert.Equal(sigma, s, 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leave_one_out_in_closed_form_is_what_leaving_one_out_gives(bool lowLevel)
    {
        var (features, values) = Table(25, 3);
        var w = new Weights(0.05, 0.3, 1.2);
        var closed = GaussianProcess.Fit(features, values, lowLevel, w).LeaveOneOut();

        double mean = values.Average(), scale = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        var y = values.Select(v => (v - mean) / scale).ToArray();
        var covariance = new Covariance(features, lowLevel);
        var points = features.Select(covariance.Ready).ToArray();
        double K(int i, int j) => Covariance.Of(covariance.Parts(points[i], points[j]), w) + (i == j ? w.Noise : 0);
        var all = Cholesky.Factor([.. Enumerable.Range(0, 25).Select(i => Enumerable.Range(0, i + 1).Select(j => K(i, j)).ToArray())])!;
        double variance = y.Zip(all.Solve(y), (p, q) => p * q).Sum() / 25;
        for (int left = 0; left < 25; left++)
        {
            var rest = Enumerable.Range(0, 25).Where(i => i != left).ToArray();
            var f = Cholesky.Factor([.. rest.Select((i, n) => rest.Take(n + 1).Select(j => K(i, j)).ToArray())])!;
            var k = rest.Select(i => K(left, i)).ToArray();
            double m = k.Zip(f.Solve([.. rest.Select(i => y[i])]), (p, q) => p * q).Sum(), v = K(left, left) - k.Zip(f.Solve(k), (p, q) => p * q).Sum();
            Assert.Equal(mean + scale * m, closed[left].Mean, 8);
            Assert.Equal(scale * Math.Sqrt(variance * v), closed[left].Sigma, 8);
        }
    }

    [Fact]
    public void A_linear_truth_at_the_cheap_level_is_found_from_the_data()
    {
        var (features, _) = Table(60, 5);
        var values = features.Select(f => 1.7 * f.LowLevel!.Value + 0.4).ToArray();
        var process = GaussianProcess.Fit(features.Take(50).ToArray(), values.Take(50).ToArray(), true);
        foreach (var (f, v) in features.Zip(values).Skip(50)) Assert.Equal(v, process.Predict(f).Mean, 0.05);
    }

    internal static Features Made(ulong bits, double descriptor, double? low = null) => new([[bits]], [descriptor], low, ["C", "H"]);

    /// <summary>Random molecules: six descriptors, two fingerprints of 128 bits, a value that depends on both and on the cheap level, with noise.</summary>
    internal static (Features[] Features, double[] Values) Table(int n, int seed)
    {
        var random = new Random(seed);
        var features = new Features[n];
        var values = new double[n];
        for (int i = 0; i < n; i++)
        {
            double[] d = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble())];
            ulong[] Bits() => [(ulong)random.NextInt64() & (ulong)random.NextInt64(), (ulong)random.NextInt64() & (ulong)random.NextInt64()];
            double low = 2 * d[0] - d[1] + random.NextDouble();
            features[i] = new Features([Bits(), Bits()], d, low, ["C", "H", "O"]);
            values[i] = low + 0.5 * d[2] * d[3] + 0.05 * random.NextDouble();
        }
        return (features, values);
    }
}
