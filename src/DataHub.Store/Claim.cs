// A claim: somebody is about to compute something, for so long.
using System.Security.Cryptography;
using System.Text;

namespace DataHub.Store;

/// <summary>
/// What is about to be computed: one job on one molecule state. Two claims are about the same exactly when all parts are equal.
/// </summary>
/// <param name="Structure">Canonical SMILES of the molecule; its InChIKey where no SMILES is known.</param>
/// <param name="Charge">Charge, e.</param>
/// <param name="Multiplicity">Multiplicity.</param>
/// <param name="Geometry">Class of the geometry: the level at which it is optimised.</param>
/// <param name="Level">Level of theory.</param>
/// <param name="Job">The set of properties that the job gives, by what is asked of the program: energy, gradient, hessian, optimization.</param>
public sealed record ClaimKey(string Structure, int Charge, int Multiplicity, string Geometry, string Level, string Job)
{
    /// <summary>The key in 24 hex digits.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', Structure, Charge, Multiplicity, Geometry, Level, Job))))[..24];
}

/// <summary>A claim as it stands. It ends by being released, or by itself when its time is over (UTC).</summary>
public sealed record Claim(ClaimKey Key, string Owner, DateTime Since, DateTime Until);
