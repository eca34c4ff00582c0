// The shapes and traps of Psi4's printed output.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class Psi4TextReaderTests
{
    static Calculation Case(string name) => Outputs.Single(Outputs.Case("psi4", name));

    static Failure Failed(string name)
    {
        var c = Case(name);
        Assert.Equal(Status.Failed, c.Status);
        Assert.True(c.Values.IsEmpty);
        return c.Failure!;
    }

    [Theory]
    [InlineData("hf", "HF/STO-3G", -74.96310991106664)]
    [InlineData("wb97x-d", "wB97X-D/def2-SVP", -76.3369854881246)]
    [InlineData("b97m-v", "B97M-V/STO-3G", -75.3186316916713)]
    [InlineData("mp2", "MP2/cc-pVDZ", -76.22838725153997)]
    [InlineData("mp3", "MP3/STO-3G [full]", -75.00817545440839)]
    [InlineData("ccsd-t", "CCSD(T)/cc-pVDZ", -76.24104120302107)]
    [InlineData("df-ccsd-t", "CCSD(T)/cc-pVDZ [full]", -76.243262396487)]
    [InlineData("double-hybrid", "B2PLYP/STO-3G", -75.21116084190248)]
    [InlineData("mp2-optimised", "MP2/STO-3G [full]", -75.00622632091562)]
    public void The_energy_is_that_of_the_method_asked_for(string name, string level, double energy)
    {
        var c = Case(name);
        Assert.Equal((Status.Success, level), (c.Status, c.Level.Name));
        Assert.Equal(energy, c.Values[Property.Energy]);
    }

    [Fact]
    public void Orbitals_and_dipole_of_the_reference_are_not_given_for_a_correlated_level()
    {
        var v = Case("ccsd-t").Values;
        Assert.Null(v[Property.Gap]);
        Assert.Null(v[Property.Dipole]);
        Assert.Equal(0.005889, v[Property.T1]);
        Assert.Equal(-76.0267720533719, Assert.Single(v.Extras, x => x.Name == "scf_energy").Number!.Value, 10);
    }

    [Fact]
    public void Orbital_energies_of_alpha_and_beta_give_the_highest_occupied_and_the_lowest_free_one()
    {
        var c = Case("uhf-cation");
        Assert.Equal(-1.008679 * Units.HartreeToEv, c.Values[Property.Homo]!.Value, 8);
        Assert.Equal(-0.226764 * Units.HartreeToEv, c.Values[Property.Lumo]!.Value, 8);
        Assert.Equal((1, 2, "U"), (c.Molecule.Charge, c.Molecule.Multiplicity, c.Level.Reference));
        Assert.Equal(0.7552002375, c.Values[Property.SpinSquared]!.Value, 10);
    }

    [Fact]
    public void An_optimisation_and_the_frequencies_after_it_are_two_records_at_the_optimised_structure()
    {
        var r = Outputs.Read(Outputs.Case("psi4", "optimised-and-frequencies"));
        Assert.Equal([Driver.Optimization, Driver.Hessian], r.Select(x => x.Calculation!.Driver));
        Assert.All(r, x => Assert.Equal(GeometrySource.Optimized, x.Calculation!.Geometry!.Source));
        var v = r[1].Calculation!.Values;
        Assert.Equal([2171.0172, 4138.4545, 4388.9910], v.List(Property.Frequencies)!);
        Assert.Equal([7.2046, 44.4005, 30.1356], v.List(Property.Intensities)!);
        Assert.Equal((0.02437289, -74.93784009, -74.95935534), (v[Property.ZeroPoint], v[Property.Enthalpy], v[Property.Gibbs]));
    }

    [Fact]
    public void Frequencies_at_a_structure_that_is_no_minimum_are_left_out_with_a_word()
    {
        var v = Case("hessian-off-minimum").Values;
        Assert.Null(v.List(Property.Frequencies));
        Assert.Contains(v.Extras, x => x.Name == "warning");
        // The energy is that of the undisplaced structure, not of one of the nine displaced ones.
        Assert.Equal(-75.312890848835, v[Property.Energy]!.Value, 10);
    }

    [Fact]
    public void Two_calls_are_two_records_each_at_its_own_level()
    {
        var r = Outputs.Read(Outputs.Case("psi4", "two-jobs"));
        Assert.Equal(["HF/STO-3G", "MP2/3-21G [full]"], r.Select(x => x.Calculation!.Level.Name));
        Assert.Equal([0, 1], r.Select(x => x.Calculation!.Provenance.RawRecord));
    }

    [Fact]
    public void When_the_second_call_fails_the_first_stays_good()
    {
        var r = Outputs.Read(Outputs.Case("psi4", "second-job-fails"));
        Assert.Equal([Status.Success, Status.Failed], r.Select(x => x.Calculation!.Status));
        Assert.Equal(FailureKind.ScfNotConverged, r[1].Calculation!.Failure!.Kind);
        Assert.Equal("HF/3-21G", r[1].Calculation!.Level.Name);
    }

    [Fact]
    public void An_excited_state_is_an_excitation_energy_above_the_ground_state()
    {
        var c = Case("eom-ccsd");
        Assert.Equal((Driver.Properties, "EOM-CCSD/STO-3G [full]"), (c.Driver, c.Level.Name));
        Assert.Equal([16.286], c.Values.List(Property.Excitations)!);
        Assert.Equal(-75.01246170395653, c.Values[Property.Energy]);
    }

    [Theory]
    [InlineData("set relativistic x2c\n", "relativistic")]
    [InlineData("set opt_type ts\n", "transition state")]
    public void A_setting_that_the_level_cannot_tell_is_refused(string setting, string why)
    {
        var text = Outputs.Case("psi4", "hf").Files[0].ReadAllText().Replace("set basis sto-3g\n", "set basis sto-3g\n" + setting);
        Assert.Contains(why, Assert.Single(Outputs.Read(Bundle.Of(new RawFile("output.dat", Encoding.UTF8.GetBytes(text))))).Fault!.Message);
    }

    [Fact]
    public void A_method_that_ran_on_the_orbitals_of_the_call_before_is_not_lost()
    {
        // energy('scf') and then energy('mp2', ref_wfn=...): two calls, one SCF in the output.
        var text = Outputs.Case("psi4", "mp2").Files[0].ReadAllText().Replace("energy('mp2')", "energy('scf')\nenergy('mp2')");
        var c = Outputs.Single(Bundle.Of(new RawFile("output.dat", Encoding.UTF8.GetBytes(text))));
        Assert.Equal(("MP2/cc-pVDZ", -76.22838725153997), (c.Level.Name, c.Values[Property.Energy]!.Value));
    }

    [Fact]
    public void A_gradient_is_read_with_its_sign()
    {
        var c = Case("gradient");
        Assert.Equal(Driver.Gradient, c.Driver);
        Assert.Equal(-0.061451308605, c.Values.List(Property.Gradient)![2]);
    }

    [Theory]
    [InlineData("scf-not-converged", FailureKind.ScfNotConverged)]
    [InlineData("not-optimised", FailureKind.GeometryNotConverged)]
    [InlineData("no-basis", FailureKind.MissingBasis)]
    [InlineData("unknown-basis", FailureKind.MissingBasis)]
    [InlineData("unknown-method", FailureKind.BadInput)]
    [InlineData("wrong-multiplicity", FailureKind.BadInput)]
    [InlineData("atoms-too-close", FailureKind.BadGeometry)]
    public void An_error_is_a_failure_of_its_kind(string name, FailureKind kind) => Assert.Equal(kind, Failed(name).Kind);

    [Fact]
    public void An_output_without_a_calculation_is_refused() => Assert.Contains("no calculation", Assert.Single(Outputs.Read(Outputs.Case("psi4", "nothing-asked"))).Fault!.Message);

    [Fact]
    public void An_output_cut_in_the_middle_is_a_failure_and_never_half_read()
    {
        var file = Outputs.Case("psi4", "ccsd-t").Files[0];
        var text = Encoding.UTF8.GetString(file.ReadAllBytes());
        var cut = text[..text.IndexOf("* CCSD(T) total energy", StringComparison.Ordinal)];
        var c = Outputs.Single(Bundle.Of(new RawFile("output.dat", Encoding.UTF8.GetBytes(cut))));
        Assert.Equal((Status.Failed, FailureKind.IncompleteOutput, "CCSD(T)/cc-pVDZ"), (c.Status, c.Failure!.Kind, c.Level.Name));
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void An_output_with_a_QCSchema_result_beside_it_is_left_to_the_reader_of_that()
    {
        var text = Outputs.Case("psi4", "hf").Files[0];
        var json = new RawFile("result.json", """{"schema_name": "qcschema_output", "schema_version": 1}"""u8.ToArray());
        Assert.False(new Psi4TextReader().Knows(new Bundle("job", [text, json])));
        Assert.True(new Psi4TextReader().Knows(new Bundle("job", [text])));
    }
}
