// "Is it known?" over a real archive and the real toolkit.
using DataHub.Model;
using DataHub.Screening.Reuse;
using Xunit;

namespace DataHub.Tests.Screening;

public class KnownTests
{
    static readonly Level Target = Level.Parse("wB97X-D/def2-SVP");
    static readonly Geometry Water = new(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], GeometrySource.Optimized, "GFN2-xTB");

    static void Put(Hub hub, string smiles, Level level, double gap, Geometry? geometry = null, double? energy = null, double? sigma = null, int? multiplicity = null)
    {
        var m = hub.Toolkit.FromSmiles(smiles, multiplicity).Molecule!;
        var values = new Values { [Property.Gap] = gap, [Property.Energy] = energy };
        if (sigma is { } s) values.Uncertainties["gap_ev"] = s;
        var receipt = hub.Intake.Take(new Calculation(m, level, Driver.Energy, Status.Success)
        {
            Geometry = geometry, Values = values, Cost = new Cost(CostTier.Measured) { CpuSeconds = 21 }, Provenance = new Provenance { Program = "psi4", ProgramVersion = "1.3.2", Dataset = "seed", Licence = "CC0-1.0" },
        });
        Assert.True(receipt is Receipt.Kept, receipt.ToString());
    }

    [Fact]
    public void A_known_value_comes_with_its_evidence()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Put(hub, "O", Target, 16.3, Water);
        foreach (string asked in (string[])["[H]O[H]", "XLYOFNOQVPJJNP-UHFFFAOYSA-N", "\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0\nM  END\n"])
        {
            var known = Assert.IsType<Answer.Known>(hub.Known.Ask(asked, Target, Property.Gap, "gfn2").Result!.Answer);
            Assert.Equal((16.3, Tier.T3, "GFN2-xTB", "psi4 1.3.2", "seed", "CC0-1.0", 21.0),
                (known.Value, known.Evidence.Tier, known.Evidence.GeometryLevel, known.Evidence.Program, known.Evidence.Dataset, known.Evidence.Licence, known.Evidence.CpuSeconds!.Value));
            Assert.Equal(asked.StartsWith("XLY", StringComparison.Ordinal), known.Evidence.Reason.Contains("asked by InChIKey alone"));
        }
    }

    [Fact]
    public void A_miss_names_what_is_there_instead()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Put(hub, "O", Level.Parse("GFN2-xTB"), 14.4, Water);
        var (result, _) = hub.Known.Ask("O", Target, Property.Gap);
        Assert.Contains("known instead: at GFN2-xTB", Assert.IsType<Answer.CannotSay>(result!.Answer).Why);
        Assert.Single(result.Others);
        Assert.Contains("nothing is stored", Assert.IsType<Answer.CannotSay>(hub.Known.Ask("CC", Target, Property.Gap).Result!.Answer).Why);
    }

    [Fact]
    public void Another_charge_or_multiplicity_is_another_molecule()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Put(hub, "[O][O]", Target, 5, new Geometry(["O", "O"], [0, 0, 0, 1.2, 0, 0], GeometrySource.Optimized, "GFN2-xTB"), multiplicity: 3);
        var singlet = hub.Toolkit.FromSmiles("[O][O]", 1).Molecule!;
        Assert.IsType<Answer.CannotSay>(hub.Known.Ask(new Question(singlet, Property.Gap, Target)).Answer);
        Assert.IsType<Answer.Known>(hub.Known.Ask(new Question(singlet with { Multiplicity = 3 }, Property.Gap, Target)).Answer);
        Assert.IsType<Answer.CannotSay>(hub.Known.Ask(new Question(singlet with { Multiplicity = 3, Charge = 1 }, Property.Gap, Target)).Answer);
    }

    [Fact]
    public void A_prediction_is_listed_but_never_answers()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Put(hub, "O", new Level(LevelKind.MachineLearned, $"GP2D[{Target.Name}]"), 16, sigma: 0.2);
        var (result, _) = hub.Known.Ask("O", Target, Property.Gap);
        Assert.Contains("a prediction", Assert.IsType<Answer.CannotSay>(result!.Answer).Why);
        Assert.NotNull(Assert.Single(result.Others).Sigma);
    }

    [Fact]
    public void Of_several_conformers_the_one_of_lowest_energy_answers_and_the_range_is_told()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Geometry At(double x) => Water with { Coordinates = [0, 0, 0, x, 0, 0, -0.24, 0.93, 0] };
        Put(hub, "O", Target, 16.1, At(0.97), -76.30);
        Put(hub, "O", Target, 16.5, At(0.96), -76.32);
        Put(hub, "O", Target, 16.9, At(0.95), -76.31);
        var known = Assert.IsType<Answer.Known>(hub.Known.Ask("O", Target, Property.Gap).Result!.Answer);
        Assert.Equal(16.5, known.Value);
        Assert.Contains("3 such records, whose values lie between 16.1 and 16.9 eV", known.Evidence.Reason);
    }

    [Fact]
    public void A_question_that_cannot_be_read_says_what_is_wrong()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Assert.NotNull(hub.Known.Ask("C(C", Target, Property.Gap).Error);
        Assert.NotNull(hub.Known.Ask(" ", Target, Property.Gap).Error);
        Assert.Contains("list", hub.Known.Ask("C", Target, Property.Gradient).Error);
    }
}
