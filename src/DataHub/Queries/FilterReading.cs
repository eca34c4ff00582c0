// A parsed $filter -> the neutral expression. Whatever has no translation is refused; nothing is evaluated in memory.
using System.Globalization;
using DataHub.Model;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

sealed class FilterReading(QuerySet set, List<Word> words)
{
    const int MaxDepth = 100;
    int _depth;

    /// <summary>The expression of a condition.</summary>
    internal Expr Condition(SingleValueNode node)
    {
        if (++_depth > MaxDepth) throw new QueryException($"$filter: nested more than {MaxDepth} deep", null, "a flatter condition, for instance a list with 'in'");
        try
        {
            switch (node)
            {
                case ConvertNode convert: return Condition(convert.Source);
                case BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or } chain: return Chain(chain);
                case BinaryOperatorNode { OperatorKind: <= BinaryOperatorKind.LessThanOrEqual } compare: return Comparison(compare);
                case UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } not: return new Expr.Not(Condition(not.Operand));
                case InNode list: return In(list);
                case AnyNode any: return Any(any.Source, any.Body, any.CurrentRangeVariable);
                case AllNode all: return All(all);
                case SingleValueFunctionCallNode call: return Call(call);
                case SingleValuePropertyAccessNode access: return new Expr.Compare("eq", Column(access), new Expr.Const(true));
                case ConstantNode { Value: bool truth }: return new Expr.Compare("eq", new Expr.Const(true), new Expr.Const(truth));
                default: throw Refused(node, "a condition, such as gap_ev gt 4 or contains(smiles,'N')");
            }
        }
        finally { _depth--; }
    }

    /// <summary>A chain of the same operator, however long, as a tree of logarithmic depth.</summary>
    Expr Chain(BinaryOperatorNode top)
    {
        var parts = new List<SingleValueNode>();
        var left = new Stack<SingleValueNode>([top]);
        while (left.TryPop(out var node))
        {
            var bare = node is ConvertNode { Source: BinaryOperatorNode inner } ? inner : node;
            if (bare is BinaryOperatorNode b && b.OperatorKind == top.OperatorKind) { left.Push(b.Right); left.Push(b.Left); }
            else parts.Add(node);
        }
        return Balanced([.. parts.Select(Condition)], top.OperatorKind == BinaryOperatorKind.And);
    }

    static Expr Balanced(ReadOnlySpan<Expr> parts, bool and)
    {
        if (parts.Length == 1) return parts[0];
        Expr left = Balanced(parts[..(parts.Length / 2)], and), right = Balanced(parts[(parts.Length / 2)..], and);
        return and ? new Expr.And(left, right) : new Expr.Or(left, right);
    }

    Expr Comparison(BinaryOperatorNode node)
    {
        string op = Operator(node.OperatorKind);
        if (Day(node.Left) is { } time && Bare(node.Right) is ConstantNode literal && DayOf(literal) is { } day) return OnDay(op, time, day);
        if (op is "eq" or "ne" && IsCondition(node.Left) && Bare(node.Right) is ConstantNode { Value: bool truth })
            return truth == (op == "eq") ? Condition(node.Left) : new Expr.Not(Condition(node.Left));
        var (left, right) = (Value(node.Left), Value(node.Right));
        if (op is not ("eq" or "ne") && (left is Expr.Const { Value: null } || right is Expr.Const { Value: null }))
            throw new QueryException($"$filter: null has no order, '{op}' cannot compare with it", Find(op), "eq null or ne null");
        return new Expr.Compare(op, left, right);
    }

    /// <summary>date(t) op day, as a comparison of the time itself with the day's bounds.</summary>
    static Expr OnDay(string op, Expr.Col time, DateTime day)
    {
        var start = new Expr.Const(day);
        var end = new Expr.Const(day.AddDays(1));
        Expr in_ = new Expr.And(new Expr.Compare("ge", time, start), new Expr.Compare("lt", time, end));
        return op switch
        {
            "eq" => in_,
            "ne" => new Expr.Or(new Expr.Compare("lt", time, start), new Expr.Or(new Expr.Compare("ge", time, end), new Expr.Compare("eq", time, new Expr.Const(null)))),
            "gt" => new Expr.Compare("ge", time, end),
            "ge" => new Expr.Compare("ge", time, start),
            "lt" => new Expr.Compare("lt", time, start),
            _ => new Expr.Compare("lt", time, end),
        };
    }

    Expr.Col? Day(SingleValueNode node) => Bare(node) switch
    {
        SingleValueFunctionCallNode { Name: "date" } call when Bare((SingleValueNode)call.Parameters.First()) is SingleValuePropertyAccessNode access => Column(access),
        SingleValuePropertyAccessNode access when access.TypeReference.IsDateTimeOffset() => Column(access),
        _ => null,
    };

    Expr In(InNode node)
    {
        if (node.Right is not CollectionConstantNode constants) throw new QueryException("$filter: 'in' wants a list of literals", Find("in"), "a list such as ('C','N')");
        var values = constants.Collection.Select(c => Literal(c, node.Left.TypeReference)).ToList();
        return new Expr.In(Value(node.Left), values);
    }

    Expr Any(CollectionNode source, SingleValueNode body, RangeVariable variable)
    {
        var list = List(source);
        Expr One(SingleValueNode node) => Bare(node) switch
        {
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } or => new Expr.Or(One(or.Left), One(or.Right)),
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } eq when IsVariable(eq.Left, variable) && Bare(eq.Right) is ConstantNode c => new Expr.Has(list, Literal(c, eq.Left.TypeReference)),
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } eq when IsVariable(eq.Right, variable) && Bare(eq.Left) is ConstantNode c => new Expr.Has(list, Literal(c, eq.Right.TypeReference)),
            InNode { Right: CollectionConstantNode constants } @in when IsVariable(@in.Left, variable) =>
                Balanced([.. constants.Collection.Select(c => (Expr)new Expr.Has(list, Literal(c, @in.Left.TypeReference)))], false),
            ConstantNode { Value: true } => new Expr.Compare("ne", list, new Expr.Const(null)),
            _ => throw new QueryException("$filter: 'any' can only test for equal elements", Find("any"), $"{list.Name}/any(x: x eq 'N')"),
        };
        return One(body);
    }

    Expr All(AllNode node)
    {
        var list = List(node.Source);
        Expr None(SingleValueNode body) => Bare(body) switch
        {
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And } and => new Expr.And(None(and.Left), None(and.Right)),
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.NotEqual } ne when IsVariable(ne.Left, node.CurrentRangeVariable) && Bare(ne.Right) is ConstantNode c => new Expr.Not(new Expr.Has(list, Literal(c, ne.Left.TypeReference))),
            _ => throw new QueryException("$filter: 'all' can only test that no element equals a value", Find("all"), $"{list.Name}/all(x: x ne 'N')"),
        };
        return None(node.Body);
    }

    Expr.Col List(CollectionNode source) => source is CollectionPropertyAccessNode access
        ? new Expr.Col(EntityModel.Find(set, access.Property.Name)!.Name) : throw new QueryException("$filter: a list column is wanted", null, "elements");

    static bool IsVariable(SingleValueNode node, RangeVariable variable) => Bare(node) is NonResourceRangeVariableReferenceNode r && r.RangeVariable == variable;

    /// <summary>The expression of a value: a column, a literal, a function, arithmetic.</summary>
    internal Expr Value(SingleValueNode node)
    {
        if (++_depth > MaxDepth) throw new QueryException($"$filter: nested more than {MaxDepth} deep", null, "a flatter expression");
        try
        {
            switch (node)
            {
                case ConvertNode { Source: ConstantNode constant } convert: return new Expr.Const(Literal(constant, convert.TypeReference));
                case ConvertNode convert: return Value(convert.Source);
                case ConstantNode constant: return new Expr.Const(Literal(constant, constant.TypeReference));
                case SingleValuePropertyAccessNode access: return Column(access);
                case SingleValueFunctionCallNode call: return Call(call);
                case UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Negate } negate:
                    return Value(negate.Operand) switch
                    {
                        Expr.Const { Value: double d } => new Expr.Const(-d),
                        Expr.Const { Value: long l } => new Expr.Const(-l),
                        var other => new Expr.Arithmetic("sub", new Expr.Const(0L), other),
                    };
                case BinaryOperatorNode { OperatorKind: >= BinaryOperatorKind.Add and <= BinaryOperatorKind.Modulo } sum:
                    return new Expr.Arithmetic(Operator(sum.OperatorKind), Value(sum.Left), Value(sum.Right));
                default: throw Refused(node, "a column, a literal, a function or arithmetic");
            }
        }
        finally { _depth--; }
    }

    Expr Call(SingleValueFunctionCallNode call)
    {
        string name = call.Name.ToLowerInvariant();
        if (name == "date") throw new QueryException("$filter: date() can only be compared with a day", Find("date"), "date(ingested_at) eq 2026-01-31");
        if (!FilterWords.Functions.Contains(name)) throw FilterWords.Unknown("$filter", "function", call.Name, Find(call.Name) ?? 0, FilterWords.Functions, "a function: " + string.Join(", ", FilterWords.Functions));
        return new Expr.Call(name, [.. call.Parameters.Select(p => Value((SingleValueNode)p))]);
    }

    Expr.Col Column(SingleValuePropertyAccessNode access) =>
        access.Source is ResourceRangeVariableReferenceNode ? new Expr.Col(EntityModel.Find(set, access.Property.Name)!.Name) : throw Refused(access, "the name of a column");

    /// <summary>A literal in the types of the model. Numbers are read from their own text, so that 0.1 stays the double 0.1.</summary>
    object? Literal(ConstantNode node, IEdmTypeReference? wanted)
    {
        object? value = node.Value;
        if (value is float or double or decimal or int or long or short or byte or sbyte)
        {
            bool real = value is float or double or decimal || wanted is not null && wanted.IsDouble();
            string text = node.LiteralText?.TrimEnd('d', 'D', 'f', 'F', 'm', 'M', 'l', 'L') ?? "";
            if (real)
            {
                double number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? number : throw new QueryException($"$filter: '{node.LiteralText}' is no finite number", At(node.LiteralText), "a finite number; values that are not finite are never stored");
            }
            return Convert.ToInt64(value, CultureInfo.InvariantCulture);
        }
        if (DayOf(node) is { } day) return day;
        return value switch
        {
            null or string or bool => value,
            DateTimeOffset t => t.UtcDateTime,
            Guid g => g.ToString(),
            _ => throw new QueryException($"$filter: a literal of type {node.TypeReference?.FullName()} has no use here", At(node.LiteralText), "text, a number, true, false, null or a time"),
        };
    }

    /// <summary>The start (UTC) of the day that a date literal names, null for other literals.</summary>
    static DateTime? DayOf(ConstantNode node) => node.Value is not null && node.TypeReference.IsDate()
        ? DateOnly.Parse(node.Value.ToString()!, CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : null;

    static SingleValueNode Bare(SingleValueNode node) => node is ConvertNode convert ? Bare(convert.Source) : node;

    static bool IsCondition(SingleValueNode node) => Bare(node) is BinaryOperatorNode { OperatorKind: <= BinaryOperatorKind.LessThanOrEqual } or UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } or InNode or AnyNode or AllNode
        or SingleValueFunctionCallNode { Name: "contains" or "startswith" or "endswith" };

    static string Operator(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equal => "eq", BinaryOperatorKind.NotEqual => "ne", BinaryOperatorKind.GreaterThan => "gt", BinaryOperatorKind.GreaterThanOrEqual => "ge",
        BinaryOperatorKind.LessThan => "lt", BinaryOperatorKind.LessThanOrEqual => "le", BinaryOperatorKind.Add => "add", BinaryOperatorKind.Subtract => "sub",
        BinaryOperatorKind.Multiply => "mul", BinaryOperatorKind.Divide => "div", BinaryOperatorKind.Modulo => "mod",
        _ => throw new QueryException($"$filter: the operator {kind} has no translation"),
    };

    int? Find(string word) => words.Where(w => w.IsName && w.Text.Equals(word, StringComparison.OrdinalIgnoreCase)).Select(w => (int?)w.Position).FirstOrDefault();

    int At(string? literal) => words.FirstOrDefault(w => w.Text == literal).Position;

    QueryException Refused(QueryNode node, string expected) => new($"$filter: {node.Kind} has no translation", node switch
    {
        CountNode => words.FirstOrDefault(w => w.Text == "$").Position,
        ConstantNode constant => At(constant.LiteralText),
        _ => 0,
    }, expected);
}
