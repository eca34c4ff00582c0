// OAI-PMH over a real server: every error of the protocol, selective harvest, deleted records, and a whole harvest of ten thousand records by tokens.
using System.Text.Json;
using System.Xml.Linq;
using DataHub.Model.Datasets;
using DataHub.Server;
using DataHub.Store.Releases;
using DataHub.Tests.Server;
using Xunit;

namespace DataHub.Tests.Descriptions;

public sealed class HarvestTests
{
    static readonly XNamespace Oai = "http://www.openarchives.org/OAI/2.0/";
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_records_are_harvested_whole_each_once_and_errors_have_their_codes()
    {
        const int count = 10_000;
        using var folder = Shared.Temp("harvest");
        Hub.Open(new HubOptions(folder.Path) { Cores = 1 }).Dispose();
        string shelf;
        using (var hub = Hub.Open(new HubOptions(folder.Path) { Cores = 1 })) shelf = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(hub.Archive.VersionFolder("x", 1))))!;
        var random = new Random(7);
        var names = new HashSet<string>();
        while (names.Count < 2 * count) names.Add(CheckedIds.NewName(random.Next));
        var free = new Queue<string>(names);
        for (int i = 0; i < count; i++)
        {
            var slug = $"d{i:D5}";
            var m = new DatasetMetadata { Title = $"Dataset {i} & more <of it>", Licence = "CC0-1.0", Authors = [new Person("Curie, Marie")], Communities = i % 10 == 0 ? ["tens"] : [] };
            // Hundreds share one second, so that a list that goes by time alone would lose some.
            var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(i / 300);
            var d = new Dataset(slug, free.Dequeue()) { CreatedAt = at, Tombstones = i == 5 ? [new Tombstone(1, at.AddDays(1), "me", "wrong")] : [] };
            Directory.CreateDirectory(Path.Combine(shelf, slug, "versions", "1"));
            File.WriteAllBytes(Path.Combine(shelf, slug, "dataset.json"), JsonSerializer.SerializeToUtf8Bytes(d, DatasetJson.Default.Dataset));
            File.WriteAllBytes(Path.Combine(shelf, slug, "versions", "1", "release.json"), JsonSerializer.SerializeToUtf8Bytes(new Release(1, free.Dequeue(), at, "me", m) { Dataset = slug, ConceptName = d.Name }, DatasetJson.Default.Release));
        }
        using var opened = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        Assert.Equal(count, opened.Archive.Datasets().Count());
        var (app, http) = await RunningHub.Start(opened, new ServerOptions());
        await using var _ = app;
        using var __ = http;
        async Task<XElement> Get(string query) => XDocument.Parse(await http.GetStringAsync("/oai?" + query, Cancel)).Root!;
        async Task<string?> Error(string query) => (string?)(await Get(query)).Element(Oai + "error")?.Attribute("code");

        var (seen, requests, deleted, last) = (new HashSet<string>(), 0, 0, "");
        for (string? query = "verb=ListRecords&metadataPrefix=oai_dc"; query is not null; requests++)
        {
            var list = (await Get(query)).Element(Oai + "ListRecords")!;
            foreach (var record in list.Elements(Oai + "record"))
            {
                var header = record.Element(Oai + "header")!;
                Assert.True(seen.Add(header.Element(Oai + "identifier")!.Value));
                Assert.True(string.CompareOrdinal(header.Element(Oai + "datestamp")!.Value, last) >= 0);
                last = header.Element(Oai + "datestamp")!.Value;
                bool gone = (string?)header.Attribute("status") == "deleted";
                if (gone) deleted++;
                Assert.Equal(!gone, record.Element(Oai + "metadata") is not null);
            }
            var token = list.Element(Oai + "resumptionToken");
            if (token is not null) Assert.Equal((count.ToString(), (requests * PageRecords).ToString()), ((string?)token.Attribute("completeListSize"), (string?)token.Attribute("cursor")));
            query = token is { Value.Length: > 0 } ? "verb=ListRecords&resumptionToken=" + token.Value : null;
        }
        Assert.Equal((count, count / PageRecords, 1), (seen.Count, requests, deleted));

        var ids = (await Get("verb=ListIdentifiers&metadataPrefix=oai_datacite&from=2026-01-01T00:00:01Z&until=2026-01-01T00:00:01Z&set=community:tens")).Descendants(Oai + "header").ToList();
        Assert.Equal(30, ids.Count);
        Assert.Equal("oai_datacite", (string?)(await Get("verb=GetRecord&metadataPrefix=oai_datacite&identifier=" + ids[0].Element(Oai + "identifier")!.Value)).Element(Oai + "request")!.Attribute("metadataPrefix"));
        Assert.Equal("persistent", (await Get("verb=Identify")).Descendants(Oai + "deletedRecord").Single().Value);
        using var post = await http.PostAsync("/oai", new FormUrlEncodedContent(new Dictionary<string, string> { ["verb"] = "ListMetadataFormats" }), Cancel);
        Assert.Equal(2, XDocument.Parse(await post.Content.ReadAsStringAsync(Cancel)).Descendants(Oai + "metadataFormat").Count());
        foreach (var (query, code) in new[]
        {
            ("", "badVerb"), ("verb=Nothing", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"), ("verb=Identify&x=1", "badArgument"), ("verb=ListRecords", "badArgument"), ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"), ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
            ("verb=ListRecords&metadataPrefix=nope", "cannotDisseminateFormat"), ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y", "idDoesNotExist"), ("verb=ListMetadataFormats&identifier=oai:x:y", "idDoesNotExist"), ("verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01", "noRecordsMatch"), ("verb=ListRecords&metadataPrefix=oai_dc&set=none", "noRecordsMatch"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"), ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"), ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
            ("verb=ListRecords&resumptionToken=zz", "badResumptionToken"), ("verb=ListRecords&resumptionToken=00&metadataPrefix=oai_dc", "badArgument"), ("verb=ListSets&resumptionToken=00", "badResumptionToken"),
        })
            Assert.Equal((query, code), (query, await Error(query)));
    }

    const int PageRecords = DataHub.Server.Routes.OaiRoutes.PageRecords;
}
