// Answers /datasets/{slug}/draft: a draft as its owner, a co-author or a reviewer sees it.
using DataHub.Publishing;
using DataHub.Server.Routes;

namespace DataHub.Server.Pages;

static class DraftPage
{
    /// <summary>The draft, for who may write and for holders of a share link; an anonymous reviewer's shows no authors.</summary>
    internal static IResult One(HttpContext http, Hub hub, string slug, string? key = null)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (DatasetRoutes.Drafted(http, hub, slug, key) is not ({ } d, var anonymous)) return new PageAnswer(Layout.Frame("Not found", Html.Of($"<h1>Not found</h1><p>There is no draft of {slug} that this address shows; the link may have ended.</p>")), 404);
        var draft = d.Draft!;
        var m = anonymous ? DatasetRoutes.Blanked(draft.Metadata) : draft.Metadata;
        long records = hub.Archive.Count(hub.Publisher.Records(slug, draft), http.RequestAborted);
        string suffix = key is null ? "" : "?key=" + Uri.EscapeDataString(key);
        var files = (records > 0 ? new[] { "parquet", "csv", "jsonl" }.Select(f => ($"data/calculations{hub.Formats.Writer(f)!.Extension}", (long?)null)) : []).Concat(hub.Archive.DraftFileList(slug).Select(f => ("files/" + f.Path, (long?)f.Bytes)));
        var report = anonymous ? null : hub.Publisher.Check(slug, http.RequestAborted);
        return Layout.Page(m.Title, Html.Of($"""
            <h1>{m.Title}</h1>
            <p role="note"><strong>Draft of version {draft.Number}</strong>, {draft.State.ToString().ToLowerInvariant()}; it will have the identifier {draft.Identifiers.FirstOrDefault()?.Value}, the dataset as a whole {d.Identifiers.FirstOrDefault()?.Value}.</p>
            <p>{m.Description}</p>
            <dl class="pairs"><dt>Authors</dt><dd>{string.Join("; ", m.Authors.Select(a => a.Name))}</dd><dt>Licence</dt><dd>{m.Licence ?? "not told"}</dd><dt>Records</dt><dd>{Layout.Count(records)}</dd><dt>Keywords</dt><dd>{string.Join(", ", m.Keywords)}</dd></dl>
            <h2>Files</h2>
            {Layout.Table("Files", ["File", "Bytes>"], files.Select(f => Html.Of($"<tr><td><a href=\"/files/datasets/{slug}/draft/{DatasetFileRoutes.Escaped(f.Item1)}{suffix}\">{f.Item1}</a></td><td class=\"n\">{(f.Item2 is { } n ? Layout.Count(n) : "with the release")}</td></tr>")))}
            {(report is null ? Html.Nothing : Html.Of($"""<h2>Checks: {report.Score} of 100 points</h2>{Layout.Table("Checks", ["Check", "Found", "Remedy"], report.Checks.Where(c => !c.Met).Select(c => Html.Of($"<tr><td>{c.Id}{(c.Required ? " (needed)" : "")}</td><td>{c.Message}</td><td>{c.Remedy}</td></tr>")))}"""))}
            """));
    }
}
