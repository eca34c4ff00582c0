// The tables of Turbomole's programs: structure, orbitals, dipole, gradient, vibrations, excited states.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Turbomole;

/// <summary>Reads the tables of one run. Everything is in the frame of the coordinates.</summary>
static partial class Tables
{
    [GeneratedRegex(@"(i?)(\d+\.\d+)")]
    private static partial Regex Frequency();

    /// <summary>The structure under that heading, given in bohr; null if it is damaged or has atoms without a charge.</summary>
    public static Geometry? Structure(OutputText text, int at)
    {
        var symbols = new List<string>();
        var bohr = new List<double>();
        int charge = Array.IndexOf(OutputText.Fields(text[at]), "charge") + 1;
        for (int i = at + 1; charge > 0 && OutputText.Fields(text[i]) is { Length: >= 5 } f; i++)
        {
            if (f.Length <= charge || OutputText.Symbol(f[3]) is not { } symbol || OutputText.Real(f[charge]) is not > 0 || OutputText.Real(f[0]) is not { } x || OutputText.Real(f[1]) is not { } y || OutputText.Real(f[2]) is not { } z) return null;
            symbols.Add(symbol);
            bohr.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : Geometry.FromBohr(symbols, bohr);
    }

    /// <summary>The structure that a step of an optimiser started from, given in bohr.</summary>
    public static Geometry? Actual(OutputText text)
    {
        var symbols = new List<string>();
        var bohr = new List<double>();
        int at = text.First("ATOM                      CARTESIAN COORDINATES");
        for (int i = at + 1; at >= 0 && OutputText.Fields(text[i]) is [var n, var s, var a, var b, var c] && OutputText.Whole(n) == symbols.Count + 1; i++)
        {
            if (OutputText.Symbol(s) is not { } symbol || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            symbols.Add(symbol);
            bohr.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : Geometry.FromBohr(symbols, bohr);
    }

    /// <summary>HOMO and LUMO (Eh) of the orbital tables of an SCF, the higher and the lower of both spins.</summary>
    public static (double? Homo, double? Lumo) Frontier(OutputText text)
    {
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        foreach (int i in text.All(" eigenvalues H"))
        {
            var e = OutputText.Fields(text.After("eigenvalues H", i)!).Select(OutputText.Real).ToList();
            if (e.Count == 0 || e.Any(x => x is null)) return (null, null);
            var occupation = OutputText.Fields(text.After("occupation", i + 2) ?? "").Select(OutputText.Real).ToList();
            if (occupation.Any(o => o is null)) return (null, null);
            int occupied = occupation.Count(o => o > 1e-6);
            for (int k = 0; k < e.Count; k++) (homo, lumo) = k < occupied ? (Math.Max(homo, e[k]!.Value), lumo) : (homo, Math.Min(lumo, e[k]!.Value));
        }
        return homo < lumo && double.IsFinite(homo) && double.IsFinite(lumo) ? (homo, lumo) : (null, null);
    }

    /// <summary>Dipole (D) of the moments of an SCF.</summary>
    public static double[]? Dipole(OutputText text) => text.Last("   dipole moment  ") is >= 0 and var at ? Vector(text, at + 2) : null;

    /// <summary>Orbital-relaxed dipole (D) of the ground state of a correlated run.</summary>
    public static double[]? Relaxed(OutputText text)
    {
        int ground = text.First("GROUND STATE FIRST-ORDER PROPERTIES"), at = ground < 0 ? -1 : text.First("Analysis of relaxed properties", ground), x = at < 0 ? -1 : text.First("dipole moment:", at, at + 8);
        return x < 0 ? null : Vector(text, x + 3);
    }

    static double[]? Vector(OutputText text, int at)
    {
        var d = new double[3];
        for (int k = 0; k < 3; k++)
            if (OutputText.Fields(text[at + k]) is { Length: 2 or 4 } f && f[0] == "xyz"[k].ToString() && OutputText.Real(f[^1]) is { } v) d[k] = v * Units.AuDipoleToDebye; else return null;
        return d;
    }

    /// <summary>Gradient (Eh/a0) of the ground state: the last table of a run that is not called one of an excited state.</summary>
    public static double[]? Gradient(OutputText text, int atoms)
    {
        int at = -1;
        foreach (int i in text.All("cartesian gradient of the energy (hartree/bohr)")) if (text.First("excited state", i - 8, i) < 0) at = i;
        if (at < 0) return null;
        var g = Enumerable.Repeat(double.NaN, 3 * atoms).ToArray();
        int seen = 0;
        for (int i = text.First("ATOM", at, at + 5); i >= 0 && text[i].TrimStart().StartsWith("ATOM", StringComparison.Ordinal); i += 5)
        {
            int columns = (OutputText.Fields(text[i]).Length - 1) / 2;
            for (int k = 0; k < 3; k++)
            {
                if (OutputText.Fields(text[i + 1 + k]) is not { } f || f.Length != columns + 1 || f[0] != "dE/d" + "xyz"[k] || seen + columns > atoms) return null;
                for (int c = 0; c < columns; c++) g[3 * (seen + c) + k] = OutputText.Real(f[c + 1]) ?? double.NaN;
            }
            seen += columns;
        }
        double? norm = text.First("gradient norm", at) is >= 0 and var n ? OutputText.FirstReal(text.After(":", n) ?? "") : null;
        return seen == atoms && g.All(double.IsFinite) && (norm is not { } told || Math.Abs(Math.Sqrt(g.Sum(x => x * x)) - told) <= 1e-4 * told + 1e-7) ? g : null;
    }

    /// <summary>Frequencies (cm⁻¹, imaginary ones negative) and intensities (km/mol), translations and rotations (printed as zeros) left out.</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text)
    {
        var all = new List<(double F, double Ir)>();
        foreach (int i in text.All("     frequency  "))
        {
            var f = Frequency().Matches(text.After("frequency", i)!).Select(m => (OutputText.Real(m.Groups[2].Value) ?? double.NaN) * (m.Groups[1].Length > 0 ? -1 : 1)).ToList();
            int row = text.First("intensity (km/mol)", i, i + 9);
            var ir = row < 0 ? [] : OutputText.Fields(text.After("intensity (km/mol)", row)!).Select(x => OutputText.Real(x) ?? double.NaN).ToList();
            all.AddRange(f.Select((x, k) => (x, k < ir.Count ? ir[k] : double.NaN)));
        }
        all.RemoveAll(v => v.F == 0);
        return ([.. all.Select(v => v.F)], all.All(v => double.IsFinite(v.Ir)) ? [.. all.Select(v => v.Ir)] : []);
    }

    /// <summary>States of escf, with the oscillator strength in the length representation.</summary>
    public static List<(double Energy, double? Strength, string? Spin)> Responses(OutputText text)
    {
        var states = new List<(double, double?, string?)>();
        foreach (int i in text.All("Excitation energy / eV:"))
        {
            if (text.RealAfter("Excitation energy / eV:", false, i) is not { } ev) return [];
            int head = text.Last(" excitation", i - 2), next = text.First("Excitation energy / eV:", i + 1);
            int length = text.First("length representation:", i, Math.Min(next < 0 ? text.Count : next, i + 16));
            states.Add((ev, length < 0 ? null : OutputText.FirstReal(text.After("length representation:", length)!), text[head].Contains("singlet") ? "1" : text[head].Contains("triplet") ? "3" : null));
        }
        return states;
    }

    /// <summary>States of ricc2: the table of the final energies, with the strengths in the length gauge if each state has one.</summary>
    public static List<(double Energy, double? Strength, string? Spin)> States(OutputText text)
    {
        int at = -1;
        foreach (int i in text.All(" excitation energies ")) if (text[i].Contains("| sym | multi | state |") && text[i].Contains("%t1")) at = i;
        var states = new List<(double, double?, string?)>();
        if (at < 0) return states;
        for (int i = at + 1; !text[i].TrimStart().StartsWith("+====", StringComparison.Ordinal) || i < at + 4; i++)
        {
            var f = text[i].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (i > text.Count) return [];
            if (f.Length >= 6 && OutputText.Whole(f[2]) is not null) states.Add((OutputText.Real(f[4]) ?? double.NaN, null, f[1]));
        }
        var strengths = text.All("oscillator strength (length gauge)").Select(i => OutputText.FirstReal(text.After(":", i) ?? "")).ToList();
        return strengths.Count == states.Count && strengths.All(s => s is not null) ? [.. states.Select((s, k) => (s.Item1, (double?)Math.Max(0, strengths[k]!.Value), s.Item3))] : states;
    }
}
