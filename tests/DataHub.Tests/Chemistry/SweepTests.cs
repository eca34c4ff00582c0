// Sweeps over the shared lists of molecules: nothing crashes, nothing depends on how a molecule is written, and the InChI is the one that InChI's own program gives.
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DataHub.Chemistry;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class SweepTests(ITestOutputHelper output) : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    /// <summary>How many molecules of each list, evenly over it; DATAHUB_SWEEP=all for every one (docs/identity.md).</summary>
    static int Most => Environment.GetEnvironmentVariable("DATAHUB_SWEEP") == "all" ? int.MaxValue : 250;

    static string Data(string path)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data is not here");
        return Path.Combine(Shared.Data!, path);
    }

    static List<string> List(string path, int column)
    {
        var all = File.ReadLines(Data(path)).Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > column).Select(w => w[column]).ToList();
        int step = Math.Max(1, all.Count / Most);
        return [.. all.Where((_, i) => i % step == 0)];
    }

    /// <summary>
    /// The lists, how many may be refused at most (impossible valences of metals, pentavalent N and C+, hexavalent P and Si without charge), and how many canonical forms may depend on the
    /// writing (an adamantane whose drawn centres are none: RDKit keeps marks that depend on one another).
    /// </summary>
    [Theory]
    [InlineData("smiles/zinc_natural_50k.smi", 0, 1, 0)]
    [InlineData("smiles/chembl20_chiral.smi", 0, 0, 1)]
    [InlineData("smiles/nci_5k.smi", 0, 8, 0)]
    [InlineData("smiles/pubchem_1000.smi", 1, 0, 0)]
    public void Every_molecule_of_a_list_has_one_identity_however_its_atoms_are_ordered(string list, int column, int refused, int unstable)
    {
        var smiles = List(list, column);
        var refusals = new ConcurrentBag<string>();
        var moved = new ConcurrentBag<string>();
        int counted = 0;
        Parallel.ForEach(smiles, new ParallelOptions { MaxDegreeOfParallelism = 2 }, s =>
        {
            if (_toolkit.FromSmiles(s) is not { Molecule: { } m } parsed) { refusals.Add($"{s}: {_toolkit.FromSmiles(s).Error}"); return; }
            var other = _toolkit.FromSmiles(_toolkit.Rewritten(s)!).Molecule;
            if ((other?.Smiles, other?.InChIKey, other?.Formula, other?.Charge, other?.Multiplicity) != (m.Smiles, m.InChIKey, m.Formula, m.Charge, m.Multiplicity)) moved.Add($"{s}: {m.Smiles} {m.InChIKey}, {other?.Smiles} {other?.InChIKey}");
            if (Census.Of(m.Smiles!, m.InChI) is not null) Interlocked.Increment(ref counted);
        });
        output.WriteLine($"{list}: {smiles.Count} molecules, {refusals.Count} refused, {moved.Count} whose canonical form depends on the order of atoms, {100.0 * counted / smiles.Count:0.0} % counted from the text");
        foreach (var r in refusals.Order().Take(20)) output.WriteLine("refused " + r);
        foreach (var r in moved.Order().Take(40)) output.WriteLine("unstable " + r);
        Assert.InRange(refusals.Count, 0, refused);
        Assert.InRange(moved.Count, 0, unstable);
    }

    [Theory]
    [InlineData("smiles/zinc_natural_50k.smi", 0)]
    [InlineData("smiles/nci_5k.smi", 0)]
    [InlineData("smiles/pubchem_1000.smi", 1)]
    [InlineData("edge/openbabel/cansmi-roundtrip.smi", 0)]
    [InlineData("edge/openbabel/attype.00.smi", 0)]
    [InlineData("edge/inchi_suite/Steffen_PubChem.smi", 0)]
    public void Atoms_counted_from_the_text_are_those_that_the_toolkit_counts(string list, int column)
    {
        using var pool = new EnginePool(1);
        int compared = 0;
        foreach (var s in List(list, column))
        {
            if (_toolkit.FromSmiles(s).Molecule is not { } m || Census.Of(m.Smiles!, m.InChI) is not { } census) continue;
            using var told = System.Text.Json.JsonDocument.Parse(pool.Ask("census", TimeSpan.FromSeconds(10), m.Smiles).Json!);
            var count = told.RootElement.GetProperty("count").EnumerateObject().ToDictionary(p => int.Parse(p.Name), p => p.Value.GetInt32());
            Assert.Equal(count.OrderBy(c => c.Key), census.Atoms.OrderBy(c => c.Key));
            Assert.Equal((told.RootElement.GetProperty("charge").GetInt32(), told.RootElement.GetProperty("radicals").GetInt32()), (census.Charge, census.Radicals));
            Assert.Equal(told.RootElement.GetProperty("isotopes").EnumerateArray().Select(i => (i[0].GetInt32(), i[1].GetInt32())), census.Isotopes);
            compared++;
        }
        output.WriteLine($"{list}: {compared} compared");
        Assert.True(compared > 0);
    }

    /// <summary>Which of InChI's samples get no InChI or another one, and why; docs/identity.md has the same list.</summary>
    static readonly Dictionary<string, Dictionary<int, string>> Explained = new()
    {
        ["Samples"] = new()
        {
            [1] = "refused: atoms drawn as '*'",
            [4] = "the ring is taken for aromatic, and its double bonds lose part of their stereo in the canonical SMILES",
            [24] = "refused: no 'M  END'",
            [27] = "a spiro centre between two rings is no stereocentre to the toolkit",
            [41] = "refused: an oxygen with one bond too many",
        },
        ["SamplesTechMan"] = new()
        {
            [1] = "biradical [CH2]C=C[CH2]: the toolkit tells E or Z of a bond that InChI's program takes for mobile",
            [5] = "refused: a nitrogen with five bonds",
            [6] = "as 1",
            [8] = "drawn with single bonds only, so a polyradical; InChI's program takes its hydrogens for mobile",
            [21] = "refused: an atom drawn as text ('D')",
            [23] = "refused: an atom drawn as text ('ND2')",
            [26] = "double bonds to Si, Ge and N+ drawn in a plane: the toolkit tells stereo for all copies, the program for those that it takes for stereogenic",
            [27] = "allyl radicals: as 1",
            [28] = "allyl radicals: as 1",
            [29] = "a centre marked unknown in the drawing (u): in a SMILES it can be undefined only (?)",
            [31] = "stereo of double bonds and centres between Si, Ge and O: not told by the toolkit",
            [33] = "double bonds that are stereogenic only by one another: not told by the toolkit",
            [34] = "a carbon between four rings is no stereocentre to the toolkit",
            [35] = "refused: an atom drawn as text ('DS')",
            [39] = "refused: a nitrogen with five bonds",
            [42] = "stereocentres N and P: fewer to the toolkit",
            [43] = "doubtful wedges, drawn to show rules: one is read otherwise",
            [44] = "doubtful wedges, drawn to show rules: four are read otherwise",
        },
    };

    [Theory]
    [InlineData("Samples")]
    [InlineData("SamplesTechMan")]
    public void InChIs_samples_have_the_InChI_that_its_own_program_gives_but_for_those_that_are_explained(string file)
    {
        string[] molfiles = File.ReadAllText(Data($"edge/inchi_suite/{file}.sdf")).ReplaceLineEndings("\n").Split("$$$$\n", StringSplitOptions.None);
        var wanted = new Dictionary<int, string>();
        int structure = 0;
        foreach (var line in File.ReadLines(Data($"edge/inchi_suite/{file}.sdf.txt")))
            if (Regex.Match(line, @"^Structure: (\d+)") is { Success: true } m) structure = int.Parse(m.Groups[1].Value);
            else if (line.StartsWith("InChI=1S/", StringComparison.Ordinal)) wanted[structure] = line.Trim();
        int same = 0;
        var different = new Dictionary<int, string>();
        foreach (var (number, inchi) in wanted)
        {
            var parsed = _toolkit.FromMolfile(molfiles[number - 1]);
            if (parsed.Molecule?.InChI == inchi) same++;
            else different.Add(number, $"{number}: {inchi} | {parsed.Molecule?.InChI ?? parsed.Error}");
        }
        output.WriteLine($"{file}: {same} of {wanted.Count} the same");
        foreach (var d in different.Values) output.WriteLine(d);
        Assert.Equal(Explained[file].Keys.Order(), different.Keys.Order());
        foreach (var (number, why) in Explained[file]) Assert.Equal(why.StartsWith("refused", StringComparison.Ordinal), !different[number].Contains(" | InChI="));
    }
}
