// Forecasts for one campaign: geometry job, target job, and what a CPU-second means in energy.
using DataHub.Compute;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Screening;

/// <summary>The cost models of a campaign's levels, fitted once when it begins.</summary>
public sealed class CampaignForecasts
{
    readonly Dictionary<string, CostForecast> _models = [];

    /// <summary>Fits the models of every level on the ladder from the archive.</summary>
    public CampaignForecasts(Campaign campaign, Archive archive, CostModel cost)
    {
        Geometry = Level.Parse(campaign.GeometryLevel);
        Target = campaign.Level;
        foreach (var level in campaign.Rungs.Where(r => r is not (Campaign.ReuseRung or Campaign.SurrogateRung)).Select(Level.Parse).Append(Geometry).Append(Target).DistinctBy(l => l.Name))
        {
            bool optimises = level.Name == Geometry.Name;
            _models[level.Name] = CostForecast.Fit(level, MeasuredJobs.At(archive, level.Name, optimises));
        }
        var second = cost.Of(1, 1, 1000, 1, CostTier.Estimated);
        (KwhPerCpuSecond, GramsPerCpuSecond) = (second.EnergyKwh ?? 0, second.Co2Grams ?? 0);
    }

    /// <summary>Level of the geometries.</summary>
    public Level Geometry { get; }
    /// <summary>Level of the answers.</summary>
    public Level Target { get; }
    /// <summary>Energy of one CPU-second of a job with 1,000 MiB, kWh.</summary>
    public double KwhPerCpuSecond { get; }
    /// <summary>Emissions of one CPU-second, g CO2e.</summary>
    public double GramsPerCpuSecond { get; }
    /// <summary>What the forecasts rest on.</summary>
    public IEnumerable<string> Basis => _models.Values.Select(m => m.Basis);

    /// <summary>Forecast of one job.</summary>
    public Forecast Of(string level, Molecule molecule) => _models[level].Of(molecule.Formula, molecule.Smiles, Machine.Processor);

    /// <summary>Forecasts of all that computing a molecule at the target takes: the geometry (with <paramref name="geometry"/> false if there is one) and the target job.</summary>
    public IEnumerable<Forecast> Whole(Molecule molecule, bool geometry = true)
    {
        if (geometry || Geometry.Name == Target.Name) yield return Of(Geometry.Name, molecule);
        if (Geometry.Name != Target.Name) yield return Of(Target.Name, molecule);
    }
}
