// Jobs through Slurm: packed into arrays, watched by state, found again after a kill.
using DataHub.Model;

namespace DataHub.Compute.Executors;

/// <summary>How jobs are handed to Slurm.</summary>
public sealed record SlurmOptions
{
    /// <summary>Further options of sbatch: --partition=..., --account=...</summary>
    public IReadOnlyList<string> Sbatch { get; init; } = [];
    /// <summary>Tasks that jobs are spread over before tasks get longer: about as many as run at a time.</summary>
    public int Tasks { get; init; } = 16;
    /// <summary>Most jobs in a task.</summary>
    public int MostJobs { get; init; } = 200;
    /// <summary>Processor time that a task should have, s: starting a task costs a second or so.</summary>
    public double TaskSeconds { get; init; } = 300;
    /// <summary>Time between two looks at the files of jobs, s; Slurm itself is asked five times less often.</summary>
    public double PollSeconds { get; init; } = 1;
    /// <summary>How long jobs are gathered before they are submitted, s.</summary>
    public double GatherSeconds { get; init; } = 0.5;
}

/// <summary>
/// Runs jobs as tasks of Slurm's arrays, many cheap ones in one task. The folder of the jobs must be on a disk that the nodes see, and the programs on their PATH. Every array has a name that is on disk before it is
/// submitted, and every job says to which array and task it belongs, so that a datahub that was killed finds what it submitted. A job that is done is never run again, by whichever task it is reached.
/// What a job cost is measured inside the task by the operating system; where a task was ended from outside, Slurm's accounts tell it.
/// </summary>
public sealed class SlurmExecutor : IExecutor
{
    const int MostSubmissions = 3;
    readonly JobRunner _runner;
    readonly string _root;
    readonly SlurmOptions _options;
    readonly SlurmQueue _queue;
    readonly Lock _lock = new();
    readonly List<Waiting> _fresh = [];
    readonly Dictionary<string, Pack> _packs = [];
    readonly CancellationTokenSource _stop = new();
    readonly Task _loop;
    Exception? _broken;

    /// <summary>One job that somebody waits for.</summary>
    sealed class Waiting(JobFolder folder, Prepared prepared, Job job, JobRecord record)
    {
        public JobFolder Folder { get; } = folder;
        public Prepared Prepared { get; } = prepared;
        public Job Job { get; } = job;
        public JobRecord Record { get; } = record;
        public TaskCompletionSource<Bundle> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Submissions { get; set; }
    }

    /// <summary>One array: its number once Slurm has given one, and the jobs that are waited for, by task.</summary>
    sealed class Pack(string folder)
    {
        public string Folder { get; } = folder;
        public string Name => $"datahub-{Path.GetFileName(Folder)}";
        public long? Array { get; set; }
        public Dictionary<Waiting, int> Jobs { get; } = [];
        public Dictionary<int, int> Missing { get; } = [];
    }

