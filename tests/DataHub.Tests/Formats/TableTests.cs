// Property tables with a mapping: what is read, what is refused, and that no two rows are merged.
using System.Text;
using DataHub.Formats;
using DataHub.Formats.Readers.Mapped;
using DataHub.Model;
using NJsonSchema;
using Xunit;

namespace DataHub.Tests.Formats;

public class TableTests
{
    const string Simple = """{"smiles": {"column": "smiles"}, "charge": 0, "multiplicity": 1, "level": "B3LYP/6-31G(d)", "columns": {"gap": {"property": "gap_ev", "unit": "hartree"}}}""";

    static List<Reading> Read(string table, string mapping, string name = "t.csv", string sidecar = "t.datahub.json", params RawFile[] more) =>
        Alike.Read(name, table, [new RawFile(sidecar, Encoding.UTF8.GetBytes(mapping)), .. more]);

    static Fault Refused(string table, string mapping) => Assert.Single(Read(table, mapping)).Fault ?? throw new InvalidOperationException("it was taken");

    [Fact]
    public void A_column_becomes_a_property_in_its_unit_at_its_level()
    {
        var c = Assert.Single(Read("smiles,gap\nCCO,0.25\n", Simple)).Calculation!;
        Assert.Equal(0.25 * Units.HartreeToEv, c.Values[Property.Gap]!.Value, 10);
        Assert.Equal(("B3LYP/6-31G(d)", "CCO", 0, 1, "table", Status.Success), (c.Level.Name, c.Molecule.Smiles, c.Molecule.Charge, c.Molecule.Multiplicity, c.Provenance.Format, c.Status));
    }

    [Fact]
    public void Quotes_delimiters_line_ends_and_comments_are_those_of_real_tables()
    {
        foreach (var table in (string[])["smiles,gap\r\n\"CCO\",0.25\r\n", "# from somewhere\nsmiles\tgap\nCCO\t0.25\n", "smiles;gap\n\nCCO ; 0.25\n\n", "\uFEFFsmiles,gap,note\nCCO,0.25,\"a \"\"quoted\"\", \nnote\"\n"])
            Assert.Equal(0.25 * Units.HartreeToEv, Assert.Single(Read(table, Simple)).Calculation!.Values[Property.Gap]!.Value, 10);
    }

    [Fact]
    public void The_name_of_the_file_does_not_matter()
    {
        foreach (var name in (string[])["t.txt", "t.dat", "t"])
            Assert.Equal("table", Assert.Single(Read("smiles,gap\nCCO,0.25\n", Simple, name)).Calculation!.Provenance.Format);
        Assert.Null(Assert.Single(Alike.Read("prose.txt", "First, a word\nand then, another\n")).Calculation);
    }

    [Fact]
    public void A_row_with_several_levels_gives_a_record_each()
    {
        const string mapping = """{"smiles": {"column": "s"}, "multiplicity": 1, "program": "x", "columns": {"a1": {"property": "excitation_energies_ev", "state": 1, "unit": "eV", "level": "CC2/def2-TZVP"}, "a2": {"property": "excitation_energies_ev", "state": 2, "unit": "eV", "level": "CC2/def2-TZVP"}, "b": {"property": "excitation_energies_ev", "state": 1, "unit": "nm", "level": "PBE0/def2-SVP", "program": "gaussian"}}}""";
        var readings = Read("s,a1,a2,b\nC,10,11,\nN,6.5,7,200\n", mapping);
        Assert.Equal(["line 2, CC2/def2-TZVP", "line 3, CC2/def2-TZVP", "line 3, PBE0/def2-SVP"], readings.Select(r => r.Record!));
        Assert.Equal([10, 11], readings[0].Calculation!.Values.List(Property.Excitations)!);
        Assert.Equal(6.1992, readings[2].Calculation!.Values.List(Property.Excitations)![0], 4);
        Assert.Equal(("x", "gaussian", Driver.Properties), (readings[1].Calculation!.Provenance.Program, readings[2].Calculation!.Provenance.Program, readings[2].Calculation!.Driver));
    }

