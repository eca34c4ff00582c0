// Answers /api/quarantine: doubtful records that wait for a review.
using DataHub.Store.Shelves;

namespace DataHub.Server.Routes;

static class QuarantineRoutes
{
    internal static void MapQuarantine(this WebApplication app) =>
        app.MapGet("/api/quarantine", List).WithTags("Calculations").WithName("ListQuarantine").Produces<IReadOnlyList<AsideRecord>>(200);

    /// <summary>Records that were put aside, oldest first, each with what is doubtful about it.</summary>
    /// <remarks>They are neither searchable nor reused. Whoever runs the archive accepts or drops them: datahub quarantine.</remarks>
    /// <param name="hub">The hub.</param>
    /// <param name="all">Also those that were accepted or dropped.</param>
    internal static IResult List(Hub hub, bool all = false) => Results.Json(hub.Archive.Quarantine.All(all), ApiJson.Wire.IReadOnlyListAsideRecord);
}
