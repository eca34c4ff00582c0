// Identifiers at registries: reserved with the draft, published with the release, led elsewhere, withdrawn; publishing never waits.
using System.Text.Json;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Publishing;
using DataHub.Publishing.Registries;
using DataHub.Tests.Store;
using Xunit;

namespace DataHub.Tests.Publishing;

public sealed class RegistryTests
{
    sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Hub Open(string home, string api, Clock clock, string site = "https://data.example.org")
    {
        Directory.CreateDirectory(home);
        File.WriteAllText(Path.Combine(home, "publishing.json"), $$$"""
            {"publisher": "A publisher", "publisher_ror": "https://ror.org/05dxps055", "base_url": "{{{site}}}", "datacite": {"repository": "TEST.REPO", "prefix": "10.5072", "api": "{{{api}}}"}, "handle": {"prefix": "20.500.999", "admin": "300:20.500.999/ADMIN", "api": "{{{api}}}"}}
            """);
        return Hub.Open(new HubOptions(home) { Clock = clock, Secret = name => name switch { "DATAHUB_DATACITE_PASSWORD" => "pass", "DATAHUB_HANDLE_PASSWORD" => "hs", _ => null } });
    }

    [Fact]
    public async Task DOIs_and_handles_follow_the_life_of_a_dataset_and_nothing_waits_for_them()
    {
        using var temp = Shared.Temp();
        await using var server = await RegistryServer.Start();
        var clock = new Clock();
        string home = temp["hub"], concept, first;
        using (var hub = Open(home, server.Url, clock))
        {
            var d = hub.Publisher.Describe("gaps", LifeTests.Read(LifeTests.Metadata + "\nfunding: [{funder: DFG, funder_ror: 'https://ror.org/018mejw64', number: '1'}]"), "me");
            (concept, first) = (d.Identifiers[0].Value, d.Draft!.Identifiers[0].Value);
            Assert.Equal(("doi", "10.5072/" + d.Name, "https://doi.org/10.5072/" + d.Name), (d.Identifiers[0].Scheme, concept, d.Identifiers[0].Url));
            Assert.Equal(["doi", "handle", "local"], d.Identifiers.Select(i => i.Scheme));

            // Reserved while it is a draft: known there, resolving nowhere.
            Assert.Equal((4, 0), await hub.Outbox.Run(false, Cancel));
            Assert.Equal(["draft", "draft"], [server.Dois[concept].State, server.Dois[first].State]);
            Assert.DoesNotContain(server.Handles["20.500.999/" + d.Name].EnumerateArray(), v => v.GetProperty("type").GetString() == "URL");
            Assert.Equal((0, 0), await hub.Outbox.Run(false, Cancel));

            // The registry is away on the day of the release: the release is there at once, and the registry is told later.
            hub.Archive.Append([.. Samples.Many(50).Select(c => c with { Provenance = c.Provenance with { Dataset = "gaps" } })]);
            server.Away = 3;
            var release = await hub.Publisher.Release("gaps", "me", null, Cancel);
            Assert.Equal(first, release.Identifiers[0].Value);
            Assert.Equal((2, 2), await hub.Outbox.Run(false, Cancel));
            Assert.Equal("draft", server.Dois[first].State);
            var waits = hub.Outbox.State().First(s => s.Value == first);
            Assert.Equal((false, 1), (waits.UpToDate, waits.Told!.Attempts));
            Assert.Contains("503", waits.Told.Error);
            int asked = server.Requests.Count;
            Assert.Equal((0, 2), await hub.Outbox.Run(false, Cancel));
            Assert.Equal(asked, server.Requests.Count);
            clock.Ahead += TimeSpan.FromSeconds(61);
            Assert.Equal((1, 1), await hub.Outbox.Run(false, Cancel));
            clock.Ahead += TimeSpan.FromSeconds(121);
            Assert.Equal((1, 0), await hub.Outbox.Run(false, Cancel));
        }
        var (state, a) = server.Dois[first];
        Assert.Equal(("findable", "https://data.example.org/datasets/gaps/1", "1"), (state, a.GetProperty("url").GetString(), a.GetProperty("version").GetString()));
        Assert.Null(DataCiteRules.Defect(a));
        Assert.Equal(("CC-BY-4.0", "SPDX"), (a.GetProperty("rightsList")[0].GetProperty("rightsIdentifier").GetString(), a.GetProperty("rightsList")[0].GetProperty("rightsIdentifierScheme").GetString()));
        Assert.Equal("https://orcid.org/0000-0002-1825-0097", a.GetProperty("creators")[0].GetProperty("nameIdentifiers")[0].GetProperty("nameIdentifier").GetString());
        Assert.Contains(Relations(a), r => r == $"IsVersionOf {concept}");
        Assert.Contains(Relations(server.Dois[concept].Attributes), r => r == $"HasVersion {first}");
        Assert.Contains(Relations(a), r => r == "IsSupplementTo 10.1234/abc");
        Assert.Equal("https://data.example.org/datasets/gaps", server.Dois[concept].Attributes.GetProperty("url").GetString());
        Assert.Contains("https://data.example.org/datasets/gaps/1", server.Handles["20.500.999/" + first[8..]].ToString());

        // What was told is remembered over a restart; losing the memory costs a repetition; another address leads all of them elsewhere.
        using (var hub = Open(home, server.Url, clock)) Assert.Equal((0, 0), await hub.Outbox.Run(false, Cancel));
        Directory.Delete(Path.Combine(home, "identifiers"), true);
        using (var hub = Open(home, server.Url, clock, "https://new.example.org"))
        {
            Assert.Equal((4, 0), await hub.Outbox.Run(false, Cancel));
            Assert.Equal("https://new.example.org/datasets/gaps/1", server.Dois[first].Attributes.GetProperty("url").GetString());

            // An edit is told; a second version is another DOI that the first one names; a withdrawn version is hidden and still there.
            hub.Publisher.Edit("gaps", 1, LifeTests.Read(LifeTests.Metadata.Replace("Gaps of", "Energy gaps of")).Metadata, "me", null);
            await hub.Outbox.Run(false, Cancel);
            Assert.StartsWith("Energy gaps", server.Dois[first].Attributes.GetProperty("titles")[0].GetProperty("title").GetString());
            hub.Publisher.NewVersion("gaps", "me");
            var second = (await hub.Publisher.Release("gaps", "me", null, Cancel)).Identifiers[0].Value;
            hub.Publisher.Withdraw("gaps", 1, "superseded", "me", null);
            Assert.Equal(0, (await hub.Outbox.Run(false, Cancel)).Waiting);
            Assert.Equal(["registered", "findable", "findable"], [server.Dois[first].State, server.Dois[second].State, server.Dois[concept].State]);
            Assert.Contains(Relations(server.Dois[second].Attributes), r => r == $"IsNewVersionOf {first}");
            Assert.Contains(Relations(server.Dois[first].Attributes), r => r == $"IsPreviousVersionOf {second}");
            Assert.Contains(server.Dois[first].Attributes.GetProperty("dates").EnumerateArray(), x => x.GetProperty("dateType").GetString() == "Withdrawn");
            Assert.All(server.Dois.Values, x => Assert.Null(DataCiteRules.Defect(x.Attributes)));
            Assert.All(hub.Outbox.State(), s => Assert.True(s.UpToDate));
        }
    }

