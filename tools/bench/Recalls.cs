// Withdrawal by a condition over an archive of millions, and what it costs everything else.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Bench;

static class Recalls
{
    public static void Run(Report report, string work, long count)
    {
        var folder = Path.Combine(work, "recall-" + count);
        Synthetic.Make(folder, count);
        using var archive = Archive.Open(new(folder));
        string of = $"of {count:N0}";
        Expr Is(string column, object value) => new Expr.Compare("eq", new Expr.Col(column), new Expr.Const(value));
        var counted = new Query(QuerySet.Calculations) { Filter = Is("status", "success") };
        var page = new Query(QuerySet.Calculations) { Filter = new Expr.Compare("gt", new Expr.Col("gap_ev"), new Expr.Const(9.0)), Top = 1000 };
        var narrow = page with { Select = ["id", "gap_ev"] };
        void Pages(string when)
        {
            foreach (var (what, query) in new[] { ("page of 1,000 with all columns", page), ("the same with two columns", narrow) })
                report.Row("recall", $"{what} {of}, {when}, best of 3, ms", Report.N(Best(() => { using var rows = archive.Find(query); while (rows.Read()) { } })), "measured");
            report.Row("recall", $"count by status {of}, {when}, best of 3, ms", Report.N(Best(() => archive.Count(counted))), "measured");
        }
        Pages("nothing withdrawn");
        var version = "";
        using (var rows = archive.Find(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("ne", new Expr.Col("program_version"), new Expr.Const(null)), Select = ["program", "program_version"], Top = 1 }))
            if (rows.Read()) version = $"{rows[0]} {rows[1]}";
        var (program, number) = (version.Split(' ')[0], version[(version.IndexOf(' ') + 1)..]);
        foreach (var (name, condition) in new (string, Expr)[]
        {
            ($"those of {program} whose id ends with ab", new Expr.And(Is("program", program), new Expr.Call("endswith", [new Expr.Col("id"), new Expr.Const("ab")]))),
            ($"all of {version}", new Expr.And(Is("program", program), Is("program_version", number))),
        })
        {
            Withdrawal? made = null;
            double ms = Measure.Milliseconds(() => made = archive.Withdraw(new WithdrawalOrder(condition, name, [], "measured", "bench", DateTime.UtcNow)));
            if (made is null) continue;
            report.Row("recall", $"withdrawal of {made.Count:N0} {of} ({name}), s", Report.N(ms / 1000), "< 5 at 10 million");
    
            Pages($"{made.Count:N0} withdrawn");
            report.Row("recall", $"taking it back {of}, s", Report.N(Measure.Milliseconds(() => archive.Reinstate(made.Id, "measured", "bench", DateTime.UtcNow)) / 1000), "measured");
        }
    }

    static double Best(Action act) => Enumerable.Range(0, 3).Min(_ => Measure.Milliseconds(act));
}
