// What the ledger adds up to, kept beside it and made again from its lines at any time.
using Dapper;
using Microsoft.Data.Sqlite;

namespace DataHub.Store.Shelves;

/// <summary>
/// A view of the ledger in SQLite: it takes in the lines behind the place where it stopped, each once. Amounts are whole numbers (microseconds, 1e-12 kWh, micrograms), so that sums are exact in whatever order the lines come.
/// Memory does not grow with the ledger. Thread-safe.
/// </summary>
sealed class LedgerTally(string path, LedgerBook book, bool temporary) : IDisposable
{
    const string Version = "2";
    const string Tables = $"""
        CREATE TABLE meta (version TEXT); INSERT INTO meta VALUES ('{Version}');
        CREATE TABLE file (name TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID;
        CREATE TABLE line (id BLOB PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE key (id BLOB PRIMARY KEY, rank INTEGER, at INTEGER, campaign TEXT, record TEXT, action TEXT, cpu INTEGER, kwh INTEGER, co2 INTEGER) WITHOUT ROWID;
        CREATE TABLE sum (campaign TEXT, action TEXT, lines INTEGER, cpu INTEGER, kwh INTEGER, co2 INTEGER, acpu INTEGER, akwh INTEGER, aco2 INTEGER, PRIMARY KEY (campaign, action)) WITHOUT ROWID;
        CREATE TABLE best (campaign TEXT, action TEXT, keys INTEGER, cpu INTEGER, kwh INTEGER, co2 INTEGER, PRIMARY KEY (campaign, action)) WITHOUT ROWID;
        CREATE TABLE reuse (record TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
        CREATE TABLE dataset (slug TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
        CREATE TABLE cited (slug TEXT, campaign TEXT, PRIMARY KEY (slug, campaign)) WITHOUT ROWID;
        """;
    const int Batch = 20_000;
    readonly Lock _lock = new();
    SqliteConnection? _connection;

    /// <summary>A claim to the credit for a key. The best has the least rank; then the earliest has it, then the first by campaign, record and amount, so that any order of lines gives the same.</summary>
    sealed record Credit(long Rank, long At, string Campaign, string Record, string Action, long Cpu, long Kwh, long Co2)
    {
        public static int Order(Credit a, Credit b) => (a.Rank, a.At).CompareTo((b.Rank, b.At)) is not 0 and var c ? c
            : string.CompareOrdinal(a.Campaign, b.Campaign) is not 0 and var d ? d : string.CompareOrdinal(a.Record, b.Record) is not 0 and var e ? e : (a.Action, a.Cpu, a.Kwh, a.Co2).CompareTo((b.Action, b.Cpu, b.Kwh, b.Co2));
    }

    /// <summary>Totals of the whole ledger, or of the lines of one campaign (with the credit that it has).</summary>
    public LedgerTotals Totals(string? campaign, Withdrawn withdrawn) => Ask(c =>
    {
        var of = campaign is null ? "" : " WHERE campaign = $campaign";
        var sums = c.Query<(string Action, long Lines, long Cpu, long Kwh, long Co2, long Acpu, long Akwh, long Aco2)>($"SELECT action, sum(lines), sum(cpu), sum(kwh), sum(co2), sum(acpu), sum(akwh), sum(aco2) FROM sum{of} GROUP BY action ORDER BY action", new { campaign }).ToList();
        var best = c.Query<(string Action, long Keys, long Cpu, long Kwh, long Co2)>($"SELECT action, sum(keys), sum(cpu), sum(kwh), sum(co2) FROM best{of} GROUP BY action", new { campaign }).ToDictionary(b => b.Action);
        long cpu = 0, kwh = 0, co2 = 0;
        if (!withdrawn.IsEmpty)
            foreach (var k in c.Query<(string Record, long Cpu, long Kwh, long Co2)>($"SELECT record, cpu, kwh, co2 FROM key{of}", new { campaign }, buffered: false))
                if (withdrawn.By(k.Record) is not null) { cpu += k.Cpu; kwh += k.Kwh; co2 += k.Co2; }
        return new LedgerTotals(sums.Sum(s => s.Lines), Of(sums.Sum(s => s.Cpu), sums.Sum(s => s.Kwh), sums.Sum(s => s.Co2)), Of(sums.Sum(s => s.Acpu), sums.Sum(s => s.Akwh), sums.Sum(s => s.Aco2)),
            Of(best.Values.Sum(b => b.Cpu), best.Values.Sum(b => b.Kwh), best.Values.Sum(b => b.Co2)), best.Values.Sum(b => b.Keys),
            [.. sums.Select(s => new LedgerSum(s.Action, s.Lines, Of(s.Cpu, s.Kwh, s.Co2), Of(s.Acpu, s.Akwh, s.Aco2), best.GetValueOrDefault(s.Action).Keys,
                best.TryGetValue(s.Action, out var b) ? Of(b.Cpu, b.Kwh, b.Co2) : default))]) { OnWithdrawn = Of(cpu, kwh, co2) };
    });

