// How an archive is opened, and what is said when it cannot be.
namespace DataHub.Store;

/// <summary>Where the archive lies and how it is opened.</summary>
public sealed record ArchiveOptions(string Folder)
{
    /// <summary>Open for reading only; any number of readers may be open beside one writer.</summary>
    public bool ReadOnly { get; init; }
    /// <summary>True to show nothing of datasets under embargo or restricted, except where a query asks for what is hidden.</summary>
    public bool Veiled { get; init; } = true;
    /// <summary>The clock by which an embargo ends.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>How long segment files stay after they were merged into another, for readers in other processes that may still be at them.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);
    /// <summary>Gives the canonical form of a SMILES as records have it, null for what is none: searches for structures by any of their SMILES then find them. Without it only the canonical form is found.</summary>
    public Func<string, string?>? Canonical { get; init; }
}

/// <summary>Thrown when a second writer tries to open the archive; the message names the process that holds it.</summary>
public sealed class ArchiveBusyException(string message) : IOException(message);

/// <summary>How much is there.</summary>
public sealed record ArchiveCounts(long Calculations, long Failed, long Molecules, int Segments, long Bytes, double CpuSeconds)
{
    /// <summary>Records that are withdrawn; they count among the calculations and never answer.</summary>
    public long Withdrawn { get; init; }
}
