// Answers /api/quarantine: doubtful records that wait for a review.
using DataHub.Store.Shelves;

namespace DataHub.Server.Routes;

static class QuarantineRoutes
{
    internal static void MapQuarantine(this WebApplication app) =>
        app.MapGet("/api/quarantine", List).WithTags("Calculations").WithName("ListQuarantine").Produces<IReadOnlyList<AsideRecord>>(200);

    /// <summary>Records that were put aside, oldest first, each with what is doubtful about it.</summary>
    /// <remarks>They are neither searchable nor reused. Whoever runs the archive accepts or drops them: datahub quarantine.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="all">Also those that were accepted or dropped.</param>
    internal static IResult List(HttpContext http, Hub hub, bool all = false)
    {
        // What was handed in for a dataset that is not public is shown to who may write only.
        var closed = hub.Archive.Closed();
        IReadOnlyList<AsideRecord> shown = closed.Count == 0 || WriteGuard.IsOwner(http) ? hub.Archive.Quarantine.All(all) : [.. hub.Archive.Quarantine.All(all).Where(r => r.Dataset is not { } d || !closed.Contains(d))];
        return Results.Json(shown, ApiJson.Wire.IReadOnlyListAsideRecord);
    }
}
