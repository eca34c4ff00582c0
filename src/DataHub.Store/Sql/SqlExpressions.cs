// Filter expressions as SQL.
using DataHub.Formats.Parquet;
using DataHub.Model;

namespace DataHub.Store.Sql;

/// <summary>
/// Translates expressions over the columns of one table, which SQL knows as t. Values never become text: they are parameters. Types are checked here, so that the engine never compares by a silent cast.
/// Logic is that of OData: a comparison with null is false (eq and ne tell null), a function of null is null, and null is not accepted.
/// </summary>
sealed class SqlExpressions(IReadOnlyList<SetColumn> columns, SqlParameters parameters, SqlLinks? links = null, SqlExpressions.Typed? item = null, string table = "t")
{
    const int Deepest = 300;

    /// <summary>SQL of a value and its type; a null type is the null literal.</summary>
    internal readonly record struct Typed(string Sql, ColumnType? Type);

    int _depth;

    /// <summary>A condition; <paramref name="not"/> asks for its contrary.</summary>
    public string Condition(Expr e, bool not = false)
    {
        if (++_depth > Deepest) throw new QueryException($"the filter is nested more than {Deepest} deep");
        try
        {
            return e switch
            {
                Expr.And a => Join(a.Left, a.Right, not, not ? "OR" : "AND"),
                Expr.Or o => Join(o.Left, o.Right, not, not ? "AND" : "OR"),
                Expr.Not n => Condition(n.Operand, !not),
                Expr.Compare c => Compare(c, not),
                Expr.In i => Contrary(In(i), not),
                Expr.Has h => Contrary(Has(h), not),
                Expr.Each x => Contrary(Each(x), not),
                Expr.Linked l => Contrary((links ?? throw new QueryException($"'{l.Link}' leads nowhere from here")).Condition(l), not),
                Expr.Const { Value: bool b } => b != not ? "TRUE" : "FALSE",
                _ => Value(e) is { Type: ColumnType.Boolean } v ? (not ? $"NOT {v.Sql}" : v.Sql) : throw new QueryException("a condition is wanted, but this is a value", null, "true or false"),
            };
        }
        finally { _depth--; }
    }

    /// <summary>A value.</summary>
    public Typed Value(Expr e)
    {
        if (++_depth > Deepest) throw new QueryException($"the expression is nested more than {Deepest} deep");
        try
        {
            return e switch
            {
                Expr.Col c => Column(c.Name),
                Expr.Item => item ?? throw new QueryException("an element is wanted outside of 'any' and 'all'"),
                Expr.Member m => Member(m, ColumnType.Text),
                Expr.Const c => Constant(c.Value),
                Expr.Arithmetic a => Arithmetic(a),
                Expr.Call c => SqlFunctions.Call(c, this),
                Expr.Compare or Expr.And or Expr.Or or Expr.Not or Expr.In or Expr.Has or Expr.Each or Expr.Linked => new($"coalesce({Condition(e)}, FALSE)", ColumnType.Boolean),
                _ => throw new QueryException($"{e.GetType().Name} is no value"),
            };
        }
        finally { _depth--; }
    }

