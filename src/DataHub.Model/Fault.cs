// What is wrong with an input, in words that say how to mend it.
namespace DataHub.Model;

/// <summary>One thing wrong with an input.</summary>
/// <param name="File">Name of the file as handed in.</param>
/// <param name="Record">Which record of it ("frame 3", "line 17"), or null for the whole file.</param>
/// <param name="Field">Which field, or null.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Fault(string File, string? Record, string? Field, string Message, string Remedy)
{
    /// <summary>One line: file, record, field, message, remedy.</summary>
    public override string ToString() =>
        $"{File}{(Record is null ? "" : $", {Record}")}{(Field is null ? "" : $", {Field}")}: {Message}. {Remedy}";
}

/// <summary>What became of one record that was handed in.</summary>
public abstract record Receipt(string Source)
{
    /// <summary>It is new and now durably kept.</summary>
    public sealed record Kept(string Source, string Id, Status Status) : Receipt(Source);
    /// <summary>The archive had it already; nothing was written.</summary>
    public sealed record AlreadyKept(string Source, string Id) : Receipt(Source);
    /// <summary>It was refused. The raw bytes are kept under <paramref name="RawHash"/> if there were any.</summary>
    public sealed record Refused(string Source, IReadOnlyList<Fault> Faults, string? RawHash) : Receipt(Source);
}
