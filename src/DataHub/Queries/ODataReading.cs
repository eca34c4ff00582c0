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
    /// <summary>Rows that this page holds at most.</summary>
    public int PageRows => Math.Min(Query.Top ?? int.MaxValue, PageSize);

    /// <summary>The $skiptoken of the page behind a row, by the position that the store tells for it.</summary>
    public string TokenAfter(IReadOnlyList<object?> position) => PageToken.Write(Query, position);
}

/// <summary>Reads OData query options. The entity model derives from <see cref="SetColumns"/>.</summary>
public static class ODataReading
{
    /// <summary>Rows on a page where the client says nothing.</summary>
    public const int DefaultPage = 1000;
    /// <summary>Rows on a page at most.</summary>
    public const int LargestPage = 10_000;
    /// <summary>Characters that one option may have.</summary>
    public const int LongestOption = 60_000;

    static readonly string[] Options = ["$filter", "$orderby", "$select", "$top", "$skip", "$count", "$search", "$skiptoken", "$format"];
    static readonly string[] Later = ["$expand", "$apply", "$compute", "$deltatoken", "$index", "$schemaversion", "$levels", "$id"];

    /// <summary>The entity data model: Calculations, Molecules, Datasets.</summary>
    public static IEdmModel Model => EntityModel.Whole;

    /// <summary>Reads the options ($filter, $orderby, $select, $top, $skip, $count, $search, $skiptoken; the $ may be left out) of a request to a set.</summary>
    /// <exception cref="QueryException">An option is wrong: message (which begins with the option's name), position in its text and what was expected.</exception>
    public static ODataRequest Read(QuerySet set, IEnumerable<KeyValuePair<string, string>> options)
    {
        var given = Given(options);
        string? Text(string name) => given.GetValueOrDefault(name);
        var query = new Query(set)
        {
            Filter = Text("$filter") is { } filter ? Filter(set, filter) : null,
            OrderBy = Text("$orderby") is { } order ? OrderBy(set, order) : [],
            Select = Text("$select") is { } select ? Select(set, select) : [],
            Search = Text("$search") is { } search ? string.IsNullOrWhiteSpace(search) ? throw new QueryException("$search: words are missing", 0, "words to look for, such as $search=benzoic acid") : search : null,
            Top = Text("$top") is { } top ? Whole("$top", top) : null,
            Skip = Text("$skip") is { } skip ? Whole("$skip", skip) : 0,
        };
        if (Text("$skiptoken") is { } token) query = query with { After = PageToken.Read(query, token) };
        bool count = Text("$count") is { } c && (bool.TryParse(c, out bool wanted) ? wanted : throw new QueryException($"$count: '{c}' is no truth value", 0, "true or false"));
        return new ODataRequest(query, count, DefaultPage);
    }

    /// <summary>The system options by their full names; others are no business of OData and left out.</summary>
    static Dictionary<string, string> Given(IEnumerable<KeyValuePair<string, string>> options)
    {
        var given = new Dictionary<string, string>();
        foreach (var (key, text) in options)
        {
            string name = (key.StartsWith('$') ? key : "$" + key).ToLowerInvariant();
            if (Later.Contains(name)) throw new QueryException($"{name}: this version does not answer it", null, string.Join(", ", Options));
            if (!Options.Contains(name))
            {
                if (key.StartsWith('$')) throw FilterWords.Unknown(key, "query option", key, 0, Options, string.Join(", ", Options));
                continue;
            }
            if (text.Length > LongestOption) throw new QueryException($"{name}: {text.Length} characters", LongestOption, $"at most {LongestOption} characters");
            if (!given.TryAdd(name, text)) throw new QueryException($"{name}: given twice", null, "each option once");
        }
        return given;
    }

    static int Whole(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw new QueryException($"{option}: '{text}' is no whole number", 0, $"a whole number from 0 to {int.MaxValue}");

    static List<string> Select(QuerySet set, string text)
    {
        var columns = new List<string>();
        int position = 0;
        foreach (var part in text.Split(','))
        {
            string name = part.Trim();
            int at = position + (part.Length - part.TrimStart().Length);
            position += part.Length + 1;
            if (name.Length == 0) throw new QueryException("$select: a name is missing", at, $"the name of a column of {set}");
            if (name == "*") { columns.AddRange(EntityModel.ColumnsOf(set).Select(c => c.Name)); continue; }
            columns.Add(EntityModel.Find(set, name)?.Name ?? throw FilterWords.UnknownColumn("$select", set, name, at));
        }
        return [.. columns.Distinct()];
    }

    static Expr Filter(QuerySet set, string text)
    {
        var words = FilterWords.Of(text);
        return Parsed("$filter", set, text, words, p => new FilterReading(set, words).Condition(p.ParseFilter().Expression));
    }

    static List<Order> OrderBy(QuerySet set, string text)
    {
        var words = FilterWords.Of(text);
        return Parsed("$orderby", set, text, words, p =>
        {
            var keys = new List<Order>();
            var reading = new FilterReading(set, words);
            for (var clause = p.ParseOrderBy(); clause is not null; clause = clause.ThenBy)
            {
                if (keys.Count == 16) throw new QueryException("$orderby: more than 16 keys", null, "at most 16 keys");
                keys.Add(new Order(reading.Value(clause.Expression), clause.Direction == OrderByDirection.Descending));
            }
            return keys;
        });
    }

    static T Parsed<T>(string option, QuerySet set, string text, List<Word> words, Func<ODataQueryOptionParser, T> read)
    {
        if (words.Count == 0) throw new QueryException($"{option}: it is empty", 0, option == "$filter" ? "a condition, such as gap_ev gt 4" : "names of columns, such as gap_ev desc");
        FilterNesting.Check(option, words);
        FilterWords.CheckNames(option, set, words);
        var entities = EntityModel.SetOf(set);
        var parser = new ODataQueryOptionParser(EntityModel.Whole, entities.EntityType, entities, new Dictionary<string, string> { [option] = text })
        {
            Resolver = new NumberResolver { EnableCaseInsensitive = true, EnableNoDollarQueryOptions = true },
        };
        try { return read(parser); }
        catch (ODataException e) { throw FilterFaults.Explain(option, set, words, e.Message); }
        catch (Exception e) when (e is FormatException or OverflowException) { throw FilterFaults.Explain(option, set, words, e.Message); }
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
