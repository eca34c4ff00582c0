// Which fields of the metadata are others.
using System.Text.Json;
using DataHub.Model.Datasets;
using DataHub.Store.Releases;

namespace DataHub.Publishing.Metadata;

/// <summary>Compares metadata field by field.</summary>
static class MetadataFields
{
    /// <summary>Names of the fields that differ.</summary>
    public static IReadOnlyList<string> Changed(DatasetMetadata a, DatasetMetadata b)
    {
        static Dictionary<string, string> Fields(DatasetMetadata m) => JsonSerializer.SerializeToElement(m, DatasetJson.Default.DatasetMetadata).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText());
        var (x, y) = (Fields(a), Fields(b));
        return [.. x.Keys.Union(y.Keys).Where(k => k != "notes" && x.GetValueOrDefault(k) != y.GetValueOrDefault(k)).Order(StringComparer.Ordinal)];
    }
}
