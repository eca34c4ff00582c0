// The segments as Iceberg tables, read by an independent reader (icebird) and by DuckDB: every version, withdrawals, merging, publishing.
using System.Text.Json;
using DataHub.Formats.Iceberg;
using DataHub.Model;
using DataHub.Server;
using DataHub.Store;
using DataHub.Tests.Server;
using DuckDB.NET.Data;
using Xunit;

namespace DataHub.Tests.Exports;

public sealed class OpenTableTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Expr Is(string column, object? value) => new Expr.Compare("eq", new Expr.Col(column), new Expr.Const(value));

    /// <summary>An archive of nine commits, with two withdrawals and one taken back between them; and the ids in force after each step.</summary>
    static (List<HashSet<string>> Versions, List<Calculation> All) Fill(Archive archive)
    {
        var all = Generators.Draw(240, 12).DistinctBy(c => c.Id).ToList();
        var now = new HashSet<string>();
        var versions = new List<HashSet<string>>();
        var parts = all.Chunk(all.Count / 9 + 1).ToList();
        Withdrawal? first = null;
        HashSet<string> recalled = [];
        for (int i = 0; i < parts.Count; i++)
        {
            archive.Append(parts[i]);
            now = [.. now, .. parts[i].Select(c => c.Id)];
            versions.Add([.. now]);
            if (i == 2)
            {
                first = archive.Withdraw(new WithdrawalOrder(null, null, [.. parts[0].Take(4).Select(c => c.Id)], "wrong", "tester", DateTime.UtcNow))!;
                recalled = [.. parts[0].Take(4).Select(c => c.Id)];
                now.ExceptWith(recalled);
                versions.Add([.. now]);
            }
            if (i == 5)
            {
                archive.Withdraw(new WithdrawalOrder(Is("formula", parts[5][0].Molecule.Formula), "formula", [], "wrong too", "tester", DateTime.UtcNow));
                var same = all.Where(c => c.Molecule.Formula == parts[5][0].Molecule.Formula).Select(c => c.Id).ToHashSet();
                now.ExceptWith(same);
                versions.Add([.. now]);
                archive.Reinstate(first!.Id, "it was right", "tester", DateTime.UtcNow);
                now.UnionWith(recalled.Except(same));
                versions.Add([.. now]);
            }
        }
        return (versions, all);
    }

    static async Task<List<List<JsonElement>>> Rows(string location, params long[] versions) => [.. (await Readers.Node("iceberg.js", [location, .. versions.Select(TableMetadata.FileName)])).Select(v => v.EnumerateArray().ToList())];
    static IEnumerable<string> Ids(IEnumerable<JsonElement> rows) => rows.Select(r => r.GetProperty("id").GetString()!).Order();

    [Fact]
    public async Task Every_version_is_read_as_it_was_before_and_after_merging()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var (versions, all) = Fill(hub.Archive);
        var (app, http) = await RunningHub.Start(hub, new ServerOptions());
        await using (app)
        using (http)
        {
            var tables = JsonElement.Parse(await http.GetStringAsync("/lake", Cancel));
            string wide = tables[0].GetProperty("location").GetString()!, arrays = tables[1].GetProperty("location").GetString()!;
            Assert.Equal(versions.Count, tables[0].GetProperty("version").GetInt64());
            Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), hub.Archive.OpenTables.Versions().Select(v => v.Number));
            // Merging leaves fewer segments, whose rows are of several commits.
            int before = hub.Archive.Counts().Segments;
            hub.Archive.Compact();
            Assert.True(hub.Archive.Counts().Segments < before || before < 8);
            Assert.Contains(hub.Archive.SegmentFiles(), f => Path.GetFileName(f)[..10] != Path.GetFileName(f)[11..21]);
            Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), hub.Archive.OpenTables.Versions().Select(v => v.Number));
            long[] some = [1, 4, 8, 9, versions.Count];
            foreach (var (n, read) in some.Zip(await Rows(wide, some))) Assert.Equal(versions[(int)n - 1].Order(), Ids(read));

            // The newest version, cell by cell, and the arrays beside it.
            var rows = (await Rows(wide))[0].ToDictionary(r => r.GetProperty("id").GetString()!);
            var lists = (await Rows(arrays))[0].ToDictionary(r => r.GetProperty("id").GetString()!);
            foreach (var c in all.Where(c => versions[^1].Contains(c.Id)))
            {
                var row = rows[c.Id];
                Assert.Equal(c.Level.Name, row.GetProperty("level").GetString());
                Assert.Equal(c.Values[Property.Energy], row.GetProperty("energy_hartree").ValueKind == JsonValueKind.Number ? row.GetProperty("energy_hartree").GetDouble() : null);
                Assert.Equal(c.Molecule.Atoms, row.GetProperty("atoms").GetInt64());
                Assert.Equal(c.Molecule.Elements, row.GetProperty("elements").EnumerateArray().Select(e => e.GetString()!));
                if (c.Geometry is { } g)
                {
                    Assert.Equal(g.Symbols, lists[c.Id].GetProperty("symbols").EnumerateArray().Select(e => e.GetString()!));
                    Assert.Equal(g.Coordinates, lists[c.Id].GetProperty("coordinates").EnumerateArray().Select(e => e.GetDouble()));
                }
            }
            Assert.All(lists.Keys, id => Assert.Contains(id, versions[^1]));
            // The wire: exact lengths, ranges, and caches that ask again where content changes.
            using var hint = await http.GetAsync(new Uri(wide + "/metadata/version-hint.text"), Cancel);
            Assert.Equal(("no-cache", versions.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)), (hint.Headers.CacheControl!.ToString(), await hint.Content.ReadAsStringAsync(Cancel)));
            foreach (var file in await Readers.Node("files.js", wide))
            {
                var data = file.GetProperty("data_file");
                using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, data.GetProperty("file_path").GetString()), Cancel);
                Assert.Equal(data.GetProperty("file_size_in_bytes").GetInt64(), head.Content.Headers.ContentLength);
            }
            foreach (var wrong in new[] { "/lake/nothing/metadata/version-hint.text", "/lake/calculations/metadata/v99.metadata.json", "/lake/calculations/metadata/snap-1-0000000000.avro", "/lake/calculations/data/..%2f..%2fversions.tsv" })
                Assert.Equal(404, (int)(await http.GetAsync(wrong, Cancel)).StatusCode);
        }
    }

    [Fact]
    public void Published_tables_keep_their_versions_and_DuckDB_reads_the_same_rows_from_the_listed_files()
    {
        using var folder = Shared.Temp();
        using var archive = Archive.Open(new ArchiveOptions(folder["archive"]) { Grace = TimeSpan.Zero });
        var (versions, _) = Fill(archive);
        archive.OpenTables.Publish(folder["lake"], null, 1);
        int published = versions.Count;
        archive.Compact();
        archive.Append([.. Generators.Draw(30, 77).DistinctBy(c => c.Id)]);
        archive.Compact();
        archive.OpenTables.Publish(folder["lake"], null, 1);
        long newest = archive.OpenTables.Versions()[^1].Number;
        Assert.Equal(published + 1, newest);
        var root = Path.Combine(folder["lake"], "calculations");
        Assert.Equal(newest.ToString(System.Globalization.CultureInfo.InvariantCulture), File.ReadAllText(Path.Combine(root, "metadata", "version-hint.text")));
        var metadata = TableMetadata.Versions(File.ReadAllBytes(Path.Combine(root, "metadata", TableMetadata.FileName(newest))));
        Assert.Equal([published, newest], metadata.Select(v => v.Number));

        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        foreach (var (version, ids) in new[] { ((long)published, versions[^1].Order().ToList()), (newest, archive.Matching(new Expr.Compare("ne", new Expr.Col("status"), new Expr.Const("withdrawn"))).Order().ToList()) })
        {
            var (data, deletes) = Listed(root, metadata.Single(v => v.Number == version).ManifestList);
            Assert.All([.. data, .. deletes], path => Assert.True(File.Exists(path), path));
            using var command = duck.CreateCommand();
            string Files(IEnumerable<string> paths) => "[" + string.Join(',', paths.Select(p => $"'{p}'")) + "]";
            command.CommandText = $"SELECT id FROM read_parquet({Files(data)}, filename=true, file_row_number=true) d WHERE NOT EXISTS (FROM read_parquet({Files(deletes)}) x WHERE x.file_path = d.filename AND x.pos = d.file_row_number) ORDER BY id";
            using var reader = command.ExecuteReader();
            var found = new List<string>();
            while (reader.Read()) found.Add(reader.GetString(0));
            Assert.Equal(ids.Order(StringComparer.Ordinal), found);
        }
        // Publishing again without news changes nothing.
        var files = Directory.EnumerateFiles(folder["lake"], "*", SearchOption.AllDirectories).Order().ToList();
        archive.OpenTables.Publish(folder["lake"], null, 1);
        Assert.Equal(files, Directory.EnumerateFiles(folder["lake"], "*", SearchOption.AllDirectories).Order());
    }

    /// <summary>Paths in the lists of a version, found in their bytes as text: an Avro reader is not needed for that.</summary>
    static (List<string> Data, List<string> Deletes) Listed(string root, string list)
    {
        IEnumerable<string> Paths(string file, string end) => System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), System.Text.RegularExpressions.Regex.Escape(root) + @"/[A-Za-z0-9_./-]+?" + end).Select(m => m.Value);
        var manifests = Paths(list, @"\.avro").ToList();
        var all = manifests.SelectMany(m => Paths(m, @"\.parquet")).Distinct().ToList();
        return ([.. all.Where(p => !Path.GetFileName(p).StartsWith("deletes-"))], [.. all.Where(p => Path.GetFileName(p).StartsWith("deletes-"))]);
    }

    [Fact]
    public void Ids_of_fields_are_those_of_their_names_and_no_two_are_the_same()
    {
        var ids = Columns.All.SelectMany(c => new[] { c.Name, c.Name + ".element" }).Select(TableSchema.IdOf).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        // Written down once: another hash would break tables that engines have registered.
        Assert.Equal(926444257, TableSchema.IdOf("id"));
    }

    [Fact]
    public void Times_of_commits_that_were_lost_are_made_again()
    {
        using var folder = Shared.Temp();
        IReadOnlyList<ArchiveVersion> before;
        using (var archive = Archive.Open(new ArchiveOptions(folder.Path)))
        {
            foreach (var part in Generators.Draw(30, 5).DistinctBy(c => c.Id).Chunk(8)) archive.Append(part);
            before = archive.OpenTables.Versions();
        }
        Assert.True(before.Count > 2);
        var lines = File.ReadAllLines(Path.Combine(folder.Path, "versions.tsv"));
        File.WriteAllText(Path.Combine(folder.Path, "versions.tsv"), string.Join('\n', lines[..^1]) + "\n" + lines[^1][..1]);
        using (var reader = Archive.Open(new ArchiveOptions(folder.Path) { ReadOnly = true })) Assert.Equal(before, reader.OpenTables.Versions());
        File.Delete(Path.Combine(folder.Path, "versions.tsv"));
        using (var archive = Archive.Open(new ArchiveOptions(folder.Path))) Assert.Equal(before, archive.OpenTables.Versions());
        Assert.Equal(lines[1..], File.ReadAllLines(Path.Combine(folder.Path, "versions.tsv"))[1..]);
    }
}
