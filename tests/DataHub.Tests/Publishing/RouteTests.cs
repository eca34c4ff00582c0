// Datasets over real HTTP: drafts, files, review, share links, release, ranges, embargo without leaks, identifiers, tombstones.
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Server;
using DataHub.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace DataHub.Tests.Publishing;

public sealed class RouteTests : IAsyncLifetime
{
    /// <summary>A clock that can be moved forward.</summary>
    sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
    }

    readonly TempFolder _folder = Shared.Temp("datasets");
    readonly Clock _clock = new();
    Hub _hub = null!;
    WebApplication _app = null!;
    HttpClient _owner = null!, _guest = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_folder["publishing.json"], """{"base_url": "https://data.example.org/", "ark": {"naan": "99999", "shoulder": "dh"}, "w3id": {"prefix": "datahub-test"}, "communities": [{"id": "curated", "title": "Curated", "review": true}]}""");
        _hub = Hub.Open(new HubOptions(_folder.Path) { Cores = 1, Clock = _clock });
        (_app, _owner) = await RunningHub.Start(_hub, new ServerOptions { Token = "secret" });
        _owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        _guest = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _owner.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        _guest.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _hub.Dispose();
        _folder.Dispose();
    }

    async Task<JsonElement> Send(HttpClient client, HttpMethod method, string address, int status, string? body = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {method} {address}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    Task<JsonElement> Get(HttpClient client, string address, int status = 200) => Send(client, HttpMethod.Get, address, status);

    static string Described(string slug, string more = "") => $"slug: {slug}\n{LifeTests.Metadata[(LifeTests.Metadata.IndexOf('\n') + 1)..]}\n{more}";

    List<Calculation> Records(string slug, int count, int from)
    {
        var records = Generators.Draw(400).Skip(from).Where(c => c.Status == Status.Success && c.Molecule.InChIKey is not null).DistinctBy(c => c.Molecule.InChIKey).Take(count).Select(c => c with { Provenance = c.Provenance with { Dataset = slug, Contributor = "Curie" } }).ToList();
        Assert.NotEmpty(records);
        _hub.Archive.Append(records);
        return records;
    }

    [Fact]
    public async Task A_dataset_is_made_reviewed_released_and_read_by_ranges()
    {
        await Send(_guest, HttpMethod.Put, "/api/datasets/one", 401, Described("one"));
        var faults = (await Send(_owner, HttpMethod.Put, "/api/datasets/one", 422, "title: x\nlicence: nonsense")).GetProperty("faults");
        Assert.Equal(("line 2", "licence"), (faults[0].GetProperty("record").GetString(), faults[0].GetProperty("field").GetString()));
        var made = await Send(_owner, HttpMethod.Put, "/api/datasets/one?by=Marie", 201, Described("one", "communities: [curated]"));
        Assert.Equal("draft", made.GetProperty("state").GetString());
        var records = Records("one", 40, 0);
        await Send(_owner, HttpMethod.Put, "/api/datasets/one/draft/files/a%20folder/notes%20%C3%A4.txt", 204, "hello");
        await Send(_owner, HttpMethod.Put, "/api/datasets/one/draft/files/gone.txt", 204, "x");
        await Send(_owner, HttpMethod.Delete, "/api/datasets/one/draft/files/gone.txt", 204);
        await Send(_owner, HttpMethod.Delete, "/api/datasets/one/draft/files/gone.txt", 404);
        await Send(_owner, HttpMethod.Put, "/api/datasets/one/draft/files/..%2f..%2fevil", 422, "x");
        var draft = await Get(_owner, "/api/datasets/one/draft");
        Assert.Equal(records.Count, draft.GetProperty("records").GetInt32());
        Assert.Equal(["ark", "w3id", "local"], draft.GetProperty("identifiers").EnumerateArray().Select(i => i.GetProperty("scheme").GetString()));
        await Get(_guest, "/api/datasets/one/draft", 404);
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft/records", 422, """{"ids": [null]}""");
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft/records", 422, """{"ids": ["x"]}""");

        // Nothing goes out before a curator has approved what is there now.
        Assert.Equal("review", (await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:release", 409)).GetProperty("faults")[0].GetProperty("field").GetString());
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:approve", 409);
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:submit", 200);
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:return", 200, """{"by": "Curator", "note": "which functional?"}""");
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:submit", 200);
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:approve", 200, """{"by": "Curator"}""");
        var late = Records("one", 1, 200);
        Assert.Contains("changed since", (await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:release", 409)).GetProperty("faults")[0].GetProperty("message").GetString());
        await Send(_owner, HttpMethod.Put, "/api/datasets/one", 200, Described("one", "communities: [curated]\nnotes: first"));
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:submit", 200);
        await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:approve", 200);
        Assert.True((await Get(_owner, "/api/datasets/one/draft/checks")).GetProperty("ready").GetBoolean());
        var version = await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:release", 201, """{"by": "Marie"}""");
        var all = records.Concat(late).DistinctBy(c => c.Id).ToList();
        Assert.Equal(all.Count, version.GetProperty("records").GetInt32());
        Assert.Equal(draft.GetProperty("identifiers").ToString(), version.GetProperty("identifiers").ToString());

        foreach (var file in (await Get(_guest, "/api/datasets/one/versions/1")).GetProperty("files").EnumerateArray())
        {
            var address = file.GetProperty("url").GetString()!;
            var bytes = await _guest.GetByteArrayAsync(address, Cancel);
            Assert.Equal((file.GetProperty("bytes").GetInt64(), file.GetProperty("sha256").GetString()), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            using var part = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(1, 3) } };
            using var ranged = await _guest.SendAsync(part, Cancel);
            Assert.Equal(HttpStatusCode.PartialContent, ranged.StatusCode);
            Assert.Equal(bytes[1..4], await ranged.Content.ReadAsByteArrayAsync(Cancel));
            using var head = await _guest.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Cancel);
            Assert.Equal((bytes.LongLength, file.GetProperty("media_type").GetString()), (head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.MediaType));
            using var again = await _guest.SendAsync(new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { head.Headers.ETag! } } }, Cancel);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
        await Get(_guest, "/files/datasets/one/1/release.json", 404);
        await Get(_guest, "/files/datasets/one/1/..%2f..%2fdataset.json", 404);

        // Identifiers of every form lead there; the concept's to the newest version.
        var (name, concept) = (version.GetProperty("name").GetString()!, made.GetProperty("name").GetString()!);
        foreach (var (address, accept, to) in new[]
        {
            ("/id/" + name, "text/html", "/datasets/one/1"), ("/id/" + name, "application/json", "/api/datasets/one/versions/1"), ("/id/" + concept, "*/*", "/datasets/one"), ("/id/" + concept, "text/html;q=0.3,application/json", "/api/datasets/one"),
            ($"/ark:99999/dh{name}", "text/html", "/datasets/one/1"), ($"/ark:/99999/dh{name[..4]}-{name[4..]}", "text/html", "/datasets/one/1"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var answer = await _guest.SendAsync(request, Cancel);
            Assert.Equal((HttpStatusCode.SeeOther, to), (answer.StatusCode, answer.Headers.Location?.ToString()));
            using var there = await _guest.GetAsync(to, Cancel);
            Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        }
        await Get(_guest, "/id/" + name[..9] + (name[9] == 'k' ? 'm' : 'k'), 404);
        await Get(_guest, "/ark:12345/dh" + name, 404);

        // What was looked at and downloaded is counted, and reuses and campaigns are those of the ledger.
        _hub.Archive.Note([new DataHub.Store.LedgerLine(DateTime.UtcNow, "c1", "reused", "C", "GFN2-xTB", "gap_ev", records[0].Id, "reuse", 0, 12, "same level") { Dataset = "one" }]);
        var usage = await Get(_guest, "/api/datasets/one/usage");
        var counted = Assert.Single(usage.GetProperty("counts").EnumerateArray());
        Assert.Equal((1, 1), (usage.GetProperty("reuses").GetInt32(), usage.GetProperty("campaigns").GetInt32()));
        Assert.Equal(version.GetProperty("files").GetArrayLength(), counted.GetProperty("machine_requests").GetInt32());
        Assert.Equal(1, counted.GetProperty("unique_machine_requests").GetInt32());
        Assert.StartsWith("| one | ", usage.GetProperty("susml_row").GetString());

        // Metadata change without a version; everything that was told is kept.
        await Send(_owner, HttpMethod.Put, "/api/datasets/one/versions/1/metadata?by=Marie&note=clearer", 200, Described("one").Replace("Gaps of", "Energy gaps of"));
        var history = await Get(_guest, "/api/datasets/one/versions/1/metadata");
        Assert.Equal(["Gaps of small molecules at several levels", "Energy gaps of small molecules at several levels"], history.EnumerateArray().Select(e => e.GetProperty("metadata").GetProperty("title").GetString()));
        Assert.Equal("Energy gaps of small molecules at several levels", (await Get(_guest, "/odata/Datasets('one')")).GetProperty("title").GetString());

        // An erratum, a second version, and the first one out of use.
        _hub.Recalls.Withdraw([records[0].Id], "wrong charge", "me");
        var erratum = Assert.Single((await Get(_guest, "/api/datasets/one/versions/1")).GetProperty("errata").EnumerateArray());
        Assert.Equal(("wrong charge", records[0].Id), (erratum.GetProperty("reason").GetString(), erratum.GetProperty("first")[0].GetString()));
        Assert.Contains("wrong charge", await _guest.GetStringAsync("/datasets/one/1", Cancel));
        await Send(_owner, HttpMethod.Post, "/api/datasets/one:new-version", 200);
        await Send(_owner, HttpMethod.Put, "/api/datasets/one", 200, Described("one"));
        var second = await Send(_owner, HttpMethod.Post, "/api/datasets/one/draft:release", 201);
        Assert.Equal((0, 1), (second.GetProperty("changes").GetProperty("added").GetInt32(), second.GetProperty("changes").GetProperty("removed").GetInt32()));
        await Send(_owner, HttpMethod.Post, "/api/datasets/one:withdraw", 422, """{"version": 1}""");
        await Send(_owner, HttpMethod.Post, "/api/datasets/one:withdraw", 200, """{"version": 1, "note": "superseded", "replaced_by": "/datasets/one/2"}""");
        Assert.Contains("superseded", (await Get(_guest, "/files/datasets/one/1/data/calculations.csv", 410)).GetProperty("detail").GetString());
        Assert.Contains("superseded", await _guest.GetStringAsync("/datasets/one/1", Cancel));
        Assert.Equal(2, (await Get(_guest, "/api/datasets/one/versions/1")).GetProperty("latest").GetInt32());
    }

    [Fact]
    public async Task Nothing_of_an_embargoed_dataset_leaks_before_its_day_and_everything_is_there_after()
    {
        var open = Records("open", 20, 0);
        // The same molecules as in the open dataset, and one that nothing else has.
        var mine = Records("secret", 20, 100).Where(c => open.All(o => o.Id != c.Id)).ToList();
        var rare = mine.FirstOrDefault(c => open.All(o => o.Molecule.InChIKey != c.Molecule.InChIKey)) ?? mine[0];
        bool onlyHere = open.All(o => o.Molecule.InChIKey != rare.Molecule.InChIKey);
        var until = DateOnly.FromDateTime(DateTime.UtcNow.AddDays(3));
        await Send(_owner, HttpMethod.Put, "/api/datasets/secret", 201, Described("secret", $"access: {{kind: embargoed, until: {until:yyyy-MM-dd}, reason: a patent}}"));
        var level = Uri.EscapeDataString(rare.Level.Name);
        string[] addresses =
        [
            "/odata/Calculations", "/odata/Calculations?$count=true&$top=0", $"/odata/Calculations?$filter=inchikey eq '{rare.Molecule.InChIKey}'", "/odata/Calculations?$filter=dataset eq 'secret'", "/odata/Calculations?$search=" + rare.Molecule.InChIKey, "/odata/Molecules", "/odata/Levels",
            "/odata/Calculations?$apply=groupby((dataset),aggregate($count as n))", $"/odata/Calculations('{rare.Id}')", $"/api/calculations/{rare.Id}", $"/api/calculations/{rare.Id}/raw", $"/api/molecules/{rare.Molecule.InChIKey}", "/api/search?q=" + rare.Molecule.InChIKey, "/api/search?q=dataset:secret", "/api/search?q=*&top=100",
            "/api/export/csv", "/api/export/jsonl", "/api/export/extxyz", "/api/structures/similar?smiles=" + Uri.EscapeDataString(rare.Molecule.Smiles!) + "&threshold=0.1", "/api/structures/substructure?smarts=C", "/files/lake/index.json", "/odata/Datasets", "/api/datasets", "/datasets", "/datasets/secret",
            "/search?q=" + rare.Molecule.InChIKey, $"/molecules/{rare.Molecule.InChIKey}", $"/calculations/{rare.Id}", $"/api/known?smiles={Uri.EscapeDataString(rare.Molecule.Smiles!)}&level={level}&property=energy", "/api/quarantine", "/api/ledger", "/api/datasets/secret/draft", "/files/datasets/secret/draft/data/calculations.csv",
        ];
        async Task<string> All()
        {
            var text = new StringBuilder();
            foreach (var address in addresses)
            {
                using var answer = await _guest.GetAsync(address, Cancel);
                var body = await answer.Content.ReadAsStringAsync(Cancel);
                Assert.True((int)answer.StatusCode < 500, $"{address}: {body}");
                // What was asked for is named in the refusal; everything else counts.
                text.Append($"\n--- {address.Replace(rare.Id, "ID").Replace(rare.Molecule.InChIKey!, "KEY")}\n").Append((int)answer.StatusCode >= 400 ? "" : body.Replace(address, ""));
            }
            return text.ToString();
        }
        void Hidden(string text)
        {
            foreach (var c in mine)
                if (text.IndexOf(c.Id, StringComparison.Ordinal) is >= 0 and var at) Assert.Fail($"{c.Id} is told by {text[..at].Split("\n--- ").Last().Split('\n')[0]}");
            foreach (var c in mine.Where(c => c.Values[Property.Energy] is not null)) Assert.DoesNotContain(c.Values[Property.Energy]!.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), text);
            if (onlyHere) Assert.DoesNotContain($">{rare.Molecule.InChIKey}<", text);
        }
        var before = await All();
        Hidden(before);
        Assert.Contains(open[0].Id, before);
        Assert.DoesNotContain("\"secret\"", before);
        Assert.Equal(0, _hub.Archive.Count(new Query(QuerySet.Calculations) { Filter = new Expr.Compare("eq", new Expr.Col("dataset"), new Expr.Const("secret")) }));
        using (var file = await _guest.GetAsync("/files/lake/" + Path.GetFileName(Directory.GetFiles(_folder["lake"], "*.parquet").Order().Last(f => !f.Contains("arrays"))), Cancel)) Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        Assert.DoesNotContain(_hub.Archive.OpenTables.Versions(), v => _hub.Archive.OpenTables.File(DataHub.Store.OpenTable.Calculations, $"data/{Path.GetFileName(Directory.GetFiles(_folder["lake"], "*.parquet").Order().Last(f => !f.Contains("arrays")))}", "http://x") is not null);
        foreach (var c in mine.Where(c => c.Values[Property.Energy] is not null)) Assert.DoesNotContain(_hub.Archive.Candidates(c.Molecule.InChIKey!, c.Molecule.Charge, c.Molecule.Multiplicity, Property.Energy), k => k.Id == c.Id);
        var known = await Send(_guest, HttpMethod.Post, "/api/known", 200, $"[{{\"smiles\": \"{rare.Molecule.Smiles}\", \"level\": \"{rare.Level.Name}\", \"property\": \"energy\"}}]");
        Assert.DoesNotContain(rare.Id, known.ToString());

        // Released under embargo: the metadata are public, the files and records are not.
        await Send(_owner, HttpMethod.Post, "/api/datasets/secret/draft:release", 201);
        Hidden(await All());
        var version = await Get(_guest, "/api/datasets/secret/versions/1");
        Assert.All(version.GetProperty("columns").EnumerateArray(), c => Assert.False(c.TryGetProperty("least", out var least) && least.ValueKind != System.Text.Json.JsonValueKind.Null, c.ToString()));
        Assert.Equal(("embargoed", false, until.ToString("yyyy-MM-dd"), "a patent"), (version.GetProperty("access").GetProperty("kind").GetString(), version.GetProperty("access").GetProperty("open").GetBoolean(), version.GetProperty("access").GetProperty("until").GetString(), version.GetProperty("access").GetProperty("reason").GetString()));
        Assert.Contains("a patent", await _guest.GetStringAsync("/datasets/secret/1", Cancel));
        foreach (var f in version.GetProperty("files").EnumerateArray()) Assert.Contains("embargo until", (await Get(_guest, f.GetProperty("url").GetString()!, 403)).GetProperty("detail").GetString());

        // A share link opens the files to its holder, an anonymous reviewer's does not, and a revoked one opens nothing.
        var link = await Send(_owner, HttpMethod.Post, "/api/datasets/secret/links", 201, "{}");
        var reviewer = await Send(_owner, HttpMethod.Post, "/api/datasets/secret/links", 201, """{"anonymous": true}""");
        var csv = "/files/datasets/secret/1/data/calculations.csv";
        using (var shared = await _guest.GetAsync($"{csv}?key={link.GetProperty("key").GetString()}", Cancel))
        {
            Assert.Equal((HttpStatusCode.OK, true), (shared.StatusCode, shared.Headers.CacheControl!.NoStore));
            Assert.Contains(rare.Id, await shared.Content.ReadAsStringAsync(Cancel));
        }
        await Get(_guest, $"{csv}?key={reviewer.GetProperty("key").GetString()}", 403);
        await Get(_guest, csv + "?key=guess", 403);
        await Send(_owner, HttpMethod.Delete, "/api/datasets/secret/links/" + link.GetProperty("id").GetString(), 204);
        await Get(_guest, $"{csv}?key={link.GetProperty("key").GetString()}", 403);

        // On its day everything is there.
        _clock.Ahead = TimeSpan.FromDays(4);
        var after = await All();
        foreach (var c in mine) Assert.Contains(c.Id, after);
        Assert.Contains(rare.Id, await _guest.GetStringAsync(csv, Cancel));
        Assert.True((await Get(_guest, "/api/datasets/secret/versions/1")).GetProperty("access").GetProperty("open").GetBoolean());
    }

    [Fact]
    public async Task A_restricted_draft_is_shown_to_holders_of_links_and_to_a_reviewer_without_its_authors()
    {
        var records = Records("hidden", 10, 0);
        await Send(_owner, HttpMethod.Put, "/api/datasets/hidden", 201, Described("hidden", "access: {kind: restricted, reason: under review}\ncontact: marie@example.org\nfunding: DFG"));
        await Send(_owner, HttpMethod.Put, "/api/datasets/hidden/draft/files/a/b/c.txt", 204, "data");
        await Get(_guest, "/api/datasets/hidden", 404);
        var concept = (await Get(_owner, "/api/datasets/hidden")).GetProperty("name").GetString();
        await Get(_guest, "/id/" + concept, 404);
        string Key(JsonElement link) => link.GetProperty("key").GetString()!;
        string author = Key(await Send(_owner, HttpMethod.Post, "/api/datasets/hidden/links", 201, """{"by": "Marie"}""")), reviewer = Key(await Send(_owner, HttpMethod.Post, "/api/datasets/hidden/links", 201, """{"anonymous": true}""")),
            over = Key(await Send(_owner, HttpMethod.Post, "/api/datasets/hidden/links", 201, $"{{\"expires\": \"{DateTime.UtcNow.AddDays(-1):O}\"}}"));
        Assert.Contains("Curie", (await Get(_guest, "/api/datasets/hidden/draft?key=" + author)).ToString());
        var blind = await Get(_guest, "/api/datasets/hidden/draft?key=" + reviewer);
        foreach (var telling in new[] { "Curie", "Mendeleev", "Caltech", "0097", "marie@", "DFG", "10.1234" }) Assert.DoesNotContain(telling, blind.ToString());
        Assert.True(blind.GetProperty("anonymous").GetBoolean());
        var csv = await _guest.GetStringAsync("/files/datasets/hidden/draft/data/calculations.csv?key=" + reviewer, Cancel);
        Assert.Contains(records[0].Id, csv);
        Assert.DoesNotContain("Curie", csv);
        Assert.Contains("Curie", await _guest.GetStringAsync("/files/datasets/hidden/draft/data/calculations.csv?key=" + author, Cancel));
        Assert.Equal("data", await _guest.GetStringAsync("/files/datasets/hidden/draft/files/a/b/c.txt?key=" + reviewer, Cancel));
        var whole = await _guest.GetByteArrayAsync("/files/datasets/hidden/draft/data/calculations.parquet?key=" + reviewer, Cancel);
        Assert.Equal(records.Count, _hub.Formats.Read(Bundle.Of(new RawFile("x.parquet", whole))).Count());
        var page = await _guest.GetStringAsync("/datasets/hidden/draft?key=" + reviewer, Cancel);
        foreach (var telling in new[] { "Curie", "Mendeleev", "Caltech", "marie@", "DFG" }) Assert.DoesNotContain(telling, page);
        Assert.Contains("a/b/c.txt", page);
        Assert.Contains("Curie", await _guest.GetStringAsync("/datasets/hidden/draft?key=" + author, Cancel));
        using (var none = await _guest.GetAsync("/datasets/hidden/draft", Cancel)) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        await Get(_guest, "/api/datasets/hidden/draft?key=" + over, 404);
        await Get(_guest, "/api/datasets/hidden/draft/checks?key=" + reviewer, 404);
        Assert.DoesNotContain("Curie", (await Get(_guest, "/api/datasets/hidden?key=" + reviewer)).ToString());
    }
}
