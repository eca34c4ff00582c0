// What is believed of every open candidate: from the structure alone, and better where cheaper levels are known.
using DataHub.Compute.Surrogates.Pools;

namespace DataHub.Screening.Seeking;

/// <summary>
/// The base model sees the structure alone and learns from every value at the target, foreign ones included. For each set of cheaper levels that some molecules have, a further model sees what the base
/// model said of the molecule before anything was computed, and the values of these levels: y = rho · base + sum of rho_l · y_l + delta(x), with all of it learned together (recursive multi-fidelity regression after
/// Kennedy and O'Hagan 2000 and Le Gratiet 2013, which takes data that are not nested). What it says then teaches the base model as an estimate with its own deviation: cheap computations teach, too.
/// </summary>
public sealed class Beliefs
{
    const int FewestForStage = 10, FewestBare = 5, Refresh = 15;
    readonly Notebook _book;
    readonly Objective _objective;
    readonly SeekSettings _settings;
    readonly PoolProcess _base;
    readonly Dictionary<int, double> _before = [];
    readonly Dictionary<int, Stage> _stages = [];
    readonly HashSet<int> _taught = [];
    readonly (double Mean, double Sigma)[] _belief;
    readonly bool _structured;
    int _fitted;

    internal Beliefs(Notebook book, Objective objective, SeekSettings settings)
    {
        (_book, _objective, _settings) = (book, objective, settings);
        _base = new PoolProcess(new PoolKernel(book.Pool, _ => [], 0));
        _belief = new (double, double)[book.Pool.Candidates];
        _structured = book.Pool.Kinds + book.Pool.Descriptors > 0;
    }

    /// <summary>Mean and deviation of a candidate.</summary>
    public (double Mean, double Sigma) this[int candidate] => _belief[candidate];
    /// <summary>Values that the base model has learned from.</summary>
    public int Learned => _base.Count;
    /// <summary>Deviation that is left once the levels of the mask are known, null if no model can tell.</summary>
    public double? After(int mask) => _stages.TryGetValue(mask, out var s) ? s.Sigma : null;
    /// <summary>In words.</summary>
    public override string ToString() => $"base {_base.Count} noise {_base.NoiseSigma:0.0000}{string.Concat(_stages.Select(s => $" [{s.Key}: {s.Value.Count}, {s.Value.Sigma:0.0000}]"))}";

    sealed record Stage(PoolWeights Weights, int Fitted, int Count, double Sigma);

    /// <summary>Learns what came in since the last time and brings every belief up to date.</summary>
    internal void Update()
    {
        int n = _book.Pool.Candidates;
        if (_base.Columns.Count == 0) _base.Watch([.. Enumerable.Range(0, n)]);
        int[] known = [.. Enumerable.Range(0, _book.Pool.Count).Where(_book.Known)];
        int[] fresh = [.. known.Where(i => !_taught.Contains(i))];
        // What was believed before a molecule was computed is what its own value had no part in.
        if (_fitted > 0) foreach (int i in fresh.Where(i => i < n)) _before.TryAdd(i, _belief[i].Mean);
        if (_fitted == 0 || known.Length >= 1.5 * _fitted && known.Length - _fitted > Refresh) Refit(known);
        else _base.Learn(fresh, [.. fresh.Select(_book.Value)]);
        _taught.UnionWith(fresh);
        Predict();
        if (!_settings.Ladder || _book.Target == 0) return;
        var cheap = Enumerable.Range(0, n).Where(i => _book.Mask(i) != 0).ToArray();
        foreach (int i in cheap) _before.TryAdd(i, _belief[i].Mean);
        var estimates = Stages(known, cheap);
        // Without structures the base model knows nothing of one candidate from another, and can be taught nothing.
        if (_structured) Teach(estimates);
    }

    void Predict()
    {
        var (mean, sigma) = _base.Predict();
        for (int c = 0; c < mean.Length; c++) _belief[c] = (mean[c], sigma[c]);
    }

    void Refit(int[] known)
    {
        int[] train = known;
        if (train.Length > _settings.MostTraining)
        {
            // Half by chance, half those nearest to what is wanted.
            var shuffled = known.ToArray();
            new Random(_settings.Seed).Shuffle(shuffled);
            int half = _settings.MostTraining / 2;
            train = [.. shuffled.Take(half).Union(known.OrderBy(Far).Take(half))];
        }
        _base.Fit(train, [.. train.Select(_book.Value)], _settings.Seed, _fitted == 0 ? 4 : 2);
        // Estimates that taught before are told again with the next round.
        _taught.RemoveWhere(i => !_book.Known(i));
        _fitted = known.Length;
        var alone = _base.LeaveOneOut();
        for (int t = 0; t < _base.Training.Count; t++) _before[_base.Training[t]] = alone[t].Mean;
    }

