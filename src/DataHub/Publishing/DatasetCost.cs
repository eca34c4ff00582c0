// What a dataset cost: totals, shares, and figures that cannot be.
using DataHub.Model.Datasets;

namespace DataHub.Publishing;

/// <summary>Totals of a release; null where no record tells.</summary>
/// <param name="CpuHours">Processor time, h.</param>
/// <param name="GpuHours">Graphics processor time, h.</param>
/// <param name="EnergyKwh">Energy, kWh.</param>
/// <param name="Co2Kg">Emissions, kg CO2e.</param>
/// <param name="Told">Share of the records that tell their processor time, 0 to 1.</param>
/// <param name="Co2GramsPerRecord">Emissions a record, g CO2e.</param>
public sealed record DatasetCost(double? CpuHours, double? GpuHours, double? EnergyKwh, double? Co2Kg, double Told, double? Co2GramsPerRecord)
{
    /// <summary>
    /// Least and greatest g CO2e per CPU-hour that a computation can cause. Published footprints lie between 0.75 (efficient cores on hydropower) and 22 (old cores on coal); a factor of thirty on either side is
    /// left for what nobody has published yet, which still tells a thousand-fold slip of unit from any published value.
    /// </summary>
    public const double LeastPerCpuHour = 0.75 / 30, GreatestPerCpuHour = 22.0 * 30;

    /// <summary>The same for graphics processors: 300 W cards draw 15 to 250 g CO2e an hour; a factor of thirty on either side.</summary>
    public const double LeastPerGpuHour = 15.0 / 30, GreatestPerGpuHour = 250.0 * 30;

    /// <summary>Grams per hour where they cannot be; null where they can. With graphics processors their hours count, else those of the cores.</summary>
    public static double? Implausible(double co2Grams, double cpuSeconds, double? gpuSeconds)
    {
        if (gpuSeconds > 0) return co2Grams / (gpuSeconds.Value / 3600) is var g && g is < LeastPerGpuHour or > GreatestPerGpuHour ? g : null;
        return cpuSeconds > 0 && co2Grams / (cpuSeconds / 3600) is var c && c is < LeastPerCpuHour or > GreatestPerCpuHour ? c : null;
    }

    /// <summary>The totals of a release.</summary>
    public static DatasetCost Of(Release release)
    {
        static double? Sum(IEnumerable<double?> values, double by) => values.Any(v => v is not null) ? values.Sum(v => v ?? 0) / by : null;
        var lines = release.Costs;
        var co2 = Sum(lines.Select(l => l.Co2Grams), 1);
        return new(Sum(lines.Select(l => l.CpuSeconds), 3600), Sum(lines.Select(l => l.GpuSeconds), 3600), Sum(lines.Select(l => l.EnergyKwh), 1), co2 / 1000,
            release.Records == 0 ? 0 : (double)lines.Sum(l => l.Timed) / release.Records, release.Records == 0 ? null : co2 / release.Records);
    }
}
