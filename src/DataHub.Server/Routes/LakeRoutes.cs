// Answers /files/lake: the segment files as they are, for readers by range (pandas, DuckDB, fsspec).
using System.Globalization;
using System.Security.Cryptography;

namespace DataHub.Server.Routes;

static class LakeRoutes
{
    const int Piece = 256 * 1024;
    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> s_hashes = new();

    internal static void MapLake(this WebApplication app)
    {
        app.MapGet("/files/lake/index.json", Index).WithTags("Files").WithName("ListLakeFiles").Produces<List<LakeFile>>(200);
        app.MapMethods("/files/lake/index.json", ["HEAD"], Index).ExcludeFromDescription();
        app.MapMethods("/files/lake/{name}", ["HEAD"], Get).ExcludeFromDescription();
        app.MapGet("/files/lake/{name}", Get).WithTags("Files").WithName("GetLakeFile").Produces(200, contentType: MediaType).Produces(206, contentType: MediaType).Refuses(404).Produces(416);
    }

    const string MediaType = "application/vnd.apache.parquet";

    /// <summary>The live segment files with size and content hash.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult Index(Hub hub) =>
        Results.Json(hub.Archive.SegmentFiles().Select(p => new LakeFile(Path.GetFileName(p), "/files/lake/" + Path.GetFileName(p), new FileInfo(p).Length, Hash(p))).ToList(), ApiJson.Wire.ListLakeFile);

    /// <summary>A segment file, whole or a range of its bytes. Segments never change; the ETag is the SHA-256 of the content.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="name">Name as index.json tells it.</param>
    internal static async Task<IResult> Get(HttpContext http, Hub hub, string name)
    {
        if (hub.Archive.SegmentFiles().FirstOrDefault(p => Path.GetFileName(p) == name) is not { } path) return Problems.NotFound($"There is no live segment file '{name}'; /files/lake/index.json lists them.");
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(file), from = 0, to = length - 1;
        string etag = $"\"{Hash(path)}\"";
        var response = http.Response;
        response.Headers.ETag = etag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = "public, max-age=31536000, immutable, no-transform";
        response.ContentType = MediaType;
        if (http.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } have && (have == "*" || have.Split(',').Any(t => t.Trim().TrimStart('W', '/') == etag)))
        {
            response.StatusCode = 304;
            return Results.Empty;
        }
        string range = http.Request.Headers.Range.ToString();
        if (http.Request.Headers.IfRange.ToString() is { Length: > 0 } condition && condition != etag) range = "";
        switch (Ranges.Read(range, length, ref from, ref to))
        {
            case Ranges.Kind.Part:
                response.StatusCode = 206;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{length}");
                break;
            case Ranges.Kind.Outside:
                response.StatusCode = 416;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
                return Results.Empty;
        }
        response.ContentLength = to - from + 1;
        if (HttpMethods.IsHead(http.Request.Method)) return Results.Empty;
        var writer = response.BodyWriter;
        while (from <= to)
        {
            var memory = writer.GetMemory(Piece);
            int n = RandomAccess.Read(file, memory.Span[..(int)Math.Min(Math.Min(Piece, memory.Length), to - from + 1)], from);
            if (n == 0) throw new IOException($"the segment file {name} ends at {from}");
            writer.Advance(n);
            from += n;
            await writer.FlushAsync(http.RequestAborted);
        }
        return Results.Empty;
    }

    /// <summary>SHA-256 of a file; computed once, since a segment never changes.</summary>
    static string Hash(string path) => s_hashes.GetOrAdd(path, static p =>
    {
        using var stream = File.OpenRead(p);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });
}
