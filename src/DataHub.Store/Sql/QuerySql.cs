// The neutral query as SQL: a pure translation.
using DataHub.Model;

namespace DataHub.Store.Sql;

static class QuerySql
{
    /// <summary>The rows of a query: selection, filter, ordering with the key last, page.</summary>
    /// <exception cref="QueryException">It names what does not exist or compares what cannot be compared.</exception>
    public static SqlQuery Rows(Query query, SqlSources sources, bool positions = false)
    {
        var parameters = new SqlParameters();
        var from = SqlTables.Of(query.Set, sources, parameters);
        var expressions = new SqlExpressions(query.Set, parameters);
        var columns = Selected(query);
        var order = Ordering(query, expressions);
        var items = columns.Select(Item).Concat(positions ? order.Select((o, i) => $"{Out(o.Key.Sql, o.Key.Type)} AS \"position {i}\"") : []);
        var where = Where(query, expressions);
        if (query.After is { } after) where.Add(SqlPaging.Behind(order, after, expressions));
        var sql = $"SELECT {string.Join(", ", items)} FROM {from} t{All(where)} {By(order)}";
        if (query.Top is { } top) sql += $" LIMIT {parameters.Add((long)Positive(top, "top"))}";
        if (query.Skip != 0) sql += $" OFFSET {parameters.Add((long)Positive(query.Skip, "skip"))}";
        return new SqlQuery(sql, parameters.Values, columns, positions ? order.Count : 0);
    }

    /// <summary>The number of rows of a query, whatever its page.</summary>
    public static SqlQuery Count(Query query, SqlSources sources)
    {
        var parameters = new SqlParameters();
        var from = SqlTables.Of(query.Set, sources, parameters);
        return new SqlQuery($"SELECT count(*) FROM {from} t{All(Where(query, new SqlExpressions(query.Set, parameters)))}", parameters.Values, []);
    }

    /// <summary>Whole calculations, with their arrays if a table of them is given; in the order of the query, or in that of the lake if it names none and no page.</summary>
    public static SqlQuery Whole(Query query, SqlSources sources, string? arrays)
    {
        if (query.Set != QuerySet.Calculations) throw new QueryException($"whole records are calculations, not {query.Set.ToString().ToLowerInvariant()}");
        var parameters = new SqlParameters();
        var from = SqlTables.Of(query.Set, sources, parameters);
        var expressions = new SqlExpressions(query.Set, parameters);
        var where = Where(query, expressions);
        var order = Ordering(query, expressions);
        if (query.After is { } after) where.Add(SqlPaging.Behind(order, after, expressions));
        bool paged = query.Top is not null || query.Skip != 0 || query.After is not null;
        var rows = $"SELECT * FROM {from} t{All(where)}";
        var by = " " + By(order);
        if (paged)
        {
            rows += by;
            if (query.Top is { } top) rows += $" LIMIT {parameters.Add((long)Positive(top, "top"))}";
            if (query.Skip != 0) rows += $" OFFSET {parameters.Add((long)Positive(query.Skip, "skip"))}";
        }
        var wide = Columns.Wide.Select(c => $"{Out($"t.\"{c.Name}\"", c.Type)} AS \"{c.Name}\"");
        var sql = arrays is null
            ? $"SELECT {string.Join(", ", wide)} FROM ({rows}) t"
            : $"SELECT {string.Join(", ", wide.Concat(Columns.Arrays.Select(c => $"a.\"{c.Name}\"")))} FROM ({rows}) t LEFT JOIN {arrays} a ON a.id = t.id";
        if (paged || query.OrderBy.Count > 0) sql += by;
        return new SqlQuery(sql, parameters.Values, []);
    }

    static IReadOnlyList<SetColumn> Selected(Query query)
    {
        var all = SetColumns.Of(query.Set);
        if (query.Select.Count == 0) return all;
        return [.. query.Select.Distinct().Select(n => SetColumns.Find(query.Set, n) ?? throw new QueryException($"{query.Set} have no column '{n}'", null, "one of " + string.Join(", ", all.Select(c => c.Name))))];
    }

    static List<SqlKey> Ordering(Query query, SqlExpressions expressions)
    {
        var order = new List<SqlKey>();
        foreach (var o in query.OrderBy)
        {
            var key = expressions.Value(o.Key);
            if (key.Type is ColumnType.TextList or ColumnType.RealList) throw new QueryException("rows cannot be ordered by a list", null, "a column or expression with a single value");
            order.Add(new SqlKey(key.Type is null ? key with { Sql = "NULL::VARCHAR" } : key, o.Descending));
        }
        foreach (var c in SetColumns.Key(query.Set)) order.Add(new SqlKey(new($"t.\"{c.Name}\"", c.Type), false));
        return order;
    }

    /// <summary>Constants order nothing, and the engine takes no parameter alone as a key.</summary>
    static string By(List<SqlKey> order) => "ORDER BY " + string.Join(", ", order.Where(o => !o.Key.Sql.StartsWith('$')).Select(o => $"{o.Key.Sql} {(o.Descending ? "DESC NULLS LAST" : "ASC NULLS FIRST")}"));

    static List<string> Where(Query query, SqlExpressions expressions) => query.Filter is null ? [] : [expressions.Condition(query.Filter)];
    static string All(List<string> conditions) => conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
    static string Item(SetColumn c) => $"{Out($"t.\"{c.Name}\"", c.Type)} AS \"{c.Name}\"";

    /// <summary>Times leave the engine as plain UTC times.</summary>
    static string Out(string sql, ColumnType? type) => type == ColumnType.Time ? $"{sql}::TIMESTAMP" : sql;

    static int Positive(int n, string what) => n >= 0 ? n : throw new QueryException($"{what} must not be negative", null, "0 or more");
}
