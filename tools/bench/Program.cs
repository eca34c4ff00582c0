// Measures the figures of docs/benchmarks.md: bench [start] [ingest] [queries] [--records N] [--write].
using System.Globalization;
using DataHub.Bench;

var wanted = args.Where(a => !a.StartsWith("--") && !int.TryParse(a, out _)).ToHashSet();
int at = Array.IndexOf(args, "--records");
int records = at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 100000;
bool Want(string name) => wanted.Count == 0 || wanted.Contains(name);
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !File.Exists(Path.Combine(root.FullName, "DataHub.sln"))) root = root.Parent;
var work = Directory.CreateTempSubdirectory("datahub-bench-").FullName;
var report = new Report();
Console.WriteLine("| area | figure | measured | goal |\n|---|---|---|---|");
try
{
    if (Want("start")) Start.Run(report, work);
    if (Want("ingest")) Ingest.Run(report, Path.Combine(root!.FullName, "seed-data"), work);
    if (Want("queries")) Queries.Run(report, Path.Combine(work, "queries"), records);
}
finally { Directory.Delete(work, true); }

if (args.Contains("--write"))
    File.WriteAllLines(Path.Combine(root!.FullName, "docs", "benchmarks.md"),
    [
        "# Benchmarks", "",
        $"Measured on {DateTime.UtcNow:yyyy-MM-dd} on {Environment.ProcessorCount} cores ({File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor"}) by", "",
        "    dotnet run -c Release --project tools/bench -- --write", "",
        "Ratios are to raw DuckDB on the same segment files, run in turn with the request in the same process. Absolute times move with the load of the machine; ratios much less.", "",
        "| area | figure | measured | goal |", "|---|---|---|---|", .. report.Lines,
    ]);
