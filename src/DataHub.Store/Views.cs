// The views of the lake, catalogue and search index, and the one way in which they catch up with it.
using DataHub.Model;
using DataHub.Store.Catalogues;
using DataHub.Store.Searching;
using DataHub.Store.Segments;

namespace DataHub.Store;

/// <summary>
/// Catalogue and search index. The cards of a segment are there before the segment is; the index follows in the background. Opening, recovery after a crash, following another process
/// and rebuilding are all the same: make what is missing. A reader never writes to the archive: what the writer's views lack it makes in memory.
/// </summary>
sealed class Views : IDisposable
{
    readonly Lake _lake;
    readonly Lock _absorbing = new();
    readonly ReaderWriterLockSlim _gate = new();
    readonly Catalogue _catalogue;
    readonly IndexFeed _feed;
    readonly Dictionary<Segment, Drawer> _prepared = [];
    bool _opened, _closed;

    public Views(string folder, Lake lake, bool readOnly)
    {
        _lake = lake;
        _catalogue = new Catalogue(Path.Combine(folder, "catalogue"), readOnly);
        _feed = new IndexFeed(Path.Combine(folder, "index"), lake, readOnly, _catalogue.Behind);
        if (!readOnly)
            foreach (var old in Directory.GetFiles(folder, "catalogue.db*")) File.Delete(old); // the catalogue of earlier versions
    }

    /// <summary>Asks the catalogue.</summary>
    public T Catalogue<T>(Func<Catalogue, T> ask)
    {
        _gate.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(Archive));
            return ask(_catalogue);
        }
        finally { _gate.ExitReadLock(); }
    }

    /// <summary>Asks the index.</summary>
    public T Index<T>(Func<SearchIndex, T> ask) => _feed.Ask(ask);

    /// <summary>Records that the index has not taken in yet.</summary>
    public long Waiting => _feed.Waiting;

    /// <summary>Writes the cards of a segment that is about to be committed.</summary>
    public void Prepare(Segment segment, IEnumerable<CalculationRow> rows)
    {
        var cards = new CardWriter();
        foreach (var row in rows) cards.Add(row);
        Prepare(segment, cards);
    }

    void Prepare(Segment segment, CardWriter cards)
    {
        var drawer = _catalogue.Make(segment, cards);
        lock (_absorbing) _prepared[segment] = drawer;
    }

    /// <summary>Takes in the segment that was just committed; its rows are new.</summary>
    public void Take(Segment segment, IReadOnlyList<CalculationRow> rows)
    {
        Put(segment);
        _feed.Offer(segment.Last, rows);
    }

    /// <summary>Merges neighbouring segments into one, their drawers with them. The index has seen the rows, or sees them in the merged segment.</summary>
    public void Merge(IReadOnlyList<Segment> run, CancellationToken cancel)
    {
        var cards = new CardWriter();
        IEnumerable<CalculationRow> Rows()
        {
            foreach (var row in Compaction.Merge(run, cancel))
            {
                cards.Add(row);
                yield return row;
            }
        }
        Put(_lake.Publish(Rows(), run[0].First, run[^1].Last, s => Prepare(s, cards)));
        _catalogue.Sweep(_lake.Live, false);
    }

    /// <summary>Makes the drawers that are missing and lets the index follow. Progress is told in bytes of segments.</summary>
    public void CatchUp(IProgress<(long Done, long Total)>? progress = null)
    {
        lock (_absorbing)
        {
            using var lease = _lake.Hold();
            var missing = _catalogue.Missing(lease.Segments);
            long total = missing.Sum(s => s.WideBytes), done = 0;
            var made = new Drawer[missing.Count];
            Parallel.For(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                made[i] = _catalogue.Make(missing[i]);
                progress?.Report((Interlocked.Add(ref done, missing[i].WideBytes), total));
            });
            Changing(() => _catalogue.Put(made));
            // At the opening, files that no segment has are left from a crash.
            if (!_opened) _catalogue.Sweep(lease.Segments, true);
            _opened = true;
        }
        _feed.Follow();
    }

    /// <summary>Throws both away and makes them anew. Who asks meanwhile waits. Progress is told in bytes of segments, of which each is read twice.</summary>
    public void Rebuild(IProgress<(long Done, long Total)>? progress)
    {
        long bytes = _lake.Live.Sum(s => s.WideBytes);
        lock (_absorbing)
        {
            _gate.EnterWriteLock();
            try
            {
                _catalogue.Clear();
                CatchUp(progress is null ? null : new Part(d => progress.Report((d, 2 * bytes))));
            }
            finally { _gate.ExitWriteLock(); }
        }
        _feed.Rebuild(progress is null ? null : new Part(d => progress.Report((bytes + d, 2 * bytes))));
    }

    sealed class Part(Action<long> report) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => report(value.Done);
    }

    void Put(Segment segment)
    {
        lock (_absorbing)
            if (_prepared.Remove(segment, out var drawer)) Changing(() => _catalogue.Put([drawer]));
    }

    void Changing(Action change)
    {
        if (_gate.IsWriteLockHeld) { change(); return; }
        _gate.EnterWriteLock();
        try { change(); }
        finally { _gate.ExitWriteLock(); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _feed.Dispose();
        // Its files are mapped into memory: they are let go of when nobody reads them, and whoever asks later is told that the archive is closed. The gate itself is left to the collector.
        _gate.EnterWriteLock();
        try
        {
            if (!_closed) _catalogue.Dispose();
            _closed = true;
        }
        finally { _gate.ExitWriteLock(); }
    }
}
