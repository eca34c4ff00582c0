// The charge of molecules of which only coordinates are told.
using DataHub.Chemistry;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class ChargeSearchTests(ITestOutputHelper output) : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    static IEnumerable<(string Smiles, int Charge, int Multiplicity, Geometry Geometry)> Frames() => PerceptionTests.Frames(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Chemistry/geometries.xyz"));

    [Fact]
    public void A_charge_that_is_not_told_is_found_or_not_told()
    {
        int right = 0, none = 0;
        var wrong = new List<string>();
        foreach (var (smiles, charge, multiplicity, geometry) in Frames())
        {
            var found = _toolkit.FromGeometry(geometry);
            if (found.Molecule?.InChIKey is null) { none++; Assert.False(string.IsNullOrWhiteSpace(found.Error)); continue; }
            Assert.Equal(Connectivity.Likely, found.Molecule.Connectivity);
            if ((found.Molecule.InChIKey, found.Molecule.Charge) == (_toolkit.FromSmiles(smiles).Molecule!.InChIKey, charge)) right++;
            else wrong.Add($"{smiles} ({charge}, {multiplicity}) -> {found.Molecule.Smiles}");
        }
        output.WriteLine($"{right} right, {none} not told, {wrong.Count} wrong: {string.Join("; ", wrong)}");
        Assert.True(right > 150, $"{right} right");
        Assert.Equal([], wrong);
    }
}
