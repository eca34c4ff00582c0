// Answers /api/search: full-text search with facets.
using System.Buffers;
using System.Text.Json;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class SearchRoutes
{
    static readonly string[] Own = ["q", "top", "skip", "smarts", "similar", "threshold"];
    /// <summary>The columns that a hit shows.</summary>
    internal static readonly string[] Shown = ["id", "status", "name", "smiles", "inchikey", "formula", "charge", "multiplicity", "level", "geometry_level", "program", "dataset", "energy_hartree", "homo_ev", "lumo_ev", "gap_ev", "dipole_debye", "cpu_seconds"];

    internal static void MapSearch(this WebApplication app)
    {
        app.MapGet("/api/search", Search).WithTags("Search").WithName("Search").Produces(200, contentType: "application/json").Refuses(400);
        app.MapGet("/api/search/suggest", Suggest).WithTags("Search").WithName("Suggest").Produces<IReadOnlyList<Suggestion>>(200).Refuses(400);
    }

    /// <summary>What a search text could go on with: fields, values of facets and words of names that begin like its last word.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="q">The text so far.</param>
    /// <param name="top">Suggestions at most, up to 50.</param>
    internal static IResult Suggest(HttpContext http, Hub hub, string q = "", int top = 10) =>
        top is < 1 or > 50 ? Problems.Answer(400, "Bad request", "top is 1 to 50.") : Results.Json(hub.Archive.Suggest(q, top, http.RequestAborted), ApiJson.Wire.IReadOnlyListSuggestion);

    /// <summary>What a request to search asks.</summary>
    /// <exception cref="QueryException">Its structure is none, or fits too much.</exception>
    internal static SearchOrder Order(HttpContext http, Hub hub, string q, int top, int skip, string? smarts, string? similar, double threshold)
    {
        HashSet<string>? among = null;
        if (!string.IsNullOrWhiteSpace(smarts)) among = [.. StructureRoutes.Keys(hub.Structures.Substructure(new(smarts.Trim()), StructureRoutes.MostKeys, http.RequestAborted))];
        if (!string.IsNullOrWhiteSpace(similar)) among = [.. StructureRoutes.Keys(hub.Structures.Similar(similar.Trim(), threshold, StructureRoutes.MostKeys, http.RequestAborted, among))];
        return new SearchOrder(q) { Top = top, Skip = skip, Filters = Filters(http.Request.Query), Among = among };
    }

    /// <summary>Full-text search over names, formulas, SMILES, identifiers, levels, programs and datasets, with exact counts of every facet.</summary>
    /// <remarks>The language is that of docs/search.md. <c>matches</c> of a hit tells where in its texts the words are, as [start, length]; <c>did_you_mean</c> is another text that finds something, where this one finds nothing. Any other query parameter is a facet that hits must have, for instance level=GFN2-xTB or program=psi4. <c>waiting</c> is the number of records that were taken in but that the index has not seen yet: 0 except after large ingests.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="q">Words, a "phrase", an InChIKey, a formula, field:value, ranges as in gap:3..5eV; empty finds everything.</param>
    /// <param name="top">Hits on the page, at most 1000.</param>
    /// <param name="skip">Hits to leave out first.</param>
    /// <param name="smarts">Only molecules with this substructure.</param>
    /// <param name="similar">Only molecules like this one (SMILES).</param>
    /// <param name="threshold">Least Tanimoto coefficient of those.</param>
    internal static IResult Search(HttpContext http, Hub hub, string q = "", int top = 20, int skip = 0, string? smarts = null, string? similar = null, double threshold = 0.5)
    {
        if (top is < 0 or > 1000 || skip is < 0 or > 1_000_000) return Problems.Answer(400, "Bad request", "top is 0 to 1000, skip 0 to 1,000,000.");
        var order = Order(http, hub, q, top, skip, smarts, similar, threshold);
        var page = hub.Archive.Search(order, http.RequestAborted);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("total", page.Total);
            if (page.Total == 0 && hub.Archive.DidYouMean(order, http.RequestAborted) is { } other) json.WriteString("did_you_mean", other);
            json.WriteNumber("waiting", page.Waiting);
            json.WriteStartArray("hits");
            foreach (var (hit, row) in Rows(hub, page, http.RequestAborted))
            {
                json.WriteStartObject();
                json.WriteNumber("score", hit.Score);
                foreach (var (name, value) in row)
                {
                    json.WritePropertyName(name);
                    RowJson.Value(json, value);
                }
                json.WriteStartObject("matches");
                foreach (var (name, value) in row)
                    if (value is string text && page.Marks?.In(name, text) is { Count: > 0 } places)
                    {
                        json.WriteStartArray(name);
                        foreach (var (start, length) in places)
                        {
                            json.WriteStartArray();
                            json.WriteNumberValue(start);
                            json.WriteNumberValue(length);
                            json.WriteEndArray();
                        }
                        json.WriteEndArray();
                    }
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("facets");
            foreach (var (facet, values) in page.Facets)
            {
                json.WriteStartArray(facet);
                foreach (var (value, count) in values)
                {
                    json.WriteStartObject();
                    json.WriteString("value", value);
                    json.WriteNumber("count", count);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Results.Bytes(buffer.WrittenMemory, "application/json");
    }

    /// <summary>The facets that a query string asks for.</summary>
    internal static Dictionary<string, string> Filters(IQueryCollection query) =>
        query.Where(p => !Own.Contains(p.Key) && p.Value.Count > 0 && p.Value[^1]!.Length > 0).ToDictionary(p => p.Key, p => p.Value[^1]!);

    /// <summary>The rows of the hits, in the order of the hits.</summary>
    internal static List<(SearchHit Hit, IReadOnlyList<(string Name, object? Value)> Row)> Rows(Hub hub, SearchPage page, CancellationToken cancel)
    {
        if (page.Hits.Count == 0) return [];
        var rows = new Dictionary<string, IReadOnlyList<(string, object?)>>();
        using var stream = hub.Archive.Find(new Query(QuerySet.Calculations) { Filter = new Expr.In(new Expr.Col("id"), [.. page.Hits.Select(h => (object?)h.Id)]), Select = Shown }, cancel);
        while (stream.Read())
        {
            var row = new (string, object?)[stream.Columns];
            for (int i = 0; i < row.Length; i++) row[i] = (stream.Reader.GetName(i), stream[i]);
            rows[stream.Reader.GetString(0)] = row;
        }
        return [.. page.Hits.Where(h => rows.ContainsKey(h.Id)).Select(h => (h, rows[h.Id]))];
    }
}
