// The OpenAPI document of every route, and the page to try them on.
using DataHub.Server.Routes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace DataHub.Server.Description;

static class HubDescription
{
    internal static void AddHubDescription(this IServiceCollection services) => services.AddEndpointsApiExplorer().AddSwaggerGen(c =>
    {
        c.SwaggerDoc("v1", new OpenApiInfo
        {
            Title = "DataHub",
            Version = "v1",
            Description = "Open data repository for computational chemistry. Every value stands with its level of theory and unit; ask whether it is known before computing it. "
                + "Reading is open. Writing needs no token from the machine itself, and 'Authorization: Bearer TOKEN' where the server has one. Errors of /api are problem+json (RFC 9457), those of /odata are OData errors.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        });
        c.DocInclusionPredicate((_, d) => d.RelativePath is { } path && !path.EndsWith("$metadata", StringComparison.Ordinal) && path is not ("odata" or "odata/") && path.StartsWith("odata/$", StringComparison.Ordinal) == false);
        c.CustomOperationIds(d => d.ActionDescriptor.RouteValues.TryGetValue("action", out var action) && action is not null && d.ActionDescriptor.RouteValues.TryGetValue("controller", out var set) && set is not null
            ? ODataOperations.IdOf(set, d.RelativePath!) : d.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().FirstOrDefault()?.EndpointName);
        c.IncludeXmlComments(typeof(HubDescription).Assembly);
        c.AddSecurityDefinition("token", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token that DATAHUB_TOKEN held when the server was started." });
        c.OperationFilter<ODataOperations>();
        c.OperationFilter<Bodies>();
        c.DocumentFilter<RowSchemas>();
        c.SupportNonNullableReferenceTypes();
    });

    internal static void MapDescription(this WebApplication app)
    {
        app.UseSwagger(o =>
        {
            o.RouteTemplate = "openapi/{documentName}.json";
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(o =>
        {
            o.RoutePrefix = "api/docs";
            o.SwaggerEndpoint("/openapi/v1.json", "DataHub v1");
            o.DocumentTitle = "DataHub API";
        });
    }
}
