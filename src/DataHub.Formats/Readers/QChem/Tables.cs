// The tables of a Q-Chem output: structures, orbitals, dipole, gradient, vibrations, excited states.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.QChem;

/// <summary>Reads the tables of one job. Dipole and gradient are in the standard nuclear orientation, which is also the frame of the structure.</summary>
static partial class Tables
{
    const string Orientation = "Standard Nuclear Orientation (";

    [GeneratedRegex(@"-?\d+\.\d{3,4}")]
    private static partial Regex OrbitalEnergy();

    [GeneratedRegex(@"Excited state\s+(\d+)\s*: excitation energy \(eV\) =\s+(-?\d+\.\d+)")]
    private static partial Regex State();

    /// <summary>Lines at which a structure begins.</summary>
    public static List<int> Structures(OutputText text) => [.. text.All(Orientation)];

    /// <summary>The structure at that line, Å; null if it is damaged or has ghost atoms.</summary>
    public static Geometry? Structure(OutputText text, int at)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        int i = at + 3;
        for (; OutputText.Fields(text[i]) is [var n, var s, var a, var b, var c] && OutputText.Whole(n) == symbols.Count + 1; i++)
        {
            if (OutputText.Symbol(s) is not { } symbol || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            symbols.Add(symbol);
            xyz.AddRange([x, y, z]);
        }
        if (symbols.Count == 0 || !text[i].TrimStart().StartsWith("-----", StringComparison.Ordinal)) return null;
        return text[at].Contains("(Angstroms)") ? new Geometry(symbols, xyz) : text[at].Contains("(Bohr)") ? Geometry.FromBohr(symbols, xyz) : null;
    }

    /// <summary>HOMO and LUMO (Eh) of the last orbital tables after <paramref name="from"/>, the higher and the lower of both spins.</summary>
    public static (double? Homo, double? Lumo) Frontier(OutputText text, int from)
    {
        int at = text.Last("Orbital Energies (a.u.)");
        if (at < from) return (null, null);
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        int end = text.First("---------------------------", at + 2);
        end = end < 0 ? text.Count : end;
        bool? occupied = null;
        for (int i = at + 2; i < end; i++)
        {
            if (text[i].Contains("-- Occupied --")) occupied = true;
            else if (text[i].Contains("-- Virtual --")) occupied = false;
            else if (text[i].Contains("MOs")) occupied = null;
            else if (occupied is { } o)
            {
                if (text[i].Contains("***")) return (null, null);
                foreach (Match m in OrbitalEnergy().Matches(text[i]))
                    if (OutputText.Real(m.Value) is { } e) (homo, lumo) = o ? (Math.Max(homo, e), lumo) : (homo, Math.Min(lumo, e));
            }
        }
        return (double.IsFinite(homo) ? homo : null, double.IsFinite(lumo) ? lumo : null);
    }

    /// <summary>Dipole (D) of the last multipole table after <paramref name="from"/>.</summary>
    public static double[]? Dipole(OutputText text, int from)
    {
        int at = text.Last("Dipole Moment (Debye)");
        return at >= from && at >= 0 && OutputText.Fields(text[at + 1]) is ["X", var a, "Y", var b, "Z", var c] && OutputText.Real(a) is { } x && OutputText.Real(b) is { } y && OutputText.Real(c) is { } z
            && text.RealAfter("Tot", false, at + 2) is { } norm && Math.Abs(Math.Sqrt(x * x + y * y + z * z) - norm) < 1e-3 * Math.Max(1, norm) ? [x, y, z] : null;
    }

    /// <summary>Mulliken charges (e) of the last table after <paramref name="from"/>.</summary>
    public static List<double>? Charges(OutputText text, int from, int atoms)
    {
        int at = text.Last("Ground-State Mulliken Net Atomic Charges");
        if (at < from || at < 0) return null;
        var q = new List<double>();
        for (int i = at + 4; OutputText.Fields(text[i]) is { Length: >= 3 } f && OutputText.Whole(f[0]) == q.Count + 1; i++) q.Add(OutputText.Real(f[2]) ?? double.NaN);
        return q.Count == atoms ? q : null;
    }

    /// <summary>
    /// Gradient (Eh/a0) after <paramref name="from"/>: the last table that is a whole gradient. Contributions are printed one by one; a table is taken only if its largest
    /// component is the one that Q-Chem prints below, or if the method prints none.
    /// </summary>
    public static double[]? Gradient(OutputText text, int from, int atoms)
    {
        int scf = text.Last("Gradient of SCF Energy"), mp2 = text.Last("Full Analytical Gradient of"), pcm = text.Last("-- total gradient after adding PCM contribution --");
        if (mp2 > from) return Columns(text, mp2 + 1, atoms);
        int at = Math.Max(scf, pcm);
        if (at <= from || Columns(text, scf == at ? at + 1 : Header(text, at), atoms) is not { } g) return null;
        int said = text.First("Max gradient component =", at);
        return said >= 0 && text.RealAfter("Max gradient component =", false, at) is { } max && Math.Abs(g.Max(Math.Abs) - max) <= 6e-4 * Math.Max(max, 1e-3) + 1e-7 ? g : null;
    }

    static int Header(OutputText text, int at)
    {
        for (int i = at + 1; i < at + 6; i++) if (OutputText.Fields(text[i]) is ["1", ..]) return i;
        return at + 1;
    }

