// The claims that a running campaign holds, renewed while it lives.
using DataHub.Store;
using DataHub.Store.Shelves;

namespace DataHub.Screening.Claims;

/// <summary>
/// Takes and gives back claims for one owner and renews them in the background. When its process dies they end by themselves within <see cref="Lease"/>; the same owner, started again, has them at once.
/// </summary>
public sealed class Leases : IDisposable
{
    /// <summary>How long a claim stands without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    readonly ClaimBook _book;
    readonly string _owner;
    readonly HashSet<string> _held = [];
    readonly Timer _timer;

    /// <summary>Begins to renew whatever will be held.</summary>
    public Leases(ClaimBook book, string owner)
    {
        (_book, _owner) = (book, owner);
        _timer = new Timer(_ => Renew(), null, Lease / 4, Lease / 4);
    }

    /// <summary>Takes a claim; null, and whose claim stands, if somebody else has it. It is given back when the result is disposed.</summary>
    public IDisposable? Take(ClaimKey key, out Claim standing)
    {
        standing = _book.Take([key], _owner, Lease)[0];
        if (standing.Owner != _owner) return null;
        var id = key.Id;
        lock (_held) _held.Add(id);
        return new Held(() =>
        {
            lock (_held) _held.Remove(id);
            _book.Release(_owner, [id]);
        });
    }

    void Renew()
    {
        string[] ids;
        lock (_held) ids = [.. _held];
        if (ids.Length > 0) _book.Renew(_owner, Lease, ids);
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(false);
        if (_timer.Dispose(ended)) ended.WaitOne();
        string[] ids;
        lock (_held) ids = [.. _held];
        if (ids.Length > 0) _book.Release(_owner, ids);
    }

    sealed class Held(Action release) : IDisposable
    {
        int _released;
        public void Dispose() { if (Interlocked.Exchange(ref _released, 1) == 0) release(); }
    }
}
