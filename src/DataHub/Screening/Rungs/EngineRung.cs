// The rung of an engine: computes what nothing cheaper could answer.
using System.Collections.Concurrent;
using DataHub.Compute;
using DataHub.Compute.Workflows;
using DataHub.Model;
using DataHub.Screening.Claims;

namespace DataHub.Screening.Rungs;

/// <summary>
/// Computes at one level: the geometry level by an optimisation from an embedded geometry, any other level at the geometry of the geometry level, which is taken from the archive or
/// computed first. At the target level it answers, most uncertain and cheapest first; below it, its value goes to the tickets for the surrogate that corrects it. After every
/// few answers <paramref name="between"/> (a surrogate that has learned from them) may answer some of those that still wait.
/// </summary>
public sealed class EngineRung(Level level, bool target, IRung? between = null) : IRung
{
    static readonly TimeSpan Wait = TimeSpan.FromSeconds(0.3);
    readonly GeometryBench _geometries = new();

    /// <inheritdoc/>
    public string Name => level.Name;

    /// <inheritdoc/>
    public void Pass(CampaignRun run, IReadOnlyList<Ticket> open, CancellationToken cancel)
    {
        run.Begin(Name, open.Count);
        var workflow = run.WorkflowOf(level, DriverOf(run.Campaign.Property));
        var driver = run.Campaign.Workflows.ContainsKey(level.Name) && level.Name != run.Forecasts.Geometry.Name ? workflow.Last.Driver!.Value : DriverOf(run.Campaign.Property);
        var engine = run.Laboratory.Engines.For(level, level.Name == run.Forecasts.Geometry.Name ? Driver.Optimization : driver, workflow.At(level).Program);
        if (Absent(run, engine) is { } why)
        {
            run.Note(why);
            // What the archive holds may still serve: a geometry or a value at this level needs no engine.
            foreach (var t in open)
            {
                if (level.Name == run.Forecasts.Geometry.Name) _geometries.Find(run, t);
                if (level.Name == run.Forecasts.Geometry.Name && !target && t.Geometry is not null) continue;
                t.Why = why;
            }
            return;
        }

        var rest = target ? open.OrderByDescending(t => (t.Sigma ?? 1) / Math.Max(Expected(run, t), 1e-3)).ThenBy(t => t.Number).ToList() : [.. open];
        int batch = Math.Max(2 * run.Laboratory.Executor.Slots, target && between is not null ? 6 : 16);
        // What somebody else computes just now waits until the rest is done, and is then usually known.
        var waiting = new ConcurrentQueue<Ticket>();
        while (rest.Count + waiting.Count > 0 && !run.Exhausted && !cancel.IsCancellationRequested)
        {
            if (rest.Count == 0)
            {
                run.NoteOnce($"{Name}: some molecules are being computed by {waiting.First().HeldBy} just now; they are waited for, and not computed twice.");
                cancel.WaitHandle.WaitOne(Wait);
                while (waiting.TryDequeue(out var t)) rest.Add(t);
                rest.Sort((a, b) => a.Number.CompareTo(b.Number));
            }
            var now = rest.Take(batch).ToArray();
            rest.RemoveRange(0, now.Length);
            _geometries.Embed(run, now, Name, cancel);
            Parallel.ForEachAsync(now, new ParallelOptions { MaxDegreeOfParallelism = run.Laboratory.Executor.Slots }, async (t, _) =>
            {
                if (!run.Exhausted && !cancel.IsCancellationRequested && !await One(run, t, engine!, workflow, driver, cancel).ConfigureAwait(false)) waiting.Enqueue(t);
            }).GetAwaiter().GetResult();
            if (between is not null && rest.Count > 0 && !run.Exhausted && !cancel.IsCancellationRequested)
            {
                between.Pass(run, rest, cancel);
                rest.RemoveAll(t => t.Settled);
            }
        }
    }

