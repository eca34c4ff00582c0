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
    [InlineData("HF/STO-3G", "H2O", 7)]
    [InlineData("B3LYP/6-31G(d)", "H2O", 19)]
    [InlineData("CCSD(T)/cc-pVTZ", "CH4", 86)]
    [InlineData("MP2/aug-cc-pVDZ", "CH3Cl", 77)]
    [InlineData("GFN2-xTB", "CH4", 8)]
    public void The_size_is_the_number_of_basis_functions(string level, string formula, double size) => Assert.Equal(size, CostForecast.Size(Level.Parse(level), formula));

    [Fact]
    public void Measured_jobs_outweigh_the_rule_of_thumb()
    {
        var random = new Random(1);
        double Truth(string f) => 3e-4 * Math.Pow(CostForecast.Size(Target, f), 2.2);
        var jobs = Enumerable.Range(0, 60).Select(_ => $"C{random.Next(1, 8)}H{random.Next(2, 16)}O{random.Next(1, 3)}").Select(f => new MeasuredJob(f, Truth(f) * Math.Exp(0.1 * (random.NextDouble() - 0.5)))).ToArray();
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
    public void Measured_jobs_of_the_project_are_told_from_the_others_to_a_quarter()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        foreach (string name in (string[])["dft/001.zip", "dft/002.zip", "gfn2/001.zip", "gfn2/002.zip"])
            foreach (var receipt in hub.Intake.Take(DataHub.Formats.Bundles.Walk(Path.Combine(Shared.Repo, "seed-data", name)), new DataHub.Ingest.IntakeOptions())) Assert.IsType<Receipt.Kept>(receipt);
        var checks = MeasuredJobs.Check(hub.Archive).ToDictionary(c => c.Level);
        Assert.Equal((100, 180), (checks["wB97X-D/def2-SVP"].Jobs, checks["GFN2-xTB"].Jobs));
        Assert.InRange(checks["wB97X-D/def2-SVP"].MeanRelativeError, 0.001, 0.1);
        Assert.InRange(checks["GFN2-xTB"].MeanRelativeError, 0.001, 0.25);
        Assert.All(checks.Values, c => { Assert.InRange(c.Within90, 0.83, 1); Assert.InRange(c.SumRatio, 0.85, 1.15); });
        // Psi4 itself says how many functions its jobs had.
        using var rows = hub.Archive.Find(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("eq", new Expr.Col("level"), new Expr.Const("wB97X-D/def2-SVP")), Select = ["formula", "raw_hash"] });
        while (rows.Read())
        {
            using var result = System.Text.Json.JsonDocument.Parse(hub.Archive.OpenRaw(rows.Reader.GetString(1))!.Find("result.json")!.ReadAllText());
            Assert.Equal(result.RootElement.GetProperty("properties").GetProperty("calcinfo_nbasis").GetInt32(), CostForecast.Size(Target, rows.Reader.GetString(0)));
        }
    }

    [Fact]
    public void A_slower_processor_has_an_offset_of_its_own()
    {
        var random = new Random(3);
        var jobs = Enumerable.Range(0, 60).Select(i => (Formula: $"C{random.Next(2, 8)}H{random.Next(4, 16)}O", Processor: i % 3 == 0 ? "slow" : "fast")).Select(j => new MeasuredJob(j.Formula, 3e-4 * Math.Pow(CostForecast.Size(Target, j.Formula), 2.2) * (j.Processor == "slow" ? 2 : 1), null, j.Processor)).ToArray();
        var model = CostForecast.Fit(Target, jobs);
        Assert.Equal(2, model.Of("C5H8O", null, "slow").CpuSeconds / model.Of("C5H8O", null, "fast").CpuSeconds, 0.35);
        Assert.InRange(model.Of("C5H8O", null, "unheard of").CpuSeconds, model.Of("C5H8O", null, "fast").CpuSeconds, model.Of("C5H8O", null, "slow").CpuSeconds);
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
