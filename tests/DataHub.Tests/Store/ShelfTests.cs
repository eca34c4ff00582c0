// What lies beside the segments: raw bundles, ledger, dataset cards.
using System.IO.Compression;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class ShelfTests
{
    [Fact]
    public void A_single_raw_file_comes_back_by_its_hash_with_name_and_bytes()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        foreach (var bytes in new[] { [], new byte[] { 1 }, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 50_000))) })
        {
            var bundle = Bundle.Of(new RawFile("Ätest.out", bytes));
            var hash = archive.KeepRaw(bundle);
            Assert.Equal(bundle.Hash(), hash);
            Assert.Equal(hash, archive.KeepRaw(bundle));
            var back = archive.OpenRaw(hash)!;
            Assert.Equal(("Ätest.out", (long)bytes.Length), (back.Files[0].Name, back.Files[0].Length));
            Assert.Equal(bytes, back.Files[0].ReadAllBytes());
            Assert.Equal(hash, back.Hash());
        }
        Assert.Equal(3, Directory.GetFiles(temp["raw"], "*", SearchOption.AllDirectories).Length);
        using var plain = new GZipStream(File.OpenRead(Directory.GetFiles(temp["raw"], "*.gz", SearchOption.AllDirectories).MaxBy(f => new FileInfo(f).Length)!), CompressionMode.Decompress);
        Assert.StartsWith("0\n1\n", new StreamReader(plain).ReadToEnd());
        Assert.Null(archive.OpenRaw(new string('0', 64)));
        Assert.Null(archive.OpenRaw("../../etc/passwd"));
    }

    [Fact]
    public void Several_files_come_back_as_one_bundle_and_are_stored_alike_whatever_their_order()
    {
        using var temp = Shared.Temp();
        var files = new[] { new RawFile("b/job.aux", [1, 2, 3]), new RawFile("job.out", "text"u8.ToArray()) };
        byte[] Kept(string folder, IEnumerable<RawFile> order)
        {
            using var archive = Archive.Open(new(temp[folder]));
            var hash = archive.KeepRaw(new Bundle("job", [.. order]));
            var back = archive.OpenRaw(hash)!;
            Assert.Equal(("job", hash), (back.Name, back.Hash()));
            Assert.Equal("text", back.Find("job.out")!.ReadAllText());
            return File.ReadAllBytes(Directory.GetFiles(Path.Combine(temp[folder], "raw"), "*.zip", SearchOption.AllDirectories).Single());
        }
        Assert.Equal(Kept("one", files), Kept("two", files.Reverse()));
    }

    [Fact]
    public void A_torn_last_line_of_the_ledger_is_dropped_and_the_rest_is_kept()
    {
        using var temp = Shared.Temp();
        LedgerLine Line(int n, string? campaign) => new(new DateTime(2026, 1 + n % 3, 1, 0, 0, n, DateTimeKind.Utc), campaign, "reused", "O", "PM7", "gap_ev", "id" + n, "reuse", 0, 12.5 + n, "same; \"level\"\nand line");
        using (var archive = Archive.Open(new(temp.Path)))
        {
            archive.Note([.. Enumerable.Range(0, 9).Select(n => Line(n, n % 2 == 0 ? "c" : null))]);
            Assert.Equal(5, archive.Ledger("c").Count);
        }
        var last = Directory.GetFiles(temp["ledger"]).Order().Last();
        File.AppendAllText(last, "{\"at\":\"2026-03-01T0");
        using (var reader = Archive.Open(new(temp.Path) { ReadOnly = true })) Assert.Equal(9, reader.Ledger().Count);
        using var again = Archive.Open(new(temp.Path));
        again.Note([Line(11, "d")]);
        var lines = again.Ledger().Select(l => l with { Repeated = null }).ToList();
        Assert.Single(again.Ledger(), l => l.Repeated is null);
        Assert.Equal(Enumerable.Range(0, 9).Append(11).Select(n => Line(n, n == 11 ? "d" : n % 2 == 0 ? "c" : null)).OrderBy(l => l.At), lines.OrderBy(l => l.At));
    }

    [Fact]
    public void Dataset_cards_are_kept_replaced_and_asked_for()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        void Put(string slug, DatasetMetadata m) => archive.PutDataset(slug, d => d with { Draft = new(1, "bcdfghjkm1", m) });
        Put("seed", new() { Title = "first", Authors = [new("A. B.")] });
        Put("seed", new() { Title = "The seed", Authors = [new("A. B."), new("C's \"D\"")], Licence = "CC0-1.0", Description = "*x*", Doi = "10.1/x" });
        Put("empty", new() { Title = "Nothing in it" });
        Assert.Throws<ArgumentException>(() => Put("../x", new() { Title = "bad" }));
        var all = Samples.Many(300);
        archive.Append(all);
        var rows = new Dictionary<string, Dictionary<string, object?>>();
        using (var stream = archive.Find(new Query(QuerySet.Datasets)))
            while (stream.Read()) rows[(string)stream[0]!] = Enumerable.Range(0, stream.Columns).ToDictionary(i => stream.Reader.GetName(i), i => stream[i]);
        Assert.Equal(["empty", "other", "seed"], rows.Keys);
        var (seed, mine) = (rows["seed"], all.Where(c => c.Provenance.Dataset == "seed").ToList());
        Assert.Equal(("The seed", "CC0-1.0", "10.1/x", "*x*"), (seed["title"], seed["licence"], seed["doi"], seed["description"]));
        Assert.Equal(["A. B.", "C's \"D\""], (string[])seed["authors"]!);
        Assert.Equal(((long)mine.Count, (long)mine.Count(c => c.Status == Status.Failed)), (seed["calculations"], seed["failed"]));
        Assert.Equal(mine.Select(c => c.Level.Name).Distinct().Order(StringComparer.Ordinal), (string[])seed["levels"]!);
        Assert.Equal(mine.Min(c => c.Provenance.IngestedAt), seed["created"]);
        Assert.Equal(mine.Sum(c => c.Cost.CpuSeconds ?? 0), (double)seed["cpu_seconds"]!, 1e-6);
        Assert.Equal(("other", 0L, null), (rows["other"]["title"], rows["empty"]["calculations"], rows["empty"]["created"]));
    }
}