    /// <summary>Jobs lie below <paramref name="root"/>.</summary>
    public SlurmExecutor(JobRunner runner, string root, SlurmOptions options, SlurmQueue queue)
    {
        (_runner, _root, _options, _queue) = (runner, Path.GetFullPath(root), options, queue);
        _loop = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public string Name => "slurm";
    /// <inheritdoc/>
    public int Slots => _options.MostJobs;
    /// <inheritdoc/>
    public bool RunsHere => false;

    /// <inheritdoc/>
    public async Task<Bundle> Run(IEngine engine, Job job, CancellationToken cancel)
    {
        var (record, prepared) = _runner.Begin(engine, job);
        if (prepared is null) return JobRunner.Finish(record, []);
        var folder = new JobFolder(JobFolder.Below(_root, job, record));
        if (folder.IsDone) return folder.Harvest(prepared, job, record, _runner);
        folder.Write(prepared, job, record);
        File.Delete(Path.Combine(folder.Path, "cancelled"));
        var waiting = new Waiting(folder, prepared, job, record);
        if (!Resume(waiting)) lock (_lock) _fresh.Add(waiting);
        lock (_lock) if (_broken is { } e) throw new InvalidOperationException($"the watch over Slurm has ended: {e.Message}", e);
        using (cancel.Register(() => Cancel(waiting))) return await waiting.Ended.Task.ConfigureAwait(false);
    }

    /// <summary>A job that was submitted before a kill is waited for in its array; false if it was not, or Slurm knows nothing of it.</summary>
    bool Resume(Waiting waiting)
    {
        var file = Path.Combine(waiting.Folder.Path, "pack");
        if (!File.Exists(file) || File.ReadAllText(file).Trim().Split(' ') is not [var name, var task] || !int.TryParse(task, out int number)) return false;
        lock (_lock)
        {
            var pack = _packs.GetValueOrDefault(name) ?? new Pack(Path.Combine(_root, "packs", name));
            var id = Path.Combine(pack.Folder, "id");
            // Killed between sbatch and the note of its answer: Slurm knows the array by its name.
            pack.Array ??= File.Exists(id) && long.TryParse(File.ReadAllText(id), out long told) ? told : _queue.Find(pack.Name);
            if (pack.Array is null) return false;
            _packs[name] = pack;
            pack.Jobs[waiting] = number;
            return true;
        }
    }

    void Cancel(Waiting waiting)
    {
        lock (_lock)
        {
            _fresh.Remove(waiting);
            if (waiting.Ended.Task.IsCompleted) return;
            // The task's script steps over it; the task itself is ended when nobody waits for any job in it.
            if (Directory.Exists(waiting.Folder.Path)) File.WriteAllText(Path.Combine(waiting.Folder.Path, "cancelled"), "");
            foreach (var pack in _packs.Values)
                if (pack.Jobs.Remove(waiting, out int task) && !pack.Jobs.ContainsValue(task) && pack.Array is { } array) _queue.Cancel(array, [task]);
        }
        waiting.Ended.TrySetResult(waiting.Folder.Stopped(waiting.Prepared, waiting.Record, FailureKind.Cancelled, "cancelled", Elapsed(waiting)));
    }

    /// <summary>What a job that was ended from outside used, as far as its files tell: the time since it began.</summary>
    Cost Elapsed(Waiting w)
    {
        var started = Path.Combine(w.Folder.Path, "started");
        double seconds = File.Exists(started) ? Math.Max(0, (_runner.Now - File.GetLastWriteTimeUtc(started)).TotalSeconds) : 0;
        return _runner.Of(seconds, seconds, 0, w.Job.Cores, seconds > 0 ? CostTier.Estimated : CostTier.Measured);
    }

    void Watch()
    {
        for (int round = 1; !_stop.IsCancellationRequested; round++)
        {
            try
            {
                Submit();
                Look(round % 5 == 0);
            }
            catch (IOException e) { Refuse(e.Message); }
            // Nobody may wait for ever for a watch that has ended.
            catch (Exception e) { Break(e); return; }
            _stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(_options.PollSeconds));
        }
    }

    void Break(Exception e)
    {
        Waiting[] told;
        lock (_lock) { _broken = e; told = [.. _fresh, .. _packs.Values.SelectMany(p => p.Jobs.Keys)]; }
        foreach (var w in told) w.Ended.TrySetException(e);
    }

    /// <summary>Slurm took nothing: those who wait are told at once.</summary>
    void Refuse(string message)
    {
        Waiting[] told;
        lock (_lock) { told = [.. _fresh]; _fresh.Clear(); }
        foreach (var w in told) w.Ended.TrySetResult(w.Folder.Stopped(w.Prepared, w.Record, FailureKind.Other, message, _runner.Of(0, 0, 0, w.Job.Cores, CostTier.Measured)));
    }

