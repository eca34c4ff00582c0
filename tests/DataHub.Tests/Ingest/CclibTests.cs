// The fallback reader: what it takes agrees with the program's own print, and what cclib does not tell is refused.
using DataHub.Compute;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Ingest;

public class CclibTests
{
    static readonly FormatSet Formats = new(new CclibReader());

    static Reading Read(string name)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        Assert.SkipUnless(Cclib.Installed, "python3-cclib is not installed");
        var path = Path.Combine(Shared.Data!, "outputs", "cclib", name);
        return Assert.Single(Formats.Read(Bundle.Of(new RawFile(Path.GetFileName(path), File.ReadAllBytes(path)))));
    }

    [Fact]
    public void A_coupled_cluster_energy_of_GAMESS_is_the_one_that_it_prints()
    {
        var c = Read("GAMESS/basicGAMESS-US2018/water_ccsd(t).out").Calculation!;
        Assert.Equal(("CCSD(T)/6-31G(d,p)", "gamess", "cclib", 0, 1, "H2O"), (c.Level.Name, c.Provenance.Program, c.Provenance.Format, c.Molecule.Charge, c.Molecule.Multiplicity, c.Molecule.Formula));
        var text = File.ReadAllText(Path.Combine(Shared.Data!, "outputs", "cclib", "GAMESS/basicGAMESS-US2018/water_ccsd(t).out"));
        var printed = System.Text.RegularExpressions.Regex.Match(text, @"CCSD\(T\) ENERGY:\s+(-\d+\.\d+)").Groups[1].Value;
        Assert.Equal(double.Parse(printed, System.Globalization.CultureInfo.InvariantCulture), c.Values[Property.Energy]!.Value, 8);
        Assert.Contains(c.Values.Extras, x => x.Name == Extra.Warning && x.Text!.StartsWith("read by cclib 1."));
    }

    [Theory]
    [InlineData("DALTON/basicDALTON-2015/water_ccsdt.out")]
    public void Functionals_that_cclib_calls_HF_and_what_it_does_not_tell_are_refused(string name) => Assert.NotNull(Read(name).Fault);

    [Fact]
    public void Whatever_is_taken_from_the_real_outputs_agrees_with_the_table_of_another_cclib()
    {
        Assert.SkipUnless(Shared.Data is not null && Cclib.Installed, "the shared real data or python3-cclib are not there");
        var rows = File.ReadAllLines(Path.Combine(Shared.Data!, "outputs", "cclib_oracle.csv")).Select(l => l.Split(',')).ToList();
        int Column(string name) => Array.IndexOf(rows[0], name);
        int taken = 0;
        foreach (var row in rows.Skip(1).Where(r => r[2] == "parsed" && r[0].Split('/')[0] is "GAMESS" or "DALTON"))
        {
            if (Read(row[0]).Calculation is not { } c) continue;
            taken++;
            var eV = new[] { "cc_last", "mp_last", "scf_last" }.Select(n => row[Column(n)]).First(v => v.Length > 0);
            // The table was made with the hartree of CODATA 2018, or of 2010, by its version of cclib.
            double energy = c.Values[Property.Energy]!.Value, told = double.Parse(eV, System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(Math.Min(Math.Abs(energy * 27.21138505 - told), Math.Abs(energy * Units.HartreeToEv - told)) < 1e-4, $"{row[0]}: {energy} Eh, {told} eV");
            Assert.Equal(row[Column("charge")], $"{c.Molecule.Charge}");
            Assert.Equal(row[Column("mult")], $"{c.Molecule.Multiplicity}");
            Assert.Equal(row[Column("natom")], $"{c.Molecule.Atoms}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{taken} taken");
        Assert.True(taken >= 1, $"{taken} taken");
    }
}
