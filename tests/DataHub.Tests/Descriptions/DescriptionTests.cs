// What machines find of a released dataset: every description, links between them, harvest, and nothing of what is closed.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataHub.Model;
using DataHub.Server;
using DataHub.Server.Routes;
using DataHub.Tests.Exports;
using DataHub.Tests.Publishing;
using DataHub.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace DataHub.Tests.Descriptions;

public sealed class DescriptionTests : IAsyncLifetime
{
    readonly TempFolder _folder = Shared.Temp("descriptions");
    Hub _hub = null!;
    WebApplication _app = null!;
    HttpClient _http = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_folder["publishing.json"], """{"base_url": "https://data.example.org", "publisher": "An Archive", "ark": {"naan": "99999", "shoulder": "dh"}}""");
        _hub = Hub.Open(new HubOptions(_folder.Path) { Cores = 1 });
        (_app, _http) = await RunningHub.Start(_hub, new ServerOptions());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _hub.Dispose();
        _folder.Dispose();
    }

    async Task Released(string slug, string more = "")
    {
        var records = Generators.Draw(200).Where(c => c.Status == Status.Success && c.Molecule.InChIKey is not null).Take(30).Select(c => c with { Provenance = c.Provenance with { Dataset = slug } }).ToList();
        _hub.Archive.Append(records);
        _hub.Publisher.Describe(slug, LifeTests.Read($"slug: {slug}\n{LifeTests.Metadata[(LifeTests.Metadata.IndexOf('\n') + 1)..]}\n{more}"), "me");
        await _hub.Publisher.Release(slug, "me", null, Cancel);
    }

    async Task<(string Text, string Type, string Links)> Get(string address, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await _http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {address}: {text}");
        return (text, answer.Content.Headers.ContentType?.MediaType ?? "", answer.Headers.TryGetValues("Link", out var l) ? string.Join(", ", l) : "");
    }

    [Fact]
    public async Task Every_description_of_a_version_says_the_same_and_keeps_to_its_rules()
    {
        await Released("one", "contact: marie@example.org\nfunding: [{funder: DFG, funder_ror: 'https://ror.org/018mejw64', number: '12'}]");
        using var folder = Shared.Temp("linked");
        foreach (var (form, name) in new[] { ("schema.jsonld", "schema.jsonld"), ("schema.ttl", "schema.ttl"), ("dcat.jsonld", "dcat.jsonld"), ("dcat.ttl", "dcat.ttl") }) File.WriteAllText(folder[name], (await Get("/datasets/one/1/" + form)).Text);
        foreach (var (address, name) in new[] { ("/datasets.ttl", "dcat-catalogue.ttl"), ("/datasets.jsonld", "dcat-catalogue.jsonld"), ("/vocab/v1.ttl", "vocab.ttl"), ("/vocab/v1.jsonld", "vocab.jsonld"), ("/datasets/one/1/croissant.json", "croissant.jsonld") }) File.WriteAllText(folder[name], (await Get(address)).Text);
        var record = Generators.Draw(200).First(c => c.Status == Status.Success && c.Molecule.InChIKey is not null);
        File.WriteAllText(folder["prov.jsonld"], (await Get($"/api/calculations/{record.Id}/provenance")).Text);
        File.WriteAllText(folder["prov.ttl"], (await Get($"/api/calculations/{record.Id}/provenance", "text/turtle")).Text);
        foreach (var shapes in Directory.GetFiles(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Descriptions/dcat-ap"), "*.ttl")) File.Copy(shapes, folder[Path.GetFileName(shapes)]);
        var said = (await Readers.Node("linkeddata.js", folder.Path))[0];
        Assert.True(said.GetProperty("faults").GetArrayLength() == 0, string.Join('\n', said.GetProperty("faults").EnumerateArray()));
        var spaces = said.GetProperty("files").GetProperty("schema.jsonld").GetProperty("namespaces").EnumerateArray().Select(n => n.GetString()).ToList();
        foreach (var space in new[] { "http://www.w3.org/ns/prov#", "http://qudt.org/schema/qudt/", "http://semanticscience.org/resource/", "http://www.purl.org/net/CSMD/4.0#", "https://schema.org/" }) Assert.Contains(space, spaces);

        // Files in schema.org with exact sizes, names of variables those of the header.
        var page = (await Get("/datasets/one/1", "text/html")).Text;
        var embedded = JsonElement.Parse(Regex.Match(page, "<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value);
        Assert.StartsWith("https://n2t.net/ark:99999/dh", embedded.GetProperty("@id").GetString());
        foreach (var f in embedded.GetProperty("distribution").EnumerateArray())
        {
            using var answer = await _http.GetAsync(new Uri(f.GetProperty("contentUrl").GetString()!).AbsolutePath, Cancel);
            Assert.Equal(f.GetProperty("contentSize").GetString(), $"{(await answer.Content.ReadAsByteArrayAsync(Cancel)).Length} B");
            Assert.Equal(f.GetProperty("encodingFormat").GetString(), answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains("rel=\"collection\"", string.Join(",", answer.Headers.GetValues("Link")));
        }
        var header = (await _http.GetStringAsync("/files/datasets/one/1/data/calculations.csv", Cancel)).Split('\n')[0].Trim().Split(',');
        Assert.Equal(header, embedded.GetProperty("variableMeasured").EnumerateArray().Select(v => v.GetProperty("name").GetString()));
        Assert.Contains("name=\"DC.title\"", page);

        // Croissant: each field names a column of its file; RO-Crate 1.1: the root and the descriptor, and every reference leads somewhere.
        var croissant = JsonElement.Parse((await Get("/datasets/one/1/croissant.json")).Text);
        var files = croissant.GetProperty("distribution").EnumerateArray().Select(f => f.GetProperty("@id").GetString()).ToHashSet();
        Assert.All(croissant.GetProperty("recordSet").EnumerateArray().SelectMany(r => r.GetProperty("field").EnumerateArray()), f => Assert.Contains(f.GetProperty("source").GetProperty("fileObject").GetProperty("@id").GetString(), files));
        foreach (var version in new[] { "ro-crate-metadata.json", "ro-crate-1.2.json" })
        {
            var things = JsonElement.Parse((await Get("/datasets/one/1/" + version)).Text).GetProperty("@graph").EnumerateArray().ToDictionary(t => t.GetProperty("@id").GetString()!);
            foreach (var wanted in new[] { "name", "description", "datePublished", "license", "author", "hasPart" }) Assert.True(things["./"].TryGetProperty(wanted, out _), wanted);
            Assert.Equal("./", things["ro-crate-metadata.json"].GetProperty("about").GetProperty("@id").GetString());
            foreach (var t in things.Values) foreach (var p in t.EnumerateObject().Where(p => p.Name != "conformsTo"))
                foreach (var r in p.Value.ValueKind == JsonValueKind.Array ? p.Value.EnumerateArray() : Enumerable.Repeat(p.Value, 1))
                    if (r.ValueKind == JsonValueKind.Object && r.TryGetProperty("@id", out var id)) Assert.True(things.ContainsKey(id.GetString()!), $"{p.Name} leads to {id}");
        }

        // DataCite 4: what is mandatory, in both versions (DataCite Metadata Schema 4.7, section 2.2).
        XNamespace ns = "http://datacite.org/schema/kernel-4";
        foreach (var form in new[] { "datacite.xml", "datacite-4.6.xml" })
        {
            var xml = XDocument.Parse((await Get("/datasets/one/1/" + form)).Text).Root!;
            if (Environment.GetEnvironmentVariable("DATAHUB_KEEP_DESCRIPTIONS") is { } keep) File.WriteAllText(Path.Combine(keep, form), xml.ToString());
            foreach (var wanted in new[] { "identifier", "creators", "titles", "publisher", "publicationYear", "resourceType" }) Assert.Single(xml.Elements(ns + wanted));
            Assert.Equal("Dataset", (string?)xml.Element(ns + "resourceType")!.Attribute("resourceTypeGeneral"));
            Assert.DoesNotContain(xml.Descendants(), e => !e.HasElements && !e.HasAttributes && e.Value.Length == 0 && e.Parent == xml);
        }
        foreach (var (form, words) in new[] { ("citation.bib", "@dataset{one-1,"), ("citation.ris", "TY  - DATA"), ("CITATION.cff", "cff-version: 1.2.0"), ("citation.txt", "Curie, Marie; Dmitri Mendeleev"), ("citation.json", "\"family\": \"Curie\""), ("datacite.json", "\"relationType\": \"IsVersionOf\""), ("dublin-core.xml", "<dc:creator>Curie, Marie</dc:creator>"), ("linkset.txt", "rel=\"cite-as\"") })
            Assert.Contains(words, (await Get("/datasets/one/1/" + form)).Text);
    }

    [Fact]
    public async Task A_page_gives_what_is_asked_for_and_links_all_of_it()
    {
        await Released("one");
        foreach (var (accept, type) in new[] { ("text/html", "text/html"), ("application/ld+json", "application/ld+json"), ("text/turtle", "text/turtle"), ("application/vnd.datacite.datacite+xml", "application/vnd.datacite.datacite+xml"), ("application/x-bibtex", "application/x-bibtex"), ("text/turtle;q=0.5, text/html", "text/html"), ("*/*", "text/html"), ("application/ld+json, */*;q=0.1", "application/ld+json") })
            foreach (var address in new[] { "/datasets/one/1", "/datasets/one" }) Assert.Equal(type, (await Get(address, accept)).Type);
        Assert.Contains("mlcommons.org/croissant/1.1", (await Get("/datasets/one/1", "application/ld+json;profile=\"http://mlcommons.org/croissant/1.1\"")).Text);
        var links = (await Get("/datasets/one/1")).Links;
        // Assessors cut at every comma: each piece must be a whole link.
        var pieces = links.Split(',').Select(l => l.Trim()).ToList();
        Assert.All(pieces, l => Assert.Matches("^<[^<>, ]+>;rel=\"[a-z-]+\"(;type=\"[^\"]+\")?(;profile=\"[^\"]+\")?$", l));
        Assert.Single(pieces, l => l.Contains("rel=\"cite-as\""));
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/datasets/one/1"), Cancel);
        Assert.Equal(links, string.Join(", ", head.Headers.GetValues("Link")));
        var set = JsonElement.Parse((await Get("/datasets/one/1/linkset.json")).Text).GetProperty("linkset")[0];
        Assert.Equal("https://data.example.org/datasets/one/1", set.GetProperty("anchor").GetString());
        foreach (var relation in new[] { "describedby", "item" })
            foreach (var target in set.GetProperty(relation).EnumerateArray()) await Get(new Uri(target.GetProperty("href").GetString()!).AbsolutePath);
        foreach (var address in new[] { "/robots.txt", "/sitemap.xml", "/opensearch.xml", "/.well-known/api-catalog", "/context/v1.jsonld", "/vocab/v1" }) await Get(address);
        Assert.Contains("<loc>https://data.example.org/datasets/one/1</loc>", (await Get("/sitemap.xml")).Text);
        Assert.Contains("id=\"levelOfTheory\"", (await Get("/vocab/v1", "text/html")).Text);
    }

    [Fact]
    public async Task Descriptions_of_what_is_closed_tell_no_file_and_no_value_and_drafts_are_told_to_nobody()
    {
        await Released("closed", $"access: {{kind: embargoed, until: {DateTime.UtcNow.AddDays(9):yyyy-MM-dd}, reason: a patent}}");
        var release = _hub.Archive.Dataset("closed")!.Releases[0];
        foreach (var form in DescriptionRoutes.Forms.Select(f => "/datasets/closed/1/" + f.Name).Append("/datasets/closed/1").Append("/datasets.ttl").Append("/oai?verb=ListRecords&metadataPrefix=oai_datacite"))
        {
            var (text, _, links) = await Get(form);
            if (form != "/datasets/closed/1") Assert.DoesNotContain("data/calculations", text);
            Assert.DoesNotContain("rel=\"item\"", links);
            foreach (var c in release.Columns.Where(c => c.Unit is not null && c.Least is { } l && Math.Abs(l) > 1e-3 && l != Math.Round(l))) Assert.DoesNotContain(c.Least!.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), text);
        }
        _hub.Publisher.Describe("drafted", LifeTests.Read("slug: drafted\n" + LifeTests.Metadata[(LifeTests.Metadata.IndexOf('\n') + 1)..].Replace("Gaps of", "Unseen gaps of")), "me");
        foreach (var address in new[] { "/sitemap.xml", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/datasets.jsonld" }) Assert.DoesNotContain("Unseen", (await Get(address)).Text);
    }
}
