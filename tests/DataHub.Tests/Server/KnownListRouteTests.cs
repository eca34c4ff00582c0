// Lists over HTTP: every form in, every format out, and the sum over a list.
using System.Net;
using System.Text;
using System.Text.Json;
using DataHub.Model;
using DataHub.Screening.Reuse;
using DuckDB.NET.Data;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class KnownListRouteTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Calculation Some => hub.Kept.First(k => k.Status == Status.Success && k.Molecule is { Charge: 0, Multiplicity: 1 } && k.Values[Property.Gap] is not null && k.Geometry!.Level is not null);

    string Url(string path, string more = "") => $"{path}?level={Uri.EscapeDataString(Some.Level.Name)}&property=gap&policy=same-level{more}";

    async Task<HttpResponseMessage> Post(string url, string body, string type, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await hub.Http.SendAsync(request, Cancel);
    }

    [Theory]
    [InlineData("text/csv", "smiles,name\n{0},one\nc1ccc2ccccc2c1,two\nC(,three\n")]
    [InlineData("text/tab-separated-values; charset=utf-8", "name\tsmiles\none\t{0}\ntwo\tc1ccc2ccccc2c1\nthree\tC(\n")]
    [InlineData("text/plain", "{0} one\nc1ccc2ccccc2c1 two\nC( three\n")]
    [InlineData("application/x-ndjson", "{{\"smiles\":\"{0}\",\"name\":\"one\"}}\n{{\"smiles\":\"c1ccc2ccccc2c1\",\"name\":\"two\"}}\n{{\"smiles\":\"C(\",\"name\":\"three\"}}\n")]
    public async Task A_list_of_any_form_answers_row_by_row(string type, string form)
    {
        var answer = await Post(Url("/api/known"), string.Format(form, Some.Molecule.Smiles), type);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        var rows = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal(["one", "two", "three"], rows.Select(r => r.GetProperty("name").GetString()));
        Assert.True(rows[0].GetProperty("known").GetBoolean());
        var record = hub.Kept.Single(k => k.Id == rows[0].GetProperty("id").GetString());
        Assert.Equal((record.Values[Property.Gap], "T3", "R1"), (rows[0].GetProperty("value").GetDouble(), rows[0].GetProperty("tier").GetString(), rows[0].GetProperty("rule").GetString()));
        Assert.False(rows[1].GetProperty("known").GetBoolean());
        Assert.False(rows[2].TryGetProperty("known", out _));
        Assert.False(string.IsNullOrEmpty(rows[2].GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task The_same_rows_come_as_CSV_TSV_and_Parquet()
    {
        string body = $"smiles\n{Some.Molecule.Smiles}\nC(\n\"N#N\"\n";
        var csv = await (await Post(Url("/api/known"), body, "text/csv", "text/csv")).Content.ReadAsStringAsync(Cancel);
        var tsv = await (await Post(Url("/api/known", "&format=tsv"), body, "text/csv", "text/csv")).Content.ReadAsStringAsync(Cancel);
        Assert.Equal(string.Join(',', KnownSheet.Columns.Select(c => c.Name)), csv.Split('\n')[0]);
        Assert.Equal(string.Join('\t', KnownSheet.Columns.Select(c => c.Name)), tsv.Split('\n')[0]);
        var cells = tsv.Split('\n')[1].Split('\t');

        var parquet = await Post(Url("/api/known"), body, "text/csv", "application/vnd.apache.parquet");
        Assert.Equal("application/vnd.apache.parquet", parquet.Content.Headers.ContentType!.MediaType);
        using var folder = Shared.Temp();
        await File.WriteAllBytesAsync(folder["known.parquet"], await parquet.Content.ReadAsByteArrayAsync(Cancel), Cancel);
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = $"SELECT molecule, known, value, id, line, reason FROM '{folder["known.parquet"]}' ORDER BY line";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Equal((cells[0], cells[1], cells[2], cells[5]), (reader.GetString(0), reader.GetBoolean(1) ? "true" : "false", reader.GetDouble(2).ToString("R", System.Globalization.CultureInfo.InvariantCulture), reader.GetString(3)));
        Assert.True(reader.Read() && reader.IsDBNull(1) && reader.IsDBNull(2) && reader.GetString(5).Length > 0);
        Assert.True(reader.Read() && !reader.GetBoolean(1) && reader.GetInt64(4) == 4);
        Assert.False(reader.Read());
    }

    [Fact]
    public async Task The_plan_of_a_list_sums_it_up()
    {
        var answer = await Post(Url("/api/known:plan"), $"{Some.Molecule.Smiles}\n{Some.Molecule.Smiles}\nc1ccc2ccccc2c1\nC(\n", "text/plain");
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        var plan = JsonElement.Parse(text);
        Assert.Equal((4, 1, 2, 1, 1, 1), (plan.GetProperty("rows").GetInt32(), plan.GetProperty("not_understood").GetInt32(), plan.GetProperty("molecules").GetInt32(), plan.GetProperty("known").GetInt32(), plan.GetProperty("unknown").GetInt32(), plan.GetProperty("admitted").GetInt32()));
        Assert.True(plan.GetProperty("missing").GetProperty("cpu_hours").GetDouble() > 0);
    }

    [Theory]
    [InlineData("/api/known?property=gap", "level")]
    [InlineData("/api/known?level=PM7&property=gradient", "property")]
    [InlineData("/api/known?level=PM7&property=gap&policy=lax", "policy")]
    [InlineData("/api/known?level=PM7&property=gap&tolerance=much", "tolerance")]
    [InlineData("/api/known?level=PM7&property=gap&polcy=strict", "polcy")]
    [InlineData("/api/known?level=PM7&property=gap&format=xml", "xml")]
    [InlineData("/api/known:plan?level=PM7&property=gap&not_before=then", "not_before")]
    public async Task A_wrong_option_is_refused_by_name(string url, string named)
    {
        var answer = await Post(url, "O\n", "text/plain");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_look_up_is_a_reuse_only_where_the_caller_says_so_and_counts_once()
    {
        int before = hub.Hub.Archive.Ledger().Count;
        string body = $"{Some.Molecule.Smiles}\n{Some.Molecule.Smiles}\nc1ccc2ccccc2c1\n";
        Assert.True((await Post(Url("/api/known"), body, "text/plain")).IsSuccessStatusCode);
        Assert.Equal(before, hub.Hub.Archive.Ledger().Count);
        foreach (string campaign in (string[])["mine", "mine", "yours"]) await (await Post(Url("/api/known", "&record=" + campaign), body, "text/plain")).Content.ReadAsStringAsync(Cancel);
        string question = $"{{\"smiles\":\"{Some.Molecule.Smiles}\",\"level\":\"{Some.Level.Name}\",\"property\":\"gap\",\"policy\":\"same-level\"}}";
        Assert.True((await Post("/api/known?record=third", question, "application/json")).IsSuccessStatusCode);
        var lines = hub.Hub.Archive.Ledger().Skip(before).ToList();
        Assert.Equal(["mine", "yours", "third"], lines.Select(l => l.Campaign));
        Assert.All(lines, l => Assert.Equal(("reused", Some.Molecule.Smiles, Some.Level.Name, "gap_ev", "known"), (l.Action, l.Molecule, l.Level, l.Property, l.Rung)));
        var record = hub.Kept.Single(k => k.Id == lines[0].CalculationId);
        Assert.Equal(record.Cost.CpuSeconds, lines[0].AvoidedCpuSeconds);
        if (record.Cost.CpuSeconds is not null) Assert.All(lines.Skip(1), l => Assert.Null(l.AvoidedCpuSeconds));
    }

    [Fact]
    public async Task A_table_without_molecules_is_refused_and_a_strange_type_is_not_taken()
    {
        var answer = await Post(Url("/api/known"), "name,gap\nx,1\n", "text/csv");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("no column of molecules", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Post(Url("/api/known"), "O\n", "image/png")).StatusCode);
    }

    [Fact]
    public async Task A_JSON_question_tells_its_policy_by_name_or_by_parts_and_a_part_that_does_not_exist_is_refused()
    {
        async Task<JsonElement> Ask(string policy)
        {
            var answer = await Post("/api/known", $"{{\"smiles\":\"{Some.Molecule.Smiles}\",\"level\":\"{Some.Level.Name}\",\"property\":\"gap\",\"policy\":{policy}}}", "application/json");
            return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        }
        Assert.Equal("known", (await Ask("\"same-level\"")).GetProperty("status").GetString());
        Assert.Equal("cannot_say", (await Ask("{\"name\":\"same-level\",\"programs\":[\"none\"]}")).GetProperty("status").GetString());
        Assert.Equal("cannot_say", (await Ask("{\"worst\":\"T2\"}")).GetProperty("status").GetString());
        foreach (string bad in (string[])["\"lax\"", "{\"worst\":\"T9\"}", "{\"tolernace\":0.1}", "7", "{\"rmsd\":5}", "{\"confidence\":1}"]) Assert.Equal(400, (await Ask(bad)).GetProperty("status").GetInt32());
    }
}
