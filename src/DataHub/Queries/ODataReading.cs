// OData query options -> the neutral query, by the parser of Microsoft.OData.Core.
using System.Globalization;
using DataHub.Model;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace DataHub.Queries;

/// <summary>An OData request: the query (its Top is what the client asked for), whether a count is wanted, and the page size that the server imposes.</summary>
public sealed record ODataRequest(Query Query, bool Count, int PageSize)
{
    /// <summary>Linked rows that are shown inside each row.</summary>
    public IReadOnlyList<Expansion> Expand { get; init; } = [];

    /// <summary>Only what came in after this time (UTC): a request by a delta link.</summary>
    public DateTime? Since { get; init; }

    /// <summary>The texts that say which rows there are and in which order: a page token fits only these.</summary>
    internal string Said { get; init; } = "";

    /// <summary>Rows that the pages before this one have given.</summary>
    public int Given { get; init; }

    /// <summary>Rows that this page holds at most.</summary>
    public int PageRows => Math.Min(Query.Top ?? int.MaxValue, PageSize);

    /// <summary>The place of a row as text for the next link, by the position that the store tells for it.</summary>
    public string TokenAfter(IReadOnlyList<object?> position) => PageToken.Write(Said, Query.AsOf, position);
}

/// <summary>What an expansion shows of the rows behind a link: the rows, their ids, or only how many they are.</summary>
public enum Shown
{
    /// <summary>The rows.</summary>
    Rows,
    /// <summary>Their ids.</summary>
    References,
    /// <summary>Their number.</summary>
    Number,
}

/// <summary>A link that is followed from each row, with what is asked of the rows there; Top and Skip hold for each row by itself.</summary>
public sealed record Expansion(Link Link, Query Query, bool Count, IReadOnlyList<Expansion> Expand, Shown Shown = Shown.Rows)
{
    /// <summary>The options of the expansion as they stand in an address, each with an ampersand behind it: a link to more of the rows says them again.</summary>
    public string Said { get; init; } = "";
}

/// <summary>Reads OData query options. The entity model derives from <see cref="SetColumns"/> and <see cref="Link"/>.</summary>
public static class ODataReading
{
    /// <summary>Rows on a page of few columns where the client says nothing; about a megabyte at most.</summary>
    public const int DefaultPage = 1000;
    /// <summary>Rows on a page of all columns where the client says nothing.</summary>
    public const int WidePage = 250;
    /// <summary>Rows on a page that shows linked rows, where the client says nothing.</summary>
    public const int LinkedPage = 100;
    /// <summary>Columns up to which a page is one of few columns.</summary>
    const int FewColumns = 25;
    /// <summary>Rows on a page at most.</summary>
    public const int LargestPage = 1_000_000;
    /// <summary>Rows on a page at most where they have to be held in memory, as for $expand; what a page of more rows may cost less for, see <see cref="Query.AnyOrder"/>.</summary>
    public const int LargestHeldPage = 10_000;
    /// <summary>Characters that one option may have.</summary>
    public const int LongestOption = 60_000;

    static readonly string[] Options = ["$filter", "$orderby", "$select", "$expand", "$apply", "$compute", "$top", "$skip", "$count", "$search", "$skiptoken", "$deltatoken", "$format"];
    static readonly string[] Later = ["$index", "$schemaversion", "$levels", "$id"];
    /// <summary>Options whose text may name parameter aliases.</summary>
    static readonly string[] Aliased = ["$filter", "$orderby", "$compute", "$apply", "$expand"];

    /// <summary>The entity data model: the sets with their columns and links.</summary>
    public static IEdmModel Model => EntityModel.Whole;

    /// <summary>Reads the options of a request to a set ($filter, $orderby, ...; the $ may be left out).</summary>
    /// <exception cref="QueryException">An option is wrong: message (which begins with the option's name), position in its text and what was expected.</exception>
    public static ODataRequest Read(QuerySet set, IEnumerable<KeyValuePair<string, string>> options)
    {
        var given = Given([.. options]);
        string? Text(string name) => given.GetValueOrDefault(name);
        var texts = new OptionTexts(set, Text("$apply"), Text("$compute"));
        var query = new Query(set)
        {
            Apply = texts.Steps,
            Compute = texts.Computed,
            Filter = Text("$filter") is { } filter ? texts.Parsed("$filter", filter, (p, words) => new FilterReading(set, words, "$filter", texts.Made).Condition(p.ParseFilter().Expression)) : null,
            OrderBy = Text("$orderby") is { } order ? texts.Parsed("$orderby", order, (p, words) => Orders(p.ParseOrderBy(), new FilterReading(set, words, "$orderby", texts.Made))) : [],
            Select = Text("$select") is { } select ? Select(set, select, texts) : [],
            Search = Text("$search") is { } search ? string.IsNullOrWhiteSpace(search) ? throw new QueryException("$search: words are missing", 0, "words to look for, such as $search=benzoic acid") : search : null,
            Top = Text("$top") is { } top ? Whole("$top", top) : null,
            Skip = Text("$skip") is { } skip ? Whole("$skip", skip) : 0,
        };
        var said = string.Join('\u001f', new[] { set.ToString(), Text("$filter"), Text("$orderby"), Text("$search"), Text("$apply"), Text("$compute"), Text("$deltatoken") });
        int rows = Text("$skiptoken") is { } token ? PageToken.ReadRows(token) : 0;
        if (rows > 0) query = query with { Top = query.Top is { } whole ? Math.Max(0, whole - rows) : null, Skip = (int)Math.Min((long)query.Skip + rows, int.MaxValue) };
        if (Text(PageToken.Position) is { } place) query = rows == 0 ? throw new QueryException($"{PageToken.Position}: it stands without $skiptoken", 0, "both of an @odata.nextLink, unchanged")
            : PageToken.Read(said, place) is var (asOf, after) ? query with { After = after, AsOf = asOf, Skip = 0 } : query;
        bool count = Text("$count") is { } c && (bool.TryParse(c, out bool wanted) ? wanted : throw new QueryException($"$count: '{c}' is no truth value", 0, "true or false"));
        var expand = Text("$expand") is { } ways ? texts.Parsed("$expand", ways, (p, words) => new ExpandReading(words).Read(set, p.ParseSelectAndExpand(), ways, 0)) : [];
        if (expand.Count > 0 && texts.Grouped) throw new QueryException("$expand: rows that $apply has grouped have no links", 0, "$expand without groupby and aggregate");
        int page = expand.Any(e => e.Shown != Shown.Number) ? LinkedPage : query.Select.Count is 0 or > FewColumns && !texts.Grouped ? WidePage : DefaultPage;
        return new ODataRequest(query, count, page) { Said = said, Expand = expand, Given = rows, Since = Text("$deltatoken") is { } delta ? PageToken.ReadTime(delta) : null };
    }

