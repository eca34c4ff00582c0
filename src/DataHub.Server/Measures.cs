// The metrics of the server, as OpenTelemetry: read by Prometheus at /metrics, and sent by OTLP where the environment names a collector.
using System.Net;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace DataHub.Server;

static class Measures
{
    static readonly string[] Meters = [QueryWatch.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    internal static void AddMeasures(this IServiceCollection services) => services.AddOpenTelemetry().ConfigureResource(r => r.AddService("datahub")).WithMetrics(m =>
    {
        m.AddMeter(Meters).AddPrometheusExporter();
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 }) m.AddOtlpExporter();
    });

    /// <summary>/metrics, for the machine itself and whoever has the token.</summary>
    internal static void UseMeasures(this WebApplication app, ServerOptions options)
    {
        app.UseWhen(http => http.Request.Path == "/metrics", branch => branch.Use(next => http =>
        {
            bool own = http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
            if (own || options.Token is { } token && http.Request.Headers.Authorization == "Bearer " + token) return next(http);
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));
        app.UseOpenTelemetryPrometheusScrapingEndpoint();
    }
}
