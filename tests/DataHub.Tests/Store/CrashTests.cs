// Kill -9 in the middle of appending, again and again: nothing accepted is lost, nothing is doubled, and all views agree.
using System.Diagnostics;
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class CrashTests
{
    const int Count = 10_000, Batch = 200, Kills = 10;

    [Fact]
    public async Task A_writer_that_is_killed_ten_times_loses_nothing_and_doubles_nothing()
    {
        using var temp = Shared.Temp();
        string archive = temp["archive"], receipts = temp["receipts"];
        var random = new Random(20);
        var moments = Enumerable.Range(0, Kills).Select(_ => random.Next(0, Count - Batch)).Order().ToList();
        foreach (int moment in moments)
        {
            using var child = Start(archive, receipts);
            while (Lines(receipts) <= moment && !child.HasExited) await Task.Delay(10);
            await Task.Delay(random.Next(0, 120));
            Assert.False(child.HasExited && child.ExitCode != 0, "the child failed by itself");
            child.Kill();
            await child.WaitForExitAsync();
            Check(archive, receipts);
        }
        using (var last = Start(archive, receipts))
        {
            await last.WaitForExitAsync();
            Assert.Equal(0, last.ExitCode);
        }
        Check(archive, receipts);
        using var whole = Archive.Open(new(archive) { ReadOnly = true });
        var ids = Ids(whole);
        Assert.Equal(Samples.Many(Count, 9).Select(c => c.Id).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    static void Check(string folder, string receipts)
    {
        Compare(folder, receipts);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "lake"), ".tmp-*"));
    }

    static void Compare(string folder, string receipts)
    {
        using var archive = Archive.Open(new(folder));
        var ids = Ids(archive);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(File.ReadAllLines(receipts).Where(l => l.Length == 26).Except(ids));
        Assert.Equal(ids.Count, archive.Counts().Calculations);
        Assert.Equal(ids.Count, archive.CatalogueDump().Count());
        var page = archive.Search("", 20_000);
        Assert.Equal(ids.Order(StringComparer.Ordinal), page.Hits.Select(h => h.Id).Order(StringComparer.Ordinal));
    }

    static List<string> Ids(Archive archive)
    {
        var ids = new List<string>();
        using var rows = archive.Find(new Query(QuerySet.Calculations) { Select = ["id"] });
        while (rows.Read()) ids.Add((string)rows[0]!);
        return ids;
    }

    static int Lines(string file)
    {
        if (!File.Exists(file)) return 0;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return (int)(stream.Length / 27);
    }

    static Process Start(string archive, string receipts) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "DataHub.Crash"), [archive, receipts, $"{Count}", $"{Batch}"]))!;
}
