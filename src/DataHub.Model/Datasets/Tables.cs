// Where the records of a release lie inside it.
namespace DataHub.Model.Datasets;

/// <summary>Paths of the tables of a release.</summary>
public static class Tables
{
    /// <summary>All records with every column but the long lists, as Parquet.</summary>
    public const string Records = "data/calculations.parquet";
    /// <summary>Geometries and other long lists by id, as Parquet; only where there are any.</summary>
    public const string Arrays = "data/geometries.parquet";
    /// <summary>The records as CSV.</summary>
    public const string Csv = "data/calculations.csv";
    /// <summary>The records as JSON lines.</summary>
    public const string JsonLines = "data/calculations.jsonl";
    /// <summary>What came, went and changed since the version before, as CSV.</summary>
    public const string Changes = "data/changes.csv";
    /// <summary>The checksums of all other files, as sha256sum reads them.</summary>
    public const string Sums = "SHA256SUMS";
}
