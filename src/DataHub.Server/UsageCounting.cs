// Counts what is looked at and downloaded of released datasets, whatever route answers it.
using System.Text.RegularExpressions;

namespace DataHub.Server;

static partial class UsageCounting
{
    /// <summary>Counts successful answers: pages and descriptions of versions as views, their files as downloads.</summary>
    internal static void UseUsage(this WebApplication app, Hub hub)
    {
        if (hub.Options.ReadOnly) return;
        app.Use(async (http, next) =>
        {
            await next(http);
            if (!HttpMethods.IsGet(http.Request.Method) || http.Response.StatusCode is not (200 or 206) || http.Request.Path.Value is not { } path || !path.Contains("/datasets/", StringComparison.Ordinal)) return;
            var m = Version().Match(path);
            if (!m.Success || !int.TryParse(m.Groups["n"].Value, out int number)) return;
            bool download = m.Groups["file"].Success;
            hub.Usage.Seen(m.Groups["slug"].Value, number, download, download ? m.Groups["file"].Value : "page", http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Headers.UserAgent.ToString());
        });
    }

    [GeneratedRegex("^(?:/datasets/(?<slug>[^/]+)/(?<n>[0-9]+)|/api/datasets/(?<slug>[^/]+)/versions/(?<n>[0-9]+)|/files/datasets/(?<slug>[^/]+)/(?<n>[0-9]+)/(?<file>.+))$")]
    private static partial Regex Version();
}
