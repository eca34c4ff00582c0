// The filter tree of OPTIMADE -> the neutral condition.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Optimade;

/// <summary>
/// Translates filters over one entry type. A comparison with an unknown value is false, its contrary true. What depends on the composition alone is decided here, over the distinct formulas of the archive.
/// </summary>
/// <param name="prefix">Own prefix, without underscores.</param>
/// <param name="formulas">The distinct Hill formulas.</param>
public sealed class FilterTranslation(EntryType entry, string prefix, Func<IReadOnlyList<Composition>> formulas)
{
    static readonly Expr No = new Expr.Const(false), Yes = new Expr.Const(true);

    /// <summary>Properties of other providers that were met; they count as unknown.</summary>
    public List<string> Foreign { get; } = [];

    /// <summary>The condition.</summary>
    /// <exception cref="QueryException">It names an unknown property, compares what cannot be compared, or (IsUnknown) is an optional feature that is not there.</exception>
    public Expr Translate(FilterNode node) => node switch
    {
        FilterNode.And a => new Expr.And(Translate(a.Left), Translate(a.Right)),
        FilterNode.Or o => new Expr.Or(Translate(o.Left), Translate(o.Right)),
        FilterNode.Not n => new Expr.Not(Translate(n.Operand)),
        FilterNode.Compare c => Compare(c),
        FilterNode.Known k => Known(k),
        FilterNode.Has h => Has(h),
        FilterNode.Length l => Length(l),
        FilterNode.Zipped z => throw new QueryException($"filter: lists walked in step ({string.Join(':', z.Properties)}) cannot be asked for", z.Position) { IsUnknown = true },
        _ => throw new ArgumentException(node.GetType().Name),
    };

    /// <summary>The field; null for a property of another provider.</summary>
    EntryField? Field(string name)
    {
        if (Related(name) is { } related) return related;
        if (entry.Find(name) is { } field) return field;
        if (name.StartsWith('_') && !name.StartsWith($"_{prefix}_", StringComparison.Ordinal) && name.IndexOf('_', 1) > 1) { Foreign.Add(name); return null; }
        throw new QueryException($"filter: {entry.Name} have no property '{name}'", null, string.Join(", ", entry.Fields.Where(f => !f.OnRequest).Select(f => f.Name)));
    }

    /// <summary>Ids of related entries: the dataset of a record, and structure and calculation of the same id.</summary>
    EntryField? Related(string name)
    {
        var column = (entry.Name, name) switch { ("structures" or "calculations", "references.id") => "dataset", ("structures", "calculations.id") or ("calculations", "structures.id") => "id", _ => null };
        return column is null ? null : new(name, "list", null, "", _ => null) { Value = new Expr.Col(column) };
    }

    Expr Compare(FilterNode.Compare c)
    {
        if (c.Left.Property is null && c.Right.Property is null) return new Expr.Const(Test(c.Left.Value, c.Op, c.Right.Value));
        if (c.Left.Property is null) return Compare(new(c.Right, Turned(c.Op), c.Left));
        var left = Field(c.Left.Property);
        if (c.Right.Property is { } other)
        {
            if (Field(other) is not { } right || left is null) return No;
            if (left is not { Value: { } a, Sortable: true } || right is not { Value: { } b, Sortable: true }) throw Absent($"'{left.Name}' cannot be compared with another property");
            if (left.Type != right.Type && !(Numeric(left) && Numeric(right))) throw Mismatch(left, right.Type);
            return new Expr.And(new Expr.And(Told(a), Told(b)), Condition(a, c.Op, b, left));
        }
        if (left is null) return No;
        if (left is { Of: { } of, Type: not "list" }) return Decided(left, x => Of(left, of(x), c.Op, c.Right.Value));
        if (left.Type == "list") throw new QueryException($"filter: '{left.Name}' is a list; it is asked for by HAS and LENGTH", null, "HAS or LENGTH");
        return left.Value is { } value ? One(left, value, c.Op, c.Right) : throw Absent($"'{left.Name}' cannot be compared");
    }

    static bool Of(EntryField field, object? value, string op, object? constant) => Fits(field, constant) ? value is not null && Test(value, op, constant) : throw Mismatch(field, TypeOf(constant));
    static bool Numeric(EntryField f) => f.Type is "integer" or "float";

    static Expr One(EntryField field, Expr value, string op, FilterOperand operand)
    {
        object? constant = operand.Property is null ? operand.Value : throw Absent("lists are compared with values only");
        if (field.Type == "timestamp")
            constant = constant is string text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : throw Mismatch(field, TypeOf(constant));
        else if (!Fits(field, constant)) throw Mismatch(field, TypeOf(constant));
        return new Expr.And(Told(value), Condition(value, op, new Expr.Const(constant), field));
    }

    static bool Fits(EntryField field, object? constant) => field.Type switch { "integer" or "float" => constant is long or double, "boolean" => constant is bool, "list" => true, _ => constant is string };

    static Expr Condition(Expr left, string op, Expr right, EntryField field)
    {
        if (Word(op) is not { } function) return new Expr.Compare(Sign(op), left, right);
        return field.Type is "string" or "list" ? new Expr.Call(function, [left, right]) : throw new QueryException($"filter: {op} looks into text, but '{field.Name}' is a {field.Type}", null, "a comparison");
    }

