// Damaged inputs: readers never throw, and nothing damaged passes as a sound record with other values.
using System.Text;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class FuzzTests
{
    static readonly (string Format, string Name)[] Formats = [("extxyz", "f.xyz"), ("qcschema", "f.json")];

    /// <summary>The values of the undamaged records, to compare with.</summary>
    static HashSet<string> Contents(IEnumerable<Calculation> calculations) => [.. calculations.Select(c => string.Join(' ', c.Values.Scalars().Select(v => $"{v.Property.Name}={v.Value:E9}")))];

    [Fact]
    public void A_cut_file_gives_only_whole_records()
    {
        var all = Generators.Draw(6, 11);
        foreach (var (format, name) in Formats)
        {
            var bytes = Alike.Written(format, all);
            var sound = Contents(Alike.Read(name, bytes).Select(r => r.Calculation!));
            for (int cut = 0; cut < bytes.Length - 4; cut += 37)
            {
                var readings = Alike.Read(name, bytes[..cut]);
                Assert.NotEmpty(readings);
                Assert.All(readings, r => Assert.DoesNotContain("stumbled", r.Fault?.Message ?? ""));
                foreach (var r in readings.SkipLast(1)) if (r.Calculation is { } c) Assert.Contains(Contents([c]).Single(), sound);
            }
        }
    }

    [Fact]
    public void Flipped_bytes_never_throw()
    {
        var random = new Random(5);
        var all = Generators.Draw(3, 12);
        foreach (var (format, name) in Formats)
        {
            var bytes = Alike.Written(format, all);
            for (int round = 0; round < 600; round++)
            {
                var damaged = (byte[])bytes.Clone();
                for (int k = 0; k <= round % 3; k++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                var readings = Alike.Read(name, damaged);
                Assert.NotEmpty(readings);
                foreach (var r in readings)
                {
                    Assert.True(r.Calculation is null ^ r.Fault is null);
                    Assert.DoesNotContain("stumbled", r.Fault?.Message ?? "");
                    if (r.Calculation is { Status: Status.Success } c) Assert.True(c.Geometry!.Defect() is null && !c.Values.IsEmpty && c.Level.Name.Length > 0);
                }
            }
        }
    }

    [Fact]
    public void A_digit_changed_in_the_energy_is_noticed_because_the_energy_stands_twice()
    {
        foreach (var (format, name) in Formats)
        {
            var c = Generators.Draw(40, 13).First(x => x is { Status: Status.Success, Driver: Driver.Energy });
            var text = Encoding.UTF8.GetString(Alike.Written(format, c));
            var number = c.Values[Property.Energy]!.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            int at = text.IndexOf(number, StringComparison.Ordinal) + number.IndexOf('.', StringComparison.Ordinal) - 1;
            var changed = text[..at] + (text[at] == '9' ? '1' : '9') + text[(at + 1)..];
            Assert.NotNull(Assert.Single(Alike.Read(name, changed)).Fault);
        }
    }

    [Fact]
    public void Deep_nesting_and_huge_counts_are_refused_quickly()
    {
        Assert.NotNull(Assert.Single(Alike.Read("deep.json", "{\"driver\": " + new string('[', 100_000))).Fault);
        Assert.NotNull(Assert.Single(Alike.Read("huge.xyz", "999999\nProperties=species:S:1:pos:R:3:x:R:100\nH 0 0 0\n")).Fault);
        Assert.NotNull(Assert.Single(Alike.Read("more.xyz", "99999999\n\nH 0 0 0\n")).Fault);
    }
}
