// The policy of reuse: which stored records may answer a question. It is part of the question.
namespace DataHub.Model;

/// <summary>Which geometries of the molecule count as the one that is meant.</summary>
public enum GeometryRule
{
    /// <summary>The geometry asked about and no other; a question that names none is answered by nothing.</summary>
    Same,
    /// <summary>The geometry asked about; where only a geometry level is asked, one optimised at it; where neither is, any optimised one.</summary>
    AsAsked,
    /// <summary>Any optimised geometry of the molecule; the evidence says which.</summary>
    AnyOptimized,
}

/// <summary>What a question accepts as an answer. The default is conservative: a wrong reuse is worse than a miss.</summary>
/// <param name="Name">The named policy that it is or was made from.</param>
public sealed record Policy(string Name)
{
    /// <summary>The worst tier admitted.</summary>
    public Tier Worst { get; init; } = Tier.T3;
    /// <summary>Which geometries count.</summary>
    public GeometryRule Geometry { get; init; } = GeometryRule.AsAsked;
    /// <summary>Two geometries at most so far apart (RMSD, Å, best over rotation, translation and permutation of equal atoms) are the same.</summary>
    public double Rmsd { get; init; } = 1e-3;
    /// <summary>Two geometries optimised at one level and at most so far apart (RMSD, Å) are the same minimum.</summary>
    public double MinimumRmsd { get; init; } = 0.05;
    /// <summary>Largest error that may be accepted, in the property's unit, with probability <see cref="Confidence"/>; null if the caller sets none.</summary>
    public double? Tolerance { get; init; }
    /// <summary>Probability with which the tolerance is to hold, and coverage of intervals.</summary>
    public double Confidence { get; init; } = 0.9;
    /// <summary>Programs whose records count, "psi4" or with a version "psi4 1.3.2"; empty for all.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];
    /// <summary>Programs whose records do not count, in the same form.</summary>
    public IReadOnlyList<string> NotPrograms { get; init; } = [];
    /// <summary>Licences (SPDX) whose records count; empty for all, also for those without one.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];
    /// <summary>Records computed earlier (UTC) do not count, nor those whose time is not known; null for no limit.</summary>
    public DateTime? NotBefore { get; init; }
    /// <summary>True if the values are to be compared with one another (energy differences, delta learning, a benchmark of the level itself): then only the level asked for will do.</summary>
    public bool ConsistentSeries { get; init; }
    /// <summary>True if records that answer equally well and differ by more than the tolerance answer nothing; otherwise the difference is told.</summary>
    public bool RefuseDisagreement { get; init; }

    /// <summary>The level asked for, the geometry as asked, no disagreement: the default.</summary>
    public static readonly Policy Strict = new("strict") { RefuseDisagreement = true };
    /// <summary>The level asked for at any optimised geometry.</summary>
    public static readonly Policy SameLevel = new("same-level") { Geometry = GeometryRule.AnyOptimized };
    /// <summary>That, or a level that is better for the property.</summary>
    public static readonly Policy OrBetter = SameLevel with { Name = "or-better", Worst = Tier.T4 };
    /// <summary>That, or a predicted value with a calibrated interval.</summary>
    public static readonly Policy AnyWithInterval = SameLevel with { Name = "any-with-interval", Worst = Tier.T6 };

    /// <summary>The named policies, strictest first: each answers whatever the one before it answers.</summary>
    public static readonly IReadOnlyList<Policy> All = [Strict, SameLevel, OrBetter, AnyWithInterval];

    /// <summary>The policy of a name, or null.</summary>
    public static Policy? Find(string name) => All.FirstOrDefault(p => p.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The worst tier that is admitted after all: a consistent series takes the level asked for and nothing else.</summary>
    public Tier Admits => ConsistentSeries && Worst > Tier.T3 ? Tier.T3 : Worst;
}
