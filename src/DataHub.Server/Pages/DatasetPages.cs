// Answers /datasets and /datasets/{slug}: what there is, what it cost, and what of it was recalled.
using DataHub.Model;

namespace DataHub.Server.Pages;

static class DatasetPages
{
    internal static IResult List(HttpContext http, Hub hub, CancellationToken cancel)
    {
        http.Response.Headers.Vary = "Accept";
        if (Routes.DescriptionRoutes.Preferred(http) is { } form) return form.MediaType == "text/turtle" ? Results.Text(Routes.DiscoveryRoutes.Catalogue(http, hub).ToTurtle(), "text/turtle; charset=utf-8") : Results.Text(Routes.DescriptionRoutes.Text(Routes.DiscoveryRoutes.Catalogue(http, hub).ToJson()), "application/ld+json");
        var rows = Rows(hub, null, cancel);
        return Layout.Page("Datasets", Html.Of($"""
            <h1>Datasets</h1>
            {(rows.Count == 0 ? Html.Of($"<p>None yet. <code>datahub ingest FOLDER --dataset my-data</code> makes one.</p>") : Layout.Table("Datasets", ["Dataset", "Licence", "Calculations>", "Molecules>", "Failed>", "Withdrawn>", "Processor time>"], rows.Select(r => Html.Of(
                $"<tr><td><a href=\"/datasets/{Uri.EscapeDataString((string)r["slug"]!)}\">{r["title"]}</a></td><td>{r["licence"]}</td><td class=\"n\">{Count(r, "calculations")}</td><td class=\"n\">{Count(r, "molecules")}</td><td class=\"n\">{Count(r, "failed")}</td><td class=\"n\">{Count(r, "withdrawn")}</td><td class=\"n\">{Layout.Seconds(r["cpu_seconds"] as double?)}</td></tr>"))))}
            <p>As <a href="/odata/Datasets">JSON</a>, <a href="/datasets.ttl">DCAT</a>.</p>
            """), head: DatasetHead.OfCatalogue(http, hub));
    }

