// Molecules perceived from coordinates.
using System.Globalization;
using DataHub.Chemistry;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class PerceptionTests : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    /// <summary>geometries.xyz: force-field geometries of molecules of every common kind; the comment has SMILES, charge, multiplicity.</summary>
    internal static IEnumerable<(string Smiles, int Charge, int Multiplicity, Geometry Geometry)> Frames(string path)
    {
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i + 1 < lines.Length && int.TryParse(lines[i], out int n); i += n + 2)
        {
            string[] comment = lines[i + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var atoms = lines[(i + 2)..(i + 2 + n)].Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            yield return (comment[0], comment.Length > 1 ? int.Parse(comment[1]) : 0, comment.Length > 2 ? int.Parse(comment[2]) : 1,
                new Geometry([.. atoms.Select(a => a[0])], [.. atoms.SelectMany(a => a[1..4]).Select(x => double.Parse(x, CultureInfo.InvariantCulture))]));
        }
    }

    static IEnumerable<(string Smiles, int Charge, int Multiplicity, Geometry Geometry)> Ours() => Frames(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Chemistry/geometries.xyz"));
    static Geometry Of(string smiles) => Ours().First(f => f.Smiles == smiles).Geometry;

    [Fact]
    public void The_molecule_of_a_geometry_is_the_one_it_was_made_from()
    {
        var frames = Ours().ToList();
        var wrong = new List<string>();
        foreach (var (smiles, charge, multiplicity, geometry) in frames)
        {
            var wanted = _toolkit.FromSmiles(smiles).Molecule!;
            var found = _toolkit.FromGeometry(geometry, charge, multiplicity);
            if (found.Molecule?.InChIKey != wanted.InChIKey) wrong.Add($"{smiles} -> {found.Molecule?.Smiles} {found.Error}");
        }
        Assert.True(frames.Count > 180);
        Assert.Equal([], wrong);
    }

    [Fact]
    public void Turning_shaking_and_renumbering_a_geometry_does_not_change_the_molecule()
    {
        var random = new Random(20);
        foreach (var (smiles, charge, multiplicity, geometry) in Ours().Where((_, i) => i % 4 == 0))
        {
            var wanted = _toolkit.FromGeometry(geometry, charge, multiplicity).Molecule!;
            int[] order = [.. Enumerable.Range(0, geometry.Count)];
            random.Shuffle(order);
            double angle = random.NextDouble() * 6.28, c = Math.Cos(angle), s = Math.Sin(angle);
            double Shaken(double x) => x + 0.02 * (random.NextDouble() - 0.5);
            var moved = new Geometry([.. order.Select(i => geometry.Symbols[i])], [.. order.SelectMany(i =>
            {
                double x = geometry.Coordinates[3 * i], y = geometry.Coordinates[3 * i + 1], z = geometry.Coordinates[3 * i + 2];
                return new[] { Shaken(c * x - s * z + 3), Shaken(y - 7), Shaken(s * x + c * z) };
            })]);
            var found = _toolkit.FromGeometry(moved, charge, multiplicity);
            Assert.True(found.Molecule?.InChIKey == wanted.InChIKey, $"{smiles}: {found.Molecule?.Smiles} {found.Error}");
        }
    }

    [Fact]
    public void A_mirror_image_is_the_other_enantiomer()
    {
        var s = Of("C[C@H](F)Cl");
        var mirrored = s with { Coordinates = [.. s.Coordinates.Select((x, i) => i % 3 == 0 ? -x : x)] };
        Assert.Equal(_toolkit.FromSmiles("C[C@H](F)Cl").Molecule!.InChIKey, _toolkit.FromGeometry(s, 0, 1).Molecule!.InChIKey);
        Assert.Equal(_toolkit.FromSmiles("C[C@@H](F)Cl").Molecule!.InChIKey, _toolkit.FromGeometry(mirrored, 0, 1).Molecule!.InChIKey);
    }

    [Fact]
    public void A_perceived_molecule_says_so()
    {
        var water = new Geometry(["O", "H", "H"], [0, 0, 0.117, 0, 0.757, -0.470, 0, -0.757, -0.470]);
        var molecule = _toolkit.FromGeometry(water, 0, 1).Molecule!;
        Assert.True(molecule.Perceived);
        Assert.Equal(("O", "H2O", 3, "XLYOFNOQVPJJNP-UHFFFAOYSA-N"), (molecule.Smiles, molecule.Formula, molecule.Atoms, molecule.InChIKey));
    }

    static Geometry Diatomic(string a, string b, double distance) => new([a, b], [0, 0, 0, 0, 0, distance]);

    [Theory]
    [InlineData("O", "O", 1.21, 0, 3, "MYMOFIZGZYHOMD-UHFFFAOYSA-N")]
    [InlineData("O", "O", 1.21, 0, 1, "MYMOFIZGZYHOMD-UHFFFAOYSA-N")]
    [InlineData("N", "O", 1.15, 0, 2, "MWUXSHHQAYIFBG-UHFFFAOYSA-N")]
    [InlineData("C", "O", 1.13, 0, 1, "UGFAIRIUMAVXCW-UHFFFAOYSA-N")]
    [InlineData("O", "H", 0.97, 0, 2, "TUJKJAMUKRIRHC-UHFFFAOYSA-N")]
    [InlineData("O", "H", 0.97, -1, 1, "XLYOFNOQVPJJNP-UHFFFAOYSA-M")]
    [InlineData("H", "F", 0.92, 0, 1, "KRHYYFGTRYWZRS-UHFFFAOYSA-N")]
    public void Small_molecules_in_their_spin_and_charge_states(string a, string b, double distance, int charge, int multiplicity, string key)
    {
        var parsed = _toolkit.FromGeometry(Diatomic(a, b, distance), charge, multiplicity);
        Assert.Equal((key, charge, multiplicity), (parsed.Molecule?.InChIKey, parsed.Molecule?.Charge, parsed.Molecule?.Multiplicity));
    }

    [Fact]
    public void Two_molecules_far_apart_are_two_fragments()
    {
        var water = new[] { 0, 0, 0.117, 0, 0.757, -0.470, 0, -0.757, -0.470 };
        var two = new Geometry(["O", "H", "H", "O", "H", "H"], [.. water, .. water.Select((x, i) => i % 3 == 0 ? x + 3.0 : x)]);
        Assert.Equal("O.O", _toolkit.FromGeometry(two, 0, 1).Molecule!.Smiles);
    }

    [Fact]
    public void What_cannot_be_perceived_is_known_by_its_atoms_alone()
    {
        foreach (var (geometry, charge, saying) in new[]
        {
            (Diatomic("Na", "Cl", 2.36), 0, "bonds of Na are not perceived"),
            (Diatomic("C", "C", 1.95), 0, "neither bonded nor apart"),
            (Diatomic("N", "N", 1.10), 6, "no Lewis structure"),
            (new Geometry(["H", "H", "H"], [0, 0, 0, 0, 0, 0.75, 0, 0, 1.5]), 1, "neighbours"),
        })
        {
            var parsed = _toolkit.FromGeometry(geometry, charge, 1);
            Assert.Contains(saying, parsed.Error);
            Assert.Equal((null, null, true), (parsed.Molecule!.Smiles, parsed.Molecule.InChIKey, parsed.Molecule.Perceived));
        }
    }

    [Fact]
    public void Impossible_geometries_and_spins_are_errors()
    {
        var oxygen = Diatomic("O", "O", 1.21);
        Assert.Equal("multiplicity 2 is impossible with 16 electrons", _toolkit.FromGeometry(oxygen, 0, 2).Error);
        Assert.Null(_toolkit.FromGeometry(oxygen, 0, 2).Molecule);
        Assert.NotNull(_toolkit.FromGeometry(oxygen, 99, 1).Error);
        Assert.NotNull(_toolkit.FromGeometry(Diatomic("O", "O", 0.01), 0, 1).Error);
        Assert.NotNull(_toolkit.FromGeometry(Diatomic("O", "O", double.NaN), 0, 1).Error);
        Assert.NotNull(_toolkit.FromGeometry(new Geometry([], []), 0, 1).Error);
    }

    [Fact]
    public void Two_equally_good_structures_that_are_different_molecules_are_refused()
    {
        // Vinamidinium and acridinium ions: either nitrogen may have the charge, and InChI takes the two writings for two compounds.
        foreach (var (_, charge, multiplicity, geometry) in Frames(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Chemistry/several-structures.xyz")))
        {
            var parsed = _toolkit.FromGeometry(geometry, charge, multiplicity);
            Assert.StartsWith("several Lewis structures fit", parsed.Error);
            Assert.Null(parsed.Molecule!.InChIKey);
        }
    }
}
