// Answers /health: how the server is.
using System.Reflection;
using DataHub.Compute;

namespace DataHub.Server.Routes;

static class RecordRoutes
{
    internal static readonly string Version = typeof(RecordRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
    static readonly DateTime s_started = DateTime.UtcNow;

    internal static void MapRecords(this WebApplication app)
    {
        app.MapGet("/health", Health).WithTags("Health").WithName("Health").Produces<HealthAnswer>(200);
    }

    /// <summary>How the server is: what the archive holds, which engines are installed.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult Health(Hub hub) => Results.Json(new HealthAnswer("ok", Version, hub.Options.ReadOnly, Math.Round((DateTime.UtcNow - s_started).TotalSeconds, 1), hub.Archive.Counts(),
        [.. hub.Engines.Engines.Select(e => new EngineAnswer(e.Program, EngineSet.Find(e) is not null, e.Package))]), ApiJson.Wire.HealthAnswer);
}
