// Counts what a strategy pays and which hits it has verified.
using DataHub.Screening.Seeking;

namespace DataHub.Screening.Replays;

/// <summary>One run's account: cost, verified hits, curve. A hit counts when its value at the target was computed, or was known beforehand.</summary>
sealed class Till
{
    readonly Replay.Scene _scene;
    readonly ReplayTable _table;
    readonly double _wanted;
    readonly int _target, _reused;
    readonly List<CurvePoint> _curve = [];
    readonly double[] _paid;
    int _found, _lower;
    double _failed;
    (double Low, double High, double Failed)? _reached;

    public Till(Replay.Scene scene, ReplayTable table, double wanted, int target)
    {
        (_scene, _table, _wanted, _target, _paid) = (scene, table, wanted, target, new double[target + 1]);
        _reused = _found = Enumerable.Range(0, scene.Pool).Count(i => scene.KnownBefore(i) && scene.IsHit(i));
        Point();
    }

    public double Spent => _paid.Sum() + _failed;
    public int TargetJobs { get; private set; }
    public double Recall => _scene.Hits == 0 ? 1 : (double)_found / _scene.Hits;

    public void Pay(Seeking.Step step)
    {
        double cost = _table.Cost(_scene.Rows[step.Candidate], step.Level);
        if (_table.Values(_scene.Rows[step.Candidate], step.Level) is null) _failed += cost; else _paid[step.Level] += cost;
        if (step.Level == _target)
        {
            TargetJobs++;
            if (_scene.IsHit(step.Candidate)) { _found++; Point(); }
        }
        else _lower++;
    }

    void Point()
    {
        _curve.Add(new CurvePoint(Spent / _scene.Baseline, Recall));
        // 95% of ten hits is ten: a hit counts whole.
        if (_reached is null && _found >= Math.Ceiling(_wanted * _scene.Hits - 1e-9)) _reached = (_paid[..^1].Sum(), _paid[^1], _failed);
    }

    public ReplayRun Run(string name, double cpu, double training, bool stopped)
    {
        var end = new ReplayLedger(0, training, _paid[..^1].Sum(), _paid[^1], 0, _failed, _scene.Baseline);
        var there = _reached is { } r ? new ReplayLedger(0, training, r.Low, r.High, 0, r.Failed, _scene.Baseline) : null;
        return new ReplayRun(name, _scene.Seed, _scene.Pool, _scene.Hits, _reused, there?.Saving, stopped ? end.Saving : null, stopped ? Recall : null, TargetJobs, _lower, cpu)
        { Curve = [.. _curve.Append(new CurvePoint(Spent / _scene.Baseline, Recall))], Ledger = end, LedgerAtRecall = there };
    }
}
