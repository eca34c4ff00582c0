// What a writer writes, the reader of the same format reads back as it was.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class RoundTripTests
{
    [FsCheck.Xunit.Property(Arbitrary = [typeof(Generators)], MaxTest = 300)]
    public void Extended_XYZ_brings_a_calculation_back(Calculation c) => Back(c, "extxyz", "a.xyz");

    [FsCheck.Xunit.Property(Arbitrary = [typeof(Generators)], MaxTest = 300)]
    public void QCSchema_brings_a_calculation_back(Calculation c) => Back(c, "qcschema", "a.json");

    static void Back(Calculation c, string format, string name)
    {
        var reading = Assert.Single(Alike.Read(name, Alike.Written(format, c)));
        Assert.Null(reading.Fault);
        Assert.Equal("", reading.Calculation!.Id);
        Alike.Same(c, reading.Calculation);
        Assert.Equal(format, reading.Calculation.Provenance.Format);
    }

    [Theory]
    [InlineData("extxyz", "many.xyz")]
    [InlineData("qcschema", "many.json")]
    public void Many_records_come_back_in_their_order(string format, string name)
    {
        var all = Generators.Draw(200, 3);
        var back = Alike.Read(name, Alike.Written(format, all));
        Assert.Equal(200, back.Count);
        for (int i = 0; i < all.Count; i++)
        {
            Alike.Same(all[i], back[i].Calculation!);
            Assert.Equal(i, back[i].Calculation!.Provenance.RawRecord);
        }
    }

    [Theory]
    [InlineData("extxyz", "a.xyz")]
    [InlineData("qcschema", "a.json")]
    public void A_second_round_changes_no_content_id(string format, string name)
    {
        foreach (var c in Generators.Draw(50, 5))
        {
            var once = Alike.Read(name, Alike.Written(format, c)).Single().Calculation!;
            var twice = Alike.Read(name, Alike.Written(format, once)).Single().Calculation!;
            Alike.Same(once, twice);
            if (c.Status == Status.Success) Assert.Equal(c.ContentId(), twice.ContentId());
        }
    }

    [Fact]
    public void A_record_without_geometry_is_left_out_of_geometry_formats()
    {
        var c = Generators.Draw(1)[0] with { Geometry = null };
        Assert.Empty(Alike.Written("extxyz", c));
        Assert.Equal("[\n]\n", System.Text.Encoding.UTF8.GetString(Alike.Written("qcschema", c)));
    }
}
