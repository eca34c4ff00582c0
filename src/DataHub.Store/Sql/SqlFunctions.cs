// The functions of the filter language as SQL.
using DataHub.Model;
using Typed = DataHub.Store.Sql.SqlExpressions.Typed;

namespace DataHub.Store.Sql;

static class SqlFunctions
{
    public const string Names = "contains, startswith, endswith, length, tolower, toupper, trim, concat, indexof, substring, year, month, day, hour, minute, second, round, floor, ceiling";

    public static Typed Call(Expr.Call call, SqlExpressions expressions)
    {
        var a = call.Arguments.Select(expressions.Value).ToArray();
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
            case "round": return Rounded("round");
            case "floor": return Rounded("floor");
            case "ceiling": return Rounded("ceil");
            default: throw new QueryException($"unknown function '{call.Name}'", null, Names);
        }
    }
}
