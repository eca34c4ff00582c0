// The command datahub ledger: what was reused instead of computed, and what that adds up to.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Store;

namespace DataHub.Cli.Commands;

static class Ledger
{
    static readonly Option<string?> Campaign = new("--campaign") { Description = "Only the lines of a campaign, by its id", HelpName = "ID" };
    static readonly Option<bool> Totals = new("--totals") { Description = "What it adds up to instead of the lines: avoided demand, and what was avoided counting each molecule, level and property once" };
    static readonly string[] Columns = ["at", "campaign", "action", "molecule", "level", "property", "record", "rung", "cpu_seconds", "energy_kwh", "co2e_g", "avoided_cpu_seconds", "avoided_kwh", "avoided_co2e_g", "repeated", "reason"];

    public static Verb Verb() => new Verb("ledger", "What was reused, predicted and computed, and what that avoided",
        "datahub ledger --totals",
        "datahub ledger --campaign 0123456789abcdef --format csv > decisions.csv").With(Campaign, Totals).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        if (!session.HasArchive(out int code)) return code;
        using var archive = session.OpenArchive();
        var campaign = session.Get(Campaign);
        if (session.Get(Totals))
        {
            var t = archive.LedgerTotals(campaign);
            IReadOnlyList<object?> Row(string what, long lines, long keys, Amount spent, Amount avoided, Amount unique) => [what, lines, spent.CpuSeconds, spent.EnergyKwh, spent.Co2Grams, avoided.CpuSeconds, avoided.EnergyKwh, avoided.Co2Grams, keys, unique.CpuSeconds, unique.EnergyKwh, unique.Co2Grams];
            Sheet.Write(session, ["action", "lines", "cpu_seconds", "energy_kwh", "co2e_g", "avoided_cpu_seconds", "avoided_kwh", "avoided_co2e_g", "unique_keys", "unique_cpu_seconds", "unique_kwh", "unique_co2e_g"],
                [.. t.Actions.Select(a => Row(a.Action, a.Lines, a.Keys, a.Spent, a.Avoided, a.Unique)), Row("all", t.Lines, t.UniqueKeys, t.Spent, t.AvoidedDemand, t.UniqueAvoided)]);
            session.Note(FormattableString.Invariant($"{t.UniqueAvoided.CpuSeconds:0.0} CPU-s avoided, each of {t.UniqueKeys:n0} molecules, levels and properties counted once; {t.RepeatedDemand.CpuSeconds:0.0} CPU-s more were asked for again")
                + (t.OnWithdrawn.CpuSeconds > 0 ? FormattableString.Invariant($"; {t.OnWithdrawn.CpuSeconds:0.0} CPU-s of it rest on records that are withdrawn now and are no saving") : ""));
            return Exit.Ok;
        }
        IEnumerable<IReadOnlyList<object?>> Rows()
        {
            foreach (var (l, _) in archive.LedgerFrom())
            {
                cancel.ThrowIfCancellationRequested();
                if (campaign is null || l.Campaign == campaign)
                    yield return [l.At, l.Campaign, l.Action, l.Molecule, l.Level, l.Property, l.CalculationId, l.Rung, l.CpuSeconds, l.EnergyKwh, l.Co2Grams, l.AvoidedCpuSeconds, l.AvoidedKwh, l.AvoidedCo2Grams, l.AvoidedCpuSeconds is null ? null : l.Repeated == true, l.Reason];
            }
        }
        Sheet.Write(session, Columns, Rows());
        return Exit.Ok;
    }
}
