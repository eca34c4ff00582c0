// Savings of campaigns on tables of known values: every specification in docs/examples/replay, several seeds each.
using System.Globalization;
using DataHub.Chemistry;
using DataHub.Screening.Replays;

namespace DataHub.Bench;

static class Replays
{
    /// <summary>Which table a specification is for, and what should be saved at 95% verified recall.</summary>
    static readonly (string Spec, string Table, string Goal)[] All =
    [
        ("qm8-lowest", "qm8_tddft_cc2", ">= 97%"), ("qm8-highest", "qm8_tddft_cc2", ">= 97%"),
        ("qm8-lowest-archive", "qm8_tddft_cc2", ">= 98.5%"), ("qm8-highest-archive", "qm8_tddft_cc2", ">= 98.5%"),
        ("qm8-lowest-foreign", "qm8_tddft_cc2", ">= 97% on every seed"), ("qm8-highest-foreign", "qm8_tddft_cc2", ">= 97% on every seed"),
        ("qm8-f1", "qm8_tddft_cc2", ">= 85%"), ("bigqm7w-centroid", "bigqm7w_spectra", ">= 95%"), ("bigqm7w-fraction", "bigqm7w_spectra", ">= 90%"),
        ("ppe1694", "ppe1694_formation_enthalpy", "no worse than the best simple strategy"), ("cofs", "cofs_xekr", "no worse than the best simple strategy"), ("cofs-5", "cofs_xekr", "no worse than the best simple strategy"),
    ];

    public static void Run(Report report, string repo, string data, string[] only, int seeds, bool alone)
    {
        using var toolkit = new Toolkit();
        string folder = Path.Combine(repo, "docs", "examples", "replay");
        foreach (var (name, file, goal) in All.Where(a => only.Length == 0 || only.Contains(a.Spec)))
        {
            string table = Path.Combine(data, file + ".csv"), path = Path.Combine(folder, name + ".json");
            if (!File.Exists(table)) { report.Row("replay", name, $"no table {file}.csv", goal); continue; }
            var spec = ReplaySpec.Read(name, File.ReadAllText(path)).Spec!;
            var (read, faults) = ReplayTable.Read(table, spec, folder, toolkit);
            if (read is null) throw new InvalidDataException(string.Join('\n', faults));
            var made = new Replay(read, spec, table).Run(seeds, !alone, line => Console.Error.WriteLine($"{name} {line}"));
            var mine = made.Runs.Where(r => r.Strategy == ReplayReport.Campaign).ToArray();
            var (median, worst) = made.Saving(ReplayReport.Campaign);
            double[] stop = [.. mine.Select(r => r.StopSaving ?? 0).Order()], recall = [.. mine.Select(r => r.StopRecall ?? double.NaN).Order()], off = [.. mine.Where(r => r.Forecast?.Actual is not null).Select(r => Math.Abs(r.Forecast!.Saving - r.Forecast.Actual!.Value)).Order()];
            string others = string.Join(", ", made.Runs.Select(r => r.Strategy).Distinct().Where(s => s != ReplayReport.Campaign).Select(s => $"{s} {P(made.Saving(s).Median)} / {P(made.Saving(s).Worst)}"));
            report.Row("replay", $"{spec.Title}; {mine[0].Hits} hits of {mine[0].Pool:n0}, {seeds} seeds: saved at 95% verified recall, median / worst", $"{P(median)} / {P(worst)}; stopped by itself at {P(stop[stop.Length / 2])} / {P(stop[0])} saved with recall {recall[recall.Length / 2]:0.000} / {recall[0]:0.000}"
                + (off.Length > 0 ? $"; own forecast after 100 labels off by {100 * off[off.Length / 2]:0.0} / {100 * off[^1]:0.0} points" : "") + (others.Length > 0 ? $"; {others}" : "") + string.Create(CultureInfo.InvariantCulture, $"; {mine.Average(r => r.CpuSeconds):0} CPU-s a run"), goal);
        }
    }

    static string P(double v) => (100 * v).ToString("0.00", CultureInfo.InvariantCulture) + "%";
}
