// Lists of molecules against a real archive: in order, in pieces, without the toolkit where the keys are there.
using DataHub.Chemistry;
using DataHub.Formats.Lists;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Reuse;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Screening;

public sealed class KnownListTests : IDisposable
{
    static readonly Level Target = Level.Parse("GFN2-xTB");
    static readonly KnownOrder Order = new(Target, Property.Gap);
    readonly TempFolder _folder = Shared.Temp();
    readonly Hub _hub;

    public KnownListTests()
    {
        _hub = Hub.Open(new HubOptions(_folder.Path) { Cores = 1 });
        foreach (var (smiles, symbols, xyz, gap) in new (string, string[], double[], double)[]
        {
            ("O", ["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], 14), ("[C-]#[O+]", ["C", "O"], [0, 0, 0, 0, 0, 1.13], 11),
        })
        {
            var c = new Calculation(_hub.Toolkit.FromSmiles(smiles).Molecule!, Target, Driver.Energy, Status.Success)
            {
                Geometry = new Geometry(symbols, xyz, GeometrySource.Optimized, "GFN2-xTB"), Cost = new Cost(CostTier.Measured) { CpuSeconds = 36, EnergyKwh = 0.001, Co2Grams = 0.5 },
                Provenance = new Provenance { Program = "xtb", ProgramVersion = "6.5.1", Doi = "10.1/x", Licence = "CC0-1.0", ComputedAt = new DateTime(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc) },
            };
            c.Values[Property.Gap] = gap;
            Assert.IsType<Receipt.Kept>(_hub.Intake.Take(c));
        }
    }

    public void Dispose() { _hub.Dispose(); _folder.Dispose(); }

    [Fact]
    public void Entries_answer_in_order_and_one_that_is_not_understood_does_not_end_the_list()
    {
        Listed[] list = [new(1) { Smiles = "[H]O[H]" }, new(2) { Smiles = "C(" }, new(3) { Smiles = "N" }, new(4) { Defect = "torn" }, new(5) { Smiles = "O", Charge = 1 }, new(6) { Smiles = "O", Level = "PM7" },
            new(7) { Smiles = "O", Property = "colour" }, new(8) { Smiles = "O", Level = " // " }, new(9) { Molfile = "\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0\nM  END\n" }, new(10) { Smiles = "O", Property = "dipole" }];
        var answers = _hub.Lists.Ask(list, Order, 2).ToArray();
        Assert.Equal(list, answers.Select(a => a.Asked));
        Assert.Equal([true, null, false, null, null, false, null, null, true, false], answers.Select(a => a.Result is null ? (bool?)null : a.Result.Answer is Answer.Known));
        Assert.Equal("torn", answers[3].Error);
        Assert.Contains("charge 1 is told", answers[4].Error);
        var evidence = ((Answer.Known)answers[0].Result!.Answer).Evidence;
        Assert.Equal((Tier.T3, "R1", "10.1/x", 0.001, 0.5), (evidence.Tier, evidence.Rule, evidence.Doi, evidence.EnergyKwh, evidence.Co2Grams));
    }

    [Fact]
    public void Keyed_entries_do_without_the_toolkit()
    {
        using var dead = new Toolkit();
        dead.Dispose();
        Assert.ThrowsAny<Exception>(() => dead.FromSmiles("CCCCCCCCO"));
        var lists = new KnownList(new Known(_hub.Archive, dead), dead);
        const string key = "XLYOFNOQVPJJNP-UHFFFAOYSA-N";
        var list = Enumerable.Range(1, 5000).Select(i => (i % 3) switch { 0 => new Listed(i) { InChIKey = key, Charge = 0, Multiplicity = 1 }, 1 => new Listed(i) { InChIKey = key, Smiles = "O" }, _ => new Listed(i) { InChIKey = "A" + key[1..], Charge = 0, Multiplicity = 1 } });
        var answers = lists.Ask(list, Order, 2).ToArray();
        Assert.Equal(5000, answers.Length);
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.Equal(i + 1, answers[i].Asked.Line);
            Assert.Equal((i + 1) % 3 != 2, answers[i].Result!.Answer is Answer.Known { Value: 14 });
        }
        Assert.Contains("tautomer could not be checked", ((Answer.Known)answers[2].Result!.Answer).Evidence.Reason);
        Assert.DoesNotContain("tautomer", ((Answer.Known)answers[0].Result!.Answer).Evidence.Reason);
    }

    [Fact]
    public void A_list_is_read_no_farther_than_a_few_chunks_ahead_of_its_answers()
    {
        int read = 0;
        IEnumerable<Listed> Endless() { while (true) yield return new Listed(++read) { InChIKey = "XLYOFNOQVPJJNP-UHFFFAOYSA-N", Charge = 0, Multiplicity = 1 }; }
        foreach (var entry in _hub.Lists.Ask(Endless(), Order, 2))
        {
            Assert.InRange(read - entry.Asked.Line, -1, 4 * 2048);
            if (entry.Asked.Line == 20_000) break;
        }
        read = 0;
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => { foreach (var e in _hub.Lists.Ask(Endless(), Order, 2, cancel.Token)) if (e.Asked.Line == 5000) cancel.Cancel(); });
    }

