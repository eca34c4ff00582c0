// A connection table that a reader hands over becomes the identity of the molecule.
using System.Text;
using DataHub.Ingest;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Ingest;

public class MolfileTests
{
    const string Mapping = """{"multiplicity": 1, "level": "HF/STO-3G", "columns": {"E": {"property": "energy", "unit": "hartree"}}}""";

    static string Methane(string dimension, bool hydrogens) => $"\n  test    0101260000{dimension}\n\n  {(hydrogens ? "5  4" : "1  0")}  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\n"
        + (hydrogens ? string.Concat(new[] { (0.63, 0.63, 0.63), (-0.63, -0.63, 0.63), (-0.63, 0.63, -0.63), (0.63, -0.63, -0.63) }.Select(x => FormattableString.Invariant($"{x.Item1,10:0.0000}{x.Item2,10:0.0000}{x.Item3,10:0.0000} H   0  0\n"))) + "  1  2  1  0\n  1  3  1  0\n  1  4  1  0\n  1  5  1  0\n" : "")
        + "M  END\n>  <E>\n-39.7\n\n$$$$\n";

    [Fact]
    public void Its_molecule_is_that_of_the_SMILES_and_coordinates_without_their_hydrogens_are_no_geometry()
    {
        using var temp = Shared.Temp();
        using var hub = Hub.Open(new HubOptions(temp.Path));
        Calculation Taken(string sdf)
        {
            var bundle = new Bundle("a.sdf", [new RawFile("a.sdf", Encoding.UTF8.GetBytes(sdf)), new RawFile("a.datahub.json", Encoding.UTF8.GetBytes(Mapping))]);
            var kept = Assert.IsType<Receipt.Kept>(Assert.Single(hub.Intake.TakeNow(bundle)));
            return hub.Archive.Get(kept.Id)!;
        }
        var (flat, bare, whole) = (Taken(Methane("2D", false)), Taken(Methane("3D", false).Replace("-39.7", "-39.8")), Taken(Methane("3D", true)));
        Assert.All([flat, bare, whole], c => Assert.Equal(("C", "VNWKTOKETHGBQD-UHFFFAOYSA-N", "CH4"), (c.Molecule.Smiles, c.Molecule.InChIKey, c.Molecule.Formula)));
        Assert.Equal([null, null, 5], new[] { flat, bare, whole }.Select(c => c.Geometry?.Count));
    }
}
