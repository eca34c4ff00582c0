// The claims of an archive: who computes what just now. State, not truth: losing it loses no data.
using Dapper;
using Microsoft.Data.Sqlite;

namespace DataHub.Store.Shelves;

/// <summary>
/// Claims in <c>claims.db</c> of the archive's folder. Any process on the machine may take some, whoever writes the archive; each call is one transaction, so that of two who want the same at the same time one has it.
/// Thread-safe. The file is made by the first claim; one that is damaged is thrown away, after which work may be done twice and nothing else happens.
/// </summary>
public sealed class ClaimBook(string folder, TimeProvider clock)
{
    const string Table = """
        CREATE TABLE IF NOT EXISTS claim (id TEXT PRIMARY KEY, structure TEXT NOT NULL, charge INTEGER NOT NULL, multiplicity INTEGER NOT NULL, geometry TEXT NOT NULL, level TEXT NOT NULL, job TEXT NOT NULL,
        owner TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS claim_owner ON claim (owner);
        """;
    /// <summary>Longest lease that is given, so that what a crash leaves behind does not stay for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    string File => Path.Combine(folder, "claims.db");

    /// <summary>Takes what is free, and prolongs what the owner has already; returns for each key the claim that stands now, in their order: the owner's, or somebody else's.</summary>
    public IReadOnlyList<Claim> Take(IReadOnlyList<ClaimKey> keys, string owner, TimeSpan lease)
    {
        if (string.IsNullOrWhiteSpace(owner)) throw new ArgumentException("a claim has an owner", nameof(owner));
        if (lease <= TimeSpan.Zero || lease > Longest) throw new ArgumentException($"a lease is more than nothing and at most {Longest.TotalDays} days", nameof(lease));
        return Write(connection =>
        {
            var now = Now;
            var found = new List<Claim>(keys.Count);
            foreach (var key in keys)
            {
                var held = connection.Query<(string Owner, long Since, long Until)>("SELECT owner, since, until FROM claim WHERE id = $id", new { id = key.Id }).FirstOrDefault();
                if (held.Owner is not null && held.Owner != owner && held.Until > now.Ticks) { found.Add(new Claim(key, held.Owner, Time(held.Since), Time(held.Until))); continue; }
                long since = held.Owner == owner && held.Until > now.Ticks ? held.Since : now.Ticks, until = (now + lease).Ticks;
                connection.Execute("INSERT OR REPLACE INTO claim VALUES ($id, $Structure, $Charge, $Multiplicity, $Geometry, $Level, $Job, $owner, $since, $until)",
                    new { id = key.Id, key.Structure, key.Charge, key.Multiplicity, key.Geometry, key.Level, key.Job, owner, since, until });
                found.Add(new Claim(key, owner, Time(since), Time(until)));
            }
            return found;
        });
    }

    /// <summary>Prolongs claims of an owner that have not ended, all of them or those of the ids; returns how many.</summary>
    public int Renew(string owner, TimeSpan lease, IReadOnlyCollection<string>? ids = null) => !System.IO.File.Exists(File) ? 0
        : Write(c => Each(ids, id => c.Execute($"UPDATE claim SET until = $until WHERE owner = $owner AND until > $now{(id is null ? "" : " AND id = $id")}", new { owner, until = (Now + lease).Ticks, now = Now.Ticks, id })));

    /// <summary>Gives claims of an owner back, all of them or those of the ids; returns how many there were.</summary>
    public int Release(string owner, IReadOnlyCollection<string>? ids = null) => !System.IO.File.Exists(File) ? 0
        : Write(c => Each(ids, id => c.Execute($"DELETE FROM claim WHERE owner = $owner{(id is null ? "" : " AND id = $id")}", new { owner, id })));

    /// <summary>The claims that stand, of one owner or all, oldest first.</summary>
    public IReadOnlyList<Claim> List(string? owner = null)
    {
        if (!System.IO.File.Exists(File)) return [];
        using var connection = Open(SqliteOpenMode.ReadWrite);
        return [.. connection.Query<(string Structure, long Charge, long Multiplicity, string Geometry, string Level, string Job, string Owner, long Since, long Until)>(
            $"SELECT structure, charge, multiplicity, geometry, level, job, owner, since, until FROM claim WHERE until > $now{(owner is null ? "" : " AND owner = $owner")} ORDER BY since, id", new { now = Now.Ticks, owner })
            .Select(r => new Claim(new(r.Structure, (int)r.Charge, (int)r.Multiplicity, r.Geometry, r.Level, r.Job), r.Owner, Time(r.Since), Time(r.Until)))];
    }

    DateTime Now => clock.GetUtcNow().UtcDateTime;
    static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
    static int Each(IReadOnlyCollection<string>? ids, Func<string?, int> act) => ids is null ? act(null) : ids.Sum(act);

    T Write<T>(Func<SqliteConnection, T> act)
    {
        for (bool again = false; ; again = true)
            try
            {
                using var connection = Open(SqliteOpenMode.ReadWriteCreate);
                using var transaction = connection.BeginTransaction(deferred: false);
                // What has ended is cleared away by whoever comes next.
                connection.Execute("DELETE FROM claim WHERE until <= $now", new { now = Now.Ticks });
                var result = act(connection);
                transaction.Commit();
                return result;
            }
            catch (SqliteException e) when (!again && e.SqliteErrorCode is 11 or 26 /* damaged, or no database */) { foreach (var end in new[] { "", "-wal", "-shm", "-journal" }) System.IO.File.Delete(File + end); }
    }

    SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Mode = mode, Pooling = false, DefaultTimeout = 60 }.ToString());
        connection.Open();
        // A claim that a power cut takes back costs at most work that is done twice.
        connection.Execute("PRAGMA synchronous=OFF; " + Table);
        return connection;
    }
}