    static IEnumerable<string> Relations(JsonElement a) => a.GetProperty("relatedIdentifiers").EnumerateArray().Select(r => $"{r.GetProperty("relationType").GetString()} {r.GetProperty("relatedIdentifier").GetString()}");

    [Fact]
    public async Task A_registry_that_refuses_or_is_not_there_is_tried_again_at_growing_intervals()
    {
        using var temp = Shared.Temp();
        var clock = new Clock();
        using var hub = Open(temp["hub"], "http://127.0.0.1:9", clock);
        hub.Publisher.Describe("gaps", LifeTests.Read(LifeTests.Metadata), "me");
        var waits = new List<double>();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((0, 4), await hub.Outbox.Run(false, Cancel));
            var told = hub.Outbox.State()[0].Told!;
            waits.Add(Math.Round((told.Next!.Value - told.At).TotalMinutes, 3));
            clock.Ahead += told.Next.Value - told.At + TimeSpan.FromSeconds(1);
        }
        Assert.Equal([1, 2, 4, 8], waits);
    }

    [Theory]
    [InlineData("""{"base_url": "example.org"}""", "base_url")]
    [InlineData("""{"ark": {"naan": "12"}}""", "naan")]
    [InlineData("""{"datacite": {"repository": "X", "prefix": "5072"}}""", "prefix")]
    [InlineData("""{"colour": "blue"}""", "colour")]
    public void Settings_that_cannot_be_are_told_when_the_archive_is_opened(string json, string word)
    {
        using var temp = Shared.Temp();
        File.WriteAllText(temp["publishing.json"], json);
        Assert.Contains(word, Assert.Throws<InvalidDataException>(() => PublishingSettings.Load(temp.Path)).Message);
    }
}
