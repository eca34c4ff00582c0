// Doubtful records: warned of, put aside, accepted or dropped.
using System.Globalization;
using System.Text;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;
using DataHub.Store.Shelves;
using Xunit;

namespace DataHub.Tests.Ingest;

public class QuarantineTests
{
    static readonly Geometry Water = new(["O", "H", "H"], [0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692]);

    static Calculation Of(Action<Values> set, string level = "HF/def2-SVP", int charge = 0, int multiplicity = 1, Geometry? geometry = null, Driver driver = Driver.Energy)
    {
        var values = new Values();
        set(values);
        geometry ??= Water;
        return new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), Level.Parse(level), driver, Status.Success) { Geometry = geometry, Values = values };
    }

    static (Grade, string)? Grade(Calculation c) => Checks.Of(c, "f") is [var f] ? (f.Grade, f.Field!) : Checks.Of(c, "f").Count == 0 ? null : throw new InvalidOperationException(string.Join("; ", Checks.Of(c, "f")));

    [Fact]
    public void Energies_far_from_those_of_the_atoms_are_put_aside_and_true_ones_are_not()
    {
        (string Symbols, double Energy, string Level, int Charge, int Multiplicity)[] good =
        [
            ("H H", -1.1745, "CCSD(T)/cc-pVQZ", 0, 1), ("H H", -0.6, "HF/STO-3G", 0, 1), ("C", -37.09, "SVWN/STO-3G", 0, 3), ("C", -36.4, "HF/STO-3G", 2, 1), ("C", -32.3, "HF/cc-pVTZ", 4, 1),
            ("O", -75.07, "CCSD(T)/aug-cc-pVQZ", 0, 3), ("Cl", -460.15, "B3LYP/def2-TZVP", -1, 1), ("Ar", -527.9, "CCSD(T)/cc-pV5Z", 0, 1), ("H", -0.4666, "HF/STO-3G", 0, 2), ("Cl", -14.9, "B3LYP/LANL2DZ", -1, 1), ("F F", -199.5, "B3LYP/def2-TZVP", 0, 1),
        ];
        foreach (var (symbols, energy, level, charge, multiplicity) in good)
        {
            string[] atoms = symbols.Split(' ');
            Assert.Null(Grade(Of(v => v[Property.Energy] = energy, level, charge, multiplicity, new Geometry(atoms, [.. atoms.SelectMany((_, i) => (double[])[0, 0, 1.4 * i])]))));
        }
        // A valence energy, an interaction energy in hartree, an energy that is too low.
        foreach (double bad in (double[])[-17.2, -0.0075, -95.0])
            Assert.Equal((DataHub.Model.Grade.Quarantine, "energy_hartree"), Grade(Of(v => v[Property.Energy] = bad)));
        Assert.Equal((DataHub.Model.Grade.Refusal, "energy_hartree"), Grade(Of(v => v[Property.Energy] = -76 * Units.HartreeToEv)));
    }

    [Fact]
    public void Spin_frequencies_charges_and_gaps_are_graded()
    {
        Assert.Equal((DataHub.Model.Grade.Warning, "s_squared"), Grade(Of(v => v[Property.SpinSquared] = 0.4)));
        Assert.Null(Grade(Of(v => v[Property.SpinSquared] = 0.02)));
        Assert.Equal((DataHub.Model.Grade.Warning, "t1_diagnostic"), Grade(Of(v => v[Property.T1] = 0.05, "CCSD(T)/cc-pVDZ")));
        Assert.Equal((DataHub.Model.Grade.Warning, "gap_ev"), Grade(Of(v => v[Property.Gap] = -0.5)));
        Assert.Equal((DataHub.Model.Grade.Warning, "partial_charges"), Grade(Of(v => v.Set(Property.Charges, [-0.8, 0.4, 0.9]))));
        Assert.Equal((DataHub.Model.Grade.Quarantine, "frequencies_cm1"), Grade(Of(v => v.Set(Property.Frequencies, [1600, 3600, 3700, 1600, 3600, 3700]))));
        Assert.Equal((DataHub.Model.Grade.Quarantine, "frequencies_cm1"), Grade(Of(v => v.Set(Property.Frequencies, [.. Enumerable.Range(1, 10).Select(i => 100.0 * i)]))));
        var optimised = Water with { Source = GeometrySource.Optimized, Level = "HF/def2-SVP" };
        Assert.Equal((DataHub.Model.Grade.Warning, "frequencies_cm1"), Grade(Of(v => v.Set(Property.Frequencies, [-300, 3600, 3700]), geometry: optimised)));
        Assert.Null(Grade(Of(v => v.Set(Property.Frequencies, [-300, 3600, 3700]))));
        Assert.Equal((DataHub.Model.Grade.Quarantine, "gradient_norm"), Grade(Of(v => v[Property.GradientNorm] = 0.5, geometry: optimised, driver: Driver.Optimization)));
    }

    /// <summary>Frames of a stretched H2 with the energy and force of a Morse-like curve, the force times a factor.</summary>
    static string Path(double factor, string unit = "hartree/bohr", int frames = 6)
    {
        var text = new StringBuilder();
        for (int i = 0; i < frames; i++)
        {
            double r = 1.23 + 0.1 * i, x = Math.Exp(-1.0 * (r - 1.4)), e = -1.17 + 0.17 * (1 - x) * (1 - x), slope = 2 * 0.17 * (1 - x) * x;
            text.Append(CultureInfo.InvariantCulture, $"2\nProperties=species:S:1:pos:R:3:forces:R:3 energy_hartree={e:R} forces_unit={unit} level=HF/def2-SVP charge=0 multiplicity=1\nH 0 0 0 0 0 {slope * factor:R}\nH 0 0 {r * Units.BohrToAngstrom:R} 0 0 {-slope * factor:R}\n");
        }
        return text.ToString();
    }

    static Bundle File(string name, string text) => new(name, [new RawFile(name, Encoding.UTF8.GetBytes(text))]);

    [Fact]
    public void Forces_with_the_wrong_sign_or_unit_are_seen_along_a_path()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Assert.All(hub.Intake.TakeNow(File("right.xyz", Path(1))), r => Assert.IsType<Receipt.Kept>(r));
        var sign = hub.Intake.TakeNow(File("sign.xyz", Path(-1)));
        Assert.All(sign, r => Assert.Contains("sign of a force", Assert.IsType<Receipt.Quarantined>(r).Faults[0].Message));
        var unit = hub.Intake.TakeNow(File("unit.xyz", Path(Units.HartreeToEv / Units.BohrToAngstrom)));
        Assert.All(unit, r => Assert.Contains("another unit", Assert.IsType<Receipt.Quarantined>(r).Faults[0].Message));
        // Two frames tell too little, and frames in no order tell nothing.
        Assert.All(hub.Intake.TakeNow(File("few.xyz", Path(-1, frames: 2))), r => Assert.IsType<Receipt.Kept>(r));
    }

    [Fact]
    public void What_is_put_aside_is_in_no_answer_until_it_is_accepted()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        const string text = "3\nlevel=HF/def2-SVP energy_hartree=-17.2 charge=0 multiplicity=1\nO 0 0 0.1173\nH 0 0.7572 -0.4692\nH 0 -0.7572 -0.4692\n";
        var id = Assert.IsType<Receipt.Quarantined>(Assert.Single(hub.Intake.TakeNow(File("a.xyz", text)))).Id;
        Assert.Null(hub.Archive.Get(id));
        Assert.Equal(0, hub.Archive.Counts().Calculations);
        // Handed in again it is the same record, once.
        Assert.Equal(id, Assert.IsType<Receipt.Quarantined>(Assert.Single(hub.Intake.TakeNow(File("b.xyz", text)))).Id);
        var aside = Assert.Single(hub.Archive.Quarantine.All());
        Assert.Equal(("H2O", "HF/def2-SVP", Review.Waiting), (aside.Formula, aside.Level, aside.Review));
        Assert.NotNull(hub.Archive.OpenRaw(aside.RawHash!));

        var kept = Assert.IsType<Receipt.Kept>(Quarantine.Accept(hub.Archive, id, "valence electrons only", DateTime.UtcNow));
        Assert.Equal(id, kept.Id);
        var c = hub.Archive.Get(id)!;
        Assert.Equal(-17.2, c.Values[Property.Energy]);
        Assert.Equal(id, c.ContentId());
        Assert.Contains(c.Values.Extras, x => x.Name == Extra.Warning && x.Text!.Contains("valence electrons only"));
        Assert.Contains(c.Values.Extras, x => x.Name == Extra.Warning && x.Text!.Contains("not near the energy of the atoms"));
        Assert.IsType<Receipt.AlreadyKept>(Assert.Single(hub.Intake.TakeNow(File("c.xyz", text))));
        Assert.Null(Quarantine.Accept(hub.Archive, id, "again", DateTime.UtcNow));
        Assert.Empty(hub.Archive.Quarantine.All());
        Assert.Single(hub.Archive.Quarantine.All(reviewed: true));
    }

    [Fact]
    public void What_is_dropped_is_refused_when_it_comes_again_and_a_dry_run_puts_nothing_aside()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        const string text = "1\nlevel=HF/def2-SVP energy_hartree=-1.2 charge=0 multiplicity=1\nHe 0 0 0\n";
        Assert.IsType<Receipt.Quarantined>(Assert.Single(hub.Intake.TakeNow(File("a.xyz", text), new IntakeOptions { DryRun = true })));
        Assert.Empty(hub.Archive.Quarantine.All(reviewed: true));
        var id = Assert.IsType<Receipt.Quarantined>(Assert.Single(hub.Intake.TakeNow(File("a.xyz", text)))).Id;
        Assert.True(Quarantine.Drop(hub.Archive, id, "another quantity", DateTime.UtcNow));
        Assert.Contains("another quantity", Assert.IsType<Receipt.Refused>(Assert.Single(hub.Intake.TakeNow(File("a.xyz", text)))).Faults[^1].Message);
    }

    [Fact]
    public void A_warning_goes_with_the_receipt_and_the_record_but_is_no_part_of_its_id()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        const string text = "3\nlevel=HF/def2-SVP gap_ev=-0.3 charge=0 multiplicity=1\nO 0 0 0.1173\nH 0 0.7572 -0.4692\nH 0 -0.7572 -0.4692\n";
        var kept = Assert.IsType<Receipt.Kept>(Assert.Single(hub.Intake.TakeNow(File("a.xyz", text))));
        Assert.Equal("gap_ev", Assert.Single(kept.Warnings).Field);
        var c = hub.Archive.Get(kept.Id)!;
        Assert.Contains(c.Values.Extras, x => x.Name == Extra.Warning);
        Assert.Equal(kept.Id, c.ContentId());
        Assert.Equal(kept.Id, (c with { Values = Bare(c.Values) }).ContentId());

        static Values Bare(Values v)
        {
            var bare = new Values();
            foreach (var (p, x) in v.Scalars()) bare[p] = x;
            bare.Extras.AddRange(v.Extras.Where(x => x.Name != Extra.Warning));
            return bare;
        }
    }

    [Fact]
    public void A_structure_and_an_InChIKey_of_another_molecule_are_put_aside()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        const string mapping = """{"smiles": {"column": "s"}, "inchikey": {"column": "k"}, "multiplicity": 1, "level": "PM7", "columns": {"g": {"property": "gap", "unit": "eV"}}}""";
        var bundle = new Bundle("t.csv", [new RawFile("t.csv", "s,k,g\nC,VNWKTOKETHGBQD-UHFFFAOYSA-N,9\nCO,VNWKTOKETHGBQD-UHFFFAOYSA-N,9\n"u8.ToArray()), new RawFile("t.datahub.json", Encoding.UTF8.GetBytes(mapping))]);
        var receipts = hub.Intake.TakeNow(bundle);
        Assert.IsType<Receipt.Kept>(receipts[0]);
        Assert.Equal("inchikey", Assert.IsType<Receipt.Quarantined>(receipts[1]).Faults[0].Field);
    }

    [Fact]
    public void An_optimisation_that_ends_above_its_start_is_put_aside()
    {
        Calculation Step(double e, Driver driver) => Of(v => v[Property.Energy] = e, driver: driver);
        List<(int Place, Fault Fault)> Of2(double final, params double[] steps) => [.. new PathCheck().Next([(Step(final, Driver.Optimization), "a.json"), .. steps.Select((e, i) => ((Calculation?)Step(e, Driver.Gradient), $"a.json, step {i + 1}"))])];
        Assert.Empty(Of2(-76.02, -76.0, -76.01, -76.02));
        Assert.Equal(DataHub.Model.Grade.Quarantine, Assert.Single(Of2(-75.9, -76.0, -76.01)).Fault.Grade);
        Assert.Equal(DataHub.Model.Grade.Warning, Assert.Single(Of2(-76.01, -76.0, -76.03, -76.01)).Fault.Grade);
    }
}