    Expr Known(FilterNode.Known k)
    {
        if (Field(k.Property) is not { } field) return k.IsKnown ? No : Yes;
        if (field is { Fixed: true, Of: { } of }) return of(Composition.Of("")) is not null == k.IsKnown ? Yes : No;
        var value = field.Value ?? field.List;
        return value is null ? k.IsKnown ? Yes : No : new Expr.Compare(k.IsKnown ? "ne" : "eq", value, new Expr.Const(null));
    }

    Expr Has(FilterNode.Has h)
    {
        if (Field(h.Property) is not { } field) return No;
        if (field.Type != "list") throw new QueryException($"filter: '{field.Name}' is no list, HAS looks into lists", null, "a comparison");
        if (h.Items.Any(i => i.Value.Property is not null)) throw Absent("elements of lists are compared with values only");
        if (field.Of is { } of)
        {
            return Decided(field, x =>
            {
                var list = of(x) switch { string[] t => [.. t], double[] d => d.Cast<object>().ToArray(), _ => null };
                if (list is null) return false;
                if (list.Length > 0 && h.Items.FirstOrDefault(i => !(list[0] is string ? i.Value.Value is string : i.Value.Value is long or double)) is { Op: not null } bad) throw Mismatch(field, TypeOf(bad.Value.Value));
                return h.Kind switch
                {
                    "ALL" => h.Items.All(i => list.Any(e => Test(e, i.Op, i.Value.Value))),
                    "ONLY" => list.All(e => h.Items.Any(i => Test(e, i.Op, i.Value.Value))),
                    _ => list.Any(e => h.Items.Any(i => Test(e, i.Op, i.Value.Value))),
                };
            });
        }
        Expr Joined(IReadOnlyList<Expr> parts, bool all) => FilterGrammar.Balanced<Expr>(parts, all ? (a, b) => new Expr.And(a, b) : (a, b) => new Expr.Or(a, b));
        if (field.Value is { } value) return Joined([.. h.Items.Select(i => One(field, value, i.Op, i.Value))], h.Kind == "ALL");
        if (field.List is not { } list) throw Absent($"the elements of '{field.Name}' cannot be asked for");
        Expr Each(IEnumerable<(string Op, FilterOperand Value)> items, bool all) => new Expr.Each(list, Joined([.. items.Select(i => new Expr.Compare(Sign(i.Op), new Expr.Item(), new Expr.Const(i.Value.Value)))], false), all);
        return h.Kind switch
        {
            "ALL" => Joined([.. h.Items.Select(i => Each([i], false))], true),
            "ONLY" => new Expr.And(Told(list), Each(h.Items, true)),
            _ => Each(h.Items, false),
        };
    }

    Expr Length(FilterNode.Length l)
    {
        if (Field(l.Property) is not { } field) return No;
        if (field.Type != "list") throw new QueryException($"filter: '{field.Name}' is no list and has no LENGTH", null, "a comparison");
        if (l.Value.Value is not long n) throw new QueryException("filter: LENGTH is compared with a whole number", null, "a whole number");
        if (field.Of is { } of) return Decided(field, x => of(x) is Array a && Test((long)a.Length, l.Op, n));
        if (field.Value is { } value) return new Expr.And(Told(value), Test(1L, l.Op, n) ? Yes : No);
        if (field.Name == "cartesian_site_positions") return new Expr.Compare(Sign(l.Op), new Expr.Col("atoms"), new Expr.Const(n));
        return field.List is { } list ? new Expr.And(Told(list), new Expr.Compare(Sign(l.Op), new Expr.Call("count", [list]), new Expr.Const(n))) : throw Absent($"the length of '{field.Name}' cannot be asked for");
    }

    Expr Decided(EntryField field, Func<Composition, bool> holds) => field.Fixed ? holds(Composition.Of("")) ? Yes : No
        : new Expr.In(new Expr.Col("formula"), [.. formulas().Where(holds).Select(c => (object?)c.Hill)]);

    /// <summary>Whether a comparison of two values holds; text is compared by its code units, text and numbers never.</summary>
    public static bool Test(object? left, string op, object? right)
    {
        if (left is string s && right is string t)
            return op switch { "STARTS" => s.StartsWith(t, StringComparison.Ordinal), "ENDS" => s.EndsWith(t, StringComparison.Ordinal), "CONTAINS" => s.Contains(t, StringComparison.Ordinal), _ => Holds(string.CompareOrdinal(s, t), op) };
        if (Word(op) is not null) throw new QueryException($"filter: {op} looks into text", null, "text in double quotes");
        if (left is bool a && right is bool b) return Holds(a.CompareTo(b), op);
        if (left is long or double && right is long or double) return Holds(Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)), op);
        throw new QueryException($"filter: a {TypeOf(left)} cannot be compared with a {TypeOf(right)}");
    }

    static bool Holds(int order, string op) => op switch { "=" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    static string? Word(string op) => op switch { "STARTS" => "startswith", "ENDS" => "endswith", "CONTAINS" => "contains", _ => null };
    static string Sign(string op) => op switch { "=" => "eq", "!=" => "ne", "<" => "lt", "<=" => "le", ">" => "gt", _ => "ge" };
    static string Turned(string op) => op switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => op };
    static Expr Told(Expr value) => new Expr.Compare("ne", value, new Expr.Const(null));
    static string TypeOf(object? value) => value switch { string => "string", bool => "boolean", long => "integer", _ => "float" };
    static QueryException Absent(string what) => new($"filter: {what}") { IsUnknown = true };
    static QueryException Mismatch(EntryField field, string type) => new($"filter: '{field.Name}' is a {field.Type} and cannot be compared with a {type}", null, $"a {field.Type}");
}
