// Answers /id and /ark:: persistent identifiers, which lead to what they name.
using DataHub.Model.Datasets;
using DataHub.Publishing;

namespace DataHub.Server.Routes;

static class IdentifierRoutes
{
    internal static void MapIdentifiers(this WebApplication app)
    {
        app.MapGet("/id/{name}", Resolve).WithTags("Identifiers").WithName("ResolveIdentifier").Produces(303).Refuses(404);
        app.MapGet("/ark:{naan}/{name}", (HttpContext http, Hub hub, string naan, string name) => Ark(http, hub, naan, name)).WithTags("Identifiers").WithName("ResolveArk").WithSummary("Where an ARK leads: a dataset's page, or its description in JSON where that is asked for.").Produces(303).Refuses(404).ExcludeFromDescription();
        app.MapGet("/ark:/{naan}/{name}", (HttpContext http, Hub hub, string naan, string name) => Ark(http, hub, naan, name)).ExcludeFromDescription();
    }

    static IResult Ark(HttpContext http, Hub hub, string naan, string name) =>
        hub.Publisher.Settings.Ark?.Naan == naan ? Resolve(http, hub, "ark:" + naan + "/" + name) : Problems.NotFound($"This archive has no ARKs of '{naan}'.");

    /// <summary>Where an identifier leads: a dataset (its newest version) or one of its versions; to its page, or to its description in JSON where Accept asks for that.</summary>
    /// <param name="http">The request.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="name">The opaque name.</param>
    internal static IResult Resolve(HttpContext http, Hub hub, string name)
    {
        if (Identifiers.NameIn(name, hub.Publisher.Settings) is not { } opaque || Identifiers.Find(hub.Archive.Datasets(), opaque) is not var (d, version)) return Problems.NotFound($"Nothing here has the identifier '{name}'.");
        // A version that is not released yet has its identifier; it leads to the dataset until then.
        bool released = version is { } n && d.Version(n) is not null;
        if (!DatasetRoutes.IsPublic(hub, d) && !WriteGuard.IsOwner(http)) return Problems.NotFound($"Nothing public has the identifier '{name}' yet.");
        bool json = Wants(http.Request.Headers.Accept.ToString());
        http.Response.Headers.Vary = "Accept";
        http.Response.Headers.Location = json ? released ? $"/api/datasets/{d.Slug}/versions/{version}" : $"/api/datasets/{d.Slug}" : released ? $"/datasets/{d.Slug}/{version}" : $"/datasets/{d.Slug}";
        return Results.StatusCode(303);
    }

    /// <summary>True if JSON is preferred to a page.</summary>
    static bool Wants(string accept)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParseList([accept], out var types)) return false;
        double Quality(params string[] wanted) => types.Where(t => wanted.Contains(t.MediaType.Value, StringComparer.OrdinalIgnoreCase)).Select(t => t.Quality ?? 1).DefaultIfEmpty(0).Max();
        return Quality("application/json") > Quality("text/html", "application/xhtml+xml");
    }
}
