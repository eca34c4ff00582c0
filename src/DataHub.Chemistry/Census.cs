// The atoms, charges and radical electrons of a canonical SMILES.
using System.Globalization;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Chemistry;

/// <summary>How many atoms of which element (hydrogens included), the total charge in e, radical electrons, and labelled atoms as element and mass number.</summary>
sealed partial record Census(IReadOnlyDictionary<int, int> Atoms, int Charge, int Radicals, IReadOnlyList<(int Element, int Mass)> Isotopes)
{
    /// <summary>
    /// Counted from the text of a canonical SMILES, which is far cheaper than asking the toolkit for its atoms. Only atoms in their everyday valences are counted, and only if formula and
    /// charge of the InChI, which the toolkit made in another way, say the same; in every other case (radicals, unusual valences, metals with bonds, no InChI) the answer is null and the toolkit has to be asked.
    /// </summary>
    public static Census? Of(string smiles, string? inchi)
    {
        if (inchi is null || new SmilesAtoms(smiles).Count() is not { } atoms) return null;
        var counts = new SortedDictionary<int, int>();
        int charge = 0, hydrogens = 0;
        var isotopes = new List<(int, int)>();
        foreach (var a in atoms)
        {
            counts[a.Element] = counts.GetValueOrDefault(a.Element) + 1;
            charge += a.Charge;
            hydrogens += a.Hydrogens;
            if (a.Isotope != 0) isotopes.Add((a.Element, a.Isotope));
        }
        if (hydrogens > 0) counts[1] = counts.GetValueOrDefault(1) + hydrogens;
        var census = new Census(counts, charge, 0, isotopes);
        return census.AgreesWith(inchi) ? census : null;
    }

    // The formula of an InChI is that of its parts without the protons that its /p layer adds or takes away.
    bool AgreesWith(string inchi)
    {
        string[] layers = inchi.Split('/');
        if (layers.Length < 2) return false;
        var counts = new Dictionary<int, int>();
        foreach (var part in layers[1].Split('.'))
        {
            var many = Multiple().Match(part);
            int times = many.Length == 0 ? 1 : int.Parse(many.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            foreach (Match m in Element().Matches(part))
            {
                if (Elements.Number(m.Groups[1].Value) is not { } z) return false;
                counts[z] = counts.GetValueOrDefault(z) + times * (m.Groups[2].Length == 0 ? 1 : int.Parse(m.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }
        int charge = 0;
        foreach (var layer in layers.Skip(2))
        {
            if (layer.StartsWith('p'))
            {
                int protons = int.Parse(layer.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                charge += protons;
                counts[1] = counts.GetValueOrDefault(1) + protons;
            }
            else if (layer.StartsWith('q'))
                foreach (var part in layer[1..].Split(';'))
                {
                    // "+1", "3*-1" for three parts of charge -1, or nothing.
                    string[] factors = part.Split('*');
                    if (factors[^1].Length > 0)
                        charge += (factors.Length == 2 ? int.Parse(factors[0], CultureInfo.InvariantCulture) : 1) * int.Parse(factors[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                }
            else if (layer.StartsWith('i')) break;
        }
        if (counts.GetValueOrDefault(1) == 0) counts.Remove(1);
        return charge == Charge && counts.Count == Atoms.Count && counts.All(c => Atoms.GetValueOrDefault(c.Key) == c.Value);
    }

    [GeneratedRegex(@"^\d+")] private static partial Regex Multiple();
    [GeneratedRegex(@"([A-Z][a-z]?)(\d*)")] private static partial Regex Element();
}
