// The tables of a Psi4 output: orbitals, dipole, gradient, vibrations, excited states.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Reads the tables of one point.</summary>
static partial class Psi4Tables
{
    [GeneratedRegex(@"(-?\d+\.\d+)(i?)")]
    private static partial Regex FrequencyText();

    [GeneratedRegex(@"^EOM State\s+\d+\s+(\d+\.\d+)\s+\d+\.\d+")]
    private static partial Regex EomState();

    /// <summary>HOMO and LUMO in eV: the highest of all occupied and the lowest of all virtual orbitals, alpha and beta.</summary>
    public static (double Homo, double Lumo)? Frontier(OutputText text)
    {
        int at = text.Last("Orbital Energies");
        if (at < 0) return null;
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        bool? occupied = null;
        for (int i = at + 1; i < text.Count && !text[i].Contains("Final Occupation"); i++)
        {
            string line = text[i].Trim();
            if (line.EndsWith("Occupied:", StringComparison.Ordinal)) occupied = true;
            else if (line.EndsWith("Virtual:", StringComparison.Ordinal)) occupied = false;
            else if (occupied is { } o)
            {
                var f = OutputText.Fields(line);
                for (int k = 1; k < f.Length; k += 2)
                    if (OutputText.Real(f[k]) is { } e) { if (o) homo = Math.Max(homo, e); else lumo = Math.Min(lumo, e); }
            }
        }
        return double.IsFinite(homo) && double.IsFinite(lumo) ? (homo * Units.HartreeToEv, lumo * Units.HartreeToEv) : null;
    }

    /// <summary>Dipole of the SCF density, D.</summary>
    public static double[]? Dipole(OutputText text)
    {
        int at = text.Last("Properties computed using the SCF");
        if (text.First("Dipole X  ", Math.Max(0, at)) is >= 0 and var x)
            return Last(text[x]) is { } a && Last(text[x + 1]) is { } b && Last(text[x + 2]) is { } c ? [a * Units.AuDipoleToDebye, b * Units.AuDipoleToDebye, c * Units.AuDipoleToDebye] : null;
        int debye = text.First("Dipole Moment: [D]", Math.Max(0, at));
        if (debye < 0) debye = text.First("Dipole Moment: (Debye)", Math.Max(0, at));
        return debye >= 0 && OutputText.Fields(text[debye + 1]) is ["X:", var u, "Y:", var v, "Z:", var w, ..] && OutputText.Real(u) is { } d && OutputText.Real(v) is { } e && OutputText.Real(w) is { } f ? [d, e, f] : null;
    }

    static double? Last(string line) => OutputText.Fields(line) is { Length: > 0 } f ? OutputText.Real(f[^1]) : null;

    /// <summary>Energy gradient, Eh/a0, of <paramref name="atoms"/> atoms.</summary>
    public static double[]? Gradient(OutputText text, int atoms)
    {
        int at = Math.Max(text.Last("-Total Gradient:"), text.Last("-Total gradient:"));
        if (at < 0) return null;
        var g = new List<double>();
        for (int i = at + 3; OutputText.Fields(text[i]) is [var n, var x, var y, var z] && OutputText.Whole(n) == g.Count / 3 + 1 && OutputText.Real(x) is { } a && OutputText.Real(y) is { } b && OutputText.Real(z) is { } c; i++) g.AddRange([a, b, c]);
        return g.Count == 3 * atoms ? [.. g] : null;
    }

    /// <summary>Energy at the bottom of the well by the thermochemistry, to eight decimals.</summary>
    public static double? WellBottom(OutputText text) => text.RealAfter("Electronic energy at well bottom at 0 [K]");

    /// <summary>Frequencies (imaginary ones negative) and intensities.</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text)
    {
        var (f, ir) = (new List<double>(), new List<double>());
        int at = text.Last("Harmonic Vibrational Analysis");
        for (int i = at; at >= 0 && i < text.Count; i++)
        {
            if (text.After("Freq [cm^-1]", i) is { } row) foreach (Match m in FrequencyText().Matches(row)) f.Add((OutputText.Real(m.Groups[1].Value) ?? double.NaN) * (m.Groups[2].Length > 0 ? -1 : 1));
            else if (text.After("IR activ [km/mol]", i) is { } active || (active = text.After("IR activ [KM/mol]", i)) is not null) ir.AddRange(OutputText.Fields(active).Select(x => OutputText.Real(x) ?? double.NaN));
        }
        return (f, ir);
    }

    public static void Thermochemistry(OutputText text, Values v)
    {
        if (text.RealAfter("Correction ZPE") is not null && text.Last("Correction ZPE") is var z && OutputText.Fields(text[z]) is var f && Array.IndexOf(f, "[Eh]") is > 0 and var eh) v[Property.ZeroPoint] = OutputText.Real(f[eh - 1]);
        v[Property.Enthalpy] = Total("Total H, Enthalpy at  298.15 [K]");
        v[Property.Gibbs] = Total("Total G, Free enthalpy at  298.15 [K]") ?? Total("Total G,  Free enthalpy at  298.15 [K]");
        double? Total(string label) => text.After(label, text.Last(label)) is { } rest ? OutputText.FirstReal(rest) : null;
    }

    /// <summary>Excitation energies (eV) and, where printed, oscillator strengths of TDSCF or EOM-CCSD, by energy.</summary>
    public static (double[] Energies, double[]? Strengths) Excitations(OutputText text)
    {
        var states = new List<(double Energy, double? Strength)>();
        int at = text.Last("#   Sym: GS->ES (Trans)");
        for (int i = at + 2; at >= 0 && OutputText.Fields(text[i]) is { Length: >= 9 } f && OutputText.Whole(f[0]) is not null; i++)
        {
            int au = Array.FindIndex(f, 3, x => OutputText.Real(x) is not null);
            if (au < 0 || au + 3 >= f.Length || OutputText.Real(f[au + 1]) is not { } ev || OutputText.Real(f[au + 3]) is not { } s) return ([], null);
            states.Add((ev, s));
        }
        if (at < 0)
            foreach (int i in text.All("EOM State"))
                if (EomState().Match(text[i]) is { Success: true } m) states.Add((OutputText.Real(m.Groups[1].Value)!.Value, null));
        states = [.. states.OrderBy(s => s.Energy)];
        return ([.. states.Select(s => s.Energy)], states.Count > 0 && states.All(s => s.Strength is not null) ? [.. states.Select(s => s.Strength!.Value)] : null);
    }

    /// <summary>T1 diagnostic of the last coupled cluster iteration.</summary>
    public static double? T1(OutputText text)
    {
        if (text.RealAfter("T1 diagnostic:") is { } told) return told;
        int at = text.Last("T1Diag");
        double? t1 = null;
        for (int i = at + 2; at >= 0 && OutputText.Fields(text[i]) is { Length: >= 4 } f && OutputText.Whole(f[0]) is not null; i++) t1 = OutputText.Real(f[3]);
        return t1;
    }
}
