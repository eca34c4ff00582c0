// What the server tells of itself: $metadata and the OpenAPI document, compared with the repository and with the routes.
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DataHub.Model;
using DataHub.Screening;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class DescriptionTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static readonly XNamespace Edm = "http://docs.oasis-open.org/odata/ns/edm";
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<JsonObject> Document() => (JsonObject)JsonNode.Parse(await hub.Http.GetStringAsync("/openapi/v1.json", Cancel))!;

    [Fact]
    public async Task The_metadata_document_is_the_one_in_the_repository()
    {
        var document = XDocument.Parse(await hub.Http.GetStringAsync("/odata/$metadata", Cancel));
        Golden.Same("schemas/metadata.xml", document + "\n");
        foreach (var set in Enum.GetValues<QuerySet>())
        {
            var type = document.Descendants(Edm + "EntityType").Single(t => (string)t.Attribute("Name")! == set.ToString().TrimEnd('s'));
            Assert.Equal(SetColumns.Of(set).Select(c => c.Name), type.Elements(Edm + "Property").Select(p => (string)p.Attribute("Name")!));
            Assert.Equal(SetColumns.Key(set).Select(c => c.Name), type.Descendants(Edm + "PropertyRef").Select(p => (string)p.Attribute("Name")!));
            foreach (var column in SetColumns.Of(set))
            {
                var notes = type.Elements(Edm + "Property").Single(p => (string)p.Attribute("Name")! == column.Name).Elements(Edm + "Annotation").ToDictionary(a => (string)a.Attribute("Term")!, a => (string)a.Attribute("String")!);
                Assert.Equal(column.Meaning, notes["Core.Description"]);
                Assert.Equal(column.Unit, notes.GetValueOrDefault("Measures.Unit"));
            }
        }
    }

    [Fact]
    public async Task The_metadata_document_comes_as_JSON_too()
    {
        var json = await hub.Json("/odata/$metadata?$format=json");
        Assert.Equal("DataHub.Hub", json.GetProperty("$EntityContainer").GetString());
        Assert.True(json.GetProperty("DataHub").GetProperty("Calculation").TryGetProperty("gap_ev", out _));
    }

    [Fact]
    public async Task The_OpenAPI_document_is_valid_and_the_one_in_the_repository()
    {
        string text = await hub.Http.GetStringAsync("/openapi/v1.json", Cancel);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Golden.Same("schemas/openapi.json", text.TrimEnd() + "\n");
        Assert.Equal("DataHub API", System.Text.RegularExpressions.Regex.Match(await hub.Http.GetStringAsync("/api/docs/index.html", Cancel), "<title>(.*)</title>").Groups[1].Value);
    }

    [Fact]
    public async Task Every_operation_has_an_id_a_summary_and_described_parameters()
    {
        var ids = new HashSet<string>();
        foreach (var (path, operations) in (JsonObject)(await Document())["paths"]!)
            foreach (var (method, operation) in (JsonObject)operations!)
            {
                Assert.True(ids.Add((string)operation!["operationId"]!), $"{method} {path}: its id is missing or taken");
                Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), $"{method} {path} has no summary");
                foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                    Assert.False(string.IsNullOrEmpty((string?)parameter!["description"]), $"{method} {path}: {parameter["name"]} has no description");
            }
        Assert.Superset(new HashSet<string> { "QueryCalculations", "QueryMolecules", "QueryDatasets", "UploadCalculations", "GetCalculation", "GetRawOutput", "GetMolecule", "AskKnown", "StartCampaign", "WatchCampaign", "Search", "Export", "Health" }, ids);
    }

    [Fact]
    public async Task The_page_of_routes_lists_every_route()
    {
        var page = new StringBuilder("# Routes of the server\n\n`/openapi/v1.json` describes each with parameters, shapes and examples; `/api/docs` is the page to try them on. Reading is open. Routes marked W write: without a token from the machine itself only, with `DATAHUB_TOKEN` set by `Authorization: Bearer TOKEN`. Errors of `/api` and `/files` are problem+json (RFC 9457), those of `/odata` are OData errors with the position in the query and what was expected there.\n\n| route | | what it does |\n| --- | --- | --- |\n");
        foreach (var (path, operations) in (JsonObject)(await Document())["paths"]!)
            foreach (var (method, operation) in (JsonObject)operations!)
                page.Append($"| `{method.ToUpperInvariant()} {path}` | {(operation!["security"] is null ? "" : "W")} | {operation["summary"]} |\n");
        page.Append("| `GET /odata`, `GET /odata/$metadata` | | Service document and entity model (XML, or JSON with `?$format=json`), with the unit and meaning of every column. |\n");
        page.Append("| `POST /odata/$batch` | | Up to 100 reading requests in one, JSON or multipart/mixed. |\n");
        page.Append("| `POST /odata/{set}/$query` | | A query whose options are in the body as text, for those that are too long for an address. |\n");
        page.Append("| `GET /odata/{set}({key})/...` | | Properties (also `/$value`), links with every option of their set, `/$count`, `/$ref`. |\n");
        Golden.Same("docs/http.md", page.ToString());
    }

    [Fact]
    public async Task Row_schemas_have_the_columns_and_nothing_of_the_library_shows()
    {
        var schemas = (JsonObject)(await Document())["components"]!["schemas"]!;
        Assert.Equal(Columns.Wide.Select(c => c.Name), ((JsonObject)schemas["Calculation"]!["properties"]!).Select(p => p.Key));
        Assert.Equal(Columns.All.Select(c => c.Name), ((JsonObject)schemas["WholeCalculation"]!["properties"]!).Select(p => p.Key));
        Assert.DoesNotContain(schemas, s => s.Key.Contains("Edm"));
    }

    [Fact]
    public async Task The_examples_work()
    {
        var paths = (JsonObject)(await Document())["paths"]!;
        foreach (var (path, operations) in paths)
        {
            if (!path.StartsWith("/odata") && path is not ("/api/levels" or "/api/levels/compare" or "/api/known" or "/api/search") || operations!["get"] is not { } get || path.Contains('{')) continue;
            var query = get["parameters"]!.AsArray().Where(p => p!["example"] is not null && (string)p["in"]! == "query").Select(p => $"{p!["name"]}={Uri.EscapeDataString(p["example"]!.ToString())}");
            var answer = await hub.Http.GetAsync($"{path}?{string.Join('&', query)}".Replace("=True", "=true"), Cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(Cancel)}");
        }
        var known = paths["/api/known"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
        Assert.True((await hub.Http.PostAsync("/api/known", new StringContent(known.ToJsonString(), Encoding.UTF8, "application/json"), Cancel)).IsSuccessStatusCode);
        var (campaign, faults) = Campaign.Read("example", (string)paths["/api/campaigns"]!["post"]!["requestBody"]!["content"]!["application/yaml"]!["example"]!);
        Assert.True(campaign is not null, string.Join("\n", faults));
    }
}
