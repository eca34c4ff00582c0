// A campaign while it runs: tickets, journal, budget, ledger. Rungs report to it; everything durable happens here.
using DataHub.Compute;
using DataHub.Compute.Workflows;
using DataHub.Ingest;
using DataHub.Model;
using DataHub.Screening.Claims;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>The running state of one campaign. Thread-safe towards rungs.</summary>
public sealed class CampaignRun : IDisposable
{
    /// <summary>Dataset of what campaigns compute; such records teach surrogates but do not calibrate them.</summary>
    public const string Dataset = "campaigns";

    readonly Lock _lock = new();
    readonly Lock _door = new();
    readonly SemaphoreSlim _turn = new(1);
    readonly Journal _journal;
    readonly JournalFold _fold;
    readonly Action<CampaignEvent> _told;
    readonly Dictionary<(string Smiles, int Multiplicity), (HashSet<string> Records, Amount Spent)> _ledgered = [];
    readonly HashSet<string> _noted = [];
    readonly Leases? _leases;
    double _reserved;

    internal CampaignRun(Campaign campaign, Laboratory laboratory, IReadOnlyList<Ticket> tickets, CampaignForecasts forecasts, Journal journal, JournalFold fold, Action<CampaignEvent> told)
    {
        (Campaign, Laboratory, Tickets, Forecasts, _journal, _fold, _told) = (campaign, laboratory, tickets, forecasts, journal, fold, told);
        _leases = laboratory.Claims is { } book ? new Leases(book, $"campaign {campaign.Id}") : null;
        Budget = campaign.BudgetCpuSeconds ?? (campaign.BudgetKwh is { } kwh ? kwh / forecasts.KwhPerCpuSecond : null);
        foreach (var t in tickets) t.Settled = _fold.Answers.TryGetValue(t.Number, out var a) && a.Final;
        foreach (var (line, _) in laboratory.Archive.LedgerFrom())
            if (line.Campaign == campaign.Id)
            {
                var before = _ledgered.GetValueOrDefault((line.Molecule, line.Multiplicity ?? 1), ([], default));
                before.Records.Add(line.CalculationId ?? "");
                _ledgered[(line.Molecule, line.Multiplicity ?? 1)] = (before.Records, new(before.Spent.CpuSeconds + line.CpuSeconds, before.Spent.EnergyKwh + (line.EnergyKwh ?? 0), before.Spent.Co2Grams + (line.Co2Grams ?? 0)));
            }
    }

    /// <summary>The campaign.</summary>
    public Campaign Campaign { get; }
    /// <summary>What it works with.</summary>
    public Laboratory Laboratory { get; }
    /// <summary>Its distinct molecules.</summary>
    public IReadOnlyList<Ticket> Tickets { get; }
    /// <summary>Forecasts of its jobs.</summary>
    public CampaignForecasts Forecasts { get; }
    /// <summary>The level whose values the correcting surrogate starts from: the last level of the ladder before the target; null if there is none.</summary>
    public string? LowLevel => Campaign.Rungs.LastOrDefault(r => r is not (Screening.Campaign.ReuseRung or Screening.Campaign.SurrogateRung) && r != Campaign.Level.Name);
    /// <summary>Budget, s of processor time.</summary>
    public double? Budget { get; }
    /// <summary>True once a job was not started because it would exceed the budget.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>The rung that computed a record, if this campaign did.</summary>
    public string? OwnRung(string id) { lock (_lock) return _fold.Own.GetValueOrDefault(id); }

    /// <summary>How often jobs of the ticket at the level have failed.</summary>
    public int Failures(Ticket ticket, string level) { lock (_lock) return _fold.Failures.GetValueOrDefault((ticket.Number, level)); }

    /// <summary>How the last of those jobs failed; null if none did, or nothing is kept of it.</summary>
    public FailureKind? LastFailure(Ticket ticket, string level)
    {
        string? id;
        lock (_lock) id = _fold.FailedRecords.GetValueOrDefault((ticket.Number, level));
        return id is null ? null : Laboratory.Archive.Get(id)?.Failure?.Kind;
    }

