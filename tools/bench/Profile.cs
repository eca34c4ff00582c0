// Where the time of an ingest goes: each step alone over the same records, in processor time a record, which other load on the machine changes little.
using System.Diagnostics;
using DataHub.Formats;
using DataHub.Formats.Parquet;
using DataHub.Ingest;
using DataHub.Model;
using DataHub.Store.Catalogues;
using DataHub.Store.Searching;
using DataHub.Store.Segments;

namespace DataHub.Bench;

static class Profile
{
    public static void Run(Report report, string path, string format, Hub hub, string work)
    {
        var steps = new List<(string Name, double Microseconds)>();
        var formats = new FormatSet();
        List<Calculation> read = [];
        T Step<T>(string name, Func<T> run)
        {
            GC.Collect();
            var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var result = run();
            process.Refresh();
            steps.Add((name, (process.TotalProcessorTime - before).TotalMicroseconds / Math.Max(1, read.Count)));
            return result;
        }
        List<Calculation> Read() => [.. Bundles.Walk(path).SelectMany(b => formats.Read(b)).Where(r => r.Calculation is not null).Select(r => r.Calculation!)];
        read = Read();
        var made = Step("read", Read);
        Step("raw bytes hashed and packed", () => { foreach (var b in Bundles.Walk(path)) { new Store.Shelves.RawShelf(Directory.CreateDirectory(Path.Combine(work, "profile-raw-" + format)).FullName).Keep(b, out var kept); kept.Wait(); } return 0; });
        made = Step("derived values and identity", () => made.Select(c => { Derived.Complete(c.Values); return DataHub.Ingest.Identity.Complete(c, hub.Toolkit, "bench").Calculation; }).ToList());
        Step("checks", () => made.Sum(c => Checks.Of(c, "bench").Count));
        made = Step("content id, geometry hash", () => made.Select(c => c with { Id = c.ContentId() }).ToList());
        var rows = Step("row, geometry key", () => made.Select(c => { var r = CalculationRow.From(c); RowText.Store(r); return r; }).ToList());
        Step("sort", () => { rows.Sort(SegmentRows.Order); return 0; });
        var lake = new Lake(Directory.CreateDirectory(Path.Combine(work, "profile-lake-" + format)).FullName);
        Step("segment files", () => lake.Publish(rows, 1, 1));
        Step("cards", () => { var cards = new CardWriter(); foreach (var r in rows) cards.Add(r); return cards.Image().Length; });
        using var index = SearchIndex.Open(Path.Combine(work, "profile-index-" + format));
        Step("search index", () => { index.Begin(); index.Absorb(rows, true); index.Finish(1); index.Show(); return 0; });
        report.Row("ingest", $"{format}, processor time a record by step, µs", string.Join(", ", steps.Select(s => $"{s.Name} {Report.N(s.Microseconds)}")) + $"; sum {Report.N(steps.Sum(s => s.Microseconds))}", "told");
    }
}
