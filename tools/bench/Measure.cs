// Timing: percentiles of many runs, and a report as Markdown.
using System.Diagnostics;
using System.Globalization;

namespace DataHub.Bench;

sealed record Sample(double[] Milliseconds)
{
    public double P(double p) => Milliseconds[Math.Min(Milliseconds.Length - 1, (int)Math.Ceiling(p * Milliseconds.Length) - 1)];
    public double P50 => P(0.5);
    public double P95 => P(0.95);
    public double P99 => P(0.99);

    public static Sample Of(IEnumerable<double> ms) => new([.. ms.Order()]);
}

static class Measure
{
    public static double Milliseconds(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Two things in turn, so that both meet the same noise of the machine.</summary>
    public static (Sample A, Sample B) InTurn(int warm, int runs, Action<int> a, Action<int> b)
    {
        var (x, y) = (new List<double>(), new List<double>());
        for (int i = 0; i < warm + runs; i++)
        {
            int k = i;
            double ta = Milliseconds(() => a(k)), tb = Milliseconds(() => b(k));
            if (i >= warm) { x.Add(ta); y.Add(tb); }
        }
        return (Sample.Of(x), Sample.Of(y));
    }
}

sealed class Report
{
    readonly List<string> _lines = [];
    public void Row(string area, string figure, string value, string goal)
    {
        var line = $"| {area} | {figure} | {value} | {goal} |";
        _lines.Add(line);
        Console.WriteLine(line);
    }
    public IReadOnlyList<string> Lines => _lines;
    public static string N(double v) => v.ToString(v >= 100 ? "0" : v >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
