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
}
