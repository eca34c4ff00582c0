// Decides what to compute next: which candidate at which level, so that most hits are verified for the least cost, and when it is enough.
using DataHub.Compute.Surrogates.Pools;

namespace DataHub.Screening.Seeking;

/// <summary>
/// The search as a state machine without any input or output: it is told what is known and what came of computations, and says what to compute next. The same code steers a campaign with engines and the
/// replay of a table. Not thread-safe. The same inputs in the same order give the same steps.
/// </summary>
public sealed class Seeker
{
    readonly Notebook _book;
    readonly Objective _objective;
    readonly SeekSettings _settings;
    readonly Beliefs _beliefs;
    readonly Tally _tally;
    readonly Picking _picking;
    readonly Random _random;
    readonly HashSet<int> _filters = [];
    /// <summary>The estimate must lie above the wanted recall by this share of what is left to 1: some hits no model foresees.</summary>
    const double Margin = 0.4;
    int _enough, _round;
    bool _tried, _underWay;

    /// <summary>A search.</summary>
    /// <param name="pool">Candidates and foreign molecules.</param>
    /// <param name="objective">What is a hit.</param>
    /// <param name="levels">The ladder, cheapest first, the target last; at most eight below the target.</param>
    /// <param name="cost">Forecast cost of a candidate at a level, in any unit.</param>
    /// <param name="settings">How to search.</param>
    public Seeker(MoleculePool pool, Objective objective, IReadOnlyList<SeekLevel> levels, Func<int, int, double> cost, SeekSettings settings)
    {
        _book = new Notebook(pool, levels, cost);
        (_objective, _settings, _random) = (objective, settings, new Random(settings.Seed));
        _beliefs = new Beliefs(_book, objective, settings);
        _tally = new Tally(objective, _book, _beliefs);
        _picking = new Picking(_book, _beliefs);
    }

    /// <summary>What is known.</summary>
    public Notebook Book => _book;
    /// <summary>What is believed of the candidates.</summary>
    public Beliefs Beliefs => _beliefs;
    /// <summary>Why it ended; null while it goes on.</summary>
    public string? Ended { get; private set; }
    /// <summary>Where it stands, as of the last <see cref="Next"/>.</summary>
    public Standing Standing { get; private set; }
    /// <summary>What the pilot found, once there was one.</summary>
    public IReadOnlyList<RungTrial> Trials { get; private set; } = [];

    /// <summary>Values that are known: stored before, or just computed. Null, or a value that is not finite, is a failure: it is not asked for again.</summary>
    public void Take(int molecule, int level, double[]? values) => _book.Take(molecule, level, values);

    /// <summary>What to compute next; empty when it has ended.</summary>
    public IReadOnlyList<Step> Next()
    {
        _round++;
        int[] open = [.. Enumerable.Range(0, _book.Pool.Candidates).Where(_book.Open)];
        if (open.Length == 0) return End("every candidate is computed");
        int known = Enumerable.Range(0, _book.Pool.Count).Count(_book.Known);
        int first = Math.Min(_settings.First, Math.Max(10, _book.Pool.Candidates / 25));
        if (Ladder(known >= 2 * first) is { Count: > 0 } ladder) return ladder;
        bool led = Trials.Any(t => t.Use == RungUse.Everyone);
        if (known < (led ? 6 : first)) return [.. Draw(open, first - known).Select(i => new Step(i, _book.Target))];

        int computed = Enumerable.Range(0, _book.Pool.Candidates).Count(_book.Known);
        _beliefs.Update();
        Standing = _tally.Now(_settings.Inflation);
        _enough = Standing.Recall >= _settings.Recall + Margin * (1 - _settings.Recall) && _round > 3 ? _enough + 1 : 0;
        if (_enough >= _settings.Patience) return End(FormattableString.Invariant($"estimated recall {Standing.Recall:0.000} in {_enough} rounds"));
        double hits = Standing.Found + Standing.Missing, batch = Math.Max(Math.Max(_settings.Batch, computed / 20.0), hits / 12) * _book.MeanCost(_book.Target);
        // Where to look is asked of deviations as they are; only when to stop is asked of widened ones.
        var chosen = _picking.Best(_tally.Now(1), _filters, batch);
        if (chosen.Count == 0) return [.. Draw(open, 5).Select(i => new Step(i, _book.Target))];
        foreach (var (step, _) in chosen) _tally.Picked(step.Candidate);
        // Where the pilot was left out, the first picks of the target try the cheaper levels.
        if (_filters.Count > 0 && Trials.Count == 0)
            return [.. chosen.SelectMany(c => _filters.Where(l => _book.MayRun(c.Step.Candidate, l)).Select(l => new Step(c.Step.Candidate, l)).Append(c.Step)).Distinct()];
        return [.. chosen.Select(c => c.Step)];
    }

    /// <summary>What it will probably still cost until the recall is reached, in the unit of the costs; as of the last <see cref="Next"/>.</summary>
    public Outlook Outlook() => _picking.Outlook(_tally.Now(1), Standing, _filters, _settings.Recall);

    IReadOnlyList<Step> End(string why)
    {
        Ended = why;
        return [];
    }

