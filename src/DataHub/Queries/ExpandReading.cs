// Reads $expand: which links are followed, and what is asked of the rows there.
using DataHub.Model;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

/// <summary>Reads a parsed $expand with its nested options.</summary>
sealed class ExpandReading(List<Word> words)
{
    const int Deepest = 3;

    /// <summary>The expansions of a set.</summary>
    public IReadOnlyList<Expansion> Read(QuerySet set, SelectExpandClause? clause, int depth)
    {
        var found = new List<Expansion>();
        foreach (var item in clause?.SelectedItems ?? [])
            switch (item)
            {
                case ExpandedNavigationSelectItem way: found.Add(One(set, way, depth)); break;
                case ExpandedReferenceSelectItem or ExpandedCountSelectItem: throw new QueryException("$expand: references and bare counts are not answered", 0, "the link itself, such as records($select=id;$count=true)");
            }
        return found;
    }

    Expansion One(QuerySet set, ExpandedNavigationSelectItem way, int depth)
    {
        string name = way.PathToNavigationProperty.LastSegment is NavigationPropertySegment segment ? segment.NavigationProperty.Name : "";
        var link = Link.Find(set, name) ?? throw new QueryException($"$expand: {set} have no link '{name}'", 0, string.Join(", ", Link.All.Where(l => l.From == set).Select(l => l.Name)));
        if (depth == Deepest) throw new QueryException($"$expand: nested more than {Deepest} deep", Position(name), "fewer links inside each other");
        if (way.ApplyOption is not null || way.LevelsOption is not null) throw new QueryException("$expand: $apply and $levels inside an expansion are not answered", Position(name), "$filter, $orderby, $top, $skip, $count, $select, $compute, $search, $expand");
        var computed = way.ComputeOption?.ComputedItems.Select(i => new Computed(i.Alias, new FilterReading(link.To, words, "$expand").Value(i.Expression))).ToList() ?? [];
        var made = computed.Select(c => c.Name).ToHashSet();
        if (way.SearchOption is not null) throw new QueryException("$expand: $search inside an expansion is not answered", Position(name), "$search of the request itself");
        var query = new Query(link.To)
        {
            Compute = computed,
            Filter = way.FilterOption is { } filter ? new FilterReading(link.To, words, "$expand", made).Condition(filter.Expression) : null,
            OrderBy = ODataReading.Orders(way.OrderByOption, new FilterReading(link.To, words, "$expand", made)),
            Top = (int?)way.TopOption,
            Skip = (int)(way.SkipOption ?? 0),
            Select = Selected(link.To, way.SelectAndExpand),
        };
        return new Expansion(link, query, way.CountOption == true, Read(link.To, way.SelectAndExpand, depth + 1));
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
