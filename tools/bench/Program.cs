// Measures the figures of docs/benchmarks.md: bench [start] [ingest] [queries] [identity] [--records N] [--smiles FILE]... [--scale N,N [--keep FOLDER]] [--recall N,N] [--search N,N [--keep FOLDER]] [--structures N [--smiles FILE]] [--files N [--keep FOLDER]] [--write].
using System.Globalization;
using DataHub.Bench;

var options = new HashSet<string> { "--records", "--scale", "--keep", "--smiles", "--recall", "--search", "--structures", "--files", "--data", "--only", "--seeds" };
string[] smiles = [.. args.Where((_, i) => i > 0 && args[i - 1] == "--smiles")];
var wanted = args.Where((a, i) => !a.StartsWith("--") && (i == 0 || !options.Contains(args[i - 1]))).ToHashSet();
int at = Array.IndexOf(args, "--records");
int records = at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 100000;
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i ? args[i + 1] : null;
bool Want(string name) => wanted.Count == 0 && Option("--scale") is null && Option("--recall") is null && Option("--search") is null && Option("--structures") is null && Option("--files") is null || wanted.Contains(name);
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !File.Exists(Path.Combine(root.FullName, "DataHub.sln"))) root = root.Parent;
var work = Directory.CreateTempSubdirectory("datahub-bench-").FullName;
var report = new Report();
Console.WriteLine("| area | figure | measured | goal |\n|---|---|---|---|");
try
{
    if (Want("start")) Start.Run(report, work);
    if (Want("ingest")) Ingest.Run(report, Path.Combine(root!.FullName, "seed-data"), work);
    if (Want("identity")) Identity.Run(report, smiles);
    if (Want("queries")) Queries.Run(report, Path.Combine(work, "queries"), records);
    // By name only: bench replay --data FOLDER [--only SPEC,SPEC] [--seeds N] [--alone].
    if (wanted.Contains("replay")) Replays.Run(report, root!.FullName, Option("--data") ?? ".", Option("--only")?.Split(',') ?? [], int.Parse(Option("--seeds") ?? "5", CultureInfo.InvariantCulture), args.Contains("--alone"));
    foreach (var n in Option("--recall")?.Split(',') ?? []) Recalls.Run(report, work, long.Parse(n, CultureInfo.InvariantCulture));
    foreach (var n in Option("--structures")?.Split(',') ?? []) Structures.Run(report, work, int.Parse(n, CultureInfo.InvariantCulture), smiles, root!.FullName);
    foreach (var n in Option("--search")?.Split(',') ?? []) Searches.Run(report, Option("--keep") ?? Path.Combine(work, "search"), long.Parse(n, CultureInfo.InvariantCulture));
    if (Option("--files") is { } amount) Files.Run(report, Option("--keep") ?? Path.Combine(work, "files"), long.Parse(amount, CultureInfo.InvariantCulture));
    foreach (var n in Option("--release")?.Split(',') ?? []) await Releases.Run(report, Option("--keep") ?? work, long.Parse(n, CultureInfo.InvariantCulture));
    foreach (var n in Option("--scale")?.Split(',') ?? []) Scale.Run(report, Option("--keep") ?? Path.Combine(work, "scale"), long.Parse(n, CultureInfo.InvariantCulture), !args.Contains("--no-rebuild"));
}
finally { Directory.Delete(work, true); }

// Archives of millions take their own run and have their own section; each run leaves the other's section as it is.
const string Millions = "## Archives of millions";
(string Title, string Command, string Note)? section = Option("--files") is { } files ? ("## Files and exports", $"--files {files}", "nginx is Debian's, started by the bench with sendfile on; both are asked in turn over loopback.")
    : Option("--search") is { } searched ? ("## Search", $"--search {searched}", "Made-up archives as below. No question is asked twice but that for everything; processor time is that of the whole process, and tells more than wall time where others work on the machine.")
    : Option("--structures") is { } many ? ("## Structures", $"--structures {many} {string.Concat(smiles.Select(f => $"--smiles {Path.GetFileName(f)} "))}".TrimEnd(), "Whole searches: the question parsed, the hits read. Fragments are every fourth of the 823 of the tests.")
    : null;
if (args.Contains("--write") && section is { } part)
{
    var path = Path.Combine(root!.FullName, "docs", "benchmarks.md");
    var old = File.ReadAllText(path);
    int begin = old.IndexOf(part.Title + "\n", StringComparison.Ordinal), end = begin < 0 ? -1 : old.IndexOf("\n## ", begin, StringComparison.Ordinal);
    if (begin >= 0) old = old[..begin] + (end < 0 ? "" : old[(end + 1)..]);
    int cut = old.IndexOf(Millions, StringComparison.Ordinal);
    if (cut < 0) cut = old.Length;
    File.WriteAllText(path, old[..cut].TrimEnd() + "\n\n" + string.Join('\n', (string[])[part.Title, "",
        $"Measured on {DateTime.UtcNow:yyyy-MM-dd} on {Environment.ProcessorCount} cores by", "", $"    dotnet run -c Release --project tools/bench -- {part.Command} --write", "",
        part.Note, "", "| area | figure | measured | goal |", "|---|---|---|---|", .. report.Lines, "", ""]) + old[cut..]);
}
else if (args.Contains("--write"))
{
    var path = Path.Combine(root!.FullName, "docs", "benchmarks.md");
    var old = File.Exists(path) ? File.ReadAllText(path) : "";
    int cut = old.IndexOf(Millions, StringComparison.Ordinal);
    string[] measured =
    [
        $"Measured on {DateTime.UtcNow:yyyy-MM-dd} on {Environment.ProcessorCount} cores ({File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor"}) by", "",
        $"    dotnet run -c Release --project tools/bench -- {string.Concat(wanted.Select(w => w + " "))}{(Option("--scale") is { } of ? $"--scale {of} " : "")}--write", "",
    ];
    string[] table = ["| area | figure | measured | goal |", "|---|---|---|---|", .. report.Lines];
    File.WriteAllText(path, Option("--scale") is null
        ? string.Join('\n', (string[])["# Benchmarks", "", .. measured, "Ratios are to raw DuckDB on the same segment files, run in turn with the request in the same process. Absolute times move with the load of the machine; ratios much less.", "", .. table, ""])
            + (old.IndexOf("\n## ", StringComparison.Ordinal) is >= 0 and var sections ? old[sections..] : "")
        : (cut < 0 ? old.TrimEnd() + "\n\n" : old[..cut]) + string.Join('\n', (string[])[Millions, "", .. measured, "The archive is made up: molecules with keys, SMILES and formulas that look real, at one to five levels, most at one, written by the archive's own writer of segments.",
                "Look-ups are limited by making the answers: finding a key takes a binary search in the cards of each segment. An ingest is limited by processor time, which the profile tells step by step; merging of segments and the search index come after the commit, in the background.", "", .. table, ""]));
}
