// OData beyond filters over HTTP: pipelines, computed columns, expansions, open data, snapshots, changes, entity tags.
using System.Net;
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class ODataPipelineTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static List<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("value").EnumerateArray()];
    static string Escape(string text) => Uri.EscapeDataString(text);

    [Fact]
    public async Task A_grouping_aggregates_and_counts_its_rows()
    {
        var page = await hub.Json("/odata/Calculations?$count=true&$orderby=" + Escape("n desc,level") + "&$apply=" + Escape("filter(status eq 'success')/groupby((level,molecule/charge),aggregate($count as n,gap_ev with average as mean_gap,cpu_seconds with sum as cpu))"));
        var expected = hub.Kept.Where(c => c.Status == Status.Success && c.Molecule.InChIKey is not null).GroupBy(c => (c.Level.Name, c.Molecule.Charge)).ToDictionary(g => g.Key, g => g.ToList());
        Assert.EndsWith("#Calculations(level,molecule(charge),n,mean_gap,cpu)", page.GetProperty("@odata.context").GetString());
        var rows = Rows(page).Where(r => r.GetProperty("molecule").GetProperty("charge").ValueKind == JsonValueKind.Number).ToList();
        Assert.Equal(expected.Count, rows.Count);
        Assert.Equal(Rows(page).Count, page.GetProperty("@odata.count").GetInt64());
        foreach (var row in rows)
        {
            var group = expected[(row.GetProperty("level").GetString()!, row.GetProperty("molecule").GetProperty("charge").GetInt32())];
            Assert.Equal(group.Count, row.GetProperty("n").GetInt32());
            var gaps = group.Select(c => c.Values[Property.Gap]).OfType<double>().ToList();
            if (gaps.Count == 0) Assert.Equal(JsonValueKind.Null, row.GetProperty("mean_gap").ValueKind);
            else Assert.Equal(gaps.Average(), row.GetProperty("mean_gap").GetDouble(), 1e-9);
        }
        Assert.True(Rows(page).Zip(Rows(page).Skip(1), (a, b) => a.GetProperty("n").GetInt32() >= b.GetProperty("n").GetInt32()).All(x => x));
        Assert.Equal(Rows(page).Count.ToString(), await hub.Http.GetStringAsync("/odata/Calculations/$count?$apply=" + Escape("filter(status eq 'success')/groupby((level,molecule/charge))"), Cancel));
    }

    [Fact]
    public async Task The_best_rows_and_computed_columns_can_be_asked_on()
    {
        var page = await hub.Json("/odata/Calculations?$compute=" + Escape("gap_ev mul 2 as twice") + "&$select=id,twice&$filter=" + Escape("twice gt 8") + "&$orderby=" + Escape("twice desc") + "&$top=5");
        var expected = hub.Kept.Where(c => c.Values[Property.Gap] * 2 > 8).OrderByDescending(c => c.Values[Property.Gap] * 2).ThenBy(c => c.Id, StringComparer.Ordinal).Take(5).ToList();
        Assert.Equal(expected.Select(c => c.Id), Rows(page).Select(r => r.GetProperty("id").GetString()!));
        Assert.Equal(expected[0].Values[Property.Gap]!.Value * 2, Rows(page)[0].GetProperty("twice").GetDouble(), 12);

        var best = await hub.Json("/odata/Calculations?$apply=" + Escape("filter(gap_ev ne null)/topcount(3,gap_ev)") + "&$select=id");
        Assert.Equal(hub.Kept.Where(c => c.Values[Property.Gap] is not null).OrderByDescending(c => c.Values[Property.Gap]).ThenBy(c => c.Id, StringComparer.Ordinal).Take(3).Select(c => c.Id).Order(StringComparer.Ordinal),
            Rows(best).Select(r => r.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        var total = await hub.Json("/odata/Calculations?$apply=" + Escape("aggregate(cpu_seconds with sum as cpu,level with countdistinct as levels)"));
        Assert.Equal(hub.Kept.Select(c => c.Level.Name).Distinct().Count(), Assert.Single(Rows(total)).GetProperty("levels").GetInt32());
        Assert.Equal(hub.Kept.Sum(c => c.Cost.CpuSeconds ?? 0), Rows(total)[0].GetProperty("cpu").GetDouble(), 3);
    }

    [Fact]
    public async Task Links_are_followed_inside_rows_with_their_own_options()
    {
        var page = await hub.Json("/odata/Molecules?$select=formula&$top=40&$expand=" + Escape("records($filter=gap_ev ne null;$orderby=gap_ev desc;$top=2;$select=id,gap_ev;$count=true;$expand=level_details($select=kind))"));
        int shown = 0;
        foreach (var molecule in Rows(page))
        {
            Assert.Equal(["formula", "records@odata.count", "records"], molecule.EnumerateObject().Select(p => p.Name));
            var records = molecule.GetProperty("records").EnumerateArray().ToList();
            if (records.Count == 0) { Assert.Equal(0, molecule.GetProperty("records@odata.count").GetInt64()); continue; }
            var first = hub.Kept.Single(c => c.Id == records[0].GetProperty("id").GetString());
            var all = hub.Kept.Where(c => c.Molecule.InChIKey == first.Molecule.InChIKey && c.Molecule.Charge == first.Molecule.Charge && c.Molecule.Multiplicity == first.Molecule.Multiplicity && c.Values[Property.Gap] is not null)
                .OrderByDescending(c => c.Values[Property.Gap]).ThenBy(c => c.Id, StringComparer.Ordinal).ToList();
            Assert.Equal(all.Take(2).Select(c => c.Id), records.Select(r => r.GetProperty("id").GetString()!));
            Assert.Equal(all.Count, molecule.GetProperty("records@odata.count").GetInt64());
            Assert.Equal(first.Level.Kind.ToString().ToLowerInvariant(), records[0].GetProperty("level_details").GetProperty("kind").GetString());
            shown++;
        }
        Assert.True(shown > 5);

        var one = hub.Kept.First(c => c.Molecule.InChIKey is not null);
        var entity = await hub.Json($"/odata/Calculations('{one.Id}')?$expand=molecule,dataset_details&$select=id");
        Assert.Equal(one.Molecule.InChIKey, entity.GetProperty("molecule").GetProperty("inchikey").GetString());
        Assert.Equal(["@odata.context", "id", "molecule", "dataset_details"], entity.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Open_data_is_an_object_with_units_that_can_be_filtered()
    {
        var some = hub.Kept.First(c => c.Values.Extras.Any(x => x.Number is not null && x.Unit is not null));
        var extra = some.Values.Extras.First(x => x.Number is not null && x.Unit is not null);
        var row = await hub.Json($"/odata/Calculations('{some.Id}')?$select=extras");
        Assert.Equal(extra.Number, row.GetProperty("extras").GetProperty(extra.Name).GetDouble());
        Assert.Equal(extra.Unit, row.GetProperty("extras").GetProperty(extra.Name + "@Org.OData.Measures.V1.Unit").GetString());
        var found = await hub.Json("/odata/Calculations?$select=id&$filter=" + Escape(FormattableString.Invariant($"extras/{extra.Name} ge {extra.Number:R}")));
        Assert.Equal(hub.Kept.Where(c => c.Values.Extras.FirstOrDefault(x => x.Name == extra.Name)?.Number >= extra.Number).Select(c => c.Id).Order(StringComparer.Ordinal), Rows(found).Select(r => r.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_are_narrowed_to_molecules_by_structure()
    {
        var smiles = hub.Kept.Select(c => c.Molecule.Smiles).OfType<string>().Distinct().ToList();
        var having = smiles.Where(s => hub.Hub.Toolkit.Matches(s, "[#6]-[#8]") == true).ToHashSet();
        var page = await hub.Json("/odata/Calculations/Substructure(smarts='" + Escape("[#6]-[#8]") + "')?$count=true&$select=id&$filter=" + Escape("status eq 'success'"));
        var keys = hub.Kept.Where(c => c.Molecule.Smiles is { } s && having.Contains(s)).Select(c => c.Molecule.InChIKey).ToHashSet();
        var expected = hub.Kept.Where(c => c.Status == Status.Success && c.Molecule.InChIKey is { } k && keys.Contains(k)).Select(c => c.Id).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Rows(page).Select(r => r.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Count, page.GetProperty("@odata.count").GetInt64());

        var like = await hub.Json("/odata/Molecules/Similar(smiles=@s,threshold=0.3)?@s='" + Escape(smiles[0]) + "'&$apply=" + Escape("aggregate($count as n)"));
        var keysLike = hub.Hub.Structures.Similar(smiles[0], 0.3, 1000, Cancel).Hits.Select(h => h.InChIKey).ToHashSet();
        Assert.Equal(hub.Kept.Where(c => c.Molecule.InChIKey is { } k && keysLike.Contains(k)).Select(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().Count(), Rows(like)[0].GetProperty("n").GetInt32());

        Assert.Equal(smiles[0], (await hub.Json("/api/structures/similar?top=1&smiles=" + Escape(smiles[0]))).GetProperty("hits")[0].GetProperty("smiles").GetString());
        Assert.Equal(having.Count, (await hub.Json("/api/structures/substructure?top=10000&smarts=" + Escape("[#6]-[#8]"))).GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("smiles").GetString()).Intersect(having).Count());
        await hub.Refused("/api/structures/substructure?smarts=C((", 400);
        await hub.Refused("/odata/Calculations/Similar(smiles='C((',threshold=0.5)", 400);
    }

    [Fact]
    public async Task Rows_are_narrowed_to_levels_that_are_good_enough()
    {
        var levels = hub.Kept.Select(c => c.Level).DistinctBy(l => l.Name).ToList();
        foreach (var (asked, property) in new[] { (levels[0].Name, Property.HeatOfFormation), ("PBE/def2-SVP", Property.HeatOfFormation), ("B3LYP/6-31G(d)", Property.Gap) })
        {
            var good = levels.Where(l => l.Name == asked || LevelOrder.Compare(l, Level.Parse(asked), property.Class).Relation is LevelRelation.Same or LevelRelation.Better or LevelRelation.Equivalent).Select(l => l.Name).ToHashSet();
            var page = await hub.Json($"/odata/Calculations/AtLeast(level=@l,property='{property.Name}')?@l='{Escape(asked)}'&$count=true&$top=0");
            Assert.Equal(hub.Kept.Count(c => good.Contains(c.Level.Name)), page.GetProperty("@odata.count").GetInt64());
        }
        Assert.Contains("no property", (await hub.Refused("/odata/Calculations/AtLeast(level='PM7',property='nothing')", 400)).ToString());
    }

    [Fact]
    public async Task An_answer_that_has_not_changed_is_not_sent_again()
    {
        using var first = await hub.Http.GetAsync("/odata/Calculations?$top=1", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Calculations?$top=1");
        request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());
        using var second = await hub.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("$apply=groupby((nothing))", "nothing")]
    [InlineData("$apply=groupby((elements))", "elements")]
    [InlineData("$apply=aggregate(level with sum as x)", "x")]
    [InlineData("$apply=groupby((level))&$filter=gap_ev gt 4", "gap_ev")]
    [InlineData("$expand=records", "records")]
    [InlineData("$filter=matchesPattern(smiles,'(')", "(")]
    public async Task What_makes_no_sense_is_refused(string options, string says)
    {
        var error = await hub.Refused("/odata/Calculations?" + string.Join('&', options.Split('&').Select(o => o[..(o.IndexOf('=') + 1)] + Escape(o[(o.IndexOf('=') + 1)..]))), 400);
        Assert.Contains(says, error.ToString());
    }
}

/// <summary>What pages and changes show while the archive grows.</summary>
public sealed class ODataSnapshotTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task A_page_sequence_sees_one_snapshot_and_a_delta_link_what_came_later()
    {
        var seen = new List<string>();
        string? next = "/odata/Calculations?$select=id&$count=true", delta = null;
        var more = Generators.Draw(400, 4711).DistinctBy(c => c.Id).Where(c => hub.Kept.All(k => k.Id != c.Id)).Chunk(60).ToList();
        long? count = null;
        for (int page = 0; next is not null; page++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.Add("Prefer", "odata.maxpagesize=50,odata.track-changes");
            using var answer = await hub.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            seen.AddRange(json.GetProperty("value").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
            count ??= json.GetProperty("@odata.count").GetInt64();
            Assert.Equal(count, json.GetProperty("@odata.count").GetInt64());
            next = json.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
            delta = json.TryGetProperty("@odata.deltaLink", out var changes) ? changes.GetString() : null;
            if (page < more.Count) hub.Hub.Archive.Append(more[page]);
        }
        Assert.Equal(hub.Kept.Select(c => c.Id).Order(StringComparer.Ordinal), seen);
        Assert.NotNull(delta);
        var later = await hub.Json(delta!);
        Assert.Equal(hub.Hub.Archive.Count(new Query(QuerySet.Calculations)) - count, later.GetProperty("value").GetArrayLength());
        Assert.EndsWith("$delta", later.GetProperty("@odata.context").GetString());
        Assert.Empty((await hub.Json(later.GetProperty("@odata.deltaLink").GetString()!)).GetProperty("value").EnumerateArray());
    }
}
