// The command datahub ingest: files, folders and archives in by the one door.
using System.CommandLine;
using System.Runtime;
using System.Diagnostics;
using DataHub.Cli.Output;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Model;

namespace DataHub.Cli.Commands;

static class Ingest
{
    static readonly Argument<string[]> Paths = new("path") { Description = "Files, folders or archives (.zip, .tar, .tar.gz); - reads one file from stdin", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string?> Dataset = new("--dataset") { Description = "Slug of the dataset that the records go to", HelpName = "SLUG" };
    static readonly Option<string?> Contributor = new("--contributor") { Description = "Who hands them in", HelpName = "NAME" };
    static readonly Option<string?> Licence = new("--licence", "--license") { Description = "SPDX licence, where a file names none", HelpName = "SPDX" };
    static readonly Option<string?> Map = new("--map") { Description = "Mapping of columns (or fields) for the inputs that have none beside them; see docs/formats.md", HelpName = "FILE" };
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "Read and check everything, keep nothing; prints a table per format, with -v every refusal" };

    public static Verb Verb() => new Verb("ingest", "Take results in: each record is kept once, or refused with a reason",
        "datahub ingest results/ --dataset my-scan --licence CC-BY-4.0",
        "datahub ingest job.out job.json              # single files",
        "datahub ingest seed-data                      # a folder's dataset.json or dataset.yaml tells what the dataset is",
        "datahub ingest run.tar.gz --json > receipts.json",
        "datahub ingest table.csv --map mapping.yaml    # a table says what its columns mean in a mapping",
        "datahub ingest --dry-run -v results/         # what would be taken, and why not the rest").With(Paths, Dataset, Contributor, Licence, Map, DryRun).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var paths = session.Get(Paths)!;
        if (paths.FirstOrDefault(p => p != "-" && !File.Exists(p) && !Directory.Exists(p)) is { } missing)
            return session.Fail(Exit.NotFound, $"there is no file or folder {missing}");
        var map = session.Get(Map);
        if (map is not null && !File.Exists(map)) return session.Fail(Exit.NotFound, $"there is no file {map}");
        return session.Get(DryRun) ? IngestDryRun.Run(session, Walk(paths, map), cancel) : Take(session, paths, map, cancel);
    }

    static int Take(Session session, string[] paths, string? map, CancellationToken cancel)
    {
        using var hub = session.OpenHub(readOnly: false);
        // Nobody waits for an answer meanwhile, so that memory is better cleared in one go than at the side.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var options = new IntakeOptions { Dataset = session.Get(Dataset), Contributor = session.Get(Contributor), Licence = session.Get(Licence) };
        long kept = 0, failures = 0, already = 0, refused = 0, aside = 0, warned = 0;
        int bundles = 0;
        var watch = Stopwatch.StartNew();
        var total = Total(paths);
        string[] columns = ["outcome", "source", "id", "status", "reason"];
        // A table needs all its rows before the first is printed, so on a terminal only refusals are shown (all with -v). The other shapes print each receipt when its record is durable.
        bool table = session.Shape == Shape.Table;
        var shown = Meter.Run(session, "ingest", meter =>
        {
            var progress = new Told<IntakeProgress>(p =>
            {
                bundles = p.Bundles;
                meter.Report(p.Bundles, total.IsCompletedSuccessfully ? total.Result : null, FormattableString.Invariant($"{p.Bundles:n0} read, {p.Kept:n0} kept, {p.AlreadyKept:n0} already kept, {p.Refused:n0} refused, {p.Bundles / Math.Max(0.001, meter.Elapsed.TotalSeconds):0}/s"));
            });
            var receipts = hub.Intake.Take(Walk(paths, map), options, progress, cancel).Select(receipt =>
            {
                switch (receipt)
                {
                    case Receipt.Kept k: kept++; if (k.Status == Status.Failed) failures++; if (k.Warnings.Count > 0) warned++; break;
                    case Receipt.AlreadyKept: already++; break;
                    case Receipt.Quarantined: aside++; break;
                    default: refused++; break;
                }
                return receipt;
            });
            if (table) return receipts.Where(r => session.Verbose || r is Receipt.Refused or Receipt.Quarantined).Select(Row).ToList();
            Sheet.Write(session, columns, receipts.Select(Row), live: true);
            return [];
        });
        foreach (var folder in paths.Where(Directory.Exists))
            if (hub.Publisher.DescribeFrom(folder, Environment.UserName) is { } taken) session.Note(taken.Dataset is { } d ? $"dataset {d.Slug}: {d.Metadata.Title}" : string.Join("\n", taken.Faults));
        if (shown.Count > 0) Sheet.Write(session, columns, shown);
        double seconds = watch.Elapsed.TotalSeconds;
        long all = kept + already + refused + aside;
        if (all == 0) return session.Fail(Exit.NotFound, $"nothing to take in under {string.Join(", ", paths)}", "what is read: datahub ingest --help, and docs/formats.md");
        session.Note(FormattableString.Invariant($"{kept:n0} kept ({failures:n0} of them failed calculations), {already:n0} already kept, {refused:n0} refused{(aside > 0 ? $", {aside:n0} put aside (datahub quarantine list)" : "")}{(warned > 0 ? $", {warned:n0} with warnings" : "")}; {all:n0} records of {bundles:n0} sources in {seconds:0.0} s, {all / seconds:0} records/s"));
        return Exit.Of(kept + already, refused + aside, Exit.Refused);
    }

    internal static IReadOnlyList<object?> Row(Receipt receipt) => receipt switch
    {
        Receipt.Kept k => ["kept", k.Source, k.Id, k.Status.ToString().ToLowerInvariant(), k.Warnings.Count == 0 ? null : "warning: " + string.Join("; ", k.Warnings)],
        Receipt.Quarantined q => ["put aside", q.Source, q.Id, null, string.Join("; ", q.Faults)],
        Receipt.AlreadyKept a => ["already kept", a.Source, a.Id, null, null],
        Receipt.Refused r => ["refused", r.Source, null, null, string.Join("; ", r.Faults)],
        _ => throw new UnreachableException(),
    };

    static IEnumerable<Bundle> Walk(IEnumerable<string> paths, string? map)
    {
        var bundles = paths.SelectMany(p => p == "-" ? [Stdin()] : Bundles.Walk(p));
        return map is null ? bundles : bundles.Select(b => Bundles.Described(b, map));
    }

    static Bundle Stdin()
    {
        var bytes = new MemoryStream();
        using (var from = Console.OpenStandardInput()) from.CopyTo(bytes);
        return Bundle.Of(new RawFile("stdin", bytes.ToArray()));
    }

    /// <summary>How many bundles there are, counted beside the work so that the bar has an end; not for stdin, nor for what is too large to walk twice.</summary>
    static Task<double?> Total(string[] paths) => Task.Run<double?>(() =>
    {
        if (paths.Contains("-")) return null;
        var files = paths.SelectMany(p => File.Exists(p) ? [new FileInfo(p)] : new DirectoryInfo(p).EnumerateFiles("*", SearchOption.AllDirectories));
        return files.Sum(f => f.Length) > 500_000_000 ? null : paths.SelectMany(Bundles.Walk).Count();
    });
}

/// <summary>Progress that is told on the spot, in order, not on another thread.</summary>
sealed class Told<T>(Action<T> tell) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => tell(value);
}
