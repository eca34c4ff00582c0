// Which molecule a row of a table speaks of.
using DataHub.Model;

namespace DataHub.Formats.Readers.Mapped;

/// <summary>A structure that comes with a row: the connection table of an SD file, the atoms of an XYZ frame or of two columns.</summary>
sealed record Structure(Geometry? Geometry, string? Molfile, int? Charge, string? Name);

static class RowMolecule
{
    /// <summary>The sum of the formal charges in the brackets of a SMILES.</summary>
    internal static int SmilesCharge(string smiles)
    {
        int sum = 0;
        for (int open = smiles.IndexOf('['); open >= 0; open = smiles.IndexOf('[', open + 1))
        {
            int close = smiles.IndexOf(']', open), at = close < 0 ? -1 : smiles.AsSpan(open, close - open).IndexOfAny('+', '-');
            if (at < 0) continue;
            var sign = smiles[open + at];
            var rest = smiles.AsSpan(open + at, close - open - at);
            int signs = rest.IndexOfAnyExcept(sign) is var n && n < 0 ? rest.Length : n;
            var digits = rest[signs..];
            if (digits.IndexOf(':') is >= 0 and var map) digits = digits[..map];
            sum += (sign == '+' ? 1 : -1) * (signs == 1 && int.TryParse(digits, out int size) ? size : signs);
        }
        return sum;
    }

    /// <summary>The total charge that an InChI tells: its charge layer plus the protons added or taken away. Null if a layer cannot be read.</summary>
    internal static int? InchiCharge(string inchi)
    {
        int sum = 0;
        foreach (var layer in inchi.Split('/').Skip(2))
        {
            if (layer is not ['q' or 'p', ..]) continue;
            foreach (var part in layer[1..].Split(';'))
            {
                if (part.Length == 0) continue;
                var (times, value) = part.Split('*') is [var t, var v] ? (t, v) : ("1", part);
                if (!int.TryParse(times, out int n) || !int.TryParse(value, out int q)) return null;
                sum += n * q;
            }
        }
        return sum;
    }

    /// <summary>A molecule known by its formula ("C2H6O"; Hill order is made); null if it is no formula.</summary>
    internal static Molecule? OfFormula(string formula, int charge, int multiplicity)
    {
        var symbols = new List<string>();
        for (int i = 0; i < formula.Length;)
        {
            int start = i++;
            while (i < formula.Length && char.IsAsciiLetterLower(formula[i])) i++;
            if (Elements.Number(formula[start..i]) is not { } z) return null;
            int digits = i;
            while (i < formula.Length && char.IsAsciiDigit(formula[i])) i++;
            int n = digits == i ? 1 : int.TryParse(formula.AsSpan(digits, i - digits), out int k) && k is > 0 and < 10000 ? k : -1;
            if (n < 0 || symbols.Count + n > 100_000) return null;
            symbols.AddRange(Enumerable.Repeat(Elements.Symbol(z), n));
        }
        return symbols.Count == 0 ? null : Molecule.FromAtoms(symbols, charge, multiplicity);
    }
}
