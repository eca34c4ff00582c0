// All campaigns of a hub: plan, run, watch, report.
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>
/// All campaigns of a hub. Each keeps a journal in campaigns/&lt;id&gt;/ of the hub's folder; what it computed lies in the archive like everything else.
/// A campaign may be interrupted at any moment, even by a kill: running it again goes on and computes nothing that the archive took in before.
/// </summary>
public sealed class Campaigns(Laboratory laboratory)
{
    readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, Campaign Campaign)> _running = new();
    readonly ConcurrentDictionary<string, CampaignRun> _runs = new();

    /// <summary>What it would do and cost; nothing is run or written.</summary>
    public CampaignPlan Plan(Campaign campaign, CancellationToken cancel = default) => Planning.Plan(campaign, laboratory, cancel);

    /// <summary>The id of a campaign: the same content has the same id, so that running it again goes on or finds it done.</summary>
    public static string IdOf(Campaign campaign) => campaign.Id;

    /// <summary>Runs (or resumes) it to its end and reports. One that is done reports at once.</summary>
    /// <exception cref="CampaignBusyException">It is being run already.</exception>
    public CampaignReport Run(Campaign campaign, IProgress<CampaignEvent>? progress = null, CancellationToken cancel = default)
    {
        string id = campaign.Id;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (!_running.TryAdd(id, (source, campaign))) throw new CampaignBusyException($"campaign {id} is being run already");
        try { return Walk(campaign, progress, source.Token); }
        finally { _running.TryRemove(id, out _); }
    }

    CampaignReport Walk(Campaign campaign, IProgress<CampaignEvent>? progress, CancellationToken cancel)
    {
        using var journal = Journal.Open(PathOf(campaign.Id));
        var fold = new JournalFold();
        foreach (var line in Journal.Read(PathOf(campaign.Id))) fold.Take(line);
        JournalLine[] reopened = [.. Withdrawn(fold).Select(w => new JournalLine("reopened", laboratory.Clock.GetUtcNow().UtcDateTime) { Ticket = w.Ticket, Message = $"its answer rested on record {w.Record}, which was withdrawn ({w.By.Id}): {w.By.Reason}" })];
        if (reopened.Length > 0) journal.Append(reopened);
        foreach (var line in reopened)
        {
            var told = fold.Take(line);
            progress?.Report(told);
        }
        if (fold.State == CampaignState.Done && fold.Settled == fold.Tickets.Count)
        {
            progress?.Report(new CampaignEvent(fold.Lines, laboratory.Clock.GetUtcNow().UtcDateTime, "state", "", null, "done before; nothing is computed", fold.Settled, fold.Tickets.Count, fold.CpuSeconds));
            var report = fold.Report(campaign.Id, CampaignState.Done);
            return report with { Notes = [.. report.Notes.Where(n => !n.StartsWith("Nothing was", StringComparison.Ordinal)), "It was done before; nothing was computed now."] };
        }

        var tickets = Sieve.Tickets(campaign, laboratory.Toolkit);
        var forecasts = new CampaignForecasts(campaign, laboratory.Archive, laboratory.Cost);
        foreach (var t in tickets) t.BruteForce = t.Molecule is { } m ? forecasts.Whole(m).Sum(f => f.CpuSeconds) : 0;
        using var run = new CampaignRun(campaign, laboratory, tickets, forecasts, journal, fold, e => progress?.Report(e));
        if (fold.Campaign is null)
            run.Write([run.Line("started") with
            {
                Campaign = CampaignSheet.Of(campaign, true), KwhPerCpuSecond = forecasts.KwhPerCpuSecond, GramsPerCpuSecond = forecasts.GramsPerCpuSecond, Message = $"{campaign.Name}: {tickets.Count} molecules",
                Tickets = [.. tickets.Select(t => new JournalTicket(t.Candidates, t.Molecule?.Smiles, t.Molecule?.InChIKey, t.BruteForce))],
            }]);
        else
        {
            // The baseline stays that of the first start: a better forecast later would move it.
            foreach (var t in tickets) t.BruteForce = fold.Tickets[t.Number].BruteForceCpuSeconds;
            run.Write([run.Line("resumed") with { Message = $"resumed: {fold.Settled} of {fold.Tickets.Count} are settled" }, .. Recovery.Jobs(run, fold)]);
        }
        run.Settle(tickets);
        try
        {
            _runs[campaign.Id] = run;
            var state = Sieve.Run(run, cancel);
            run.End(state);
            laboratory.Executor.Clear(campaign.Id);
            return Told(fold.Report(campaign.Id, state), fold);
        }
        catch (Exception e)
        {
            run.End(CampaignState.Failed, $"it could not go on: {e.Message}");
            throw;
        }
        finally { _runs.TryRemove(campaign.Id, out _); }
    }

    /// <summary>Starts it in the background and returns its id; one that runs already goes on.</summary>
    public string Start(Campaign campaign)
    {
        var source = new CancellationTokenSource();
        if (_running.TryAdd(campaign.Id, (source, campaign)))
            // What ends it badly is in its journal as state and message; the task keeps the exception.
            Task.Factory.StartNew(() =>
            {
                try { Walk(campaign, null, source.Token); }
                finally { _running.TryRemove(campaign.Id, out _); }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        else source.Dispose();
        return campaign.Id;
    }

    /// <summary>Events after a sequence number, then live until it ends.</summary>
    public async IAsyncEnumerable<CampaignEvent> Watch(string id, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var fold = new JournalFold();
        long position = 0;
        for (int idle = 0; ;)
        {
            bool running = _running.ContainsKey(id);
            var (lines, end) = Journal.Read(PathOf(id), position);
            position = end;
            foreach (var line in lines)
                if (fold.Take(line) is var e && e.Sequence > after) yield return e;
            // A campaign of another process tells nothing but its journal: five looks without news are its end here.
            idle = running || lines.Count > 0 ? 0 : idle + 1;
            if (!running && (idle >= 5 || fold.Lines > 0 && fold.State is not CampaignState.Running and not CampaignState.Interrupted)) yield break;
            await Task.Delay(200, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Cancels a running one; false if it does not run here.</summary>
    public bool Cancel(string id)
    {
        if (!_running.TryGetValue(id, out var running)) return false;
        running.Stop.Cancel();
        return true;
    }

    /// <summary>The report as it stands, or null.</summary>
    public CampaignReport? Report(string id)
    {
        var fold = Fold(id);
        // One that was just started may not have written its first line yet.
        if (fold.Campaign is null && _running.TryGetValue(id, out var running)) fold.Take(new JournalLine("started", laboratory.Clock.GetUtcNow().UtcDateTime) { Campaign = CampaignSheet.Of(running.Campaign, true) });
        return fold.Campaign is null ? null : Told(fold.Report(id, StateOf(id, fold)), fold);
    }

    /// <summary>All campaigns, newest first: id, name, state.</summary>
    public IReadOnlyList<(string Id, string Name, CampaignState State, DateTime StartedAt)> List()
    {
        string folder = Path.Combine(laboratory.Folder, "campaigns");
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)!).Select(id => (Id: id, Fold: Fold(id))).Where(x => x.Fold.Campaign is not null)
            .Select(x => (x.Id, x.Fold.Campaign!.Name, StateOf(x.Id, x.Fold), x.Fold.StartedAt)).OrderByDescending(x => x.StartedAt)];
    }

    /// <summary>The campaigns in which final answers rest on records of which <paramref name="withdrawn"/> holds, newest first.</summary>
    public IReadOnlyList<RestingCampaign> Resting(Func<string, bool> withdrawn) =>
        [.. List().Select(c => new RestingCampaign(c.Id, c.Name, c.State, Finals(Fold(c.Id)).Count(a => withdrawn(a.Record)))).Where(c => c.Answers > 0)];

    /// <summary>Writes into a campaign's journal what became of records that its answers rest on.</summary>
    public void Tell(string id, string message)
    {
        if (_runs.TryGetValue(id, out var run)) { run.Write([run.Line("affected") with { Message = message }]); return; }
        try
        {
            using var journal = Journal.Open(PathOf(id));
            journal.Append([new JournalLine("affected", laboratory.Clock.GetUtcNow().UtcDateTime) { Message = message }]);
        }
        // It is just beginning or ending elsewhere in this process; its report tells the same from the archive.
        catch (CampaignBusyException) { return; }
    }

    static IEnumerable<(int Ticket, string Record)> Finals(JournalFold fold) =>
        fold.Answers.Where(a => a.Value is { Final: true, Answer.CalculationId: not null }).Select(a => (a.Key, a.Value.Answer.CalculationId!));

    /// <summary>The final answers that rest on records which are withdrawn now.</summary>
    IEnumerable<(int Ticket, string Record, Withdrawal By)> Withdrawn(JournalFold fold)
    {
        var withdrawn = laboratory.Archive.Withdrawn;
        return withdrawn.IsEmpty ? [] : Finals(fold).Select(a => (a.Ticket, a.Record, withdrawn.By(a.Record)!)).Where(a => a.Item3 is not null).OrderBy(a => a.Ticket);
    }

    /// <summary>The report with what has been withdrawn of it.</summary>
    CampaignReport Told(CampaignReport report, JournalFold fold)
    {
        var affected = Withdrawn(fold).ToArray();
        return affected.Length == 0 ? report : report with
        {
            Affected = affected.Length,
            Notes = [.. report.Notes, .. affected.GroupBy(a => a.By).Select(g => $"{g.Count()} answers rest on withdrawn records ({g.Key.Id}: {g.Key.Reason}); run the campaign again to have them asked again.")],
        };
    }


    CampaignState StateOf(string id, JournalFold fold) => _running.ContainsKey(id) ? CampaignState.Running : fold.State == CampaignState.Running ? CampaignState.Interrupted : fold.State;

    JournalFold Fold(string id)
    {
        var fold = new JournalFold();
        foreach (var line in Journal.Read(PathOf(id))) fold.Take(line);
        return fold;
    }

    /// <summary>An id that is no id names no file.</summary>
    string PathOf(string id) => Path.Combine(laboratory.Folder, "campaigns", id.All(char.IsAsciiLetterOrDigit) ? id : "none", "journal.ndjson");
}
