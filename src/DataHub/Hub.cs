// The composition root: every part of a hub, built by hand.
using DataHub.Chemistry;
using DataHub.Compute;
using DataHub.Compute.Executors;
using DataHub.Compute.Workflows;
using DataHub.Exports;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Publishing;
using DataHub.Publishing.Registries;
using DataHub.Recall;
using DataHub.Screening;
using DataHub.Screening.Claims;
using DataHub.Screening.Reuse;
using DataHub.Store;
using DataHub.Store.Shelves;
using DataHub.Structures;
using DataHub.TrainingSets;

namespace DataHub;

/// <summary>A hub: the archive and everything that works on it. One per process.</summary>
public sealed class Hub : IDisposable
{
    Hub(HubOptions options, Archive archive, Toolkit toolkit)
    {
        Options = options;
        Archive = archive;
        Toolkit = toolkit;
        Structures = new StructureSearch(Archive, Toolkit, Path.Combine(options.Folder, "structures"), options.ReadOnly);
        TrainingSets = new TrainingSetShelf(Archive, Toolkit, Formats, Path.Combine(options.Folder, "training-sets"), options.Clock);
        Exports = new ExportShelf(Archive, Formats, Path.Combine(options.Folder, "exports"), options.ExportBytes, options.Clock);
        Intake = new Intake(Archive, Formats, Toolkit, options.Clock);
        Cost = new CostModel(options.Region);
        Runner = new JobRunner(Cost, options.Clock);
        Embedder = new Embedder(Cost);
        var book = new ClaimBook(options.Folder, options.Clock);
        // Campaigns and claims look up what is stored; only somebody who asks is answered with a prediction that is not.
        var laboratory = new Laboratory(options.Folder, Archive, Toolkit, Intake, new Known(Archive, Toolkit), Engines, Runner, Embedder, Cost, options.Clock, options.Cores)
        { Claims = book, Jobs = _jobs = new Lazy<IExecutor>(() => Executing.Of(options, Runner, Formats)), Workflows = Workflows = new WorkflowSet(Engines, options.WorkflowFolders) };
        Known = new Known(Archive, Toolkit) { Predictions = new Predictions(laboratory) };
        Lists = new KnownList(Known, Toolkit);
        Campaigns = new Campaigns(laboratory);
        Claims = new ClaimDesk(book, laboratory.Known, Toolkit);
        var publishing = PublishingSettings.Load(options.Folder);
        Publisher = new Publisher(Archive, Formats, publishing, options.Clock);
        Usage = new UsageBook(Path.Combine(options.Folder, "usage"), options.Clock);
        Outbox = new Outbox(Archive, publishing, publishing.Registries(options.Secret), Path.Combine(options.Folder, "identifiers"), options.Clock);
        Recalls = new Recalls(Archive, Campaigns, options.Folder, options.Clock);
    }

    readonly Lazy<IExecutor> _jobs;

    /// <summary>Its settings.</summary>
    public HubOptions Options { get; }
    /// <summary>The memory.</summary>
    public Archive Archive { get; }
    /// <summary>Readers and writers.</summary>
    public FormatSet Formats { get; } = Downloads.Formats(new CclibReader());
    /// <summary>The molecule toolkit.</summary>
    public Toolkit Toolkit { get; }
    /// <summary>Search by structure.</summary>
    public StructureSearch Structures { get; }
    /// <summary>Training sets.</summary>
    public TrainingSetShelf TrainingSets { get; }
    /// <summary>Exports that can be resumed.</summary>
    public ExportShelf Exports { get; }
    /// <summary>The one door in.</summary>
    public Intake Intake { get; }

    /// <summary>Look-ups.</summary>
    public Known Known { get; }
    /// <summary>Look-ups of whole lists.</summary>
    public KnownList Lists { get; }
    /// <summary>The energy model.</summary>
    public CostModel Cost { get; }
    /// <summary>Runs jobs.</summary>
    public JobRunner Runner { get; }
    /// <summary>The engines.</summary>
    public EngineSet Engines { get; } = new();
    /// <summary>The workflows.</summary>
    public WorkflowSet Workflows { get; }
    /// <summary>Embeds molecules.</summary>
    public Embedder Embedder { get; }
    /// <summary>Campaigns.</summary>
    public Campaigns Campaigns { get; }
    /// <summary>Who computes what just now.</summary>
    public ClaimDesk Claims { get; }
    /// <summary>Datasets and their releases.</summary>
    public Publisher Publisher { get; }
    /// <summary>Views and downloads of released datasets.</summary>
    public UsageBook Usage { get; }
    /// <summary>Tells registries of identifiers.</summary>
    public Outbox Outbox { get; }
    /// <summary>Withdrawals.</summary>
    public Recalls Recalls { get; }

    /// <summary>Opens a hub, making its folder if it is not there.</summary>
    public static Hub Open(HubOptions options)
    {
        var toolkit = new Toolkit(new ToolkitOptions(Math.Clamp(options.Cores, 1, 4)));
        return new(options, Archive.Open(new ArchiveOptions(options.Folder) { ReadOnly = options.ReadOnly, Veiled = options.Veiled, Clock = options.Clock, Canonical = s => toolkit.FromSmiles(s).Molecule?.Smiles }), toolkit);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_jobs.IsValueCreated) _jobs.Value.Dispose();
        if (!Options.ReadOnly) Usage.Dispose();
        Exports.Dispose();
        Structures.Dispose();
        Toolkit.Dispose();
        Archive.Dispose();
    }
}
