// The JSON of withdrawals, the same from the server and on the command line.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Store;

namespace DataHub.Recall;

/// <summary>An event of withdrawal.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">withdraw, or reinstate for one that takes another back.</param>
/// <param name="Records">Records that it names, later ones of a standing withdrawal included.</param>
/// <param name="Holds">True while its records are withdrawn by it.</param>
public sealed record WithdrawalSheet(string Id, string Kind, int Records, string Reason, string By, DateTime At, bool Standing, bool Holds)
{
    /// <summary>The condition as a $filter.</summary>
    public string? Predicate { get; init; }
    /// <summary>Records caught since it was made.</summary>
    public int Later { get; init; }
    /// <summary>True if it names what was derived from the records of another.</summary>
    public bool Derived { get; init; }
    /// <summary>The event that it takes back.</summary>
    public string? Of { get; init; }
    /// <summary>The event that took it back.</summary>
    public string? TakenBackBy { get; init; }
}

/// <summary>A group of records that a condition meets.</summary>
public sealed record RecallGroupSheet(string? Dataset, string? Level, string? Program, string? ProgramVersion, long Records, long AlreadyWithdrawn, double CpuSeconds, string Example);

/// <summary>A campaign with answers that rest on the records.</summary>
public sealed record RestingSheet(string Id, string Name, string State, int Answers);

/// <summary>Who has to know: reuses by the ledger (the first thousand listed), campaigns, derived records (the first thousand listed).</summary>
public sealed record ConsumersSheet(long Reuses, IReadOnlyList<TouchedReuse> FirstReuses, IReadOnlyList<RestingSheet> Campaigns, int Derived, IReadOnlyList<string> FirstDerived);

/// <summary>What a withdrawal would do.</summary>
public sealed record RecallPlanSheet(string Predicate, long Records, long AlreadyWithdrawn, double CpuSeconds, IReadOnlyList<RecallGroupSheet> Groups, ConsumersSheet Consumers);

/// <summary>A withdrawal with those who have to know of it.</summary>
public sealed record RecallReportSheet(WithdrawalSheet Withdrawal, WithdrawalSheet? DerivedWithdrawal, ConsumersSheet Consumers);

/// <summary>Makes the JSON.</summary>
public static class RecallSheets
{
    /// <summary>A plan as JSON.</summary>
    public static string Of(RecallPlan p) => JsonSerializer.Serialize(Sheet(p), RecallJson.Default.RecallPlanSheet);

    /// <summary>A report as JSON.</summary>
    public static string Of(RecallReport r) => JsonSerializer.Serialize(Sheet(r), RecallJson.Default.RecallReportSheet);

    /// <summary>The flat form of a plan.</summary>
    public static RecallPlanSheet Sheet(RecallPlan p) => new(p.Predicate, p.Records, p.AlreadyWithdrawn, p.CpuSeconds,
        [.. p.Groups.Select(g => new RecallGroupSheet(g.Dataset, g.Level, g.Program, g.ProgramVersion, g.Records, g.AlreadyWithdrawn, g.CpuSeconds, g.Example))], Sheet(p.Consumers));

    /// <summary>The flat form of a report.</summary>
    public static RecallReportSheet Sheet(RecallReport r) => new(Sheet(r.Event), r.DerivedEvent is { } d ? Sheet(d) : null, Sheet(r.Consumers));

    /// <summary>The flat form of an event.</summary>
    public static WithdrawalSheet Sheet(Withdrawal e) => new(e.Id, e.Kind.ToString().ToLowerInvariant(), e.Count + e.Later, e.Reason, e.By, e.At, e.Standing, e.Holds)
    { Predicate = e.Predicate, Later = e.Later, Derived = e.Derived, Of = e.Of, TakenBackBy = e.TakenBackBy };

    static ConsumersSheet Sheet(Consumers c) => new(c.Reuses, c.First, [.. c.Campaigns.Select(x => new RestingSheet(x.Id, x.Name, JsonNamingPolicy.SnakeCaseLower.ConvertName(x.State.ToString()), x.Answers))],
        c.Derived.Count, [.. c.Derived.Take(Consumers.Most)]);
}

/// <summary>JSON of withdrawals by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(RecallPlanSheet))]
[JsonSerializable(typeof(RecallReportSheet))]
sealed partial class RecallJson : JsonSerializerContext;
