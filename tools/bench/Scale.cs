// Archives of millions of calculations: opening, rebuilding, look-ups one by one and in batches, each beside a raw limit of the same run.
using System.Diagnostics;
using System.Globalization;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Bench;

static class Scale
{
    public static void Run(Report report, string work, long count, bool rebuild)
    {
        var folder = Path.Combine(work, count.ToString(CultureInfo.InvariantCulture));
        double ms = Measure.Milliseconds(() => Synthetic.Make(folder, count));
        Console.Error.WriteLine($"lake made in {ms / 1000:0.0} s");
        string of = $"of {count:N0}";
        double before = Memory();
        // The first opening makes what is missing; closing waits for the index.
        if (rebuild) Archive.Open(new(folder)).Dispose();
        ms = double.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            Archive? opened = null;
            ms = Math.Min(ms, Measure.Milliseconds(() => opened = Archive.Open(new(folder))));
            opened!.Dispose();
        }
        report.Row("scale", $"opening an archive {of}, best of 3, s", Report.N(ms / 1000), "< 2");
        using var archive = Archive.Open(new(folder));
        if (rebuild)
        {
            double cards = 0;
            var clock = Stopwatch.StartNew();
            archive.Rebuild(new Half(() => cards = clock.Elapsed.TotalSeconds));
            report.Row("scale", $"catalogue and index made anew {of}, s each (records/s)", $"{cards:0.0}, {clock.Elapsed.TotalSeconds - cards:0.0} ({count / cards:0}, {count / (clock.Elapsed.TotalSeconds - cards):0})", "measured");
        }
        var counts = archive.Counts();
        Console.Error.WriteLine($"{counts}; resident {Memory():0} MiB, {before:0} before");
        Look(report, archive, of, Synthetic.MoleculesOf(count));
        report.Row("scale", $"resident memory after opening and look-ups {of}, MiB (private)", $"{Memory():0} ({Private():0})", "measured");
        long view1 = Size(folder, "catalogue*"), view2 = Size(folder, "index");
        report.Row("scale", $"disk: segments, catalogue, index {of}, bytes a record", $"{Size(folder, "lake") / (double)count:0}, {view1 / (double)count:0}, {view2 / (double)count:0}", "measured");
    }

    static void Look(Report report, Archive archive, string of, long molecules)
    {
        var random = new Random(5);
        var times = new List<double>();
        for (int i = 0; i < 21_000; i++)
        {
            var s = Synthetic.StateOf(random.NextInt64(molecules + molecules / 3));
            double t = Measure.Milliseconds(() => archive.Candidates(s.InChIKey, s.Charge, s.Multiplicity, Property.Gap));
            if (i >= 1000) times.Add(t);
        }
        var one = Sample.Of(times);
        report.Row("known", $"single look-up by key {of}, p50 / p99, ms", $"{one.P50:0.000} / {one.P99:0.000}", "p99 < 10");
        foreach (int hits in new[] { 100, 50, 0 })
        {
            var states = Enumerable.Range(0, 200_000).Select(_ => Synthetic.StateOf(random.Next(100) < hits ? random.NextInt64(molecules) : molecules + random.NextInt64(molecules))).ToArray();
            long found = 0;
            double best = double.MaxValue;
            for (int k = 0; k < 3; k++)
                best = Math.Min(best, Measure.Milliseconds(() => { found = 0; foreach (var part in states.Chunk(50_000)) found += archive.Candidates(part, Property.Gap).Count(c => c.Count > 0); }));
            report.Row("known", $"batch look-up by key {of}, {hits} of 100 known ({found:N0} of 200,000 found), best of 3, candidates/s", Report.N(states.Length / best * 1000), ">= 50000");
        }
    }

    /// <summary>Tells when the first half of a rebuild, the catalogue, is done.</summary>
    sealed class Half(Action done) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) { if (value.Done * 2 == value.Total) done(); }
    }

    static long Size(string folder, string part) => Directory.GetFiles(folder, part).Sum(f => new FileInfo(f).Length)
        + Directory.GetDirectories(folder, part).Sum(d => new DirectoryInfo(d).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length));

    static double Memory() { GC.Collect(); return Process.GetCurrentProcess().WorkingSet64 / 1048576.0; }
    static double Private() => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) / 1024.0;
}
