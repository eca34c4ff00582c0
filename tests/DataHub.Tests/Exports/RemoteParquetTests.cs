// Parquet read over HTTP by a reader of another maker: a hundred rows of a few columns cost little.
using System.Text.Json;
using DataHub.Exports;
using DataHub.Formats.Parquet;
using DataHub.Model;
using DataHub.Server;
using DataHub.Store;
using DataHub.Tests.Server;
using Xunit;

namespace DataHub.Tests.Exports;

public sealed class RemoteParquetTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_rows_of_three_columns_are_a_small_part_of_the_file()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        // A file as an export leaves it, with many rows.
        const string id = "00000000000000aa";
        Directory.CreateDirectory(folder[Path.Combine("exports", id)]);
        var path = folder[Path.Combine("exports", id, "calculations.parquet")];
        await using (var to = File.Create(path)) await new ParquetWriter().WriteAsync(Rows(30_000), Columns.Wide, to, Cancel);
        var manifest = new ExportManifest(id, "", "parquet", "calculations.parquet", 30_000, new FileInfo(path).Length, new string('a', 64), "1.0", DateTime.UnixEpoch, DateTime.UtcNow, []);
        await File.WriteAllTextAsync(folder[Path.Combine("exports", id, "manifest.json")], JsonSerializer.Serialize(manifest, ExportJson.Default.ExportManifest), Cancel);
        var (app, http) = await RunningHub.Start(hub, new ServerOptions());
        await using (app)
        using (http)
        {
            var read = (await Readers.Node("columns.js", $"{http.BaseAddress}files/exports/{id}/calculations.parquet", "id,level,gap_ev", "15000", "15100")).Single();
            var rows = read.GetProperty("rows").EnumerateArray().ToList();
            Assert.Equal(Enumerable.Range(15000, 100).Select(i => $"row{i:d8}"), rows.Select(r => r.GetProperty("id").GetString()));
            Assert.Equal(15000 * 0.001, rows[0].GetProperty("gap_ev").GetDouble(), 9);
            Assert.Equal(3, read.GetProperty("groups").GetInt32());
            long bytes = read.GetProperty("bytes").GetInt64(), footer = read.GetProperty("footer").GetInt64(), length = read.GetProperty("length").GetInt64();
            TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} of {length} bytes, footer {footer}, {read.GetProperty("requests").GetInt32()} requests");
            Assert.InRange(footer, 1, 100_000);
            Assert.InRange(bytes, 1, 450_000);
            Assert.True(bytes * 4 < length, $"{bytes} of {length}");
        }
    }

    static async IAsyncEnumerable<CalculationRow> Rows(int count)
    {
        await Task.Yield();
        var random = new Random(3);
        Column[] reals = [.. Columns.Wide.Where(c => c.Type == ColumnType.Real).Take(12)];
        for (int i = 0; i < count; i++)
        {
            var row = new CalculationRow();
            row[Columns.Id] = $"row{i:d8}";
            row[Columns.Level] = i % 3 == 0 ? "PM7" : "GFN2-xTB";
            row[Columns.Smiles] = new string('C', 1 + i % 40);
            foreach (var c in reals) row[c] = random.NextDouble();
            row[Columns.Find("gap_ev")!] = i * 0.001;
            yield return row;
        }
    }

    [Fact]
    public async Task An_export_to_Parquet_has_the_rows_columns_groups_and_metadata_of_our_own_files()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var all = Generators.Draw(150, 41).DistinctBy(c => c.Id).ToList();
        hub.Archive.Append(all);
        hub.Archive.Withdraw(new WithdrawalOrder(null, null, [all[3].Id], "it's wrong", "tester", DateTime.UtcNow));
        async Task<List<CalculationRow>> Exported(string options)
        {
            var made = (await hub.Exports.Wait(hub.Exports.Order(new(options, "parquet")).Id, TimeSpan.FromMinutes(1), Cancel))!;
            Assert.True(made.State == "made", made.Why);
            await using var file = File.OpenRead(hub.Exports.File(made.Id)!.Value.Path);
            await using var source = await RowSource.OpenAsync(file, Columns.All, Cancel);
            Assert.Contains("\"unit\":\"eV\"", source.Metadata[RowSchema.ColumnsKey]);
            var rows = await source.ReadAsync(Cancel).ToListAsync(Cancel);
            Assert.Equal(made.Rows, rows.Count);
            return rows;
        }
        string Key(CalculationRow r) => (string)r[Columns.Id]!;
        // Everything, cell by cell as the archive itself gives it.
        var own = await hub.Archive.Rows(new Query(QuerySet.Calculations), true, Cancel).ToListAsync(Cancel);
        Assert.Equal(own.OrderBy(Key).Select(r => Store.Samples.Text(r)), (await Exported("")).OrderBy(Key).Select(r => Store.Samples.Text(r)));
        // With every kind of literal in the conditions.
        var some = await Exported("$filter=gap_ev gt 1.5 and atoms lt 40 and not startswith(level,'it''s') and ingested_at gt 2001-01-01T00:00:00Z and status ne 'withdrawn'&$orderby=gap_ev desc,id&$top=40&$select=id,gap_ev,ingested_at");
        var expected = all.Where(c => c.Values[Property.Gap] > 1.5 && c.Molecule.Atoms < 40 && c.Id != all[3].Id).OrderByDescending(c => c.Values[Property.Gap]).ThenBy(c => c.Id, StringComparer.Ordinal).Take(40).ToList();
        Assert.Equal(expected.Select(c => c.Id), some.Select(Key));
        Assert.Equal(expected.Select(c => c.Values[Property.Gap]), some.Select(r => r[Columns.Find("gap_ev")!] as double?));
        Assert.All(some, r => Assert.Null(r[Columns.Level]));
    }
}
