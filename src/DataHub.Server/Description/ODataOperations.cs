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
        ("$filter", JsonSchemaType.String, "Which rows: eq ne gt ge lt le in and or not; add sub mul div divby mod; contains startswith endswith matchesPattern length indexof substring tolower toupper trim concat; year month day hour minute second fractionalseconds date now; round floor ceiling; list/any(x: ...), list/all, list/$count; link/column and link/any(r: ...); extras/name.", "gap_ev gt 4 and level eq 'wB97X-D/def2-SVP'"),
        ("$orderby", JsonSchemaType.String, "In which order; null comes first when ascending. The key is always the last tie-breaker.", "gap_ev desc"),
        ("$apply", JsonSchemaType.String, "A pipeline: filter, compute, groupby, aggregate (sum min max average countdistinct, $count as n), topcount bottomcount topsum bottomsum toppercent bottompercent, orderby, top, skip, joined by '/'. The other options are about the rows that it makes.", null),
        ("$compute", JsonSchemaType.String, "More columns: expression as name, separated by commas.", null),
        ("$expand", JsonSchemaType.String, "Linked rows inside each row, with their own $filter, $orderby, $top, $skip, $count, $select, $compute, $expand in parentheses, separated by semicolons.", null),
        ("$select", JsonSchemaType.String, "Which columns, separated by commas.", "id,smiles,level,gap_ev"),
        ("$search", JsonSchemaType.String, "Words to find.", "benzene"),
        ("$top", JsonSchemaType.Integer, "At most so many rows.", 20),
        ("$skip", JsonSchemaType.Integer, "Leave out so many rows first; for long walks follow @odata.nextLink instead.", null),
        ("$count", JsonSchemaType.Boolean, "True to tell the number of all rows as @odata.count.", true),
        ("$skiptoken", JsonSchemaType.Integer, "Rows that the pages before have given; comes in @odata.nextLink, together with position.", null),
        ("position", JsonSchemaType.String, "Where the page before ended, and of which moment's archive; comes in @odata.nextLink only.", null),
        ("$deltatoken", JsonSchemaType.String, "Only what came in later; comes in @odata.deltaLink only, for which Prefer: odata.track-changes asks.", null),
    ];

    /// <summary>The operation id of an OData route.</summary>
    internal static string IdOf(string set, string path) => FunctionOf(set, path) is { } function ? $"Query{set}{function}" : path.EndsWith("$count", StringComparison.Ordinal) ? $"Count{set}" : path.Contains('(') || path.Contains('{') ? $"Get{set.TrimEnd('s')}Entity" : $"Query{set}";

    /// <summary>The name of the bound function of a route, null if it has none.</summary>
    static string? FunctionOf(string set, string path) => path.Split('/') is [.., var before, var last] && before == set && last.IndexOf('(') is > 0 and var at ? last[..at] : null;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor is not ControllerActionDescriptor action || !Enum.TryParse<QuerySet>(action.ControllerName, out var set)) return;
        string path = context.ApiDescription.RelativePath!;
        bool count = path.EndsWith("$count", StringComparison.Ordinal), one = !count && path.Contains('{') && FunctionOf(set.ToString(), path) is null;
        operation.Tags = new HashSet<OpenApiTagReference> { new("OData", context.Document) };
        if (count) operation.Summary = $"How many {set.ToString().ToLowerInvariant()} a filter and a search leave.";
        operation.Parameters ??= [];
        foreach (var key in operation.Parameters.OfType<OpenApiParameter>().Where(k => k.In == ParameterLocation.Path && k.Schema?.Type?.HasFlag(JsonSchemaType.String) == true))
        {
            key.Description += " In single quotes.";
            key.Example = set == QuerySet.Molecules ? "'UHOVQNZJYSORNB-UHFFFAOYSA-N'" : set == QuerySet.Datasets ? "'my-dataset'" : set == QuerySet.Levels ? "'GFN2-xTB'" : "'abcdefghijklmnopqrstuvwxyz'";
        }
        bool Wanted(string option) => one ? option is "$select" or "$expand" or "$compute" : count ? option is "$filter" or "$search" or "$apply" : option != "$deltatoken" || set == QuerySet.Calculations;
        foreach (var (name, type, meaning, example) in s_options.Where(o => Wanted(o.Name)))
        {
            var shown = set == QuerySet.Calculations ? example?.DeepClone() : name switch { "$filter" => set == QuerySet.Molecules ? "heavy_atoms le 6" : "calculations gt 0", "$orderby" => "calculations desc", "$select" => set switch { QuerySet.Molecules => "inchikey,smiles,levels", QuerySet.Datasets => "slug,title,calculations", QuerySet.Levels => "name,kind,calculations", _ => "id,calculations" }, _ => example?.DeepClone() };
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = meaning, Example = shown, Schema = new OpenApiSchema { Type = type } });
        }
        if (!one && !count)
            operation.Parameters.Add(new OpenApiParameter { Name = "Prefer", In = ParameterLocation.Header, Description = "odata.maxpagesize=N sets the rows on a page, at most 1,000,000; if left out 1000 of few columns, 250 of all, 100 with linked rows; odata.track-changes (Calculations) asks for a delta link.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
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
                ["@odata.deltaLink"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Address of what comes in later; on the last page, if it was asked for." },
            },
        };
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse { Description = count ? "The number as plain text." : one ? "The row." : "A page of rows.", Content = new Dictionary<string, IOpenApiMediaType> { [count ? "text/plain" : "application/json"] = new OpenApiMediaType { Schema = body } } },
            ["304"] = new OpenApiResponse { Description = "Nothing has changed since the answer whose entity tag If-None-Match names." },
            ["400"] = Error("The query is wrong: innererror tells the position and what was expected."),
        };
        if (one) operation.Responses["404"] = Error("There is no such row.");

        OpenApiResponse Error(string meaning) => new() { Description = meaning, Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(ODataError), context.SchemaRepository) } } };
    }
}
