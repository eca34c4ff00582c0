// The order of levels as the rules ask for it: parsed once, compared once, figures in words.
using System.Collections.Concurrent;
using System.Globalization;
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>Remembers levels by name and what the order says of pairs of them: an archive has few.</summary>
static class LevelJudge
{
    static readonly ConcurrentDictionary<string, Level> s_levels = new();
    static readonly ConcurrentDictionary<(string, string, PropertyClass), LevelJudgement> s_judgements = new();

    /// <summary>The level of a canonical name.</summary>
    public static Level Of(string name) => s_levels.GetOrAdd(name, n => n.Length == 0 ? new Level(LevelKind.Unknown, "") : Level.Parse(n));

    /// <summary>Whether a stored level may stand in for the one asked for.</summary>
    public static LevelJudgement Judge(Level stored, Level asked, PropertyClass property) => s_judgements.GetOrAdd((stored.Name, asked.Name, property), _ =>
    {
        var c = LevelOrder.Compare(stored, asked, property);
        var own = c.Figures.FirstOrDefault(f => f.A is not null);
        return new LevelJudgement(c.AtLeastAsGood, string.Join("; ", c.Reasons), [.. c.Figures.Select(Told)])
        { Error = own is null ? null : new ExpectedError(own.A!.Value, own.Unit, $"{own.Metric} of {stored.Name} on {own.Benchmark}{(own.Reference.Length > 0 ? " against " + own.Reference : "")}", own.Source, own.N) };
    });

    static string Told(LevelFigure f) => string.Create(CultureInfo.InvariantCulture, $"{f.Benchmark}: {f.Metric} {f.A:0.####} against {f.B:0.####} {f.Unit}, n = {f.N} ({f.Source})");
}
