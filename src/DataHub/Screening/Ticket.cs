// One distinct molecule on its way through the ladder.
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>
/// One distinct molecule (InChIKey, charge, multiplicity, canonical SMILES) of a campaign and what its rungs have found so far. Only one rung at a time works on a ticket.
/// </summary>
public sealed class Ticket(int number, IReadOnlyList<int> candidates, string text, Molecule? molecule, string? error)
{
    /// <summary>Number among the tickets.</summary>
    public int Number { get; } = number;
    /// <summary>Its places among the candidates.</summary>
    public IReadOnlyList<int> Candidates { get; } = candidates;
    /// <summary>Candidate text as the campaign has it.</summary>
    public string Text { get; } = text;
    /// <summary>The molecule; null if the text could not be read.</summary>
    public Molecule? Molecule { get; } = molecule;
    /// <summary>Why it could not be read.</summary>
    public string? Error { get; } = error;

    /// <summary>Forecast of the geometry and of the target job, s of processor time.</summary>
    public double BruteForce { get; set; }
    /// <summary>An embedded geometry to start from, once there is one.</summary>
    public Geometry? Start { get; set; }
    /// <summary>Geometry optimised at the campaign's geometry level, once there is one.</summary>
    public Geometry? Geometry { get; set; }
    /// <summary>The record of that geometry.</summary>
    public string? GeometryId { get; set; }
    /// <summary>The values at the cheap level, once there are some.</summary>
    public Values? Low { get; set; }
    /// <summary>Standard deviation of the best prediction so far, in the property's unit.</summary>
    public double? Sigma { get; set; }
    /// <summary>Set when nothing can change the answer any more.</summary>
    public bool Settled { get; set; }
    /// <summary>The last thing that a rung could not do, for the answer of a molecule that nothing answers.</summary>
    public string? Why { get; set; }
    /// <summary>Who computes just now what it needs, if somebody else does.</summary>
    public string? HeldBy { get; set; }
    /// <summary>The best answer that does not settle it.</summary>
    public (string Rung, Answer.Unsure Answer)? Held { get; set; }
}
