// What is told of a dataset.
using System.Text.Json;
using DataHub.Store.Shelves;

namespace DataHub.Store;

/// <summary>What is told of a dataset.</summary>
public sealed record DatasetCard(string Slug, string Title)
{
    /// <summary>Description, Markdown.</summary>
    public string? Description { get; init; }
    /// <summary>SPDX licence.</summary>
    public string? Licence { get; init; }
    /// <summary>Authors.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];
    /// <summary>DOI.</summary>
    public string? Doi { get; init; }

    /// <summary>Reads a card from JSON: slug, title, description, licence, authors, doi.</summary>
    /// <exception cref="JsonException">The text is no card.</exception>
    public static DatasetCard FromJson(string json)
    {
        var card = JsonSerializer.Deserialize(json, CardJson.Default.DatasetCard);
        if (card is null || string.IsNullOrWhiteSpace(card.Slug) || string.IsNullOrWhiteSpace(card.Title)) throw new JsonException("a dataset card has a slug and a title");
        return card;
    }
}
