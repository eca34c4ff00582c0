// Runs a command with the means that every platform has: wall time only, no exact processor time and no memory limit.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DataHub.Model;

namespace DataHub.Compute.Processes;

/// <summary>
/// Metering where the Linux calls are missing. Processor time is taken to be the wall time of one core and the tier says "estimated"; the memory limit is not enforced.
/// </summary>
static class PlainProcess
{
    public static Ended Run(Command command, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return new Ended(null, null, FailureKind.Cancelled, "cancelled before it started", 0, 0, 0, CostTier.Estimated);
        var info = new ProcessStartInfo(command.Path) { WorkingDirectory = command.Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in command.Arguments.Skip(1)) info.ArgumentList.Add(argument);
        info.Environment.Clear();
        foreach (var (key, value) in command.Environment) info.Environment[key] = value;
        long start = Stopwatch.GetTimestamp();
        using var output = TextWriter.Synchronized(new StreamWriter(command.OutputFile, true));
        using var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, e) => { if (e.Data is not null) output.WriteLine(e.Data); };
        process.ErrorDataReceived += (_, e) => { if (e.Data is not null) output.WriteLine(e.Data); };
        try { process.Start(); }
        catch (Win32Exception e) { return new Ended(null, null, FailureKind.Other, $"could not be started: {e.Message}", 0, 0, 0, CostTier.Estimated); }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        FailureKind? stopped = null;
        string? message = null;
        while (!process.WaitForExit(20))
        {
            if (cancel.IsCancellationRequested) (stopped, message) = (FailureKind.Cancelled, "cancelled");
            else if (Stopwatch.GetElapsedTime(start).TotalSeconds > command.WallSeconds)
                (stopped, message) = (FailureKind.TimeOut, string.Create(CultureInfo.InvariantCulture, $"stopped at its time limit of {command.WallSeconds:0.#} s"));
            if (stopped is null) continue;
            process.Kill(true);
            break;
        }
        process.WaitForExit();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        // The runtime reports death by signal n as exit code 128 + n.
        int? signal = !OperatingSystem.IsWindows() && process.ExitCode > 128 ? process.ExitCode - 128 : null;
        return new Ended(signal is null ? process.ExitCode : null, signal, stopped, message, wall, wall, 0, CostTier.Estimated);
    }
}
