// Answers /api/structures: molecules by identity, similarity, substructure and formula; whole or as lines while they are found.
using System.Text.Json;
using DataHub.Chemistry;
using DataHub.Model;
using DataHub.Structures;
using Microsoft.AspNetCore.Mvc;

namespace DataHub.Server.Routes;

static class StructureRoutes
{
    /// <summary>Molecules to which an OData function narrows its rows at most.</summary>
    internal const int MostKeys = 200_000;
    const int MostHits = 10_000;
    const string Lines = "application/jsonl";

    internal static void MapStructures(this WebApplication app)
    {
        void Map(string name, Delegate handler, string operation) =>
            app.MapGet("/api/structures/" + name, handler).WithTags("Structures").WithName(operation).Produces<StructuresAnswer>(200, "application/json", Lines).Refuses(400);
        Map("exact", Exact, "FindExact");
        Map("similar", Similar, "FindSimilar");
        Map("substructure", Substructure, "FindSubstructure");
        Map("formula", Formula, "FindFormula");
    }

    /// <summary>What every search of structures takes beside its question.</summary>
    /// <param name="Filter">OData filter ($filter of /odata/Calculations): only molecules of which a record fulfils it.</param>
    /// <param name="Q">Search text: only molecules of which a record is found by it.</param>
    /// <param name="Format">jsonl sends each molecule as a line as soon as it is found, without a bound of their number unless top is given; a last line tells how many were searched.</param>
    /// <param name="Top">Molecules at most, up to 10,000; 100 if it is not given.</param>
    internal readonly record struct Asked([FromQuery(Name = "$filter")] string? Filter, string? Q, string? Format, int? Top);

    /// <summary>Molecules with the very structure, in every charge and multiplicity that has its InChIKey.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="smiles">SMILES, in any form.</param>
    /// <param name="asked">What else is asked.</param>
    internal static IResult Exact(HttpContext http, Hub hub, string? smiles, [AsParameters] Asked asked)
    {
        if (string.IsNullOrWhiteSpace(smiles)) return Bad("smiles: a molecule is wanted.");
        if (hub.Toolkit.FromSmiles(smiles) is { Molecule: not { InChIKey: not null } } wrong) return Bad($"'{smiles}' is not a molecule: {wrong.Error ?? "it has no InChIKey"}");
        var key = hub.Toolkit.FromSmiles(smiles).Molecule!.InChIKey!;
        return Told(http, asked, stop => new(StructureScope.Exact(hub.Archive, key, asked.Filter, asked.Q, stop), 0, 0, 0));
    }

    /// <summary>Molecules like a given one, best first.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="smiles">SMILES.</param>
    /// <param name="asked">What else is asked.</param>
    /// <param name="threshold">Least Tanimoto coefficient of Morgan fingerprints (radius 2, 2048 bits), 0 to 1.</param>
    internal static IResult Similar(HttpContext http, Hub hub, string? smiles, [AsParameters] Asked asked, double threshold = 0.5) =>
        string.IsNullOrWhiteSpace(smiles) ? Bad("smiles: a molecule is wanted.")
        : Told(http, asked, stop => hub.Structures.Similar(smiles, threshold, asked.Top ?? (InLines(http, asked) ? MostKeys : 100), stop, StructureScope.Keys(hub.Archive, asked.Filter, asked.Q, stop)) is var a ? new(a.Hits, a.Screened, a.Searched, a.Pending, a.Error) : null!);

    /// <summary>Molecules that have a substructure, in the order in which they came in.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="smarts">The substructure as SMARTS.</param>
    /// <param name="smiles">The substructure as SMILES, instead.</param>
    /// <param name="asked">What else is asked.</param>
    internal static IResult Substructure(HttpContext http, Hub hub, string? smarts, string? smiles, [AsParameters] Asked asked) =>
        string.IsNullOrWhiteSpace(smarts) == string.IsNullOrWhiteSpace(smiles) ? Bad("one of smarts and smiles is wanted.")
        : Told(http, asked, stop => hub.Structures.Having(string.IsNullOrWhiteSpace(smarts) ? new Pattern(smiles!, true) : new Pattern(smarts), stop, StructureScope.Keys(hub.Archive, asked.Filter, asked.Q, stop)));

