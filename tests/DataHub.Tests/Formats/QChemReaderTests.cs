// The shapes and traps of Q-Chem's printed output.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class QChemReaderTests
{
    /// <summary>A job as Q-Chem prints it, as short as it can be.</summary>
    static string Job(string rem, string molecule = "0 1\nH 0.0 0.0 0.0\nH 0.0 0.0 0.74", string body = Scf, string atoms = Hydrogen, string end = Thanks, string sections = "", string electrons = "1 alpha and        1 beta") => $"""
                           Welcome to Q-Chem
          Q-Chem 6.0, Q-Chem, Inc., Pleasanton, CA (2022)
          Q-Chem 6.0.2 for Intel X86 EM64T Linux
         --------------------------------------------------------------
         User input:
         --------------------------------------------------------------
         $molecule
         {molecule}
         $end
         $rem
         {rem}
         $end
         {sections}
         --------------------------------------------------------------
         {atoms}
          Nuclear Repulsion Energy =           0.71510434 hartrees
          There are        {electrons} electrons
          Requested basis set is STO-3G
         {body}
         {end}

         """.Replace("\n         ", "\n");

    const string Hydrogen = """
         ----------------------------------------------------------------
                     Standard Nuclear Orientation (Angstroms)
            I     Atom           X                Y                Z
         ----------------------------------------------------------------
            1      H       0.0000000000     0.0000000000    -0.3700000000
            2      H       0.0000000000     0.0000000000     0.3700000000
         ----------------------------------------------------------------
        """;
    const string Scf = """
         A restricted SCF calculation will be
            5      -1.1167143250      5.45e-11  Convergence criterion met
         SCF   energy in the final basis set =       -1.1167143250
         Total energy in the final basis set =       -1.1167143250
        """;
    const string Thanks = """
         Total job time:  1.47s(wall), 1.49s(cpu) 
                *  Thank you very much for using Q-Chem.  Have a nice day.  *
        """;

    static List<Reading> Read(params string[] jobs) => [.. new QChemReader().Read(Bundle.Of(new RawFile("job.out", Encoding.UTF8.GetBytes(string.Concat(jobs)))))];
    static Calculation One(string job) => Assert.Single(Read(job)).Calculation!;
    static string Fault(string job) => Assert.Single(Read(job)).Fault!.Message;

    [Fact]
    public void A_plain_energy_has_its_level_version_and_times()
    {
        var c = One(Job("method hf\nbasis sto-3g"));
        Assert.Equal((Status.Success, "HF/STO-3G", "R", -1.1167143250, "6.0.2", 1.47, 1.49), (c.Status, c.Level.Name, c.Level.Reference, c.Values[Property.Energy], c.Provenance.ProgramVersion, c.Cost.WallSeconds, c.Cost.CpuSeconds));
    }

    [Theory]
    [InlineData("exchange pbe\ncorrelation pbe", "PBE/STO-3G")]
    [InlineData("exchange = b3lyp ! the functional", "B3LYP/STO-3G")]
    [InlineData("METHOD  wB97X-V", "wB97X-V/STO-3G")]
    [InlineData("method b3lyp\ndft_d d3_bj", "B3LYP-D3(BJ)/STO-3G")]
    [InlineData("method b3lyp\nsolvent_method smd\n$end\n$smx\nsolvent water", "B3LYP/STO-3G (SMD water)")]
    public void The_level_is_that_of_the_settings(string rem, string level) => Assert.Equal(level, One(Job(rem + "\nbasis sto-3g")).Level.Name);

    [Fact]
    public void The_energy_of_a_correlated_method_is_never_that_of_its_SCF()
    {
        Assert.Contains("MP2", Fault(Job("method mp2\nbasis sto-3g")));
        var c = One(Job("method mp2\nbasis sto-3g", body: Scf + "\n        MP2         total energy =                    -1.12984137 au"));
        Assert.Equal((-1.12984137, -1.12984137 + 1.1167143250), (c.Values[Property.Energy]!.Value, c.Values[Property.CorrelationEnergy]!.Value));
        // A density functional with a second-order term has another total energy than its SCF.
        Assert.Contains("not in the output", Fault(Job("method b3lyp\nbasis sto-3g", body: Scf + "\n        MP2         total energy =                    -1.12984137 au")));
    }

    [Fact]
    public void Jobs_of_one_file_are_records_of_their_own_and_one_that_failed_does_not_spoil_its_neighbours()
    {
        var r = Read(Job("method hf\nbasis sto-3g"), Job("jobtype opt\nmethod hf\nbasis sto-3g", "read", Scf, end: " Q-Chem fatal error occurred in module 0, line  456:\n\n Maximum optimization cycles reached\n"), Job("method hf\nbasis sto-3g", "read"));
        Assert.Equal([Status.Success, Status.Failed, Status.Success], r.Select(x => x.Calculation!.Status));
        Assert.Equal(FailureKind.GeometryNotConverged, r[1].Calculation!.Failure!.Kind);
        Assert.Equal([0, 1, 2], r.Select(x => x.Calculation!.Provenance.RawRecord));
    }

    [Fact]
    public void What_follows_an_optimisation_on_its_structure_was_computed_at_an_optimised_one()
    {
        var r = Read(Job("jobtype opt\nmethod hf\nbasis sto-3g", body: Scf + "\n Final energy is   -1.116714325\n **  OPTIMIZATION CONVERGED  **"), Job("method b3lyp\nbasis sto-3g", "read"));
        Assert.All(r, x => Assert.Equal((GeometrySource.Optimized, "HF/STO-3G"), (x.Calculation!.Geometry!.Source, x.Calculation.Geometry.Level)));
        Assert.Contains("optimiser ends with", Fault(Job("jobtype opt\nmethod hf\nbasis sto-3g", body: Scf + "\n Final energy is   -1.117714325\n **  OPTIMIZATION CONVERGED  **")));
    }

    [Fact]
    public void An_optimisation_with_fixed_coordinates_is_not_called_optimised() =>
        Assert.Equal(GeometrySource.Given, One(Job("jobtype opt\nmethod hf\nbasis sto-3g", body: Scf + "\n **  OPTIMIZATION CONVERGED  **", sections: "$opt\nCONSTRAINT\nstre 1 2 0.74\nENDCONSTRAINT\n$end")).Geometry!.Source);

    [Fact]
    public void An_optimisation_that_does_not_say_that_it_converged_is_a_failure() =>
        Assert.Equal(FailureKind.GeometryNotConverged, One(Job("jobtype opt\nmethod hf\nbasis sto-3g")).Failure!.Kind);

    [Theory]
    [InlineData("method hf\nbasis gen", "", "basis set")]
    [InlineData("exchange gen\nbasis sto-3g", "", "functional")]
    [InlineData("method lrc-wpbeh\nomega 370\nbasis sto-3g", "", "tuned functional")]
    [InlineData("jobtype ts\nmethod hf\nbasis sto-3g", "", "type ts")]
    [InlineData("jobtype pes_scan\nmethod hf\nbasis sto-3g", "", "type pes_scan")]
    [InlineData("jobtype opt\ncis_state_deriv 1\nmethod b3lyp\nbasis sto-3g", "", "excited state")]
    [InlineData("method hf\nbasis sto-3g", "$external_charges\n0 0 1 0.5\n$end", "point charges")]
    [InlineData("method hf\nbasis sto-3g", "$multipole_field\nX 0.1\n$end", "electric field")]
    [InlineData("method hf\nbasis sto-3g\nsolvent_method smd", "$smx\nsolvent other\n$end", "solvent")]
    public void What_the_level_could_not_tell_is_refused(string rem, string sections, string why) => Assert.Contains(why, Fault(Job(rem, sections: sections)));

    [Fact]
    public void Ghost_atoms_are_refused() => Assert.Contains("ghost", Fault(Job("method hf\nbasis sto-3g", "0 1\nHe 0 0 0\n@H 0 0 0.74")));

    [Fact]
    public void Charge_and_spin_must_fit_the_electrons()
    {
        Assert.Contains("charge", Fault(Job("method hf\nbasis sto-3g", "2 1\nH 0 0 0\nH 0 0 0.74")));
        Assert.Contains("multiplicity", Fault(Job("method hf\nbasis sto-3g", "0 3\nH 0 0 0\nH 0 0 0.74")));
    }

    [Fact]
    public void A_gradient_is_taken_only_if_it_is_the_whole_one()
    {
        string Table(string max) => $"{Scf}\n Gradient of SCF Energy\n            1           2\n    1   0.0000000   0.0000000\n    2   0.0000000   0.0000000\n    3  -0.0276420   0.0276420\n Max gradient component =       {max}";
        Assert.Equal([0, 0, -0.0276420, 0, 0, 0.0276420], One(Job("jobtype force\nmethod hf\nbasis sto-3g", body: Table("2.764E-02"))).Values.List(Property.Gradient)!);
        Assert.Null(One(Job("jobtype force\nmethod hf\nbasis sto-3g", body: Table("2.900E-02"))).Values.List(Property.Gradient));
    }

    [Fact]
    public void An_output_without_its_last_line_is_incomplete() => Assert.Equal(FailureKind.IncompleteOutput, One(Job("method hf\nbasis sto-3g", end: "")).Failure!.Kind);

    [Fact]
    public void Charges_dipole_states_and_thermochemistry_are_read()
    {
        var c = One(Job("jobtype freq\nmethod b3lyp\nbasis sto-3g", body: Scf + """

             Dipole Moment (Debye)
                 X       0.0000      Y       0.0000      Z       0.0000
               Tot       0.0000
             **                       VIBRATIONAL ANALYSIS                       **
             Mode:                 1
             Frequency:      5481.82
             IR Intens:        0.000
             STANDARD THERMODYNAMIC QUANTITIES AT   298.15 K  AND     1.00 ATM
               Zero point vibrational energy:        7.837 kcal/mol
               Total Enthalpy:                9.911 kcal/mol
               Total Entropy:                31.117  cal/mol.K
            """));
        Assert.Equal([5481.82], c.Values.List(Property.Frequencies)!);
        Assert.Equal(-1.1167143250 + 9.911 / Units.HartreeToKcalPerMol, c.Values[Property.Enthalpy]!.Value, 9);
        Assert.Equal(-1.1167143250 + (9.911 - 298.15 * 0.031117) / Units.HartreeToKcalPerMol, c.Values[Property.Gibbs]!.Value, 9);
        // At another temperature the enthalpy is not the one of the column.
        Assert.Null(One(Job("jobtype freq\nmethod hf\nbasis sto-3g", body: Scf + "\n VIBRATIONAL ANALYSIS\n Frequency:      5481.82\n STANDARD THERMODYNAMIC QUANTITIES AT   400.00 K  AND     1.00 ATM\n   Total Enthalpy:                9.911 kcal/mol\n")).Values[Property.Enthalpy]);
    }
}
