// The real tables of the shared data, read by the mappings of docs/examples.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class SharedTableTests
{
    internal static Bundle Table(string name)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data are not beside this repository");
        string At(string path) => path;
        RawFile Raw(string path) => new(Path.GetFileName(path), new FileInfo(path).Length, () => File.OpenRead(At(path)));
        var table = Path.Combine(Shared.Data!, "replay", name + ".csv");
        return new Bundle(name + ".csv", [Raw(table), .. Directory.GetFiles(Path.Combine(Shared.Repo, "docs", "examples"), name + ".datahub.*").Select(Raw)]);
    }

    static List<string[]> Cells(string name)
    {
        var text = new DataHub.Formats.Readers.Mapped.DelimitedText(new StreamReader(Path.Combine(Shared.Data!, "replay", name + ".csv")), ',');
        var rows = new List<string[]>();
        while (text.Read()) rows.Add([.. text.Fields]);
        return rows;
    }

    [Fact]
    public void QM8_gives_each_row_its_own_records_and_merges_none_of_its_repeated_InChIKeys()
    {
        var readings = new FormatSet().Read(Table("qm8_tddft_cc2")).ToList();
        var rows = Cells("qm8_tddft_cc2")[1..];
        Assert.Equal(21_786, rows.Count);
        Assert.Equal(3 * rows.Count, readings.Count);
        Assert.All(readings, r => Assert.Null(r.Fault));
        Assert.Equal(565, rows.CountBy(r => r[15]).Count(k => k.Value > 1));
        for (int i = 0; i < rows.Count; i++)
            for (int level = 0; level < 3; level++)
            {
                var c = readings[3 * i + level].Calculation!;
                double Cell(int column) => double.Parse(rows[i][2 + 4 * level + column], System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(rows[i][0], c.Molecule.Name);
                Assert.Equal([Cell(0) * Units.HartreeToEv, Cell(1) * Units.HartreeToEv], c.Values.List(Property.Excitations)!);
                Assert.Equal([Cell(2), Cell(3)], c.Values.List(Property.Strengths)!);
            }
        // What would make two records one is the id: rows of one InChIKey keep ids of their own, since their values differ.
        var repeated = rows.Select((r, i) => (Key: r[15], Index: i)).GroupBy(r => r.Key).Where(g => g.Count() > 1).ToList();
        foreach (var group in repeated)
            Assert.Equal(group.Count(), group.Select(r => (readings[3 * r.Index].Calculation! with { Molecule = readings[3 * r.Index].Calculation!.Molecule with { Smiles = "same", InChIKey = group.Key } }).ContentId()).Distinct().Count());
    }

    [Theory]
    [InlineData("qm7_dftb_pbe0")]
    [InlineData("ppe1694_formation_enthalpy")]
    [InlineData("photoswitch")]
    public void The_examples_read_the_tables_that_they_describe(string name)
    {
        var readings = new FormatSet().Read(Table(name)).ToList();
        var text = new System.Text.StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Cells(name).Count - 1} rows, {readings.Count(r => r.Calculation is not null)} records\n");
        foreach (var g in readings.Where(r => r.Fault is not null).GroupBy(r => r.Fault!.Message).OrderBy(g => g.Key, StringComparer.Ordinal)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"refused {g.Count()}: {g.Key}\n");
        foreach (var g in readings.Where(r => r.Calculation is not null).GroupBy(r => r.Calculation!.Level.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{g.Count()} at {g.Key} ({g.First().Calculation!.Level.Kind}), first:\n{Outputs.Text(g.First())}");
        Golden.Same($"tests/DataHub.Tests/Formats/golden/table-{name}.txt", text.ToString());
    }
}
