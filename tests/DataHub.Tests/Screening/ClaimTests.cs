// Claims: one of two who want the same has it, across threads, processes and campaigns; what has ended is free again.
using System.Net;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using DataHub.Screening;
using DataHub.Screening.Claims;
using DataHub.Server;
using DataHub.Store;
using DataHub.Store.Shelves;
using DataHub.Tests.Cli;
using DataHub.Tests.Server;
using Xunit;

namespace DataHub.Tests.Screening;

public sealed class ClaimTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static ClaimKey Key(int n) => new("C" + n, 0, 1, "GFN2-xTB", "PM7", "energy");

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public void A_claim_is_its_owners_until_it_is_released_or_its_time_is_over()
    {
        using var temp = Shared.Temp();
        var clock = new Clock();
        ClaimBook a = new(temp.Path, clock), b = new(temp.Path, clock);
        Assert.Empty(a.List());
        Assert.Equal(0, a.Release("a"));
        var minute = TimeSpan.FromMinutes(1);
        Assert.All(a.Take([Key(1), Key(2), Key(3)], "a", minute), c => Assert.Equal("a", c.Owner));
        Assert.Equal(["a", "b"], b.Take([Key(1), Key(4)], "b", minute).Select(c => c.Owner));
        Assert.Equal(["a", "a", "a"], a.Take([Key(1), Key(1), Key(2)], "a", minute).Select(c => c.Owner));
        // Any part of the key makes another claim.
        Assert.All(b.Take([Key(1) with { Charge = 1 }, Key(1) with { Multiplicity = 3 }, Key(1) with { Geometry = "PM7" }, Key(1) with { Level = "HF" }, Key(1) with { Job = "hessian" }], "b", minute), c => Assert.Equal("b", c.Owner));
        clock.Now += TimeSpan.FromSeconds(40);
        Assert.Equal(1, a.Renew("a", minute, [Key(1).Id]));
        Assert.Equal(0, b.Renew("b", minute, [Key(1).Id]));
        Assert.Equal(1, a.Release("a", [Key(3).Id]));
        clock.Now += TimeSpan.FromSeconds(30);
        Assert.Equal([("C1", "a")], a.List().Select(c => (c.Key.Structure, c.Owner)));
        Assert.Equal(["a", "b", "b"], b.Take([Key(1), Key(2), Key(3)], "b", minute).Select(c => c.Owner));
        // What has ended cannot be renewed, even if nobody else has it.
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(0, a.Renew("a", minute));
        Assert.Throws<ArgumentException>(() => a.Take([Key(1)], " ", minute));
        Assert.Throws<ArgumentException>(() => a.Take([Key(1)], "a", TimeSpan.Zero));
        File.WriteAllText(temp["claims.db"], "no database at all, but long enough to be looked at as one");
        Assert.Equal("a", a.Take([Key(1)], "a", minute)[0].Owner);
    }

    [Fact]
    public void Of_many_threads_that_want_the_same_one_has_it()
    {
        using var temp = Shared.Temp();
        var won = new System.Collections.Concurrent.ConcurrentBag<(int Key, string Owner)>();
        Parallel.For(0, 8, w =>
        {
            var book = new ClaimBook(temp.Path, TimeProvider.System);
            var random = new Random(w);
            foreach (var chunk in Enumerable.Range(0, 60).OrderBy(_ => random.Next()).Chunk(7))
                foreach (var c in book.Take([.. chunk.Select(Key)], "w" + w, TimeSpan.FromMinutes(5)))
                    if (c.Owner == "w" + w) won.Add((int.Parse(c.Key.Structure[1..]), c.Owner));
        });
        Assert.Equal(Enumerable.Range(0, 60), won.Select(x => x.Key).Order());
    }

    [Fact]
    public async Task Of_two_processes_that_want_the_same_one_has_it()
    {
        using var temp = Shared.Temp();
        using (var hub = Hub.Open(new HubOptions(temp.Path))) hub.Intake.Take(Seeds.Calculations()).ToList();
        string[] smiles = ["O", .. Enumerable.Range(1, 40).Select(n => new string('C', n)), "junk("];
        await File.WriteAllLinesAsync(temp["list.smi"], smiles, Cancel);
        Task<Ran> Take(string owner) => Datahub.Run(temp.Path, ["claims", "take", "@" + temp["list.smi"], "--level", "wB97X-D/def2-SVP", "--owner", owner]);
        var both = await Task.WhenAll(Take("one"), Take("two"));
        Assert.All(both, r => Assert.True(r.Code == 7 && r.Lines.Length == smiles.Length + 1, r.ToString()));
        var states = both.Select(r => r.Lines.Skip(1).Select(l => l.Split('\t')).ToDictionary(l => l[0], l => l[1])).ToArray();
        Assert.All(states, s => Assert.Equal(("known", "bad_question"), (s["O"], s["junk("])));
        Assert.All(smiles[1..^1], s => Assert.Equal(["granted", "held"], states.Select(x => x[s]).Order()));
        var list = await Datahub.Run(temp.Path, ["claims", "list"]);
        Assert.Equal(41, list.Lines.Length);
        Assert.Equal(2, (await Datahub.Run(temp.Path, ["claims", "release"])).Code);
        foreach (var owner in new[] { "one", "two" }) await Datahub.Run(temp.Path, ["claims", "release", "--owner", owner]);
        Assert.Single((await Datahub.Run(temp.Path, ["claims", "list"])).Lines);
    }

    [Fact]
    public async Task Two_campaigns_at_once_over_the_same_molecules_compute_nothing_twice()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 2 });
        CampaignTests.NeedEngines(hub);
        string[] pool = ["O", "C", "N", "CO", "C#N", "C=O", "CC", "C=C", "C#C", "OO", "NN", "CN"];
        var one = CampaignTests.Six with { Name = "one", Candidates = pool, Ladder = ["reuse", "GFN2-xTB", "GFN1-xTB"] };
        var two = one with { Name = "two", Candidates = [.. pool.Reverse()] };
        var reports = await Task.WhenAll(Task.Run(() => hub.Campaigns.Run(one), Cancel), Task.Run(() => hub.Campaigns.Run(two), Cancel));
        Assert.All(reports, r => Assert.All(r.Results, x => Assert.IsType<Answer.Known>(x.Answer)));
        var jobs = reports.SelectMany(r => File.ReadLines(temp[$"campaigns/{r.Id}/journal.ndjson"]).Select(l => JsonElement.Parse(l)).Where(l => l.GetProperty("kind").GetString() == "job")
            .Select(l => (Molecule: r.Results[l.GetProperty("ticket").GetInt32()].Smiles, Level: l.GetProperty("level").GetString(), r.Id))).ToList();
        Assert.Equal(2 * pool.Length, jobs.Count);
        Assert.Equal(2 * pool.Length, jobs.Select(j => (j.Molecule, j.Level)).Distinct().Count());
        Assert.Equal(2 * pool.Length, hub.Archive.Counts().Calculations);
        Assert.Equal(2, jobs.Select(j => j.Id).Distinct().Count());
        Assert.Empty(hub.Claims.Book.List());
        foreach (var smiles in reports[0].Results.Select(r => r.Smiles))
            Assert.Single(reports.Select(r => ((Answer.Known)r.Results.Single(x => x.Smiles == smiles).Answer).Value).Distinct());
    }

    [Fact]
    public void A_campaign_waits_for_what_a_user_computes_and_takes_it_over_when_the_claim_ends()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 1 });
        CampaignTests.NeedEngines(hub);
        var answers = hub.Claims.Take([new("O", Level.Parse("GFN1-xTB"), Property.Gap), new("C", Level.Parse("GFN2-xTB"), Property.Gap), new("junk(", Level.Parse("PM7"), Property.Gap)], "somebody", TimeSpan.FromSeconds(4));
        Assert.Equal(["granted", "granted", "bad_question"], answers.Select(a => a.Status));
        Assert.Equal("optimization", answers[1].Claim!.Key.Job);
        var ends = answers[0].Claim!.Until;
        var report = hub.Campaigns.Run(CampaignTests.Six with { Candidates = ["O", "C", "N"], Name = "waits", Ladder = ["reuse", "GFN2-xTB", "GFN1-xTB"] });
        Assert.True(DateTime.UtcNow >= ends);
        Assert.All(report.Results, r => Assert.IsType<Answer.Known>(r.Answer));
        Assert.Contains(report.Notes, n => n.Contains("somebody"));
        Assert.Equal(6, hub.Archive.Counts().Calculations);
    }

    [Fact]
    public async Task The_server_grants_renews_lists_and_releases()
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
            object Ask(string owner, params string[] smiles) => new { owner, lease_seconds = 60, questions = smiles.Select(s => new { smiles = s, level = "wB97X-D/def2-SVP", property = "gap" }) };
            string[] Of(JsonElement body) => [.. body.EnumerateArray().Select(r => r.GetProperty("status").GetString()!)];
            Assert.Equal(["known", "granted", "granted"], Of((await Post("/api/claims", Ask("one", "O", "CCO", "OCC"))).Body));
            var (_, second) = await Post("/api/claims", Ask("two", "CCO", "CCN"));
            Assert.Equal(["held", "granted"], Of(second));
            Assert.Equal("one", second[0].GetProperty("claim").GetProperty("owner").GetString());
            Assert.Equal(1, (await Post("/api/claims/renew", new { owner = "two", lease_seconds = 100 })).Body.GetProperty("claims").GetInt32());
            Assert.Equal(2, JsonElement.Parse(await http.GetStringAsync("/api/claims", Cancel)).GetArrayLength());
            Assert.Equal(1, (await Post("/api/claims/release", new { owner = "one" })).Body.GetProperty("claims").GetInt32());
            Assert.Equal("two", Assert.Single(JsonElement.Parse(await http.GetStringAsync("/api/claims", Cancel)).EnumerateArray()).GetProperty("owner").GetString());
            Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/claims", Ask(" ", "C"))).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/claims", new { owner = "x", questions = new[] { new { smiles = "C", level = "", property = "gap" } } })).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/claims", new { owner = "x", lease_seconds = 1e9, questions = new[] { new { smiles = "C", level = "PM7", property = "gap" } } })).Status);
        }
    }
}
