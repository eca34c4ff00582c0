// The challenge set of identity: true copies must be found, and nothing else may be merged.
using DataHub.Chemistry;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public sealed class ChallengeTests(ITestOutputHelper output) : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    /// <summary>True copies to be tried; the documentation names a larger number for a full run.</summary>
    static int Trials => int.TryParse(Environment.GetEnvironmentVariable("DATAHUB_CHALLENGE_TRIALS"), out int n) ? n : 20_000;

    // Every geometry of the seed data: three levels of theory, so that most molecules have several that are nearly alike.
    static readonly Lazy<List<Calculation>> Seeds = new(() =>
    {
        var set = new FormatSet();
        return [.. Directory.EnumerateFiles(Path.Combine(Shared.Repo, "seed-data"), "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(Bundles.Walk).SelectMany(set.Read)
            .Select(r => r.Calculation).OfType<Calculation>().Where(c => c.Geometry is { } g && g.Defect() is null).DistinctBy(c => c.Geometry!.Hash)];
    });

    static List<Calculation> Geometries()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Shared.Repo, "seed-data")), "the seed data are not beside the tests");
        return Seeds.Value;
    }

    [Fact]
    public void True_copies_are_found_and_matched()
    {
        Geometry[] shapes = [.. Geometries().Select(c => c.Geometry!), .. Shapes.All.Values, Shapes.Chiral];
        int trials = Trials, missed = 0, keys = 0;
        var random = new Random(2026);
        for (int i = 0; i < trials; i++)
        {
            var shape = shapes[i % shapes.Length];
            // Turned, moved, permuted, and 0.001 Å of noise (standard deviation) in every coordinate.
            var copy = Noisy(Shapes.Copy(shape, random), random, 1e-3);
            var near = GeometryKey.Near(copy);
            keys += near.Count;
            if (!near.Contains(shape.Key!) || GeometryMatch.Compare(shape, copy) is null) missed++;
        }
        output.WriteLine($"{trials} true copies of {shapes.Length} geometries: recall {100.0 * (trials - missed) / trials:0.000} % ({missed} missed), {(double)keys / trials:0.00} keys a question");
        Assert.True(shapes.Length > 500, $"{shapes.Length} geometries");
        Assert.InRange((double)missed / trials, 0, 0.001);
    }

    [Fact]
    public void What_is_found_by_key_and_matched_is_the_same_shape_by_another_measure()
    {
        // Every pair of geometries that has the same atoms: isomers, conformers, and one molecule at several levels of theory.
        var shapes = Geometries().Select(c => c.Geometry!).ToList();
        int pairs = 0, merged = 0, unfound = 0;
        foreach (var group in shapes.GroupBy(g => Elements.HillFormula(g.Symbols)))
        {
            Geometry[] of = [.. group];
            for (int i = 0; i < of.Length; i++)
                for (int j = 0; j < i; j++)
                {
                    pairs++;
                    if (GeometryMatch.Compare(of[i], of[j]) is not { } match) continue;
                    merged++;
                    if (!GeometryKey.Near(of[i]).Contains(of[j].Key!)) unfound++;
                    Assert.True(SameDistances(of[i], of[j], match), $"{group.Key}: pair {i}, {j} was merged");
                }
        }
        output.WriteLine($"{pairs} pairs of different geometries of the same atoms: {merged} within tolerance, 0 of them wrongly, {unfound} of them without a common key");
        Assert.True(pairs > 1000, $"{pairs} pairs");
        Assert.Equal(0, unfound);
    }

    [Fact]
    public void Mirror_images_of_chiral_molecules_are_never_merged()
    {
        int chiral = 0;
        foreach (var c in Geometries().Where(c => c.Molecule.Charge == 0 && c.Geometry!.Count <= 40).Take(400))
        {
            var mirrored = Shapes.Copy(Shapes.Mirrored(c.Geometry!), new Random(chiral));
            var (one, other) = (_toolkit.FromGeometry(c.Geometry!, 0, c.Molecule.Multiplicity).Molecule, _toolkit.FromGeometry(mirrored, 0, c.Molecule.Multiplicity).Molecule);
            if (one?.Smiles is null || other?.Smiles is null || one.Smiles == other.Smiles) continue;
            chiral++;
            Assert.Null(GeometryMatch.Compare(c.Geometry!, mirrored));
            Assert.NotNull(GeometryMatch.Compare(c.Geometry!, Shapes.Mirrored(mirrored)));
        }
        output.WriteLine($"{chiral} pairs of enantiomers, 0 merged");
        Assert.True(chiral >= 20, $"{chiral} chiral molecules");
    }

    /// <summary>What must stay apart, two by two: the same atoms or nearly, and another molecule, state or mixture.</summary>
    [Theory]
    [InlineData("enantiomers", "C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O")]
    [InlineData("diastereomers", "C[C@H](O)[C@H](O)C", "C[C@H](O)[C@@H](O)C")]
    [InlineData("undefined stereo", "C[C@H](N)C(=O)O", "CC(N)C(=O)O")]
    [InlineData("E and Z", "C/C=C/C", "C/C=C\\C")]
    [InlineData("undefined double bond", "C/C=C/C", "CC=CC")]
    [InlineData("partly defined", "C[C@H](O)C(N)C", "C[C@H](O)[C@H](N)C")]
    [InlineData("chiral sulfur", "C[S@](=O)CC", "C[S@@](=O)CC")]
    [InlineData("charge", "CC(=O)O", "CC(=O)[O-]")]
    [InlineData("zwitterion", "NCC(=O)O", "[NH3+]CC(=O)[O-]")]
    [InlineData("tautomers of an amide", "CC(N)=O", "CC(O)=N")]
    [InlineData("keto and enol", "CC(=O)CC(C)=O", "CC(O)=CC(C)=O")]
    [InlineData("mobile hydrogen", "Cc1cc[nH]n1", "Cc1ccn[nH]1")]
    [InlineData("lactam and lactim", "O=c1cccc[nH]1", "Oc1ccccn1")]
    [InlineData("imidazole tautomers", "Cc1cnc[nH]1", "Cc1c[nH]cn1")]
    [InlineData("isotopes", "C", "[13CH4]")]
    [InlineData("deuterium", "O", "[2H]O[2H]")]
    [InlineData("place of an isotope", "[2H]CCO", "CCO[2H]")]
    [InlineData("radical", "[CH3]", "C")]
    [InlineData("salt and its parts", "[Na+].[Cl-]", "[Cl-]")]
    [InlineData("number of parts", "[NH4+].[Cl-]", "[NH4+].[NH4+].[Cl-].[Cl-]")]
    [InlineData("hydrate", "CCO", "CCO.O")]
    [InlineData("metal charge", "[Fe+2]", "[Fe+3]")]
    [InlineData("skeletal isomers", "CCCC", "CC(C)C")]
    [InlineData("salt or covalent", "C[Mg]Cl", "[CH3-].[Mg+2].[Cl-]")]
    public void Two_that_differ_stay_apart(string how, string one, string other)
    {
        var (a, b) = (_toolkit.FromSmiles(one), _toolkit.FromSmiles(other));
        Assert.True(a.Molecule is not null && b.Molecule is not null, $"{how}: {a.Error} {b.Error}");
        Assert.NotEqual((a.Molecule.Smiles, a.Molecule.Charge, a.Molecule.Multiplicity), (b.Molecule.Smiles, b.Molecule.Charge, b.Molecule.Multiplicity));
    }

    [Fact]
    public void States_of_one_geometry_are_different_records()
    {
        var values = new Values();
        values[Property.Energy] = -1;
        var ground = new Calculation(_toolkit.FromSmiles("O").Molecule!, Level.Parse("HF/STO-3G"), Driver.Energy, Status.Success) { Geometry = Shapes.All["water"], Values = values };
        Calculation[] all =
        [
            ground, ground with { Molecule = ground.Molecule with { Charge = 1, Multiplicity = 2 } }, ground with { Molecule = ground.Molecule with { Multiplicity = 3 } },
            ground with { Molecule = ground.Molecule with { State = "S1" } }, ground with { Molecule = ground.Molecule with { State = "S2" } },
            ground with { Molecule = _toolkit.FromSmiles("[2H]O[2H]").Molecule! }, ground with { Geometry = ground.Geometry with { Source = GeometrySource.Embedded } },
        ];
        Assert.Equal(all.Length, all.Select(c => c.ContentId()).Distinct().Count());
    }

    static Geometry Noisy(Geometry g, Random random, double deviation) => g with { Coordinates = [.. g.Coordinates.Select(x => x + deviation * Shapes.Normal(random))] };

    // By distances between all pairs of atoms, and the signed volumes of neighbours in the list, with the partners that the match names: no superposition is used.
    static bool SameDistances(Geometry a, Geometry b, GeometryMatch match)
    {
        double most = 2 * match.Largest + 1e-6;
        for (int i = 0; i < a.Count; i++)
            for (int j = 0; j < i; j++)
                if (Math.Abs(Math.Sqrt(a.SquaredDistance(i, j)) - Math.Sqrt(b.SquaredDistance(match.Permutation[i], match.Permutation[j]))) > most) return false;
        for (int i = 0; i + 3 < a.Count; i++)
        {
            double v = Volume(a, i, i + 1, i + 2, i + 3), w = Volume(b, match.Permutation[i], match.Permutation[i + 1], match.Permutation[i + 2], match.Permutation[i + 3]);
            if (Math.Abs(v) > 0.5 && Math.Sign(v) != Math.Sign(w)) return false;
        }
        return true;
    }

    static double Volume(Geometry g, int i, int j, int k, int l)
    {
        double D(int p, int c) => g.Coordinates[3 * p + c] - g.Coordinates[3 * i + c];
        return D(j, 0) * (D(k, 1) * D(l, 2) - D(k, 2) * D(l, 1)) + D(j, 1) * (D(k, 2) * D(l, 0) - D(k, 0) * D(l, 2)) + D(j, 2) * (D(k, 0) * D(l, 1) - D(k, 1) * D(l, 0));
    }
}
