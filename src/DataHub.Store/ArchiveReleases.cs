// The archive: what goes into a release, what a release knows of itself, and what of it was recalled since.
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Store.Releases;
using DataHub.Store.Sql;

namespace DataHub.Store;

/// <summary>What the records of a release are, asked of its files.</summary>
public sealed record ReleaseFacts(long Records, long Failed, long Molecules, IReadOnlyList<string> Levels, IReadOnlyList<string> Elements, IReadOnlyList<string> Programs, IReadOnlyList<ReleasedColumn> Columns, IReadOnlyList<CostLine> Costs);

/// <summary>A line of the list of changes between two versions.</summary>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Previous">The record that a changed one replaces.</param>
public sealed record ChangeLine(string Kind, string Id, string? Previous, string? InChIKey, string? Level);

/// <summary>Records of a release that were recalled after it, by one withdrawal.</summary>
public sealed record Erratum(Withdrawal By, IReadOnlyList<string> Ids);

public sealed partial class Archive
{
    readonly System.Collections.Concurrent.ConcurrentDictionary<(string, int), (long Version, IReadOnlyList<Erratum> Errata)> _errata = [];

    /// <summary>Columns of whole rows that have a value in any row of the query.</summary>
    public IReadOnlyList<Column> Told(Query query, CancellationToken cancel = default)
    {
        var told = new HashSet<Column>();
        void Ask(IReadOnlyList<Column> columns)
        {
            using var rows = Scan(query, (sources, _) =>
            {
                var whole = QuerySql.Whole(query, sources, columns);
                return whole with { Text = $"SELECT {string.Join(", ", columns.Select(c => $"count(\"{c.Name}\")"))} FROM ({whole.Text}) t", Columns = [], Positions = 0 };
            }, cancel);
            if (rows.Read())
                for (int i = 0; i < columns.Count; i++) if (rows.Reader.GetInt64(i) > 0) told.Add(columns[i]);
        }
        Ask(Columns.Wide);
        if (_lake.Live.Any(s => s.HasArrays)) Ask(Columns.Arrays);
        return [.. Columns.All.Where(told.Contains)];
    }

    /// <summary>How many rows of a query there are by the first two letters of their InChIKey, in that order; rows without one last, under null.</summary>
    public IReadOnlyList<(string? Letters, long Rows)> ByLetters(Query query, CancellationToken cancel = default)
    {
        using var rows = Scan(query, (sources, _) => QuerySql.Whole(query, sources, [Columns.InChIKey]) is var whole
            ? whole with { Text = $"SELECT left(inchikey, 2) AS letters, count(*) FROM ({whole.Text}) t GROUP BY letters ORDER BY letters NULLS LAST", Columns = [], Positions = 0 } : whole, cancel);
        var counts = new List<(string?, long)>();
        while (rows.Read()) counts.Add((rows.Reader.IsDBNull(0) ? null : rows.Reader.GetString(0), rows.Reader.GetInt64(1)));
        return counts;
    }

    /// <summary>What a released table of records holds.</summary>
    /// <param name="path">Its Parquet file, inside of the lake.</param>
    /// <param name="columns">Its columns.</param>
    public ReleaseFacts Facts(string path, IReadOnlyList<Column> columns, CancellationToken cancel = default)
    {
        var (table, has) = (ReleaseSql.File(path), columns.Select(c => c.Name).ToHashSet());
        long records, failed, molecules;
        IReadOnlyList<string> levels, elements, programs;
        using (var rows = Released(ReleaseSql.Totals(table, has), cancel))
        {
            rows.Read();
            (records, failed, molecules) = (rows.Reader.GetInt64(0), rows.Reader.GetInt64(1), Convert.ToInt64(rows.Reader.GetValue(2), System.Globalization.CultureInfo.InvariantCulture));
            (levels, elements, programs) = (List(rows, 3), List(rows, 4), List(rows, 5));
        }
        var facts = new List<ReleasedColumn>();
        using (var rows = Released(ReleaseSql.Columns(table, columns), cancel))
        {
            rows.Read();
            for (int i = 0; i < columns.Count; i++)
                facts.Add(new(columns[i].Name, columns[i].Type.ToString().ToLowerInvariant(), columns[i].Unit, columns[i].Meaning, rows.Reader.GetInt64(4 * i)) { Least = Number(rows, 4 * i + 1), Greatest = Number(rows, 4 * i + 2), Mean = Number(rows, 4 * i + 3) });
        }
        var costs = new List<CostLine>();
        using (var rows = Released(ReleaseSql.Costs(table, has), cancel))
            while (rows.Read())
                costs.Add(new(Text(rows, 0) ?? "", Text(rows, 1) ?? "unknown", Text(rows, 2), Text(rows, 3)!, rows.Reader.GetInt64(4), rows.Reader.GetInt64(5), Number(rows, 6), Number(rows, 7), Number(rows, 8), Number(rows, 9))
                { Timed = rows.Reader.GetInt64(10), Tables = List(rows, 11), Pue = Range(Number(rows, 12), Number(rows, 13)), Intensity = Range(Number(rows, 14), Number(rows, 15)) });
        return new(records, failed, molecules, levels, elements, programs, facts, costs);
    }

    /// <summary>What is different between the tables of two versions; the lines come one by one.</summary>
    public (Changes Changes, IEnumerable<ChangeLine> Lines) Compare(Release before, IReadOnlyList<Column> columns, string path, CancellationToken cancel = default)
    {
        var (old, now) = (ReleaseSql.File(Path.Combine(VersionFolder(before.Dataset, before.Number), Tables.Records)), ReleaseSql.File(path));
        var oldHas = before.Files.First(f => f.Path == Tables.Records).Columns!.ToHashSet();
        var nowHas = columns.Select(c => c.Name).ToHashSet();
        Changes changes;
        using (var rows = Released(ReleaseSql.Changes(old, now, oldHas, nowHas), cancel))
        {
            rows.Read();
            changes = new Changes(before.Number, rows.Reader.GetInt64(0), rows.Reader.GetInt64(1), rows.Reader.GetInt64(3), rows.Reader.GetInt64(2));
        }
        Property[] both = [.. Property.All.Where(p => !p.IsList && oldHas.Contains(p.Name) && nowHas.Contains(p.Name))];
        if (changes.Changed > 0 && both.Length > 0)
            using (var rows = Released(ReleaseSql.Values(old, now, oldHas, nowHas, both), cancel))
            {
                rows.Read();
                changes.Values = [.. both.Select((p, i) => new ValueChange(p.Name, p.Unit, rows.Reader.GetInt64(2 * i), Number(rows, 2 * i + 1) ?? 0)).Where(v => v.Count > 0)];
            }
        IEnumerable<ChangeLine> Lines()
        {
            using var rows = Released(ReleaseSql.List(old, now, oldHas, nowHas), cancel);
            while (rows.Read()) yield return new(Text(rows, 0)!, Text(rows, 1)!, Text(rows, 2), Text(rows, 3), Text(rows, 4));
        }
        return (changes, Lines());
    }

    /// <summary>What of a release was recalled since, by withdrawal: its errata.</summary>
    public IReadOnlyList<Erratum> Errata(Release release)
    {
        var withdrawn = _withdrawn;
        if (withdrawn.IsEmpty || !release.Files.Any(f => f.Path == Tables.Records)) return [];
        if (_errata.TryGetValue((release.Dataset, release.Number), out var known) && known.Version == withdrawn.Version) return known.Errata;
        var found = new Dictionary<string, (Withdrawal By, List<string> Ids)>();
        using (var named = _scans.Named(withdrawn.Ids))
        using (var rows = Released($"SELECT r.id FROM {ReleaseSql.File(Path.Combine(VersionFolder(release.Dataset, release.Number), Tables.Records))} r JOIN {named.Table} n ON n.id = r.id ORDER BY r.id", default))
            while (rows.Read())
                if (withdrawn.By(rows.Reader.GetString(0)) is { } by)
                {
                    if (!found.TryGetValue(by.Id, out var erratum)) found[by.Id] = erratum = (by, []);
                    erratum.Ids.Add(rows.Reader.GetString(0));
                }
        IReadOnlyList<Erratum> errata = [.. found.Values.OrderBy(e => e.By.Sequence).Select(e => new Erratum(e.By, e.Ids))];
        _errata[(release.Dataset, release.Number)] = (withdrawn.Version, errata);
        return errata;
    }

    RowStream Released(string sql, CancellationToken cancel) => _scans.Run(new SqlQuery(sql, [], []), cancel);

    static string? Text(RowStream rows, int i) => rows.Reader.IsDBNull(i) ? null : rows.Reader.GetString(i);
    static double? Number(RowStream rows, int i) => rows.Reader.IsDBNull(i) ? null : rows.Reader.GetDouble(i);
    static IReadOnlyList<string> List(RowStream rows, int i) => rows.Reader.IsDBNull(i) ? [] : [.. ((System.Collections.IEnumerable)rows.Reader.GetValue(i)).Cast<string>()];
    static IReadOnlyList<double> Range(double? least, double? greatest) => least is { } a && greatest is { } b ? [a, b] : [];
}
