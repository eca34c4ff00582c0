// Handing in over HTTP: receipts, refusals, limits, and raw bytes that come back as they went in.
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class UploadTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A water molecule in extended XYZ with declared units; the shift makes it another geometry.</summary>
    static string Water(double shift, double energy) => FormattableString.Invariant($"""
        3
        Properties=species:S:1:pos:R:3 energy={energy} energy_unit=hartree method=GFN2-xTB charge=0 multiplicity=1 smiles=O pbc="F F F"
        O 0.0 0.0 {0.119262 + shift}
        H 0.0 0.763239 -0.477047
        H 0.0 -0.763239 -0.477047

        """).TrimEnd() + "\n";

    async Task<(HttpStatusCode Status, JsonElement Answer)> Post(string address, HttpContent body)
    {
        var answer = await hub.Http.PostAsync(address, body, Cancel);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
    }

    static ByteArrayContent Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task A_good_file_is_kept_found_and_comes_back_byte_by_byte()
    {
        string text = Water(0.01, -5.07);
        var (status, answer) = await Post("/api/calculations?name=water.extxyz&dataset=uploads&licence=CC0-1.0", Bytes(text));
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        var receipt = Assert.Single(answer.GetProperty("receipts").EnumerateArray());
        Assert.Equal("kept", receipt.GetProperty("outcome").GetString());
        string id = receipt.GetProperty("id").GetString()!;
        var row = await hub.Json($"/odata/Calculations('{id}')");
        Assert.Equal(("XLYOFNOQVPJJNP-UHFFFAOYSA-N", "uploads", "GFN2-xTB", -5.07), (row.GetProperty("inchikey").GetString(), row.GetProperty("dataset").GetString(), row.GetProperty("level").GetString(), row.GetProperty("energy_hartree").GetDouble()));
        var raw = await hub.Http.GetAsync($"/api/calculations/{id}/raw", Cancel);
        Assert.Equal("water.extxyz", raw.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(text, await raw.Content.ReadAsStringAsync(Cancel));
        (status, answer) = await Post("/api/calculations?name=again.extxyz", Bytes(text));
        Assert.Equal((HttpStatusCode.OK, 1, 0), (status, answer.GetProperty("already_kept").GetInt32(), answer.GetProperty("kept").GetInt32()));
    }

    [Fact]
    public async Task Bad_and_good_together_are_told_apart()
    {
        var form = new MultipartFormDataContent { { Bytes(Water(0.02, -5.06)), "file", "good.extxyz" }, { Bytes("3\nno units here\nO 0 0 0\nH 0 0 1\n"), "file", "../../bad.extxyz" } };
        var (status, answer) = await Post("/api/calculations", form);
        Assert.Equal((207, 1, 1), ((int)status, answer.GetProperty("kept").GetInt32(), answer.GetProperty("refused").GetInt32()));
        var refused = answer.GetProperty("receipts").EnumerateArray().Single(r => r.GetProperty("outcome").GetString() == "refused");
        Assert.Contains("bad.extxyz", refused.GetProperty("source").GetString());
        Assert.DoesNotContain("..", refused.GetProperty("source").GetString());
        Assert.NotEqual("", refused.GetProperty("faults")[0].GetProperty("remedy").GetString());
    }

    [Fact]
    public async Task A_zip_is_unpacked()
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, true))
            for (int i = 0; i < 3; i++)
            {
                using var entry = zip.CreateEntry($"run{i}/water.extxyz").Open();
                entry.Write(Encoding.UTF8.GetBytes(Water(0.03 + 0.01 * i, -5.05 + 0.001 * i)));
            }
        var (status, answer) = await Post("/api/calculations?name=runs.zip", new ByteArrayContent(memory.ToArray()));
        Assert.True(status == HttpStatusCode.OK && answer.GetProperty("kept").GetInt32() == 3, answer.ToString());
    }

    [Fact]
    public async Task What_nobody_can_read_is_refused_with_a_reason()
    {
        var (status, answer) = await Post("/api/calculations?name=holiday.txt", Bytes("Dear all, the weather is fine."));
        Assert.Equal(422, (int)status);
        Assert.NotEqual("", answer.GetProperty("receipts")[0].GetProperty("faults")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Empty_bodies_bad_slugs_and_broken_forms_are_refused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/calculations?name=x.extxyz", Bytes(""))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/calculations?name=x.extxyz&dataset=..%2Fetc", Bytes("x"))).Status);
        var broken = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nhalf"u8.ToArray());
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("/api/calculations", broken)).Status);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_413()
    {
        var (status, problem) = await Post("/api/calculations?name=big.extxyz", new ByteArrayContent(new byte[2 << 20]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("datahub ingest", problem.GetProperty("detail").GetString());
    }
}