    /// <summary>The workflow by which a level is computed: what the ladder names, else the shipped one.</summary>
    public Workflow WorkflowOf(Level level, Driver driver) => Campaign.Workflows.GetValueOrDefault(level.Name) ?? Laboratory.Workflows.For(level, Forecasts.Geometry, driver);

    /// <summary>A job of this campaign by the step of a workflow: the next attempt at it, or null if there is none left or no remedy for the way in which the last one failed.</summary>
    internal Job? Next(Ticket ticket, string rung, IEngine engine, Workflow workflow, Level level, Driver driver, Geometry start, bool again = false)
    {
        var step = workflow.At(level);
        int failures = Failures(ticket, level.Name);
        string? remedy = null;
        if (failures > 0)
        {
            if (failures >= step.Attempts) return null;
            var kind = LastFailure(ticket, level.Name);
            remedy = kind is { } k ? engine.Remedies(k).ElementAtOrDefault(failures - 1) : null;
            if (remedy is null && (!again || kind is FailureKind.BadInput or FailureKind.MissingBasis or FailureKind.EngineAbsent)) return null;
        }
        return new Job(ticket.Molecule!, start, level, driver)
        {
            Campaign = Campaign.Id, Rung = rung, Dataset = Dataset, Workflow = workflow.Tag, Limits = step.Limits, Cores = step.Cores, Attempt = failures + 1, Remedy = remedy, Expected = Forecasts.Of(level.Name, ticket.Molecule!).CpuSeconds,
            Parents = driver != Driver.Optimization && ticket.GeometryId is { } g ? [g] : [],
        };
    }

    /// <summary>Reserves the forecast of a job; false, and the budget is exhausted, if what is spent and reserved does not leave room for it.</summary>
    public bool Reserve(double cpuSeconds)
    {
        lock (_lock)
        {
            if (Budget is { } b && _fold.CpuSeconds + _reserved + cpuSeconds > b) { Exhausted = true; return false; }
            _reserved += cpuSeconds;
            return true;
        }
    }

    /// <summary>Claims a job, so that nobody else computes the same at the same time; null without claims, or if somebody else has it, whom the ticket then names.</summary>
    public IDisposable? Claim(Ticket ticket, string geometry, Level level, Driver driver)
    {
        if (_leases is null) return null;
        var taken = _leases.Take(JobKey.Of(ticket.Molecule!, geometry, level.Name, driver), out var standing);
        ticket.HeldBy = taken is null ? standing.Owner : null;
        return taken;
    }

    /// <summary>Something that a reader of the report should know, however often it is found.</summary>
    public void NoteOnce(string text) { if (_noted.Add(text)) Note(text); }

    /// <summary>Gives its claims back.</summary>
    public void Dispose()
    {
        _leases?.Dispose();
        _turn.Dispose();
    }

    /// <summary>Gives a reservation back when the job has ended and its cost is in the journal.</summary>
    public void Release(double cpuSeconds) { lock (_lock) _reserved -= cpuSeconds; }

    /// <summary>A rung begins.</summary>
    public void Begin(string rung, int count) => Write([Line("rung") with { Rung = rung, Count = count, Message = $"{count} molecules" }]);

    /// <summary>What a rung needed beside jobs: look-ups, training, embedding.</summary>
    public void Spend(string rung, Cost cost, string message, Ticket? ticket = null)
    {
        if (cost.CpuSeconds is > 0) Write([Costing(Line("cost") with { Rung = rung, Ticket = ticket?.Number, Message = message }, cost)]);
    }

    /// <summary>Something that a reader of the report should know.</summary>
    public void Note(string text) => Write([Line("note") with { Message = text }]);

    /// <summary>A model was trained.</summary>
    public void Trained(string rung, DataHub.Compute.Surrogates.ModelCard card, Cost cost) =>
        Write([Costing(Line("model") with { Rung = rung, Model = card, Message = $"{card.Name} trained on {card.Records} records, leave-one-out error {card.LooMae:0.###} {Campaign.Property.Unit}" }, cost)]);

