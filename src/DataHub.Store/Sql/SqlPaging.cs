// Keyset paging: the rows behind a given place of an ordering.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Store.Sql;

/// <summary>One key of an ordering as SQL.</summary>
readonly record struct SqlKey(SqlExpressions.Typed Key, bool Descending);

static class SqlPaging
{
    /// <summary>
    /// The condition that a row stands behind the one with these values: greater in the first key in which it differs. Nulls come first going up and last going down.
    /// </summary>
    public static string Behind(IReadOnlyList<SqlKey> order, IReadOnlyList<object?> after, SqlExpressions expressions)
    {
        if (after.Count != order.Count) throw new QueryException($"the page token has {after.Count} values, but the ordering has {order.Count} keys", null, "a token of the same query");
        var values = order.Select((o, i) => after[i] is null ? null : expressions.Constant(Fit(after[i]!, o.Key.Type), o.Key.Type).Sql).ToArray();
        var ways = new List<string>();
        for (int i = 0; i < order.Count; i++)
        {
            if (Beyond(order[i], values[i]) is not { } beyond) continue;
            ways.Add(string.Join(" AND ", order.Take(i).Select((o, j) => values[j] is null ? $"{o.Key.Sql} IS NULL" : $"{o.Key.Sql} = {values[j]}").Append(beyond)));
        }
        if (ways.Count == 0) return "FALSE";
        if (ways.Count == 1) return $"({ways[0]})";
        // Said once more for the first key alone, in a form by which the engine can skip row groups.
        var bound = !order[0].Descending && values[0] is not null ? $"{order[0].Key.Sql} >= {values[0]} AND " : "";
        return $"{bound}({string.Join(" OR ", ways.Select(w => $"({w})"))})";
    }

    static string? Beyond(SqlKey key, string? value) => (value, key.Descending) switch
    {
        (null, false) => $"{key.Key.Sql} IS NOT NULL",
        (null, true) => null,
        (_, false) => $"{key.Key.Sql} > {value}",
        _ => $"({key.Key.Sql} < {value} OR {key.Key.Sql} IS NULL)",
    };

    /// <summary>A value of a token, which may have travelled as text, as the type of its key.</summary>
    static object Fit(object value, ColumnType? type)
    {
        try
        {
            return type switch
            {
                ColumnType.Integer => Convert.ToInt64(value, CultureInfo.InvariantCulture),
                ColumnType.Real => Convert.ToDouble(value, CultureInfo.InvariantCulture),
                ColumnType.Boolean => Convert.ToBoolean(value, CultureInfo.InvariantCulture),
                ColumnType.Time => value switch
                {
                    DateTime or DateTimeOffset => value,
                    _ => DateTime.Parse((string)value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
                },
                _ => (string)value,
            };
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException) { throw new QueryException($"the page token has '{value}' where {SqlExpressions.Name(type)} belongs", null, "a token of the same query"); }
    }
}
