// Campaigns: plan before anything runs, run, watch, report.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>A campaign as its file tells it; see schemas/campaign.schema.json.</summary>
public sealed record Campaign(string Name, IReadOnlyList<string> Candidates, Property Property, Level Level)
{
    /// <summary>Largest error that an accepted answer may have, in the property's unit, with probability <see cref="Confidence"/>.</summary>
    public double Tolerance { get; init; }
    /// <summary>Confidence of the tolerance.</summary>
    public double Confidence { get; init; } = 0.9;
    /// <summary>Level at which geometries are optimised.</summary>
    public string GeometryLevel { get; init; } = "GFN2-xTB";
    /// <summary>The rungs, cheapest first: "reuse", "surrogate", and names of levels.</summary>
    public IReadOnlyList<string> Ladder { get; init; } = [];
    /// <summary>Budget in CPU-seconds, null for none.</summary>
    public double? BudgetCpuSeconds { get; init; }
    /// <summary>Random seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads a campaign file, YAML or JSON.</summary>
    /// <returns>The campaign, or faults with line and remedy.</returns>
    public static (Campaign? Campaign, IReadOnlyList<Fault> Faults) Read(string name, string text) => throw new NotImplementedException();
}

/// <summary>What a campaign would do: how many candidates each rung would answer, and the forecast cost in CPU-seconds with its interval.</summary>
public sealed record CampaignPlan(int Candidates, int Bad, int Reused, int Predictable, int ToCompute, double CpuSeconds, double CpuSecondsLow, double CpuSecondsHigh, double BruteForceCpuSeconds, IReadOnlyList<string> Notes);

/// <summary>Where a campaign stands.</summary>
public enum CampaignState
{
    /// <summary>Running in this process.</summary>
    Running,
    /// <summary>Interrupted; running it again goes on where it was.</summary>
    Interrupted,
    /// <summary>Every candidate has an answer or a reason.</summary>
    Done,
    /// <summary>The budget ended it.</summary>
    BudgetExhausted,
    /// <summary>Cancelled.</summary>
    Cancelled,
    /// <summary>It could not go on; see its message.</summary>
    Failed,
}

/// <summary>The answer for one candidate.</summary>
public sealed record CandidateResult(string Candidate, string? Smiles, string? InChIKey, string Rung, Answer Answer);

/// <summary>What a rung did: how many candidates came to it, how many it answered, what it cost.</summary>
public sealed record RungReport(string Rung, int Came, int Answered, int Failed, double CpuSeconds, double EnergyKwh, double Co2Grams);

/// <summary>What came of a campaign. Avoided cost is against computing every candidate at the target level, with the forecast cost of each.</summary>
public sealed record CampaignReport(string Id, Campaign Campaign, CampaignState State, DateTime StartedAt, IReadOnlyList<RungReport> Funnel, IReadOnlyList<CandidateResult> Results,
    double CpuSeconds, double EnergyKwh, double Co2Grams, double BruteForceCpuSeconds, double AvoidedCpuSeconds, double AvoidedKwh, double AvoidedCo2Grams, string Baseline);

/// <summary>One thing that happened in a campaign, for progress displays and server-sent events.</summary>
public sealed record CampaignEvent(long Sequence, DateTime At, string Kind, string Rung, string? Candidate, string Message, int Answered, int Total, double CpuSeconds);

/// <summary>All campaigns of a hub.</summary>
public sealed class Campaigns
{
    /// <summary>What it would do and cost; nothing is run or written.</summary>
    public CampaignPlan Plan(Campaign campaign, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The id of a campaign: the same content has the same id, so that running it again goes on or finds it done.</summary>
    public static string IdOf(Campaign campaign) => throw new NotImplementedException();

    /// <summary>Runs (or resumes) it to its end and reports.</summary>
    public CampaignReport Run(Campaign campaign, IProgress<CampaignEvent>? progress = null, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Starts it in the background and returns its id.</summary>
    public string Start(Campaign campaign) => throw new NotImplementedException();

    /// <summary>Events after a sequence number, then live until it ends.</summary>
    public IAsyncEnumerable<CampaignEvent> Watch(string id, long after, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Cancels a running one; false if it does not run here.</summary>
    public bool Cancel(string id) => throw new NotImplementedException();

    /// <summary>The report as it stands, or null.</summary>
    public CampaignReport? Report(string id) => throw new NotImplementedException();

    /// <summary>All campaigns, newest first: id, name, state.</summary>
    public IReadOnlyList<(string Id, string Name, CampaignState State, DateTime StartedAt)> List() => throw new NotImplementedException();
}
