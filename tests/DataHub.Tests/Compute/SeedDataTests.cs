// The seed data that is checked in: complete bundles, said to be what they are, in the size that was promised.
using System.IO.Compression;
using System.Text.RegularExpressions;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class SeedDataTests
{
    static readonly string Folder = Path.Combine(Shared.Repo, "seed-data");

    static IEnumerable<string> Archives => Directory.EnumerateFiles(Folder, "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    static Dictionary<string, List<JobRecord>> Records()
    {
        var records = new Dictionary<string, List<JobRecord>>();
        foreach (var path in Archives)
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries.Where(e => e.Name == JobRecord.FileName))
            {
                using var reader = new StreamReader(entry.Open());
                var layer = Path.GetFileName(Path.GetDirectoryName(path)!);
                if (!records.TryGetValue(layer, out var list)) records[layer] = list = [];
                list.Add(JobRecord.FromJson(reader.ReadToEnd()));
            }
        }
        return records;
    }

    [Fact]
    public void It_is_smaller_than_25_megabytes() => Assert.InRange(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), 1_000_000, 25_000_000);

    [Fact]
    public void Every_bundle_tells_its_molecule_its_level_its_cost_and_its_licence()
    {
        foreach (var (layer, records) in Records())
        {
            Assert.Equal(records.Count, records.Select(r => r.Smiles).Distinct().Count());
            Assert.All(records, r =>
            {
                Assert.Equal(("nci-small", "CC0-1.0", 0, 1), (r.Dataset, r.Licence, r.Charge, r.Multiplicity));
                Assert.Matches(@"^NSC \d+$", r.Name);
                Assert.Equal(layer switch { "gfn2" => "GFN2-xTB", "pm7" => "PM7", _ => "wB97X-D/def2-SVP" }, r.Level);
                Assert.Equal(layer == "gfn2" ? null : "GFN2-xTB", r.GeometryLevel);
                Assert.True(r.Cost is { Tier: CostTier.Measured, CpuSeconds: > 0, Co2Grams: > 0 });
                Assert.Null(r.Start!.Defect());
            });
        }
    }

    [Fact]
    public void The_readme_tells_the_true_counts_and_costs()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var (layer, records) in Records())
        {
            var cells = Regex.Match(text, $@"^\| {layer} \|.*$", RegexOptions.Multiline).Value.Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal(records.Count, int.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(records.Sum(r => r.Cost!.CpuSeconds!.Value) / 3600, double.Parse(cells[7], System.Globalization.CultureInfo.InvariantCulture), 0.0001);
        }
    }

    [Fact]
    public void The_first_archive_of_each_layer_reads_as_calculations()
    {
        foreach (var layer in Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal))
        {
            var path = Directory.EnumerateFiles(layer, "*.zip").Order(StringComparer.Ordinal).First();
            var read = Bundles.Walk(path).Select(b => new FormatSet().Read(b).ToList()).ToList();
            Assert.InRange(read.Count, 20, 100);
            Assert.All(read, r => Assert.Single(r));
            Assert.InRange(read.Count(r => r[0].Calculation?.Status == Status.Success), read.Count * 97 / 100, read.Count);
        }
    }
}
