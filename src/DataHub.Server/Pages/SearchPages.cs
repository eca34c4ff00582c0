// Answers /search and /known: find records, ask for one value.
using DataHub.Model;
using DataHub.Server.Routes;

namespace DataHub.Server.Pages;

static class SearchPages
{
    const int PageRows = 25;

    internal static IResult Search(HttpContext http, Hub hub, string q = "", int skip = 0, string? smarts = null, string? similar = null, double threshold = 0.5)
    {
        skip = Math.Clamp(skip, 0, 1_000_000);
        var filters = SearchRoutes.Filters(http.Request.Query);
        var order = SearchRoutes.Order(http, hub, q, PageRows, skip, smarts, similar, threshold);
        var page = hub.Archive.Search(order, http.RequestAborted);
        var rows = SearchRoutes.Rows(hub, page, http.RequestAborted);
        string Url(IEnumerable<KeyValuePair<string, string>> with, int at = 0) => "/search?" + string.Join('&', with.Prepend(new("q", q)).Append(new("smarts", smarts ?? "")).Append(new("similar", similar ?? "")).Append(new("threshold", string.IsNullOrEmpty(similar) ? "" : threshold.ToString(System.Globalization.CultureInfo.InvariantCulture))).Append(new("skip", at.ToString())).Where(p => p.Value is not ("" or "0")).Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var facets = page.Facets.Where(f => f.Value.Count > 0).Select(f => Html.Of($"""
            <details{(f.Key is "level" or "program" or "status" || filters.ContainsKey(f.Key) ? new Html(" open") : Html.Nothing)}><summary>{f.Key.Replace('_', ' ')}</summary><ul>{f.Value.Take(12).Select(v =>
                filters.TryGetValue(f.Key, out var chosen) && chosen == v.Value
                ? Html.Of($"<li><strong>{v.Value}</strong> {v.Count} <a href=\"{Url(filters.Where(p => p.Key != f.Key))}\">remove</a></li>")
                : Html.Of($"<li><a href=\"{Url(filters.Where(p => p.Key != f.Key).Append(new(f.Key, v.Value)))}\">{v.Value}</a> {v.Count}</li>"))}</ul>{(f.Value.Count > 12 ? Html.Of($"<p>{f.Value.Count - 12} more at <a href=\"/api{Url(filters)}\">/api/search</a></p>") : Html.Nothing)}</details>
            """));
        var table = rows.Select(r =>
        {
            var v = r.Row.ToDictionary(c => c.Name, c => c.Value);
            string? key = v["inchikey"] as string;
            Html Marked(string column) => v[column] is string text ? Highlighted(text, page.Marks?.In(column, text) ?? []) : Html.Nothing;
            var name = v["name"] is null ? Marked("formula") : Marked("name");
            return Html.Of($"<tr><td>{(key is null ? Html.Nothing : Html.Of($"<a href=\"/molecules/{key}\"><img src=\"/api/molecules/{key}/depiction.svg?w=120&amp;h=80\" alt=\"\" width=\"120\" height=\"80\" loading=\"lazy\"></a>"))}</td><td>{(key is null ? name : Html.Of($"<a href=\"/molecules/{key}\">{name}</a>"))}<br><code>{Marked("smiles")}</code></td><td>{Marked("level")}</td><td class=\"n\">{Layout.Number(v["gap_ev"] as double?, "0.000")}</td><td class=\"n\">{Layout.Number(v["energy_hartree"] as double?, "0.000000")}</td><td>{Marked("status")}</td><td class=\"n\">{Layout.Seconds(v["cpu_seconds"] as double?)}</td><td><a href=\"/calculations/{v["id"]}\">record</a></td></tr>");
        });
        return Layout.Page(q.Length > 0 ? q : "Search", Html.Of($"""
            <h1>Search</h1>
            <form action="/search" class="row" role="search" aria-label="By words and structure"><label>Words <input name="q" value="{q}"></label>
            <label>With the substructure (SMARTS) <input name="smarts" value="{smarts}"></label>
            <label>Like (SMILES) <input name="similar" value="{similar}"></label>
            <label>at least <input name="threshold" type="number" min="0" max="1" step="0.05" value="{threshold}"></label>{filters.Select(f => Html.Of($"<input type=\"hidden\" name=\"{f.Key}\" value=\"{f.Value}\">"))}<button>Search</button></form>
            {Help}
            <p aria-live="polite">{Layout.Count(page.Total)} calculations. {(page.Waiting > 0 ? Html.Of($"{Layout.Count(page.Waiting)} more were taken in and are not searched yet. ") : Html.Nothing)}This result as <a href="/api{Url(filters, skip)}">JSON</a>.</p>
            <div class="sides"><aside aria-label="Narrow down">{facets}</aside>
            <section aria-label="Results">{(rows.Count == 0 ? Nothing(hub.Archive.DidYouMean(order, http.RequestAborted) is { } other ? Html.Of($" Did you mean <a href=\"/search?q={Uri.EscapeDataString(other)}\">{other}</a>?") : Html.Of($" Fewer words or fewer facets find more.")) : Layout.Table("Results", ["Structure", "Molecule", "Level", "Gap/eV>", "Energy/Eh>", "Status", "Cost>", ""], table))}
            <p>{(skip > 0 ? Html.Of($"<a rel=\"prev\" href=\"{Url(filters, Math.Max(0, skip - PageRows))}\">Back</a> ") : Html.Nothing)}{(skip + PageRows < page.Total ? Html.Of($"<a rel=\"next\" href=\"{Url(filters, skip + PageRows)}\">Next</a>") : Html.Nothing)}</p></section></div>
            """), q, script: true);
    }

    static Html Nothing(Html remedy) => Html.Of($"<p>Nothing found.{remedy}</p>");

    /// <summary>A text with the places that made it a hit marked.</summary>
    static Html Highlighted(string text, IReadOnlyList<(int Start, int Length)> places)
    {
        var pieces = new List<Html>();
        int at = 0;
        foreach (var (start, length) in places)
        {
            pieces.Add(Html.Of($"{text[at..start]}<mark>{text.Substring(start, length)}</mark>"));
            at = start + length;
        }
        pieces.Add(Html.Of($"{text[at..]}"));
        return Html.Join(pieces);
    }

    static readonly (string Text, string Meaning)[] s_examples =
    [
        ("phenol PM7", "both words, in names, levels, programs, datasets"), ("\"acetic acid\" OR benz*", "a phrase, or words that begin so"), ("C6-8H*N1", "a formula: 6 to 8 carbons, any hydrogens, one nitrogen, nothing else"),
        ("contains:C6N", "at least these atoms"), ("has:N,O not:Cl", "elements; also only:C,H,O"), ("gap:3..5eV -status:failed", "a range with its unit, without failures"), ("level:\"wB97X-D/def2-SVP\"", "a facet's value; also basis:def2*"), ("OCC", "a molecule by SMILES, InChIKey or its first block"),
    ];
    static readonly Html Help = Html.Of($"<details><summary>What can be asked</summary><dl class=\"pairs\">{s_examples.Select(e => Html.Of($"<dt><a href=\"/search?q={Uri.EscapeDataString(e.Text)}\"><code>{e.Text}</code></a></dt><dd>{e.Meaning}</dd>"))}</dl></details>");

    internal static IResult Known(Hub hub, string? smiles, string? inchikey, string? level, string? property, string? geometry_level)
    {
        var a = KnownRoutes.Answer(hub, new KnownQuestion { Smiles = smiles, Inchikey = inchikey, Level = level, Property = property, GeometryLevel = geometry_level });
        var answer = a.Status switch
        {
            "known" => Html.Of($"<p class=\"answer\">{Layout.Number(a.Value, "0.######")} {a.Unit} <small>at {a.Level}</small></p><p>Tier {a.Evidence!.Tier}: {a.Evidence.Reason}. <a href=\"/calculations/{a.Evidence.CalculationId}\">The record</a>{(a.Evidence.CpuSeconds is { } s ? Html.Of($" cost {Layout.Seconds(s)} of processor time, which need not be spent again") : Html.Nothing)}.</p>"),
            _ => Html.Of($"<p class=\"answer\">Not known</p><p>{a.Why}</p>"),
        };
        var others = (a.Others ?? []).Select(o => Html.Of($"<tr><td>{o.Level}</td><td class=\"n\">{Layout.Number(o.Value)}</td><td>{o.GeometryLevel}</td><td>{o.Program}</td><td><a href=\"/calculations/{o.Id}\">record</a></td></tr>")).ToList();
        return Layout.Page("Is it known?", Html.Of($"""
            <h1>{property ?? "A value"} of <code>{smiles ?? inchikey}</code></h1>
            {answer}
            {(others.Count == 0 ? Html.Nothing : Html.Of($"<h2>What else is held</h2>{Layout.Table("Other records", ["Level", $"{property}>", "Geometry at", "Program", ""], others)}"))}
            <p><a href="/">Ask again</a></p>
            """));
    }
}
