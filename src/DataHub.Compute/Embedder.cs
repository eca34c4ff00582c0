// 3D coordinates from connectivity: RDKit's ETKDG, run as an external program.
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>What embedding gave: a geometry or a failure, and what it cost.</summary>
public sealed record Embedded(Geometry? Geometry, Failure? Failure, Cost Cost);

/// <summary>Embeds molecules by ETKDGv3 and relaxes them by MMFF94 (UFF where MMFF has no parameters); the same seed gives the same geometry.</summary>
public sealed class Embedder(CostModel cost)
{
    /// <summary>True if python3 with RDKit is installed.</summary>
    public bool Installed => throw new NotImplementedException($"{cost}");

    /// <summary>Embeds one molecule by SMILES.</summary>
    public Embedded Embed(string smiles, int seed = 1, CancellationToken cancel = default) => throw new NotImplementedException();
}
