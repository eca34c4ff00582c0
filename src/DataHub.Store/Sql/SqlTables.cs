// The tables that a query may ask, as SQL table expressions over the calculations.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;

namespace DataHub.Store.Sql;

static class SqlTables
{
    /// <summary>The rows of a set.</summary>
    public static string Of(QuerySet set, SqlSources sources, SqlParameters parameters)
    {
        var conditions = new List<string>();
        if (sources.AsOf is { } time) conditions.Add($"ingested_at <= {parameters.Add(time)}::TIMESTAMPTZ");
        if (sources.Among is { } keys) conditions.Add($"inchikey IN ({Listed(keys, parameters)})");
        return Rows(set, conditions.Count == 0 ? sources : sources with { Calculations = $"(SELECT * FROM {sources.Calculations} WHERE {string.Join(" AND ", conditions)})" }, parameters);
    }

    /// <summary>The rows of a set with those columns of the sibling file and of single-valued links that are mentioned.</summary>
    public static string With(string from, IReadOnlyList<SetColumn> own, IReadOnlySet<string> names, SqlSources sources, QuerySet set, SqlParameters parameters, out IReadOnlyList<SetColumn> columns)
    {
        var all = own.Where(c => !c.IsAside).ToList();
        var aside = own.Where(c => c.IsAside && names.Contains(c.Name)).ToList();
        if (aside.Count > 0) from = $"(SELECT t.*, {string.Join(", ", aside.Select(c => $"a.\"{c.Name}\""))} FROM {from} t LEFT JOIN {sources.Arrays} a ON a.id = t.id)";
        all.AddRange(aside);
        foreach (var way in names.Where(n => n.Contains('/')).GroupBy(n => n[..n.IndexOf('/')]))
        {
            if (Link.Find(set, way.Key) is not { Many: false } link) throw new QueryException($"{set} have no link '{way.Key}' to one row", null, string.Join(", ", Link.All.Where(l => l.From == set && !l.Many).Select(l => l.Name)));
            var there = way.Select(n => (Name: n, Column: SetColumns.Find(link.To, n[(n.IndexOf('/') + 1)..]) is { IsAside: false } c ? c : throw new QueryException($"{link.To} have no column '{n[(n.IndexOf('/') + 1)..]}'"))).ToList();
            from = $"(SELECT t.*, {string.Join(", ", there.Select(x => $"l.\"{x.Column.Name}\" AS \"{x.Name}\""))} FROM {from} t LEFT JOIN {Of(link.To, sources with { Hits = null }, parameters)} l ON "
                + $"{string.Join(" AND ", link.Here.Zip(link.There, (h, th) => $"l.\"{th}\" = t.\"{h}\""))})";
            all.AddRange(there.Select(x => x.Column with { Name = x.Name, IsKey = false }));
        }
        columns = all;
        return from;
    }

    static string Rows(QuerySet set, SqlSources sources, SqlParameters parameters) => set switch
    {
        QuerySet.Calculations => sources.Hits is null ? sources.Calculations
            : $"(SELECT * FROM {sources.Calculations} WHERE id IN ({Hits(sources, parameters)}))",
        QuerySet.Levels => $"""
            (SELECT level AS name, min(level_kind) AS kind, min(method) AS method, min(dispersion) AS dispersion, min(basis) AS basis, min(solvation) AS solvation, count(*) AS calculations,
            count(DISTINCT (inchikey, charge, multiplicity)) FILTER (WHERE inchikey IS NOT NULL) AS molecules, count(*) FILTER (WHERE status = 'failed') AS failed,
            coalesce(list_sort(list(DISTINCT program) FILTER (WHERE program IS NOT NULL)), []) AS programs, sum(cpu_seconds) AS cpu_seconds
            FROM {sources.Calculations} WHERE level IS NOT NULL{RowHits(sources, parameters)} GROUP BY level)
            """,
        QuerySet.Campaigns => $"""
            (SELECT campaign AS id, count(*) AS calculations, count(DISTINCT (inchikey, charge, multiplicity)) FILTER (WHERE inchikey IS NOT NULL) AS molecules,
            count(*) FILTER (WHERE status = 'failed') AS failed, coalesce(list_sort(list(DISTINCT level) FILTER (WHERE level IS NOT NULL)), []) AS levels,
            sum(cpu_seconds) AS cpu_seconds, sum(energy_kwh) AS energy_kwh, sum(co2e_g) AS co2e_g, min(ingested_at) AS started
            FROM {sources.Calculations} WHERE campaign IS NOT NULL{RowHits(sources, parameters)} GROUP BY campaign)
            """,
        QuerySet.Molecules => $"""
            (SELECT inchikey, charge, multiplicity, min(smiles) AS smiles, min(inchi) AS inchi, min(formula) AS formula, min(atoms) AS atoms, min(heavy_atoms) AS heavy_atoms,
            min(elements) AS elements, min(name) AS name, count(*) FILTER (WHERE status = 'success') AS calculations,
            coalesce(list_sort(list(DISTINCT level) FILTER (WHERE status = 'success' AND level IS NOT NULL)), []) AS levels, sum(cpu_seconds) AS cpu_seconds
            FROM {sources.Calculations} WHERE inchikey IS NOT NULL{MoleculeHits(sources, parameters)} GROUP BY inchikey, charge, multiplicity)
            """,
        QuerySet.Datasets => $"""
            (SELECT coalesce(c.slug, s.dataset) AS slug, coalesce(c.title, s.dataset) AS title, c.description AS description, c.licence AS licence, c.doi AS doi,
            coalesce(c.authors, []) AS authors, coalesce(s.calculations, 0) AS calculations, coalesce(s.molecules, 0) AS molecules, coalesce(s.failed, 0) AS failed, coalesce(s.withdrawn, 0) AS withdrawn, coalesce(s.withdrawals, []) AS withdrawals,
            coalesce(s.levels, []) AS levels, s.cpu_seconds AS cpu_seconds, s.energy_kwh AS energy_kwh, s.co2e_g AS co2e_g, s.created AS created
            FROM (SELECT unnest(from_json({parameters.Add(sources.Cards)}::JSON, '{CardShape}'), recursive := true)) c
            FULL JOIN (SELECT dataset, count(*) AS calculations, count(DISTINCT (inchikey, charge, multiplicity)) FILTER (WHERE inchikey IS NOT NULL) AS molecules,
            count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn,
            list_sort(list(DISTINCT withdrawal) FILTER (WHERE withdrawal IS NOT NULL)) AS withdrawals, list_sort(list(DISTINCT level) FILTER (WHERE level IS NOT NULL)) AS levels,
            sum(cpu_seconds) AS cpu_seconds, sum(energy_kwh) AS energy_kwh, sum(co2e_g) AS co2e_g, min(ingested_at) AS created
            FROM {sources.Calculations} WHERE dataset IS NOT NULL GROUP BY dataset) s ON c.slug = s.dataset{DatasetHits(sources, parameters)})
            """,
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };

    /// <summary>SQL type of a column type.</summary>
    public static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Text => "VARCHAR",
        ColumnType.Integer => "BIGINT",
        ColumnType.Real => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Time => "TIMESTAMPTZ",
        ColumnType.TextList => "VARCHAR[]",
        ColumnType.RealList => "DOUBLE[]",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    const string CardShape = """[{"slug":"VARCHAR","title":"VARCHAR","description":"VARCHAR","licence":"VARCHAR","doi":"VARCHAR","authors":["VARCHAR"]}]""";

    static string Hits(SqlSources sources, SqlParameters parameters) => Listed(sources.Hits!, parameters);

    static string RowHits(SqlSources sources, SqlParameters parameters) => sources.Hits is null ? "" : $" AND id IN ({Hits(sources, parameters)})";

    static string Listed(IReadOnlyCollection<string> texts, SqlParameters parameters) =>
        $"""SELECT unnest(from_json({parameters.Add(JsonSerializer.Serialize(texts, HitsJson.Default.IReadOnlyCollectionString))}::JSON, '["VARCHAR"]'))""";

    static string MoleculeHits(SqlSources sources, SqlParameters parameters) => sources.Hits is null ? ""
        : $" AND (inchikey, charge, multiplicity) IN (SELECT (inchikey, charge, multiplicity) FROM {sources.Calculations} WHERE id IN ({Hits(sources, parameters)}))";

    static string DatasetHits(SqlSources sources, SqlParameters parameters) => sources.Hits is null ? ""
        : $" WHERE coalesce(c.slug, s.dataset) IN (SELECT dataset FROM {sources.Calculations} WHERE id IN ({Hits(sources, parameters)}))";
}

/// <summary>The values of a query, in the order of their numbers.</summary>
sealed class SqlParameters
{
    readonly List<object?> _values = [];
    public IReadOnlyList<object?> Values => _values;

    /// <summary>Adds a value and gives the text that stands for it.</summary>
    public string Add(object? value)
    {
        _values.Add(value);
        return "$p" + (_values.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

[JsonSerializable(typeof(IReadOnlyCollection<string>))]
sealed partial class HitsJson : JsonSerializerContext;
