// The archive: records recalled, and given back.
using DataHub.Model;
using DataHub.Store.Segments;
using DataHub.Store.Shelves;
using DataHub.Store.Sql;

namespace DataHub.Store;

/// <summary>What is to be withdrawn: all records that meet <paramref name="Condition"/>, and those named in <paramref name="Ids"/>.</summary>
/// <param name="Condition">A condition over calculations, null for none.</param>
/// <param name="Predicate">Its text.</param>
/// <param name="Ids">Records named one by one.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="At">When (UTC).</param>
public sealed record WithdrawalOrder(Expr? Condition, string? Predicate, IReadOnlyCollection<string> Ids, string Reason, string By, DateTime At)
{
    /// <summary>Also the records that come later. The condition must then ask for nothing that a withdrawal changes.</summary>
    public bool Standing { get; init; }
    /// <summary>True if <see cref="Ids"/> are the records derived from the others.</summary>
    public bool Derived { get; init; }
}

/// <summary>How many records of one dataset, level and program version a condition meets.</summary>
public sealed record RecallGroup(string? Dataset, string? Level, string? Program, string? ProgramVersion, long Records, long AlreadyWithdrawn, double CpuSeconds, string Example);

public sealed partial class Archive
{
    readonly WithdrawalShelf _withdrawals;
    volatile Withdrawn _withdrawn = Withdrawn.Nothing;
    Dictionary<string, List<string>> _idFiles = [];
    string _listing = "";
    long _applied, _remembered;

    /// <summary>Columns whose value a withdrawal changes.</summary>
    public static readonly IReadOnlyList<Column> RecallColumns = [Columns.Status, Columns.Withdrawal, Columns.WithdrawalReason];

    /// <summary>What is withdrawn now, and by which event: the face that a release asks for its errata.</summary>
    public Withdrawn Withdrawn => _withdrawn;

    /// <summary>The ids that an event names, later ones of a standing event included; null if there is no such event.</summary>
    public IdSet? WithdrawnBy(string id)
    {
        List<string>? files;
        lock (_writing) files = _idFiles.GetValueOrDefault(id);
        return files is null ? null : files.Count == 1 ? WithdrawalShelf.Read(files[0]) : IdSet.Of(files.SelectMany(WithdrawalShelf.Read));
    }

    /// <summary>Withdraws records: durable when it returns, and from then on none of them answers, teaches or counts. Null, and nothing is written, if no record is named and the order does not stand.</summary>
    /// <exception cref="QueryException">The condition cannot be asked, or stands on a column that withdrawals change.</exception>
    /// <exception cref="ArgumentException">A named id is none of the archive.</exception>
    public Withdrawal? Withdraw(WithdrawalOrder order, CancellationToken cancel = default)
    {
        Writable();
        if (order.Standing && order.Condition is null) throw new ArgumentException("a standing withdrawal has a condition", nameof(order));
        var names = new HashSet<string>();
        QueryNames.Collect(order.Condition, names);
        if (order.Standing && (names.FirstOrDefault(n => n.Contains('/') || RecallColumns.Any(c => c.Name == n)) ?? (Leads(order.Condition) ? "linked rows" : null)) is { } shifting)
            throw new QueryException($"a standing withdrawal cannot ask for {shifting}: what it says of a record must stay true", null, "columns that the record came with, such as program and program_version");
        lock (_writing)
        {
            var unknown = order.Ids.Except(_views.Catalogue(c => c.Known(order.Ids))).FirstOrDefault();
            if (unknown is not null) throw new ArgumentException($"there is no record '{unknown}'", nameof(order));
            var ids = order.Condition is null ? IdSet.Of(order.Ids) : Matching(order.Condition, cancel);
            if (order.Condition is not null && order.Ids.Count > 0) ids = IdSet.Of(ids.Concat(order.Ids));
            if (ids.Count == 0 && !order.Standing) return null;
            var e = new Withdrawal(_withdrawn.All.Count + 1, WithdrawalKind.Withdraw, order.Reason, order.By, order.At, ids.Count)
            { Predicate = order.Predicate, Standing = order.Standing, Condition = order.Standing ? order.Condition : null, Derived = order.Derived, Commit = _lake.LastCommit };
            var id = _withdrawals.Put(e, ids).Id;
            LoadWithdrawals();
            return _withdrawn.All.Single(x => x.Id == id);
        }
    }

