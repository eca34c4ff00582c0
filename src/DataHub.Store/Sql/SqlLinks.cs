// Ways between the sets as SQL: conditions on the rows that a link leads to.
using DataHub.Model;

namespace DataHub.Store.Sql;

/// <summary>Translates conditions over linked rows of one set; the rows of the set itself are table t.</summary>
sealed class SqlLinks(QuerySet set, SqlSources sources, SqlParameters parameters, string table = "t")
{
    /// <summary>True if some linked row fulfils the condition; for "every one": if none breaks it.</summary>
    public string Condition(Expr.Linked linked)
    {
        var link = Link.Find(set, linked.Link) ?? throw new QueryException($"{set} have no link '{linked.Link}'", null, string.Join(", ", Link.All.Where(l => l.From == set).Select(l => l.Name)));
        var inner = table + "u";
        var to = sources with { Hits = null };
        var columns = SetColumns.Of(link.To);
        var names = new HashSet<string>();
        QueryNames.Collect(linked.Condition, names);
        var from = SqlTables.With(SqlTables.Of(link.To, to, parameters), columns, names, to, link.To, parameters, out columns);
        var condition = linked.Condition is null ? (linked.All ? "FALSE" : "TRUE")
            : new SqlExpressions(columns, parameters, new SqlLinks(link.To, to, parameters, inner), null, inner).Condition(linked.Condition, linked.All);
        string There(string prefix) => string.Join(", ", link.There.Select(c => $"{prefix}.\"{c}\""));
        var some = IsList(link)
            ? $"{table}.\"{Key}\" IN (SELECT h.\"{Key}\" FROM (SELECT \"{Key}\", unnest(\"{link.Here[0]}\") AS way FROM {SqlTables.Of(set, to, parameters)}) h JOIN {from} {inner} ON {inner}.\"{link.There[0]}\" = h.way WHERE {condition})"
            : $"({string.Join(", ", link.Here.Select(c => $"{table}.\"{c}\""))}) IN (SELECT {(link.There.Count == 1 ? There(inner) : $"({There(inner)})")} FROM {from} {inner} WHERE {inner}.\"{link.There[0]}\" IS NOT NULL AND {condition})";
        return linked.All ? $"NOT coalesce({some}, FALSE)" : some;
    }

    string Key => SetColumns.Key(set)[0].Name;

    internal static bool IsList(Link link) => SetColumns.Find(link.From, link.Here[0])!.Type == ColumnType.TextList;
}
