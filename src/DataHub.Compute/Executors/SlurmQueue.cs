// The commands of Slurm that are used, and what they answer.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DataHub.Compute.Executors;

/// <summary>What Slurm says of one task of an array: its state (COMPLETED, TIMEOUT, ...) and, where it keeps accounts, the processor time, s, and largest process, MiB.</summary>
public sealed record SlurmTask(string State, double? CpuSeconds = null, double? PeakMib = null)
{
    /// <summary>True if it waits, runs or is about to.</summary>
    public bool IsAlive => State is "PENDING" or "RUNNING" or "COMPLETING" or "CONFIGURING" or "SUSPENDED" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED" or "RESIZING" or "SIGNALING" or "STAGE_OUT" or "STOPPED" or "SPECIAL_EXIT" or "RESV_DEL_HOLD";
    /// <summary>True if it was ended for a reason that has nothing to do with the job.</summary>
    public bool IsUnlucky => State is "NODE_FAIL" or "PREEMPTED" or "BOOT_FAIL" or "REVOKED" or "GONE";
}

/// <summary>
/// Slurm by its command line: sbatch, squeue, sacct, scancel. The state tells how a task ended, never its exit code: a task that ran out of its time has exit code 0. sacct is asked where the site keeps
/// accounts; without them the controller forgets a job some minutes after its end, and then nothing but the job's own files tells of it. Thread-safe.
/// </summary>
public sealed class SlurmQueue
{
    readonly IReadOnlyDictionary<string, string> _environment;
    bool _accounts = true;

    /// <summary>The Slurm that the commands on the PATH speak to; <paramref name="environment"/> (SLURM_CONF) adds to that of this process.</summary>
    public SlurmQueue(IReadOnlyDictionary<string, string>? environment = null) => _environment = environment ?? new Dictionary<string, string>();

    /// <summary>True if sbatch is on the PATH.</summary>
    public static bool IsInstalled => Executables.Find("sbatch") is not null;

    /// <summary>Submits an array of tasks 0 to <paramref name="tasks"/> - 1 and returns its number.</summary>
    /// <exception cref="IOException">Slurm does not take it; the message is Slurm's.</exception>
    public long Submit(string script, string name, int tasks, int cores, int memoryMib, double wallSeconds, IReadOnlyList<string> options)
    {
        var (code, output, error) = Call("sbatch", ["--parsable", $"--job-name={name}", $"--array=0-{tasks - 1}", "--nodes=1", "--ntasks=1", $"--cpus-per-task={cores}", $"--mem={memoryMib}M",
            $"--time={(int)Math.Ceiling(wallSeconds / 60)}", $"--output={Path.Combine(Path.GetDirectoryName(script)!, "task-%a.log")}", "--open-mode=append", .. options, script]);
        if (code == 0 && long.TryParse(output.Trim().Split(';')[0], CultureInfo.InvariantCulture, out long id)) return id;
        throw new IOException($"sbatch refused: {(error.Trim().Length > 0 ? error.Trim() : output.Trim())}");
    }

    /// <summary>The array of that name, if Slurm knows of it; the one submitted last.</summary>
    public long? Find(string name)
    {
        var (_, queued, _) = Call("squeue", ["--noheader", $"--name={name}", "--states=all", "--format=%F"]);
        var ids = queued.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        if (ids.Count == 0 && _accounts && Account(["--name", name, "--starttime=now-30days", "--format=JobID"]) is { } lines) ids = [.. lines.Select(l => l.Split('_', '|')[0])];
        return ids.Select(x => long.TryParse(x, CultureInfo.InvariantCulture, out long id) ? id : 0).DefaultIfEmpty().Max() is > 0 and var last ? last : null;
    }

