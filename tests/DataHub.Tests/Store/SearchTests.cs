// Full-text search: what it finds, how it counts, and what it says to a bad query.
using DataHub.Model;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class SearchTests(SearchTests.Filled filled) : IClassFixture<SearchTests.Filled>
{
    public sealed class Filled : IDisposable
    {
        readonly TempFolder _temp = Shared.Temp("search");
        public List<Calculation> All { get; } = Samples.Many(600);
        public Archive Archive { get; }
        public Filled()
        {
            Archive = Archive.Open(new(_temp.Path));
            foreach (var part in All.Chunk(250)) Archive.Append(part);
        }
        public void Dispose() { Archive.Dispose(); _temp.Dispose(); }
    }

    List<Calculation> All => filled.All;
    Archive Archive => filled.Archive;

    void Finds(string text, Func<Calculation, bool> those) =>
        Assert.Equal(All.Where(those).Select(c => c.Id).Order(StringComparer.Ordinal), Archive.Search(text, 10_000).Hits.Select(h => h.Id).Order(StringComparer.Ordinal));

    static bool Named(Calculation c, string word) => c.Molecule.Name?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    [Fact]
    public void Methods_and_basis_sets_are_found_as_a_whole_and_by_their_parts()
    {
        Finds("wB97X-D", c => c.Level.Method == "wB97X-D" || c.Level.Name.StartsWith("wB97X-D"));
        Finds("wb97x", c => c.Level.Name.StartsWith("wB97X"));
        Finds("def2-SVP", c => c.Level.Basis == "def2-SVP");
        Finds("B3LYP-D3(BJ)", c => c.Level.Name.StartsWith("B3LYP-D3(BJ)"));
        Finds("level:\"wB97X-D/def2-SVP\"", c => c.Level.Name == "wB97X-D/def2-SVP");
        Finds("method:pm7", c => c.Level.Method == "PM7");
        Finds("basis:def2*", c => c.Level.Basis?.StartsWith("def2") == true);
    }

    [Fact]
    public void Words_are_joined_by_and_or_not_and_parentheses()
    {
        Finds("water PM7", c => Named(c, "water") && c.Level.Method == "PM7");
        Finds("water AND PM7", c => Named(c, "water") && c.Level.Method == "PM7");
        Finds("water OR PM7", c => Named(c, "water") || c.Level.Method == "PM7");
        Finds("PM7 NOT water", c => !Named(c, "water") && c.Level.Method == "PM7");
        Finds("NOT method:PM7", c => c.Level.Method != "PM7");
        Finds("(water OR smile) -status:failed", c => (Named(c, "water") || Named(c, "smile")) && c.Status != Status.Failed);
        Finds("wat*", c => Named(c, "water"));
        Finds("\"drop table\"", c => Named(c, "DROP TABLE"));
        Finds("näphthalene", c => Named(c, "näphthalene"));
    }

    [Fact]
    public void Identifiers_are_matched_exactly()
    {
        Finds("CC(=O)O", c => c.Molecule.Smiles == "CC(=O)O");
        Finds("smiles:c1ccccc1", c => c.Molecule.Smiles == "c1ccccc1");
        Finds("C1CC1", c => c.Molecule.Smiles == "C1CC1");
        var key = All[3].Molecule.InChIKey!;
        Finds(key, c => c.Molecule.InChIKey == key);
        Finds("inchikey:" + key[..8].ToLowerInvariant() + "*", c => c.Molecule.InChIKey?.StartsWith(key[..8], StringComparison.Ordinal) == true);
        Finds(All[5].Id, c => c.Id == All[5].Id);
        Finds("elements:S failure:said", c => c.Molecule.Elements.Contains("S") && c.Status == Status.Failed);
    }

    [Fact]
    public void Facets_count_every_hit_exactly_and_filters_narrow_them()
    {
        void Same(string text, Dictionary<string, string>? filters, Func<Calculation, bool> those)
        {
            var hits = All.Where(those).ToList();
            var page = Archive.Search(text, 3, 0, filters);
            Assert.Equal(hits.Count, page.Total);
            Assert.Equal(Math.Min(3, hits.Count), page.Hits.Count);
            void Facet(string name, Func<Calculation, IEnumerable<string?>> values) =>
                Assert.Equal(hits.SelectMany(values).Where(v => v is not null).GroupBy(v => v!).Select(g => (g.Key, (long)g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal), page.Facets[name]);
            Facet("level", c => [c.Level.Name]);
            Facet("level_kind", c => [c.Level.Kind.ToString().ToLowerInvariant()]);
            Facet("method", c => [c.Level.Method]);
            Facet("basis", c => [c.Level.Basis]);
            Facet("program", c => [c.Provenance.Program]);
            Facet("dataset", c => [c.Provenance.Dataset]);
            Facet("status", c => [c.Status.ToString().ToLowerInvariant()]);
            Facet("driver", c => [c.Driver.ToString().ToLowerInvariant()]);
            Facet("elements", c => c.Molecule.Elements);
        }
        Same("", null, _ => true);
        Same("psi4", null, c => c.Provenance.Program == "psi4");
        Same("psi4", new() { ["elements"] = "N", ["status"] = "success" }, c => c.Provenance.Program == "psi4" && c.Status == Status.Success && c.Molecule.Elements.Contains("N"));
        Same("nothingofthekind", null, _ => false);
    }

    [Fact]
    public void Pages_follow_each_other_without_gap_or_repeat()
    {
        var whole = Archive.Search("psi4 OR xtb", 10_000).Hits.Select(h => h.Id).ToList();
        var pages = Enumerable.Range(0, whole.Count / 7 + 1).SelectMany(i => Archive.Search("psi4 OR xtb", 7, 7 * i).Hits).Select(h => h.Id).ToList();
        Assert.Equal(whole, pages);
    }

    [Theory]
    [InlineData("\"open", 0, "closing")]
    [InlineData("a (b c", 2, ")")]
    [InlineData("a ) b", 2, "word")]
    [InlineData("a AND", 2, "word")]
    [InlineData("OR a", 0, "word")]
    [InlineData("a OR", 4, "word")]
    [InlineData("NOT", 3, "word")]
    [InlineData("colour:red", 0, "one of")]
    [InlineData("level:", 6, "value")]
    [InlineData("w*ter", 1, "word*")]
    public void A_bad_query_is_told_where_and_what_was_expected(string text, int position, string expected)
    {
        var e = Assert.Throws<QueryException>(() => Archive.Search(text));
        Assert.Equal(position, e.Position);
        Assert.Contains(expected, e.Expected);
    }

    [Fact]
    public void Any_text_gives_a_page_or_a_query_exception()
    {
        var random = new Random(4);
        var pieces = new[] { "water", "\"", "(", ")", "*", ":", "-", "OR", "AND", "NOT", "level:", "[CH3:1]", "\\", "😀", "~", "^2", " ", "  ", "+", "&&", "!", "{", "\0", "\ud800" };
        for (int i = 0; i < 2000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(2) == 0 ? " " : "")));
            try { Archive.Search(text, 1); }
            catch (QueryException e) { Assert.True(e.Position is null or >= 0 && e.Position <= text.Length, text); }
        }
    }

    [Fact]
    public void A_unknown_facet_is_refused() => Assert.Throws<QueryException>(() => Archive.Search("", 1, 0, new Dictionary<string, string> { ["colour"] = "red" }));

    [Fact]
    public void A_query_may_be_narrowed_by_search()
    {
        var query = new Query(QuerySet.Calculations) { Search = "psi4", Filter = new Expr.Compare("gt", new Expr.Col("gap_ev"), new Expr.Const(0L)) };
        Assert.Equal(All.Count(c => c.Provenance.Program == "psi4" && c.Values[Property.Gap] > 0), Archive.Count(query));
        Assert.Equal(All.Where(c => c.Molecule.InChIKey is not null && c.Provenance.Program == "psi4").Select(c => (c.Molecule.InChIKey, c.Molecule.Charge, c.Molecule.Multiplicity)).Distinct().Count(),
            Archive.Count(new Query(QuerySet.Molecules) { Search = "program:psi4" }));
        Assert.Equal(1, Archive.Count(new Query(QuerySet.Datasets) { Search = "dataset:seed" }));
    }
}
