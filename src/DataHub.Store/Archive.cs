// The archive: append, find, get, rebuild.
using DataHub.Formats.Parquet;
using DataHub.Model;
using DataHub.Store.Releases;
using DataHub.Store.Searching;
using DataHub.Store.Segments;
using DataHub.Store.Shelves;
using DataHub.Store.Sql;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DataHub.Store;

/// <summary>
/// The memory of the house. The segments under <c>lake/</c> are the truth; catalogue and search index are views of them. One process writes, any number read;
/// all members may be called from many threads.
/// </summary>
public sealed partial class Archive : IDisposable
{
    readonly ArchiveOptions _options;
    readonly WriterLock? _lock;
    readonly Lake _lake;
    readonly Views _views;
    readonly Scans _scans;
    readonly RawShelf _raw;
    readonly LedgerBook _ledger;
    readonly LedgerTally _tally;
    readonly Lock _writing = new(), _merging = new();
    readonly CancellationTokenSource _closing = new();
    Task _merge = Task.CompletedTask;
    sealed record Newest(long Commit, DateTime Time);
    Newest? _latest;
    bool _disposed;

    Archive(ArchiveOptions options)
    {
        _options = options with { Folder = Path.GetFullPath(options.Folder) };
        if (_options.Folder.AsSpan().ContainsAny("*?[")) throw new ArgumentException($"an archive cannot lie at {_options.Folder}: the query engine takes *, ? and [ in a path for patterns", nameof(options));
        string Sub(string name) => Path.Combine(_options.Folder, name);
        if (options.ReadOnly)
        {
            if (!Directory.Exists(_options.Folder)) throw new DirectoryNotFoundException($"there is no archive at {_options.Folder}");
        }
        else
        {
            foreach (var folder in new[] { "", "lake", "raw", "ledger", "lake/datasets", "withdrawals" }) Directory.CreateDirectory(Sub(folder));
            _lock = WriterLock.Take(_options.Folder);
        }
        try
        {
            _raw = new RawShelf(Sub("raw"));
            _ledger = new LedgerBook(Sub("ledger"));
            _tally = new LedgerTally(options.ReadOnly ? Path.Combine(Path.GetTempPath(), $"datahub-ledger-{Environment.ProcessId}-{Guid.NewGuid():n}.db") : Path.Combine(Sub("ledger"), "totals.db"), _ledger, options.ReadOnly);
            _datasets = new DatasetShelf(Sub("lake/datasets"));
            _withdrawals = new WithdrawalShelf(Sub("withdrawals"));
            Quarantine = new QuarantineShelf(Sub("quarantine"), options.ReadOnly);
            _lake = new Lake(Sub("lake"));
            if (!options.ReadOnly)
            {
                _lake.Clean();
                _ledger.Mend();
                _withdrawals.Clean();
                _datasets.Clean();
            }
            _datasets.List();
            _lake.List();
            _versions = new VersionLog(Sub("versions.tsv"), options.ReadOnly);
            OpenTables = new OpenTables(this);
            _views = new Views(_options.Folder, _lake, options.ReadOnly);
            _scans = new Scans(Sub("lake"), Sub("exports"));
            _views.CatchUp();
            LoadWithdrawals();
            if (options.ReadOnly) return;
            TakeOldCards(Sub("datasets"));
            ApplyStanding();
            MendVersions();
            _lake.Sweep(_options.Grace);
            StartMerging();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens or makes the archive and catches up whatever a crash left behind.</summary>
    /// <exception cref="ArchiveBusyException">Another process has it open for writing.</exception>
    /// <exception cref="ArgumentException">The folder's path has a *, ? or [.</exception>
    /// <exception cref="InvalidDataException">Segment files were removed.</exception>
    public static Archive Open(ArchiveOptions options) => new(options);

    /// <summary>Keeps the new ones among the calculations durably, in one segment, and updates catalogue and index; says for each whether it was new. When it returns, nothing of it can be lost.</summary>
    public IReadOnlyList<bool> Append(IReadOnlyList<Calculation> batch)
    {
        Writable();
        if (batch.Any(c => c.Id.Length == 0)) throw new ArgumentException("a calculation without an id cannot be kept; the intake gives it", nameof(batch));
        lock (_writing)
        {
            if (_merge.IsFaulted)
            {
                // Told once; nothing is lost by it, and the next append tries again.
                var why = _merge.Exception!.InnerException!;
                _merge = Task.CompletedTask;
                throw new IOException($"merging segments failed: {why.Message}", why);
            }
            var known = _views.Catalogue(c => c.Known(batch.Select(b => b.Id)));
            var isNew = new bool[batch.Count];
            var rows = new List<CalculationRow>();
            for (int i = 0; i < batch.Count; i++)
                if (isNew[i] = known.Add(batch[i].Id)) rows.Add(CalculationRow.From(batch[i]));
            rows.ForEach(RowText.Store);
            if (rows.Count > 0)
            {
                Later(rows);
                var segment = _lake.Commit(rows, s => _views.Prepare(s, rows));
                _latest = new(segment.Last, rows.Max(r => r[Columns.IngestedAt] as DateTime? ?? default));
                _versions.Add(segment.Last, _latest.Time);
                // Before the look-ups see the rows, so that what a standing withdrawal names is never reused, not even for a moment.
                ApplyStanding(segment);
                _views.Take(segment, rows);
                StartMerging();
            }
            return isNew;
        }
    }

    /// <summary>Times of intake only grow from commit to commit: what was there at a time is then one snapshot, whatever came after.</summary>
    void Later(List<CalculationRow> rows)
    {
        var latest = Latest;
        if (rows.Min(r => r[Columns.IngestedAt] as DateTime? ?? default) > latest) return;
        foreach (var row in rows) row[Columns.IngestedAt] = latest.AddTicks(TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>When the newest record was taken in (UTC); the beginning of time if there is none.</summary>
    public DateTime Latest
    {
        get
        {
            long commit = _lake.LastCommit;
            if (_latest is { } known && known.Commit == commit) return known.Time;
            using var stream = Scan(new Query(QuerySet.Calculations) { Select = [Columns.IngestedAt.Name], Hidden = true }, (sources, _) => new SqlQuery($"SELECT max(ingested_at)::TIMESTAMP FROM {sources.Calculations}", [], [new("time", ColumnType.Time, null, "")]), default);
            var time = stream.Read() ? stream[0] as DateTime? ?? DateTime.MinValue : DateTime.MinValue;
            _latest = new(commit, DateTime.SpecifyKind(time, DateTimeKind.Utc));
            return _latest.Time;
        }
    }

    /// <summary>Changes whenever an answer could: an entity tag for what is asked of the archive.</summary>
    public string Version => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_lake.LastCommit}.{_withdrawn.All.Count}.{_datasets.Version}{string.Concat(Veil().Select(s => "-" + s))}");

    /// <summary>Number of the last commit.</summary>
    public long LastCommit => _lake.LastCommit;

    /// <summary>Keeps the raw bytes of a bundle under their hash, which it returns; keeping them twice is one copy.</summary>
    public string KeepRaw(Bundle bundle)
    {
        var hash = KeepRaw(bundle, out var kept);
        kept.GetAwaiter().GetResult();
        return hash;
    }

    /// <summary>The same, without waiting for a large bundle to be packed: the hash comes at once, the bytes are durable when <paramref name="kept"/> has ended.</summary>
    public string KeepRaw(Bundle bundle, out Task kept)
    {
        Writable();
        return _raw.Keep(bundle, out kept);
    }

    /// <summary>Records that were put aside until somebody has looked at them.</summary>
    public QuarantineShelf Quarantine { get; }

    /// <summary>The raw bundle of a hash, or null.</summary>
    public Bundle? OpenRaw(string hash) => _raw.Open(hash);

    /// <summary>A whole record with its arrays, or null.</summary>
    public Calculation? Get(string id) => Again(() =>
    {
        if (_views.Catalogue(c => c.Place(id)) is not { } place) return null;
        var lease = _lake.Hold(place.Commit);
        if (lease is null)
        {
            _lake.List();
            lease = _lake.Hold(place.Commit) ?? throw new InvalidDataException($"the catalogue says that commit {place.Commit} has record {id}, but the lake has no such commit; rebuild the archive");
        }
        var where = place.InChIKey is null ? "id = $p0 AND inchikey IS NULL" : "id = $p0 AND inchikey = $p1";
        var sql = $"SELECT {string.Join(", ", Columns.Wide.Select(c => c.Type == ColumnType.Time ? $"t.\"{c.Name}\"::TIMESTAMP" : $"t.\"{c.Name}\""))}, {string.Join(", ", Columns.Arrays.Select(c => $"a.\"{c.Name}\""))} "
            + $"FROM (SELECT * FROM {Scans.Wide(lease)} WHERE {where}) t LEFT JOIN (SELECT * FROM {Scans.Arrays(lease)} WHERE {where}) a ON true";
        using var stream = _scans.Run(new SqlQuery(sql, place.InChIKey is null ? [id] : [id, place.InChIKey], []), default, lease);
        return stream.Read() && RowCells.Row(stream, [.. Columns.Wide, .. Columns.Arrays]) is var row && !(row[Columns.Dataset] is string slug && Veil().Contains(slug)) ? Told(row).ToCalculation() : null;
    });

