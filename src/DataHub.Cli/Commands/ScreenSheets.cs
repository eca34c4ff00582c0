// Plans and reports of campaigns as sheets: funnel, cost of each rung, cost avoided, results.
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Screening;

namespace DataHub.Cli.Commands;

static class ScreenSheets
{
    static readonly string[] FunnelColumns = ["rung", "came", "answered", "failed", "passed_on", "cpu_seconds", "energy_kwh", "co2e_g"];
    static readonly string[] ResultColumns = ["candidate", "rung", "answer", "value", "unit", "half_width", "id", "inchikey", "reason"];

    static readonly int[] ForPeople = [0, 1, 2, 3, 4, 5, 8];

    public static void Plan(Session session, Campaign campaign, CampaignPlan plan)
    {
        Sheet.Write(session,
        [
            ("campaign", campaign.Name), ("property", campaign.Property.Name), ("level", campaign.Level.Name), ("candidates", plan.Candidates), ("not_understood", plan.Bad),
            ("known", plan.Reused), ("perhaps_predictable", plan.Predictable), ("to_compute", plan.ToCompute), ("forecast_cpu_seconds", Math.Round(plan.CpuSeconds, 1)),
            ("forecast_low", Math.Round(plan.CpuSecondsLow, 1)), ("forecast_high", Math.Round(plan.CpuSecondsHigh, 1)), ("brute_force_cpu_seconds", Math.Round(plan.BruteForceCpuSeconds, 1)),
            ("budget_cpu_seconds", campaign.BudgetCpuSeconds),
        ]);
        foreach (var note in plan.Notes) session.Note("note: " + note);
    }

    /// <summary>On a terminal funnel, results and totals; in a pipe the results on stdout and the totals on stderr; in JSON everything in one object.</summary>
    public static void Report(Session session, CampaignReport report)
    {
        var funnel = report.Funnel.Select(f => (IReadOnlyList<object?>)[f.Rung, f.Came, f.Answered, f.Failed, f.Came - f.Answered, Math.Round(f.CpuSeconds, 2), f.EnergyKwh, f.Co2Grams]).ToList();
        var results = report.Results.Select(r => Row(report, r)).ToList();
        if (session.Shape == Shape.Json)
        {
            Sheet.Object(json =>
            {
                json.WriteString("id", report.Id);
                json.WriteString("name", report.Campaign.Name);
                json.WriteString("state", Words(report.State));
                json.WriteString("property", report.Campaign.Property.Name);
                json.WriteString("level", report.Campaign.Level.Name);
                foreach (var (name, value) in Totals(report)) json.WriteNumber(name, value);
                json.WriteString("baseline", report.Baseline);
                json.WriteStartArray("notes");
                foreach (var note in report.Notes) json.WriteStringValue(note);
                json.WriteEndArray();
                Sheet.Rows(json, "funnel", FunnelColumns, funnel);
                Sheet.Rows(json, "results", ResultColumns, results);
            });
            return;
        }
        if (session.Shape == Shape.Table) Sheet.Write(session, FunnelColumns, funnel, $"Funnel of {report.Campaign.Name}: {report.Campaign.Property.Name} at {report.Campaign.Level.Name}");
        if (session.Shape == Shape.Table) Sheet.Write(session, [.. ForPeople.Select(i => ResultColumns[i])], results.Select(r => (IReadOnlyList<object?>)[.. ForPeople.Select(i => r[i])]), "Results");
        else Sheet.Write(session, ResultColumns, results);
        foreach (var note in report.Notes) session.Note("note: " + note);
        session.Note($"{report.Campaign.Name} ({report.Id}): {Words(report.State)}");
        session.Note(FormattableString.Invariant($"spent   {report.CpuSeconds,10:0.0} CPU-s  {report.EnergyKwh,10:0.000000} kWh  {report.Co2Grams,8:0.000} g CO2e"));
        session.Note(FormattableString.Invariant($"avoided {report.AvoidedCpuSeconds,10:0.0} CPU-s  {report.AvoidedKwh,10:0.000000} kWh  {report.AvoidedCo2Grams,8:0.000} g CO2e"));
        session.Note(FormattableString.Invariant($"against {report.BruteForceCpuSeconds,10:0.0} CPU-s of brute force: {report.Baseline}"));
    }

    static IEnumerable<(string, double)> Totals(CampaignReport r) =>
    [
        ("cpu_seconds", r.CpuSeconds), ("energy_kwh", r.EnergyKwh), ("co2e_g", r.Co2Grams), ("brute_force_cpu_seconds", r.BruteForceCpuSeconds),
        ("avoided_cpu_seconds", r.AvoidedCpuSeconds), ("avoided_kwh", r.AvoidedKwh), ("avoided_co2e_g", r.AvoidedCo2Grams),
    ];

    static IReadOnlyList<object?> Row(CampaignReport report, CandidateResult r)
    {
        string unit = report.Campaign.Property.Unit;
        return r.Answer switch
        {
            Answer.Known k => [r.Candidate, r.Rung, Origin(k.Evidence.Tier), k.Value, unit, k.HalfWidth, k.Evidence.CalculationId, r.InChIKey, k.Evidence.Reason],
            Answer.Unsure u => [r.Candidate, r.Rung, "unsure", u.Value, unit, u.HalfWidth, u.Evidence.CalculationId, r.InChIKey, u.Evidence.Reason],
            Answer.CannotSay c => [r.Candidate, r.Rung, "not computed", null, null, null, null, r.InChIKey, c.Why],
            Answer.Failed f => [r.Candidate, r.Rung, "failed", null, null, null, null, r.InChIKey, f.Why],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>How an answer came to be; a prediction is never called known.</summary>
    static string Origin(Tier tier) => tier switch { Tier.Computed => "computed", Tier.T5 or Tier.T6 => "predicted", _ => "reused" };

    static string Words(CampaignState state) => state == CampaignState.BudgetExhausted ? "budget exhausted" : state.ToString().ToLowerInvariant();
}
