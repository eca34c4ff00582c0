// The first page: what this hub holds, addresses to open, how to read it from elsewhere.
using DataHub.Model;

namespace DataHub.Server.Pages;

static class HomePage
{
    static readonly (string Text, string Url)[] s_examples =
    [
        ("Largest gaps at any DFT level", "/odata/Calculations?$filter=level_kind eq 'dft' and gap_ev ne null&$orderby=gap_ev desc&$select=smiles,level,gap_ev&$top=20"),
        ("Molecules with nitrogen and up to six heavy atoms", "/odata/Molecules?$filter=elements/any(e: e eq 'N') and heavy_atoms le 6&$count=true"),
        ("What failed, and why", "/odata/Calculations?$filter=status eq 'failed'&$select=smiles,level,failure_kind,failure_message,cpu_seconds"),
        ("How the server is", "/health"),
        ("The data dictionary with units", "/odata/$metadata"),
    ];

    internal static IResult Get(HttpContext http, Hub hub)
    {
        var counts = hub.Archive.Counts();
        var found = hub.Archive.Search("", 0);
        string root = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";
        return Layout.Page("Open data of computational chemistry", Html.Of($"""
            <h1>Computed once, kept, and asked first</h1>
            <p>This hub holds results of quantum chemistry with their level of theory, geometry, provenance and cost. Ask whether a value is known before computing it.</p>
            <dl class="facts">
            <div><dt>Calculations</dt><dd>{Layout.Count(counts.Calculations)}</dd></div>
            <div><dt>Molecules</dt><dd>{Layout.Count(counts.Molecules)}</dd></div>
            <div><dt>Failed, kept as data</dt><dd>{Layout.Count(counts.Failed)}</dd></div>
            <div><dt>Processor time in them</dt><dd>{Layout.Seconds(counts.CpuSeconds)}</dd></div>
            </dl>
            {Levels(found)}
            <h2>Open</h2>
            <ul>{s_examples.Select(e => Html.Of($"<li><a href=\"{e.Url}\">{e.Text}</a></li>"))}
            <li><a href="/api/docs">Every route, to try out</a></li><li><a href="/files/lake/index.json">The Parquet files themselves</a></li></ul>
            <h2>Is it known?</h2>
            <form action="/known" class="row"><label>SMILES <input name="smiles" value="c1ccccc1" required></label>
            <label>Level <input name="level" value="wB97X-D/def2-SVP" required></label>
            <label>Property <select name="property">{Property.All.Where(p => !p.IsList).Select(p => Html.Of($"<option{(p == Property.Gap ? new Html(" selected") : Html.Nothing)}>{p.Name}</option>"))}</select></label><button>Ask</button></form>
            <h2>Read it elsewhere</h2>
            {Snippet("pandas", $"""
            import pandas as pd
            df = pd.read_csv("{root}/api/export/csv?$filter=gap_ev gt 4".replace(" ", "%20"))
            """)}
            {Snippet("DuckDB", $"""
            SELECT level, count(*), avg(gap_ev)
            FROM read_parquet('{root}/api/export/parquet') GROUP BY level;
            """)}
            {Snippet("curl", $"""
            curl -G {root}/odata/Calculations --data-urlencode "\$filter=gap_ev gt 4" --data-urlencode "\$top=5"
            curl -X POST --data-binary @job.out "{root}/api/calculations?name=job.out"
            """)}
            """), script: true);
    }

    static Html Levels(Store.SearchPage found) => found.Facets.TryGetValue("level", out var levels) && levels.Count > 0 ? Html.Of($"""
        <h2>By level of theory</h2>
        {Layout.Table("Calculations by level of theory", ["Level", "Calculations>"], levels.Take(20).Select(l => Html.Of($"<tr><td><a href=\"/search?level={Uri.EscapeDataString(l.Value)}\">{l.Value}</a></td><td class=\"n\">{Layout.Count(l.Count)}</td></tr>")))}
        """) : Html.Of($"<p>The archive is empty. Hand something in: <code>datahub ingest FILE</code>, or POST it to <code>/api/calculations</code>.</p>");

    static Html Snippet(string name, string code) => Html.Of($"<details name=\"snippet\"><summary>{name}</summary><pre><code>{code}</code></pre></details>");
}
