// The life of a dataset over a real archive: draft, checks, release, new version, edit, errata, withdrawal, restore.
using System.Security.Cryptography;
using System.Text;
using DataHub.Formats.Parquet;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Publishing.Metadata;
using DataHub.Store;
using DataHub.Tests.Store;
using Xunit;

namespace DataHub.Tests.Publishing;

public sealed class LifeTests
{
    internal const string Metadata = """
        slug: gaps
        title: Gaps of small molecules at several levels
        description: Generated calculations of small molecules, to see whether a dataset lives as it should from draft to tombstone.
        licence: cc-by-4.0
        authors:
          - {name: "Curie, Marie", orcid: 0000-0002-1825-0097, affiliation: {name: Caltech, ror: "https://ror.org/05dxps055"}}
          - Dmitri Mendeleev
        keywords: [gap, screening, DFT]
        related: [{identifier: "https://doi.org/10.1234/abc", relation: issupplementto, type: JournalArticle}]
        """;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static Described Read(string text)
    {
        var (described, faults) = MetadataReading.Read("dataset.yaml", text);
        Assert.True(described is not null, string.Join('\n', faults));
        return described!;
    }

    static List<Calculation> Mine(Hub hub, int from, int count)
    {
        var mine = Samples.Many(count, 1, from).Select(c => c with { Provenance = c.Provenance with { Dataset = "gaps" } }).ToList();
        hub.Archive.Append(mine);
        return mine;
    }

