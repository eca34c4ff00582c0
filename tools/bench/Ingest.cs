// Ingest end to end: files on disk through the one door until every receipt is there.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;

namespace DataHub.Bench;

static class Ingest
{
    public static void Run(Report report, string seed, string work)
    {
        // As the command does.
        System.Runtime.GCSettings.LatencyMode = System.Runtime.GCLatencyMode.Batch;
        var frames = Frames(seed, 20000);
        Console.Error.WriteLine($"{frames.Count} frames of {frames.Select(f => f.Molecule.Smiles).Distinct().Count()} seed molecules, coordinates moved by 0.01 angstrom");
        var formats = new FormatSet();
        foreach (var (format, file, count) in ((string, string, int)[])[("extxyz", "frames.extxyz", 20000), ("qcschema", "frames.json", 5000), ("parquet", "frames.parquet", 20000)])
        {
            var path = Path.Combine(work, file);
            var writer = formats.Writer(format)!;
            using (var to = File.Create(path)) writer.WriteAsync(Rows(frames.Take(count)), Columns.All, to).Wait();
            long bytes = new FileInfo(path).Length;
            double read = Measure.Milliseconds(() => { foreach (var b in Bundles.Walk(path)) foreach (var r in formats.Read(b)) GC.KeepAlive(r.Calculation); });
            using var hub = Hub.Open(new HubOptions(Path.Combine(work, "hub-" + format)));
            hub.Toolkit.FromSmiles("C");
            // The first time the runtime still compiles; an ingest of minutes is like the second.
            var (kept, seconds, seen, spent) = Take(hub, path);
            using (var second = Hub.Open(new HubOptions(Path.Combine(work, "hub-2-" + format))))
            {
                second.Toolkit.FromSmiles("C");
                (kept, seconds, seen, spent) = Take(second, path);
            }
            report.Row("ingest", $"{format}, {kept:N0} records ({bytes / 1e6:0.0} MB), end to end with identity, records/s", $"{Report.N(kept / seconds)}; until search sees them all {Report.N(kept / seen)}; processor time {Report.N(spent)} µs a record; reading alone {Report.N(count / read * 1000)}", format == "qcschema" ? ">= 2000" : ">= 20000");
            Profile.Run(report, path, format, hub, work);
        }
        report.Row("ingest", "peak memory of the bench, which holds the 20,000 frames itself, MiB", Report.N(Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0), "measured");
    }

    /// <summary>Records kept, seconds until the last receipt and until search sees them, processor time until the receipt in microseconds a record.</summary>
    static (long Kept, double Seconds, double Seen, double Spent) Take(Hub hub, string path)
    {
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        long kept = 0, other = 0;
        string? why = null;
        foreach (var r in hub.Intake.Take(Bundles.Walk(path), new IntakeOptions { Dataset = "bench" }))
            if (r is Receipt.Kept) kept++; else { other++; why ??= r.ToString(); }
        double seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        double spent = (process.TotalProcessorTime - cpu).TotalMicroseconds / Math.Max(1, kept);
        if (other > 0) Console.Error.WriteLine($"{path}: {other} not kept, first: {why}");
        while (hub.Archive.Search("", 0).Total < kept) Thread.Sleep(5);
        return (kept, seconds, clock.Elapsed.TotalSeconds, spent);
    }

    static async IAsyncEnumerable<CalculationRow> Rows(IEnumerable<Calculation> calculations)
    {
        foreach (var c in calculations) yield return CalculationRow.From(c);
        await Task.CompletedTask;
    }

    /// <summary>Frames made from the seed's optimised geometries with noise, each with its own energy.</summary>
    static List<Calculation> Frames(string seed, int count)
    {
        var formats = new FormatSet();
        var start = new List<Calculation>();
        foreach (var bundle in Bundles.Walk(seed))
            foreach (var r in formats.Read(bundle))
                if (r.Calculation is { Status: Status.Success, Geometry: not null } c && c.Molecule.Smiles is not null && c.Level.Name == "GFN2-xTB") start.Add(c);
        if (start.Count == 0) throw new InvalidOperationException($"no GFN2-xTB records under {seed}");
        var random = new Random(3);
        var list = new List<Calculation>();
        for (int i = 0; i < count; i++)
        {
            var c = start[i % start.Count];
            var values = new Values();
            values[Property.Energy] = c.Values[Property.Energy] + 0.01 * random.NextDouble();
            values[Property.Gap] = c.Values[Property.Gap];
            values.Set(Property.Gradient, [.. c.Geometry!.Coordinates.Select(_ => random.NextDouble() * 0.01)]);
            var moved = new Geometry(c.Geometry.Symbols, [.. c.Geometry.Coordinates.Select(x => x + 0.01 * (random.NextDouble() - 0.5))]);
            list.Add(c with { Id = i.ToString(CultureInfo.InvariantCulture), Driver = Driver.Gradient, Geometry = moved, Values = values, Provenance = new Provenance { Program = "xtb", ProgramVersion = "6.5.1", Licence = "CC0-1.0" }, Cost = Cost.Unknown });
        }
        return list;
    }
}
