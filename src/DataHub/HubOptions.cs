// The settings of a hub.
namespace DataHub;

/// <summary>Where a hub lies and how it is opened.</summary>
/// <param name="Folder">Folder of the archive.</param>
public sealed record HubOptions(string Folder)
{
    /// <summary>Open for reading only.</summary>
    public bool ReadOnly { get; init; }
    /// <summary>True to show nothing of datasets under embargo or restricted; the owner at the command line sees everything.</summary>
    public bool Veiled { get; init; } = true;
    /// <summary>Where passwords of registries come from, by name: the environment.</summary>
    public Func<string, string?> Secret { get; init; } = Environment.GetEnvironmentVariable;
    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Region whose carbon intensity applies ("world", "DE", ...).</summary>
    public string Region { get; init; } = "world";
    /// <summary>
    /// Where the jobs of campaigns run: "local", "slurm" (with options of sbatch after a colon, as in "slurm:--partition=main --account=chem"), or "folder:PATH" for jobs that are run by hand.
    /// Null is what the environment variable DATAHUB_EXECUTOR says, else local.
    /// </summary>
    public string? Executor { get; init; }
    /// <summary>Cores that campaigns may use.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes that kept exports may take on the disk: DATAHUB_EXPORT_GB (10^9 bytes), else 20 GB.</summary>
    public long ExportBytes { get; init; } = double.TryParse(Environment.GetEnvironmentVariable("DATAHUB_EXPORT_GB"), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double gb) && gb > 0 ? (long)(gb * 1e9) : 20_000_000_000;

    /// <summary>Folders with workflows of the user's own: workflows/ of the hub, and the folder that DATAHUB_WORKFLOWS names.</summary>
    public IEnumerable<string> WorkflowFolders => ((string?[])[Path.Combine(Folder, "workflows"), Environment.GetEnvironmentVariable("DATAHUB_WORKFLOWS")]).OfType<string>().Where(f => f.Length > 0);

    /// <summary>The folder when none is given: DATAHUB_HOME, else ~/.local/share/datahub.</summary>
    public static string DefaultFolder => Environment.GetEnvironmentVariable("DATAHUB_HOME")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "datahub");
}
