// The neutral query as SQL: a pure translation.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Store.Sql;

static class QuerySql
{
    /// <summary>The rows of a query: selection, filter, ordering with the key last, page.</summary>
    /// <exception cref="QueryException">It names what does not exist or compares what cannot be compared.</exception>
    public static SqlQuery Rows(Query query, SqlSources sources, bool positions = false)
    {
        var parameters = new SqlParameters();
        var (table, expressions) = Source(query, sources, parameters);
        var columns = Selected(query, table);
        var order = Ordering(query, table, expressions);
        var items = columns.Select(Item).Concat(positions ? order.Select((o, i) => $"{Out(o.Key.Sql, o.Key.Type)} AS \"position {i}\"") : []);
        var where = Where(query, expressions);
        if (query.After is { } after) where.Add(SqlPaging.Behind(order, after, expressions));
        var sql = $"SELECT {string.Join(", ", items)} FROM {table.From} t{All(where)}";
        if (query.Per.Count > 0) sql += Each(query, table, order, parameters);
        if (!(query.AnyOrder && query is { OrderBy.Count: 0, Top: null, Skip: 0, After: null, Per.Count: 0 })) sql += " " + By(order);
        if (query.Per.Count == 0) sql += Page(query);
        return new SqlQuery(sql, parameters.Values, columns, positions ? order.Count : 0);
    }

    /// <summary>The number of rows of a query, whatever its page.</summary>
    public static SqlQuery Count(Query query, SqlSources sources)
    {
        var parameters = new SqlParameters();
        var (table, expressions) = Source(query with { Select = [], OrderBy = [] }, sources, parameters);
        return new SqlQuery($"SELECT count(*) FROM {table.From} t{All(Where(query, expressions))}", parameters.Values, []);
    }

    /// <summary>What a condition meets by dataset, level, program and version: records, those already withdrawn, processor time, an example.</summary>
    public static SqlQuery Groups(Query query, SqlSources sources)
    {
        var parameters = new SqlParameters();
        var (table, expressions) = Source(query, sources, parameters);
        return new SqlQuery($"""
            SELECT t.dataset, t.level, t.program, t.program_version, count(*), count(*) FILTER (WHERE t.status = 'withdrawn'), sum(t.cpu_seconds), min(t.id)
            FROM {table.From} t{All(Where(query, expressions))} GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4
            """, parameters.Values, []);
    }

