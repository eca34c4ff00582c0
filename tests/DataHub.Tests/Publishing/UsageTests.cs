// What a dataset cost and how it was used: totals, the row of the community table, counts by the COUNTER rules.
using DataHub.Model.Datasets;
using DataHub.Publishing;
using Xunit;

namespace DataHub.Tests.Publishing;

public sealed class UsageTests
{
    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 31, 22, 10, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }

    const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Python = "python-requests/2.32", Robot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    [Fact]
    public void Double_clicks_count_once_sessions_are_unique_by_the_hour_and_robots_are_told_apart()
    {
        using var temp = Shared.Temp();
        var clock = new Clock();
        using (var book = new UsageBook(temp["usage"], clock))
        {
            void After(double seconds, bool download, string item, string address = "10.0.0.1", string agent = Browser) { clock.Now += TimeSpan.FromSeconds(seconds); book.Seen("gaps", 1, download, item, address, agent); }
            After(0, false, "page");
            After(10, false, "page");                     // a double click
            After(25, false, "page");                     // another, since the one before is 25 s ago
            After(31, false, "page");                     // a second view
            After(1, true, "data/calculations.csv");
            After(1, true, "data/calculations.parquet");  // another file is no double click
            After(5, true, "data/calculations.parquet");  // a range of the same file
            After(1, true, "data/calculations.csv", "10.0.0.2");
            After(1, true, "data/calculations.csv", "10.0.0.1", Python);
            After(1, false, "page", "10.0.0.3", Robot);
            book.Seen("gaps", 2, false, "page", "10.0.0.1", Browser);
            clock.Now += TimeSpan.FromHours(1);           // the next hour is another session
            book.Seen("gaps", 1, false, "page", "10.0.0.1", Browser);
        }
        using var again = new UsageBook(temp["usage"], clock);
        clock.Now += TimeSpan.FromHours(2);               // April
        again.Seen("gaps", 1, true, "SHA256SUMS", "10.0.0.9", "DuckDB/1.5");
        var counts = again.Of("gaps");
        Assert.Equal([(1, "2026-03"), (1, "2026-04"), (2, "2026-03")], counts.Select(c => (c.Version, c.Month)));
        var march = counts[0];
        Assert.Equal((6L, 3L, 3L, 2L), (march.Investigations, march.UniqueInvestigations, march.Requests, march.UniqueRequests));
        Assert.Equal((1L, 1L, 1L, 1L, 1L), (march.MachineInvestigations, march.UniqueMachineInvestigations, march.MachineRequests, march.UniqueMachineRequests, march.Robots));
        Assert.Equal((0L, 1L, 1L), (counts[1].Investigations, counts[1].MachineRequests, counts[2].Investigations));
        Assert.DoesNotContain("10.0.0", string.Concat(Directory.GetFiles(temp["usage"]).Select(File.ReadAllText)));
    }

    [Fact]
    public void Costs_add_up_and_the_published_rows_of_the_community_table_come_out_as_published()
    {
        static Release Of(string name, long records, double cpuHours, double grams, double? gpuHours = null, long? timed = null) => new(1, "n", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), "me", new() { Title = "small molecules", Authors = [new Person("Hoja, Johannes") { Family = "Hoja" }, new Person("B")] })
        {
            Dataset = name, Records = records, Molecules = records / 2, Identifiers = [new("doi", "10.5072/x", "https://doi.org/10.5072/x")],
            Costs = [new("PBE0", "dft", "a", "measured", records / 2, 0, cpuHours * 1800, gpuHours * 3600, 1, grams / 2) { Timed = timed ?? records / 2 }, new("PBE0", "dft", "b", "estimated", records / 2, 0, cpuHours * 1800, null, 1, grams / 2) { Timed = timed ?? records / 2 }],
        };
        var qm7x = Of("QM7-X", 4_200_000, 3.27e6, 9.14e6);
        Assert.Equal("| QM7-X | 4.2 M records of 2.1 M molecules: small molecules | 3.27 M CPU | 9.14 tons | [Hoja et al. (2026)](https://doi.org/10.5072/x) |", SusmlRow.Of(qm7x, qm7x.Metadata));
        Assert.Equal(5, SusmlRow.Of(qm7x, qm7x.Metadata).Trim('|').Split(" | ").Length);
        var omol = Of("OMol25", 140_000_000, 6.6e9, 20_600e6);
        Assert.Contains("| 6.6 B CPU | 20,600 tons |", SusmlRow.Of(omol, omol.Metadata));
        var quedSmall = Of("QUED", 1000, 14.9, 89, 2, 300);
        Assert.Contains("| 14.9 CPU + 2 GPU (of 60 % of the records) | 89 g (of 60 % of the records) |", SusmlRow.Of(quedSmall, quedSmall.Metadata));
        var c = DatasetCost.Of(qm7x);
        Assert.Equal((3.27e6, 9140.0, 1.0), (Math.Round(c.CpuHours!.Value), Math.Round(c.Co2Kg!.Value), c.Told));
        Assert.Equal(9.14e6 / 4.2e6, c.Co2GramsPerRecord!.Value, 1e-9);
        // Every published row of that table is plausible as it is, and none a thousand times more or less.
        foreach (var (grams, cpu) in new[] { (9.14e6, 3.27e6), (32.23e6, 14e6), (12_800e6, 576e6), (1.34e6, 0.314e6), (20_600e6, 6.6e9), (18_900e6, 965e6), (1250e6, 400e6), (30e6, 40e6) })
        {
            Assert.Null(DatasetCost.Implausible(grams, cpu * 3600, null));
            Assert.NotNull(DatasetCost.Implausible(grams * 1000, cpu * 3600, null));
            Assert.NotNull(DatasetCost.Implausible(grams / 1000, cpu * 3600, null));
        }
        // The rows of language models that were published with a slip of unit, and two that were not.
        Assert.NotNull(DatasetCost.Implausible(502_871e6, 1, 1.12e6 * 3600));
        Assert.NotNull(DatasetCost.Implausible(104_701e6, 1, 246.5e3 * 3600));
        Assert.Null(DatasetCost.Implausible(8_930e6, 1, 30.84e6 * 3600));
        Assert.Null(DatasetCost.Implausible(12.81e3, 1, 86.0 * 3600));
    }
}
