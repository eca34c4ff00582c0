// The query language of the search: formulas, elements, ranges with units, identifiers, cards; against a plain look at every record.
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Store;
using Xunit;

namespace DataHub.Tests.Store;

public sealed class SearchSyntaxTests(SearchSyntaxTests.Filled filled) : IClassFixture<SearchSyntaxTests.Filled>
{
    public sealed class Filled : IDisposable
    {
        readonly TempFolder _temp = Shared.Temp("search-syntax");
        public List<Calculation> All { get; } = [.. Samples.Many(600).Select((c, i) => i % 3 > 0 ? c : Again(c with { Provenance = c.Provenance with { Doi = i % 2 == 0 ? "10.1000/ABC.1" : "10.1000/xyz" } }))];
        public Archive Archive { get; }

        static Calculation Again(Calculation c) => c with { Id = c.ContentId() };

        public Filled()
        {
            Archive = Archive.Open(new(_temp.Path) { Canonical = s => s == "OCC" ? "CCO" : null });
            Archive.PutDataset("seed", d => d with
            {
                Identifiers = [new Identifier("doi", "10.5555/Atmos", "https://doi.org/10.5555/Atmos")],
                Draft = new Draft(1, "n", new DatasetMetadata { Title = "Small molecules of the atmosphere", Description = "Conformers of peroxides, computed twice.", Authors = [new Person("Ada Lovelace"), new Person("Jöns Berzelius")] }),
            });
            foreach (var part in All.Chunk(250)) Archive.Append(part);
        }

        public void Dispose() { Archive.Dispose(); _temp.Dispose(); }
    }

    List<Calculation> All => filled.All;
    Archive Archive => filled.Archive;

