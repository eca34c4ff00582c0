// The lists of an Iceberg v2 table in Avro: which files a version has (manifests), and which manifests (manifest list).
using System.Globalization;
using System.Text.Json;

namespace DataHub.Formats.Iceberg;

/// <summary>A file as a manifest lists it.</summary>
/// <param name="Path">Where it lies, as an engine opens it.</param>
/// <param name="Sequence">Data sequence number: the first commit whose rows it has.</param>
/// <param name="File">Its figures.</param>
/// <param name="Deletes">For a delete file the path of the data file whose rows it names; null for a data file.</param>
public sealed record ManifestEntry(string Path, long Sequence, TableFile File, string? Deletes = null);

/// <summary>A manifest as a manifest list has it.</summary>
public sealed record ManifestCard(string Path, long Length, bool Deletes, long Sequence, long LeastSequence, int Files, long Rows);

/// <summary>Writes manifests and manifest lists. Fields and their ids are those of the Iceberg specification, version 2.</summary>
public static class Manifests
{
    const int FilePathId = 2147483546;

    /// <summary>A manifest of data files, or of delete files. Tables are not partitioned.</summary>
    public static byte[] Manifest(TableSchema schema, long version, bool deletes, IReadOnlyList<ManifestEntry> entries)
    {
        var records = entries.Select(e =>
        {
            var r = new AvroRecord();
            // Existing, not added: the lists of a version are whole, they are no difference to the version before.
            r.Long(0).Some().Long(version).Some().Long(e.Sequence).Some().Long(e.Sequence);
            r.Long(deletes ? 1 : 0).Text(e.Path).Text("PARQUET");
            r.Long(e.File.Rows).Long(e.File.Bytes);
            var figures = e.File.Columns.OrderBy(b => b.FieldId).ToList();
            Map(r, figures, b => e.File.Rows);
            Map(r, figures, b => b.Nulls);
            IReadOnlyList<(int Id, byte[] Value)> lower = e.Deletes is { } file ? [(FilePathId, System.Text.Encoding.UTF8.GetBytes(file))] : [.. figures.Where(b => b.Lower is not null).Select(b => (b.FieldId, b.Lower!))];
            var upper = e.Deletes is not null ? lower : [.. figures.Where(b => b.Upper is not null).Select(b => (b.FieldId, b.Upper!))];
            foreach (var side in new[] { lower, upper })
                if (side.Count == 0) r.Null(); else r.Some().Array(side, (a, x) => a.Long(x.Id).Bytes(x.Value));
            if (e.File.Splits.Count == 0) r.Null(); else r.Some().Array(e.File.Splits, (a, s) => a.Long(s));
            return r;
        }).ToList();
        return AvroFile.Write(EntrySchema, new Dictionary<string, string>
        {
            ["schema"] = TableSchema.Text(schema.Write), ["schema-id"] = "0", ["partition-spec"] = "[]", ["partition-spec-id"] = "0", ["format-version"] = "2", ["content"] = deletes ? "deletes" : "data",
        }, records);
    }

    static void Map(AvroRecord r, IReadOnlyList<Bounds> figures, Func<Bounds, long> value)
    {
        if (figures.Count == 0) r.Null(); else r.Some().Array(figures, (a, b) => a.Long(b.FieldId).Long(value(b)));
    }

    /// <summary>The manifest list of a version.</summary>
    public static byte[] List(long version, long? parent, IReadOnlyList<ManifestCard> manifests)
    {
        var records = manifests.Select(m => new AvroRecord()
            .Text(m.Path).Long(m.Length).Long(0).Long(m.Deletes ? 1 : 0).Long(m.Sequence).Long(m.LeastSequence).Long(version)
            .Long(0).Long(m.Files).Long(0).Long(0).Long(m.Rows).Long(0)).ToList();
        var metadata = new Dictionary<string, string> { ["format-version"] = "2", ["snapshot-id"] = version.ToString(CultureInfo.InvariantCulture), ["sequence-number"] = version.ToString(CultureInfo.InvariantCulture) };
        if (parent is { } p) metadata["parent-snapshot-id"] = p.ToString(CultureInfo.InvariantCulture);
        return AvroFile.Write(ListSchema, metadata, records);
    }

