// The composition root: every part of a hub, built by hand.
using DataHub.Chemistry;
using DataHub.Formats;
using DataHub.Ingest;
using DataHub.Store;

namespace DataHub;

/// <summary>A hub: the archive and everything that works on it. One per process.</summary>
public sealed class Hub : IDisposable
{
    Hub(HubOptions options, Archive archive)
    {
        Options = options;
        Archive = archive;
        Toolkit = new Toolkit(new ToolkitOptions(options.Cores));
        Intake = new Intake(Archive, Formats, Toolkit, options.Clock);
    }

    /// <summary>Its settings.</summary>
    public HubOptions Options { get; }
    /// <summary>The memory.</summary>
    public Archive Archive { get; }
    /// <summary>Readers and writers.</summary>
    public FormatSet Formats { get; } = new();
    /// <summary>The molecule toolkit.</summary>
    public Toolkit Toolkit { get; }
    /// <summary>The one door in.</summary>
    public Intake Intake { get; }

    /// <summary>Opens a hub, making its folder if it is not there.</summary>
    public static Hub Open(HubOptions options) => new(options, Archive.Open(new ArchiveOptions(options.Folder) { ReadOnly = options.ReadOnly }));

    /// <inheritdoc/>
    public void Dispose()
    {
        Toolkit.Dispose();
        Archive.Dispose();
    }
}
