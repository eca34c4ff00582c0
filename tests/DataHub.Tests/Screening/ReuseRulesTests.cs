// Which stored record may answer, rule by rule.
using DataHub.Model;
using DataHub.Screening;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Screening;

public class ReuseRulesTests
{
    const string Target = "wB97X-D/def2-SVP";
    static readonly Geometry Bent = new(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0]);
    static readonly Molecule Water = Molecule.FromAtoms(["O", "H", "H"], 0, 1) with { Smiles = "O", InChIKey = "XLYOFNOQVPJJNP-UHFFFAOYSA-N" };
    static readonly Candidate Record = new("a", "O", Target, "GFN2-xTB", "h", "psi4", "1.3.2", Status.Success, "seed", "CC0-1.0", 20, 8.5, null) { Kind = LevelKind.Dft, InChIKey = Water.InChIKey };

    static ReuseVerdict Judge(Candidate c, Func<Question, Question>? change = null)
    {
        var question = new Question(Water, Property.Gap, Level.Parse(Target)) { GeometryLevel = "GFN2-xTB" };
        return new ReuseRules(change is null ? question : change(question), (a, b) => a == b).Judge(c);
    }

    [Fact]
    public void A_record_at_the_level_and_the_geometry_level_answers() => Assert.Equal(Tier.T3, Judge(Record).Tier);

    [Fact]
    public void A_record_at_another_level_does_not_answer_and_the_reason_names_its_level() => Assert.Equal(new ReuseVerdict(null, "at GFN2-xTB"), Judge(Record with { Level = "GFN2-xTB" }));

    [Fact]
    public void A_tautomer_with_the_same_key_does_not_answer() => Assert.Contains("tautomer", Judge(Record with { Smiles = "[OH2]" }).Reason);

    [Fact]
    public void A_record_of_unknown_connectivity_does_not_answer_a_structure() => Assert.Null(Judge(Record with { Smiles = "" }).Tier);

    [Fact]
    public void A_failed_record_does_not_answer() => Assert.Equal(new ReuseVerdict(null, "failed"), Judge(Record with { Status = Status.Failed, Value = null }));

    [Fact]
    public void A_withdrawn_record_does_not_answer() => Assert.Equal(new ReuseVerdict(null, "withdrawn"), Judge(Record with { Status = Status.Withdrawn }));

    [Fact]
    public void A_prediction_does_not_answer_as_if_it_were_computed()
    {
        Assert.Contains("prediction", Judge(Record with { Kind = LevelKind.MachineLearned }).Reason);
        Assert.Contains("prediction", Judge(Record with { Sigma = 0.1 }).Reason);
    }

    [Fact]
    public void A_geometry_of_another_level_does_not_answer() => Assert.Equal(new ReuseVerdict(null, "at a geometry optimised at PM7"), Judge(Record with { GeometryLevel = "PM7" }));

    [Fact]
    public void A_geometry_of_unknown_origin_never_answers()
    {
        Assert.Null(Judge(Record with { GeometryLevel = null }).Tier);
        Assert.Null(Judge(Record with { GeometryLevel = null }, q => q with { GeometryLevel = null }).Tier);
    }

    [Fact]
    public void Without_a_geometry_level_any_optimised_geometry_answers_and_the_reason_says_which()
    {
        var verdict = Judge(Record with { GeometryLevel = "PM7" }, q => q with { GeometryLevel = null });
        Assert.Equal(Tier.T3, verdict.Tier);
        Assert.Contains("PM7", verdict.Reason);
    }

    [Fact]
    public void The_geometry_asked_about_answers_even_if_nobody_optimised_it()
    {
        var same = Record with { GeometryHash = Bent.Hash, GeometryLevel = null };
        Assert.Equal(Tier.T1, Judge(same, q => q with { Geometry = Bent }).Tier);
        Assert.Equal(Tier.T0, Judge(same, q => q with { Geometry = Bent, Program = "Psi4" }).Tier);
        Assert.Equal(Tier.T1, Judge(same, q => q with { Geometry = Bent, Program = "orca" }).Tier);
    }

    [Fact]
    public void Another_conformer_does_not_answer_for_the_geometry_asked_about() => Assert.Equal(new ReuseVerdict(null, "at another geometry"), Judge(Record, q => q with { Geometry = Bent }));

    [Fact]
    public void Asked_by_key_alone_the_reason_says_that_the_structure_was_not_checked() =>
        Assert.Contains("InChIKey alone", Judge(Record with { Smiles = "[OH2]" }, q => q with { Molecule = Water with { Smiles = null } }).Reason);

    [Fact]
    public void A_miss_says_what_is_there_instead()
    {
        var rules = new ReuseRules(new Question(Water, Property.Gap, Level.Parse(Target)) { GeometryLevel = "GFN2-xTB" }, (a, b) => a == b);
        Candidate[] there = [Record with { Level = "GFN2-xTB" }, Record with { Level = "GFN2-xTB" }, Record with { GeometryLevel = "PM7" }];
        Assert.Equal($"gap_ev is not known at {Target} at a geometry optimised at GFN2-xTB; known instead: at GFN2-xTB (2 records), at a geometry optimised at PM7", rules.Explain([.. there.Select(c => (c, rules.Judge(c)))]));
        Assert.Contains("nothing is stored", rules.Explain([]));
    }
}
