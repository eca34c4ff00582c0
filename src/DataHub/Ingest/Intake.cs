// The one door in: bytes -> reader -> identity -> checks -> archive -> receipt.
using DataHub.Chemistry;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Ingest;

/// <summary>What goes with a batch of inputs.</summary>
public sealed record IntakeOptions
{
    /// <summary>Slug of the dataset.</summary>
    public string? Dataset { get; init; }
    /// <summary>Who hands it in.</summary>
    public string? Contributor { get; init; }
    /// <summary>SPDX licence, where the input names none.</summary>
    public string? Licence { get; init; }
    /// <summary>Read and check, but keep nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>How far an intake is.</summary>
public sealed record IntakeProgress(int Bundles, long Kept, long AlreadyKept, long Refused, string Current);

/// <summary>The one door in. Uploaded, predicted and computed results all pass it.</summary>
public sealed class Intake(Archive archive, FormatSet formats, Toolkit toolkit, TimeProvider clock)
{
    /// <summary>Takes bundles in, in batches; a receipt comes when its record is durable. Streams: memory does not grow with the input.</summary>
    public IEnumerable<Receipt> Take(IEnumerable<Bundle> bundles, IntakeOptions options, IProgress<IntakeProgress>? progress = null, CancellationToken cancel = default)
        => throw new NotImplementedException($"{archive}{formats}{toolkit}{clock}");

    /// <summary>Takes one calculation in that is already in the model's shape (a prediction).</summary>
    public Receipt Take(Calculation calculation) => throw new NotImplementedException();
}
