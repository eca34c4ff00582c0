// The functions of the filter language as SQL.
using DataHub.Model;
using Typed = DataHub.Store.Sql.SqlExpressions.Typed;

namespace DataHub.Store.Sql;

static class SqlFunctions
{
    public const string Names = "contains, startswith, endswith, length, tolower, toupper, trim, concat, indexof, substring, matchespattern, year, month, day, hour, minute, second, fractionalseconds, date, now, mindatetime, maxdatetime, round, floor, ceiling";

    public static Typed Call(Expr.Call call, SqlExpressions expressions)
    {
        var a = call.Arguments.Select(x => expressions.Beside(x, call.Name is "round" or "floor" or "ceiling" ? ColumnType.Real : null)).ToArray();
        string Sql(int i, ColumnType type)
        {
            if (a[i].Type is null) return $"NULL::{SqlTables.TypeOf(type)}";
            bool fits = a[i].Type == type || type == ColumnType.Real && a[i].Type == ColumnType.Integer;
            return fits ? a[i].Sql : throw new QueryException($"argument {i + 1} of {call.Name} is {SqlExpressions.Name(a[i].Type)}", null, SqlExpressions.Name(type));
        }
        string T(int i) => Sql(i, ColumnType.Text);
        string N(int i) => Sql(i, ColumnType.Integer);
        void Want(int least, int most)
        {
            if (a.Length < least || a.Length > most) throw new QueryException($"{call.Name} takes {(least == most ? $"{least}" : $"{least} or {most}")} arguments, not {a.Length}");
        }
        Typed Two(string function) { Want(2, 2); return new($"{function}({T(0)}, {T(1)})", ColumnType.Boolean); }
        Typed Text(string function) { Want(1, 1); return new($"{function}({T(0)})", ColumnType.Text); }
        Typed Part(string function) { Want(1, 1); return new($"{function}({Sql(0, ColumnType.Time)})", ColumnType.Integer); }
        Typed Rounded(string function) { Want(1, 1); return new($"{function}(({Sql(0, ColumnType.Real)})::DOUBLE)", ColumnType.Real); }
        switch (call.Name)
        {
            case "contains": return Two("contains");
            case "startswith": return Two("starts_with");
            case "endswith": return Two("suffix");
            case "length": Want(1, 1); return new($"length({T(0)})", ColumnType.Integer);
            case "tolower": return Text("lower");
            case "toupper": return Text("upper");
            case "trim": return Text("trim");
            case "concat": Want(2, 2); return new($"({T(0)} || {T(1)})", ColumnType.Text);
            case "indexof": Want(2, 2); return new($"(instr({T(0)}, {T(1)}) - 1)", ColumnType.Integer);
            case "substring":
                Want(2, 3);
                return new(a.Length == 2 ? $"substring({T(0)}, greatest({N(1)}, 0) + 1)" : $"substring({T(0)}, greatest({N(1)}, 0) + 1, greatest({N(2)}, 0))", ColumnType.Text);
            case "year" or "month" or "day" or "hour" or "minute" or "second": return Part(call.Name);
            case "count":
                Want(1, 1);
                return a[0].Type is ColumnType.TextList or ColumnType.RealList ? new($"coalesce(len({a[0].Sql}), 0)", ColumnType.Integer) : throw new QueryException("$count counts the elements of a list", null, "a list column");
            case "fractionalseconds": Want(1, 1); return new($"(microsecond({Sql(0, ColumnType.Time)}) % 1000000 / 1e6)", ColumnType.Real);
            case "date": Want(1, 1); return new($"strftime({Sql(0, ColumnType.Time)}, '%Y-%m-%d')", ColumnType.Text);
            case "now": Want(0, 0); return new("now()", ColumnType.Time);
            case "mindatetime": Want(0, 0); return new("'0001-01-01 00:00:00+00'::TIMESTAMPTZ", ColumnType.Time);
            case "maxdatetime": Want(0, 0); return new("'9999-12-31 23:59:59.999999+00'::TIMESTAMPTZ", ColumnType.Time);
            case "matchespattern": return Two("regexp_matches");
            case "round": return Rounded("round");
            case "floor": return Rounded("floor");
            case "ceiling": return Rounded("ceil");
            default: throw new QueryException($"unknown function '{call.Name}'", null, Names);
        }
    }
}
