// Jobs on this machine: a pool that respects cores and memory and is fair between campaigns.
using DataHub.Compute.Processes;
using DataHub.Model;

namespace DataHub.Compute.Executors;

/// <summary>
/// Runs jobs here, metered exactly. A job that had ended when this process was killed is found again; one that was still running has gone on without anybody to meter it: it is ended and computed again.
/// </summary>
public sealed class LocalExecutor : IExecutor
{
    readonly JobRunner _runner;
    readonly string _root;
    readonly FairShare _share;

    /// <summary>A pool of cores and MiB of memory (0 for nine tenths of what there is); jobs lie below <paramref name="root"/>.</summary>
    public LocalExecutor(JobRunner runner, string root, int cores, double memoryMib = 0)
    {
        (_runner, _root, Slots) = (runner, root, Math.Max(1, cores));
        _share = new FairShare(Slots, memoryMib > 0 ? memoryMib : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1048576.0 * 0.9);
    }

    /// <inheritdoc/>
    public string Name => "local";
    /// <inheritdoc/>
    public int Slots { get; }
    /// <inheritdoc/>
    public bool RunsHere => true;

    /// <inheritdoc/>
    public async Task<Bundle> Run(IEngine engine, Job job, CancellationToken cancel)
    {
        var (record, prepared) = _runner.Begin(engine, job);
        if (prepared is null) return JobRunner.Finish(record, []);
        var folder = JobFolder.Below(_root, job, record);
        var sheet = Path.Combine(folder, JobRecord.FileName);
        if (Directory.Exists(folder))
        {
            if (File.Exists(sheet))
                return new Bundle(Path.GetFileName(folder), [.. prepared.Keep.Append(JobRecord.FileName).Select(n => (Name: n, Path: Path.Combine(folder, n))).Where(f => File.Exists(f.Path) && new FileInfo(f.Path).Length > 0).Select(f => new RawFile(f.Name, File.ReadAllBytes(f.Path)))]);
            Remove(folder);
        }
        IDisposable share;
        try { share = await _share.Take(job.Campaign ?? "", job.Cores, job.Limits.MemoryMib, cancel).ConfigureAwait(false); }
        catch (OperationCanceledException) { return JobRunner.Finish(record with { Stopped = FailureKind.Cancelled, Message = "cancelled before it started", Cost = _runner.Of(0, 0, 0, job.Cores, CostTier.Measured) }, []); }
        using (share)
        {
            var bundle = await Task.Factory.StartNew(() => _runner.Run(engine, job, cancel, folder), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            var ended = bundle.Find(JobRecord.FileName)!;
            if (JobRecord.FromJson(ended.ReadAllText()).Stopped is FailureKind.Cancelled or FailureKind.EngineAbsent) { Remove(folder); return bundle; }
            // What is kept is what the bundle has: the same bytes whether it is fetched now or after a kill.
            foreach (var file in bundle.Files.Where(f => f.Name != JobRecord.FileName)) File.WriteAllBytes(Path.Combine(folder, file.Name), file.ReadAllBytes());
            foreach (var left in Directory.EnumerateFiles(folder).Where(f => bundle.Find(Path.GetFileName(f)) is null)) File.Delete(left);
            File.WriteAllBytes(sheet + ".part", ended.ReadAllBytes());
            File.Move(sheet + ".part", sheet, true);
            return bundle;
        }
    }

    /// <inheritdoc/>
    public void Clear(string campaign)
    {
        var folder = Path.Combine(_root, JobFolder.Slug(campaign));
        if (Directory.Exists(folder)) Remove(folder);
    }

    /// <summary>Ends what still runs in a folder and removes it.</summary>
    static void Remove(string folder)
    {
        ProcessGroup.EndThoseIn(folder);
        try { Directory.Delete(folder, true); }
        catch (IOException) { /* a program that was just ended had a file open on another machine's disk; the next start removes it */ }
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
