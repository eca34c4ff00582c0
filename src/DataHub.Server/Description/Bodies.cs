// What the API explorer does not see of the REST routes: raw bodies, examples, the shape of rows, the token.
using System.Text.Json.Nodes;
using DataHub.Formats.Flat;
using DataHub.Server.Routes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DataHub.Server.Description;

sealed class Bodies : IOperationFilter
{
    const string Campaign = """
        name: gaps of small aromatics
        property: gap_ev
        level: wB97X-D/def2-SVP
        tolerance: 0.3 eV
        confidence: 0.9
        budget: {cpu_hours: 1}
        ladder: [reuse, surrogate, GFN2-xTB, wB97X-D/def2-SVP]
        candidates: [c1ccccc1, Cc1ccccc1, c1ccncc1]
        """;

    const string Metadata = """
        title: Gaps of small aromatics at wB97X-D/def2-SVP
        description: HOMO-LUMO gaps of 600 aromatic molecules of up to twelve heavy atoms.
        licence: CC-BY-4.0
        authors: [{name: 'Curie, Marie', orcid: 0000-0002-1825-0097}]
        keywords: [gap, DFT, aromatics]
        """;

    /// <summary>Operations on datasets that write.</summary>
    static readonly HashSet<string?> s_datasets =
    [
        "DescribeDataset", "LinkRecords", "PutDraftFile", "DropDraftFile", "SubmitDraft", "ApproveDraft", "ReturnDraft", "DropDraft", "BeginVersion", "WithdrawVersion", "ReleaseDraft", "EditMetadata", "ListShareLinks", "MakeShareLink", "RevokeShareLink",
    ];

