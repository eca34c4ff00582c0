// The release of a dataset: time, processor time, memory, sizes; and what asking and verifying it costs.
using System.Diagnostics;
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Publishing.Metadata;

namespace DataHub.Bench;

static class Releases
{
    public static async Task Run(Report report, string work, long count)
    {
        var folder = Path.Combine(work, "release-" + count);
        if (!Directory.Exists(folder)) Synthetic.Make(folder, count);
        using var hub = Hub.Open(new HubOptions(folder));
        var p = hub.Publisher;
        p.Describe("bench", new Described("bench", new DatasetMetadata { Title = "A dataset to measure a release", Description = new string('d', 60), Licence = "CC0-1.0", Authors = [new Person("The bench")] }, "id ne null"), "bench");
        // The search index follows a new archive in the background; what it costs is measured elsewhere.
        while (hub.Archive.Search("", 1).Waiting > 0) await Task.Delay(200);
        GC.Collect();
        string of = $"of {count:N0} records";
        report.Row("release", $"checks before a release {of}, s", Report.N(Measure.Milliseconds(() => p.Check("bench")) / 1000), "measured");
        using var process = Process.GetCurrentProcess();
        double cpu = process.TotalProcessorTime.TotalSeconds;
        long peak = 0;
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                peak = Math.Max(peak, Anonymous());
                try { await Task.Delay(50, stop.Token); } catch (OperationCanceledException) { return; }
            }
        });
        var time = Stopwatch.StartNew();
        var release = await p.Release("bench", "bench");
        double seconds = time.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await watch;
        process.Refresh();
        report.Row("release", $"release {of} ({release.Files.Sum(f => f.Bytes) / 1e6:N0} MB in Parquet, CSV and JSON lines), s", Report.N(seconds), "< 120 at 1 million");
        report.Row("release", $"processor time of it, s", Report.N(process.TotalProcessorTime.TotalSeconds - cpu), "measured");
        report.Row("release", $"memory of the process during it, MB", Report.N(peak / 1e6), "< 1000");
        report.Row("release", $"reading it all again and comparing every checksum, s", Report.N(Measure.Milliseconds(() => { if (hub.Archive.Verify("bench").Any(v => v.Defect is not null)) throw new InvalidDataException("damaged"); }) / 1000), "measured");
        p.NewVersion("bench", "bench");
        time.Restart();
        await p.Release("bench", "bench");
        report.Row("release", $"the next version {of}, compared with the one before, s", Report.N(time.Elapsed.TotalSeconds), "measured");
    }

    /// <summary>Memory that is the process's own, bytes.</summary>
    static long Anonymous() => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
