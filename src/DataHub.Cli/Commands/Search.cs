// The command datahub search: full text with facets.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Model;
using DataHub.Store;

namespace DataHub.Cli.Commands;

static class Search
{
    static readonly string[] Shown = ["id", "name", "formula", "smiles", "level", "status", "gap_ev", "program", "dataset"];
    static readonly Argument<string> Text = new("text") { Description = "Words, formulas, InChIKeys, field:value, ranges as in gap:3..5eV (docs/search.md)" };
    static readonly Option<bool> Facets = new("--facets") { Description = "Counts by level, program, dataset ... over all hits; in a pipe instead of the hits" };
    static readonly Option<string[]> Where = new("--where") { Description = "Only hits with that facet value, e.g. level=GFN2-xTB; may be repeated", HelpName = "FACET=VALUE", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string> Having = new("--having") { Description = "Only molecules with this substructure", HelpName = "SMARTS" };
    static readonly Option<string> Similar = new("--similar") { Description = "Only molecules like this one", HelpName = "SMILES" };
    static readonly Option<double> Threshold = new("--threshold") { Description = "Least Tanimoto coefficient of those", HelpName = "X", DefaultValueFactory = _ => 0.5 };
    static readonly Option<bool> Suggest = new("--suggest") { Description = "What the text could go on with, instead of hits" };
    static readonly Option<int> Top = new("--top") { Description = "At most so many hits", HelpName = "N", DefaultValueFactory = _ => 20 };
    static readonly Option<int> Skip = new("--skip") { Description = "Leave out so many first", HelpName = "N" };

    public static Verb Verb() => new Verb("search", "Full-text search, with counts by facet",
        "datahub search phenol --facets",
        "datahub search 'C6H6O' --where level=GFN2-xTB --where program=xtb",
        "datahub search 'C6-8H*N1 gap:4..6eV program:xtb' --having '[NX3;H2]'",
        "datahub search NBBJYMSMWIIQGU-UHFFFAOYSA-N --json").With(Text, Facets, Where, Having, Similar, Threshold, Suggest, Top, Skip).Does(Run);

    static int Run(Session session, CancellationToken cancel)
    {
        var filters = new Dictionary<string, string>();
        foreach (var w in session.Get(Where) ?? [])
        {
            int eq = w.IndexOf('=');
            if (eq < 1) return session.Fail(Exit.Usage, $"--where wants FACET=VALUE, not '{w}'", "for instance: --where level=GFN2-xTB");
            filters[w[..eq]] = w[(eq + 1)..];
        }
        if (!session.HasArchive(out int code)) return code;
        using var hub = session.OpenHub(readOnly: true);
        var archive = hub.Archive;
        if (session.Get(Suggest))
        {
            Sheet.Write(session, ["text", "kind", "count"], archive.Suggest(session.Get(Text)!, Math.Max(1, session.Get(Top)), cancel).Select(s => (IReadOnlyList<object?>)[s.Text, s.Kind, s.Count]));
            return Exit.Ok;
        }
        HashSet<string>? among = null;
        if (session.Get(Having) is { } smarts)
        {
            var found = hub.Structures.Substructure(new(smarts), int.MaxValue, cancel);
            if (found.Error is { } error) return session.Fail(Exit.Usage, error);
            among = [.. found.Hits.Select(h => h.InChIKey)];
        }
        if (session.Get(Similar) is { } smiles)
        {
            var found = hub.Structures.Similar(smiles, session.Get(Threshold), 1_000_000, cancel, among);
            if (found.Error is { } error) return session.Fail(Exit.Usage, error);
            among = [.. found.Hits.Select(h => h.InChIKey)];
        }
        var order = new SearchOrder(session.Get(Text)!) { Top = session.Get(Top), Skip = session.Get(Skip), Filters = filters, Among = among };
        var page = archive.Search(order, cancel);
        if (page.Total == 0 && archive.DidYouMean(order, cancel) is { } other) session.Note($"did you mean: {other}");
        var hits = Hits(archive, page, cancel);
        string[] columns = ["score", .. Shown];
        var facets = page.Facets.SelectMany(f => f.Value.Select(v => (IReadOnlyList<object?>)[f.Key, v.Value, v.Count]));
        session.Note($"{page.Total:n0} hits");
        if (page.Waiting > 0) session.Warn($"{page.Waiting:n0} records were taken in that the search does not see yet; ask again in a while");
        bool wanted = session.Get(Facets);
        if (session.Shape == Shape.Json)
            Sheet.Object(json =>
            {
                json.WriteNumber("total", page.Total);
                json.WriteNumber("waiting", page.Waiting);
                Sheet.Rows(json, "hits", columns, hits);
                Sheet.Rows(json, "facets", ["facet", "value", "count"], facets);
            });
        else if (session.Shape == Shape.Table || !wanted) Sheet.Write(session, columns, hits);
        if (wanted && session.Shape != Shape.Json) Sheet.Write(session, ["facet", "value", "count"], facets);
        return Exit.Ok;
    }

    static IEnumerable<IReadOnlyList<object?>> Hits(Archive archive, SearchPage page, CancellationToken cancel)
    {
        if (page.Hits.Count == 0) return [];
        var query = new Model.Query(QuerySet.Calculations) { Filter = new Expr.In(new Expr.Col("id"), [.. page.Hits.Select(h => (object?)h.Id)]), Select = Shown };
        using var stream = archive.Find(query, cancel);
        var rows = Query.Rows(stream.Reader, cancel).ToDictionary(r => (string)r[0]!);
        return [.. page.Hits.Where(h => rows.ContainsKey(h.Id)).Select(h => (IReadOnlyList<object?>)[(double)h.Score, .. rows[h.Id]])];
    }
}
