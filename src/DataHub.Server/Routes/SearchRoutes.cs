// Answers /api/search: full-text search with facets.
using System.Buffers;
using System.Text.Json;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Server.Routes;

static class SearchRoutes
{
    static readonly string[] Own = ["q", "top", "skip"];
    /// <summary>The columns that a hit shows.</summary>
    internal static readonly string[] Shown = ["id", "status", "name", "smiles", "inchikey", "formula", "charge", "multiplicity", "level", "geometry_level", "program", "dataset", "energy_hartree", "homo_ev", "lumo_ev", "gap_ev", "dipole_debye", "cpu_seconds"];

    internal static void MapSearch(this WebApplication app) =>
        app.MapGet("/api/search", Search).WithTags("Search").WithName("Search").Produces(200, contentType: "application/json").Refuses(400);

    /// <summary>Full-text search over names, formulas, SMILES, identifiers, levels, programs and datasets, with exact counts of every facet.</summary>
    /// <remarks>Any other query parameter is a facet that hits must have, for instance level=GFN2-xTB or program=psi4. <c>waiting</c> is the number of records that were taken in but that the index has not seen yet: 0 except after large ingests.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="q">Words, a formula, an InChIKey, a phrase in quotes; empty finds everything.</param>
    /// <param name="top">Hits on the page, at most 1000.</param>
    /// <param name="skip">Hits to leave out first.</param>
    internal static IResult Search(HttpContext http, Hub hub, string q = "", int top = 20, int skip = 0)
    {
        if (top is < 0 or > 1000 || skip is < 0 or > 1_000_000) return Problems.Answer(400, "Bad request", "top is 0 to 1000, skip 0 to 1,000,000.");
        var filters = Filters(http.Request.Query);
        var page = hub.Archive.Search(q, top, skip, filters);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("total", page.Total);
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
