// Recalls over a whole hub: campaigns that built on the records are told and ask again, models trained on them are found, the command and the server do it alike.
using System.Net;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using DataHub.Server;
using DataHub.Screening;
using DataHub.Store;
using DataHub.Tests.Cli;
using DataHub.Tests.Screening;
using DataHub.Tests.Server;
using Xunit;

namespace DataHub.Tests.Recall;

public sealed class RecallTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static Answer.Known Known(CandidateResult r) => Assert.IsType<Answer.Known>(r.Answer);

    [Fact]
    public void A_campaign_learns_that_its_answers_were_recalled_and_asks_them_again()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 2 });
        CampaignTests.NeedEngines(hub);
        // Water comes from elsewhere, by a version that turns out to be wrong.
        var water = hub.Toolkit.FromSmiles("O").Molecule!;
        var geometry = new Geometry(["O", "H", "H"], [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], GeometrySource.Optimized, "GFN2-xTB");
        hub.Intake.Take(new Calculation(water, CampaignTests.Six.Level, Driver.Energy, Status.Success) { Geometry = geometry, Values = new Values { [Property.Gap] = 14.4 }, Provenance = new Provenance { Program = "xtb", ProgramVersion = "0.0", Dataset = "test" } });
        var two = CampaignTests.Six with { Candidates = ["O water", "C"], Name = "two" };
        var first = hub.Campaigns.Run(two);
        Assert.Equal((14.4, 0), (Known(first.Results[0]).Value, first.Affected));

        var plan = hub.Recalls.Plan("program = 'xtb' and version = '0.0'", Cancel);
        Assert.Equal((1, 0, 1, 1), (plan.Records, plan.AlreadyWithdrawn, plan.Consumers.Reuses, plan.Consumers.Campaigns.Single().Answers));
        Assert.Empty(hub.Archive.Withdrawn.All);
        var report = hub.Recalls.Withdraw("program = 'xtb' and version = '0.0'", "wrong parameters", "tester", cancel: Cancel)!;
        Assert.Equal((first.Id, CampaignState.Done), (report.Consumers.Campaigns.Single().Id, report.Consumers.Campaigns.Single().State));
        Assert.Equal("O", report.Consumers.First.Single().Molecule);
        var told = hub.Campaigns.Report(first.Id)!;
        Assert.Equal(1, told.Affected);
        Assert.Contains(told.Notes, n => n.Contains("1 answers rest on withdrawn records") && n.Contains("wrong parameters"));
        Assert.Contains("\"kind\":\"affected\"", File.ReadAllText(temp[$"campaigns/{first.Id}/journal.ndjson"]));
        Assert.IsType<Answer.CannotSay>(hub.Known.Ask("O", two.Level, two.Property).Result!.Answer);

        var again = hub.Campaigns.Run(two);
        Assert.Equal((CampaignState.Done, 0), (again.State, again.Affected));
        Assert.Equal(Tier.Computed, Known(again.Results[0]).Evidence.Tier);
        Assert.InRange(Known(again.Results[0]).Value, 5, 14);
        Assert.Equal(Known(first.Results[1]), Known(again.Results[1]));
        Assert.Equal("done before; nothing is computed", Last(hub, two));

        // Taken back, the old record is one of two again; the campaign keeps what it has computed.
        hub.Recalls.Undo(report.Event.Id, "they were right", "tester");
        Assert.Equal(0, hub.Campaigns.Report(first.Id)!.Affected);
        Assert.Equal(Status.Success, hub.Archive.Get(Known(first.Results[0]).Evidence.CalculationId!)!.Status);
    }

    static string Last(Hub hub, Campaign campaign)
    {
        var heard = new List<CampaignEvent>();
        hub.Campaigns.Run(campaign, new Heard(heard));
        return heard[^1].Message;
    }

    sealed class Heard(List<CampaignEvent> to) : IProgress<CampaignEvent> { public void Report(CampaignEvent e) => to.Add(e); }

    [Fact]
    public void A_job_that_gives_a_withdrawn_record_again_answers_nothing_and_says_why()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 1 });
        CampaignTests.NeedEngines(hub);
        var one = CampaignTests.Six with { Candidates = ["O"], Name = "one" };
        Known(hub.Campaigns.Run(one).Results[0]);
        hub.Recalls.Withdraw("level = 'GFN1-xTB'", "wrong build", "tester", cancel: Cancel);
        var failed = Assert.IsType<Answer.Failed>(hub.Campaigns.Run(one with { Name = "two" }).Results[0].Answer);
        Assert.Contains("withdrawn", failed.Why);
    }

    [Fact]
    public void What_a_model_predicted_is_derived_from_what_it_was_trained_on()
    {
        using var temp = Shared.Temp();
        SurrogateTraining.KeepIds(temp.Path, "aaaa", ["x1", "x2"]);
        SurrogateTraining.KeepIds(temp.Path, "bbbb", ["x3"]);
        Assert.Equal(["model:aaaa"], SurrogateTraining.TrainedOn(temp.Path, id => id == "x2"));
        Assert.Empty(SurrogateTraining.TrainedOn(temp.Path, id => id == "x9"));
    }

    [Fact]
    public async Task The_server_withdraws_shows_and_takes_back()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        hub.Intake.Take(Seeds.Calculations()).ToList();
        var (app, http) = await RunningHub.Start(hub, new ServerOptions());
        await using (app) using (http)
        {
            async Task<(HttpStatusCode Status, JsonElement Body)> Post(string address, object body)
            {
                var answer = await http.PostAsync(address, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), Cancel);
                return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
            }
            async Task<JsonElement> Get(string address) => JsonElement.Parse(await http.GetStringAsync(address, Cancel));

            var (status, plan) = await Post("/api/withdrawals", new { where = "program = 'xtb'", dry_run = true });
            Assert.Equal((HttpStatusCode.OK, 4), (status, plan.GetProperty("records").GetInt32()));
            Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/withdrawals", new { where = "program = 'xtb'" })).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/withdrawals", new { where = "colour = 'xtb'", reason = "r", by = "b" })).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await Post("/api/withdrawals", new { where = "program = 'gaussian'", reason = "r", by = "b" })).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await Post("/api/withdrawals", new { ids = new[] { "abcdefghijklmnopqrstuvwxyz" }, reason = "r", by = "b" })).Status);
            (status, var made) = await Post("/api/withdrawals", new { where = "program = 'xtb'", reason = "wrong <build>", by = "tester" });
            Assert.Equal(HttpStatusCode.Created, status);
            string id = made.GetProperty("withdrawal").GetProperty("id").GetString()!;
            var record = (await Get("/odata/Calculations?$filter=status eq 'withdrawn'&$orderby=id")).GetProperty("value");
            Assert.Equal(4, record.GetArrayLength());
            Assert.Equal((id, "wrong <build>"), (record[0].GetProperty("withdrawal").GetString(), record[0].GetProperty("withdrawal_reason").GetString()));
            string one = record[0].GetProperty("id").GetString()!;
            Assert.Equal("withdrawn", (await Get($"/api/calculations/{one}")).GetProperty("status").GetString());
            Assert.Contains("wrong &lt;build&gt;", await http.GetStringAsync($"/calculations/{one}", Cancel));
            Assert.Contains(id, await http.GetStringAsync("/datasets/small", Cancel));
            Assert.Contains("<td class=\"n\">4</td>", await http.GetStringAsync("/datasets", Cancel));
            var set = (await Get("/odata/Datasets('small')"));
            Assert.Equal((4, id), (set.GetProperty("withdrawn").GetInt32(), set.GetProperty("withdrawals")[0].GetString()));
            Assert.Equal(4, (await http.GetStringAsync($"/api/withdrawals/{id}/ids", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.Equal([one], (await Post("/api/withdrawn", new[] { one, "nothing" })).Body.EnumerateArray().Select(w => w.GetProperty("id").GetString()));
            Assert.Equal(id, (await Get("/api/withdrawals"))[0].GetProperty("id").GetString());
            Assert.Equal(HttpStatusCode.NotFound, (await Post("/api/withdrawals/000009-x:undo", new { reason = "r", by = "b" })).Status);
            Assert.Equal(HttpStatusCode.OK, (await Post($"/api/withdrawals/{id}:undo", new { reason = "it was right", by = "tester" })).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await Post($"/api/withdrawals/{id}:undo", new { reason = "it was right", by = "tester" })).Status);
            Assert.Equal(0, (await Get("/odata/Calculations?$filter=status eq 'withdrawn'")).GetProperty("value").GetArrayLength());
            Assert.False((await Get($"/api/withdrawals/{id}")).GetProperty("withdrawal").GetProperty("holds").GetBoolean());
        }
    }

    [Fact]
    public async Task The_command_tells_first_and_withdraws_only_when_told_so()
    {
        using var folder = Shared.Temp();
        using (var hub = Hub.Open(new HubOptions(folder.Path))) hub.Intake.Take(Seeds.Calculations()).ToList();
        Task<Ran> Run(params string[] args) => Datahub.Run(folder.Path, ["withdraw", .. args]);

        var dry = await Run("--where", "program = 'xtb' and version = '1.0'", "--json");
        Assert.True(dry.Code == 0, dry.ToString());
        Assert.Equal(4, JsonElement.Parse(dry.Out).GetProperty("records").GetInt32());
        Assert.Contains("nothing was written", dry.Err);
        Assert.Equal(2, (await Run("--where", "program = 'xtb'", "--yes")).Code);
        Assert.Equal(2, (await Run("--where", "verzion = 'xtb'")).Code);
        Assert.Equal(3, (await Run("--where", "program = 'gaussian'", "--reason", "r", "--yes")).Code);
        var made = await Run("--where", "program = 'xtb' and version = '1.0'", "--reason", "wrong build", "--by", "tester", "--yes", "--json");
        Assert.True(made.Code == 0, made.ToString());
        string id = JsonElement.Parse(made.Out).GetProperty("withdrawal").GetProperty("id").GetString()!;
        var rows = await Datahub.Run(folder.Path, ["query", "--filter", "status eq 'withdrawn'", "--select", "withdrawal,withdrawal_reason"]);
        Assert.Equal(["withdrawal\twithdrawal_reason", .. Enumerable.Repeat($"{id}\twrong build", 4)], rows.Lines);
        Assert.Contains(id, (await Run("list")).Out);
        Assert.Equal(0, (await Run("show", id)).Code);
        Assert.Equal(3, (await Run("show", "nothing")).Code);
        Assert.Equal(2, (await Run("undo", id, "--reason", "right")).Code);
        Assert.Equal(0, (await Run("undo", id, "--reason", "right", "--yes")).Code);
        Assert.Equal(3, (await Run("undo", id, "--reason", "right", "--yes")).Code);
        Assert.Single((await Datahub.Run(folder.Path, ["query", "--filter", "status eq 'withdrawn'", "--select", "id"])).Lines);
    }
}
