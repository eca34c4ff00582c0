// Real lists of molecules, real molfiles and real invalid input.
using DataHub.Chemistry;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class SharedMoleculesTests : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    static string Data(string path)
    {
        Assert.SkipUnless(Shared.Data is not null, "the shared real data is not here");
        return Path.Combine(Shared.Data!, path);
    }

    [Theory]
    [InlineData("smiles/nci_5k.smi", 0, 10)]
    [InlineData("smiles/pubchem_1000.smi", 1, 0)]
    [InlineData("smiles/chembl20_chiral.smi", 0, 0)]
    [InlineData("smiles/zinc_natural_50k.smi", 0, 0)]
    [InlineData("edge/openbabel/aromatics.smi", 0, 0)]
    [InlineData("edge/openbabel/attype.00.smi", 0, 2)]
    public void Every_molecule_of_a_list_is_read_and_its_canonical_SMILES_is_stable(string list, int column, int refusals)
    {
        var lines = File.ReadLines(Data(list)).Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > column).Select(w => w[column]).ToList();
        int step = Math.Max(1, lines.Count / 400);
        var parsed = _toolkit.FromSmilesAll([.. lines.Where((_, i) => i % step == 0)]);
        Assert.InRange(parsed.Count(p => p.Error is not null), 0, refusals);
        var molecules = parsed.Where(p => p.Molecule is not null).Select(p => p.Molecule!).ToList();
        var again = _toolkit.FromSmilesAll([.. molecules.Select(m => m.Smiles!)]);
        Assert.Equal(molecules.Select(m => (m.Smiles, m.InChIKey)), again.Select(p => (p.Molecule?.Smiles, p.Molecule?.InChIKey)));
    }

    [Theory]
    [InlineData("edge/invalid_smiles_openbabel.txt")]
    [InlineData("edge/invalid_smiles_rdkit.txt")]
    public void Every_invalid_SMILES_is_an_error_with_words(string list) =>
        Assert.All(File.ReadLines(Data(list)), s => Assert.False(string.IsNullOrWhiteSpace(_toolkit.FromSmiles(s).Error), $"{s} was taken"));

    [Fact]
    public void Isotopes_have_the_InChI_that_InChIs_own_program_gives()
    {
        var rows = File.ReadLines(Data("edge/inchi_suite/inchi_isotopes.txt")).Where(l => l.Contains('\t') && !l.StartsWith('#')).Select(l => l.Split('\t')).ToList();
        // The mass of lawrencium's reference isotope differs between versions of InChI.
        Assert.Equal(["[263Lr]"], rows.Where(r => _toolkit.FromSmiles(r[0]).Molecule?.InChI != r[1].Trim()).Select(r => r[0]));
    }

    [Fact]
    public void Main_group_oddities_have_the_InChI_that_InChIs_own_program_gives()
    {
        var smiles = File.ReadLines(Data("edge/inchi_suite/Steffen_PubChem.smi")).Select(l => l.Split(' ', '\t')[0]);
        var wanted = File.ReadLines(Data("edge/inchi_suite/Steffen_PubChem.smi.txt")).Select(l => l.Trim());
        Assert.All(smiles.Zip(wanted), p => Assert.Equal(p.Second, _toolkit.FromSmiles(p.First).Molecule?.InChI));
    }

    [Fact]
    public void No_file_handed_in_as_a_molfile_breaks_the_toolkit()
    {
        int read = 0;
        foreach (string file in Directory.EnumerateFiles(Data("edge/rdkit_fileparsers")).Concat(Directory.EnumerateFiles(Data("edge/rdkit_misc"))))
        {
            var parsed = _toolkit.FromMolfile(File.ReadAllText(file, System.Text.Encoding.Latin1));
            Assert.True(parsed.Molecule is null != parsed.Error is null, Path.GetFileName(file));
            if (parsed.Molecule is { } m) { read++; Assert.Equal(m.Smiles, _toolkit.FromSmiles(m.Smiles!, m.Multiplicity).Molecule?.Smiles); }
        }
        Assert.True(read >= 60, $"{read} molfiles were read");
        Assert.Equal("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", _toolkit.FromSmiles("CCO").Molecule!.InChIKey);
    }

    [Fact]
    public void Geometries_of_ions_and_radicals_give_the_right_skeleton_or_none()
    {
        // Three of these comments draw a zwitterion where the same atoms have a structure without charges, or place a charge on the other end of a conjugated part.
        string[] drawnOtherwise = ["C[NH+]=CC=C([O-])C", "CNC(C(C)=[NH+][CH-]CC(O)=O)=O", "O=C([CH-]C=CC(C([O-])=O)=O)[O-]"];
        foreach (string folder in new[] { "xyz_connectivity", "xyz_charged_fragments", "xyz_radicals" })
            foreach (string file in Directory.EnumerateFiles(Data($"edge/{folder}")))
                foreach (var (smiles, _, _, geometry) in PerceptionTests.Frames(file))
                {
                    var wanted = _toolkit.FromSmiles(smiles).Molecule!;
                    var found = _toolkit.FromGeometry(geometry, wanted.Charge, wanted.Multiplicity);
                    if (found.Error is null && !drawnOtherwise.Contains(smiles))
                        Assert.True(found.Molecule!.InChIKey![..14] == wanted.InChIKey![..14], $"{folder}/{Path.GetFileName(file)}: {smiles} -> {found.Molecule.Smiles}");
                }
    }
}
