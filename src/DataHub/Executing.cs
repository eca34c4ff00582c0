// Where the jobs of a hub's campaigns run, from the setting to the executor.
using DataHub.Compute;
using DataHub.Compute.Executors;
using DataHub.Formats;

namespace DataHub;

/// <summary>Makes the executor that <see cref="HubOptions.Executor"/> names.</summary>
public static class Executing
{
    /// <summary>What is wrong with a setting, with the remedy; null if nothing is.</summary>
    public static string? Defect(string? setting) => Split(setting) switch
    {
        ("local", "") => null,
        ("slurm", _) when SlurmQueue.IsInstalled => null,
        ("slurm", _) => "sbatch is not on the PATH: install slurm-client, or use the executor local",
        ("folder", "") => "the executor folder wants a folder: folder:/path/to/jobs",
        ("folder", _) => null,
        var (kind, _) => $"'{kind}' is no executor: use local, slurm, slurm:OPTIONS OF SBATCH, or folder:PATH",
    };

    /// <summary>The executor; its jobs lie below the hub's folder or in the one that is named.</summary>
    /// <exception cref="ArgumentException">The setting names none.</exception>
    public static IExecutor Of(HubOptions options, JobRunner runner, FormatSet formats)
    {
        if (Defect(options.Executor) is { } defect) throw new ArgumentException(defect, nameof(options));
        var jobs = Path.Combine(options.Folder, "jobs");
        return Split(options.Executor) switch
        {
            ("slurm", var more) => new SlurmExecutor(runner, Path.Combine(jobs, "slurm"), new SlurmOptions { Sbatch = more.Split(' ', StringSplitOptions.RemoveEmptyEntries) }, new SlurmQueue()),
            ("folder", var path) => new FolderExecutor(runner, path, bundle => formats.Read(bundle).Select(r => r.Calculation).OfType<Model.Calculation>()),
            _ => new LocalExecutor(runner, Path.Combine(jobs, "local"), options.Cores),
        };
    }

    static (string Kind, string More) Split(string? setting)
    {
        var text = (setting ?? Environment.GetEnvironmentVariable("DATAHUB_EXECUTOR"))?.Trim() is { Length: > 0 } told ? told : "local";
        int colon = text.IndexOf(':');
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..].Trim());
    }
}
