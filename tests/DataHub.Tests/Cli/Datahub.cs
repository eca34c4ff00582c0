// Runs the built command as a process, as a user would, with a home of its own.
using System.Diagnostics;

namespace DataHub.Tests.Cli;

sealed record Ran(int Code, string Out, string Err)
{
    /// <summary>Lines of stdout.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    /// <summary>Code and stderr, for messages of assertions.</summary>
    public override string ToString() => $"exit {Code}\n--- stdout\n{Out}\n--- stderr\n{Err}";
}

static class Datahub
{
    public static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "DataHub.Cli.dll");

    public static ProcessStartInfo Start(string? home, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Dll);
        foreach (var a in args) start.ArgumentList.Add(a);
        start.Environment["DATAHUB_HOME"] = home ?? Path.Combine(Path.GetTempPath(), "datahub-no-such-home");
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ran> Run(string? home, string[] args, string? stdin = null)
    {
        using var process = Process.Start(Start(home, args))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (stdin is not null) await process.StandardInput.WriteAsync(stdin);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        try { await process.WaitForExitAsync(limit.Token); }
        catch (OperationCanceledException) { process.Kill(true); throw new TimeoutException($"datahub {string.Join(' ', args)} did not end: {await error}"); }
        return new Ran(process.ExitCode, await output, await error);
    }

    public static Task<Ran> Run(params string[] args) => Run(null, args);
}