    /// <summary>Answers one ticket, or says why not; false if somebody else has claimed what would have to be computed.</summary>
    async Task<bool> One(CampaignRun run, Ticket t, IEngine engine, Workflow workflow, Driver driver, CancellationToken cancel)
    {
        t.HeldBy = null;
        bool geometryOnly = level.Name == run.Forecasts.Geometry.Name;
        var (optimised, failure) = await _geometries.Ensure(run, t, Name, cancel).ConfigureAwait(false);
        if (t.HeldBy is not null) return false;
        if (failure is not null)
        {
            t.Why = failure;
            if (target && !cancel.IsCancellationRequested && !run.Exhausted && _geometries.Engine(run) is not null) run.Answer(t, Name, new Answer.Failed($"no geometry: {failure}", Cost.Unknown));
            return true;
        }
        if (geometryOnly)
        {
            Settle(run, t, optimised!, computed: run.OwnRung(optimised!.Id) is not null);
            return true;
        }

        var asked = ReuseRung.QuestionOf(run.Campaign, t.Molecule!) with { Level = level, Geometry = t.Geometry, GeometryLevel = null };
        if (Stored(run, t, asked)) return true;
        using var claim = run.Claim(t, t.Geometry?.Level ?? run.Forecasts.Geometry.Name, level, driver);
        if (t.HeldBy is not null) return false;
        if (claim is not null && Stored(run, t, asked)) return true;
        var (why, cost) = ($"{level.Name} failed before it was interrupted", Cost.Unknown);
        while (run.Next(t, Name, engine, workflow, level, driver, t.Geometry!) is { } job)
        {
            double forecast = job.Expected!.Value;
            if (!run.Reserve(forecast)) { t.Why = $"not computed: the forecast {forecast:0} CPU-s at {level.Name} would exceed the budget"; return true; }
            try
            {
                var bundle = await run.Laboratory.Executor.Run(engine, job, cancel).ConfigureAwait(false);
                if (cancel.IsCancellationRequested) { run.Drop(t, Name, bundle); t.Why = "cancelled"; return true; }
                var record = await run.TakeInTurn(t, Name, job, bundle).ConfigureAwait(false);
                if (record is { Status: Status.Success }) { Settle(run, t, record, computed: true); return true; }
                (why, cost) = (record?.Failure is { } f ? $"{level.Name}: {f.Message}" : t.Why ?? $"{level.Name}: nothing readable came of the job", record?.Cost ?? Cost.Unknown);
            }
            finally { run.Release(forecast); }
        }
        Fail(run, t, why, cost);
        return true;
    }

    /// <summary>Takes what the archive knows at this level and geometry; false if it knows nothing.</summary>
    bool Stored(CampaignRun run, Ticket t, Question asked)
    {
        if (run.Laboratory.Known.Ask(asked).Answer is not Answer.Known known) return false;
        bool own = known.Evidence.CalculationId is { } id && run.OwnRung(id) is not null;
        if (target) run.Answer(t, own ? Name : Campaign.ReuseRung, own ? ReuseRung.Own(known) : known);
        else if (run.LowLevel == level.Name) t.Low = run.Laboratory.Archive.Get(known.Evidence.CalculationId!)?.Values;
        return true;
    }

    void Settle(CampaignRun run, Ticket t, Calculation record, bool computed)
    {
        if (!target)
        {
            if (run.LowLevel == level.Name) t.Low = record.Values;
            return;
        }
        if (record.Values[run.Campaign.Property] is not { } value) { Fail(run, t, $"{record.Provenance.Program} gives no {run.Campaign.Property.Name} at {level.Name}", record.Cost); return; }
        run.Answer(t, Name, new Answer.Known(value, null, null, new Evidence(computed ? Tier.Computed : Tier.T3, record.Id, computed ? $"computed at {level.Name}" : $"optimised at {level.Name} before")
        {
            Level = record.Level.Name, Program = $"{record.Provenance.Program} {record.Provenance.ProgramVersion}".Trim(), GeometryLevel = record.Geometry?.Level, Dataset = record.Provenance.Dataset,
            Licence = record.Provenance.Licence, CpuSeconds = record.Cost.CpuSeconds,
        }));
    }

    void Fail(CampaignRun run, Ticket t, string why, Cost cost)
    {
        t.Why = why;
        if (target) run.Answer(t, Name, new Answer.Failed(why, cost));
    }

    static double Expected(CampaignRun run, Ticket t) => run.Forecasts.Whole(t.Molecule!, t.Geometry is null).Sum(f => f.CpuSeconds);

    string? Absent(CampaignRun run, IEngine? engine) => Absent(run.Laboratory, engine, level) ?? (_geometries.Engine(run) is null && level.Name == run.Forecasts.Geometry.Name ? Absent(run.Laboratory, run.Laboratory.Engines.For(level, Driver.Optimization, run.WorkflowOf(level, Driver.Optimization).At(level).Program), level) : null);

    /// <summary>Why an engine cannot be used, with the remedy; null if it can.</summary>
    public static string? Absent(Laboratory laboratory, IEngine? engine, Level level) =>
        engine is null ? $"not computed: no engine computes {level.Name}"
        : laboratory.FindEngine(engine) is null ? $"not computed: engine {engine.Program} not found, install it with: apt-get install {engine.Package}" : null;

    /// <summary>What must be asked of a program to get a property.</summary>
    public static Driver DriverOf(Property property) => JobKey.DriverOf(property);
}
