// What the server does for its own sake: answers that are kept, clients that are bounded, slow queries that are told, metrics.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DataHub.Model;
using DataHub.Server;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class LimitTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task With(ServerOptions options, Func<Hub, HttpClient, Task> act)
    {
        using var folder = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        hub.Archive.Append([.. Generators.Draw(60).DistinctBy(c => c.Id)]);
        var (app, http) = await RunningHub.Start(hub, options);
        try { await act(hub, http); }
        finally { http.Dispose(); await app.StopAsync(Cancel); await app.DisposeAsync(); }
    }

    static async Task<(string Body, string Cache, bool Aged)> Ask(HttpClient http, string address, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        var answer = await http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadAsStringAsync(Cancel), answer.Headers.TryGetValues("Server-Timing", out var t) ? t.Single() : "", answer.Headers.Age is not null);
    }

    [Fact]
    public Task Repeated_aggregates_come_from_memory_until_the_archive_changes() => With(new ServerOptions(), async (hub, http) =>
    {
        string groups = "/odata/Calculations?$apply=" + Uri.EscapeDataString("groupby((status),aggregate($count as n))"), count = "/odata/Calculations/$count?$filter=" + Uri.EscapeDataString("status eq 'withdrawn'");
        var first = await Ask(http, groups);
        Assert.Equal(("cache;desc=miss", false), (first.Cache, first.Aged));
        Assert.Equal((first.Body, "cache;desc=hit", true), await Ask(http, groups));
        Assert.Equal("cache;desc=miss", (await Ask(http, groups, "maxpagesize=1")).Cache);
        Assert.Equal("cache;desc=miss", (await Ask(http, groups + "&$format=application/json;odata.metadata=none")).Cache);
        Assert.Equal("", (await Ask(http, "/odata/Calculations?$top=1")).Cache);
        Assert.Equal("", (await Ask(http, "/odata/Calculations/$count/?$filter=" + Uri.EscapeDataString("ingested_at lt now()"))).Cache);
        Assert.Equal(("0", "cache;desc=miss", false), await Ask(http, count));
        Assert.Equal(("0", "cache;desc=hit", true), await Ask(http, count));

        // A withdrawal is seen at once, and so is its end.
        var some = hub.Archive.Find(new Query(QuerySet.Calculations) { Select = ["id"], Top = 1 });
        some.Read();
        string id = (string)some[0]!;
        some.Dispose();
        var made = await http.PostAsJsonAsync("/api/withdrawals", new { ids = new[] { id }, reason = "a wrong build", by = "tester" }, Cancel);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(("1", "cache;desc=miss", false), await Ask(http, count));
        Assert.Equal(("1", "cache;desc=hit", true), await Ask(http, count));
        Assert.NotEqual(first.Body, (await Ask(http, groups)).Body);
        string withdrawal = JsonElement.Parse(await http.GetStringAsync("/api/withdrawals", Cancel))[0].GetProperty("id").GetString()!;
        Assert.True((await http.PostAsJsonAsync($"/api/withdrawals/{withdrawal}:undo", new { reason = "it was right", by = "tester" }, Cancel)).IsSuccessStatusCode);
        Assert.Equal("0", (await Ask(http, count)).Body);

        // So is what comes in; and an answer that a client has already is not sent again.
        hub.Archive.Append([.. Generators.Draw(20, 9).DistinctBy(c => c.Id)]);
        string all = (await Ask(http, "/odata/Calculations/$count")).Body;
        Assert.Equal(hub.Archive.Count(new Query(QuerySet.Calculations)).ToString(), all);
        await Ask(http, groups);
        var known = new HttpRequestMessage(HttpMethod.Get, groups);
        known.Headers.Add("If-None-Match", (await http.GetAsync(groups, Cancel)).Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(known, Cancel)).StatusCode);
        Assert.True((await http.GetAsync("/odata/Calculations/$count?$filter=nothing", Cancel)).StatusCode == HttpStatusCode.BadRequest);
    });

    [Fact]
    public Task The_memory_of_answers_is_bounded_and_can_be_none() => With(new ServerOptions { CacheBytes = 0 }, async (_, http) =>
    {
        await Ask(http, "/odata/Calculations/$count");
        Assert.Equal("", (await Ask(http, "/odata/Calculations/$count")).Cache);
    });

    [Fact]
    public Task A_client_that_asks_too_much_is_told_when_to_come_back() => With(new ServerOptions { RequestsPerMinute = 6, LimitLoopback = true }, async (_, http) =>
    {
        for (int i = 0; i < 6; i++) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/odata/Levels?$top=1", Cancel)).StatusCode);
        var refused = await http.GetAsync("/odata/Levels?$top=1", Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("too-many-requests", JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel)).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("application/problem+json", (await http.GetAsync("/api/ledger", Cancel)).Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", Cancel)).StatusCode);
    });

    [Fact]
    public Task Sixty_four_clients_of_one_address_are_not_disturbed() => With(new ServerOptions { LimitLoopback = true }, async (hub, http) =>
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 64).SelectMany(c => Enumerable.Range(0, 4).Select(i => http.GetStringAsync($"/odata/Calculations/$count?$filter=atoms%20ge%20{i}", Cancel))));
        Assert.Equal(256, counts.Length);
        Assert.Equal(hub.Archive.Count(new Query(QuerySet.Calculations)).ToString(), counts[0]);
    });

    [Fact]
    public Task Slow_queries_and_metrics_are_told() => With(new ServerOptions { SlowQuerySeconds = 1e-9 }, async (_, http) =>
    {
        await http.GetStringAsync("/odata/Calculations?$select=id&$filter=" + Uri.EscapeDataString("name ne 'secret'"), Cancel);
        await Ask(http, "/odata/Calculations/$count");
        await Ask(http, "/odata/Calculations/$count");
        string text = await http.GetStringAsync("/metrics", Cancel);
        foreach (var name in new[] { "http_server_request_duration_seconds_count", "db_client_operation_duration_seconds_count", "db_client_response_returned_rows", "datahub_queries_slow", "datahub_cache_requests", "datahub_archive_records", "kestrel_active_connections" })
            Assert.Contains(name, text);
        Assert.Matches("datahub_cache_requests[^\n]*result=\"hit\"[^\n]*} [1-9]", text);
    });
}
