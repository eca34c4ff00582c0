// The OData routes over HTTP: what comes back equals what the archive was given.
using System.Net;
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class ODataRouteTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static List<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("value").EnumerateArray()];
    static List<string> Ids(JsonElement page) => [.. Rows(page).Select(r => r.GetProperty("id").GetString()!)];
    static string Escape(string text) => Uri.EscapeDataString(text);

    [Fact]
    public async Task The_service_document_names_the_sets()
    {
        var sets = (await hub.Json("/odata")).GetProperty("value").EnumerateArray().Select(s => s.GetProperty("name").GetString());
        Assert.Equal(Enum.GetNames<QuerySet>(), sets);
    }

    [Fact]
    public async Task A_filter_finds_exactly_the_rows_that_fit()
    {
        var page = await hub.Json("/odata/Calculations?$count=true&$filter=" + Escape("gap_ev gt 4 and (level eq 'GFN2-xTB' or basis eq null) and not (status eq 'failed')"));
        var expected = hub.Kept.Where(c => c.Values[Property.Gap] > 4 && (c.Level.Name == "GFN2-xTB" || c.Level.Basis is null) && c.Status != Status.Failed).Select(c => c.Id).Order(StringComparer.Ordinal);
        Assert.Equal(expected, Ids(page).Order(StringComparer.Ordinal));
        Assert.Equal(page.GetProperty("@odata.count").GetInt64(), Ids(page).Count);
    }

    [Fact]
    public async Task Rows_come_ordered_selected_and_cut()
    {
        var page = await hub.Json("/odata/Calculations?$orderby=gap_ev desc,id&$select=id,gap_ev,elements,ingested_at&$top=7&$skip=2&$filter=gap_ev ne null");
        var expected = hub.Kept.Where(c => c.Values[Property.Gap] is not null).OrderByDescending(c => c.Values[Property.Gap]).ThenBy(c => c.Id, StringComparer.Ordinal).Skip(2).Take(7).ToList();
        Assert.Equal(expected.Select(c => c.Id), Ids(page));
        Assert.Equal(expected.Select(c => c.Values[Property.Gap]), Rows(page).Select(r => (double?)r.GetProperty("gap_ev").GetDouble()));
        var first = Rows(page)[0];
        Assert.Equal(["id", "gap_ev", "elements", "ingested_at"], first.EnumerateObject().Select(p => p.Name));
        Assert.Equal(expected[0].Molecule.Elements, first.GetProperty("elements").EnumerateArray().Select(e => e.GetString()!));
        Assert.Equal(expected[0].Provenance.IngestedAt, first.GetProperty("ingested_at").GetDateTime());
        Assert.EndsWith("/odata/$metadata#Calculations(id,gap_ev,elements,ingested_at)", page.GetProperty("@odata.context").GetString());
        Assert.False(page.TryGetProperty("@odata.nextLink", out _));
    }

    [Theory]
    [InlineData("elements/any(e: e eq 'N')")]
    [InlineData("elements/all(e: e ne 'C')")]
    [InlineData("contains(smiles,'C') and heavy_atoms le 3")]
    [InlineData("formula in ('H2O','CH4')")]
    [InlineData("cpu_seconds eq null")]
    [InlineData("year(computed_at) eq 2024 and month(computed_at) lt 6")]
    [InlineData("date(computed_at) lt 2024-03-01")]
    public async Task Every_kind_of_condition_is_answered_as_the_model_says(string filter)
    {
        Func<Calculation, bool> fits = filter switch
        {
            "elements/any(e: e eq 'N')" => c => c.Molecule.Elements.Contains("N"),
            "elements/all(e: e ne 'C')" => c => !c.Molecule.Elements.Contains("C"),
            "contains(smiles,'C') and heavy_atoms le 3" => c => c.Molecule.Smiles!.Contains('C') && c.Molecule.HeavyAtoms <= 3,
            "formula in ('H2O','CH4')" => c => c.Molecule.Formula is "H2O" or "CH4",
            "cpu_seconds eq null" => c => c.Cost.CpuSeconds is null,
            "date(computed_at) lt 2024-03-01" => c => c.Provenance.ComputedAt < new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => c => c.Provenance.ComputedAt is { Year: 2024, Month: < 6 },
        };
        string count = await hub.Http.GetStringAsync("/odata/Calculations/$count?$filter=" + Escape(filter), TestContext.Current.CancellationToken);
        Assert.Equal(hub.Kept.Count(fits).ToString(), count);
        Assert.NotEqual("0", count);
    }

    [Fact]
    public async Task One_row_is_addressed_by_its_key()
    {
        var c = hub.Kept.First(k => k.Status == Status.Success);
        var row = await hub.Json($"/odata/Calculations('{c.Id}')");
        Assert.Equal(c.Level.Name, row.GetProperty("level").GetString());
        Assert.EndsWith("#Calculations/$entity", row.GetProperty("@odata.context").GetString());
        var molecule = await hub.Json($"/odata/Molecules(inchikey='{c.Molecule.InChIKey}',charge={c.Molecule.Charge},multiplicity={c.Molecule.Multiplicity})?$select=smiles,calculations");
        Assert.Equal(c.Molecule.Smiles, molecule.GetProperty("smiles").GetString());
        Assert.Equal(hub.Kept.Count(k => k.Molecule.InChIKey == c.Molecule.InChIKey && k.Molecule.Charge == c.Molecule.Charge && k.Status == Status.Success), molecule.GetProperty("calculations").GetInt32());
        Assert.Equal("not-found", (await hub.Refused("/odata/Calculations('nothing')", 404)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Datasets_tell_their_totals()
    {
        var rows = Rows(await hub.Json("/odata/Datasets?$orderby=slug"));
        Assert.Equal(["qm-demo", "seed"], rows.Select(r => r.GetProperty("slug").GetString()));
        Assert.Equal(hub.Kept.Count(c => c.Provenance.Dataset == "seed"), rows[1].GetProperty("calculations").GetInt32());
    }

    [Fact]
    public async Task Search_narrows_a_query()
    {
        var page = await hub.Json("/odata/Calculations?$search=benzene&$filter=status eq 'success'&$count=true");
        Assert.Equal(hub.Kept.Count(c => c.Molecule.Name == "benzene" && c.Status == Status.Success), page.GetProperty("@odata.count").GetInt32());
    }

    [Fact]
    public async Task A_bad_query_tells_where_it_goes_wrong()
    {
        var error = (await hub.Refused("/odata/Calculations?$filter=" + Escape("gap_ev gt 4 and smilse eq 'C'"), 400)).GetProperty("error");
        Assert.Equal("$filter", error.GetProperty("target").GetString());
        Assert.Contains("did you mean smiles?", error.GetProperty("message").GetString());
        Assert.Equal(16, error.GetProperty("innererror").GetProperty("position").GetInt32());
        Assert.Equal("the name of a column of Calculations", error.GetProperty("details")[0].GetProperty("message").GetString());
        foreach (var bad in new[] { "$top=-1", "$orderby=nothing", "$skiptoken=abc", "$expand=x", "$filter=" + new string('(', 5000) + "perceived", "$filter=" + Escape("heavy_atoms div 0 eq 1 and gap_ev gt 'x'") })
            Assert.True((await hub.Refused("/odata/Calculations?" + bad, 400)).TryGetProperty("error", out _), bad);
    }

    [Theory]
    [InlineData("'; drop table calculations; --")]
    [InlineData("' or 1=1 --")]
    [InlineData("%_\\")]
    [InlineData("\"$p0\" ); select 1")]
    [InlineData("☃ é \u0001")]
    public async Task Text_of_a_query_is_data_only(string evil)
    {
        string literal = evil.Replace("'", "''");
        foreach (var filter in new[] { $"smiles eq '{literal}'", $"contains(name,'{literal}')", $"elements/any(e: e eq '{literal}')", $"name in ('{literal}')" })
            Assert.Equal("0", await hub.Http.GetStringAsync("/odata/Calculations/$count?$filter=" + Escape(filter), TestContext.Current.CancellationToken));
        Assert.Equal(hub.Kept.Count.ToString(), await hub.Http.GetStringAsync("/odata/Calculations/$count", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Formats_and_HEAD_follow_the_protocol()
    {
        var answer = await hub.Http.GetAsync("/odata/Calculations?$top=1", TestContext.Current.CancellationToken);
        Assert.Equal("4.0", answer.Headers.GetValues("OData-Version").Single());
        Assert.StartsWith("application/json;odata.metadata=minimal", answer.Content.Headers.ContentType!.ToString().Replace(" ", ""));
        Assert.False((await hub.Json("/odata/Calculations?$top=1&$format=application/json;odata.metadata=none")).TryGetProperty("@odata.context", out _));
        await hub.Refused("/odata/Calculations?$format=atom", 406);
        var head = await hub.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/odata/Calculations?$top=1"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var cors = new HttpRequestMessage(HttpMethod.Get, "/odata/Calculations?$top=1") { Headers = { { "Origin", "https://notebook.example" } } };
        Assert.Equal("*", (await hub.Http.SendAsync(cors, TestContext.Current.CancellationToken)).Headers.GetValues("Access-Control-Allow-Origin").Single());
    }
}