    void Finds(string text, Func<Calculation, bool> those)
    {
        var page = Archive.Search(text, 10_000);
        string[] expected = [.. All.Where(those).Select(c => c.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, page.Hits.Select(h => h.Id).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Length, page.Total);
        Assert.Equal(expected.Length, page.Facets["status"].Sum(f => f.Count));
        Assert.Equal(expected.Length, Archive.Count(new Query(QuerySet.Calculations) { Search = text }));
    }

    static int Atoms(Calculation c, string element) => Elements.Composition(c.Molecule.Formula).Where(p => p.Symbol == element).Sum(p => p.Count);

    [Fact]
    public void Formulas_are_exact_or_have_ranges_of_counts()
    {
        var some = All[7].Molecule.Formula;
        Finds("formula:" + some, c => c.Molecule.Formula == some);
        var turned = string.Concat(Elements.Composition(some).Reverse().Select(p => p.Count == 1 ? p.Symbol : p.Symbol + p.Count));
        Finds("formula:" + turned, c => c.Molecule.Formula == some);
        Finds("formula:C1-2H*", c => Atoms(c, "C") is 1 or 2 && c.Molecule.Elements.All(e => e is "C" or "H"));
        Finds("C1-3H*N1", c => Atoms(c, "C") is >= 1 and <= 3 && Atoms(c, "N") == 1 && c.Molecule.Elements.All(e => e is "C" or "H" or "N"));
        Finds("formula:O2+..", c => Atoms(c, "O") >= 2);
        Finds("contains:CN2", c => Atoms(c, "C") >= 1 && Atoms(c, "N") >= 2);
        Finds("-contains:C", c => Atoms(c, "C") == 0);
        Finds("formula:C*H*N*O*S*", c => true);
    }

    [Fact]
    public void Elements_are_had_excluded_or_the_only_ones()
    {
        Finds("has:N,O", c => c.Molecule.Elements.Contains("N") && c.Molecule.Elements.Contains("O"));
        Finds("only:C,H,O", c => c.Molecule.Elements.All(e => e is "C" or "H" or "O"));
        Finds("not:S", c => !c.Molecule.Elements.Contains("S"));
        Finds("has:C not:s,o PM7", c => c.Molecule.Elements.Contains("C") && !c.Molecule.Elements.Any(e => e is "S" or "O") && c.Level.Method == "PM7");
    }

    [Fact]
    public void Numbers_have_ranges_with_units_that_are_converted()
    {
        double? Gap(Calculation c) => c.Values[Property.Gap];
        Finds("gap:0..5", c => Gap(c) is >= 0 and <= 5);
        Finds("gap_ev:0..5eV", c => Gap(c) is >= 0 and <= 5);
        Finds("gap:>2", c => Gap(c) > 2);
        Finds("gap:<=-1.5", c => Gap(c) <= -1.5);
        Finds("gap:3", c => Gap(c) == 3);
        Finds("gap:0", c => Gap(c) == 0);
        Finds("gap:*", c => Gap(c) is not null);
        Finds("-gap:*", c => Gap(c) is null);
        Finds("gap:100..400kJ/mol", c => Gap(c) * (Units.HartreeToKjPerMol / Units.HartreeToEv) is >= 100 and <= 400);
        Finds("energy:..-300Eh", c => c.Values[Property.Energy] <= -300);
        Finds("cpu:<0.05min", c => c.Cost.CpuSeconds < 3);
        Finds("charge:1 multiplicity:2", c => c.Molecule is { Charge: 1, Multiplicity: 2 });
        Finds("computed:2024-02..2024-03-15", c => c.Provenance.ComputedAt is { } t && t >= new DateTime(2024, 2, 1) && t < new DateTime(2024, 3, 16));
        Finds("computed:>2024-06", c => c.Provenance.ComputedAt is { } t && t >= new DateTime(2024, 7, 1));
        Finds("(gap:>2 OR dipole:>2) NOT water cost_tier:measured", c => (Gap(c) > 2 || c.Values[Property.Dipole] > 2) && c.Molecule.Name != "water");
    }

    [Fact]
    public void Identifiers_are_found_in_every_form()
    {
        var key = All.First(c => c.Molecule.InChIKey is not null).Molecule.InChIKey!;
        Finds(key[..14], c => c.Molecule.InChIKey?[..14] == key[..14]);
        Finds("inchikey:" + key[..14], c => c.Molecule.InChIKey?[..14] == key[..14]);
        Finds("doi:10.1000/abc.1", c => c.Provenance.Doi == "10.1000/ABC.1");
        Finds("https://doi.org/10.1000/ABC.1", c => c.Provenance.Doi == "10.1000/ABC.1");
        Finds("OCC", c => c.Molecule.Smiles == "CCO");
        Finds("smiles:OCC", c => c.Molecule.Smiles == "CCO");
        Finds("SHO", c => Atoms(c, "H") == 1 && Atoms(c, "O") == 1 && Atoms(c, "S") == 1 && c.Molecule.Atoms == 3);
    }

    [Fact]
    public void What_is_told_of_a_dataset_finds_its_records()
    {
        bool Seed(Calculation c) => c.Provenance.Dataset == "seed";
        Finds("peroxides", Seed);
        Finds("lovelace PM7", c => Seed(c) && c.Level.Method == "PM7");
        Finds("author:berz*", Seed);
        Finds("author:ada*", Seed);
        Finds("author:peroxides", c => false);
        Finds("author:\"jöns berzelius\"", Seed);
        Finds("title:atmosphere", Seed);
        Finds("description:atmosphere", c => false);
        Finds("doi:10.5555/atmos", Seed);
        Finds("licence:CC0-1.0 contributor:tester", c => c.Provenance.Licence == "CC0-1.0");
    }

    [Theory]
    [InlineData("formula:C6h6", 10, "element symbol")]
    [InlineData("formula:C8-6", 10, "smaller")]
    [InlineData("formula:CC", 9, "once")]
    [InlineData("water has:N,Xx", 12, "element symbols")]
    [InlineData("gap:5..3", 4, "smaller")]
    [InlineData("gap:wide", 4, "gap:3..5")]
    [InlineData("gap:3..5Bohr", 8, "eV")]
    [InlineData("multiplicity:1e", 14, "bare number")]
    [InlineData("ingested:soon", 9, "2026-01-31")]
    [InlineData("ingested:2026..2025", 9, "earlier")]
    [InlineData("lvel:PM7", 0, "one of")]
    public void What_is_wrong_is_told_with_place_and_remedy(string text, int position, string expected)
    {
        var e = Assert.Throws<QueryException>(() => Archive.Search(text));
        Assert.Equal(position, e.Position);
        Assert.Contains(expected, e.Expected);
        if (text.StartsWith("lvel")) Assert.Contains("did you mean level", e.Message);
    }

    [Fact]
    public void Random_queries_find_what_a_plain_look_finds()
    {
        var random = new Random(8);
        (string Text, Func<Calculation, bool> Holds)[] leaves =
        [
            ("PM7", c => c.Level.Method == "PM7"), ("water", c => c.Molecule.Name == "water"), ("gap:>0", c => c.Values[Property.Gap] > 0), ("has:N", c => c.Molecule.Elements.Contains("N")),
            ("status:failed", c => c.Status == Status.Failed), ("contains:O2", c => Atoms(c, "O") >= 2), ("program:xtb", c => c.Provenance.Program == "xtb"), ("dipole:..1", c => c.Values[Property.Dipole] <= 1),
        ];
        (string, Func<Calculation, bool>) Make(int depth)
        {
            if (depth == 0 || random.Next(4) == 0) return leaves[random.Next(leaves.Length)];
            var (a, f) = Make(depth - 1);
            var (b, g) = Make(depth - 1);
            return random.Next(3) switch { 0 => ($"({a}) ({b})", c => f(c) && g(c)), 1 => ($"({a}) OR ({b})", c => f(c) || g(c)), _ => ($"NOT ({a}) ({b})", c => !f(c) && g(c)) };
        }
        for (int i = 0; i < 60; i++)
        {
            var (text, holds) = Make(3);
            var page = Archive.Search(text, 10_000);
            Assert.True(All.Where(holds).Select(c => c.Id).ToHashSet().SetEquals(page.Hits.Select(h => h.Id)), text);
            Assert.Equal(page.Hits.Count, page.Facets["driver"].Sum(v => v.Count));
        }
    }

    [Fact]
    public void A_misspelt_word_or_value_gets_another_that_finds_something()
    {
        string? Meant(string text) => Archive.DidYouMean(new SearchOrder(text));
        Assert.Equal("water", Meant("watre"));
        Assert.Equal("water PM7 -status:failed", Meant("wather PM7 -status:failed"));
        Assert.Equal("level:PM7", Meant("level:PM8"));
        Assert.Equal("lovelace water", Meant("lovelace watr"));
        Assert.Equal("program:psi4 gap:>0", Meant("program:psi5 gap:>0"));
        Assert.Null(Meant("qqqqqqqqqqqq"));
        Assert.Null(Meant("gap:>1e9"));
    }

    [Fact]
    public void A_text_is_completed_by_fields_values_and_words_with_exact_counts()
    {
        foreach (var text in (string[])["wat", "PM7 wat", "ps", "level:w", "PM7 AND pro", "(dataset:s", "-sta", "basis:\"def2"])
        {
            var found = Archive.Suggest(text, 10);
            Assert.True(found.Count > 0, text);
            foreach (var s in found.Where(s => s.Count is not null)) Assert.Equal(s.Count, Archive.Search(s.Text, 0).Total);
        }
        Assert.Contains(Archive.Suggest("wat", 10), s => s is { Text: "water", Kind: "name" });
        Assert.Contains(Archive.Suggest("ga", 10), s => s is { Text: "gap:", Kind: "field", Count: null });
        Assert.Empty(Archive.Suggest("PM7 level:w", 10));
        Assert.Contains(Archive.Suggest("level:wb97", 10), s => s.Text == "level:wB97X-D/def2-SVP");
        Assert.Empty(Archive.Suggest("", 10));
    }

    [Theory]
    [InlineData("water", "name", "cold water, Water", "5+5 12+5")]
    [InlineData("wat*", "name", "cold water", "5+5")]
    [InlineData("def2-svp", "level", "wB97X-D/def2-SVP", "8+8")]
    [InlineData("wb97x", "level", "wB97X-D/def2-SVP", "0+5")]
    [InlineData("OCC", "smiles", "CCO", "0+3")]
    [InlineData("level:PM7", "level", "PM7", "0+3")]
    [InlineData("level:PM7", "name", "PM7", "")]
    [InlineData("-water", "name", "water", "")]
    [InlineData("formula:OH2", "formula", "H2O", "0+3")]
    [InlineData("BBBBBBBBBBBBBB", "inchikey", "BBBBBBBBBBBBBB-UHFFFAOYSA-N", "0+14")]
    public void What_made_a_hit_one_is_marked(string text, string column, string shown, string places) =>
        Assert.Equal(places, string.Join(' ', Archive.Search(text, 0).Marks!.In(column, shown).Select(p => $"{p.Start}+{p.Length}")));

    [Fact]
    public void What_is_veiled_is_neither_found_nor_suggested()
    {
        using var temp = Shared.Temp("search-veil");
        using var archive = Archive.Open(new(temp.Path));
        var secret = All[0] with { Molecule = All[0].Molecule with { Name = "xylosecretane" }, Provenance = All[0].Provenance with { Dataset = "closed" } };
        archive.Append([secret with { Id = secret.ContentId() }]);
        Assert.Equal(1, archive.Search("xylosecretane").Total);
        archive.PutDataset("closed", d => d with { Draft = new Draft(1, "n", new DatasetMetadata { Title = "Xylophone", Access = new DatasetAccess(AccessKind.Restricted) }) });
        Assert.Equal(0, archive.Search("xylosecretane").Total);
        Assert.Equal(0, archive.Search("").Total);
        Assert.Equal(0, archive.Search("xylophone").Total);
        Assert.Empty(archive.Suggest("xylo", 10));
        Assert.Empty(archive.Suggest("dataset:c", 10));
        Assert.Null(archive.DidYouMean(new SearchOrder("xylosecretan")));
    }
}
