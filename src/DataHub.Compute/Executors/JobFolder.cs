// A job as files: in/ is its input, run.sh runs it in work/, done tells how it ended.
using System.Globalization;
using System.Text;
using DataHub.Model;

namespace DataHub.Compute.Executors;

/// <summary>
/// A job that another machine or a person runs. The script needs bash and coreutils, and the program on the PATH; it starts every time from a fresh work/, notes in started that it began, and writes done in one
/// move when it has ended: exit code, seconds of wall and processor time, MiB of the largest process. Whoever runs it twice finds it done.
/// </summary>
sealed class JobFolder(string path)
{
    public string Path { get; } = path;
    public string Done => At("done");
    public bool IsDone => File.Exists(Done);
    public bool HasStarted => File.Exists(At("started"));
    public string Work => At("work");

    string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The folder of a job below <paramref name="root"/>: jobs of a campaign lie together.</summary>
    public static string Below(string root, Job job, JobRecord record) => System.IO.Path.Combine(root, Slug(job.Campaign ?? "none"), record.InputHash![..24]);

    /// <summary>A campaign's name as a folder's.</summary>
    public static string Slug(string campaign) => string.Concat(campaign.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));

    /// <summary>Writes the job, if it is not there already; it is there when its job.json is, which is written last.</summary>
    public void Write(Prepared prepared, Job job, JobRecord record)
    {
        if (File.Exists(At("job.json"))) return;
        Directory.CreateDirectory(At("in"));
        foreach (var (name, text) in prepared.Files) File.WriteAllText(System.IO.Path.Combine(At("in"), name), text);
        File.WriteAllText(At("run.sh"), Script(prepared, job));
        File.WriteAllText(At("job.json.part"), record.ToJson());
        File.Move(At("job.json.part"), At("job.json"), true);
    }

    /// <summary>Bundle of a job that is done: output, exit code and cost.</summary>
    public Bundle Harvest(Prepared prepared, Job job, JobRecord record, JobRunner runner)
    {
        var told = File.ReadLines(Done).Select(l => l.Split('=', 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
        double Number(string key) => double.TryParse(told.GetValueOrDefault(key), CultureInfo.InvariantCulture, out double v) ? v : 0;
        int code = (int)Number("exit");
        string? message = told.GetValueOrDefault("message") is { Length: > 0 } m ? m : null;
        // timeout ends with 124; a shell tells death by signal n as 128 + n.
        record = record with
        {
            StartedAt = told.TryGetValue("began", out var began) && long.TryParse(began, out long seconds) ? DateTime.UnixEpoch.AddSeconds(seconds) : null,
            ExitCode = code > 128 ? null : code, Signal = code > 128 ? code - 128 : null, Message = message,
            Stopped = code == 124 ? FailureKind.TimeOut : code == 127 ? FailureKind.EngineAbsent : null,
            Cost = runner.Of(Number("cpu"), Number("wall"), Number("peak"), job.Cores, CostTier.Measured) with { Processor = told.GetValueOrDefault("processor") is { Length: > 0 } p ? p : null },
        };
        var files = JobRunner.Collect(prepared.Keep, Work, ref record);
        return JobRunner.Finish(record, files);
    }

    /// <summary>Bundle of a job that was ended from outside before it was done.</summary>
    public Bundle Stopped(Prepared prepared, JobRecord record, FailureKind kind, string message, Cost cost)
    {
        record = record with { Stopped = kind, Message = message, Cost = cost };
        var files = Directory.Exists(Work) ? JobRunner.Collect(prepared.Keep, Work, ref record) : [];
        return JobRunner.Finish(record, files);
    }

    /// <summary>The script: the steps with their conditions, limits and renames, as the runner here would do them.</summary>
    internal static string Script(Prepared prepared, Job job)
    {
        static string Q(string s) => "'" + s.Replace("'", "'\\''") + "'";
        var t = new StringBuilder("""
            #!/bin/bash
            # A job of DataHub. Run it anywhere: it works in work/ beside this file and writes done when it has ended.
            cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
            [ -e done ] && exit 0
            rm -rf work && cp -r in work && cd work || exit 1
            date +%s >../started
            export HOME="$PWD" TMPDIR="$PWD" LC_ALL=C.UTF-8 PYTHONNOUSERSITE=1 PYTHONDONTWRITEBYTECODE=1

            """);
        foreach (var (key, value) in new Dictionary<string, string> { ["OMP_NUM_THREADS"] = $"{job.Cores}", ["MKL_NUM_THREADS"] = $"{job.Cores}", ["OPENBLAS_NUM_THREADS"] = $"{job.Cores}" }.Concat(prepared.Environment))
            t.Append(CultureInfo.InvariantCulture, $"export {key}={Q(value)}\n");
        t.Append(CultureInfo.InvariantCulture, $$"""
            limit={{Math.Max(1, (int)Math.Ceiling(job.Limits.WallSeconds))}} code=0 message= begun=$EPOCHREALTIME
            time=(); [ -x /usr/bin/time ] && time=(/usr/bin/time -q -a -o ../peak -f %M)
            rm -f ../peak
            run() { # output, command ...
              local output=$1 left; shift
              left=$((limit - SECONDS)); [ $left -ge 1 ] || left=1
              "${time[@]}" timeout -k 5 "$left" "$@" >>"$output" 2>&1 </dev/null; code=$?
              [ $code -eq 137 ] && [ $SECONDS -ge $limit ] && code=124
              case $code in
                0) ;;
                124) message="stopped at its time limit of $limit s" ;;
                127) message="$1 is not installed where the job ran" ;;
                *) message="'$*' ended with exit code $code" ;;
              esac
            }

            """);
        foreach (var step in prepared.Steps)
        {
            if (step.Needs is { } needs) t.Append(CultureInfo.InvariantCulture, $"[ -n \"$message\" ] || [ -e {Q(needs)} ] || message={Q($"the step before left no {needs}, so '{string.Join(' ', step.Command)}' was not run")}\n");
            if (step.NeedsWords is var (file, words)) t.Append(CultureInfo.InvariantCulture, $"[ -n \"$message\" ] || grep -qsF -- {Q(words)} {Q(file)} || message={Q($"{file} does not say '{words}', so '{string.Join(' ', step.Command)}' was not run")}\n");
            t.Append(CultureInfo.InvariantCulture, $"[ -n \"$message\" ] || run {Q(step.Output)} {string.Join(' ', step.Command.Select(Q))}\n");
            foreach (var (old, name) in step.Renames) t.Append(CultureInfo.InvariantCulture, $"[ -e {Q(old)} ] && mv -f {Q(old)} {Q(name)}\n");
        }
        return t.Append("""
            seconds() { awk '{ for (i = 1; i <= NF; i++) { split($i, p, /[ms]/); s += 60 * p[1] + p[2] } } END { printf "%.3f", s }'; }
            times >../times
            {
              echo "exit=$code"
              echo "message=$message"
              echo "began=$(cat ../started)"
              echo "wall=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')"
              echo "cpu=$(tail -n 1 ../times | seconds)"
              echo "peak=$([ -s ../peak ] && sort -n ../peak | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }')"
              echo "processor=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)"
            } >../done.part
            mv ../done.part ../done

            """).ToString();
    }
}
