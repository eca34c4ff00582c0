// Campaigns over HTTP: plan, start, watch with resume, report, cancel.
using System.Net;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class CampaignRouteTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A campaign that the archive can answer in part and that computes nothing.</summary>
    string File(string name)
    {
        var known = hub.Kept.First(k => k.Status == Status.Success && k.Molecule is { Charge: 0, Multiplicity: 1 } && k.Values[Property.Gap] is not null && k.Geometry!.Level is not null);
        return $"name: {name}\nproperty: gap_ev\nlevel: \"{known.Level.Name}\"\ngeometry_level: \"{known.Geometry!.Level}\"\ntolerance: 0.2 eV\nladder: [reuse]\ncandidates: [\"{known.Molecule.Smiles}\", \"c1ccc2ccccc2c1\", \"not a molecule\"]\n";
    }

    async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string address, string body)
    {
        var answer = await hub.Http.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/yaml"), Cancel);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
    }

    async Task<List<string>> Events(string id, string? last = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/campaigns/{id}/events");
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        using var answer = await hub.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Cancel) is { } line) lines.Add(line);
        return lines;
    }

    [Fact]
    public async Task A_campaign_is_planned_started_watched_and_reported()
    {
        var (status, plan) = await Post("/api/campaigns?plan=true", File("walk"));
        Assert.True(status == HttpStatusCode.OK, plan.ToString());
        Assert.Equal((3, 1, 1), (plan.GetProperty("candidates").GetInt32(), plan.GetProperty("bad").GetInt32(), plan.GetProperty("reused").GetInt32()));
        Assert.DoesNotContain((await hub.Json("/api/campaigns")).EnumerateArray(), c => c.GetProperty("name").GetString() == "walk");

        (status, var started) = await Post("/api/campaigns", File("walk"));
        Assert.True(status == HttpStatusCode.Accepted, started.ToString());
        string id = started.GetProperty("id").GetString()!;
        var lines = await Events(id);
        Assert.Contains("event: end", lines);
        var ids = lines.Where(l => l.StartsWith("id: ")).Select(l => long.Parse(l[4..])).ToList();
        Assert.Equal(ids.Distinct().Order(), ids);
        var resumed = await Events(id, ids[1].ToString());
        Assert.Equal(ids.Skip(2), resumed.Where(l => l.StartsWith("id: ")).Select(l => long.Parse(l[4..])));

        var report = await hub.Json($"/api/campaigns/{id}");
        Assert.Equal("done", report.GetProperty("state").GetString());
        Assert.Equal(["known", "cannot_say", "failed"], report.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("answer").GetProperty("status").GetString()));
        Assert.Equal(id, (await hub.Json("/api/campaigns")).EnumerateArray().Single(c => c.GetProperty("name").GetString() == "walk").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await hub.Http.DeleteAsync($"/api/campaigns/{id}", Cancel)).StatusCode);
        var again = await Post("/api/campaigns", File("walk"));
        Assert.Equal(id, again.Answer.GetProperty("id").GetString());
        string page = await hub.Http.GetStringAsync($"/campaigns/{id}", Cancel);
        Assert.Contains("Funnel", page);
        Assert.Contains("c1ccc2ccccc2c1", page);
    }

    [Fact]
    public async Task A_bad_campaign_is_refused_with_its_faults()
    {
        var (status, problem) = await Post("/api/campaigns", "name: x\nproperty: colour\nlevel: HF/STO-3G\ncandidates: [C]\n");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("colour", problem.GetProperty("faults")[0].GetProperty("message").GetString());
        Assert.NotEqual("", problem.GetProperty("faults")[0].GetProperty("remedy").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post("/api/campaigns", "name: x\nproperty: gap_ev\nlevel: HF/STO-3G\ntolerance: 1 eV\ncandidates: {file: /etc/passwd}\n")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/campaigns", "")).Status);
    }

    [Fact]
    public async Task What_is_no_campaign_is_not_found()
    {
        foreach (var address in new[] { "/api/campaigns/nothing", "/api/campaigns/nothing/events", "/api/campaigns/..%2F..%2Fx" }) await hub.Refused(address, 404);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Http.DeleteAsync("/api/campaigns/nothing", Cancel)).StatusCode);
    }
}
