// An expression as short text, for assertions.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Tests.Queries;

static class ExprText
{
    public static string Of(Expr? e) => e switch
    {
        null => "-",
        Expr.Col c => c.Name,
        Expr.Const c => Value(c.Value),
        Expr.Compare c => $"({Of(c.Left)} {c.Op} {Of(c.Right)})",
        Expr.And a => $"({Of(a.Left)} and {Of(a.Right)})",
        Expr.Or o => $"({Of(o.Left)} or {Of(o.Right)})",
        Expr.Not n => $"not {Of(n.Operand)}",
        Expr.In i => $"({Of(i.Operand)} in [{string.Join(',', i.Values.Select(Value))}])",
        Expr.Call f => $"{f.Name}({string.Join(',', f.Arguments.Select(Of))})",
        Expr.Arithmetic m => $"({Of(m.Left)} {m.Op} {Of(m.Right)})",
        Expr.Has h => $"{h.List.Name} has {Value(h.Value)}",
        Expr.Each x => $"{x.List.Name}/{(x.All ? "all" : "any")}[{Of(x.Condition)}]",
        Expr.Linked l => $"{l.Link}/{(l.All ? "all" : "any")}[{Of(l.Condition)}]",
        Expr.Item => "item",
        Expr.Member m => $"{m.Column}:{m.Name}",
        _ => throw new InvalidOperationException(e.ToString()),
    };

    static string Value(object? v) => v switch
    {
        null => "null",
        string s => $"'{s}'",
        double d => d.ToString("0.0###############", CultureInfo.InvariantCulture),
        DateTime t => t.ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => v.ToString()!,
    };
}
