// What must not go wrong in outputs of Gaussian, on small outputs written for it: frames, routes, failures, energies that contradict each other.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class GaussianReaderTests
{
    const string Entry = " Entering Gaussian System, Link 0=g16\n Entering Link 1 = /opt/g16/l1.exe PID=   1.\n Gaussian 16:  ES64L-G16RevC.01  3-Jul-2019\n";
    const string Input = "                          Input orientation:\n -----------\n Center\n Number\n -----------\n      1          1           0        0.000000    0.000000    0.000000\n      2          9           0        0.920000    0.000000    0.000000\n -----------\n";
    const string Standard = "                         Standard orientation:\n -----------\n Center\n Number\n -----------\n      1          1           0        0.000000    0.000000   -0.828000\n      2          9           0        0.000000    0.000000    0.092000\n -----------\n";
    const string Population = " Population analysis using the SCF density.\n Alpha  occ. eigenvalues --  -24.60000-100.10000  -0.41000\n Alpha virt. eigenvalues --    0.05000   0.10000\n"
        + " Mulliken charges:\n               1\n     1  H    0.300000\n     2  F   -0.300000\n Dipole moment (field-independent basis, Debye):\n    X=              0.0000    Y=              0.0000    Z=             -1.8000  Tot=              1.8000\n";
    const string End = " Job cpu time:       0 days  0 hours  1 minutes  2.0 seconds.\n Elapsed time:       0 days  0 hours  0 minutes  9.0 seconds.\n Normal termination of Gaussian 16 at Mon Mar 21 20:10:39 2022.\n";

    static string Route(string route) => " " + new string('-', 70) + "\n" + string.Concat(route.Chunk(70).Select(c => " " + new string(c).TrimEnd() + "\n")) + " " + new string('-', 70) + "\n Charge =  0 Multiplicity = 1\n";

    static string Archive(string kind, string method, string basis, string values) => $" 1\\1\\GINC-X\\{kind}\\{method}\\{basis}\\F1H1\\ME\\21-Mar-2022\\0\\\\#route\\\\title\\\\0,1\\H,0,0.,0.,0.\\F,0,0.92,0.,0.\\\\Version=ES64L-G16RevC.01\\{values}\\PG=C*V [C*(H1F1)]\\\\@\n";

    static string Log(string route = "#P B3LYP/6-31G(d)", string middle = "", string energy = "-100.4", string method = "RB3LYP", string values = "HF=-100.4", string end = End) =>
        Entry + Route(route) + Input + Standard + " Standard basis: 6-31G(d) (6D, 7F)\n SCF Done:  E(RB3LYP) =  " + energy + "     A.U. after   11 cycles\n" + middle + Population + Archive("SP", method, "6-31G(d)", values) + end;

    static List<Reading> Read(string text) => Outputs.Read(Bundle.Of(new RawFile("a.log", System.Text.Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void The_dipole_is_turned_from_the_standard_orientation_into_the_frame_of_the_record()
    {
        var c = Assert.Single(Read(Log())).Calculation!;
        Assert.Equal("B3LYP/6-31G(d)", c.Level.Name);
        Assert.Equal("R", c.Level.Reference);
        Assert.Equal(("gaussian", "16.C.01"), (c.Provenance.Program, c.Provenance.ProgramVersion));
        Assert.Equal([0, 0, 0, 0.92, 0, 0], c.Geometry!.Coordinates);
        Assert.Equal([-1.8, 0, 0], c.Values.List(Property.DipoleVector)!.Select(x => Math.Round(x, 6) + 0.0));
        Assert.Equal((62.0, 9.0), (c.Cost.CpuSeconds, c.Cost.WallSeconds));
    }

    [Fact]
    public void Orbital_energies_that_touch_each_other_are_read_by_their_columns()
    {
        var c = Assert.Single(Read(Log())).Calculation!;
        Assert.Equal(-0.41 * Units.HartreeToEv, c.Values[Property.Homo]!.Value, 9);
        Assert.Equal(0.05 * Units.HartreeToEv, c.Values[Property.Lumo]!.Value, 9);
    }

    [Fact]
    public void A_route_that_is_wrapped_in_the_middle_of_a_word_is_one_route()
    {
        // The line breaks after 70 characters, here within the name of the dispersion correction.
        var c = Assert.Single(Read(Log("#P B3LYP/6-31G(d) SCF(MaxCycles=100) Integral(Grid=UltraFine) EmpiricalDispersion=GD3BJ NoSymm"))).Calculation!;
        Assert.Equal("B3LYP-D3(BJ)/6-31G(d)", c.Level.Name);
    }

    [Fact]
    public void An_energy_that_the_archive_entry_contradicts_is_refused() =>
        Assert.Contains("archive", Assert.Single(Read(Log(values: "HF=-100.5"))).Fault!.Message);

    [Fact]
    public void Forces_become_the_gradient_with_the_other_sign()
    {
        var c = Assert.Single(Read(Log("#P B3LYP/6-31G(d) Force", " Center     Atomic                   Forces (Hartrees/Bohr)\n Number     Number              X              Y              Z\n ------\n      1        1           0.010000000    0.000000000    0.000000000\n      2        9          -0.010000000    0.000000000    0.000000000\n ------\n"))).Calculation!;
        Assert.Equal([-0.01, 0, 0, 0.01, 0, 0], c.Values.List(Property.Gradient));
        Assert.Equal(Driver.Gradient, c.Driver);
    }

    [Fact]
    public void The_total_energy_of_an_excited_state_does_not_take_the_place_of_the_ground_state_and_triplets_stand_apart()
    {
        const string states = " Excitation energies and oscillator strengths:\n \n Excited State   1:      Triplet-PI     7.1000 eV  174.63 nm  f=0.0000  <S**2>=2.000\n Total Energy, E(TD-HF/TD-DFT) =  -100.139000000\n"
            + " Excited State   2:      Singlet-PI     8.4709 eV  146.37 nm  f=0.0947  <S**2>=0.000\n Excited State   3:      Singlet-PI     8.4709 eV  146.37 nm  f=0.0947  <S**2>=0.000\n";
        var c = Assert.Single(Read(Log("#P B3LYP/6-31G(d) TD(50-50,NStates=2)", states, method: "RB3LYP TD-FC"))).Calculation!;
        Assert.Equal(-100.4, c.Values[Property.Energy]);
        Assert.Equal([8.4709, 8.4709], c.Values.List(Property.Excitations));
        Assert.Equal([7.1], c.Values.List(Property.Triplets)!);
    }

    [Fact]
    public void States_in_the_Tamm_Dancoff_approximation_are_a_record_of_their_own()
    {
        const string states = " Excitation energies and oscillator strengths:\n Excited State   1:      Singlet-PI     8.6000 eV  146.37 nm  f=0.0947  <S**2>=0.000\n";
        var r = Read(Log("#P B3LYP/6-31G(d) TDA(NStates=1)", states, method: "RB3LYP TDA-FC"));
        Assert.Equal(["B3LYP/6-31G(d)", "B3LYP/6-31G(d) [TDA]"], r.Select(x => x.Calculation!.Level.Name));
        Assert.Null(r[0].Calculation!.Values.List(Property.Excitations));
        Assert.Null(r[1].Calculation!.Values[Property.Energy]);
    }

    [Theory]
    [InlineData("#P B3LYP/6-31G(d) Opt", "", FailureKind.GeometryNotConverged)]
    [InlineData("#P B3LYP/6-31G(d)", " >>>>>>>>>> Convergence criterion not met.\n SCF Done:  E(RB3LYP) =  -100.4     A.U. after  129 cycles\n", FailureKind.ScfNotConverged)]
    public void A_normal_termination_alone_proves_no_success(string route, string middle, FailureKind kind) =>
        Assert.Equal(kind, Assert.Single(Read(Log(route, middle))).Calculation!.Failure!.Kind);

    [Fact]
    public void An_error_termination_is_a_failure_with_its_reason_and_its_cost()
    {
        var c = Assert.Single(Read(Log(end: " Out-of-memory error in routine RdGeom-1\n Error termination via Lnk1e in /opt/g16/l401.exe at Mon Mar 21 20:09:33 2022.\n Job cpu time:       0 days  0 hours  0 minutes  3.0 seconds.\n"))).Calculation!;
        Assert.Equal((FailureKind.OutOfMemory, 3.0), (c.Failure!.Kind, c.Cost.CpuSeconds));
        Assert.True(c.Values.IsEmpty);
    }

    [Theory]
    [InlineData("#P ONIOM(B3LYP/6-31G(d):UFF)", "ONIOM")]
    [InlineData("#P B3LYP/6-31G(d) Counterpoise=2", "counterpoise")]
    [InlineData("#P B3LYP/6-31G(d) Opt(TS,CalcFC)", "transition state")]
    [InlineData("#P B3LYP/6-31G(d) IRC", "reaction path")]
    [InlineData("#P B3LYP/6-31G(d) Scan", "scan")]
    [InlineData("#P B3LYP/6-31G(d) Field=X+10", "electric field")]
    [InlineData("#P B3LYP/6-31G(d) IOp(3/76=1000002000)", "internal option 3/76")]
    [InlineData("#P B3LYP/6-31G(d) TD Opt", "excited state")]
    public void What_is_no_single_calculation_at_a_named_level_is_refused(string route, string why) => Assert.Contains(why, Assert.Single(Read(Log(route))).Fault!.Message);

    [Fact]
    public void A_basis_written_out_in_numbers_has_the_name_of_its_numbers()
    {
        string Gen(string exponent) => Log("#P B3LYP/Gen").Replace(" Standard basis: 6-31G(d) (6D, 7F)\n", $" General basis read from cards:  (5D, 7F)\n Centers:       1\n 6-31G\n ****\n Centers:       2\n S 1 1.00\n     Exponent=  {exponent} Coefficients=  1.0000000000D+00\n ****\n There are 3 basis functions\n").Replace("\\6-31G(d)\\", "\\Gen\\");
        string Name(string exponent) => Assert.Single(Read(Gen(exponent))).Calculation!.Level.Basis!;
        Assert.Matches("^custom-[0-9a-f]{8}$", Name("1.2000000000D+00"));
        Assert.Equal(Name("1.2000000000D+00"), Name("1.2000000D+00"));
        Assert.NotEqual(Name("1.2000000000D+00"), Name("1.3000000000D+00"));
    }

    [Fact]
    public void Frequencies_after_an_optimisation_are_at_its_structure_with_its_dispersion()
    {
        string stationary = "    -- Stationary point found.\n";
        string second = " Link1:  Proceeding to internal job step number  2.\n" + Route("#N Geom=AllCheck Guess=TCheck SCRF=Check GenChk RB3LYP/6-31G(d) Freq") + Input + Standard + " Standard basis: 6-31G(d) (6D, 7F)\n SCF Done:  E(RB3LYP) =  -100.4     A.U. after   1 cycles\n"
            + " Harmonic frequencies (cm**-1), IR intensities (KM/Mole)\n                      1\n                     SG\n Frequencies --   4100.0000\n Red. masses --      1.0\n IR Inten    --     99.0000\n" + Population + Archive("Freq", "RB3LYP", "6-31G(d)", "HF=-100.4") + End;
        var r = Read(Log("#P B3LYP/6-31G(d) Opt Freq EmpiricalDispersion=GD3", stationary) + second).Select(x => x.Calculation!).ToList();
        Assert.Equal([Driver.Optimization, Driver.Hessian], r.Select(c => c.Driver));
        Assert.All(r, c => Assert.Equal("B3LYP-D3(0)/6-31G(d)", c.Level.Name));
        Assert.All(r, c => Assert.Equal((GeometrySource.Optimized, "B3LYP-D3(0)/6-31G(d)"), (c.Geometry!.Source, c.Geometry.Level)));
        Assert.Equal([4100], r[1].Values.List(Property.Frequencies));
    }
}
