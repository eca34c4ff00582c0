// A slow and simple evaluator of the neutral query, to which the SQL translation is compared.
using System.Text;
using DataHub.Model;

namespace DataHub.Tests.Store;

/// <summary>Evaluates by the book: comparisons with null are false, functions of null are null, null conditions are not accepted, text compares by code points.</summary>
static class NaiveQuery
{
    public static List<CalculationRow> Run(Query query, IEnumerable<CalculationRow> rows)
    {
        var found = rows.Where(r => query.Filter is null || Bool(query.Filter, r) == true).ToList();
        var order = query.OrderBy.Append(new Order(new Expr.Col("id"), false)).ToList();
        found.Sort((a, b) =>
        {
            foreach (var o in order)
            {
                int c = Order(Value(o.Key, a), Value(o.Key, b));
                if (c != 0) return o.Descending ? -c : c;
            }
            return 0;
        });
        return [.. found.Skip(query.Skip).Take(query.Top ?? int.MaxValue)];
    }

    public static bool? Bool(Expr e, CalculationRow r) => e switch
    {
        Expr.And a => (Bool(a.Left, r), Bool(a.Right, r)) switch { (false, _) or (_, false) => false, (true, true) => true, _ => null },
        Expr.Or o => (Bool(o.Left, r), Bool(o.Right, r)) switch { (true, _) or (_, true) => true, (false, false) => false, _ => null },
        Expr.Not n => !Bool(n.Operand, r),
        Expr.Compare c => Compare(c.Op, Value(c.Left, r), Value(c.Right, r)),
        Expr.In i => i.Values.Any(v => Compare("eq", Value(i.Operand, r), v)),
        Expr.Each x => x.All ? Elements(x.List, r).All(v => Bool(In(x.Condition, v), r) == true) : Elements(x.List, r).Any(v => Bool(In(x.Condition, v), r) == true),
        Expr.Has h => h.Value is not null && ((Value(h.List, r) as Array)?.Cast<object>().Any(x => Compare("eq", x, h.Value)) ?? false),
        _ => (bool?)Value(e, r),
    };

    static IEnumerable<object> Elements(Expr.Col list, CalculationRow r) => (r[Columns.Find(list.Name)!] as Array)?.Cast<object>() ?? [];

    /// <summary>The condition with its element put in.</summary>
    static Expr In(Expr e, object element) => e switch
    {
        Expr.Item => new Expr.Const(element),
        Expr.And a => new Expr.And(In(a.Left, element), In(a.Right, element)),
        Expr.Or o => new Expr.Or(In(o.Left, element), In(o.Right, element)),
        Expr.Not n => new Expr.Not(In(n.Operand, element)),
        Expr.Compare c => new Expr.Compare(c.Op, In(c.Left, element), In(c.Right, element)),
        Expr.Call f => new Expr.Call(f.Name, [.. f.Arguments.Select(a => In(a, element))]),
        Expr.In i => new Expr.In(In(i.Operand, element), i.Values),
        _ => e,
    };

    static bool Compare(string op, object? a, object? b)
    {
        if (op == "eq") return a is null || b is null ? a is null && b is null : Order(a, b) == 0;
        if (op == "ne") return !Compare("eq", a, b);
        if (a is null || b is null) return false;
        int c = Order(a, b);
        return op switch { "gt" => c > 0, "ge" => c >= 0, "lt" => c < 0, "le" => c <= 0, _ => throw new ArgumentException(op) };
    }

    public static object? Value(Expr e, CalculationRow r)
    {
        switch (e)
        {
            case Expr.Col c: return r[Columns.Find(c.Name)!] is string s ? s.Normalize() : r[Columns.Find(c.Name)!];
            case Expr.Const c: return c.Value;
            case Expr.Arithmetic a:
                var (x, y) = (Value(a.Left, r), Value(a.Right, r));
                if (x is null || y is null) return null;
                if (x is long i && y is long j && a.Op != "divby")
                    return a.Op switch { "add" => i + j, "sub" => i - j, "mul" => i * j, "div" => j == 0 ? null : i / j, _ => j == 0 ? null : i % j };
                var (d, f) = (Convert.ToDouble(x), Convert.ToDouble(y));
                return a.Op switch { "add" => d + f, "sub" => d - f, "mul" => d * f, "div" or "divby" => d / f, _ => d % f };
            case Expr.Call f2: return Call(f2.Name, [.. f2.Arguments.Select(v => Value(v, r))]);
            default: return Bool(e, r) == true;
        }
    }

    static object? Call(string name, object?[] a)
    {
        if (name == "count") return a[0] is Array list ? (long)list.Length : 0L;
        if (a.Any(v => v is null)) return null;
        string S(int i) => (string)a[i]!;
        string Runes(IEnumerable<Rune> runes) => string.Concat(runes.Select(x => x.ToString()));
        double D() => Convert.ToDouble(a[0]);
        DateTime T() => (DateTime)a[0]!;
        return name switch
        {
            "contains" => S(0).Contains(S(1), StringComparison.Ordinal),
            "startswith" => S(0).StartsWith(S(1), StringComparison.Ordinal),
            "endswith" => S(0).EndsWith(S(1), StringComparison.Ordinal),
            "length" => (long)S(0).EnumerateRunes().Count(),
            "tolower" => S(0).ToLowerInvariant(),
            "toupper" => S(0).ToUpperInvariant(),
            "trim" => S(0).Trim(' '),
            "concat" => S(0) + S(1),
            "indexof" => S(0).IndexOf(S(1), StringComparison.Ordinal) is >= 0 and var at ? (long)S(0)[..at].EnumerateRunes().Count() : -1L,
            "substring" => Runes(S(0).EnumerateRunes().Skip((int)(long)a[1]!).Take(a.Length == 3 ? (int)(long)a[2]! : int.MaxValue)),
            "date" => T().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            "fractionalseconds" => T().Ticks / 10 % 1_000_000 / 1e6,
            "year" => (long)T().Year, "month" => (long)T().Month, "day" => (long)T().Day, "hour" => (long)T().Hour, "minute" => (long)T().Minute, "second" => (long)T().Second,
            "round" => Math.Round(D(), MidpointRounding.AwayFromZero),
            "floor" => Math.Floor(D()),
            "ceiling" => Math.Ceiling(D()),
            _ => throw new ArgumentException(name),
        };
    }

    public static int Order(object? a, object? b) => (a, b) switch
    {
        (null, null) => 0, (null, _) => -1, (_, null) => 1,
        (string s, string t) => Encoding.UTF8.GetBytes(s).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(t)),
        (long i, long j) => i.CompareTo(j),
        (long or double, long or double) => Convert.ToDouble(a).CompareTo(Convert.ToDouble(b)),
        _ => ((IComparable)a).CompareTo(b),
    };
}
