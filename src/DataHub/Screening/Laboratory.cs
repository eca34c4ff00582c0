// What a campaign works with: the parts of the hub that its rungs need.
using DataHub.Chemistry;
using DataHub.Compute;
using DataHub.Compute.Executors;
using DataHub.Compute.Workflows;
using DataHub.Ingest;
using DataHub.Screening.Reuse;
using DataHub.Store;
using DataHub.Store.Shelves;

namespace DataHub.Screening;

/// <summary>The parts of a hub that campaigns use, handed over as one value.</summary>
/// <param name="Folder">Folder of the hub; campaigns keep their journals in campaigns/ below it.</param>
/// <param name="Archive">The memory.</param>
/// <param name="Toolkit">The molecule toolkit.</param>
/// <param name="Intake">The one door in.</param>
/// <param name="Known">Look-ups.</param>
/// <param name="Engines">The engines.</param>
/// <param name="Runner">Runs jobs.</param>
/// <param name="Embedder">Makes start geometries.</param>
/// <param name="Cost">The energy model.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Cores">How many cores of this machine jobs may use.</param>
public sealed record Laboratory(string Folder, Archive Archive, Toolkit Toolkit, Intake Intake, Known Known, EngineSet Engines, JobRunner Runner, Embedder Embedder, CostModel Cost, TimeProvider Clock, int Cores)
{
    /// <summary>Finds the executable of an engine, null if it is not installed.</summary>
    public Func<IEngine, string?> FindEngine { get => field ?? (Executor.RunsHere ? EngineSet.Find : e => e.Executable); init; }

    /// <summary>Where jobs run; this machine's cores if nothing else is set.</summary>
    public Lazy<IExecutor> Jobs { get; init; } = new(() => new LocalExecutor(Runner, Path.Combine(Folder, "jobs", "local"), Cores));

    /// <summary>The executor, made when it is first used.</summary>
    public IExecutor Executor => Jobs.Value;

    /// <summary>By which recipes rungs compute.</summary>
    public WorkflowSet Workflows { get; init; } = new(Engines);

    /// <summary>Who computes what; null if nobody else can be at it.</summary>
    public ClaimBook? Claims { get; init; }

    /// <summary>Features of molecules, shared by all campaigns.</summary>
    public Descriptors Descriptors { get; } = new(Toolkit);
}
