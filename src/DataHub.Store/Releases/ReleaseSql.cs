// What a release tells of itself, asked of its own Parquet files.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Store.Releases;

/// <summary>SQL over released files. Paths are those of the archive, whose slugs need no quoting; what lies before them is quoted.</summary>
static class ReleaseSql
{
    public static string File(string path) => $"read_parquet('{path.Replace("'", "''", StringComparison.Ordinal)}')";

    /// <summary>Totals: records, failed, molecules, levels, elements, programs.</summary>
    public static string Totals(string table, IReadOnlySet<string> has) => $"""
        SELECT count(*), count(*) FILTER (WHERE status = 'failed'), {(has.Contains("inchikey") ? "count(DISTINCT (inchikey, charge, multiplicity)) FILTER (WHERE inchikey IS NOT NULL)" : "0")},
        coalesce(list_sort(list(DISTINCT level) FILTER (WHERE level IS NOT NULL)), []), {(has.Contains("elements") ? $"(SELECT coalesce(list_sort(list(DISTINCT e)), []) FROM (SELECT unnest(elements) AS e FROM {table}))" : "[]::VARCHAR[]")},
        {(has.Contains("program") ? $"coalesce(list_sort(list(DISTINCT {(has.Contains("program_version") ? "concat_ws(' ', program, program_version)" : "program")}) FILTER (WHERE program IS NOT NULL)), [])" : "[]::VARCHAR[]")} FROM {table}
        """;

    /// <summary>For each column: count, and of numbers least, greatest, mean.</summary>
    public static string Columns(string table, IReadOnlyList<Column> columns) => "SELECT " + string.Join(", ", columns.Select(c =>
        c.Type is ColumnType.Real or ColumnType.Integer ? $"count(\"{c.Name}\"), min(\"{c.Name}\")::DOUBLE, max(\"{c.Name}\")::DOUBLE, avg(\"{c.Name}\")::DOUBLE" : $"count(\"{c.Name}\"), NULL::DOUBLE, NULL::DOUBLE, NULL::DOUBLE")) + " FROM " + table;

    /// <summary>Costs by level, program and tier.</summary>
    public static string Costs(string table, IReadOnlySet<string> has)
    {
        string Or(string column, string type = "DOUBLE") => has.Contains(column) ? $"\"{column}\"" : $"NULL::{type}";
        return $"""
            SELECT level, min({Or("level_kind", "VARCHAR")}), {Or("program", "VARCHAR")} AS p, coalesce({Or("cost_tier", "VARCHAR")}, 'unknown') AS tier, count(*), count(*) FILTER (WHERE status = 'failed'),
            sum({Or("cpu_seconds")}), sum({Or("gpu_seconds")}), sum({Or("energy_kwh")}), sum({Or("co2e_g")}), count({Or("cpu_seconds")}),
            coalesce(list_sort(list(DISTINCT {Or("cost_table", "VARCHAR")}) FILTER (WHERE {Or("cost_table", "VARCHAR")} IS NOT NULL)), []),
            min({Or("pue")}), max({Or("pue")}), min({Or("carbon_intensity_g_per_kwh")}), max({Or("carbon_intensity_g_per_kwh")})
            FROM {table} GROUP BY level, p, tier ORDER BY level, p, tier
            """;
    }

    /// <summary>Records that only one of two files has: (id, key), the key telling what was computed with what.</summary>
    static string Only(string table, string other, IReadOnlySet<string> has)
    {
        string Or(string column) => has.Contains(column) ? $"\"{column}\"::VARCHAR" : "''";
        return $"(SELECT *, concat_ws('|', {string.Join(", ", new[] { "inchikey", "formula", "charge", "multiplicity", "electronic_state", "level", "driver", "program", "geometry_level", "conformer", "name" }.Select(c => $"coalesce({Or(c)}, '')"))}) AS \"what\" FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM {other} o WHERE o.id = t.id))";
    }

    /// <summary>Added, removed, kept, and pairs of a removed and an added record that are the only ones of what they tell.</summary>
    public static string Changes(string old, string now, IReadOnlySet<string> oldHas, IReadOnlySet<string> nowHas) => $"""
        WITH a AS MATERIALIZED {Only(now, old, nowHas)}, r AS MATERIALIZED {Only(old, now, oldHas)}
        SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM r), (SELECT count(*) FROM {now}) - (SELECT count(*) FROM a),
        (SELECT count(*) FROM (SELECT "what" FROM a GROUP BY "what" HAVING count(*) = 1) x JOIN (SELECT "what" FROM r GROUP BY "what" HAVING count(*) = 1) y USING ("what"))
        """;

    /// <summary>For each property that both files have: how many pairs differ, and by how much at most.</summary>
    public static string Values(string old, string now, IReadOnlySet<string> oldHas, IReadOnlySet<string> nowHas, IReadOnlyList<Property> properties)
    {
        var compared = string.Join(", ", properties.Select(p => string.Create(CultureInfo.InvariantCulture, $"count(*) FILTER (WHERE a.\"{p.Name}\" IS DISTINCT FROM r.\"{p.Name}\"), max(abs(a.\"{p.Name}\" - r.\"{p.Name}\"))")));
        return $"""
            WITH a AS MATERIALIZED {Only(now, old, nowHas)}, r AS MATERIALIZED {Only(old, now, oldHas)},
            pairs AS (SELECT "what" FROM (SELECT "what" FROM a GROUP BY "what" HAVING count(*) = 1) x JOIN (SELECT "what" FROM r GROUP BY "what" HAVING count(*) = 1) y USING ("what"))
            SELECT {compared} FROM pairs JOIN a USING ("what") JOIN r USING ("what")
            """;
    }

    /// <summary>The list of what came, went and changed: kind, id, id of what it replaces, InChIKey, level.</summary>
    public static string List(string old, string now, IReadOnlySet<string> oldHas, IReadOnlySet<string> nowHas)
    {
        string K(string t, IReadOnlySet<string> has) => has.Contains("inchikey") ? t + ".inchikey" : "NULL";
        return $"""
            WITH a AS MATERIALIZED {Only(now, old, nowHas)}, r AS MATERIALIZED {Only(old, now, oldHas)},
            pairs AS MATERIALIZED (SELECT "what" FROM (SELECT "what" FROM a GROUP BY "what" HAVING count(*) = 1) x JOIN (SELECT "what" FROM r GROUP BY "what" HAVING count(*) = 1) y USING ("what"))
            SELECT 'changed' AS kind, a.id, r.id AS previous, {K("a", nowHas)} AS inchikey, a.level FROM pairs JOIN a USING ("what") JOIN r USING ("what")
            UNION ALL SELECT 'added', a.id, NULL, {K("a", nowHas)}, a.level FROM a WHERE "what" NOT IN (SELECT "what" FROM pairs)
            UNION ALL SELECT 'removed', r.id, NULL, {K("r", oldHas)}, r.level FROM r WHERE "what" NOT IN (SELECT "what" FROM pairs) ORDER BY 1, 2
            """;
    }
}
