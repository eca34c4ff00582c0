// Electronic states and conformers: their spelling, their way through a row, and their part in the id.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class StateTests
{
    [Theory]
    [InlineData("S1", 1, "S1")]
    [InlineData(" s02 ", 1, "S2")]
    [InlineData("S0", 1, null)]
    [InlineData("T1", 3, null)]
    [InlineData("t2", 3, "T2")]
    [InlineData("D1", 2, "D1")]
    [InlineData("", 1, null)]
    public void A_label_is_spelled_one_way_and_the_lowest_state_has_none(string text, int multiplicity, string? label) => Assert.Equal((label, null), ElectronicState.Parse(text, multiplicity));

    [Theory]
    [InlineData("S1", 3, "has multiplicity 1")]
    [InlineData("T0", 3, "the lowest is T1")]
    [InlineData("excited", 1, "no label")]
    [InlineData("S-1", 1, "no label")]
    public void What_is_no_label_or_contradicts_the_multiplicity_is_told(string text, int multiplicity, string why) => Assert.Contains(why, ElectronicState.Parse(text, multiplicity).Defect);

    [Theory]
    [InlineData("single", "single")]
    [InlineData("Lowest-of-20", "lowest of 20")]
    [InlineData("boltzmann of 50", "boltzmann of 50")]
    [InlineData("lowest of 0", null)]
    [InlineData("the best", null)]
    public void A_conformer_policy_is_spelled_one_way(string text, string? spelled) => Assert.Equal(spelled, Conformer.Parse(text)?.ToString());

    [Theory]
    [InlineData("lowest of 20", "lowest of 10", true)]
    [InlineData("lowest of 10", "lowest of 20", false)]
    [InlineData("single", "lowest of 1", false)]
    [InlineData("lowest of 20", "boltzmann of 20", false)]
    public void A_search_answers_for_one_of_its_kind_that_looks_at_no_more(string stored, string asked, bool answers) => Assert.Equal(answers, Conformer.Parse(stored)!.Answers(Conformer.Parse(asked)!));

    [Fact]
    public void State_and_conformer_are_in_the_id_and_survive_a_row()
    {
        var ground = new Calculation(Molecule.FromAtoms(["He"], 0, 1), Level.Parse("HF/STO-3G"), Driver.Energy, Status.Success) { Geometry = new Geometry(["He"], [0, 0, 0]) };
        var excited = ground with { Molecule = ground.Molecule with { State = "S1", Connectivity = Connectivity.Certain } };
        var lowest = ground with { Geometry = ground.Geometry with { Conformer = new Conformer(ConformerPolicy.Lowest, 20) } };
        Assert.Equal(3, new[] { ground, excited, lowest }.Select(c => c.ContentId()).Distinct().Count());
        foreach (var c in new[] { ground, excited, lowest })
        {
            var back = CalculationRow.From(c).ToCalculation();
            Assert.Equal(c.ContentId(), back.ContentId());
            Assert.Equal((c.Molecule.State, c.Molecule.Connectivity, c.Geometry!.Conformer), (back.Molecule.State, back.Molecule.Connectivity, back.Geometry!.Conformer));
        }
    }
}