    /// <summary>How often a record has answered instead of a computation.</summary>
    public long ReusesOf(string record) => Ask(c => c.ExecuteScalar<long?>("SELECT n FROM reuse WHERE record = $record", new { record }) ?? 0);

    /// <summary>How often records of a dataset have.</summary>
    public long ReusesIn(string dataset) => Ask(c => c.ExecuteScalar<long?>("SELECT n FROM dataset WHERE slug = $dataset", new { dataset }) ?? 0);

    /// <summary>How many campaigns have answers from records of a dataset.</summary>
    public int CampaignsOn(string dataset) => Ask(c => c.ExecuteScalar<int>("SELECT count(*) FROM cited WHERE slug = $dataset", new { dataset }));

    /// <summary>Which of the lines avoid what an earlier one avoids already; those among them that repeat each other count as repeated from the second on.</summary>
    public bool[] Repeats(IReadOnlyList<LedgerLine> lines) => Ask(c =>
    {
        var seen = new HashSet<string>();
        return lines.Select(l => l.AvoidedCpuSeconds is not null && (!seen.Add(Convert.ToHexString(l.Key)) || c.ExecuteScalar<long?>("SELECT 1 FROM key WHERE id = $key", new { key = l.Key }) is not null)).ToArray();
    });

    T Ask<T>(Func<SqliteConnection, T> ask)
    {
        lock (_lock)
        {
            for (bool again = false; ; again = true)
                try
                {
                    var connection = _connection ??= Open();
                    CatchUp(connection);
                    return ask(connection);
                }
                catch (SqliteException e) when (!again && e.SqliteErrorCode is 11 or 26 /* damaged, or no database */) { Discard(); }
        }
    }

    void CatchUp(SqliteConnection c)
    {
        foreach (var file in book.Files())
        {
            var name = Path.GetFileName(file);
            while (true)
            {
                long from = c.ExecuteScalar<long?>("SELECT position FROM file WHERE name = $name", new { name }) ?? 0, to = from;
                using var t = c.BeginTransaction();
                int n = 0;
                foreach (var (line, end) in LedgerBook.Lines(file, from))
                {
                    Take(c, line);
                    to = end;
                    if (++n == Batch) break;
                }
                if (n == 0) break;
                c.Execute("INSERT INTO file VALUES ($name, $to) ON CONFLICT (name) DO UPDATE SET position = $to", new { name, to });
                t.Commit();
                if (n < Batch) break;
            }
        }
    }

