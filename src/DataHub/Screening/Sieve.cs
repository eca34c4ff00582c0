// A campaign falls through its ladder, rung by rung, until everything has an answer or a reason.
using DataHub.Chemistry;
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Screening.Rungs;

namespace DataHub.Screening;

static class Sieve
{
    /// <summary>The distinct molecules of a campaign in the order in which they first appear; a text that cannot be read is a ticket of its own with its error.</summary>
    public static IReadOnlyList<Ticket> Tickets(Campaign campaign, Toolkit toolkit)
    {
        var parsed = toolkit.FromSmilesAll([.. campaign.Candidates.Select(c => Campaign.Split(c).Smiles)]);
        var places = new Dictionary<string, List<int>>();
        var order = new List<(string Key, int First)>();
        for (int i = 0; i < parsed.Count; i++)
        {
            string key = parsed[i].Molecule is { Smiles: not null, InChIKey: not null } m ? $"{m.InChIKey} {m.Charge} {m.Multiplicity} {m.Smiles}" : $"bad {i}";
            if (!places.TryGetValue(key, out var list)) { places[key] = list = []; order.Add((key, i)); }
            list.Add(i);
        }
        return [.. order.Select((o, n) =>
        {
            var p = parsed[o.First];
            bool good = p.Molecule is { Smiles: not null, InChIKey: not null };
            return new Ticket(n, places[o.Key], campaign.Candidates[o.First], good ? p.Molecule : null, good ? null : p.Error ?? "no structure could be made of it");
        })];
    }

    /// <summary>The rungs of a campaign. A surrogate stands where the ladder has it, and once more, correcting, after the last level below the target.</summary>
    public static IReadOnlyList<IRung> Rungs(Campaign campaign, string? lowLevel)
    {
        var rungs = new List<IRung>();
        bool learns = campaign.Rungs.Contains(Campaign.SurrogateRung);
        IRung? delta = learns && lowLevel is not null ? new SurrogateRung(new DeltaGaussianProcess(lowLevel), lowLevel) : null;
        var direct = learns ? new SurrogateRung(new DirectGaussianProcess()) : null;
        foreach (string name in campaign.Rungs)
        {
            if (name == Campaign.ReuseRung) rungs.Add(new ReuseRung());
            else if (name == Campaign.SurrogateRung) rungs.Add(direct!);
            else rungs.Add(new EngineRung(Level.Parse(name), name == campaign.Level.Name, name == campaign.Level.Name ? delta ?? direct : null));
            if (name == lowLevel && delta is not null) rungs.Add(delta);
        }
        return rungs;
    }

    /// <summary>Runs the ladder over the open tickets and returns the state in which it ended.</summary>
    public static CampaignState Run(CampaignRun run, CancellationToken cancel)
    {
        run.Answer([.. run.Tickets.Where(t => !t.Settled && t.Molecule is null).Select(t => (t, "", (Answer)new Answer.Failed($"'{Campaign.Split(t.Text).Smiles}' cannot be read: {t.Error}", Cost.Unknown), true))]);
        int doubles = run.Tickets.Sum(t => t.Candidates.Count - 1);
        if (doubles > 0) run.Note($"{doubles} candidates are the same molecule as an earlier one; each molecule is answered once.");
        foreach (var rung in Rungs(run.Campaign, run.LowLevel))
        {
            var open = run.Tickets.Where(t => !t.Settled).ToArray();
            if (open.Length == 0 || cancel.IsCancellationRequested) break;
            // When the budget is spent, what was computed below may still answer through the surrogate.
            if (run.Exhausted && rung is EngineRung) continue;
            try { rung.Pass(run, open, cancel); }
            catch (Exception e) when (cancel.IsCancellationRequested && IsCancellation(e)) { break; }
        }
        run.Answer([.. run.Tickets.Where(t => !t.Settled).Select(t => t.Held is { } h
            ? (t, h.Rung, (Answer)(h.Answer with { Evidence = h.Answer.Evidence with { Reason = Best(t, h.Answer.Evidence.Reason) } }), false)
            : (t, "", new Answer.CannotSay(Ended(t)), false))]);
        return cancel.IsCancellationRequested ? CampaignState.Cancelled : run.Exhausted ? CampaignState.BudgetExhausted : CampaignState.Done;

        string Ended(Ticket t)
        {
            string why = t.Why ?? "no rung of the ladder could answer";
            return run.Exhausted && !why.Contains("budget", StringComparison.Ordinal) ? $"the budget ended before it was computed; {why}" : cancel.IsCancellationRequested ? $"cancelled before it was answered; {why}" : why;
        }
    }

    static string Best(Ticket t, string reason) => t.Why is { } why && !reason.StartsWith(why[(why.IndexOf(':') + 1)..].Trim(), StringComparison.Ordinal) ? $"{reason}; {why}" : reason;

    static bool IsCancellation(Exception e) => e is OperationCanceledException || e is AggregateException a && a.Flatten().InnerExceptions.All(x => x is OperationCanceledException);
}