    [Fact]
    public void Levels_charges_and_names_may_stand_in_columns_and_be_translated()
    {
        const string mapping = """{"smiles": {"column": "s"}, "charge": {"column": "q"}, "multiplicity": {"column": "m"}, "name": {"column": "id"}, "level": {"column": "method", "values": {"b3lyp": "B3LYP/6-31G(d)"}}, "geometry_level": "GFN2-xTB", "columns": {"e": [{"property": "energy", "unit": "eV", "uncertainty": "de"}, {"extra": "raw_energy", "unit": "eV"}]}}""";
        var readings = Read("id,s,q,m,method,e,de\n1,[NH4+],1,1,b3lyp,-1500,0.5\n2,[OH-],0,1,b3lyp,-2000,0\n3,C,0,1,hf,-1000,\n", mapping);
        var c = readings[0].Calculation!;
        Assert.Equal((1, "1", "B3LYP/6-31G(d)"), (c.Molecule.Charge, c.Molecule.Name, c.Level.Name));
        Assert.Equal(0.5 * Units.EvToHartree, c.Values.Uncertainties[Property.Energy.Name], 12);
        Assert.Equal(["raw_energy", "geometry_level"], c.Values.Extras.Select(x => x.Name));
        Assert.Contains("told as 0, but the structure has -1", readings[1].Fault!.Message);
        Assert.Contains("does not say which level 'hf' is", readings[2].Fault!.Message);
    }

    [Fact]
    public void A_table_without_a_mapping_is_refused_with_one_to_fill_in()
    {
        var fault = Assert.Single(Alike.Read("data.csv", "id,SMILES,gap (eV),note\n1,CCO,7.1,good\n")).Fault!;
        Assert.Contains("data.datahub.json", fault.Remedy);
        var skeleton = fault.Remedy[fault.Remedy.IndexOf('{')..];
        Assert.Contains("\"smiles\":{\"column\":\"SMILES\"}", skeleton);
        // As it stands it is refused, since it says nothing yet; filled in it works.
        Assert.NotNull(Assert.Single(Read("id,SMILES,gap (eV),note\n1,CCO,7.1,good\n", skeleton)).Fault);
        var filled = skeleton.Replace("\"level\":\"?\"", "\"level\":\"PM7\"").Replace("\"property\":\"?\",\"unit\":\"?\"", "\"property\":\"gap\",\"unit\":\"eV\"");
        Assert.Equal(7.1, Assert.Single(Read("id,SMILES,gap (eV),note\n1,CCO,7.1,good\n", filled)).Calculation!.Values[Property.Gap]);
    }

    [Theory]
    [InlineData("\"unit\": \"hartree\"", "", "unit of gap_ev is not told")]
    [InlineData("\"unit\": \"hartree\"", "\"unit\": \"furlong\"", "no unit of gap_ev")]
    [InlineData("\"level\": \"B3LYP/6-31G(d)\", ", "", "level of theory of 'gap' is not told")]
    [InlineData("\"multiplicity\": 1, ", "", "multiplicity 2S+1 is not told")]
    [InlineData("\"property\": \"gap_ev\"", "\"property\": \"bandwidth\"", "is no property")]
    [InlineData("{\"column\": \"smiles\"}", "{\"column\": \"SMILES\"}", "column 'SMILES' that the table does not have")]
    [InlineData("\"smiles\": {\"column\": \"smiles\"}, ", "", "does not say which column names the molecule")]
    [InlineData("\"charge\": 0", "\"chrage\": 0", "unknown key 'chrage'")]
    public void What_the_mapping_leaves_open_is_refused_and_named(string told, string instead, string message) =>
        Assert.Contains(message, Refused("smiles,gap\nCCO,0.25\n", Simple.Replace(told, instead).Replace(", }", "}")).Message);

    [Theory]
    [InlineData("CCO,abc\n", "is no finite number")]
    [InlineData("CCO,Infinity\n", "is no finite number")]
    [InlineData("CCO,NA\n", "no mapped column has a value")]
    [InlineData("CCO,0.2,5\n", "3 fields, the header has 2")]
    [InlineData(",0.2\n", "the charge is told as 0, but")]
    [InlineData("CCO,0.2", "the file ends inside this line")]
    [InlineData("\"CCO,0.2\n", "is not closed")]
    public void A_bad_row_is_refused_and_its_neighbours_are_taken(string row, string message)
    {
        var readings = Read("smiles,gap\nC,0.5\n" + row, Simple);
        Assert.Equal(2, readings.Count);
        Assert.NotNull(readings[0].Calculation);
        if (row[0] == ',') Assert.Contains("does not say which molecule", readings[1].Fault!.Message);
        else Assert.Contains(message, readings[1].Fault!.Message);
        Assert.StartsWith("line 3", readings[1].Fault!.Record);
    }

