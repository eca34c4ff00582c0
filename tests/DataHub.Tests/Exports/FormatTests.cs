// SD files and ASE databases that DataHub writes, read by RDKit and ASE.
using System.Globalization;
using System.Text.Json;
using DataHub.Exports;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Exports;

public sealed class FormatTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    const string Python = "/usr/bin/python3";

    /// <summary>Molecules with their true shapes: the seed data of one archive file.</summary>
    static IReadOnlyList<Calculation> Seeds()
    {
        var formats = Downloads.Formats();
        var file = Directory.EnumerateFiles(Path.Combine(Shared.Repo, "seed-data", "gfn2"), "*.zip").Order().First();
        return [.. Bundles.Walk(file).Take(40).SelectMany(formats.Read).Select(r => r.Calculation!).Where(c => c?.Geometry is not null).Select((c, i) => c with { Id = $"id{i}" })];
    }

    static async Task Write(string format, string path, IEnumerable<Calculation> all, params string[] select)
    {
        var writer = Downloads.Formats().Writer(format)!;
        await using var file = File.Create(path);
        await writer.WriteAsync(all.Select(CalculationRow.From).ToAsyncEnumerable(), DownloadShape.Of(writer, select).Written, file, Cancel);
    }

    [Fact]
    public async Task RDKit_reads_our_SD_files_with_bonds_coordinates_and_fields()
    {
        using var temp = Shared.Temp();
        var seeds = Seeds();
        Assert.True(seeds.Count > 20);
        // One without geometry, and one with more atoms than the old format counts.
        var bare = seeds[0] with { Id = "bare", Geometry = null };
        var chain = Enumerable.Range(0, 1200).ToArray();
        var large = seeds[0] with { Id = "large", Molecule = new Molecule("He1200", 0, 1, ["He"], 1200, 1200), Geometry = new Geometry([.. chain.Select(_ => "He")], [.. chain.SelectMany(i => new[] { i * 4.0, 0.123456, 0 })]) };
        await Write("sdf", temp["a.sdf"], [.. seeds, bare, large]);
        var read = JsonDocument.Parse(await Readers.Run(Python, "-c", """
            import sys, json
            from rdkit import Chem
            # Without stereochemistry, which a shape has even where the SMILES of the source leaves it out.
            def flat(m): return Chem.MolToSmiles(Chem.MolFromSmiles(Chem.MolToSmiles(Chem.RemoveHs(m), isomericSmiles=False)))
            out = []
            for m in Chem.SDMolSupplier(sys.argv[1], removeHs=False):
                p = m.GetPropsAsDict()
                x = list(m.GetConformer().GetAtomPosition(m.GetNumAtoms() - 1)) if m.GetNumAtoms() else None
                out.append({'id': m.GetProp('_Name'), 'atoms': m.GetNumAtoms(), 'x': x, 'smiles': flat(m) if m.GetNumAtoms() < 999 else None,
                            'told': flat(Chem.MolFromSmiles(p['smiles'])) if 'smiles' in p else None, 'charge': Chem.GetFormalCharge(m), 'energy': p.get('energy_hartree'), 'units': p.get('datahub_units')})
            print(json.dumps(out))
            """, temp["a.sdf"])).RootElement.EnumerateArray().ToList();
        Assert.Equal([.. seeds.Select(c => c.Id), "bare", "large"], read.Select(r => r.GetProperty("id").GetString()));
        foreach (var (c, r) in seeds.Zip(read))
        {
            Assert.Equal(c.Geometry!.Count, r.GetProperty("atoms").GetInt32());
            Assert.Equal(c.Geometry.Coordinates[^3], r.GetProperty("x")[0].GetDouble(), 4);
            Assert.Equal(c.Molecule.Charge, r.GetProperty("charge").GetInt32());
            if (c.Values[Property.Energy] is { } energy) Assert.Equal(energy, r.GetProperty("energy").GetDouble(), 12);
            Assert.Contains("energy_hartree=Eh", r.GetProperty("units").GetString());
        }
        Assert.Equal((0, 1200), (read[^2].GetProperty("atoms").GetInt32(), read[^1].GetProperty("atoms").GetInt32()));
        Assert.Equal(0.123456, read[^1].GetProperty("x")[1].GetDouble(), 9);
        // Bonds that were perceived give the molecule that was told.
        var both = read.Where(r => r.GetProperty("told").ValueKind == JsonValueKind.String && r.GetProperty("atoms").GetInt32() is > 0 and < 999).ToList();
        Assert.True(both.Count > 10);
        Assert.All(both, r => Assert.Equal(r.GetProperty("told").GetString(), r.GetProperty("smiles").GetString()));
        await Write("sdf", temp["b.sdf"], seeds, "gap_ev");
        Assert.DoesNotContain("> <energy_hartree>", await File.ReadAllTextAsync(temp["b.sdf"], Cancel));
        Assert.Contains("> <gap_ev>", await File.ReadAllTextAsync(temp["b.sdf"], Cancel));
    }

    [Fact]
    public async Task ASE_reads_our_databases_and_asks_them()
    {
        using var temp = Shared.Temp();
        var all = Generators.Draw(60, 31).Where(c => c.Geometry is not null).DistinctBy(c => c.Id).ToList();
        await Write("ase", temp["a.db"], all);
        var read = JsonDocument.Parse(await Readers.Run(Python, "-c", """
            import sys, json, ase.db
            db = ase.db.connect(sys.argv[1])
            out = []
            for row in db.select():
                a = row.toatoms()
                e = a.calc.results.get('energy') if a.calc is not None else None
                f = a.calc.results.get('forces') if a.calc is not None else None
                out.append({'id': row.datahub_id, 'symbols': a.get_chemical_symbols(), 'x': a.positions[-1].tolist(), 'energy': e, 'force': None if f is None else f[0].tolist(), 'level': row.level,
                            'charge': row.total_charge, 'gap': row.get('gap_ev')})
            print(json.dumps({'rows': out, 'wide': [r.datahub_id for r in db.select('gap_ev>4')], 'unit': db.metadata['key_descriptions']['gap_ev'][2], 'count': len(db)}))
            """, temp["a.db"])).RootElement;
        var rows = read.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(all.Select(c => c.Id), rows.Select(r => r.GetProperty("id").GetString()));
        foreach (var (c, r) in all.Zip(rows))
        {
            Assert.Equal(c.Geometry!.Symbols, r.GetProperty("symbols").EnumerateArray().Select(x => x.GetString()!));
            Assert.Equal(c.Geometry.Coordinates.ToArray()[^3..], r.GetProperty("x").EnumerateArray().Select(x => x.GetDouble()));
            if (c.Values[Property.Energy] is { } energy) Assert.Equal(energy * Units.HartreeToEv, r.GetProperty("energy").GetDouble(), 9);
            if (c.Values.List(Property.Gradient) is { } g) Assert.Equal(-g[0] * Units.HartreeToEv / Units.BohrToAngstrom, r.GetProperty("force")[0].GetDouble(), 9);
            Assert.Equal((c.Level.Name, c.Molecule.Charge), (r.GetProperty("level").GetString(), r.GetProperty("charge").GetInt32()));
        }
        Assert.Equal(all.Where(c => c.Values[Property.Gap] > 4).Select(c => c.Id), read.GetProperty("wide").EnumerateArray().Select(x => x.GetString()));
        Assert.Equal("eV", read.GetProperty("unit").GetString());
        await Write("ase", temp["b.db"], all, "id", "gap_ev");
        Assert.Equal("datahub_id,gap_ev", (await Readers.Run(Python, "-c", "import sys, ase.db; print(','.join(sorted(set(k for r in ase.db.connect(sys.argv[1]).select() for k in r.key_value_pairs))))", temp["b.db"])).Trim());
    }
}
