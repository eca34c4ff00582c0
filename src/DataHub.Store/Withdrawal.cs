// An event of the shelf of withdrawals: records recalled, or a recall taken back.
using System.Text.Json.Serialization;
using DataHub.Model;
using DataHub.Store.Shelves;

namespace DataHub.Store;

/// <summary>What one event of the shelf does.</summary>
public enum WithdrawalKind
{
    /// <summary>It marks records withdrawn.</summary>
    Withdraw,
    /// <summary>It takes back the event that <see cref="Withdrawal.Of"/> names.</summary>
    Reinstate,
}

/// <summary>
/// One event: written once, never changed. <paramref name="Sequence"/> counts the events of the archive from 1. What is withdrawn is what any event names that was not taken back.
/// </summary>
/// <param name="Sequence">Number of the event.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Count">Records that it named when it was made.</param>
public sealed record Withdrawal(long Sequence, WithdrawalKind Kind, string Reason, string By, DateTime At, int Count)
{
    /// <summary>Its id, which tells its number and a hash of its content.</summary>
    public string Id { get; init; } = "";
    /// <summary>The condition by which the records were chosen, as an OData $filter; null if they were named one by one.</summary>
    public string? Predicate { get; init; }
    /// <summary>True if it also holds for records that come later: a list of what is refused for reuse, such as a bad version of a program.</summary>
    public bool Standing { get; init; }
    /// <summary>The condition of a standing event as it is asked of the records that come.</summary>
    [JsonInclude, JsonConverter(typeof(ExprJson))]
    internal Expr? Condition { get; init; }
    /// <summary>True if the records derived from those of the predicate were withdrawn with them.</summary>
    public bool Derived { get; init; }
    /// <summary>Number of the last commit that it saw when it was made.</summary>
    public long Commit { get; init; }
    /// <summary>SHA-256 (hex) of the file of its ids.</summary>
    public string? IdsSha256 { get; init; }
    /// <summary>The event that it takes back.</summary>
    public string? Of { get; init; }
    /// <summary>The event that took this one back, null while it holds. Not part of the file: it follows from the others.</summary>
    [JsonIgnore]
    public string? TakenBackBy { get; init; }
    /// <summary>Records that came later and that a standing event has caught. Not part of the file.</summary>
    [JsonIgnore]
    public int Later { get; init; }

    /// <summary>True while its records are withdrawn.</summary>
    [JsonIgnore]
    public bool Holds => Kind == WithdrawalKind.Withdraw && TakenBackBy is null;
}
