// A query as SQL with its parameters.
using DataHub.Model;

namespace DataHub.Store.Sql;

/// <summary>SQL text with parameters $p0, $p1 ... ; <paramref name="Columns"/> are the selected columns, behind which come <paramref name="Positions"/> columns with the place in the ordering.</summary>
sealed record SqlQuery(string Text, IReadOnlyList<object?> Parameters, IReadOnlyList<SetColumn> Columns, int Positions = 0);

/// <summary>Where the tables of a query come from.</summary>
/// <param name="Calculations">Table expression with all columns of the wide rows.</param>
/// <param name="Cards">Dataset cards as a JSON array.</param>
/// <param name="Hits">Ids of the calculations that the query's search found, null if it has no search.</param>
/// <param name="Arrays">Table expression with the array columns, keyed by id.</param>
sealed record SqlSources(string Calculations, string Cards = "[]", IReadOnlyCollection<string>? Hits = null, string Arrays = "")
{
    /// <summary>InChIKeys outside of which nothing is asked, null if everything is.</summary>
    public IReadOnlyCollection<string>? Among { get; init; }
    /// <summary>The time (UTC) whose archive is asked, null for the present one.</summary>
    public DateTime? AsOf { get; init; }
}
