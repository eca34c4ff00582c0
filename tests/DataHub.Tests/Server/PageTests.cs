// The pages: content without scripts, links that lead somewhere, values encoded, and a look with a real browser.
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Server;

public sealed class PageTests(RunningHub hub) : IClassFixture<RunningHub>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static readonly string? Chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(p => new[] { Path.Combine(p, "chromium"), Path.Combine(p, "chromium-browser") }).FirstOrDefault(File.Exists);

    Calculation Benzene => hub.Kept.First(k => k.Molecule.Name == "benzene" && k.Status == Status.Success);

    [Fact]
    public async Task Every_page_answers_and_its_links_lead_somewhere()
    {
        var pages = new Queue<string>(["/", "/search?q=benzene", "/search?q=", $"/molecules/{Benzene.Molecule.InChIKey}", $"/calculations/{Benzene.Id}", "/campaigns", "/known?smiles=C&level=GFN2-xTB&property=gap_ev", $"/calculations/{hub.Kept.First(k => k.Status == Status.Failed).Id}"]);
        var seen = new HashSet<string>();
        while (pages.TryDequeue(out var page))
        {
            string html = await hub.Http.GetStringAsync(page, Cancel);
            Assert.Contains("<main id=\"main\">", html);
            Assert.Contains("<html lang=\"en\">", html);
            Assert.DoesNotContain("style=", html);
            foreach (var link in Regex.Matches(html, "(?:href|src)=\"([^\"#]+)\"").Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Where(l => l.StartsWith('/') && seen.Add(l)))
                Assert.True((await hub.Http.GetAsync(link, Cancel)).StatusCode is HttpStatusCode.OK or HttpStatusCode.MovedPermanently, $"{page} links to {link}");
            if (seen.Count > 150) break;
        }
    }

    [Fact]
    public async Task Values_on_pages_are_encoded()
    {
        const string evil = "<script>alert('x')</script>";
        foreach (var page in new[] { "/search?q=" + Uri.EscapeDataString("\"" + evil + "\""), "/known?property=gap_ev&level=GFN2-xTB&smiles=" + Uri.EscapeDataString(evil) })
            Assert.DoesNotContain("<script>alert", await hub.Http.GetStringAsync(page, Cancel));
        var answer = await hub.Http.GetAsync("/", Cancel);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task What_is_missing_is_told_to_people_as_a_page()
    {
        foreach (var address in new[] { "/nowhere", "/molecules/AAAA", "/calculations/none", "/campaigns/none", "/search?q=x&colour=blue" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
            var answer = await hub.Http.SendAsync(request, Cancel);
            Assert.Equal(address.StartsWith("/search") ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_browser_shows_the_first_page_and_a_molecule()
    {
        Assert.SkipUnless(Chromium is not null, "no Chromium on the PATH: pages are not looked at with a browser here");
        foreach (var (page, words) in new[] { ("/", "Computed once"), ($"/molecules/{Benzene.Molecule.InChIKey}", "gap_ev") })
        {
            string dom = await Browse(page, "--dump-dom");
            Assert.Contains(words, dom);
            await Browse(page, $"--screenshot={Path.Combine(hub.Folder, "page.png")}");
            var png = await File.ReadAllBytesAsync(Path.Combine(hub.Folder, "page.png"), Cancel);
            Assert.True(png.Length > 10_000, "the picture of the page is empty");
            if (Environment.GetEnvironmentVariable("DATAHUB_KEEP_PICTURES") is { } keep) File.Copy(Path.Combine(hub.Folder, "page.png"), Path.Combine(keep, page == "/" ? "home.png" : "molecule.png"), true);
        }
    }

    async Task<string> Browse(string page, string what)
    {
        using var profile = Shared.Temp("browser");
        var start = new ProcessStartInfo(Chromium!, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile.Path}", "--window-size=1200,1000", what, new Uri(hub.Http.BaseAddress!, page).ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        string text = await process.StandardOutput.ReadToEndAsync(Cancel);
        await errors;
        await process.WaitForExitAsync(Cancel);
        return text;
    }
}
