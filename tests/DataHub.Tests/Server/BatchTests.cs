// Batches over HTTP, in both formats: each request is answered as if it had come alone, and what writes is refused by itself.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class BatchTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<HttpResponseMessage> Post(string body, string type, string? prefer = null, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/odata/$batch") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (body.Length > 100_000) request.Headers.ExpectContinue = true;
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        if (accept is not null) request.Headers.Add("Accept", accept);
        return await hub.Http.SendAsync(request, Cancel);
    }

    async Task<List<JsonElement>> Json(string requests, string? prefer = "odata.continue-on-error")
    {
        var answer = await Post($"{{\"requests\":[{requests}]}}", "application/json", prefer);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return [.. JsonElement.Parse(text).GetProperty("responses").EnumerateArray()];
    }

    static IEnumerable<string> Told(IEnumerable<JsonElement> parts) => parts.Select(p => $"{p.GetProperty("id").GetString()} {p.GetProperty("status").GetInt32()}");

    [Fact]
    public async Task Requests_in_JSON_are_answered_as_if_each_had_come_alone()
    {
        string id = hub.Kept[0].Id;
        var parts = await Json($$$"""
            {"id":"a","method":"get","url":"Calculations/$count"},
            {"id":"b","method":"GET","url":"/odata/Calculations('{{{id}}}')?$select=id,level","headers":{"accept":"application/json;odata.metadata=none"}},
            {"id":"c","method":"get","url":"{{{hub.Http.BaseAddress}}}odata/Levels?$top=1"},
            {"id":"d","method":"get","url":"Calculations?$filter=nothing eq 1"},
            {"id":"e","method":"get","url":"Calculations('{{{id}}}')/level/$value"}
            """);
        Assert.Equal(["a 200", "b 200", "c 200", "d 400", "e 200"], Told(parts));
        Assert.Equal(hub.Kept.Count.ToString(), parts[0].GetProperty("body").GetString());
        Assert.Equal(["id", "level"], parts[1].GetProperty("body").EnumerateObject().Select(p => p.Name));
        Assert.Equal("4.0", parts[2].GetProperty("headers").GetProperty("odata-version").GetString());
        Assert.Equal("$filter", parts[3].GetProperty("body").GetProperty("error").GetProperty("target").GetString());
        Assert.Equal(hub.Kept[0].Level.Name, parts[4].GetProperty("body").GetString());
    }

    [Fact]
    public async Task Without_the_preference_a_batch_ends_with_the_first_failure()
    {
        const string three = """{"id":"1","method":"get","url":"Levels/$count"},{"id":"2","method":"get","url":"Nothing"},{"id":"3","method":"get","url":"Levels/$count"}""";
        Assert.Equal(["1 200", "2 404"], Told(await Json(three, null)));
        Assert.Equal(["1 200", "2 404"], Told(await Json(three, "odata.continue-on-error=false")));
        Assert.Equal(["1 200", "2 404", "3 200"], Told(await Json(three, "continue-on-error")));
    }

    [Fact]
    public async Task What_depends_on_a_failure_is_not_run_and_a_group_fails_together()
    {
        var parts = await Json("""
            {"id":"1","method":"get","url":"Nothing"},
            {"id":"2","method":"get","url":"Levels/$count","dependsOn":["1"]},
            {"id":"3","method":"get","url":"Levels/$count","atomicityGroup":"g"},
            {"id":"4","method":"post","url":"Levels","atomicityGroup":"g","body":{"name":"x"}},
            {"id":"5","method":"get","url":"Levels/$count","atomicityGroup":"g"},
            {"id":"6","method":"get","url":"Levels/$count","dependsOn":["g"]},
            {"id":"7","method":"get","url":"Levels/$count","atomicityGroup":"h"},
            {"id":"8","method":"get","url":"Levels/$count","dependsOn":["h","7"]},
            {"id":"9","method":"get","url":"Levels/$count","if":"1"}
            """);
        Assert.Equal(["1 404", "2 424", "3 424", "4 405", "5 424", "6 424", "7 200", "8 200", "9 400"], Told(parts));
        Assert.Equal("g", parts[3].GetProperty("atomicityGroup").GetString());
        Assert.Equal("GET, HEAD, OPTIONS", parts[3].GetProperty("headers").GetProperty("allow").GetString());
    }

    [Fact]
    public async Task A_request_goes_on_from_what_another_one_named()
    {
        var c = hub.Kept.First(k => k.Molecule.InChIKey is not null);
        var parts = await Json($$$"""{"id":"one","method":"get","url":"Calculations('{{{c.Id}}}')"},{"id":"two","method":"get","url":"$one/molecule/smiles","dependsOn":["one"]}""");
        Assert.Equal(c.Molecule.Smiles, parts[1].GetProperty("body").GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("""{"requests":[{"id":"1","method":"get","url":"Levels","dependsOn":["2"]},{"id":"2","method":"get","url":"Levels"}]}""", 400, "no request or group before it")]
    [InlineData("""{"requests":[{"id":"1","method":"get","url":"Levels"},{"id":"1","method":"get","url":"Levels"}]}""", 400, "have the id '1'")]
    [InlineData("""{"requests":[{"id":"1","method":"get"}]}""", 400, "has no url")]
    [InlineData("""{"asks":[]}""", 400, "an array of requests")]
    [InlineData("""{"requests":""", 400, "")]
    public async Task A_malformed_batch_is_refused_as_a_whole(string body, int status, string says)
    {
        var answer = await Post(body, "application/json");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(says, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_batch_is_bounded_and_stays_inside_the_service()
    {
        string many = string.Join(',', Enumerable.Range(0, 101).Select(i => $$"""{"id":"{{i}}","method":"get","url":"Levels/$count"}"""));
        Assert.Equal(413, (int)(await Post($"{{\"requests\":[{many}]}}", "application/json")).StatusCode);
        Assert.Equal(413, (int)(await Post(new string(' ', (4 << 20) + 1), "application/json")).StatusCode);
        Assert.Equal(415, (int)(await Post("x", "text/plain")).StatusCode);
        Assert.Equal(405, (int)(await hub.Http.GetAsync("/odata/$batch", Cancel)).StatusCode);
        var parts = await Json("""
            {"id":"1","method":"post","url":"$batch","body":{"requests":[]}},
            {"id":"2","method":"get","url":"/api/ledger"},
            {"id":"3","method":"get","url":"http://elsewhere.example/odata/Levels"},
            {"id":"4","method":"get","url":"../health"}
            """);
        Assert.Equal(["1 400", "2 404", "3 400"], Told(parts).Take(3));
        Assert.True(parts[3].GetProperty("status").GetInt32() >= 400);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task Multipart_batches_are_answered_part_by_part(string line)
    {
        string body = string.Join(line, "--b1", "Content-Type: application/http", "Content-Transfer-Encoding: binary", "", "GET Calculations/$count HTTP/1.1", "", "",
            "--b1", "Content-Type: multipart/mixed; boundary=c1", "", "--c1", "Content-Type: application/http", "Content-ID: 7", "", "POST Levels HTTP/1.1", "Content-Type: application/json", "", "{\"name\":\"x\"}",
            "--c1", "Content-Type: application/http", "Content-ID: 8", "", "DELETE Levels('x') HTTP/1.1", "", "", "--c1--",
            "--b1", "Content-Type: application/http", "", $"GET /odata/Calculations('{hub.Kept[0].Id}')/id HTTP/1.1", "Host: " + hub.Http.BaseAddress!.Authority, "Accept: application/json;odata.metadata=none", "", "", "--b1--");
        var answer = await Post(body, "multipart/mixed; boundary=b1", "odata.continue-on-error");
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal("odata.continue-on-error", answer.Headers.GetValues("Preference-Applied").Single());
        Assert.StartsWith("multipart/mixed;boundary=batchresponse_", answer.Content.Headers.ContentType!.ToString().Replace(" ", ""));
        string[] parts = text.Split("HTTP/1.1 ")[1..];
        Assert.Equal(["200 OK", "405 Method Not Allowed", "200 OK"], parts.Select(p => p.Split("\r\n")[0]));
        Assert.Contains("\r\n\r\n" + hub.Kept.Count + "\r\n--batchresponse_", parts[0]);
        Assert.EndsWith("{\"value\":\"" + hub.Kept[0].Id + "\"}", parts[2].Split("\r\n--")[0]);
        Assert.Contains("Content-ID: 7", text);
        Assert.Equal(4, text.Split("--batchresponse_").Length - 1);
        var json = JsonElement.Parse(await (await Post(body, "multipart/mixed; boundary=b1", "odata.continue-on-error", "application/json")).Content.ReadAsStringAsync(Cancel));
        Assert.Equal([200, 405, 424, 200], json.GetProperty("responses").EnumerateArray().Select(p => p.GetProperty("status").GetInt32()));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1--")]
    [InlineData("--b1\r\nContent-Type: application/http\r\n\r\nHELLO\r\n--b1--")]
    [InlineData("--b1\r\n\r\nGET Levels HTTP/1.1\r\n--b1--")]
    public async Task Multipart_that_cannot_be_taken_apart_is_refused(string body) => Assert.Equal(400, (int)(await Post(body, "multipart/mixed;boundary=b1")).StatusCode);
}
