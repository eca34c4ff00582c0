// The shapes and traps of Jaguar's printed output.
using System.Globalization;
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class JaguarReaderTests
{
    /// <summary>Hydrogen at 0.74 Å: the repulsion of its nuclei is 0.71510434 Eh.</summary>
    const double Repulsion = 0.7151043390;

    const string Head = """
        Job h2 started on host at Wed Apr  9 22:37:08 2014
          |  Jaguar version 8.3, release  13                                   |
          |  Copyright Schrodinger, Inc.                                       |
          start of program pre
          basis set:             sto-3g
          net molecular charge:    0
          multiplicity:            1
         Input geometry:
                                           angstroms
          atom               x                 y                 z
          H1            0.0000000000      0.0000000000      0.0000000000
          H2            0.0000000000      0.0000000000      0.7400000000

          nuclear repulsion energy.......       0.715104339 hartrees
         Non-default options chosen:

        """;
    const string Pre = "  end of program pre\n";
    const string End = " Total cpu seconds     user:      40.000   user+sys:      41.000\n Total elapsed time:    43 seconds\nJob h2 completed on host at Wed Apr  9 22:37:51 2014\n";

    static string Scf(string kind = "HF", string energy = "-1.11675930740", double repulsion = Repulsion) => $"""
          start of program scf
         number of electrons..........          2
         number of alpha electrons....          1
         number of beta electrons.....          1
        etot    1  N  N  0  N      {energy}           2.3E-03  1.4E-01
         Energy components, in hartrees:
           (A)  Nuclear repulsion............     {repulsion.ToString("0.0000000000", CultureInfo.InvariantCulture)}
           (N)  Total energy.................     {energy}  (A+L)
         SCFE: SCF energy: {kind}      {energy} hartrees   iterations:   6
         HOMO energy:    -0.57800
         LUMO energy:     0.67100

        """;

    static List<Reading> Read(params string[] parts) => [.. new JaguarReader().Read(Bundle.Of(new RawFile("job.out", Encoding.UTF8.GetBytes(string.Concat(parts)))))];
    static Calculation One(params string[] parts) => Assert.Single(Read(parts)).Calculation!;
    static string Fault(params string[] parts) => Assert.Single(Read(parts)).Fault!.Message;

    [Fact]
    public void A_single_point_is_read_whole()
    {
        var c = One(Head, Pre, Scf(), End);
        Assert.Equal((Status.Success, "HF/STO-3G", Driver.Energy, -1.1167593074, "8.3.13", 43.0, 41.0), (c.Status, c.Level.Name, c.Driver, c.Values[Property.Energy]!.Value, c.Provenance.ProgramVersion, c.Cost.WallSeconds, c.Cost.CpuSeconds));
        Assert.Equal(1.249 * Units.HartreeToEv, c.Values[Property.Gap]!.Value, 9);
        Assert.Null(c.Level.Approximations);
        Assert.Equal("PS", One(Head, Pre, Scf().Replace("N  N  0  N", "N  N  5  M"), End).Level.Approximations);
    }

    [Fact]
    public void An_energy_of_another_structure_is_refused() => Assert.Contains("last structure", Fault(Head, Pre, Scf(repulsion: Repulsion + 0.01), End));

    [Fact]
    public void The_functional_of_the_SCF_is_the_one_asked_for()
    {
        Assert.Equal("B3LYP/STO-3G", One(Head, "   SCF calculation type: DFT(b3lyp)\n", Pre, Scf("DFT(b3lyp)"), End).Level.Name);
        Assert.Contains("asked for", Fault(Head, Pre, Scf("DFT(b3lyp)"), End));
        Assert.Contains("correction", Fault(Head, "   SCF calculation type: DFT(b3lyp-d3)\n", Pre, Scf("DFT(b3lyp-d3)"), End));
    }

    [Theory]
    [InlineData("   Solvation energy will be computed\n", "olvation")]
    [InlineData("   Relativistic corrections by ZORA\n", "elativistic")]
    [InlineData("   Post-SCF correlation type: RIMP2\n", "RIMP2")]
    public void What_the_level_could_not_tell_is_refused(string option, string why) => Assert.Contains(why, Fault(Head, option, Pre, Scf(), End));

    [Fact]
    public void An_unknown_program_of_a_job_is_refused() => Assert.Contains("sole", Fault(Head, Pre, Scf(), "  start of program sole\n", End));

    [Fact]
    public void A_local_MP2_energy_is_the_sum_of_its_parts()
    {
        string option = "   Post-SCF correlation type: LMP2\n   LMP2 energy will be computed with 2e frozen core for Li-Ne\n";
        string table = " LMP2 Energy Correction..      -0.01300000000\n Total LMP2 Energy.......      -1.12975930740\n";
        var c = One(Head, option, Pre, Scf(), table, End);
        Assert.Equal(("LMP2", -1.1297593074, -0.013), (c.Level.Method, c.Values[Property.Energy]!.Value, c.Values[Property.CorrelationEnergy]!.Value));
        Assert.Null(c.Values[Property.Gap]);
        Assert.Contains("sum", Fault(Head, option, Pre, Scf(), table.Replace("-1.129", "-1.128"), End));
        Assert.Contains("LMP2", Fault(Head, option, Pre, Scf(), End));
    }

    [Fact]
    public void Excited_states_are_a_record_of_their_own_and_only_whole()
    {
        string option = "   Electronic excitation energies will be calculated by CIS\n";
        string cis = "  start of program cis\n   Number of roots to find =           1\n  Excited State   1:    25.1842 eV       49.00 nm\n  Oscillator strength, f=     0.0123\n";
        var r = Read(Head, option, Pre, Scf(), cis, End);
        Assert.Equal(["HF/STO-3G", "CIS/STO-3G"], r.Select(x => x.Calculation!.Level.Name));
        Assert.Equal((25.1842, 0.0123), (r[1].Calculation!.Values.List(Property.Excitations)!.Single(), r[1].Calculation!.Values.List(Property.Strengths)!.Single()));
        Assert.Contains(One(Head, option, Pre, Scf(), cis.Replace("=           1", "=           2"), End).Values.Extras, x => x.Text!.Contains("excited states left out"));
        Assert.Contains(One(Head, option.Replace("CIS", "TDDFT"), Pre, Scf(), cis, End).Values.Extras, x => x.Text!.Contains("excited states left out"));
    }

    [Fact]
    public void An_optimisation_succeeds_only_where_it_says_so()
    {
        string option = "   Geometry will be optimized in redundant internal coordinates\n", complete = "  **           Geometry optimization complete           **\n";
        var c = One(Head, option, Pre, Scf(), complete, End);
        Assert.Equal((Driver.Optimization, GeometrySource.Optimized, "HF/STO-3G"), (c.Driver, c.Geometry!.Source, c.Geometry.Level));
        Assert.Equal(FailureKind.GeometryNotConverged, One(Head, option, Pre, Scf(), End).Failure!.Kind);
        string moved = "  final geometry:\n           angstroms\n  atom  x  y  z\n  H1  0.0  0.0  0.0\n  H2  0.0  0.0  0.7600000000\n\n";
        Assert.Contains("final structure", Fault(Head, option, Pre, Scf(), complete, moved, End));
        var frozen = One(Head, option, "Number of frozen coordinates:           1\n", Pre, Scf(), complete, End);
        Assert.NotEqual(GeometrySource.Optimized, frozen.Geometry!.Source);
    }

    [Fact]
    public void Vibrations_and_thermochemistry_are_held_against_each_other()
    {
        string freq = """
              start of program freq
              frequencies      5000.00
              intensities         0.00
              Number of imaginary frequencies:   0
              Thermochemical properties at    1.0000 atm
              The zero point energy (ZPE):      7.148 kcal/mol
              is not included in U, H, or G in the table below
              T =  298.15 K
              Total enthalpy, Htot (Utot + pV):      -1.102066 hartrees
              Total Gibbs free energy, Gtot (Htot - T*S):      -1.116857 hartrees
              end of program freq

            """;
        var c = One(Head, Pre, Scf(), freq, End);
        Assert.Equal((Driver.Hessian, 5000.0, -1.102066, -1.116857), (c.Driver, c.Values.List(Property.Frequencies)!.Single(), c.Values[Property.Enthalpy]!.Value, c.Values[Property.Gibbs]!.Value));
        Assert.Equal(7.148 / Units.HartreeToKcalPerMol, c.Values[Property.ZeroPoint]!.Value, 9);
        Assert.Null(One(Head, Pre, Scf(), freq.Replace("298.15", "300.00"), End).Values[Property.Enthalpy]);
        Assert.Null(One(Head, Pre, Scf(), freq.Replace("7.148", "6.900"), End).Values[Property.ZeroPoint]);
        Assert.Null(One(Head, Pre, Scf(), freq.Replace("frequencies:   0", "frequencies:   1"), End).Values.List(Property.Frequencies));
    }

    [Fact]
    public void A_cut_or_failed_job_is_a_failure_without_values()
    {
        Assert.Equal(FailureKind.IncompleteOutput, One(Head, Pre, Scf()).Failure!.Kind);
        var c = One(Head, Pre, Scf(), "  ERROR 5001: fatal error\n  SCF did not converge\n", End);
        Assert.Equal((Status.Failed, FailureKind.ScfNotConverged, true), (c.Status, c.Failure!.Kind, c.Values.IsEmpty));
    }

    [Fact]
    public void Charge_and_multiplicity_must_fit_the_electrons()
    {
        Assert.Contains("electrons", Fault(Head.Replace("charge:    0", "charge:    1"), Pre, Scf(), End));
        Assert.Contains("multiplicity", Fault(Head.Replace("multiplicity:            1", "multiplicity:            3"), Pre, Scf(), End));
    }
}
