// What a journal adds up to: where every molecule stands, what was spent, and the report.
using DataHub.Compute.Surrogates;
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>Takes the lines of a journal in order and keeps the totals. Pure.</summary>
sealed class JournalFold
{
    readonly Dictionary<string, (int Came, int Failed, double Cpu, double Kwh, double Grams)> _rungs = [];
    readonly List<string> _order = [];
    readonly Dictionary<int, double> _computed = [];
    readonly Dictionary<int, (double Kwh, double Grams)> _energy = [];
    readonly List<string> _notes = [];
    readonly Dictionary<string, ModelCard> _models = [];
    double _kwhFactor, _gramsFactor;
    int _jobsThisRun;

    public Campaign? Campaign { get; private set; }
    public IReadOnlyList<JournalTicket> Tickets { get; private set; } = [];
    public DateTime StartedAt { get; private set; }
    public CampaignState State { get; private set; } = CampaignState.Interrupted;
    public long Lines { get; private set; }
    public double CpuSeconds { get; private set; }
    public double EnergyKwh { get; private set; }
    public double Co2Grams { get; private set; }
    public int Settled { get; private set; }
    public Dictionary<int, (string Rung, AnswerSheet Answer, bool Final)> Answers { get; } = [];
    /// <summary>Records that jobs of this campaign left, and tickets by failed level.</summary>
    public Dictionary<string, string> Own { get; } = [];
    public Dictionary<(int Ticket, string Level), int> Failures { get; } = [];
    /// <summary>The record of the last failure.</summary>
    public Dictionary<(int Ticket, string Level), string> FailedRecords { get; } = [];

    public CampaignEvent Take(JournalLine line)
    {
        Lines++;
        var rung = _rungs.GetValueOrDefault(line.Rung ?? "");
        switch (line.Kind)
        {
            case "started":
                (Campaign, Tickets, StartedAt, State) = (line.Campaign!.ToCampaign(), line.Tickets ?? [], line.At, CampaignState.Running);
                (_kwhFactor, _gramsFactor) = (line.KwhPerCpuSecond ?? 0, line.GramsPerCpuSecond ?? 0);
                break;
            case "resumed": State = CampaignState.Running; _jobsThisRun = 0; _notes.Clear(); break;
            case "rung": rung.Came = Math.Max(rung.Came, line.Count ?? 0); break;
            case "model": if (line.Model is { } card) _models[card.Id] = card; break;
            case "note": if (line.Message is { } note && !_notes.Contains(note)) _notes.Add(note); break;
            case "job":
                _jobsThisRun++;
                if (line.Failed == true)
                {
                    rung.Failed++;
                    if (line.Ticket is { } t) Failures[(t, line.Level ?? "")] = Failures.GetValueOrDefault((t, line.Level ?? "")) + 1;
                    if (line is { Ticket: { } u, Record: { } failed }) FailedRecords[(u, line.Level ?? "")] = failed;
                }
                if (line.Record is { } id) Own[id] = line.Rung ?? "";
                if (line.Ticket is { } n)
                {
                    _computed[n] = _computed.GetValueOrDefault(n) + (line.CpuSeconds ?? 0);
                    var energy = _energy.GetValueOrDefault(n);
                    _energy[n] = (energy.Kwh + (line.EnergyKwh ?? 0), energy.Grams + (line.Co2Grams ?? 0));
                }
                break;
            case "answer": Settle(line); break;
            case "reopened":
                if (line.Ticket is { } again && Answers.TryGetValue(again, out var before) && before.Final)
                {
                    Settled--;
                    Answers[again] = before with { Final = false };
                }
                break;
            case "state": State = line.State ?? State; break;
        }
        (rung.Cpu, rung.Kwh, rung.Grams) = (rung.Cpu + (line.CpuSeconds ?? 0), rung.Kwh + (line.EnergyKwh ?? 0), rung.Grams + (line.Co2Grams ?? 0));
        (CpuSeconds, EnergyKwh, Co2Grams) = (CpuSeconds + (line.CpuSeconds ?? 0), EnergyKwh + (line.EnergyKwh ?? 0), Co2Grams + (line.Co2Grams ?? 0));
        if (line.Rung is { Length: > 0 } name)
        {
            if (!_rungs.ContainsKey(name)) _order.Add(name);
            _rungs[name] = rung;
        }
        string? candidate = line.Ticket is { } k && k < Tickets.Count && Campaign is not null ? Campaign.Candidates[Tickets[k].Candidates[0]] : null;
        return new CampaignEvent(Lines, line.At, line.Kind, line.Rung ?? "", candidate, line.Message ?? line.State?.ToString() ?? "", Settled, Tickets.Count, CpuSeconds);
    }

