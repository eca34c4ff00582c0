// A rung of the ladder: answers what it can of the molecules that come to it.
namespace DataHub.Screening.Rungs;

/// <summary>One way to answer. What it cannot answer goes on to the next rung.</summary>
public interface IRung
{
    /// <summary>Name in the funnel.</summary>
    string Name { get; }
    /// <summary>Answers what it can of the open tickets and reports to the run. Stops early when cancelled or when the budget is exhausted.</summary>
    void Pass(CampaignRun run, IReadOnlyList<Ticket> open, CancellationToken cancel);
}
