// Why something cannot be published.
using DataHub.Model;

namespace DataHub.Publishing;

/// <summary>What kind of refusal it is.</summary>
public enum Refusal
{
    /// <summary>There is no such dataset, draft, version or file.</summary>
    Absent,
    /// <summary>Something in what was handed in is wrong.</summary>
    Invalid,
    /// <summary>It cannot be done in the state in which the dataset is.</summary>
    State,
}

/// <summary>Why something cannot be published, with every fault and its remedy.</summary>
public sealed class PublishingException(Refusal kind, string message, IReadOnlyList<Fault>? faults = null) : Exception(message)
{
    /// <summary>What kind of refusal it is.</summary>
    public Refusal Kind { get; } = kind;
    /// <summary>Every fault.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults ?? [];
}