    [Fact]
    public void Geometries_come_from_an_XYZ_file_of_the_same_name_by_place_or_by_name()
    {
        var xyz = new RawFile("t.xyz", "2\nname=b\nH 0 0 0\nH 0 0 0.74\n1\nname=a\nHe 0 0 0\n"u8.ToArray());
        const string mapping = """{"name": {"column": "id"}, "charge": 0, "multiplicity": 1, "level": "HF/STO-3G", "geometry_level": "HF/STO-3G", "columns": {"e": {"property": "energy", "unit": "hartree"}}, "join": "name"}""";
        var named = Read("id,e\na,-2.8\nb,-1.1\nc,-1\n", mapping, more: xyz);
        Assert.Equal(["He", "H2", null], named.Select(r => r.Calculation?.Molecule.Formula));
        Assert.Contains("no frame is called 'c'", named[2].Fault!.Message);
        Assert.Equal((GeometrySource.Optimized, "HF/STO-3G"), (named[0].Calculation!.Geometry!.Source, named[0].Calculation!.Geometry!.Level));
        var placed = Read("id,e\nb,-1.1\n", mapping.Replace("\"join\": \"name\"", "\"join\": \"index\""), more: xyz);
        Assert.Equal("H2", placed[0].Calculation!.Molecule.Formula);
        Assert.Contains("more frames than the table has rows", placed[1].Fault!.Message);
    }

    [Fact]
    public void A_folder_groups_table_geometries_and_mapping()
    {
        using var temp = Shared.Temp();
        File.WriteAllText(temp["t.csv"], "id,e\na,-2.8\n");
        File.WriteAllText(temp["t.xyz"], "1\na\nHe 0 0 0\n");
        File.WriteAllText(temp["u.xyz"], "1\nlevel=HF/STO-3G energy_hartree=-2.8\nHe 0 0 0\n");
        File.WriteAllText(temp["t.datahub.yaml"], "name: {column: id}\ncharge: 0\nmultiplicity: 1\nlevel: HF/STO-3G\ncolumns:\n  e: {property: energy, unit: hartree}\n");
        var bundles = Bundles.Walk(temp.Path).ToList();
        Assert.Equal([3, 1], bundles.Select(b => b.Files.Count));
        Assert.All(bundles.SelectMany(new FormatSet().Read), r => Assert.Equal("He", r.Calculation!.Molecule.Formula));
    }

    [Fact]
    public void A_sidecar_may_be_YAML_for_every_format()
    {
        var c = Assert.Single(Alike.Read("a.xyz", "1\nREF_energy=-70\nHe 0 0 0\n", new RawFile("a.datahub.yaml", "level: HF/STO-3G\nunits: {REF_energy: eV}\nmultiplicity: 1\n"u8.ToArray()))).Calculation!;
        Assert.Equal(("HF/STO-3G", -70 * Units.EvToHartree), (c.Level.Name, c.Values[Property.Energy]!.Value));
        Assert.Contains("sidecar", Assert.Single(Alike.Read("a.xyz", "1\nx=1\nHe 0 0 0\n", new RawFile("a.datahub.yaml", "level: [\n"u8.ToArray()))).Fault!.Message);
    }

