// What a replay found, as data and as Markdown.
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataHub.Screening.Replays;

/// <summary>A point of a curve: cost as a share of brute force, and verified recall there.</summary>
public readonly record struct CurvePoint(double Cost, double Recall);

/// <summary>Where the cost went, in the table's unit: training and query are measured processor time (0 where the specification does not say what a unit is worth).</summary>
public sealed record ReplayLedger(double Query, double Training, double Low, double High, double Audit, double Failed, double Baseline)
{
    /// <summary>S = 1 - (query + training + low + high + audit + failed) / baseline.</summary>
    public double Saving => 1 - (Query + Training + Low + High + Audit + Failed) / Baseline;
}

/// <summary>A saving forecast when so many of its own computations at the target were known, with its interval, and what it came to at the end.</summary>
public sealed record ReplayForecast(int Labels, double Saving, double Low, double High, double? Actual, string? Warning);

/// <summary>What the pilot found of a cheaper level.</summary>
public sealed record ReplayRung(string Level, int Pairs, double RelativeCost, double RankAgreement, string Use, string Reason);

/// <summary>
/// One run of one strategy. <see cref="SavingAtRecall"/> is 1 - cost over baseline at the computation with which the verified recall was reached, null if it never was; <see cref="StopSaving"/> and
/// <see cref="StopRecall"/> are where the strategy stopped by itself (null: it cannot stop by itself).
/// </summary>
public sealed record ReplayRun(string Strategy, int Seed, int Pool, int Hits, int Reused, double? SavingAtRecall, double? StopSaving, double? StopRecall, int TargetJobs, int LowerJobs, double CpuSeconds)
{
    /// <summary>Recall against cost, thinned.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; set; } = [];
    /// <summary>The ledger at the end, campaigns only.</summary>
    public ReplayLedger? Ledger { get; set; }
    /// <summary>The ledger at the moment at which the recall was reached.</summary>
    public ReplayLedger? LedgerAtRecall { get; set; }
    /// <summary>The campaign's forecast of its own saving.</summary>
    public ReplayForecast? Forecast { get; set; }
    /// <summary>The pilot.</summary>
    public IReadOnlyList<ReplayRung>? Rungs { get; set; }
    /// <summary>Why it ended.</summary>
    public string? Ended { get; set; }
}

/// <summary>All runs of a replay.</summary>
public sealed record ReplayReport(string Table, string Title, double Recall, int Rows, int RowsLeftOut, int SmilesUnread, IReadOnlyList<ReplayRun> Runs)
{
    /// <summary>The name of the whole campaign among the strategies.</summary>
    public const string Campaign = "campaign";

    /// <summary>As indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReplayJson.Default.ReplayReport);

    /// <summary>Median and worst saving of a strategy at the recall; a run that never reached it counts as no saving.</summary>
    public (double Median, double Worst) Saving(string strategy)
    {
        double[] s = [.. Runs.Where(r => r.Strategy == strategy).Select(r => r.SavingAtRecall ?? 0).Order()];
        return s.Length == 0 ? (double.NaN, double.NaN) : (Median(s), s[0]);
    }

    static double Median(double[] sorted) => sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;

    /// <summary>As Markdown: strategies side by side, where the campaign stopped, its forecast, its pilot, its ledger, and the curves.</summary>
    public string ToMarkdown()
    {
        var t = new StringBuilder();
        void Line(FormattableString s) => t.Append(s.ToString(CultureInfo.InvariantCulture)).Append('\n');
        static FormattableString Share(double? x) => $"{(x is { } v && double.IsFinite(v) ? (100 * v).ToString("0.00", CultureInfo.InvariantCulture) + "%" : "not reached")}";
        var campaigns = Runs.Where(r => r.Strategy == Campaign).ToArray();
        Line($"# Replay of {Table}: {Title}\n");
        Line($"{Rows} rows{(RowsLeftOut > 0 ? $", {RowsLeftOut} left out without a value at the target" : "")}{(SmilesUnread > 0 ? $", {SmilesUnread} whose SMILES is no molecule" : "")}. Pool of {campaigns[0].Pool}, {campaigns[0].Hits} hits, {campaigns.Length} seeds. Saved is 1 - cost / cost of computing the whole pool at the target, at {Recall:0.###} verified recall.\n");
        Line($"| strategy | saved, median | saved, worst | target jobs, median | lower jobs, median |");
        Line($"|---|---|---|---|---|");
        foreach (var g in Runs.GroupBy(r => r.Strategy))
        {
            var (median, worst) = Saving(g.Key);
            Line($"| {g.Key} | {Share(median)} | {Share(worst)} | {Median([.. g.Select(r => (double)r.TargetJobs).Order()]):0} | {Median([.. g.Select(r => (double)r.LowerJobs).Order()]):0} |");
        }
        Line($"\n## Where the campaign stopped by itself\n\n| seed | saved at {Recall:0.###} | saved at its stop | verified recall there | forecast after labels | saving forecast | in the end | reused | processor seconds |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var r in campaigns)
            Line($"| {r.Seed} | {Share(r.SavingAtRecall)} | {Share(r.StopSaving)} | {Share(r.StopRecall)} | {r.Forecast?.Labels} | {(r.Forecast is { } f ? $"{Share(f.Saving)} ({Share(f.Low)} to {Share(f.High)})" : "")} | {(r.Forecast?.Actual is { } a ? Share(a) : $"")} | {r.Reused} | {r.CpuSeconds:0.0} |");
        foreach (string warning in campaigns.Select(r => r.Forecast?.Warning).OfType<string>().Distinct()) Line($"\n> {warning}");
        if (campaigns.SelectMany(r => r.Rungs ?? []).Any())
        {
            Line($"\n## Pilot\n\n| seed | level | pairs | relative cost | rank agreement | use | why |\n|---|---|---|---|---|---|---|");
            foreach (var r in campaigns) foreach (var p in r.Rungs ?? []) Line($"| {r.Seed} | {p.Level} | {p.Pairs} | {p.RelativeCost:0.#####} | {p.RankAgreement:0.00} | {p.Use} | {p.Reason} |");
        }
        Line($"\n## Ledger at the campaign's stop\n\n| seed | query | training | low | high | audit | failed | baseline | S |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var r in campaigns.Where(r => r.Ledger is not null))
            Line($"| {r.Seed} | {r.Ledger!.Query:0.###} | {r.Ledger.Training:0.###} | {r.Ledger.Low:0.###} | {r.Ledger.High:0.###} | {r.Ledger.Audit:0.###} | {r.Ledger.Failed:0.###} | {r.Ledger.Baseline:0.###} | {Share(r.Ledger.Saving)} |");
        double[] steps = [0.5, 0.8, 0.9, 0.95, 1];
        Line($"\n## Cost to reach a recall, share of brute force, median (worst)\n\n| strategy | {string.Join(" | ", steps.Select(s => s.ToString("0.##", CultureInfo.InvariantCulture)))} |\n|---|{string.Concat(steps.Select(_ => "---|"))}");
        foreach (var g in Runs.GroupBy(r => r.Strategy))
            Line($"| {g.Key} | {string.Join(" | ", steps.Select(s => { double[] c = [.. g.Select(r => r.Curve.Where(p => p.Recall >= s - 1e-9).Select(p => p.Cost).DefaultIfEmpty(double.NaN).First()).OrderBy(x => double.IsNaN(x) ? double.MaxValue : x)]; return $"{Share(c[c.Length / 2])} ({Share(c[^1])})"; }))} |");
        return t.ToString();
    }
}
