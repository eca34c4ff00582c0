// Lists of molecules in every form that people have, known by their content.
using System.Text;
using DataHub.Formats.Lists;
using Xunit;

namespace DataHub.Tests.Formats;

public class MoleculeListTests
{
    const string Key = "XLYOFNOQVPJJNP-UHFFFAOYSA-N";

    static List<Listed> Read(string text, ListKind? kind = null)
    {
        var (entries, fault) = MoleculeList.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "list", kind);
        Assert.Null(fault);
        return [.. entries!];
    }

    [Fact]
    public void Lines_are_SMILES_or_keys_with_names_comments_and_blank_lines_apart()
    {
        var list = Read($"# mine\nCCO ethanol, dry\r\n\n  {Key.ToLowerInvariant()}\twater\nC");
        Assert.Equal([new(2) { Smiles = "CCO", Name = "ethanol, dry" }, new(4) { InChIKey = Key, Name = "water" }, new(5) { Smiles = "C" }], list);
    }

    [Theory]
    [InlineData("SMILES,id,charge,multiplicity,formula\nO,7,0,1,H2O\n")]
    [InlineData("\ufeffid\tmultiplicity\tcharge\tsmiles\tformula\n7\t1\t0\tO\tH2O\n")]
    [InlineData("smiles,\"id\",charge,multiplicity,formula,level\n\"O\",7,+0, 1 ,H2O,\n")]
    public void Tables_are_read_by_their_header(string text) => Assert.Equal([new(2) { Smiles = "O", Name = "7", Charge = 0, Multiplicity = 1, Formula = "H2O" }], Read(text));

    [Fact]
    public void A_cell_may_hold_separators_quotation_marks_and_line_ends()
    {
        var list = Read("smiles,name,inchikey\nC,\"a, \"\"b\"\"\nc\",\nO,x," + Key + "\n");
        Assert.Equal([new(2) { Smiles = "C", Name = "a, \"b\"\nc" }, new(4) { Smiles = "O", Name = "x", InChIKey = Key }], list);
    }

    [Fact]
    public void What_is_wrong_with_a_line_is_told_with_its_number_and_the_list_goes_on()
    {
        var list = Read("smiles,inchikey,charge,multiplicity\n,,,\nC,XLY,0,1\nC,,half,1\nC,,0,0\nC,,0,1,2\nC,,-1,2\n\"C,,\n");
        Assert.Equal([2, 3, 4, 5, 6, 7, 8], list.Select(l => l.Line));
        Assert.Equal(["no molecule in this line", "'XLY' is no InChIKey", "charge: 'half' is no whole number", "multiplicity: '0' is none", "5 cells, but the header has 4", null, "a quotation mark is not closed"], list.Select(l => l.Defect));
    }

    [Fact]
    public void A_table_without_a_column_of_molecules_is_a_fault_that_names_those_there_are()
    {
        var (entries, fault) = MoleculeList.Open(new MemoryStream("name,gap\nx,1\n"u8.ToArray()), "t.csv", ListKind.Csv);
        Assert.Null(entries);
        Assert.Contains("name, gap", fault!.ToString());
        Assert.NotNull(MoleculeList.Open(new MemoryStream([1, 0, 2]), "x").Fault);
        Assert.Empty(Read("", ListKind.Csv));
        Assert.Empty(Read(""));
    }

    [Fact]
    public void Structure_files_are_taken_apart_and_their_broken_records_told()
    {
        const string water = "water\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0\nM  END\n";
        var list = Read(water + "> <gap>\n1.0\n\n$$$$\nbroken\n\n\n  9 9\n$$$$\n" + water + "$$$$\n");
        Assert.Equal([1, 11, 16], list.Select(l => l.Line));
        Assert.Equal(water, list[0].Molfile);
        Assert.Equal(("water", "broken"), (list[0].Name, list[1].Name));
        Assert.Contains("M  END", list[1].Defect);
        Assert.Equal(water, list[2].Molfile);
    }

    [Fact]
    public void Frames_are_geometries_with_what_the_comment_tells_of_the_molecule()
    {
        var list = Read("2\nname=co charge=0 multiplicity=1\nC 0 0 0\nO 0 0 1.13\n2\ncharge=one\nC 0 0 0\nO 0 0 1.13\n2\n\nC 0 0\nO 0 0 1.13\n2\nsmiles=\"[C-]#[O+]\" geometry_level=gfn2\nC 0 0 0\nO 0 0 1.13\n3\nx\nC 0 0 0\n");
        Assert.Equal(("co", 0, 1, 1.13), (list[0].Name, list[0].Charge, list[0].Multiplicity, list[0].Geometry!.Coordinates[5]));
        Assert.Equal("the charge is no whole number", list[1].Defect);
        Assert.NotNull(list[2].Defect);
        Assert.Equal(("[C-]#[O+]", "GFN2-xTB", 13L), (list[3].Smiles, list[3].Geometry!.Level, list[3].Line));
        Assert.Contains("nothing after it was read", list[4].Defect);
        Assert.Equal(5, list.Count);
    }

    [Fact]
    public void Objects_are_read_one_a_line()
    {
        var list = Read("{\"smiles\":\"O\",\"id\":7,\"property\":\"gap\",\"level\":\"PM7\"}\n{\"inchikey\":\"" + Key + "\",\"charge\":0,\"multiplicity\":1}\n{\"symbols\":[\"He\"],\"coordinates\":[0,0,0],\"charge\":0}\n{\"name\":\"x\"}\n{\"smiles\":1}\n{\"smiles\":\n[]\n");
        Assert.Equal(new(1) { Smiles = "O", Name = "7", Property = "gap", Level = "PM7" }, list[0]);
        Assert.Equal(new(2) { InChIKey = Key, Charge = 0, Multiplicity = 1 }, list[1]);
        Assert.Equal([0.0, 0, 0], list[2].Geometry!.Coordinates);
        Assert.Equal([false, false, false, true, true, true, true], list.Select(l => l.Defect is not null));
    }

    [Fact]
    public void A_line_without_end_is_told_and_not_held_in_memory()
    {
        var list = Read("smiles\n" + new string('C', 3_000_000) + "\nO\n", ListKind.Csv);
        Assert.Equal([(2L, true), (3L, false)], list.Select(l => (l.Line, l.Defect is not null)));
        list = Read("O\n" + new string('C', 1_500_000));
        Assert.Equal([(1L, false), (2L, true)], list.Select(l => (l.Line, l.Defect is not null)));
    }

    [Fact]
    public void Lines_are_the_same_wherever_the_buffer_ends()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{new string('C', i % 17 + 1)} n{i}{(i % 3 == 0 ? "\r\n" : "\n")}"));
        Assert.Equal(Enumerable.Range(0, 30_000).Select(i => new Listed(i + 1) { Smiles = new string('C', i % 17 + 1), Name = $"n{i}" }), Read(text));
    }
}
