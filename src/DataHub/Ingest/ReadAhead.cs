// Makes a sequence on a thread of its own, some items ahead of who takes them.
using System.Collections.Concurrent;

namespace DataHub.Ingest;

static class ReadAhead
{
    /// <summary>
    /// The items of a source, in its order, made on another thread, at most <paramref name="ahead"/> of them waiting. What the source throws is thrown here, behind the items before it;
    /// whoever stops taking stops the source.
    /// </summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> source, int ahead, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var waiting = new BlockingCollection<T>(ahead);
        var work = Task.Factory.StartNew(() =>
        {
            try { foreach (var item in source) waiting.Add(item, stop.Token); }
            finally { waiting.CompleteAdding(); }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var item in waiting.GetConsumingEnumerable(cancel)) yield return item;
            work.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny(work);
        }
    }
}
