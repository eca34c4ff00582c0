// Runs one job: files, steps, metering, limits; returns what it left behind.
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>
/// Runs jobs in fresh directories as metered process groups. Nothing that a program does throws: the bundle that comes back holds the output files and a
/// <see cref="JobRecord"/> that tells how it ended and what it cost; the intake makes a calculation or a failure of it.
/// </summary>
public sealed class JobRunner(CostModel cost, TimeProvider clock)
{
    /// <summary>Runs a job to its end. An engine that is not installed gives a bundle whose record says so.</summary>
    public Bundle Run(IEngine engine, Job job, CancellationToken cancel = default) => throw new NotImplementedException($"{cost}{clock}");
}
