// Full-text search with exact counts of all facets over archives of millions, each beside a bare count of as many keys in the same run, and how soon a new record is found.
using System.Diagnostics;
using System.Globalization;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Bench;

static class Searches
{
    static readonly (string What, Func<int, (string Text, Dictionary<string, string>? Filters)> Ask)[] Kinds =
    [
        ("everything", _ => ("", null)),
        ("a level", i => (Of(i, "PM7", "GFN2-xTB", "B3LYP-D3(BJ)/def2-TZVP", "wB97X-D/def2-SVP"), null)),
        ("program, dataset, elements", i => ($"program:psi4 dataset:bench-{i % 20} has:{Of(i, "F", "S", "Cl")} not:Br", null)),
        ("everything, two facets chosen", i => ("", new() { ["dataset"] = $"bench-{i % 20}", ["level"] = "PM7" })),
        ("a word of names", i => (Word(i), null)),
        ("a word of names, level, status", i => ($"{Word(i)} PM7 -status:failed", null)),
        ("a word's beginning", i => (Word(i)[..7] + "*", null)),
        ("formula with ranges", i => ($"C{4 + i % 6}-{5 + i % 6}H10-14NO", null)),
        ("formula with ranges, program", i => ($"formula:C{4 + i % 6}H*N1O*S* program:psi4", null)),
        ("sub-formula", i => ($"contains:C{8 + i % 4}S", null)),
        ("a gap's range", i => ($"gap:{(5.05 + i * 0.0137 % 0.8).ToString("0.0000", CultureInfo.InvariantCulture)}..5.9eV", null)),
        ("gap, dipole, level", i => ($"PM7 gap:5.1..{(5.2 + i * 0.0137 % 0.7).ToString("0.0000", CultureInfo.InvariantCulture)}eV dipole:>5.{i % 9 + 1}", null)),
    ];
    static string Of(int i, params string[] some) => some[i % some.Length];
    static string Word(int i) => Of(i, "benz", "chlor", "cyclo", "naphth", "phen") + Of(i / 5, "iso", "meth", "thi", "oct", "pyr") + Of(i / 25, "eth", "tol", "sulf", "xyl") + Of(i / 3, "amine", "ol", "one", "ane");

    public static void Run(Report report, string work, long count)
    {
        var folder = Path.Combine(work, count.ToString(CultureInfo.InvariantCulture));
        Synthetic.Make(folder, count);
        string of = $"of {count:N0}";
        using (var archive = Archive.Open(new(folder)))
        {
            var clock = Stopwatch.StartNew();
            var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            long waiting = archive.Search("", 0).Waiting;
            while (archive.Search("", 0).Waiting > 0) Thread.Sleep(500);
            process.Refresh();
            if (waiting > count / 2) report.Row("search", $"index made anew from the segments {of}, s (records/s; processor time a record, µs)", $"{clock.Elapsed.TotalSeconds:0} ({waiting / clock.Elapsed.TotalSeconds:0}; {(process.TotalProcessorTime - before).TotalMicroseconds / waiting:0.0})", "told");
            double cold = Measure.Milliseconds(() => archive.Search("", 0));
            report.Row("search", $"index {of}, bytes a record", Report.N(new DirectoryInfo(Path.Combine(folder, "index")).EnumerateFiles().Sum(f => f.Length) / (double)count), "told");
            Console.Error.WriteLine($"first search {cold:0.0} ms");
        }
        using (var archive = Archive.Open(new(folder) { ReadOnly = true }))
        {
            double first = Measure.Milliseconds(() => archive.Search("", 20));
            report.Row("search", $"first search after opening {of}, which reads the keys of all documents, ms", Report.N(first), "told");
            var keys = new int[count];
            var counts = new int[4096];
            for (int i = 0; i < keys.Length; i++) keys[i] = i * 31 & 4095;
            var raw = Sample.Of(Enumerable.Range(0, 20).Select(_ => Measure.Milliseconds(() => { foreach (int k in keys) counts[k]++; })));
            report.Row("search", $"raw limit: one processor counts {count:N0} keys in memory, p50, ms", Report.N(raw.P50), "told");
            foreach (var (what, ask) in Kinds)
            {
                var (times, spent, hits) = (new List<double>(), new List<double>(), new List<long>());
                var process = Process.GetCurrentProcess();
                for (int i = 0; i < 66; i++)
                {
                    var (text, filters) = ask(i);
                    process.Refresh();
                    var cpu = process.TotalProcessorTime;
                    SearchPage? page = null;
                    double t = Measure.Milliseconds(() => page = archive.Search(text, 20, 0, filters));
                    process.Refresh();
                    if (i < 6) continue;
                    times.Add(t);
                    spent.Add((process.TotalProcessorTime - cpu).TotalMilliseconds);
                    hits.Add(page!.Total);
                }
                var (wall, cpus) = (Sample.Of(times), Sample.Of(spent));
                report.Row("search", $"20 hits and all facets exactly {of}: {what} ({hits.Min():N0} to {hits.Max():N0} hits), p50 / p95, ms", $"{Report.N(wall.P50)} / {Report.N(wall.P95)}; processor time {Report.N(cpus.P50)} / {Report.N(cpus.P95)}", "p95 < 100");
            }
        }
        using (var archive = Archive.Open(new(folder)))
        {
            var times = new List<double>();
            for (int i = 0; i < 25; i++)
            {
                var c = new Calculation(Molecule.FromAtoms(["O", "H", "H"], 0, 1) with { Name = $"soonfound{Guid.NewGuid():n}" }, Level.Parse("PM7"), Driver.Energy, Status.Success) { Provenance = new Provenance { Program = "mopac", IngestedAt = DateTime.UtcNow } };
                c = c with { Id = c.ContentId() };
                archive.Append([c]);
                times.Add(Measure.Milliseconds(() => { while (archive.Search(c.Molecule.Name!).Total == 0) Thread.Sleep(1); }));
            }
            var soon = Sample.Of(times.Skip(5));
            report.Row("search", $"from the receipt of a record until it is found {of}, p50 / p95, ms", $"{Report.N(soon.P50)} / {Report.N(soon.P95)}", "< 1000");
        }
    }
}