    /// <summary>The system options by their full names; others are no business of OData and left out.</summary>
    static Dictionary<string, string> Given(IReadOnlyList<KeyValuePair<string, string>> options)
    {
        var given = new Dictionary<string, string>();
        var aliases = options.Where(o => o.Key.StartsWith('@')).DistinctBy(o => o.Key).ToDictionary(o => o.Key[1..], o => o.Value);
        foreach (var (key, text) in options)
        {
            string name = key == PageToken.Position ? key : (key.StartsWith('$') ? key : "$" + key).ToLowerInvariant();
            if (Later.Contains(name)) throw new QueryException($"{name}: this service does not answer it", null, string.Join(", ", Options)) { IsUnknown = true };
            if (name != PageToken.Position && !Options.Contains(name))
            {
                if (key.StartsWith('$')) throw FilterWords.Unknown(key, "query option", key, 0, Options, string.Join(", ", Options));
                continue;
            }
            if (text.Length > LongestOption) throw new QueryException($"{name}: {text.Length} characters", LongestOption, $"at most {LongestOption} characters");
            if (!given.TryAdd(name, Aliased.Contains(name) ? FilterWords.Filled(name, text, aliases) : text)) throw new QueryException($"{name}: given twice", null, "each option once");
        }
        return given;
    }

    static int Whole(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw new QueryException($"{option}: '{text}' is no whole number", 0, $"a whole number from 0 to {int.MaxValue}");

    static List<string> Select(QuerySet set, string text, OptionTexts texts)
    {
        var columns = new List<string>();
        int position = 0;
        foreach (var part in text.Split(','))
        {
            string name = part.Trim();
            int at = position + (part.Length - part.TrimStart().Length);
            position += part.Length + 1;
            if (name.Length == 0) throw new QueryException("$select: a name is missing", at, $"the name of a column of {set}");
            if (texts.Made.Contains(name)) { columns.Add(name); continue; }
            if (name == "*") { columns.AddRange(texts.Grouped ? texts.Made : EntityModel.ColumnsOf(set).Where(c => !c.IsAside).Select(c => c.Name).Concat(texts.Made)); continue; }
            // A member of open data is part of its column; a link is for $expand, and naming it selects nothing more.
            if (name.Split('/')[0] is "extras" or "uncertainties" && set == QuerySet.Calculations) name = name.Split('/')[0];
            if (Link.Find(set, name) is not null) continue;
            columns.Add(EntityModel.Find(set, name)?.Name ?? throw FilterWords.UnknownColumn("$select", set, name, at));
        }
        return [.. columns.Distinct()];
    }

    /// <summary>The keys of an ordering.</summary>
    internal static List<Order> Orders(OrderByClause? first, FilterReading reading)
    {
        var keys = new List<Order>();
        for (var clause = first; clause is not null; clause = clause.ThenBy)
        {
            if (keys.Count == 16) throw new QueryException("$orderby: more than 16 keys", null, "at most 16 keys");
            keys.Add(new Order(reading.Value(clause.Expression), clause.Direction == OrderByDirection.Descending));
        }
        return keys;
    }
}

/// <summary>Numbers with more digits than a double holds come as decimals, which have no common type with a double: they are compared as doubles.</summary>
sealed class NumberResolver : ODataUriResolver
{
    public override void PromoteBinaryOperandTypes(BinaryOperatorKind kind, ref SingleValueNode left, ref SingleValueNode right, out IEdmTypeReference type)
    {
        (left, right) = (Double(left), Double(right));
        base.PromoteBinaryOperandTypes(kind, ref left, ref right, out type);
    }

    static SingleValueNode Double(SingleValueNode node) => node is ConstantNode { Value: decimal d } constant ? new ConstantNode((double)d, constant.LiteralText) : node;
}
