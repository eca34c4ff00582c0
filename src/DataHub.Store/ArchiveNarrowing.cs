// Which segments a query has to read: all, unless it asks for one molecule or one record, whose places the catalogue knows.
using DataHub.Model;
using DataHub.Store.Segments;
using DataHub.Store.Sql;

namespace DataHub.Store;

public sealed partial class Archive
{
    /// <summary>There are no more records than so many, withdrawn ones too; without bound for the moment in which a commit is being taken in.</summary>
    public long MostRecords => _views.Catalogue(c => c.Absorbed < _lake.LastCommit ? long.MaxValue : c.Behind(0));

    Lease Hold(Query query)
    {
        if (query.Set != QuerySet.Calculations || query.Filter is null || query.Apply.Count > 0 || Leads(query.Filter) || QueryNames.Of(query).Any(n => n.Contains('/'))) return _lake.Hold();
        string? inchikey = Wanted(query.Filter, Columns.InChIKey), id = Wanted(query.Filter, Columns.Id);
        return inchikey is null && id is null ? _lake.Hold() : _views.Catalogue(c => _lake.Hold(s => c.MayHave(s, inchikey, id)));
    }

    /// <summary>The one text that a column must have for the condition to hold; null if the condition does not say.</summary>
    static string? Wanted(Expr condition, Column column) => condition switch
    {
        Expr.And a => Wanted(a.Left, column) ?? Wanted(a.Right, column),
        Expr.Compare { Op: "eq", Left: Expr.Col c, Right: Expr.Const { Value: string text } } when c.Name == column.Name => text,
        Expr.Compare { Op: "eq", Left: Expr.Const { Value: string text }, Right: Expr.Col c } when c.Name == column.Name => text,
        _ => null,
    };
}
