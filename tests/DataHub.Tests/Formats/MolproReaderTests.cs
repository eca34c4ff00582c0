// The shapes and traps of Molpro's printed output.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class MolproReaderTests
{
    const string Head = """
         ***,hydrogen
         ks,b3lyp
                                                 ***  PROGRAM SYSTEM MOLPRO  ***
                                            Version 2019.2 linked May  2 2019 15:37:00

         Library entry H      S STO-3G               selected for orbital group  1

         PROGRAM * SEWARD (Integral evaluation for generally contracted gaussian basis sets)
         ATOMIC COORDINATES

         NR  ATOM    CHARGE       X              Y              Z

           1  H1      1.00    0.000000000    0.000000000   -0.700000000
           2  H2      1.00    0.000000000    0.000000000    0.700000000

         NUCLEAR CHARGE:                    2
         NUMBER OF CORE ORBITALS:           0   (    0A   )

        """;
    const string Hf = """
         PROGRAM * RHF-SCF (CLOSED SHELL)       Authors: W. Meyer, H.-J. Werner
         NUMBER OF ELECTRONS:       1+    1-    SPACE SYMMETRY=1    SPIN SYMMETRY: Singlet 
         !RHF STATE  1.1 Energy                -1.116714325063
         !RHF STATE  1.1 Dipole moment          0.00000000     0.00000000     0.00000000

        """;
    const string Ccsd = """
         PROGRAM * CCSD (Closed-shell coupled cluster)
         MP2 total energy:                    -1.129841370000
         T1 diagnostic:  0.00565917
         CCSD total energy                     -1.137000000000
         CCSD[T] total energy:                 -1.137400000000
         !CCSD(T) total energy                 -1.137500000000

        """;
    const string End = " CPU TIMES  *         1.72      0.82\n REAL TIME  *         2.60 SEC\n Molpro calculation terminated\n";

    static List<Reading> Read(params string[] parts) => [.. new MolproReader().Read(Bundle.Of(new RawFile("job.out", Encoding.UTF8.GetBytes(string.Concat(parts)))))];
    static Calculation One(params string[] parts) => Assert.Single(Read(parts)).Calculation!;
    static string Fault(params string[] parts) => Assert.Single(Read(parts)).Fault!.Message;

    [Fact]
    public void The_energy_is_that_of_the_command_and_the_SCF_under_it_is_part_of_it()
    {
        var c = One(Head, Hf, Ccsd, End);
        Assert.Equal((Status.Success, -1.1375, "2019.2", 2.6, 1.72, 0.00565917), (c.Status, c.Values[Property.Energy], c.Provenance.ProgramVersion, c.Cost.WallSeconds, c.Cost.CpuSeconds, c.Values[Property.T1]));
        Assert.StartsWith("CCSD(T)/STO-3G", c.Level.Name);
        Assert.Equal(1.4 * Units.BohrToAngstrom, Math.Sqrt(c.Geometry!.SquaredDistance(0, 1)), 9);
        Assert.Null(c.Values[Property.Gap]);
    }

    [Fact]
    public void Several_commands_are_several_records()
    {
        var r = Read(Head, Hf, Ccsd, Hf.Replace("-1.116714325063", "-1.116800000000"), End);
        Assert.Equal(["CCSD(T)", "HF"], r.Select(x => x.Calculation!.Level.Method));
        Assert.Equal([-1.1375, -1.1168], r.Select(x => x.Calculation!.Values[Property.Energy]!.Value));
    }

    [Theory]
    [InlineData("Density functional group B3LYP=B88+DIRAC+LYP+VWN5", "", "B3LYP5/STO-3G")]
    [InlineData("Density functional group PBE0=PBEX+PBEC", "", "PBE0/STO-3G")]
    [InlineData("Density functional group PBE0=PBEX+PBEC\n dispersion correction activated", ";disp,1,BJ", "PBE0-D3(BJ)/STO-3G")]
    public void Functionals_are_those_that_the_output_names(string group, string option, string level) =>
        Assert.Equal(level, One(Head.Replace("ks,b3lyp", "ks,b3lyp" + option), " " + group + "\n", Hf.Replace("RHF", "RKS"), End).Level.Name);

    [Fact]
    public void A_functional_or_a_damping_without_a_name_is_refused()
    {
        Assert.Contains("functional", Fault(Head, Hf.Replace("RHF", "RKS"), End));
        Assert.Contains("damping", Fault(Head, " Density functional group PBE0=PBEX\n dispersion correction activated\n", Hf.Replace("RHF", "RKS"), End));
    }

    [Fact]
    public void A_mixed_basis_set_has_no_name() => Assert.Contains("mixed", Fault(Head, " Library entry H      S cc-pVDZ              selected for orbital group  2\n", Hf, End));

    [Fact]
    public void An_optimisation_ends_at_its_last_structure_whether_or_not_an_energy_follows()
    {
        string optimisation = " PROGRAM * OPT (Geometry optimization)     Authors: F. Eckert and H.-J. Werner\n";
        string end = " END OF GEOMETRY OPTIMIZATION.\n Current geometry (xyz format, in Angstrom)\n\n    2\n HF-SCF000/STO-3G  ENERGY=-1.11680000\n H 0.0 0.0 -0.36\n H 0.0 0.0 0.36\n\n";
        var alone = One(Head, optimisation, Hf, end, End);
        Assert.Equal((Driver.Optimization, -1.1168, GeometrySource.Optimized, "HF/STO-3G"), (alone.Driver, alone.Values[Property.Energy], alone.Geometry!.Source, alone.Geometry.Level));
        Assert.Equal(0.72, Math.Sqrt(alone.Geometry.SquaredDistance(0, 1)), 9);
        var r = Read(Head, optimisation, Hf, end, Hf.Replace("-1.116714325063", "-1.116800012345"), End);
        Assert.Equal([Driver.Energy, Driver.Optimization], r.Select(x => x.Calculation!.Driver));
        Assert.Equal(FailureKind.GeometryNotConverged, One(Head, optimisation, Hf, End).Failure!.Kind);
    }

    [Theory]
    [InlineData(" ? Error\n ? No convergence\n", FailureKind.ScfNotConverged)]
    [InlineData(" GLOBAL ERROR fehler on processor   0\n", FailureKind.Other)]
    public void An_error_is_a_failure_of_its_kind(string error, FailureKind kind)
    {
        var c = One(Head, Hf, error);
        Assert.Equal((Status.Failed, kind), (c.Status, c.Failure!.Kind));
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void An_output_without_its_last_line_is_incomplete() => Assert.Equal(FailureKind.IncompleteOutput, One(Head, Hf, Ccsd).Failure!.Kind);

    [Theory]
    [InlineData("MULTI (Direct Multiconfiguration SCF)", "MULTI")]
    [InlineData("CI (Multireference internally contracted CI)", "CI")]
    public void Methods_with_several_references_are_refused(string program, string why) => Assert.Contains(why, Read(Head, Hf, $" PROGRAM * {program}\n !MCSCF STATE 1.1 Energy   -1.13\n", End)[^1].Fault!.Message);

    [Fact]
    public void A_solvent_is_not_lost()
    {
        Assert.Contains("solvent", Fault(Head, " COSMO initialization\n", Hf, End));
        // The XML lists the variables of the program whether they were used or not.
        Assert.Equal(Status.Success, One(Head, "    <variable name=\"_COSMO\" type=\"xsd:double\" length=\"1\">\n", Hf, End).Status);
    }
}
