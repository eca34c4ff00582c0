// Is it known? The question, and every way in which it can be answered.
namespace DataHub.Model;

/// <summary>How close a stored record is to what was asked, best first.</summary>
public enum Tier
{
    /// <summary>Identical input: same geometry, level and, where one is asked for, program.</summary>
    T0,
    /// <summary>Same level, and the same geometry within the tolerance.</summary>
    T1,
    /// <summary>Same within numerically equivalent settings (program, version).</summary>
    T2,
    /// <summary>Same molecule and level, at a geometry that was optimised at a level the question allows.</summary>
    T3,
    /// <summary>A better level.</summary>
    T4,
    /// <summary>Another level with a learned correction and an interval.</summary>
    T5,
    /// <summary>A surrogate's prediction with an interval.</summary>
    T6,
    /// <summary>Newly computed.</summary>
    Computed,
}

/// <summary>What is wanted: a property of a molecule at a level of theory, and what is accepted as an answer.</summary>
public sealed record Question(Molecule Molecule, Property Property, Level Level)
{
    /// <summary>The geometry asked about, if a particular one is meant.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>Level at which a stored geometry must have been optimised to count, null if any optimised geometry of the molecule will do.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>The program asked for, if a particular one is meant; a record of another answers only where the two are known to agree.</summary>
    public string? Program { get; init; }
    /// <summary>The version of <see cref="Program"/>, if a particular one is meant.</summary>
    public string? ProgramVersion { get; init; }
    /// <summary>How the geometry is to have been chosen among conformers, if that is asked: a search over at least as many answers, a single one never does.</summary>
    public Conformer? Conformer { get; init; }
    /// <summary>What is accepted as an answer.</summary>
    public Policy Policy { get; init; } = Policy.Strict;
}

/// <summary>How far the answer may be from what was asked for: a typical error in <paramref name="Unit"/>, and what the figure rests on.</summary>
/// <param name="Value">The error, in <paramref name="Unit"/>; zero where nothing differs.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Basis">What it is and how it was found.</param>
/// <param name="Source">Where the figure stands.</param>
/// <param name="Count">On how many cases it rests; null if it is a rule, not a measurement.</param>
public sealed record ExpectedError(double Value, string Unit, string Basis, string? Source = null, int? Count = null);

/// <summary>Where an answer comes from.</summary>
/// <param name="Tier">How close it is.</param>
/// <param name="CalculationId">The record that answers, if any.</param>
/// <param name="Reason">The rule that admitted it, in words.</param>
public sealed record Evidence(Tier Tier, string? CalculationId, string Reason)
{
    /// <summary>The rule: R0 identical, R1 same model and geometry, R2 another program, R3 a better level, R4 bridged from another level, R6 predicted.</summary>
    public string? Rule { get; init; }
    /// <summary>How far the value may be from what was asked for.</summary>
    public ExpectedError? ExpectedError { get; init; }
    /// <summary>Benchmark figures by which the level was judged.</summary>
    public IReadOnlyList<string>? Figures { get; init; }
    /// <summary>Ids of other records that answer equally well.</summary>
    public IReadOnlyList<string>? Also { get; init; }
    /// <summary>Distance of the geometries (RMSD), Å, where two were compared.</summary>
    public double? Rmsd { get; init; }
    /// <summary>Level of the record.</summary>
    public string? Level { get; init; }
    /// <summary>Program and version.</summary>
    public string? Program { get; init; }
    /// <summary>Level of its geometry.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>Dataset of the record.</summary>
    public string? Dataset { get; init; }
    /// <summary>DOI of its source.</summary>
    public string? Doi { get; init; }
    /// <summary>Licence of the record.</summary>
    public string? Licence { get; init; }
    /// <summary>Processor time that the record cost, s: what reusing it avoids.</summary>
    public double? CpuSeconds { get; init; }
    /// <summary>Energy that the record cost, kWh.</summary>
    public double? EnergyKwh { get; init; }
    /// <summary>Emissions of the record, g CO2e.</summary>
    public double? Co2Grams { get; init; }
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
