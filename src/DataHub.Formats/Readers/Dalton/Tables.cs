// Tables of DALTON's printed output: the structure, the dipole moment.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Dalton;

static partial class Tables
{
    [GeneratedRegex(@"^\s*(\S+)\s*(?:/\s*\d+)?\s*:\s*\d+\s+x\s+(\S+)\s+\d+\s+y\s+(\S+)\s+\d+\s+z\s+(\S+)\s*$")]
    private static partial Regex Coordinates();

    /// <summary>A row of "Molecular geometry (au)": "C   _1     1.3498778652   2.3494125195   0.0000000000".</summary>
    [GeneratedRegex(@"^\s*(\S+)(?:\s*_\d+)?\s+(-?[\d.*]+)\s+(-?[\d.*]+)\s+(-?[\d.*]+)\s*$")]
    private static partial Regex Final();

    /// <summary>
    /// The structure (Å) under "Cartesian Coordinates (a.u.)", or where that was not printed under "Molecular geometry (au)", in the frame of the calculation; the elements are those of the charges under "Atoms and basis sets", whose types stand in the same
    /// order. Null where they do not fit: ghost atoms, point charges, effective cores, damaged numbers.
    /// </summary>
    public static Geometry? Structure(OutputText text)
    {
        int types = text.First("Atoms and basis sets"), at = text.First("Cartesian Coordinates (a.u.)", types), end = at < 0 ? text.First("Molecular geometry (au)", types) : -1;
        if (types < 0 || at < 0 && end < 0 || text.RealAfter("Total number of atoms:", false, types) is not { } told) return null;
        var symbols = new List<string>();
        for (int i = text.First("label    atoms   charge", types) + 2; i > 1 && OutputText.Fields(text[i]) is [var label, var count, var charge, _, _, ..]; i++)
        {
            if (label.StartsWith("--", StringComparison.Ordinal)) break;
            if (OutputText.Whole(count) is not (> 0 and < 10000 and var n) || OutputText.Real(charge) is not (>= 1 and <= 118 and var z) || z != Math.Floor(z)) return null;
            // A label that names another element than the charge is an atom with an effective core or a ghost.
            string symbol = Elements.Symbol((int)z);
            if (!label.StartsWith(symbol, StringComparison.OrdinalIgnoreCase)) return null;
            symbols.AddRange(Enumerable.Repeat(symbol, n));
        }
        var xyz = new List<double>();
        int start = at < 0 ? end + 3 : text.First(":", text.First("Total number of coordinates:", at) + 1);
        for (int i = start; i > at && (at < 0 ? Final() : Coordinates()).Match(text[i].TrimEnd()) is { Success: true } row; i++)
        {
            if (xyz.Count / 3 >= symbols.Count || !row.Groups[1].Value.StartsWith(symbols[xyz.Count / 3], StringComparison.OrdinalIgnoreCase)) return null;
            for (int k = 2; k < 5; k++) xyz.Add((OutputText.Real(row.Groups[k].Value) ?? double.NaN) * Units.BohrToAngstrom);
        }
        return symbols.Count == told && symbols.Count > 0 && xyz.Count == 3 * symbols.Count && xyz.All(double.IsFinite) ? new Geometry([.. symbols], [.. xyz]) : null;
    }

    /// <summary>The dipole (D) of the property section. Components that symmetry makes zero are not printed, so the norm above them must be that of the printed ones.</summary>
    public static double[]? Dipole(OutputText text)
    {
        int at = text.First("Dipole moment components"), norm = text.First("Dipole moment");
        if (at < 0 || norm < 0 || norm >= at) return null;
        double? told = null;
        for (int i = norm + 1; i < at && told is null; i++)
            if (OutputText.Fields(text[i]) is [var a, var b, _] && OutputText.Real(a) is not null) told = OutputText.Real(b);
        var d = new double[3];
        for (int i = at + 1; i < at + 12; i++)
            if (OutputText.Fields(text[i]) is ["x" or "y" or "z", _, var debye, _] row) d[row[0][0] - 'x'] = OutputText.Real(debye) ?? double.NaN;
        return told is { } t && Math.Abs(Math.Sqrt(d.Sum(x => x * x)) - t) < 2e-5 ? d : null;
    }
}
