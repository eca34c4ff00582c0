// Intervals and acceptance by calibration, and when a surrogate refuses.
using DataHub.Compute.Surrogates;
using Xunit;

namespace DataHub.Tests.Screening;

public class ConformalTests
{
    [Fact]
    public void The_quantile_is_the_corrected_one_for_a_finite_sample()
    {
        double[] scores = [.. Enumerable.Range(1, 9).Select(i => (double)i)];
        Assert.Equal(9, Conformal.Quantile(scores, 0.9));
        Assert.Equal(5, Conformal.Quantile(scores, 0.5));
        Assert.Equal(double.PositiveInfinity, Conformal.Quantile(scores[..8], 0.9));
    }

    [Theory]
    [InlineData(0, 22, 0.1, 0.0994)] // 1 - 0.1^(1/22)
    [InlineData(0, 10, 0.05, 0.2589)]
    [InlineData(3, 50, 0.1, 0.1288)]
    [InlineData(5, 5, 0.1, 1)]
    public void The_upper_bound_of_a_share_is_exact(int bad, int n, double delta, double bound)
    {
        double b = Conformal.UpperBound(bad, n, delta);
        Assert.Equal(bound, b, 0.0006);
        if (bad < n) // by definition: with the true share at the bound, so few are seen with probability delta
            Assert.Equal(delta, Enumerable.Range(0, bad + 1).Sum(k => Choose(n, k) * Math.Pow(b, k) * Math.Pow(1 - b, n - k)), 1e-9);
    }

    static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (p, i) => p * (n - k + i) / i);

    [Fact]
    public void The_threshold_stops_where_errors_become_too_frequent()
    {
        // Errors beyond the tolerance only above an uncertainty of 0.6.
        var calibration = Enumerable.Range(0, 400).Select(i => (i / 400.0, i / 400.0 > 0.6 ? 2.0 : 0.1)).ToArray();
        double t = Conformal.Threshold(calibration, 1, 0.1)!.Value;
        Assert.InRange(t, 0.55, 0.66);
        Assert.Null(Conformal.Threshold([.. calibration.Select(c => (c.Item1, 2.0))], 1, 0.1));
    }

    [Fact]
    public void The_bound_on_accepted_errors_holds_in_nine_of_ten_resamples()
    {
        // Truth: error beyond the tolerance with a probability that grows with the uncertainty, u². Below t the true share is t²/3.
        int broken = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var calibration = Enumerable.Range(0, 300).Select(_ => random.NextDouble()).Select(u => (u, random.NextDouble() < u * u ? 2.0 : 0.0)).ToArray();
            if (Conformal.Threshold(calibration, 1, 0.1) is { } t && t * t / 3 > 0.1) broken++;
        }
        Assert.InRange(broken, 0, 20 + 13); // 10% of 200 and three standard deviations
    }

    [Fact]
    public void Fewer_than_thirty_records_train_nothing()
    {
        var (model, refusal) = Train(29, new DirectGaussianProcess());
        Assert.Null(model);
        Assert.Contains("29 training records", refusal);
        Assert.Contains("at least 30", refusal);
    }

    [Fact]
    public void An_element_that_no_record_has_is_refused()
    {
        var model = Train(60, new DirectGaussianProcess()).Model!;
        var (f, _) = GaussianProcessTests.Table(1, 99);
        var (prediction, refusal) = model.Predict(f[0] with { Traits = ["C", "Br"] });
        Assert.Null(prediction);
        Assert.Contains("Br", refusal);
    }

    [Fact]
    public void What_is_far_from_every_record_is_refused()
    {
        var model = Train(60, new DirectGaussianProcess()).Model!;
        var (f, _) = GaussianProcessTests.Table(1, 99);
        Assert.Contains("outside the domain", model.Predict(f[0] with { Fingerprints = [[0, 0], [0, 0]] }).Refusal);
    }

    [Fact]
    public void The_correcting_surrogate_needs_the_cheap_value()
    {
        var model = Train(60, new DeltaGaussianProcess("low")).Model!;
        var (f, _) = GaussianProcessTests.Table(1, 7);
        Assert.NotNull(model.Predict(f[0]).Prediction);
        Assert.Contains("cheap level", model.Predict(f[0] with { LowLevel = null }).Refusal);
    }

    [Fact]
    public void Chosen_records_teach_but_do_not_calibrate()
    {
        var (f, v) = GaussianProcessTests.Table(80, 1);
        var (model, _) = new DirectGaussianProcess().Train([.. f.Select((x, i) => new Sample($"r{i}", x, v[i], i < 40))], "L", "p", new SurrogateSettings(0.9, 1));
        Assert.Equal((80, 40), (model!.Card.Records, model.Card.Calibration));
    }

    [Fact]
    public void The_same_records_in_another_order_are_the_same_model()
    {
        var (f, v) = GaussianProcessTests.Table(60, 1);
        var samples = f.Select((x, i) => new Sample($"r{i}", x, v[i])).ToArray();
        var settings = new SurrogateSettings(0.9, 0.5);
        var a = new DirectGaussianProcess().Train(samples, "L", "p", settings).Model!;
        var b = new DirectGaussianProcess().Train([.. samples.Reverse()], "L", "p", settings).Model!;
        Assert.Equal(a.Card.Id, b.Card.Id);
        Assert.Equal(a.Predict(f[0]).Prediction, b.Predict(f[0]).Prediction);
        Assert.NotEqual(a.Card.Id, new DirectGaussianProcess().Train(samples[1..], "L", "p", settings).Model!.Card.Id);
    }

    [Fact]
    public void With_few_records_the_card_says_that_the_accepted_alone_are_not_covered()
    {
        var card = Train(60, new DirectGaussianProcess()).Model!.Card;
        Assert.Contains("not of the accepted ones alone", card.Guarantee);
        Assert.Contains("acceptance calibrated", Train(330, new DirectGaussianProcess()).Model!.Card.Guarantee);
    }

    static (Surrogate? Model, string? Refusal) Train(int n, ISurrogate surrogate)
    {
        var (f, v) = GaussianProcessTests.Table(n, 1);
        return surrogate.Train([.. f.Select((x, i) => new Sample($"r{i}", x, v[i]))], "L", "p", new SurrogateSettings(0.9, 0.5));
    }
}
