// A table of known values and costs, read by its specification: what an engine would give, without computing.
using System.Globalization;
using System.Text.Json;
using DataHub.Chemistry;
using DataHub.Compute.Surrogates.Pools;
using DataHub.Formats.Lists;
using DataHub.Model;

namespace DataHub.Screening.Replays;

/// <summary>
/// Molecules with their features, and for each level (the target last) values and costs. A value is null where a cell is empty or no number: there the computation fails, at its cost.
/// Rows without a value at the target are no candidates. <see cref="Own"/> rows are of the table itself; those behind are of the foreign file.
/// </summary>
public sealed class ReplayTable
{
    readonly double[]?[][] _values;
    readonly double[][] _costs;

    ReplayTable(int own, IReadOnlyList<PoolMolecule> molecules, double[]?[][] values, double[][] costs, int left, int unread)
    {
        (Own, Molecules, _values, _costs, Left, Unread) = (own, molecules, values, costs, left, unread);
        MeanCosts = [.. costs.Select(c => c.Take(own).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())];
    }

    /// <summary>Rows of the table with a value at the target.</summary>
    public int Own { get; }
    /// <summary>All molecules.</summary>
    public IReadOnlyList<PoolMolecule> Molecules { get; }
    /// <summary>Rows left out because they have no value at the target.</summary>
    public int Left { get; }
    /// <summary>SMILES that are no molecule; they are candidates, but nothing is known of their structure.</summary>
    public int Unread { get; }
    /// <summary>Mean cost at each level: what a forecast would say.</summary>
    public IReadOnlyList<double> MeanCosts { get; }
    /// <summary>Values of a row at a level; null if the computation fails.</summary>
    public double[]? Values(int row, int level) => _values[level][row];
    /// <summary>What the computation really costs.</summary>
    public double Cost(int row, int level) => double.IsFinite(_costs[level][row]) ? _costs[level][row] : MeanCosts[level];

    /// <summary>Reads table and features. Foreign files lie beside the specification.</summary>
    public static (ReplayTable? Table, IReadOnlyList<Fault> Faults) Read(string path, ReplaySpec spec, string? folder, Toolkit toolkit, CancellationToken cancel = default)
    {
        var tables = new List<NamedTable>();
        string[] files = spec.Foreign?.File is { } foreign ? [path, Path.Combine(folder ?? "", foreign)] : [path];
        foreach (string file in files)
        {
            if (!File.Exists(file)) return (null, [new Fault(Path.GetFileName(file), null, null, "the file does not exist", "Give a path that exists")]);
            var (table, fault) = NamedTable.Read(file);
            if (table is null) return (null, [fault!]);
            tables.Add(table);
        }
        ReplayLevel[] levels = [.. spec.Levels ?? [], spec.Target];
        var faults = new List<Fault>();
        foreach (var t in tables)
            foreach (string? column in levels.SelectMany(l => l.All.Append(l.Cost.ValueKind == JsonValueKind.String ? l.Cost.GetString() : null)).Concat(spec.Features ?? []).Append(spec.Smiles))
                if (column is not null && t.Place(column) < 0) faults.Add(new Fault(t.File, "line 1", column, "no such column", $"Columns are {string.Join(", ", t.Columns.Take(60))}"));
        if (faults.Count > 0) return (null, faults);

        var rows = tables.SelectMany((t, n) => t.Rows.Select(r => (Table: n, Cells: r))).ToArray();
        double Number(int table, string[] cells, string column) => double.TryParse(cells[tables[table].Place(column)], NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? v : double.NaN;
        bool Has((int Table, string[] Cells) r) => double.IsFinite(Number(r.Table, r.Cells, spec.Target.All[0]));
        int left = rows.Count(r => !Has(r));
        rows = [.. rows.Where(Has)];
        int own = rows.Count(r => r.Table == 0);
        if (own < 2) return (null, [new Fault(tables[0].File, null, spec.Target.All[0], "fewer than two rows have a number in it", "Name the column with the values of the target")]);
        double[] Beside(int i) => [.. (spec.Features ?? []).Select(f => Number(rows[i].Table, rows[i].Cells, f))];
        var molecules = spec.Smiles is { } smiles
            ? PoolFeatures.Of(toolkit, [.. rows.Select(r => r.Cells[tables[r.Table].Place(smiles)])], Beside, cancel)
            : [.. rows.Select((_, i) => new PoolMolecule([], Beside(i)))];
        var values = levels.Select(l => rows.Select(r =>
        {
            double[] v = [.. l.All.Select(c => Number(r.Table, r.Cells, c))];
            return v.All(double.IsFinite) ? v : null;
        }).ToArray()).ToArray();
        var costs = levels.Select(l => rows.Select(r => l.Cost.ValueKind == JsonValueKind.Number ? l.Cost.GetDouble() : Number(r.Table, r.Cells, l.Cost.GetString()!)).ToArray()).ToArray();
        for (int l = 0; l < levels.Length; l++)
            if (!costs[l].Any(c => c > 0)) return (null, [new Fault(tables[0].File, null, levels[l].Cost.ToString(), "no row has a cost above zero", "Name a column of costs or write a number")]);
        return (new ReplayTable(own, molecules, values, costs, left, spec.Smiles is null ? 0 : molecules.Count(m => m.Fragments[0].Keys.Length == 0)), []);
    }
}
