// The traps of MOPAC's outputs.
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class MopacReaderTests
{
    static Calculation Case(string name, params string[] only) => Outputs.Single(Outputs.Case("mopac", name, only));

    static Failure Failed(string name, params string[] only)
    {
        var c = Case(name, only);
        Assert.Equal(Status.Failed, c.Status);
        Assert.True(c.Values.IsEmpty);
        return c.Failure!;
    }

    [Fact]
    public void The_heat_of_formation_is_never_an_energy()
    {
        foreach (var file in (string[])["job.out", "job.aux", "job.arc"])
        {
            var v = Case("optimised", file).Values;
            Assert.Equal(-57.85864, v[Property.HeatOfFormation]!.Value, 5);
            Assert.Null(v[Property.Energy]);
        }
    }

    [Fact]
    public void The_auxiliary_file_adds_digits_in_FORTRAN_notation()
    {
        var v = Case("optimised").Values;
        Assert.Equal(-57.858643586116, v[Property.HeatOfFormation]);
        Assert.Equal(-10.64034127503, v[Property.Homo]);
        Assert.Equal(2.96484611097, v[Property.Lumo]);
        Assert.Equal(2.0571457613948, v[Property.Dipole]);
        Assert.Equal(-0.4959652430961, v.List(Property.Charges)![0]);
    }

    [Fact]
    public void The_three_files_of_a_job_tell_the_same_alone()
    {
        var whole = Case("optimised");
        foreach (var file in (string[])["job.out", "job.aux", "job.arc"])
        {
            var c = Case("optimised", file);
            Assert.Equal(whole.Level, c.Level);
            Assert.Equal(whole.Molecule, c.Molecule with { Elements = whole.Molecule.Elements });
            Assert.Equal(whole.Geometry!.Symbols, c.Geometry!.Symbols);
            Assert.All(whole.Geometry.Coordinates.Zip(c.Geometry.Coordinates), p => Assert.Equal(p.First, p.Second, 6));
            Assert.Equal(whole.Values[Property.Homo]!.Value, c.Values[Property.Homo]!.Value, 3);
            Assert.Equal((Status.Success, Driver.Optimization, "22.0.6"), (c.Status, c.Driver, c.Provenance.ProgramVersion));
        }
    }

    [Fact]
    public void Job_ended_normally_is_not_believed()
    {
        Assert.Equal(FailureKind.BadInput, Failed("wrong-spin").Kind);
        Assert.Equal(FailureKind.GeometryNotConverged, Failed("not-optimised").Kind);
        Assert.Equal(FailureKind.BadGeometry, Failed("overlap").Kind);
        Assert.Equal(FailureKind.MissingBasis, Failed("no-parameters").Kind);
        Assert.Equal(FailureKind.TimeOut, Failed("out-of-time").Kind);
    }

    [Fact]
    public void The_auxiliary_file_alone_tells_that_the_optimisation_failed() => Assert.Equal(FailureKind.GeometryNotConverged, Failed("not-optimised", "job.aux").Kind);

    [Fact]
    public void An_SCF_field_after_no_SCF_calculation_was_not_achieved()
    {
        foreach (var only in (string[][])[[], ["job.out"], ["job.aux"], ["job.arc"]])
        {
            Assert.Equal(FailureKind.ScfNotConverged, Failed("scf-not-converged", only).Kind);
            Assert.Equal(Status.Failed, Case("charge-9", only).Status);
        }
    }

    [Fact]
    public void An_unknown_keyword_or_element_is_refused_because_no_atoms_are_named()
    {
        Assert.Contains("UNRECOGNIZED KEY-WORDS", Assert.Single(Outputs.Read(Outputs.Case("mopac", "unknown-keyword"))).Fault!.Message);
        Assert.Contains("UNRECOGNIZED ELEMENT", Assert.Single(Outputs.Read(Outputs.Case("mopac", "unknown-element"))).Fault!.Message);
    }

    [Fact]
    public void An_unknown_keyword_with_its_input_beside_it_is_a_failure_of_that_molecule()
    {
        var output = Outputs.Case("mopac", "unknown-keyword");
        var c = Outputs.Single(output with { Files = [.. output.Files, new RawFile("job.mop", "PM7 FOOBAR\nx\n\nO 0.0 1 0.0 1 0.1173 1\nH 0.0 1 0.7572 1 -0.4692 1\nH 0.0 1 -0.7572 1 -0.4692 1\n"u8.ToArray())] });
        Assert.Equal((FailureKind.BadInput, "H2O", "PM7"), (c.Failure!.Kind, c.Molecule.Formula, c.Level.Name));
    }

    [Fact]
    public void An_auxiliary_file_of_another_job_is_not_mixed_in()
    {
        var aux = Outputs.Case("mopac", "optimised", "job.aux").Files[0];
        var run = Outputs.Case("mopac", "gradient", "job.out");
        var c = Outputs.Single(run with { Files = [.. run.Files, aux] });
        Assert.Equal("H2O", c.Molecule.Formula);
        Assert.Equal(-54.2012, c.Values[Property.HeatOfFormation]!.Value, 4);
        Assert.Contains(c.Values.Extras, x => x.Name == "note");
    }

    [Fact]
    public void Frequencies_are_the_vibrations_only()
    {
        Assert.Equal([1407.94, 2806.58, 2862.49], Case("frequencies").Values.List(Property.Frequencies)!);
        Assert.Equal([1407.94, 2806.58, 2862.49], Case("frequencies", "job.aux").Values.List(Property.Frequencies)!);
        Assert.Equal(10.11709849768796 / Units.HartreeToKcalPerMol, Case("frequencies").Values[Property.ZeroPoint]!.Value, 10);
    }

    [Fact]
    public void Method_dispersion_and_solvation_make_the_level()
    {
        Assert.Equal("PM6-D3H4", Case("pm6-d3h4").Level.Name);
        Assert.Equal("PM7 (COSMO eps=78.4)", Case("solvated").Level.Name);
        Assert.Equal("AM1", Case("am1-cation", "job.aux").Level.Name);
    }

    [Theory]
    [InlineData("PM7 TS PRECISE", "transition state")]
    [InlineData("PM7 C.I.=2 SINGLET", "configuration interaction")]
    [InlineData("PM7 EXTERNAL=own.par", "own parameters")]
    [InlineData("PM7 IRC=1", "reaction path")]
    public void A_job_that_is_no_single_calculation_at_a_named_level_is_told(string keywords, string what) => Assert.Contains(what, new MopacKeywords(keywords).Unsuited);

    [Fact]
    public void Charge_and_spin_come_from_keywords_and_electron_counts()
    {
        Assert.Equal((1, 2), (Case("uhf-cation").Molecule.Charge, Case("uhf-cation", "job.arc").Molecule.Multiplicity));
        Assert.Equal(3, Case("triplet").Molecule.Multiplicity);
        Assert.Equal(2.0000875771624, Case("triplet").Values[Property.SpinSquared]);
    }

    [Fact]
    public void A_gradient_that_was_not_computed_is_not_zero() => Assert.Null(Case("triplet").Values[Property.GradientNorm]);

    [Fact]
    public void A_polarizability_is_read_in_atomic_units() => Assert.Equal(9.0064, Case("polarizability").Values[Property.Polarizability]!.Value, 4);

    [Fact]
    public void Internal_coordinates_become_Cartesian_ones()
    {
        var z = new ZMatrix();
        Assert.True(z.Add("O", 0, 0, 0, 0, 0, 0) && z.Add("H", 0.96, 0, 0, 1, 0, 0) && z.Add("H", 0.96, 104.5, 0, 1, 2, 0) && z.Add("He", 2, 90, 180, 1, 2, 3));
        var g = z.Geometry!;
        Assert.Equal(0.96 * 0.96, g.SquaredDistance(0, 2), 10);
        Assert.Equal(2 * 0.96 * 0.96 * (1 - Math.Cos(104.5 * Math.PI / 180)), g.SquaredDistance(1, 2), 10);
        Assert.Equal(4 + 0.96 * 0.96, g.SquaredDistance(1, 3), 10);
        Assert.False(z.Add("H", 1, 90, 0, 7, 1, 2));
        Assert.False(new ZMatrix() is var line && line.Add("C", 0, 0, 0, 0, 0, 0) && line.Add("C", 1, 0, 0, 1, 0, 0) && line.Add("C", 1, 180, 0, 2, 1, 0) && line.Add("H", 1, 90, 0, 3, 2, 1));
    }
}