    [Fact]
    public async Task A_dataset_lives_from_draft_to_tombstone_and_a_copy_of_the_lake_has_all_of_it()
    {
        using var temp = Shared.Temp();
        string home = temp["hub"];
        Release first, second;
        Dataset end;
        using (var hub = Hub.Open(new HubOptions(home)))
        {
            var p = hub.Publisher;
            var draft = p.Describe("gaps", Read(Metadata), "me");
            Assert.Equal("CC-BY-4.0", draft.Metadata.Licence);
            Assert.True(CheckedIds.IsName(draft.Name) && CheckedIds.IsName(draft.Draft!.Name) && draft.Name != draft.Draft.Name);
            Assert.Equal("/id/" + draft.Draft.Name, Assert.Single(draft.Draft.Identifiers).Url);
            Assert.Contains((await Assert.ThrowsAsync<PublishingException>(() => p.Release("gaps", "me", null, Cancel))).Faults, f => f.Field == "content");

            var records = Mine(hub, 0, 300);
            p.PutFile("gaps", "README.md", to => to.Write(Encoding.UTF8.GetBytes("# Gaps\n" + new string('x', 300))), "me");
            p.PutFile("gaps", "scripts/deep/run.py", to => to.Write("print(1)\n"u8), "me");
            Assert.Throws<PublishingException>(() => p.PutFile("gaps", "../out.txt", to => to.WriteByte(1), "me"));
            Assert.Throws<PublishingException>(() => p.PutFile("gaps", "README.md/x", to => to.WriteByte(1), "me"));
            var report = p.Check("gaps", Cancel);
            Assert.True(report.Ready, string.Join('\n', report.Checks));
            Assert.InRange(report.Score, 50, 95);
            Assert.Contains("1 of 2 authors", report.Checks.Single(c => c.Id == "orcid").Message);
            Assert.NotNull(report.Checks.Single(c => c.Id == "funding").Remedy);

            first = await p.Release("gaps", "me", null, Cancel);
            Assert.Equal((1, draft.Draft.Name, draft.Name, 300L), (first.Number, first.Name, first.ConceptName, first.Records));
            Assert.Equal(records.Count(c => c.Status == Status.Failed), first.Failed);
            Assert.Equal(records.Where(c => c.Molecule.InChIKey is not null).Select(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().Count(), first.Molecules);
            Assert.Equal(records.Sum(c => c.Cost.CpuSeconds ?? 0), first.Costs.Sum(l => l.CpuSeconds ?? 0), 1e-6);
            Assert.Equal(["files/README.md", "files/scripts/deep/run.py"], first.Files.Select(f => f.Path).Where(f => f.StartsWith("files/")));
            await Whole(hub, first, records);
            Assert.Null(p.Get("gaps").Draft);
            Assert.Throws<PublishingException>(() => p.Describe("gaps", Read(Metadata), "me"));

            p.Edit("gaps", 1, Read(Metadata.Replace("Gaps of small", "Energy gaps of small")).Metadata, "editor", "clearer");
            Assert.StartsWith("Energy gaps", p.Get("gaps").Metadata.Title);
            Assert.StartsWith("Gaps", first.Metadata.Title);
            Assert.Throws<PublishingException>(() => p.Edit("gaps", 1, Read(Metadata + "\naccess: {kind: restricted, reason: regret}").Metadata, "editor", null));

            Assert.Equal(["description", "authors", "licence"], Assert.Throws<PublishingException>(() => p.Edit("gaps", 1, new DatasetMetadata { Title = "A title that is long enough" }, "editor", null)).Faults.Select(f => f.Field));

            // Version 2: one record withdrawn, one computed anew with another value, ten more.
            var (gone, changed) = (records.First(c => c.Status == Status.Success), records.Last(c => c.Status == Status.Success && c.Molecule.InChIKey is not null));
            hub.Archive.Withdraw(new WithdrawalOrder(null, null, [gone.Id, changed.Id], "wrong functional", "me", DateTime.UtcNow));
            var erratum = Assert.Single(hub.Archive.Errata(first));
            Assert.Equal([.. new[] { gone.Id, changed.Id }.Order(StringComparer.Ordinal)], erratum.Ids);
            changed.Values[Property.Energy] -= 0.25;
            changed = changed with { Id = changed.ContentId() };
            hub.Archive.Append([changed]);
            var more = Mine(hub, 300, 10);
            var next = p.NewVersion("gaps", "me");
            Assert.Equal((2, 2), (next.Draft!.Number, hub.Archive.DraftFileList("gaps").Count));
            p.DropFile("gaps", "scripts/deep/run.py", "me");
            p.PutFile("gaps", "notes.txt", to => to.Write("new"u8), "me");
            second = await p.Release("gaps", "me", null, Cancel);
            var c2 = second.Changes!;
            Assert.Equal((1, 11L, 2L, 298L), (c2.Since, c2.Added, c2.Removed, c2.Kept));
            Assert.Equal(1, c2.Changed);
            var value = Assert.Single(c2.Values);
            Assert.Equal((Property.Energy.Name, 1L), (value.Property, value.Count));
            Assert.Equal(0.25, value.Largest, 1e-9);
            Assert.Equal(["files/notes.txt", "files/scripts/deep/run.py"], c2.Files);
            var lines = File.ReadAllLines(Path.Combine(hub.Archive.VersionFolder("gaps", 2), Tables.Changes));
            Assert.Equal(1 + 10 + 1 + 1, lines.Length);
            Assert.Contains($"changed,{changed.Id},{records.Last(c => c.Status == Status.Success && c.Molecule.InChIKey is not null).Id},", lines.Single(l => l.StartsWith("changed")));
            await Whole(hub, second, [.. records.Where(r => !erratum.Ids.Contains(r.Id)), changed, .. more]);
            Assert.Empty(hub.Archive.Errata(second));

            p.Withdraw("gaps", 1, "superseded", "me", second.Identifiers[0].Url);
            Assert.Equal(2, p.Get("gaps").Latest!.Number);
            Assert.Throws<PublishingException>(() => p.Withdraw("gaps", 1, "again", "me", null));
            end = p.Get("gaps");
        }

        // A flipped bit is found and named; nothing else is.
        using (var hub = Hub.Open(new HubOptions(home)))
        {
            Assert.All(hub.Archive.Verify(raw: true, cancel: Cancel), v => Assert.Null(v.Defect));
            Assert.Equal(first.Files.Count + second.Files.Count + 2, hub.Archive.Verify("gaps").Count());
            foreach (var path in (string[])[Path.Combine(hub.Archive.VersionFolder("gaps", 1), Tables.Records), Path.Combine(hub.Archive.VersionFolder("gaps", 2), "files/notes.txt"), Path.Combine(hub.Archive.VersionFolder("gaps", 2), "release.json"), hub.Archive.SegmentFiles()[0]])
            {
                var bytes = File.ReadAllBytes(path);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                Assert.Equal(Path.GetRelativePath(home, path), Assert.Single(hub.Archive.Verify(cancel: Cancel), v => v.Defect is not null).Path);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
            }
        }

        // Another archive with a copy of the lake and nothing else has every dataset, version and identifier.
        Copy(Path.Combine(home, "lake"), Path.Combine(temp["copy"], "lake"));
        using (var copy = Hub.Open(new HubOptions(temp["copy"])))
        {
            var again = Assert.Single(copy.Archive.Datasets());
            Assert.Equal((end.Name, "superseded", 2), (again.Name, again.TombstoneOf(1)!.Reason, again.Releases.Count));
            Assert.Equal(end.Identifiers, again.Identifiers);
            Assert.Equal([.. first.Identifiers, .. second.Identifiers], again.Releases.SelectMany(r => r.Identifiers));
            Assert.Equal(first.Files.Concat(second.Files).Select(f => f.Sha256), again.Releases.SelectMany(r => r.Files).Select(f => f.Sha256));
            Assert.Equal("Energy gaps of small molecules at several levels", again.MetadataOf(again.Version(1)!).Title);
            Assert.Equal(311, copy.Archive.Counts().Calculations);
            Assert.Equal(("gaps", 1), Publication(copy, first.Name));
            Assert.Equal(("gaps", null), Publication(copy, end.Name));
        }
    }

    [Fact]
    public async Task Cards_of_earlier_archives_become_drafts_and_records_of_others_are_linked()
    {
        using var temp = Shared.Temp();
        Directory.CreateDirectory(temp["datasets"]);
        File.WriteAllText(Path.Combine(temp["datasets"], "old.json"), """{"slug": "old", "title": "An old card", "licence": "CC0-1.0", "authors": ["A. B.", "C. D."], "doi": "10.1/x"}""");
        using (Archive.Open(new ArchiveOptions(temp.Path))) { }
        using var hub = Hub.Open(new HubOptions(temp.Path));
        var old = Assert.Single(hub.Archive.Datasets());
        Assert.Equal(("An old card", "CC0-1.0", "10.1/x", 2, 1), (old.Metadata.Title, old.Metadata.Licence, old.Metadata.Doi, old.Metadata.Authors.Count, old.Draft!.Number));

        var records = Samples.Many(40);
        hub.Archive.Append(records);
        hub.Publisher.Describe("gaps", Read(Metadata), "me");
        hub.Publisher.Describe("seed", Read(Metadata.Replace("slug: gaps", "slug: seed") + "\naccess: {kind: restricted, reason: not yet}"), "me");
        var mine = Mine(hub, 100, 3);
        // Those of the closed dataset are passed over, and its own need no link.
        int open = records.Count(c => c.Provenance.Dataset != "seed");
        Assert.Equal(open, hub.Publisher.LinkRecords("gaps", [.. records.Concat(mine).Select(c => c.Id)], "me"));
        Assert.Throws<PublishingException>(() => hub.Publisher.LinkRecords("gaps", ["no id"], "me"));
        var release = await hub.Publisher.Release("gaps", "me", null, Cancel);
        Assert.Equal((open + 3, open), (release.Records, release.Linked.Count));
        var filtered = hub.Publisher.Describe("some", Read("title: Only what one program made, by a condition\nrecords: \"dataset = 'other' and status = 'success'\""), "me");
        Assert.Equal(records.Count(c => c.Provenance.Dataset == "other" && c.Status == Status.Success), hub.Archive.Count(hub.Publisher.Records("some", filtered.Draft!)));
        Assert.Throws<PublishingException>(() => hub.Publisher.Describe("some", Read("title: A condition that cannot be read\nrecords: \"colour = 1\""), "me"));
    }

    static (string, int?) Publication(Hub hub, string name) => Identifiers.Find(hub.Archive.Datasets(), name) is var (d, v) ? (d.Slug, v) : ("", null);

    /// <summary>Every file has its size and hash, all tables have the same rows in order, and Parquet has small groups.</summary>
    static async Task Whole(Hub hub, Release release, IReadOnlyList<Calculation> expected)
    {
        string folder = hub.Archive.VersionFolder(release.Dataset, release.Number);
        Assert.Equal(release.Files.Select(f => f.Path).Append("release.json").Append("release.json.sha256").Order(StringComparer.Ordinal), Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal));
        foreach (var f in release.Files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, f.Path), Cancel);
            Assert.Equal((f.Bytes, f.Sha256), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }
        var table = release.Files.Single(f => f.Path == Tables.Records);
        await using var source = await RowSource.OpenAsync(File.OpenRead(Path.Combine(folder, Tables.Records)), Columns.All, Cancel);
        var ids = new List<string>();
        await foreach (var row in source.ReadAsync(Cancel)) ids.Add((string)row[Columns.Id]!);
        Assert.Equal(expected.Select(c => c.Id).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        var byId = expected.ToDictionary(c => c.Id);
        string Key(string id) => byId[id].Molecule.InChIKey ?? "[";
        Assert.Equal(ids.Select(Key), ids.Select(Key).Order(StringComparer.Ordinal));
        var csv = File.ReadAllLines(Path.Combine(folder, Tables.Csv));
        Assert.Equal(table.Columns, csv[0].Split(','));
        Assert.Equal(table.Columns, release.Columns.Select(c => c.Name));
        Assert.Equal(ids, csv.Skip(1).Where(l => System.Text.RegularExpressions.Regex.IsMatch(l, "^[a-z2-7]{26},")).Select(l => l[..26]));
        Assert.Equal(ids, File.ReadLines(Path.Combine(folder, Tables.JsonLines)).Select(l => System.Text.Json.JsonElement.Parse(l).GetProperty("id").GetString()!));
        foreach (var column in release.Columns)
            Assert.Equal(expected.Count(c => CalculationRow.From(c)[Columns.Find(column.Name)!] is not null), column.Count);
        var gap = release.Columns.Single(c => c.Name == "gap_ev");
        Assert.Equal((expected.Min(c => c.Values[Property.Gap]), expected.Max(c => c.Values[Property.Gap])), (gap.Least, gap.Greatest));
        await using var lists = await RowSource.OpenAsync(File.OpenRead(Path.Combine(folder, Tables.Arrays)), Columns.All, Cancel);
        var shapes = new Dictionary<string, double[]?>();
        await foreach (var row in lists.ReadAsync(Cancel)) shapes[(string)row[Columns.Id]!] = row[Columns.Coordinates] as double[];
        foreach (var c in expected.Where(c => c.Geometry is not null)) Assert.Equal(c.Geometry!.Coordinates, shapes[c.Id]);
    }

    internal static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}
