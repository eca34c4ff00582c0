// The tables of a Molpro output: structures, dipole, orbitals, gradient, vibrations, polarizability.
using DataHub.Model;

namespace DataHub.Formats.Readers.Molpro;

/// <summary>Reads the tables. Dipole and gradient are in the frame of the atomic coordinates.</summary>
static class Tables
{
    /// <summary>The last structure printed before a line; null if there is none, it is damaged, or has atoms without a charge that are no dummies.</summary>
    public static Geometry? Structure(OutputText text, int before)
    {
        int table = text.Last("ATOMIC COORDINATES", before), current = text.Last("Current geometry (xyz format, in Angstrom)", before);
        return current > table ? Xyz(text, current) : table < 0 ? null : Coordinates(text, table);
    }

    static Geometry? Coordinates(OutputText text, int at)
    {
        var symbols = new List<string>();
        var bohr = new List<double>();
        int n = 0;
        for (int i = at + 4; OutputText.Fields(text[i]) is { Length: >= 6 } f && OutputText.Whole(f[0]) == n + 1; i++, n++)
        {
            if (OutputText.Real(f[2]) is not { } charge || OutputText.Real(f[3]) is not { } x || OutputText.Real(f[4]) is not { } y || OutputText.Real(f[5]) is not { } z) return null;
            if (charge == 0 && f[1].StartsWith('Q')) continue;
            if (charge <= 0 || Atom(f[1]) is not { } symbol) return null;
            symbols.Add(symbol);
            bohr.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : Geometry.FromBohr(symbols, bohr);
    }

    static Geometry? Xyz(OutputText text, int at)
    {
        if (OutputText.Whole(text[at + 2].Trim()) is not > 0) return null;
        int count = OutputText.Whole(text[at + 2].Trim())!.Value;
        var symbols = new List<string>();
        var xyz = new List<double>();
        for (int i = at + 4; symbols.Count < count; i++)
        {
            if (OutputText.Fields(text[i]) is not [var s, var a, var b, var c] || Atom(s) is not { } symbol || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            symbols.Add(symbol);
            xyz.AddRange([x, y, z]);
        }
        return new Geometry(symbols, xyz);
    }

    /// <summary>The element of an atom's name ("H1", "CL").</summary>
    static string? Atom(string name) => OutputText.Symbol(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));

    /// <summary>Dipole (D) that is printed with the method's name.</summary>
    public static double[]? Dipole(OutputText text, string method)
    {
        for (int i = text.Count - 1; i >= 0; i--)
            if (text[i].Contains($"!{method} STATE", StringComparison.Ordinal) && text[i].Contains("dipole moment", StringComparison.OrdinalIgnoreCase))
                return OutputText.Fields(text[i]) is [.., var a, var b, var c] && OutputText.Real(a) is { } x && OutputText.Real(b) is { } y && OutputText.Real(c) is { } z ? [x * Units.AuDipoleToDebye, y * Units.AuDipoleToDebye, z * Units.AuDipoleToDebye] : null;
        return null;
    }

    /// <summary>HOMO and LUMO in hartree where the SCF prints them.</summary>
    public static (double? Homo, double? Lumo) Frontier(OutputText text)
    {
        double? Of(string label) => text.Last(label) is >= 0 and var at && OutputText.Fields(text[at]) is [_, _, var e, "=", ..] ? OutputText.Real(e) : null;
        return (Of(" HOMO  "), Of(" LUMO  "));
    }

    /// <summary>Gradient (Eh/a0) of the first state.</summary>
    public static double[]? Gradient(OutputText text, int atoms)
    {
        int at = text.Last("GRADIENT FOR STATE 1.1");
        var g = new List<double>();
        for (int i = at + 4; at >= 0 && OutputText.Fields(text[i]) is [var n, var a, var b, var c] && OutputText.Whole(n) == g.Count / 3 + 1; i++)
            foreach (var field in (string[])[a, b, c]) g.Add(OutputText.Real(field) ?? double.NaN);
        return g.Count == 3 * atoms && g.All(double.IsFinite) ? [.. g] : null;
    }

    /// <summary>Frequencies (cm⁻¹) with intensities (km/mol): those of the normal modes, and the imaginary ones as negative; low and zero ones left out.</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text)
    {
        var all = new List<(double F, double Ir)>();
        int sign = 1;
        bool taken = true;
        for (int i = 0; i < text.Count; i++)
        {
            if (text[i].Contains("Normal Modes")) (taken, sign) = (!text[i].Contains("low/zero"), text[i].Contains("imaginary") ? -1 : 1);
            if (!taken || text.After("Wavenumbers [cm-1]", i) is not { } row) continue;
            var ir = OutputText.Fields(text.After("Intensities [km/mol]", i + 1) ?? "");
            all.AddRange(OutputText.Fields(row).Select((x, k) => (sign * (OutputText.Real(x) ?? double.NaN), k < ir.Length ? OutputText.Real(ir[k]) ?? double.NaN : double.NaN)));
        }
        all = [.. all.OrderBy(v => v.F)];
        return ([.. all.Select(v => v.F)], all.All(v => double.IsFinite(v.Ir)) ? [.. all.Select(v => v.Ir)] : []);
    }

    /// <summary>Isotropic static polarizability (a0³) of the SCF.</summary>
    public static double? Polarizability(OutputText text)
    {
        int at = text.Last("SCF dipole polarizabilities");
        return at >= 0 && text.First("Average", at, at + 12) is >= 0 and var i ? OutputText.FirstReal(text.After("Average", i)!) : null;
    }
}
