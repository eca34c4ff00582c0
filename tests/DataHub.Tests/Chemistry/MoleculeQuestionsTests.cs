// Fingerprints, descriptors, substructures, drawings and molfiles.
using System.Numerics;
using DataHub.Chemistry;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class MoleculeQuestionsTests : IDisposable
{
    readonly Toolkit _toolkit = new();
    public void Dispose() => _toolkit.Dispose();

    static int Bits(ulong[] words) => words.Sum(BitOperations.PopCount);
    static double Tanimoto(ulong[] a, ulong[] b) => (double)a.Zip(b, (x, y) => BitOperations.PopCount(x & y)).Sum() / a.Zip(b, (x, y) => BitOperations.PopCount(x | y)).Sum();

    [Fact]
    public void A_fingerprint_has_2048_bits_and_does_not_depend_on_the_writing()
    {
        var toluene = _toolkit.Fingerprint("Cc1ccccc1")!;
        Assert.Equal(32, toluene.Length);
        Assert.Equal(11, Bits(toluene));
        Assert.Equal(toluene, _toolkit.Fingerprint("C1=CC=CC=C1C"));
        Assert.Equal(32, _toolkit.AtomPairs("Cc1ccccc1")!.Length);
        Assert.NotEqual(toluene, _toolkit.AtomPairs("Cc1ccccc1")!);
    }

    [Fact]
    public void Alike_molecules_have_alike_fingerprints()
    {
        ulong[] ethylbenzene = _toolkit.Fingerprint("CCc1ccccc1")!, propylbenzene = _toolkit.Fingerprint("CCCc1ccccc1")!, glucose = _toolkit.Fingerprint("OCC1OC(O)C(O)C(O)C1O")!;
        Assert.True(Tanimoto(ethylbenzene, propylbenzene) > 0.5);
        Assert.True(Tanimoto(ethylbenzene, glucose) < 0.1);
    }

    [Fact]
    public void Many_fingerprints_stand_in_the_order_of_their_molecules()
    {
        string[] smiles = ["CCO", "bad(", "c1ccccc1", "CCO"];
        var all = _toolkit.FingerprintAll(smiles);
        Assert.Equal([.. smiles.Select(_toolkit.Fingerprint)], all);
        Assert.Null(all[1]);
    }

    [Fact]
    public void Descriptors_have_their_textbook_values()
    {
        var aspirin = _toolkit.Descriptors("CC(=O)Oc1ccccc1C(=O)O")!;
        Assert.Equal(180.0423, aspirin["exactmw"], 3);
        Assert.Equal(63.6, aspirin["tpsa"], 1);
        Assert.Equal(1.3101, aspirin["CrippenClogP"], 3);
        Assert.Equal(1, aspirin["NumAromaticRings"]);
        Assert.True(aspirin.Count >= 40);
    }

    [Fact]
    public void A_substructure_is_found_or_not_and_a_bad_question_has_no_answer()
    {
        Assert.True(_toolkit.Matches("CCO", "[OX2H]"));
        Assert.False(_toolkit.Matches("CCC", "[OX2H]"));
        Assert.Null(_toolkit.Matches("CCC", "[OX2H"));
        Assert.Null(_toolkit.Matches("CCC", ""));
        Assert.Null(_toolkit.Matches("C(", "C"));
    }

    [Fact]
    public void A_drawing_is_one_SVG_element_and_a_highlight_changes_it()
    {
        string plain = _toolkit.Depict("CC(=O)Oc1ccccc1C(=O)O", 300, 200)!;
        Assert.StartsWith("<svg", plain);
        Assert.EndsWith("</svg>", plain.TrimEnd());
        Assert.Contains("300", plain);
        Assert.DoesNotContain("<script", plain);
        System.Xml.Linq.XDocument.Parse(plain);
        Assert.NotEqual(plain, _toolkit.Depict("CC(=O)Oc1ccccc1C(=O)O", "c1ccccc1", 300, 200));
        Assert.Null(_toolkit.Depict("CCO", "[bad", 300, 200));
    }

    const string Alanine = """
        L-alanine
          DataHub

          6  5  0  0  1  0  0  0  0  0999 V2000
            0.0000    0.0000    0.0000 C   0  0
            1.3000    0.7500    0.0000 C   0  0
            2.6000    0.0000    0.0000 C   0  0
            3.9000    0.7500    0.0000 O   0  0
            2.6000   -1.5000    0.0000 O   0  0
            1.3000    2.2500    0.0000 N   0  0
          1  2  1  0
          2  3  1  0
          3  4  1  0
          3  5  2  0
          2  6  1  1
        M  END
        """;

    [Fact]
    public void A_molfile_is_the_same_molecule_as_its_SMILES()
    {
        var parsed = _toolkit.FromMolfile(Alanine);
        var molecule = parsed.Molecule!;
        Assert.Contains(molecule.InChIKey, new[] { "QNAYBMKLOCPYGJ-REOHCLBHSA-N", "QNAYBMKLOCPYGJ-UWTATZPHSA-N" });
        Assert.Equal(molecule, _toolkit.FromSmiles(molecule.Smiles!).Molecule! with { Elements = molecule.Elements });
        Assert.NotEqual(molecule.InChIKey, _toolkit.FromMolfile(Alanine.Replace("2  6  1  1", "2  6  1  6")).Molecule!.InChIKey);
        Assert.Equal("QNAYBMKLOCPYGJ-UHFFFAOYSA-N", _toolkit.FromMolfile(Alanine.Replace("2  6  1  1", "2  6  1  0")).Molecule!.InChIKey);
        Assert.Equal(molecule.InChIKey, _toolkit.FromMolfile(Alanine.Replace("\n", "\r\n") + "\n> <NAME>\nx\n\n$$$$\n").Molecule!.InChIKey);
    }

    [Fact]
    public void A_V3000_molfile_is_read_and_its_query_atoms_are_refused()
    {
        string Methanol(string first) => $"methanol\n  DataHub\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 COUNTS 2 1 0 0 0\nM  V30 BEGIN ATOM\nM  V30 1 {first} 0 0 0 0\nM  V30 2 O 1.5 0 0 0\nM  V30 END ATOM\nM  V30 BEGIN BOND\nM  V30 1 1 1 2\nM  V30 END BOND\nM  V30 END CTAB\nM  END\n";
        Assert.Equal("OKKJLVBELUTLKV-UHFFFAOYSA-N", _toolkit.FromMolfile(Methanol("C")).Molecule!.InChIKey);
        Assert.NotNull(_toolkit.FromMolfile(Methanol("[C,N]")).Error);
        Assert.NotNull(_toolkit.FromMolfile(Methanol("Q")).Error);
        Assert.NotNull(_toolkit.FromMolfile(Methanol("*")).Error);
    }
}