    /// <summary>A constant as it must be to compare with a type: whole numbers become real ones beside real ones, so that the engine compares without a cast and can skip row groups.</summary>
    public Typed Constant(object? value, ColumnType? beside = null) => value switch
    {
        null => new("NULL", null),
        string s => new(parameters.Add(RowText.Stored(s)) + Cast(ColumnType.Text, beside), ColumnType.Text),
        bool b => new(parameters.Add(b), ColumnType.Boolean),
        DateTime t => new(parameters.Add(t.Kind == DateTimeKind.Local ? t.ToUniversalTime() : t) + "::TIMESTAMPTZ", ColumnType.Time),
        DateTimeOffset t => new(parameters.Add(t.UtcDateTime) + "::TIMESTAMPTZ", ColumnType.Time),
        double d when beside == ColumnType.Integer && d == Math.Floor(d) && Math.Abs(d) < 9e15 => new(parameters.Add((long)d), ColumnType.Integer),
        double d => new(parameters.Add(d) + Cast(ColumnType.Real, beside), ColumnType.Real),
        float or decimal => Constant(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), beside),
        sbyte or byte or short or ushort or int or uint or long => beside == ColumnType.Real
            ? new(parameters.Add(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)), ColumnType.Real)
            : new(parameters.Add(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)) + Cast(ColumnType.Integer, beside), ColumnType.Integer),
        _ => throw new QueryException($"a {value.GetType().Name} cannot be asked for", null, "text, a number, true, false, a time or null"),
    };

    /// <summary>The engine gives a bare parameter the type of what stands beside it, and so would round 2.6 beside a whole number; where the types differ the parameter's own is told.</summary>
    static string Cast(ColumnType type, ColumnType? beside) => type == beside ? "" : "::" + SqlTables.TypeOf(type);

    Typed Column(string name) => columns.FirstOrDefault(c => c.Name == name) is { } c ? new($"{table}.\"{c.Name}\"", c.Type)
        : throw new QueryException($"there is no column '{name}' here", null, Near(name));

    /// <summary>The names of the table, those that look like the wrong one first.</summary>
    string Near(string name)
    {
        var names = columns.Select(c => c.Name).ToList();
        var near = names.Where(n => n.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(n, StringComparison.OrdinalIgnoreCase) || n.StartsWith(name[..Math.Min(3, name.Length)], StringComparison.OrdinalIgnoreCase)).Take(6).ToList();
        return "one of " + string.Join(", ", near.Count > 0 ? near : names);
    }

    /// <summary>A member of a column of JSON text: extras are an array of {name, unit, number | text}, uncertainties an object of numbers.</summary>
    Typed Member(Expr.Member m, ColumnType wanted)
    {
        var column = Column(m.Column).Sql;
        var name = parameters.Add(m.Name);
        if (m.Column == "uncertainties") return new($"TRY_CAST(json_extract_string({column}, '$.\"' || replace({name}, '\"', '') || '\"') AS DOUBLE)", ColumnType.Real);
        var found = $"list_filter(from_json({column}::JSON, '[{{\"name\":\"VARCHAR\",\"number\":\"DOUBLE\",\"text\":\"VARCHAR\"}}]'), lambda x: x.name = {name})[1]";
        return wanted == ColumnType.Text ? new($"{found}.text", ColumnType.Text) : new($"{found}.number", ColumnType.Real);
    }

    /// <summary>A value beside another of a type: a member of open data takes that type.</summary>
    internal Typed Beside(Expr e, ColumnType? type) => e is Expr.Member m && Numeric(type) ? Member(m, ColumnType.Real) : Value(e);

    string Join(Expr left, Expr right, bool not, string word) => $"({Condition(left, not)} {word} {Condition(right, not)})";

    static string Contrary(string condition, bool not) => not ? $"NOT coalesce({condition}, FALSE)" : condition;

    /// <summary>Some or every element of a list. A null list counts as empty.</summary>
    string Each(Expr.Each x)
    {
        var list = Column(x.List.Name);
        var element = new Typed("x", list.Type switch { ColumnType.TextList => ColumnType.Text, ColumnType.RealList => ColumnType.Real, _ => throw new QueryException($"{x.List.Name} is no list", null, "a list column") });
        var condition = new SqlExpressions(columns, parameters, links, element, table).Condition(x.Condition, x.All);
        return $"coalesce(len(list_filter({list.Sql}, lambda x: {condition})), 0) {(x.All ? "=" : ">")} 0";
    }

    string Compare(Expr.Compare c, bool not)
    {
        string op = c.Op switch { "eq" => "=", "ne" => "<>", "gt" => ">", "ge" => ">=", "lt" => "<", "le" => "<=", _ => throw new QueryException($"unknown comparison '{c.Op}'", null, "eq, ne, gt, ge, lt or le") };
        var (a, b) = Pair(c.Left, c.Right, $"by {c.Op}");
        bool equality = op is "=" or "<>";
        if (!equality && a.Type is ColumnType.TextList or ColumnType.RealList) throw new QueryException("lists have no order", null, "eq, ne, or 'any' over the elements");
        if (a.Type is null || b.Type is null)
        {
            if (!equality) return not ? "TRUE" : "FALSE";
            bool isNull = op == "=" != not;
            return a.Type is null && b.Type is null ? (isNull ? "TRUE" : "FALSE") : $"{(a.Type is null ? b : a).Sql} IS {(isNull ? "" : "NOT ")}NULL";
        }
        if (c.Left is Expr.Const { Value: double.NaN } || c.Right is Expr.Const { Value: double.NaN }) return op == "<>" != not ? "TRUE" : "FALSE";
        if (!equality) return Contrary($"{a.Sql} {op} {b.Sql}", not);
        if (op == "<>" != not) return $"{a.Sql} IS DISTINCT FROM {b.Sql}";
        return c.Left is Expr.Const || c.Right is Expr.Const ? $"{a.Sql} = {b.Sql}" : $"{a.Sql} IS NOT DISTINCT FROM {b.Sql}";
    }

    string In(Expr.In i)
    {
        var operand = Beside(i.Operand, TypeOf(i.Values.FirstOrDefault(v => v is not null)));
        var some = i.Values.Where(v => v is not null).Select(v => Checked(operand, Constant(v, operand.Type))).ToList();
        var parts = new List<string>();
        if (some.Count > 0) parts.Add($"{Guarded(operand, i.Values)} IN ({string.Join(", ", some)})");
        if (some.Count < i.Values.Count) parts.Add($"{operand.Sql} IS NULL");
        return parts.Count switch { 0 => "FALSE", 1 => parts[0], _ => $"({parts[0]} OR {parts[1]})" };
    }

    string Has(Expr.Has h)
    {
        var list = Column(h.List.Name);
        var element = list.Type switch { ColumnType.TextList => ColumnType.Text, ColumnType.RealList => ColumnType.Real, _ => throw new QueryException($"{h.List.Name} is no list", null, "a list column") };
        return h.Value is null ? "FALSE" : $"list_contains({list.Sql}, {Checked(new("", element), Constant(h.Value, element))})";
    }

    static string Checked(Typed one, Typed other) => Comparable(one.Type, other.Type) ? other.Sql : throw Mismatch(one.Type, other.Type, "");

    /// <summary>Both sides, constants brought to the type of the other side.</summary>
    (Typed, Typed) Pair(Expr left, Expr right, string how)
    {
        Typed a, b;
        if (left is Expr.Const k && right is not Expr.Const) { b = Beside(right, TypeOf(k.Value)); a = Constant(k.Value, b.Type); }
        else if (right is Expr.Const l) { a = Beside(left, TypeOf(l.Value)); b = Constant(l.Value, a.Type); }
        else if (left is Expr.Member) { b = Value(right); a = Beside(left, b.Type); }
        else { a = Value(left); b = Beside(right, a.Type); }
        if (!Comparable(a.Type, b.Type)) throw Mismatch(a.Type, b.Type, how);
        if (a.Type == ColumnType.Text && (left is Expr.Const { Value: string s } || right is Expr.Const { Value: string } && (s = (string)((Expr.Const)right).Value!) is not null))
            (a, b) = (a with { Sql = left is Expr.Const ? a.Sql : Guarded(a, [s]) }, b with { Sql = right is Expr.Const ? b.Sql : Guarded(b, [s]) });
        return (a, b);
    }

    /// <summary>
    /// The minimum and maximum that a file tells of a text column are by UTF-16 units, while the engine compares UTF-8 bytes; from U+D800 on the two orders differ and the engine
    /// might skip rows that it must not. For such values the column is hidden from the skipping.
    /// </summary>
    static string Guarded(Typed column, IEnumerable<object?> values) =>
        column.Type == ColumnType.Text && values.Any(v => v is string s && s.Any(c => c >= '\uD800')) ? $"({column.Sql} || '')" : column.Sql;

    static ColumnType? TypeOf(object? constant) => constant is double or long or int or float or decimal ? ColumnType.Real : null;
    static bool Comparable(ColumnType? a, ColumnType? b) => a is null || b is null || a == b || Numeric(a) && Numeric(b);
    internal static bool Numeric(ColumnType? t) => t is ColumnType.Integer or ColumnType.Real;
    internal static QueryException Mismatch(ColumnType? a, ColumnType? b, string how) =>
        new($"{Name(a)} and {Name(b)} cannot be compared{(how.Length == 0 ? "" : " " + how)}", null, $"a value of type {Name(a)}");
    internal static string Name(ColumnType? t) => t switch { null => "null", ColumnType.TextList => "a list of text", ColumnType.RealList => "a list of numbers", ColumnType.Integer or ColumnType.Real => "number", ColumnType.Boolean => "true/false", _ => t.Value.ToString().ToLowerInvariant() };

    Typed Arithmetic(Expr.Arithmetic a)
    {
        Typed Side(Expr e) => Beside(e, ColumnType.Real);
        var (x, y) = a.Left is Expr.Member || a.Right is Expr.Member ? (Side(a.Left), Side(a.Right)) : Pair(a.Left, a.Right, $"by {a.Op}");
        if (x.Type is null || y.Type is null) return new("NULL", null);
        if (!Numeric(x.Type) || !Numeric(y.Type)) throw new QueryException($"{a.Op} works on numbers, not on {Name(Numeric(x.Type) ? y.Type : x.Type)}", null, "a number");
        bool whole = x.Type == ColumnType.Integer && y.Type == ColumnType.Integer && a.Op != "divby";
        string op = a.Op switch { "add" => "+", "sub" => "-", "mul" => "*", "div" => whole ? "//" : "/", "divby" => "/", "mod" => "%", _ => throw new QueryException($"unknown operation '{a.Op}'", null, "add, sub, mul, div, divby or mod") };
        return new($"({x.Sql} {op} {y.Sql})", whole ? ColumnType.Integer : ColumnType.Real);
    }
}
