// The traps of xtb's outputs.
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class XtbReaderTests
{
    static Calculation Case(string name, params string[] only) => Outputs.Single(Outputs.Case("xtb", name, only));

    static Failure Failed(string name, params string[] only)
    {
        var c = Case(name, only);
        Assert.Equal(Status.Failed, c.Status);
        Assert.True(c.Values.IsEmpty);
        return c.Failure!;
    }

    static Fault Refused(Bundle bundle) => Assert.Single(new XtbReader().Read(bundle)).Fault!;

    [Fact]
    public void A_single_point_has_the_digits_of_its_JSON()
    {
        var v = Case("single-point").Values;
        Assert.Equal(-11.393351654853, v[Property.Energy]!.Value, 11);
        Assert.Equal(-11.20570737, v[Property.Homo]!.Value, 8);
        Assert.Equal(1.32047435, v[Property.Lumo]!.Value, 8);
        Assert.Equal(12.526181720652, v[Property.Gap]!.Value, 10);
        Assert.Equal(-0.45799283 * Units.AuDipoleToDebye, v.List(Property.DipoleVector)![0], 10);
        Assert.Equal(9, v.List(Property.Charges)!.Count);
    }

    [Fact]
    public void The_stale_dipole_of_the_JSON_after_an_optimisation_is_dropped_for_the_printed_one()
    {
        var c = Case("optimised-with-json");
        Assert.Equal(1.994, c.Values[Property.Dipole]!.Value, 3);
        Assert.Equal(-0.473 * Units.AuDipoleToDebye, c.Values.List(Property.DipoleVector)![0], 10);
        Assert.Equal((GeometrySource.Optimized, "GFN2-xTB"), (c.Geometry!.Source, c.Geometry.Level));
    }

    [Fact]
    public void The_JSON_of_an_optimisation_without_the_printed_output_is_refused()
    {
        // Also of one that did not converge: the JSON looks the same.
        Assert.Contains("whether it converged", Refused(Outputs.Case("xtb", "optimised-with-json", "xtbout.json", "xtbopt.xyz")).Message);
        Assert.Contains("whether it converged", Refused(Outputs.Case("xtb", "not-optimised", "xtbout.json", "xtbopt.xyz")).Message);
    }

    [Fact]
    public void A_job_of_three_steps_is_one_record_with_the_single_point_on_the_optimised_structure()
    {
        var c = Case("job");
        Assert.Equal((Driver.Hessian, Status.Success), (c.Driver, c.Status));
        Assert.Equal((GeometrySource.Optimized, "GFN2-xTB"), (c.Geometry!.Source, c.Geometry.Level));
        Assert.Equal(21, c.Values.List(Property.Frequencies)!.Count);
        Assert.Equal(21, c.Values.List(Property.Intensities)!.Count);
        Assert.Equal(-11.394338678431, c.Values[Property.Energy]!.Value, 8);
        // The dipole has the digits of the JSON of the last step, which was made at the final structure.
        Assert.NotEqual(Math.Round(c.Values.List(Property.DipoleVector)![0] / Units.AuDipoleToDebye, 3), c.Values.List(Property.DipoleVector)![0] / Units.AuDipoleToDebye);
    }

    [Fact]
    public void Translations_and_rotations_are_no_frequencies()
    {
        var v = Case("frequencies").Values;
        Assert.Equal([1539.19279531, 3643.02370038, 3651.65770613], v.List(Property.Frequencies)!);
        Assert.Equal([133.56192418, 6.67674811, 16.79788637], v.List(Property.Intensities)!);
        Assert.Equal(0.020125046286, v[Property.ZeroPoint]);
        Assert.Equal(-5.046638309528, v[Property.Enthalpy]);
        Assert.Equal(-5.068037277857, v[Property.Gibbs]);
    }

    [Fact]
    public void Frequencies_at_a_structure_that_is_no_minimum_are_left_out_with_a_word()
    {
        var v = Case("hessian-off-minimum").Values;
        Assert.Null(v.List(Property.Frequencies));
        Assert.Null(v[Property.Gibbs]);
        Assert.Contains(v.Extras, x => x.Name == "warning");
        Assert.NotNull(v[Property.Energy]);
    }

    [Fact]
    public void An_optimisation_that_ran_out_of_cycles_failed_though_xtb_says_normal_termination() =>
        Assert.Equal(FailureKind.GeometryNotConverged, Failed("not-optimised").Kind);

    [Fact]
    public void A_charge_iteration_that_did_not_converge_failed() => Assert.Equal(FailureKind.ScfNotConverged, Failed("scc-not-converged").Kind);

    [Fact]
    public void A_GFN_number_that_does_not_exist_failed_though_xtb_ran_another() => Assert.Equal(FailureKind.BadInput, Failed("gfn7").Kind);

    [Fact]
    public void A_GFN_number_that_does_not_exist_is_seen_in_the_JSON_alone() => Assert.Equal(FailureKind.BadInput, Failed("gfn7", "xtbout.json", "input.xyz").Kind);

    [Fact]
    public void More_charge_than_electrons_failed() => Assert.Equal(FailureKind.BadInput, Failed("charge-40").Kind);

    [Fact]
    public void A_spin_that_does_not_fit_the_electrons_failed()
    {
        Assert.Equal(FailureKind.BadInput, Failed("wrong-spin").Kind);
        Assert.Equal(FailureKind.BadInput, Failed("wrong-spin", "xtbout.json", "input.xyz").Kind);
    }

    [Fact]
    public void Absent_parameters_failed() => Assert.Equal(FailureKind.BadInput, Failed("no-parameters").Kind);

    [Fact]
    public void After_a_change_of_charge_the_values_are_those_of_the_molecule_asked_for()
    {
        var c = Case("ionisation");
        Assert.Equal(0, c.Molecule.Charge);
        Assert.Equal(-5.070370761845, c.Values[Property.Energy]);
        Assert.Equal(-12.1769, c.Values[Property.Homo]);
        Assert.Equal(13.4784, c.Values[Property.Ionization]);
        Assert.Null(c.Values[Property.Dipole]);
        Assert.Null(c.Values.List(Property.Charges));
    }

    [Fact]
    public void The_JSON_alone_after_a_change_of_charge_is_refused() =>
        Assert.Contains("last charge state", Refused(Outputs.Case("xtb", "ionisation", "xtbout.json", "input.xyz")).Message);

    [Fact]
    public void The_JSON_alone_is_refused_because_it_names_no_atoms() =>
        Assert.Contains("which atoms", Refused(Outputs.Case("xtb", "single-point", "xtbout.json")).Message);

    [Fact]
    public void A_structure_alone_is_refused_because_it_names_no_level() =>
        Assert.Contains("at which level", Refused(Outputs.Case("xtb", "optimised-with-json", "xtbopt.xyz")).Message);

    [Fact]
    public void A_JSON_of_another_run_is_not_mixed_in()
    {
        var other = Outputs.Case("xtb", "single-point", "xtbout.json").Files[0];
        var run = Outputs.Case("xtb", "gfn1-optimised", "xtb.out", "input.xyz");
        var c = Outputs.Single(run with { Files = [.. run.Files, other] });
        Assert.Equal("GFN1-xTB", c.Level.Name);
        Assert.Equal(-5.768774893381, c.Values[Property.Energy]);
        Assert.Contains(c.Values.Extras, x => x.Name == "note");
    }

    [Fact]
    public void A_structure_of_another_molecule_beside_the_output_is_refused()
    {
        var other = Outputs.Case("xtb", "frequencies", "input.xyz").Files[0];
        var run = Outputs.Case("xtb", "single-point", "xtb.out");
        Assert.Contains("in another order or number", Refused(run with { Files = [.. run.Files, other] }).Message);
    }

    [Fact]
    public void The_force_field_has_an_energy_and_no_orbitals()
    {
        var c = Case("gfnff-optimised");
        Assert.Equal(("GFN-FF", LevelKind.ForceField), (c.Level.Name, c.Level.Kind));
        Assert.Equal(-1.220342410305, c.Values[Property.Energy]);
        Assert.Null(c.Values[Property.Gap]);
    }

    [Fact]
    public void The_solvation_is_part_of_the_level()
    {
        var c = Case("solvated");
        Assert.Equal("GFN2-xTB (ALPB water)", c.Level.Name);
        Assert.NotNull(c.Values[Property.SolvationEnergy]);
        Assert.Equal("GFN2-xTB (ALPB water)", Case("solvated", "xtbout.json", "input.xyz").Level.Name);
    }

    [Fact]
    public void A_radical_cation_has_its_charge_its_spin_and_the_orbital_of_its_single_electron_as_HOMO()
    {
        var c = Case("cation");
        Assert.Equal((1, 2), (c.Molecule.Charge, c.Molecule.Multiplicity));
        Assert.Equal(-24.5114, c.Values[Property.Homo]!.Value, 4);
        Assert.Equal(-7.1365, c.Values[Property.Lumo]!.Value, 4);
    }

    [Fact]
    public void The_printed_output_alone_tells_the_atoms_by_its_list_of_elements()
    {
        var c = Case("single-point", "xtb.out");
        Assert.Equal("C2H6O", c.Molecule.Formula);
        Assert.Null(c.Geometry);
        Assert.Equal(-11.2057, c.Values[Property.Homo]);
    }

    [Fact]
    public void What_the_error_stream_wrote_into_the_output_changes_nothing()
    {
        var file = Outputs.Case("xtb", "frequencies", "xtb.out").Files[0];
        var text = file.ReadAllText();
        var clean = Outputs.Text(Assert.Single(Outputs.Read(Bundle.Of(file))));
        // In the middle of lines and numbers too: the two streams are flushed without regard for each other.
        for (int at = text.IndexOf("program call", StringComparison.Ordinal); at < text.Length; at += 97)
        {
            var noisy = text[..at] + "Note: The following floating-point exceptions are signalling: IEEE_DENORMAL\nnormal termination of xtb\n" + text[at..];
            Assert.Equal(clean, Outputs.Text(Assert.Single(Outputs.Read(Bundle.Of(new RawFile("xtb.out", System.Text.Encoding.UTF8.GetBytes(noisy)))))));
        }
    }

    [Theory]
    [InlineData("xtb input.xyz --gfn 2 --json", "xtb input.xyz --md --gfn 2", "dynamics")]
    [InlineData("add. restraining           0.000000000000", "add. restraining           0.010000000000", "restraining potential")]
    [InlineData("PC potential                    false", "PC potential                    true", "point charges")]
    public void A_run_whose_energy_is_not_that_of_the_level_is_refused(string printed, string instead, string why)
    {
        var file = Outputs.Case("xtb", "single-point", "xtb.out").Files[0];
        var text = file.ReadAllText();
        Assert.Contains(printed, text);
        Assert.Contains(why, Refused(Bundle.Of(new RawFile("xtb.out", System.Text.Encoding.UTF8.GetBytes(text.Replace(printed, instead))))).Message);
    }

    [Fact]
    public void Times_are_those_of_the_log()
    {
        var cost = Case("frequencies").Cost;
        Assert.Equal((CostTier.Log, 0.008, 0.008, 1), (cost.Tier, cost.WallSeconds, cost.CpuSeconds, cost.Cores));
    }
}