    void Submit()
    {
        Waiting[] jobs;
        lock (_lock) jobs = [.. _fresh];
        if (jobs.Length == 0) return;
        for (int seen = 0; seen != jobs.Length && jobs.Length < _options.MostJobs * _options.Tasks;)
        {
            seen = jobs.Length;
            _stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(_options.GatherSeconds));
            lock (_lock) jobs = [.. _fresh];
        }
        foreach (var group in jobs.GroupBy(w => (w.Job.Cores, w.Job.Limits.MemoryMib, w.Job.Campaign, Long: (w.Job.Expected ?? 30) >= _options.TaskSeconds)))
            foreach (var part in Tasks([.. group]).Chunk(1000)) Submit(part, group.Key.Cores, group.Key.MemoryMib);
    }

    /// <summary>Jobs by task: spread over the tasks that run at a time, then as many in each as make it long enough.</summary>
    List<List<Waiting>> Tasks(Waiting[] jobs)
    {
        double expected = jobs.Average(w => w.Job.Expected ?? 30);
        int most = (int)Math.Clamp(_options.TaskSeconds / Math.Max(expected, 1e-3), 1, _options.MostJobs), each = Math.Clamp((jobs.Length + _options.Tasks - 1) / _options.Tasks, 1, most);
        return [.. jobs.OrderBy(w => w.Folder.Path, StringComparer.Ordinal).Chunk(each).Select(c => c.ToList())];
    }

    void Submit(List<Waiting>[] tasks, int cores, int memoryMib)
    {
        var pack = new Pack(Path.Combine(_root, "packs", Guid.CreateVersion7().ToString("N")));
        Directory.CreateDirectory(pack.Folder);
        double wall = 60;
        for (int n = 0; n < tasks.Length; n++)
        {
            File.WriteAllLines(Path.Combine(pack.Folder, $"task-{n}.txt"), tasks[n].Select(w => w.Folder.Path));
            double longest = tasks[n].Max(w => w.Job.Limits.WallSeconds), all = tasks[n].Sum(w => w.Job.Limits.WallSeconds), likely = 10 * tasks[n].Sum(w => w.Job.Expected ?? w.Job.Limits.WallSeconds) + 60;
            wall = Math.Max(wall, Math.Min(all, Math.Max(longest, likely)) + 30);
            foreach (var w in tasks[n]) Write(Path.Combine(w.Folder.Path, "pack"), $"{Path.GetFileName(pack.Folder)} {n}");
        }
        var script = Path.Combine(pack.Folder, "task.sh");
        File.WriteAllText(script, $"""
            #!/bin/bash
            # Runs the jobs of one task of an array of DataHub, one after the other.
            while read -r job; do
              [ -e "$job/done" ] || [ -e "$job/cancelled" ] || bash "$job/run.sh"
            done < '{pack.Folder.Replace("'", "'\\''")}'"/task-$SLURM_ARRAY_TASK_ID.txt"

            """);
        lock (_lock)
        {
            // Those that were cancelled meanwhile are stepped over by the script.
            pack.Array = _queue.Submit(script, pack.Name, tasks.Length, cores, memoryMib, wall, _options.Sbatch);
            Write(Path.Combine(pack.Folder, "id"), $"{pack.Array}");
            for (int n = 0; n < tasks.Length; n++)
                foreach (var w in tasks[n])
                {
                    w.Submissions++;
                    if (_fresh.Remove(w)) pack.Jobs[w] = n;
                }
            _packs[Path.GetFileName(pack.Folder)] = pack;
        }
    }

    static void Write(string path, string text)
    {
        File.WriteAllText(path + ".part", text);
        File.Move(path + ".part", path, true);
    }

    void Look(bool ask)
    {
        Pack[] packs;
        lock (_lock) packs = [.. _packs.Values];
        foreach (var pack in packs)
        {
            KeyValuePair<Waiting, int>[] jobs;
            lock (_lock) jobs = [.. pack.Jobs];
            foreach (var (w, _) in jobs.Where(j => j.Key.Folder.IsDone)) End(pack, w, w.Folder.Harvest(w.Prepared, w.Job, w.Record, _runner));
            if (ask && jobs.Any(j => !j.Key.Folder.IsDone) && pack.Array is { } array && _queue.Tasks(array) is { } states)
                foreach (var task in jobs.Where(j => !j.Key.Ended.Task.IsCompleted).GroupBy(j => j.Value)) Judge(pack, [.. task.Select(j => j.Key)], task.Key, states.GetValueOrDefault(task.Key) ?? new SlurmTask("GONE"));
            lock (_lock) if (pack.Jobs.Count == 0) _packs.Remove(Path.GetFileName(pack.Folder));
        }
    }

    /// <summary>A task of which jobs are not done: if it has ended, those that had begun ended with it, and those it never reached go into another.</summary>
    void Judge(Pack pack, IReadOnlyList<Waiting> jobs, int task, SlurmTask state)
    {
        if (state.IsAlive) { pack.Missing.Remove(task); return; }
        // The files of a task may arrive later than its end: twice seen ended is ended.
        if ((pack.Missing[task] = pack.Missing.GetValueOrDefault(task) + 1) < 2) return;
        foreach (var w in jobs)
        {
            if (w.Folder.IsDone) { End(pack, w, w.Folder.Harvest(w.Prepared, w.Job, w.Record, _runner)); continue; }
            if (w.Submissions < MostSubmissions && (!w.Folder.HasStarted || state.IsUnlucky))
            {
                lock (_lock) if (pack.Jobs.Remove(w)) _fresh.Add(w);
                continue;
            }
            var (kind, words) = state.State switch
            {
                "TIMEOUT" or "DEADLINE" => (FailureKind.TimeOut, "Slurm ended it at the task's time limit"), "OUT_OF_MEMORY" => (FailureKind.OutOfMemory, "Slurm ended it at the task's memory limit"),
                "CANCELLED" => (FailureKind.Cancelled, "its task was cancelled in Slurm"), var other => (FailureKind.Crash, $"its task ended in the state {other} before it was done"),
            };
            var cost = state.CpuSeconds is { } cpu ? _runner.Of(cpu / jobs.Count(x => x.Folder.HasStarted || x == w), Elapsed(w).WallSeconds ?? 0, state.PeakMib ?? 0, w.Job.Cores, CostTier.Scheduler) : Elapsed(w);
            End(pack, w, w.Folder.Stopped(w.Prepared, w.Record, kind, words, cost));
        }
    }

    void End(Pack pack, Waiting waiting, Bundle bundle)
    {
        lock (_lock) pack.Jobs.Remove(waiting);
        waiting.Ended.TrySetResult(bundle);
    }

    /// <inheritdoc/>
    public void Clear(string campaign)
    {
        var folder = Path.Combine(_root, JobFolder.Slug(campaign));
        if (!Directory.Exists(folder)) return;
        var left = Directory.EnumerateDirectories(folder).Where(f => !File.Exists(Path.Combine(f, "done")) && File.Exists(Path.Combine(f, "pack"))).Select(f => File.ReadAllText(Path.Combine(f, "pack")).Split(' ')[0]).Distinct().ToList();
        foreach (var pack in left)
            if (_queue.Find($"datahub-{pack}") is { } array) _queue.Cancel(array);
        var packs = Directory.EnumerateDirectories(folder).Select(f => Path.Combine(f, "pack")).Where(File.Exists).Select(f => File.ReadAllText(f).Split(' ')[0]).Distinct().ToList();
        Directory.Delete(folder, true);
        foreach (var pack in packs.Select(p => Path.Combine(_root, "packs", p)).Where(Directory.Exists)) Directory.Delete(pack, true);
    }

    /// <summary>Stops watching; what was submitted goes on in Slurm and is found again.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _loop.Wait();
        _stop.Dispose();
    }
}
