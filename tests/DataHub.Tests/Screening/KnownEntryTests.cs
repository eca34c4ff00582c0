// One entry of a list asked for: states and modes by their number, from tables and outputs, never another root and never another spin.
using System.Globalization;
using DataHub.Formats.Lists;
using DataHub.Model;
using DataHub.Screening.Reuse;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Screening;

public class KnownEntryTests
{
    static readonly Level Target = Level.Parse("CC2/def2-TZVP");
    static readonly Geometry Water = new(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], GeometrySource.Optimized, "GFN2-xTB");

    static void Put(Hub hub, string smiles, Level level, Action<Values> fill, Geometry geometry, int? multiplicity = null)
    {
        var c = new Calculation(hub.Toolkit.FromSmiles(smiles, multiplicity).Molecule!, level, Driver.Properties, Status.Success) { Geometry = geometry, Provenance = new Provenance { Program = "turbomole" } };
        fill(c.Values);
        Assert.IsType<Receipt.Kept>(hub.Intake.Take(c));
    }

    static Answer Ask(Hub hub, string property, string molecule = "O", int? multiplicity = null, Policy? policy = null) =>
        hub.Known.Ask(new Question(hub.Toolkit.FromSmiles(molecule, multiplicity).Molecule!, Property.One(property)!, Target) { Policy = policy ?? Policy.Strict }).Answer;

    [Theory]
    [InlineData("E1", "excitation_energies_ev[1]", null)]
    [InlineData("e12", "excitation_energies_ev[12]", null)]
    [InlineData("S1", "excitation_energies_ev[S1]", 1)]
    [InlineData("excitation_energies[2]", "excitation_energies_ev[2]", null)]
    [InlineData("excitation_energies_ev[S2]", "excitation_energies_ev[S2]", 1)]
    [InlineData("triplet_excitation_energies[1]", "triplet_excitation_energies_ev[1]", null)]
    [InlineData("f1", "oscillator_strengths[1]", null)]
    [InlineData("frequencies[3]", "frequencies_cm1[3]", null)]
    [InlineData("gap", "gap_ev", null)]
    // The diagnostic had the name first.
    [InlineData("T1", "t1_diagnostic", null)]
    public void An_entry_has_a_name_that_reads_back(string text, string name, int? above)
    {
        var p = Property.One(text)!;
        Assert.Equal((name, above, false), (p.Name, p.Above, p.IsList));
        Assert.Equal(p, Property.One(p.Name));
    }

    [Theory]
    [InlineData("E0")]
    [InlineData("E")]
    [InlineData("E1001")]
    [InlineData("E-1")]
    [InlineData("excitation_energies")]
    [InlineData("excitation_energies[0]")]
    [InlineData("oscillator_strengths[S1]")]
    [InlineData("gradient[1]")]
    [InlineData("partial_charges[1]")]
    [InlineData("gap[1]")]
    [InlineData("colour[1]")]
    public void What_means_no_entry_is_none(string text) => Assert.Null(Property.One(text));

    [Fact]
    public void Each_root_and_each_spin_answers_for_itself()
    {
        using var temp = Shared.Temp();
        using (var hub = Hub.Open(new HubOptions(temp.Path)))
        {
            Put(hub, "O", Target, v => { v.Set(Property.Excitations, [7.1, 9.2]); v.Set(Property.Strengths, [0.05, 0.0]); v.Set(Property.Triplets, [6.6]); v.Set(Property.Frequencies, [1595, 3657, 3756]); }, Water);
            Put(hub, "[OH]", Target, v => v.Set(Property.Excitations, [4.1]), new(["O", "H"], [0, 0, 0, 0.97, 0, 0], GeometrySource.Optimized, "GFN2-xTB"));
        }
        // Once with the cards that the ingest wrote, once with cards made of the segments again.
        for (int round = 0; round < 2; round++)
        {
            using var hub = Hub.Open(new HubOptions(temp.Path));
            (string Property, double Value)[] known = [("E1", 7.1), ("S1", 7.1), ("E2", 9.2), ("f1", 0.05), ("f2", 0), ("triplet_excitation_energies[1]", 6.6), ("frequencies[1]", 1595), ("frequencies[3]", 3756)];
            foreach (var (property, value) in known) Assert.Equal(value, Assert.IsType<Answer.Known>(Ask(hub, property)).Value);
            Assert.Contains("has 2 entries only", Assert.IsType<Answer.CannotSay>(Ask(hub, "E3")).Why);
            Assert.Contains("has 1 entry only", Assert.IsType<Answer.CannotSay>(Ask(hub, "triplet_excitation_energies[2]")).Why);
            Assert.Contains("nothing is stored", Assert.IsType<Answer.CannotSay>(Ask(hub, "ir_intensities[1]")).Why);
            Assert.Equal(4.1, Assert.IsType<Answer.Known>(Ask(hub, "E1", "[OH]")).Value);
            Assert.Contains("above a singlet", Assert.IsType<Answer.CannotSay>(Ask(hub, "S1", "[OH]")).Why);
            Assert.Single(hub.Archive.AtLevel(Target.Name, Property.One("E2")!));
            Assert.Contains("ask for one entry", hub.Known.Ask("O", Target, Property.Excitations).Error);
            if (round == 0) hub.Archive.Rebuild();
        }
    }

    [Fact]
    public void Records_that_differ_in_the_entry_answer_nothing_under_the_default_policy()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Put(hub, "O", Target, v => v.Set(Property.Excitations, [7.1, 9.2]), Water);
        Put(hub, "O", Target, v => v.Set(Property.Excitations, [7.3, 9.21]), Water with { Coordinates = [0, 0, 0, 0.99, 0, 0, -0.24, 0.93, 0] });
        Assert.Contains("differ", Assert.IsType<Answer.CannotSay>(Ask(hub, "E1")).Why);
        Assert.Contains("differ", Assert.IsType<Answer.Known>(Ask(hub, "E1", policy: Policy.SameLevel)).Evidence.Reason);
        Assert.IsType<Answer.Known>(Ask(hub, "E2"));
    }

    [Fact]
    public void The_repeated_InChIKeys_of_QM8_are_never_merged_into_one_value()
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var lines = File.ReadAllLines(Path.Combine(Shared.Data!, "replay", "qm8_tddft_cc2.csv"));
        var repeated = lines.Skip(1).GroupBy(l => l[(l.LastIndexOf(',') + 1)..]).Where(g => g.Count() > 1).ToDictionary(g => g.Key, g => g.ToList());
        Assert.Equal(565, repeated.Count);
        // All of them with DATAHUB_SWEEP=all; otherwise every eighth.
        if (Environment.GetEnvironmentVariable("DATAHUB_SWEEP") != "all") repeated = repeated.Where((_, i) => i % 8 == 0).ToDictionary();
        using var temp = Shared.Temp();
        Directory.CreateDirectory(temp["in"]);
        File.WriteAllLines(temp["in/qm8.csv"], [lines[0], .. repeated.Values.SelectMany(l => l)]);
        File.Copy(Path.Combine(Shared.Repo, "docs", "examples", "qm8_tddft_cc2.datahub.json"), temp["in/qm8.datahub.json"]);
        using var hub = Hub.Open(new HubOptions(temp["hub"]));
        foreach (var receipt in hub.Intake.TakeNow(Assert.Single(DataHub.Formats.Bundles.Walk(temp["in"])))) Assert.False(receipt is Receipt.Refused, receipt.ToString());

        var values = repeated.ToDictionary(g => g.Key, g => g.Value.Select(l => double.Parse(l.Split(',')[^14], CultureInfo.InvariantCulture) * Units.HartreeToEv).ToList());
        var order = new KnownOrder(Target, Property.One("E1")!);
        int refused = 0, answered = 0;
        foreach (var entry in hub.Lists.Ask(repeated.Keys.Select((k, i) => new Listed(i + 1) { InChIKey = k, Charge = 0, Multiplicity = 1 }), order, 2))
        {
            var (all, result) = (values[entry.Asked.InChIKey!], entry.Result!);
            // Every row is there with its own value, whatever answers.
            Assert.Equal(all.Order(), result.Others.Where(o => o.Level == Target.Name).Select(o => o.Value!.Value).Concat(result.Answer is Answer.Known k ? [k.Value] : []).Order(), (a, b) => Math.Abs(a - b) < 1e-9);
            if (result.Answer is Answer.Known known)
            {
                answered++;
                Assert.Contains(all, v => Math.Abs(v - known.Value) < 1e-9);
                Assert.True(all.Max() - all.Min() <= 0.05, entry.Asked.InChIKey);
            }
            else refused++;
        }
        Assert.Equal(repeated.Count, answered + refused);
        Assert.InRange(refused, 0.7 * repeated.Count, repeated.Count);
    }
}
