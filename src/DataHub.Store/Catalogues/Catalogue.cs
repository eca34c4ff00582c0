// The catalogue: the cards of all records, a drawer for each segment, for look-ups by id, molecule and level.
using DataHub.Model;
using DataHub.Store.Segments;

namespace DataHub.Store.Catalogues;

/// <summary>
/// A view of the segments that can be thrown away and made again. Since a segment never changes, neither does its drawer, and both are sorted alike: a look-up is a binary search
/// in each drawer, a batch of look-ups one walk through each. Changing the set of drawers and asking exclude each other; that is the caller's business.
/// </summary>
sealed class Catalogue(string folder, bool readOnly) : IDisposable
{
    /// <summary>States that one thread looks up in one go.</summary>
    const int Share = 2048;

    volatile Drawer[] _drawers = [];
    Tuple<Drawer[], long> _molecules = Tuple.Create(Array.Empty<Drawer>(), 0L);

    /// <summary>The last commit that has a card.</summary>
    public long Absorbed => _drawers.Length == 0 ? 0 : _drawers[^1].Last;

    /// <summary>Number of records in commits behind the given one; records of a merged segment that lies on both sides count in.</summary>
    public long Behind(long commit) => _drawers.Where(d => d.Last > commit).Sum(d => (long)d.Rows);

    /// <summary>The drawer of a segment from its file, or made from its rows.</summary>
    public Drawer Make(Segment segment)
    {
        if (Drawer.Open(PathOf(segment), segment.First, segment.Last) is { } drawer) return drawer;
        var cards = new CardWriter();
        foreach (var row in SegmentRows.Read(segment, [.. CatalogueSchema.All.Where(c => !c.IsArray)], CatalogueSchema.Lists)) cards.Add(row);
        return Make(segment, cards);
    }

    /// <summary>The drawer of a segment whose cards are written; kept on the disk unless this is a reader's.</summary>
    public Drawer Make(Segment segment, CardWriter writer)
    {
        var image = writer.Image();
        if (readOnly) return Drawer.Of(image, segment.First, segment.Last);
        Directory.CreateDirectory(folder);
        return Drawer.Write(image, segment.First, segment.Last, PathOf(segment));
    }

    /// <summary>The segments that have no drawer here.</summary>
    public IReadOnlyList<Segment> Missing(IReadOnlyList<Segment> live) => [.. live.Where(s => !_drawers.Any(d => d.First == s.First && d.Last == s.Last))];

    /// <summary>Puts drawers in, each in the place of those that it covers.</summary>
    public void Put(IEnumerable<Drawer> drawers)
    {
        foreach (var drawer in drawers)
        {
            var gone = _drawers.Where(d => drawer.First <= d.First && d.Last <= drawer.Last).ToList();
            _drawers = [.. _drawers.Except(gone).Append(drawer).OrderBy(d => d.First)];
            foreach (var d in gone) d.Dispose();
        }
    }

    /// <summary>Takes all drawers out and deletes their files.</summary>
    public void Clear()
    {
        Dispose();
        _drawers = [];
        if (!readOnly && Directory.Exists(folder)) Directory.Delete(folder, true);
    }

    /// <summary>Deletes the files of segments that live ones have superseded; with <paramref name="all"/> every file that no live segment has.</summary>
    public void Sweep(IReadOnlyList<Segment> live, bool all)
    {
        if (readOnly || !Directory.Exists(folder)) return;
        var names = live.Select(s => s.Stem + Drawer.Extension).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(path);
            if (names.Contains(name)) continue;
            var parts = name.Split('-');
            if (!all && !(parts.Length == 3 && long.TryParse(parts[0], out long first) && long.TryParse(parts[1], out long last) && live.Any(s => s.First <= first && last <= s.Last))) continue;
            try { File.Delete(path); }
            // Where the system does not let go of a mapped file, the next opening deletes it.
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
    }

    string PathOf(Segment segment) => Path.Combine(folder, segment.Stem + Drawer.Extension);

    /// <summary>Which of the ids it has.</summary>
    public HashSet<string> Known(IEnumerable<string> ids)
    {
        var wanted = ids.Select(i => (Key: SortKeys.OfId(i), Id: i)).OrderBy(w => w.Key).ToArray();
        var known = new HashSet<string>();
        foreach (var drawer in _drawers)
        {
            int at = 0;
            foreach (var (key, id) in wanted)
            {
                at = SortKeys.Find(drawer.Ids, key, at);
                if (at == drawer.Rows) break;
                if (RowOf(drawer, key, id, at) >= 0) known.Add(id);
            }
        }
        return known;
    }

    /// <summary>Commit number and InChIKey of an id; null if it is not known.</summary>
    public (long Commit, string? InChIKey)? Place(string id)
    {
        ulong key = SortKeys.OfId(id);
        foreach (var drawer in _drawers)
            if (RowOf(drawer, key, id, SortKeys.Find(drawer.Ids, key, 0)) is >= 0 and var row) return (drawer.Last, drawer[row].InChIKey);
        return null;
    }

    /// <summary>False if a segment surely has no record with the InChIKey or the id, where one is given.</summary>
    public bool MayHave(Segment segment, string? inchikey, string? id)
    {
        static bool Has(ReadOnlySpan<ulong> sorted, ulong key) => SortKeys.Find(sorted, key, 0) is var at && at < sorted.Length && sorted[at] == key;
        if (_drawers.FirstOrDefault(d => d.First == segment.First && d.Last == segment.Last) is not { } drawer) return true;
        return (inchikey is null || Has(drawer.Keys, SortKeys.OfMolecule(inchikey))) && (id is null || Has(drawer.Ids, SortKeys.OfId(id)));
    }

