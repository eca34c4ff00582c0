// Embedding by RDKit: the same seed the same geometry, many in one process, failures one by one.
using DataHub.Compute;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class EmbedderTests
{
    static readonly Embedder Embedder = new(new CostModel());

    static void NeedsRdkit() => Assert.SkipUnless(Embedder.Installed, "python3 with RDKit is not installed (package python3-rdkit)");

    [Fact]
    public void The_same_seed_gives_the_same_geometry_and_another_seed_another()
    {
        NeedsRdkit();
        var found = Embedder.EmbedAll([("CCCCO", 1), ("CCCCO", 1), ("CCCCO", 2)]);
        Assert.Equal(found[0].Geometry!.Hash, found[1].Geometry!.Hash);
        Assert.NotEqual(found[0].Geometry!.Hash, found[2].Geometry!.Hash);
        Assert.Equal(found[0].Geometry!.Hash, Embedder.Embed("CCCCO").Geometry!.Hash);
    }

    [Fact]
    public void A_geometry_has_all_hydrogens_and_sound_distances_and_says_that_it_was_embedded()
    {
        NeedsRdkit();
        var geometry = Embedder.Embed("CC(=O)O").Geometry!;
        Assert.Equal("C2H4O2", Elements.HillFormula(geometry.Symbols));
        Assert.Equal(GeometrySource.Embedded, geometry.Source);
        Assert.Null(geometry.Defect());
        Assert.InRange(Math.Sqrt(geometry.SquaredDistance(0, 1)), 1.4, 1.6);
    }

    [Fact]
    public void Answers_come_in_the_order_of_the_questions_and_a_bad_one_fails_alone()
    {
        NeedsRdkit();
        var found = Embedder.EmbedAll([("O", 1), ("C(", 1), ("C", 1), ("", 1), ("F[S](F)(F)(F)(F)F", 1), ("[H][H]", 1)]);
        Assert.Equal(["H2O", null, "CH4", null], found.Take(4).Select(f => f.Geometry is null ? null : Elements.HillFormula(f.Geometry.Symbols)));
        Assert.Equal(FailureKind.BadInput, found[1].Failure!.Kind);
        Assert.Equal(FailureKind.BadInput, found[3].Failure!.Kind);
        Assert.Equal(FailureKind.BadGeometry, found[4].Failure!.Kind);
        Assert.Equal("H2", Elements.HillFormula(found[5].Geometry!.Symbols));
    }

    [Fact]
    public void Elements_without_mmff_parameters_are_embedded_all_the_same()
    {
        NeedsRdkit();
        Assert.Equal("C4H12Ge", Elements.HillFormula(Embedder.Embed("C[Ge](C)(C)C").Geometry!.Symbols));
    }

    [Fact]
    public void The_cost_of_every_molecule_is_metered()
    {
        NeedsRdkit();
        var found = Embedder.EmbedAll([("CCO", 1), ("CCN", 1)]);
        Assert.All(found, f => Assert.True(f.Cost is { Tier: CostTier.Measured, CpuSeconds: > 0, EnergyKwh: > 0 }));
    }

    [Fact]
    public void A_cancelled_batch_is_told_as_cancelled()
    {
        NeedsRdkit();
        Assert.All(Embedder.EmbedAll([("CCO", 1), ("CCN", 1)], new CancellationToken(true)), f => Assert.Equal(FailureKind.Cancelled, f.Failure!.Kind));
    }

    [Fact]
    public void A_molecule_that_takes_too_long_is_told_as_a_time_out_with_its_cost()
    {
        NeedsRdkit();
        var hasty = new Embedder(new CostModel()) { SecondsForOne = 0.05 };
        Assert.All(hasty.EmbedAll([("CCO", 1), ("CCN", 1)]), f => Assert.Equal((FailureKind.TimeOut, true), (f.Failure!.Kind, f.Cost.CpuSeconds > 0)));
    }
}
