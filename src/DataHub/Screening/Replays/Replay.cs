// Replays campaigns against a table: the search of a real campaign, with the table in place of engines.
using DataHub.Compute;
using DataHub.Compute.Surrogates.Pools;
using DataHub.Screening.Seeking;
using Step = DataHub.Screening.Seeking.Step;

namespace DataHub.Screening.Replays;

/// <summary>Runs every strategy for every seed. What a strategy is charged is what the table says; what it may know beforehand is the mean cost of each level.</summary>
public sealed class Replay(ReplayTable table, ReplaySpec spec, string file)
{
    const int ForecastLabels = 100;
    readonly int _levels = spec.Levels?.Count ?? 0;

    /// <summary>The strategies of the report: the campaign, then active learning on the target alone, random order, and a fixed funnel through each cheaper level.</summary>
    public ReplayReport Run(int seeds, bool compare = true, Action<string>? told = null, CancellationToken cancel = default)
    {
        var runs = new List<ReplayRun>();
        for (int seed = 1; seed <= seeds; seed++)
        {
            var scene = new Scene(this, seed);
            void Add(ReplayRun run)
            {
                runs.Add(run);
                told?.Invoke(FormattableString.Invariant($"seed {run.Seed}, {run.Strategy}: saved {100 * (run.SavingAtRecall ?? 0):0.00}%, at its stop {100 * (run.StopSaving ?? double.NaN):0.00}% with recall {run.StopRecall:0.000}; {run.CpuSeconds:0.0} CPU-s"));
            }
            Add(Campaign(scene, ReplayReport.Campaign, true, cancel));
            if (!compare) continue;
            if (_levels > 0) Add(Campaign(scene, "active learning, target only", false, cancel));
            Add(Fixed(scene, "random", Strategies.Random(scene.Pool, _levels, scene.KnownBefore, seed)));
            for (int l = 0; l < _levels; l++)
                Add(Fixed(scene, $"funnel through {spec.Levels![l].Title}", Strategies.Funnel(scene.Pool, l, _levels, scene.KnownBefore, Low(scene, l), scene.Truth, scene.Objective)));
        }
        return new ReplayReport(Path.GetFileName(file), spec.Title ?? $"{spec.Objective.Find} {spec.Target.Title}", spec.WantedRecall, table.Own, table.Left, table.Unread, runs);
    }

    Func<int, double[]?> Low(Scene scene, int level) => i => table.Values(scene.Rows[i], level);

    ReplayRun Campaign(Scene scene, string name, bool ladder, CancellationToken cancel)
    {
        var clock = new ThreadClock();
        var levels = (spec.Levels ?? []).Select(l => new SeekLevel(l.Title, l.All.Count)).Append(new SeekLevel(spec.Target.Title, spec.Target.All.Count)).ToArray();
        var seeker = new Seeker(scene.Molecules, scene.Objective, levels, (_, l) => table.MeanCosts[l], new SeekSettings { Seed = scene.Seed, Recall = spec.WantedRecall, Ladder = ladder });
        scene.Teach(seeker);
        var till = new Till(scene, table, spec.WantedRecall, _levels);
        Outlook? outlook = null;
        double spentThen = 0;
        double limit = (spec.Limit ?? 1) * scene.Baseline;
        while (!cancel.IsCancellationRequested && till.Spent < limit)
        {
            var steps = seeker.Next();
            if (steps.Count == 0) break;
            if (outlook is null && till.TargetJobs >= ForecastLabels) (outlook, spentThen) = (seeker.Outlook(), till.Spent);
            foreach (var step in steps)
            {
                seeker.Take(step.Candidate, step.Level, table.Values(scene.Rows[step.Candidate], step.Level));
                till.Pay(step);
            }
        }
        cancel.ThrowIfCancellationRequested();
        double training = spec.CpuSecondsPerUnit is { } unit ? clock.CpuSeconds / unit : 0;
        var run = till.Run(name, clock.CpuSeconds, training, seeker.Ended is not null);
        run.Ended = seeker.Ended ?? "limit of cost";
        run.Rungs = [.. seeker.Trials.Select(t => new ReplayRung(t.Level, t.Pairs, t.RelativeCost, t.RankAgreement, t.Use.ToString().ToLowerInvariant(), t.Reason))];
        if (outlook is { } o)
        {
            double Share(double more) => 1 - Math.Min(1, (spentThen + more) / scene.Baseline);
            double saving = Share(o.Cost);
            run.Forecast = new ReplayForecast(ForecastLabels, saving, Share(o.High), Share(o.Low), run.StopSaving,
                saving < 0.8 ? FormattableString.Invariant($"This task pays little: after {ForecastLabels} computations the campaign forecasts a saving of only {100 * saving:0}%.") : null);
        }
        return run;
    }

