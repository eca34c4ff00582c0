// Answers /lake: the segments as Apache Iceberg tables, for Spark, Trino, DuckDB, pyiceberg.
using System.Security.Cryptography;
using DataHub.Store;

namespace DataHub.Server.Routes;

/// <summary>A table of the lake.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Its address: what icebird and HadoopFileIO take.</param>
/// <param name="Metadata">Address of the metadata file of the newest version: what DuckDB's iceberg_scan and pyiceberg's StaticTable take.</param>
/// <param name="Version">Number of the newest version.</param>
public sealed record TableAnswer(string Name, string Location, string Metadata, long Version);

static class TableRoutes
{
    const string Parquet = "application/vnd.apache.parquet";

    internal static void MapTables(this WebApplication app)
    {
        app.MapGet("/lake", List).WithTags("Files").WithName("ListTables").Produces<List<TableAnswer>>(200);
        app.MapMethods("/lake", ["HEAD"], List).ExcludeFromDescription();
        app.MapGet("/lake/{table}/{**name}", Get).WithTags("Files").WithName("GetTableFile").Produces(200, contentType: "application/octet-stream").Produces(206, contentType: "application/octet-stream").Refuses(404).Produces(416);
        app.MapMethods("/lake/{table}/{**name}", ["HEAD"], Get).ExcludeFromDescription();
    }

    static string Location(HttpContext http, OpenTable table) => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/lake/{table.ToString().ToLowerInvariant()}";

    /// <summary>The tables of the lake (Apache Iceberg, format 2) with the address of their newest metadata.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    internal static IResult List(HttpContext http, Hub hub)
    {
        long version = hub.Archive.OpenTables.Versions().LastOrDefault()?.Number ?? 0;
        return Results.Json(Enum.GetValues<OpenTable>().Select(t => new TableAnswer(t.ToString().ToLowerInvariant(), Location(http, t), $"{Location(http, t)}/metadata/{Formats.Iceberg.TableMetadata.FileName(version)}", version)).ToList(), ApiJson.Wire.ListTableAnswer);
    }

    /// <summary>A file of a table: its metadata at any version (metadata/vN.metadata.json), its lists, its data; in ranges.</summary>
    /// <remarks>Rows that are withdrawn at a version are not in it. Files of lists belong to the segments of the moment: after segments were merged, read the metadata again.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="table">calculations or arrays.</param>
    /// <param name="name">Name of the file under the table's location.</param>
    internal static async Task<IResult> Get(HttpContext http, Hub hub, string table, string name)
    {
        if (!Enum.TryParse<OpenTable>(table, true, out var which) || table != which.ToString().ToLowerInvariant()) return Problems.NotFound($"There is no table '{table}'; there are calculations and arrays.");
        if (hub.Archive.OpenTables.File(which, name, Location(http, which)) is not { } file) return Problems.NotFound($"There is no file '{name}' in the table {table} (any more); begin at metadata/version-hint.text.");
        if (file.Path is { } path) return await FileAnswer.Send(http, path, Parquet, LakeRoutes.Hash(path));
        var media = name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : name.EndsWith(".text", StringComparison.Ordinal) ? "text/plain" : name.EndsWith(".parquet", StringComparison.Ordinal) ? Parquet : "application/octet-stream";
        return await FileAnswer.Send(http, file.Bytes!, media, Convert.ToHexStringLower(SHA256.HashData(file.Bytes!)), changes: media is "application/json" or "text/plain");
    }
}
