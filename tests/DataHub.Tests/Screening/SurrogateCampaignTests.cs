// Campaigns whose answers come from surrogates: records of a smooth made-up property in a real archive, no engine.
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Rungs;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Screening;

public class SurrogateCampaignTests
{
    const string Cheap = "GFN2-xTB", Dear = "GFN1-xTB";
    static readonly string[] Heads = ["", "C", "O", "N", "CO", "CN", "OC", "NC", "CC(C)", "C=C"], Tails = ["", "O", "N", "OC", "C=O"];

    /// <summary>Chains with a head, one to four carbons and a tail: 140 distinct molecules or so.</summary>
    static string[] Family(Hub hub) => [.. (from n in Enumerable.Range(1, 4) from h in Heads from t in Tails select h + new string('C', n) + t)
        .Select(s => hub.Toolkit.FromSmiles(s).Molecule?.Smiles).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A smooth function of the structure, in eV: additive in atoms and groups.</summary>
    static double Truth(string smiles) => 9 - 0.35 * smiles.Count(c => c == 'C') - 1.1 * smiles.Count(c => c == 'O') - 0.7 * smiles.Count(c => c == 'N') - 2.5 * smiles.Count(c => c == '=');

    static void Put(Hub hub, IEnumerable<string> family, string level, Func<string, double> value)
    {
        var records = family.Select(s =>
        {
            var m = hub.Toolkit.FromSmiles(s).Molecule!;
            string[] symbols = [.. CostForecast.Atoms(m.Formula).SelectMany(a => Enumerable.Repeat(a.Symbol, a.Count))];
            var geometry = new Geometry(symbols, [.. symbols.SelectMany((_, i) => (double[])[1.3 * i, 0, 0])], GeometrySource.Optimized, Cheap);
            return new Calculation(m, Level.Parse(level), level == Cheap ? Driver.Optimization : Driver.Energy, Status.Success)
            {
                Geometry = geometry, Values = new Values { [Property.Gap] = value(s), [Property.Energy] = -symbols.Length }, Cost = new Cost(CostTier.Measured) { CpuSeconds = level == Cheap ? 0.5 : 20 + m.HeavyAtoms },
                Provenance = new Provenance { Program = "made-up", ProgramVersion = "1", Dataset = "test", Licence = "CC0-1.0" },
            };
        }).ToArray();
        Assert.All(hub.Intake.Take(records), r => Assert.True(r is Receipt.Kept, r.ToString()));
    }

    static Campaigns NoEngines(Hub hub) => new(new Laboratory(hub.Options.Folder, hub.Archive, hub.Toolkit, hub.Intake, hub.Known, hub.Engines, hub.Runner, hub.Embedder, hub.Cost, TimeProvider.System, 2) { FindEngine = _ => null });

    static Campaign Of(IEnumerable<string> candidates, double tolerance) => new("family", [.. candidates], Property.Gap, Level.Parse(Dear)) { Tolerance = tolerance };

    [Fact]
    public void Relatives_of_what_is_known_are_predicted_and_strangers_are_refused()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        var family = Family(hub);
        string[] unknown = [.. family.Where((_, i) => i % 12 == 5)], known = [.. family.Except(unknown)];
        Put(hub, known, Dear, Truth);

        var plan = NoEngines(hub).Plan(Of([.. unknown, .. known[..3], "S=C=S"], 1), TestContext.Current.CancellationToken);
        Assert.Equal((3, 1 + unknown.Length - plan.Predictable), (plan.Reused, plan.ToCompute));
        Assert.True(plan.Predictable >= unknown.Length / 2, string.Join('\n', plan.Notes));

        var report = NoEngines(hub).Run(Of([.. unknown, .. known[..3], "S=C=S"], 1));
        var predicted = report.Results.Where(r => r.Answer is Answer.Known { Evidence.Tier: Tier.T6 }).ToArray();
        Assert.Equal(plan.Predictable, predicted.Length);
        foreach (var r in predicted)
        {
            var k = (Answer.Known)r.Answer;
            Assert.Equal(Truth(r.Smiles!), k.Value, 1.0);
            Assert.True(k.HalfWidth <= 1 && k.Sigma > 0);
            var record = hub.Archive.Get(k.Evidence.CalculationId!)!;
            Assert.Equal((LevelKind.MachineLearned, $"GP2D[{Dear}]", Driver.Properties), (record.Level.Kind, record.Level.Name, record.Driver));
            Assert.True(record.Values.Uncertainties["gap_ev"] > 0 && record.Cost.CpuSeconds > 0);
            Assert.StartsWith("model:", Assert.Single(record.Provenance.Parents));
            Assert.True(File.Exists(Path.Combine(temp.Path, "models", record.Provenance.Parents[0]["model:".Length..] + ".json")));
        }
        Assert.Contains("engine xtb not found", Assert.IsType<Answer.CannotSay>(report.Results[^1].Answer).Why);
        Assert.Equal(3, report.Results.Count(r => r.Answer is Answer.Known { Evidence.Tier: Tier.T3 }));
        Assert.True(report.AvoidedCpuSeconds > 20 * (predicted.Length + 2), $"{report.AvoidedCpuSeconds}");
        var card = Assert.Single(report.Models);
        Assert.Equal((known.Length, known.Length), (card.Records, card.Calibration));

        // A prediction neither answers as if it were computed nor teaches the next model.
        Assert.IsType<Answer.CannotSay>(hub.Known.Ask(predicted[0].Smiles!, Level.Parse(Dear), Property.Gap).Result!.Answer);
        Assert.Equal(known.Length, NoEngines(hub).Run(Of(unknown, 1) with { Name = "again" }).Models.Single().Records);
    }

