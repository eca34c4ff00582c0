// Columns as an Iceberg schema: ids, types, and the mapping by which files without ids are read.
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Iceberg;

/// <summary>
/// The schema of a table. The id of a field is a hash of its name, so that columns keep their ids when others come; the files have none, and are read by name (schema.name-mapping.default).
/// </summary>
public sealed class TableSchema(IReadOnlyList<Column> columns)
{
    /// <summary>The columns in order.</summary>
    public IReadOnlyList<Column> Columns { get; } = columns;

    /// <summary>Id of a field: FNV-1a of its name, in 1 to 2^30.</summary>
    public static int IdOf(string name)
    {
        uint h = 2166136261;
        foreach (char c in name) h = (h ^ c) * 16777619;
        return (int)(h % (1u << 30)) + 1;
    }

    static string Element(Column c) => c.Name + ".element";
    static bool IsList(Column c) => c.Type is ColumnType.TextList or ColumnType.RealList;

    /// <summary>The largest id.</summary>
    public int LastId => Columns.SelectMany(c => IsList(c) ? new[] { c.Name, Element(c) } : [c.Name]).Max(IdOf);

    /// <summary>Type by its Iceberg name; of a list that of its elements.</summary>
    static string TypeOf(Column c) => c.Type switch
    {
        ColumnType.Text or ColumnType.TextList => "string",
        ColumnType.Integer => "long",
        ColumnType.Real or ColumnType.RealList => "double",
        ColumnType.Boolean => "boolean",
        ColumnType.Time => "timestamptz",
        _ => throw new ArgumentOutOfRangeException(nameof(c)),
    };

    /// <summary>Writes the schema as JSON, with unit and meaning of each column.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "struct");
        json.WriteNumber("schema-id", 0);
        json.WriteStartArray("fields");
        foreach (var c in Columns)
        {
            json.WriteStartObject();
            json.WriteNumber("id", IdOf(c.Name));
            json.WriteString("name", c.Name);
            json.WriteBoolean("required", false);
            if (IsList(c))
            {
                json.WriteStartObject("type");
                json.WriteString("type", "list");
                json.WriteNumber("element-id", IdOf(Element(c)));
                json.WriteString("element", TypeOf(c));
                json.WriteBoolean("element-required", true);
                json.WriteEndObject();
            }
            else json.WriteString("type", TypeOf(c));
            json.WriteString("doc", c.Unit is null or "1" ? c.Meaning : $"{c.Meaning} [{c.Unit}]");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The name mapping as JSON text.</summary>
    public string NameMapping() => Text(json =>
    {
        json.WriteStartArray();
        foreach (var c in Columns)
        {
            json.WriteStartObject();
            json.WriteNumber("field-id", IdOf(c.Name));
            json.WriteStartArray("names");
            json.WriteStringValue(c.Name);
            json.WriteEndArray();
            if (IsList(c))
            {
                json.WriteStartArray("fields");
                json.WriteStartObject();
                json.WriteNumber("field-id", IdOf(Element(c)));
                json.WriteStartArray("names");
                json.WriteStringValue("element");
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    internal static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(json);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