    internal static IResult One(HttpContext http, Hub hub, string slug, CancellationToken cancel)
    {
        var d = Routes.DatasetRoutes.Find(http, hub, slug);
        var portrait = d?.Latest is { } newest ? Routes.DescriptionRoutes.Portrait(http, hub, d, newest) : null;
        if (portrait is not null)
        {
            Routes.Signposts.OfDataset(http, portrait);
            http.Response.Headers.Vary = "Accept";
            if (Routes.DescriptionRoutes.Preferred(http) is { } form) return Routes.DescriptionRoutes.Answer(form, portrait);
        }
        if (Rows(hub, slug, cancel) is not [var r]) return new PageAnswer(Layout.Frame("Not found", Html.Of($"<h1>Not found</h1><p>There is no dataset {slug}.</p>")), 404);
        var errata = (r["withdrawals"] as string[] ?? []).Select(id => hub.Archive.Withdrawn.All.FirstOrDefault(e => e.Id == id)).OfType<Store.Withdrawal>().ToList();
        string filter = Uri.EscapeDataString($"dataset eq '{slug.Replace("'", "''", StringComparison.Ordinal)}'");
        return Layout.Page((string)r["title"]!, Html.Of($"""
            <h1>{r["title"]}</h1>
            {(r["description"] is string text ? Html.Of($"<p>{text}</p>") : Html.Nothing)}
            <dl class="facts">
            <div><dt>Calculations</dt><dd>{Count(r, "calculations")}</dd></div>
            <div><dt>Molecules</dt><dd>{Count(r, "molecules")}</dd></div>
            <div><dt>Failed, kept as data</dt><dd>{Count(r, "failed")}</dd></div>
            <div><dt>Withdrawn</dt><dd>{Count(r, "withdrawn")}</dd></div>
            <div><dt>Processor time in them</dt><dd>{Layout.Seconds(r["cpu_seconds"] as double?)}</dd></div>
            </dl>
            <dl class="pairs"><dt>Licence</dt><dd>{r["licence"] ?? "not told"}</dd><dt>Authors</dt><dd>{string.Join(", ", r["authors"] as string[] ?? [])}</dd><dt>DOI</dt><dd>{r["doi"]}</dd><dt>Levels of theory</dt><dd>{string.Join(", ", r["levels"] as string[] ?? [])}</dd></dl>
            {(d is { Releases.Count: > 0 } ? Html.Of($"""<h2>Versions</h2>{Layout.Table("Versions", ["Version", "Released", "Records>", "Files>", "Bytes>", "State"], d.Releases.Reverse().Select(v => Html.Of($"<tr><td><a href=\"/datasets/{slug}/{v.Number}\">{v.Number}</a></td><td>{v.ReleasedAt:yyyy-MM-dd}</td><td class=\"n\">{Layout.Count(v.Records)}</td><td class=\"n\">{Layout.Count(v.Files.Count)}</td><td class=\"n\">{Layout.Count(v.Files.Sum(f => f.Bytes))}</td><td>{(d.TombstoneOf(v.Number) is { } t ? "out of use: " + t.Reason : "released")}</td></tr>")))}""") : Html.Nothing)}
            <h2>Errata</h2>
            {(errata.Count == 0 ? Html.Of($"<p>Nothing of it was recalled.</p>") : Layout.Table("Errata", ["Withdrawal", "Reason", "By", "On", "Records in all datasets>"], errata.Select(e => Html.Of(
                $"<tr><td><a href=\"/api/withdrawals/{e.Id}\">{e.Id}</a></td><td>{e.Reason}</td><td>{e.By}</td><td>{e.At:yyyy-MM-dd}</td><td class=\"n\">{Layout.Count(e.Count + e.Later)}</td></tr>"))))}
            <p>Its records <a href="/search?dataset={Uri.EscapeDataString(slug)}">to search</a>, as <a href="/odata/Calculations?$filter={filter}">OData</a>, <a href="/api/export/csv?$filter={filter}">CSV</a>, <a href="/api/export/parquet?$filter={filter}">Parquet</a>.
            {(errata.Count == 0 ? Html.Nothing : Html.Of($"Withdrawn ones have the status withdrawn there: <a href=\"/odata/Calculations?$filter={filter}{Uri.EscapeDataString(" and status eq 'withdrawn'")}\">those</a>."))}</p>
            """), head: portrait is null ? Html.Nothing : DatasetHead.Of(portrait));
    }

    /// <summary>A released version: what it is, its files, its errata.</summary>
    internal static IResult Version(HttpContext http, Hub hub, string slug, int number)
    {
        if (Routes.DatasetRoutes.Find(http, hub, slug) is not { } d || d.Version(number) is not { } v) return new PageAnswer(Layout.Frame("Not found", Html.Of($"<h1>Not found</h1><p>There is no version {number} of a dataset {slug}.</p>")), 404);
        var portrait = Routes.DescriptionRoutes.Portrait(http, hub, d, v);
        Routes.Signposts.OfVersion(http, portrait);
        http.Response.Headers.Vary = "Accept";
        if (Routes.DescriptionRoutes.Preferred(http) is { } form) return Routes.DescriptionRoutes.Answer(form, portrait);
        var (m, stone, errata, now) = (d.MetadataOf(v), d.TombstoneOf(number), hub.Archive.Errata(v), Routes.DatasetRoutes.Now(hub));
        return Layout.Page(m.Title, Html.Of($"""
            <h1>{m.Title}</h1>
            {(stone is not null ? Html.Of($"<p role=\"note\"><strong>Out of use since {stone.At:yyyy-MM-dd}: {stone.Reason}</strong> {stone.ReplacedBy}</p>") : Html.Nothing)}
            {(m.Access.IsOpen(now) ? Html.Nothing : Html.Of($"<p role=\"note\"><strong>{(m.Access.Kind == Model.Datasets.AccessKind.Embargoed ? $"Under embargo until {m.Access.Until:yyyy-MM-dd}" : "Restricted")}: {m.Access.Reason}</strong> {m.Access.Request}</p>"))}
            <p>Version {number} of <a href="/datasets/{slug}">{slug}</a>, released {v.ReleasedAt:yyyy-MM-dd}{(d.Latest is { } l && l.Number != number ? Html.Of($"; <a href=\"/datasets/{slug}/{l.Number}\">version {l.Number}</a> is newer") : Html.Nothing)}.</p>
            <p>{m.Description}</p>
            <dl class="pairs"><dt>Licence</dt><dd>{m.Licence ?? "not told"}</dd><dt>Authors</dt><dd>{string.Join("; ", m.Authors.Select(a => a.Name))}</dd><dt>Identifier</dt><dd>{v.Identifiers.FirstOrDefault()?.Url}</dd><dt>Levels of theory</dt><dd>{string.Join(", ", v.Levels)}</dd></dl>
            {(stone is null ? Html.Of($"""<h2>Files</h2>{Layout.Table("Files", ["File", "Bytes>", "SHA-256"], v.Files.Select(f => Html.Of($"<tr><td><a href=\"{Routes.DatasetFileRoutes.Url(slug, number, f.Path)}\">{f.Path}</a></td><td class=\"n\">{Layout.Count(f.Bytes)}</td><td><code>{f.Sha256}</code></td></tr>")))}""") : Html.Nothing)}
            {(errata.Count > 0 ? Html.Of($"""<h2>Errata</h2>{Layout.Table("Errata", ["Withdrawal", "Reason", "On", "Records>"], errata.Select(e => Html.Of($"<tr><td><a href=\"/api/withdrawals/{e.By.Id}\">{e.By.Id}</a></td><td>{e.By.Reason}</td><td>{e.By.At:yyyy-MM-dd}</td><td class=\"n\">{Layout.Count(e.Ids.Count)}</td></tr>")))}""") : Html.Nothing)}
            """), head: DatasetHead.Of(portrait));
    }

    static string Count(IReadOnlyDictionary<string, object?> row, string column) => Layout.Count((long)row[column]!);

    static List<IReadOnlyDictionary<string, object?>> Rows(Hub hub, string? slug, CancellationToken cancel)
    {
        using var stream = hub.Archive.Find(new Query(QuerySet.Datasets) { Filter = slug is null ? null : new Expr.Compare("eq", new Expr.Col("slug"), new Expr.Const(slug)), Top = 1000 }, cancel);
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (stream.Read()) rows.Add(Enumerable.Range(0, stream.Columns).ToDictionary(stream.Reader.GetName, i => stream[i]));
        return rows;
    }
}
