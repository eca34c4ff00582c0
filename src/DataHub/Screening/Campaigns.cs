// All campaigns of a hub: plan, run, watch, report.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>All campaigns of a hub.</summary>
public sealed class Campaigns
{
    /// <summary>What it would do and cost; nothing is run or written.</summary>
    public CampaignPlan Plan(Campaign campaign, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The id of a campaign: the same content has the same id, so that running it again goes on or finds it done.</summary>
    public static string IdOf(Campaign campaign) => campaign.Id;

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
