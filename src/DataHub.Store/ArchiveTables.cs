// The archive: what open tables need to know of it.
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataHub.Formats.Iceberg;
using DataHub.Model;
using DataHub.Store.Segments;
using DataHub.Store.Shelves;
using DataHub.Store.Sql;

namespace DataHub.Store;

/// <summary>Segments and versions that belong together; the segments stay as long as it is held.</summary>
sealed record TableState(Guid Id, Lease Lease, IReadOnlyList<ArchiveVersion> Versions) : IDisposable
{
    public IReadOnlyList<Segment> Segments => Lease.Segments;
    /// <summary>Differs whenever the segments do.</summary>
    public string Signature { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', Lease.Segments.Select(s => s.Stem)))))[..10];
    public void Dispose() => Lease.Dispose();
}

public sealed partial class Archive
{
    readonly VersionLog _versions;
    readonly ConcurrentDictionary<string, TableFile> _figures = new();

    /// <summary>The segments as tables that other engines read.</summary>
    public OpenTables OpenTables { get; }

    /// <summary>Figures of a segment file; read once, since it never changes.</summary>
    internal TableFile Figures(string path) => _figures.GetOrAdd(path, static p =>
    {
        using var stream = new FileStream(p, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return TableFile.ReadAsync(stream).GetAwaiter().GetResult();
    });

    /// <summary>Keeps the times of commits that the log has not: those at the ends of the live segments.</summary>
    void MendVersions()
    {
        var known = _versions.Times.Select(t => t.Key).ToHashSet();
        DateTime latest = DateTime.MinValue;
        foreach (var s in _lake.Live)
        {
            if (known.Contains(s.Last)) continue;
            if (latest == DateTime.MinValue && s.First > 1) latest = _lake.Live.TakeWhile(x => x.Last < s.First).Max(x => Figures(x.WidePath).Latest) ?? latest;
            latest = Later(latest, Figures(s.WidePath).Latest);
            _versions.Add(s.Last, latest);
        }
    }

    static DateTime Later(DateTime a, DateTime? b) => b is { } t && t > a ? t : a;

    /// <summary>The live segments, held, and the versions that can be read from them.</summary>
    internal TableState TableState()
    {
        var (events, log) = (_withdrawn.All, _versions);
        var shown = ShownSegments().Select(s => s.Stem).ToHashSet();
        var lease = _lake.Hold(s => shown.Contains(s.Stem));
        try
        {
            var times = log.Times.ToDictionary(t => t.Key, t => t.Value);
            DateTime upto = DateTime.MinValue;
            foreach (var s in lease.Segments)
                if (!times.ContainsKey(s.Last)) times[s.Last] = upto = Later(upto, Figures(s.WidePath).Latest);
                else upto = times[s.Last];
            long last = lease.Segments.Count == 0 ? 0 : lease.Segments[^1].Last;
            var versions = new List<ArchiveVersion>();
            int e = 0;
            DateTime clock = DateTime.UnixEpoch;
            foreach (var (commit, time) in times.Where(t => t.Key <= last).OrderBy(t => t.Key).Prepend(new(0, DateTime.UnixEpoch)))
            {
                while (e < events.Count && events[(int)e].Commit < commit) e++;
                clock = time > clock ? time : clock;
                if (commit > 0) versions.Add(new(commit + e, commit, e, clock, time, "append"));
                for (; e < events.Count && events[e].Commit == commit; )
                {
                    e++;
                    clock = events[e - 1].At > clock ? events[e - 1].At : clock;
                    if (commit > 0) versions.Add(new(commit + e, commit, e, clock, time, events[e - 1].Kind == WithdrawalKind.Withdraw ? "delete" : "overwrite"));
                }
            }
            var id = log.Id;
            return new TableState(id == default ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(_options.Folder)).AsSpan(0, 16)) : id, lease, versions);
        }
        catch { lease.Dispose(); throw; }
    }

    /// <summary>The rows of segments that a version has not, by segment, sorted: those withdrawn by then, and those of later commits.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<long>> Missing(OpenTable table, ArchiveVersion version, IReadOnlyList<Segment> segments)
    {
        IReadOnlyList<Withdrawal> events = [.. _withdrawn.All.Take(version.Withdrawals).Select(e => e with { TakenBackBy = null })];
        Dictionary<string, List<string>> files;
        lock (_writing) files = _idFiles;
        var withdrawn = version.Withdrawals == _withdrawn.All.Count ? _withdrawn.Ids : Withdrawn.Of(events, e => files[e.Id].Select(WithdrawalShelf.Read)).Ids;
        var gone = new SortedDictionary<string, SortedSet<long>>(StringComparer.Ordinal);
        string Path(Segment s) => table == OpenTable.Calculations ? s.WidePath : s.ArraysPath;
        void Ask(IReadOnlyList<Segment> of, string condition, IReadOnlyList<object?> values, IDisposable held)
        {
            var stems = of.ToDictionary(Path, s => s.Stem);
            var sql = $"SELECT filename, file_row_number FROM read_parquet([{string.Join(", ", of.Select(s => $"'{Path(s).Replace("'", "''", StringComparison.Ordinal)}'"))}], filename=true, file_row_number=true) WHERE {condition}";
            using var rows = _scans.Run(new SqlQuery(sql, values, []), default, held);
            while (rows.Read())
            {
                var stem = stems[rows.Reader.GetString(0)];
                if (!gone.TryGetValue(stem, out var set)) gone[stem] = set = [];
                set.Add(rows.Reader.GetInt64(1));
            }
        }
        if (withdrawn.Count > 0 && segments.Count > 0)
        {
            var named = _scans.Named(withdrawn);
            Ask(segments, $"id IN (SELECT id FROM {named.Table})", [], named);
        }
        if (segments.FirstOrDefault(s => s.Last > version.Commit) is { } cut)
        {
            // The time is given as text: a parameter of DateTime would lose its time zone.
            string later = $"ingested_at > '{version.Upto.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'::TIMESTAMPTZ";
            Ask([cut], table == OpenTable.Calculations ? later : $"id IN (SELECT id FROM read_parquet('{cut.WidePath.Replace("'", "''", StringComparison.Ordinal)}') WHERE {later})", [], _lake.Hold());
        }
        return gone.ToDictionary(g => g.Key, g => (IReadOnlyList<long>)[.. g.Value]);
    }
}
