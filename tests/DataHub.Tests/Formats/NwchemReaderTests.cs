// The shapes and traps of NWChem's printed output.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class NwchemReaderTests
{
    static Calculation Case(string name) => Outputs.Single(Outputs.Case("nwchem", name));

    [Theory]
    [InlineData("hf", "HF/def2-SVP", -75.960983990713)]
    [InlineData("b3lyp-d3bj", "B3LYP-D3(BJ)/def2-SVP", -76.358715751797)]
    [InlineData("pbe", "PBE/STO-3G", -75.225566702653)]
    [InlineData("mp2", "MP2/cc-pVDZ", -76.228438031904)]
    [InlineData("ccsd-t", "CCSD(T)/cc-pVDZ", -76.241041229610673)]
    [InlineData("uks-cation", "B3LYP/6-31G(d)", -75.952943040940)]
    public void The_energy_is_that_of_the_task(string name, string level, double energy)
    {
        var c = Case(name);
        Assert.Equal((Status.Success, level), (c.Status, c.Level.Name));
        Assert.Equal(energy, c.Values[Property.Energy]!.Value, 11);
    }

    [Fact]
    public void The_same_job_by_two_programs_agrees()
    {
        // Water at one geometry, frozen core, CCSD(T)/cc-pVDZ with conventional integrals.
        Assert.Equal(Outputs.Single(Outputs.Case("psi4", "ccsd-t")).Values[Property.Energy]!.Value, Case("ccsd-t").Values[Property.Energy]!.Value, 6);
    }

    [Fact]
    public void An_energy_that_is_printed_though_it_did_not_converge_is_not_believed()
    {
        var c = Case("scf-not-converged");
        Assert.Equal((Status.Failed, FailureKind.ScfNotConverged), (c.Status, c.Failure!.Kind));
        Assert.True(c.Values.IsEmpty);
    }

    [Theory]
    [InlineData("not-optimised", FailureKind.GeometryNotConverged)]
    [InlineData("no-basis", FailureKind.MissingBasis)]
    public void An_error_is_a_failure_of_its_kind(string name, FailureKind kind) => Assert.Equal(kind, Case(name).Failure!.Kind);

    [Fact]
    public void An_optimisation_and_the_frequencies_after_it_are_two_records_at_the_optimised_structure()
    {
        var r = Outputs.Read(Outputs.Case("nwchem", "optimised-and-frequencies")).Select(x => x.Calculation!).ToList();
        Assert.Equal([Driver.Optimization, Driver.Hessian], r.Select(c => c.Driver));
        Assert.All(r, c => Assert.Equal((GeometrySource.Optimized, "PBE0/STO-3G"), (c.Geometry!.Source, c.Geometry.Level)));
        Assert.Equal([2039.41, 3717.09, 3945.71], r[1].Values.List(Property.Frequencies)!);
        Assert.Equal([3.486, 62.317, 41.833], r[1].Values.List(Property.Intensities)!);
        // Orbitals of an earlier step of the optimisation are not taken for those of the last.
        Assert.Null(r[0].Values[Property.Gap]);
    }

    [Fact]
    public void Orbitals_of_both_spins_charge_and_spin_are_read()
    {
        var c = Case("uks-cation");
        Assert.Equal((1, 2, "U"), (c.Molecule.Charge, c.Molecule.Multiplicity, c.Level.Reference));
        Assert.Equal(-0.8450189 * Units.HartreeToEv, c.Values[Property.Homo]!.Value, 4);
        Assert.Equal(-0.6173533 * Units.HartreeToEv, c.Values[Property.Lumo]!.Value, 4);
    }

    [Theory]
    [InlineData("cclib/NWChem/basicNWChem7.0/Trp_polar.out", "HF/STO-3G", "C11H12N2O2", -673.590571112546, -6.14076, 6.73690, "7.0.0", 61.9)]
    [InlineData("cclib/NWChem/basicNWChem7.0/water_mp2.out", "MP2/STO-3G [full]", "H2O", -75.002378700325, null, null, "7.0.0", 0.1)]
    [InlineData("cclib/NWChem/basicNWChem7.0/water_ccsd(t).out", "CCSD(T)/STO-3G [full]", "H2O", -75.017834858913247, null, null, "7.0.0", 0.3)]
    [InlineData("nomad/nwchem/single_point.out", "TPSS/6-311G(d)", "H2O", -76.436222730188, -6.60083, 0.40311, "6.6", 0.4)]
    public void Real_outputs_have_the_values_that_they_print(string file, string level, string formula, double energy, double? homo, double? lumo, string version, double cpu)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var c = Outputs.Single(Outputs.One(Path.Combine(Shared.Data!, "outputs", file)));
        Assert.Equal((Status.Success, level, "R", formula, version, cpu), (c.Status, c.Level.Name, c.Level.Reference, c.Molecule.Formula, c.Provenance.ProgramVersion, c.Cost.CpuSeconds!.Value));
        Assert.Equal(energy, c.Values[Property.Energy]!.Value, 11);
        Assert.Equal((homo, lumo), (c.Values[Property.Homo] is { } h ? Math.Round(h, 5) : null, c.Values[Property.Lumo] is { } l ? Math.Round(l, 5) : null));
        if (formula != "H2O") Assert.Equal(74.1242076, c.Values[Property.Polarizability]);
    }

    [Theory]
    [InlineData("nomad/nwchem/pw.out", "plane-wave")]
    [InlineData("nomad/nwchem/molecular_dynamics.out", "dynamics")]
    public void A_task_that_is_no_single_calculation_is_refused_with_its_kind(string file, string why)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        Assert.All(Outputs.Read(Outputs.One(Path.Combine(Shared.Data!, "outputs", file))), r => Assert.Contains(why, r.Fault!.Message));
    }
}
