// A campaign's plan: what each rung would answer and what the rest would cost, before anything is run or written.
using DataHub.Compute.Surrogates;
using DataHub.Model;
using DataHub.Screening.Rungs;

namespace DataHub.Screening;

static class Planning
{
    public static CampaignPlan Plan(Campaign campaign, Laboratory laboratory, CancellationToken cancel)
    {
        var tickets = Sieve.Tickets(campaign, laboratory.Toolkit);
        var good = tickets.Where(t => t.Molecule is not null).ToArray();
        var forecasts = new CampaignForecasts(campaign, laboratory.Archive, laboratory.Cost);
        var notes = new List<string>();
        foreach (var t in tickets.Where(t => t.Error is not null)) notes.Add($"'{Campaign.Split(t.Text).Smiles}' cannot be read: {t.Error}");
        notes.AddRange(forecasts.Basis.Select(b => $"Forecast: {b}."));

        var open = good.ToList();
        if (campaign.Rungs.Contains(Campaign.ReuseRung))
            open.RemoveAll(t => { cancel.ThrowIfCancellationRequested(); return laboratory.Known.Ask(ReuseRung.QuestionOf(campaign, t.Molecule!)).Answer is Answer.Known; });
        int reused = good.Length - open.Count;

        if (campaign.Rungs.Contains(Campaign.SurrogateRung) && open.Count > 0)
        {
            var (model, refusal, _, _) = SurrogateTraining.Train(new DirectGaussianProcess(), campaign, laboratory, null);
            if (model is null) notes.Add($"surrogate cannot be used: {refusal}");
            else
            {
                notes.Add(FormattableString.Invariant($"surrogate: {model.Card.Records} training records, leave-one-out error {model.Card.LooMae:0.###} {campaign.Property.Unit}; {model.Card.Guarantee}"));
                open.RemoveAll(t => laboratory.Descriptors.Of(t.Molecule!.Smiles!, t.Molecule.Formula, t.Molecule.Charge, t.Molecule.Multiplicity) is { } f && model.Predict(f).Prediction is { Accepted: true });
            }
        }
        int predictable = good.Length - reused - open.Count;

        var geometry = new HashSet<Ticket>(open.Where(t => laboratory.Known.Ask(new Question(t.Molecule!, Property.Energy, forecasts.Geometry) { GeometryLevel = forecasts.Geometry.Name }).Answer is Answer.Known));
        if (geometry.Count > 0) notes.Add($"{geometry.Count} of those to compute have a {forecasts.Geometry.Name} geometry in the archive already.");
        bool correcting = campaign.Rungs.Contains(Campaign.SurrogateRung) && campaign.Rungs.Any(r => r is not (Campaign.ReuseRung or Campaign.SurrogateRung) && r != campaign.Level.Name);
        if (correcting && open.Count > 0) notes.Add("The surrogate that corrects the cheap level may answer some of those to compute; the forecast does not count on it.");
        foreach (var level in campaign.Rungs.Where(r => r is not (Campaign.ReuseRung or Campaign.SurrogateRung)).Select(Level.Parse))
            if (EngineRung.Absent(laboratory, laboratory.Engines.For(level, level.Name == forecasts.Geometry.Name ? Driver.Optimization : EngineRung.DriverOf(campaign.Property)), level) is { } absent) notes.Add(absent);
        var sum = CostForecast.Sum(open.SelectMany(t => forecasts.Whole(t.Molecule!, !geometry.Contains(t))));
        double? budget = campaign.BudgetCpuSeconds ?? (campaign.BudgetKwh is { } kwh ? kwh / forecasts.KwhPerCpuSecond : null);
        if (budget < sum.CpuSeconds) notes.Add(FormattableString.Invariant($"The budget of {budget:0} CPU-s is less than the forecast of {sum.CpuSeconds:0}: it may end before every molecule is answered."));
        double brute = good.Sum(t => forecasts.Whole(t.Molecule!).Sum(f => f.CpuSeconds));
        return new CampaignPlan(campaign.Candidates.Count, tickets.Count - good.Length, reused, predictable, open.Count, sum.CpuSeconds, sum.Low, sum.High, brute, notes);
    }
}
