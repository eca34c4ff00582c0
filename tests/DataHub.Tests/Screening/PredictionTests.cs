// Look-ups that are predicted from the archive: when, with which evidence and cost, and when nothing is said.
using DataHub.Formats.Lists;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Reuse;
using Xunit;

namespace DataHub.Tests.Screening;

public sealed class PredictionTests : IDisposable
{
    static readonly Level Target = Level.Parse("wB97X-D/def2-SVP");
    static readonly Policy Wide = Policy.AnyWithInterval with { Tolerance = 1.0 };
    readonly TempFolder _folder = Shared.Temp();
    readonly Hub _hub;

    public PredictionTests()
    {
        _hub = Hub.Open(new HubOptions(_folder.Path) { Cores = 1 });
        string[] heads = ["C", "O", "N", "F", "CC(C)", "C=C", "OC(C)", "N(C)"], tails = ["", "O", "F", "N", "C=C", "C(C)C"];
        var all = heads.SelectMany(h => tails.SelectMany(t => new[] { 1, 2, 3 }.Select(n => h + new string('C', n) + t))).Select(s => _hub.Toolkit.FromSmiles(s).Molecule!).DistinctBy(m => m.Smiles).Select((m, i) => (m, i)).OrderByDescending(x => x.i % 15 == 14).Select(x => x.m).ToList();
        Records = [.. all.Select((m, i) => Record(m, i))];
        _hub.Archive.Append([.. Records.Skip(6)]);
    }

    /// <summary>All records; the first six are not in the archive.</summary>
    List<Calculation> Records { get; }

    public void Dispose() { _hub.Dispose(); _folder.Dispose(); }

    static Calculation Record(Molecule m, int i)
    {
        int Of(char c) => m.Smiles!.Count(x => x == c);
        var c = new Calculation(m, Target, Driver.Energy, Status.Success)
        {
            Geometry = new Geometry(["C", "H"], [0, 0, 0, 0, 0, 1 + i * 1e-4], GeometrySource.Optimized, "GFN2-xTB"), Provenance = new Provenance { Program = "psi4", ProgramVersion = "1.9", Dataset = "d" },
        };
        c.Values[Property.Gap] = 13 - 0.1 * Of('C') - 0.6 * Of('O') - 0.9 * Of('N') - 2.5 * Of('=') + 0.3 * Of('F') + 0.02 * Math.Sin(i);
        return c with { Id = c.ContentId() };
    }

    KnownResult Ask(Molecule m, Policy? policy = null, Property? property = null, string? geometryLevel = null) => _hub.Known.Ask(new Question(m, property ?? Property.Gap, Target) { Policy = policy ?? Wide, GeometryLevel = geometryLevel });

    string Why(KnownResult r) => Assert.IsType<Answer.CannotSay>(r.Answer).Why;

    [Fact]
    public void A_molecule_that_is_not_stored_is_predicted_with_an_interval_by_a_model_of_the_archive()
    {
        foreach (var asked in Records.Take(6))
        {
            var result = Ask(asked.Molecule);
            var known = Assert.IsType<Answer.Known>(result.Answer);
            Assert.Equal((Tier.T6, "R6", null, "GP2D[wB97X-D/def2-SVP]"), (known.Evidence.Tier, known.Evidence.Rule, known.Evidence.CalculationId, known.Evidence.Level));
            Assert.InRange(known.Value, asked.Values[Property.Gap]!.Value - 1, asked.Values[Property.Gap]!.Value + 1);
            Assert.InRange(known.HalfWidth!.Value, 0, 1);
            Assert.Equal(Records.Count - 6, result.Model!.Card.Records);
        }
        // What is stored goes before it.
        Assert.Equal(Tier.T3, Assert.IsType<Answer.Known>(Ask(Records[10].Molecule).Answer).Evidence.Tier);
        // One that it is not sure of is told as that.
        Assert.IsType<Answer.Unsure>(Ask(Records[0].Molecule, Wide with { Tolerance = 1e-4 }).Answer);
    }

    [Fact]
    public void Where_nothing_may_be_predicted_the_reason_is_told()
    {
        var m = Records[0].Molecule;
        Assert.Contains("tolerance would let it be predicted", Why(Ask(m, Policy.AnyWithInterval)));
        Assert.DoesNotContain("predict", Why(Ask(m, Policy.OrBetter with { Tolerance = 1 })));
        Assert.DoesNotContain("predict", Why(Ask(m, Wide with { ConsistentSeries = true })));
        Assert.Contains("at least 30 are needed", Why(Ask(m, property: Property.Dipole)));
        Assert.Contains("at least 30 are needed", Why(Ask(m, Wide with { Geometry = GeometryRule.AsAsked }, geometryLevel: "PM7")));
        Assert.Contains("no training record has S", Why(Ask(_hub.Toolkit.FromSmiles("CCS").Molecule!)));
        Assert.Contains("outside the domain", Why(Ask(_hub.Toolkit.FromSmiles("c1cc2ccc3cccc4ccc(c1)c2c34").Molecule!)));
        Assert.Contains("licences", Why(Ask(m, Wide with { Licences = ["CC0-1.0"] })));
        Assert.Contains("InChIKey alone", Why(Ask(m with { Smiles = null })));
        Assert.DoesNotContain("predict", Why(Ask(m, property: Property.Energy)));
        Assert.Null(_hub.Claims is null ? null : new Known(_hub.Archive, _hub.Toolkit).Ask(new Question(m, Property.Gap, Target) { Policy = Wide }).Model);
    }

    [Fact]
    public void The_ledger_has_the_training_once_and_a_new_record_makes_a_new_model()
    {
        var ledger = new KnownLedger(_hub.Archive, "mine", TimeProvider.System);
        var answers = ledger.Through(_hub.Lists.Ask(Records.Take(3).Select((r, i) => new Listed(i + 1) { Smiles = r.Molecule.Smiles }), new KnownOrder(Target, Property.Gap) { Policy = Wide }, 1)).ToList();
        Assert.All(answers, a => Assert.Equal(Tier.T6, Assert.IsType<Answer.Known>(a.Result!.Answer).Evidence.Tier));
        var lines = _hub.Archive.Ledger("mine");
        Assert.Equal(["predicted", "predicted", "predicted"], lines.Select(l => l.Action));
        Assert.All(lines, l => Assert.True(l.AvoidedCpuSeconds is null && l.CalculationId is null && l.CpuSeconds > 0));
        double training = lines[0].CpuSeconds;
        Assert.True(lines.Skip(1).All(l => l.CpuSeconds < training), string.Join(' ', lines.Select(l => l.CpuSeconds)));
        var before = answers[0].Result!.Model!;
        Assert.Same(before, Ask(Records[0].Molecule).Model);
        _hub.Archive.Append([Records[5]]);
        var after = Ask(Records[0].Molecule).Model!;
        Assert.NotEqual(before.Card.Id, after.Card.Id);
    }
}
