// A stored record as the rules see it: what the catalogue tells, and what had to be fetched for the question.
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening.Reuse;

/// <summary>A record of the question's molecule. What lies in the segments is there only where the question needs it.</summary>
public sealed record Holding(Candidate Record)
{
    /// <summary>Its geometry.</summary>
    public Geometry? Geometry { get; init; }
    /// <summary>Half width of a prediction's interval, in the property's unit.</summary>
    public double? HalfWidth { get; init; }
    /// <summary>Coverage of that interval.</summary>
    public double? Confidence { get; init; }
}

/// <summary>What the rules say of one record: the tier at which it answers, or null, and the reason in words.</summary>
public sealed record ReuseVerdict(Tier? Tier, string Reason)
{
    /// <summary>The rule that admits it.</summary>
    public string? Rule { get; init; }
    /// <summary>How far its value may be from what was asked for.</summary>
    public ExpectedError? Error { get; init; }
    /// <summary>Distance of the geometries (RMSD), Å, where two were compared.</summary>
    public double? Rmsd { get; init; }
    /// <summary>Benchmark figures by which its level was judged.</summary>
    public IReadOnlyList<string>? Figures { get; init; }
}
