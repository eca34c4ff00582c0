// The generator of calculations makes valid ones.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class GeneratorTests
{
    [FsCheck.Xunit.Property(Arbitrary = [typeof(Generators)], MaxTest = 200)]
    public void A_generated_calculation_survives_its_row(Calculation c)
    {
        Assert.Null(c.Geometry!.Defect());
        Assert.Equal(c.Status == Status.Failed, c.Failure is not null);
        Assert.Equal(c.Id, CalculationRow.From(c).ToCalculation().ContentId());
    }

    [Fact]
    public void The_same_seed_draws_the_same_calculations()
    {
        Assert.Equal(20, Generators.Draw(20, 7).Count);
        Assert.Equal(Generators.Draw(20, 7).Select(c => c.Id), Generators.Draw(20, 7).Select(c => c.Id));
    }
}
