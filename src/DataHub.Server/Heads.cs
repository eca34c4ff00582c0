// HEAD for every route that has GET: runs the GET and sends its headers only.
using Microsoft.AspNetCore.Http.Features;

namespace DataHub.Server;

static class Heads
{
    /// <summary>Answers HEAD; files and exports answer it by themselves (they know their headers), event streams never end and are left out.</summary>
    internal static void UseHeads(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method) || http.Request.Path.StartsWithSegments("/files") || http.Request.Path.StartsWithSegments("/api/export") || http.Request.Path.StartsWithSegments("/lake") || http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }
        var body = http.Features.Get<IHttpResponseBodyFeature>()!;
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        http.Request.Method = HttpMethods.Get;
        try { await next(http); }
        finally
        {
            http.Request.Method = HttpMethods.Head;
            http.Features.Set(body);
        }
    });
}