    [Fact]
    public void A_geometry_is_answered_by_its_own_record_only()
    {
        var here = new Geometry(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0]);
        var other = here with { Coordinates = [0, 0, 0, 1.0, 0, 0, -0.24, 0.93, 0] };
        var answers = _hub.Lists.Ask([new(1) { Geometry = here, Charge = 0 }, new(2) { Geometry = other, Charge = 0 }, new(3) { Geometry = here, Charge = 1, Multiplicity = 2 }, new(4) { Geometry = here, Charge = 1, Multiplicity = 1 }], Order, 1).ToArray();
        Assert.Equal((Tier.T0, "R0"), (((Answer.Known)answers[0].Result!.Answer).Evidence.Tier, ((Answer.Known)answers[0].Result!.Answer).Evidence.Rule));
        Assert.Contains("at another geometry", ((Answer.CannotSay)answers[1].Result!.Answer).Why);
        Assert.IsType<Answer.CannotSay>(answers[2].Result!.Answer);
        Assert.NotNull(answers[3].Error);
    }

    [Fact]
    public void R1_the_same_shape_turned_renumbered_and_shaken_answers_and_its_mirror_image_does_not()
    {
        double[] xyz = [0, 0, 0, 0.63, 0.63, 0.63, 0.785, -0.785, -0.785, -1.02, 1.02, -1.02, -1.12, -1.12, 1.12];
        string[] symbols = ["C", "H", "F", "Cl", "Br"];
        var c = new Calculation(_hub.Toolkit.FromSmiles("[C@H](F)(Cl)Br").Molecule!, Target, Driver.Energy, Status.Success) { Geometry = new Geometry(symbols, xyz, GeometrySource.Optimized, "GFN2-xTB"), Provenance = new Provenance { Program = "xtb" } };
        c.Values[Property.Gap] = 7;
        var molecule = _hub.Toolkit.FromGeometry(c.Geometry, 0, 1).Molecule!;
        Assert.IsType<Receipt.Kept>(_hub.Intake.Take(c with { Molecule = molecule }));
        int[] order = [3, 0, 4, 2, 1];
        Geometry Shaped(double mirror, double noise, string? level = null) => new([.. order.Select(i => symbols[i])],
            [.. order.SelectMany((i, k) => (double[])[-xyz[3 * i + 1] + 5 + noise * (k % 2 == 0 ? 1 : -1), xyz[3 * i] - 2, mirror * xyz[3 * i + 2] + 1 - noise * (k % 3 - 1)])], level is null ? GeometrySource.Given : GeometrySource.Optimized, level);
        KnownResult Ask(Geometry g) => _hub.Known.Ask(new Question(molecule, Property.Gap, Target) { Geometry = g });
        var first = Ask(Shaped(1, 0.0005)).Answer;
        Assert.True(first is Answer.Known, first.ToString());
        var known = (Answer.Known)first;
        Assert.Equal((Tier.T1, "R1", 7.0), (known.Evidence.Tier, known.Evidence.Rule, known.Value));
        Assert.InRange(known.Evidence.Rmsd!.Value, 0.0001, 0.001);
        Assert.Contains("at another geometry", Assert.IsType<Answer.CannotSay>(Ask(Shaped(-1, 0)).Answer).Why);
        Assert.IsType<Answer.CannotSay>(Ask(Shaped(1, 0.02)).Answer);
        Assert.Contains("the same minimum of GFN2-xTB", Assert.IsType<Answer.Known>(Ask(Shaped(1, 0.02, "GFN2-xTB")).Answer).Evidence.Reason);
        Assert.IsType<Answer.CannotSay>(Ask(Shaped(1, 0.02, "PM7")).Answer);
        Assert.IsType<Answer.CannotSay>(Ask(Shaped(-1, 0.02, "GFN2-xTB")).Answer);
    }

    [Fact]
    public void R3_a_larger_basis_of_the_same_functional_answers_for_orbitals_where_the_policy_lets_it()
    {
        var c = new Calculation(_hub.Toolkit.FromSmiles("O").Molecule!, Level.Parse("wB97X-D/def2-TZVP"), Driver.Energy, Status.Success)
        { Geometry = new Geometry(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], GeometrySource.Optimized, "GFN2-xTB"), Provenance = new Provenance { Program = "psi4" } };
        c.Values[Property.Gap] = 15;
        c.Values[Property.Energy] = -76.4;
        Assert.IsType<Receipt.Kept>(_hub.Intake.Take(c));
        Answer Ask(Property p, string level, Policy policy) => _hub.Known.Ask("O", new KnownOrder(Level.Parse(level), p) { Policy = policy }).Result!.Answer;
        var better = Assert.IsType<Answer.Known>(Ask(Property.Gap, "wB97X-D/def2-SVP", Policy.OrBetter));
        Assert.Equal((Tier.T4, "R3", 15.0), (better.Evidence.Tier, better.Evidence.Rule, better.Value));
        Assert.Contains("larger basis", better.Evidence.Reason);
        Assert.IsType<Answer.CannotSay>(Ask(Property.Gap, "wB97X-D/def2-SVP", Policy.SameLevel));
        Assert.IsType<Answer.CannotSay>(Ask(Property.Gap, "wB97X-D/def2-QZVP", Policy.OrBetter));
        Assert.IsType<Answer.CannotSay>(Ask(Property.Gap, "PBE0/def2-SVP", Policy.OrBetter));
        Assert.IsType<Answer.CannotSay>(Ask(Property.Energy, "wB97X-D/def2-SVP", Policy.OrBetter));
    }

    [Fact]
    public void The_plan_counts_molecules_once_and_sums_what_is_avoided_and_what_is_missing()
    {
        var tally = new KnownTally(Order, _hub.Archive, _hub.Cost);
        Listed[] list = [new(1) { Smiles = "O" }, new(2) { Smiles = "[H]O[H]" }, new(3) { Smiles = "[C-]#[O+]" }, new(4) { Smiles = "CCO" }, new(5) { Smiles = "CO" }, new(6) { Smiles = "OC" }, new(7) { InChIKey = "AAAAAAAAAAAAAA-UHFFFAOYSA-N", Charge = 0, Multiplicity = 1 }, new(8) { Smiles = "((" }];
        foreach (var e in _hub.Lists.Ask(list, tally.Order, 1)) tally.Add(e);
        var plan = tally.Plan();
        Assert.Equal((8, 1, 5, 2, 0, 3, 2), (plan.Rows, plan.NotUnderstood, plan.Molecules, plan.Known, plan.BetterKnown, plan.Unknown, plan.Admitted));
        Assert.Equal(2, Assert.Single(plan.Tiers, t => t.Key == "T3").Value);
        Assert.Equal((0.02, 2, 0.002, 2, 1.0, 2), (plan.Avoided.CpuHours, plan.Avoided.CpuRecords, plan.Avoided.EnergyKwh, plan.Avoided.EnergyRecords, plan.Avoided.Co2Grams, plan.Avoided.Co2Records));
        Assert.Equal((3, 1), (plan.Missing.Molecules, plan.Missing.WithoutFormula));
        Assert.True(plan.Missing.CpuHours > 0 && plan.Missing.LowCpuHours < plan.Missing.CpuHours && plan.Missing.HighCpuHours > plan.Missing.CpuHours && plan.Missing.Co2Grams > 0);
        Assert.StartsWith("line 8: ", Assert.Single(plan.Defects));

        var strictest = new KnownTally(Order with { Policy = Policy.Strict with { Worst = Tier.T1 } }, _hub.Archive, _hub.Cost);
        foreach (var e in _hub.Lists.Ask(list, strictest.Order, 1)) strictest.Add(e);
        Assert.Equal((2, 0, 5, 0.0), (strictest.Plan().Known, strictest.Plan().Admitted, strictest.Plan().Missing.Molecules, strictest.Plan().Avoided.CpuHours));
    }
}
