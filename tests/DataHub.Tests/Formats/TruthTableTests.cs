// The readings of the shared QCSchema, QCFractal, QCEngine and extended XYZ files against a table whose values were checked against the files by another way.
using System.Globalization;
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class TruthTableTests
{
    [Theory]
    [InlineData("qcschema")]
    [InlineData("qcfractal")]
    [InlineData("qcengine_records")]
    [InlineData("extxyz")]
    public void Every_shared_file_reads_as_the_table_says(string folder)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data is not here");
        var formats = new FormatSet();
        var table = new StringBuilder();
        foreach (var bundle in Bundles.Walk(Path.Combine(Shared.Data!, "outputs", folder)))
        {
            if (folder == "qcengine_records" && !bundle.Name.EndsWith(".json", StringComparison.Ordinal)) continue;
            if (formats.For(bundle)?.Format is not ("qcschema" or "extxyz")) continue;
            int shown = 0;
            foreach (var reading in formats.Read(bundle))
            {
                if (++shown > 12) break;
                table.Append(bundle.Name).Append('\t').Append(reading.Record).Append('\t').Append(reading.Calculation is { } c ? Line(c) : $"refused\t{reading.Fault!.Field}\t{reading.Fault.Message}").Append('\n');
            }
        }
        var golden = Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Formats", "golden", folder + ".tsv");
        if (Environment.GetEnvironmentVariable("DATAHUB_REWRITE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, table.ToString());
        }
        Assert.Equal(File.ReadAllLines(golden), table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    static string Line(Calculation c)
    {
        string N(Property p) => c.Values[p] is { } v ? v.ToString("0.000000", CultureInfo.InvariantCulture) : "-";
        return string.Join('\t', c.Status.ToString().ToLowerInvariant(), c.Molecule.Formula, c.Molecule.Charge, c.Molecule.Multiplicity, c.Level.Name + (c.Level.Reference is { } r ? $" {r}" : ""), c.Level.Kind,
            c.Driver, c.Geometry?.Source, $"{c.Provenance.Program} {c.Provenance.ProgramVersion}", "E=" + N(Property.Energy), "hof=" + N(Property.HeatOfFormation), "gap=" + N(Property.Gap), "mu=" + N(Property.Dipole),
            "|g|=" + N(Property.GradientNorm), "wall=" + (c.Cost.WallSeconds?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-"), c.Failure is { } f ? $"{f.Kind}: {(f.Message.Length > 80 ? f.Message[..80] : f.Message)}" : "");
    }
}
