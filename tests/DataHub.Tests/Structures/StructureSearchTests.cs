// Structure search: the screen loses nothing, hits equal those of another build of RDKit, the bits survive a crash and catch up.
using System.Numerics;
using DataHub.Chemistry;
using DataHub.Model;
using DataHub.Store;
using DataHub.Structures;
using Xunit;

namespace DataHub.Tests.Structures;

public sealed class StructureSearchTests(StructureSearchTests.Filled filled) : IClassFixture<StructureSearchTests.Filled>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A hub with the 1,000 molecules of the shared data, or with some of our own where it is not here.</summary>
    public sealed class Filled : IDisposable
    {
        static readonly string[] Own = ["CCO", "c1ccccc1O", "c1ccccc1", "CC(=O)O", "C1CCCCC1", "N[C@@H](C)C(=O)O", "N[C@H](C)C(=O)O", "c1ccncc1", "CCN", "CC#N", "OCC(O)CO", "Clc1ccccc1"];
        readonly TempFolder _temp = Shared.Temp("structures");
        public string Folder => _temp.Path;
        public List<string> Given { get; }
        public List<Molecule?> Molecules { get; }
        public Hub Hub { get; }

        public Filled()
        {
            Given = Shared.Data is { } data ? [.. File.ReadLines(Path.Combine(data, "smiles", "pubchem_1000.smi")).Select(l => l.Split()[^1])] : [.. Own];
            Hub = Hub.Open(new HubOptions(_temp.Path) { Cores = 2 });
            Molecules = [.. Hub.Toolkit.FromSmilesAll(Given).Select(p => p.Molecule)];
            Hub.Archive.Append([.. Molecules.OfType<Molecule>().Select(Calculated).DistinctBy(c => c.Id)]);
            Hub.Structures.CatchUp();
        }

        public static Calculation Calculated(Molecule m)
        {
            var values = new Values { [Property.Gap] = 5 };
            var c = new Calculation(m, Level.Of("GFN2-xTB"), Driver.Energy, Status.Success) { Values = values, Provenance = new Provenance { Program = "xtb", IngestedAt = DateTime.UtcNow } };
            return c with { Id = c.ContentId() };
        }

        public void Dispose() { Hub.Dispose(); _temp.Dispose(); }
    }

    [Theory]
    [InlineData("fragments.tsv", true)]
    [InlineData("patterns.tsv", false)]
    public void Hits_are_those_of_another_build_of_RDKit(string table, bool smiles)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data is not here");
        var differences = new List<string>();
        int queries = 0, hits = 0, number = 0;
        // Every fifth pattern, or all of them where time does not matter.
        int step = smiles || Environment.GetEnvironmentVariable("DATAHUB_FULL") is { Length: > 0 } ? 1 : 5;
        foreach (var line in File.ReadLines(Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Structures", table)))
        {
            if (number++ % step != 0) continue;
            var cells = line.Split('\t');
            var answer = filled.Hub.Structures.Substructure(new Pattern(cells[0], smiles), 100_000, Cancel);
            if (cells[1] == "bad") { Assert.NotNull(answer.Error); continue; }
            Assert.True(answer.Error is null, $"{cells[0]}: {answer.Error}");
            var expected = cells[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => filled.Molecules[int.Parse(i)]?.Smiles).OfType<string>().ToHashSet();
            var found = answer.Hits.Select(h => h.Smiles).ToHashSet();
            queries++;
            hits += found.Count;
            foreach (var s in expected.Except(found)) differences.Add($"{cells[0]} lacks {s}");
            foreach (var s in found.Except(expected)) differences.Add($"{cells[0]} has {s}");
        }
        Assert.True(queries > 80 && hits > 800, $"{queries} queries, {hits} hits");
        Assert.Empty(differences);
    }

    [Fact]
    public void The_screen_loses_no_match()
    {
        foreach (var pattern in (string[])["c1ccccc1", "[OX2H]", "[#7]", "C=O", "[Cl,Br]", "[R2]", "C~C~O", "[!#6;!#1]", "*"])
        {
            var found = filled.Hub.Structures.Substructure(new Pattern(pattern), 100_000, Cancel).Hits.Select(h => h.Smiles).ToHashSet();
            var expected = filled.Molecules.OfType<Molecule>().Where(m => filled.Hub.Toolkit.Matches(m.Smiles!, pattern) == true).Select(m => m.Smiles!).ToHashSet();
            Assert.Equal(expected.Order(), found.Order());
        }
    }

    [Fact]
    public void Similar_molecules_come_best_first_with_their_coefficient()
    {
        var asked = filled.Molecules.OfType<Molecule>().ElementAt(filled.Given.Count / 2);
        double Tanimoto(ulong[] a, ulong[] b) => (double)a.Zip(b, (x, y) => BitOperations.PopCount(x & y)).Sum() / a.Zip(b, (x, y) => BitOperations.PopCount(x | y)).Sum();
        var bits = filled.Hub.Toolkit.Fingerprint(asked.Smiles!)!;
        var expected = filled.Molecules.OfType<Molecule>().DistinctBy(m => m.Smiles).Select(m => (m.Smiles, Score: Tanimoto(bits, filled.Hub.Toolkit.Fingerprint(m.Smiles!)!))).Where(m => m.Score >= 0.2).OrderByDescending(m => m.Score).ToList();
        // A search waits for the bits for two seconds only, which a busy machine exceeds.
        Assert.True(filled.Hub.Structures.CatchUp(Cancel));
        var answer = filled.Hub.Structures.Similar(asked.Smiles!, 0.2, 10_000, Cancel);
        Assert.Equal(expected.Select(e => e.Score), answer.Hits.Select(h => h.Score!.Value));
        Assert.Equal(expected.Select(e => e.Smiles).Order(), answer.Hits.Select(h => h.Smiles).Order());
        Assert.Equal((asked.Smiles, 1.0), (answer.Hits[0].Smiles, answer.Hits[0].Score));
        Assert.Equal(expected.Take(3).Select(e => e.Score), filled.Hub.Structures.Similar(asked.Smiles!, 0, 3, Cancel).Hits.Select(h => h.Score!.Value));
    }

    [Theory]
    [InlineData("C(", 0.5, "not a molecule")]
    [InlineData("CCO", 1.5, "between 0 and 1")]
    public void A_wrong_question_is_told(string smiles, double threshold, string says) => Assert.Contains(says, filled.Hub.Structures.Similar(smiles, threshold, 10, Cancel).Error);

    [Fact]
    public void A_wrong_pattern_is_told() => Assert.Contains("no pattern", filled.Hub.Structures.Substructure(new Pattern("C(("), 10, Cancel).Error);

    [Fact]
    public void Bits_catch_up_survive_a_torn_tail_and_are_made_anew_when_damaged()
    {
        using var temp = Shared.Temp("bits");
        string[] some = ["CCO", "CCN", "c1ccccc1", "CC(=O)O"], more = ["CCCO", "CCCN"];
        var folder = Path.Combine(temp.Path, "structures");
        int Found(bool readOnly = false)
        {
            using var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 1, ReadOnly = readOnly });
            return hub.Structures.Substructure(new Pattern("[#6]"), 100, Cancel).Hits.Count;
        }
        using (var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 1 }))
        {
            hub.Archive.Append([.. some.Select(s => Filled.Calculated(hub.Toolkit.FromSmiles(s).Molecule!))]);
            Assert.Equal(4, hub.Structures.Substructure(new Pattern("[#6]"), 100, Cancel).Hits.Count);
            hub.Archive.Append([.. more.Select(s => Filled.Calculated(hub.Toolkit.FromSmiles(s).Molecule!))]);
            Assert.Equal((6, 0), (hub.Structures.Substructure(new Pattern("[#6]"), 100, Cancel).Hits.Count, hub.Structures.Substructure(new Pattern("[#6]"), 100, Cancel).Pending));
        }
        Assert.Equal(6, Found(readOnly: true));
        File.AppendAllText(Path.Combine(folder, "structures.tsv"), "TORN");
        using (var bits = new FileStream(Path.Combine(folder, "morgan.bits"), FileMode.Append)) bits.Write(new byte[100]);
        using (var hub = Hub.Open(new HubOptions(temp.Path) { Cores = 1 }))
        {
            hub.Archive.Append([Filled.Calculated(hub.Toolkit.FromSmiles("CCCCO").Molecule!)]);
            Assert.Equal(["CCCCO", "CCCO"], hub.Structures.Similar("CCCCO", 0.3, 2, Cancel).Hits.Select(h => h.Smiles));
        }
        Assert.Equal(7, Found());
        using (var bits = new FileStream(Path.Combine(folder, "pattern.bits"), FileMode.Open)) bits.SetLength(300);
        Assert.Equal(7, Found());
        Directory.Delete(folder, true);
        Assert.Equal(7, Found());
    }

    [Fact]
    public void Searches_are_narrowed_by_filters_and_words()
    {
        var s = filled.Hub.Structures;
        var all = s.Substructure(new Pattern("c1ccccc1"), 100_000, Cancel).Hits;
        var keys = StructureScope.Keys(filled.Hub.Archive, "heavy_atoms le 15", "has:N", Cancel)!;
        var expected = filled.Molecules.OfType<Molecule>().Where(m => m.HeavyAtoms <= 15 && m.Elements.Contains("N")).Select(m => m.InChIKey!).ToHashSet();
        Assert.Equal(expected.Order(), keys.Order());
        Assert.Equal(all.Where(h => expected.Contains(h.InChIKey)), s.Substructure(new Pattern("c1ccccc1"), 100_000, Cancel, keys).Hits);
        var like = s.Similar("Nc1ccccc1", 0.1, 100_000, Cancel).Hits.Where(h => expected.Contains(h.InChIKey)).Take(5);
        Assert.Equal(like.Select(h => h.Score), s.Similar("Nc1ccccc1", 0.1, 5, Cancel, keys).Hits.Select(h => h.Score));
        Assert.Null(StructureScope.Keys(filled.Hub.Archive, "", null, Cancel));
        Assert.Empty(s.Similar("Nc1ccccc1", 0, 5, Cancel, new HashSet<string>()).Hits);
    }

    [Fact]
    public void Molecules_are_found_by_formula_and_by_what_it_contains()
    {
        static int Atoms(Molecule m, string element) => Elements.Composition(m.Formula).Where(p => p.Symbol == element).Sum(p => p.Count);
        List<string> Found(string formula, bool contains, string? words = null) => [.. StructureScope.Formula(filled.Hub.Archive, formula, contains, null, words, Cancel).Select(h => h.Smiles).Order(StringComparer.Ordinal)];
        List<string> Those(Func<Molecule, bool> holds) => [.. filled.Molecules.OfType<Molecule>().Where(holds).Select(m => m.Smiles!).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(Those(m => Atoms(m, "C") is >= 6 and <= 9 && m.Elements.All(e => e is "C" or "H" or "O")), Found("C6-9H*O*", false));
        Assert.Equal(Those(m => Atoms(m, "C") >= 6 && Atoms(m, "N") >= 1), Found("C6N", true));
        Assert.Equal(Those(m => Atoms(m, "C") >= 6 && Atoms(m, "N") >= 1 && !m.Elements.Contains("O")), Found("C6N", true, "not:O"));
        var one = filled.Molecules.OfType<Molecule>().First(m => m.InChIKey is not null);
        Assert.Contains(StructureScope.Exact(filled.Hub.Archive, one.InChIKey!, null, null, Cancel), h => h.Smiles == one.Smiles);
        Assert.Throws<QueryException>(() => StructureScope.Formula(filled.Hub.Archive, "C6 OR *", false, null, null, Cancel));
    }

    [Fact]
    public void A_search_under_way_matches_no_more_than_is_asked_for_and_stops_when_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var stream = filled.Hub.Structures.Having(new Pattern("[#6]"), stop.Token);
        Assert.True(stream.Screened >= stream.Hits.Take(3).Count());
        using var hits = stream.Hits.GetEnumerator();
        Assert.True(hits.MoveNext());
        stop.Cancel();
        int after = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => { while (hits.MoveNext()) after++; if (stream.Screened <= 256) stop.Token.ThrowIfCancellationRequested(); });
        Assert.True(after < 256, $"{after} hits came after the end");
    }
}