    static int RowOf(Drawer drawer, ulong key, string id, int at)
    {
        for (; at < drawer.Rows && drawer.Ids[at] == key; at++)
            if (drawer[(int)drawer.IdRows[at]].HasId(id)) return (int)drawer.IdRows[at];
        return -1;
    }

    /// <summary>The records of molecule states that carry the property, and the failures, by id; in the order of the states.</summary>
    public IReadOnlyList<Candidate>[] OfMolecules(IReadOnlyList<MoleculeState> states, Property property)
    {
        int place = PlaceOf(property);
        var keys = new ulong[states.Count];
        var order = new int[states.Count];
        for (int i = 0; i < order.Length; i++) (keys[i], order[i]) = (SortKeys.OfMolecule(states[i].InChIKey), i);
        Array.Sort(keys, order);
        var found = new IReadOnlyList<Candidate>[states.Count];
        int shares = (states.Count + Share - 1) / Share;
        void One(int share)
        {
            int from = share * Share, to = Math.Min(from + Share, order.Length);
            foreach (var drawer in _drawers) Walk(drawer, states, keys, order, from, to, property, place, found);
            for (int i = from; i < to; i++) found[order[i]] = Sorted(found[order[i]]);
        }
        if (shares == 1) One(0); else Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, One);
        return found;
    }

    static void Walk(Drawer drawer, IReadOnlyList<MoleculeState> states, ulong[] keys, int[] order, int from, int to, Property property, int place, IReadOnlyList<Candidate>[] found)
    {
        var rows = drawer.Keys;
        var marks = drawer.Marks;
        int at = 0;
        for (int i = from; i < to; i++)
        {
            at = SortKeys.Find(rows, keys[i], at);
            if (at == rows.Length) return;
            if (rows[at] != keys[i]) continue;
            var state = states[order[i]];
            uint mark = SortKeys.Mark(state.InChIKey, state.Charge, state.Multiplicity);
            for (int row = at; row < rows.Length && rows[row] == keys[i]; row++)
            {
                if (marks[row] != mark) continue;
                var card = drawer[row];
                if (!card.IsOf(state) || !card.Answers(place)) continue;
                var list = (List<Candidate>)(found[order[i]] ??= new List<Candidate>(2));
                list.Add(card.ToCandidate(property, place));
            }
        }
    }

    static IReadOnlyList<Candidate> Sorted(IReadOnlyList<Candidate>? found)
    {
        if (found is not List<Candidate> list) return [];
        if (list.Count > 1) list.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return list;
    }

    /// <summary>The successful records of a level that carry the property, by id.</summary>
    public IReadOnlyList<Candidate> OfLevel(string level, Property property)
    {
        int place = PlaceOf(property), levels = CatalogueSchema.Place(Columns.Level);
        var parts = new List<Candidate>[_drawers.Length];
        Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, d =>
        {
            var (drawer, part) = (_drawers[d], parts[d] = []);
            int word = drawer.NumberOf(level);
            for (int row = 0; word >= 0 && row < drawer.Rows; row++)
            {
                var card = drawer[row];
                if (card.WordAt(levels) != word || !card.Answers(place)) continue;
                var candidate = card.ToCandidate(property, place);
                if (candidate is { Status: Status.Success, Value: not null }) part.Add(candidate);
            }
        });
        return Sorted(parts.SelectMany(p => p).ToList());
    }

    /// <summary>The records whose geometry has one of the keys, of a charge and multiplicity, that carry the property, and the failures among them, by id.</summary>
    public IReadOnlyList<Candidate> OfShape(IReadOnlyList<string> keys, int charge, int multiplicity, Property property)
    {
        int place = PlaceOf(property);
        var found = new List<Candidate>();
        foreach (var key in keys)
        {
            ulong number = SortKeys.OfShape(key);
            foreach (var drawer in _drawers)
            {
                var shapes = drawer.Shapes;
                for (int at = SortKeys.Find(shapes, number, 0); at < shapes.Length && shapes[at] == number; at++)
                {
                    var card = drawer[(int)drawer.ShapeRows[at]];
                    if (card.Spin == (charge, multiplicity) && card.Answers(place) && card.Shape == key) found.Add(card.ToCandidate(property, place));
                }
            }
        }
        return Sorted(found);
    }

    static int PlaceOf(Property property) => property.IsList
        ? throw new ArgumentException($"{property.Name} is a list; one entry of it can be asked for", nameof(property)) : CatalogueSchema.Place((property.List ?? property).Name);

    /// <summary>Totals: calculations, failed ones, molecules, processor seconds.</summary>
    public (long Calculations, long Failed, long Molecules, double CpuSeconds) Totals()
    {
        var drawers = _drawers;
        var molecules = _molecules;
        if (molecules.Item1 != drawers) _molecules = molecules = Tuple.Create(drawers, Distinct.States(drawers));
        return (drawers.Sum(d => (long)d.Rows), drawers.Sum(d => d.Failed), molecules.Item2, drawers.Sum(d => d.Microseconds) / 1e6);
    }

    /// <summary>Everything in it as text, by id: for comparing two catalogues.</summary>
    public IEnumerable<string> Dump()
    {
        var lines = new List<string>();
        foreach (var drawer in _drawers)
            for (int row = 0; row < drawer.Rows; row++) lines.Add(drawer[row].Line());
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <inheritdoc/>
    public void Dispose() { foreach (var d in _drawers) d.Dispose(); }
}
