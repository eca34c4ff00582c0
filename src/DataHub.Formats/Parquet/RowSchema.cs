// What a Parquet file of calculations looks like: schema, encodings, and the metadata by which a stray file explains itself.
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;
using Parquet;
using Parquet.Schema;

namespace DataHub.Formats.Parquet;

/// <summary>The Parquet shape of a list of columns. Every column is nullable; lists are lists of required elements; times are UTC microseconds.</summary>
public static class RowSchema
{
    /// <summary>Version of the layout; files of another version are refused.</summary>
    public const string Version = "1";
    /// <summary>Rows in a row group at most: small enough that a remote reader fetches little, large enough to compress well.</summary>
    public const int GroupRows = 20_000;
    /// <summary>Metadata key of the layout version.</summary>
    public const string VersionKey = "datahub.schema_version";
    /// <summary>Metadata key of the data dictionary: a JSON array of name, type, unit and meaning.</summary>
    public const string ColumnsKey = "datahub.columns";

    /// <summary>A short hash over names and types of all columns: equal fingerprints mean files with the same columns.</summary>
    public static string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Version + string.Concat(Columns.All.Select(c => $"\n{c.Name} {c.Type}")))))[..12];

    internal static ParquetSchema Of(IReadOnlyList<Column> columns) => new([.. columns.Select(FieldOf)]);

    internal static DataField Leaf(Field field) => field is ListField list ? (DataField)list.Item : (DataField)field;

    /// <summary>
    /// A time column as the whole numbers that it is stored as. From DateTime values the library makes statistics in milliseconds beside microseconds, by which readers
    /// would skip the wrong row groups; given the numbers themselves it makes right ones.
    /// </summary>
    internal static DataField Microseconds(Column time) => new ParquetSchema(new DataField(time.Name, typeof(long), true)).DataFields[0];

    internal static ParquetOptions Options(IReadOnlyList<Column> columns)
    {
        // The library's own default level is zstd 19, which is fifty times slower for one part in ten of size.
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal };
        foreach (var c in columns)
            if (c.Repeats) options.ColumnEncodingHints[c.Name] = EncodingHint.Dictionary;
            else if (c.Type == ColumnType.TextList) options.ColumnEncodingHints[c.Name + "/list/element"] = EncodingHint.Dictionary;
        return options;
    }

    /// <summary>The metadata of a file with these columns: version of the layout, and the data dictionary.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(IReadOnlyList<Column> columns) => new Dictionary<string, string>
    {
        [VersionKey] = Version,
        ["datahub.about"] = "Calculations of computational chemistry; datahub.columns tells the unit and meaning of each column",
        [ColumnsKey] = JsonSerializer.Serialize([.. columns.Select(c => new ColumnNote(c.Name, c.Type.ToString().ToLowerInvariant(), c.Unit, c.Meaning))], ColumnNotes.Default.ListColumnNote),
    };

    static Field FieldOf(Column c) => c.Type switch
    {
        ColumnType.Text => new DataField(c.Name, typeof(string), true),
        ColumnType.Integer => new DataField(c.Name, typeof(long), true),
        ColumnType.Real => new DataField(c.Name, typeof(double), true),
        ColumnType.Boolean => new DataField(c.Name, typeof(bool), true),
        ColumnType.Time => new DateTimeDataField(c.Name, DateTimeFormat.Timestamp, true, DateTimeTimeUnit.Micros, true),
        ColumnType.TextList => new ListField(c.Name, new DataField("element", typeof(string), false)),
        ColumnType.RealList => new ListField(c.Name, new DataField("element", typeof(double), false)),
        _ => throw new ArgumentOutOfRangeException(nameof(c)),
    };
}

sealed record ColumnNote(string Name, string Type, string? Unit, string Meaning);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<ColumnNote>))]
sealed partial class ColumnNotes : JsonSerializerContext;
