// The steps of a pipeline as SQL: each takes a table and gives one.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Store.Sql;

/// <summary>A table expression and its columns. Rows are told apart by the columns that are its key; a table without a key has one row.</summary>
sealed record SqlTable(string From, IReadOnlyList<SetColumn> Columns)
{
    /// <summary>The key.</summary>
    public IEnumerable<SetColumn> Key => Columns.Where(c => c.IsKey);
}

/// <summary>Translates steps and computed columns.</summary>
sealed class SqlSteps(SqlParameters parameters, SqlLinks links)
{
    /// <summary>The table behind a step.</summary>
    public SqlTable After(SqlTable table, Step step, bool first)
    {
        var expressions = Over(table, first);
        switch (step)
        {
            case Step.Where w: return table with { From = $"(SELECT * FROM {table.From} t WHERE {expressions.Condition(w.Condition)})" };
            case Step.Compute c: return Compute(table, c.Columns, first);
            case Step.GroupBy g: return GroupBy(table, g, expressions);
            case Step.Best b: return Best(table, b, expressions);
            case Step.Page p:
                var order = p.OrderBy.Select(o => new SqlKey(expressions.Value(o.Key), o.Descending)).Concat(table.Key.Select(k => new SqlKey(new($"t.\"{k.Name}\"", k.Type), false))).ToList();
                var limit = (p.Top is { } top ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {top}") : "") + (p.Skip > 0 ? string.Create(CultureInfo.InvariantCulture, $" OFFSET {p.Skip}") : "");
                return table with { From = $"(SELECT * FROM {table.From} t {QuerySql.By(order)}{limit})" };
            default: throw new QueryException($"{step.GetType().Name} is no step");
        }
    }

    /// <summary>The table with more columns.</summary>
    public SqlTable Compute(SqlTable table, IReadOnlyList<Computed> computed, bool first)
    {
        if (computed.Count == 0) return table;
        var expressions = Over(table, first);
        var columns = table.Columns.ToList();
        var items = new List<string>();
        foreach (var c in computed)
        {
            if (columns.Any(x => x.Name == c.Name)) throw new QueryException($"there is a column '{c.Name}' already", null, "another name");
            var value = expressions.Value(c.Value);
            var type = value.Type ?? ColumnType.Text;
            items.Add($"{(value.Type is null ? "NULL::VARCHAR" : value.Sql)} AS {Quoted(c.Name)}");
            columns.Add(new SetColumn(c.Name, type, null, "Computed"));
        }
        return new SqlTable($"(SELECT t.*, {string.Join(", ", items)} FROM {table.From} t)", columns);
    }

    SqlTable GroupBy(SqlTable table, Step.GroupBy g, SqlExpressions expressions)
    {
        var columns = new List<SetColumn>();
        var items = new List<string>();
        foreach (var name in g.Keys.Distinct())
        {
            var column = table.Columns.FirstOrDefault(c => c.Name == name) ?? throw new QueryException($"there is no column '{name}' here", null, "one of " + string.Join(", ", table.Columns.Select(c => c.Name)));
            if (column.Type is ColumnType.TextList or ColumnType.RealList) throw new QueryException($"rows cannot be grouped by the list {name}", null, "a column with a single value");
            columns.Add(column with { IsKey = true, IsAside = false });
            items.Add($"t.\"{name}\" AS \"{name}\"");
        }
        int keys = columns.Count;
        foreach (var a in g.Aggregates)
        {
            if (columns.Any(c => c.Name == a.Name)) throw new QueryException($"two columns would be called '{a.Name}'", null, "another name after 'as'");
            var (sql, type) = Aggregated(a, expressions);
            items.Add($"{sql} AS {Quoted(a.Name)}");
            columns.Add(new SetColumn(a.Name, type, a.Of is Expr.Col c0 && a.Method != "countdistinct" ? table.Columns.First(c => c.Name == c0.Name).Unit : null, "Aggregated"));
        }
        var by = keys == 0 ? "" : $" GROUP BY {string.Join(", ", columns.Take(keys).Select(c => $"t.\"{c.Name}\""))}";
        if (items.Count == 0) throw new QueryException("a grouping needs keys or aggregates", null, "groupby((level)) or aggregate($count as n)");
        return new SqlTable($"(SELECT {string.Join(", ", items)} FROM {table.From} t{by})", columns);
    }

    static (string, ColumnType) Aggregated(Aggregate a, SqlExpressions expressions)
    {
        if (a.Method == "count") return ("count(*)", ColumnType.Integer);
        var of = expressions.Beside(a.Of!, a.Method is "sum" or "average" ? ColumnType.Real : null);
        if (of.Type is null or ColumnType.TextList or ColumnType.RealList) throw new QueryException($"{a.Method} needs a single value", null, "a column or an expression");
        bool number = SqlExpressions.Numeric(of.Type);
        return a.Method switch
        {
            "sum" when of.Type == ColumnType.Integer => ($"sum({of.Sql})::BIGINT", ColumnType.Integer),
            "sum" when number => ($"sum({of.Sql})", ColumnType.Real),
            "average" when number => ($"avg({of.Sql})", ColumnType.Real),
            "min" or "max" when of.Type != ColumnType.Boolean => ($"{a.Method}({of.Sql})", of.Type.Value),
            "countdistinct" => ($"count(DISTINCT {of.Sql})", ColumnType.Integer),
            "sum" or "average" or "min" or "max" => throw new QueryException($"{a.Method} cannot work on {SqlExpressions.Name(of.Type)}", null, "numbers"),
            _ => throw new QueryException($"there is no aggregation '{a.Method}'", null, "sum, min, max, average, countdistinct or $count"),
        };
    }

    SqlTable Best(SqlTable table, Step.Best b, SqlExpressions expressions)
    {
        var of = expressions.Beside(b.Of, ColumnType.Real);
        if (b.Measure != "count" && !SqlExpressions.Numeric(of.Type)) throw new QueryException($"a {b.Measure} of {SqlExpressions.Name(of.Type)} makes no sense", null, "a number");
        if (of.Type is null or ColumnType.TextList or ColumnType.RealList) throw new QueryException("a single value is wanted", null, "a column or an expression");
        var by = $"ORDER BY {of.Sql} {(b.Greatest ? "DESC" : "ASC")} NULLS LAST{string.Concat(table.Key.Select(k => $", t.\"{k.Name}\" ASC NULLS FIRST"))}";
        if (b.Measure == "count") return table with { From = $"(SELECT * FROM {table.From} t {by} LIMIT {((long)b.Amount).ToString(CultureInfo.InvariantCulture)})" };
        // The rows before which the running sum has not reached the amount yet.
        var amount = b.Measure == "sum" ? parameters.Add(b.Amount) : $"({parameters.Add(b.Amount)} / 100.0 * sum({of.Sql}) OVER ())";
        return table with
        {
            From = $"(SELECT * EXCLUDE (\"running sum\", \"wanted sum\") FROM (SELECT t.*, coalesce(sum({of.Sql}) OVER ({by} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS \"running sum\", {amount} AS \"wanted sum\" "
                + $"FROM {table.From} t WHERE {of.Sql} IS NOT NULL) WHERE \"running sum\" < \"wanted sum\")",
        };
    }

    /// <summary>Expressions over a table; links lead away only from the rows of the set itself.</summary>
    public SqlExpressions Over(SqlTable table, bool first) => new(table.Columns, parameters, first ? links : null);

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
