// Which stored record may answer, rule by rule.
using DataHub.Model;
using DataHub.Screening.Reuse;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Screening;

public class ReuseRulesTests
{
    internal const string Target = "wB97X-D/def2-SVP";
    internal static readonly Geometry Bent = new(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], GeometrySource.Optimized, "GFN2-xTB");
    internal static readonly Molecule Water = Molecule.FromAtoms(["O", "H", "H"], 0, 1) with { Smiles = "O", InChIKey = "XLYOFNOQVPJJNP-UHFFFAOYSA-N" };
    internal static readonly Candidate Record = new("a", "O", Target, "GFN2-xTB", "h", "psi4", "1.3.2", Status.Success, "seed", "CC0-1.0", 20, 8.5, null) { Kind = LevelKind.Dft, InChIKey = Water.InChIKey, ComputedAt = new DateTime(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc) };

    /// <summary>Levels in order, worst first; a distance of geometries that is the difference of their first coordinate.</summary>
    static readonly string[] Order = ["PM7", "GFN2-xTB", Target, "wB97X-D/def2-TZVP"];

    internal static readonly ReuseGround Ground = new((a, b) => a == b, Judgement, Distance, ReuseTable.Own);

    static LevelJudgement Judgement(Level stored, Level asked, PropertyClass _) => Array.IndexOf(Order, stored.Name) is >= 0 and var i && Array.IndexOf(Order, asked.Name) is >= 0 and var j && i >= j
        ? new(true, "the larger basis", ["figure"]) { Error = new(0.1, "eV", "benchmark", "a paper", 100) } : new(false, "incomparable", []);

    static double? Distance(Geometry a, Geometry b, double tolerance) => Math.Abs(a.Coordinates[0] - b.Coordinates[0]) is var d && d <= tolerance ? d : null;

    static Holding At(double shift, string? level = "GFN2-xTB") => new(Record with { GeometryHash = $"moved {shift}", GeometryLevel = level }) { Geometry = Bent with { Coordinates = [shift, .. Bent.Coordinates.Skip(1)], Level = level } };

    static ReuseVerdict Judge(Holding h, Func<Question, Question>? change = null)
    {
        var question = new Question(Water, Property.Gap, Level.Parse(Target)) { GeometryLevel = "GFN2-xTB" };
        return new ReuseRules(change is null ? question : change(question), Ground).Judge(h);
    }

    static ReuseVerdict Judge(Candidate c, Func<Question, Question>? change = null) => Judge(new Holding(c), change);

    static Question Here(Question q) => q with { Geometry = Bent, GeometryLevel = null };

    static Question Under(Question q, Policy p) => q with { Policy = p };

    [Fact]
    public void A_record_at_the_level_and_the_geometry_level_answers() => Assert.Equal((Tier.T3, "R1"), (Judge(Record).Tier, Judge(Record).Rule));

    public static TheoryData<string, string> Refusals => new()
    {
        { "withdrawn", "withdrawn" }, { "failed", "failed" }, { "empty", "failed" }, { "tautomer", "another tautomer or form ([OH2])" }, { "no connectivity", "of unknown connectivity" },
        { "other level", "at GFN2-xTB" }, { "learned", "a prediction (wB97X-D/def2-SVP)" }, { "sigma", "a prediction (wB97X-D/def2-SVP)" }, { "geometry of PM7", "at a geometry optimised at PM7" },
        { "geometry unknown", "at a geometry of unknown origin" }, { "solvated", "at wB97X-D/def2-SVP (ALPB water)" }, { "bad version", "psi4 1.4a3.dev63+afa0c21 is known to be wrong" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_record_that_does_not_answer_under_strict_says_why(string which, string why)
    {
        var c = which switch
        {
            "withdrawn" => Record with { Status = Status.Withdrawn }, "failed" => Record with { Status = Status.Failed, Value = null }, "empty" => Record with { Value = null },
            "tautomer" => Record with { Smiles = "[OH2]" }, "no connectivity" => Record with { Smiles = "" }, "other level" => Record with { Level = "GFN2-xTB" },
            "learned" => Record with { Kind = LevelKind.MachineLearned }, "sigma" => Record with { Sigma = 0.1 }, "geometry of PM7" => Record with { GeometryLevel = "PM7" },
            "geometry unknown" => Record with { GeometryLevel = null }, "solvated" => Record with { Level = Target + " (ALPB water)" }, "bad version" => Record with { ProgramVersion = "1.4a3.dev63+afa0c21" },
            _ => throw new ArgumentException(which),
        };
        var verdict = Judge(c);
        Assert.Null(verdict.Tier);
        Assert.StartsWith(why, verdict.Reason);
    }

    [Theory]
    [InlineData("1.4a2.dev700+1f3a", true)]
    [InlineData("1.4rc1", true)]
    [InlineData("1.4", true)]
    [InlineData("1.4.1", false)]
    [InlineData("1.3.2", false)]
    [InlineData("1.4a21", false)]
    public void A_version_known_to_be_wrong_is_meant_exactly(string version, bool wrong)
    {
        Assert.Equal(wrong, Judge(Record with { ProgramVersion = version }).Tier is null);
        Assert.Equal(wrong, Judge(Record with { ProgramVersion = version, Program = "Psi4" }, q => Under(q, Policy.AnyWithInterval)).Tier is null);
        Assert.NotNull(Judge(Record with { ProgramVersion = version, Kind = LevelKind.WaveFunction }).Tier);
        Assert.NotNull(Judge(Record with { ProgramVersion = version, Program = "orca" }).Tier);
    }

    public static TheoryData<string, bool> Filters => new()
    {
        { "programs psi4", true }, { "programs PSI4 1.3.2", true }, { "programs psi4 1.5", false }, { "programs orca", false }, { "not psi4", false }, { "not psi4 1.3.2", false }, { "not psi4 1.5", true },
        { "licence CC0-1.0", true }, { "licence CC-BY-4.0", false }, { "from 2025-01-01", true }, { "from 2026-01-01", false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void The_policy_names_programs_licences_and_age(string which, bool answers)
    {
        string[] words = which.Split(' ', 2);
        var policy = words[0] switch
        {
            "programs" => Policy.Strict with { Programs = [words[1]] }, "not" => Policy.Strict with { NotPrograms = [words[1]] }, "licence" => Policy.Strict with { Licences = [words[1]] },
            _ => Policy.Strict with { NotBefore = DateTime.Parse(words[1], styles: System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal) },
        };
        Assert.Equal(answers, Judge(Record, q => Under(q, policy)).Tier is not null);
        if (words[0] is "licence" or "from") Assert.Null(Judge(Record with { Licence = null, ComputedAt = null }, q => Under(q, policy)).Tier);
    }

    [Fact]
    public void R0_the_very_geometry_answers_even_if_nobody_optimised_it()
    {
        var verdict = Judge(Record with { GeometryHash = Bent.Hash, GeometryLevel = null }, Here);
        Assert.Equal((Tier.T0, "R0", 0.0), (verdict.Tier, verdict.Rule, verdict.Error!.Value));
    }

    [Theory]
    [InlineData(0.0005, null, "T1")]
    [InlineData(0.002, null, null)]
    [InlineData(0.03, "GFN2-xTB", "T1")]
    [InlineData(0.03, "PM7", null)]
    [InlineData(0.06, "GFN2-xTB", null)]
    public void R1_a_geometry_within_the_tolerance_answers_or_the_same_minimum_of_one_level(double shift, string? level, string? tier)
    {
        var verdict = Judge(At(shift, level), Here);
        Assert.Equal(tier, verdict.Tier?.ToString());
        if (tier is null) { Assert.Equal("at another geometry", verdict.Reason); return; }
        Assert.Equal(("R1", shift, "eV"), (verdict.Rule, verdict.Rmsd!.Value, verdict.Error!.Unit));
        Assert.Null(Judge(At(shift, level), q => Under(Here(q), Policy.Strict with { Tolerance = 0.01 })).Tier);
    }

    [Fact]
    public void R1_another_conformer_answers_only_where_the_policy_lets_any_optimised_geometry_count()
    {
        Assert.Null(Judge(At(0.5), Here).Tier);
        Assert.Equal(Tier.T3, Judge(At(0.5), q => Under(Here(q), Policy.SameLevel)).Tier);
        Assert.Null(Judge(At(0.5, null), q => Under(Here(q), Policy.SameLevel)).Tier);
        Assert.Null(Judge(Record, q => Under(q, Policy.SameLevel with { Geometry = GeometryRule.Same })).Tier);
    }

    [Fact]
    public void Without_a_geometry_level_any_optimised_geometry_answers_and_the_reason_says_which()
    {
        Assert.Contains("PM7", Judge(Record with { GeometryLevel = "PM7" }, q => q with { GeometryLevel = null }).Reason);
        Assert.Null(Judge(Record with { GeometryLevel = null }, q => q with { GeometryLevel = null }).Tier);
        Assert.Contains("PM7 in place of GFN2-xTB", Judge(Record with { GeometryLevel = "PM7" }, q => Under(q, Policy.SameLevel)).Reason);
    }

    [Theory]
    [InlineData("psi4", null, null, "T3", "R1")]
    [InlineData("Psi4", "1.3.2", null, "T3", "R1")]
    [InlineData("psi4", "1.5", null, "T3", "R2")]
    [InlineData("orca", null, null, "T3", "R2")]
    [InlineData("orca", null, 0.05, "T3", "R2")]
    [InlineData("orca", null, 0.02, null, null)]
    public void R2_another_program_answers_where_the_two_are_known_to_agree_to_a_third_of_the_tolerance(string program, string? version, double? tolerance, string? tier, string? rule)
    {
        var verdict = Judge(Record, q => Under(q with { Program = program, ProgramVersion = version }, Policy.Strict with { Tolerance = tolerance }));
        Assert.Equal((tier, rule), (verdict.Tier?.ToString(), verdict.Rule));
        if (rule == "R2") Assert.Contains("in place of", verdict.Reason);
        Assert.Equal(tier is null ? null : rule == "R2" ? "T2" : "T0", Judge(Record with { GeometryHash = Bent.Hash }, q => Under(Here(q) with { Program = program, ProgramVersion = version }, Policy.Strict with { Tolerance = tolerance })).Tier?.ToString());
    }

    [Fact]
    public void R2_says_no_where_nothing_is_known_of_the_agreement_or_of_the_program()
    {
        Assert.Contains("nothing is known of how it agrees", new ReuseRules(new Question(Water, Property.Dipole, Level.Parse(Target)) { Program = "orca" }, Ground).Judge(new Holding(Record)).Reason);
        Assert.Equal(new ReuseVerdict(null, "by a program that is not told"), Judge(Record with { Program = null }, q => q with { Program = "orca" }));
    }

    static readonly Candidate Larger = Record with { Level = "wB97X-D/def2-TZVP" };

    public static TheoryData<string, string> NotBetter => new()
    {
        { "strict", "at wB97X-D/def2-TZVP" }, { "same-level", "at wB97X-D/def2-TZVP" }, { "series", "at wB97X-D/def2-TZVP" }, { "energy", "absolute energies of two levels are never exchanged" }, { "solvent", "in other surroundings" },
        { "worse", "incomparable" }, { "program", "while a program is asked for" }, { "geometry", "at another geometry" }, { "geometry level", "optimised at PM7" }, { "geometry unknown", "at a geometry of unknown origin" },
        { "tolerance", "whose own error of 0.1 eV is more than the tolerance" }, { "withdrawn", "withdrawn" },
    };

    [Theory]
    [MemberData(nameof(NotBetter))]
    public void R3_a_better_level_does_not_answer(string which, string why)
    {
        var question = new Question(Water, which == "energy" ? Property.Energy : Property.Gap, Level.Parse(Target)) { GeometryLevel = "GFN2-xTB", Policy = Policy.OrBetter };
        question = which switch
        {
            "strict" or "same-level" => question with { Policy = Policy.Find(which)! }, "series" => question with { Policy = Policy.AnyWithInterval with { ConsistentSeries = true } },
            "program" => question with { Program = "psi4" }, "geometry" => Here(question), "tolerance" => question with { Policy = Policy.OrBetter with { Tolerance = 0.05 } }, _ => question,
        };
        var record = which switch
        {
            "solvent" => Larger with { Level = "wB97X-D/def2-TZVP (ALPB water)" }, "worse" => Record with { Level = "GFN2-xTB" }, "geometry level" => Larger with { GeometryLevel = "PM7" },
            "geometry unknown" => Larger with { GeometryLevel = null }, "withdrawn" => Larger with { Status = Status.Withdrawn }, _ => Larger,
        };
        var verdict = new ReuseRules(question, Ground).Judge(new Holding(record));
        Assert.Null(verdict.Tier);
        Assert.Contains(why, verdict.Reason);
    }

    public static TheoryData<string?, string?, string?> Conformers => new()
    {
        { null, null, null }, { null, "single", null }, { null, "lowest of 20", null }, { null, "boltzmann of 20", "a mean over conformers (boltzmann of 20)" },
        { "lowest of 20", "lowest of 20", null }, { "lowest of 20", "lowest of 50", null }, { "lowest of 20", "lowest of 19", "at a geometry that is lowest of 19, and lowest of 20 is asked for" },
        { "lowest of 20", "single", "at a geometry that is single, and lowest of 20 is asked for" }, { "lowest of 20", "boltzmann of 50", "at a geometry that is boltzmann of 50, and lowest of 20 is asked for" },
        { "lowest of 20", null, "at a geometry of which is not told how it was chosen, and lowest of 20 is asked for" },
    };

    [Theory]
    [MemberData(nameof(Conformers))]
    public void The_lowest_of_n_is_answered_by_a_search_over_at_least_n_and_a_mean_never_stands_for_one_geometry(string? asked, string? there, string? why)
    {
        foreach (var policy in Policy.All)
        {
            var verdict = Judge(Record with { Conformer = Conformer.Parse(there) }, q => Under(q with { Conformer = Conformer.Parse(asked) }, policy));
            Assert.Equal(why is null, verdict.Tier is not null);
            if (why is not null) Assert.Equal(why, verdict.Reason);
        }
    }

    [Fact]
    public void Another_electronic_state_and_a_structure_that_was_guessed_never_answer()
    {
        foreach (var policy in Policy.All)
        {
            Assert.Equal("of the electronic state S1, not of the lowest", Judge(Record with { State = "S1" }, q => Under(q, policy)).Reason);
            Assert.Equal("of the electronic state that is lowest, not of S1", Judge(Record, q => Under(q with { Molecule = Water with { State = "S1" } }, policy)).Reason);
            Assert.NotNull(Judge(Record with { State = "S1" }, q => Under(q with { Molecule = Water with { State = "S1" } }, policy)).Tier);
            Assert.Contains("chosen among several", Judge(Record with { Connectivity = Connectivity.Likely }, q => Under(q, policy)).Reason);
            Assert.NotNull(Judge(Record with { Connectivity = Connectivity.Certain }, q => Under(q, policy)).Tier);
        }
        Assert.Equal(Tier.T0, Judge(Record with { Connectivity = Connectivity.Likely, GeometryHash = Bent.Hash }, Here).Tier);
    }

    [Fact]
    public void R3_a_better_level_at_the_geometry_asked_for_or_a_better_one_answers_with_its_figures()
    {
        var verdict = Judge(Larger, q => Under(q, Policy.OrBetter));
        Assert.Equal((Tier.T4, "R3", 0.1), (verdict.Tier, verdict.Rule, verdict.Error!.Value));
        Assert.StartsWith("better than requested", verdict.Reason);
        Assert.Equal(["figure"], verdict.Figures);
        Assert.Equal(Tier.T4, Judge(Larger with { GeometryLevel = Target }, q => Under(q, Policy.OrBetter)).Tier);
        Assert.Equal(Tier.T4, Judge(Larger with { GeometryHash = Bent.Hash, GeometryLevel = null }, q => Under(Here(q), Policy.OrBetter)).Tier);
    }

    [Theory]
    [InlineData("any-with-interval", Target, 0.2, 0.9, null, "T6")]
    [InlineData("or-better", Target, 0.2, 0.9, null, null)]
    [InlineData("any-with-interval", "PM7", 0.2, 0.9, null, null)]
    [InlineData("any-with-interval", Target, null, null, null, null)]
    [InlineData("any-with-interval", Target, 0.2, 0.8, null, null)]
    [InlineData("any-with-interval", Target, 0.2, 0.9, 0.1, null)]
    [InlineData("any-with-interval", Target, 0.2, 0.9, 0.3, "T6")]
    public void R6_a_prediction_answers_only_where_asked_for_and_with_an_interval(string policy, string target, double? half, double? confidence, double? tolerance, string? tier)
    {
        var learned = new Holding(Record with { Kind = LevelKind.MachineLearned, Level = $"GP2D[{target}]", GeometryLevel = null, Sigma = 0.1 }) { HalfWidth = half, Confidence = confidence };
        Assert.Equal(tier, Judge(learned, q => Under(q, Policy.Find(policy)! with { Tolerance = tolerance })).Tier?.ToString());
    }

    [Fact]
    public void Asked_by_key_alone_the_reason_says_that_the_structure_was_not_checked() =>
        Assert.Contains("InChIKey alone", Judge(Record with { Smiles = "[OH2]" }, q => q with { Molecule = Water with { Smiles = null } }).Reason);

    [Fact]
    public void A_miss_says_what_is_there_instead()
    {
        var rules = new ReuseRules(new Question(Water, Property.Gap, Level.Parse(Target)) { GeometryLevel = "GFN2-xTB" }, Ground);
        Candidate[] there = [Record with { Level = "GFN2-xTB" }, Record with { Level = "GFN2-xTB" }, Record with { GeometryLevel = "PM7" }];
        Assert.Equal($"gap_ev is not known at {Target} at a geometry optimised at GFN2-xTB; known instead: at GFN2-xTB (2 records), at a geometry optimised at PM7", rules.Explain([.. there.Select(c => (new Holding(c), rules.Judge(new Holding(c))))]));
        Assert.Contains("nothing is stored", rules.Explain([]));
    }

    [Fact]
    public void Every_figure_of_the_tables_is_for_something_that_there_is_in_a_unit_of_it()
    {
        foreach (var f in ReuseTable.Own.Programs.Concat(ReuseTable.Own.Sensitivity).Concat(ReuseTable.Own.Agreement))
        {
            var meant = Property.All.Where(p => f.Property is null ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Class.ToString()) == f.Class : p.Name == f.Property).ToArray();
            Assert.Contains(meant, p => Units.Factor(f.Unit, p.Unit) is not null);
            Assert.True(f.Value > 0 && f.Source.Length > 0);
        }
        Assert.All(ReuseTable.Own.Bad, b => Assert.StartsWith("https://", b.Source));
        Assert.NotNull(ReuseTable.Own.Agree(Property.Energy));
    }
}
