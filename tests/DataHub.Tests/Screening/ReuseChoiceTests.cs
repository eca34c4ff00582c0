// Of the records that may answer, which one does: whatever their order, never against a stricter policy.
using DataHub.Model;
using DataHub.Screening.Reuse;
using DataHub.Store;
using FsCheck.Fluent;
using Xunit;
using Gen = FsCheck.Fluent.Gen;

namespace DataHub.Tests.Screening;

public class ReuseChoiceTests
{
    static Answer Answer(Question q, IEnumerable<Candidate> records, IReadOnlyDictionary<string, double>? energies = null) =>
        new Choice(q, ReuseRulesTests.Ground, [.. records.Select(c => new Holding(c) { HalfWidth = c.Sigma, Confidence = c.Sigma is null ? null : 0.9 })]) { Energies = energies }.Result().Answer;

    static readonly Question Asked = new(ReuseRulesTests.Water, Property.Gap, Level.Parse(ReuseRulesTests.Target)) { GeometryLevel = "GFN2-xTB" };
    static Candidate With(string id, double value) => ReuseRulesTests.Record with { Id = id, Value = value };

    static readonly FsCheck.Gen<Candidate> Any =
        from id in Gen.Choose(0, 100_000)
        from smiles in Gen.Frequency((9, Gen.Constant("O")), (1, Gen.Elements("[OH2]", "")))
        from level in Gen.Elements(ReuseRulesTests.Target, "GFN2-xTB", "wB97X-D/def2-TZVP", "PM7", $"GP2D[{ReuseRulesTests.Target}]")
        from geometry in Gen.Elements("GFN2-xTB", "GFN2-xTB", "PM7", ReuseRulesTests.Target, null)
        from hash in Gen.Elements(ReuseRulesTests.Bent.Hash, "x", "y", null)
        from status in Gen.Frequency((8, Gen.Constant(Status.Success)), (1, Gen.Constant(Status.Failed)), (1, Gen.Constant(Status.Withdrawn)))
        from program in Gen.Elements("psi4", "orca", null)
        from value in Gen.Choose(80, 90)
        let learned = level.StartsWith("GP", StringComparison.Ordinal)
        select new Candidate($"r{id}", smiles, level, learned ? null : geometry, learned ? null : hash, program, "1", status, "d", "CC0-1.0", 10, status == Status.Failed ? null : value / 10.0, learned ? 0.2 : null)
        { Kind = learned ? LevelKind.MachineLearned : LevelKind.Dft, InChIKey = ReuseRulesTests.Water.InChIKey };

    static readonly FsCheck.Gen<Question> Questions =
        from geometry in Gen.Elements(true, false, false)
        from level in Gen.Elements("GFN2-xTB", null)
        from program in Gen.Frequency((3, Gen.Constant((string?)null)), (1, Gen.Constant((string?)"psi4")))
        from keyed in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from tolerance in Gen.Elements<double?>(null, 0.05, 0.3, 2)
        select Asked with { Geometry = geometry ? ReuseRulesTests.Bent : null, GeometryLevel = level, Program = program, Molecule = keyed ? Asked.Molecule with { Smiles = null } : Asked.Molecule, Policy = Policy.Strict with { Tolerance = tolerance } };

    static void ForAll(Action<Question, Candidate[]> holds)
    {
        var cases = from q in Questions from records in Gen.ArrayOf(Any) select (q, records.DistinctBy(r => r.Id).ToArray());
        foreach (var (q, records) in cases.Sample(3000, new FsCheck.Rnd(7), 12)) holds(q, records);
    }

    [Fact]
    public void A_stricter_policy_never_answers_more()
    {
        int answered = 0;
        ForAll((q, records) =>
        {
            bool before = false;
            foreach (var policy in Policy.All)
            {
                bool answers = Answer(q with { Policy = policy with { Tolerance = q.Policy.Tolerance } }, records) is Answer.Known;
                Assert.True(answers || !before, $"{policy.Name} does not answer what a stricter one does");
                before = answers;
                if (answers) answered++;
            }
            var loose = q with { Policy = Policy.OrBetter };
            if (Answer(loose with { Policy = loose.Policy with { ConsistentSeries = true } }, records) is Answer.Known) Assert.IsType<Answer.Known>(Answer(loose, records));
            if (Answer(q with { Policy = Policy.Strict with { Programs = ["psi4"] } }, records) is Answer.Known k) Assert.Contains("psi4", k.Evidence.Program);
        });
        Assert.True(answered > 1000, $"{answered}");
    }

