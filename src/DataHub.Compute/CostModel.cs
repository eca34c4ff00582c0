// From measured seconds to energy and emissions (Green Algorithms).
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>
/// The energy model with its constants, from schemas/cost: E[kWh] = (cpu_h · P_core + wall_h · M_GB · P_mem) · PUE / 1000 and g CO2e = E · carbon intensity
/// (Lannelongue, Grealey, Inouye, Adv. Sci. 2021, 2100707). Seconds are measured, energy and emissions are modelled: <see cref="Cost.EnergyMethod"/> says "model".
/// </summary>
public sealed class CostModel
{
    readonly double _corePower, _memoryPower, _pue, _intensity;
    readonly string _table;

    /// <summary>The model for the electricity of a region: "world" or a country code of the table.</summary>
    /// <exception cref="ArgumentException">The table has no such region.</exception>
    public CostModel(string region = "world")
    {
        using var stream = typeof(Cost).Assembly.GetManifestResourceStream("cost/green-algorithms-2.2.json")!;
        using var doc = JsonDocument.Parse(stream);
        var root = doc.RootElement;
        _corePower = root.GetProperty("core_power_watt").GetDouble();
        _memoryPower = root.GetProperty("memory_power_watt_per_gb").GetDouble();
        _pue = root.GetProperty("pue").GetDouble();
        _table = $"{root.GetProperty("name").GetString()} {root.GetProperty("version").GetString()}";
        var regions = root.GetProperty("carbon_intensity_g_per_kwh");
        if (!regions.TryGetProperty(region, out var intensity))
            throw new ArgumentException($"no carbon intensity for region '{region}'; known are {string.Join(", ", regions.EnumerateObject().Select(p => p.Name))}", nameof(region));
        _intensity = intensity.GetDouble();
    }

    /// <summary>
    /// The cost of measured times: seconds of processor and wall time, MiB of peak memory (taken as the memory held for the whole wall time). Every input of the formula
    /// is stored in the result.
    /// </summary>
    public Cost Of(double cpuSeconds, double wallSeconds, double memoryMib, int cores, CostTier tier) => WithEnergy(new Cost(tier)
    {
        CpuSeconds = cpuSeconds, WallSeconds = wallSeconds, PeakMemoryMib = memoryMib > 0 ? memoryMib : null, Cores = cores, EnergyMethod = "model", CorePowerWatt = _corePower,
        MemoryPowerWattPerGb = _memoryPower, Pue = _pue, CarbonIntensity = _intensity, Table = _table, Processor = Machine.Processor,
    });

    /// <summary>The same cost with energy and emissions computed anew from the inputs that it stores; unchanged if processor time or a constant is missing.</summary>
    public static Cost WithEnergy(Cost c)
    {
        if (c is not { CpuSeconds: { } cpu, CorePowerWatt: { } core, MemoryPowerWattPerGb: { } memory, Pue: { } pue, CarbonIntensity: { } intensity }) return c;
        double gigabytes = (c.PeakMemoryMib ?? 0) * 1048576 / 1e9;
        double kwh = (cpu / 3600 * core + (c.WallSeconds ?? cpu) / 3600 * gigabytes * memory) * pue / 1000;
        return c with { EnergyKwh = kwh, Co2Grams = kwh * intensity };
    }
}