    /// <summary>A 3 x n matrix in blocks of columns.</summary>
    static double[]? Columns(OutputText text, int at, int atoms)
    {
        var g = Enumerable.Repeat(double.NaN, 3 * atoms).ToArray();
        int seen = 0;
        while (seen < atoms && OutputText.Fields(text[at]) is { Length: > 0 } head && head.All(h => OutputText.Whole(h) is not null) && OutputText.Whole(head[0]) == seen + 1)
        {
            for (int k = 0; k < 3; k++)
            {
                var f = OutputText.Fields(text[at + 1 + k]);
                if (f.Length != head.Length + 1 || OutputText.Whole(f[0]) != k + 1) return null;
                for (int c = 0; c < head.Length; c++) if (seen + c < atoms && OutputText.Real(f[c + 1]) is { } v) g[3 * (seen + c) + k] = v; else return null;
            }
            seen += head.Length;
            at += 4;
        }
        return seen == atoms && g.All(double.IsFinite) ? g : null;
    }

    /// <summary>Frequencies (cm⁻¹, imaginary ones negative) and intensities (km/mol).</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text)
    {
        var (f, ir) = (new List<double>(), new List<double>());
        int at = text.Last("VIBRATIONAL ANALYSIS"), end = at < 0 ? -1 : text.First("STANDARD THERMODYNAMIC QUANTITIES", at);
        for (int i = at; at >= 0 && i < (end < 0 ? text.Count : end); i++)
        {
            if (text[i].StartsWith(" Frequency:", StringComparison.Ordinal)) f.AddRange(OutputText.Fields(text[i])[1..].Select(x => OutputText.Real(x) ?? double.NaN));
            else if (text[i].StartsWith(" IR Intens:", StringComparison.Ordinal)) ir.AddRange(OutputText.Fields(text[i])[2..].Select(x => OutputText.Real(x) ?? double.NaN));
        }
        return (f, ir);
    }

    /// <summary>Zero-point energy, enthalpy and Gibbs energy; the last from the printed enthalpy and entropy, at 298.15 K and 1 atm only.</summary>
    public static void Thermochemistry(OutputText text, Values v, double energy)
    {
        int at = text.Last("STANDARD THERMODYNAMIC QUANTITIES AT");
        if (at < 0) return;
        if (text.After("Zero point vibrational energy:", text.First("Zero point vibrational energy:", at)) is { } zero && OutputText.FirstReal(zero) is { } zpe) v[Property.ZeroPoint] = zpe / Units.HartreeToKcalPerMol;
        if (OutputText.Fields(text[at]) is not [.., "298.15", "K", "AND", "1.00", "ATM"]) return;
        double? h = null, s = null;
        for (int i = at; i < text.Count; i++)
            if (text[i].TrimStart() is var line && line.StartsWith("Total Enthalpy:", StringComparison.Ordinal)) h ??= OutputText.FirstReal(line[15..]);
            else if (line.StartsWith("Total Entropy:", StringComparison.Ordinal)) s ??= OutputText.FirstReal(line[14..]);
        if (h is not { } enthalpy) return;
        v[Property.Enthalpy] = energy + enthalpy / Units.HartreeToKcalPerMol;
        if (s is { } entropy) v[Property.Gibbs] = energy + (enthalpy - 298.15 * entropy / 1000) / Units.HartreeToKcalPerMol;
    }

    /// <summary>Excited states of the last table of CIS, TDA or TDDFT; none if a state is not whole.</summary>
    public static List<(double Energy, double? Strength, string? Spin)> Excitations(OutputText text)
    {
        int at = Math.Max(text.Last("TDDFT Excitation Energies"), Math.Max(text.Last("TDDFT/TDA Excitation Energies"), text.Last("CIS Excitation Energies")));
        var states = new List<(double, double?, string?)>();
        if (at < 0) return states;
        for (int i = at; i < text.Count; i++)
        {
            if (State().Match(text[i]) is not { Success: true } m) continue;
            if (OutputText.Whole(m.Groups[1].Value) != states.Count + 1 || OutputText.Real(m.Groups[2].Value) is not { } ev) return [];
            string? spin = text.After("Multiplicity:", text.First("Multiplicity:", i, i + 4)) switch { "Singlet" => "1", "Triplet" => "3", _ => null };
            double? strength = text.After("Strength", text.First("Strength", i, i + 6)) is { } rest ? OutputText.FirstReal(rest) : null;
            states.Add((ev, strength, spin));
        }
        return states;
    }

    /// <summary>Isotropic static polarizability (a0³): the converged one of the response module, or a third of the trace of the matrix of a frequency job.</summary>
    public static double? Polarizability(OutputText text)
    {
        if (text.First("--> static polarizability") is >= 0 and var asked && text.Last("ISOTROPIC:") is var iso && iso > asked) return OutputText.FirstReal(text.After("ISOTROPIC:", iso)!);
        int at = text.Last("Polarizability Matrix (a.u.)");
        double sum = 0;
        for (int k = 0; k < 3; k++)
            if (at >= 0 && OutputText.Fields(text[at + 2 + k].Replace("-", " -")) is { Length: 4 } f && OutputText.Whole(f[0]) == k + 1 && OutputText.Real(f[k + 1]) is { } a) sum += a; else return null;
        return Math.Abs(sum) / 3;
    }
}
