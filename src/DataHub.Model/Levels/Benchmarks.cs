// The benchmark errors of levels (schemas/levels/benchmarks.json): only figures whose source was read.
using System.Text.Json;

namespace DataHub.Model;

/// <summary>The error of a level in a benchmark. Column: its column in the file that the figure was recomputed from, null if it was read in the source.</summary>
public sealed record BenchmarkFigure(string Level, double Value, int N, string? Column);

/// <summary>Two levels on the cases that both have: mean of |error a| - |error b| and its standard error.</summary>
public sealed record BenchmarkPair(string A, string B, int N, double Difference, double StandardError);

/// <summary>A benchmark: the figures of levels for one class of properties against one reference.</summary>
public sealed record Benchmark(string Name, PropertyClass Class, string Metric, string Unit, string Reference, string? Basis, string? File, string Source, IReadOnlyList<BenchmarkFigure> Figures, IReadOnlyList<BenchmarkPair> Pairs)
{
    readonly Dictionary<string, BenchmarkFigure> _figures = Figures.ToDictionary(f => f.Level);
    readonly Dictionary<(string, string), BenchmarkPair> _pairs = Pairs.Concat(Pairs.Select(p => new BenchmarkPair(p.B, p.A, p.N, -p.Difference, p.StandardError))).ToDictionary(p => (p.A, p.B));

    /// <summary>All benchmarks of the data file.</summary>
    public static IReadOnlyList<Benchmark> All { get; } = Read();

    static List<Benchmark> Read()
    {
        using var doc = LevelNames.Table("benchmarks.json");
        return [.. doc.RootElement.GetProperty("benchmarks").EnumerateArray().Select(b => new Benchmark(
            b.GetProperty("name").GetString()!, Enum.Parse<PropertyClass>(b.GetProperty("class").GetString()!), b.GetProperty("metric").GetString()!, b.GetProperty("unit").GetString()!,
            b.GetProperty("reference").GetString()!, b.GetProperty("basis").GetString(), b.GetProperty("file").GetString(), b.GetProperty("source").GetString()!,
            [.. b.GetProperty("figures").EnumerateArray().Select(f => new BenchmarkFigure(f[0].GetString()!, f[1].GetDouble(), f[2].GetInt32(), f[3].GetString()))],
            [.. b.GetProperty("pairs").EnumerateArray().Select(p => new BenchmarkPair(p[0].GetString()!, p[1].GetString()!, p[2].GetInt32(), p[3].GetDouble(), p[4].GetDouble()))]))];
    }

    /// <summary>The figure of a level: of the level with its basis if the benchmark has it, else of the method alone; null if it has neither.</summary>
    public BenchmarkFigure? Of(string method, string? basis, out bool exact)
    {
        exact = basis is not null && _figures.ContainsKey($"{method}/{basis}");
        return _figures.GetValueOrDefault(exact ? $"{method}/{basis}" : method);
    }

    /// <summary>The paired errors of two figures, in their order; null if they have none.</summary>
    public BenchmarkPair? Pair(string a, string b) => _pairs.GetValueOrDefault((a, b));
}
