// The first rung: what the archive already knows.
using DataHub.Compute;
using DataHub.Model;
using DataHub.Screening.Reuse;

namespace DataHub.Screening.Rungs;

/// <summary>
/// Answers from stored records by the rules of <see cref="ReuseRules"/> under the campaign's policy. A record that this campaign itself computed before it was interrupted counts for the rung that computed it.
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
            var found = new Queue<KnownResult>(run.Laboratory.Known.Ask([.. chunk.Select(t => (IReadOnlyList<Question>)[QuestionOf(run.Campaign, t.Molecule!)])]));
            foreach (var t in chunk)
                switch (found.Dequeue().Answer)
                {
                    case Answer.Known k when k.Evidence.CalculationId is { } id && run.OwnRung(id) is { } rung: answers.Add((t, rung, Own(k), true)); break;
                    case Answer.Known k: answers.Add((t, Name, k, true)); break;
                    case Answer.CannotSay c: t.Why = c.Why; break;
                    case Answer.Unsure u: t.Why = u.Evidence.Reason; break;
                }
            run.Answer(answers);
        }
        run.Spend(Name, clock.Cost(run.Laboratory.Cost), "look-ups");
    }

    /// <summary>An answer from a record that this campaign computed before it was interrupted.</summary>
    public static Answer.Known Own(Answer.Known k) => k with { Evidence = k.Evidence with { Tier = Tier.Computed, Reason = "computed by this campaign before it was interrupted" } };

    /// <summary>What the campaign asks of a molecule.</summary>
    public static Question QuestionOf(Campaign campaign, Molecule molecule) =>
        new(molecule, campaign.Property, campaign.Level) { GeometryLevel = campaign.GeometryLevel, Policy = campaign.Reuse with { Tolerance = campaign.Tolerance, Confidence = campaign.Confidence } };
}
