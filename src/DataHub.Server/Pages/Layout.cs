// The frame of every page, its style sheet and its one script.
using System.Globalization;
using System.Reflection;

namespace DataHub.Server.Pages;

static class Layout
{
    /// <summary>Answers with a page.</summary>
    internal static IResult Page(string title, Html body, string query = "", bool script = false, Html head = default) => new PageAnswer(Frame(title, body, query, script, head), 200);

    internal static Html Frame(string title, Html body, string query = "", bool script = false, Html head = default) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title} - DataHub</title>
        <link rel="stylesheet" href="/site.css">
        <link rel="icon" href="/icon.svg" type="image/svg+xml">
        <link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml" title="DataHub">
        {head}
        {(script ? new Html("<script src=\"/site.js\" defer></script>\n") : Html.Nothing)}</head>
        <body>
        <a class="skip" href="#main">To the content</a>
        <header><a class="brand" href="/">DataHub</a>
        <form action="/search" role="search"><label class="hidden" for="q">Search</label><input id="q" name="q" type="search" value="{query}" placeholder="Name, formula, SMILES, InChIKey, level"><button>Search</button></form>
        <nav aria-label="Main"><a href="/campaigns">Campaigns</a> <a href="/datasets">Datasets</a> <a href="/api/docs">API</a></nav></header>
        <main id="main">
        {body}
        </main>
        <footer>DataHub {Routes.RecordRoutes.Version}. Values stand with their level of theory and unit; everything here is also at <a href="/odata">/odata</a> and <a href="/api/docs">/api</a>.</footer>
        </body></html>
        """);

    /// <summary>A number to read: at most six significant digits, a hyphen-minus for below zero, nothing for null.</summary>
    internal static string Number(double? v, string format = "G6") => v is { } d ? d.ToString(format, CultureInfo.InvariantCulture) : "";

    /// <summary>A number of things, with separators.</summary>
    internal static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Seconds as people say them.</summary>
    internal static string Seconds(double? s) => s switch
    {
        null => "",
        < 1 => $"{(s.Value * 1000).ToString("0", CultureInfo.InvariantCulture)} ms",
        < 120 => $"{s.Value.ToString("0.0", CultureInfo.InvariantCulture)} s",
        < 7200 => $"{(s.Value / 60).ToString("0.0", CultureInfo.InvariantCulture)} min",
        _ => $"{(s.Value / 3600).ToString("N1", CultureInfo.InvariantCulture)} h",
    };

    /// <summary>A table in a region that scrolls sideways by itself. A head that ends with '>' stands over numbers.</summary>
    internal static Html Table(string label, IEnumerable<string> heads, IEnumerable<Html> rows) => Html.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{heads.Select(h => h.EndsWith('>') ? Html.Of($"<th scope=\"col\" class=\"n\">{h[..^1]}</th>") : Html.Of($"<th scope=\"col\">{h}</th>"))}</tr></thead><tbody>{rows}</tbody></table></div>
        """);

    /// <summary>An embedded file as text.</summary>
    internal static string Asset(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("pages/" + name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>A page on its way out.</summary>
sealed class PageAnswer(Html html, int status) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return http.Response.WriteAsync(html.Text, http.RequestAborted);
    }
}