    /// <summary>Calculations with these columns of wide and array files, whatever the query selects; in the order of the query, or in that of the lake if it names none and no page. Times come as plain UTC times unless <paramref name="zoned"/>.</summary>
    public static SqlQuery Whole(Query query, SqlSources sources, IReadOnlyList<Column> columns, bool zoned = false)
    {
        if (query.Set != QuerySet.Calculations || query.Apply.Count > 0) throw new QueryException($"whole records are calculations, not {(query.Apply.Count > 0 ? "what $apply makes of them" : query.Set.ToString().ToLowerInvariant())}");
        var parameters = new SqlParameters();
        var (table, expressions) = Source(query with { Select = [] }, sources, parameters);
        var where = Where(query, expressions);
        var order = Ordering(query, table, expressions);
        if (query.After is { } after) where.Add(SqlPaging.Behind(order, after, expressions));
        bool paged = query.Top is not null || query.Skip != 0 || query.After is not null;
        var rows = $"SELECT * FROM {table.From} t{All(where)}";
        var by = " " + By(order);
        if (query.Per.Count > 0) { rows += Each(query, table, order, parameters); paged = false; }
        if (paged) rows += by + Page(query);
        var items = columns.Select(c => c.IsArray ? $"a.\"{c.Name}\"" : zoned ? $"t.\"{c.Name}\"" : $"{Out($"t.\"{c.Name}\"", c.Type)} AS \"{c.Name}\"");
        var sql = $"SELECT {string.Join(", ", items)} FROM ({rows}) t";
        if (columns.Any(c => c.IsArray)) sql += $" LEFT JOIN {sources.Arrays} a ON a.id = t.id";
        if (paged || query.OrderBy.Count > 0) sql += by;
        return new SqlQuery(sql, parameters.Values, []);
    }

    /// <summary>The table that a query's filter and ordering see: the set, what its steps make of it, and the computed columns.</summary>
    static (SqlTable, SqlExpressions) Source(Query query, SqlSources sources, SqlParameters parameters)
    {
        sources = sources with { Among = query.Among, AsOf = query.AsOf };
        var from = SqlTables.With(SqlTables.Of(query.Set, sources, parameters), SetColumns.Of(query.Set), QueryNames.Of(query), sources, query.Set, parameters, out var columns);
        var table = new SqlTable(from, columns);
        var steps = new SqlSteps(parameters, new SqlLinks(query.Set, sources with { Hits = null }, parameters));
        bool whole = true;
        foreach (var step in query.Apply)
        {
            table = steps.After(table, step, whole);
            whole &= step is not Step.GroupBy;
        }
        table = steps.Compute(table, query.Compute, whole);
        return (table, steps.Over(table, whole));
    }

    // Numbers, not parameters: only of a number does the engine know beforehand that it need not sort everything.
    static string Page(Query query) =>
        (query.Top is { } top ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {Positive(top, "top")}") : "") + (query.Skip != 0 ? string.Create(CultureInfo.InvariantCulture, $" OFFSET {Positive(query.Skip, "skip")}") : "");

    /// <summary>Top and skip for each combination of the columns by itself.</summary>
    static string Each(Query query, SqlTable table, List<SqlKey> order, SqlParameters parameters)
    {
        if (query.Top is null && query.Skip == 0) return "";
        foreach (var name in query.Per) if (table.Columns.All(c => c.Name != name)) throw new QueryException($"there is no column '{name}' here");
        var number = $"row_number() OVER (PARTITION BY {string.Join(", ", query.Per.Select(n => $"t.\"{n}\""))} {By(order)})";
        var conditions = new List<string>();
        if (query.Skip != 0) conditions.Add($"{number} > {parameters.Add((long)Positive(query.Skip, "skip"))}");
        if (query.Top is { } top) conditions.Add($"{number} <= {parameters.Add((long)Positive(top, "top") + query.Skip)}");
        return " QUALIFY " + string.Join(" AND ", conditions);
    }

    static IReadOnlyList<SetColumn> Selected(Query query, SqlTable table)
    {
        if (query.Select.Count == 0) return query.Apply.Any(a => a is Step.GroupBy) ? table.Columns : [.. table.Columns.Where(c => !c.IsAside && !c.Name.Contains('/'))];
        return [.. query.Select.Distinct().Select(n => table.Columns.FirstOrDefault(c => c.Name == n) ?? throw new QueryException($"{query.Set} have no column '{n}'", null, "one of " + string.Join(", ", table.Columns.Select(c => c.Name))))];
    }

    static List<SqlKey> Ordering(Query query, SqlTable table, SqlExpressions expressions)
    {
        var order = new List<SqlKey>();
        foreach (var o in query.OrderBy)
        {
            var key = expressions.Value(o.Key);
            if (key.Type is ColumnType.TextList or ColumnType.RealList) throw new QueryException("rows cannot be ordered by a list", null, "a column or expression with a single value");
            // The engine skips row groups by their bounds when it looks for the first rows, and the bounds of text are by UTF-16 units: keys are ASCII, other text is hidden from that.
            if (key.Type == ColumnType.Text && o.Key is Expr.Col c && table.Columns.All(x => x.Name != c.Name || !x.IsKey) && c.Name != Columns.InChIKey.Name) key = key with { Sql = $"({key.Sql} || '')" };
            order.Add(new SqlKey(key.Type is null ? key with { Sql = "NULL::VARCHAR" } : key, o.Descending));
        }
        foreach (var c in table.Key) order.Add(new SqlKey(new($"t.\"{c.Name}\"", c.Type), false));
        return order;
    }

    /// <summary>Constants order nothing, and the engine takes no parameter alone as a key.</summary>
    internal static string By(List<SqlKey> order)
    {
        var keys = order.Where(o => !o.Key.Sql.StartsWith('$')).Select(o => $"{o.Key.Sql} {(o.Descending ? "DESC NULLS LAST" : "ASC NULLS FIRST")}").ToList();
        return keys.Count == 0 ? "" : "ORDER BY " + string.Join(", ", keys);
    }

    static List<string> Where(Query query, SqlExpressions expressions) => query.Filter is null ? [] : [expressions.Condition(query.Filter)];
    static string All(List<string> conditions) => conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
    static string Item(SetColumn c) => $"{Out($"t.\"{c.Name}\"", c.Type)} AS \"{c.Name}\"";

    /// <summary>Times leave the engine as plain UTC times.</summary>
    static string Out(string sql, ColumnType? type) => type == ColumnType.Time ? $"{sql}::TIMESTAMP" : sql;

    static int Positive(int n, string what) => n >= 0 ? n : throw new QueryException($"{what} must not be negative", null, "0 or more");
}