    void Settle(JournalLine line)
    {
        int ticket = line.Ticket!.Value;
        if (line.Final == true && !(Answers.TryGetValue(ticket, out var old) && old.Final)) Settled++;
        Answers[ticket] = (line.Rung ?? "", line.Answer!, line.Final == true);
    }

    /// <summary>What computing a ticket costs: measured if this campaign computed it at the target level, otherwise as forecast.</summary>
    public double BaselineOf(int ticket) =>
        Answers.TryGetValue(ticket, out var a) && a.Answer is { Answer: "known", Tier: "computed" } && _computed.TryGetValue(ticket, out double spent) ? Math.Max(spent, 0) : Tickets[ticket].BruteForceCpuSeconds;

    /// <summary>What this campaign spent on jobs of a ticket, s of processor time.</summary>
    public double SpentOn(int ticket) => _computed.GetValueOrDefault(ticket);

    /// <summary>The same as energy (kWh) and emissions (g CO2e).</summary>
    public (double Kwh, double Grams) EnergyOf(int ticket) => _energy.GetValueOrDefault(ticket);

    public CampaignReport Report(string id, CampaignState state)
    {
        var campaign = Campaign!;
        var results = new CandidateResult?[campaign.Candidates.Count];
        for (int t = 0; t < Tickets.Count; t++)
        {
            var (rung, sheet, _) = Answers.GetValueOrDefault(t, ("", new AnswerSheet("cannot_say", Reason: "not reached yet"), false));
            foreach (int c in Tickets[t].Candidates) results[c] = new(campaign.Candidates[c], Tickets[t].Smiles, Tickets[t].InChIKey, rung, sheet.ToAnswer());
        }
        for (int c = 0; c < results.Length; c++) results[c] ??= new(campaign.Candidates[c], null, null, "", new Answer.CannotSay("not reached yet"));
        var answered = Enumerable.Range(0, Tickets.Count).Where(t => Answers.TryGetValue(t, out var a) && a.Answer.Answer == "known").ToArray();
        double brute = Enumerable.Range(0, Tickets.Count).Sum(BaselineOf), avoided = Math.Max(0, answered.Sum(BaselineOf) - CpuSeconds);
        var byRung = answered.GroupBy(t => Answers[t].Rung).ToDictionary(g => g.Key, g => g.Count());
        // Rungs in the order in which they first appear, which is the order of the ladder.
        var funnel = _order.Select(r => (Name: r, Sum: _rungs[r])).Select(r => new RungReport(r.Name, r.Sum.Came, byRung.GetValueOrDefault(r.Name), r.Sum.Failed, r.Sum.Cpu, r.Sum.Kwh, r.Sum.Grams)).ToArray();
        int computed = answered.Count(t => Answers[t].Answer.Tier == "computed"), unanswered = Tickets.Count - answered.Length;
        string baseline = $"Brute force is the forecast of {campaign.GeometryLevel} geometry and {campaign.Level.Name} for each of {Tickets.Count} distinct molecules, by measured jobs in the archive where there are some; start geometries are not counted; " +
            $"the {computed} computed here count with what they really cost. Avoided is brute force of the {answered.Length} answered less everything spent; {unanswered} without an answer avoid nothing.";
        var notes = _jobsThisRun == 0 && answered.Length > 0 ? [.. _notes, "Nothing was computed in the last run."] : _notes;
        return new CampaignReport(id, campaign, state, StartedAt, funnel, results!, CpuSeconds, EnergyKwh, Co2Grams, brute, avoided, avoided * _kwhFactor, avoided * _gramsFactor, baseline)
        { Notes = [.. notes], Models = [.. _models.Values] };
    }
}
