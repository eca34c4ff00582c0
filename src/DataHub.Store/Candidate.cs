// What the catalogue tells of a record without touching a segment.
using DataHub.Model;

namespace DataHub.Store;

/// <summary>A stored record as the catalogue knows it: enough to decide on reuse without touching a segment.</summary>
public sealed record Candidate(string Id, string Smiles, string Level, string? GeometryLevel, string? GeometryHash, string? Program, string? ProgramVersion,
    Status Status, string? Dataset, string? Licence, double? CpuSeconds, double? Value, double? Sigma)
{
    /// <summary>Kind of the level.</summary>
    public LevelKind Kind { get; init; }
    /// <summary>InChIKey of the molecule.</summary>
    public string? InChIKey { get; init; }
    /// <summary>Formula in Hill order.</summary>
    public string? Formula { get; init; }
    /// <summary>Charge of the molecule, e.</summary>
    public int Charge { get; init; }
    /// <summary>Multiplicity of the molecule.</summary>
    public int Multiplicity { get; init; } = 1;
    /// <summary>DOI of the source.</summary>
    public string? Doi { get; init; }
    /// <summary>When it was computed (UTC), if known.</summary>
    public DateTime? ComputedAt { get; init; }
    /// <summary>Energy that it cost, kWh.</summary>
    public double? EnergyKwh { get; init; }
    /// <summary>Emissions that it cost, g CO2e.</summary>
    public double? Co2Grams { get; init; }
    /// <summary>Label of an excited electronic state; null for the lowest of the multiplicity.</summary>
    public string? State { get; init; }
    /// <summary>Where the connectivity comes from; null where none is known.</summary>
    public Connectivity? Connectivity { get; init; }
    /// <summary>Tolerant key of the geometry (<see cref="Geometry.Key"/>).</summary>
    public string? GeometryKey { get; init; }
    /// <summary>How the geometry came to be; null without one.</summary>
    public GeometrySource? GeometrySource { get; init; }
    /// <summary>How many entries its list has, where one entry of a list is asked for; else null.</summary>
    public int? Entries { get; init; }
    /// <summary>How the geometry was chosen among conformers; null where that is not told.</summary>
    public Conformer? Conformer { get; init; }
}