    /// <summary>Molecules by their formula.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="formula">The formula, with exact counts or ranges: C6H6O, C6-8H*N1.</param>
    /// <param name="contains">What the formula must have at least: C6N finds everything with six carbons or more and nitrogen.</param>
    /// <param name="asked">What else is asked.</param>
    internal static IResult Formula(HttpContext http, Hub hub, string? formula, string? contains, [AsParameters] Asked asked) =>
        string.IsNullOrWhiteSpace(formula) == string.IsNullOrWhiteSpace(contains) ? Bad("one of formula and contains is wanted.")
        : Told(http, asked, stop => new(StructureScope.Formula(hub.Archive, formula is { Length: > 0 } ? formula : contains!, string.IsNullOrWhiteSpace(formula), asked.Filter, asked.Q, stop), 0, 0, 0));

    static IResult Bad(string detail) => Problems.Answer(400, "Bad request", detail);

    static bool InLines(HttpContext http, Asked asked) => asked.Format == "jsonl" || asked.Format is null && http.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.Ordinal);

    static IResult Told(HttpContext http, Asked asked, Func<CancellationToken, StructureStream> find)
    {
        bool lines = InLines(http, asked);
        if (asked.Format is not (null or "json" or "jsonl")) return Bad($"format: '{asked.Format}' is none; json or jsonl is wanted.");
        if (asked.Top is < 1 || asked.Top > MostHits && !lines) return Bad($"top is 1 to {MostHits}; format=jsonl sends any number.");
        var stream = find(http.RequestAborted);
        if (stream.Error is { } error) return Bad(error);
        if (lines) return new LinesAnswer(stream, asked.Top ?? int.MaxValue);
        return Results.Json(new StructuresAnswer([.. stream.Hits.Take(asked.Top ?? 100).Select(Found)], stream.Screened, stream.Searched, stream.Pending), ApiJson.Wire.StructuresAnswer);
    }

    static FoundStructure Found(StructureHit h) => new(h.InChIKey, h.Smiles, h.Score, $"/api/molecules/{h.InChIKey}");

    /// <summary>Sends the hits as they come. A client that goes away ends the search.</summary>
    sealed class LinesAnswer(StructureStream stream, int top) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            http.Response.ContentType = Lines;
            int sent = 0;
            using (var hits = stream.Hits.GetEnumerator())
                // Looking for the next hit takes the processor, not the connection.
                while (sent < top && await Task.Run(hits.MoveNext, http.RequestAborted))
                {
                    await JsonSerializer.SerializeAsync(http.Response.Body, Found(hits.Current), ApiJson.Wire.FoundStructure, http.RequestAborted);
                    await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
                    if ((++sent & 63) == 1) { await http.Response.Body.FlushAsync(http.RequestAborted); http.Features.Get<Deadline.Clock>()?.Renew(); }
                }
            await JsonSerializer.SerializeAsync(http.Response.Body, new StructuresTally(sent, stream.Screened, stream.Searched, stream.Pending), ApiJson.Wire.StructuresTally, http.RequestAborted);
            await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
        }
    }

    /// <summary>The InChIKeys of what was found, for narrowing a query.</summary>
    /// <exception cref="QueryException">The question was wrong, or found more than a query can be narrowed to.</exception>
    internal static IReadOnlyCollection<string> Keys(StructureAnswer answer) => answer.Error is { } error ? throw new QueryException(error)
        : answer.Hits.Count == MostKeys ? throw new QueryException($"more than {MostKeys} molecules fit", null, "a narrower structure or a higher threshold")
        : answer.Pending > 0 ? throw new QueryException($"{answer.Pending} records came in too lately to be searched by structure; ask again in a moment")
        : [.. answer.Hits.Select(h => h.InChIKey).Distinct()];
}
