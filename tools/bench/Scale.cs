// Archives of millions of calculations: opening, rebuilding, look-ups one by one and in batches, each beside a raw limit of the same run.
using System.Diagnostics;
using System.Globalization;
using DataHub.Model;
using DataHub.Store;
using DuckDB.NET.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DataHub.Bench;

static class Scale
{
    public static void Run(Report report, string work, long count, bool rebuild)
    {
        var folder = Path.Combine(work, count.ToString(CultureInfo.InvariantCulture));
        double ms = Measure.Milliseconds(() => Synthetic.Make(folder, count));
        Console.Error.WriteLine($"lake made in {ms / 1000:0.0} s");
        string of = $"of {count:N0}";
        if (rebuild && Directory.Exists(Path.Combine(folder, "catalogue"))) Directory.Delete(Path.Combine(folder, "catalogue"), true);
        var clock = Stopwatch.StartNew();
        using (var first = Archive.Open(new(folder)))
        {
            double cards = clock.Elapsed.TotalSeconds;
            if (rebuild) report.Row("scale", $"catalogue made anew from the segments {of}, s (records/s)", $"{cards:0.0} ({count / cards:0})", "told");
            clock.Restart();
            long waiting = first.Search("", 0).Waiting;
            while (rebuild && first.Search("", 0).Waiting > 0) Thread.Sleep(500);
            if (rebuild && waiting > count / 2) report.Row("scale", $"search index made anew from the segments {of}, s (records/s)", $"{clock.Elapsed.TotalSeconds:0} ({waiting / clock.Elapsed.TotalSeconds:0})", "told");
        }
        double before = Memory();
        Archive? opened = null;
        ms = double.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            opened?.Dispose();
            ms = Math.Min(ms, Measure.Milliseconds(() => opened = Archive.Open(new(folder) { ReadOnly = true })));
        }
        report.Row("scale", $"opening an archive {of}, best of 3, s", Report.N(ms / 1000), "< 2");
        using (var archive = opened!)
        {
            ms = Measure.Milliseconds(() => archive.Counts());
            report.Row("scale", $"totals with the exact number of molecules {of}, first time, s", Report.N(ms / 1000), "told");
            Look(report, archive, of, Synthetic.MoleculesOf(count), folder);
            report.Row("scale", $"memory after opening and look-ups {of}, MiB: resident, of it private, before", $"{Memory():0}, {Private():0}, {before:0}", "told");
        }
        Http(report, folder, count, of);
        Withdraw(report, folder, of);
        report.Row("scale", $"disk {of}, bytes a record: segments, catalogue, index", $"{Size(folder, "lake") / (double)count:0}, {Size(folder, "catalogue") / (double)count:0}, {Size(folder, "index") / (double)count:0}", "told");
    }

    /// <summary>One server over the archive: single look-ups, and a page of a million rows.</summary>
    static void Http(Report report, string folder, long count, string of)
    {
        using var hub = Hub.Open(new HubOptions(folder) { ReadOnly = true });
        var app = Server.Program.Build(hub, "http://127.0.0.1:0");
        app.StartAsync().Wait();
        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        var random = new Random(6);
        var times = new List<double>();
        for (int i = 0; i < 3000; i++)
        {
            var s = Synthetic.StateOf(random.NextInt64(Synthetic.MoleculesOf(count)));
            double t = Measure.Milliseconds(() => { using var answer = http.GetAsync($"/api/known?inchikey={s.InChIKey}&level=wB97X-D/def2-SVP&property=gap_ev").Result; answer.EnsureSuccessStatusCode(); answer.Content.ReadAsByteArrayAsync().Wait(); });
            if (i >= 1000) times.Add(t);
        }
        var one = Sample.Of(times);
        report.Row("known", $"single look-up by key over HTTP {of}, p50 / p99, ms", $"{one.P50:0.00} / {one.P99:0.00}", "p99 < 10");
        var wide = hub.Archive.SegmentFiles().Where(f => !f.Contains(".arrays."));
        if (count <= 1_000_000) Streaming.Run(report, count, http, duck, "read_parquet([" + string.Join(',', wide.Select(f => $"'{f}'")) + "])");
        app.StopAsync().Wait();
    }

    static void Withdraw(Report report, string folder, string of)
    {
        Expr Is(string column, string value) => new Expr.Compare("eq", new Expr.Col(column), new Expr.Const(value));
        using var archive = Archive.Open(new(folder));
        foreach (var (what, condition) in new[] { ("one version of a program in one dataset", new Expr.And(new Expr.And(Is("program", "psi4"), Is("program_version", "1.7")), Is("dataset", "bench-3"))), ("one version of a program", new Expr.And(Is("program", "psi4"), Is("program_version", "1.7"))) })
        {
            Withdrawal? made = null;
            double ms = Measure.Milliseconds(() => made = archive.Withdraw(new WithdrawalOrder(condition, what, [], "bench", "bench", DateTime.UtcNow)));
            double asked = Measure.Milliseconds(() => archive.Count(new Query(QuerySet.Calculations) { Filter = Is("status", "withdrawn") }));
            report.Row("scale", $"withdrawal by predicate {of}: {what}, {made!.Count:N0} records, s; the first scan after it, s", $"{ms / 1000:0.00}; {asked / 1000:0.00}", "< 5");
            archive.Reinstate(made.Id, "bench", "bench", DateTime.UtcNow);
        }
    }

    static void Look(Report report, Archive archive, string of, long molecules, string folder)
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
            double best = double.MaxValue, spent = double.MaxValue;
            for (int k = 0; k < 3; k++)
            {
                var process = Process.GetCurrentProcess();
                var cpu = process.TotalProcessorTime;
                best = Math.Min(best, Measure.Milliseconds(() => { found = 0; foreach (var part in states.Chunk(50_000)) found += archive.Candidates(part, Property.Gap).Count(c => c.Count > 0); }));
                process.Refresh();
                spent = Math.Min(spent, (process.TotalProcessorTime - cpu).TotalMilliseconds);
            }
            report.Row("known", $"batch look-up by key {of}, {hits} of 100 known ({found:N0} of 200,000 found), best of 3, candidates/s (in a second of one processor)", $"{states.Length / best * 1000:0} ({states.Length / spent * 1000:0})", ">= 50000");
        }
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        var wide = archive.SegmentFiles().Where(f => !f.Contains(".arrays."));
        var keys = string.Join(',', Enumerable.Range(0, 50_000).Select(_ => $"'{Synthetic.StateOf(random.NextInt64(molecules)).InChIKey}'"));
        using var command = duck.CreateCommand();
        command.CommandText = $"SELECT count(*), sum(gap_ev) FROM read_parquet([{string.Join(',', wide.Select(f => $"'{f}'"))}]) WHERE inchikey IN (SELECT unnest([{keys}]))";
        double raw = Enumerable.Range(0, 2).Min(_ => Measure.Milliseconds(() => { using var reader = command.ExecuteReader(); reader.Read(); }));
        report.Row("known", $"for comparison: DuckDB joins 50,000 keys with the segment files {of}, best of 2, keys/s", $"{50_000 / raw * 1000:0}", "told");
    }

    static long Size(string folder, string part) => Directory.GetFiles(folder, part).Sum(f => new FileInfo(f).Length)
        + Directory.GetDirectories(folder, part).Sum(d => new DirectoryInfo(d).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length));

    static double Memory() { GC.Collect(); return Process.GetCurrentProcess().WorkingSet64 / 1048576.0; }
    static double Private() => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) / 1024.0;
}
