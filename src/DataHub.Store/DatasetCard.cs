// What is told of a dataset.
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
}
