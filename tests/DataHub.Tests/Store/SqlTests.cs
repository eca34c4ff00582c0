// The translation to SQL, as text: what it makes of each kind of query.
using System.Text;
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class SqlTests
{
    static Expr Col(string name) => new Expr.Col(name);
    static Expr Const(object? value) => new Expr.Const(value);
    static Expr Is(string op, string name, object? value) => new Expr.Compare(op, Col(name), Const(value));
    static Query All(Expr? filter) => new(QuerySet.Calculations) { Select = ["id"], Filter = filter };

    static readonly (string Name, Query Query)[] Queries =
    [
        ("everything", new(QuerySet.Calculations) { Select = ["id", "gap_ev", "ingested_at"] }),
        ("a real column beside a whole number", All(Is("gt", "gap_ev", 2L))),
        ("a whole column beside a whole real number", All(Is("eq", "charge", 1.0))),
        ("null", All(new Expr.And(Is("eq", "basis", null), Is("ne", "name", null)))),
        ("null has no order", All(Is("gt", "gap_ev", null))),
        ("not equal tells null", All(Is("ne", "basis", "def2-SVP"))),
        ("the contrary of a comparison", All(new Expr.Not(new Expr.Or(Is("lt", "gap_ev", 1.5), Is("eq", "status", "failed"))))),
        ("two columns", All(new Expr.Compare("eq", Col("level"), Col("geometry_level")))),
        ("one of a list", All(new Expr.In(Col("program"), ["xtb", null, "psi4"]))),
        ("one of none", All(new Expr.Not(new Expr.In(Col("program"), [])))),
        ("functions", All(new Expr.And(new Expr.Call("contains", [new Expr.Call("tolower", [Col("name")]), Const("a%b_c'")]), new Expr.Compare("eq", new Expr.Call("year", [Col("computed_at")]), Const(2024L))))),
        ("whole division", All(new Expr.Compare("ge", new Expr.Arithmetic("div", Col("atoms"), Const(2L)), Const(3L)))),
        ("an element of a list", All(new Expr.Has(new("elements"), "N"))),
        ("text beyond U+D800 is hidden from the statistics", All(Is("eq", "name", "😀"))),
        ("order and page", new(QuerySet.Calculations) { Select = ["id"], OrderBy = [new(Col("gap_ev"), true), new(Col("name"), false)], Top = 10, Skip = 5 }),
        ("behind a place", new(QuerySet.Calculations) { Select = ["id"], OrderBy = [new(Col("gap_ev"), true), new(Col("name"), false)], After = [1.5, null, "abc"] }),
        ("behind a key", new(QuerySet.Calculations) { Select = ["id"], After = ["abc"] }),
        ("molecules", new(QuerySet.Molecules) { Select = ["inchikey", "levels"], Filter = Is("gt", "calculations", 3L) }),
        ("datasets", new(QuerySet.Datasets) { Select = ["slug", "created"] }),
    ];

    [Fact]
    public void Every_kind_of_query_has_the_sql_of_the_golden_file()
    {
        var text = new StringBuilder();
        foreach (var (name, query) in Queries) text.Append("-- ").Append(name).Append('\n').Append(Archive.Explain(query)).Append("\n\n");
        var path = Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Store", "golden", "queries.sql");
        if (Environment.GetEnvironmentVariable("DATAHUB_REWRITE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text.ToString());
        }
        Assert.Equal(File.ReadAllText(path), text.ToString());
    }
}