    [Fact]
    public async Task Foreign_Parquet_is_read_by_the_same_mapping()
    {
        var stream = new MemoryStream();
        var schema = new global::Parquet.Schema.ParquetSchema(new global::Parquet.Schema.DataField("smiles", typeof(string), true), new global::Parquet.Schema.DataField("gap", typeof(double), true));
        await using (var writer = await global::Parquet.ParquetWriter.CreateAsync(schema, stream, cancellationToken: TestContext.Current.CancellationToken))
            for (int g = 0; g < 2; g++)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(schema.DataFields[0], new[] { "C".AsMemory(), "CC".AsMemory() }, new[] { 1, 1 }, null, TestContext.Current.CancellationToken);
                await group.WriteAllPartsAsync<double>(schema.DataFields[1], new[] { 0.5 + g }, new[] { 1, 0 }, null, TestContext.Current.CancellationToken);
                group.CompleteValidate();
            }
        var bytes = stream.ToArray();
        var map = new RawFile("t.datahub.json", Encoding.UTF8.GetBytes(Simple));
        var readings = Alike.Read("t.parquet", bytes, map);
        Assert.Equal(["row 0", "row 1", "row 2", "row 3"], readings.Select(r => r.Record));
        Assert.Equal([0.5 * Units.HartreeToEv, 1.5 * Units.HartreeToEv], readings.Where(r => r.Calculation is not null).Select(r => r.Calculation!.Values[Property.Gap]!.Value));
        Assert.All(readings.Where(r => r.Fault is not null), r => Assert.Contains("no mapped column has a value", r.Fault!.Message));
        Assert.Contains("\"gap\":{\"property\":\"?\"", Assert.Single(Alike.Read("t.bin", bytes)).Fault!.Remedy);
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.All(Alike.Read("t.parquet", round % 4 == 0 ? damaged[..random.Next(damaged.Length)] : damaged, map), r => Assert.DoesNotContain("stumbled", r.Fault?.Message ?? ""));
        }
    }

    [Fact]
    public void Damaged_tables_never_throw_and_a_cut_one_gives_no_value_that_the_whole_has_not()
    {
        var whole = "smiles,gap\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"\"{new string('C', i + 1)}\",0.{i + 100}\n"));
        var bytes = Encoding.UTF8.GetBytes(whole);
        var sound = Read(whole, Simple).Select(r => (r.Calculation!.Molecule.Smiles, r.Calculation.Values[Property.Gap])).ToHashSet();
        for (int cut = 0; cut < bytes.Length; cut += 3)
            Assert.All(Alike.Read("t.csv", bytes[..cut], new RawFile("t.datahub.json", Encoding.UTF8.GetBytes(Simple))), r => Assert.True(r.Calculation is not { } c || sound.Contains((c.Molecule.Smiles, c.Values[Property.Gap]))));
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            var (damaged, map) = ((byte[])bytes.Clone(), Encoding.UTF8.GetBytes(Simple));
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (round % 2 == 0) map[random.Next(map.Length)] = (byte)random.Next(256);
            var readings = Alike.Read("t.csv", damaged, new RawFile("t.datahub.json", map));
            Assert.NotEmpty(readings);
            Assert.All(readings, r => Assert.True(r.Calculation is null ^ r.Fault is null && !(r.Fault?.Message ?? "").Contains("stumbled"), r.Fault?.Message));
        }
    }

    [Fact]
    public void The_charge_of_a_SMILES_and_of_an_InChI_is_the_sum_of_its_parts()
    {
        (string, int)[] smiles = [("CCO", 0), ("[NH4+]", 1), ("[Ca+2].[Cl-].[Cl-]", 0), ("[Fe+++]", 3), ("[13CH3-]", -1), ("C[N+](C)(C)CC(=O)[O-]", 0), ("[CH3:1][O-:2]", -1), ("[O-2]", -2), ("C-[C@@H](F)Cl", 0), ("[H+", 0)];
        Assert.All(smiles, s => Assert.Equal(s.Item2, RowMolecule.SmilesCharge(s.Item1)));
        (string, int?)[] inchi = [("InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", 0), ("InChI=1S/ClH.Na/h1H;/q;+1/p-1", 0), ("InChI=1S/Ca/q+2", 2), ("InChI=1S/H3N/h1H3/p+1", 1)];
        Assert.All(inchi, s => Assert.Equal(s.Item2, RowMolecule.InchiCharge(s.Item1)));
    }

    [Fact]
    public async Task The_schema_tells_the_keys_that_are_taken_and_the_examples_are_valid()
    {
        var schema = await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Path.Combine(Shared.Repo, "schemas", "table-mapping.schema.json"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(Mapping.Keys.Order(), schema.Properties.Keys.Order());
        Assert.Equal(Mapping.ColumnKeys.Order(), schema.Definitions["value"].Properties.Keys.Order());
        foreach (var path in Directory.GetFiles(Path.Combine(Shared.Repo, "docs", "examples"), "*.datahub.*"))
        {
            var file = new RawFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
            Assert.Empty(schema.Validate(DataHub.Formats.Readers.SidecarText.Open(file).RootElement.GetRawText()));
            Assert.NotNull(Mapping.Of(file).Mapping);
        }
    }
}
