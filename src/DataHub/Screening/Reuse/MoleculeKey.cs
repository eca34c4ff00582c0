// InChIKeys as questions: which states of a molecule a key may mean.
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>What is meant by a standard InChIKey.</summary>
public static class MoleculeKey
{
    static readonly int[] Multiplicities = [1, 2, 3];

    /// <summary>
    /// The molecules that a key with what is told of its state may mean, likeliest first. Without a charge it is read from the flag after the second hyphen, which tells protons added (O, P, ...) or
    /// removed (M, L, ...); the charge of a permanently charged molecule is not in it. Without a multiplicity 1, 2 and 3 are tried in turn.
    /// </summary>
    public static Molecule[] States(string key, int? charge, int? multiplicity, string? smiles = null, string? formula = null)
    {
        int z = charge ?? key[^1] - 'N';
        Molecule Of(int m) => new(formula ?? "", z, m, [], 0, 0) { InChIKey = key, Smiles = smiles };
        return multiplicity is { } told ? [Of(told)] : Array.ConvertAll(Multiplicities, Of);
    }
}
