// A slow and simple evaluator of pipelines, to which the SQL translation is compared.
using DataHub.Model;

namespace DataHub.Tests.Store;

/// <summary>Rows here are names with values; the first steps see calculations, whose expressions <see cref="NaiveQuery"/> evaluates.</summary>
static class NaivePipeline
{
    sealed record Row(CalculationRow? Own, Dictionary<string, object?> Cells);

    /// <summary>The rows that the steps make, each as its cells.</summary>
    public static List<Dictionary<string, object?>> Run(Query query, IEnumerable<CalculationRow> rows)
    {
        var table = rows.Select(r => new Row(r, Columns.Wide.ToDictionary(c => c.Name, c => r[c] is string s ? s.Normalize() : r[c]))).ToList();
        string[] key = ["id"];
        foreach (var step in query.Apply)
            switch (step)
            {
                case Step.Where w: table = [.. table.Where(r => r.Own is null ? Simple(w.Condition, r) : NaiveQuery.Bool(w.Condition, r.Own) == true)]; break;
                case Step.Compute c: table = [.. table.Select(r => r with { Cells = new(r.Cells.Concat(c.Columns.Select(x => KeyValuePair.Create(x.Name, Value(x.Value, r))))) })]; break;
                case Step.GroupBy g:
                    key = [.. g.Keys];
                    table = [.. table.GroupBy(r => string.Join('|', g.Keys.Select(k => Text(r.Cells[k])))).Select(x => Group(g, [.. x]))];
                    break;
                case Step.Best b: table = Best(b, table, key); break;
                case Step.Page p: table = [.. Sorted(table, [.. p.OrderBy.Select(o => ((Func<Row, object?>)(r => Value(o.Key, r)), o.Descending))], key).Skip(p.Skip).Take(p.Top ?? int.MaxValue)]; break;
            }
        return [.. table.Select(r => r.Cells)];
    }

    public static string Text(object? v) => v switch { null => "null", double d => d.ToString("G9"), Array a => string.Join(',', a.Cast<object>()), DateTime t => t.Ticks.ToString(), _ => $"{v}" };

    static object? Value(Expr e, Row r) => r.Own is null || e is Expr.Col c && !Columns.Wide.Any(w => w.Name == c.Name) ? r.Cells[((Expr.Col)e).Name] : NaiveQuery.Value(e, r.Own);

    static bool Simple(Expr e, Row r) => e is Expr.Compare { Op: "gt", Left: Expr.Col c, Right: Expr.Const { Value: long least } } && r.Cells[c.Name] is long n && n > least;

    static Row Group(Step.GroupBy g, List<Row> rows)
    {
        var cells = g.Keys.ToDictionary(k => k, k => rows[0].Cells[k]);
        foreach (var a in g.Aggregates)
        {
            var values = a.Of is null ? [] : rows.Select(r => Value(a.Of, r)).Where(v => v is not null).ToList();
            cells[a.Name] = a.Method switch
            {
                "count" => (long)rows.Count,
                "sum" => values.Count == 0 ? null : values.Sum(v => (double)v!),
                "average" => values.Count == 0 ? null : values.Average(v => (double)v!),
                "countdistinct" => (long)values.Distinct().Count(),
                _ => values.Count == 0 ? null : values.Order(Comparer<object?>.Create(NaiveQuery.Order)).ElementAt(a.Method == "min" ? 0 : values.Count - 1),
            };
        }
        return new Row(null, cells);
    }

    static List<Row> Best(Step.Best b, List<Row> table, string[] key)
    {
        object? Of(Row r) => Value(b.Of, r);
        var sorted = Sorted([.. table.Where(r => Of(r) is not null)], [(Of, b.Greatest)], key).ToList();
        if (b.Measure == "count") return [.. sorted.Concat(Sorted([.. table.Where(r => Of(r) is null)], [], key)).Take((int)b.Amount)];
        double wanted = b.Measure == "sum" ? b.Amount : b.Amount / 100 * sorted.Sum(r => Convert.ToDouble(Of(r))), sum = 0;
        return [.. sorted.TakeWhile(r => { bool more = sum < wanted; sum += Convert.ToDouble(Of(r)); return more; })];
    }

    static IEnumerable<Row> Sorted(List<Row> table, IReadOnlyList<(Func<Row, object?> Of, bool Descending)> order, string[] key)
    {
        var list = table.ToList();
        list.Sort((x, y) =>
        {
            foreach (var (of, descending) in order.Concat(key.Select(k => ((Func<Row, object?>)(r => r.Cells[k]), false))))
                if (NaiveQuery.Order(of(x), of(y)) is not 0 and var c) return descending ? -c : c;
            return 0;
        });
        return list;
    }
}
