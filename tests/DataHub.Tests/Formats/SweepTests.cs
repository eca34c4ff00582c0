// Every real file that is at hand passes the readers: no exception, no hang, always a reading.
using System.Diagnostics;
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class SweepTests
{
    [Fact]
    public void Every_shared_file_gives_a_reading_or_is_a_companion()
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data is not here");
        var formats = new FormatSet();
        var root = Shared.Data!;
        var seen = 0;
        var report = new StringBuilder();
        foreach (var bundle in Bundles.Walk(root))
        {
            seen += bundle.Files.Count;
            var clock = Stopwatch.StartNew();
            int calculations = 0, faults = 0;
            Fault? first = null;
            foreach (var reading in formats.Read(bundle))
            {
                Assert.True(reading.Calculation is null ^ reading.Fault is null, bundle.Name);
                if (reading.Calculation is { } c)
                {
                    calculations++;
                    Sound(bundle, c);
                }
                else
                {
                    faults++;
                    first ??= reading.Fault;
                    Assert.DoesNotContain("stumbled", reading.Fault!.Message);
                    Assert.NotEmpty(reading.Fault.Remedy);
                }
            }
            Assert.True(calculations + faults > 0, $"{bundle.Name} gave nothing");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{bundle.Name} took {clock.Elapsed}");
            report.Append(bundle.Name).Append('\t').Append(calculations).Append('\t').Append(faults).Append('\t').Append(first).Append('\n');
        }
        if (Environment.GetEnvironmentVariable("DATAHUB_SWEEP_REPORT") is { Length: > 0 } path) File.WriteAllText(path, report.ToString());
        int all = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Count(f => !Path.GetFileName(f).StartsWith('.') && !IsLeftOut(Path.GetFileName(f)));
        Assert.Equal(all, seen);
    }

    static bool IsLeftOut(string name) => name.StartsWith("README", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LICEN", StringComparison.OrdinalIgnoreCase);

    /// <summary>What must hold of whatever a reader hands on.</summary>
    static void Sound(Bundle bundle, Calculation c)
    {
        Assert.True(c.Status != Status.Failed ^ c.Failure is not null, bundle.Name);
        Assert.True(c.Status == Status.Failed || !c.Values.IsEmpty, bundle.Name);
        Assert.NotEmpty(c.Level.Name);
        Assert.NotNull(c.Provenance.Format);
        if (c.Geometry is { } g)
        {
            Assert.True(c.Status == Status.Failed || g.Defect() is null, $"{bundle.Name}: {g.Defect()}");
            Assert.Equal(c.Molecule.Atoms, g.Count);
        }
        Assert.NotNull(CalculationRow.From(c).ToCalculation());
    }
}
