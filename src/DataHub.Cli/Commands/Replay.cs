// The command datahub replay: a whole campaign against a table of known values and costs.
using System.CommandLine;
using DataHub.Chemistry;
using DataHub.Cli.Output;
using DataHub.Screening.Replays;

namespace DataHub.Cli.Commands;

static class Replay
{
    static readonly Argument<string> Table = new("table") { Description = "Table of known values, CSV or TSV with a header" };
    static readonly Option<string> Spec = new("--spec") { Description = "What its columns are, what they cost, what is looked for (schemas/replay.schema.json)", HelpName = "FILE", Required = true };
    static readonly Option<int?> Seeds = new("--seeds") { Description = "How many runs (default: as the specification says, or 5)", HelpName = "N" };
    static readonly Option<string?> To = new("--out", "-o") { Description = "Write report.md and report.json to that folder", HelpName = "DIR" };
    static readonly Option<bool> Alone = new("--no-comparison") { Description = "The campaign alone, without the simple strategies beside it" };

    public static Verb Verb() => new Verb("replay", "Try a campaign on a table of known values and costs: recall against cost, beside simple strategies",
        "datahub replay table.csv --spec replay.json",
        "datahub replay table.csv --spec replay.json --seeds 10 --out report").With(Table, Spec, Seeds, To, Alone).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        string table = session.Get(Table)!, file = session.Get(Spec)!;
        foreach (string path in (string[])[table, file])
            if (!File.Exists(path)) return session.Fail(Exit.NotFound, $"there is no file {path}");
        var (spec, faults) = ReplaySpec.Read(Path.GetFileName(file), File.ReadAllText(file));
        using var toolkit = new Toolkit();
        ReplayTable? read = null;
        if (spec is not null) (read, faults) = ReplayTable.Read(table, spec, Path.GetDirectoryName(Path.GetFullPath(file)), toolkit, cancel);
        if (spec is null || read is null)
        {
            foreach (var fault in faults) session.Fail(Exit.Refused, fault.ToString());
            return Exit.Refused;
        }
        int seeds = session.Get(Seeds) ?? spec.Seeds ?? 5;
        if (seeds is < 1 or > 1000) return session.Fail(Exit.Usage, $"--seeds {seeds} is not between 1 and 1000", "for instance: --seeds 5");
        var report = new Screening.Replays.Replay(read, spec, table).Run(seeds, !session.Get(Alone), session.Note, cancel);
        if (session.Get(To) is { } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "report.md"), report.ToMarkdown());
            File.WriteAllText(Path.Combine(folder, "report.json"), report.ToJson());
            session.Note($"written to {Path.Combine(folder, "report.md")} and report.json");
        }
        if (session.Shape == Shape.Json) Console.Out.WriteLine(report.ToJson());
        else
            Sheet.Write(session, ["strategy", "seed", "pool", "hits", "reused", "saving_at_recall", "saving_at_stop", "recall_at_stop", "target_jobs", "lower_jobs", "saving_forecast", "cpu_seconds"],
                report.Runs.Select(r => (IReadOnlyList<object?>)[r.Strategy, r.Seed, r.Pool, r.Hits, r.Reused, Rounded(r.SavingAtRecall), Rounded(r.StopSaving), Rounded(r.StopRecall), r.TargetJobs, r.LowerJobs, Rounded(r.Forecast?.Saving), Math.Round(r.CpuSeconds, 1)]));
        foreach (string warning in report.Runs.Select(r => r.Forecast?.Warning).OfType<string>().Distinct()) session.Note("note: " + warning);
        var (median, worst) = report.Saving(ReplayReport.Campaign);
        session.Note(FormattableString.Invariant($"campaign: {100 * median:0.00}% saved at {report.Recall:0.##} verified recall, {100 * worst:0.00}% at worst of {seeds} seeds"));
        return Exit.Ok;
    }

    static double? Rounded(double? v) => v is { } x ? Math.Round(x, 5) : null;
}
