// InChIKeys as questions: which states of a molecule a key may mean.
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>Standard InChIKeys as people hand them in.</summary>
public static class MoleculeKey
{
    /// <summary>True if the text has the form of an InChIKey, in any case of letters.</summary>
    public static bool Is(ReadOnlySpan<char> s)
    {
        if (s.Length != 27 || s[14] != '-' || s[25] != '-') return false;
        for (int i = 0; i < 27; i++) if (i is not (14 or 25) && !char.IsAsciiLetter(s[i])) return false;
        return true;
    }

    /// <summary>
    /// The molecules that a key with what is told of its state may mean. Without a charge it is read from the flag after the second hyphen, which tells protons added (O, P, ...) or removed (M, L, ...);
    /// the charge of a permanently charged molecule is not in it. Without a multiplicity 1, 2 and 3 are tried in turn.
    /// </summary>
    public static IEnumerable<Molecule> States(string key, int? charge, int? multiplicity, string? smiles = null)
    {
        int z = charge ?? key[^1] - 'N';
        foreach (int m in multiplicity is { } told ? [told] : (int[])[1, 2, 3])
            yield return new Molecule("", z, m, [], 0, 0) { InChIKey = key, Smiles = smiles };
    }
}
