// The tables of a Jaguar output: structures, forces, excited states, vibrations, thermochemistry.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Jaguar;

/// <summary>Reads the tables of one job. Structures after the first and the forces are in the frame of the symmetrised geometry, in which Jaguar computes.</summary>
static partial class Tables
{
    /// <summary>cm⁻¹ of one hartree (CODATA 2018).</summary>
    const double Wavenumbers = 219474.6313632;

    [GeneratedRegex(@"^\s*(?:Input|Symmetrized|new|final) geometry:\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^([A-Z][a-z]?)\d+$")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s*Excited State\s+(\d+):\s+(\d+\.\d+) eV\s")]
    private static partial Regex State();

    [GeneratedRegex(@"^\s*T =\s*298\.15 K\s*$")]
    private static partial Regex Room();

    /// <summary>The line of the last structure before a line, -1 if there is none.</summary>
    public static int Before(OutputText text, int line)
    {
        for (int i = Math.Min(line, text.Count) - 1; i >= 0; i--) if (Heading().IsMatch(text[i])) return i;
        return -1;
    }

    /// <summary>The structure at that line, Å; null if it is damaged, is in other units, or has atoms that are none.</summary>
    public static Geometry? Structure(OutputText text, int at)
    {
        if (at < 0 || text[at + 1].Trim() != "angstroms" || OutputText.Fields(text[at + 2]) is not ["atom", "x", "y", "z"]) return null;
        var symbols = new List<string>();
        var xyz = new List<double>();
        int i = at + 3;
        for (; text[i].Trim().Length > 0; i++)
        {
            if (OutputText.Fields(text[i]) is not [var label, var a, var b, var c] || Label().Match(label) is not { Success: true } m || OutputText.Symbol(m.Groups[1].Value) is not { } symbol
                || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            symbols.Add(symbol);
            xyz.AddRange([x, y, z]);
        }
        return symbols.Count == 0 || i >= text.Count ? null : new Geometry(symbols, xyz);
    }

    /// <summary>Repulsion (Eh) of bare nuclei.</summary>
    public static double Repulsion(Geometry g)
    {
        double sum = 0;
        for (int i = 0; i < g.Count; i++)
            for (int j = 0; j < i; j++) sum += Elements.Number(g.Symbols[i])!.Value * Elements.Number(g.Symbols[j])!.Value / (Math.Sqrt(g.SquaredDistance(i, j)) * Units.AngstromToBohr);
        return sum;
    }

    /// <summary>Gradient (Eh/a0) of the last table of total forces after a line; null if there is none or it is not whole.</summary>
    public static double[]? Gradient(OutputText text, int from, Geometry geometry)
    {
        int at = text.Last("forces (hartrees/bohr) : total");
        if (at < from) return null;
        int head = text.First(" atom  label", at, at + 5);
        if (head < 0) return null;
        var g = new List<double>();
        for (int k = 0; k < geometry.Count; k++)
        {
            if (OutputText.Fields(text[head + 2 + k]) is not [var n, var label, var a, var b, var c] || OutputText.Whole(n) != k + 1 || Label().Match(label).Groups[1].Value != geometry.Symbols[k]
                || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } z) return null;
            g.AddRange([-x, -y, -z]);
        }
        return text[head + 2 + geometry.Count].TrimStart().StartsWith("-----", StringComparison.Ordinal) && Orientation.IsFrameOf(geometry, g) ? [.. g] : null;
    }

    /// <summary>Excited states, which are singlets of a closed shell; none if a state is not whole or their number is not the one asked for.</summary>
    public static List<(double Energy, double? Strength, string? Spin)> Excitations(OutputText text)
    {
        var states = new List<(double, double?, string?)>();
        int at = text.Last("start of program cis");
        if (at < 0 || text.First("Excited State", 0, at) >= 0) return states;
        for (int i = text.First("Excited State", at); i >= 0;)
        {
            int next = text.First("Excited State", i + 1);
            if (State().Match(text[i]) is not { Success: true } m || OutputText.Whole(m.Groups[1].Value) != states.Count + 1 || OutputText.Real(m.Groups[2].Value) is not { } ev) return [];
            string? strength = text.After("f=", text.First("Oscillator strength, f=", i, next < 0 ? text.Count : next));
            states.Add((ev, strength is null ? null : OutputText.FirstReal(strength), "1"));
            i = next;
        }
        return text.RealAfter("Number of roots to find =", false, at) == states.Count ? states : [];
    }

    /// <summary>Frequencies (cm⁻¹, imaginary ones negative) and intensities (km/mol); none where the number of imaginary ones is not the one that is printed.</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text)
    {
        var (f, ir) = (new List<double>(), new List<double>());
        int at = text.Last("start of program freq"), end = at < 0 ? -1 : text.First("end of program freq", at);
        for (int i = at; at >= 0 && i < end; i++)
        {
            var fields = OutputText.Fields(text[i]);
            if (fields is ["frequencies", _, ..]) f.AddRange(fields[1..].Select(x => OutputText.Real(x) ?? double.NaN));
            else if (fields is ["intensities", _, ..]) ir.AddRange(fields[1..].Select(x => OutputText.Real(x) ?? double.NaN));
        }
        bool whole = f.All(double.IsFinite) && at >= 0 && text.First("Number of imaginary frequencies:", at) is >= 0 and var n && text.After(":", n) is { } told && OutputText.Whole(told) == f.Count(x => x < 0);
        return whole ? (f, ir.All(double.IsFinite) ? ir : []) : ([], []);
    }

    /// <summary>
    /// Zero-point energy, enthalpy and Gibbs energy at 298.15 K and 1 atm. The zero-point energy must be half the sum of the real frequencies to one part in a hundred, so that
    /// scaled ones are left out; enthalpy and Gibbs energy must lie where they can (energy + zero-point energy &lt; enthalpy, Gibbs energy &lt; enthalpy).
    /// </summary>
    public static void Thermochemistry(OutputText text, Values v, IReadOnlyList<double> frequencies)
    {
        int at = text.Last("start of program freq"), line = text.First("The zero point energy (ZPE):", at);
        double half = frequencies.Where(x => x > 0).Sum() / 2 / Wavenumbers;
        if (line < 0 || OutputText.Fields(text.After(":", line)!) is not [var number, "kcal/mol", ..] || OutputText.Real(number) / Units.HartreeToKcalPerMol is not { } zero || !(Math.Abs(zero - half) <= 0.01 * half)) return;
        v[Property.ZeroPoint] = zero;
        int pressure = text.First("Thermochemical properties at", at), room = line;
        while (room < text.Count && !Room().IsMatch(text[room])) room++;
        if (pressure < 0 || OutputText.Fields(text[pressure]) is not [.., "1.0000", "atm"]) return;
        double? Total(string label) => text.First(label, room, room + 25) is >= 0 and var i && OutputText.Fields(text[i][(text[i].LastIndexOf(':') + 1)..]) is [var e, "hartrees"] ? OutputText.Real(e) : null;
        if (Total("Total enthalpy, Htot") is not { } h || Total("Total Gibbs free energy, Gtot") is not { } g || !(h > v[Property.Energy] + zero && h < v[Property.Energy] + zero + 1 && g < h)) return;
        v[Property.Enthalpy] = h;
        v[Property.Gibbs] = g;
    }
}
