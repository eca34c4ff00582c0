// Merges small segments into one, so that their number stays small and each row is rewritten only a few times.
using DataHub.Model;

namespace DataHub.Store.Segments;

static class Compaction
{
    /// <summary>So many segments of one size class are merged into one.</summary>
    public const int Fan = 8;
    /// <summary>A merged wide file is not made larger than this.</summary>
    public const long Most = 48L << 20;

    /// <summary>Size class of a segment: 0 below 64 KiB, one more for every factor of eight.</summary>
    public static int Class(Segment s)
    {
        int size = 0;
        for (long limit = 64 << 10; s.WideBytes >= limit; limit *= 8) size++;
        return size;
    }

    /// <summary>
    /// The neighbouring segments that should be merged now, or null: the first run of segments up to some size class in which <see cref="Fan"/> are of that class.
    /// Since a merge needs that many of the largest class, a large segment is not rewritten for the sake of a few small ones.
    /// </summary>
    public static IReadOnlyList<Segment>? Choose(IReadOnlyList<Segment> live)
    {
        for (int size = 0; size <= 6; size++)
        {
            var run = new List<Segment>();
            long bytes = 0;
            int ofSize = 0;
            foreach (var s in live)
            {
                if (Class(s) > size || bytes + s.WideBytes > Most) { run.Clear(); bytes = 0; ofSize = 0; if (Class(s) > size) continue; }
                run.Add(s);
                bytes += s.WideBytes;
                if (Class(s) == size && ++ofSize == Fan) return run;
            }
        }
        return null;
    }

    /// <summary>The rows of sorted segments as one sorted sequence, streaming. A row that two segments have comes once.</summary>
    public static IEnumerable<CalculationRow> Merge(IReadOnlyList<Segment> segments, CancellationToken cancel = default)
    {
        var sources = segments.Select(s => SegmentRows.Read(s).GetEnumerator()).ToArray();
        try
        {
            var heads = new PriorityQueue<int, CalculationRow>(SegmentRows.Order);
            for (int i = 0; i < sources.Length; i++) if (sources[i].MoveNext()) heads.Enqueue(i, sources[i].Current);
            object? last = null;
            while (heads.TryDequeue(out int i, out var row))
            {
                cancel.ThrowIfCancellationRequested();
                if (!Equals(row[Columns.Id], last)) yield return row;
                last = row[Columns.Id];
                if (sources[i].MoveNext()) heads.Enqueue(i, sources[i].Current);
            }
        }
        finally { foreach (var s in sources) s.Dispose(); }
    }
}
