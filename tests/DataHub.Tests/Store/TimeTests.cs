// Times in segments: filters by time find the right rows, also for readers that prune row groups by statistics.
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class TimeTests
{
    [Fact]
    public void A_filter_by_time_finds_the_rows_of_that_time()
    {
        using var folder = Shared.Temp();
        using var archive = Archive.Open(new ArchiveOptions(folder.Path));
        var all = Generators.Draw(60).DistinctBy(c => c.Id).ToList();
        archive.Append(all);
        foreach (var day in new[] { new DateTime(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 7, 1, 12, 30, 0, DateTimeKind.Utc), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(1971, 1, 1, 0, 0, 0, DateTimeKind.Utc) })
        {
            long before = archive.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("lt", new Expr.Col("computed_at"), new Expr.Const(day)) });
            long after = archive.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("ge", new Expr.Col("computed_at"), new Expr.Const(day)) });
            Assert.Equal(all.Count(c => c.Provenance.ComputedAt < day), before);
            Assert.Equal(all.Count(c => c.Provenance.ComputedAt >= day), after);
        }
    }
}
