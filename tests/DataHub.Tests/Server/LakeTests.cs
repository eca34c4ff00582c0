// The lake's files over HTTP: ranges, strong ETags, lengths; what pandas, DuckDB and fsspec need.
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class LakeTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<(string Url, byte[] Bytes, string ETag)> First()
    {
        var file = (await hub.Json("/files/lake/index.json"))[0];
        string url = file.GetProperty("url").GetString()!;
        return (url, await File.ReadAllBytesAsync(hub.Hub.Archive.SegmentFiles().First(p => Path.GetFileName(p) == file.GetProperty("name").GetString()), Cancel), file.GetProperty("etag").GetString()!);
    }

    Task<HttpResponseMessage> Get(string url, Action<HttpRequestHeaders> with, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, url);
        with(request.Headers);
        return hub.Http.SendAsync(request, Cancel);
    }

    [Fact]
    public async Task A_file_comes_whole_with_its_content_hash_as_strong_ETag()
    {
        var (url, bytes, etag) = await First();
        var answer = await Get(url, _ => { });
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), etag);
        Assert.Equal($"\"{etag}\"", answer.Headers.ETag!.ToString());
        Assert.Equal("application/vnd.apache.parquet", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal(HttpStatusCode.NotModified, (await Get(url, h => h.TryAddWithoutValidation("If-None-Match", $"\"{etag}\""))).StatusCode);
        var head = await Get(url, _ => { }, HttpMethod.Head);
        Assert.Equal((bytes.Length, 0), ((int)head.Content.Headers.ContentLength!, (await head.Content.ReadAsByteArrayAsync(Cancel)).Length));
    }

    [Theory]
    [InlineData("bytes=-8")]
    [InlineData("bytes=0-3")]
    [InlineData("bytes=100-")]
    [InlineData("bytes=100-199")]
    [InlineData("bytes=0-999999999")]
    [InlineData("bytes=-999999999")]
    public async Task A_range_is_that_part_of_the_file(string range)
    {
        var (url, bytes, _) = await First();
        var answer = await Get(url, h => h.TryAddWithoutValidation("Range", range));
        var part = range switch
        {
            "bytes=-8" => bytes[^8..], "bytes=0-3" => bytes[..4], "bytes=100-" => bytes[100..], "bytes=100-199" => bytes[100..200], _ => bytes,
        };
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(part, await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(bytes.Length, answer.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task Ranges_outside_and_odd_ones_follow_the_standard()
    {
        var (url, bytes, etag) = await First();
        var outside = await Get(url, h => h.TryAddWithoutValidation("Range", "bytes=999999999-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, outside.StatusCode);
        Assert.Equal($"bytes */{bytes.Length}", outside.Content.Headers.GetValues("Content-Range").Single());
        foreach (var odd in new[] { "bytes=5-2", "bytes=a-b", "rows=0-3", "bytes=0-,0-", "bytes=0-1,5-2", "bytes=-" })
            Assert.Equal(HttpStatusCode.OK, (await Get(url, h => h.TryAddWithoutValidation("Range", odd))).StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, (await Get(url, h => { h.TryAddWithoutValidation("Range", "bytes=0-3"); h.TryAddWithoutValidation("If-Range", $"\"{etag}\""); })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Get(url, h => { h.TryAddWithoutValidation("Range", "bytes=0-3"); h.TryAddWithoutValidation("If-Range", "\"other\""); })).StatusCode);
    }

    [Theory]
    [InlineData("/files/lake/nothing.parquet")]
    [InlineData("/files/lake/..%2Fcatalogue.db")]
    [InlineData("/files/lake/%2e%2e%2fwriter.lock")]
    public async Task Only_live_segments_are_served(string url) => Assert.Equal(HttpStatusCode.NotFound, (await Get(url, _ => { })).StatusCode);

    [Fact]
    public async Task A_training_set_is_ordered_made_and_downloaded_in_ranges()
    {
        async Task<System.Text.Json.JsonElement> Post(string body)
        {
            using var answer = await hub.Http.PostAsync("/api/training-sets", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        var set = await Post("""{"options":"$filter=gap_ev ne null&$select=smiles,gap_ev","format":"csv","split_by":"molecule","seed":5}""");
        Assert.True(set.TryGetProperty("id", out var told), set.ToString());
        string id = told.GetString()!;
        for (int i = 0; i < 300 && set.GetProperty("state").GetString() == "making"; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            set = await hub.Json("/api/training-sets/" + id);
        }
        Assert.Equal("made", set.GetProperty("state").GetString());
        var train = set.GetProperty("manifest").GetProperty("files")[0];
        string url = set.GetProperty("urls").GetProperty(train.GetProperty("name").GetString()!).GetString()!;
        var whole = await hub.Http.GetByteArrayAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(train.GetProperty("sha256").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(whole)));
        using var part = new HttpRequestMessage(HttpMethod.Get, url);
        part.Headers.Range = new(5, 14);
        using var ranged = await hub.Http.SendAsync(part, TestContext.Current.CancellationToken);
        Assert.Equal(206, (int)ranged.StatusCode);
        Assert.Equal(whole[5..15], await ranged.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(hub.Kept.Count(c => c.Values[Property.Gap] is not null && c.Status == Status.Success), set.GetProperty("manifest").GetProperty("rows").GetInt64());
        Assert.Equal("bad-query", (await Post("""{"options":"$filter=nothing eq 1"}""")).GetProperty("type").GetString()!.Split(':')[^1]);
        await hub.Refused($"/files/training-sets/{id}/nothing.csv", 404);
    }
}
