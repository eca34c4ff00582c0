// Clients of other makers ask the server: odata-query and o.js under node, and requests as Power Query, Excel and Tableau send them.
using System.Diagnostics;
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class ODataClientTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static List<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("value").EnumerateArray()];
    static string Id(JsonElement row) => row.GetProperty("id").GetString()!;
    static string Escape(string text) => Uri.EscapeDataString(text);

    [Fact]
    public async Task Two_npm_clients_get_what_the_archive_was_given()
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(Shared.Repo, "tests/DataHub.Tests/Clients") };
        foreach (var argument in new[] { "ask.js", new Uri(hub.Http.BaseAddress!, "odata/").ToString() }) start.ArgumentList.Add(argument);
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Cancel), node.StandardError.ReadToEndAsync(Cancel));
        await node.WaitForExitAsync(Cancel);
        Assert.True(node.ExitCode == 0, await errors);
        var got = JsonElement.Parse(await output);

        var fit = hub.Kept.Where(c => c.Values[Property.Gap] > 4 && c.Status == Status.Success && c.Molecule.Charge <= 0).OrderByDescending(c => c.Values[Property.Gap]).ThenBy(c => c.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(fit.Count, got.GetProperty("filtered").GetProperty("@odata.count").GetInt32());
        Assert.Equal(fit.Take(10).Select(c => c.Id), Rows(got.GetProperty("filtered")).Select(Id));
        Assert.Equal(hub.Kept.Count(c => c.Molecule.Elements.Contains("N")), got.GetProperty("lambda").GetProperty("@odata.count").GetInt32());
        Assert.Equal(hub.Kept.Count(c => c.Molecule.Formula is "H2O" or "CH4"), got.GetProperty("among").GetProperty("@odata.count").GetInt32());
        Assert.Equal(hub.Kept.Where(c => c.Molecule.Smiles?.Contains('C') == true).Select(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().Count(), got.GetProperty("contains").GetProperty("@odata.count").GetInt32());
        Assert.All(Rows(got.GetProperty("expanded")), m => Assert.Equal(Math.Min(2, m.GetProperty("records@odata.count").GetInt32()), m.GetProperty("records").GetArrayLength()));
        Assert.Equal(hub.Kept.Where(c => c.Status == Status.Success).Select(c => c.Level.Name).Distinct().Order(StringComparer.Ordinal), Rows(got.GetProperty("grouped")).Select(r => r.GetProperty("level").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(fit[0].Level.Name, got.GetProperty("one").GetProperty("level").GetString());
        Assert.Equal(fit[0].Id, Id(Assert.Single(Rows(got.GetProperty("search")))));
        Assert.Equal(hub.Kept.Where(c => c.Status == Status.Failed).Select(c => c.Id).Order(StringComparer.Ordinal), got.GetProperty("read").EnumerateArray().Select(Id));
        Assert.Equal(fit[0].Level.Name, got.GetProperty("entity").GetProperty("level").GetString());
        Assert.Equal(fit[0].Level.Name, got.GetProperty("property").GetString());
        Assert.Equal((405, 400), (got.GetProperty("refused").GetInt32(), got.GetProperty("bad").GetInt32()));
        Assert.Equal([200, 200], got.GetProperty("batch").EnumerateArray().Select(p => p.GetProperty("status").GetInt32()));
        Assert.Equal(hub.Kept.Select(c => c.Level.Name).Distinct().Count(), got.GetProperty("batch")[0].GetProperty("body").GetArrayLength());
    }

    /// <summary>A request with the headers of Power Query (Excel, Power BI).</summary>
    async Task<JsonElement> PowerQuery(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in ((string, string)[])[("Accept", "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7"),
            ("MaxDataServiceVersion", "3.0"), ("OData-MaxVersion", "4.0"), ("User-Agent", "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)"), ("Accept-Encoding", "gzip, deflate")])
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await hub.Http.SendAsync(request, Cancel);
        string text = await new StreamReader(answer.Content.Headers.ContentEncoding.Contains("gzip") ? new System.IO.Compression.GZipStream(await answer.Content.ReadAsStreamAsync(Cancel), System.IO.Compression.CompressionMode.Decompress) : await answer.Content.ReadAsStreamAsync(Cancel)).ReadToEndAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {address}: {text}");
        Assert.Equal("4.0", answer.Headers.GetValues("OData-Version").Single());
        return address.Contains("$metadata") ? JsonElement.Parse(JsonSerializer.Serialize(text)) : JsonElement.Parse(text);
    }

    [Fact]
    public async Task Power_Query_walks_from_the_service_document_through_all_pages()
    {
        var set = Rows(await PowerQuery("/odata/")).First(s => s.GetProperty("name").GetString() == "Calculations").GetProperty("url").GetString();
        Assert.StartsWith("<?xml", (await PowerQuery("/odata/$metadata")).GetString());
        var seen = new List<string>();
        for (string? next = "/odata/" + set; next is not null;)
        {
            var page = await PowerQuery(next);
            seen.AddRange(Rows(page).Select(Id));
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        Assert.Equal(hub.Kept.Select(c => c.Id).Order(StringComparer.Ordinal), seen);
        // The preview, the next window, a choice of columns, a folded filter, a folded group, and a count of rows.
        Assert.Equal(250, Rows(await PowerQuery("/odata/Calculations?$top=1000")).Count);
        Assert.Equal(seen[100..110], Rows(await PowerQuery("/odata/Calculations?$top=10&$skip=100&$select=id")).Select(Id));
        string filter = Escape("status eq 'success' and gap_ev gt 4 and (startswith(level, 'GFN') or contains(level, 'PM7'))");
        Assert.Equal(hub.Kept.Where(c => c.Status == Status.Success && c.Values[Property.Gap] > 4 && (c.Level.Name.StartsWith("GFN") || c.Level.Name.Contains("PM7"))).Select(c => c.Id).Order(StringComparer.Ordinal), Rows(await PowerQuery($"/odata/Calculations?$filter={filter}&$select=id,gap_ev,level")).Select(Id));
        var groups = Rows(await PowerQuery("/odata/Calculations?$apply=" + Escape("filter(gap_ev ne null)/groupby((level),aggregate(gap_ev with average as Mean,$count as Count))")));
        Assert.Equal(hub.Kept.Count(c => c.Values[Property.Gap] is not null), groups.Sum(g => g.GetProperty("Count").GetInt32()));
        Assert.Equal(hub.Kept.Count.ToString(), (await PowerQuery("/odata/Calculations/$count")).ToString());
        Assert.Equal(3, Rows(await PowerQuery("/odata/Molecules?$top=3&$expand=" + Escape("records($select=id)"))).Count);
    }

    [Fact]
    public async Task Tableau_asks_with_counts_and_windows()
    {
        int read = 0;
        for (int skip = 0; ; skip += 200)
        {
            var page = await hub.Json($"/odata/Calculations?$format=json&$count=true&$orderby=id%20asc&$top=200&$skip={skip}&$select=id,level,gap_ev,computed_at");
            Assert.Equal(hub.Kept.Count, page.GetProperty("@odata.count").GetInt32());
            if (Rows(page).Count == 0) break;
            read += Rows(page).Count;
        }
        Assert.Equal(hub.Kept.Count, read);
        Assert.Equal(hub.Kept.Count(c => c.Provenance.ComputedAt >= new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            (await hub.Json("/odata/Calculations?$count=true&$top=0&$filter=" + Escape("computed_at ge 2024-01-01T00:00:00Z"))).GetProperty("@odata.count").GetInt32());
    }
}
