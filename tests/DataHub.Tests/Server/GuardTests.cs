// Who may write: tokens, other origins, servers that listen beyond the machine, archives that are only read.
using System.Net;
using System.Net.Http.Headers;
using DataHub.Server;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class GuardTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<HttpStatusCode> Write(HttpClient http, Action<HttpRequestMessage>? with = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/calculations?name=x.txt") { Content = new StringContent("nothing to read") };
        with?.Invoke(request);
        return (await http.SendAsync(request, Cancel)).StatusCode;
    }

    [Fact]
    public async Task Without_a_token_only_this_machine_writes()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var (app, http) = await RunningHub.Start(hub, new ServerOptions());
        await using (app) using (http)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await Write(http));
            Assert.Equal(HttpStatusCode.Forbidden, await Write(http, r => r.Headers.Add("Origin", "https://elsewhere.example")));
            Assert.Equal(HttpStatusCode.Forbidden, await Write(http, r => r.Headers.Host = "rebound.example"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await Write(http, r => r.Headers.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority))));
        }
    }

    [Fact]
    public async Task With_a_token_whoever_has_it_writes_and_everyone_reads()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var (app, http) = await RunningHub.Start(hub, new ServerOptions { Token = "secret" });
        await using (app) using (http)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Write(http));
            Assert.Equal(HttpStatusCode.Unauthorized, await Write(http, r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "guess")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await Write(http, r => r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret")));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/odata/Calculations", Cancel)).StatusCode);
        }
    }

    [Fact]
    public async Task A_server_that_listens_beyond_the_machine_is_closed_for_writing_without_a_token()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var (app, http) = await RunningHub.Start(hub, new ServerOptions(), "http://0.0.0.0:0");
        await using (app) using (http) Assert.Equal(HttpStatusCode.Forbidden, await Write(http));
    }

    [Fact]
    public async Task Beside_another_writer_the_server_reads_only_and_sees_what_is_appended()
    {
        using var folder = Shared.Temp();
        using var writer = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var calculations = Generators.Draw(20).DistinctBy(c => c.Id).ToList();
        writer.Archive.Append(calculations);
        var said = new StringWriter();
        using var reader = Program.Open(new HubOptions(folder.Path) { Cores = 1 }, said);
        Assert.True(reader.Options.ReadOnly);
        Assert.Contains("reads only", said.ToString());
        var (app, http) = await RunningHub.Start(reader, new ServerOptions());
        await using (app) using (http)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await Write(http));
            var more = Generators.Draw(20, 5).Where(c => calculations.All(k => k.Id != c.Id)).DistinctBy(c => c.Id).ToList();
            writer.Archive.Append(more);
            for (int i = 0; i < 100 && await Count() != calculations.Count + more.Count; i++) await Task.Delay(200, Cancel);
            Assert.Equal(calculations.Count + more.Count, await Count());
            async Task<int> Count() => int.Parse(await http.GetStringAsync("/odata/Calculations/$count", Cancel));
        }
    }

    [Fact]
    public async Task A_query_that_runs_away_is_stopped_with_a_clear_answer()
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        hub.Archive.Append([.. Generators.Draw(300).DistinctBy(c => c.Id)]);
        var (app, http) = await RunningHub.Start(hub, new ServerOptions { QuerySeconds = 0.2 });
        try
        {
            // Forty times every row with every other: nobody waits for that.
            var all = string.Join(" and ", Enumerable.Range(0, 40).Select(i => $"parent_records/all(p{i}: p{i}/gap_ev ne {i} and p{i}/molecule/levels/$count ne {i})"));
            var answer = await http.GetAsync("/odata/Calculations/$count?$filter=" + Uri.EscapeDataString(all), TestContext.Current.CancellationToken);
            string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == 503, $"{(int)answer.StatusCode} {text[..Math.Min(300, text.Length)]}");
            Assert.Contains("stopped after 0.2 s", text);
            Assert.Equal(200, (int)(await http.GetAsync("/odata/Calculations?$top=1", TestContext.Current.CancellationToken)).StatusCode);
        }
        finally { http.Dispose(); await app.StopAsync(TestContext.Current.CancellationToken); await app.DisposeAsync(); }
    }
}
