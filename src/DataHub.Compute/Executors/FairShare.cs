// Cores and memory of one machine, shared fairly among campaigns.
namespace DataHub.Compute.Executors;

/// <summary>
/// Hands out cores and memory. Whoever uses the fewest cores is next, and within one owner the first come. When the next one does not fit, nobody overtakes it, so that a large job is not starved by
/// small ones; a job that asks for more than there is gets all there is. Thread-safe.
/// </summary>
public sealed class FairShare
{
    readonly Lock _lock = new();
    readonly Dictionary<string, (Queue<Waiting> Queue, int Used, long Served)> _owners = [];
    readonly int _cores;
    readonly double _memory;
    int _freeCores;
    double _freeMemory;
    long _served;

    /// <summary>Shares out so many cores and MiB of memory.</summary>
    public FairShare(int cores, double memoryMib) => (_cores, _memory, _freeCores, _freeMemory) = (cores, memoryMib, cores, memoryMib);

    sealed record Waiting(int Cores, double Memory, TaskCompletionSource<bool> Granted);

    /// <summary>Waits for a share; it is given back when the result is disposed.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it was granted.</exception>
    public async Task<IDisposable> Take(string owner, int wantedCores, double wantedMemoryMib, CancellationToken cancel)
    {
        var waiting = new Waiting(Math.Clamp(wantedCores, 1, _cores), Math.Min(wantedMemoryMib, _memory), new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            var share = _owners.GetValueOrDefault(owner, (new Queue<Waiting>(), 0, 0));
            share.Queue.Enqueue(waiting);
            _owners[owner] = share;
            Grant();
        }
        using (cancel.Register(() => waiting.Granted.TrySetResult(false)))
            if (!await waiting.Granted.Task.ConfigureAwait(false)) { lock (_lock) Grant(); throw new OperationCanceledException(cancel); }
        return new Share(() =>
        {
            lock (_lock)
            {
                var share = _owners[owner];
                _owners[owner] = share with { Used = share.Used - waiting.Cores };
                (_freeCores, _freeMemory) = (_freeCores + waiting.Cores, _freeMemory + waiting.Memory);
                Grant();
            }
        });
    }

    void Grant()
    {
        while (true)
        {
            foreach (var share in _owners.Values)
                while (share.Queue.TryPeek(out var gone) && gone.Granted.Task.IsCompleted) share.Queue.Dequeue();
            var next = _owners.Where(o => o.Value.Queue.Count > 0).OrderBy(o => o.Value.Used).ThenBy(o => o.Value.Served).ThenBy(o => o.Key, StringComparer.Ordinal).FirstOrDefault();
            if (next.Key is null) return;
            var first = next.Value.Queue.Peek();
            if (first.Cores > _freeCores || first.Memory > _freeMemory) return;
            next.Value.Queue.Dequeue();
            if (!first.Granted.TrySetResult(true)) continue;
            _owners[next.Key] = next.Value with { Used = next.Value.Used + first.Cores, Served = ++_served };
            (_freeCores, _freeMemory) = (_freeCores - first.Cores, _freeMemory - first.Memory);
        }
    }

    sealed class Share(Action give) : IDisposable
    {
        int _given;
        public void Dispose() { if (Interlocked.Exchange(ref _given, 1) == 0) give(); }
    }
}
