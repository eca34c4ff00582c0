// What is asked, apart from the molecule.
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>What is asked, of one molecule or of every molecule of a list. An entry of a list that names a level or a property of its own is asked for that.</summary>
public sealed record KnownOrder(Level Level, Property Property)
{
    /// <summary>Level at which stored geometries must have been optimised, null for any.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>Program asked for, null for any.</summary>
    public string? Program { get; init; }
    /// <summary>Its version, null for any.</summary>
    public string? ProgramVersion { get; init; }
    /// <summary>How geometries are to have been chosen among conformers, null if that is not asked.</summary>
    public Conformer? Conformer { get; init; }
    /// <summary>What is accepted as an answer.</summary>
    public Policy Policy { get; init; } = Policy.Strict;

    /// <summary>The question about a molecule.</summary>
    public Question Of(Molecule molecule) => new(molecule, Property, Level) { GeometryLevel = GeometryLevel, Program = Program, ProgramVersion = ProgramVersion, Conformer = Conformer, Policy = Policy };
}
