// The ledger's totals against a plain count, whatever the order of its lines, and after a crash, a rebuild and a replay.
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class LedgerTests
{
    static List<LedgerLine> Draw(int seed, int count)
    {
        var random = new Random(seed);
        var lines = new List<LedgerLine>();
        for (int n = 0; n < count; n++)
        {
            string action = new[] { "reused", "reused", "predicted", "corrected", "computed", "failed" }[random.Next(6)];
            bool avoids = action is not ("computed" or "failed");
            lines.Add(new LedgerLine(new DateTime(2026, 1 + random.Next(4), 1 + random.Next(20), 0, 0, random.Next(60), DateTimeKind.Utc), random.Next(4) == 0 ? null : "c" + random.Next(5), action, "C" + random.Next(12),
                random.Next(2) == 0 ? "PM7" : "HF", "gap_ev", "r" + random.Next(9), "reuse", Math.Round(random.NextDouble(), 6), avoids ? Math.Round(random.NextDouble() * 100, 6) : null, "why \"so\"")
            {
                Multiplicity = random.Next(3) == 0 ? 3 : null, Dataset = "d" + random.Next(2), EnergyKwh = Math.Round(random.NextDouble() * 1e-3, 12), Co2Grams = Math.Round(random.NextDouble(), 6),
                AvoidedKwh = avoids ? Math.Round(random.NextDouble() * 1e-3, 12) : null, AvoidedCo2Grams = avoids ? Math.Round(random.NextDouble(), 6) : null,
            });
        }
        // A campaign tells of a key and a record once; a look-up at a time likewise.
        return [.. lines.DistinctBy(l => l.Campaign is null ? $"{l.At:O} {l.Molecule} {l.Level} {l.Action} {l.CalculationId}" : $"{l.Campaign} {l.Molecule} {l.Multiplicity ?? 1} {l.Level} {l.Action} {l.CalculationId}")];
    }

    static string Text(LedgerTotals t) => string.Join('\n', t.Actions.Select(a => a.ToString()).Prepend($"{t.Lines} {t.Spent} {t.AvoidedDemand} {t.UniqueAvoided} {t.UniqueKeys} {t.RepeatedDemand}"));

    /// <summary>The credit of each key by a plain look at all lines: the best action, then the earliest line.</summary>
    static List<LedgerLine> Credits(IEnumerable<LedgerLine> lines) => [.. lines.Where(l => l.AvoidedCpuSeconds is not null).GroupBy(l => (l.Molecule, l.Multiplicity ?? 1, l.Level, l.Property))
        .Select(g => g.OrderBy(l => l.Action == "reused" ? 0 : 1).ThenBy(l => l.At).ThenBy(l => l.Campaign ?? "", StringComparer.Ordinal).ThenBy(l => l.CalculationId, StringComparer.Ordinal).First())];

    [Fact]
    public void Totals_are_exact_and_do_not_depend_on_the_order_of_the_lines()
    {
        for (int seed = 1; seed <= 6; seed++)
        {
            var lines = Draw(seed, 250);
            string? first = null;
            for (int order = 0; order < 3; order++)
            {
                using var temp = Shared.Temp();
                using var archive = Archive.Open(new(temp.Path));
                var random = new Random(order);
                foreach (var part in (order == 0 ? lines : [.. lines.OrderBy(_ => random.Next())]).Chunk(1 + random.Next(60)))
                {
                    archive.Note(part);
                    if (random.Next(3) == 0) archive.LedgerTotals();
                }
                var t = archive.LedgerTotals();
                var credits = Credits(lines);
                Assert.Equal((lines.Count, credits.Count), ((int)t.Lines, (int)t.UniqueKeys));
                Assert.Equal((double)lines.Sum(l => (decimal)l.CpuSeconds), t.Spent.CpuSeconds);
                Assert.Equal((double)lines.Sum(l => (decimal)(l.AvoidedCpuSeconds ?? 0)), t.AvoidedDemand.CpuSeconds);
                Assert.Equal((double)credits.Sum(l => (decimal)l.AvoidedCpuSeconds!.Value), t.UniqueAvoided.CpuSeconds);
                Assert.Equal((double)credits.Sum(l => (decimal)l.AvoidedKwh!.Value), t.UniqueAvoided.EnergyKwh);
                Assert.Equal((double)lines.Sum(l => (decimal)l.Co2Grams!.Value), t.Spent.Co2Grams);
                foreach (var a in t.Actions) Assert.Equal((lines.Count(l => l.Action == a.Action), credits.Count(l => l.Action == a.Action)), ((int)a.Lines, (int)a.Keys));
                foreach (var campaign in new[] { "c0", "c3" })
                {
                    var mine = archive.LedgerTotals(campaign);
                    Assert.Equal((double)lines.Where(l => l.Campaign == campaign).Sum(l => (decimal)(l.AvoidedCpuSeconds ?? 0)), mine.AvoidedDemand.CpuSeconds);
                    Assert.Equal(credits.Count(l => l.Campaign == campaign), (int)mine.UniqueKeys);
                }
                Assert.Equal(lines.Count(l => l is { Action: "reused", CalculationId: "r3" }), archive.ReusesOf("r3"));
                Assert.Equal(lines.Count(l => l is { Action: "reused", Dataset: "d1" }), archive.ReusesIn("d1"));
                Assert.Equal(credits.Count, archive.Ledger().Count(l => l is { AvoidedCpuSeconds: not null, Repeated: null }));
                first ??= Text(t);
                Assert.Equal(first, Text(t));

                // Told again, by a replay, they add nothing.
                archive.Note([.. lines.Where((_, i) => i % 3 == 0)]);
                Assert.Equal(first, Text(archive.LedgerTotals()));
                using var reader = Archive.Open(new(temp.Path) { ReadOnly = true });
                Assert.Equal(first, Text(reader.LedgerTotals()));
            }
        }
    }

    [Fact]
    public void Totals_are_made_again_from_the_lines_and_go_on_where_they_stopped()
    {
        using var temp = Shared.Temp();
        var lines = Draw(9, 300);
        string whole;
        using (var archive = Archive.Open(new(temp.Path)))
        {
            archive.Note(lines);
            whole = Text(archive.LedgerTotals());
        }
        File.Delete(temp["ledger/totals.db"]);
        using (var archive = Archive.Open(new(temp.Path))) Assert.Equal(whole, Text(archive.LedgerTotals()));
        File.WriteAllText(temp["ledger/totals.db"], "this is no database, but long enough to be taken for the head of one; it is thrown away");
        using (var archive = Archive.Open(new(temp.Path))) Assert.Equal(whole, Text(archive.LedgerTotals()));
        using (var archive = Archive.Open(new(temp.Path))) Assert.Equal(whole, Text(archive.LedgerTotals()));
    }

    [Fact]
    public void Lines_are_read_page_by_page_across_months_and_the_places_stay_good()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path));
        archive.Note(Draw(4, 120));
        var all = archive.LedgerFrom().Select(l => l.Line).ToList();
        var paged = new List<LedgerLine>();
        for (string? place = null; ;)
        {
            var page = archive.LedgerFrom(place).Take(7).ToList();
            if (page.Count == 0) break;
            paged.AddRange(page.Select(p => p.Line));
            place = page[^1].Place;
        }
        Assert.Equal(all, paged);
        Assert.True(Directory.GetFiles(temp["ledger"], "*.ndjson").Length > 2);
    }
}
