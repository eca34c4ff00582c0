// What a calculation cost.
namespace DataHub.Model;

/// <summary>How good a cost figure is, best first.</summary>
public enum CostTier
{
    /// <summary>Measured by DataHub's own runner from the operating system's accounting.</summary>
    Measured,
    /// <summary>Taken from a batch scheduler's accounting.</summary>
    Scheduler,
    /// <summary>Read from the program's own output.</summary>
    Log,
    /// <summary>Estimated from a model.</summary>
    Estimated,
    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>
/// Compute time, memory and modelled energy of one calculation, with every input of the energy model, so that totals can be recomputed under other assumptions.
/// Times in seconds, memory in MiB, energy in kWh, emissions in g CO2e. A null is "not known", never zero.
/// </summary>
public sealed record Cost(CostTier Tier)
{
    /// <summary>Elapsed time, s.</summary>
    public double? WallSeconds { get; init; }
    /// <summary>Processor time of the job and all its children, user and system, s.</summary>
    public double? CpuSeconds { get; init; }
    /// <summary>Graphics processor time, s.</summary>
    public double? GpuSeconds { get; init; }
    /// <summary>Cores that the job was given.</summary>
    public int? Cores { get; init; }
    /// <summary>Largest resident set of a single process of the job, MiB.</summary>
    public double? PeakMemoryMib { get; init; }
    /// <summary>Energy including the data centre's overhead, kWh.</summary>
    public double? EnergyKwh { get; init; }
    /// <summary>Emissions, g CO2 equivalent.</summary>
    public double? Co2Grams { get; init; }
    /// <summary>How the energy was found: "model" (Green Algorithms formula) or "rapl".</summary>
    public string? EnergyMethod { get; init; }
    /// <summary>Power drawn by one core at full use, W.</summary>
    public double? CorePowerWatt { get; init; }
    /// <summary>Power of memory, W per GB.</summary>
    public double? MemoryPowerWattPerGb { get; init; }
    /// <summary>Power usage effectiveness of the site.</summary>
    public double? Pue { get; init; }
    /// <summary>Carbon intensity of the electricity, g CO2e per kWh.</summary>
    public double? CarbonIntensity { get; init; }
    /// <summary>Name and version of the table that the constants come from.</summary>
    public string? Table { get; init; }
    /// <summary>Model of the processor.</summary>
    public string? Processor { get; init; }

    /// <summary>A cost of which nothing is known.</summary>
    public static readonly Cost Unknown = new(CostTier.Unknown);
}
