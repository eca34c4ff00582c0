// The energy model against sums done by hand.
using DataHub.Compute;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class CostTests
{
    [Fact]
    public void One_core_hour_with_two_gigabytes_costs_what_the_formula_says()
    {
        // (1 h x 12 W + 1 h x 2 GB x 0.3725 W/GB) x 1.67 / 1000 = 0.02128415 kWh; x 475 g/kWh = 10.10997125 g.
        var cost = new CostModel().Of(3600, 3600, 2e9 / 1048576, 1, CostTier.Measured);
        Assert.Equal(0.02128415, cost.EnergyKwh!.Value, 10);
        Assert.Equal(10.10997125, cost.Co2Grams!.Value, 7);
    }

    [Fact]
    public void Processor_time_counts_cores_and_wall_time_counts_memory()
    {
        // Four cores busy for a quarter of an hour: (1 h x 12 W + 0.25 h x 1 GB x 0.3725 W/GB) x 1.67 / 1000 = 0.020195519 kWh.
        var cost = new CostModel().Of(3600, 900, 1e9 / 1048576, 4, CostTier.Scheduler);
        Assert.Equal(0.02019551875, cost.EnergyKwh!.Value, 10);
        Assert.Equal((4, CostTier.Scheduler), (cost.Cores, cost.Tier));
    }

    [Fact]
    public void Every_input_of_the_formula_is_stored_so_that_it_can_be_done_again()
    {
        var cost = new CostModel("FR").Of(100, 120, 512, 1, CostTier.Measured);
        Assert.Equal((100, 120, 512, 12, 0.3725, 1.67, 51, "model", "green-algorithms 2.2"),
            (cost.CpuSeconds, cost.WallSeconds, cost.PeakMemoryMib, cost.CorePowerWatt, cost.MemoryPowerWattPerGb, cost.Pue, cost.CarbonIntensity, cost.EnergyMethod, cost.Table));
        Assert.Equal(cost, CostModel.WithEnergy(cost with { EnergyKwh = null, Co2Grams = null }));
        Assert.Equal(cost.EnergyKwh!.Value / 1.67, CostModel.WithEnergy(cost with { Pue = 1 }).EnergyKwh!.Value, 12);
    }

    [Fact]
    public void A_cost_of_which_nothing_is_known_stays_unknown() => Assert.Equal(Cost.Unknown, CostModel.WithEnergy(Cost.Unknown));

    [Fact]
    public void A_region_that_the_table_lacks_is_refused_with_the_ones_that_it_has() =>
        Assert.Contains("world", Assert.Throws<ArgumentException>(() => new CostModel("Atlantis")).Message);

    [Fact]
    public void The_processor_and_the_energy_counters_are_read_where_they_are()
    {
        using var temp = Shared.Temp();
        File.WriteAllText(temp["cpuinfo"], "processor\t: 0\nmodel name\t: Some Chip 3000 @ 2 GHz\n");
        Assert.Equal("Some Chip 3000 @ 2 GHz", Machine.ProcessorOf(temp["cpuinfo"]));
        Assert.Null(Machine.ProcessorOf(temp["none"]));
        Assert.Null(Machine.EnergyMicrojoule(temp["none"]));
        Assert.Null(Machine.EnergyMicrojoule(temp.Path));
        foreach (var (zone, value) in ((string, string)[])[("intel-rapl:0", "1000"), ("intel-rapl:1", "20"), ("intel-rapl:0:0", "999999")])
        {
            Directory.CreateDirectory(temp[zone]);
            File.WriteAllText(Path.Combine(temp[zone], "energy_uj"), value + "\n");
        }
        Assert.Equal(1020, Machine.EnergyMicrojoule(temp.Path));
    }
}
