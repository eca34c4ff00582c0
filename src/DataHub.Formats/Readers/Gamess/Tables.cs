// Tables of the printed output of GAMESS: the structure, orbital energies, the dipole moment.
using DataHub.Model;

namespace DataHub.Formats.Readers.Gamess;

static class Tables
{
    /// <summary>The structure (Å) under "COORDINATES (BOHR)", in the frame of the calculation; null if a nuclear charge is none of an element or a number is damaged.</summary>
    public static Geometry? Structure(OutputText text)
    {
        int at = text.First("COORDINATES (BOHR)");
        if (at < 0 || Whole(text, "TOTAL NUMBER OF ATOMS") is not { } told) return null;
        var symbols = new List<string>();
        var xyz = new List<double>();
        for (int i = at + 2; OutputText.Fields(text[i]) is [_, var charge, var x, var y, var z]; i++)
        {
            if (OutputText.Real(charge) is not (>= 1 and <= 118 and var n) || n != Math.Floor(n)) return null;
            symbols.Add(Elements.Symbol((int)n));
            foreach (var field in (string[])[x, y, z]) xyz.Add((OutputText.Real(field) ?? double.NaN) * Units.BohrToAngstrom);
        }
        return symbols.Count == told && told > 0 && xyz.All(double.IsFinite) ? new Geometry([.. symbols], [.. xyz]) : null;
    }

    /// <summary>The whole number after "label   =" on its only line.</summary>
    public static int? Whole(OutputText text, string label)
    {
        int line = text.First(label);
        return text.After(label, line) is { } rest && rest.StartsWith('=') ? OutputText.Whole(rest[1..].Trim()) : null;
    }

    /// <summary>The orbital energies (Eh) above the first table of eigenvectors, in ascending order of their numbers; null where one cannot be read.</summary>
    public static List<double>? Orbitals(OutputText text)
    {
        int at = text.First("EIGENVECTORS"), end = text.First("...... END OF", at);
        if (at < 0 || end < 0) return null;
        var all = new List<double>();
        for (int i = at + 2; i < end; i++)
        {
            var numbers = OutputText.Fields(text[i]);
            if (numbers.Length == 0 || OutputText.Whole(numbers[0]) != all.Count + 1 || !numbers.Select((n, k) => OutputText.Whole(n) == all.Count + 1 + k).All(b => b)) continue;
            var energies = OutputText.Fields(text[i + 1]).Select(OutputText.Real).ToList();
            if (energies.Count != numbers.Length || energies.Any(e => e is null)) return null;
            all.AddRange(energies.Select(e => e!.Value));
        }
        return all.Count > 0 ? all : null;
    }

    /// <summary>The dipole (D) under "ELECTROSTATIC MOMENTS".</summary>
    public static double[]? Dipole(OutputText text)
    {
        int at = text.First("DX          DY          DZ         /D/  (DEBYE)");
        return at >= 0 && OutputText.Fields(text[at + 1]) is [var a, var b, var c, _] && OutputText.Real(a) is { } x && OutputText.Real(b) is { } y && OutputText.Real(c) is { } z ? [x, y, z] : null;
    }
}
