// Real outputs of xtb, MOPAC and Psi4 from the shared data: the values that they print, checked by eye, and by another parser where one knows them.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class RealOutputTests
{
    static string Path(string file)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        return System.IO.Path.Combine(Shared.Data!, "outputs", file);
    }

    [Theory]
    [InlineData("cclib/XTB/basicXTB6.6.1/dvb_sp/dvb_sp.out", Driver.Energy, -26.425939358406, -10.2673, -6.9355, 3.331862576356, 0.734, 14.422, 0)]
    [InlineData("cclib/XTB/basicXTB6.6.1/dvb_opt/dvb_opt.out", Driver.Optimization, -26.438242468348, -10.1737, -7.1555, 3.018288171239, 1.033, 20.414, 0)]
    [InlineData("cclib/XTB/basicXTB6.6.1/dvb_ir/dvb_ir.out", Driver.Hessian, -26.438242467669, -10.1737, -7.1555, 3.018288612961, 1.597, 31.432, 54)]
    public void Xtb(string file, Driver driver, double energy, double homo, double lumo, double gap, double wall, double cpu, int modes)
    {
        var c = Outputs.Single(Outputs.One(Path(file)));
        Assert.Equal((Status.Success, driver, "GFN2-xTB", "C10H10", 0, 1, "6.6.1"), (c.Status, c.Driver, c.Level.Name, c.Molecule.Formula, c.Molecule.Charge, c.Molecule.Multiplicity, c.Provenance.ProgramVersion));
        Assert.Equal((energy, homo, lumo, gap), (c.Values[Property.Energy], c.Values[Property.Homo], c.Values[Property.Lumo], c.Values[Property.Gap]));
        Assert.Equal((wall, cpu, 20), (c.Cost.WallSeconds, c.Cost.CpuSeconds, c.Cost.Cores));
        Assert.Equal(driver == Driver.Optimization ? 20 : null, c.Geometry?.Count);
        Assert.Equal(modes, c.Values.List(Property.Frequencies)?.Count ?? 0);
        if (modes > 0) Assert.Equal((26.15, 3131.43, 102.62, 0.16123685899, -26.266467652754, -26.310999637373),
            (c.Values.List(Property.Frequencies)![0], c.Values.List(Property.Frequencies)![^1], c.Values.List(Property.Intensities)![^2], c.Values[Property.ZeroPoint], c.Values[Property.Enthalpy], c.Values[Property.Gibbs]));
    }

    [Theory]
    [InlineData("cclib/MOPAC/h2o.arc", "H2O", 3, 0, 1, -57.79898, -12.111, 4.047, 2.13132, "14.208M", Driver.Optimization)]
    [InlineData("cclib/MOPAC/co-.arc", "CO", 2, -1, 2, 13.25835, 1.130, 9.804, 0.94296, "12.151M", Driver.Optimization)]
    [InlineData("cclib/MOPAC/formaldehyde-sym.arc", "CH2O", 4, 0, 1, -25.54241, -10.353, 0.402, 2.66600, "14.208M", Driver.Optimization)]
    [InlineData("cclib/MOPAC/basicMOPAC2016/dvb_gopt.arc", "C10H10", 20, 0, 1, 51.24427, -8.880, -0.558, 0.00071, "16.093M", Driver.Optimization)]
    [InlineData("cclib/MOPAC/benzene-polar.out", "C6H6", 12, 0, 1, 22.95652, -9.824, 0.236, 0.0, "12.151M", Driver.Optimization)]
    [InlineData("cclib/MOPAC/fecl6.out", "Cl6Fe", 7, -3, 6, -117.04061, 3.096, 10.532, 0.0137, "14.208M", Driver.Optimization)]
    [InlineData("nomad/mopac/C6H6.out", "C6H6", 12, 0, 1, 22.96441, -9.818, 0.231, 0.0, "15.347L", Driver.Gradient)]
    [InlineData("nomad/mopac/O2.out", "O2", 2, 0, 3, 0.42912, -11.233, -0.204, 0.0, "15.347L", Driver.Gradient)]
    public void Mopac(string file, string formula, int atoms, int charge, int multiplicity, double heat, double homo, double lumo, double dipole, string version, Driver driver)
    {
        var c = Outputs.Single(Outputs.One(Path(file)));
        Assert.Equal((Status.Success, driver, "PM7", formula, charge, multiplicity, version), (c.Status, c.Driver, c.Level.Name, c.Molecule.Formula, c.Molecule.Charge, c.Molecule.Multiplicity, c.Provenance.ProgramVersion));
        Assert.Equal(atoms, c.Geometry!.Count);
        Assert.Equal((heat, homo, lumo), (c.Values[Property.HeatOfFormation], c.Values[Property.Homo], c.Values[Property.Lumo]));
        Assert.Equal(dipole, c.Values[Property.Dipole]!.Value, 4);
        Assert.Null(c.Values[Property.Energy]);
        Assert.Contains(c.Values.Extras, x => x is { Name: "total_energy", Unit: "eV" });
    }

    [Fact]
    public void A_MOPAC_archive_in_internal_coordinates_has_its_distances()
    {
        var g = Outputs.Single(Outputs.One(Path("cclib/MOPAC/formaldehyde-sym.arc"))).Geometry!;
        Assert.Equal(1.20614565, Math.Sqrt(g.SquaredDistance(0, 1)), 8);
        Assert.Equal(2.00299, Math.Sqrt(g.SquaredDistance(0, 2)), 5); // printed under "molecular dimensions"
        Assert.Equal(Math.Sqrt(g.SquaredDistance(0, 2)), Math.Sqrt(g.SquaredDistance(0, 3)), 6);
    }

    [Fact]
    public void A_MOPAC_polarizability_is_read() => Assert.Equal(68.889223, Outputs.Single(Outputs.One(Path("cclib/MOPAC/benzene-polar.out"))).Values[Property.Polarizability]);

    [Theory]
    [InlineData("cclib/Psi4/basicPsi4-1.2.1/C_bigbasis.out", Driver.Energy, "HF/aug-cc-pVQZ", "R", "C", 0, 1, -37.60454053825632, -9.75332, 0.51321, 0.28)]
    [InlineData("cclib/Psi4/basicPsi4-1.2.1/dvb_gopt_rks.out", Driver.Optimization, "B3LYP/STO-3G", "R", "C10H10", 0, 1, -382.30826071186203, -4.16541, 1.01784, 80.36)]
    [InlineData("cclib/Psi4/basicPsi4-1.2.1/dvb_sp_rks.out", Driver.Energy, "B3LYP/STO-3G", "R", "C10H10", 0, 1, -382.31092249769876, -4.16361, 1.02062, 9.71)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/C_bigbasis.out", Driver.Energy, "HF/aug-cc-pVQZ", "R", "C", 0, 1, -37.60454053851669, -9.75332, 0.51318, 0.50)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/dvb_dispersion_bp86_d3zero.out", Driver.Energy, "BP86-D3(0)/STO-3G", "R", "C10H10", 0, 1, -382.3274956358409, -3.65411, 0.49552, 19.42)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/dvb_gopt_rks.out", Driver.Optimization, "B3LYP/STO-3G", "R", "C10H10", 0, 1, -382.3082488195958, -4.16549, 1.01779, 46.28)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/dvb_sp_rks.out", Driver.Energy, "B3LYP/STO-3G", "R", "C10H10", 0, 1, -382.31091156274687, -4.16364, 1.02062, 10.93)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/dvb_sp_rohf.out", Driver.Energy, "HF/STO-3G [RO]", "RO", "C10H10", 1, 2, -379.56859778107355, -8.48533, 0.14259, 2.61)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/water_mp2.out", Driver.Energy, "MP2/STO-3G [full]", "R", "H2O", 0, 1, -75.00245569074848, null, null, 0.42)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/water_ccsd.out", Driver.Energy, "CCSD/STO-3G [full]", "R", "H2O", 0, 1, -75.0177581776565, null, null, 0.42)]
    [InlineData("cclib/Psi4/basicPsi4-1.7/water_ccsd(t).out", Driver.Energy, "CCSD(T)/STO-3G [full]", "R", "H2O", 0, 1, -75.01783488070947, null, null, 0.42)]
    [InlineData("nomad/psi4/cc1/output.ref", Driver.Optimization, "CCSD/6-31G(d,p) [full]", "R", "H2O", 0, 1, -76.23117843517616, null, null, null)]
    public void Psi4(string file, Driver driver, string level, string reference, string formula, int charge, int multiplicity, double energy, double? homo, double? lumo, double? wall)
    {
        var c = Outputs.Single(Outputs.One(Path(file)));
        Assert.Equal((Status.Success, driver, level, reference, formula, charge, multiplicity), (c.Status, c.Driver, c.Level.Name, c.Level.Reference, c.Molecule.Formula, c.Molecule.Charge, c.Molecule.Multiplicity));
        Assert.Equal(energy, c.Values[Property.Energy]!.Value, 10);
        Assert.Equal((homo, lumo), (Round(c.Values[Property.Homo]), Round(c.Values[Property.Lumo])));
        Assert.Equal(wall, c.Cost.WallSeconds);
        Assert.Equal(c.Molecule.Atoms, c.Geometry!.Count);
        double? Round(double? v) => v is { } x ? Math.Round(x, 5) : null;
    }

    [Fact]
    public void A_Psi4_output_with_eight_calls_gives_eight_records_in_their_order()
    {
        var r = Outputs.Read(Outputs.One(Path("nomad/psi4/ci-multi/output.ref"))).Select(x => x.Calculation!).ToList();
        Assert.Equal(["CISD", "CISDT", "MP3", "MP4", "CISD", "CISDT", "MP3", "MP4"], r.Select(c => c.Level.Method));
        double[] energies = [-25.211660971898, -25.213412108571887, -25.20474801871030, -25.210992186071, -25.211660971681752, -25.213412108571887, -25.2047480186441, -25.2109921859543];
        Assert.All(r.Zip(energies), p => Assert.Equal(p.Second, p.First.Values[Property.Energy]!.Value, 12));
    }

    [Fact]
    public void A_Psi4_MCSCF_output_without_a_printed_structure_is_refused() =>
        Assert.Contains("no structure", Assert.Single(Outputs.Read(Outputs.One(Path("nomad/psi4/mcscf1/output.ref")))).Fault!.Message);
}
