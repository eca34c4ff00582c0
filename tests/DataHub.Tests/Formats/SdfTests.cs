// SD files with data fields and a mapping.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers.Mapped;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class SdfTests
{
    const string Water = "water\n  test    01012600003D\n\n  3  2  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.1174 O   0  0  0  0  0  0\n    0.0000    0.7572   -0.4696 H   0  0\n    0.0000   -0.7572   -0.4696 H   0  0\n  1  2  1  0\n  1  3  1  0\nM  END\n";
    const string Ammonium = "\n  test    01012600002D\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 N   0  3  0  0  0\nM  CHG  1   1   1\nM  END\n";
    const string Hydroxide = "\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 COUNTS 2 1 0 0 0\nM  V30 BEGIN ATOM\nM  V30 1 O 0 0 0.5 0 CHG=-1\nM  V30 2 H 0 0 -0.47 0\nM  V30 END ATOM\nM  V30 BEGIN BOND\nM  V30 1 1 1 2\nM  V30 END BOND\nM  V30 END CTAB\nM  END\n";
    const string Mapping = """{"multiplicity": 1, "level": "HF/STO-3G", "columns": {"E": {"property": "energy", "unit": "hartree"}}}""";

    static string Fields(string e) => $">  <E>  (1)\n{e}\n\n> <note>\nfree text\nof two lines\n\n$$$$\n";

    static List<Reading> Read(string sdf, string mapping = Mapping, string name = "a.sdf") => Alike.Read(name, sdf, new RawFile("a.datahub.json", Encoding.UTF8.GetBytes(mapping)));

    [Fact]
    public void Charges_and_spatial_coordinates_come_from_the_connection_table()
    {
        foreach (var name in (string[])["a.sdf", "a.txt", "a"])
        {
            var readings = Read(Water + Fields("-74.9") + Ammonium + Fields("-56.1") + Hydroxide + Fields("-74.1"), Mapping, name);
            Assert.All(readings, r => Assert.Null(r.Fault));
            Assert.Equal([0, 1, -1], readings.Select(r => r.Calculation!.Molecule.Charge));
            Assert.Equal([3, null, 2], readings.Select(r => r.Calculation!.Geometry?.Count));
            Assert.Equal((-74.9, "water", "sdf", "HF/STO-3G"), (readings[0].Calculation!.Values[Property.Energy]!.Value, readings[0].Calculation!.Molecule.Name, readings[0].Calculation!.Provenance.Format, readings[0].Calculation!.Level.Name));
        }
    }

    [Fact]
    public void A_file_without_a_mapping_is_refused_with_one_to_fill_in_and_one_without_fields_as_structures()
    {
        Assert.Contains("\"E\":{\"property\":\"?\"", Assert.Single(Alike.Read("a.sdf", Water + Fields("-74.9"))).Fault!.Remedy);
        Assert.Contains("no data fields", Assert.Single(Alike.Read("a.sdf", Water + "$$$$\n")).Fault!.Message);
    }

    [Fact]
    public void A_bad_record_is_refused_and_its_neighbours_are_taken()
    {
        var readings = Read(Water + Fields("-74.9") + Water.Replace("  3  2", "  9  2") + Fields("-74.9") + Water + Fields("soon") + Water + ">  <F>\n1\n\n$$$$\n" + Water + ">  <E>\n-74.9");
        Assert.Equal([null, "the counts line does not fit the connection table", "'soon' is no finite number", "no mapped column has a value in this row", "the file ends inside this record (no $$$$)"], readings.Select(r => r.Fault?.Message));
        Assert.Contains("told as 1, but the structure has 0", Assert.Single(Read(Water + Fields("-74.9"), Mapping.Replace("{\"multi", "{\"charge\": 1, \"multi"))).Fault!.Message);
    }

    [Fact]
    public void A_cut_or_damaged_file_gives_no_value_that_the_whole_has_not()
    {
        var bytes = Encoding.UTF8.GetBytes(Water + Fields("-74.91234") + Hydroxide + Fields("-74.1"));
        var map = new RawFile("a.datahub.json", Encoding.UTF8.GetBytes(Mapping));
        for (int cut = 0; cut < bytes.Length; cut++)
            Assert.All(Alike.Read("a.sdf", bytes[..cut], map), r => Assert.True(r.Calculation?.Values[Property.Energy] is null or -74.91234 or -74.1));
        var random = new Random(4);
        for (int round = 0; round < 500; round++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.All(Alike.Read("a.sdf", damaged, map), r => Assert.DoesNotContain("stumbled", r.Fault?.Message ?? ""));
        }
    }

    [Fact]
    public void Real_files_are_read_by_a_mapping()
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        var path = Path.Combine(Shared.Data!, "outputs", "sdf_props", "solubility.train.sdf");
        const string mapping = """{"name": {"column": "NAME"}, "multiplicity": 1, "level": "experiment", "columns": {"SOL": {"extra": "log_solubility", "unit": "log10(mol/L)"}}}""";
        var readings = Alike.Read("s.sdf", File.ReadAllBytes(path), new RawFile("s.datahub.json", Encoding.UTF8.GetBytes(mapping)));
        Assert.Equal(1025, readings.Count);
        Assert.All(readings, r => Assert.Null(r.Fault));
        var last = readings[^1].Calculation!;
        Assert.Equal(("Natamycin", -3.21, LevelKind.Experiment), (last.Molecule.Name, last.Values.Extras[0].Number!.Value, last.Level.Kind));
        var charged = SdRecords.Read(new StreamReader(path)).Select(r => r.Structure()).ToList();
        Assert.All(charged, s => Assert.Null(s.Item2));
    }
}
