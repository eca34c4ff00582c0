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

    const string Water = "GAMESS/basicGAMESS-US2018/water_ccsd(t).out";

    /// <summary>Firefly prints as GAMESS, of which it is a branch, under a banner of its own.</summary>
    static string Firefly(string text) => text.Replace("GAMESS VERSION = 30 SEP 2018 (R3)", "PC GAMESS version 7.1 (GAMESS)   ");

    static Reading Read(string name, Func<string, string>? change = null)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        Assert.SkipUnless(Cclib.Installed, "python3-cclib is not installed");
        var path = Path.Combine(Shared.Data!, "outputs", "cclib", name);
        var bytes = change is null ? File.ReadAllBytes(path) : System.Text.Encoding.Latin1.GetBytes(change(File.ReadAllText(path, System.Text.Encoding.Latin1)));
        return Assert.Single(Formats.Read(Bundle.Of(new RawFile(Path.GetFileName(path), bytes))));
    }

    [Fact]
    public void A_coupled_cluster_energy_is_the_one_that_the_program_prints()
    {
        var c = Read(Water, Firefly).Calculation!;
        Assert.Equal(("CCSD(T)/6-31G(d,p)", "gamess", "cclib", 0, 1, "H2O"), (c.Level.Name, c.Provenance.Program, c.Provenance.Format, c.Molecule.Charge, c.Molecule.Multiplicity, c.Molecule.Formula));
        var text = File.ReadAllText(Path.Combine(Shared.Data!, "outputs", "cclib", "GAMESS/basicGAMESS-US2018/water_ccsd(t).out"));
        var printed = System.Text.RegularExpressions.Regex.Match(text, @"CCSD\(T\) ENERGY:\s+(-\d+\.\d+)").Groups[1].Value;
        Assert.Equal(double.Parse(printed, System.Globalization.CultureInfo.InvariantCulture), c.Values[Property.Energy]!.Value, 8);
        Assert.Contains(c.Values.Extras, x => x.Name == Extra.Warning && x.Text!.StartsWith("read by cclib 1."));
    }

    [Theory]
    [InlineData("DFTTYP=NONE ", "DFTTYP=B3LYP")]
    [InlineData("RELWFN=NONE", "RELWFN=DK  ")]
    public void What_cclib_does_not_tell_apart_is_refused(string old, string changed) =>
        Assert.NotNull(Read(Water, t => Firefly(t).Replace(old, changed)).Fault);
}
