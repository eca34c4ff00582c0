// OData addresses beyond sets and keys, the formats of answers, and the methods that are refused.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class ODataPathTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static List<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("value").EnumerateArray()];
    static string Escape(string text) => Uri.EscapeDataString(text);

    Calculation One => hub.Kept.First(c => c.Status == Status.Success && c.Molecule.InChIKey is not null && c.Values[Property.Gap] is not null);
    string Address => $"/odata/Calculations('{One.Id}')";
    string State => $"/odata/Molecules(inchikey='{One.Molecule.InChIKey}',charge={One.Molecule.Charge},multiplicity={One.Molecule.Multiplicity})";
    IEnumerable<string> Siblings => hub.Kept.Where(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity) == (One.Molecule.InChIKey, One.Molecule.Charge, One.Molecule.Multiplicity)).Select(c => c.Id).Order(StringComparer.Ordinal);

    async Task<HttpResponseMessage> Send(string address, string? accept = null, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await hub.Http.SendAsync(request, Cancel);
    }

    async Task<string> Text(string address) => await hub.Http.GetStringAsync(address, Cancel);
    async Task<int> Status_(string address, string? accept = null, params (string, string)[] headers) => (int)(await Send(address, accept, null, headers)).StatusCode;

    [Fact]
    public async Task A_property_is_addressed_by_its_path()
    {
        var level = await hub.Json(Address + "/level");
        Assert.Equal(One.Level.Name, level.GetProperty("value").GetString());
        Assert.EndsWith($"$metadata#Calculations('{One.Id}')/level", level.GetProperty("@odata.context").GetString());
        Assert.Equal(One.Values[Property.Gap]!.Value, (await hub.Json(Address + "/gap_ev")).GetProperty("value").GetDouble());
        Assert.Equal(One.Values[Property.Gap]!.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), await Text(Address + "/gap_ev/$value"));
        Assert.Equal(One.Molecule.Elements, (await hub.Json(Address + "/elements")).GetProperty("value").EnumerateArray().Select(e => e.GetString()!));
        Assert.Equal(One.Molecule.Elements.Count.ToString(), await Text(Address + "/elements/$count"));
        Assert.Equal("text/plain", (await Send(Address + "/level/$value")).Content.Headers.ContentType!.ToString());
        var none = hub.Kept.First(c => c.Level.Basis is null);
        Assert.Equal(204, await Status_($"/odata/Calculations('{none.Id}')/basis"));
        Assert.Equal(204, await Status_($"/odata/Calculations('{none.Id}')/basis/$value"));
        foreach (var missing in new[] { "/odata/Calculations('nothing')/level", Address + "/nothing", "/odata/Nothing", "/odata/Nothing/$count", Address + "/level/x" }) Assert.Equal(404, await Status_(missing));
        foreach (var bad in new[] { Address + "/elements/$value", Address + "/level/$count", Address + "/$value", Address + "/$count", "/odata/Calculations/$value", Address + "/level/$ref", "/odata/Calculations(3)", "/odata/Calculations/level" })
            Assert.True((await Send(bad)) is { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound } refused && JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel)).TryGetProperty("error", out _), bad);
    }

    [Fact]
    public async Task Open_data_is_addressed_by_its_members()
    {
        var c = hub.Kept.First(k => k.Values.Extras.Any(e => e.Number is not null));
        var extra = c.Values.Extras.First(e => e.Number is not null);
        Assert.Equal(extra.Number!.Value, (await hub.Json($"/odata/Calculations('{c.Id}')/extras/{extra.Name}")).GetProperty("value").GetDouble());
        Assert.Equal(extra.Number.Value, double.Parse(await Text($"/odata/Calculations('{c.Id}')/extras/{extra.Name}/$value"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(extra.Number.Value, (await hub.Json($"/odata/Calculations('{c.Id}')/extras")).GetProperty(extra.Name).GetDouble());
        Assert.Equal(204, await Status_($"/odata/Calculations('{c.Id}')/extras/nothing_of_that_name"));
    }

    [Fact]
    public async Task Links_are_followed_by_path_with_every_option_of_their_set()
    {
        Assert.Equal(One.Molecule.Smiles, (await hub.Json(Address + "/molecule/smiles")).GetProperty("value").GetString());
        Assert.Equal(One.Molecule.Formula, (await hub.Json(Address + "/molecule?$select=formula")).GetProperty("formula").GetString());
        Assert.Equal(Siblings, Rows(await hub.Json(State + "/records?$select=id&$orderby=id")).Select(r => r.GetProperty("id").GetString()!));
        Assert.Equal(Siblings, Rows(await hub.Json(Address + "/molecule/records?$select=id&$orderby=id")).Select(r => r.GetProperty("id").GetString()!));
        Assert.Equal(Siblings.Count().ToString(), await Text(State + "/records/$count"));
        Assert.Equal(hub.Kept.Count(c => Siblings.Contains(c.Id) && c.Status == Status.Failed).ToString(), await Text(State + "/records/$count?$filter=" + Escape("status eq 'failed'")));
        Assert.Equal(One.Level.Name, (await hub.Json($"{State}/records('{One.Id}')/level")).GetProperty("value").GetString());
        Assert.Equal(404, await Status_($"{State}/records('{hub.Kept.First(c => !Siblings.Contains(c.Id)).Id}')"));
        var alone = hub.Kept.First(c => c.Provenance.Campaign is null);
        Assert.Equal(204, await Status_($"/odata/Calculations('{alone.Id}')/campaign_details"));
        var child = hub.Kept.FirstOrDefault(c => c.Provenance.Parents.Count > 0);
        if (child is not null) Assert.Equal(hub.Kept.Count(c => child.Provenance.Parents.Contains(c.Id)).ToString(), await Text($"/odata/Calculations('{child.Id}')/parent_records/$count"));
        // A page of linked rows goes on where it ended.
        var page = await (await Send(State + "/records?$select=id&$orderby=id", null, null, ("Prefer", "maxpagesize=1"))).Content.ReadAsStringAsync(Cancel);
        Assert.Equal(Siblings.Skip(1), Rows(await hub.Json(JsonElement.Parse(page).GetProperty("@odata.nextLink").GetString()!)).Select(r => r.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task References_are_addresses_of_rows()
    {
        var ids = Rows(await hub.Json("/odata/Calculations/$ref?$orderby=id&$top=3")).Select(r => r.GetProperty("@odata.id").GetString()!).ToList();
        Assert.Equal(hub.Kept.Select(c => c.Id).Order(StringComparer.Ordinal).Take(3), ids.Select(i => i.Split('\'')[1]));
        Assert.Equal(One.Molecule.InChIKey, (await hub.Json((await hub.Json(Address + "/molecule/$ref")).GetProperty("@odata.id").GetString()!)).GetProperty("inchikey").GetString());
        Assert.Equal(Siblings.Count(), Rows(await hub.Json(State + "/records/$ref")).Count);
        Assert.EndsWith(Address, (await hub.Json(Address + "/$ref")).GetProperty("@odata.id").GetString());
        var page = await hub.Json("/odata/Molecules?$select=formula&$filter=" + Escape($"inchikey eq '{One.Molecule.InChIKey}' and charge eq {One.Molecule.Charge} and multiplicity eq {One.Molecule.Multiplicity}") + "&$expand=" + Escape("records/$ref($orderby=id)"));
        Assert.EndsWith("#Molecules(formula,records/$ref)", page.GetProperty("@odata.context").GetString());
        Assert.Equal(Siblings, Assert.Single(Rows(page)).GetProperty("records").EnumerateArray().Select(r => r.EnumerateObject().Single().Value.GetString()!.Split('\'')[1]));
    }

    [Fact]
    public async Task Numbers_of_linked_rows_come_without_the_rows()
    {
        var page = await hub.Json("/odata/Molecules?$select=inchikey,charge,multiplicity&$expand=" + Escape("records/$count($filter=status eq 'success')"));
        foreach (var row in Rows(page))
        {
            Assert.Equal(["inchikey", "charge", "multiplicity", "records@odata.count"], row.EnumerateObject().Select(p => p.Name));
            Assert.Equal(hub.Kept.Count(c => c.Status == Status.Success && c.Molecule.InChIKey == row.GetProperty("inchikey").GetString() && c.Molecule.Charge == row.GetProperty("charge").GetInt32() && c.Molecule.Multiplicity == row.GetProperty("multiplicity").GetInt32()),
                row.GetProperty("records@odata.count").GetInt32());
        }
        var top = await hub.Json("/odata/Levels?$expand=" + Escape($"records($search={One.Id};$select=id)") + "&$select=name&$filter=" + Escape($"name eq '{One.Level.Name}'"));
        Assert.Equal(One.Id, Assert.Single(Assert.Single(Rows(top)).GetProperty("records").EnumerateArray()).GetProperty("id").GetString());
        await hub.Refused("/odata/Calculations?$expand=molecule/$count", 400);
    }

    [Fact]
    public async Task More_linked_rows_than_a_row_shows_are_behind_a_link_with_the_same_options()
    {
        var big = hub.Kept.GroupBy(c => c.Provenance.Dataset).Where(g => g.Key is not null).MaxBy(g => g.Count())!;
        int most = big.Count(c => c.Status != Status.Withdrawn);
        var dataset = Rows(await hub.Json("/odata/Datasets?$filter=" + Escape($"slug eq '{big.Key}'") + "&$expand=" + Escape("records($select=id;$orderby=id desc;$filter=status ne 'withdrawn')"))).Single();
        var seen = dataset.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("id").GetString()!).ToList();
        if (dataset.TryGetProperty("records@odata.nextLink", out var next)) seen.AddRange(Rows(await hub.Json(next.GetString()!)).Select(r => r.GetProperty("id").GetString()!));
        else Assert.InRange(most, 0, 200);
        Assert.Equal(big.Select(c => c.Id).OrderDescending(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Full_control_information_tells_types_ids_and_links()
    {
        var page = JsonElement.Parse(await (await Send("/odata/Calculations?$count=true&$filter=" + Escape($"id eq '{One.Id}'") + "&$expand=molecule", "application/json;odata.metadata=full")).Content.ReadAsStringAsync(Cancel));
        var row = Rows(page).Single();
        Assert.Equal("#DataHub.Calculation", row.GetProperty("@odata.type").GetString());
        Assert.EndsWith(Address, row.GetProperty("@odata.id").GetString());
        Assert.Equal("#Int64", row.GetProperty("charge@odata.type").GetString());
        Assert.Equal("#DateTimeOffset", row.GetProperty("ingested_at@odata.type").GetString());
        Assert.Equal("#Collection(String)", row.GetProperty("elements@odata.type").GetString());
        Assert.False(row.TryGetProperty("level@odata.type", out _));
        Assert.Equal(One.Molecule.Smiles, (await hub.Json(row.GetProperty("molecule@odata.navigationLink").GetString()!)).GetProperty("smiles").GetString());
        Assert.Equal(row.GetProperty("molecule").GetProperty("@odata.id").GetString(), (await hub.Json(row.GetProperty("molecule@odata.associationLink").GetString()!)).GetProperty("@odata.id").GetString());
        // A selection without the key tells the id all the same, and shows what was selected.
        var slim = JsonElement.Parse(await (await Send(State + "?$select=formula", "application/json;odata.metadata=full")).Content.ReadAsStringAsync(Cancel));
        Assert.EndsWith(State, slim.GetProperty("@odata.id").GetString());
        Assert.False(slim.TryGetProperty("inchikey", out _));
        var grouped = JsonElement.Parse(await (await Send("/odata/Calculations?$apply=" + Escape("groupby((level),aggregate($count as n))"), "application/json;metadata=full;IEEE754Compatible=true")).Content.ReadAsStringAsync(Cancel));
        Assert.All(Rows(grouped), r => Assert.Equal(["level", "n@odata.type", "n"], r.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(hub.Kept.Count, Rows(grouped).Sum(r => long.Parse(r.GetProperty("n").GetString()!)));
    }

    [Theory]
    [InlineData("application/json", "application/json;odata.metadata=minimal;odata.streaming=true")]
    [InlineData("*/*", "application/json;odata.metadata=minimal;odata.streaming=true")]
    [InlineData("application/json;odata.metadata=none", "application/json;odata.metadata=none;odata.streaming=true")]
    [InlineData("application/json;q=0.5, application/json;odata.metadata=full;q=0.9", "application/json;odata.metadata=full;odata.streaming=true")]
    [InlineData("application/atom+xml, application/json;odata=verbose;q=0.9, application/json;q=0.1", "application/json;odata.metadata=minimal;odata.streaming=true")]
    [InlineData("application/json;charset=utf-8", "application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8")]
    [InlineData("application/json;odata.metadata=minimal;IEEE754Compatible=true", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=true")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json;odata.metadata=minimal;odata.streaming=true")]
    public async Task The_format_is_the_best_that_the_client_reads(string accept, string type) =>
        Assert.Equal(type, (await Send("/odata/Levels", accept)).Content.Headers.ContentType!.ToString().Replace(" ", ""));

    [Fact]
    public async Task What_the_client_cannot_read_or_the_service_not_speak_is_refused()
    {
        foreach (var accept in new[] { "application/atom+xml", "odata/test", "application/json;odata.metadata=much", "application/json;fancy=1", "application/json;odata=verbose" })
        {
            Assert.Equal(415, await Status_("/odata/Levels", accept));
            Assert.Equal(406, await Status_("/odata/Levels", accept, ("OData-MaxVersion", "4.01")));
        }
        Assert.Equal(406, await Status_("/odata/Levels?$format=atom"));
        Assert.Equal(406, await Status_("/odata/Levels", null, ("Accept-Charset", "ebcdic")));
        Assert.Equal(400, await Status_("/odata/Levels", null, ("OData-MaxVersion", "3.0")));
        Assert.Equal(400, await Status_("/odata/Levels", null, ("OData-Version", "5.0")));
        Assert.Equal("4.0", (await Send("/odata/Levels", null, null, ("OData-MaxVersion", "4.0;NetFx"), ("MaxDataServiceVersion", "3.0;NetFx"))).Headers.GetValues("OData-Version").Single());
        Assert.Equal("4.01", (await Send("/odata/Levels", null, null, ("OData-MaxVersion", "4.01"))).Headers.GetValues("OData-Version").Single());
        foreach (var (address, status) in new[] { ("/odata/$all", 501), ("/odata/$crossjoin(Levels,Datasets)", 501), ("/odata/$entity?$id=x", 501), ("/odata/?$find=*", 400), ("/odata?$select=DataHub.nothing", 400), ("/odata/Levels?$index=1", 501), ("/odata/Levels?$filter=nothing(name)", 501) })
            Assert.True((await hub.Refused(address, status)).GetProperty("error").GetProperty("message").GetString()!.Length > 10, address);
    }

    [Fact]
    public async Task Other_character_sets_are_served()
    {
        var answer = await Send("/odata/Levels?$top=1&$select=name", "application/json;charset=utf-8", null, ("Accept-Charset", "utf-16"));
        Assert.EndsWith("charset=utf-16", answer.Content.Headers.ContentType!.ToString());
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(await Text("/odata/Levels?$top=1&$select=name"), Encoding.Unicode.GetString(bytes));
        Assert.Equal(Encoding.UTF8.GetBytes(await Text("/odata/")).Length * 2, (await (await Send("/odata/", null, null, ("Accept-Charset", "utf-16"))).Content.ReadAsByteArrayAsync(Cancel)).Length);
    }

    [Fact]
    public async Task The_model_comes_as_XML_or_JSON()
    {
        XNamespace edm = "http://docs.oasis-open.org/odata/ns/edm";
        foreach (var accept in new[] { null, "application/xml", "*/*", "application/json;odata.metadata=minimal;q=1.0,application/xml;q=0.7" })
            Assert.Equal(Enum.GetNames<QuerySet>().Order(), XDocument.Parse(await (await Send("/odata/$metadata", accept)).Content.ReadAsStringAsync(Cancel)).Descendants(edm + "EntitySet").Select(e => e.Attribute("Name")!.Value).Order());
        foreach (var json in new[] { await Send("/odata/$metadata?$format=json"), await Send("/odata/$metadata", "application/json", null, ("OData-MaxVersion", "4.01")) })
            Assert.Equal("DataHub.Hub", JsonElement.Parse(await json.Content.ReadAsStringAsync(Cancel)).GetProperty("$EntityContainer").GetString());
        Assert.Contains("Capabilities.InsertRestrictions", await Text("/odata/$metadata"));
    }

    [Fact]
    public async Task What_writes_is_refused_and_the_allowed_methods_are_told()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
            foreach (var address in new[] { "/odata/Calculations", Address, Address + "/level", State + "/records", "/odata/$metadata", "/odata" })
            {
                var answer = await Send(address, null, method);
                Assert.Equal(405, (int)answer.StatusCode);
                Assert.Equal(["GET", "HEAD", "OPTIONS"], answer.Content.Headers.Allow);
                Assert.True(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).TryGetProperty("error", out _));
            }
        var options = await Send("/odata/Calculations", null, HttpMethod.Options);
        Assert.Equal((204, "GET,HEAD,OPTIONS"), ((int)options.StatusCode, string.Join(',', options.Content.Headers.Allow)));
        var head = await Send(Address + "/level/$value", null, HttpMethod.Head);
        Assert.Equal((200, 0), ((int)head.StatusCode, (await head.Content.ReadAsByteArrayAsync(Cancel)).Length));
        Assert.Equal(304, await Status_(Address + "/level", null, ("If-None-Match", (await Send(Address + "/level")).Headers.ETag!.ToString())));
    }

    [Fact]
    public async Task A_query_too_long_for_an_address_is_posted()
    {
        string ids = string.Join(',', hub.Kept.Select(c => $"'{c.Id}'").Concat(Enumerable.Range(0, 1500).Select(i => $"'nothing{i}'")));
        var answer = await hub.Http.PostAsync("/odata/Calculations/$query", new StringContent($"$filter=id in ({ids})&$count=true&$top=0", Encoding.UTF8, "text/plain"), Cancel);
        Assert.Equal(hub.Kept.Count, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("@odata.count").GetInt32());
        Assert.Equal(hub.Kept.Count.ToString(), await (await hub.Http.PostAsync("/odata/Calculations/$count/$query", new StringContent("", Encoding.UTF8, "text/plain"), Cancel)).Content.ReadAsStringAsync(Cancel));
        Assert.Equal(415, (int)(await hub.Http.PostAsync("/odata/Calculations/$query", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel)).StatusCode);
        Assert.Equal(405, await Status_("/odata/Calculations/$query"));
        var large = new HttpRequestMessage(HttpMethod.Post, "/odata/Calculations/$query") { Content = new StringContent(new string('a', 1 << 21), Encoding.UTF8, "text/plain"), Headers = { ExpectContinue = true } };
        Assert.Equal(413, (int)(await hub.Http.SendAsync(large, Cancel)).StatusCode);
    }
}
