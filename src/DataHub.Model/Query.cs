// The neutral query: what every face asks and the store translates.
namespace DataHub.Model;

/// <summary>What can be asked for: one table of the archive.</summary>
public enum QuerySet
{
    /// <summary>Calculations, one row each (<see cref="Columns.Wide"/>).</summary>
    Calculations,
    /// <summary>Molecules, one row per InChIKey, charge and multiplicity.</summary>
    Molecules,
    /// <summary>Datasets.</summary>
    Datasets,
    /// <summary>Levels of theory, one row per canonical name.</summary>
    Levels,
    /// <summary>Campaigns that computed something, one row each.</summary>
    Campaigns,
}

/// <summary>A node of a filter or an ordering.</summary>
public abstract record Expr
{
    /// <summary>A column by its name, which the query's set (or the step before) has; "link/column" is a column of what a single-valued <see cref="Link"/> leads to.</summary>
    public sealed record Col(string Name) : Expr;
    /// <summary>A member of a column that holds JSON text (extras, uncertainties), by its name: a number beside numbers, text beside text, null where the record has none.</summary>
    public sealed record Member(string Column, string Name) : Expr;
    /// <summary>The element that an <see cref="Each"/> looks at.</summary>
    public sealed record Item : Expr;
    /// <summary>A literal: string, long, double, bool, DateTime (UTC) or null.</summary>
    public sealed record Const(object? Value) : Expr;
    /// <summary>A comparison: eq ne gt ge lt le. Null compares as OData says: only eq and ne tell it.</summary>
    public sealed record Compare(string Op, Expr Left, Expr Right) : Expr;
    /// <summary>Both.</summary>
    public sealed record And(Expr Left, Expr Right) : Expr;
    /// <summary>Either.</summary>
    public sealed record Or(Expr Left, Expr Right) : Expr;
    /// <summary>Not.</summary>
    public sealed record Not(Expr Operand) : Expr;
    /// <summary>One of a list.</summary>
    public sealed record In(Expr Operand, IReadOnlyList<object?> Values) : Expr;
    /// <summary>A function by its OData name: contains, startswith, endswith, length, tolower, toupper, trim, concat, indexof, substring, matchespattern, year, month, day, hour, minute, second, fractionalseconds, date (text yyyy-mm-dd), now, mindatetime, maxdatetime, round, floor, ceiling.</summary>
    public sealed record Call(string Name, IReadOnlyList<Expr> Arguments) : Expr;
    /// <summary>Arithmetic: add sub mul div divby mod.</summary>
    public sealed record Arithmetic(string Op, Expr Left, Expr Right) : Expr;
    /// <summary>True if a list column has an element equal to the value.</summary>
    public sealed record Has(Col List, object? Value) : Expr;
    /// <summary>True if some element of a list column (every one, if <paramref name="All"/>) fulfils a condition on <see cref="Item"/>; of an empty list every one does.</summary>
    public sealed record Each(Col List, Expr Condition, bool All) : Expr;
    /// <summary>True if some row that a many-valued <see cref="Link"/> leads to (every one, if <paramref name="All"/>) fulfils a condition on its own columns; a null condition is always fulfilled.</summary>
    public sealed record Linked(string Link, Expr? Condition, bool All) : Expr;
}

/// <summary>A value with the name of the column that it becomes.</summary>
public sealed record Computed(string Name, Expr Value);

/// <summary>What an aggregation makes: count (of rows), or sum, min, max, average, countdistinct of a value. Nulls do not count.</summary>
public sealed record Aggregate(string Name, string Method, Expr? Of);

/// <summary>A step of a pipeline: rows in, rows out.</summary>
public abstract record Step
{
    /// <summary>Only rows that fulfil the condition.</summary>
    public sealed record Where(Expr Condition) : Step;
    /// <summary>More columns.</summary>
    public sealed record Compute(IReadOnlyList<Computed> Columns) : Step;
    /// <summary>One row for each combination of the keys, with the aggregates; one row over everything if there are no keys.</summary>
    public sealed record GroupBy(IReadOnlyList<string> Keys, IReadOnlyList<Aggregate> Aggregates) : Step;
    /// <summary>The rows with the greatest (or least) values: so many (count), so many that their sum reaches an amount (sum), or a percentage of the whole sum (percent).</summary>
    public sealed record Best(string Measure, bool Greatest, double Amount, Expr Of) : Step;
    /// <summary>The rows of a page: the first <paramref name="Top"/> behind <paramref name="Skip"/>, in this order and by the key.</summary>
    public sealed record Page(IReadOnlyList<Order> OrderBy, int Skip, int? Top) : Step;
}

/// <summary>One key of an ordering.</summary>
public sealed record Order(Expr Key, bool Descending);

/// <summary>A query against one table. Rows come in the given order with the key column as last tie-breaker, so that a page sequence is stable.</summary>
public sealed record Query(QuerySet Set)
{
    /// <summary>Steps that make the rows of which everything below is asked; without any, the set's own.</summary>
    public IReadOnlyList<Step> Apply { get; init; } = [];
    /// <summary>More columns, which filter, order and selection can name.</summary>
    public IReadOnlyList<Computed> Compute { get; init; } = [];
    /// <summary>Which rows; null for all.</summary>
    public Expr? Filter { get; init; }
    /// <summary>In which order.</summary>
    public IReadOnlyList<Order> OrderBy { get; init; } = [];
    /// <summary>Which columns; empty for the set's default.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];
    /// <summary>Full-text search, null for none.</summary>
    public string? Search { get; init; }
    /// <summary>At most so many rows.</summary>
    public int? Top { get; init; }
    /// <summary>Leave out so many rows first.</summary>
    public int Skip { get; init; }
    /// <summary>Only rows of molecules with these InChIKeys (what a chemistry search found); null for all. Sets without InChIKeys ask it of the calculations behind them.</summary>
    public IReadOnlyCollection<string>? Among { get; init; }
    /// <summary>Also records of datasets that are not public. No face sets it; the flows that make releases and views do.</summary>
    public bool Hidden { get; init; }
    /// <summary>Only records that were in the archive at that time (UTC): a sequence of pages sees one snapshot.</summary>
    public DateTime? AsOf { get; init; }
    /// <summary>Top and Skip hold for the rows of each combination of these columns by themselves: what an expansion shows of each parent.</summary>
    public IReadOnlyList<string> Per { get; init; } = [];
    /// <summary>Without ordering and page the rows may come in any order, the same for the same archive: they then stream as they lie, and nothing is sorted.</summary>
    public bool AnyOrder { get; init; }
    /// <summary>Continue after this row: the values of the ordering keys and of the key column, as given by the page before.</summary>
    public IReadOnlyList<object?>? After { get; init; }
}

/// <summary>A query that cannot be answered as asked: where it goes wrong and what was expected.</summary>
public sealed class QueryException(string message, int? position = null, string? expected = null) : Exception(message)
{
    /// <summary>Zero-based position in the query text, if known.</summary>
    public int? Position { get; } = position;
    /// <summary>What was expected there.</summary>
    public string? Expected { get; } = expected;
    /// <summary>True if it may be good language, but names what this service does not have: a function, an operator.</summary>
    public bool IsUnknown { get; init; }
}
