// Jobs for a person to run: input is written out, output is taken in when it appears.
using System.Collections.Concurrent;
using DataHub.Model;

namespace DataHub.Compute.Executors;

/// <summary>
/// Writes every job into a folder and waits, for days if need be. A job comes back in one of two ways: its run.sh was run, wherever, and its folder copied back; or an output of whatever name was put into inbox/ and
/// is the one that a waiting job asked for, by level, kind of job, atoms and start geometry. What is in the inbox and belongs to no job stays there.
/// </summary>
public sealed class FolderExecutor : IExecutor
{
    /// <summary>Two geometries are the same when no distance between atoms differs by more, Å.</summary>
    const double SameDistance = 2e-3;
    readonly JobRunner _runner;
    readonly string _root, _inbox;
    readonly Func<Bundle, IEnumerable<Calculation>> _read;
    readonly TimeSpan _poll;
    readonly ConcurrentDictionary<string, Waiting> _waiting = new();
    readonly Dictionary<string, (long Length, DateTime Written)> _seen = [];
    readonly CancellationTokenSource _stop = new();
    readonly Task _loop;

    sealed record Waiting(JobFolder Folder, Prepared Prepared, Job Job, JobRecord Record, TaskCompletionSource<Bundle> Ended);

    /// <summary>Jobs lie in jobs/ and outputs come to inbox/ below <paramref name="root"/>; <paramref name="read"/> tells what an output holds.</summary>
    public FolderExecutor(JobRunner runner, string root, Func<Bundle, IEnumerable<Calculation>> read, double pollSeconds = 2)
    {
        (_runner, _root, _read, _poll) = (runner, Path.GetFullPath(root), read, TimeSpan.FromSeconds(pollSeconds));
        _inbox = Directory.CreateDirectory(Path.Combine(_root, "inbox")).FullName;
        File.WriteAllText(Path.Combine(_root, "README.txt"), "Jobs of DataHub wait below jobs/. Run their run.sh where the programs are and copy the folders back,\nor compute what is asked (in/) by hand and put the output files into inbox/.\n");
        _loop = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public string Name => "folder";
    /// <inheritdoc/>
    public int Slots => 500;
    /// <inheritdoc/>
    public bool RunsHere => false;

    /// <inheritdoc/>
    public async Task<Bundle> Run(IEngine engine, Job job, CancellationToken cancel)
    {
        var (record, prepared) = _runner.Begin(engine, job);
        if (prepared is null) return JobRunner.Finish(record, []);
        var folder = new JobFolder(JobFolder.Below(Path.Combine(_root, "jobs"), job, record));
        folder.Write(prepared, job, record);
        var waiting = new Waiting(folder, prepared, job, record, new TaskCompletionSource<Bundle>(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting[folder.Path] = waiting;
        try
        {
            using (cancel.Register(() => waiting.Ended.TrySetResult(folder.Stopped(prepared, record, FailureKind.Cancelled, "cancelled", _runner.Of(0, 0, 0, job.Cores, CostTier.Measured))))) return await waiting.Ended.Task.ConfigureAwait(false);
        }
        finally { _waiting.TryRemove(folder.Path, out _); }
    }

    void Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                foreach (var w in _waiting.Values.Where(w => w.Folder.IsDone)) w.Ended.TrySetResult(w.Folder.Harvest(w.Prepared, w.Job, w.Record, _runner));
                if (!_waiting.IsEmpty) foreach (var path in Directory.EnumerateFileSystemEntries(_inbox).Order(StringComparer.Ordinal)) Take(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* it is being written or moved: the next look finds it whole */ }
            // Nobody may wait for ever for a watch that has ended.
            catch (Exception e)
            {
                foreach (var w in _waiting.Values) w.Ended.TrySetException(e);
                return;
            }
            _stop.Token.WaitHandle.WaitOne(_poll);
        }
    }

    /// <summary>Takes an output, a file or a folder of files, once it has stopped growing.</summary>
    void Take(string path)
    {
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path) : [path];
        if (files.Length == 0) return;
        var now = (files.Sum(f => new FileInfo(f).Length), files.Max(File.GetLastWriteTimeUtc));
        if (!_seen.TryGetValue(path, out var before) || before != now) { _seen[path] = now; return; }
        var raw = files.Select(f => new RawFile(Path.GetFileName(f), File.ReadAllBytes(f))).ToList();
        foreach (var found in _read(new Bundle(Path.GetFileName(path), raw)))
        {
            var asked = _waiting.Values.Where(w => Answers(w.Job, found)).Take(2).ToList();
            // Two jobs of the same atoms and level whose starts an optimisation has left behind cannot be told apart: run.sh can.
            if (asked is not [var w]) continue;
            Directory.CreateDirectory(w.Folder.Work);
            foreach (var file in files) File.Move(file, Path.Combine(w.Folder.Work, Path.GetFileName(file)), true);
            if (Directory.Exists(path)) Directory.Delete(path, true);
            _seen.Remove(path);
            // Neither exit code nor cost is known: the output itself tells how it ended and what it cost.
            w.Ended.TrySetResult(JobRunner.Finish(w.Record with { StartedAt = found.Provenance.ComputedAt }, [.. raw.Where(f => f.Name != JobRecord.FileName)]));
            return;
        }
    }

    /// <summary>True if a calculation is what a job asked for.</summary>
    static bool Answers(Job job, Calculation found) =>
        found.Level.Name == job.Level.Name && (found.Driver == job.Driver || job.Driver == Driver.Energy && found.Driver == Driver.Gradient) && found.Geometry is { } g && g.Symbols.SequenceEqual(job.Start.Symbols)
        && found.Molecule.Charge == job.Molecule.Charge && (job.Driver == Driver.Optimization || Same(g, job.Start));

    static bool Same(Geometry a, Geometry b)
    {
        for (int i = 0; i < a.Count; i++)
            for (int j = 0; j < i; j++)
                if (Math.Abs(Math.Sqrt(a.SquaredDistance(i, j)) - Math.Sqrt(b.SquaredDistance(i, j))) > SameDistance) return false;
        return true;
    }

    /// <inheritdoc/>
    public void Clear(string campaign)
    {
        var folder = Path.Combine(_root, "jobs", JobFolder.Slug(campaign));
        if (Directory.Exists(folder)) Directory.Delete(folder, true);
    }

    /// <summary>Stops watching; the jobs stay where they are.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _loop.Wait();
        _stop.Dispose();
    }
}
