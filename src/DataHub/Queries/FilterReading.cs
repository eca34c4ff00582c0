// A parsed $filter -> the neutral expression. Whatever has no translation is refused; nothing is evaluated in memory.
using System.Globalization;
using DataHub.Model;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

/// <summary>Reads expressions over one set.</summary>
/// <param name="set">The set.</param>
/// <param name="words">The words of the option's text, for positions of faults.</param>
/// <param name="option">Name of the option, for faults.</param>
/// <param name="made">Names that steps and computed columns have made.</param>
/// <param name="variable">Variable of the lambda whose body is read, null outside of one.</param>
sealed class FilterReading(QuerySet set, List<Word> words, string option = "$filter", IReadOnlySet<string>? made = null, RangeVariable? variable = null)
{
    const int MaxDepth = 100;
    int _depth;

    /// <summary>The expression of a condition.</summary>
    internal Expr Condition(SingleValueNode node)
    {
        if (++_depth > MaxDepth) throw new QueryException($"{option}: nested more than {MaxDepth} deep", null, "a flatter condition, for instance a list with 'in'");
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
                case SingleValuePropertyAccessNode or SingleValueOpenPropertyAccessNode: return new Expr.Compare("eq", Value(node), new Expr.Const(true));
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
            throw new QueryException($"{option}: null has no order, '{op}' cannot compare with it", Find(op), "eq null or ne null");
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
        if (node.Right is not CollectionConstantNode constants) throw new QueryException($"{option}: 'in' wants a list of literals", Find("in"), "a list such as ('C','N')");
        var values = constants.Collection.Select(c => Literal(c, node.Left.TypeReference)).ToList();
        return new Expr.In(Value(node.Left), values);
    }

