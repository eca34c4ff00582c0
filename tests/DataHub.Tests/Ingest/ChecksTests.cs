// What is refused at the door, and in which words.
using DataHub.Ingest;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Ingest;

public class ChecksTests
{
    static readonly Geometry Water = new(["O", "H", "H"], [0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692]);

    static Calculation Of(Action<Values> set, string level = "HF/STO-3G", int charge = 0, int multiplicity = 1, Geometry? geometry = null, Cost? cost = null)
    {
        var values = new Values();
        set(values);
        geometry ??= Water;
        return new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), level == "" ? new Level(LevelKind.Unknown, "") : Level.Parse(level), Driver.Energy, Status.Success)
        { Geometry = geometry, Values = values, Cost = cost ?? Cost.Unknown };
    }

    static Fault One(Calculation c) => Assert.Single(Checks.Of(c, "f.out"));

    [Fact]
    public void A_good_record_has_no_fault() => Assert.Empty(Checks.Of(Of(v => v[Property.Energy] = -74.96), "f.out"));

    [Fact]
    public void A_record_without_level_is_not_data()
    {
        var fault = One(Of(v => v[Property.Energy] = -74.96, ""));
        Assert.Equal(("f.out", "level"), (fault.File, fault.Field));
        Assert.Contains("not data", fault.Remedy);
    }

    [Fact]
    public void An_energy_in_electronvolt_is_seen() => Assert.Contains("eV", One(Of(v => v[Property.Energy] = -74.96 * Units.HartreeToEv)).Remedy);

    [Fact]
    public void An_energy_in_kcal_is_seen() => Assert.Equal("energy_hartree", One(Of(v => v[Property.Energy] = -74.96 * Units.HartreeToKcalPerMol, "wB97X-D/def2-SVP")).Field);

    [Theory]
    [InlineData("H", -0.5)]
    [InlineData("He", -2.9037)]
    [InlineData("Ne", -128.94)]
    [InlineData("Ar", -527.55)]
    [InlineData("Xe", -7232.1)]
    [InlineData("Rn", -21866.8)]
    public void The_true_energies_of_atoms_pass(string symbol, double hartree) =>
        Assert.Empty(Checks.Of(Of(v => v[Property.Energy] = hartree, multiplicity: symbol == "H" ? 2 : 1, geometry: new Geometry([symbol], [0, 0, 0])), "f.out"));

    [Fact]
    public void The_true_energies_of_small_molecules_pass()
    {
        Assert.Empty(Checks.Of(Of(v => v[Property.Energy] = -1.1745, geometry: new Geometry(["H", "H"], [0, 0, 0, 0, 0, 0.74])), "h2"));
        Assert.Empty(Checks.Of(Of(v => v[Property.Energy] = -40.51, geometry: new Geometry(["C", "H", "H", "H", "H"], [0, 0, 0, .63, .63, .63, -.63, -.63, .63, -.63, .63, -.63, .63, -.63, -.63])), "ch4"));
    }

    [Fact]
    public void A_semi_empirical_energy_is_not_held_to_the_scale_of_all_electrons() => Assert.Empty(Checks.Of(Of(v => v[Property.Energy] = -5.07, "GFN2-xTB"), "f.out"));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 13)]
    [InlineData(12, 1)]
    public void An_impossible_spin_or_charge_is_seen(int charge, int multiplicity) => Assert.Equal("multiplicity", One(Of(v => v[Property.Energy] = -74.96, charge: charge, multiplicity: multiplicity)).Field);

    [Fact]
    public void Overlapping_atoms_are_seen() => Assert.Equal("coordinates", One(Of(v => v[Property.Gap] = 3, geometry: new Geometry(["H", "H"], [0, 0, 0, 0, 0, 0.01]))).Field);

    [Fact]
    public void A_gap_that_contradicts_its_orbitals_is_seen() =>
        Assert.Equal("gap_ev", One(Of(v => { v[Property.Gap] = 0.5; v[Property.Homo] = -10; v[Property.Lumo] = 3.6; })).Field);

    [Fact]
    public void Nothing_is_no_data() => Assert.Equal("values", One(Of(_ => { })).Field);

    [Fact]
    public void A_thousandfold_slip_in_emissions_is_seen()
    {
        Cost Hour(double grams) => new(CostTier.Log) { CpuSeconds = 3600, Co2Grams = grams };
        Assert.Empty(Checks.Of(Of(v => v[Property.Energy] = -74.96, cost: Hour(9.5)), "f.out"));
        Assert.Equal("co2e_g", One(Of(v => v[Property.Energy] = -74.96, cost: Hour(9500))).Field);
        Assert.Equal("co2e_g", One(Of(v => v[Property.Energy] = -74.96, cost: Hour(0.0005))).Field);
    }

    [Fact]
    public void A_failure_needs_no_values() =>
        Assert.Empty(Checks.Of(Of(_ => { }) with { Status = Status.Failed, Failure = new Failure(FailureKind.ScfNotConverged, "100 iterations") }, "f.out"));
}
