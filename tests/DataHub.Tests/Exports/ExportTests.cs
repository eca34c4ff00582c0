// Exports that can be resumed: one file of one snapshot, ranges, checksums, bounded disk, and clients that know nothing of DataHub.
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataHub.Exports;
using DataHub.Formats;
using DataHub.Model;
using DataHub.Store;
using DataHub.Tests.Server;
using Xunit;

namespace DataHub.Tests.Exports;

public sealed class ExportTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<JsonElement> Ordered(string options, string format)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/exports") { Content = new StringContent(JsonSerializer.Serialize(new { options, format }), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Prefer", "wait=60");
        using var answer = await hub.Http.SendAsync(request, Cancel);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_export_is_made_once_with_its_length_hash_and_rows()
    {
        var made = await Ordered("$filter=gap_ev ne null&$select=id,level,gap_ev", "csv");
        Assert.Equal("made", made.GetProperty("state").GetString());
        var url = made.GetProperty("url").GetString()!;
        using var answer = await hub.Http.GetAsync(url, Cancel);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal((hash, (long)bytes.Length), (made.GetProperty("sha256").GetString(), made.GetProperty("bytes").GetInt64()));
        Assert.Equal($"\"{hash}\"", answer.Headers.ETag!.ToString());
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", answer.Headers.GetValues("Repr-Digest").Single());
        Assert.Equal($"{hash}  calculations.csv\n", await hub.Http.GetStringAsync(url.Replace("calculations.csv", "SHA256SUMS"), Cancel));
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,level,gap_ev", lines[0]);
        Assert.Equal(hub.Kept.Where(c => c.Values[Property.Gap] is not null).Select(c => c.Id).Order(), lines[1..].Select(l => l.Split(',')[0]).Order());
        Assert.Equal(lines.Length - 1, made.GetProperty("rows").GetInt64());
        Assert.Equal("eV", made.GetProperty("manifest").GetProperty("columns")[2].GetProperty("unit").GetString());
        Assert.Equal(made.GetProperty("id").GetString(), (await Ordered("$filter=gap_ev ne null&$select=id,level,gap_ev", "csv")).GetProperty("id").GetString());
        Assert.NotEqual(made.GetProperty("id").GetString(), (await Ordered("$filter=gap_ev ne null&$select=id,level,gap_ev", "jsonl")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Several_ranges_come_as_parts_of_one_answer()
    {
        var url = (await Ordered("$select=id,level", "csv")).GetProperty("url").GetString()!;
        var whole = await hub.Http.GetByteArrayAsync(url, Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-4, 10-19,-7");
        using var answer = await hub.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var type = answer.Content.Headers.ContentType!;
        Assert.Equal("multipart/byteranges", type.MediaType);
        var body = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        var boundary = "--" + type.Parameters.Single(p => p.Name == "boundary").Value;
        var parts = Encoding.Latin1.GetString(body).Split(boundary)[1..^1].Select(p => p.Split("\r\n\r\n", 2)).ToList();
        Assert.Equal([$"bytes 0-4/{whole.Length}", $"bytes 10-19/{whole.Length}", $"bytes {whole.Length - 7}-{whole.Length - 1}/{whole.Length}"], parts.Select(p => p[0].Split("Content-Range: ")[1]));
        Assert.Equal([whole[..5], whole[10..20], whole[^7..]], parts.Select(p => Encoding.Latin1.GetBytes(p[1][..^2])));
    }

    [Fact]
    public async Task An_address_belongs_to_one_version_of_the_archive()
    {
        using var folder = Shared.Temp();
        using var own = Hub.Open(new HubOptions(folder.Path) { Cores = 1 });
        var all = Generators.Draw(80, 9).DistinctBy(c => c.Id).ToList();
        own.Archive.Append(all[..40]);
        var order = new ExportOrder("$select=id", "csv");
        var first = (await own.Exports.Wait(own.Exports.Order(order).Id, TimeSpan.FromMinutes(1), Cancel))!;
        own.Archive.Append(all[40..]);
        var second = (await own.Exports.Wait(own.Exports.Order(order).Id, TimeSpan.FromMinutes(1), Cancel))!;
        Assert.Equal((40, all.Count), (first.Rows, second.Rows));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Manifest!.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(own.Exports.File(first.Id)!.Value.Path))));
    }

    [Fact]
    public async Task The_disk_is_bounded_and_what_was_asked_for_least_lately_goes_first()
    {
        using var folder = Shared.Temp();
        using var archive = Archive.Open(new ArchiveOptions(folder["archive"]));
        archive.Append([.. Generators.Draw(200, 4).DistinctBy(c => c.Id)]);
        var clock = new SteppingClock();
        using var shelf = new ExportShelf(archive, new FormatSet(), folder["exports"], 60_000, clock);
        async Task<ExportState> Make(string options)
        {
            clock.Now += TimeSpan.FromMinutes(1);
            return (await shelf.Wait(shelf.Order(new(options, "csv")).Id, TimeSpan.FromMinutes(1), Cancel))!;
        }
        var a = await Make("$select=id,smiles,level");
        var b = await Make("$select=id,formula,level");
        Assert.InRange(a.Bytes + b.Bytes, 10_000, 60_000);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.NotNull(shelf.File(a.Id));
        for (int i = 0; shelf.Find(b.Id) is not null && i < 9; i++) Assert.Equal("made", (await Make($"$select=id,name,level&$skip={i}")).State);
        Assert.Null(shelf.Find(b.Id));
        Assert.NotNull(shelf.Find(a.Id));
        Assert.InRange(new DirectoryInfo(folder["exports"]).EnumerateFiles("*.csv", SearchOption.AllDirectories).Sum(f => f.Length), 1, 60_000);
        var large = await Make("");
        Assert.Equal("failed", large.State);
        Assert.Contains("larger than", large.Why);
        Assert.DoesNotContain(Directory.EnumerateDirectories(folder["exports"]), d => Path.GetFileName(d).StartsWith("making"));
    }

    sealed class SteppingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Theory, InlineData("gzip", "gzip"), InlineData("zstd;q=1.0, gzip;q=0.5", "zstd"), InlineData("gzip;q=0, identity", null), InlineData("identity, gzip;q=0.5", null), InlineData("*", "zstd"), InlineData(null, null)]
    public async Task Text_is_compressed_on_the_way_for_who_accepts_it(string? accept, string? coding)
    {
        const string address = "/api/export/csv?$select=id,level&$orderby=id";
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
        using var answer = await hub.Http.SendAsync(request, Cancel);
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal("calculations.csv", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var body = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(await hub.Http.GetStringAsync(address, Cancel), Unpacked(body, coding switch { "gzip" => "gz", "zstd" => "zst", _ => null }));
    }

    [Theory, InlineData("csv.gz", "application/gzip"), InlineData("jsonl.zst", "application/zstd")]
    public async Task A_compressed_format_is_a_compressed_file_with_its_own_name(string format, string media)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/export/{format}?$select=id&$orderby=id");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, zstd");
        using var answer = await hub.Http.SendAsync(request, Cancel);
        Assert.Equal((media, "calculations." + format), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        var text = Unpacked(await answer.Content.ReadAsByteArrayAsync(Cancel), Path.GetExtension(format)[1..]);
        Assert.Equal(await hub.Http.GetStringAsync($"/api/export/{Path.GetFileNameWithoutExtension(format)}?$select=id&$orderby=id", Cancel), text);
        Assert.Equal(404, (int)(await hub.Http.GetAsync("/api/export/parquet.gz", Cancel)).StatusCode);
    }

    static string Unpacked(byte[] bytes, string? kind)
    {
        using Stream stream = kind switch { "gz" => new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), "zst" => new ZstdSharp.DecompressionStream(new MemoryStream(bytes)), _ => new MemoryStream(bytes) };
        return new StreamReader(stream).ReadToEnd();
    }

    [Theory, InlineData("curl", "-s", "-C", "-", "-o"), InlineData("wget", "-q", "-c", "-O")]
    public async Task Plain_downloaders_resume(string program, params string[] arguments)
    {
        using var folder = Shared.Temp();
        var made = await Ordered("", "jsonl");
        var address = new Uri(hub.Http.BaseAddress!, made.GetProperty("url").GetString()!);
        var whole = await hub.Http.GetByteArrayAsync(address, Cancel);
        await File.WriteAllBytesAsync(folder["f"], whole[..(whole.Length / 3)], Cancel);
        using var process = Process.Start(new ProcessStartInfo(program, [.. arguments, folder["f"], address.ToString()]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(whole, await File.ReadAllBytesAsync(folder["f"], Cancel));
    }

    [Fact]
    public async Task The_command_orders_resumes_and_checks()
    {
        using var folder = Shared.Temp();
        var server = hub.Http.BaseAddress!.ToString();
        string[] line = ["download", "--server", server, "$select=id,level,smiles", "--as", "csv", "-o", folder["a.csv"]];
        var ran = await Cli.Datahub.Run(line);
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Contains("is right", ran.Err);
        var whole = await File.ReadAllBytesAsync(folder["a.csv"], Cancel);
        var made = await Ordered("$select=id,level,smiles", "csv");
        Assert.Equal(made.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(whole)));
        // Broken off in the middle, and gone on with.
        string url = server.TrimEnd('/') + made.GetProperty("url").GetString();
        void Break(byte[] bytes)
        {
            File.Delete(folder["a.csv"]);
            File.WriteAllBytes(folder["a.csv.part"], bytes);
            File.WriteAllLines(folder["a.csv.part.from"], [$"{server} csv $select=id,level,smiles", url, $"\"{made.GetProperty("sha256").GetString()}\""]);
        }
        Break(whole[..1000]);
        ran = await Cli.Datahub.Run(line);
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Contains("goes on at 1,000 of", ran.Err);
        Assert.Equal(whole, await File.ReadAllBytesAsync(folder["a.csv"], Cancel));
        Assert.False(File.Exists(folder["a.csv.part.from"]));
        // A damaged beginning is found by the hash and thrown away.
        Break([.. whole[..999], (byte)(whole[999] ^ 1)]);
        ran = await Cli.Datahub.Run(line);
        Assert.True(ran.Code == 1, ran.ToString());
        Assert.Contains("came damaged", ran.Err);
        Assert.False(File.Exists(folder["a.csv.part"]));
    }
}