    /// <summary>The rows of a query, streaming, in the query's order. With <paramref name="positions"/> each row also tells its <see cref="RowStream.Position"/>, from which the next page continues.</summary>
    /// <exception cref="QueryException">The query names what does not exist or compares what cannot be compared.</exception>
    public RowStream Find(Query query, CancellationToken cancel = default, bool positions = false) => Scan(query, (sources, _) => QuerySql.Rows(query, sources, positions), cancel);

    /// <summary>The SQL that a query becomes, over a table named lake, and its parameters: for people who want to see it.</summary>
    /// <exception cref="QueryException">The query names what does not exist or compares what cannot be compared.</exception>
    public static string Explain(Query query)
    {
        var sql = QuerySql.Rows(query, new SqlSources("lake", Arrays: "arrays"));
        return sql.Text + string.Concat(sql.Parameters.Select((p, i) => $"\n-- $p{i} = {(p is string s ? $"'{s}'" : Convert.ToString(p, System.Globalization.CultureInfo.InvariantCulture))}"));
    }

    /// <summary>Is told of each query of the engine when its rows end.</summary>
    public event Action<AskedQuery>? Asked
    {
        add => _scans.Asked += value;
        remove => _scans.Asked -= value;
    }

    /// <summary>How many rows the query has without top, skip and after.</summary>
    public long Count(Query query, CancellationToken cancel = default)
    {
        using var stream = Scan(query, (sources, _) => QuerySql.Count(query, sources), cancel);
        stream.Read();
        return stream.Reader.GetInt64(0);
    }

