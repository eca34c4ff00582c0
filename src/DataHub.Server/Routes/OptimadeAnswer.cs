// The shape of OPTIMADE's answers: meta, links, errors, as JSON:API.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataHub.Model;

namespace DataHub.Server.Routes;

static class OptimadeAnswer
{
    internal const string Version = "1.2.0";
    const string Schema = "https://schemas.optimade.org/openapi/v1.2/optimade.json";
    static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an answer; what it holds beside meta is given.</summary>
    internal static Task Write(HttpContext http, JsonObject body, string prefix, long returned, long available, bool more, IReadOnlyList<string>? warnings = null)
    {
        body["meta"] = Meta(http, prefix, returned, available, more, warnings);
        return Send(http, body);
    }

    static JsonObject Meta(HttpContext http, string prefix, long returned, long available, bool more, IReadOnlyList<string>? warnings)
    {
        var path = http.Request.Path.Value!["/optimade".Length..];
        if (path.StartsWith("/v1", StringComparison.Ordinal)) path = path.IndexOf('/', 1) is > 0 and var at ? path[at..] : "";
        var meta = new JsonObject
        {
            ["query"] = new JsonObject { ["representation"] = (path.Length == 0 ? "/" : path) + http.Request.QueryString.Value },
            ["api_version"] = Version,
            ["schema"] = Schema,
            ["time_stamp"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["data_returned"] = returned,
            ["data_available"] = available,
            ["more_data_available"] = more,
            ["provider"] = new JsonObject { ["name"] = "DataHub", ["description"] = "Calculations of quantum chemistry with level of theory, provenance and cost", ["prefix"] = prefix },
            ["implementation"] = new JsonObject { ["name"] = "DataHub", ["version"] = typeof(Program).Assembly.GetName().Version!.ToString(3) },
        };
        if (warnings is { Count: > 0 }) meta["warnings"] = new JsonArray([.. warnings.Select(w => new JsonObject { ["type"] = "warning", ["detail"] = w })]);
        return meta;
    }

    /// <summary>An error.</summary>
    internal static Task Refuse(HttpContext http, Problem problem)
    {
        var error = new JsonObject { ["status"] = problem.Status.ToString(CultureInfo.InvariantCulture), ["title"] = problem.Title, ["detail"] = problem.Detail };
        if (problem.Detail.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && OptimadeRoutes.Options.Contains(problem.Detail[..colon])) error["source"] = new JsonObject { ["parameter"] = problem.Detail[..colon] };
        var prefix = http.RequestServices.GetRequiredService<ServerOptions>().OptimadePrefix;
        return Send(http, new JsonObject { ["errors"] = new JsonArray(error), ["meta"] = Meta(http, prefix, 0, 0, false, null) });
    }

    static Task Send(HttpContext http, JsonObject body)
    {
        http.Response.ContentType = "application/vnd.api+json";
        return http.Response.WriteAsync(body.ToJsonString(s_json), http.RequestAborted);
    }
}
