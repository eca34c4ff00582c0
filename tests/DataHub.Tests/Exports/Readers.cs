// Runs the readers of other makers, from tests/Readers.
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DataHub.Tests.Exports;

static class Readers
{
    /// <summary>What a script prints, a JSON value a line.</summary>
    public static async Task<IReadOnlyList<JsonElement>> Node(string script, params string[] arguments) =>
        [.. (await Run("node", [Path.Combine(Shared.Repo, "tests", "Readers", script), .. arguments])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];

    /// <summary>What a program prints; it must end well.</summary>
    public static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return text;
    }
}
