// The metered process runner: how a command ended, what it used, and that nothing of it survives.
using System.Globalization;
using DataHub.Compute;
using DataHub.Compute.Processes;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class RunnerTests
{
    // What is measured here is a property of the Linux calls; other platforms have wall time only.
    static void LinuxOnly() => Assert.SkipUnless(OperatingSystem.IsLinux(), "exact metering is there on Linux only");

    static Ended Shell(TempFolder temp, string script, double wall = 60, int memory = int.MaxValue, CancellationToken cancel = default) =>
        Metered.Run(new Command("/bin/sh", ["sh", "-c", script], temp.Path, temp["out.txt"], JobRunner.EnvironmentFor(temp.Path, 1)) { WallSeconds = wall, MemoryMib = memory }, cancel);

    const string Burn = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done";

    [Fact]
    public void The_exit_code_and_both_outputs_are_kept()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        var ended = Shell(temp, "echo out; echo err >&2; pwd; exit 3");
        Assert.Equal((3, null, null), (ended.ExitCode, ended.Signal, ended.Stopped));
        Assert.Equal(["out", "err", temp.Path], File.ReadAllLines(temp["out.txt"]));
        Assert.Equal(CostTier.Measured, ended.Tier);
    }

    [Fact]
    public void Death_by_a_signal_is_told_as_the_signal()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        var ended = Shell(temp, "kill -SEGV $$");
        Assert.Equal((null, 11, null), (ended.ExitCode, ended.Signal, ended.Stopped));
    }

    [Fact]
    public void A_program_that_does_not_exist_is_a_failure_and_no_exception()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        var ended = Metered.Run(new Command(temp["nothing-here"], ["nothing-here"], temp.Path, temp["out.txt"], new Dictionary<string, string>()), CancellationToken.None);
        Assert.Equal(FailureKind.Other, ended.Stopped);
        Assert.Contains("could not be started", ended.Message);
    }

    [Fact]
    public void A_time_out_kills_grandchildren_too_and_counts_what_they_used()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        var ended = Shell(temp, $"(echo $$ > a; sh -c 'echo $$ > b; while :; do :; done') & wait", wall: 3);
        Assert.Equal(FailureKind.TimeOut, ended.Stopped);
        Assert.True(ended.CpuSeconds > 0.015, $"{ended.CpuSeconds} s");
        int grandchild = int.Parse(File.ReadAllText(temp["b"]), CultureInfo.InvariantCulture);
        Assert.True(Gone(grandchild), "the grandchild lives on");
    }

    [Fact]
    public void What_a_command_leaves_in_the_background_is_killed_when_it_ends()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        var ended = Shell(temp, "sh -c 'echo $$ > b; exec sleep 600' & while [ ! -s b ]; do :; done; exit 0");
        Assert.Equal(0, ended.ExitCode);
        Assert.True(Gone(int.Parse(File.ReadAllText(temp["b"]), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_time_of_children_is_counted()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        double own = Shell(temp, Burn).CpuSeconds, children = Shell(temp, $"sh -c '{Burn}'; sh -c '{Burn}'; true").CpuSeconds, idle = Shell(temp, "true").CpuSeconds;
        Assert.InRange(children / own, 1.2, 3.5);
        Assert.True(idle < own / 3);
    }

    [Fact]
    public void Several_commands_at_once_are_metered_each_by_itself()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        var results = new Ended[8];
        var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            var folder = Directory.CreateDirectory(temp[$"{i}"]).FullName;
            results[i] = Metered.Run(new Command("/bin/sh", ["sh", "-c", i % 2 == 0 ? $"{Burn}; exit {i}" : $"exit {i}"], folder, Path.Combine(folder, "out.txt"), JobRunner.EnvironmentFor(folder, 1)), CancellationToken.None);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        for (int i = 0; i < 8; i++) Assert.Equal(i, results[i].ExitCode);
        double busy = results.Where((_, i) => i % 2 == 0).Min(r => r.CpuSeconds), idle = results.Where((_, i) => i % 2 == 1).Max(r => r.CpuSeconds);
        Assert.True(busy > 3 * idle, $"busy {busy} s, idle {idle} s");
    }

    [Fact]
    public void A_command_over_its_memory_limit_is_stopped()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        // Doubling a string is the plainest way to fill memory in a shell.
        var ended = Shell(temp, "x=0123456789abcdef; while :; do x=$x$x; done", memory: 64);
        Assert.Equal(FailureKind.OutOfMemory, ended.Stopped);
        Assert.Contains("64 MiB", ended.Message);
    }

    [Fact]
    public void Peak_memory_is_that_of_the_command_not_of_the_process_that_started_it()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        Assert.InRange(Shell(temp, "sleep 0.2").PeakMib, 0.1, 20);
    }

    [Fact]
    public async Task A_cancelled_command_ends_at_once()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        using var cancel = new CancellationTokenSource();
        var running = Task.Run(() => Shell(temp, "echo $$ > a; sleep 600", cancel: cancel.Token), TestContext.Current.CancellationToken);
        while (!File.Exists(temp["a"])) await Task.Delay(5, TestContext.Current.CancellationToken);
        cancel.Cancel();
        var ended = await running;
        Assert.Equal((FailureKind.Cancelled, (int?)9), (ended.Stopped, ended.Signal));
    }

    [Fact]
    public void A_command_that_is_cancelled_before_it_starts_never_runs()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        Assert.Equal(FailureKind.Cancelled, Shell(temp, "echo > ran", cancel: new CancellationToken(true)).Stopped);
        Assert.False(File.Exists(temp["ran"]));
    }

    [Fact]
    public void The_environment_is_the_jobs_own()
    {
        LinuxOnly();
        using var temp = Shared.Temp();
        Shell(temp, "env");
        var names = File.ReadAllLines(temp["out.txt"]).Select(l => l.Split('=')[0]).ToHashSet();
        Assert.Contains("OMP_NUM_THREADS=1", File.ReadAllLines(temp["out.txt"]));
        Assert.Contains($"HOME={temp.Path}", File.ReadAllLines(temp["out.txt"]));
        Assert.DoesNotContain("USER", names);
        Assert.DoesNotContain("DOTNET_ROOT", names);
    }

    [Fact]
    public void The_plain_runner_of_other_platforms_gives_the_same_ends_with_an_estimated_cost()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "a shell is wanted");
        using var temp = Shared.Temp();
        Ended Plain(string script, double wall = 60) =>
            PlainProcess.Run(new Command("/bin/sh", ["sh", "-c", script], temp.Path, temp["out.txt"], JobRunner.EnvironmentFor(temp.Path, 1)) { WallSeconds = wall }, CancellationToken.None);
        var ended = Plain("echo out; exit 4");
        Assert.Equal((4, CostTier.Estimated), (ended.ExitCode, ended.Tier));
        Assert.Contains("out", File.ReadAllText(temp["out.txt"]));
        Assert.Equal(FailureKind.TimeOut, Plain("sleep 600", 0.3).Stopped);
        Assert.Equal(11, Plain("kill -SEGV $$").Signal);
    }

    /// <summary>True once a process has ended (a zombie that nobody reaps counts as ended); it is given a moment, since a kill takes effect when the process next runs.</summary>
    static bool Gone(int pid)
    {
        for (int i = 0; i < 500; i++)
        {
            if (!File.Exists($"/proc/{pid}/stat")) return true;
            try { if (File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is 'Z' or 'X') return true; }
            catch (IOException) { return true; /* it ended between the two looks */ }
            Thread.Sleep(10);
        }
        return false;
    }
}
