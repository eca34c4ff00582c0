// Asks the segments by DuckDB: an engine in this process that can read the lake, write exports, and touch nothing else.
using System.Globalization;
using Dapper;
using DataHub.Model;
using DataHub.Store.Segments;
using DuckDB.NET.Data;

namespace DataHub.Store.Sql;

/// <summary>A table of ids in the engine, as long as it is not disposed.</summary>
sealed record NamedIds(string Table, Action Drop) : IDisposable
{
    public void Dispose() => Drop();
}

/// <summary>One locked-down DuckDB instance; each query has a connection of its own. Safe for many threads.</summary>
sealed class Scans : IDisposable
{
    readonly DuckDBConnection _root = new("DataSource=:memory:");
    readonly string _spill = Path.Combine(Path.GetTempPath(), $"datahub-spill-{Environment.ProcessId}-{Guid.NewGuid():n}");
    readonly Lock _lock = new();
    readonly List<string> _tables = [];
    long _names;

    public Scans(string lake, string exports)
    {
        _root.Open();
        long memory = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 512L << 20, 8L << 30) >> 20;
        Set($"""
            SET autoinstall_known_extensions=false; SET autoload_known_extensions=false; SET GLOBAL TimeZone='UTC';
            SET temp_directory='{Quoted(_spill)}'; SET allowed_directories=['{Quoted(lake)}/', '{Quoted(exports)}/', '{Quoted(_spill)}/']; SET enable_external_access=false;
            SET memory_limit='{memory.ToString(CultureInfo.InvariantCulture)}MB'; SET GLOBAL parquet_metadata_cache=true; SET lock_configuration=true
            """);
    }

    /// <summary>The wide rows of the segments as a table expression: every column of the data dictionary is there, whatever the files have.</summary>
    public static string Wide(Lease lease) => Table([.. lease.Segments.Select(s => s.WidePath)], Columns.Wide, lease.IsComplete);

    /// <summary>The array rows of the segments as a table expression.</summary>
    public static string Arrays(Lease lease) => Table([.. lease.Segments.Where(s => s.HasArrays).Select(s => s.ArraysPath)], SegmentRows.ArrayColumns, lease.IsComplete);

    /// <summary>
    /// Wide rows with what is withdrawn laid over them: status, withdrawal and its reason. The ids lie in a table of this engine that is made on first use and kept for the next queries;
    /// tables of earlier states go when two newer ones have come, since a query that has just been written may still name the one before.
    /// </summary>
    public string Recalled(string wide, Withdrawn withdrawn)
    {
        if (withdrawn.IsEmpty) return wide;
        var table = "withdrawn_" + withdrawn.Version.ToString(CultureInfo.InvariantCulture);
        lock (_tables)
            if (!_tables.Contains(table))
            {
                Fill(table, withdrawn.Ids, i => withdrawn.EventOf(i));
                Fill(table + "_events", withdrawn.Holding);
                _tables.Add(table);
                while (_tables.Count > 3)
                {
                    Set($"DROP TABLE {_tables[0]}; DROP TABLE {_tables[0]}_events");
                    _tables.RemoveAt(0);
                }
            }
        return $"""
            (SELECT s.* REPLACE (CASE WHEN w.id IS NULL THEN s.status ELSE 'withdrawn' END AS status, CASE WHEN w.id IS NULL THEN s.withdrawal ELSE e.event END AS withdrawal,
            CASE WHEN w.id IS NULL THEN s.withdrawal_reason ELSE e.reason END AS withdrawal_reason)
            FROM {wide} s LEFT JOIN {table} w ON w.id = s.id LEFT JOIN {table}_events e ON e.k = w.k)
            """;
    }

    /// <summary>A table of ids for one question; it goes when the result is disposed.</summary>
    public NamedIds Named(IdSet ids)
    {
        var name = "named_" + Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture);
        lock (_tables) Fill(name, ids, _ => 0);
        return new NamedIds(name, () => { lock (_tables) Set($"DROP TABLE {name}"); });
    }

    void Fill(string table, IdSet ids, Func<int, int> number)
    {
        Set($"CREATE TABLE {table} (id VARCHAR, k INTEGER)");
        using var connection = Connection();
        using var appender = connection.CreateAppender(table);
        int i = 0;
        foreach (var id in ids) appender.CreateRow().AppendValue(id).AppendValue((int?)number(i++)).EndRow();
    }

    void Fill(string table, IReadOnlyList<Withdrawal> events)
    {
        Set($"CREATE TABLE {table} (k INTEGER, event VARCHAR, reason VARCHAR)");
        using var connection = Connection();
        using var appender = connection.CreateAppender(table);
        for (int k = 0; k < events.Count; k++) appender.CreateRow().AppendValue((int?)k).AppendValue(events[k].Id).AppendValue(events[k].Reason).EndRow();
    }

    /// <summary>Is told of each query when its rows end.</summary>
    public Action<AskedQuery>? Asked { get; set; }

    /// <summary>Starts a query. What is <paramref name="held"/> is let go with the rows.</summary>
    /// <exception cref="QueryException">The engine found that the query cannot be answered.</exception>
    public RowStream Run(SqlQuery query, CancellationToken cancel, params IDisposable[] held)
    {
        cancel.ThrowIfCancellationRequested();
        var connection = Connection();
        var command = connection.CreateCommand();
        CancellationTokenRegistration stop = default;
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            command.CommandText = query.Text;
            command.UseStreamingMode = true;
            for (int i = 0; i < query.Parameters.Count; i++) command.Parameters.Add(new DuckDBParameter("p" + i.ToString(CultureInfo.InvariantCulture), query.Parameters[i]));
            stop = cancel.Register(command.Cancel);
            return new RowStream(command.ExecuteReader(), query.Columns, query.Positions, cancel, [stop, command, connection, .. held])
            {
                Started = started, Ended = Asked is { } told ? (rows, time) => told(new AskedQuery(query.Text, time, rows)) : null,
            };
        }
        catch (Exception e)
        {
            // One that was stopped has cost its time, too.
            Asked?.Invoke(new AskedQuery(query.Text, System.Diagnostics.Stopwatch.GetElapsedTime(started), 0));
            stop.Dispose();
            command.Dispose();
            connection.Dispose();
            foreach (var h in held) h.Dispose();
            if (RowStream.Told(e, cancel) is { } told) throw told;
            throw;
        }
    }

    /// <summary>Files that all have all columns are read as they are, which is planned in half the time; else columns that are in no file are added as nulls.</summary>
    static string Table(IReadOnlyList<string> paths, IReadOnlyList<Column> columns, bool complete)
    {
        var files = $"[{string.Join(", ", paths.Select(p => $"'{Quoted(p)}'"))}]";
        if (paths.Count > 0 && complete) return $"read_parquet({files})";
        var empty = $"SELECT {string.Join(", ", columns.Select(c => $"NULL::{SqlTables.TypeOf(c.Type)} AS \"{c.Name}\""))} WHERE false";
        return paths.Count == 0 ? $"({empty})" : $"({empty} UNION ALL BY NAME SELECT * FROM read_parquet({files}, union_by_name=true))";
    }

    DuckDBConnection Connection()
    {
        lock (_lock)
        {
            var connection = (DuckDBConnection)_root.Duplicate();
            if (connection.State != System.Data.ConnectionState.Open) connection.Open();
            return connection;
        }
    }

    void Set(string sql) => _root.Execute(sql);

    static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        if (Directory.Exists(_spill)) Directory.Delete(_spill, true);
    }
}
