// Reads $expand: which links are followed, and what is asked of the rows there.
using DataHub.Model;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

/// <summary>Reads a parsed $expand with its nested options.</summary>
sealed class ExpandReading(List<Word> words)
{
    const int Deepest = 3;

    /// <summary>The expansions of a set.</summary>
    public IReadOnlyList<Expansion> Read(QuerySet set, SelectExpandClause? clause, string text, int depth)
    {
        var said = Split(text, ',').GroupBy(p => p.Split('(', '/')[0].Trim().ToLowerInvariant()).ToDictionary(g => g.Key, g => g.Last().Trim());
        var found = new List<Expansion>();
        foreach (var item in clause?.SelectedItems ?? [])
            switch (item)
            {
                case ExpandedNavigationSelectItem way: found.Add(One(set, way, Shown.Rows, said, depth)); break;
                case ExpandedCountSelectItem number: found.Add(One(set, number, Shown.Number, said, depth)); break;
                case ExpandedReferenceSelectItem references: found.Add(One(set, references, Shown.References, said, depth)); break;
            }
        return found;
    }

    Expansion One(QuerySet set, ExpandedReferenceSelectItem way, Shown shown, Dictionary<string, string> said, int depth)
    {
        string name = way.PathToNavigationProperty.LastSegment is NavigationPropertySegment segment ? segment.NavigationProperty.Name : "";
        var link = Link.Find(set, name) ?? throw new QueryException($"$expand: {set} have no link '{name}'", 0, string.Join(", ", Link.All.Where(l => l.From == set).Select(l => l.Name)));
        if (depth == Deepest) throw new QueryException($"$expand: nested more than {Deepest} deep", Position(name), "fewer links inside each other");
        if (shown == Shown.Number && !link.Many) throw new QueryException($"$expand: {name} leads to one row, which is not counted", Position(name), "a link to many rows, such as records/$count");
        if (way.ApplyOption is not null) throw new QueryException("$expand: $apply inside an expansion is not answered", Position(name), "$filter, $orderby, $top, $skip, $count, $select, $compute, $search, $expand, $levels");
        var inner = way as ExpandedNavigationSelectItem;
        var computed = way.ComputeOption?.ComputedItems.Select(i => new Computed(i.Alias, new FilterReading(link.To, words, "$expand").Value(i.Expression))).ToList() ?? [];
        var made = computed.Select(c => c.Name).ToHashSet();
        var query = new Query(link.To)
        {
            Compute = computed,
            Filter = way.FilterOption is { } filter ? new FilterReading(link.To, words, "$expand", made).Condition(filter.Expression) : null,
            OrderBy = ODataReading.Orders(way.OrderByOption, new FilterReading(link.To, words, "$expand", made)),
            Top = (int?)way.TopOption,
            Skip = (int)(way.SkipOption ?? 0),
            Select = shown == Shown.Rows ? Selected(link.To, inner?.SelectAndExpand) : [.. SetColumns.Key(link.To).Select(c => c.Name)],
            Search = way.SearchOption is { } search ? Words(search.Expression) : null,
        };
        string own = said.GetValueOrDefault(name.ToLowerInvariant()) is { } part && part.EndsWith(')') ? part[(part.IndexOf('(') + 1)..^1] : "";
        var options = Split(own, ';').Select(o => o.Split('=', 2)).Where(o => o.Length == 2).Select(o => (Name: "$" + o[0].Trim().TrimStart('$').ToLowerInvariant(), Text: o[1].Trim())).ToList();
        var expansion = new Expansion(link, query, way.CountOption == true, Read(link.To, inner?.SelectAndExpand, options.FirstOrDefault(o => o.Name == "$expand").Text ?? "", depth + 1), shown)
        {
            Said = string.Concat(options.Where(o => o.Name is not ("$count" or "$levels")).Select(o => $"{o.Name}={Uri.EscapeDataString(o.Text)}&")),
        };
        if (inner?.LevelsOption is not { } levels) return expansion;
        // A link that leads to its own set again is followed so often, as deep as expansions go.
        int times = link.To != set ? 1 : levels.IsMaxLevel ? Deepest : (int)Math.Min(levels.Level, Deepest);
        if (!levels.IsMaxLevel && levels.Level > Deepest) throw new QueryException($"$expand: $levels={levels.Level}", Position(name), $"at most {Deepest}, or max");
        for (var last = expansion; times > 1; times--) expansion = last with { Expand = [.. last.Expand, expansion] };
        return expansion;
    }

    /// <summary>The words of a nested $search, as they were said.</summary>
    static string Words(QueryNode node) => node switch
    {
        SearchTermNode term => term.Text.Any(char.IsWhiteSpace) ? $"\"{term.Text}\"" : term.Text,
        UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } not => $"NOT {Words(not.Operand)}",
        BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And } and => $"({Words(and.Left)} AND {Words(and.Right)})",
        BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } or => $"({Words(or.Left)} OR {Words(or.Right)})",
        _ => throw new QueryException("$expand: this $search has no translation", 0, "words, quoted texts, AND, OR, NOT"),
    };

    /// <summary>The parts of a text between separators that stand neither in quotes nor in parentheses.</summary>
    static IEnumerable<string> Split(string text, char separator)
    {
        int depth = 0, start = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'') quoted = !quoted;
            if (quoted) continue;
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == separator && depth == 0) { yield return text[start..i]; start = i + 1; }
        }
        if (start < text.Length) yield return text[start..];
    }

    static List<string> Selected(QuerySet set, SelectExpandClause? clause)
    {
        if (clause is null || clause.AllSelected) return [];
        var names = new List<string>();
        foreach (var path in clause.SelectedItems.OfType<PathSelectItem>())
            names.Add(path.SelectedPath.FirstSegment switch
            {
                PropertySegment p => EntityModel.Find(set, p.Property.Name)!.Name,
                DynamicPathSegment d => d.Identifier,
                var other => throw new QueryException($"$expand: {other.Identifier} cannot be selected", 0, "names of columns"),
            });
        return names;
    }

    int Position(string name) => words.FirstOrDefault(w => w.Text.Equals(name, StringComparison.OrdinalIgnoreCase)).Position;
}
