// Answers /api/datasets, /api/ledger, /health: what there is, what was reused, how the server is.
using System.Reflection;
using DataHub.Compute;

namespace DataHub.Server.Routes;

static class RecordRoutes
{
    internal static readonly string Version = typeof(RecordRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
    static readonly DateTime s_started = DateTime.UtcNow;

    internal static void MapRecords(this WebApplication app)
    {
        app.MapGet("/api/datasets", Datasets).WithTags("Datasets").WithName("ListDatasets").Produces<List<Store.DatasetCard>>(200);
        app.MapGet("/api/ledger", Ledger).WithTags("Ledger").WithName("ReadLedger").Produces<List<Store.LedgerLine>>(200);
        app.MapGet("/health", Health).WithTags("Health").WithName("Health").Produces<HealthAnswer>(200);
    }

    /// <summary>The cards of all datasets; their totals are at /odata/Datasets.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult Datasets(Hub hub) => Results.Json(hub.Archive.Datasets(), ApiJson.Wire.IReadOnlyListDatasetCard);

    /// <summary>The ledger: what was reused, predicted and computed, newest last.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="campaign">Id of a campaign; all if left out.</param>
    /// <param name="top">The last so many lines.</param>
    internal static IResult Ledger(Hub hub, string? campaign = null, int top = 1000)
    {
        if (top is < 0 or > 100_000) return Problems.Answer(400, "Bad request", "top is 0 to 100,000.");
        var lines = hub.Archive.Ledger(campaign);
        return Results.Json<IReadOnlyList<Store.LedgerLine>>([.. lines.Skip(Math.Max(0, lines.Count - top))], ApiJson.Wire.IReadOnlyListLedgerLine);
    }

    /// <summary>How the server is: what the archive holds, which engines are installed.</summary>
    /// <param name="hub">The hub.</param>
    internal static IResult Health(Hub hub) => Results.Json(new HealthAnswer("ok", Version, hub.Options.ReadOnly, Math.Round((DateTime.UtcNow - s_started).TotalSeconds, 1), hub.Archive.Counts(),
        [.. hub.Engines.Engines.Select(e => new EngineAnswer(e.Program, EngineSet.Find(e) is not null, e.Package))]), ApiJson.Wire.HealthAnswer);
}
