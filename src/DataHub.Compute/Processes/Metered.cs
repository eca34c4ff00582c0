// What running one command means: the command, its limits, and how it ended.
using DataHub.Model;

namespace DataHub.Compute.Processes;

/// <summary>One command to run. <paramref name="Path"/> is the executable's file; <paramref name="Arguments"/> begins with the name it is called by.</summary>
sealed record Command(string Path, IReadOnlyList<string> Arguments, string Folder, string OutputFile, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Wall time that it may take, s.</summary>
    public double WallSeconds { get; init; } = double.PositiveInfinity;
    /// <summary>Resident memory that its process group may hold, MiB.</summary>
    public int MemoryMib { get; init; } = int.MaxValue;
}

/// <summary>How a command ended and what it used: seconds of wall and processor time, MiB of the largest resident set.</summary>
sealed record Ended(int? ExitCode, int? Signal, FailureKind? Stopped, string? Message, double WallSeconds, double CpuSeconds, double PeakMib, CostTier Tier);

/// <summary>Runs a command in the best way that the platform has.</summary>
static class Metered
{
    /// <summary>Runs it to its end, its limit, or the caller's cancellation. Nothing that the command does throws.</summary>
    public static Ended Run(Command command, CancellationToken cancel) =>
        OperatingSystem.IsLinux() && Environment.Is64BitProcess ? LinuxProcess.Run(command, cancel) : PlainProcess.Run(command, cancel);
}
