// Reads the atoms of a canonical SMILES, with the hydrogens that it leaves unsaid.
using System.Collections.Frozen;
using System.Globalization;
using DataHub.Model;

namespace DataHub.Chemistry;

/// <summary>One atom: element, hydrogens on it, charge, mass number (0 where none is told).</summary>
readonly record struct CountedAtom(int Element, int Hydrogens, int Charge, int Isotope);

/// <summary>
/// A reader for the SMILES that the toolkit writes, not for any SMILES: aromatic atoms are in small letters, and single bonds between aromatic atoms are written.
/// It gives up (null) at everything but atoms in everyday valences, so that no radical electron can be overlooked.
/// </summary>
ref struct SmilesAtoms(string smiles)
{
    // Total valences (bond orders and hydrogens; bonds in aromatic rings count one) without radical electrons. Lower case: aromatic.
    static readonly FrozenDictionary<(string Symbol, int Charge), int[]> Valences = new Dictionary<(string, int), int[]>
    {
        [("H", 0)] = [1], [("B", 0)] = [3], [("B", -1)] = [4], [("C", 0)] = [4], [("C", -1)] = [3], [("N", 0)] = [3], [("N", 1)] = [4], [("N", -1)] = [2], [("O", 0)] = [2], [("O", -1)] = [1], [("O", 1)] = [3],
        [("Si", 0)] = [4], [("P", 0)] = [3, 5], [("P", 1)] = [4], [("S", 0)] = [2, 4, 6], [("S", 1)] = [3], [("S", -1)] = [1], [("Se", 0)] = [2, 4, 6], [("Se", -1)] = [1],
        [("F", 0)] = [1], [("Cl", 0)] = [1], [("Br", 0)] = [1], [("I", 0)] = [1], [("F", -1)] = [0], [("Cl", -1)] = [0], [("Br", -1)] = [0], [("I", -1)] = [0],
        [("Li", 1)] = [0], [("Na", 1)] = [0], [("K", 1)] = [0], [("Mg", 2)] = [0], [("Ca", 2)] = [0], [("Zn", 2)] = [0],
        [("c", 0)] = [3, 4], [("n", 0)] = [2, 3], [("n", 1)] = [3], [("n", -1)] = [2], [("o", 0)] = [2], [("o", 1)] = [2], [("s", 0)] = [2], [("se", 0)] = [2],
    }.ToFrozenDictionary();

    readonly List<(string Symbol, int Hydrogens, int Charge, int Isotope, int Bonds)> _atoms = [];
    int _at;

    /// <summary>The atoms in their order, or null.</summary>
    public List<CountedAtom>? Count()
    {
        var branches = new Stack<int>();
        var rings = new Dictionary<int, (int Atom, int Order)>();
        // Order of the bond that was written last; 0 if none was.
        int last = -1, order = 0;
        while (_at < smiles.Length)
        {
            char c = smiles[_at];
            switch (c)
            {
                case '(': branches.Push(last); _at++; break;
                case ')': last = branches.Pop(); _at++; break;
                case '.': last = -1; _at++; break;
                case '-' or '/' or '\\': order = 1; _at++; break;
                case '=': order = 2; _at++; break;
                case '#': order = 3; _at++; break;
                case >= '0' and <= '9' or '%':
                    int ring = c - '0';
                    if (c == '%')
                    {
                        if (_at + 2 >= smiles.Length || !int.TryParse(smiles.AsSpan(_at + 1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out ring)) return null;
                        _at += 2;
                    }
                    _at++;
                    if (rings.Remove(ring, out var open)) Bond(open.Atom, last, Math.Max(open.Order, order));
                    else rings[ring] = (last, order);
                    order = 0;
                    break;
                default:
                    if (!Atom()) return null;
                    if (last >= 0) Bond(last, _atoms.Count - 1, order);
                    (last, order) = (_atoms.Count - 1, 0);
                    break;
            }
        }
        if (rings.Count > 0) return null;
        var counted = new List<CountedAtom>(_atoms.Count);
        foreach (var a in _atoms)
        {
            bool bracket = a.Hydrogens >= 0;
            if (!Valences.TryGetValue((a.Symbol, a.Charge), out var allowed)) return null;
            int valence = a.Bonds + Math.Max(0, a.Hydrogens), hydrogens = Math.Max(0, a.Hydrogens);
            if (bracket ? !allowed.Contains(valence) : a.Bonds > allowed[^1]) return null;
            if (!bracket) hydrogens = char.IsLower(a.Symbol[0]) ? a.Symbol == "c" ? Math.Max(0, 3 - a.Bonds) : 0 : allowed.First(v => v >= a.Bonds) - a.Bonds;
            int element = Elements.Number(a.Symbol)!.Value;
            counted.Add(new(element, hydrogens, a.Charge, a.Isotope));
        }
        return counted;
    }

    readonly void Bond(int i, int j, int order)
    {
        int n = order == 0 ? 1 : order;
        foreach (int k in (ReadOnlySpan<int>)[i, j])
        {
            var atom = _atoms[k];
            _atoms[k] = atom with { Bonds = atom.Bonds + n };
        }
    }

    bool Atom()
    {
        char c = smiles[_at++];
        if (c != '[')
        {
            string? symbol = c switch
            {
                'C' when Next('l') => "Cl", 'B' when Next('r') => "Br",
                'B' => "B", 'C' => "C", 'N' => "N", 'O' => "O", 'P' => "P", 'S' => "S", 'F' => "F", 'I' => "I", 'c' => "c", 'n' => "n", 'o' => "o", 's' => "s", _ => null,
            };
            if (symbol is null) return false;
            _atoms.Add((symbol, -1, 0, 0, 0));
            return true;
        }
        int isotope = Number(0);
        if (_at >= smiles.Length) return false;
        string element = smiles[_at] is var first && char.IsAsciiLetterUpper(first) && _at + 1 < smiles.Length && char.IsAsciiLetterLower(smiles[_at + 1]) ? smiles.Substring(_at, 2)
            : first == 's' && _at + 1 < smiles.Length && smiles[_at + 1] == 'e' ? "se" : first.ToString();
        _at += element.Length;
        while (Next('@')) { }
        int hydrogens = Next('H') ? Number(1) : 0, charge = 0;
        if (Next('+')) charge = Number(1);
        else if (Next('-')) charge = -Number(1);
        _atoms.Add((element, hydrogens, charge, isotope, 0));
        return Next(']');
    }

    bool Next(char c)
    {
        if (_at >= smiles.Length || smiles[_at] != c) return false;
        _at++;
        return true;
    }

    int Number(int none)
    {
        int start = _at;
        while (_at < smiles.Length && char.IsAsciiDigit(smiles[_at])) _at++;
        return start == _at || !int.TryParse(smiles.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? none : n;
    }
}