    static readonly string EntrySchema = TableSchema.Text(json => Record(json, "manifest_entry", j =>
    {
        Field(j, "status", 0, "int");
        Optional(j, "snapshot_id", 1, "long");
        Optional(j, "sequence_number", 3, "long");
        Optional(j, "file_sequence_number", 4, "long");
        Field(j, "data_file", 2, x => Record(x, "r2", f =>
        {
            Field(f, "content", 134, "int");
            Field(f, "file_path", 100, "string");
            Field(f, "file_format", 101, "string");
            Field(f, "partition", 102, y => Record(y, "r102", _ => { }));
            Field(f, "record_count", 103, "long");
            Field(f, "file_size_in_bytes", 104, "long");
            Map(f, "value_counts", 109, 119, 120, "long");
            Map(f, "null_value_counts", 110, 121, 122, "long");
            Map(f, "lower_bounds", 125, 126, 127, "bytes");
            Map(f, "upper_bounds", 128, 129, 130, "bytes");
            Optional(f, "split_offsets", 132, y =>
            {
                y.WriteStartObject();
                y.WriteString("type", "array");
                y.WriteString("items", "long");
                y.WriteNumber("element-id", 133);
                y.WriteEndObject();
            });
        }));
    }));

    static readonly string ListSchema = TableSchema.Text(json => Record(json, "manifest_file", j =>
    {
        foreach (var (name, id, type) in new[]
        {
            ("manifest_path", 500, "string"), ("manifest_length", 501, "long"), ("partition_spec_id", 502, "int"), ("content", 517, "int"), ("sequence_number", 515, "long"), ("min_sequence_number", 516, "long"),
            ("added_snapshot_id", 503, "long"), ("added_files_count", 504, "int"), ("existing_files_count", 505, "int"), ("deleted_files_count", 506, "int"), ("added_rows_count", 512, "long"),
            ("existing_rows_count", 513, "long"), ("deleted_rows_count", 514, "long"),
        }) Field(j, name, id, type);
    }));

    static void Record(Utf8JsonWriter json, string name, Action<Utf8JsonWriter> fields)
    {
        json.WriteStartObject();
        json.WriteString("type", "record");
        json.WriteString("name", name);
        json.WriteStartArray("fields");
        fields(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Field(Utf8JsonWriter json, string name, int id, string type) => Field(json, name, id, j => j.WriteStringValue(type));

    static void Field(Utf8JsonWriter json, string name, int id, Action<Utf8JsonWriter> type)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WritePropertyName("type");
        type(json);
        json.WriteNumber("field-id", id);
        json.WriteEndObject();
    }

    static void Optional(Utf8JsonWriter json, string name, int id, string type) => Optional(json, name, id, j => j.WriteStringValue(type));

    static void Optional(Utf8JsonWriter json, string name, int id, Action<Utf8JsonWriter> type)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("type");
        json.WriteStringValue("null");
        type(json);
        json.WriteEndArray();
        json.WriteNull("default");
        json.WriteNumber("field-id", id);
        json.WriteEndObject();
    }

    /// <summary>A map with whole numbers as keys, which Avro writes as an array of pairs.</summary>
    static void Map(Utf8JsonWriter json, string name, int id, int key, int value, string type) => Optional(json, name, id, j =>
    {
        j.WriteStartObject();
        j.WriteString("type", "array");
        j.WritePropertyName("items");
        Record(j, $"k{key}_v{value}", f => { Field(f, "key", key, "int"); Field(f, "value", value, type); });
        j.WriteString("logicalType", "map");
        j.WriteEndObject();
    });
}
