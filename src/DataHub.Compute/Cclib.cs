// Outputs of programs that have no reader of their own, parsed by cclib as an external program.
using System.Text.Json;
using DataHub.Compute.Processes;
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>cclib (BSD-3-Clause; Debian's python3-cclib) in a process of its own, with limits of time and memory. It is never loaded into this one.</summary>
public sealed class Cclib
{
    /// <summary>Longest output that is tried, bytes.</summary>
    const long Longest = 64 << 20;

    static readonly Lazy<string?> _python = new(() => Executables.FindAll("python3").Append("/usr/bin/python3").Where(File.Exists).Distinct().FirstOrDefault(p => Run(p, ["python3", "-c", "import cclib"], null).Ended.ExitCode == 0));

    /// <summary>True if python3 with cclib is installed.</summary>
    public static bool Installed => _python.Value is not null;

    /// <summary>What cclib finds in an output, as its attributes in its own units; else why there is nothing.</summary>
    public static (JsonDocument? Found, string? Why) Parse(RawFile file)
    {
        if (_python.Value is not { } python) return (null, "cclib is not installed: install the package python3-cclib");
        if (file.Length > Longest) return (null, $"the output is longer than {Longest >> 20} MiB");
        var (ended, text) = Run(python, ["python3", "cclib_read.py", "output.log"], file);
        if (ended.ExitCode != 0) return (null, ended.Message ?? $"cclib ended with exit code {ended.ExitCode}");
        try { return (JsonDocument.Parse(text.Split('\n').LastOrDefault(l => l.StartsWith('{')) ?? ""), null); }
        catch (JsonException e) { return (null, "cclib's answer cannot be read: " + e.Message); }
    }

    static (Ended Ended, string Text) Run(string python, string[] arguments, RawFile? file)
    {
        var folder = Directory.CreateTempSubdirectory("datahub-cclib-");
        try
        {
            if (file is not null)
            {
                using (var script = typeof(Cclib).Assembly.GetManifestResourceStream("Embedding/cclib_read.py")!)
                using (var to = File.Create(Path.Combine(folder.FullName, "cclib_read.py"))) script.CopyTo(to);
                using var from = file.Open();
                using var output = File.Create(Path.Combine(folder.FullName, "output.log"));
                from.CopyTo(output);
            }
            var answer = Path.Combine(folder.FullName, "answer.json");
            var ended = Metered.Run(new Command(python, arguments, folder.FullName, answer, JobRunner.EnvironmentFor(folder.FullName, 1)) { WallSeconds = 60, MemoryMib = 2000 }, CancellationToken.None);
            return (ended, File.Exists(answer) ? File.ReadAllText(answer) : "");
        }
        finally { folder.Delete(true); }
    }
}
