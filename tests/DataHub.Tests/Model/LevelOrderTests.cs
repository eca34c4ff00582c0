// The partial order of levels: its rules, its laws, and that its figures are those of the data.
using System.Globalization;
using DataHub.Model;
using Xunit;
using static DataHub.Model.LevelRelation;

namespace DataHub.Tests.Model;

public class LevelOrderTests
{
    static LevelComparison Compare(string a, string b, PropertyClass p) => LevelOrder.Compare(Level.Parse(a), Level.Parse(b), p);

    [Theory]
    [InlineData("CC3/aug-cc-pVTZ", "CC2/aug-cc-pVDZ", PropertyClass.Excitation, Better, "benchmark")]
    [InlineData("CIS(D)/aug-cc-pVTZ", "EOM-CCSD/aug-cc-pVTZ", PropertyClass.Excitation, Worse, "benchmark")]
    [InlineData("CC3/cc-pVDZ", "CC2/aug-cc-pVTZ", PropertyClass.Excitation, Incomparable, "basis")]
    [InlineData("CC2/aug-cc-pVTZ", "ADC(2)/aug-cc-pVTZ", PropertyClass.Excitation, Incomparable, "within-margin")]
    [InlineData("wB97X-D/def2-TZVPD", "wB97X-D/def2-SVPD", PropertyClass.Excitation, Better, "benchmark")]
    [InlineData("wB97X-D/def2-TZVP", "wB97X-D/def2-SVPD", PropertyClass.Excitation, Incomparable, "basis")]
    [InlineData("B3LYP/def2-SVPD", "BLYP/def2-SVPD", PropertyClass.Excitation, Better, "benchmark")]
    [InlineData("B3LYP-D3(BJ)/def2-SVPD", "B3LYP/def2-SVPD", PropertyClass.Excitation, Equivalent, "additive-dispersion")]
    [InlineData("B3LYP/def2-SVPD", "B3LYP/def2-SVPD [TDA]", PropertyClass.Excitation, Incomparable, "treatment")]
    [InlineData("B3LYP/def2-TZVP", "CC3/def2-TZVP", PropertyClass.Excitation, Incomparable, "no-benchmark")]
    [InlineData("G4", "B3LYP/6-31G(d)", PropertyClass.Thermochemistry, Better, "benchmark")]
    [InlineData("B3LYP-D3(0)/def2-TZVP", "B3LYP/def2-SVP", PropertyClass.Thermochemistry, Better, "benchmark")]
    [InlineData("PM7", "PM6", PropertyClass.Thermochemistry, Incomparable, "within-margin")]
    [InlineData("PM7", "B3LYP/6-31G(d)", PropertyClass.Thermochemistry, Incomparable, "basis")]
    [InlineData("wB97X-V/def2-TZVP", "BLYP/def2-SVP", PropertyClass.Thermochemistry, Better, "benchmark")]
    [InlineData("PBE0-D4/def2-TZVP", "PBE-D4/def2-TZVP", PropertyClass.Thermochemistry, Incomparable, "no-benchmark")]
    [InlineData("G4", "experiment", PropertyClass.Thermochemistry, Incomparable, "kind")]
    [InlineData("CC3/aug-cc-pVTZ", "ANI-2x", PropertyClass.Excitation, Incomparable, "kind")]
    [InlineData("CC3/aug-cc-pVTZ", "NoSuch/aug-cc-pVTZ", PropertyClass.Excitation, Incomparable, "kind")]
    [InlineData("CCSD(T)/cc-pVQZ", "HF/STO-3G", PropertyClass.AbsoluteEnergy, Incomparable, "absolute-energy")]
    [InlineData("PBE0/def2-TZVP", "PBE0/def2-SVP", PropertyClass.Orbital, Better, "orbital-basis")]
    [InlineData("PBE0-D3(BJ)/def2-SVP", "PBE0/def2-SVP", PropertyClass.Orbital, Equivalent, "additive-dispersion")]
    [InlineData("PBE0/def2-TZVP", "PBE/def2-SVP", PropertyClass.Orbital, Incomparable, "orbital-functional")]
    [InlineData("CC3/aug-cc-pVTZ (PCM water)", "CC2/aug-cc-pVTZ", PropertyClass.Excitation, Incomparable, "surroundings")]
    [InlineData("CC3/aug-cc-pVTZ [full]", "CC2/aug-cc-pVTZ", PropertyClass.Excitation, Incomparable, "core")]
    [InlineData("PBE0/def2-TZVP [ZORA]", "PBE0/def2-SVP", PropertyClass.Orbital, Incomparable, "hamiltonian")]
    [InlineData("PBE0/def2-TZVP", "PBE0/def2-SVP", PropertyClass.Moment, Incomparable, "no-benchmark")]
    [InlineData("pbe1pbe/def2svp", "PBE0/def2-SVP", PropertyClass.Moment, Same, "same")]
    public void A_pair_of_levels_stands_so(string a, string b, PropertyClass p, LevelRelation relation, string rule)
    {
        var c = Compare(a, b, p);
        Assert.True((relation, rule) == (c.Relation, c.Rule), $"{c.Relation} by {c.Rule}: {string.Join("; ", c.Reasons)}");
        Assert.NotEmpty(c.Reasons);
        if (c.Rule == "benchmark") Assert.Contains(c.Figures, f => f is { A: not null, B: not null, Difference: { } d, StandardError: { } se } && Math.Abs(d) >= 2 * se && f.Source.Length > 0);
    }

