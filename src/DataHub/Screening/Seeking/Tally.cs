// How many hits are verified, how many are probably still missing, and whether that is enough.
namespace DataHub.Screening.Seeking;

/// <summary>The state of a search: where the edge of hits is believed to lie, how many are found, and how many are expected among what is open.</summary>
public readonly record struct Standing(double Low, double High, int Found, double Missing)
{
    /// <summary>Estimated share of the hits that are verified.</summary>
    public double Recall => Found / Math.Max(Found + Missing, 1e-9);
}

/// <summary>
/// Expected hits among open candidates are their chances with deviations widened, times a factor that is measured: of the last picks whose chance was uncertain, hits that came over hits that were expected.
/// It corrects deviations that the model has wrong where the search looks, which no random sample would show for less than many times the cost.
/// </summary>
sealed class Tally(Objective objective, Notebook book, Beliefs beliefs)
{
    const int Window = 100;
    const double Prior = 2;
    readonly Queue<(int Candidate, double Mean, double Sigma)> _picks = [];

    /// <summary>Remembers what was believed of a candidate when it was picked.</summary>
    public void Picked(int candidate)
    {
        _picks.Enqueue((candidate, beliefs[candidate].Mean, beliefs[candidate].Sigma));
        if (_picks.Count > Window) _picks.Dequeue();
    }

    /// <summary>Where the search stands.</summary>
    public Standing Now(double widening)
    {
        var (known, open) = Split();
        if (objective is not Objective.Top top) return At(objective.Interval(double.NaN), known, open, widening);
        double sign = top.Sense == Sense.Highest ? 1 : -1;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double v in known) (low, high) = (Math.Min(low, sign * v), Math.Max(high, sign * v));
        foreach (var (m, s) in open) (low, high) = (Math.Min(low, sign * m - 4 * s), Math.Max(high, sign * m + 4 * s));
        for (int i = 0; i < 30; i++)
        {
            double at = (low + high) / 2;
            var there = At(top.Interval(sign * at), known, open, widening);
            if (there.Found + there.Missing > top.K) low = at; else high = at;
        }
        return At(top.Interval(sign * (low + high) / 2), known, open, widening);
    }

    (List<double> Known, List<(double Mean, double Sigma)> Open) Split()
    {
        var known = new List<double>();
        var open = new List<(double, double)>();
        for (int i = 0; i < book.Pool.Candidates; i++)
            if (book.Known(i)) known.Add(book.Value(i));
            else if (book.Open(i)) open.Add(beliefs[i]);
        return (known, open);
    }

    Standing At((double Low, double High) hit, List<double> known, List<(double Mean, double Sigma)> open, double widening)
    {
        int found = 0;
        foreach (double v in known) if (v >= hit.Low && v <= hit.High) found++;
        double missing = 0;
        foreach (var (m, s) in open)
            if (m + 5 * widening * s > hit.Low && m - 5 * widening * s < hit.High) missing += Chances.Within(m, widening * s, hit.Low, hit.High);
        double expected = 0, came = 0;
        foreach (var (i, m, s) in _picks)
        {
            double p = Chances.Within(m, widening * s, hit.Low, hit.High);
            if (p is < 0.01 or > 0.7) continue;
            expected += p;
            came += book.Known(i) ? book.Value(i) >= hit.Low && book.Value(i) <= hit.High ? 1 : 0 : Chances.Within(beliefs[i].Mean, beliefs[i].Sigma, hit.Low, hit.High);
        }
        return new Standing(hit.Low, hit.High, found, missing * Math.Clamp((came + Prior) / (expected + Prior), 0.05, 2));
    }
}