    Expr Any(CollectionNode source, SingleValueNode body, RangeVariable over)
    {
        bool always = body is ConstantNode { Value: true };
        if (source is CollectionNavigationNode) return new Expr.Linked(LinkOf(source).Name, always ? null : Inner(source, over).Condition(body), false);
        var list = List(source);
        Expr One(SingleValueNode node) => Bare(node) switch
        {
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } or => new Expr.Or(One(or.Left), One(or.Right)),
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } eq when IsVariable(eq.Left, over) && Bare(eq.Right) is ConstantNode c => new Expr.Has(list, Literal(c, eq.Left.TypeReference)),
            BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Equal } eq when IsVariable(eq.Right, over) && Bare(eq.Left) is ConstantNode c => new Expr.Has(list, Literal(c, eq.Right.TypeReference)),
            InNode { Right: CollectionConstantNode constants } @in when IsVariable(@in.Left, over) =>
                Balanced([.. constants.Collection.Select(c => (Expr)new Expr.Has(list, Literal(c, @in.Left.TypeReference)))], false),
            ConstantNode { Value: true } => new Expr.Compare("gt", new Expr.Call("count", [list]), new Expr.Const(0L)),
            _ => new Expr.Each(list, new FilterReading(set, words, option, made, over).Condition(node), false),
        };
        return One(body);
    }

    Expr All(AllNode node)
    {
        var over = node.CurrentRangeVariable;
        if (node.Source is CollectionNavigationNode) return new Expr.Linked(LinkOf(node.Source).Name, Inner(node.Source, over).Condition(node.Body), true);
        var list = List(node.Source);
        return Bare(node.Body) is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.NotEqual } ne && IsVariable(ne.Left, over) && Bare(ne.Right) is ConstantNode c
            ? new Expr.Not(new Expr.Has(list, Literal(c, ne.Left.TypeReference)))
            : new Expr.Each(list, new FilterReading(set, words, option, made, over).Condition(node.Body), true);
    }

    FilterReading Inner(CollectionNode source, RangeVariable over) => new(LinkOf(source).To, words, option, null, over);

    Link LinkOf(CollectionNode source) => source is CollectionNavigationNode { Source: ResourceRangeVariableReferenceNode } navigation && Link.Find(set, navigation.NavigationProperty.Name) is { } link
        ? link : throw new QueryException($"{option}: a way over several links has no translation", null, "one link, such as records/any(r: r/gap_ev gt 4)");

    Expr.Col List(CollectionNode source) => source switch
    {
        CollectionPropertyAccessNode { Source: ResourceRangeVariableReferenceNode } own => new Expr.Col(EntityModel.Find(set, own.Property.Name)!.Name),
        CollectionPropertyAccessNode { Source: SingleNavigationNode { Source: ResourceRangeVariableReferenceNode } way } there when Link.Find(set, way.NavigationProperty.Name) is { } link =>
            new Expr.Col($"{link.Name}/{EntityModel.Find(link.To, there.Property.Name)!.Name}"),
        _ => throw new QueryException($"{option}: a list column is wanted", null, "elements, or a link and a list such as molecule/levels"),
    };

    static bool IsVariable(SingleValueNode node, RangeVariable over) => Bare(node) is NonResourceRangeVariableReferenceNode r && r.RangeVariable == over;

    /// <summary>The expression of a value: a column, a literal, a function, arithmetic.</summary>
    internal Expr Value(SingleValueNode node)
    {
        if (++_depth > MaxDepth) throw new QueryException($"{option}: nested more than {MaxDepth} deep", null, "a flatter expression");
        try
        {
            switch (node)
            {
                case ConvertNode { Source: ConstantNode constant } convert: return new Expr.Const(Literal(constant, convert.TypeReference));
                case ConvertNode convert: return Value(convert.Source);
                case ConstantNode constant: return new Expr.Const(Literal(constant, constant.TypeReference));
                case SingleValuePropertyAccessNode access: return Column(access);
                case SingleValueOpenPropertyAccessNode { Source: SingleComplexNode data } open: return new Expr.Member(data.Property.Name, open.Name);
                case SingleValueOpenPropertyAccessNode open: return new Expr.Col(made?.Contains(open.Name) == true ? open.Name : throw FilterWords.UnknownColumn(option, set, open.Name, Find(open.Name) ?? 0));
                case NonResourceRangeVariableReferenceNode reference when reference.RangeVariable == variable: return new Expr.Item();
                case CountNode { Source: CollectionPropertyAccessNode } count: return new Expr.Call("count", [List(count.Source)]);
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
        if (!FilterWords.Functions.Contains(name)) throw FilterWords.Missing("$filter", "function", call.Name, Find(call.Name) ?? 0, FilterWords.Functions, "a function: " + string.Join(", ", FilterWords.Functions));
        return new Expr.Call(name, [.. call.Parameters.Select(p => Value((SingleValueNode)p))]);
    }

    Expr.Col Column(SingleValuePropertyAccessNode access) => access.Source switch
    {
        ResourceRangeVariableReferenceNode row when variable is null || row.RangeVariable == variable => new Expr.Col(EntityModel.Find(set, access.Property.Name)!.Name),
        SingleNavigationNode { Source: ResourceRangeVariableReferenceNode row } way when variable is null || row.RangeVariable == variable =>
            new Expr.Col($"{Link.Find(set, way.NavigationProperty.Name)!.Name}/{EntityModel.Find(Link.Find(set, way.NavigationProperty.Name)!.To, access.Property.Name)!.Name}"),
        _ => throw Refused(access, "the name of a column, or a link and a column such as molecule/formula"),
    };

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
                return double.IsFinite(number) ? number : throw new QueryException($"{option}: '{node.LiteralText}' is no finite number", At(node.LiteralText), "a finite number; values that are not finite are never stored");
            }
            return Convert.ToInt64(value, CultureInfo.InvariantCulture);
        }
        if (DayOf(node) is { } day) return day;
        return value switch
        {
            null or string or bool => value,
            DateTimeOffset t => t.UtcDateTime,
            Guid g => g.ToString(),
            _ => throw new QueryException($"{option}: a literal of type {node.TypeReference?.FullName()} has no use here", At(node.LiteralText), "text, a number, true, false, null or a time"),
        };
    }

    /// <summary>The start (UTC) of the day that a date literal names, null for other literals.</summary>
    static DateTime? DayOf(ConstantNode node) => node.Value is not null && node.TypeReference.IsDate()
        ? DateOnly.Parse(node.Value.ToString()!, CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : null;

    static SingleValueNode Bare(SingleValueNode node) => node is ConvertNode convert ? Bare(convert.Source) : node;

    static bool IsCondition(SingleValueNode node) => Bare(node) is BinaryOperatorNode { OperatorKind: <= BinaryOperatorKind.LessThanOrEqual } or UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } or InNode or AnyNode or AllNode
        or SingleValueFunctionCallNode { Name: "contains" or "startswith" or "endswith" };

    string Operator(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equal => "eq", BinaryOperatorKind.NotEqual => "ne", BinaryOperatorKind.GreaterThan => "gt", BinaryOperatorKind.GreaterThanOrEqual => "ge",
        BinaryOperatorKind.LessThan => "lt", BinaryOperatorKind.LessThanOrEqual => "le", BinaryOperatorKind.Add => "add", BinaryOperatorKind.Subtract => "sub",
        BinaryOperatorKind.Multiply => "mul", BinaryOperatorKind.Divide => "div", BinaryOperatorKind.Modulo => "mod",
        _ => throw new QueryException($"{option}: the operator {kind} has no translation"),
    };

    int? Find(string word) => words.Where(w => w.IsName && w.Text.Equals(word, StringComparison.OrdinalIgnoreCase)).Select(w => (int?)w.Position).FirstOrDefault();

    int At(string? literal) => words.FirstOrDefault(w => w.Text == literal).Position;

    QueryException Refused(QueryNode node, string expected) => new($"{option}: {node.Kind} has no translation", node switch
    {
        CountNode => words.FirstOrDefault(w => w.Text == "$").Position,
        ConstantNode constant => At(constant.LiteralText),
        _ => 0,
    }, expected);
}
