// What must not go wrong in outputs of ORCA, on small outputs written for it: final energies of excited states, SCF that did not converge, solvents, inputs that are not told.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class OrcaReaderTests
{
    const string Done = "                             ****ORCA TERMINATED NORMALLY****\nTOTAL RUN TIME: 0 days 0 hours 1 minutes 2 seconds 500 msec\n";

    static string Out(string input, string body, string end = Done, string method = " Density Functional     Method          .... DFT(GTOs)\n", string basis = "def2-SVP", string hf = "RHF", string charge = "0") =>
        "                                 * O   R   C   A *\n                         Program Version 5.0.4 -  RELEASE  -\n\n" + $"Your calculation utilizes the basis: {basis}\n"
        + "                                       INPUT FILE\nNAME = a.inp\n" + string.Concat(input.Split('\n').Select((l, i) => $"|{i + 1,3}> {l}\n")) + $"|{input.Split('\n').Length + 1,3}>                          ****END OF INPUT****\n"
        + "---------------------------------\nCARTESIAN COORDINATES (ANGSTROEM)\n---------------------------------\n  H      0.000000    0.000000    0.000000\n  F      0.920000    0.000000    0.000000\n\n"
        + method + $" Hartree-Fock type      HFTyp           .... {hf}\n Total Charge           Charge          ....    {charge}\n Multiplicity           Mult            ....    1\n" + body + end;

    const string Geometry = "* xyz 0 1\nH 0 0 0\nF 0.92 0 0\n*";
    const string Scf = "               *           SCF CONVERGED AFTER  10 CYCLES          *\nTotal Energy       :         -100.40000000 Eh           -2732.0 eV\n";

    static string Final(string energy) => $"-------------------------   --------------------\nFINAL SINGLE POINT ENERGY      {energy}\n-------------------------   --------------------\n";

    static List<Reading> Read(string text) => Outputs.Read(Bundle.Of(new RawFile("a.out", System.Text.Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void A_single_point_has_level_energy_state_and_time()
    {
        var c = Assert.Single(Read(Out("! PBE0 D3BJ def2-SVP\n" + Geometry, Scf + Final("-100.400000000000")))).Calculation!;
        Assert.Equal("PBE0-D3(BJ)/def2-SVP", c.Level.Name);
        Assert.Equal((-100.4, 62.5, "5.0.4"), (c.Values[Property.Energy]!.Value, c.Cost.WallSeconds!.Value, c.Provenance.ProgramVersion));
    }

    [Fact]
    public void After_TDDFT_the_final_energy_is_that_of_a_state_and_the_ground_state_is_taken()
    {
        const string td = "Tamm-Dancoff approximation     ... operative\nTD-DFT/TDA EXCITED STATES (SINGLETS)\n\nSTATE  1:  E=   0.200000 au      5.442 eV    43895.0 cm**-1 <S**2> =   0.000000\nSTATE  2:  E=   0.300000 au      8.163 eV    65842.0 cm**-1 <S**2> =   0.000000\n\nTD-DFT/TDA-EXCITATION SPECTRA\n"
            + "    E(SCF)  =   -100.400000000 Eh\n    DE(CIS) =      0.200000000 Eh (Root  1)\n    ----------------------------- ---------\n    E(tot)  =   -100.200000000 Eh\n";
        var r = Read(Out("! PBE0 def2-SVP\n%tddft\n nroots 2\nend\n" + Geometry, Scf + td + Final("-100.200000000000"))).Select(x => x.Calculation!).ToList();
        Assert.Equal(["PBE0/def2-SVP", "PBE0/def2-SVP [TDA]"], r.Select(c => c.Level.Name));
        Assert.Equal(-100.4, r[0].Values[Property.Energy]!.Value, 9);
        Assert.Equal([0.2 * Units.HartreeToEv, 0.3 * Units.HartreeToEv], r[1].Values.List(Property.Excitations)!);
        Assert.Null(r[1].Values[Property.Energy]);
    }

    [Fact]
    public void A_final_energy_that_is_neither_ground_state_nor_followed_root_is_refused()
    {
        const string td = "    E(SCF)  =   -100.400000000 Eh\n    DE(CIS) =      0.200000000 Eh (Root  1)\n";
        Assert.Contains("neither", Assert.Single(Read(Out("! PBE0 def2-SVP\n%tddft\n nroots 2\nend\n" + Geometry, Scf + td + Final("-100.300000000000")))).Fault!.Message);
    }

    [Fact]
    public void An_energy_of_a_wave_function_that_is_not_fully_converged_is_a_failure() =>
        Assert.Equal(FailureKind.ScfNotConverged, Assert.Single(Read(Out("! PBE0 def2-SVP\n" + Geometry, Scf + Final("-100.400000000000 (Wavefunction not fully converged!)")))).Calculation!.Failure!.Kind);

    [Theory]
    [InlineData("", FailureKind.IncompleteOutput)]
    [InlineData("ORCA finished by error termination in SCF\n", FailureKind.Other)]
    [InlineData("Error  (ORCA_SCF): Not enough memory available\nORCA finished by error termination in SCF\n", FailureKind.OutOfMemory)]
    public void An_output_without_its_normal_end_is_a_failure(string end, FailureKind kind)
    {
        var c = Assert.Single(Read(Out("! PBE0 def2-SVP\n" + Geometry, Scf + Final("-100.400000000000"), end))).Calculation!;
        Assert.Equal(kind, c.Failure!.Kind);
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void An_optimisation_that_does_not_say_that_it_converged_is_a_failure() =>
        Assert.Equal(FailureKind.GeometryNotConverged, Assert.Single(Read(Out("! PBE0 def2-SVP Opt\n" + Geometry, Scf + Final("-100.400000000000")))).Calculation!.Failure!.Kind);

    [Theory]
    [InlineData("! DLPNO-CCSD(T) Extrapolate(2/3,cc)", "extrapolation")]
    [InlineData("! PBE0 def2-SVP OptTS", "transition state")]
    [InlineData("! PBE0 def2-SVP Opt\n%geom Scan B 0 1 = 0.8, 1.2, 5 end end", "scan")]
    [InlineData("! HF def2-SVP\n%casscf nel 2 norb 2 end", "multi-configuration")]
    [InlineData("! PBE0 def2-SVP EnGrad\n%tddft\n nroots 2\nend", "excited state")]
    [InlineData("! def2-SVP", "no method")]
    [InlineData("! PBE0 def2-SVP CPCM\n%cpcm\n epsilon 5\n rsolv 2\nend", "rsolv")]
    [InlineData("%compound \"a.cmp\"", "compound")]
    public void What_is_no_single_calculation_at_a_named_level_is_refused(string input, string why) =>
        Assert.Contains(why, Assert.Single(Read(Out(input + "\n" + Geometry, Scf + Final("-100.400000000000")))).Fault!.Message);

    [Fact]
    public void An_input_that_the_output_contradicts_is_refused()
    {
        Assert.Contains("def2-SVP", Assert.Single(Read(Out("! PBE0 def2-TZVP\n" + Geometry, Scf + Final("-100.400000000000")))).Fault!.Message);
        Assert.Contains("density functional", Assert.Single(Read(Out("! HF def2-SVP\n" + Geometry, Scf + Final("-100.400000000000")))).Fault!.Message);
    }

    [Fact]
    public void A_coupled_cluster_energy_must_be_the_final_one()
    {
        const string cc = "E(0)                                       ...   -100.400000000\nE(CORR)                                    ...     -0.200000000\nE(TOT)                                     ...   -100.600000000\n";
        string Of(string final) => Out("! CCSD def2-SVP\n" + Geometry, Scf + cc + Final(final), method: " Ab initio Hamiltonian  Method          .... Hartree-Fock(GTOs)\n");
        var c = Assert.Single(Read(Of("-100.600000000000"))).Calculation!;
        Assert.Equal((-100.6, -0.2), (c.Values[Property.Energy]!.Value, Math.Round(c.Values[Property.CorrelationEnergy]!.Value, 9)));
        Assert.Contains("not the one of CCSD", Assert.Single(Read(Of("-100.500000000000"))).Fault!.Message);
    }

    [Fact]
    public void A_gradient_is_taken_only_where_it_belongs_to_the_structure()
    {
        string Gradient(string x) => $"------------------\nCARTESIAN GRADIENT\n------------------\n\n   1   H   :    {x}    0.000000000    0.000000000\n   2   F   :   -{x}    0.000000000    0.000000000\n\n";
        var c = Assert.Single(Read(Out("! PBE0 def2-SVP EnGrad\n" + Geometry, Scf + Final("-100.400000000000") + Gradient("0.010000000")))).Calculation!;
        Assert.Equal([0.01, 0, 0, -0.01, 0, 0], c.Values.List(Property.Gradient));
        Assert.Null(Assert.Single(Read(Out("! PBE0 def2-SVP EnGrad\n" + Geometry, Scf + Final("-100.400000000000") + Gradient("***********")))).Calculation!.Values.List(Property.Gradient));
    }

    [Fact]
    public void The_dipole_of_an_ion_depends_on_the_origin_and_is_left_out()
    {
        const string dipole = "Total Dipole Moment    :      0.700000       0.000000       0.000000\n";
        Assert.NotNull(Assert.Single(Read(Out("! PBE0 def2-SVP\n" + Geometry, Scf + Final("-100.400000000000") + dipole))).Calculation!.Values[Property.Dipole]);
        Assert.Null(Assert.Single(Read(Out("! PBE0 def2-SVP\n" + Geometry, Scf + Final("-100.400000000000") + dipole, charge: "2"))).Calculation!.Values[Property.Dipole]);
    }

    [Fact]
    public void Several_jobs_in_one_file_are_several_records_and_a_cut_one_is_a_failure()
    {
        const string level = " Density Functional     Method          .... DFT(GTOs)\n Hartree-Fock type      HFTyp           .... RHF\n Total Charge           Charge          ....    0\n Multiplicity           Mult            ....    1\n";
        string Job(int n) => $"$$$$$$$$$$$$$$$$  JOB NUMBER  {n} $$$$$$$$$$$$$$\n---------------------------------\nCARTESIAN COORDINATES (ANGSTROEM)\n---------------------------------\n  H      0.000000    0.000000    0.000000\n  F      0.920000    0.000000    0.000000\n\n" + level + Scf;
        string text = Out("! PBE0 def2-SVP\n" + Geometry + "\n$new_job\n! PBE0 def2-TZVP\n" + Geometry, "", "");
        string jobs = text[..(text.IndexOf("END OF INPUT****\n", StringComparison.Ordinal) + 17)] + Job(1) + Final("-100.400000000000") + Job(2);
        var whole = Read(jobs + Final("-100.500000000000") + Done).Select(r => r.Calculation!).ToList();
        Assert.Equal(["PBE0/def2-SVP", "PBE0/def2-TZVP"], whole.Select(c => c.Level.Name));
        Assert.Equal([-100.4, -100.5], whole.Select(c => c.Values[Property.Energy]!.Value));
        Assert.All(whole, c => Assert.Equal(CostTier.Unknown, c.Cost.Tier));
        Assert.Equal([Status.Success, Status.Failed], Read(jobs + Final("-100.500000000000")).Select(r => r.Calculation!.Status));
    }
}
