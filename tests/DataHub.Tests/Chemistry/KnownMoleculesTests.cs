// The identity of well-known and of difficult molecules.
using DataHub.Chemistry;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class KnownMoleculesTests : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    /// <summary>known-molecules.tsv: SMILES, formula, charge, InChIKey, name. Its keys were found equal by two independent InChI builds.</summary>
    static IEnumerable<(string Smiles, string Formula, int Charge, string Key)> Known() =>
        File.ReadLines(Path.Combine(Shared.Repo, "tests/DataHub.Tests/Chemistry/known-molecules.tsv")).Select(l => l.Split('\t')).Select(c => (c[0], c[1], int.Parse(c[2]), c[3]));

    [Fact]
    public void Known_molecules_have_their_formula_charge_and_InChIKey()
    {
        var known = Known().ToList();
        var wrong = known.Zip(_toolkit.FromSmilesAll([.. known.Select(k => k.Smiles)]))
            .Where(p => p.Second.Molecule is not { } m || m.Formula != p.First.Formula || m.Charge != p.First.Charge || m.InChIKey != p.First.Key)
            .Select(p => $"{p.First.Smiles}: {p.Second.Error ?? $"{p.Second.Molecule!.Formula} {p.Second.Molecule.Charge} {p.Second.Molecule.InChIKey}"}").ToList();
        Assert.True(known.Count > 200);
        Assert.Equal([], wrong);
    }

    [Fact]
    public void The_canonical_SMILES_of_a_canonical_SMILES_is_itself()
    {
        foreach (var (smiles, _, _, key) in Known())
        {
            var first = _toolkit.FromSmiles(smiles).Molecule!;
            var second = _toolkit.FromSmiles(first.Smiles!).Molecule!;
            Assert.Equal((first.Smiles, key), (second.Smiles, second.InChIKey));
        }
    }

    [Theory]
    [InlineData("C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O")]
    [InlineData("C/C=C/C", "C/C=C\\C")]
    [InlineData("C/C=C/C", "CC=CC")]
    [InlineData("C", "[13CH4]")]
    [InlineData("O", "[2H]O[2H]")]
    [InlineData("CC(=O)O", "CC(=O)[O-]")]
    [InlineData("CC(=O)CC(C)=O", "CC(O)=CC(C)=O")]
    [InlineData("c1ccc2ccccc2c1", "C1=CC2=CC=CC2=CC=C1")]
    public void Different_molecules_have_different_keys(string one, string other) =>
        Assert.NotEqual(_toolkit.FromSmiles(one).Molecule!.InChIKey, _toolkit.FromSmiles(other).Molecule!.InChIKey);

    [Theory]
    [InlineData("OCC", "CCO")]
    [InlineData("C1=CC=CC=C1", "c1ccccc1")]
    [InlineData("[O-][N+](=O)C", "CN(=O)=O")]
    [InlineData("[H]O[H]", "O")]
    [InlineData("F/C=C/F", "F\\C=C\\F")]
    [InlineData("N[C@@H](C)C(=O)O", "C[C@H](N)C(O)=O")]
    [InlineData("[Cl-].[Na+]", "[Na+].[Cl-]")]
    public void Different_writings_of_one_molecule_are_one_molecule(string one, string other)
    {
        Molecule a = _toolkit.FromSmiles(one).Molecule!, b = _toolkit.FromSmiles(other).Molecule!;
        Assert.Equal((a.Smiles, a.InChI, a.InChIKey), (b.Smiles, b.InChI, b.InChIKey));
    }

    [Fact]
    public void A_molecule_tells_its_atoms_and_its_toolkit()
    {
        var aspirin = _toolkit.FromSmiles("CC(=O)Oc1ccccc1C(=O)O").Molecule!;
        Assert.Equal(("C9H8O4", 21, 13, 0, 1), (aspirin.Formula, aspirin.Atoms, aspirin.HeavyAtoms, aspirin.Charge, aspirin.Multiplicity));
        Assert.Equal(["C", "H", "O"], aspirin.Elements);
        Assert.Equal("InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)", aspirin.InChI);
        Assert.Equal(_toolkit.Version, aspirin.Toolkit);
        Assert.StartsWith("rdkit 20", _toolkit.Version);
        Assert.False(aspirin.Perceived);
    }

    [Theory]
    [InlineData("C", 1)]
    [InlineData("[CH3]", 2)]
    [InlineData("[O][O]", 3)]
    [InlineData("O=O", 1)]
    [InlineData("[CH2]", 3)]
    [InlineData("[N]=O", 2)]
    [InlineData("[Fe+3]", 2)]
    [InlineData("[Fe+2]", 1)]
    [InlineData("[NH4+]", 1)]
    public void Without_a_multiplicity_the_radical_electrons_decide(string smiles, int multiplicity) =>
        Assert.Equal(multiplicity, _toolkit.FromSmiles(smiles).Molecule!.Multiplicity);

    [Fact]
    public void A_multiplicity_that_is_given_is_kept_if_the_electrons_allow_it()
    {
        Assert.Equal(3, _toolkit.FromSmiles("O=O", 3).Molecule!.Multiplicity);
        Assert.Equal(5, _toolkit.FromSmiles("[Fe+2]", 5).Molecule!.Multiplicity);
        Assert.Equal("multiplicity 2 is impossible with 16 electrons", _toolkit.FromSmiles("O=O", 2).Error);
        Assert.NotNull(_toolkit.FromSmiles("C", 0).Error);
        Assert.NotNull(_toolkit.FromSmiles("[H][H]", 5).Error);
    }
}
