// What is told to a registry of identifiers.
using System.Text.Json.Nodes;

namespace DataHub.Publishing.Registries;

/// <summary>What an identifier is to be at its registry.</summary>
public enum Standing
{
    /// <summary>Kept for a draft: nobody else gets it, and it does not resolve yet.</summary>
    Reserved,
    /// <summary>It resolves and can be found.</summary>
    Published,
    /// <summary>It still resolves, to a page that says why the data are out of use.</summary>
    Withdrawn,
}

/// <summary>What a registry is to know of an identifier: told again it is the same.</summary>
/// <param name="Value">The identifier in its scheme's form.</param>
/// <param name="Standing">What it is to be.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Metadata">What is told of the object.</param>
public sealed record Registration(string Value, Standing Standing, string Target, JsonObject Metadata);

/// <summary>A registry of identifiers: reserving, publishing, leading elsewhere and withdrawing are all to tell it what an identifier is to be now.</summary>
public interface IRegistry
{
    /// <summary>Scheme of its identifiers.</summary>
    string Scheme { get; }

    /// <summary>Tells it; telling the same again changes nothing.</summary>
    /// <exception cref="HttpRequestException">It cannot be reached, or says no; the message says why.</exception>
    Task Tell(Registration registration, CancellationToken cancel);
}
