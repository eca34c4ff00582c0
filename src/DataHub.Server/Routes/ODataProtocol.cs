// What holds for every address under /odata: versions, formats, methods, the documents of the service, and the paths that have no route of their own.
using System.Text;
using System.Text.Json;
using System.Xml;
using DataHub.Model;
using DataHub.Queries;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.OData.Edm.Csdl;

namespace DataHub.Server.Routes;

static class ODataProtocol
{
    const int LongestQuery = 1 << 20;
    static readonly string[] Refused = ["$all", "$crossjoin", "$entity", "$async"];
    static readonly Lazy<(byte[] Xml, byte[] Json)> Model = new(() => (Xml(), Json()));

    /// <summary>Answers what is under /odata and has no route, and prepares the rest.</summary>
    internal static void UseODataProtocol(this WebApplication app, Hub hub)
    {
        var cache = app.Services.GetRequiredService<AggregateCache>();
        app.Use(next => http => http.Request.Path.StartsWithSegments("/odata", out var rest) ? Whole(http, () => Answer(http, hub, cache, rest.Value ?? "", next, app.Logger)) : next(http));
    }

    /// <summary>Ends an answer that is recoded on its way; what goes wrong is told in UTF-8.</summary>
    static async Task Whole(HttpContext http, Func<Task> answer)
    {
        var body = http.Features.Get<IHttpResponseBodyFeature>();
        try
        {
            await answer();
            if (http.Features.Get<IHttpResponseBodyFeature>() is StreamResponseBodyFeature recoded && recoded != body) await recoded.CompleteAsync();
        }
        catch
        {
            http.Features.Set(body);
            if (http.Features.Get<ODataFormat>() is { } format) http.Features.Set(format with { Charset = null });
            throw;
        }
    }

    static async Task Answer(HttpContext http, Hub hub, AggregateCache cache, string path, RequestDelegate next, ILogger log)
    {
        path = path.Trim('/');
        bool model = path == "$metadata", batch = path == "$batch";
        bool bare = path.EndsWith("/$count", StringComparison.Ordinal) || path.EndsWith("/$value", StringComparison.Ordinal);
        var format = batch ? ODataBatch.Format(http) : ODataFormat.Negotiate(http, model, bare);
        http.Features.Set(format);
        string method = http.Request.Method;
        string methods = batch ? "POST, OPTIONS" : path.EndsWith("/$query", StringComparison.Ordinal) ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
        if (HttpMethods.IsOptions(method))
        {
            http.Response.Headers.Allow = methods;
            http.Response.StatusCode = 204;
            return;
        }
        if (!methods.Split(", ").Contains(method))
        {
            http.Response.Headers.Allow = methods;
            http.Response.StatusCode = 405;
            return;
        }
        if (batch) { await ODataBatch.Answer(http, h => h.Request.Path.StartsWithSegments("/odata", out var rest) ? Answer(h, hub, cache, rest.Value ?? "", next, log) : Task.CompletedTask, log); return; }
        if (path.EndsWith("/$query", StringComparison.Ordinal)) { await Posted(http, hub, cache, path[..^"/$query".Length], next, log); return; }
        if (path.Length == 0 || model)
        {
            if (http.Request.Query.Keys.FirstOrDefault(k => k.StartsWith('$') && k != "$format") is { } option) throw new QueryException($"{option}: {(model ? "the model" : "the service document")} has no such option", null, "$format");
            http.Response.ContentType = format.Xml ? "application/xml" + format.Suffix : model ? "application/json" + format.Suffix : format.Json;
            await (model ? http.Response.Body.WriteAsync(format.Xml ? Model.Value.Xml : Model.Value.Json, http.RequestAborted).AsTask() : Service(http, format));
            return;
        }
        if (Refused.Any(r => path == r || path.StartsWith(r + "(", StringComparison.Ordinal))) { http.Response.StatusCode = 501; return; }
        var resource = ResourceReading.Read(Encoded(http) ?? path, http.Request.QueryString.Value ?? "");
        if (resource is null) http.Response.StatusCode = 404;
        else if (!resource.IsPlain) await cache.Answer(http, hub.Archive, h => ODataPaths.Answer(h, hub, resource));
        else
        {
            // Routes do not know a slash behind a set.
            if (http.Request.Path.Value!.EndsWith('/')) http.Request.Path = http.Request.Path.Value.TrimEnd('/');
            await cache.Answer(http, hub.Archive, next);
        }
    }

    /// <summary>The path below the service root as it came over the wire; null for requests of which only the decoded path is known.</summary>
    static string? Encoded(HttpContext http)
    {
        string target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        int from = target.IndexOf("/odata/", StringComparison.OrdinalIgnoreCase);
        return from < 0 ? null : target[(from + "/odata/".Length)..].Split('?')[0].Trim('/');
    }

    /// <summary>A query whose options come as text in the body: for those that are too long for an address.</summary>
    static async Task Posted(HttpContext http, Hub hub, AggregateCache cache, string path, RequestDelegate next, ILogger log)
    {
        if (http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not ("text/plain" or "application/x-www-form-urlencoded")) { http.Response.StatusCode = 415; return; }
        using var body = new MemoryStream();
        var part = new byte[8192];
        for (int n; (n = await http.Request.Body.ReadAsync(part, http.RequestAborted)) > 0;)
        {
            body.Write(part, 0, n);
            if (body.Length > LongestQuery) throw new BadHttpRequestException($"The options have more than {LongestQuery} bytes.", 413);
        }
        string own = http.Request.QueryString.Value is { Length: > 1 } given ? given + "&" : "?";
        http.Request.QueryString = new QueryString(own + Encoding.UTF8.GetString(body.ToArray()).TrimStart('?'));
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = "/odata/" + path;
        var request = http.Features.Get<IHttpRequestFeature>()!;
        request.RawTarget = request.RawTarget.Split('?')[0].Replace("/$query", "", StringComparison.Ordinal).Replace("/%24query", "", StringComparison.OrdinalIgnoreCase);
        await Answer(http, hub, cache, path, next, log);
    }

    static async Task Service(HttpContext http, ODataFormat format)
    {
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        if (format.Control != ControlInformation.None) json.WriteString("@odata.context"u8, ODataPage.Root(http) + "/$metadata");
        json.WriteStartArray("value"u8);
        foreach (var set in Enum.GetNames<QuerySet>())
        {
            json.WriteStartObject();
            json.WriteString("name"u8, set);
            json.WriteString("kind"u8, "EntitySet"u8);
            json.WriteString("url"u8, set);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static byte[] Xml()
    {
        using var memory = new MemoryStream();
        using (var xml = XmlWriter.Create(memory, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) }))
            if (!CsdlWriter.TryWriteCsdl(ODataReading.Model, xml, CsdlTarget.OData, out var errors)) throw new InvalidOperationException(errors.First().ErrorMessage);
        return memory.ToArray();
    }

    static byte[] Json()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true }))
            if (!CsdlWriter.TryWriteCsdl(ODataReading.Model, json, out var errors)) throw new InvalidOperationException(errors.First().ErrorMessage);
        return memory.ToArray();
    }
}