    static readonly Dictionary<string, (string Parameter, string Value)[]> s_examples = new()
    {
        ["UploadCalculations"] = [("name", "job.out"), ("dataset", "my-dataset"), ("licence", "CC0-1.0")],
        ["AskKnownOne"] = [("smiles", "c1ccccc1"), ("level", "wB97X-D/def2-SVP"), ("property", "gap_ev")],
        ["ReadLevel"] = [("text", "B3LYP-D3BJ/6-31G*")],
        ["CompareLevels"] = [("a", "CC3/aug-cc-pVTZ"), ("b", "CC2/aug-cc-pVDZ"), ("property", "excitation_energies_ev")],
        ["Search"] = [("q", "benzene")],
        ["GetMolecule"] = [("inchikey", "UHOVQNZJYSORNB-UHFFFAOYSA-N")],
        ["GetDepiction"] = [("inchikey", "UHOVQNZJYSORNB-UHFFFAOYSA-N")],
        ["Export"] = [("format", "csv")],
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            if (operation.OperationId is { } id && s_examples.TryGetValue(id, out var examples) && examples.FirstOrDefault(e => e.Parameter == parameter.Name) is { Value: { } value }) parameter.Example = value;
        switch (operation.OperationId)
        {
            case "UploadCalculations":
                operation.RequestBody = Body("A file of any readable format, an archive, or several files.", ("application/octet-stream", Binary(), null), ("application/zip", Binary(), null), ("multipart/form-data", new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Binary() } },
                }, null));
                break;
            case "StartCampaign":
                operation.RequestBody = Body("A campaign file.", ("application/yaml", new OpenApiSchema { Type = JsonSchemaType.String }, Campaign), ("application/json", new OpenApiSchema { Type = JsonSchemaType.Object }, null));
                break;
            case "AskKnown":
                var one = context.SchemaGenerator.GenerateSchema(typeof(KnownQuestion), context.SchemaRepository);
                operation.RequestBody = Body("A question, an array of at most 10,000, or a list of any length.", [("application/json", new OpenApiSchema { OneOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }] },
                    new JsonArray(new JsonObject { ["smiles"] = "c1ccccc1", ["level"] = "wB97X-D/def2-SVP", ["property"] = "gap_ev" }, new JsonObject { ["inchikey"] = "XLYOFNOQVPJJNP-UHFFFAOYSA-N", ["level"] = "GFN2-xTB", ["property"] = "energy" })), .. Lists()]);
                ListOptions(operation);
                operation.Parameters!.Add(new OpenApiParameter { Name = "record", In = ParameterLocation.Query, Description = "Write the answers to the ledger as reuses of the campaign of this name; the caller must be allowed to write. Without it a look-up is only a look-up.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
                operation.Parameters!.Add(new OpenApiParameter { Name = "format", In = ParameterLocation.Query, Description = $"Format of the rows that answer a list: {string.Join(", ", FlatFile.Formats.Select(f => f.Name))}; jsonl if neither this nor the Accept header names one.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
                if (operation.Responses?["200"] is OpenApiResponse { Content: { } content })
                    foreach (var (_, media, _) in FlatFile.Formats) content[media] = new OpenApiMediaType { Schema = media.StartsWith("text/", StringComparison.Ordinal) ? new OpenApiSchema { Type = JsonSchemaType.String } : Binary() };
                break;
            case "PlanKnown":
                operation.RequestBody = Body("A list of any length.", [.. Lists()]);
                ListOptions(operation);
                break;
            case "GetCalculation":
                Answer(operation, "application/json", new OpenApiSchemaReference("WholeCalculation", context.Document));
                break;
            case "Search":
                Answer(operation, "application/json", new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["total"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                        ["hits"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference("Calculation", context.Document), Description = "Rows with some columns of Calculations, and a score." },
                        ["facets"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = context.SchemaGenerator.GenerateSchema(typeof(FacetValue), context.SchemaRepository) } },
                    },
                });
                break;
            case "Export":
                operation.Parameters ??= [];
                foreach (string option in (string[])["$filter", "$orderby", "$select", "$search", "$top", "$skip"])
                    operation.Parameters.Add(new OpenApiParameter { Name = option, In = ParameterLocation.Query, Description = $"As {option} of /odata/Calculations.", Schema = new OpenApiSchema { Type = option is "$top" or "$skip" ? JsonSchemaType.Integer : JsonSchemaType.String } });
                break;
        }
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.Name == "slug" && string.IsNullOrEmpty(p.Description))) parameter.Description = "Short name of the dataset.";
        if (operation.OperationId is "DescribeDataset" or "EditMetadata")
            operation.RequestBody = Body("A metadata file (schemas/dataset.schema.json).", ("application/yaml", new OpenApiSchema { Type = JsonSchemaType.String }, Metadata), ("application/json", new OpenApiSchema { Type = JsonSchemaType.Object }, null));
        if (operation.OperationId is "PutDraftFile") operation.RequestBody = Body("The file.", ("application/octet-stream", Binary(), null));
        if (s_datasets.Contains(operation.OperationId) || operation.OperationId is "UploadCalculations" or "StartCampaign" or "CancelCampaign" or "WithdrawRecords" or "UndoWithdrawal" or "TakeClaims" or "RenewClaims" or "ReleaseClaims")
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", context.Document)] = [] }];
            operation.Responses ??= new OpenApiResponses();
            operation.Responses["401"] = new OpenApiResponse { Description = "The token is missing or wrong." };
            operation.Responses["403"] = new OpenApiResponse { Description = "Writing is closed here; the answer says why." };
            operation.Responses["503"] = new OpenApiResponse { Description = "The archive is open for reading only." };
        }
    }

    /// <summary>The forms of a list of molecules, one with an example.</summary>
    static IEnumerable<(string, IOpenApiSchema, JsonNode?)> Lists() => KnownListRoutes.MediaTypes.Select(t => (t, (IOpenApiSchema)new OpenApiSchema { Type = JsonSchemaType.String }, t == "text/csv" ? (JsonNode?)"smiles,name\nc1ccccc1,benzene\nO,water\n" : null));

    static void ListOptions(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        foreach (var (name, meaning) in KnownListRoutes.Options)
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = meaning, Schema = new OpenApiSchema { Type = name is "tolerance" or "confidence" ? JsonSchemaType.Number : name == "consistent_series" ? JsonSchemaType.Boolean : JsonSchemaType.String } });
    }

    static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };

    static OpenApiRequestBody Body(string meaning, params (string Type, IOpenApiSchema Schema, JsonNode? Example)[] kinds) => new()
    {
        Description = meaning,
        Required = true,
        Content = kinds.ToDictionary(k => k.Type, k => (IOpenApiMediaType)new OpenApiMediaType { Schema = k.Schema, Example = k.Example }),
    };

    static void Answer(OpenApiOperation operation, string type, IOpenApiSchema schema)
    {
        if (operation.Responses?["200"] is OpenApiResponse ok) ok.Content = new Dictionary<string, IOpenApiMediaType> { [type] = new OpenApiMediaType { Schema = schema } };
    }
}
