// Asks an installed program for its version.
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DataHub.Cli.Commands;

static partial class ProgramVersion
{
    [GeneratedRegex(@"\d+\.\d+(\.\d+)*")]
    private static partial Regex Number();

    /// <summary>The first version number that "PROGRAM --version" prints within ten seconds, or null.</summary>
    public static string? Of(string path, CancellationToken cancel)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() } };
        process.Start();
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task.WaitAll([output, error], limit.Token);
            return Number().Match(output.Result + error.Result) is { Success: true } m ? m.Value : null;
        }
        catch (OperationCanceledException)
        {
            process.Kill(true);
            cancel.ThrowIfCancellationRequested();
            return null;
        }
    }
}