    /// <summary>Whole rows with or without arrays, streaming: what exports write. The query's selection is not looked at; without ordering and page the rows come in the order of the lake.</summary>
    public IAsyncEnumerable<CalculationRow> Rows(Query query, bool arrays, CancellationToken cancel = default) => Rows(query, arrays ? Columns.All : Columns.Wide, cancel);

    /// <summary>The same with these columns only; the other cells of the rows are empty.</summary>
    public IAsyncEnumerable<CalculationRow> Rows(Query query, IReadOnlyList<Column> columns, CancellationToken cancel = default) =>
        RowCells.Rows(() => Scan(query, (sources, _) => QuerySql.Whole(query, sources, columns), cancel), columns, cancel);

    /// <summary>The records of one molecule state that carry the property, and its failures (their value is null), from the catalogue's index alone; best levels are the caller's business.</summary>
    public IReadOnlyList<Candidate> Candidates(string inchikey, int charge, int multiplicity, Property property) =>
        Shown(Told(_views.Catalogue(c => c.OfMolecules([new MoleculeState(inchikey, charge, multiplicity)], property)[0])));

    /// <summary>The same for many molecule states at once, in their order: what a batch of questions asks.</summary>
    public IReadOnlyList<IReadOnlyList<Candidate>> Candidates(IReadOnlyList<MoleculeState> states, Property property) =>
        [.. Told(_views.Catalogue(c => c.OfMolecules(states, property))).Select(Shown)];

    /// <summary>The records at geometries that have one of the tolerant keys, of a charge and multiplicity, that carry the property; whether they are one shape is for <see cref="GeometryMatch"/> to say.</summary>
    public IReadOnlyList<Candidate> CandidatesOfShape(IReadOnlyList<string> keys, int charge, int multiplicity, Property property) => Shown(Told(_views.Catalogue(c => c.OfShape(keys, charge, multiplicity, property))));

    /// <summary>All successful records that carry the property at the level: what a surrogate trains on.</summary>
    public IReadOnlyList<Candidate> AtLevel(string level, Property property) => Shown(InForce(_views.Catalogue(c => c.OfLevel(level, property))));

    /// <summary>Totals.</summary>
    public ArchiveCounts Counts()
    {
        var (calculations, failed, molecules, seconds) = _views.Catalogue(c => c.Totals());
        var live = _lake.Live;
        return new ArchiveCounts(calculations, failed, molecules, live.Count, live.Sum(s => s.Bytes), seconds) { Withdrawn = _withdrawn.Ids.Count };
    }

    /// <summary>Full paths of the live segment files, wide and array files, in the order of their commits: what a download of the whole lake hands out.</summary>
    public IReadOnlyList<string> SegmentFiles() => [.. ShownSegments().SelectMany(s => s.HasArrays ? new[] { s.WidePath, s.ArraysPath } : [s.WidePath])];