    [Theory]
    [InlineData("def2-TZVP", "def2-SVP", true), InlineData("def2-QZVP", "def2-TZVP", true), InlineData("def2-TZVPD", "def2-SVPD", true), InlineData("def2-SVPD", "def2-SVP", true)]
    [InlineData("def2-TZVP", "def2-SVPD", false), InlineData("def2-SVPD", "def2-TZVP", false), InlineData("aug-cc-pVTZ", "cc-pVDZ", true), InlineData("cc-pVTZ", "aug-cc-pVDZ", false), InlineData("cc-pVTZ", "def2-SVP", true)]
    [InlineData("6-311G(2df,p)", "6-311G(d,p)", true), InlineData("6-311G(3df,2p)", "6-311G(2df,2pd)", false), InlineData("6-31G(2df,p)", "6-31G(2d,2p)", false), InlineData("6-31+G(d,p)", "6-31G(d)", true), InlineData("cc-pVDZ", "def2-SVP", false)]
    [InlineData("cc-pCVTZ", "cc-pVTZ", true), InlineData("cc-pVQZ", "cc-pCVTZ", false), InlineData("3ob-3-1", "STO-3G", false)]
    public void Bases_are_ordered_by_what_they_have(string a, string b, bool covers) => Assert.Equal(covers, LevelOrder.Covers(a, b));

    /// <summary>Levels of every benchmark, in bases that touch: what the laws are tried on.</summary>
    static Level[] Many { get; } = [.. from m in Benchmark.All.SelectMany(b => b.Figures).Select(f => Level.Parse(f.Level)).DistinctBy(l => l.Name)
                                       from basis in m.Basis is not null || m.Kind == LevelKind.SemiEmpirical || LevelNames.FindWhole(m.Method) is { Composite: true } ? [m.Basis] : (string?[])["def2-SVP", "def2-SVPD", "def2-TZVPD", "aug-cc-pVTZ"]
                                       select m with { Basis = basis }];

    [Fact]
    public void The_order_is_antisymmetric_and_mirrors_itself()
    {
        foreach (var p in (PropertyClass[])[PropertyClass.Excitation, PropertyClass.Thermochemistry, PropertyClass.Orbital])
            foreach (var a in Many)
                foreach (var b in Many)
                {
                    var (x, y) = (LevelOrder.Compare(a, b, p), LevelOrder.Compare(b, a, p));
                    Assert.Equal(x.Relation switch { Better => Worse, Worse => Better, var same => same }, y.Relation);
                    Assert.Equal(x.Rule, y.Rule);
                }
    }

