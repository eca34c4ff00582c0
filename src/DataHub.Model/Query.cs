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
}

/// <summary>A node of a filter or an ordering.</summary>
public abstract record Expr
{
    /// <summary>A column by its name, which the query's set has.</summary>
    public sealed record Col(string Name) : Expr;
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
    /// <summary>A function by its OData name: contains, startswith, endswith, length, tolower, toupper, trim, concat, indexof, substring, year, month, day, hour, minute, second, round, floor, ceiling.</summary>
    public sealed record Call(string Name, IReadOnlyList<Expr> Arguments) : Expr;
    /// <summary>Arithmetic: add sub mul div divby mod.</summary>
    public sealed record Arithmetic(string Op, Expr Left, Expr Right) : Expr;
    /// <summary>True if a list column has an element equal to the value.</summary>
    public sealed record Has(Col List, object? Value) : Expr;
}

/// <summary>One key of an ordering.</summary>
public sealed record Order(Expr Key, bool Descending);

/// <summary>A query against one table. Rows come in the given order with the key column as last tie-breaker, so that a page sequence is stable.</summary>
public sealed record Query(QuerySet Set)
{
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
}
