// REST routes that read: calculations, molecules, look-ups, search, exports, levels, ledger, health.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class ReadRouteTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_calculation_comes_whole_with_its_lists()
    {
        var c = hub.Kept.First(k => k.Values.List(Property.Gradient) is not null && k.Values.Extras.Count > 0);
        var row = await hub.Json($"/api/calculations/{c.Id}");
        Assert.Equal(c.Geometry!.Symbols, row.GetProperty("symbols").EnumerateArray().Select(s => s.GetString()!));
        Assert.Equal(c.Geometry.Coordinates, row.GetProperty("coordinates").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal(c.Values.List(Property.Gradient)!, row.GetProperty("gradient").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal(c.Values.Extras[0].Name, row.GetProperty("extras")[0].GetProperty("name").GetString());
        string xyz = await hub.Http.GetStringAsync($"/api/calculations/{c.Id}?format=extxyz", Cancel);
        Assert.Equal(c.Geometry.Count.ToString(), xyz.Split('\n')[0].Trim());
        var problem = await hub.Refused("/api/calculations/nothing", 404);
        Assert.Equal("urn:datahub:problem:not-found", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_molecule_tells_its_states_and_the_best_record_of_each_level()
    {
        var first = hub.Kept.First(k => k.Molecule.Name == "benzene" && k.Status == Status.Success);
        var m = await hub.Json($"/api/molecules/{first.Molecule.InChIKey}");
        Assert.Equal(first.Molecule.Smiles, m.GetProperty("smiles").GetString());
        var state = Assert.Single(m.GetProperty("states").EnumerateArray());
        var level = state.GetProperty("levels").EnumerateArray().First(l => l.GetProperty("level").GetString() == first.Level.Name);
        var records = hub.Kept.Where(k => k.Molecule.Name == "benzene" && k.Status == Status.Success && k.Level.Name == first.Level.Name).ToList();
        Assert.Equal(records.Count, level.GetProperty("calculations").GetInt32());
        Assert.Equal(records.Min(r => r.Values[Property.Energy]), level.GetProperty("values").EnumerateArray().First(v => v.GetProperty("property").GetString() == "energy_hartree").GetProperty("value").GetDouble());
        Assert.Equal("Eh", level.GetProperty("values")[0].GetProperty("unit").GetString());
        await hub.Refused("/api/molecules/AAAAAAAAAAAAAA-AAAAAAAAAA-N", 404);
    }

    [Fact]
    public async Task A_molecule_is_drawn()
    {
        var answer = await hub.Http.GetAsync("/api/molecules/UHOVQNZJYSORNB-UHFFFAOYSA-N/depiction.svg", Cancel);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<svg", await answer.Content.ReadAsStringAsync(Cancel));
        await hub.Refused("/api/molecules/UHOVQNZJYSORNB-UHFFFAOYSA-N/depiction.svg?w=9999999", 400);
    }

    [Fact]
    public async Task What_is_known_is_told_with_its_evidence_and_a_list_answers_in_order()
    {
        var known = hub.Kept.First(k => k.Status == Status.Success && k.Molecule.Charge == 0 && k.Molecule.Multiplicity == 1 && k.Values[Property.Gap] is not null && k.Geometry!.Level is not null);
        var questions = new object[]
        {
            new { smiles = known.Molecule.Smiles, level = known.Level.Name, property = "gap" },
            new { smiles = "c1ccc2ccccc2c1", level = "CCSD(T)/cc-pVDZ", property = "gap_ev" },
            new { smiles = "this is none", level = "HF/STO-3G", property = "gap_ev" },
            new { smiles = "C", level = "HF/STO-3G", property = "colour" },
            new { inchikey = known.Molecule.InChIKey, level = known.Level.Name, property = "gap_ev" },
            new { smiles = "C", level = " // ", property = "gap_ev" },
        };
        var answer = await hub.Http.PostAsJsonAsync("/api/known", questions, Cancel);
        var answers = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).EnumerateArray().ToList();
        Assert.Equal(["known", "cannot_say", "bad_question", "bad_question", "known", "bad_question"], answers.Select(a => a.GetProperty("status").GetString()));
        Assert.Equal("eV", answers[0].GetProperty("unit").GetString());
        var record = hub.Kept.First(k => k.Id == answers[0].GetProperty("evidence").GetProperty("calculation_id").GetString());
        Assert.Equal(record.Values[Property.Gap], answers[0].GetProperty("value").GetDouble());
        Assert.Contains("gap_ev", answers[3].GetProperty("why").GetString());
        Assert.Equal("known", (await hub.Json($"/api/known?inchikey={known.Molecule.InChIKey}&level={Uri.EscapeDataString(known.Level.Name)}&property=gap_ev")).GetProperty("status").GetString());
        await hub.Refused("/api/known?smiles=C&property=gap_ev", 400);
        await hub.Refused("/api/levels?text=//x", 400);
        var bad = await hub.Http.PostAsync("/api/known", new StringContent("{ not json", Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (bad.StatusCode, bad.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Structures_are_sent_whole_or_as_lines_and_narrowed_by_filters_and_words()
    {
        var withKey = hub.Kept.Where(c => c.Molecule is { InChIKey: not null, Smiles: not null }).ToList();
        var some = withKey[0].Molecule;
        async Task<List<string>> Lines(string address)
        {
            var answer = await hub.Http.GetAsync(address, Cancel);
            Assert.Equal("application/jsonl", answer.Content.Headers.ContentType?.MediaType);
            var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(lines.Length - 1, JsonElement.Parse(lines[^1]).GetProperty("hits").GetInt32());
            return [.. lines[..^1].Select(l => JsonElement.Parse(l).GetProperty("inchikey").GetString()!)];
        }
        var carbons = await Lines("/api/structures/substructure?smarts=[%236]&format=jsonl");
        var whole = await hub.Json("/api/structures/substructure?smarts=[%236]&top=10000");
        Assert.Equal(whole.GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("inchikey").GetString()), carbons);
        Assert.True(carbons.Count > 3);
        Assert.Equal(2, (await Lines("/api/structures/substructure?smarts=[%236]&format=jsonl&top=2")).Count);
        var nitrogens = withKey.Where(c => c.Molecule.Elements.Contains("N")).Select(c => c.Molecule.InChIKey!).ToHashSet();
        Assert.Equal(carbons.Where(nitrogens.Contains), await Lines("/api/structures/substructure?smarts=[%236]&format=jsonl&q=has:N"));
        Assert.Equal(carbons.Where(nitrogens.Contains), await Lines("/api/structures/substructure?smarts=[%236]&format=jsonl&$filter=elements/any(e: e eq 'N')"));
        Assert.Contains((await hub.Json($"/api/structures/exact?smiles={Uri.EscapeDataString(some.Smiles!)}")).GetProperty("hits").EnumerateArray(), h => h.GetProperty("inchikey").GetString() == some.InChIKey);
        Assert.Contains((await hub.Json($"/api/structures/formula?formula={some.Formula}")).GetProperty("hits").EnumerateArray(), h => h.GetProperty("inchikey").GetString() == some.InChIKey);
        Assert.Equal(withKey.Where(c => c.Molecule.Elements.Contains("N") && c.Molecule.Elements.Contains("C")).Select(c => c.Molecule.InChIKey!).ToHashSet(), (await Lines("/api/structures/formula?contains=CN&format=jsonl")).ToHashSet());
        foreach (var wrong in (string[])["substructure?smarts=C((", "similar?smiles=C((", "exact?smiles=C((", "exact", "formula", "formula?formula=Xx", "substructure?smarts=C&top=0", "substructure?smarts=C&format=xml", "similar?smiles=C&$filter=nothing eq 1", "similar?smiles=C&q=gap:x"])
            await hub.Refused("/api/structures/" + wrong, 400);
    }

    [Fact]
    public async Task Search_marks_words_helps_with_spelling_and_narrows_by_structure()
    {
        var page = await hub.Json("/api/search?q=benzene&top=50");
        foreach (var hit in page.GetProperty("hits").EnumerateArray().Where(h => h.GetProperty("name").GetString() == "benzene"))
            Assert.Equal("[[0,7]]", hit.GetProperty("matches").GetProperty("name").GetRawText());
        Assert.Equal("benzene", (await hub.Json("/api/search?q=benzeen")).GetProperty("did_you_mean").GetString());
        Assert.Contains((await hub.Json("/api/search/suggest?q=benz")).EnumerateArray(), s => s.GetProperty("text").GetString() == "benzene" && s.GetProperty("count").GetInt64() == page.GetProperty("total").GetInt64());
        var keys = (await hub.Json("/api/structures/substructure?smarts=c1ccccc1&top=10000")).GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("inchikey").GetString()).ToHashSet();
        Assert.Equal(hub.Kept.Count(c => keys.Contains(c.Molecule.InChIKey)), (await hub.Json("/api/search?q=&smarts=c1ccccc1")).GetProperty("total").GetInt32());
        Assert.Equal(hub.Kept.Count(c => keys.Contains(c.Molecule.InChIKey) && c.Status == Status.Success), (await hub.Json("/api/search?q=status:success&smarts=c1ccccc1")).GetProperty("total").GetInt32());
        Assert.Equal(5, (await hub.Refused("/api/search?q=benzene gap:5..3", 400)).GetProperty("position").GetInt32() - 7);
        var text = await hub.Http.GetStringAsync("/search?q=benzeen", Cancel);
        Assert.Contains("Did you mean <a href=\"/search?q=benzene\">", text);
        Assert.Contains("<mark>benzene</mark>", await hub.Http.GetStringAsync("/search?q=benzene", Cancel));
        var odata = await hub.Json("/odata/Calculations?$search=has:C gap:>0&$count=true&$top=1");
        Assert.Equal(hub.Kept.Count(c => c.Molecule.Elements.Contains("C") && c.Values[Property.Gap] > 0), odata.GetProperty("@odata.count").GetInt32());
    }

    [Fact]
    public async Task Search_has_hits_with_rows_and_exact_facets()
    {
        var page = await hub.Json("/api/search?q=benzene&status=success&top=5");
        var expected = hub.Kept.Where(c => c.Molecule.Name == "benzene" && c.Status == Status.Success).ToList();
        Assert.Equal(expected.Count, page.GetProperty("total").GetInt32());
        Assert.All(page.GetProperty("hits").EnumerateArray(), h => Assert.Equal("benzene", h.GetProperty("name").GetString()));
        foreach (var facet in page.GetProperty("facets").GetProperty("level").EnumerateArray())
            Assert.Equal(expected.Count(c => c.Level.Name == facet.GetProperty("value").GetString()), facet.GetProperty("count").GetInt32());
        await hub.Refused("/api/search?q=x&colour=blue", 400);
        await hub.Refused("/api/search?q=x&top=100000", 400);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("jsonl", "")]
    [InlineData("extxyz", "")]
    [InlineData("qcschema", "")]
    [InlineData("parquet", "application/vnd.apache.parquet")]
    public async Task Every_download_format_carries_all_rows_of_the_query(string format, string media)
    {
        var expected = hub.Kept.Where(c => c.Level.Name == "GFN2-xTB" && c.Status == Status.Success).ToList();
        var answer = await hub.Http.GetAsync($"/api/export/{format}?$filter=level eq 'GFN2-xTB' and status eq 'success'", Cancel);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(bytes));
        if (media.Length > 0) Assert.Equal(media, answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("calculations.", answer.Content.Headers.ContentDisposition!.FileName);
        string text = Encoding.UTF8.GetString(bytes);
        if (format == "parquet")
        {
            Assert.Equal("PAR1"u8.ToArray(), bytes[^4..]);
            var readings = hub.Hub.Formats.Read(Bundle.Of(new RawFile("x.parquet", bytes))).ToList();
            Assert.Equal(expected.Select(c => c.Values[Property.Energy]).Order(), readings.Select(r => r.Calculation!.Values[Property.Energy]).Order());
        }
        else if (format is "csv") Assert.Equal(expected.Count + 1, text.TrimEnd().Split('\n').Length);
        else if (format is "jsonl") Assert.Equal(expected.Count, text.TrimEnd().Split('\n').Length);
        else Assert.True(bytes.Length > 100 * expected.Count);
    }

    [Fact]
    public async Task An_export_selects_columns_and_refuses_what_it_does_not_know()
    {
        string csv = await hub.Http.GetStringAsync("/api/export/csv?$select=id,gap_ev&$top=3&$orderby=id", Cancel);
        Assert.Equal("id,gap_ev", csv.Split('\n')[0].Trim());
        Assert.Equal(4, csv.TrimEnd().Split('\n').Length);
        await hub.Refused("/api/export/docx", 404);
        Assert.Equal(0, (await hub.Refused("/api/export/csv?$filter=gapp_ev gt 4", 400)).GetProperty("position").GetInt32());
    }

    [Fact]
    public async Task Levels_are_read_from_keywords_and_compared()
    {
        var read = await hub.Json("/api/levels?program=orca&text=" + Uri.EscapeDataString("! RIJCOSX B3LYP D3BJ def2-TZVP CPCM(water)"));
        Assert.Equal(("B3LYP5-D3(BJ)/def2-TZVP (CPCM water)", "RIJCOSX"), (read.GetProperty("name").GetString(), read.GetProperty("approximations").GetString()));
        Assert.Contains("parametrisation", (await hub.Json("/api/levels?text=xtb")).GetProperty("why").GetString());
        Assert.Contains("layers", (await hub.Refused("/api/levels?program=gaussian&text=" + Uri.EscapeDataString("# oniom(hf/3-21g:uff)"), 400)).GetProperty("detail").GetString());
        var c = await hub.Json("/api/levels/compare?a=CC3/aug-cc-pVTZ&b=CC2/aug-cc-pVDZ&property=excitation_energies_ev");
        Assert.Equal(("better", "benchmark", "excitation"), (c.GetProperty("relation").GetString(), c.GetProperty("rule").GetString(), c.GetProperty("property_class").GetString()));
        var figure = c.GetProperty("figures")[0];
        Assert.Equal((0.0214, 0.1708, "eV"), (figure.GetProperty("a").GetDouble(), figure.GetProperty("b").GetDouble(), figure.GetProperty("unit").GetString()));
        Assert.Equal("incomparable", (await hub.Json("/api/levels/compare?a=HF/STO-3G&b=MP2/STO-3G&property=energy_hartree")).GetProperty("relation").GetString());
        Assert.Contains("gap_ev", (await hub.Refused("/api/levels/compare?a=HF/STO-3G&b=MP2/STO-3G&property=colour", 400)).GetProperty("detail").GetString());
        await hub.Refused("/api/levels/compare?a=HF/STO-3G&property=gap", 400);
    }

    [Fact]
    public async Task Levels_datasets_ledger_and_health_answer()
    {
        Assert.Equal("B3LYP-D3(BJ)/6-31G(d)", (await hub.Json("/api/levels?text=b3lyp-d3bj/6-31g*")).GetProperty("name").GetString());
        hub.Hub.Archive.Note([new DataHub.Store.LedgerLine(DateTime.UtcNow, "c1", "reuse", "C", "GFN2-xTB", "gap_ev", "x", "reuse", 0, 12, "same level")]);
        Assert.Equal("reuse", (await hub.Json("/api/ledger?campaign=c1"))[0].GetProperty("action").GetString());
        hub.Hub.Archive.Note([new DataHub.Store.LedgerLine(DateTime.UtcNow, "c2", "reused", "C", "GFN2-xTB", "gap_ev", hub.Kept[0].Id, "reuse", 0, 12, "same level"), new DataHub.Store.LedgerLine(DateTime.UtcNow, "c2", "reused", "N", "GFN2-xTB", "gap_ev", hub.Kept[0].Id, "reuse", 0, 3, "same level")]);
        var page = await hub.Http.GetAsync("/api/ledger?campaign=c2&top=1", TestContext.Current.CancellationToken);
        Assert.Equal("C", Assert.Single(JsonElement.Parse(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).EnumerateArray()).GetProperty("molecule").GetString());
        var next = page.Headers.GetValues("Link").Single();
        Assert.Equal("N", Assert.Single((await hub.Json(next[1..next.IndexOf('>')])).EnumerateArray()).GetProperty("molecule").GetString());
        var totals = await hub.Json("/api/ledger/totals");
        Assert.Equal((3, 27, 15), (totals.GetProperty("lines").GetInt32(), totals.GetProperty("avoided_demand").GetProperty("cpu_seconds").GetDouble(), totals.GetProperty("unique_avoided").GetProperty("cpu_seconds").GetDouble()));
        Assert.Equal(2, (await hub.Json($"/api/ledger/records/{hub.Kept[0].Id}")).GetProperty("reuses").GetInt32());
        await hub.Refused("/api/ledger/records/nothing", 404);
        await hub.Refused("/api/ledger/datasets/nothing", 404);
        await hub.Refused("/api/ledger?top=0", 400);
        Assert.Equal(JsonValueKind.Array, (await hub.Json("/api/datasets")).ValueKind);
        var health = await hub.Json("/health");
        Assert.Equal(hub.Kept.Count, health.GetProperty("archive").GetProperty("calculations").GetInt32());
        Assert.Contains("xtb", health.GetProperty("engines").EnumerateArray().Select(e => e.GetProperty("program").GetString()));
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_the_shape_of_its_face()
    {
        Assert.Equal(404, (await hub.Refused("/api/nothing", 404)).GetProperty("status").GetInt32());
        Assert.Equal("not-found", (await hub.Refused("/odata/Nothing", 404)).GetProperty("error").GetProperty("code").GetString());
        var answer = await hub.Http.DeleteAsync("/api/search", Cancel);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }
}
