// The metadata file of an Iceberg v2 table: schema, versions, and where their lists lie.
using System.Globalization;
using System.Text.Json;

namespace DataHub.Formats.Iceberg;

/// <summary>A version of a table.</summary>
/// <param name="Number">Its number, from 1: snapshot id and sequence number.</param>
/// <param name="Time">When it came to be (UTC).</param>
/// <param name="Operation">append, delete or overwrite.</param>
/// <param name="ManifestList">Where its manifest list lies.</param>
/// <param name="Summary">More to tell of it.</param>
public sealed record TableVersion(long Number, DateTime Time, string Operation, string ManifestList, IReadOnlyDictionary<string, string> Summary);

/// <summary>Writes and reads metadata files.</summary>
public static class TableMetadata
{
    /// <summary>Name of the metadata file of a version.</summary>
    public static string FileName(long version) => string.Create(CultureInfo.InvariantCulture, $"v{version}.metadata.json");

    /// <summary>The metadata file whose current version is the last of the versions, which come in order.</summary>
    public static byte[] Write(Guid table, string location, TableSchema schema, IReadOnlyList<TableVersion> versions)
    {
        var last = versions.Count == 0 ? null : versions[^1];
        long Millis(DateTime t) => new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("format-version", 2);
            json.WriteString("table-uuid", table);
            json.WriteString("location", location);
            json.WriteNumber("last-sequence-number", last?.Number ?? 0);
            json.WriteNumber("last-updated-ms", Millis(last?.Time ?? DateTime.UnixEpoch));
            json.WriteNumber("last-column-id", schema.LastId);
            json.WriteNumber("current-schema-id", 0);
            json.WriteStartArray("schemas");
            schema.Write(json);
            json.WriteEndArray();
            json.WriteNumber("default-spec-id", 0);
            json.WriteStartArray("partition-specs");
            json.WriteStartObject();
            json.WriteNumber("spec-id", 0);
            json.WriteStartArray("fields");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteNumber("last-partition-id", 999);
            json.WriteNumber("default-sort-order-id", 0);
            json.WriteStartArray("sort-orders");
            json.WriteStartObject();
            json.WriteNumber("order-id", 0);
            json.WriteStartArray("fields");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("properties");
            json.WriteString("schema.name-mapping.default", schema.NameMapping());
            json.WriteString("write.format.default", "parquet");
            json.WriteString("comment", "Written by DataHub, for reading only: write through DataHub.");
            json.WriteEndObject();
            json.WriteNumber("current-snapshot-id", last?.Number ?? -1);
            json.WriteStartObject("refs");
            if (last is not null)
            {
                json.WriteStartObject("main");
                json.WriteNumber("snapshot-id", last.Number);
                json.WriteString("type", "branch");
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("snapshots");
            for (int i = 0; i < versions.Count; i++)
            {
                var v = versions[i];
                json.WriteStartObject();
                json.WriteNumber("snapshot-id", v.Number);
                if (i > 0) json.WriteNumber("parent-snapshot-id", versions[i - 1].Number);
                json.WriteNumber("sequence-number", v.Number);
                json.WriteNumber("timestamp-ms", Millis(v.Time));
                json.WriteString("manifest-list", v.ManifestList);
                json.WriteStartObject("summary");
                json.WriteString("operation", v.Operation);
                foreach (var (key, value) in v.Summary) json.WriteString(key, value);
                json.WriteEndObject();
                json.WriteNumber("schema-id", 0);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("snapshot-log");
            foreach (var v in versions)
            {
                json.WriteStartObject();
                json.WriteNumber("timestamp-ms", Millis(v.Time));
                json.WriteNumber("snapshot-id", v.Number);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("metadata-log");
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>The versions that a metadata file lists.</summary>
    public static IReadOnlyList<TableVersion> Versions(byte[] metadata)
    {
        using var doc = JsonDocument.Parse(metadata);
        return [.. doc.RootElement.GetProperty("snapshots").EnumerateArray().Select(s =>
        {
            var summary = s.GetProperty("summary").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
            summary.Remove("operation", out var operation);
            return new TableVersion(s.GetProperty("snapshot-id").GetInt64(), DateTimeOffset.FromUnixTimeMilliseconds(s.GetProperty("timestamp-ms").GetInt64()).UtcDateTime, operation ?? "append", s.GetProperty("manifest-list").GetString()!, summary);
        })];
    }
}
