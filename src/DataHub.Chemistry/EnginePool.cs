// A bounded number of engines, started when needed and replaced when broken.
using System.Collections.Concurrent;

namespace DataHub.Chemistry;

/// <summary>
/// Lends engines: at most <paramref name="engines"/> at a time, each to one call. Sound engines that nobody uses are spare for the whole process,
/// because starting one is dear and V8 does not give back all memory of one that is disposed of.
/// </summary>
sealed class EnginePool(int engines) : IDisposable
{
    static readonly ConcurrentBag<RdkitEngine> Spare = [];
    static readonly int MostSpare = Math.Max(6, 2 * Environment.ProcessorCount);
    // V8 may take back compiled WebAssembly while an engine is being destroyed; the engines share that code, and the two together can stop the process for good. So work shares
    // this lock, and destruction has it alone, after a pause in which compilation in the background comes to its end.
    static readonly ReaderWriterLockSlim Alive = new();
    static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);
    static int s_started;

    readonly SemaphoreSlim _permits = new(Math.Max(1, engines));

    /// <summary>How many engines this process has started so far.</summary>
    public static int Started => Volatile.Read(ref s_started);

    /// <summary>How many engines are lent at most.</summary>
    public int Size { get; } = Math.Max(1, engines);

    /// <summary>Asks a free engine, waiting for one if need be.</summary>
    public EngineAnswer Ask(string question, TimeSpan limit, params object?[] arguments) => With(engine => engine.Ask(question, limit, arguments));

    /// <summary>The version that the engines tell.</summary>
    public string Version() => With(engine => engine.Version);

    /// <inheritdoc/>
    public void Dispose() => _permits.Dispose();

    T With<T>(Func<RdkitEngine, T> work)
    {
        _permits.Wait();
        RdkitEngine? engine = null;
        Alive.EnterReadLock();
        try
        {
            if (!Spare.TryTake(out engine))
            {
                engine = new RdkitEngine();
                Interlocked.Increment(ref s_started);
            }
            return work(engine);
        }
        finally
        {
            bool keep = engine is { Sound: true } && Spare.Count < MostSpare;
            if (keep) Spare.Add(engine!);
            Alive.ExitReadLock();
            if (!keep && engine is not null) Destroy(engine);
            _permits.Release();
        }
    }

    static void Destroy(RdkitEngine engine)
    {
        Alive.EnterWriteLock();
        try
        {
            Thread.Sleep(Settle);
            engine.Dispose();
        }
        finally { Alive.ExitWriteLock(); }
    }
}