    /// <summary>Answers: final ones settle their tickets, the others may be bettered. All are on disk when it returns.</summary>
    public void Answer(IReadOnlyList<(Ticket Ticket, string Rung, Answer Answer, bool Final)> answers)
    {
        if (answers.Count == 0) return;
        Write(answers.Select(a => Line("answer") with { Rung = a.Rung, Ticket = a.Ticket.Number, Answer = AnswerSheet.Of(a.Answer, Campaign.Property), Final = a.Final, Message = Words(a.Answer) }));
        foreach (var a in answers) a.Ticket.Settled |= a.Final;
        Settle(answers.Where(a => a.Final).Select(a => a.Ticket));
    }

    /// <summary>One final answer.</summary>
    public void Answer(Ticket ticket, string rung, Answer answer) => Answer([(ticket, rung, answer, true)]);

    /// <summary>
    /// <see cref="Take(Ticket, string, Job, Bundle)"/>, one at a time without holding a thread while it waits: when hundreds of jobs end together, threads that wait for the door would leave none for the work behind it.
    /// </summary>
    public async Task<Calculation?> TakeInTurn(Ticket ticket, string rung, Job job, Bundle bundle)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try { return Take(ticket, rung, job, bundle); }
        finally { _turn.Release(); }
    }

    /// <summary>Takes the bundle of a job in and journals it. Returns the record that it became: a success if there is one, else the failure.</summary>
    public Calculation? Take(Ticket ticket, string rung, Job job, Bundle bundle)
    {
        var sheet = SheetOf(bundle);
        var kept = new List<Calculation>();
        var faults = new List<string>();
        lock (_door)
            foreach (var receipt in Laboratory.Intake.Take([bundle], new IntakeOptions { Dataset = Dataset, Licence = Campaign.Licence }))
                switch (receipt)
                {
                    case Receipt.Kept k: if (Laboratory.Archive.Get(k.Id) is { } c) kept.Add(c); break;
                    case Receipt.AlreadyKept k: if (Laboratory.Archive.Get(k.Id) is { } d) kept.Add(d); break;
                    case Receipt.Quarantined q: faults.AddRange(q.Faults.Select(x => x.ToString())); break;
                    case Receipt.Refused r: faults.AddRange(r.Faults.Select(x => x.ToString())); break;
                }
        var record = kept.FirstOrDefault(c => c.Status == Status.Success && c.Level.Name == job.Level.Name) ?? kept.FirstOrDefault(c => c.Status == Status.Failed);
        bool failed = record is not { Status: Status.Success };
        if (failed && kept.FirstOrDefault(c => c.Status == Status.Withdrawn) is { } recalled)
            faults.Add($"it gave record {recalled.Id} again, which is withdrawn{(recalled.Recalled is { } why ? $" ({why.Withdrawal}): {why.Reason}" : "")}");
        string attempt = job.Attempt == 1 ? "" : $" at attempt {job.Attempt}{(job.Remedy is null ? "" : $" ({job.Remedy})")}";
        string message = !failed ? $"{job.Level.Name} done{attempt}" : $"{job.Level.Name} failed{attempt}: {record?.Failure?.Message ?? (faults.Count > 0 ? string.Join("; ", faults) : "nothing readable came of it")}";
        if (record is null) ticket.Why = message;
        Write([Costing(Line("job") with { Rung = rung, Ticket = ticket.Number, Level = job.Level.Name, Record = record?.Id, Failed = failed, Message = message }, sheet?.Cost ?? record?.Cost ?? Cost.Unknown)]);
        return record;
    }

    /// <summary>A job that was cancelled: its cost counts, its output is no result.</summary>
    public void Drop(Ticket ticket, string rung, Bundle bundle) => Spend(rung, SheetOf(bundle)?.Cost ?? Cost.Unknown, "cancelled job", ticket);

    static JobRecord? SheetOf(Bundle bundle) => bundle.Files.FirstOrDefault(f => f.Name == JobRecord.FileName) is { } f ? JobRecord.FromJson(f.ReadAllText()) : null;

    /// <summary>Takes a prediction in; its id, or null if it was refused.</summary>
    public string? Take(Calculation prediction)
    {
        lock (_door)
            return Laboratory.Intake.Take(prediction) switch { Receipt.Kept k => k.Id, Receipt.AlreadyKept k => k.Id, _ => null };
    }

    /// <summary>The end, or the state in which it stopped.</summary>
    internal void End(CampaignState state, string? message = null) => Write([Line("state") with { State = state, Message = message ?? state.ToString() }]);

    /// <summary>A line that is already made: how the journal begins, and jobs that reached the archive but not the journal.</summary>
    internal void Write(IEnumerable<JournalLine> lines)
    {
        lock (_lock)
        {
            var list = lines.ToArray();
            _journal.Append(list);
            foreach (var line in list) _told(_fold.Take(line));
        }
    }

    internal JournalLine Line(string kind) => new(kind, Laboratory.Clock.GetUtcNow().UtcDateTime);

    static JournalLine Costing(JournalLine line, Cost cost) => line with { CpuSeconds = cost.CpuSeconds, EnergyKwh = cost.EnergyKwh, Co2Grams = cost.Co2Grams };

    static string Words(Answer answer) => answer switch
    {
        Answer.Known k => FormattableString.Invariant($"{k.Value:0.####}{(k.HalfWidth is { } h ? FormattableString.Invariant($" ± {h:0.###}") : "")}: {k.Evidence.Reason}"),
        Answer.Unsure u => FormattableString.Invariant($"unsure, {u.Value:0.####} ± {u.HalfWidth:0.###}: {u.Evidence.Reason}"),
        Answer.CannotSay c => c.Why,
        Answer.Failed f => $"failed: {f.Why}",
        _ => "",
    };

    /// <summary>
    /// Brings the ledger up to the journal: one line for each settled molecule and the record that answers it. A reuse or a prediction says what it avoided even if another campaign avoided the same before;
    /// what is counted once and what is repeated demand is the ledger's business. A molecule that was asked again because its record was withdrawn has a second line, with what was spent since the first.
    /// </summary>
    internal void Settle(IEnumerable<Ticket> tickets)
    {
        List<LedgerLine> lines = [];
        lock (_lock)
        {
            foreach (var t in tickets)
            {
                if (t.Molecule?.Smiles is not { } smiles || !_fold.Answers.TryGetValue(t.Number, out var a) || !a.Final) continue;
                var key = (smiles, t.Molecule.Multiplicity);
                var told = _ledgered.GetValueOrDefault(key, ([], default));
                if (!told.Records.Add(a.Answer.CalculationId ?? "")) continue;
                string? tier = a.Answer.Answer == "known" ? a.Answer.Tier : null;
                string action = tier switch { null => "failed", "computed" => "computed", "t6" => "predicted", "t5" => "corrected", _ => "reused" };
                var spent = new Amount(_fold.SpentOn(t.Number), _fold.EnergyOf(t.Number).Kwh, _fold.EnergyOf(t.Number).Grams);
                double? avoided = action is "failed" or "computed" ? null : Math.Max(0, t.BruteForce - spent.CpuSeconds);
                var (kwh, grams) = PerSecond(a.Answer);
                lines.Add(new LedgerLine(Laboratory.Clock.GetUtcNow().UtcDateTime, Campaign.Id, action, smiles, Campaign.Level.Name, Campaign.Property.Name, a.Answer.CalculationId, a.Rung, spent.CpuSeconds - told.Spent.CpuSeconds, avoided, a.Answer.Reason ?? "")
                {
                    Multiplicity = t.Molecule.Multiplicity, Dataset = a.Answer.Dataset, EnergyKwh = spent.EnergyKwh - told.Spent.EnergyKwh, Co2Grams = spent.Co2Grams - told.Spent.Co2Grams,
                    AvoidedKwh = avoided * kwh, AvoidedCo2Grams = avoided * grams,
                });
                _ledgered[key] = (told.Records, spent);
            }
        }
        if (lines.Count > 0) Laboratory.Archive.Note(lines);
    }

    /// <summary>Energy and emissions of a second of processor time: as the reused record's own cost has it, else by the energy model.</summary>
    (double Kwh, double Grams) PerSecond(AnswerSheet answer) => answer is { Tier: not ("t5" or "t6"), CpuSeconds: > 0 and var s, EnergyKwh: { } kwh, Co2Grams: { } grams } ? (kwh / s, grams / s) : (Forecasts.KwhPerCpuSecond, Forecasts.GramsPerCpuSecond);
}