    /// <summary>The tasks of an array by number; those of which Slurm knows nothing any more are left out. Null if Slurm did not answer.</summary>
    public IReadOnlyDictionary<int, SlurmTask>? Tasks(long array)
    {
        var tasks = new Dictionary<int, SlurmTask>();
        var (code, output, error) = Call("squeue", ["--noheader", "--array", $"--jobs={array}", "--states=all", "--format=%i|%T"]);
        if (code != 0 && !error.Contains("Invalid job id", StringComparison.Ordinal)) return null;
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Trim().Split('|') is [var id, var state] && Number(id) is { } n) tasks[n] = new SlurmTask(state);
        if (_accounts && (tasks.Count == 0 || tasks.Values.Any(t => !t.IsAlive)) && Account(["--jobs", $"{array}", "--format=JobID,State,TotalCPU,MaxRSS"]) is { } lines)
            foreach (var (n, task) in Read(lines)) tasks[n] = tasks.TryGetValue(n, out var queued) && queued.IsAlive ? queued : task;
        return tasks;
    }

    /// <summary>The tasks in what sacct prints with --parsable2: the line of a task has its state, those of its steps the memory. A state has more words ("CANCELLED by 0").</summary>
    internal static Dictionary<int, SlurmTask> Read(IEnumerable<string> lines)
    {
        var tasks = new Dictionary<int, SlurmTask>();
        foreach (var line in lines)
        {
            if (line.Split('|') is not [var id, var state, var cpu, var peak, ..]) continue;
            bool step = id.Contains('.', StringComparison.Ordinal);
            if (Number(id.Split('.')[0]) is not { } n) continue;
            if (!step) tasks[n] = new SlurmTask(state.Split(' ')[0], Seconds(cpu), tasks.GetValueOrDefault(n)?.PeakMib);
            else if (tasks.TryGetValue(n, out var task)) tasks[n] = task with { PeakMib = Mib(peak) is { } m ? Math.Max(m, task.PeakMib ?? 0) : task.PeakMib };
        }
        return tasks;
    }

    /// <summary>Ends an array, or some of its tasks.</summary>
    public void Cancel(long array, IEnumerable<int>? tasks = null) => Call("scancel", [.. tasks?.Select(t => $"{array}_{t}") ?? [$"{array}"]]);

    List<string>? Account(string[] arguments)
    {
        var (code, output, error) = Call("sacct", ["--noheader", "--parsable2", .. arguments]);
        if (code == 0) return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        if (error.Contains("disabled", StringComparison.OrdinalIgnoreCase)) _accounts = false;
        return null;
    }

    /// <summary>Number of a task in "17_3"; a range of tasks that still wait ("17_[4-9]") is no task.</summary>
    static int? Number(string id) => id.Split('_') is [_, var n] && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : null;

    /// <summary>Seconds of "[days-][hours:]minutes:seconds[.fraction]".</summary>
    internal static double? Seconds(string text)
    {
        if (text.Length == 0) return null;
        int dash = text.IndexOf('-');
        double days = 0, sum = 0;
        if (dash > 0 && !double.TryParse(text.AsSpan(0, dash), CultureInfo.InvariantCulture, out days)) return null;
        foreach (var part in text[(dash + 1)..].Split(':'))
        {
            if (!double.TryParse(part, CultureInfo.InvariantCulture, out double v)) return null;
            sum = sum * 60 + v;
        }
        return sum + 86400 * days;
    }

    static double? Mib(string text) => text.Length > 0 && double.TryParse(text.TrimEnd('K', 'M', 'G'), CultureInfo.InvariantCulture, out double v) ? v * text[^1] switch { 'K' => 1 / 1024.0, 'G' => 1024, 'M' => 1, _ => 1 / 1048576.0 } : null;

    (int Code, string Output, string Error) Call(string program, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var a in arguments) info.ArgumentList.Add(a);
        foreach (var (key, value) in _environment) info.Environment[key] = value;
        try
        {
            using var process = Process.Start(info)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e) { return (127, "", $"{program} cannot be started: {e.Message}"); }
    }
}
