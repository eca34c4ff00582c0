// Look-ups by geometry alone: atoms of which no structure is perceived.
using DataHub.Formats.Lists;
using DataHub.Model;
using DataHub.Screening.Reuse;
using Xunit;

namespace DataHub.Tests.Screening;

public sealed class KnownGeometryTests : IDisposable
{
    static readonly Level Target = Level.Parse("PBE/def2-SVP");
    static readonly KnownOrder Order = new(Target, Property.Gap);
    // Four copper atoms in a chiral arrangement, and argon with lithium: nothing here has a connectivity.
    static readonly Geometry Cluster = new(["Cu", "Cu", "Cu", "Cu", "Ag"], [0, 0, 0, 2.4, 0, 0, 0.3, 2.5, 0, 0.5, 0.9, 2.3, -2.0, -1.1, 0.7]);
    readonly TempFolder _folder = Shared.Temp();
    readonly Hub _hub;

    public KnownGeometryTests()
    {
        _hub = Hub.Open(new HubOptions(_folder.Path) { Cores = 1 });
        Put(Cluster, 0, 2, 1.25);
        Put(Cluster, 1, 1, 2.5);
    }

    public void Dispose() { _hub.Dispose(); _folder.Dispose(); }

    void Put(Geometry g, int charge, int multiplicity, double gap)
    {
        var c = new Calculation(Molecule.FromAtoms(g.Symbols, charge, multiplicity), Target, Driver.Energy, Status.Success) { Geometry = g, Values = new Values { [Property.Gap] = gap }, Provenance = new Provenance { Program = "orca" } };
        Assert.IsType<Receipt.Kept>(_hub.Intake.Take(c));
    }

    KnownResult Ask(Geometry g, int? charge = null, int? multiplicity = null, KnownOrder? order = null) => Assert.Single(_hub.Lists.Ask([new Listed(1) { Geometry = g, Charge = charge, Multiplicity = multiplicity }], order ?? Order, 1)).Result!;

    /// <summary>Turned about an axis, moved, two equal atoms exchanged, and shifted a little.</summary>
    static Geometry Moved(Geometry g, double noise, bool mirror = false)
    {
        var (sin, cos, random) = (Math.Sin(1.1), Math.Cos(1.1), new Random(4));
        var xyz = new List<double>();
        foreach (int i in (int[])[2, 1, 0, 3, 4])
        {
            double x = g.Coordinates[3 * i] * (mirror ? -1 : 1), y = g.Coordinates[3 * i + 1], z = g.Coordinates[3 * i + 2];
            foreach (double v in (double[])[cos * x - sin * y + 3, sin * x + cos * y - 1, z + 0.5]) xyz.Add(v + noise * (random.NextDouble() - 0.5));
        }
        return g with { Coordinates = xyz };
    }

    [Fact]
    public void The_same_coordinates_answer_as_T0_and_a_moved_copy_as_T1()
    {
        var same = Assert.IsType<Answer.Known>(Ask(Cluster, 0, 2).Answer);
        Assert.Equal((1.25, Tier.T0, "R0"), (same.Value, same.Evidence.Tier, same.Evidence.Rule));
        Assert.Contains("geometry alone", same.Evidence.Reason);
        var moved = Assert.IsType<Answer.Known>(Ask(Moved(Cluster, 0.001), 0, 2).Answer);
        Assert.Equal((1.25, Tier.T1, "R1"), (moved.Value, moved.Evidence.Tier, moved.Evidence.Rule));
        Assert.InRange(moved.Evidence.Rmsd!.Value, 0, 1e-3);
    }

    [Fact]
    public void Another_state_shape_or_level_never_answers()
    {
        Assert.Equal(2.5, Assert.IsType<Answer.Known>(Ask(Cluster, 1, 1).Answer).Value);
        Assert.IsType<Answer.CannotSay>(Ask(Cluster, -1, 1).Answer);
        Assert.IsType<Answer.CannotSay>(Ask(Cluster, 0, 4).Answer);
        Assert.IsType<Answer.CannotSay>(Ask(Moved(Cluster, 0.05), 0, 2).Answer);
        Assert.IsType<Answer.CannotSay>(Ask(Moved(Cluster, 0, mirror: true), 0, 2).Answer);
        Assert.IsType<Answer.CannotSay>(Ask(Moved(Cluster, 0, mirror: true), 0, 2, Order with { Policy = Policy.AnyWithInterval }).Answer);
        Assert.IsType<Answer.CannotSay>(Ask(Cluster with { Symbols = ["Cu", "Cu", "Cu", "Ag", "Cu"] }, 0, 2).Answer);
        Assert.Contains("known instead: at PBE/def2-SVP", Assert.IsType<Answer.CannotSay>(Ask(Cluster, 0, 2, Order with { Level = Level.Parse("BLYP/def2-SVP") }).Answer).Why);
    }

    [Fact]
    public void Where_charge_and_multiplicity_are_not_told_the_answer_says_what_was_taken() =>
        Assert.Contains("charge 0 and multiplicity 2 are taken", Assert.IsType<Answer.Known>(Ask(Cluster).Answer).Evidence.Reason);

    [Fact]
    public void Cards_made_again_from_the_segments_find_the_same()
    {
        _hub.Archive.Rebuild();
        Assert.Equal(Tier.T1, Assert.IsType<Answer.Known>(Ask(Moved(Cluster, 0.001), 0, 2).Answer).Evidence.Tier);
    }

    [Fact]
    public void XYZ_SDF_and_JSON_lines_ask_by_geometry_where_there_is_no_structure()
    {
        string xyz = Cluster.ToXyz("charge=0 multiplicity=2 name=c1") + Moved(Cluster, 0.001).ToXyz("charge=0 multiplicity=2 name=c2") + Moved(Cluster, 0.3).ToXyz("charge=0 multiplicity=2 name=c3");
        var sdf = new System.Text.StringBuilder("c4\n     DataHub         3D\n\n  5  0  0  0  0  0  0  0  0  0999 V2000\n");
        for (int i = 0; i < 5; i++) sdf.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Cluster.Coordinates[3 * i],10:0.0000}{Cluster.Coordinates[3 * i + 1],10:0.0000}{Cluster.Coordinates[3 * i + 2],10:0.0000} {Cluster.Symbols[i],-3} 0  0  0  0  0  0  0  0  0  0  0  0\n");
        sdf.Append("M  END\n$$$$\n");
        string json = "{\"symbols\": [\"Cu\", \"Cu\", \"Cu\", \"Cu\", \"Ag\"], \"coordinates\": [" + string.Join(", ", Cluster.Coordinates.Select(c => c.ToString("R", System.Globalization.CultureInfo.InvariantCulture))) + "], \"charge\": 1}";
        List<string?> Tiers(string text)
        {
            var (entries, fault) = MoleculeList.Open(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "list");
            Assert.Null(fault);
            return [.. _hub.Lists.Ask(entries!, Order, 1).Select(e => e.Result is null ? e.Error : e.Result.Answer is Answer.Known k ? k.Evidence.Tier.ToString() : "none")];
        }
        Assert.Equal(["T0", "T1", "none"], Tiers(xyz));
        Assert.Equal(["T0"], Tiers(json));
        Assert.Equal(["T0"], Tiers(sdf.ToString()));
    }
}
