// The rows that an expansion shows inside other rows: asked for once for a whole page, then dealt out.
using System.Text.Json;
using DataHub.Model;
using DataHub.Queries;
using DataHub.Store;

namespace DataHub.Server.Routes;

/// <summary>Linked rows by the values that they share with the rows to which they belong.</summary>
sealed class LinkedRows
{
    /// <summary>Linked rows shown in each row where the client says nothing; there is a link to the others.</summary>
    const int MostEach = 200;

    readonly Expansion _expansion;
    readonly RowJson.Cell[] _cells;
    readonly int[] _here;
    readonly Dictionary<string, List<object?[]>> _rows = [];
    readonly Dictionary<string, long> _counts = [];
    readonly IReadOnlyList<LinkedRows> _inner;

    /// <summary>Columns that the rows must have for their links to be followed, whether the client selects them or not.</summary>
    internal static IEnumerable<string> Needed(IEnumerable<Expansion> expansions) => expansions.SelectMany(e => e.Link.Here).Distinct();

    /// <summary>Reads the linked rows of a page.</summary>
    internal LinkedRows(Archive archive, Expansion expansion, IReadOnlyList<SetColumn> shape, IReadOnlyList<object?[]> page, DateTime? asOf, CancellationToken cancel)
    {
        _expansion = expansion;
        var link = expansion.Link;
        _here = [.. link.Here.Select(h => shape.Select((c, i) => (c.Name, i)).First(c => c.Name == h).i)];
        var first = page.SelectMany(r => Values(r[_here[0]])).Distinct().ToList();
        var asked = expansion.Query;
        Expr? filter = new Expr.In(new Expr.Col(link.There[0]), [.. first]);
        if (asked.Filter is { } own) filter = new Expr.And(filter, own);
        var query = asked with
        {
            Filter = filter, AsOf = asOf, Per = link.Many ? link.There : [], Top = link.Many ? Math.Min(asked.Top ?? MostEach + 1, MostEach + 1) : null,
            Select = asked.Select.Count == 0 ? [] : [.. asked.Select.Concat(link.There).Concat(Needed(expansion.Expand)).Distinct()],
        };
        if (first.Count == 0) { _cells = []; _inner = []; return; }
        var all = new List<object?[]>();
        using (var stream = archive.Find(query, cancel))
        {
            var cells = RowJson.Columns(stream);
            _cells = asked.Select.Count == 0 ? cells : [.. cells.Where(c => asked.Select.Contains(c.Name.ToString()))];
            int[] there = [.. link.There.Select(t => stream.Shape.Select((c, i) => (c.Name, i)).First(c => c.Name == t).i)];
            while (stream.Read())
            {
                var row = new object?[stream.Columns];
                for (int i = 0; i < row.Length; i++) row[i] = stream[i];
                all.Add(row);
                var key = string.Join('\u001f', there.Select(t => row[t]));
                if (!_rows.TryGetValue(key, out var list)) _rows[key] = list = [];
                list.Add(row);
            }
            _inner = [.. expansion.Expand.Select(e => new LinkedRows(archive, e, stream.Shape, all, asOf, cancel))];
        }
        if (!expansion.Count) return;
        using var counts = archive.Find(new Query(link.To) { AsOf = asOf, Apply = [new Step.Where(filter), new Step.GroupBy(link.There, [new Aggregate("rows", "count", null)])] }, cancel);
        while (counts.Read()) _counts[string.Join('\u001f', Enumerable.Range(0, link.There.Count).Select(i => counts[i]))] = (long)counts[link.There.Count]!;
    }

    static IEnumerable<object?> Values(object? cell) => cell is string[] list ? list : cell is null ? [] : [cell];

    /// <summary>Writes the link of a row as a property.</summary>
    internal void Write(Utf8JsonWriter json, object?[] row, string root)
    {
        var link = _expansion.Link;
        var keys = row[_here[0]] is string[] ids ? ids : [string.Join('\u001f', _here.Select(h => row[h]))];
        var rows = keys.SelectMany(k => _rows.GetValueOrDefault(k, [])).ToList();
        if (!link.Many)
        {
            json.WritePropertyName(link.Name);
            if (rows.Count == 0) json.WriteNullValue(); else One(json, rows[0], root);
            return;
        }
        int most = Math.Min(_expansion.Query.Top ?? MostEach, MostEach);
        if (_expansion.Count) json.WriteNumber(link.Name + "@odata.count", keys.Sum(k => _counts.GetValueOrDefault(k)));
        json.WriteStartArray(link.Name);
        foreach (var linked in rows.Take(most)) One(json, linked, root);
        json.WriteEndArray();
        if (rows.Count > most && _expansion.Query.Top is null or > MostEach)
            json.WriteString(link.Name + "@odata.nextLink", $"{root}/{link.To}?$filter={Uri.EscapeDataString(string.Join(" and ", link.There.Select((t, i) => $"{t} eq {Literal(row[_here[i]])}")))}&$skip={most}");
    }

    void One(Utf8JsonWriter json, object?[] row, string root)
    {
        json.WriteStartObject();
        RowJson.WriteCells(json, row, _cells);
        foreach (var inner in _inner) inner.Write(json, row, root);
        json.WriteEndObject();
    }

    static string Literal(object? value) => value is string s ? $"'{s.Replace("'", "''", StringComparison.Ordinal)}'" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}
