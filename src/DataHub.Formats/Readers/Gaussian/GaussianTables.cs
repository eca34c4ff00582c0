// The tables of a Gaussian output: structures, forces, orbitals, dipole, charges, vibrations, excited states.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>Reads the tables of one job.</summary>
static partial class GaussianTables
{
    [GeneratedRegex(@"^ Excited State\s+(\d+):\s+(\S+)\s+(-?\d+\.\d+) eV\s+\S+ nm\s+f=\s*(-?\d+\.\d+)")]
    private static partial Regex ExcitedState();

    [GeneratedRegex(@"^\s+Temperature\s+(\d+\.\d+) Kelvin\.\s+Pressure\s+(\d+\.\d+) Atm\.")]
    private static partial Regex Conditions();

    [GeneratedRegex(@"^\s+X=\s*(-?\d+\.\d+)\s+Y=\s*(-?\d+\.\d+)\s+Z=\s*(-?\d+\.\d+)\s+Tot=")]
    private static partial Regex XyzTotal();

    /// <summary>Where structures are printed: in the orientation of the input or in the standard one.</summary>
    public static IEnumerable<(int Line, bool Standard)> Orientations(OutputText text)
    {
        for (int i = 0; i < text.Count; i++)
            if (text[i].Contains("orientation:", StringComparison.Ordinal) && text[i].Trim() is "Input orientation:" or "Z-Matrix orientation:" or "Standard orientation:") yield return (i, text[i].Contains("Standard", StringComparison.Ordinal));
    }

