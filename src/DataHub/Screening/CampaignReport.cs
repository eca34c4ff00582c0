// What is told of a campaign: plan, state, events, report.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>What a campaign would do: how many candidates each rung would answer, and the forecast cost in CPU-seconds with its 90% interval.</summary>
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

/// <summary>The answer for one candidate, with the rung that gave it ("" if none did).</summary>
public sealed record CandidateResult(string Candidate, string? Smiles, string? InChIKey, string Rung, Answer Answer);

/// <summary>What a rung did: how many candidates came to it, how many it answered, how many failed at it, what it cost.</summary>
public sealed record RungReport(string Rung, int Came, int Answered, int Failed, double CpuSeconds, double EnergyKwh, double Co2Grams);

/// <summary>What came of a campaign. Avoided cost is against computing every answered candidate at the target level, with the forecast cost of each, less all that was spent.</summary>
public sealed record CampaignReport(string Id, Campaign Campaign, CampaignState State, DateTime StartedAt, IReadOnlyList<RungReport> Funnel, IReadOnlyList<CandidateResult> Results,
    double CpuSeconds, double EnergyKwh, double Co2Grams, double BruteForceCpuSeconds, double AvoidedCpuSeconds, double AvoidedKwh, double AvoidedCo2Grams, string Baseline)
{
    /// <summary>What a reader should know: engines that were absent, models that could not be trained, that nothing had to be computed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
    /// <summary>Answers that rest on records which were withdrawn since; running the campaign again asks them again.</summary>
    public int Affected { get; init; }
    /// <summary>Cards of the models that answered.</summary>
    public IReadOnlyList<DataHub.Compute.Surrogates.ModelCard> Models { get; init; } = [];
}

/// <summary>A campaign of which so many final answers rest on records that are asked about.</summary>
public sealed record RestingCampaign(string Id, string Name, CampaignState State, int Answers);

/// <summary>One thing that happened in a campaign, for progress displays and server-sent events. Kinds: started, resumed, rung, model, job, answer, reopened, affected, note, state.</summary>
public sealed record CampaignEvent(long Sequence, DateTime At, string Kind, string Rung, string? Candidate, string Message, int Answered, int Total, double CpuSeconds);
