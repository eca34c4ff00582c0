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
    /// <summary>Rows on a page with full control information that shows linked rows, and how many of these it shows in all, so that it stays about a megabyte.</summary>
    internal const int FullPage = 25;
    const int FullRows = 250;

    readonly Expansion _expansion;
    readonly RowForm _form;
    readonly IReadOnlyList<SetColumn> _outer;
    readonly IReadOnlyList<SetColumn> _shape = [];
    readonly RowJson.Cell[] _cells = [];
    readonly int[] _here;
    readonly int _each;
    readonly Dictionary<string, List<object?[]>> _rows = [];
    readonly Dictionary<string, long> _counts = [];
    readonly IReadOnlyList<LinkedRows> _inner = [];

    /// <summary>Columns that rows must have for their links to be followed and addressed, whether the client selects them or not.</summary>
    internal static IEnumerable<string> Needed(IEnumerable<Expansion> expansions) =>
        expansions.SelectMany(e => e.Link.Many ? e.Link.Here.Concat(SetColumns.Key(e.Link.From).Select(c => c.Name)) : e.Link.Here).Distinct();

    /// <summary>Reads the linked rows of a page.</summary>
    internal LinkedRows(Archive archive, Expansion expansion, IReadOnlyList<SetColumn> shape, IReadOnlyList<object?[]> page, RowForm form, DateTime? asOf, CancellationToken cancel)
    {
        (_expansion, _form, _outer) = (expansion, form, shape);
        var link = expansion.Link;
        _here = [.. link.Here.Select(h => shape.Select((c, i) => (c.Name, i)).First(c => c.Name == h).i)];
        _each = form.IsPlain ? MostEach : Math.Clamp(FullRows / Math.Max(1, page.Count), FullRows / FullPage, MostEach);
        var first = page.SelectMany(r => Values(r[_here[0]])).Distinct().ToList();
        if (first.Count == 0) return;
        var asked = expansion.Query;
        Expr? filter = new Expr.In(new Expr.Col(link.There[0]), [.. first]);
        if (asked.Filter is { } own) filter = new Expr.And(filter, own);
        if (expansion.Shown != Shown.Number)
        {
            var query = asked with
            {
                Filter = filter, AsOf = asOf, Per = link.Many ? link.There : [], Top = link.Many ? Math.Min(asked.Top ?? _each + 1, _each + 1) : null,
                Select = asked.Select.Count == 0 ? [] : [.. asked.Select.Concat(link.There).Concat(SetColumns.Key(link.To).Select(c => c.Name)).Concat(Needed(expansion.Expand)).Distinct()],
            };
            var all = new List<object?[]>();
            using var stream = archive.Find(query, cancel);
            _shape = stream.Shape;
            _cells = [.. RowJson.Columns(stream).Where(c => asked.Select.Count == 0 || asked.Select.Contains(c.Name.ToString()))];
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
            _inner = [.. expansion.Expand.Select(e => new LinkedRows(archive, e, _shape, all, form, asOf, cancel))];
        }
        if (!expansion.Count && expansion.Shown != Shown.Number) return;
        using var counts = archive.Find(new Query(link.To) { AsOf = asOf, Search = asked.Search, Compute = asked.Compute, Apply = [new Step.Where(filter), new Step.GroupBy(link.There, [new Aggregate("rows", "count", null)])] }, cancel);
        while (counts.Read()) _counts[string.Join('\u001f', Enumerable.Range(0, link.There.Count).Select(i => counts[i]))] = (long)counts[link.There.Count]!;
    }

    static IEnumerable<object?> Values(object? cell) => cell is string[] list ? list : cell is null ? [] : [cell];

    /// <summary>Writes the link of a row as a property.</summary>
    internal void Write(Utf8JsonWriter json, object?[] row)
    {
        var link = _expansion.Link;
        var keys = row[_here[0]] is string[] ids ? ids : [string.Join('\u001f', _here.Select(h => row[h]))];
        var rows = keys.SelectMany(k => _rows.GetValueOrDefault(k, [])).ToList();
        if (!link.Many)
        {
            json.WritePropertyName(link.Name);
            if (rows.Count == 0) json.WriteNullValue(); else One(json, rows[0]);
            return;
        }
        if (_expansion.Count || _expansion.Shown == Shown.Number)
        {
            json.WritePropertyName(link.Name + "@odata.count");
            _form.Whole(json, keys.Sum(k => _counts.GetValueOrDefault(k)));
        }
        if (_expansion.Shown == Shown.Number) return;
        int most = Math.Min(_expansion.Query.Top ?? _each, _each);
        json.WriteStartArray(link.Name);
        foreach (var linked in rows.Take(most)) One(json, linked);
        json.WriteEndArray();
        if (rows.Count > most && (_expansion.Query.Top ?? int.MaxValue) > _each)
            json.WriteString(link.Name + "@odata.nextLink", $"{_form.Address(link.From, RowForm.Key(link.From, _outer, row))}/{link.Name}{(_expansion.Shown == Shown.References ? "/$ref" : "")}?{_expansion.Said}$skiptoken={most}");
    }

    void One(Utf8JsonWriter json, object?[] row)
    {
        json.WriteStartObject();
        if (_expansion.Shown == Shown.References) json.WriteString("@odata.id"u8, _form.Address(_expansion.Link.To, RowForm.Key(_expansion.Link.To, _shape, row)));
        else
        {
            _form.Write(json, _expansion.Link.To, _shape, row, _cells);
            foreach (var inner in _inner) inner.Write(json, row);
        }
        json.WriteEndObject();
    }
}
