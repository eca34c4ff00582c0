// Merging segments: fewer files, the same records, and nobody who is reading is disturbed.
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class CompactionTests
{
    [Fact]
    public void Many_small_commits_become_few_segments_with_the_same_records_and_views()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(400);
        using var archive = Archive.Open(new(temp.Path) { Grace = TimeSpan.Zero });
        foreach (var part in all.Chunk(10)) archive.Append(part);
        archive.Compact();
        var before = ArchiveTests.Text(archive.Search("psi4", 1000));
        Assert.InRange(archive.Counts().Segments, 1, 15);
        Assert.Equal(archive.SegmentFiles().Order(), Directory.GetFiles(temp["lake"]).Order());
        Assert.Equal(all.Count, archive.Count(new Query(QuerySet.Calculations)));
        foreach (var c in all.Where((_, i) => i % 37 == 0)) Assert.Equal(Samples.Text(CalculationRow.From(c)), Samples.Text(CalculationRow.From(archive.Get(c.Id)!)));
        archive.Rebuild();
        Assert.Equal(before, ArchiveTests.Text(archive.Search("psi4", 1000)));
        Assert.Equal(all.Count, archive.Counts().Calculations);
    }

    [Fact]
    public void A_running_query_keeps_its_files_while_they_are_merged_away()
    {
        using var temp = Shared.Temp();
        using var archive = Archive.Open(new(temp.Path) { Grace = TimeSpan.Zero });
        var all = Samples.Many(7 * 600);
        foreach (var part in all.Chunk(600)) archive.Append(part);
        using var rows = archive.Find(new Query(QuerySet.Calculations));
        Assert.True(rows.Read());
        int n = 1;
        foreach (var part in Samples.Many(5400, from: all.Count).Chunk(600)) archive.Append(part);
        archive.Compact();
        while (rows.Read()) n++;
        Assert.Equal(all.Count, n);
    }

    [Fact]
    public void What_a_crash_in_a_merge_leaves_behind_is_cleared_or_ignored()
    {
        using var temp = Shared.Temp();
        var all = Samples.Many(90);
        var old = new Dictionary<string, byte[]>();
        using (var archive = Archive.Open(new(temp.Path) { Grace = TimeSpan.FromDays(1) }))
        {
            foreach (var part in all.Chunk(10)) archive.Append(part);
            archive.Compact();
        }
        // Within the grace both the old segments and the one that replaces them are there; an unfinished file and an array file without its wide file may be, too.
        Assert.True(Directory.GetFiles(temp["lake"]).Length > 9);
        File.WriteAllText(Path.Combine(temp["lake"], ".tmp-abc-wide"), "half");
        File.WriteAllText(Path.Combine(temp["lake"], "0000000010-0000000010-abcdefabcdef.arrays.parquet"), "orphan");
        using var again = Archive.Open(new(temp.Path) { Grace = TimeSpan.Zero });
        Assert.Equal(90, again.Count(new Query(QuerySet.Calculations)));
        Assert.Equal(90, again.Counts().Calculations);
        Assert.Equal(again.SegmentFiles().Order(), Directory.GetFiles(temp["lake"]).Order());
    }
}
