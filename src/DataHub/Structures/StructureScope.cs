// Which molecules a structure search may find: those of which some record fulfils a filter or is found by a search.
using DataHub.Model;
using DataHub.Queries;
using DataHub.Store;

namespace DataHub.Structures;

/// <summary>Narrows structure searches by OData filters and by search texts, and finds molecules that need no bits: by identity and by formula.</summary>
public static class StructureScope
{
    /// <summary>InChIKeys of the calculations that an OData filter ($filter of /odata/Calculations) and a search text leave; null if neither is given.</summary>
    /// <exception cref="QueryException">One of them cannot be understood.</exception>
    public static IReadOnlySet<string>? Keys(Archive archive, string? filter, string? search, CancellationToken cancel = default)
    {
        if (string.IsNullOrWhiteSpace(filter) && string.IsNullOrWhiteSpace(search)) return null;
        var keys = new HashSet<string>();
        foreach (var hit in Molecules(archive, null, filter, search, cancel)) keys.Add(hit.InChIKey);
        return keys;
    }

    /// <summary>The molecules with an InChIKey, streaming: more than one where charges or multiplicities differ.</summary>
    public static IEnumerable<StructureHit> Exact(Archive archive, string inchikey, string? filter, string? search, CancellationToken cancel = default) =>
        Molecules(archive, new Expr.Compare("eq", new Expr.Col(Columns.InChIKey.Name), new Expr.Const(inchikey)), filter, search, cancel);

    /// <summary>The molecules whose formula fits a pattern such as C6-8H*N1; with <paramref name="contains"/> those that have at least its atoms. Streaming.</summary>
    /// <exception cref="QueryException">It is no pattern.</exception>
    public static IEnumerable<StructureHit> Formula(Archive archive, string formula, bool contains, string? filter, string? search, CancellationToken cancel = default)
    {
        if (formula.Any(c => char.IsWhiteSpace(c) || c is '"' or '(' or ')')) throw new QueryException($"'{formula}' is no formula", 0, "a formula such as C6H6O or C6-8H*N1");
        var asked = $"{(contains ? "contains" : "formula")}:{formula}";
        return Molecules(archive, null, filter, string.IsNullOrWhiteSpace(search) ? asked : $"{asked} ({search})", cancel);
    }

    static IEnumerable<StructureHit> Molecules(Archive archive, Expr? and, string? filter, string? search, CancellationToken cancel)
    {
        Expr known = new Expr.And(new Expr.Compare("ne", new Expr.Col(Columns.InChIKey.Name), new Expr.Const(null)), new Expr.Compare("ne", new Expr.Col(Columns.Smiles.Name), new Expr.Const(null)));
        if (and is not null) known = new Expr.And(known, and);
        if (!string.IsNullOrWhiteSpace(filter)) known = new Expr.And(known, ODataReading.Read(QuerySet.Calculations, [new("$filter", filter)]).Query.Filter!);
        var query = new Query(QuerySet.Calculations)
        {
            Search = string.IsNullOrWhiteSpace(search) ? null : search,
            Apply = [new Step.Where(known), new Step.GroupBy([Columns.InChIKey.Name, Columns.Smiles.Name], [])],
        };
        // The first row is asked for here, so that what is wrong is told before anything streams.
        var rows = archive.Find(query, cancel);
        return Each(rows);
    }

    static IEnumerable<StructureHit> Each(RowStream rows)
    {
        using (rows)
            while (rows.Read())
                if (rows[0] is string key && rows[1] is string smiles) yield return new StructureHit(key, smiles, null);
    }
}
