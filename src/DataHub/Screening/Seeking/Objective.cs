// What a campaign looks for among its candidates: the best k, everything beyond a threshold, or everything within a window.
namespace DataHub.Screening.Seeking;

/// <summary>Which end is good.</summary>
public enum Sense
{
    /// <summary>The lowest values.</summary>
    Lowest,
    /// <summary>The highest values.</summary>
    Highest,
}

/// <summary>Which candidates are hits. Values are in the property's unit.</summary>
public abstract record Objective
{
    Objective() { }

    /// <summary>The k lowest or highest; candidates that tie with the k-th are as good.</summary>
    public sealed record Top(int K, Sense Sense) : Objective;
    /// <summary>Everything at or beyond a value.</summary>
    public sealed record Threshold(double Value, Sense Sense) : Objective;
    /// <summary>Everything from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
    public sealed record Window(double Low, double High) : Objective;

    /// <summary>The interval of values of hits. For the best k its open end is <paramref name="edge"/>, the k-th best value or what it is believed to be.</summary>
    public (double Low, double High) Interval(double edge) => this switch
    {
        Top { Sense: Sense.Lowest } => (double.NegativeInfinity, edge),
        Top => (edge, double.PositiveInfinity),
        Threshold { Sense: Sense.Lowest } t => (double.NegativeInfinity, t.Value),
        Threshold t => (t.Value, double.PositiveInfinity),
        Window w => (w.Low, w.High),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>How many hits there are among values that are all known, and the interval that they lie in.</summary>
    public (int Hits, double Low, double High) Among(IReadOnlyCollection<double> values)
    {
        if (this is Top top)
        {
            int k = Math.Min(top.K, values.Count);
            if (k == 0) return (0, double.NaN, double.NaN);
            var (low, high) = Interval(top.Sense == Sense.Lowest ? values.Order().ElementAt(k - 1) : values.OrderDescending().ElementAt(k - 1));
            return (k, low, high);
        }
        var (from, to) = Interval(double.NaN);
        return (values.Count(v => v >= from && v <= to), from, to);
    }
}
