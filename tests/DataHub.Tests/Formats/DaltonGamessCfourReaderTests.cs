// What the readers of DALTON, GAMESS (US) and CFOUR make of real outputs, and of the same ones with one statement changed.
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class DaltonGamessCfourReaderTests
{
    const string Mp2 = "DALTON/basicDALTON-2015/water_mp2.out", Cc = "DALTON/basicDALTON-2015/water_ccsdt.out", Hf = "DALTON/basicDALTON-2015/dvb_sp_hf.out";
    const string Gamess = "GAMESS/basicGAMESS-US2018/water_ccsd(t).out", Cfour = "CFOUR/basicCFOUR2.1/water_ccsd.c4";

    static Reading Read(string name, params (string Old, string New)[] changes)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var path = Path.Combine(Shared.Data!, "outputs", "cclib", name);
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        foreach (var (old, changed) in changes)
        {
            Assert.Contains(old, text);
            text = text.Replace(old, changed);
        }
        return Assert.Single(new FormatSet().Read(Bundle.Of(new RawFile(Path.GetFileName(path), Encoding.Latin1.GetBytes(text)))));
    }

    [Theory]
    [InlineData(Mp2, "MP2/STO-3G [full]", -73.4463732665)]
    [InlineData(Cc, "CCSD(T)/STO-3G [full]", -73.4491137256)]
    [InlineData(Hf, "HF/STO-3G", -379.768962931196)]
    [InlineData(Gamess, "CCSD(T)/6-31G(d,p)", -76.2299053356)]
    [InlineData(Cfour, "CCSD/STO-3G [full]", -75.017758174296)]
    public void The_energy_is_that_of_the_method_asked_for(string name, string level, double energy)
    {
        var c = Read(name).Calculation!;
        Assert.Equal((Status.Success, level), (c.Status, c.Level.Name));
        Assert.Equal(energy, c.Values[Property.Energy]!.Value, 9);
    }

    [Fact]
    public void Frontier_orbitals_are_given_at_the_level_of_the_SCF_alone()
    {
        var dalton = Read(Hf).Calculation!;
        Assert.Equal(-0.22218939 * Units.HartreeToEv, dalton.Values[Property.Homo]!.Value, 6);
        Assert.Equal(0.19899348 * Units.HartreeToEv, dalton.Values[Property.Lumo]!.Value, 6);
        var gamess = Read(Gamess, ("CCTYP =CCSD(T) ", "CCTYP =NONE    ")).Calculation!;
        Assert.Equal("HF/6-31G(d,p)", gamess.Level.Name);
        Assert.Equal(-76.0191614048, gamess.Values[Property.Energy]!.Value, 9);
        Assert.Equal(-0.4943 * Units.HartreeToEv, gamess.Values[Property.Homo]!.Value, 6);
        Assert.Equal(0.2049 * Units.HartreeToEv, gamess.Values[Property.Lumo]!.Value, 6);
        Assert.Equal(2.184312, gamess.Values[Property.Dipole]!.Value, 5);
        var cfour = Read(Cfour, ("ICLLVL         CCSD  ", "ICLLVL         SCF   "), ("final electronic energy is       -75.017758174296091", "final electronic energy is       -74.964328738906460")).Calculation!;
        Assert.Equal("HF/STO-3G", cfour.Level.Name);
        Assert.Equal(-0.3882146029 * Units.HartreeToEv, cfour.Values[Property.Homo]!.Value, 6);
        Assert.All(new[] { Mp2, Cc, Gamess, Cfour }, f => Assert.Null(Read(f).Calculation!.Values[Property.Homo]));
    }

    [Theory]
    [InlineData(Mp2, ".MP2   ", ".FIELD ", "FIELD")]
    [InlineData(Mp2, ".RUN WAVE FUNCTIONS", ".OPTIMIZE          ", "OPTIMIZE")]
    [InlineData(Cc, ".CC(T)", ".FREEZE", "FREEZE")]
    [InlineData(Hf, "BASIS                                             \n", "ATOMBASIS\n", "basis set")]
    [InlineData(Mp2, "O           1    8.0000", "O           1    6.0000", "structure")]
    [InlineData(Mp2, "Converged SCF energy", "Present SCF energy", "converged")]
    [InlineData(Cc, "energy converged to within", "energy after          ", "converged")]
    [InlineData(Gamess, "RUNTYP=ENERGY  ", "RUNTYP=OPTIMIZE", "RUNTYP")]
    [InlineData(Gamess, "PP    =NONE", "PP    =READ", "PP is")]
    [InlineData(Gamess, "mwords=15 memddi=100", "mwords=15 lc=.true.", "sets LC")]
    [InlineData(Hf, "AtomTypes=6 Angstrom", "AtomTypes=6 Cartesian", "Cartesian")]
    [InlineData(Gamess, "POLAR=POPN31", "POLAR=COMMON", "polarisation")]
    [InlineData(Gamess, "NUMBER OF FROZEN CORE MOS ", "NUMBER OF SOMETHING ELSE  ", "left out as core")]
    [InlineData(Gamess, "ITERATIONS HAVE CONVERGED", "ITERATIONS HAVE STOPPED  ", "converged")]
    [InlineData(Gamess, "E(   CCSD(T)) =", "E(   CCSD[T]) =", "CCSD(T)")]
    [InlineData(Cfour, "IXEFLD              0 ", "IXEFLD             10 ", "XFIELD")]
    [InlineData(Cfour, "IBASIS         STO-3G ", "IBASIS         SPECIAL", "SPECIAL")]
    [InlineData(Cfour, "IDRPMO      NONE", "IDRPMO      1>2 ", "DROPMO")]
    [InlineData(Cfour, "GEO_METHOD           INR            SINGLE_POINT", "GEO_METHOD           INR            MANR        ", "GEO_METHOD")]
    [InlineData(Cfour, "CC iterations have converged", "CC iterations have ended    ", "converged")]
    public void What_the_level_cannot_tell_is_refused_with_its_reason(string name, string old, string changed, string reason)
    {
        var reading = Read(name, (old, changed));
        Assert.Contains(reason, reading.Fault!.Message);
    }

    [Theory]
    [InlineData(Mp2, "Total wall time used in DALTON", "Total time ", FailureKind.IncompleteOutput)]
    [InlineData(Gamess, "EXECUTION OF GAMESS TERMINATED NORMALLY", "EXECUTION OF GAMESS TERMINATED -ABNORMALLY-", FailureKind.Crash)]
    [InlineData(Gamess, "DENSITY CONVERGED", "SCF IS UNCONVERGED, TOO MANY ITERATIONS", FailureKind.ScfNotConverged)]
    [InlineData(Cfour, "xvcc finished with status     0", "xvcc finished with status     1", FailureKind.Crash)]
    [InlineData(Cfour, "This computation required", "This", FailureKind.IncompleteOutput)]
    public void A_job_that_failed_is_a_failure_without_values(string name, string old, string changed, FailureKind kind)
    {
        var c = Read(name, (old, changed)).Calculation!;
        Assert.Equal((Status.Failed, kind), (c.Status, c.Failure!.Kind));
        Assert.True(c.Values.IsEmpty);
    }
}