    /// <summary>The structure under a heading, Å; null if it is damaged, or has ghost atoms, dummies or translation vectors.</summary>
    public static Geometry? Structure(OutputText text, int heading)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        int i = heading + 5;
        for (; OutputText.Fields(text[i]) is { Length: 5 or 6 } f; i++)
        {
            if (OutputText.Whole(f[0]) != symbols.Count + 1 || OutputText.Whole(f[1]) is not (>= 1 and <= 118 and var z) || OutputText.Real(f[^3]) is not { } x || OutputText.Real(f[^2]) is not { } y || OutputText.Real(f[^1]) is not { } w) return null;
            symbols.Add(Elements.Symbol(z));
            xyz.AddRange([x, y, w]);
        }
        return symbols.Count > 0 && text[i].Trim() is { Length: > 10 } t && t.All(c => c == '-') ? new Geometry(symbols, xyz) : null;
    }

    /// <summary>The energy gradient (minus the printed forces), Eh/a0, in the input orientation; the last one.</summary>
    public static double[]? Gradient(OutputText text, int atoms)
    {
        int at = text.Last("Forces (Hartrees/Bohr)");
        var g = new List<double>();
        for (int i = at + 3; at >= 0 && OutputText.Fields(text[i]) is { Length: 5 } f && OutputText.Whole(f[0]) == g.Count / 3 + 1; i++)
            foreach (var field in f[2..])
            {
                if (OutputText.Real(field) is not { } force) return null;
                g.Add(force == 0 ? 0 : -force);
            }
        return g.Count == 3 * atoms ? [.. g] : null;
    }

    /// <summary>Highest occupied and lowest unoccupied orbital, eV, alpha and beta alike, of the last population analysis.</summary>
    public static (double Homo, double Lumo)? Frontier(OutputText text)
    {
        int at = text.Last("Population analysis using the");
        if (at < 0) return null;
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        for (int i = at; i < text.Count; i++)
        {
            int dashes = text[i].IndexOf("eigenvalues -- ", StringComparison.Ordinal);
            bool occupied = text[i].Contains(" occ. eigenvalues", StringComparison.Ordinal);
            if (dashes < 0 || !occupied && !text[i].Contains(" virt. eigenvalues", StringComparison.Ordinal)) continue;
            // Columns of ten characters, aligned to the right; they may touch each other.
            string row = text[i][(dashes + 14)..].TrimEnd();
            for (int k = row.Length; k > 0; k -= 10)
                if (row[Math.Max(0, k - 10)..k].Trim() is { Length: 0 }) continue;
                else if (OutputText.Real(row[Math.Max(0, k - 10)..k].Trim()) is { } e) { if (occupied) homo = Math.Max(homo, e); else lumo = Math.Min(lumo, e); }
                // Deep levels of heavy atoms overflow their columns; a frontier orbital that cannot be read must not be replaced by its neighbour.
                else if (!occupied || k == row.Length) return null;
        }
        return double.IsFinite(homo) && double.IsFinite(lumo) ? (homo * Units.HartreeToEv, lumo * Units.HartreeToEv) : null;
    }

    /// <summary>The density of the last population analysis: "SCF", "MP2", "CI Rho(1)", ...; null without one.</summary>
    public static string? Density(OutputText text) =>
        text.After("Population analysis using the", text.Last("Population analysis using the")) is { } rest && rest.IndexOf(" density", StringComparison.OrdinalIgnoreCase) is > 0 and var end ? rest[..end].Trim() : null;

    /// <summary>Dipole moment of the last population analysis, D, in the frame of the last structure printed before it.</summary>
    public static (double[] Vector, int Line)? Dipole(OutputText text)
    {
        int at = text.Last("Dipole moment (");
        if (at < 0 || !text[at].Contains("Debye", StringComparison.Ordinal)) return null;
        return XyzTotal().Match(text[at + 1]) is { Success: true } m ? ([.. Enumerable.Range(1, 3).Select(k => OutputText.Real(m.Groups[k].Value)!.Value)], at) : null;
    }

    /// <summary>Mulliken charges by atom, e.</summary>
    public static double[]? Mulliken(OutputText text, Geometry geometry)
    {
        int at = -1;
        for (int i = text.Count - 1; i >= 0 && at < 0; i--)
            if (text[i].TrimEnd() is " Mulliken charges:" or " Mulliken atomic charges:" or " Mulliken charges and spin densities:") at = i;
        var q = new List<double>();
        for (int i = at + 2; at >= 0 && OutputText.Fields(text[i]) is { Length: 3 or 4 } f && OutputText.Whole(f[0]) == q.Count + 1; i++)
            if (q.Count < geometry.Count && f[1] == geometry.Symbols[q.Count] && OutputText.Real(f[2]) is { } v) q.Add(v); else return null;
        return q.Count == geometry.Count ? [.. q] : null;
    }

    /// <summary>Harmonic frequencies (cm⁻¹) and intensities (km/mol) of the first complete table.</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text)
    {
        var (f, ir) = (new List<double>(), new List<double>());
        for (int i = Math.Max(0, text.First("Harmonic frequencies (cm**-1)")); i < text.Count; i++)
        {
            if (text[i].StartsWith(" Frequencies -- ", StringComparison.Ordinal))
            {
                // The numbers of the modes stand two lines above: a table that begins again is another one.
                if (OutputText.Fields(text[i - 2]) is not { Length: > 0 } modes || OutputText.Whole(modes[0]) != f.Count + 1) break;
                f.AddRange(OutputText.Fields(text[i][16..]).Select(x => OutputText.Real(x) ?? double.NaN));
            }
            else if (text[i].StartsWith(" IR Inten    -- ", StringComparison.Ordinal)) ir.AddRange(OutputText.Fields(text[i][16..]).Select(x => OutputText.Real(x) ?? double.NaN));
        }
        return (f, ir);
    }

    /// <summary>Zero-point energy, and enthalpy and Gibbs energy if they were computed at 298.15 K and 1 atm, Eh.</summary>
    public static (double? ZeroPoint, double? Enthalpy, double? Gibbs) Thermochemistry(OutputText text)
    {
        int at = text.First("- Thermochemistry -");
        if (at < 0) return (null, null, null);
        bool standard = false;
        for (int i = at; i < at + 6; i++)
            if (Conditions().Match(text[i]) is { Success: true } m) standard = OutputText.Real(m.Groups[1].Value) is { } t && Math.Abs(t - 298.15) < 1e-6 && OutputText.Real(m.Groups[2].Value) is { } p && Math.Abs(p - 1) < 1e-6;
        double? After(string label) => text.RealAfter(label, false, at);
        return (After("Zero-point correction="), standard ? After("Sum of electronic and thermal Enthalpies=") : null, standard ? After("Sum of electronic and thermal Free Energies=") : null);
    }

    /// <summary>The states of the last list of excited states: label ("Singlet-B1", "2.035-A"), energy in eV, oscillator strength.</summary>
    public static List<(string Label, double Energy, double Strength)> States(OutputText text)
    {
        var states = new List<(string, double, double)>();
        int at = text.Last("Excitation energies and oscillator strengths");
        for (int i = at; at >= 0 && i < text.Count; i++)
            if (ExcitedState().Match(text[i]) is { Success: true } m)
            {
                // A list with gaps is damaged: its lowest state need not be the lowest.
                if (OutputText.Whole(m.Groups[1].Value) != states.Count + 1) return [];
                states.Add((m.Groups[2].Value, OutputText.Real(m.Groups[3].Value)!.Value, OutputText.Real(m.Groups[4].Value)!.Value));
            }
        return states;
    }

    /// <summary>"0 days  0 hours  2 minutes 16.2 seconds" in seconds, summed over the steps of a job; null if it is not printed.</summary>
    public static double? Seconds(OutputText text, string label)
    {
        double? sum = null;
        foreach (int i in text.All(label))
            if (OutputText.Fields(text.After(label, i)!.TrimEnd('.')) is [var d, "days", var h, "hours", var m, "minutes", var s, ..] && OutputText.Real(d) is { } a && OutputText.Real(h) is { } b && OutputText.Real(m) is { } c && OutputText.Real(s) is { } e)
                sum = (sum ?? 0) + 86400 * a + 3600 * b + 60 * c + e;
        return sum;
    }
}