    /// <summary>The pilot, and then the level that everyone gets if there is one. Where much is known the search begins at once and tries the cheaper levels on the way.</summary>
    List<Step>? Ladder(bool informed)
    {
        if (!_settings.Ladder || _book.Target == 0) return null;
        if (informed && !_tried)
        {
            for (int l = 0; l < _book.Target; l++) if (_book.MeanCost(l) <= Trial.DearestFilter * _book.MeanCost(_book.Target)) _filters.Add(l);
            _tried = _underWay = true;
        }
        // What costs next to nothing is run for everyone.
        if (_underWay && _filters.FirstOrDefault(Free, -1) is >= 0 and var gift && Run(gift) is { Count: > 0 } given) return given;
        if (_underWay)
        {
            if (Trials.Count == 0 && Enumerable.Range(0, _book.Pool.Candidates).Count(i => _book.Known(i) && _filters.All(l => _book.Values(i, l) is not null)) >= _settings.Pilot)
                Trials = [.. Trial.Judge(_book, 1, true).Select((t, l) => t with { Use = _filters.Contains(l) ? RungUse.Filter : RungUse.Dropped, Reason = _filters.Contains(l) ? "tried on the first picks; run where it saves verifications" : "costs too much to go before the target" })];
            return null;
        }
        if (!_tried)
        {
            _tried = true;
            // A level that costs next to nothing shows where to look, even for the pilot.
            double target = _book.MeanCost(_book.Target);
            // Without structures or descriptors it is the only thing that tells one candidate from another.
            bool bare = _book.Pool.Kinds + _book.Pool.Descriptors == 0;
            int free = Enumerable.Range(0, _book.Target).FirstOrDefault(l => bare ? _book.MeanCost(l) < 0.5 * target : Free(l), -1);
            if (free >= 0 && Run(free) is { Count: > 0 } all) { _tried = false; return all; }
            int[] pilot = free >= 0 ? Spread(free) : Chosen();
            return [.. pilot.SelectMany(i => Enumerable.Range(0, _book.Target + 1).Where(l => _book.MayRun(i, l) && (l == _book.Target || _book.MeanCost(l) < 0.5 * target)).Select(l => new Step(i, l)))];
        }
        if (Trials.Count == 0)
        {
            int known = Enumerable.Range(0, _book.Pool.Candidates).Count(_book.Known);
            double hits = _objective is Objective.Top top ? top.K : Math.Max(3, _book.Pool.Candidates * (Enumerable.Range(0, _book.Pool.Candidates).Count(i => _book.Known(i) && IsHit(i)) + 0.3) / (known + 15.0));
            Trials = Trial.Judge(_book, hits, _book.Pool.Kinds + _book.Pool.Descriptors > 0);
            for (int l = 0; l < Trials.Count; l++) if (Trials[l].Use != RungUse.Dropped) _filters.Add(l);
        }
        int everyone = Trials.ToList().FindIndex(t => t.Use == RungUse.Everyone);
        return everyone >= 0 ? Run(everyone) : null;
    }

    /// <summary>True for a level that costs less for all candidates than three computations at the target.</summary>
    bool Free(int level) => _book.MeanCost(level) * _book.Pool.Candidates <= 3 * _book.MeanCost(_book.Target);

    bool IsHit(int i)
    {
        var (low, high) = _objective.Interval(double.NaN);
        return _book.Value(i) >= low && _book.Value(i) <= high;
    }

    List<Step> Run(int level) => [.. Enumerable.Range(0, _book.Pool.Candidates).Where(i => _book.Open(i) && _book.MayRun(i, level)).Select(i => new Step(i, level))];

    /// <summary>Known molecules where there are enough, since they cost the cheaper level alone; otherwise by chance.</summary>
    int[] Chosen()
    {
        int[] known = [.. Enumerable.Range(0, _book.Pool.Candidates).Where(_book.Known)];
        _random.Shuffle(known);
        return known.Length >= _settings.Pilot ? known[..Math.Min(known.Length, 2 * _settings.Pilot)] : [.. known, .. Draw([.. Enumerable.Range(0, _book.Pool.Candidates).Where(_book.Open)], _settings.Pilot - known.Length)];
    }

    /// <summary>Half of them at the end of a level's values where hits should be if it points the same way as the target, half spread over all of its values.</summary>
    int[] Spread(int level)
    {
        double Far(int i) => _book.Values(i, level)![0] is var v ? _objective switch
        {
            Objective.Top t => t.Sense == Sense.Lowest ? v : -v,
            Objective.Threshold t => t.Sense == Sense.Lowest ? v : -v,
            Objective.Window w => Math.Abs(v - (w.Low + w.High) / 2),
            _ => 0,
        } : 0;
        int[] sorted = [.. Enumerable.Range(0, _book.Pool.Candidates).Where(i => _book.Open(i) && _book.Values(i, level) is not null).OrderBy(Far)];
        int half = Math.Max(3, _settings.Pilot / 3);
        return sorted.Length <= 2 * half ? sorted : [.. sorted.Take(half), .. Enumerable.Range(1, half).Select(q => sorted[half + (int)((sorted.Length - half - 1.0) * q / half)])];
    }

    int[] Draw(int[] from, int count)
    {
        int[] copy = [.. from];
        _random.Shuffle(copy);
        return copy[..Math.Min(Math.Max(count, 1), copy.Length)];
    }
}
