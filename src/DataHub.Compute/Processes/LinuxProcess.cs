// Starts a command as its own process group by posix_spawn, watches its limits, and takes its exact use of processor and memory from wait4.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DataHub.Model;

namespace DataHub.Compute.Processes;

/// <summary>
/// Metering on Linux. Exit code, signal, processor time (with all reaped descendants) and peak memory come from wait4 and are exact for this one command, however many
/// run at once. Peak memory needs care: the kernel counts the parent's memory into a spawned child's maximum (the two share it until exec), so that figure is taken only
/// where it is above the parent's own peak, and the high-water mark that /proc showed while it ran stands in below it. The memory limit is on the summed resident memory of the process group, read from /proc ten times a second: an address-space limit
/// would strike programs that reserve much and touch little. When a group is killed, the processor time of members that nobody reaped is added from /proc.
/// </summary>
static unsafe class LinuxProcess
{
    const int CheckMilliseconds = 100;

    public static Ended Run(Command command, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return new Ended(null, null, FailureKind.Cancelled, "cancelled before it started", 0, 0, 0, CostTier.Measured);
        long start = Stopwatch.GetTimestamp();
        int error = Spawn(command, out int pid);
        double parentPeak = ProcessGroup.PeakMib(Environment.ProcessId);
        if (error != 0) return new Ended(null, null, FailureKind.Other, $"could not be started: {Marshal.GetPInvokeErrorMessage(error)}", 0, 0, 0, CostTier.Measured);

        FailureKind? stopped = null;
        string? message = null;
        double unreaped = 0, nextCheck = CheckMilliseconds / 2, seenPeak = 0;
        while (!HasEnded(pid))
        {
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            seenPeak = Math.Max(seenPeak, ProcessGroup.PeakMib(pid));
            if (cancel.WaitHandle.WaitOne(elapsed < 100 ? 2 : elapsed < 2000 ? 5 : 20))
                (stopped, message) = (FailureKind.Cancelled, "cancelled");
            else if (elapsed > command.WallSeconds * 1000)
                (stopped, message) = (FailureKind.TimeOut, string.Create(CultureInfo.InvariantCulture, $"stopped at its time limit of {command.WallSeconds:0.#} s"));
            else if (elapsed >= nextCheck)
            {
                nextCheck = elapsed + CheckMilliseconds;
                var members = ProcessGroup.Members(pid);
                double resident = members.Sum(m => m.ResidentMib);
                foreach (var member in members) seenPeak = Math.Max(seenPeak, ProcessGroup.PeakMib(member.Pid));
                if (resident > command.MemoryMib) (stopped, message) = (FailureKind.OutOfMemory, string.Create(CultureInfo.InvariantCulture, $"stopped at {resident:0} MiB, its limit is {command.MemoryMib} MiB"));
            }
            if (stopped is null) continue;
            unreaped = ProcessGroup.Members(pid).Where(m => m.Pid != pid).Sum(m => m.CpuSeconds);
            Posix.Kill(-pid, Posix.SIGKILL);
            break;
        }
        // The leader is dead or dying but not reaped, so its number still names this group and no other.
        if (stopped is null)
        {
            unreaped = ProcessGroup.Members(pid).Where(m => m.Pid != pid).Sum(m => m.CpuSeconds);
            Posix.Kill(-pid, Posix.SIGKILL);
        }
        int status, reaped;
        Posix.ResourceUsage usage;
        do reaped = Posix.Wait4(pid, out status, 0, out usage);
        while (reaped < 0 && Marshal.GetLastPInvokeError() == Posix.EINTR);
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (reaped != pid) return new Ended(null, null, stopped ?? FailureKind.Other, message ?? "its end was taken by another part of this process, so neither exit code nor use is known", wall, unreaped, seenPeak, CostTier.Unknown);

        double peak = usage.MaxResidentKib / 1024.0 > parentPeak ? usage.MaxResidentKib / 1024.0 : seenPeak;
        int signal = status & 0x7f;
        return new Ended(signal == 0 ? status >> 8 & 0xff : null, signal == 0 ? null : signal, stopped, message, wall, usage.CpuSeconds + unreaped, peak, CostTier.Measured);
    }

    /// <summary>True once the leader has ended; it stays a zombie, so that its number cannot be given to another process.</summary>
    static bool HasEnded(int pid)
    {
        byte* info = stackalloc byte[Posix.Room];
        new Span<byte>(info, Posix.Room).Clear();
        int result = Posix.WaitId(Posix.P_PID, pid, info, Posix.WEXITED | Posix.WNOHANG | Posix.WNOWAIT);
        return result < 0 ? Marshal.GetLastPInvokeError() == Posix.ECHILD : *(int*)info != 0;
    }

    static int Spawn(Command command, out int pid)
    {
        byte* attributes = stackalloc byte[Posix.Room], actions = stackalloc byte[Posix.Room], set = stackalloc byte[Posix.Room];
        var held = new List<nint>();
        byte* Text(string s)
        {
            nint p = Marshal.StringToCoTaskMemUTF8(s);
            held.Add(p);
            return (byte*)p;
        }
        byte** List(IEnumerable<string> items)
        {
            var all = items.ToArray();
            nint block = Marshal.AllocCoTaskMem((all.Length + 1) * sizeof(nint));
            held.Add(block);
            for (int i = 0; i < all.Length; i++) ((byte**)block)[i] = Text(all[i]);
            ((byte**)block)[all.Length] = null;
            return (byte**)block;
        }
        Posix.AttributesInit(attributes);
        Posix.ActionsInit(actions);
        try
        {
            Posix.SetFlags(attributes, Posix.SetProcessGroup | Posix.SetSignalDefaults | Posix.SetSignalMask);
            Posix.SetGroup(attributes, 0);
            Posix.EmptySet(set);
            Posix.SetMask(attributes, set);
            Posix.FillSet(set);
            Posix.SetDefaults(attributes, set);
            Posix.AddFolder(actions, Text(command.Folder));
            Posix.AddOpen(actions, 0, Text("/dev/null"), Posix.O_RDONLY, 0);
            Posix.AddOpen(actions, 1, Text(command.OutputFile), Posix.O_WRONLY | Posix.O_CREAT | Posix.O_APPEND, 0x1b4);
            Posix.AddDuplicate(actions, 1, 2);
            return Posix.Spawn(out pid, Text(command.Path), actions, attributes, List(command.Arguments), List(command.Environment.Select(p => $"{p.Key}={p.Value}")));
        }
        finally
        {
            Posix.ActionsDestroy(actions);
            Posix.AttributesDestroy(attributes);
            foreach (nint p in held) Marshal.FreeCoTaskMem(p);
        }
    }
}
