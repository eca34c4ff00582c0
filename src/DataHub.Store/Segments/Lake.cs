// The lake: the segments in a folder, what is live, who uses them, and how one more is committed.
using System.Collections.Concurrent;
using System.Security.Cryptography;
using DataHub.Model;
using DataHub.Store.Shelves;

namespace DataHub.Store.Segments;

/// <summary>A set of live segments that stay on the disk as long as it is held.</summary>
sealed class Lease(Lake lake, IReadOnlyList<Segment> segments) : IDisposable
{
    /// <summary>True if all of them have every column of today's data dictionary.</summary>
    public bool IsComplete => Segments.All(lake.IsComplete);
    int _released;
    public IReadOnlyList<Segment> Segments { get; } = segments;
    public void Dispose() { if (Interlocked.Exchange(ref _released, 1) == 0) lake.Release(Segments); }
}

/// <summary>The segments of an archive. The listing of the folder is the truth; this only remembers it. Safe for many threads; one of them commits at a time.</summary>
sealed class Lake(string folder)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, int> _users = [];
    readonly ConcurrentDictionary<string, bool> _complete = [];
    IReadOnlyList<Segment> _live = [];

    public string Folder { get; } = folder;

    /// <summary>The live segments in the order of their commits.</summary>
    public IReadOnlyList<Segment> Live { get { lock (_lock) return _live; } }

    /// <summary>Number of the last commit, 0 for none.</summary>
    public long LastCommit { get { lock (_lock) return _live.Count == 0 ? 0 : _live[^1].Last; } }

    /// <summary>Lists the folder anew.</summary>
    public void List()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                var live = Segment.Live(Segment.List(Folder));
                lock (_lock) _live = live;
                return;
            }
            // A listing taken while another process commits may show a later commit without an earlier one; the next listing has both.
            catch (InvalidDataException) when (attempt < 4) { Thread.Sleep(20 * attempt); }
        }
    }

    /// <summary>Removes what a crash left behind: unfinished files, and array files whose wide file was never committed.</summary>
    public void Clean()
    {
        var stems = Segment.List(Folder).Select(s => s.Stem).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            var name = Path.GetFileName(path);
            const string arrays = ".arrays.parquet";
            if (name.StartsWith(Durable.Unfinished, StringComparison.Ordinal) || name.EndsWith(arrays, StringComparison.Ordinal) && !stems.Contains(name[..^arrays.Length])) File.Delete(path);
        }
    }

    /// <summary>Commits rows as the next segment: durable, and visible to every reader, when this returns.</summary>
    public Segment Commit(List<CalculationRow> rows, Action<Segment>? before = null)
    {
        rows.Sort(SegmentRows.Order);
        long next = LastCommit + 1;
        return Publish(rows, next, next, before);
    }

    /// <summary>Writes rows, already in order, as the segment of a range of commits. The rename of the wide file is the point of commitment;
    /// what is to be there by then is made <paramref name="before"/> it, when the segment has its name.</summary>
    public Segment Publish(IEnumerable<CalculationRow> rows, long first, long last, Action<Segment>? before = null)
    {
        string wide = Durable.Aside(Path.Combine(Folder, "wide")), arrays = Durable.Aside(Path.Combine(Folder, "arrays"));
        try
        {
            bool hasArrays = SegmentRows.Write(rows, wide, arrays);
            long wideBytes = new FileInfo(wide).Length, bytes = wideBytes + (hasArrays ? new FileInfo(arrays).Length : 0);
            var segment = new Segment(Folder, first, last, Hash(wide, hasArrays ? arrays : null), hasArrays, wideBytes, bytes);
            before?.Invoke(segment);
            if (hasArrays)
            {
                File.Move(arrays, segment.ArraysPath, true);
                Durable.SyncFolder(Folder);
            }
            _complete[segment.Stem] = true;
            File.Move(wide, segment.WidePath, true);
            Durable.SyncFolder(Folder);
            lock (_lock) _live = Segment.Live([.. _live, segment]);
            return segment;
        }
        catch
        {
            File.Delete(wide);
            File.Delete(arrays);
            throw;
        }
    }

    /// <summary>True if the files of a segment have every column of today's data dictionary; those of an older version may lack some.</summary>
    public bool IsComplete(Segment segment) => _complete.GetOrAdd(segment.Stem, _ => SegmentRows.IsComplete(segment));

    /// <summary>The live segments, held.</summary>
    public Lease Hold() { lock (_lock) return Take(_live); }

    /// <summary>Those of the live segments that are wanted, held.</summary>
    public Lease Hold(Func<Segment, bool> wanted) { lock (_lock) return Take([.. _live.Where(wanted)]); }

    /// <summary>The live segment that holds a commit, held; null if there is none.</summary>
    public Lease? Hold(long commit)
    {
        lock (_lock)
        {
            int low = 0, high = _live.Count - 1;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                if (_live[middle].Last < commit) low = middle + 1;
                else if (_live[middle].First > commit) high = middle - 1;
                else return Take([_live[middle]]);
            }
            return null;
        }
    }

    /// <summary>Deletes superseded segments that nobody here uses and that were superseded longer than <paramref name="grace"/> ago, so that other processes had time to look again.</summary>
    public void Sweep(TimeSpan grace)
    {
        var all = Segment.List(Folder);
        lock (_lock)
            foreach (var old in all)
            {
                if (_users.ContainsKey(old.Stem) || _live.Any(l => l.Stem == old.Stem) || _live.FirstOrDefault(l => l.Covers(old)) is not { } heir) continue;
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(heir.WidePath) < grace) continue;
                File.Delete(old.WidePath);
                File.Delete(old.ArraysPath);
            }
    }

    Lease Take(IReadOnlyList<Segment> segments)
    {
        foreach (var s in segments) _users[s.Stem] = _users.GetValueOrDefault(s.Stem) + 1;
        return new Lease(this, segments);
    }

    internal void Release(IReadOnlyList<Segment> segments)
    {
        lock (_lock)
            foreach (var s in segments)
                if (--_users[s.Stem] == 0) _users.Remove(s.Stem);
    }

    /// <summary>The hash that a segment's name tells, of its files as they are now.</summary>
    public static string HashOf(Segment s) => Hash(s.WidePath, s.HasArrays ? s.ArraysPath : null);

    static string Hash(params string?[] paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[131072];
        foreach (var path in paths)
        {
            if (path is null) continue;
            using var stream = File.OpenRead(path);
            for (int n; (n = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, n);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
