// Replays of small made-up tables: the campaign finds what the table has, stops by itself, and its ledger adds up.
using System.Globalization;
using DataHub.Chemistry;
using DataHub.Screening.Replays;
using DataHub.Screening.Seeking;
using NJsonSchema;
using Xunit;

namespace DataHub.Tests.Screening;

public class ReplayTests
{
    static readonly string[] Heads = ["", "C", "O", "N", "CO", "CN", "OC", "NC", "CC(C)", "C=C", "FC", "C#C"], Tails = ["", "O", "N", "OC", "C=O", "F", "C#N"];

    /// <summary>400 chains with a value that is additive in groups plus a part that only the cheap level sees.</summary>
    static string Table(TempFolder temp, string name = "table.csv")
    {
        string[] family = [.. (from n in Enumerable.Range(1, 6) from h in Heads from t in Tails select h + new string('C', n) + t).Distinct()];
        static double Hidden(string s) => (s.Aggregate(17u, (h, c) => unchecked(h * 31 + c)) % 100) / 100.0;
        static double Truth(string s) => 9 - 0.35 * s.Count(c => c == 'C') - 1.1 * s.Count(c => c == 'O') - 0.7 * s.Count(c => c == 'N') - 2.5 * s.Count(c => c is '=' or '#') + Hidden(s);
        var lines = family.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"m{i},{s},{Truth(s):0.0000},{0.8 * Truth(s) + 1:0.0000},{(i % 50 == 7 ? "" : Hidden(s).ToString("0.000", CultureInfo.InvariantCulture))},{5 + i % 3}"));
        File.WriteAllLines(temp[name], ["id,my smiles,high,low,\"odd, one\",minutes", .. lines]);
        return temp[name];
    }

    const string Spec = """{"smiles": "my smiles", "target": {"name": "dear", "column": "high", "cost": "minutes"}, "levels": [{"name": "cheap", "column": "low", "cost": 0.02}, {"name": "odd", "column": "odd, one", "cost": 4}], "objective": {"find": "lowest", "share": 0.03}}""";

    static ReplayReport Run(string path, string spec, int seeds = 1, bool compare = true)
    {
        var (read, faults) = ReplaySpec.Read("spec.json", spec);
        Assert.Empty(faults);
        using var toolkit = new Toolkit();
        var (table, wrong) = ReplayTable.Read(path, read!, Path.GetDirectoryName(path), toolkit, TestContext.Current.CancellationToken);
        Assert.Empty(wrong);
        return new Replay(table!, read!, path).Run(seeds, compare, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_campaign_verifies_the_hits_for_a_fraction_stops_by_itself_and_its_ledger_adds_up()
    {
        using var temp = Shared.Temp();
        var report = Run(Table(temp), Spec, 2);
        Assert.Equal(["campaign", "active learning, target only", "random", "funnel through cheap", "funnel through odd"], report.Runs.Select(r => r.Strategy).Distinct());
        foreach (var run in report.Runs.Where(r => r.Strategy == "campaign"))
        {
            Assert.Equal((int)Math.Round(0.03 * run.Pool), run.Hits);
            Assert.True(run.StopRecall >= 0.9, $"{run.StopRecall}");
            Assert.True(run.StopSaving > 0.6, $"{run.StopSaving}");
            Assert.True(run.SavingAtRecall >= run.StopSaving || run.StopRecall < 0.95);
            var l = run.Ledger!;
            Assert.Equal(1 - (l.Query + l.Training + l.Low + l.High + l.Audit + l.Failed) / l.Baseline, run.StopSaving!.Value, 1e-9);
            Assert.Equal(6.0 * run.Pool, l.Baseline, 0.01 * l.Baseline);
            Assert.InRange(l.High, 5 * run.TargetJobs, 7 * run.TargetJobs);
            Assert.Equal("dropped", run.Rungs!.Single(r => r.Level == "odd").Use);
            Assert.NotEqual("dropped", run.Rungs!.Single(r => r.Level == "cheap").Use);
            Assert.True(run.Curve.Zip(run.Curve.Skip(1)).All(p => p.First.Cost <= p.Second.Cost && p.First.Recall <= p.Second.Recall));
        }
        // Random order meets the last hits near the end of the pool; the campaign beats it by far.
        Assert.True(report.Saving("random").Median < 0.35, $"{report.Saving("random")}");
        Assert.True(report.Saving("campaign").Worst > report.Saving("random").Median + 0.3);
        string markdown = report.ToMarkdown();
        Assert.Contains("| campaign |", markdown);
        Assert.Contains("\"strategy\": \"campaign\"", report.ToJson());
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_an_archive_makes_it_cheaper()
    {
        using var temp = Shared.Temp();
        string path = Table(temp);
        var (a, b) = (Run(path, Spec, 1, false).Runs[0], Run(path, Spec, 1, false).Runs[0]);
        Assert.Equal((a.SavingAtRecall, a.TargetJobs, a.LowerJobs, a.StopRecall), (b.SavingAtRecall, b.TargetJobs, b.LowerJobs, b.StopRecall));
        var rich = Run(path, Spec.Replace("\"objective\"", "\"archive\": {\"share\": 0.5}, \"objective\""), 1, false).Runs[0];
        Assert.InRange(rich.Reused, 1, rich.Hits);
        Assert.True(rich.SavingAtRecall >= a.SavingAtRecall, $"{rich.SavingAtRecall} {a.SavingAtRecall}");
    }

    [Theory]
    [InlineData("\"find\": \"at_most\", \"value\": 2.6")]
    [InlineData("\"find\": \"window\", \"low\": 6.0, \"high\": 6.15")]
    public void Thresholds_and_windows_are_searched_too(string objective)
    {
        using var temp = Shared.Temp();
        var run = Run(Table(temp), Spec.Replace("\"find\": \"lowest\", \"share\": 0.03", objective), 1, false).Runs[0];
        Assert.True(run.Hits > 3 && run.StopRecall >= 0.8 && run.StopSaving > 0.3, $"{run.Hits} {run.StopRecall} {run.StopSaving} {run.Ended}");
    }

    [Fact]
    public void Without_structures_the_cheap_level_leads_and_foreign_tables_teach()
    {
        using var temp = Shared.Temp();
        string path = Table(temp);
        var bare = Run(path, Spec.Replace("\"smiles\": \"my smiles\", ", ""));
        Assert.True(bare.Saving("campaign").Worst >= bare.Saving("funnel through cheap").Worst - 0.03, $"{bare.Saving("campaign")} {bare.Saving("funnel through cheap")}");
        File.WriteAllLines(temp["other.csv"], File.ReadLines(path).Where((_, i) => i % 2 == 0));
        File.WriteAllLines(temp["pool.csv"], File.ReadLines(path).Where((_, i) => i == 0 || i % 2 == 1));
        string alone = Spec.Replace("0.03", "0.04");
        var cold = Run(temp["pool.csv"], alone, 1, false).Runs[0];
        var taught = Run(temp["pool.csv"], alone.Replace("\"objective\"", "\"foreign\": {\"file\": \"other.csv\", \"levels\": [\"cheap\"]}, \"objective\""), 1, false).Runs[0];
        Assert.True(taught.SavingAtRecall > cold.SavingAtRecall, $"{taught.SavingAtRecall} {cold.SavingAtRecall}");
    }

    [Theory]
    [InlineData("{", "not readable")]
    [InlineData("""{"target": {"column": "high", "cost": 1}}""", "objective")]
    [InlineData("""{"target": {"column": "high", "cost": -1}, "objective": {"find": "lowest", "count": 3}}""", "neither a positive number")]
    [InlineData("""{"target": {"column": "high", "cost": 1}, "objective": {"find": "best", "count": 3}}""", "'best' is not")]
    [InlineData("""{"target": {"column": "high", "cost": 1}, "objective": {"find": "lowest", "count": 3, "share": 0.1}}""", "either count")]
    [InlineData("""{"target": {"column": "high", "cost": 1}, "objective": {"find": "lowest", "count": 3}, "sedes": 3}""", "sedes")]
    [InlineData("""{"target": {"column": "high", "cost": 1}, "objective": {"find": "lowest", "count": 3}, "archive": {"share": 0.1, "levels": ["x"]}}""", "'x' is no level")]
    public void A_specification_that_is_wrong_is_refused_with_field_and_remedy(string json, string told)
    {
        var (spec, faults) = ReplaySpec.Read("spec.json", json);
        Assert.Null(spec);
        Assert.Contains(faults, f => f.ToString().Contains(told) && f.Remedy.Length > 0);
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_named_and_examples_pass_the_schema()
    {
        using var temp = Shared.Temp();
        using var toolkit = new Toolkit();
        var (spec, _) = ReplaySpec.Read("spec.json", Spec.Replace("\"low\"", "\"lwo\""));
        var (table, faults) = ReplayTable.Read(Table(temp), spec!, null, toolkit, TestContext.Current.CancellationToken);
        Assert.Null(table);
        Assert.Contains("lwo", Assert.Single(faults).ToString());
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Shared.Repo, "schemas", "replay.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(Spec));
        Assert.NotEmpty(schema.Validate(Spec.Replace("\"smiles\"", "\"smile\"")));
        string[] examples = Directory.GetFiles(Path.Combine(Shared.Repo, "docs", "examples", "replay"), "*.json");
        Assert.NotEmpty(examples);
        foreach (string file in examples)
        {
            Assert.Empty(schema.Validate(File.ReadAllText(file)));
            Assert.Empty(ReplaySpec.Read(file, File.ReadAllText(file)).Faults);
        }
    }

    [Fact]
    public void Rank_agreement_and_objectives_are_what_they_say()
    {
        Assert.Equal(1, Trial.Spearman([1, 2, 3, 4], [2, 4, 6, 100]), 1e-12);
        Assert.Equal(-1, Trial.Spearman([1, 2, 3, 4], [5, 3, 2, 0]), 1e-12);
        Assert.Equal(0.9486832980505138, Trial.Spearman([1, 2, 2, 3], [1, 2, 3, 4]), 1e-9);
        Assert.Equal((2, double.NegativeInfinity, 2), new Objective.Top(2, Sense.Lowest).Among([3, 1, 2, 5]));
        Assert.Equal((2, 2, 4), new Objective.Window(2, 4).Among([3, 1, 2, 5]));
        Assert.Equal(0.9750021, Chances.Phi(1.96), 1e-6);
    }
}
