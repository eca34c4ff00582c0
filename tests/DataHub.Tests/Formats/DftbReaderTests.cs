// The files of a DFTB+ job: what is read, and what is not enough.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class DftbReaderTests
{
    const string Pin = """
        Geometry = GenFormat {
        3  C
         O H
            1    1    0.00000000000E+00    0.00000000000E+00    0.00000000000E+00
            2    2    0.00000000000E+00    0.75000000000E+00    0.58000000000E+00
            3    2    0.00000000000E+00   -0.75000000000E+00    0.58000000000E+00
        }
        Driver = {}
        Hamiltonian = DFTB {
          SCC = Yes
          SlaterKosterFiles = Type2FileNames {
            Prefix = /home/someone/slako/mio/mio-1-1/
          }
          ThirdOrderFull = No
          Dispersion = {}
          SpinPolarisation = {}
          RangeSeparated = None {}
        }
        """;
    const string Detailed = """
         Total charge:    -0.00000000

         Atomic gross charges (e)
         Atom           Charge
            1      -0.59242485
            2       0.29621242
            3       0.29621242
        Nr. of electrons (up):      8.00000000
        Total energy:                       -4.0755000000 H         -110.9000 eV
        Total Mermin free energy:           -4.0755000000 H         -110.9000 eV
        SCC converged

         Total Forces
             1      0.000000000000      0.000000000000      0.010000000000
             2      0.000000000000      0.002000000000     -0.005000000000
             3      0.000000000000     -0.002000000000     -0.005000000000

        Dipole moment:    0.00000000    0.00000000    1.52590939 au
        Dipole moment:    0.00000000    0.00000000    3.87847511 Debye
        """;
    const string Bands = " KPT            1  SPIN            1  KWEIGHT    1.0000000000000000     \n     1   -19.732  2.00000\n     2    -6.579  2.00000\n     3    -4.194  0.00000\n";

    static RawFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
    static Reading Read(params (string Name, string Text)[] files) => Assert.Single(new DftbReader().Read(new Bundle("job", [.. files.Select(f => File(f.Name, f.Text))])));
    static Reading Job(string? pin = null, string? detailed = null) => Read(("dftb_pin.hsd", pin ?? Pin), ("detailed.out", detailed ?? Detailed), ("band.out", Bands));

    [Fact]
    public void A_job_gives_energy_gradient_charges_dipole_and_orbitals()
    {
        var c = Job().Calculation!;
        Assert.Equal((Status.Success, Driver.Gradient, "DFTB2/mio-1-1", "H2O", 0, 1), (c.Status, c.Driver, c.Level.Name, c.Molecule.Formula, c.Molecule.Charge, c.Molecule.Multiplicity));
        Assert.Equal((-4.0755, -6.579, -4.194, 3.87847511), (c.Values[Property.Energy], c.Values[Property.Homo], c.Values[Property.Lumo], c.Values[Property.Dipole]));
        // Forces are the gradient with the other sign.
        Assert.Equal(-0.01, c.Values.List(Property.Gradient)![2]);
        Assert.Equal(-0.59242485, c.Values.List(Property.Charges)![0]);
    }

    [Fact]
    public void Detailed_output_alone_is_not_enough() => Assert.Contains("neither the elements nor the Hamiltonian", Read(("detailed.out", Detailed)).Fault!.Message);

    [Theory]
    [InlineData("3  C", "3  S", "periodic")]
    [InlineData("Driver = {}", "Driver = VelocityVerlet {}", "VelocityVerlet")]
    [InlineData("Dispersion = {}", "Solvation = GeneralizedBorn { }", "solvent")]
    [InlineData("mio-1-1", "mine", "Slater-Koster")]
    public void What_the_level_could_not_tell_is_refused(string old, string now, string why) => Assert.Contains(why, Job(Pin.Replace(old, now)).Fault!.Message);

    [Fact]
    public void Charges_that_did_not_converge_are_a_failure()
    {
        var c = Job(detailed: Detailed.Replace("SCC converged", "SCC is NOT converged, maximal SCC iterations exceeded")).Calculation!;
        Assert.Equal((Status.Failed, FailureKind.ScfNotConverged), (c.Status, c.Failure!.Kind));
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void Orbitals_occupied_in_part_are_refused() => Assert.Contains("in part", Job(detailed: Detailed.Replace("free energy:           -4.0755000000 H         -110.9000", "free energy:           -4.0855000000 H         -111.1721")).Fault!.Message);

    [Fact]
    public void An_optimisation_needs_the_structure_of_its_last_step()
    {
        string pin = Pin.Replace("Driver = {}", "Driver = GeometryOptimization {\n  MovedAtoms = 1:-1\n}"), detailed = "Geometry optimization step: 7\n" + Detailed + "\nGeometry converged\n";
        string end = "   3\nGeometry Step: 7\n    O 0.0 0.0 0.0 6.6\n    H 0.0 0.76 0.59 0.7\n    H 0.0 -0.76 0.59 0.7\n";
        Assert.Contains("not there", Job(pin, detailed).Fault!.Message);
        var c = Read(("dftb_pin.hsd", pin), ("detailed.out", detailed), ("geo_end.xyz", end)).Calculation!;
        Assert.Equal((Driver.Optimization, GeometrySource.Optimized, 0.76), (c.Driver, c.Geometry!.Source, c.Geometry.Coordinates[4]));
        Assert.Contains("of the step", Read(("dftb_pin.hsd", pin), ("detailed.out", detailed), ("geo_end.xyz", end.Replace("Step: 7", "Step: 6"))).Fault!.Message);
        Assert.Equal(FailureKind.GeometryNotConverged, Read(("dftb_pin.hsd", pin), ("detailed.out", detailed.Replace("Geometry converged", "")), ("geo_end.xyz", end)).Calculation!.Failure!.Kind);
    }

    [Fact]
    public void A_radical_needs_its_unpaired_electrons_told()
    {
        string cation = Detailed.Replace("Total charge:    -0.00000000", "Total charge:     1.00000000");
        Assert.Contains("odd number", Job(detailed: cation).Fault!.Message);
        var c = Read(("dftb_pin.hsd", Pin.Replace("SpinPolarisation = {}", "SpinPolarisation = Colinear {\n    UnpairedElectrons = 1\n  }")), ("detailed.out", cation)).Calculation!;
        Assert.Equal((1, 2, "U"), (c.Molecule.Charge, c.Molecule.Multiplicity, c.Level.Reference));
        // The dipole of an ion depends on the origin.
        Assert.Null(c.Values[Property.Dipole]);
    }

    [Fact]
    public void A_cut_file_gives_no_value_that_the_whole_one_has_not()
    {
        var whole = Job().Calculation!.Values;
        for (int n = 1; n < Detailed.Length; n++)
            if (Job(detailed: Detailed[..n]).Calculation is { Status: Status.Success } c)
            {
                Assert.All(c.Values.Scalars(), v => Assert.Equal(whole[v.Property], v.Value));
                Assert.All(c.Values.Lists(), v => Assert.Equal(whole.List(v.Property)!, v.Value));
            }
    }
}
