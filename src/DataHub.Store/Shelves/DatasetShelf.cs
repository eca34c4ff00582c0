// The cards of the datasets, one JSON file each.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Store.Shelves;

/// <summary>Cards under <c>datasets/slug.json</c>.</summary>
sealed class DatasetShelf(string folder)
{
    public void Put(DatasetCard card)
    {
        if (!IsSlug(card.Slug)) throw new ArgumentException($"'{card.Slug}' is no slug: lower-case letters, digits, '-', '_' and '.' are wanted, a letter or digit first, at most 100", nameof(card));
        Durable.Write(Path.Combine(folder, card.Slug + ".json"), to => JsonSerializer.Serialize(to, card, CardJson.Default.DatasetCard));
    }

    public List<DatasetCard> All()
    {
        var cards = new List<DatasetCard>();
        if (!Directory.Exists(folder)) return cards;
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (!IsSlug(Path.GetFileNameWithoutExtension(path))) continue;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            try { cards.Add(JsonSerializer.Deserialize(stream, CardJson.Default.DatasetCard)!); }
            catch (JsonException e) { throw new InvalidDataException($"{path}: no dataset card ({e.Message})", e); }
        }
        return cards;
    }

    /// <summary>The cards as one JSON array, as SQL takes them.</summary>
    public string Json() => JsonSerializer.Serialize(All(), CardJson.Default.ListDatasetCard);

    static bool IsSlug(string s) => s.Length is > 0 and <= 100 && (char.IsAsciiLetterLower(s[0]) || char.IsAsciiDigit(s[0])) && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DatasetCard))]
[JsonSerializable(typeof(List<DatasetCard>))]
sealed partial class CardJson : JsonSerializerContext;
