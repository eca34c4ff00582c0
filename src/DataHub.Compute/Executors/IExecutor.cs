// Where jobs run: on this machine, in a batch system, or by hand.
using DataHub.Model;

namespace DataHub.Compute.Executors;

/// <summary>
/// Runs jobs. Whatever happens to a job, its bundle tells it: nothing that a program does throws. Jobs live in folders named by the hash of their input below the campaign's, so that one whose
/// result was not fetched before this process was killed is found again and not computed twice.
/// </summary>
public interface IExecutor : IDisposable
{
    /// <summary>local, slurm or folder.</summary>
    string Name { get; }
    /// <summary>How many jobs are worth handing over at once.</summary>
    int Slots { get; }
    /// <summary>True if the engine's program must be on this machine.</summary>
    bool RunsHere { get; }
    /// <summary>Runs a job, or finds it again, to its end, its limit or the caller's cancellation.</summary>
    Task<Bundle> Run(IEngine engine, Job job, CancellationToken cancel);
    /// <summary>Throws away what is left of a campaign's jobs: its results are in the archive. Programs that still run for it are ended.</summary>
    void Clear(string campaign);
}
