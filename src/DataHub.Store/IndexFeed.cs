// Feeds the search index in the background, so that a commit need not wait for it.
using DataHub.Model;
using DataHub.Store.Searching;
using DataHub.Store.Segments;

namespace DataHub.Store;

/// <summary>
/// Keeps the index up with the lake: by the rows of a commit where they are at hand, else from the segments. One worker at a time feeds; searches wait for it only while little is waiting.
/// </summary>
sealed class IndexFeed : IDisposable
{
    /// <summary>About a second's work: a search waits for so many records, and so many rows are held in memory until the index has them.</summary>
    public const int Moment = 20_000;
    /// <summary>A reader's index in memory is given up for the writer's when it has grown to this.</summary>
    const int MostInMemory = 20_000;
    const int Chunk = 2000;
    /// <summary>Closing waits so long for the index; what is left then is taken in after the next opening.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly string _folder;
    readonly Lake _lake;
    readonly bool _readOnly;
    readonly Func<long, long> _behind;
    readonly ReaderWriterLockSlim _gate = new();
    readonly object _turn = new();
    readonly Queue<(long Commit, IReadOnlyList<CalculationRow> Rows)> _queue = [];
    SearchIndex _index;
    Task _work = Task.CompletedTask;
    Exception? _fault;
    int _queued;
    bool _working;
    CancellationTokenSource _halt = new();

    /// <param name="behind">Number of records in commits behind a commit.</param>
    public IndexFeed(string folder, Lake lake, bool readOnly, Func<long, long> behind)
    {
        (_folder, _lake, _readOnly, _behind) = (folder, lake, readOnly, behind);
        _index = readOnly ? SearchIndex.OpenForReading(folder) : SearchIndex.Open(folder);
        // An index that knows more commits than there are belongs to another lake.
        if (!readOnly && _index.Taken > lake.LastCommit) Discard();
    }

    /// <summary>Records that no search sees yet.</summary>
    public long Waiting => _index.Seen >= _lake.LastCommit ? 0 : _behind(_index.Seen);

    /// <summary>Asks the index. Waits for what was committed before, unless too much is waiting.</summary>
    /// <exception cref="IOException">Feeding the index failed; told once, and tried again.</exception>
    public T Ask<T>(Func<SearchIndex, T> ask)
    {
        long last = _lake.LastCommit;
        if (_index.Seen < last && Waiting <= Moment) Wait(last);
        else if (_index.Seen < last) lock (_turn) Start();
        _gate.EnterReadLock();
        try { return ask(_index); }
        finally { _gate.ExitReadLock(); }
    }

    /// <summary>Rows of a commit that was just made, for the index to take when it comes to them.</summary>
    public void Offer(long commit, IReadOnlyList<CalculationRow> rows)
    {
        lock (_turn)
        {
            if (_queued + rows.Count <= 2 * Moment)
            {
                _queue.Enqueue((commit, rows));
                _queued += rows.Count;
            }
            Start();
        }
    }

    /// <summary>Starts taking in what is behind, if anything is. A reader, who may never search, does so when it is first asked.</summary>
    public void Follow()
    {
        if (_readOnly) return;
        lock (_turn) Start();
    }

    /// <summary>Throws the index away and makes it anew; who searches meanwhile waits.</summary>
    public void Rebuild(IProgress<(long Done, long Total)>? progress)
    {
        Halt();
        _gate.EnterWriteLock();
        try
        {
            Discard();
            using var lease = _lake.Hold();
            long total = lease.Segments.Sum(s => s.WideBytes), done = 0;
            foreach (var segment in lease.Segments)
            {
                Absorb(segment, default);
                progress?.Report((done += segment.WideBytes, total));
            }
            _index.Show();
        }
        finally
        {
            _gate.ExitWriteLock();
            _halt.Dispose();
            _halt = new CancellationTokenSource();
            Follow();
        }
    }

    void Wait(long last)
    {
        lock (_turn)
        {
            Start();
            while (_working && _index.Seen < last) Monitor.Wait(_turn);
            if (_fault is not { } why) return;
            _fault = null;
            throw new IOException($"bringing the search index up to date failed: {why.Message}", why);
        }
    }

    /// <summary>Within <see cref="_turn"/>.</summary>
    void Start()
    {
        if (_working || _halt.IsCancellationRequested || _index.Seen >= _lake.LastCommit) return;
        _working = true;
        _work = Task.Run(Work);
    }

    void Work()
    {
        try
        {
            var stop = _halt.Token;
            if (_readOnly) Choose();
            while (true)
            {
                IReadOnlyList<CalculationRow>? rows = null;
                long next = _index.Taken + 1;
                lock (_turn)
                {
                    while (_queue.TryPeek(out var head) && head.Commit <= next)
                    {
                        _queue.Dequeue();
                        _queued -= head.Rows.Count;
                        if (head.Commit == next) rows = head.Rows;
                    }
                    if (stop.IsCancellationRequested || next > _lake.LastCommit)
                    {
                        if (!stop.IsCancellationRequested) _index.Show();
                        _working = false;
                        Monitor.PulseAll(_turn);
                        return;
                    }
                }
                if (rows is not null)
                {
                    _index.Begin();
                    _index.Absorb(rows, true);
                    _index.Finish(next);
                }
                else
                {
                    using var lease = _lake.Hold(next) ?? throw new InvalidDataException($"the lake has no commit {next}");
                    Absorb(lease.Segments[0], stop);
                }
                lock (_turn) Monitor.PulseAll(_turn);
            }
        }
        catch (Exception e)
        {
            lock (_turn)
            {
                if (e is not OperationCanceledException) _fault = e;
                _working = false;
                Monitor.PulseAll(_turn);
            }
        }
    }

    /// <summary>Takes in a segment. What the index committed it committed at the end of a segment, so that one whose first commit it has not is new as a whole.</summary>
    void Absorb(Segment segment, CancellationToken stop)
    {
        bool fresh = segment.First > _index.Taken;
        _index.Begin();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        Parallel.ForEach(SegmentRows.Read(segment, SearchFields.Read).Chunk(Chunk), options, rows => _index.Absorb(rows, fresh));
        _index.Finish(segment.Last);
    }

    /// <summary>A reader's choice: the writer's index with what is newer laid over it in memory, until that is too much.</summary>
    void Choose()
    {
        if (_index.InMemory < MostInMemory) return;
        Swap(SearchIndex.OpenForReading(_folder));
    }

    void Swap(SearchIndex index)
    {
        _gate.EnterWriteLock();
        try
        {
            _index.Dispose();
            _index = index;
        }
        finally { _gate.ExitWriteLock(); }
    }

    void Discard()
    {
        _index.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, true);
        _index = SearchIndex.Open(_folder);
    }

    void Halt()
    {
        _halt.Cancel();
        Task.WaitAny(_work);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_readOnly) Task.WaitAny([_work], Patience);
        Halt();
        _index.Dispose();
        _gate.Dispose();
        _halt.Dispose();
    }
}
