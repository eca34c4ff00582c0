// The first rung: what the archive already knows.
using DataHub.Compute;
using DataHub.Model;

namespace DataHub.Screening.Rungs;

/// <summary>
/// Answers from stored records by the conservative rules of <see cref="ReuseRules"/>. A record that this campaign itself computed before it was interrupted counts for the rung that computed it.
/// </summary>
public sealed class ReuseRung : IRung
{
    /// <inheritdoc/>
    public string Name => Campaign.ReuseRung;

    /// <inheritdoc/>
    public void Pass(CampaignRun run, IReadOnlyList<Ticket> open, CancellationToken cancel)
    {
        run.Begin(Name, open.Count);
        var clock = new ThreadClock();
        foreach (var chunk in open.Chunk(500))
        {
            cancel.ThrowIfCancellationRequested();
            var answers = new List<(Ticket, string, Answer, bool)>();
            foreach (var t in chunk)
                switch (run.Laboratory.Known.Ask(QuestionOf(run.Campaign, t.Molecule!)).Answer)
                {
                    case Answer.Known k when k.Evidence.CalculationId is { } id && run.OwnRung(id) is { } rung: answers.Add((t, rung, Own(k), true)); break;
                    case Answer.Known k: answers.Add((t, Name, k, true)); break;
                    case Answer.CannotSay c: t.Why = c.Why; break;
                }
            run.Answer(answers);
        }
        run.Spend(Name, clock.Cost(run.Laboratory.Cost), "look-ups");
    }

    /// <summary>An answer from a record that this campaign computed before it was interrupted.</summary>
    public static Answer.Known Own(Answer.Known k) => k with { Evidence = k.Evidence with { Tier = Tier.Computed, Reason = "computed by this campaign before it was interrupted" } };

    /// <summary>What the campaign asks of a molecule.</summary>
    public static Question QuestionOf(Campaign campaign, Molecule molecule) =>
        new(molecule, campaign.Property, campaign.Level, campaign.Tolerance, campaign.Confidence) { GeometryLevel = campaign.Reuse == ReusePolicy.Strict ? campaign.GeometryLevel : null };
}
