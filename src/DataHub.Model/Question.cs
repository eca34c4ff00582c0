// Is it known? The question, and every way in which it can be answered.
namespace DataHub.Model;

/// <summary>How close a stored record is to what was asked, best first.</summary>
public enum Tier
{
    /// <summary>Identical input: same geometry, level and program.</summary>
    T0,
    /// <summary>Same geometry and level, any program version.</summary>
    T1,
    /// <summary>Same within numerically equivalent settings (program, grid).</summary>
    T2,
    /// <summary>Same molecule and level, another geometry that was optimised at the level the question allows.</summary>
    T3,
    /// <summary>A better level.</summary>
    T4,
    /// <summary>A lower level with a learned correction and an interval.</summary>
    T5,
    /// <summary>A surrogate's prediction with an interval.</summary>
    T6,
    /// <summary>Newly computed.</summary>
    Computed,
}

/// <summary>
/// What is wanted: a property of a molecule at a level of theory.
/// <paramref name="Tolerance"/> (in the property's unit) is the largest error that may be accepted with probability <paramref name="Confidence"/>.
/// </summary>
public sealed record Question(Molecule Molecule, Property Property, Level Level, double? Tolerance = null, double Confidence = 0.9)
{
    /// <summary>The geometry asked about, if a particular one is meant.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>Level at which a stored geometry must have been optimised to count, null if any optimised geometry of the molecule will do.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>The program asked for, if a particular one is meant; a record of it at the same geometry and level is then <see cref="Tier.T0"/>.</summary>
    public string? Program { get; init; }
    /// <summary>Which tiers of reuse are allowed; the worst admitted one. Conservative by default: the same level only.</summary>
    public Tier Worst { get; init; } = Tier.T3;
}

/// <summary>Where an answer comes from.</summary>
/// <param name="Tier">How close it is.</param>
/// <param name="CalculationId">The record that answers, if any.</param>
/// <param name="Reason">The rule that admitted it, in words.</param>
public sealed record Evidence(Tier Tier, string? CalculationId, string Reason)
{
    /// <summary>Level of the record.</summary>
    public string? Level { get; init; }
    /// <summary>Program and version.</summary>
    public string? Program { get; init; }
    /// <summary>Level of its geometry.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>Dataset and licence.</summary>
    public string? Dataset { get; init; }
    /// <summary>Licence of the record.</summary>
    public string? Licence { get; init; }
    /// <summary>Processor time that the record cost, s.</summary>
    public double? CpuSeconds { get; init; }
}

/// <summary>The answer to a <see cref="Question"/>.</summary>
public abstract record Answer
{
    /// <summary>Known well enough: a value in the property's unit, with a standard deviation where it is a prediction, and the half width of its interval at the question's confidence.</summary>
    public sealed record Known(double Value, double? Sigma, double? HalfWidth, Evidence Evidence) : Answer;
    /// <summary>Something is known, but not within the tolerance.</summary>
    public sealed record Unsure(double Value, double Sigma, double HalfWidth, Evidence Evidence) : Answer;
    /// <summary>Nothing can be said, and why (outside the domain, nothing stored, engine absent).</summary>
    public sealed record CannotSay(string Why) : Answer;
    /// <summary>It was tried and failed, at this cost.</summary>
    public sealed record Failed(string Why, Cost Cost) : Answer;
}
