// After a kill: jobs of the campaign that reached the archive but not its journal.
using DataHub.Model;

namespace DataHub.Screening;

static class Recovery
{
    /// <summary>Lines for the jobs that the archive took in for the campaign and that its journal does not tell. Their records answer later by reuse; their cost counts here.</summary>
    public static IEnumerable<JournalLine> Jobs(CampaignRun run, JournalFold fold)
    {
        var tickets = run.Tickets.Where(t => t.Molecule is not null).ToDictionary(t => (t.Molecule!.Smiles!, t.Molecule.Charge, t.Molecule.Multiplicity));
        var query = new Query(QuerySet.Calculations)
        {
            Filter = new Expr.And(new Expr.Compare("eq", new Expr.Col("campaign"), new Expr.Const(run.Campaign.Id)), new Expr.Compare("ne", new Expr.Col("format"), new Expr.Const("prediction"))),
            Select = ["id", "smiles", "charge", "multiplicity", "level", "status", "rung", "cpu_seconds", "energy_kwh", "co2e_g", "failure_message"],
        };
        var lines = new List<JournalLine>();
        using var rows = run.Laboratory.Archive.Find(query);
        var r = rows.Reader;
        string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
        double? Real(int i) => r.IsDBNull(i) ? null : r.GetDouble(i);
        while (r.Read())
        {
            if (fold.Own.ContainsKey(r.GetString(0)) || Text(1) is not { } smiles || !tickets.TryGetValue((smiles, (int)r.GetInt64(2), (int)r.GetInt64(3)), out var ticket)) continue;
            lines.Add(run.Line("job") with
            {
                Rung = Text(6), Ticket = ticket.Number, Level = Text(4), Record = r.GetString(0), Failed = Text(5) != "success", CpuSeconds = Real(7), EnergyKwh = Real(8), Co2Grams = Real(9),
                Message = Text(5) == "success" ? $"{Text(4)} done before the interruption" : $"{Text(4)} failed before the interruption: {Text(10)}",
            });
        }
        return lines;
    }
}
