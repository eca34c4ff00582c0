// What the order of levels says of two of them.
namespace DataHub.Model;

/// <summary>How one level stands to another, for a class of properties.</summary>
public enum LevelRelation
{
    /// <summary>They are the same level.</summary>
    Same,
    /// <summary>The first is at least as good as the second, by figures.</summary>
    Better,
    /// <summary>The second is at least as good as the first, by figures.</summary>
    Worse,
    /// <summary>They differ in what does not touch the property.</summary>
    Equivalent,
    /// <summary>Neither can be said to be better; the reasons say why.</summary>
    Incomparable,
}

/// <summary>A benchmark that knows both levels. A and B: the figures of the two (null: it knows one only), N: cases; Difference: mean of |error of a| - |error of b| on the cases that both have, with its standard error.</summary>
public sealed record LevelFigure(string Benchmark, string Metric, string Unit, double? A, double? B, int N, string Source)
{
    /// <summary>Mean of |error of a| - |error of b|, in the unit of the benchmark; null where errors are not paired.</summary>
    public double? Difference { get; init; }

    /// <summary>Standard error of the difference.</summary>
    public double? StandardError { get; init; }

    /// <summary>What the errors are measured against.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The basis in which the figures were computed, null where that is not told or each level has its own.</summary>
    public string? Basis { get; init; }
}

/// <summary>The answer: the relation of a to b, the rule that decided, its reasons in words, and the figures.</summary>
public sealed record LevelComparison(LevelRelation Relation, string Rule, IReadOnlyList<string> Reasons, IReadOnlyList<LevelFigure> Figures)
{
    /// <summary>True if a may stand in for b: it is the same, equivalent or better.</summary>
    public bool AtLeastAsGood => Relation is LevelRelation.Same or LevelRelation.Equivalent or LevelRelation.Better;
}
