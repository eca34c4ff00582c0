// Geometries for engine jobs: from the archive where it has them, otherwise embedded and optimised.
using DataHub.Compute;
using DataHub.Compute.Workflows;
using DataHub.Model;

namespace DataHub.Screening.Rungs;

/// <summary>Gives a ticket the geometry optimised at the campaign's geometry level. A failed optimisation is tried again from another embedding and with what the engine has against that failure; each attempt is a record with its cost.</summary>
sealed class GeometryBench
{
    /// <summary>Processor time of embedding, s: starting Python with RDKit, and one molecule of ten heavy atoms (measured: 0.3 and 0.03).</summary>
    const double StartSeconds = 0.3, EmbedSeconds = 0.03;

    /// <summary>The workflow whose optimisation it is: that of the rung at the geometry level, if the ladder names one, else the target's.</summary>
    static Workflow Step(CampaignRun run) => run.Campaign.Workflows.GetValueOrDefault(run.Forecasts.Geometry.Name) ?? (run.Campaign.Rungs.Contains(run.Forecasts.Geometry.Name) ? null : run.Campaign.Workflows.GetValueOrDefault(run.Campaign.Level.Name)) ?? run.WorkflowOf(run.Forecasts.Geometry, Driver.Optimization);

    /// <summary>The engine that optimises, or null if it is not there.</summary>
    public IEngine? Engine(CampaignRun run) =>
        run.Laboratory.Engines.For(run.Forecasts.Geometry, Driver.Optimization, Step(run).At(run.Forecasts.Geometry).Program) is { } e && run.Laboratory.FindEngine(e) is not null && run.Laboratory.Embedder.Installed ? e : null;

    /// <summary>Looks for a stored geometry of the molecule: the optimisation lowest in energy. Its record gives the cheap value too.</summary>
    public Calculation? Find(CampaignRun run, Ticket t)
    {
        if (t.GeometryId is { } have) return run.Laboratory.Archive.Get(have);
        var level = run.Forecasts.Geometry;
        var question = new Question(t.Molecule!, Property.Energy, level) { GeometryLevel = level.Name };
        if (run.Laboratory.Known.Ask(question).Answer is not Answer.Known { Evidence.CalculationId: { } id } || run.Laboratory.Archive.Get(id) is not { Geometry: not null } record) return null;
        (t.Geometry, t.GeometryId) = (record.Geometry, record.Id);
        if (run.LowLevel == level.Name) t.Low = record.Values;
        return record;
    }

    /// <summary>Embeds those of the tickets that have no geometry, in one process, which costs a fraction of embedding each alone.</summary>
    public void Embed(CampaignRun run, IEnumerable<Ticket> tickets, string rung, CancellationToken cancel)
    {
        if (Engine(run) is null) return;
        var bare = tickets.Where(t => t.Start is null && t.HeldBy is null && run.Failures(t, run.Forecasts.Geometry.Name) == 0 && Find(run, t) is null).ToArray();
        double forecast = StartSeconds + EmbedSeconds * bare.Length;
        if (bare.Length < 2 || !run.Reserve(forecast)) return;
        var made = run.Laboratory.Embedder.EmbedAll([.. bare.Select(t => (t.Molecule!.Smiles!, run.Campaign.Seed))], cancel);
        for (int i = 0; i < bare.Length; i++)
        {
            bare[i].Start = made[i].Geometry;
            run.Spend(rung, made[i].Cost, "embedding", bare[i]);
        }
        run.Release(forecast);
    }

    /// <summary>The record of the geometry, or why there is none; neither if somebody else computes it just now, whom the ticket then names.</summary>
    public async Task<(Calculation? Record, string? Failure)> Ensure(CampaignRun run, Ticket t, string rung, CancellationToken cancel)
    {
        if (Find(run, t) is { } stored) return (stored, null);
        var level = run.Forecasts.Geometry;
        if (run.Laboratory.Engines.For(level, Driver.Optimization, Step(run).At(level).Program) is not { } engine) return (null, $"not computed: no engine optimises at {level.Name}");
        if (EngineRung.Absent(run.Laboratory, engine, level) is { } absent) return (null, absent);
        if (!run.Laboratory.Embedder.Installed) return (null, "not computed: RDKit for Python not found, which makes start geometries, install it with: apt-get install python3-rdkit");

        using var claim = run.Claim(t, level.Name, level, Driver.Optimization);
        if (t.HeldBy is not null) return (null, null);
        // Whoever had it a moment ago may have finished between the look-up and the claim.
        if (claim is not null && Find(run, t) is { } meanwhile) return (meanwhile, null);
        string failure = "it failed before the campaign was interrupted";
        for (int attempt = run.Failures(t, level.Name); attempt < Step(run).At(level).Attempts && !cancel.IsCancellationRequested; attempt++)
        {
            double forecast = run.Forecasts.Of(level.Name, t.Molecule!).CpuSeconds;
            if (!run.Reserve(forecast)) return (null, $"not computed: the forecast {forecast:0.##} CPU-s at {level.Name} would exceed the budget");
            try
            {
                var start = attempt == 0 ? t.Start : null;
                if (start is null)
                {
                    var embedded = run.Laboratory.Embedder.Embed(t.Molecule!.Smiles!, run.Campaign.Seed + attempt, cancel);
                    run.Spend(rung, embedded.Cost, "embedding", t);
                    if ((start = embedded.Geometry) is null) return (null, $"no start geometry: {embedded.Failure?.Message ?? "embedding failed"}");
                }
                if (run.Next(t, rung, engine, Step(run), level, Driver.Optimization, start, again: true) is not { } job) break;
                var bundle = await run.Laboratory.Executor.Run(engine, job, cancel).ConfigureAwait(false);
                if (cancel.IsCancellationRequested) { run.Drop(t, rung, bundle); return (null, "cancelled"); }
                var record = await run.TakeInTurn(t, rung, job, bundle).ConfigureAwait(false);
                if (record is { Status: Status.Success, Geometry: { } g })
                {
                    (t.Geometry, t.GeometryId) = (g, record.Id);
                    if (run.LowLevel == level.Name) t.Low = record.Values;
                    return (record, null);
                }
                failure = record?.Failure?.Message ?? t.Why ?? "nothing readable came of the optimisation";
            }
            finally { run.Release(forecast); }
        }
        return (null, cancel.IsCancellationRequested ? "cancelled" : $"optimisation at {level.Name} failed: {failure}");
    }
}
