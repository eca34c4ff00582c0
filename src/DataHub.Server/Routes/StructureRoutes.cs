// Answers /api/structures: molecules by similarity and by substructure.
using DataHub.Chemistry;
using DataHub.Model;
using DataHub.Structures;

namespace DataHub.Server.Routes;

static class StructureRoutes
{
    /// <summary>Molecules to which an OData function narrows its rows at most.</summary>
    internal const int MostKeys = 200_000;
    const int MostHits = 10_000;

    internal static void MapStructures(this WebApplication app)
    {
        app.MapGet("/api/structures/similar", Similar).WithTags("Structures").WithName("FindSimilar").Produces<StructuresAnswer>(200).Refuses(400);
        app.MapGet("/api/structures/substructure", Substructure).WithTags("Structures").WithName("FindSubstructure").Produces<StructuresAnswer>(200).Refuses(400);
    }

    /// <summary>Molecules like a given one, best first.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="smiles">SMILES.</param>
    /// <param name="threshold">Least Tanimoto coefficient of Morgan fingerprints (radius 2, 2048 bits), 0 to 1.</param>
    /// <param name="top">Molecules at most, up to 10,000.</param>
    internal static IResult Similar(HttpContext http, Hub hub, string? smiles, double threshold = 0.5, int top = 100) =>
        string.IsNullOrWhiteSpace(smiles) ? Problems.Answer(400, "Bad request", "smiles: a molecule is wanted.")
        : top is < 1 or > MostHits ? Problems.Answer(400, "Bad request", $"top is 1 to {MostHits}.")
        : Told(hub.Structures.Similar(smiles, threshold, top, http.RequestAborted));

    /// <summary>Molecules that have a substructure, in the order in which they came in.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="smarts">The substructure as SMARTS.</param>
    /// <param name="smiles">The substructure as SMILES, instead.</param>
    /// <param name="top">Molecules at most, up to 10,000.</param>
    internal static IResult Substructure(HttpContext http, Hub hub, string? smarts, string? smiles, int top = 100) =>
        string.IsNullOrWhiteSpace(smarts) == string.IsNullOrWhiteSpace(smiles) ? Problems.Answer(400, "Bad request", "one of smarts and smiles is wanted.")
        : top is < 1 or > MostHits ? Problems.Answer(400, "Bad request", $"top is 1 to {MostHits}.")
        : Told(hub.Structures.Substructure(string.IsNullOrWhiteSpace(smarts) ? new Pattern(smiles!, true) : new Pattern(smarts), top, http.RequestAborted));

    static IResult Told(StructureAnswer answer) => answer.Error is { } error ? Problems.Answer(400, "Bad request", error)
        : Results.Json(new StructuresAnswer([.. answer.Hits.Select(h => new FoundStructure(h.InChIKey, h.Smiles, h.Score, $"/api/molecules/{h.InChIKey}"))], answer.Screened, answer.Searched, answer.Pending), ApiJson.Wire.StructuresAnswer);

    /// <summary>The InChIKeys of what was found, for narrowing a query.</summary>
    /// <exception cref="QueryException">The question was wrong, or found more than a query can be narrowed to.</exception>
    internal static IReadOnlyCollection<string> Keys(StructureAnswer answer) => answer.Error is { } error ? throw new QueryException(error)
        : answer.Hits.Count == MostKeys ? throw new QueryException($"more than {MostKeys} molecules fit", null, "a narrower structure or a higher threshold")
        : answer.Pending > 0 ? throw new QueryException($"{answer.Pending} records came in too lately to be searched by structure; ask again in a moment")
        : [.. answer.Hits.Select(h => h.InChIKey).Distinct()];
}