    /// <summary>
    /// By construction so where all pairs are on the same cases: standard errors of differences obey the triangle inequality, and bases are a product order. Cases differ where a benchmark lacks values of some
    /// level, so that it is tried on all triples of the data.
    /// </summary>
    [Fact]
    public void The_order_is_transitive_on_all_triples_of_the_benchmarks()
    {
        foreach (var p in (PropertyClass[])[PropertyClass.Excitation, PropertyClass.Thermochemistry, PropertyClass.Orbital])
        {
            int n = Many.Length, triples = 0;
            var better = new bool[n, n];
            for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) better[i, j] = LevelOrder.Compare(Many[i], Many[j], p).Relation == Better;
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    if (better[i, j])
                        for (int k = 0; k < n; k++)
                            if (better[j, k]) { triples++; Assert.True(better[i, k], $"{Many[i]} > {Many[j]} > {Many[k]} for {p}"); }
            Assert.True(triples > 0);
        }
    }

    [Fact]
    public void Every_level_of_the_benchmarks_is_named_by_the_tables() =>
        Assert.DoesNotContain(Benchmark.All.SelectMany(b => b.Figures.Select(f => f.Level).Concat(b.Pairs.SelectMany(x => (string[])[x.A, x.B]))), n => Level.Parse(n) is var l && (l.Kind == LevelKind.Unknown || l.Name != n));

    [Fact]
    public void Figures_and_pairs_are_those_that_the_data_give()
    {
        if (Shared.Data is not { } data) { Assert.Skip("no shared data"); return; }
        foreach (var bench in Benchmark.All.Where(b => b.File is not null))
        {
            var lines = Csv(Path.Combine(data, "replay", bench.File!));
            var reference = bench.File switch { "quest_excitations.csv" => "TBE/AVTZ", "bench33_E1.csv" => "steomccsd", _ => "Expt" };
            int at = lines[0].IndexOf(reference), safe = lines[0].IndexOf("Safe ? (~50 meV)");
            var rows = lines.Skip(1).Where(r => r[at] != "" && (safe < 0 || r[safe] == "Y")).ToList();
            double? Error(List<string> r, string column) => double.TryParse(r[lines[0].IndexOf(column)], CultureInfo.InvariantCulture, out var v) ? Math.Abs(v - double.Parse(r[at], CultureInfo.InvariantCulture)) : null;
            var columns = bench.Figures.ToDictionary(f => f.Level, f => f.Column!);
            foreach (var f in bench.Figures)
            {
                var errors = rows.Select(r => Error(r, f.Column!)).OfType<double>().ToList();
                Assert.True(errors.Count == f.N && Math.Abs(errors.Average() - f.Value) < 6e-5, $"{bench.Name} {f.Level}: {errors.Average()} on {errors.Count}, told {f.Value} on {f.N}");
            }
            Assert.Equal(bench.Figures.Count * (bench.Figures.Count - 1) / 2, bench.Pairs.Count);
            foreach (var p in bench.Pairs)
            {
                var d = rows.Select(r => Error(r, columns[p.A]) - Error(r, columns[p.B])).OfType<double>().ToList();
                double mean = d.Average(), se = Math.Sqrt(d.Sum(v => (v - mean) * (v - mean)) / (d.Count - 1) / d.Count);
                Assert.True(d.Count == p.N && Math.Abs(mean - p.Difference) < 6e-6 && Math.Abs(se - p.StandardError) < 6e-6, $"{bench.Name} {p}: {mean} {se} {d.Count}");
            }
        }
    }

    static List<List<string>> Csv(string path)
    {
        var all = new List<List<string>>();
        foreach (var line in File.ReadLines(path))
        {
            var cells = new List<string> { "" };
            bool quoted = false;
            foreach (var c in line)
                if (c == '"') quoted = !quoted;
                else if (c == ',' && !quoted) cells.Add("");
                else cells[^1] += c;
            all.Add(cells);
        }
        return all;
    }
}
