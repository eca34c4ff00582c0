// The shapes and traps of the outputs of Turbomole's programs.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class TurbomoleReaderTests
{
    /// <summary>A run as a program of the suite prints it, as short as it can be.</summary>
    static string Run(string program, string body, double z = 0.7, string time = "2024-09-06 12:40:00.578", bool structure = true, string done = "all done") => $"""

         {program} (node) : TURBOMOLE rev. V7-8-1 compiled 26 Feb 2024 at 17:12:58
         Copyright (C) 2024 TURBOMOLE GmbH, Karlsruhe

            {time}

        {(structure ? $"""
                            atomic coordinates            atom    charge  isotop
                  0.00000000    0.00000000   -{z:0.00000000}    h      1.000     0
                  0.00000000    0.00000000    {z:0.00000000}    h      1.000     0

                      |               basis set information              |

           type   atoms  prim   cont   basis
           ---------------------------------------------------------------------------
            h        2      3      1   STO-3G   [1s|3s]
           ---------------------------------------------------------------------------
        """ : "")}
        {body}
         total  cpu-time :   1 minutes and  2 seconds
         total wall-time :   3.50 seconds
           ****  {program} : {done}  ****

        """;

    static string Scf(double energy, string more = "", string charge = "2.000000      -2.000000       0.000000") => $"""
        {more}
         convergence criteria satisfied after    13 iterations
                 |  total energy      =    {energy:0.00000000000}  |
                 electrostatic moments
                                  charge      
         ------------------------------------------------------------------------------
                  {charge}

        """;
    const string Gradient = """
                  cartesian gradient of the energy (hartree/bohr)

          ATOM      1 h           2 h 
        dE/dx  0.0000000D+00  0.0000000D+00
        dE/dy  0.0000000D+00  0.0000000D+00
        dE/dz -0.2000000D-01  0.2000000D-01

           gradient norm                  : 0.28284271E-01
        """;
    static string Step(double z, string yes = "yes") => Run("statpt", $"""
           ATOM                      CARTESIAN COORDINATES
            1 h       0.00000000000000      0.00000000000000     -{z}
            2 h       0.00000000000000      0.00000000000000      {z}
          ENERGY =      -1.1167000000 a.u.; # of cycle =    5
                                       Converged?     Value      Criterion
                     Energy change         {yes}      0.0000005   0.0000010
                     RMS of displacement   yes      0.0001207   0.0005000
                     RMS of gradient       yes      0.0000392   0.0005000
                     MAX displacement      yes      0.0002776   0.0010000
                     MAX gradient          yes      0.0001080   0.0010000
        """, structure: false);
    const string B3lyp = "           density functional\n           ------------------\n Becke-3-Parameter hybrid functional: B3-LYP\n";

    static RawFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
    static List<Reading> Read(params string[] runs) => [.. new TurbomoleReader().Read(Bundle.Of(File("job.last", string.Concat(runs))))];
    static Calculation One(params string[] runs) => Assert.Single(Read(runs)).Calculation!;
    static string Fault(params string[] runs) => Assert.Single(Read(runs)).Fault!.Message;

    [Fact]
    public void An_energy_has_its_level_version_and_times()
    {
        var c = One(Run("dscf", Scf(-1.1167)));
        Assert.Equal((Status.Success, "HF/STO-3G", "R", -1.1167, "7.8.1", 3.5, 62.0), (c.Status, c.Level.Name, c.Level.Reference, c.Values[Property.Energy], c.Provenance.ProgramVersion, c.Cost.WallSeconds, c.Cost.CpuSeconds));
        Assert.Equal(1.4 * Units.BohrToAngstrom, Math.Sqrt(c.Geometry!.SquaredDistance(0, 1)), 9);
        // Turbomole's B3-LYP has the local correlation VWN5.
        Assert.Equal("B3LYP5/STO-3G", One(Run("dscf", Scf(-1.1167, B3lyp))).Level.Name);
    }

    [Fact]
    public void Charge_and_spin_come_from_the_moments()
    {
        var c = One(Run("dscf", Scf(-0.6, " UHF mode switched on !", "2.000000      -1.000000       1.000000\n a-b                                     1.000000")));
        Assert.Equal((1, 2, "U"), (c.Molecule.Charge, c.Molecule.Multiplicity, c.Level.Reference));
        Assert.Contains("charge", Fault(Run("dscf", " UHF mode switched on !\n convergence criteria satisfied after 3 iterations\n |  total energy      =    -0.6  |")));
    }

    [Fact]
    public void What_was_done_at_one_structure_is_one_record_with_the_energy_of_the_best_model()
    {
        string models = "     restricted closed shell calculation for the wavefunction models:\n               MP2        - 2nd-order\n               CC2        - Approximate CC Singles and Doubles\n\n";
        string finals = "     *   RHF  energy                             :    -1.1167000000      *\n     *   Final MP2 energy                        :    -1.1300000000      *\n     *   Final CC2 energy                        :    -1.1310000000      *\n";
        var c = One(Run("dscf", Scf(-1.1167)), Run("ricc2", models + finals));
        Assert.Equal(("CC2/STO-3G", -1.131), (c.Level.Name, c.Values[Property.Energy]));
        Assert.Equal(-0.0143, c.Values[Property.CorrelationEnergy]!.Value, 10);
        Assert.Equal(7.0, c.Cost.WallSeconds);
        Assert.Equal("SCS-CC2/STO-3G", One(Run("dscf", Scf(-1.1167)), Run("ricc2", models + "          scaling factors:  C_os = 1.200  C_ss = 0.333\n" + finals)).Level.Name);
        Assert.Contains("not in the output", Fault(Run("dscf", Scf(-1.1167)), Run("ricc2", models + "          scaling factors:  C_os = 1.100  C_ss = 0.500\n" + finals)));
        // A coupled cluster run without its own energy is never given that of MP2.
        Assert.Contains("not in the output", Fault(Run("dscf", Scf(-1.1167)), Run("ricc2", models + "     *   Final MP2 energy                        :    -1.1300000000      *\n")));
    }

    [Fact]
    public void An_optimisation_ends_at_the_structure_after_the_step_that_fulfilled_its_criteria()
    {
        var r = Read(Run("dscf", Scf(-1.1160), 0.8), Run("grad", Gradient, 0.8), Step(0.8), Run("dscf", Scf(-1.1167)));
        Assert.Equal([Driver.Gradient, Driver.Optimization], r.Select(x => x.Calculation!.Driver));
        Assert.Equal([0, 0, -0.02, 0, 0, 0.02], r[0].Calculation!.Values.List(Property.Gradient)!);
        Assert.Equal((GeometrySource.Optimized, "HF/STO-3G", 14.0), (r[1].Calculation!.Geometry!.Source, r[1].Calculation!.Geometry!.Level, r[1].Calculation!.Cost.WallSeconds));
        Assert.Equal(GeometrySource.Given, Read(Run("dscf", Scf(-1.1160), 0.8), Run("grad", Gradient, 0.8), Step(0.8, "no"), Run("dscf", Scf(-1.1167)))[1].Calculation!.Geometry!.Source);
    }

    [Theory]
    [InlineData("did not converge!", FailureKind.ScfNotConverged)]
    [InlineData("dscf ended abnormally", FailureKind.Other)]
    public void An_error_is_a_failure_of_its_kind(string error, FailureKind kind)
    {
        var c = One(Run("dscf", Scf(-1.1167) + " ATTENTION: dscf " + error));
        Assert.Equal((Status.Failed, kind), (c.Status, c.Failure!.Kind));
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void An_output_without_its_last_line_is_incomplete() => Assert.Equal(FailureKind.IncompleteOutput, One(Run("dscf", Scf(-1.1167), done: "")).Failure!.Kind);

    [Theory]
    [InlineData("dscf", " EMBEDDING IN PERIODIC POINT CHARGES", "point charges")]
    [InlineData("dscf", " Fermi smearing switched on", "smeared")]
    [InlineData("dscf", "           density functional\n           ------------------\n Name of XC-Functional: something", "functional")]
    [InlineData("riper", "", "periodic")]
    [InlineData("egrad", "", "excited state")]
    public void What_the_level_could_not_tell_is_refused(string program, string more, string why) => Assert.Contains(why, Fault(Run(program, Scf(-1.1167, more))));

    [Fact]
    public void A_mixed_basis_set_has_no_name() =>
        Assert.Contains("basis set", Fault(Run("dscf", Scf(-1.1167)).Replace("  h        2      3      1   STO-3G   [1s|3s]", "  h        1      3      1   STO-3G   [1s|3s]\n    h        1      3      1   def2-SVP   [2s|4s]")));

    [Fact]
    public void A_folder_is_one_job_whose_programs_are_put_in_the_order_in_which_they_ran()
    {
        var files = new[] { File("a-grad.out", Run("grad", Gradient, time: "2024-09-06 12:41:00.000")), File("z-dscf.out", Run("dscf", Scf(-1.1167), time: "2024-09-06 12:40:00.000")), File("control", "$title\n$coord file=coord\n$end\n"), File("coord", "$coord\n$end\n") };
        var c = Assert.Single(new TurbomoleReader().Read(new Bundle("job", files))).Calculation!;
        Assert.Equal((Driver.Gradient, -1.1167), (c.Driver, c.Values[Property.Energy]));
        Assert.Contains("no printed output", Assert.Single(new FormatSet().Read(new Bundle("job", files[2..]))).Fault!.Message);
    }

    [Fact]
    public void Files_of_a_job_folder_are_grouped_and_others_are_left_alone()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        try
        {
            foreach (var name in new[] { "control", "coord", "energy", "dscf.out", "job.last", "start.xyz", "notes.json" }) System.IO.File.WriteAllText(Path.Combine(folder, name), "$end\n");
            Assert.Equal([["control", "coord", "dscf.out", "energy", "job.last"], ["notes.json"], ["start.xyz"]], Bundles.Walk(folder).Select(b => b.Files.Select(f => f.Name).ToArray()));
            System.IO.File.Delete(Path.Combine(folder, "control"));
            Assert.All(Bundles.Walk(folder), b => Assert.Single(b.Files));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
