// Answers /files/lake: the segment files as they are, for readers by range (pandas, DuckDB, fsspec).
using System.Security.Cryptography;

namespace DataHub.Server.Routes;

static class LakeRoutes
{
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

    /// <summary>A segment file, whole or in ranges of its bytes. Segments never change; the ETag is the SHA-256 of the content. A file that was merged into another stays for ten minutes.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="name">Name as index.json tells it.</param>
    internal static async Task<IResult> Get(HttpContext http, Hub hub, string name)
    {
        if (hub.Archive.SegmentFile(name) is not { } path) return Problems.NotFound($"There is no segment file '{name}'; /files/lake/index.json lists them.");
        return await FileAnswer.Send(http, path, MediaType, Hash(path));
    }

    /// <summary>SHA-256 of a file; computed once, since a segment never changes.</summary>
    internal static string Hash(string path) => s_hashes.GetOrAdd(path, static p =>
    {
        using var stream = File.OpenRead(p);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });
}
