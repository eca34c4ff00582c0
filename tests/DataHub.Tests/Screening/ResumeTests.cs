// A campaign that is killed with SIGKILL goes on where it was and computes nothing twice.
using System.Diagnostics;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Tests.Cli;
using Xunit;

namespace DataHub.Tests.Screening;

public class ResumeTests
{
    [Fact]
    public async Task Killed_at_three_moments_it_finishes_and_every_job_was_done_once()
    {
        using var temp = Shared.Temp();
        using (var hub = Hub.Open(new HubOptions(temp.Path))) CampaignTests.NeedEngines(hub);
        string file = temp["six.yaml"];
        File.WriteAllText(file, """
            name: six
            property: gap
            level: GFN1-xTB
            tolerance: 0.2 eV
            candidates: [O water, C, N, CO methanol, "C#N", C=O]
            """);
        var campaign = Campaign.ReadFile(file).Campaign!;
        string journal = Path.Combine(temp.Path, "campaigns", campaign.Id, "journal.ndjson");
        foreach (int jobs in (int[])[1, 4, 8])
        {
            using var process = Process.Start(Datahub.Start(temp.Path, "screen", "run", file, "--yes"))!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var limit = Stopwatch.StartNew();
            while (!process.HasExited && Journal.Read(journal).Count(l => l.Kind == "job") < jobs)
            {
                Assert.True(limit.Elapsed < TimeSpan.FromMinutes(3), $"no {jobs} jobs in three minutes: {(process.HasExited ? await error : "still running")}");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(output, error);
        }

        using var after = Hub.Open(new HubOptions(temp.Path) { Cores = 2 });
        Assert.Equal(CampaignState.Interrupted, after.Campaigns.Report(campaign.Id)!.State);
        var report = after.Campaigns.Run(campaign);
        Assert.Equal(CampaignState.Done, report.State);
        Assert.All(report.Results, r => Assert.Equal((Tier.Computed, "GFN1-xTB"), (Assert.IsType<Answer.Known>(r.Answer).Evidence.Tier, r.Rung)));
        Assert.Equal(12, after.Archive.Counts().Calculations);
        var done = Journal.Read(journal).Where(l => l.Kind == "job").ToArray();
        Assert.Equal(12, done.Length);
        Assert.Equal(12, done.Select(l => l.Record).Distinct().Count());
        Assert.Equal(12, done.Select(l => (l.Ticket, l.Level)).Distinct().Count());
        Assert.Equal(6, after.Archive.Ledger(campaign.Id).Count);
    }

    [Fact]
    public void A_result_that_reached_the_archive_but_not_the_journal_is_found_and_its_cost_counted()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 2 });
        CampaignTests.NeedEngines(hub);
        var whole = hub.Campaigns.Run(CampaignTests.Six);
        string journal = Path.Combine(temp.Path, "campaigns", whole.Id, "journal.ndjson");
        // The journal as a kill left it that struck after the intake of the ninth job and before its line.
        var lines = File.ReadAllLines(journal);
        int ninth = Journal.Read(journal).Select((l, i) => (l, i)).Where(x => x.l.Kind == "job").ElementAt(8).i;
        File.WriteAllText(journal, string.Concat(lines.Take(ninth).Select(l => l + "\n")) + lines[ninth][..20]);

        var report = hub.Campaigns.Run(CampaignTests.Six);
        Assert.Equal((CampaignState.Done, 12L), (report.State, hub.Archive.Counts().Calculations));
        Assert.All(report.Results, r => Assert.Equal((Tier.Computed, "GFN1-xTB"), (Assert.IsType<Answer.Known>(r.Answer).Evidence.Tier, r.Rung)));
        Assert.Equal(whole.Results.Select(r => ((Answer.Known)r.Answer).Value), report.Results.Select(r => ((Answer.Known)r.Answer).Value));
        double jobs = Journal.Read(journal).Where(l => l.Kind == "job").Sum(l => l.CpuSeconds ?? 0);
        Assert.Equal(hub.Archive.Counts().CpuSeconds, jobs, 1e-6);
        Assert.Equal(6, hub.Archive.Ledger(whole.Id).Count);
    }

    [Fact]
    public void What_an_engine_cannot_compute_fails_with_a_reason_and_the_others_go_on()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 2 });
        CampaignTests.NeedEngines(hub);
        var campaign = CampaignTests.Six with { Candidates = ["O", "O[U](O)(O)O"] };
        var report = hub.Campaigns.Run(campaign);
        Assert.Equal(CampaignState.Done, report.State);
        Assert.IsType<Answer.Known>(report.Results[0].Answer);
        Assert.Contains("no geometry", Assert.IsType<Answer.Failed>(report.Results[1].Answer).Why);
        long records = hub.Archive.Counts().Calculations;
        Assert.Equal(CampaignState.Done, hub.Campaigns.Run(campaign).State);
        Assert.Equal(records, hub.Archive.Counts().Calculations);
    }
}
