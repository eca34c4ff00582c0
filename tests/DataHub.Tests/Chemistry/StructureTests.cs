// What kinds of molecules have an identity, and which are refused with which words.
using DataHub.Chemistry;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class StructureTests : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    /// <summary>SMILES in, canonical SMILES, formula, charge and multiplicity out.</summary>
    [Theory]
    [InlineData("salt", "[Cl-].[Na+]", "[Cl-].[Na+]", "ClNa", 0, 1)]
    [InlineData("organic salt", "CC(=O)[O-].[NH4+]", "CC(=O)[O-].[NH4+]", "C2H7NO2", 0, 1)]
    [InlineData("co-crystal", "O.CCO", "CCO.O", "C2H8O2", 0, 1)]
    [InlineData("zwitterion", "[O-]C(=O)C[NH3+]", "[NH3+]CC(=O)[O-]", "C2H5NO2", 0, 1)]
    [InlineData("cation", "C[NH3+]", "C[NH3+]", "CH6N", 1, 1)]
    [InlineData("dication", "[NH3+]CC[NH3+]", "[NH3+]CC[NH3+]", "C2H10N2", 2, 1)]
    [InlineData("anion", "[O-]c1ccccc1", "[O-]c1ccccc1", "C6H5O", -1, 1)]
    [InlineData("radical", "[CH3]", "[CH3]", "CH3", 0, 2)]
    [InlineData("nitroxide", "CC1(C)CCCC(C)(C)N1[O]", "CC1(C)CCCC(C)(C)N1[O]", "C9H18NO", 0, 2)]
    [InlineData("carbocation", "C[CH2+]", "[CH2+]C", "C2H5", 1, 1)]
    [InlineData("radical cation", "C[O+]C", "C[O+]C", "C2H6O", 1, 2)]
    [InlineData("carbene", "[CH2]", "[CH2]", "CH2", 0, 3)]
    [InlineData("oxygen molecule", "[O][O]", "[O][O]", "O2", 0, 3)]
    [InlineData("R", "N[C@H](C)C(=O)O", "C[C@@H](N)C(=O)O", "C3H7NO2", 0, 1)]
    [InlineData("E", "C\\C=C\\C", "C/C=C/C", "C4H8", 0, 1)]
    [InlineData("Z", "C\\C=C/C", "C/C=C\\C", "C4H8", 0, 1)]
    [InlineData("undefined centre", "CC(N)C(=O)O", "CC(N)C(=O)O", "C3H7NO2", 0, 1)]
    [InlineData("meso", "C[C@H](O)[C@@H](C)O", "C[C@H](O)[C@@H](C)O", "C4H10O2", 0, 1)]
    [InlineData("isotope", "[13CH3]O", "[13CH3]O", "CH4O", 0, 1)]
    [InlineData("deuterium", "[2H]C(Cl)(Cl)Cl", "[2H]C(Cl)(Cl)Cl", "CHCl3", 0, 1)]
    [InlineData("metal ion", "[Zn+2]", "[Zn+2]", "Zn", 2, 1)]
    [InlineData("complex", "Cl[Pt](Cl)([NH3])[NH3]", null, "Cl2H6N2Pt", 0, 1)]
    [InlineData("organometallic", "CC[Zn]CC", "C[CH2][Zn][CH2]C", "C4H10Zn", 0, 1)]
    [InlineData("hypervalent", "FS(F)(F)(F)(F)F", "FS(F)(F)(F)(F)F", "F6S", 0, 1)]
    [InlineData("boron cage bond", "B", "B", "BH3", 0, 1)]
    [InlineData("noble gas", "[He]", "[He]", "He", 0, 1)]
    [InlineData("proton", "[H+]", "[H+]", "H", 1, 1)]
    [InlineData("hydrogen molecule", "[H][H]", "[H][H]", "H2", 0, 1)]
    public void A_structure_has_one_identity(string kind, string smiles, string? canonical, string formula, int charge, int multiplicity)
    {
        var parsed = _toolkit.FromSmiles(smiles);
        Assert.True(parsed.Molecule is not null, $"{kind}: {parsed.Error}");
        Assert.Equal((formula, charge, multiplicity), (parsed.Molecule.Formula, parsed.Molecule.Charge, parsed.Molecule.Multiplicity));
        if (canonical is not null) Assert.Equal(canonical, parsed.Molecule.Smiles);
        var other = _toolkit.FromSmiles(_toolkit.Rewritten(smiles)!).Molecule;
        Assert.Equal((parsed.Molecule.Smiles, parsed.Molecule.InChIKey), (other?.Smiles, other?.InChIKey));
    }

    [Theory]
    [InlineData("wildcard", "C*", "wildcard")]
    [InlineData("any bond", "C~C", "any-bond")]
    [InlineData("pattern", "[C,N]", "does not belong")]
    [InlineData("atomic number 0", "[#0]C", "wildcard")]
    [InlineData("too many bonds", "C(C)(C)(C)(C)C", "valence")]
    [InlineData("open ring", "C1CC", "ring")]
    [InlineData("cannot be aromatic", "c1cccc1", "kekul")]
    [InlineData("unknown element", "[Xx]", "")]
    [InlineData("reaction", "CC>>CO", "")]
    [InlineData("more charge than electrons", "[H+2]", "electrons")]
    [InlineData("nothing", "", "empty")]
    [InlineData("two words", "C C", "does not belong")]
    public void What_is_no_molecule_is_refused_with_a_reason(string kind, string smiles, string reason)
    {
        var parsed = _toolkit.FromSmiles(smiles);
        Assert.True(parsed.Molecule is null && !string.IsNullOrWhiteSpace(parsed.Error), $"{kind}: {parsed.Molecule?.Smiles}");
        Assert.Contains(reason, parsed.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("[CH3]", 1)]
    [InlineData("C", 2)]
    [InlineData("[Na+]", 2)]
    public void A_multiplicity_that_the_electrons_do_not_allow_is_refused(string smiles, int multiplicity) => Assert.Contains("impossible", _toolkit.FromSmiles(smiles, multiplicity).Error);
}