    static void Take(SqliteConnection c, LedgerLine l)
    {
        if (c.Execute("INSERT OR IGNORE INTO line VALUES ($id)", new { id = l.Identity }) == 0) return;
        long cpu = Micro(l.CpuSeconds), kwh = Pico(l.EnergyKwh), co2 = Micro(l.Co2Grams), acpu = Micro(l.AvoidedCpuSeconds), akwh = Pico(l.AvoidedKwh), aco2 = Micro(l.AvoidedCo2Grams);
        var campaign = l.Campaign ?? "";
        c.Execute("""
            INSERT INTO sum VALUES ($campaign, $Action, 1, $cpu, $kwh, $co2, $acpu, $akwh, $aco2)
            ON CONFLICT (campaign, action) DO UPDATE SET lines = lines + 1, cpu = cpu + $cpu, kwh = kwh + $kwh, co2 = co2 + $co2, acpu = acpu + $acpu, akwh = akwh + $akwh, aco2 = aco2 + $aco2
            """, new { campaign, l.Action, cpu, kwh, co2, acpu, akwh, aco2 });
        if (l.AvoidedCpuSeconds is null) return;
        if (l.CalculationId is { } record && l.Action == "reused")
        {
            c.Execute("INSERT INTO reuse VALUES ($record, 1) ON CONFLICT (record) DO UPDATE SET n = n + 1", new { record });
            if (l.Dataset is { } cited && campaign.Length > 0) c.Execute("INSERT OR IGNORE INTO cited VALUES ($cited, $campaign)", new { cited, campaign });
            if (l.Dataset is { } slug) c.Execute("INSERT INTO dataset VALUES ($slug, 1) ON CONFLICT (slug) DO UPDATE SET n = n + 1", new { slug });
        }
        var key = l.Key;
        var mine = new Credit(l.Action switch { "reused" => 0, "corrected" or "predicted" => 1, _ => 2 }, l.At.Ticks, campaign, l.CalculationId ?? "", l.Action, acpu, akwh, aco2);
        var there = c.Query<(long Rank, long At, string Campaign, string Record, string Action, long Cpu, long Kwh, long Co2)>("SELECT rank, at, campaign, record, action, cpu, kwh, co2 FROM key WHERE id = $key", new { key }).ToList();
        if (there is [var t])
        {
            var old = new Credit(t.Rank, t.At, t.Campaign, t.Record, t.Action, t.Cpu, t.Kwh, t.Co2);
            if (Credit.Order(old, mine) <= 0) return;
            Add(c, old, -1);
        }
        c.Execute("INSERT OR REPLACE INTO key VALUES ($key, $Rank, $At, $Campaign, $Record, $Action, $Cpu, $Kwh, $Co2)", new { key, mine.Rank, mine.At, mine.Campaign, mine.Record, mine.Action, mine.Cpu, mine.Kwh, mine.Co2 });
        Add(c, mine, 1);
    }

    static void Add(SqliteConnection c, Credit x, int sign) => c.Execute("""
        INSERT INTO best VALUES ($Campaign, $Action, $n, $cpu, $kwh, $co2) ON CONFLICT (campaign, action) DO UPDATE SET keys = keys + $n, cpu = cpu + $cpu, kwh = kwh + $kwh, co2 = co2 + $co2
        """, new { x.Campaign, x.Action, n = sign, cpu = sign * x.Cpu, kwh = sign * x.Kwh, co2 = sign * x.Co2 });

    SqliteConnection Open()
    {
        for (bool again = false; ; again = true)
        {
            var c = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            try
            {
                c.Open();
                c.Execute("PRAGMA synchronous=NORMAL; PRAGMA journal_mode=WAL; PRAGMA cache_size=-32768");
                if (c.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master") == 0) c.Execute(Tables);
                if (again || c.ExecuteScalar<string>("SELECT version FROM meta") == Version) return c;
            }
            catch (SqliteException) when (!again) { }
            c.Dispose();
            Delete();
        }
    }

    void Discard()
    {
        _connection?.Dispose();
        _connection = null;
        Delete();
    }

    void Delete() { foreach (var end in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(path + end); }

    static long Micro(double? v) => (long)Math.Round((v ?? 0) * 1e6);
    static long Pico(double? v) => (long)Math.Round((v ?? 0) * 1e12);
    static Amount Of(long cpu, long kwh, long co2) => new(cpu / 1e6, kwh / 1e12, co2 / 1e6);

    public void Dispose()
    {
        lock (_lock)
        {
            _connection?.Dispose();
            _connection = null;
            if (temporary) Delete();
        }
    }
}
