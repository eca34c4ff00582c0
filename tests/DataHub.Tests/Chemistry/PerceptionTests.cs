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

    static Geometry Stretched(Geometry g, int still, int moved, double by)
    {
        double length = Math.Sqrt(g.SquaredDistance(still, moved));
        return g with { Coordinates = [.. g.Coordinates.Select((x, i) => i / 3 == moved ? x + by * (x - g.Coordinates[3 * still + i % 3]) / length : x)] };
    }

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(0.3, true)]
    [InlineData(0.6, false)]
    [InlineData(3.0, false)]
    public void A_stretched_bond_is_a_bond_and_a_torn_one_is_no_pair_of_ions(double by, bool bonded)
    {
        var methane = Of("C");
        var parsed = _toolkit.FromGeometry(Stretched(methane, 0, 1, by), 0, 1);
        Assert.Equal(bonded, parsed.Molecule?.InChIKey == "VNWKTOKETHGBQD-UHFFFAOYSA-N");
        if (!bonded) Assert.NotNull(parsed.Error);
    }

    [Fact]
    public void A_torn_bond_with_parallel_spins_is_two_radicals() =>
        Assert.Equal("[CH3].[H]", _toolkit.FromGeometry(Stretched(Of("C"), 0, 1, 3), 0, 3).Molecule!.Smiles);

    [Fact]
    public void Frames_of_a_molecule_in_thermal_motion_are_that_molecule_or_unclear()
    {
        var random = new Random(7);
        int right = 0, unclear = 0;
        foreach (var (smiles, charge, multiplicity, geometry) in Ours().Where((_, i) => i % 3 == 0))
            for (int k = 0; k < 5; k++)
            {
                var shaken = geometry with { Coordinates = [.. geometry.Coordinates.Select(x => x + 0.16 * (random.NextDouble() - 0.5))] };
                var parsed = _toolkit.FromGeometry(shaken, charge, multiplicity);
                if (parsed.Error is not null) unclear++;
                else if (parsed.Molecule!.InChIKey![..14] == _toolkit.FromSmiles(smiles).Molecule!.InChIKey![..14]) right++;
                else Assert.Fail($"{smiles} was taken for {parsed.Molecule.Smiles}");
            }
        Assert.True(right > 20 * unclear, $"{right} right, {unclear} unclear");
    }

    /// <summary>A hexagonal flake of graphene, edged with hydrogen, of <paramref name="n"/> rings a side.</summary>
    static Geometry Flake(int n)
    {
        const double bond = 1.42;
        var carbons = new List<(double X, double Y)>();
        for (int q = 1 - n; q < n; q++)
            for (int r = 1 - n; r < n; r++)
                for (int k = 0; k < 6 && Math.Abs(q + r) < n; k++)
                {
                    var p = (X: bond * (Math.Sqrt(3) * (q + r / 2.0) + Math.Cos((k + 0.5) * Math.PI / 3)), Y: bond * (1.5 * r + Math.Sin((k + 0.5) * Math.PI / 3)));
                    if (!carbons.Exists(c => Distance(c, p) < 0.5)) carbons.Add(p);
                }
        var hydrogens = carbons.Select(c => (C: c, Near: carbons.Where(o => o != c && Distance(o, c) < 1.6).ToList())).Where(c => c.Near.Count == 2)
            .Select(c => (X: c.C.X + 0.77 * (2 * c.C.X - c.Near.Sum(o => o.X)), Y: c.C.Y + 0.77 * (2 * c.C.Y - c.Near.Sum(o => o.Y)))).ToList();
        return new([.. carbons.Select(_ => "C"), .. hydrogens.Select(_ => "H")], [.. carbons.Concat(hydrogens).SelectMany(p => new[] { p.X, p.Y, 0 })]);

        static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
    }

    [Theory]
    [InlineData(1, "c1ccccc1")]
    [InlineData(2, "c1cc2ccc3ccc4ccc5ccc6ccc1c1c2c3c4c5c61")]
    [InlineData(4, null)]
    public void Large_aromatic_sheets_have_a_Kekule_structure(int rings, string? smiles)
    {
        var molecule = _toolkit.FromGeometry(Flake(rings), 0, 1).Molecule!;
        Assert.Equal($"C{6 * rings * rings}H{6 * rings}", molecule.Formula);
        Assert.NotNull(molecule.InChIKey);
        if (smiles is not null) Assert.Equal(_toolkit.FromSmiles(smiles).Molecule!.InChIKey, molecule.InChIKey);
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
            Assert.Equal((null, null, null), (parsed.Molecule!.Smiles, parsed.Molecule.InChIKey, parsed.Molecule.Connectivity));
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