    /// <summary>Takes a withdrawal back: its records are what they were, unless another event names them too.</summary>
    /// <exception cref="ArgumentException">There is no such event, or it does not hold.</exception>
    public Withdrawal Reinstate(string id, string reason, string by, DateTime at)
    {
        Writable();
        lock (_writing)
        {
            var e = _withdrawn.All.FirstOrDefault(x => x.Id == id) ?? throw new ArgumentException($"there is no withdrawal '{id}'", nameof(id));
            if (!e.Holds) throw new ArgumentException(e.Kind == WithdrawalKind.Reinstate ? $"'{id}' takes a withdrawal back; withdraw again instead" : $"'{id}' was taken back by {e.TakenBackBy}", nameof(id));
            var made = _withdrawals.Put(new Withdrawal(_withdrawn.All.Count + 1, WithdrawalKind.Reinstate, reason, by, at, e.Count + e.Later) { Of = id, Commit = _lake.LastCommit }, IdSet.Empty).Id;
            LoadWithdrawals();
            return _withdrawn.All.Single(x => x.Id == made);
        }
    }

    /// <summary>The ids of all records that meet a condition.</summary>
    /// <exception cref="QueryException">The condition cannot be asked.</exception>
    public IdSet Matching(Expr condition, CancellationToken cancel = default) =>
        Packed(Find(new Query(QuerySet.Calculations) { Filter = condition, Select = [Columns.Id.Name], Hidden = true }, cancel));

    /// <summary>What a condition meets, by dataset, level, program and version, the largest groups first.</summary>
    /// <exception cref="QueryException">The condition cannot be asked.</exception>
    public IReadOnlyList<RecallGroup> Groups(Expr condition, CancellationToken cancel = default)
    {
        var query = new Query(QuerySet.Calculations) { Filter = condition, Hidden = true };
        using var rows = Scan(query, (sources, _) => QuerySql.Groups(query, sources), cancel);
        var groups = new List<RecallGroup>();
        string? Text(int i) => rows.Reader.IsDBNull(i) ? null : rows.Reader.GetString(i);
        while (rows.Read())
            groups.Add(new RecallGroup(Text(0), Text(1), Text(2), Text(3), rows.Reader.GetInt64(4), rows.Reader.GetInt64(5), rows.Reader.IsDBNull(6) ? 0 : rows.Reader.GetDouble(6), Text(7)!));
        return groups;
    }

    /// <summary>
    /// The records derived from the given ones, at any remove: those that name one of them, or what <paramref name="through"/> says stands for them (models that were trained on them), among their parents.
    /// </summary>
    public IdSet Descendants(IdSet of, Func<IdSet, IReadOnlyCollection<string>> through, CancellationToken cancel = default)
    {
        var all = new HashSet<string>();
        for (var next = of; next.Count > 0;)
        {
            using var named = _scans.Named(next);
            var lease = _lake.Hold();
            var models = new SqlParameters();
            var extra = through(next);
            var sql = $"SELECT DISTINCT id FROM (SELECT id, unnest(parents) AS parent FROM {Scans.Wide(lease)} WHERE parents IS NOT NULL) t WHERE parent IN (SELECT id FROM {named.Table})"
                + (extra.Count == 0 ? "" : $" OR parent IN ({string.Join(", ", extra.Select(models.Add))})") + " ORDER BY id";
            var found = Packed(_scans.Run(new SqlQuery(sql, models.Values, []), cancel, lease));
            next = IdSet.Of(found.Where(id => !of.Contains(id) && all.Add(id)));
        }
        return IdSet.Of(all);
    }

    static IdSet Packed(RowStream rows)
    {
        using (rows)
        {
            var bytes = new System.Buffers.ArrayBufferWriter<byte>(1 << 16);
            while (rows.Read())
            {
                var id = rows.Reader.GetString(0);
                if (!IdSet.Write(id, bytes.GetSpan(IdSet.Width)[..IdSet.Width])) throw new InvalidDataException($"'{id}' is no id of a record");
                bytes.Advance(IdSet.Width);
            }
            return new IdSet(bytes.WrittenSpan.ToArray());
        }
    }

