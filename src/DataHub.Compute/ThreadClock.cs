// Processor time of the calling thread: what work inside this process cost.
using System.Diagnostics;
using System.Runtime.InteropServices;
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>Measures the processor time of the thread that made it, by clock_gettime on Linux; elsewhere elapsed time stands in, which is no less.</summary>
public sealed partial class ThreadClock
{
    const int ThreadProcessorTime = 3;
    readonly long _start = Now(), _wall = Stopwatch.GetTimestamp();

    /// <summary>Seconds of processor time since it was made; to be asked on the same thread.</summary>
    public double CpuSeconds => OperatingSystem.IsLinux() ? (Now() - _start) / 1e9 : Stopwatch.GetElapsedTime(_wall).TotalSeconds;

    /// <summary>The cost of the work so far, memory not counted.</summary>
    public Cost Cost(CostModel model) => model.Of(CpuSeconds, Stopwatch.GetElapsedTime(_wall).TotalSeconds, 0, 1, OperatingSystem.IsLinux() ? CostTier.Measured : CostTier.Estimated);

    static long Now() => OperatingSystem.IsLinux() && ClockGetTime(ThreadProcessorTime, out var t) == 0 ? t.Seconds * 1_000_000_000 + t.Nanoseconds : 0;

    [StructLayout(LayoutKind.Sequential)]
    struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);
}
