// Training sets: nothing leaks between splits, the same seed is the same split, files are what the manifest says.
using System.Diagnostics;
using System.Security.Cryptography;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Store;
using DataHub.TrainingSets;
using Xunit;

namespace DataHub.Tests.TrainingSets;

public sealed class TrainingSetTests(TrainingSetTests.Seeds seeds) : IClassFixture<TrainingSetTests.Seeds>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A hub with a part of the seed data.</summary>
    public sealed class Seeds : IDisposable
    {
        readonly TempFolder _temp = Shared.Temp("training");
        public Hub Hub { get; }
        public IReadOnlyList<CalculationRow> Rows { get; }

        public Seeds()
        {
            Hub = Hub.Open(new HubOptions(_temp.Path) { Cores = 2 });
            // Molecules with several records, rings and stereochemistry: each SMILES at two levels and two geometries.
            string[] smiles = ["CCO", "c1ccccc1O", "c1ccccc1N", "Cc1ccccc1", "C1CCCCC1", "N[C@@H](C)C(=O)O", "N[C@H](C)C(=O)O", "c1ccncc1", "CCN", "CC#N", "OCC(O)CO", "Clc1ccccc1", "C1CC1", "CC1CC1", "C1CCOC1", "CC=O", "C", "CC", "CCC", "CCCC", "O", "N", "CF", "CCl"];
            var made = new List<Calculation>();
            int n = 0;
            foreach (var s in smiles)
                foreach (var level in (string[])["GFN2-xTB", "PM7"])
                    for (int copy = 0; copy < 2; copy++)
                    {
                        var m = Hub.Toolkit.FromSmiles(s).Molecule!;
                        var symbols = Elements.Composition(m.Formula).SelectMany(c => Enumerable.Repeat(c.Symbol, c.Count)).ToList();
                        var values = new Values { [Property.Energy] = -symbols.Sum(x => x == "H" ? 0.5 : 10.0) - 0.01 * copy, [Property.Gap] = 5 + copy };
                        var c = new Calculation(m, Level.Of(level), Driver.Energy, Status.Success)
                        {
                            Geometry = new Geometry(symbols, [.. Enumerable.Range(0, 3 * symbols.Count).Select(i => i * 1.1 + copy)]), Values = values,
                            Provenance = new Provenance { Program = "xtb", Licence = "CC0-1.0", ComputedAt = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(n++), IngestedAt = DateTime.UtcNow },
                        };
                        made.Add(c with { Id = c.ContentId() });
                    }
            Hub.Archive.Append(made);
            Rows = [.. made.Select(CalculationRow.From)];
        }

        public void Dispose() { Hub.Dispose(); _temp.Dispose(); }
    }

    TrainingSetShelf Shelf => seeds.Hub.TrainingSets;

    List<(string Split, CalculationRow Row)> Read(TrainingManifest set)
    {
        var all = new List<(string, CalculationRow)>();
        foreach (var f in set.Files)
            if (f.Rows > 0)
                foreach (var reading in new FormatSet().Read(Bundle.Of(new RawFile(f.Name, File.ReadAllBytes(Shelf.PathOf(set.Id, f.Name)!)))))
                    all.Add((f.Split, CalculationRow.From(reading.Calculation!)));
        return all;
    }

    [Theory, InlineData(SplitBy.Molecule), InlineData(SplitBy.Scaffold), InlineData(SplitBy.Time), InlineData(SplitBy.Record), InlineData(SplitBy.None)]
    public async Task Every_row_lies_in_one_split_and_what_belongs_together_stays_together(SplitBy by)
    {
        var set = await Shelf.Make(new TrainingOrder("", "parquet") { By = by, Shares = [0.6, 0.2, 0.2], Seed = 3 }, cancel: Cancel);
        var rows = Read(set);
        Assert.Equal(seeds.Rows.Count, rows.Count);
        Assert.Equal(set.Rows, set.Files.Sum(f => f.Rows));
        Assert.Equal(by == SplitBy.None ? 1 : 3, set.Files.Count);
        if (by is SplitBy.Molecule or SplitBy.Scaffold or SplitBy.Time)
            Assert.All(rows.GroupBy(r => ((string)r.Row[Columns.InChIKey]!)[..14]), g => Assert.Single(g.Select(r => r.Split).Distinct()));
        if (by == SplitBy.Scaffold)
        {
            string Of(string smiles) => rows.First(r => (string)r.Row[Columns.Smiles]! == seeds.Hub.Toolkit.FromSmiles(smiles).Molecule!.Smiles).Split;
            Assert.Single(new[] { "c1ccccc1O", "c1ccccc1N", "Cc1ccccc1", "Clc1ccccc1" }.Select(Of).Distinct());
            Assert.Equal(Of("C1CC1"), Of("CC1CC1"));
        }
        if (by == SplitBy.Time)
        {
            DateTime First(string split) => rows.Where(r => r.Split == split).Min(r => (DateTime)r.Row[Columns.Find("computed_at")!]!);
            Assert.True(First("train") < First("validation") && First("validation") < First("test"));
        }
        if (by != SplitBy.None) Assert.All(set.Files, f => Assert.True(f.Rows > 0, f.Name));
    }

    [Fact]
    public async Task The_files_are_what_the_manifest_says_and_the_same_order_is_made_once()
    {
        var order = new TrainingOrder("$filter=level eq 'PM7'&$select=smiles,gap_ev,level", "csv") { Seed = 1 };
        var set = await Shelf.Make(order, cancel: Cancel);
        foreach (var f in set.Files)
        {
            var bytes = File.ReadAllBytes(Shelf.PathOf(set.Id, f.Name)!);
            Assert.Equal((f.Bytes, f.Sha256), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            Assert.StartsWith("smiles,gap_ev,level\r\n", System.Text.Encoding.UTF8.GetString(bytes));
            Assert.Equal(f.Rows, System.Text.Encoding.UTF8.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
        }
        Assert.Equal(set.MadeAt, (await Shelf.Make(order, cancel: Cancel)).MadeAt);
        Assert.Equal(["eV"], set.Columns.Where(c => c.Name == "gap_ev").Select(c => c.Unit!));
        Assert.Equal(["PM7"], set.Levels);
        Assert.Equal(["CC0-1.0"], set.Licences);
        var another = await Shelf.Make(order with { Seed = 2 }, cancel: Cancel);
        Assert.NotEqual(set.Files.Select(f => f.Sha256), another.Files.Select(f => f.Sha256));
        await Assert.ThrowsAsync<QueryException>(() => Shelf.Make(order with { Options = "$filter=nothing eq 1" }, cancel: Cancel));
        await Assert.ThrowsAsync<QueryException>(() => Shelf.Make(order with { Shares = [0.5, 0.1, 0.1] }, cancel: Cancel));
        Assert.Null(Shelf.PathOf(set.Id, "../manifest.json"));
    }

    [Fact]
    public async Task Duplicates_go_and_energies_of_atoms_are_fitted()
    {
        var all = await Shelf.Make(new TrainingOrder("", "parquet") { By = SplitBy.None }, cancel: Cancel);
        var best = await Shelf.Make(new TrainingOrder("", "parquet") { By = SplitBy.None, Duplicates = Duplicates.Molecule }, cancel: Cancel);
        Assert.Equal(all.Rows / 2, best.Rows);
        Assert.All(Read(best), r => Assert.Equal(6.0, r.Row[Columns.Find("gap_ev")!]));
        var fit = best.AtomEnergies.Single(a => a.Level == "PM7");
        Assert.Equal("fitted", fit.Origin);
        Assert.Equal(-0.5, fit.Hartree["H"], 2e-2);
        Assert.Equal(-10, fit.Hartree["C"], 2e-2);
    }

    [Fact]
    public void A_molecule_keeps_its_split_when_the_set_grows_and_the_shares_are_kept()
    {
        var order = new TrainingOrder("", "csv") { Shares = [0.7, 0.2, 0.1], Seed = 11 };
        var splits = Enumerable.Range(0, 20_000).Select(i => order.SplitOf("KEY" + i)).ToList();
        Assert.Equal(splits.Take(100), Enumerable.Range(0, 100).Select(i => order.SplitOf("KEY" + i)));
        for (int s = 0; s < 3; s++) Assert.Equal(order.Shares[s], splits.Count(x => x == s) / 20_000.0, 0.02);
    }

    [Fact]
    public async Task Whatever_the_seed_and_the_shares_no_molecule_is_in_two_splits()
    {
        var random = new Random(17);
        for (int i = 0; i < 8; i++)
        {
            double a = 0.2 + random.NextDouble() * 0.6, b = (1 - a) * random.NextDouble();
            var by = new[] { SplitBy.Molecule, SplitBy.Scaffold, SplitBy.Time }[i % 3];
            var set = await Shelf.Make(new TrainingOrder("$select=id,inchikey", "csv") { By = by, Shares = [a, b, 1 - a - b], Seed = random.Next(), Duplicates = (Duplicates)(i % 2) }, cancel: Cancel);
            var rows = set.Files.SelectMany(f => File.ReadAllLines(Shelf.PathOf(set.Id, f.Name)!).Skip(1).Select(l => (f.Split, Molecule: l.Split(',')[1][..14], Id: l.Split(',')[0]))).ToList();
            Assert.Equal(rows.Count, rows.DistinctBy(r => r.Id).Count());
            Assert.All(rows.GroupBy(r => r.Molecule), g => Assert.Single(g.Select(r => r.Split).Distinct()));
        }
    }

    [Fact]
    public async Task NumPy_reads_the_arrays()
    {
        var set = await Shelf.Make(new TrainingOrder("$filter=level eq 'GFN2-xTB'&$select=id,smiles,charge,gap_ev,symbols,coordinates,computed_at,perceived,elements", "npz") { By = SplitBy.None }, cancel: Cancel);
        const string script = """
            import sys, numpy as np
            z = np.load(sys.argv[1])
            n = len(z['id'])
            assert z['coordinates'].shape == (len(z['atomic_numbers']), 3) and z['coordinates'].dtype == np.float64
            assert z['atomic_numbers_offsets'][-1] == z['coordinates_offsets'][-1] == len(z['atomic_numbers']) and len(z['coordinates_offsets']) == n + 1
            assert dict(z['units'])['gap_ev'] == 'eV' and dict(z['units'])['coordinates'] == 'angstrom' and 'smiles' not in dict(z['units'])
            i = list(z['smiles']).index('CCO')
            a, b = z['coordinates_offsets'][i:i + 2]
            print(n, z['gap_ev'].sum(), z['charge'].sum(), sorted(z['atomic_numbers'][a:b].tolist()), (z['coordinates'][a+1] - z['coordinates'][a]).round(6).tolist(), str(z['computed_at'].min())[:10], z['perceived'].dtype)
            """;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script, Shelf.PathOf(set.Id, "all.npz")!]) { RedirectStandardOutput = true, RedirectStandardError = true });
        string told = await python!.StandardOutput.ReadToEndAsync(Cancel), wrong = await python.StandardError.ReadToEndAsync(Cancel);
        await python.WaitForExitAsync(Cancel);
        Assert.True(python.ExitCode == 0, wrong);
        Assert.Equal("48 264.0 0 [1, 1, 1, 1, 1, 1, 6, 6, 8] [3.3, 3.3, 3.3] 2020-01-01 int8", told.Trim());
    }
}
