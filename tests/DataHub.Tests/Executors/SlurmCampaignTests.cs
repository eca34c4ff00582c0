// A whole campaign through a real Slurm: the same answers, also when it is killed again and again.
using System.Diagnostics;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Tests.Cli;
using DataHub.Tests.Screening;
using Xunit;

namespace DataHub.Tests.Executors;

public class SlurmCampaignTests(SlurmCluster slurm) : IClassFixture<SlurmCluster>
{
    static readonly string[] Molecules = ["O", "C", "N", "CO", "C#N", "C=O", "CC", "C=C", "C#C", "CF", "CN", "C=N", "CCO", "CC=O", "CC#N", "COC", "CCF", "CCN", "CNC", "C1CC1", "C1CO1", "C1CN1", "NC=O", "OC=O", "C=CC", "C#CC", "CCC", "OO", "NN", "C=CF"];

    [Fact]
    public async Task Killed_ten_times_at_random_it_gives_the_same_answers_and_no_job_runs_twice()
    {
        slurm.Need();
        using var temp = Shared.Temp();
        File.WriteAllText(temp["campaign.yaml"], $"""
            name: through slurm
            property: gap
            level: PM7
            tolerance: 0.1 eV
            ladder: [reuse, gfn2, pm7-on-gfn2]
            candidates: [{string.Join(", ", Molecules.Select(m => $"\"{m}\""))}]
            """);
        var campaign = Campaign.ReadFile(temp["campaign.yaml"]).Campaign!;
        Counted(temp.Path, "xtb", "mopac");
        string hub = temp["hub"], journal = Path.Combine(hub, "campaigns", campaign.Id, "journal.ndjson");
        var random = new Random(20);
        int kills = 0;
        for (; kills < 10; kills++)
        {
            var start = Datahub.Start(hub, "screen", "run", temp["campaign.yaml"], "--yes");
            Through(start, temp.Path);
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            int before = Lines(journal), more = random.Next(1, 5);
            var limit = Stopwatch.StartNew();
            while (!process.HasExited && Lines(journal) < before + more)
            {
                Assert.True(limit.Elapsed < TimeSpan.FromMinutes(2), "nothing happened in two minutes");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
            await Task.Delay(random.Next(60), TestContext.Current.CancellationToken);
            Assert.False(process.HasExited, $"it ended before kill {kills + 1}: {(process.HasExited ? await error : "")}");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(output, error);
        }

        var last = Datahub.Start(hub, "screen", "run", temp["campaign.yaml"], "--yes");
        Through(last, temp.Path);
        using (var process = Process.Start(last)!)
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await error);
        }

        using var far = Hub.Open(new HubOptions(hub));
        using var near = Hub.Open(new HubOptions(temp["near"]) { Cores = 2, Executor = "local" });
        var (there, here) = (far.Campaigns.Report(campaign.Id)!, near.Campaigns.Run(campaign));
        Assert.Equal((CampaignState.Done, 10), (there.State, kills));
        Assert.All(there.Results, r => Assert.Equal((Tier.Computed, "PM7"), (Known(r).Evidence.Tier, r.Rung)));
        Assert.Equal(here.Results.Select(r => Known(r).Value), there.Results.Select(r => Known(r).Value));
        Assert.Equal(here.Results.Select(r => Known(r).Evidence.CalculationId), there.Results.Select(r => Known(r).Evidence.CalculationId));
        // Two runs of xtb (optimisation, single point) and one of MOPAC for each molecule, no more: told by the programs themselves.
        var ran = File.ReadAllLines(temp["ran.txt"]);
        Assert.Equal((2 * Molecules.Length, Molecules.Length), (ran.Count(l => l.StartsWith("xtb", StringComparison.Ordinal)), ran.Count(l => l.StartsWith("mopac", StringComparison.Ordinal))));
        Assert.All(ran.GroupBy(l => l), g => Assert.Equal(g.Key.StartsWith("xtb", StringComparison.Ordinal) ? 2 : 1, g.Count()));
        Assert.Equal(2 * Molecules.Length, far.Archive.Counts().Calculations);
        Assert.Equal(2 * Molecules.Length, Journal.Read(journal).Where(l => l.Kind == "job").Select(l => l.Record).Distinct().Count());
        Assert.All(slurm.Ended.Where(e => e.Name.StartsWith("datahub-", StringComparison.Ordinal)), e => Assert.Equal("COMPLETED", e.State));
        Assert.Matches(@"^pm7-on-gfn2@1#[0-9a-f]{12}$", far.Archive.Get(Known(there.Results[0]).Evidence.CalculationId!)!.Provenance.Workflow);
        // What the jobs left is gone with the campaign.
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(hub, "jobs", "slurm", "packs")));
    }

    static int Lines(string journal) => File.Exists(journal) ? Journal.Read(journal).Count : 0;

    void Through(ProcessStartInfo start, string folder)
    {
        foreach (var (key, value) in slurm.Environs) start.Environment[key] = value;
        start.Environment["DATAHUB_EXECUTOR"] = "slurm";
        start.Environment["PATH"] = $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>Puts programs of the same names before the real ones, which write down that they were called, and where.</summary>
    static void Counted(string folder, params string[] programs)
    {
        foreach (var name in programs)
        {
            var real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, name)).First(File.Exists);
            File.WriteAllText(Path.Combine(folder, name), $"#!/bin/bash\necho \"{name} $PWD\" >>'{Path.Combine(folder, "ran.txt")}'\nexec '{real}' \"$@\"\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder, name), (UnixFileMode)0b111_101_101);
        }
    }

    static Answer.Known Known(CandidateResult r) => Assert.IsType<Answer.Known>(r.Answer);
}
