// From measured seconds to energy and emissions (Green Algorithms).
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>The energy model with its constants, from schemas/cost.</summary>
public sealed class CostModel(string region = "world")
{
    /// <summary>The cost of measured times: seconds of processor and wall time, MiB of peak memory.</summary>
    public Cost Of(double cpuSeconds, double wallSeconds, double memoryMib, int cores, CostTier tier) => throw new NotImplementedException(region);
}
