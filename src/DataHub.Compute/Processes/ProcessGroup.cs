// The living members of a process group, as /proc shows them.
using System.Globalization;

namespace DataHub.Compute.Processes;

/// <summary>One process of a group: its resident memory (MiB) and the processor time (s) of itself and of the children it has reaped.</summary>
readonly record struct Member(int Pid, double ResidentMib, double CpuSeconds);

static class ProcessGroup
{
    /// <summary>Ticks a second in which /proc counts processor time; fixed at 100 in the kernel's interface to programs.</summary>
    const double TicksPerSecond = 100;
    static readonly double PageMib = Environment.SystemPageSize / 1048576.0;

    /// <summary>The members of a group that have not ended (zombies have no memory and are left out).</summary>
    public static List<Member> Members(int group)
    {
        var members = new List<Member>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) continue;
            if (Read(pid, group) is { } member) members.Add(member);
        }
        return members;
    }

    /// <summary>
    /// Kills every process that works in a folder or below it, whoever started it: what a killed datahub left behind. Nothing but a job of ours works there, since the folder is named by the job's hash.
    /// </summary>
    public static void EndThoseIn(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var root = Path.GetFullPath(folder);
        for (int round = 0; round < 50; round++)
        {
            var found = Directory.EnumerateDirectories("/proc").Select(p => int.TryParse(Path.GetFileName(p.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
                .Where(pid => pid > 0 && pid != Environment.ProcessId && WorksIn(pid, root)).ToList();
            if (found.Count == 0) return;
            foreach (int pid in found) Posix.Kill(pid, Posix.SIGKILL);
            Thread.Sleep(10);
        }
    }

    static bool WorksIn(int pid, string root)
    {
        try { return new FileInfo($"/proc/{pid}/cwd").LinkTarget is { } at && (at == root || at.StartsWith(root + "/", StringComparison.Ordinal)); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; /* it ended, or is somebody else's */ }
    }

    /// <summary>The largest resident set that a process has had since it began its program (VmHWM), MiB; 0 if it has ended.</summary>
    public static double PeakMib(int pid)
    {
        string text;
        try { text = File.ReadAllText($"/proc/{pid}/status"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return 0; /* it ended */ }
        int at = text.IndexOf("VmHWM:", StringComparison.Ordinal);
        if (at < 0) return 0;
        int end = text.IndexOf("kB", at, StringComparison.Ordinal);
        return double.Parse(text.AsSpan(at + 6, end - at - 6).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    static Member? Read(int pid, int group)
    {
        string text;
        try { text = File.ReadAllText($"/proc/{pid}/stat"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; /* it ended while the list was walked */ }
        int close = text.LastIndexOf(')');
        if (close < 0) return null;
        // The fields after the name: state ppid pgrp ... utime stime cutime cstime are fields 14 to 17 of the line, rss is field 24.
        var fields = text[(close + 2)..].Split(' ');
        if (fields.Length < 22 || fields[0] is "Z" or "X" || fields[2] != group.ToString(CultureInfo.InvariantCulture)) return null;
        double Number(int field) => double.Parse(fields[field - 3], CultureInfo.InvariantCulture);
        return new Member(pid, Number(24) * PageMib, (Number(14) + Number(15) + Number(16) + Number(17)) / TicksPerSecond);
    }
}
