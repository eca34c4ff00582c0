// What is wrong with an input, in words that say how to mend it.
namespace DataHub.Model;

/// <summary>How grave a fault is.</summary>
public enum Grade
{
    /// <summary>The record is kept, and the fault with it.</summary>
    Warning,
    /// <summary>The record is put aside until somebody has looked at it: not searchable, never reused.</summary>
    Quarantine,
    /// <summary>The record is not taken.</summary>
    Refusal,
}

/// <summary>One thing wrong with an input.</summary>
/// <param name="File">Name of the file as handed in.</param>
/// <param name="Record">Which record of it ("frame 3", "line 17"), or null for the whole file.</param>
/// <param name="Field">Which field, or null.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Fault(string File, string? Record, string? Field, string Message, string Remedy)
{
    /// <summary>How grave it is.</summary>
    public Grade Grade { get; init; } = Grade.Refusal;

    /// <summary>One line: file, record, field, message, remedy.</summary>
    public override string ToString() =>
        $"{File}{(Record is null ? "" : $", {Record}")}{(Field is null ? "" : $", {Field}")}: {Message}. {Remedy}";
}

/// <summary>What became of one record that was handed in.</summary>
public abstract record Receipt(string Source)
{
    /// <summary>It is new and now durably kept.</summary>
    public sealed record Kept(string Source, string Id, Status Status) : Receipt(Source)
    {
        /// <summary>What is doubtful about it; the record carries the same words as further values called "warning".</summary>
        public IReadOnlyList<Fault> Warnings { get; init; } = [];
    }
    /// <summary>The archive had it already; nothing was written.</summary>
    public sealed record AlreadyKept(string Source, string Id) : Receipt(Source);
    /// <summary>It was put aside with its raw bytes until somebody accepts or drops it.</summary>
    public sealed record Quarantined(string Source, string Id, IReadOnlyList<Fault> Faults) : Receipt(Source);
    /// <summary>It was refused. The raw bytes are kept under <paramref name="RawHash"/> if there were any.</summary>
    public sealed record Refused(string Source, IReadOnlyList<Fault> Faults, string? RawHash) : Receipt(Source);
}
