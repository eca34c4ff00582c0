// Values of one level predicted from another: what is promised, and when nothing is said.
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Screening.Reuse;
using Xunit;

namespace DataHub.Tests.Screening;

public class BridgeTests
{
    static readonly Level Low = Level.Parse("GFN2-xTB"), High = Level.Parse("wB97X-D/def2-SVP");

    static double Normal(Random r) => Math.Sqrt(-2 * Math.Log(1 - r.NextDouble())) * Math.Cos(2 * Math.PI * r.NextDouble());

    static List<LevelPair> Pairs(int count, double noise, int seed, Func<int, bool>? calibrates = null)
    {
        var r = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => { double x = 2 + 8 * r.NextDouble(); return new LevelPair($"m{i}", ["C", "H"], x, 1.5 + 1.2 * x + noise * Normal(r), calibrates?.Invoke(i) ?? true); })];
    }

    [Fact]
    public void Accepted_values_err_beyond_the_tolerance_no_more_often_than_promised_and_intervals_cover()
    {
        int broken = 0, accepting = 0;
        double covered = 0;
        for (int run = 0; run < 200; run++)
        {
            var (bridge, _) = LinearBridge.Fit(Pairs(300, 0.1, run), new SurrogateSettings(0.9, 0.2, run));
            var fresh = Pairs(1000, 0.1, 10_000 + run).Where(p => bridge!.Predict(p.From, p.Traits).Prediction is not null).ToArray();
            var predictions = fresh.Select(p => (P: bridge!.Predict(p.From, p.Traits).Prediction!, p.To)).ToArray();
            covered += predictions.Average(p => Math.Abs(p.P.Value - p.To) <= p.P.HalfWidth ? 1.0 : 0) / 200;
            var accepted = predictions.Where(p => p.P.Accepted).ToArray();
            if (accepted.Length == 0) continue;
            accepting++;
            if (accepted.Average(p => Math.Abs(p.P.Value - p.To) > 0.2 ? 1.0 : 0) > 0.1) broken++;
        }
        Assert.InRange(covered, 0.88, 0.93);
        Assert.True(accepting > 100, $"{accepting} accept anything");
        Assert.True(broken <= 0.1 * accepting + 3, $"{broken} of {accepting} break the promise");
    }

    [Fact]
    public void Too_few_pairs_chosen_pairs_strange_elements_and_values_outside_say_nothing()
    {
        var settings = new SurrogateSettings(0.9, 0.3);
        Assert.Contains("149 molecules", LinearBridge.Fit(Pairs(149, 0.01, 1), settings).Refusal);
        Assert.NotNull(LinearBridge.Fit(Pairs(150, 0.01, 1), settings).Bridge);
        Assert.NotNull(LinearBridge.Fit(Pairs(400, 0.01, 1, i => i < 99), settings).Refusal);
        var bridge = LinearBridge.Fit(Pairs(400, 0.01, 1, i => i < 120), settings).Bridge!;
        Assert.Equal((280, 120), (bridge.Training, bridge.Calibration));
        Assert.Equal("no pair has U", bridge.Predict(5, ["C", "U"]).Refusal);
        Assert.Contains("outside", bridge.Predict(11, ["C"]).Refusal);
        Assert.False(LinearBridge.Fit(Pairs(400, 1, 1), settings).Bridge!.Predict(5, ["C"]).Prediction!.Accepted);
    }

    static Calculation Record(int i, Level level, double gap, string dataset = "d", string formula = "C2H6", string geometry = "GFN2-xTB")
    {
        var rest = new char[13];
        for (int k = 0, v = i * 7919; k < 13; k++, v = v / 26 + k) rest[k] = (char)('A' + v % 26);
        var c = new Calculation(new Molecule(formula, 0, 1, ["C", "H"], 8, 2) { Smiles = $"C{i}", InChIKey = $"{(char)('A' + i % 26)}{new string(rest)}-UHFFFAOYSA-N" }, level, Driver.Energy, Status.Success)
        {
            Geometry = new Geometry(["C", "H"], [0, 0, 0, 0, 0, 1 + i * 1e-4], GeometrySource.Optimized, geometry),
            Provenance = new Provenance { Program = "psi4", ProgramVersion = "1.9", Dataset = dataset }, Cost = new Cost(CostTier.Measured) { CpuSeconds = 5 },
        };
        c.Values[Property.Gap] = gap;
        c.Values[Property.Energy] = -gap;
        return c with { Id = c.ContentId() };
    }

    [Fact]
    public void A_stored_value_at_another_level_is_bridged_where_asked_for_and_never_passes_for_a_computed_one()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        var r = new Random(3);
        var records = new List<Calculation>();
        for (int i = 0; i < 260; i++)
        {
            double x = 2 + 8 * r.NextDouble();
            records.Add(Record(i, Low, x));
            if (i < 250) records.Add(Record(i, High, 1.5 + 1.2 * x + 0.05 * Normal(r)));
        }
        hub.Archive.Append(records);
        var asked = records[^1];
        double expected = 1.5 + 1.2 * asked.Values[Property.Gap]!.Value;
        Answer Ask(Policy policy, Property? property = null, string? geometryLevel = null) =>
            hub.Known.Ask(new Question(asked.Molecule, property ?? Property.Gap, High) { GeometryLevel = geometryLevel, Policy = policy }).Answer;
        var wide = Policy.AnyWithInterval with { Tolerance = 0.3 };
        var known = Assert.IsType<Answer.Known>(Ask(wide));
        Assert.Equal((Tier.T5, "R4", asked.Id, "GFN2-xTB"), (known.Evidence.Tier, known.Evidence.Rule, known.Evidence.CalculationId, known.Evidence.Level));
        Assert.InRange(known.Value, expected - 0.1, expected + 0.1);
        Assert.InRange(known.HalfWidth!.Value, 0.05, 0.15);
        Assert.StartsWith("predicted from", known.Evidence.Reason);
        Assert.Equal(125, known.Evidence.ExpectedError!.Count);

        Assert.IsType<Answer.Unsure>(Ask(wide with { Tolerance = 0.02 }));
        Assert.Contains("a tolerance", Assert.IsType<Answer.CannotSay>(Ask(Policy.AnyWithInterval)).Why);
        foreach (var policy in (Policy[])[Policy.Strict with { Tolerance = 0.3 }, Policy.OrBetter with { Tolerance = 0.3 }, wide with { ConsistentSeries = true }, wide with { NotPrograms = ["psi4"] }]) Assert.IsType<Answer.CannotSay>(Ask(policy));
        Assert.IsType<Answer.CannotSay>(Ask(wide, Property.Energy));
        Assert.IsType<Answer.CannotSay>(Ask(wide, geometryLevel: "PM7"));

        // A second value at the low level cannot be told from the first; a computed value goes before any bridge.
        hub.Archive.Append([Record(258, Low, 9.99)]);
        Assert.Contains("differ", Assert.IsType<Answer.CannotSay>(hub.Known.Ask(new Question(Record(258, Low, 0).Molecule, Property.Gap, High) { Policy = wide }).Answer).Why);
        hub.Archive.Append([Record(259, High, 7.77)]);
        Assert.Equal((Tier.T3, 7.77), Ask(wide) is Answer.Known computed ? (computed.Evidence.Tier, computed.Value) : default);
    }
}
