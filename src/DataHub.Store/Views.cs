// The views of the lake, catalogue and search index, and the one way in which they catch up with it.
using DataHub.Model;
using DataHub.Store.Catalogues;
using DataHub.Store.Searching;
using DataHub.Store.Segments;

namespace DataHub.Store;

/// <summary>
/// Catalogue and search index. Opening, recovery after a crash, following another process and rebuilding are all the same: absorb the commits that are not absorbed yet.
/// A reader never writes to the archive: what the writer's views lack it absorbs into private ones, outside the archive.
/// </summary>
sealed class Views : IDisposable
{
    const int Chunk = 5000;
    /// <summary>A reader's private index in memory is given up for the writer's when it has grown to this.</summary>
    const int MostInMemory = 20_000;

    static readonly IReadOnlyList<Column> Absorbed = [.. CatalogueSchema.All.Union(SearchFields.Columns)];

    readonly string _cataloguePath, _indexPath;
    readonly Lake _lake;
    readonly bool _readOnly;
    readonly Lock _absorbing = new();
    readonly ReaderWriterLockSlim _gate = new();
    Catalogue? _catalogue;
    SearchIndex? _index;
    bool _private;

    public Views(string folder, Lake lake, bool readOnly)
    {
        _cataloguePath = Path.Combine(folder, "catalogue.db");
        _indexPath = Path.Combine(folder, "index");
        _lake = lake;
        _readOnly = readOnly;
        if (readOnly) return;
        _catalogue = Catalogues.Catalogue.Open(_cataloguePath);
        _index = SearchIndex.Open(_indexPath);
        // Views that know more commits than there are belong to another lake.
        if (_catalogue.Absorbed > lake.LastCommit || _index.Absorbed > lake.LastCommit) Discard();
    }

    /// <summary>Asks the catalogue.</summary>
    public T Catalogue<T>(Func<Catalogue, T> ask)
    {
        _gate.EnterReadLock();
        try { return ask(_catalogue!); }
        finally { _gate.ExitReadLock(); }
    }

    /// <summary>Asks the index.</summary>
    public T Index<T>(Func<SearchIndex, T> ask)
    {
        _gate.EnterReadLock();
        try { return ask(_index!); }
        finally { _gate.ExitReadLock(); }
    }

    /// <summary>Takes in the rows of the commit that was just made; they are new and the views are up to date before it.</summary>
    public void Take(IReadOnlyList<CalculationRow> rows, long commit)
    {
        lock (_absorbing)
        {
            // The two know nothing of each other, so they absorb side by side.
            var index = Task.Run(() =>
            {
                _index!.Absorb(rows, true);
                _index.Finish(commit);
            });
            try { _catalogue!.Absorb(rows, commit, true); }
            finally { index.GetAwaiter().GetResult(); }
        }
    }

    /// <summary>True if a commit of the lake, as last listed, is not absorbed.</summary>
    public bool Behind => _catalogue is null || _index is null || _catalogue.Absorbed < _lake.LastCommit || _index.Absorbed < _lake.LastCommit;

    /// <summary>Absorbs what is not absorbed yet. Progress is told in bytes of segments.</summary>
    public void CatchUp(IProgress<(long Done, long Total)>? progress = null, CancellationToken cancel = default)
    {
        lock (_absorbing)
        {
            if (_readOnly) Choose();
            using var lease = _lake.Hold();
            long low = Math.Min(_catalogue!.Absorbed, _index!.Absorbed), done = 0;
            var missing = lease.Segments.Where(s => s.Last > low).ToList();
            long total = missing.Sum(s => s.WideBytes);
            foreach (var segment in missing)
            {
                bool catalogue = segment.Last > _catalogue.Absorbed, index = segment.Last > _index.Absorbed;
                foreach (var rows in SegmentRows.Read(segment, Absorbed).Chunk(Chunk))
                {
                    cancel.ThrowIfCancellationRequested();
                    if (catalogue) _catalogue.Absorb(rows, segment.Last, false);
                    if (index) _index.Absorb(rows, false);
                }
                if (catalogue) _catalogue.Absorb([], segment.Last, true);
                if (index) _index.Finish(segment.Last);
                progress?.Report((done += segment.WideBytes, total));
            }
        }
    }

    /// <summary>Throws both away and makes them anew. Who asks meanwhile waits.</summary>
    public void Rebuild(IProgress<(long Done, long Total)>? progress)
    {
        lock (_absorbing)
        {
            _gate.EnterWriteLock();
            try
            {
                Discard();
                CatchUp(progress);
            }
            finally { _gate.ExitWriteLock(); }
        }
    }

    void Discard()
    {
        _catalogue!.Dispose();
        _index!.Dispose();
        Catalogues.Catalogue.Delete(_cataloguePath);
        if (Directory.Exists(_indexPath)) Directory.Delete(_indexPath, true);
        _catalogue = Catalogues.Catalogue.Open(_cataloguePath);
        _index = SearchIndex.Open(_indexPath);
    }

    /// <summary>A reader's choice: the writer's catalogue if it is up to date, else a private copy of it; the writer's index with what is newer laid over it.</summary>
    void Choose()
    {
        long last = _lake.LastCommit;
        if (_catalogue is null || _catalogue.Absorbed < last || _private)
        {
            var shared = Catalogues.Catalogue.OpenForReading(_cataloguePath);
            // A writer that is at work absorbs its commit within moments.
            for (int i = 0; i < 5 && shared is not null && shared.Absorbed < last; i++) { Thread.Sleep(20); shared.Refresh(); }
            if (shared is not null && shared.Absorbed >= last) Swap(shared, false);
            else
            {
                if (!_private)
                {
                    var path = Path.Combine(Path.GetTempPath(), $"datahub-catalogue-{Environment.ProcessId}-{Guid.NewGuid():n}.db");
                    shared?.CopyTo(path);
                    Swap(Catalogues.Catalogue.Open(path, true), true);
                }
                shared?.Dispose();
            }
        }
        if (_index is not null && (_index.Absorbed >= last || _index.InMemory < MostInMemory)) return;
        var index = SearchIndex.OpenForReading(_indexPath);
        _gate.EnterWriteLock();
        try
        {
            _index?.Dispose();
            _index = index;
        }
        finally { _gate.ExitWriteLock(); }
    }

    void Swap(Catalogue catalogue, bool isPrivate)
    {
        _gate.EnterWriteLock();
        try
        {
            _catalogue?.Dispose();
            _catalogue = catalogue;
            _private = isPrivate;
        }
        finally { _gate.ExitWriteLock(); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _catalogue?.Dispose();
        _index?.Dispose();
        _gate.Dispose();
    }
}
