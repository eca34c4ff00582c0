// The JSON of datasets and releases on the disk and on the wire.
using System.Text.Json.Serialization;
using DataHub.Model.Datasets;

namespace DataHub.Store.Releases;

/// <summary>Datasets and releases as JSON, snake_case, absent where nothing is known.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true,
    Converters = [typeof(SnakeCase<AccessKind>), typeof(SnakeCase<DraftState>)])]
[JsonSerializable(typeof(Dataset))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(DatasetMetadata))]
public sealed partial class DatasetJson : JsonSerializerContext;

/// <summary>An enumeration by its names in snake_case.</summary>
public sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower) where T : struct, Enum;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<Card>))]
sealed partial class CardJson : JsonSerializerContext;

/// <summary>The row of a dataset in SQL, without what its records tell.</summary>
sealed record Card(string Slug, string Title, string? Description, string? Licence, string? Doi, IReadOnlyList<string> Authors)
{
    public static Card Of(Dataset d)
    {
        var m = d.Metadata;
        return new(d.Slug, m.Title.Length > 0 ? m.Title : d.Slug, m.Description, m.Licence, d.Latest?.Identifiers.FirstOrDefault(i => i.Scheme == "doi")?.Value ?? m.Doi, [.. m.Authors.Select(a => a.Name)]);
    }
}
