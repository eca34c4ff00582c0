// The datahub command is killed at random moments of a release: the archive then has the draft as it was, or the whole version.
using System.Diagnostics;
using System.Text;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Tests.Store;
using Xunit;

namespace DataHub.Tests.Publishing;

public sealed class KillTests
{
    const int Records = 1500, Kills = 5;

    [Fact]
    public void A_release_that_is_killed_leaves_the_draft_or_the_whole_version()
    {
        using var folder = Shared.Temp();
        string home = folder["hub"];
        string concept, name;
        using (var hub = Hub.Open(new HubOptions(home)))
        {
            hub.Archive.Append([.. Samples.Many(Records).Select(c => c with { Provenance = c.Provenance with { Dataset = "gaps" } })]);
            hub.Publisher.Describe("gaps", LifeTests.Read(LifeTests.Metadata), "me");
            for (int i = 0; i < 50; i++) hub.Publisher.PutFile("gaps", $"folder {i % 7}/file {i}.txt", to => to.Write(Encoding.UTF8.GetBytes($"{i}")), "me");
            (concept, name) = (hub.Publisher.Get("gaps").Name, hub.Publisher.Get("gaps").Draft!.Name);
        }
        var random = new Random(7);
        int unfinished = 0, versions = 0;
        // The first run tells how long a whole release takes, so that the kills fall all over it.
        var whole = Stopwatch.StartNew();
        Assert.Equal(0, Release(home, null));
        int took = (int)whole.ElapsedMilliseconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"a whole release takes {took} ms");
        for (int kill = 0; kill < Kills; kill++)
        {
            using (var hub = Hub.Open(new HubOptions(home)))
            {
                var d = hub.Publisher.Get("gaps");
                Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(home, "lake", "datasets", "gaps", "versions"), ".tmp-*"));
                if (d.Draft is null)
                {
                    Whole(hub, d, d.Releases[^1], name);
                    versions = d.Releases.Count;
                    name = hub.Publisher.NewVersion("gaps", "me").Draft!.Name;
                }
                else
                {
                    Assert.Equal((name, versions, 50), (d.Draft.Name, d.Releases.Count, hub.Archive.DraftFileList("gaps").Count));
                    unfinished++;
                }
                Assert.Equal((concept, versions), (d.Name, d.Releases.Count));
            }
            Release(home, took / 4 + random.Next(took));
        }
        bool drafted;
        using (var hub = Hub.Open(new HubOptions(home))) drafted = hub.Publisher.Get("gaps").Draft is not null;
        if (drafted) Assert.Equal(0, Release(home, null));
        using var last = Hub.Open(new HubOptions(home));
        Assert.All(last.Archive.Verify("gaps"), v => Assert.Null(v.Defect));
        foreach (var r in last.Publisher.Get("gaps").Releases) Whole(last, last.Publisher.Get("gaps"), r, r.Name);
        Assert.True(unfinished > 0, "no kill hit a release");
    }

    static void Whole(Hub hub, Dataset d, Release r, string name)
    {
        Assert.Equal((name, (long)Records, 50), (r.Name, r.Records, r.Files.Count(f => f.Path.StartsWith("files/"))));
        Assert.Equal(d.Name, r.ConceptName);
    }

    static int Release(string home, int? killAfter)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var a in (string[])[Path.Combine(AppContext.BaseDirectory, "DataHub.Cli.dll"), "dataset", "release", "gaps", "--yes", "--home", home]) info.ArgumentList.Add(a);
        using var process = Process.Start(info)!;
        var said = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        if (killAfter is { } ms && !process.WaitForExit(ms)) process.Kill();
        process.WaitForExit();
        if (killAfter is null) Assert.True(process.ExitCode == 0, said.Result);
        return process.ExitCode;
    }
}
