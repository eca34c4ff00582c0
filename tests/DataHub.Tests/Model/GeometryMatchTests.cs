// The tolerant key of geometries and the exact comparison behind it.
using System.Diagnostics;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class GeometryMatchTests
{
    public static TheoryData<string> Names => [.. Shapes.All.Keys];

    [Fact]
    public void The_fullerene_of_these_tests_has_sixty_atoms_with_three_neighbours_each()
    {
        var c60 = Shapes.All["fullerene"];
        Assert.Equal(60, c60.Count);
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(3, Enumerable.Range(0, 60).Count(j => i != j && c60.SquaredDistance(i, j) < 1.6 * 1.6)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_copy_that_is_turned_moved_permuted_and_noisy_is_found_and_matched(string name)
    {
        var shape = Shapes.All[name];
        var random = new Random(7);
        for (int trial = 0; trial < 50; trial++)
        {
            var copy = Shapes.Copy(shape, random, 0.00099);
            Assert.Contains(copy.Key, GeometryKey.Near(shape, 1e-3));
            var match = GeometryMatch.Compare(shape, copy, 1e-3);
            Assert.NotNull(match);
            Assert.InRange(match.Rmsd, 0, 0.00099);
            Assert.Equal(Enumerable.Range(0, shape.Count), match.Permutation.Order());
            Assert.All(Enumerable.Range(0, shape.Count), i => Assert.Equal(shape.Symbols[i], copy.Symbols[match.Permutation[i]]));
            Assert.InRange(GeometryMatch.Compare(shape, Shapes.Copy(shape, random))!.Rmsd, 0, 1e-9);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_shape_with_a_mirror_plane_is_its_own_mirror_image(string name) =>
        Assert.NotNull(GeometryMatch.Compare(Shapes.All[name], Shapes.Copy(Shapes.Mirrored(Shapes.All[name]), new Random(3))));

    [Fact]
    public void A_chiral_shape_is_not_its_mirror_image_though_both_have_one_key()
    {
        var mirrored = Shapes.Copy(Shapes.Mirrored(Shapes.Chiral), new Random(3));
        Assert.Contains(mirrored.Key, GeometryKey.Near(Shapes.Chiral));
        Assert.Null(GeometryMatch.Compare(Shapes.Chiral, mirrored));
        Assert.Null(GeometryMatch.Compare(Shapes.Chiral, mirrored, 0.05));
        Assert.NotNull(GeometryMatch.Compare(Shapes.Chiral, Shapes.Copy(Shapes.Chiral, new Random(3))));
    }

    [Fact]
    public void Noise_beyond_the_tolerance_is_no_match()
    {
        var random = new Random(11);
        foreach (var shape in Shapes.All.Values.Where(s => s.Count > 4))
        {
            // Of the noise some goes into turning and moving, which superposition takes away: with three times the tolerance more than one is always left here.
            Assert.Null(GeometryMatch.Compare(shape, Shapes.Copy(shape, random, 0.009)));
            Assert.NotNull(GeometryMatch.Compare(shape, Shapes.Copy(shape, random, 0.009), 0.009));
        }
    }

    [Fact]
    public void One_atom_far_off_is_no_match_however_many_others_there_are()
    {
        var random = new Random(2);
        string[] symbols = [.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? "O" : "H")];
        var box = new Geometry(symbols, [.. Enumerable.Range(0, 1200).Select(i => 1.5 * (i % 3 == 0 ? i / 3 % 8 : i % 3 == 1 ? i / 24 % 8 : i / 192) + 0.3 * random.NextDouble())]);
        var moved = box with { Coordinates = [.. box.Coordinates.Select((x, i) => i == 77 ? x + 0.5 : x)] };
        Assert.InRange(0.5 / Math.Sqrt(400), 0, 0.03);
        Assert.Null(GeometryMatch.Compare(box, moved, 0.03));
        var match = GeometryMatch.Compare(box, Shapes.Copy(box, random, 9e-4));
        Assert.NotNull(match);
        Assert.InRange(match.Largest, 0, 0.01);
    }

    [Fact]
    public void Other_elements_other_isotopes_and_other_counts_are_no_match()
    {
        var water = Shapes.All["water"];
        Assert.Null(GeometryMatch.Compare(water, water with { Symbols = ["S", "H", "H"] }));
        Assert.Null(GeometryMatch.Compare(water, water with { Symbols = ["O", "D", "H"] }));
        Assert.NotEqual(water.Key, (water with { Symbols = ["O", "D", "H"] }).Key);
        Assert.Null(GeometryMatch.Compare(water, Shapes.All["hydrogen cyanide"]));
        Assert.Null(GeometryMatch.Compare(water, Shapes.All["two atoms"]));
        Assert.Equal(water.Key, (water with { Symbols = ["o", "h", "h"] }).Key);
    }

    [Fact]
    public void A_larger_tolerance_finds_what_moved_more()
    {
        var random = new Random(5);
        foreach (var (name, shape) in Shapes.All.Where(s => s.Value.Count > 2))
            for (int trial = 0; trial < 20; trial++) Assert.True(GeometryMatch.Compare(shape, Shapes.Copy(shape, random, 0.045), 0.05) is not null, $"{name}, trial {trial}");
    }

    [Fact]
    public void A_key_is_none_without_finite_numbers_and_near_keys_have_a_largest_tolerance()
    {
        Assert.Null(new Geometry([], []).Key);
        Assert.Null(new Geometry(["H"], [0, double.NaN, 0]).Key);
        Assert.Empty(GeometryKey.Near(new Geometry(["H"], [0, double.PositiveInfinity, 0]), 1e-3));
        Assert.Equal(13, Shapes.Chiral.Key!.Length);
        Assert.Equal(Shapes.Chiral.Key, GeometryKey.Near(Shapes.Chiral, 0)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => GeometryKey.Near(Shapes.Chiral, 0.05));
    }

    [Fact]
    public void A_comparison_is_bounded_in_time_for_large_and_regular_shapes()
    {
        // A lattice of a thousand equal atoms: every placement of one corner on another is possible.
        var lattice = new Geometry([.. Enumerable.Repeat("Ar", 1000)], [.. Enumerable.Range(0, 1000).SelectMany(i => new[] { 3.7 * (i % 10), 3.7 * (i / 10 % 10), 3.7 * (i / 100) })]);
        var clock = Stopwatch.StartNew();
        Assert.NotNull(GeometryMatch.Compare(lattice, Shapes.Copy(lattice, new Random(1), 5e-4)));
        Assert.Null(GeometryMatch.Compare(lattice, Shapes.Copy(lattice, new Random(1), 6e-3)));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Least_sum_is_the_least_of_all_assignments()
    {
        var random = new Random(4);
        for (int trial = 0; trial < 50; trial++)
        {
            var cost = new double[5, 5];
            for (int i = 0; i < 25; i++) cost[i / 5, i % 5] = random.NextDouble();
            double Sum(IEnumerable<int> columns) => columns.Select((c, r) => cost[r, c]).Sum();
            Assert.Equal(Orders([0, 1, 2, 3, 4]).Min(Sum), Sum(LeastSum.Of(cost)), 12);
        }
    }

    static IEnumerable<int[]> Orders(int[] of) => of.Length == 1 ? [of] : of.SelectMany(x => Orders([.. of.Where(y => y != x)]).Select(rest => (int[])[x, .. rest]));
}
