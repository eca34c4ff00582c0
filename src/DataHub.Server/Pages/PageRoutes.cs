// The pages' addresses.
namespace DataHub.Server.Pages;

static class PageRoutes
{
    static readonly string s_css = Layout.Asset("site.css"), s_js = Layout.Asset("site.js"), s_icon = Layout.Asset("icon.svg");

    internal static void MapPages(this WebApplication app)
    {
        void Page(string address, Delegate handler) => app.MapGet(address, handler).ExcludeFromDescription();
        Page("/", HomePage.Get);
        Page("/search", SearchPages.Search);
        Page("/known", SearchPages.Known);
        Page("/molecules/{inchikey}", MoleculePages.Molecule);
        Page("/calculations/{id}", MoleculePages.Calculation);
        Page("/datasets", DatasetPages.List);
        Page("/datasets/{slug}", DatasetPages.One);
        Page("/datasets/{slug}/draft", DraftPage.One);
        Page("/datasets/{slug}/{number:int}", DatasetPages.Version);
        Page("/campaigns", CampaignPages.List);
        Page("/campaigns/{id}", CampaignPages.One);
        void Asset(string address, string text, string type) => Page(address, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=3600";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Text(text, type);
        });
        Asset("/site.css", s_css, "text/css");
        Asset("/site.js", s_js, "text/javascript");
        Asset("/icon.svg", s_icon, "image/svg+xml");
    }
}
