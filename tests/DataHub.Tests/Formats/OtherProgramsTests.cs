// Files that are recognised and refused with a reason and a remedy.
using System.Text;
using DataHub.Formats.Readers;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class OtherProgramsTests
{
    static Fault Of(string name, byte[] bytes) => Assert.Single(new OtherPrograms().Read(Bundle.Of(new RawFile(name, bytes)))).Fault!;
    static Fault Of(string name, string text) => Of(name, Encoding.UTF8.GetBytes(text));

    [Fact]
    public void A_program_is_named_with_its_version()
    {
        var f = Of("a.out", "  CASTEP version 8.0\n\n");
        Assert.StartsWith("this is an output of CASTEP 8.0", f.Message);
        Assert.Contains("QCSchema", f.Remedy);
    }

    [Theory]
    [InlineData("job.mop", "PM7 PRECISE\nwater\n\nO 0 0 0 0 0 0\n", "a MOPAC input")]
    [InlineData("job.gjf", "%mem=1GB\n# B3LYP/6-31G(d)\n\nwater\n\n0 1\nO 0 0 0\n", "a Gaussian input")]
    [InlineData("job.inp", "! B3LYP def2-SVP\n* xyz 0 1\nO 0 0 0\n*\n", "an ORCA input")]
    [InlineData("in.dat", "molecule {\n0 1\nO 0 0 0\n}\nset basis sto-3g\nenergy('scf')\n", "a Psi4 input")]
    public void An_input_is_refused_because_it_holds_no_result(string name, string text, string what)
    {
        var f = Of(name, text);
        Assert.Contains(what, f.Message);
        Assert.Contains("no result", f.Message);
    }

    [Fact]
    public void A_pickle_is_never_opened()
    {
        var f = Of("data.pkl", [0x80, 4, 0x95, 0, 0]);
        Assert.Contains("never opened", f.Message);
    }

    [Theory]
    [InlineData("a.h5", new byte[] { 0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10 }, "HDF5")]
    [InlineData("a.db", new byte[] { (byte)'S', (byte)'Q', (byte)'L', (byte)'i', (byte)'t', (byte)'e', (byte)' ', (byte)'f', (byte)'o', (byte)'r', (byte)'m', (byte)'a', (byte)'t', (byte)' ', (byte)'3', 0 }, "SQLite")]
    [InlineData("a.pdf", new byte[] { (byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-' }, "PDF")]
    [InlineData("a.bin", new byte[] { 1, 2, 0, 3 }, "binary")]
    public void A_binary_file_is_told_by_its_first_bytes(string name, byte[] bytes, string what) => Assert.Contains(what, Of(name, bytes).Message);

    [Theory]
    [InlineData("a.molden", "[Molden Format]\n[Atoms] AU\nH 1 1 0 0 0\n", "a Molden file")]
    [InlineData("a.txt", "[Molden Format]\n[Title]\nfrom orca\n", "a Molden file")]
    [InlineData("a_property.txt", "-----\n!PROPERTIES!\n-----\n# ---\n$ SCF_Energy\n   description: The SCF energy\n", "a property file of ORCA 5")]
    [InlineData("a.cjson", "{\"chemicalJson\": 1, \"atoms\": {}, \"properties\": {\"totalEnergy\": -76.0}}", "chemical JSON")]
    public void A_file_without_level_and_units_is_named(string name, string text, string what) => Assert.Contains(what, Assert.Single(Alike.Read(name, text)).Fault!.Message);

    [Fact]
    public void An_empty_file_is_called_empty() => Assert.Equal("the file is empty", Of("a.out", "").Message);

    [Fact]
    public void What_nothing_fits_is_refused_with_the_list_of_what_can_be_read()
    {
        var f = Of("notes.txt", "remember the milk\n");
        Assert.Contains("not recognised", f.Message);
        Assert.Contains("QCSchema", f.Remedy);
    }

    [Fact]
    public void A_bundle_of_no_files_is_a_fault_too() => Assert.NotNull(Assert.Single(new OtherPrograms().Read(new Bundle("empty", []))).Fault);
}
