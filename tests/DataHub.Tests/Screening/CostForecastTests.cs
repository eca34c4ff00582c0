// Forecasts of processor time.
using DataHub.Model;
using DataHub.Screening;
using Xunit;

namespace DataHub.Tests.Screening;

public class CostForecastTests
{
    static readonly Level Target = Level.Parse("wB97X-D/def2-SVP");

    [Theory]
    [InlineData("wB97X-D/def2-SVP", "H2O", 24)]
    [InlineData("wB97X-D/def2-SVP", "C6H6", 114)]
    [InlineData("PBE0/def2-TZVP", "CH4", 55)]
    [InlineData("GFN2-xTB", "CH4", 8)]
    public void The_size_is_the_number_of_basis_functions(string level, string formula, double size) => Assert.Equal(size, CostForecast.Size(Level.Parse(level), formula));

    [Fact]
    public void Measured_jobs_outweigh_the_rule_of_thumb()
    {
        var random = new Random(1);
        double Truth(string f) => 3e-4 * Math.Pow(CostForecast.Size(Target, f), 2.2);
        var jobs = Enumerable.Range(0, 60).Select(_ => $"C{random.Next(1, 8)}H{random.Next(2, 16)}O{random.Next(1, 3)}").Select(f => (f, Truth(f) * Math.Exp(0.1 * (random.NextDouble() - 0.5)))).ToArray();
        var model = CostForecast.Fit(Target, jobs);
        foreach (string f in (string[])["C3H8O", "C6H6O", "C9H12O2"])
        {
            var forecast = model.Of(f);
            Assert.Equal(1, forecast.CpuSeconds / Truth(f), 0.25);
            Assert.InRange(Truth(f), forecast.Low, forecast.High);
        }
    }

    [Fact]
    public void Without_measured_jobs_it_says_so_and_its_interval_is_wide()
    {
        var model = CostForecast.Fit(Target, []);
        Assert.Contains("rule of thumb", model.Basis);
        Assert.True(model.Of("C6H6").High / model.Of("C6H6").Low > 50);
    }

    [Fact]
    public void The_sum_of_many_is_relatively_surer_than_one()
    {
        var one = new Forecast(10, 5, 20);
        var sum = CostForecast.Sum(Enumerable.Repeat(one, 100));
        Assert.Equal(1000, sum.CpuSeconds, 6);
        Assert.InRange((sum.High - sum.Low) / sum.CpuSeconds, 0, (one.High - one.Low) / one.CpuSeconds / 5);
    }
}
