// The schemas of rows, from the same columns as everything else.
using DataHub.Model;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DataHub.Server.Description;

sealed class RowSchemas : IDocumentFilter
{
    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        document.Components ??= new OpenApiComponents();
        var schemas = document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var stray in schemas.Keys.Where(k => k.StartsWith("Edm", StringComparison.Ordinal) || k.StartsWith("IEdm", StringComparison.Ordinal) || k.StartsWith("OData", StringComparison.Ordinal) && !k.StartsWith("ODataError", StringComparison.Ordinal)).ToList()) schemas.Remove(stray);
        foreach (var set in Enum.GetValues<QuerySet>())
            schemas[set.ToString().TrimEnd('s')] = Row($"A row of {set}. A value may be null.", SetColumns.Of(set).Where(c => !c.IsAside).Select(c => (c.Name, c.Type, c.Unit, c.Meaning, c.IsKey)));
        foreach (var open in (string[])["extras", "uncertainties"])
            ((OpenApiSchema)schemas["Calculation"].Properties![open]).Type = JsonSchemaType.Object | JsonSchemaType.Null;
        schemas["WholeCalculation"] = Row("A calculation with its geometry and every list. What is not known is absent.",
            Columns.All.Select(c => (c.Name, c.Type, c.Unit, c.Meaning, c == Columns.Id)));
    }

    static OpenApiSchema Row(string meaning, IEnumerable<(string Name, ColumnType Type, string? Unit, string Meaning, bool Key)> columns) => new()
    {
        Type = JsonSchemaType.Object,
        Description = meaning,
        Properties = columns.ToDictionary(c => c.Name, c => (IOpenApiSchema)Cell(c.Type, c.Key, c.Unit is null ? c.Meaning : $"{c.Meaning} [{c.Unit}]")),
    };

    static OpenApiSchema Cell(ColumnType type, bool key, string meaning)
    {
        var schema = type switch
        {
            ColumnType.Text => new OpenApiSchema { Type = JsonSchemaType.String },
            ColumnType.Integer => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
            ColumnType.Real => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            ColumnType.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            ColumnType.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            ColumnType.TextList => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            ColumnType.RealList => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" } },
            _ => throw new InvalidOperationException($"column type {type} has no schema"),
        };
        if (!key) schema.Type |= JsonSchemaType.Null;
        schema.Description = meaning;
        return schema;
    }
}