    ReplayRun Fixed(Scene scene, string name, IEnumerable<Step> steps)
    {
        var till = new Till(scene, table, spec.WantedRecall, _levels);
        foreach (var step in steps)
        {
            till.Pay(step);
            if (till.Recall >= 1) break;
        }
        return till.Run(name, 0, 0, false);
    }

    /// <summary>The pool of one seed, what is known of it beforehand, and the truth.</summary>
    internal sealed class Scene
    {
        readonly Replay _replay;
        readonly HashSet<int> _before;
        readonly int[] _foreign;

        public Scene(Replay replay, int seed)
        {
            (_replay, Seed) = (replay, seed);
            var (table, spec) = (replay.Table, replay.Spec);
            var random = new Random(7919 * seed);
            int[] order = [.. Enumerable.Range(0, table.Own)];
            random.Shuffle(order);
            Pool = Math.Min(spec.Pool ?? table.Own, table.Own);
            int[] rest = order[Pool..];
            _foreign = spec.Foreign is null ? [] : spec.Foreign.File is not null ? [.. Enumerable.Range(table.Own, table.Molecules.Count - table.Own)] : rest[..Math.Min(rest.Length, spec.Foreign.Count!.Value)];
            Rows = [.. order[..Pool], .. _foreign];
            Molecules = new MoleculePool([.. order[..Pool].Select(r => table.Molecules[r])], [.. _foreign.Select(r => table.Molecules[r])]);
            Objective = spec.Objective.For(Pool).Objective!;
            (Hits, _low, _high) = Objective.Among([.. Enumerable.Range(0, Pool).Select(Truth)]);
            int[] places = [.. Enumerable.Range(0, Pool)];
            random.Shuffle(places);
            _before = [.. places[..(int)Math.Round((spec.Archive?.Share ?? 0) * Pool)]];
            Baseline = Enumerable.Range(0, Pool).Sum(i => table.Cost(Rows[i], replay._levels));
        }

        readonly double _low, _high;
        public int Seed { get; }
        public int Pool { get; }
        public int[] Rows { get; }
        public MoleculePool Molecules { get; }
        public Objective Objective { get; }
        public int Hits { get; }
        public double Baseline { get; }
        public bool KnownBefore(int i) => _before.Contains(i);
        public double Truth(int i) => _replay.Table.Values(Rows[i], _replay._levels)![0];
        public bool IsHit(int i) => Truth(i) >= _low && Truth(i) <= _high;

        /// <summary>What is known beforehand.</summary>
        public void Teach(Seeker seeker)
        {
            Give(_before, _replay.Spec.Archive?.Levels);
            Give(Enumerable.Range(Pool, _foreign.Length), _replay.Spec.Foreign?.Levels);
            void Give(IEnumerable<int> places, IReadOnlyList<string>? named)
            {
                var levels = Enumerable.Range(0, _replay._levels + 1).Where(l => l == _replay._levels || named?.Contains(_replay.Spec.Levels![l].Title) == true).ToArray();
                foreach (int i in places)
                    foreach (int l in levels)
                        if (_replay.Table.Values(Rows[i], l) is { } v) seeker.Take(i, l, v);
            }
        }
    }

    ReplayTable Table => table;
    ReplaySpec Spec => spec;
}
