// The columns that a query mentions, so that only what is asked for is joined to its rows.
using DataHub.Model;

namespace DataHub.Store.Sql;

static class QueryNames
{
    /// <summary>All names of columns in a query, of its own rows and of what its steps make.</summary>
    public static HashSet<string> Of(Query query)
    {
        var names = new HashSet<string>(query.Select.Concat(query.Per));
        Collect(query.Filter, names);
        foreach (var o in query.OrderBy) Collect(o.Key, names);
        foreach (var c in query.Compute) Collect(c.Value, names);
        foreach (var step in query.Apply)
            switch (step)
            {
                case Step.Where w: Collect(w.Condition, names); break;
                case Step.Compute c: foreach (var x in c.Columns) Collect(x.Value, names); break;
                case Step.GroupBy g:
                    names.UnionWith(g.Keys);
                    foreach (var a in g.Aggregates) Collect(a.Of, names);
                    break;
                case Step.Best b: Collect(b.Of, names); break;
                case Step.Page p: foreach (var o in p.OrderBy) Collect(o.Key, names); break;
            }
        return names;
    }

    /// <summary>Adds the names in an expression.</summary>
    public static void Collect(Expr? e, HashSet<string> names)
    {
        switch (e)
        {
            case Expr.Col c: names.Add(c.Name); break;
            case Expr.Member m: names.Add(m.Column); break;
            case Expr.Compare c: Collect(c.Left, names); Collect(c.Right, names); break;
            case Expr.And a: Collect(a.Left, names); Collect(a.Right, names); break;
            case Expr.Or o: Collect(o.Left, names); Collect(o.Right, names); break;
            case Expr.Not n: Collect(n.Operand, names); break;
            case Expr.In i: Collect(i.Operand, names); break;
            case Expr.Call f: foreach (var x in f.Arguments) Collect(x, names); break;
            case Expr.Arithmetic a: Collect(a.Left, names); Collect(a.Right, names); break;
            case Expr.Has h: names.Add(h.List.Name); break;
            case Expr.Each x: names.Add(x.List.Name); Collect(x.Condition, names); break;
        }
    }
}
