// Server-driven paging: a walk sees every row of its beginning exactly once, whatever is appended meanwhile.
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class PagingTests(RunningHub hub) : IClassFixture<RunningHub>
{
    async Task<List<JsonElement>> Walk(string address, int page, Action<int>? between = null)
    {
        var rows = new List<JsonElement>();
        for (int n = 0; address is not null; n++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Prefer", $"odata.maxpagesize={page}" } } };
            var answer = await hub.Http.SendAsync(request);
            Assert.Equal($"odata.maxpagesize={page}", answer.Headers.GetValues("Preference-Applied").Single());
            var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            var got = json.GetProperty("value").EnumerateArray().ToList();
            Assert.InRange(got.Count, 1, page);
            rows.AddRange(got);
            address = json.TryGetProperty("@odata.nextLink", out var next) ? next.GetString()! : null!;
            between?.Invoke(n);
        }
        return rows;
    }

    [Theory]
    [InlineData("")]
    [InlineData("$orderby=gap_ev desc")]
    [InlineData("$orderby=basis,gap_ev")]
    [InlineData("$orderby=length(smiles) desc,level")]
    [InlineData("$orderby=computed_at,charge desc")]
    public async Task All_pages_together_are_all_rows_in_order(string options)
    {
        var paged = await Walk("/odata/Calculations?$select=id&$filter=ingested_at lt 2030-01-01&" + options, 37);
        var whole = (await hub.Json("/odata/Calculations?$select=id&$filter=ingested_at lt 2030-01-01&" + options)).GetProperty("value").EnumerateArray();
        Assert.Equal(whole.Select(r => r.GetProperty("id").GetString()), paged.Select(r => r.GetProperty("id").GetString()));
        Assert.Equal(hub.Kept.Count, paged.Count);
    }

    [Fact]
    public async Task Top_and_skip_hold_over_all_pages()
    {
        var paged = await Walk("/odata/Calculations?$orderby=id&$top=50&$skip=10&$select=id&$count=true&$filter=ingested_at lt 2030-01-01", 20);
        Assert.Equal(hub.Kept.Select(c => c.Id).Order(StringComparer.Ordinal).Skip(10).Take(50), paged.Select(r => r.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Molecules_are_paged_by_their_three_part_key()
    {
        var keys = (await Walk("/odata/Molecules?$orderby=heavy_atoms", 2)).Select(r => $"{r.GetProperty("inchikey")} {r.GetProperty("charge")} {r.GetProperty("multiplicity")}").ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(hub.Kept.Select(c => $"{c.Molecule.InChIKey} {c.Molecule.Charge} {c.Molecule.Multiplicity}").Distinct().Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_walk_under_concurrent_appends_sees_each_old_row_once()
    {
        var later = Generators.Draw(200, 77).Select(c => c with { Provenance = c.Provenance with { IngestedAt = new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc) } }).Where(c => hub.Kept.All(k => k.Id != c.Id)).DistinctBy(c => c.Id).Chunk(20).ToList();
        var seen = (await Walk("/odata/Calculations?$orderby=gap_ev&$select=id", 25, n => { if (n < later.Count) hub.Hub.Archive.Append(later[n]); })).Select(r => r.GetProperty("id").GetString()!).ToList();
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(hub.Kept.Select(c => c.Id).Except(seen));
    }

    [Fact]
    public async Task A_token_of_another_query_is_refused()
    {
        var page = JsonElement.Parse(await (await hub.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/odata/Calculations?$orderby=gap_ev") { Headers = { { "Prefer", "maxpagesize=5" } } })).Content.ReadAsStringAsync());
        string next = page.GetProperty("@odata.nextLink").GetString()!;
        Assert.Contains("$skiptoken=", next);
        var error = await hub.Refused(next.Replace("gap_ev", "level"), 400);
        Assert.Contains("another query", error.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_page_that_holds_everything_has_every_row_once_in_whatever_order_and_no_next_link()
    {
        async Task<JsonElement> Ask(string options, string page) => JsonElement.Parse(await (await hub.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/odata/Calculations?$select=id" + options) { Headers = { { "Prefer", $"odata.maxpagesize={page}" } } })).Content.ReadAsStringAsync());
        static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("value").EnumerateArray().Select(r => r.GetProperty("id").GetString()!);
        foreach (var options in (string[])["", "&$filter=charge eq 0", "&$top=900000"])
        {
            var (loose, ordered) = (await Ask(options, "1000000"), await Ask(options + (options.Contains("top") ? "" : "&$orderby=id"), "10000"));
            Assert.False(loose.TryGetProperty("@odata.nextLink", out _));
            Assert.NotEmpty(Ids(ordered));
            Assert.Equal(Ids(ordered).Order(StringComparer.Ordinal), Ids(loose).Order(StringComparer.Ordinal));
        }
        Assert.Equal(7, Ids(await Ask("&$top=7", "1000000")).Count());
    }
}
