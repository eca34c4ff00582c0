// What the API explorer does not see of the OData routes: their query options, their answers, ids and tags.
using System.Text.Json.Nodes;
using DataHub.Model;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DataHub.Server.Description;

sealed class ODataOperations : IOperationFilter
{
    static readonly (string Name, JsonSchemaType Type, string Meaning, JsonNode? Example)[] s_options =
    [
        ("$filter", JsonSchemaType.String, "Which rows: eq ne gt ge lt le in and or not, contains startswith endswith length tolower toupper trim concat indexof substring year month day hour minute second date round floor ceiling, add sub mul div mod, list/any(x: x eq 'N').", "gap_ev gt 4 and level eq 'wB97X-D/def2-SVP'"),
        ("$orderby", JsonSchemaType.String, "In which order; null comes first when ascending. The key is always the last tie-breaker.", "gap_ev desc"),
        ("$select", JsonSchemaType.String, "Which columns, separated by commas.", "id,smiles,level,gap_ev"),
        ("$search", JsonSchemaType.String, "Words to find.", "benzene"),
        ("$top", JsonSchemaType.Integer, "At most so many rows.", 20),
        ("$skip", JsonSchemaType.Integer, "Leave out so many rows first; for long walks follow @odata.nextLink instead.", null),
        ("$count", JsonSchemaType.Boolean, "True to tell the number of all rows as @odata.count.", true),
        ("$skiptoken", JsonSchemaType.String, "Where the page before ended; comes in @odata.nextLink only.", null),
    ];

    /// <summary>The operation id of an OData route.</summary>
    internal static string IdOf(string set, string path) => path.EndsWith("$count", StringComparison.Ordinal) ? $"Count{set}" : path.Contains('(') || path.Contains('{') ? $"Get{set.TrimEnd('s')}Entity" : $"Query{set}";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor is not ControllerActionDescriptor action || !Enum.TryParse<QuerySet>(action.ControllerName, out var set)) return;
        string path = context.ApiDescription.RelativePath!;
        bool count = path.EndsWith("$count", StringComparison.Ordinal), one = !count && path.Contains('{');
        operation.Tags = new HashSet<OpenApiTagReference> { new("OData", context.Document) };
        if (count) operation.Summary = $"How many {set.ToString().ToLowerInvariant()} a filter and a search leave.";
        operation.Parameters ??= [];
        foreach (var key in operation.Parameters.OfType<OpenApiParameter>().Where(k => k.In == ParameterLocation.Path && k.Schema?.Type?.HasFlag(JsonSchemaType.String) == true))
        {
            key.Description += " In single quotes.";
            key.Example = set == QuerySet.Molecules ? "'UHOVQNZJYSORNB-UHFFFAOYSA-N'" : set == QuerySet.Datasets ? "'my-dataset'" : "'abcdefghijklmnopqrstuvwxyz'";
        }
        bool Wanted(string option) => one ? option == "$select" : !count || option is "$filter" or "$search";
        foreach (var (name, type, meaning, example) in s_options.Where(o => Wanted(o.Name)))
        {
            var shown = set == QuerySet.Calculations ? example?.DeepClone() : name switch { "$filter" => set == QuerySet.Molecules ? "heavy_atoms le 6" : "calculations gt 0", "$orderby" => "calculations desc", "$select" => set == QuerySet.Molecules ? "inchikey,smiles,levels" : "slug,title,calculations", _ => example?.DeepClone() };
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = meaning, Example = shown, Schema = new OpenApiSchema { Type = type } });
        }
        if (!one && !count)
            operation.Parameters.Add(new OpenApiParameter { Name = "Prefer", In = ParameterLocation.Header, Description = "odata.maxpagesize=N sets the rows on a page, 1000 if left out, at most 10,000.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        var row = new OpenApiSchemaReference(set.ToString().TrimEnd('s'), context.Document);
        IOpenApiSchema body = count ? new OpenApiSchema { Type = JsonSchemaType.Integer } : one ? row : new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["@odata.context"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["@odata.count"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Number of all rows, with $count=true." },
                ["value"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = row },
                ["@odata.nextLink"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Address of the next page; absent on the last." },
            },
        };
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse { Description = count ? "The number as plain text." : one ? "The row." : "A page of rows.", Content = new Dictionary<string, IOpenApiMediaType> { [count ? "text/plain" : "application/json"] = new OpenApiMediaType { Schema = body } } },
            ["400"] = Error("The query is wrong: innererror tells the position and what was expected."),
        };
        if (one) operation.Responses["404"] = Error("There is no such row.");

        OpenApiResponse Error(string meaning) => new() { Description = meaning, Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(ODataError), context.SchemaRepository) } } };
    }
}
