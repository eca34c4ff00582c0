// The catalogue: one small row per calculation in SQLite, for look-ups by id, molecule and level.
using System.Collections.Concurrent;
using Dapper;
using DataHub.Model;
using Microsoft.Data.Sqlite;

namespace DataHub.Store.Catalogues;

/// <summary>A view of the segments that can be thrown away and made again. One thread absorbs; any number may ask.</summary>
sealed class Catalogue : IDisposable
{
    readonly SqliteConnection _own;
    readonly string _connect;
    readonly ConcurrentBag<SqliteConnection> _idle = [];
    readonly string? _delete;

    Catalogue(string connect, SqliteConnection own, string? delete) => (_connect, _own, _delete) = (connect, own, delete);

    /// <summary>Number of the last commit that it has absorbed.</summary>
    public long Absorbed { get; private set; }

    /// <summary>Opens the catalogue for absorbing, making it (anew if it is of another version or damaged).</summary>
    public static Catalogue Open(string path, bool temporary = false)
    {
        var connect = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        for (bool again = false; ; again = true)
        {
            var own = new SqliteConnection(connect);
            try
            {
                own.Open();
                own.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;");
                if (own.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master") == 0)
                {
                    using var t = own.BeginTransaction();
                    own.Execute(CatalogueSchema.Create, transaction: t);
                    t.Commit();
                }
                if (VersionOf(own) == CatalogueSchema.Version) return new Catalogue(connect, own, temporary ? path : null) { Absorbed = AbsorbedBy(own) };
                own.Dispose();
            }
            catch (SqliteException e) when (!again && e.SqliteErrorCode is 11 or 26 /* damaged, or no database */) { own.Dispose(); }
            Delete(path);
        }
    }

    /// <summary>Opens the catalogue for asking only; null if there is none, or none of this version. Nothing is written to it.</summary>
    public static Catalogue? OpenForReading(string path)
    {
        if (!File.Exists(path)) return null;
        foreach (var source in new[] { path, $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1" })
        {
            var connect = new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString();
            var own = new SqliteConnection(connect);
            try
            {
                own.Open();
                if (VersionOf(own) == CatalogueSchema.Version) return new Catalogue(connect, own, null) { Absorbed = AbsorbedBy(own) };
                own.Dispose();
                return null;
            }
            // On a read-only disk the files that coordinate readers and the writer cannot be made; there is no writer then, and the second way does without them.
            catch (SqliteException) { own.Dispose(); }
        }
        return null;
    }

    /// <summary>Copies it to a new file.</summary>
    public void CopyTo(string path)
    {
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        to.Open();
        _own.BackupDatabase(to);
    }

    /// <summary>Looks again how far another process has absorbed.</summary>
    public void Refresh() => Absorbed = AbsorbedBy(_own);

    /// <summary>Takes in rows of the commits up to <paramref name="commit"/>; ids that it has are passed over. With <paramref name="last"/> the commit counts as absorbed.</summary>
    public void Absorb(IEnumerable<CalculationRow> rows, long commit, bool last)
    {
        using var transaction = _own.BeginTransaction();
        using var insert = Command(_own, CatalogueSchema.Insert, CatalogueSchema.All.Count + 1);
        using var molecule = Command(_own, "INSERT OR IGNORE INTO molecule VALUES ($0, $1, $2)", 3);
        insert.Transaction = molecule.Transaction = transaction;
        insert.Prepare();
        molecule.Prepare();
        long calculations = 0, failed = 0, molecules = 0;
        // In whole microseconds, so that the total is the same in whatever order the rows come.
        long microseconds = 0;
        foreach (var row in rows)
        {
            insert.Parameters[0].Value = commit;
            for (int i = 0; i < CatalogueSchema.All.Count; i++) insert.Parameters[i + 1].Value = row[CatalogueSchema.All[i]] ?? DBNull.Value;
            if (insert.ExecuteNonQuery() == 0) continue;
            calculations++;
            if (row[Columns.Status] is "failed") failed++;
            microseconds += (long)Math.Round((row[Columns.CpuSeconds] as double? ?? 0) * 1e6);
            if (row[Columns.InChIKey] is not string key) continue;
            molecule.Parameters[0].Value = key;
            molecule.Parameters[1].Value = row[Columns.Charge] ?? 0L;
            molecule.Parameters[2].Value = row[Columns.Multiplicity] ?? 1L;
            molecules += molecule.ExecuteNonQuery();
        }
        void Add(string name, object by) => _own.Execute("UPDATE meta SET value = value + $by WHERE name = $name", new { name, by }, transaction);
        Add("calculations", calculations);
        Add("failed", failed);
        Add("molecules", molecules);
        Add("cpu_microseconds", microseconds);
        if (last) _own.Execute("UPDATE meta SET value = $commit WHERE name = 'absorbed'", new { commit }, transaction);
        transaction.Commit();
        if (last) Absorbed = commit;
    }

    /// <summary>Which of the ids it has.</summary>
    public HashSet<string> Known(IEnumerable<string> ids) => Ask(connection =>
    {
        var known = new HashSet<string>();
        using var command = Command(connection, "SELECT 1 FROM calculation WHERE id = $0", 1);
        command.Prepare();
        foreach (var id in ids)
        {
            command.Parameters[0].Value = id;
            if (command.ExecuteScalar() is not null) known.Add(id);
        }
        return known;
    });

    /// <summary>Commit number and InChIKey of an id; null if it is not known.</summary>
    public (long Commit, string? InChIKey)? Place(string id) => Ask<(long, string?)?>(connection =>
    {
        using var command = Command(connection, "SELECT commit_number, inchikey FROM calculation WHERE id = $0", 1);
        command.Parameters[0].Value = id;
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : null;
    });

    /// <summary>The records of one molecule state, those that carry the property and the failures.</summary>
    public List<Candidate> OfMolecule(string inchikey, int charge, int multiplicity, Property property) =>
        Candidates(property, "inchikey = $0 AND charge = $1 AND multiplicity = $2 AND (\"{0}\" IS NOT NULL OR status = 'failed') ORDER BY id", inchikey, charge, multiplicity);

    /// <summary>The same for many states, in their order.</summary>
    public List<IReadOnlyList<Candidate>> OfMolecules(IReadOnlyList<MoleculeState> states, Property property) => [.. states.Select(s => OfMolecule(s.InChIKey, s.Charge, s.Multiplicity, property))];

    /// <summary>The successful records of a level that carry the property.</summary>
    public List<Candidate> OfLevel(string level, Property property) => Candidates(property, "level = $0 AND status = 'success' AND \"{0}\" IS NOT NULL ORDER BY id", level);

    /// <summary>Totals: calculations, failed ones, molecules, processor seconds.</summary>
    public (long Calculations, long Failed, long Molecules, double CpuSeconds) Totals() => Ask(connection =>
    {
        var meta = connection.Query<(string Name, object Value)>("SELECT name, value FROM meta").ToDictionary(m => m.Name, m => m.Value);
        return ((long)meta["calculations"], (long)meta["failed"], (long)meta["molecules"], (long)meta["cpu_microseconds"] / 1e6);
    });

    /// <summary>Everything in it as text, in a fixed order, commit numbers left out: for comparing two catalogues.</summary>
    public IEnumerable<string> Dump() => Ask(connection => connection.Query($"SELECT {string.Join(", ", CatalogueSchema.All.Select(c => $"\"{c.Name}\""))} FROM calculation ORDER BY id")
        .Select(r => string.Join('|', ((IDictionary<string, object?>)r).Values)).ToList());

    List<Candidate> Candidates(Property property, string where, params object[] values) => Ask(connection =>
    {
        if (property.IsList) throw new ArgumentException($"{property.Name} is a list; the catalogue holds scalars", nameof(property));
        using var command = Command(connection, $"""
            SELECT id, smiles, level, geometry_level, geometry_hash, program, program_version, status, dataset, licence, cpu_seconds, "{property.Name}",
                   CASE WHEN uncertainties IS NULL THEN NULL ELSE json_extract(uncertainties, '$.{property.Name}') END, level_kind, inchikey, formula, charge, multiplicity, doi, computed_at, energy_kwh, co2e_g,
                   electronic_state, connectivity, geometry_key, geometry_source, conformer
            FROM calculation WHERE {where.Replace("{0}", property.Name, StringComparison.Ordinal)}
            """, values.Length);
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        using var reader = command.ExecuteReader();
        var found = new List<Candidate>();
        string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
        double? Number(int i) => reader.IsDBNull(i) ? null : reader.GetDouble(i);
        while (reader.Read())
            found.Add(new Candidate(reader.GetString(0), Text(1) ?? "", Text(2) ?? "", Text(3), Text(4), Text(5), Text(6),
                Enum.TryParse<Status>(Text(7), true, out var status) ? status : Status.Failed, Text(8), Text(9), Number(10), Number(11), Number(12))
            { Kind = Enum.TryParse<LevelKind>(Text(13), true, out var kind) ? kind : LevelKind.Unknown, InChIKey = Text(14), Formula = Text(15), Charge = (int)(Number(16) ?? 0), Multiplicity = (int)(Number(17) ?? 1), Doi = Text(18),
              ComputedAt = reader.IsDBNull(19) ? null : DateTime.SpecifyKind(reader.GetDateTime(19), DateTimeKind.Utc), EnergyKwh = Number(20), Co2Grams = Number(21),
              State = Text(22), Connectivity = Enum.TryParse<Connectivity>(Text(23), true, out var connectivity) ? connectivity : null, GeometryKey = Text(24),
              GeometrySource = Enum.TryParse<GeometrySource>(Text(25), true, out var source) ? source : null, Conformer = Conformer.Parse(Text(26)) });
        return found;
    });

    T Ask<T>(Func<SqliteConnection, T> ask)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = new SqliteConnection(_connect);
            connection.Open();
            connection.Execute("PRAGMA query_only=1");
        }
        try
        {
            var answer = ask(connection);
            _idle.Add(connection);
            return answer;
        }
        catch { connection.Dispose(); throw; }
    }

    static SqliteCommand Command(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
        return command;
    }

    static string? VersionOf(SqliteConnection c) => c.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'meta'") == 0 ? null : c.ExecuteScalar<string>("SELECT value FROM meta WHERE name = 'version'");
    static long AbsorbedBy(SqliteConnection c) => c.ExecuteScalar<long>("SELECT value FROM meta WHERE name = 'absorbed'");

    /// <summary>Deletes a catalogue's files.</summary>
    public static void Delete(string path) { foreach (var end in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(path + end); }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var c)) c.Dispose();
        _own.Dispose();
        if (_delete is not null) Delete(_delete);
    }
}