    double Far(int molecule)
    {
        double y = _book.Value(molecule);
        return _objective switch
        {
            Objective.Top t => t.Sense == Sense.Lowest ? y : -y,
            Objective.Threshold t => t.Sense == Sense.Lowest ? y - t.Value : t.Value - y,
            Objective.Window w => Math.Max(w.Low - y, y - w.High),
            _ => 0,
        };
    }

    List<(int Candidate, double Mean, double Sigma)> Stages(int[] known, int[] cheap)
    {
        var estimates = new List<(int, double, double)>();
        var groups = cheap.Where(_book.Open).GroupBy(_book.Mask).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (int mask in Enumerable.Range(1, (1 << _book.Target) - 1).OrderBy(m => System.Numerics.BitOperations.PopCount((uint)m)))
        {
            int[] train = [.. known.Where(i => (_book.Mask(i) & mask) == mask && _before.ContainsKey(i))];
            if (train.Length < (_structured ? FewestForStage : FewestBare)) continue;
            int[] columns = groups.GetValueOrDefault(mask, []);
            int[] levels = [.. Enumerable.Range(0, _book.Target).Where(l => (mask >> l & 1) == 1)];
            var low = Lows(train, columns, levels, out int width);
            var process = new PoolProcess(new PoolKernel(_book.Pool, i => low[i], width));
            var old = _stages.GetValueOrDefault(mask);
            if (old is null || train.Length >= 1.5 * old.Fitted) process.Fit(train, [.. train.Select(_book.Value)], _settings.Seed, old is null ? 4 : 2);
            else
            {
                process.Adopt(old.Weights);
                process.Learn(train, [.. train.Select(_book.Value)]);
            }
            var sigmas = process.LeaveOneOut().Select(o => o.Sigma).Order().ToArray();
            _stages[mask] = new Stage(process.Weights, old is null || train.Length >= 1.5 * old.Fitted ? train.Length : old.Fitted, train.Length, sigmas[sigmas.Length / 2]);
            process.Watch(columns);
            var (mean, sigma) = process.Predict();
            for (int c = 0; c < columns.Length; c++)
            {
                if (!double.IsFinite(mean[c]) || !double.IsFinite(sigma[c])) continue;
                _belief[columns[c]] = (mean[c], sigma[c]);
                estimates.Add((columns[c], mean[c], sigma[c]));
            }
        }
        return estimates;
    }

    Dictionary<int, float[]> Lows(int[] train, int[] columns, int[] levels, out int width)
    {
        var raw = train.Concat(columns).ToDictionary(i => i, i => (double[])[.. _structured ? (double[])[_before[i]] : [], .. levels.SelectMany(l => _book.Values(i, l)!)]);
        width = raw[train[0]].Length;
        for (int d = 0; d < width; d++)
        {
            double mean = train.Average(i => raw[i][d]), scale = Math.Sqrt(train.Average(i => (raw[i][d] - mean) * (raw[i][d] - mean)));
            if (!(scale > 1e-12)) scale = 1;
            foreach (var r in raw.Values) r[d] = Math.Clamp((r[d] - mean) / scale, -8, 8);
        }
        return raw.ToDictionary(p => p.Key, p => p.Value.Select(x => (float)x).ToArray());
    }

    /// <summary>Estimates from cheaper levels teach the base model once each, where they say clearly more than it knows.</summary>
    void Teach(List<(int Candidate, double Mean, double Sigma)> estimates)
    {
        var good = estimates.Where(e => !_taught.Contains(e.Candidate)).Take(Math.Max(0, _settings.MostTraining - _base.Count)).ToArray();
        if (good.Length == 0) return;
        _base.Learn([.. good.Select(e => e.Candidate)], [.. good.Select(e => e.Mean)], [.. good.Select(e => e.Sigma)]);
        _taught.UnionWith(good.Select(e => e.Candidate));
        var kept = estimates.ToDictionary(e => e.Candidate, e => (e.Mean, e.Sigma));
        Predict();
        foreach (var (c, belief) in kept) _belief[c] = belief;
    }
}