    /// <summary>Reads the shelf again if it has anything new.</summary>
    void LoadWithdrawals()
    {
        lock (_writing)
        {
            var listing = _withdrawals.Listing();
            if (listing == _listing) return;
            var events = _withdrawals.All();
            _idFiles = events.ToDictionary(e => e.Event.Id, e => e.Files.ToList());
            _withdrawn = Withdrawn.Of([.. events.Select(e => e.Event)], e => _idFiles[e.Id].Select(WithdrawalShelf.Read));
            _listing = listing;
        }
    }

    /// <summary>Applies the standing events to the commits that they have not seen, for instance because of a crash.</summary>
    void ApplyStanding()
    {
        _applied = _remembered = _withdrawals.Applied();
        foreach (var segment in _lake.Live.Where(s => s.Last > _applied)) ApplyStanding(segment);
    }

    void ApplyStanding(Segment segment)
    {
        if (_withdrawn.Holding.Any(e => e.Standing))
            using (var lease = _lake.Hold(segment.Last)!)
            {
                bool any = false;
                foreach (var e in _withdrawn.Holding.Where(e => e.Standing && e.Commit < segment.Last))
                {
                    var sql = QuerySql.Rows(new Query(QuerySet.Calculations) { Filter = e.Condition, Select = [Columns.Id.Name] }, new SqlSources(Scans.Wide(lease), Arrays: Scans.Arrays(lease)));
                    var ids = Packed(_scans.Run(sql, default));
                    var known = WithdrawnBy(e.Id)!;
                    ids = IdSet.Of(ids.Where(id => !known.Contains(id)));
                    if (ids.Count == 0) continue;
                    _withdrawals.PutLater(e.Id, segment.Last, ids);
                    any = true;
                }
                if (any) LoadWithdrawals();
            }
        _applied = Math.Max(_applied, segment.Last);
    }

    void RememberStanding()
    {
        if (_options.ReadOnly || _withdrawals is null || _applied <= _remembered || !_withdrawn.Holding.Any(e => e.Standing)) return;
        _withdrawals.PutApplied(_applied);
    }

    /// <summary>The wide rows for a query, with what is withdrawn laid over them where the query can tell the difference.</summary>
    string Wide(Lease lease, Query query)
    {
        var (wide, withdrawn) = (Veiled(Scans.Wide(lease), query), _withdrawn);
        return withdrawn.IsEmpty || !Asks(query) ? wide : _scans.Recalled(wide, withdrawn);
    }

    /// <summary>False if the answer of a query cannot depend on what is withdrawn.</summary>
    static bool Asks(Query query) => query.Set != QuerySet.Calculations || query.Apply.Count > 0 || query.Select.Count == 0 || QueryNames.Of(query).Any(n => n.Contains('/') || RecallColumns.Any(c => c.Name == n)) || Leads(query.Filter);

    /// <summary>True if a condition asks linked rows.</summary>
    static bool Leads(Expr? e) => e switch
    {
        Expr.Linked => true,
        Expr.And a => Leads(a.Left) || Leads(a.Right),
        Expr.Or o => Leads(o.Left) || Leads(o.Right),
        Expr.Not n => Leads(n.Operand),
        Expr.Compare c => Leads(c.Left) || Leads(c.Right),
        _ => false,
    };

    CalculationRow Told(CalculationRow row)
    {
        if (_withdrawn.By((string)row[Columns.Id]!) is not { } e) return row;
        (row[Columns.Status], row[Columns.Withdrawal], row[Columns.WithdrawalReason]) = ("withdrawn", e.Id, e.Reason);
        return row;
    }

    IReadOnlyList<Candidate> Told(IReadOnlyList<Candidate> found)
    {
        var withdrawn = _withdrawn;
        return withdrawn.IsEmpty || !found.Any(c => withdrawn.By(c.Id) is not null) ? found : [.. found.Select(c => withdrawn.By(c.Id) is null ? c : c with { Status = Status.Withdrawn })];
    }

    IReadOnlyList<IReadOnlyList<Candidate>> Told(IReadOnlyList<IReadOnlyList<Candidate>> found) => _withdrawn.IsEmpty ? found : [.. found.Select(Told)];

    IReadOnlyList<Candidate> InForce(IReadOnlyList<Candidate> found)
    {
        var withdrawn = _withdrawn;
        return withdrawn.IsEmpty ? found : [.. found.Where(c => withdrawn.By(c.Id) is null)];
    }
}
