// Reads $apply: the steps of a pipeline. What the parser knows (filter, groupby, aggregate, compute) it reads; the rest is taken apart here.
using System.Globalization;
using DataHub.Model;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace DataHub.Queries;

/// <summary>Reads the text of a $apply over one set.</summary>
sealed class ApplyReading(QuerySet set, Func<string, IReadOnlyDictionary<string, string>, ODataQueryOptionParser> parser)
{
    const int MostSteps = 20;
    static readonly string[] Parsed = ["filter", "groupby", "aggregate", "compute"];
    static readonly string[] Best = ["topcount", "bottomcount", "topsum", "bottomsum", "toppercent", "bottompercent"];
    static readonly string[] Transformations = [.. Parsed, .. Best, "orderby", "top", "skip", "identity"];

    readonly HashSet<string> _made = [];
    bool _grouped;

    /// <summary>Names that the steps have made; the only ones there are, once rows are <see cref="Grouped"/>.</summary>
    public IReadOnlySet<string> Made => _made;

    /// <summary>True if the rows are no longer those of the set.</summary>
    public bool Grouped => _grouped;

    /// <summary>The part of the text that the parser must see so that later options know the names.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>The steps of a text.</summary>
    public IReadOnlyList<Step> Read(string text)
    {
        var steps = new List<Step>();
        int position = 0;
        foreach (var part in Split(text, '/'))
        {
            int open = part.IndexOf('(');
            string name = (open < 0 ? part : part[..open]).Trim().ToLowerInvariant();
            if (!Transformations.Contains(name)) throw FilterWords.Missing("$apply", "transformation", name, position, Transformations, string.Join(", ", Transformations));
            if (steps.Count == MostSteps) throw new QueryException($"$apply: more than {MostSteps} steps", position, "fewer steps");
            string inner = open > 0 && part.TrimEnd().EndsWith(')') ? part[(open + 1)..part.LastIndexOf(')')] : name == "identity" ? "" : throw new QueryException($"$apply: {name} needs parentheses", position, $"{name}(...)");
            if (Parsed.Contains(name)) steps.Add(ByParser(part.Trim(), position));
            else if (Best.Contains(name)) steps.Add(TheBest(name, inner, position));
            else if (name == "orderby") steps.Add(new Step.Page(Keys(inner, position), 0, null));
            else if (name is "top" or "skip")
            {
                int n = int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out int whole) ? whole : throw new QueryException($"$apply: '{inner}' is no whole number", position, $"{name}(10)");
                // An ordering directly before it is the order of the page.
                var order = steps.Count > 0 && steps[^1] is Step.Page { Top: null, Skip: 0 } page ? page.OrderBy : [];
                steps.Add(name == "top" ? new Step.Page(order, 0, n) : new Step.Page(order, n, null));
            }
            position += part.Length + 1;
        }
        return steps;
    }

    Step ByParser(string part, int position)
    {
        string whole = Prefix.Length == 0 ? part : $"{Prefix}/{part}";
        var words = FilterWords.Of(part);
        FilterNesting.Check("$apply", words);
        var clause = parser("$apply", new Dictionary<string, string> { ["$apply"] = whole }).ParseApply();
        Prefix = whole;
        var reading = new FilterReading(set, words, "$apply", _made);
        switch (clause.Transformations.Last())
        {
            case FilterTransformationNode filter: return new Step.Where(reading.Condition(filter.FilterClause.Expression));
            case ComputeTransformationNode compute:
                var columns = compute.Expressions.Select(e => new Computed(Name(e.Alias), reading.Value(e.Expression))).ToList();
                foreach (var c in columns) _made.Add(c.Name);
                return new Step.Compute(columns);
            case AggregateTransformationNode aggregate: return Group([], Aggregates(aggregate, reading));
            case GroupByTransformationNode group:
                var keys = group.GroupingProperties.SelectMany(Paths).ToList();
                return Group(keys, group.ChildTransformations is null ? [] : group.ChildTransformations is AggregateTransformationNode inner ? Aggregates(inner, reading)
                    : throw new QueryException("$apply: a grouping can only aggregate", position, "groupby((level),aggregate(gap_ev with average as mean_gap))"));
            case var other: throw new QueryException($"$apply: {other.Kind} has no translation", position, string.Join(", ", Transformations));
        }
    }

    Step.GroupBy Group(IReadOnlyList<string> keys, IReadOnlyList<Aggregate> aggregates)
    {
        _grouped = true;
        _made.Clear();
        foreach (var name in keys.Concat(aggregates.Select(a => a.Name))) _made.Add(name);
        return new Step.GroupBy(keys, aggregates);
    }

    /// <summary>The grouping properties: columns, and columns of a link.</summary>
    IEnumerable<string> Paths(GroupByPropertyNode node)
    {
        if (node.ChildTransformations.Count == 0) return [EntityModel.Find(set, node.Name)?.Name ?? node.Name];
        var link = Link.Find(set, node.Name) ?? throw new QueryException($"$apply: rows cannot be grouped by {node.Name}", null, "a column, or a link and a column such as molecule/formula");
        return node.ChildTransformations.Select(c => $"{link.Name}/{EntityModel.Find(link.To, c.Name)?.Name ?? c.Name}");
    }

    List<Aggregate> Aggregates(AggregateTransformationNode node, FilterReading reading)
    {
        var list = new List<Aggregate>();
        foreach (var e in node.AggregateExpressions)
        {
            if (e is not AggregateExpression one) throw new QueryException($"$apply: '{e.Alias}' aggregates over a link, which has no translation", null, "a column of the set itself");
            string method = one.Method switch
            {
                AggregationMethod.VirtualPropertyCount => "count", AggregationMethod.CountDistinct => "countdistinct", AggregationMethod.Sum => "sum",
                AggregationMethod.Average => "average", AggregationMethod.Min => "min", AggregationMethod.Max => "max",
                _ => throw new QueryException($"$apply: there is no aggregation '{one.MethodDefinition.MethodLabel}'", null, "sum, min, max, average, countdistinct, or $count as n"),
            };
            list.Add(new Aggregate(Name(one.Alias), method, method == "count" ? null : reading.Value(one.Expression)));
        }
        return list;
    }

    Step.Best TheBest(string name, string inner, int position)
    {
        var parts = Split(inner, ',').ToList();
        if (parts.Count != 2 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) || !double.IsFinite(amount) || amount < 0)
            throw new QueryException($"$apply: {name} takes an amount and an expression", position, $"{name}(10,gap_ev)");
        string measure = name.Replace("top", "").Replace("bottom", "");
        if (measure == "count" && (amount != Math.Floor(amount) || amount > int.MaxValue)) throw new QueryException($"$apply: {parts[0]} is no number of rows", position, $"{name}(10,gap_ev)");
        return new Step.Best(measure, name.StartsWith("top", StringComparison.Ordinal), amount, Keys(parts[1], position)[0].Key);
    }

    /// <summary>Expressions with a direction, as an ordering has them.</summary>
    IReadOnlyList<Order> Keys(string text, int position)
    {
        var options = new Dictionary<string, string> { ["$orderby"] = text };
        if (Prefix.Length > 0) options["$apply"] = Prefix;
        if (text.Trim().Length == 0) throw new QueryException("$apply: an expression is missing", position, "a column, such as gap_ev");
        var p = parser("$apply", options);
        if (Prefix.Length > 0) p.ParseApply();
        return ODataReading.Orders(p.ParseOrderBy(), new FilterReading(set, FilterWords.Of(text), "$apply", _made));
    }

    string Name(string alias) => alias.Length <= 100 ? alias : throw new QueryException($"$apply: the name '{alias[..20]}...' has {alias.Length} characters", null, "at most 100 characters");

    /// <summary>The parts of a text between separators that stand outside of quotes and parentheses.</summary>
    internal static IEnumerable<string> Split(string text, char separator)
    {
        int depth = 0, start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'') quoted = !quoted;
            if (quoted) continue;
            if (text[i] == '(') depth++;
            if (text[i] == ')') depth--;
            if (text[i] != separator || depth > 0) continue;
            yield return text[start..i];
            start = i + 1;
        }
        yield return text[start..];
    }
}