    [Fact]
    public void What_the_structure_alone_cannot_tell_the_cheap_level_corrected_can()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        var family = Family(hub);
        string[] unknown = [.. family.Where((_, i) => i % 12 == 5)], known = [.. family.Except(unknown)];
        // A part of the truth that no structure descriptor sees, but the cheap level does.
        double Hidden(string s) => (Math.Abs(s.Aggregate(17, (h, c) => h * 31 + c)) % 1000) / 250.0;
        Put(hub, family, Cheap, s => Truth(s) + Hidden(s));
        Put(hub, known, Dear, s => 1.2 * (Truth(s) + Hidden(s)) + 0.5);

        var report = NoEngines(hub).Run(Of(unknown, 0.3));
        Assert.DoesNotContain(report.Results, r => r.Answer is Answer.Known { Evidence.Tier: Tier.T6 });
        var corrected = report.Results.Where(r => r.Answer is Answer.Known { Evidence.Tier: Tier.T5 }).ToArray();
        Assert.True(corrected.Length >= unknown.Length / 2, string.Join('\n', report.Results.Select(r => r.Answer)));
        Assert.All(corrected, r => Assert.Equal(1.2 * (Truth(r.Smiles!) + Hidden(r.Smiles!)) + 0.5, ((Answer.Known)r.Answer).Value, 0.3));
        Assert.Equal(["surrogate", $"surrogate+{Cheap}"], report.Funnel.Where(f => f.Rung.StartsWith("surrogate")).Select(f => f.Rung));
        var record = hub.Archive.Get(((Answer.Known)corrected[0].Answer).Evidence.CalculationId!)!;
        Assert.Equal(($"GP2D+{Cheap}[{Dear}]", 2), (record.Level.Name, record.Provenance.Parents.Count));
        // What is not accepted is held with its interval, not thrown away.
        Assert.All(report.Results.Except(corrected), r => Assert.True(r.Answer is Answer.Unsure or Answer.CannotSay));
    }

    [Fact]
    public void The_rungs_of_the_default_ladder_stand_in_order_with_the_correction_after_the_cheap_level()
    {
        var campaign = Of(["C"], 1);
        Assert.Equal(["reuse", "surrogate", Cheap, $"surrogate+{Cheap}", Dear], Sieve.Rungs(campaign, Cheap).Select(r => r.Name));
        Assert.Equal(["reuse", Dear], Sieve.Rungs(campaign with { Ladder = ["reuse", Dear] }, null).Select(r => r.Name));
        Assert.Equal(["reuse", "surrogate", Dear], Sieve.Rungs(campaign with { GeometryLevel = Dear }, null).Select(r => r.Name));
        Assert.IsType<EngineRung>(Sieve.Rungs(campaign, Cheap)[^1]);
    }
}
