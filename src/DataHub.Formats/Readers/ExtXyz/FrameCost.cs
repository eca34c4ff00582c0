// The cost of a frame, in the column names of our own files.
using System.Globalization;
using DataHub.Model;

namespace DataHub.Formats.Readers.ExtXyz;

static class FrameCost
{
    static readonly HashSet<string> Keys =
    [
        "cost_tier", "cpu_seconds", "wall_seconds", "gpu_seconds", "cores", "peak_memory_mib", "energy_kwh", "co2e_g", "energy_method", "core_power_watt", "memory_power_watt_per_gb", "pue",
        "carbon_intensity_g_per_kwh", "cost_table", "processor",
    ];

    internal static bool Owns(string key) => Keys.Contains(key);

    /// <summary>The cost that the frame tells. Times without a tier are taken as read from a log.</summary>
    internal static Cost Of(Frame f)
    {
        if (!f.Pairs.Exists(p => Owns(p.Key))) return Cost.Unknown;
        double? Real(string key) => double.TryParse(f.Get(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) && v >= 0 ? v : null;
        var cost = new Cost(Enum.TryParse<CostTier>(f.Get("cost_tier"), true, out var tier) && Enum.IsDefined(tier) ? tier : CostTier.Log)
        {
            CpuSeconds = Real("cpu_seconds"), WallSeconds = Real("wall_seconds"), GpuSeconds = Real("gpu_seconds"), Cores = Real("cores") is { } c and < 1e6 ? (int)c : null,
            PeakMemoryMib = Real("peak_memory_mib"), EnergyKwh = Real("energy_kwh"), Co2Grams = Real("co2e_g"), EnergyMethod = f.Get("energy_method"), CorePowerWatt = Real("core_power_watt"),
            MemoryPowerWattPerGb = Real("memory_power_watt_per_gb"), Pue = Real("pue"), CarbonIntensity = Real("carbon_intensity_g_per_kwh"), Table = f.Get("cost_table"), Processor = f.Get("processor"),
        };
        return cost;
    }
}