    /// <summary>
    /// The rows of a query with these columns as a Parquet file under the archive's folder "exports", written by the engine itself: column by column, without making rows. Groups, compression and metadata
    /// are those of <see cref="ParquetWriter"/>. Gives the number of rows.
    /// </summary>
    /// <exception cref="QueryException">The query names what does not exist or compares what cannot be compared.</exception>
    public long CopyParquet(Query query, IReadOnlyList<Column> columns, string path, CancellationToken cancel = default)
    {
        using (var stream = Scan(query, (sources, _) =>
        {
            var rows = QuerySql.Whole(query, sources, columns, true);
            var metadata = string.Join(", ", RowSchema.Metadata(columns).Select(m => $"\"{m.Key}\": {SqlLiterals.Of(m.Value)}"));
            return new SqlQuery($"COPY ({SqlLiterals.Inlined(rows)}) TO {SqlLiterals.Of(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ParquetWriter.Rows}, KV_METADATA {{{metadata}}})", [], []);
        }, cancel))
            while (stream.Read()) { /* the engine writes while it is asked for its one line of result */ }
        using var file = File.OpenRead(path);
        return Formats.Iceberg.TableFile.ReadAsync(file, cancel).GetAwaiter().GetResult().Rows;
    }

    /// <summary>Full path of a segment file by its name, live or superseded and not yet deleted; null if there is none.</summary>
    public string? SegmentFile(string name) => SegmentFiles().FirstOrDefault(p => Path.GetFileName(p) == name)
        ?? Segment.List(_lake.Folder).Where(IsShown).SelectMany(s => s.HasArrays ? new[] { s.WidePath, s.ArraysPath } : [s.WidePath]).FirstOrDefault(p => Path.GetFileName(p) == name);

    /// <summary>Takes in what other processes appended since; a reader calls it to see new rows.</summary>
    public void CatchUp()
    {
        _lake.List();
        _views.CatchUp();
        _datasets.List();
        LoadWithdrawals();
    }

    /// <summary>Throws catalogue and index away and makes them again from the segments. Progress is told in bytes of segments.</summary>
    public void Rebuild(IProgress<(long Done, long Total)>? progress = null)
    {
        Writable();
        lock (_writing)
        {
            _lake.List();
            _views.Rebuild(progress);
        }
    }

    /// <summary>Everything in the catalogue as lines of text, by id: for comparing what two ways of making it have made.</summary>
    public IEnumerable<string> CatalogueDump() => _views.Catalogue(c => c.Dump());

    /// <summary>Merges small segments now, and deletes superseded ones whose time is over. It also happens by itself, in the background, as segments come.</summary>
    public void Compact()
    {
        Writable();
        lock (_merging)
        {
            while (Compaction.Choose(_lake.Live) is { } run)
                using (_lake.Hold())
                    _views.Merge(run, _closing.Token);
            _lake.Sweep(_options.Grace);
        }
    }

    void StartMerging()
    {
        if (!_merge.IsCompleted || Compaction.Choose(_lake.Live) is null) return;
        _merge = Task.Run(() =>
        {
            try { Compact(); }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested) { return; }
        });
    }

    RowStream Scan(Query query, Func<SqlSources, Lease, SqlQuery> translate, CancellationToken cancel) => Again(() =>
    {
        var hits = query.Search is null ? null : _views.Index(i => i.Ids(SearchText.Read(query.Search, _options.Canonical), Told(query.Hidden ? [] : Veil())));
        var lease = Hold(query);
        try
        {
            var sql = translate(new SqlSources(Wide(lease, query), CardsJson(), hits, Scans.Arrays(lease)), lease);
            return _scans.Run(sql, cancel, lease);
        }
        catch { lease.Dispose(); throw; }
    });

    /// <summary>A reader that was away for long may find its files merged and gone; it looks again once.</summary>
    T Again<T>(Func<T> ask)
    {
        try { return ask(); }
        catch (DuckDBException e) when (_options.ReadOnly && e.ErrorType == DuckDBErrorType.Io)
        {
            CatchUp();
            return ask();
        }
    }

    void Writable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_options.ReadOnly) throw new InvalidOperationException("the archive is open for reading only");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _closing.Cancel();
        Task.WaitAny(_merge);
        RememberStanding();
        _tally?.Dispose();
        _views?.Dispose();
        _scans?.Dispose();
        _lock?.Dispose();
        _closing.Dispose();
    }
}