    [Fact]
    public void Records_that_were_withdrawn_or_failed_never_make_an_answer() => ForAll((q, records) =>
    {
        var policy = q with { Policy = Policy.AnyWithInterval };
        var good = records.Where(r => r.Status == Status.Success).ToArray();
        Assert.Equal(Answer(policy, good) is Answer.Known a ? a.Evidence.CalculationId : null, Answer(policy, records) is Answer.Known b ? b.Evidence.CalculationId : null);
    });

    [Fact]
    public void The_order_of_the_records_does_not_matter() => ForAll((q, records) =>
    {
        var energies = records.Take(3).ToDictionary(r => r.Id, r => -76 - r.Value ?? 0);
        foreach (var policy in Policy.All)
        {
            var one = Answer(q with { Policy = policy }, records, energies);
            var two = Answer(q with { Policy = policy }, records.Reverse(), energies);
            if (one is Answer.Known a) Assert.Equal((a.Value, a.Evidence.CalculationId, a.Evidence.Reason), two is Answer.Known b ? (b.Value, b.Evidence.CalculationId, b.Evidence.Reason) : default);
            else Assert.Equal(one, two);
        }
    });

    [Fact]
    public void Records_that_answer_equally_well_and_disagree_answer_nothing_under_strict_and_are_told_otherwise()
    {
        Candidate[] two = [With("a", 8.5), With("b", 8.6)];
        Assert.Contains("2 records answer equally well and differ: their values lie between 8.5 and 8.6 eV", Assert.IsType<Answer.CannotSay>(Answer(Asked, two)).Why);
        var told = Assert.IsType<Answer.Known>(Answer(Asked with { Policy = Policy.SameLevel }, two));
        Assert.Contains("differ", told.Evidence.Reason);
        Assert.Equal(["b"], told.Evidence.Also);
        Assert.IsType<Answer.Known>(Answer(Asked with { Policy = Policy.Strict with { Tolerance = 0.2 } }, two));
        Assert.DoesNotContain("differ", Assert.IsType<Answer.Known>(Answer(Asked, [With("a", 8.5), With("b", 8.51)])).Evidence.Reason);
    }

    [Fact]
    public void Energies_tell_conformers_apart_and_the_lowest_answers()
    {
        Candidate[] three = [With("a", 8.1), With("b", 8.5), With("c", 8.9)];
        var known = Assert.IsType<Answer.Known>(Answer(Asked, three, new Dictionary<string, double> { ["a"] = -76.30, ["b"] = -76.32, ["c"] = -76.31 }));
        Assert.Equal("b", known.Evidence.CalculationId);
        Assert.Contains("the one of lowest energy of 3 such records, whose values lie between 8.1 and 8.9 eV", known.Evidence.Reason);
        // One without an energy cannot be told apart from the lowest, and disagrees with it.
        Assert.IsType<Answer.CannotSay>(Answer(Asked, three, new Dictionary<string, double> { ["a"] = -76.30, ["b"] = -76.32 }));
        Assert.IsType<Answer.CannotSay>(Answer(Asked, three, new Dictionary<string, double> { ["a"] = -76.32, ["b"] = -76.31999, ["c"] = -76.31 }));
    }

    [Fact]
    public void A_key_that_stands_for_several_structures_answers_nothing()
    {
        var keyed = Asked with { Molecule = Asked.Molecule with { Smiles = null } };
        Assert.IsType<Answer.Known>(Answer(keyed, [With("a", 8.5)]));
        Assert.Contains("stands for 2 structures", Assert.IsType<Answer.CannotSay>(Answer(keyed, [With("a", 8.5), With("b", 8.5) with { Smiles = "[OH2]", Level = "GFN2-xTB" }])).Why);
    }

    [Fact]
    public void The_geometry_level_asked_for_goes_before_any_other()
    {
        var known = Assert.IsType<Answer.Known>(Answer(Asked with { Policy = Policy.SameLevel }, [With("a", 8.1) with { GeometryLevel = "PM7" }, With("b", 8.5)], new Dictionary<string, double> { ["a"] = -77, ["b"] = -76 }));
        Assert.Equal("b", known.Evidence.CalculationId);
    }
}
