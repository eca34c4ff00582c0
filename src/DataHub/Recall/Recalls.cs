// Recalls records by a condition, and tells everyone who built on them.
using DataHub.Model;
using DataHub.Queries;
using DataHub.Screening;
using DataHub.Store;

namespace DataHub.Recall;

/// <summary>Withdraws, takes back and shows. A withdrawal is an event of the archive; nothing that was kept is changed or deleted by it.</summary>
public sealed class Recalls(Archive archive, Campaigns campaigns, string folder, TimeProvider clock)
{
    /// <summary>What withdrawing by a condition would do; nothing is written.</summary>
    /// <exception cref="QueryException">The condition cannot be read or asked.</exception>
    public RecallPlan Plan(string where, CancellationToken cancel = default)
    {
        var predicate = Predicate.Read(where);
        var groups = archive.Groups(predicate.Condition, cancel);
        var ids = archive.Matching(predicate.Condition, cancel);
        return new RecallPlan(predicate.Text, ids.Count, groups.Sum(g => g.AlreadyWithdrawn), groups.Sum(g => g.CpuSeconds), groups, ConsumersOf(ids, cancel));
    }

    /// <summary>Withdraws all records that meet the condition. Null if there are none and it does not stand.</summary>
    /// <param name="where">The condition.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who.</param>
    /// <param name="standing">Also those that come later.</param>
    /// <param name="derived">Also what was derived from them, as an event of its own.</param>
    /// <param name="cancel">Ends it before anything is written.</param>
    /// <exception cref="QueryException">The condition cannot be read or asked.</exception>
    public RecallReport? Withdraw(string where, string reason, string by, bool standing = false, bool derived = false, CancellationToken cancel = default)
    {
        var predicate = Predicate.Read(where);
        return archive.Withdraw(new WithdrawalOrder(predicate.Condition, predicate.Text, [], reason, by, Now) { Standing = standing }, cancel) is { } made ? Told(made, derived, by, cancel) : null;
    }

    /// <summary>Withdraws records by their ids.</summary>
    /// <exception cref="ArgumentException">One of them is no record of the archive.</exception>
    public RecallReport? Withdraw(IReadOnlyCollection<string> ids, string reason, string by, bool derived = false, CancellationToken cancel = default) =>
        archive.Withdraw(new WithdrawalOrder(null, null, ids, reason, by, Now), cancel) is { } made ? Told(made, derived, by, cancel) : null;

    /// <summary>Takes a withdrawal back. Campaigns are told.</summary>
    /// <exception cref="ArgumentException">There is no such event, or it does not hold.</exception>
    public Withdrawal Undo(string id, string reason, string by)
    {
        var ids = archive.WithdrawnBy(id);
        var made = archive.Reinstate(id, reason, by, Now);
        foreach (var c in campaigns.Resting(ids!.Contains)) campaigns.Tell(c.Id, $"{c.Answers} answers rest on records that withdrawal {id} had recalled; it was taken back: {reason}");
        return made;
    }

    /// <summary>An event with those who have to know of it; null if there is none of that id.</summary>
    public RecallReport? Show(string id, CancellationToken cancel = default) =>
        archive.Withdrawn.All.FirstOrDefault(e => e.Id == id) is not { } e ? null
        : new RecallReport(e, null, ConsumersOf(archive.WithdrawnBy(e.Kind == WithdrawalKind.Withdraw ? e.Id : e.Of!)!, cancel));

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    RecallReport Told(Withdrawal made, bool derived, string by, CancellationToken cancel)
    {
        var consumers = ConsumersOf(archive.WithdrawnBy(made.Id)!, cancel);
        Withdrawal? second = null;
        if (derived && consumers.Derived.Count > 0)
            second = archive.Withdraw(new WithdrawalOrder(null, null, consumers.Derived, $"derived from records of withdrawal {made.Id}: {made.Reason}", by, Now) { Derived = true }, cancel);
        var ids = archive.WithdrawnBy(made.Id)!;
        foreach (var c in campaigns.Resting(id => ids.Contains(id) || second is not null && consumers.Derived.Contains(id)))
            campaigns.Tell(c.Id, $"affected: {c.Answers} answers rest on records that withdrawal {made.Id} recalled: {made.Reason}; the next run asks them again");
        return new RecallReport(made, second, consumers);
    }

    Consumers ConsumersOf(IdSet ids, CancellationToken cancel)
    {
        var first = new List<TouchedReuse>();
        long reuses = 0;
        if (ids.Count > 0)
            foreach (var (line, _) in archive.LedgerFrom())
                if (line.CalculationId is { } id && line.Action is not ("computed" or "failed") && ids.Contains(id) && ++reuses <= Consumers.Most)
                    first.Add(new TouchedReuse(line.At, line.Campaign, line.Action, line.Molecule, line.Level, line.Property, id));
        return new Consumers(reuses, first, ids.Count == 0 ? [] : [.. campaigns.Resting(ids.Contains)], archive.Descendants(ids, Models, cancel));
    }

    /// <summary>Names, as parents have them, of the models that were trained on any of the records.</summary>
    List<string> Models(IdSet ids) => SurrogateTraining.TrainedOn(folder, ids.Contains);
}
