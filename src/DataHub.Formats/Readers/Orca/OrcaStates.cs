// The excited states of an ORCA job.
using System.Globalization;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

static partial class OrcaStates
{
    [GeneratedRegex(@"^STATE\s+(\d+):\s+E=\s*(-?\d+\.\d+) au\s+(-?\d+\.\d+) eV\s+(-?\d+\.\d+) cm\*\*-1")]
    private static partial Regex State();

    [GeneratedRegex(@"^IROOT=\s*(\d+):\s+(-?\d+\.\d+) au\s+(-?\d+\.\d+) eV\s+(-?\d+\.\d+) cm\*\*-1")]
    private static partial Regex Root();

    /// <summary>Excitation energies (eV, from the hartrees that are printed with more digits) and, where they can be assigned, oscillator strengths. Triplets from a closed shell are a list of their own.</summary>
    public static void Fill(Values v, OrcaJob job, Level asked)
    {
        var text = job.Text;
        // Within a window of orbitals the first state is not the lowest of the molecule.
        if (Regex.IsMatch(job.Input, @"\b(orbwin|xasloc|xaselems|dowindow|cvsep)\b", RegexOptions.IgnoreCase)) return;
        var (singlets, triplets) = asked.Method switch
        {
            "EOM-CCSD" or "bt-PNO-EOM-CCSD" => (Roots(text, "EOM-CCSD RESULTS"), []),
            "STEOM-CCSD" or "DLPNO-STEOM-CCSD" or "bt-PNO-STEOM-CCSD" => (Roots(text, "STEOM-CCSD RESULTS"), []),
            "ADC(2)" => (Roots(text, "ADC(2) RESULTS"), []),
            _ => Response(text, asked.Reference),
        };
        // Where triplets were asked for as well, one list of roots does not tell which is which.
        if (asked.Method.Contains("EOM", StringComparison.Ordinal) || asked.Method == "ADC(2)")
            if (Regex.IsMatch(job.Input, @"\bdotriplet\s+true", RegexOptions.IgnoreCase) || Regex.IsMatch(job.Input, @"\b(doip|doea|docore\w*)\s+true", RegexOptions.IgnoreCase)) return;
        singlets.Sort((a, b) => a.Hartree.CompareTo(b.Hartree));
        v.Set(Property.Excitations, [.. singlets.Select(s => s.Hartree * Units.HartreeToEv)]);
        if (Strengths(text, singlets) is { } f) v.Set(Property.Strengths, f);
        v.Set(Property.Triplets, [.. triplets.Select(t => t.Hartree * Units.HartreeToEv).Order()]);
    }

    static (List<(double Hartree, double Wavenumber)> Singlets, List<(double Hartree, double Wavenumber)> Triplets) Response(OutputText text, string? reference)
    {
        var singlets = new List<(double, double)>();
        var triplets = new List<(double, double)>();
        int at = text.Last("EXCITED STATES (SINGLETS)") is >= 0 and var s ? s : text.Last("EXCITED STATES");
        int expected = 1;
        bool three = false;
        for (int i = at; at >= 0 && i < text.Count; i++)
        {
            if (i > at && text[i].Contains("EXCITED STATES (TRIPLETS)", StringComparison.Ordinal)) (three, expected) = (true, text.First("STATE  1:", i) is >= 0 and var first && first < i + 8 ? 1 : expected);
            else if (i > at && text[i].Contains("EXCITATION SPECTRA", StringComparison.Ordinal)) break;
            if (State().Match(text[i]) is not { Success: true } m)
            {
                // A state that cannot be read must not vanish from the list.
                if (text[i].StartsWith("STATE ", StringComparison.Ordinal)) return ([], []);
                continue;
            }
            if (OutputText.Whole(m.Groups[1].Value) != expected++) return ([], []);
            (three ? triplets : singlets).Add((OutputText.Real(m.Groups[2].Value)!.Value, OutputText.Real(m.Groups[4].Value)!.Value));
        }
        // A job of triplets alone is headed by them.
        return at >= 0 && text[at].Contains("TRIPLETS", StringComparison.Ordinal) && reference == "R" ? ([], [.. singlets]) : (singlets, triplets);
    }

    static List<(double Hartree, double Wavenumber)> Roots(OutputText text, string heading)
    {
        var roots = new List<(double, double)>();
        int at = -1;
        foreach (int i in text.All(heading)) if (text[i].TrimStart().StartsWith(heading, StringComparison.Ordinal)) at = i;
        for (int i = at; at >= 0 && i < text.Count; i++)
        {
            if (text[i].Contains("EXCITED STATE DIPOLE MOMENTS", StringComparison.Ordinal)) break;
            if (Root().Match(text[i]) is not { Success: true } m)
            {
                if (text[i].StartsWith("IROOT=", StringComparison.Ordinal)) return [];
                continue;
            }
            int n = OutputText.Whole(m.Groups[1].Value)!.Value;
            // The list is printed once more in another representation.
            if (n == 1 && roots.Count > 0) break;
            if (n != roots.Count + 1) return [];
            roots.Add((OutputText.Real(m.Groups[2].Value)!.Value, OutputText.Real(m.Groups[4].Value)!.Value));
        }
        return roots;
    }

    /// <summary>Strengths from the last table of transition electric dipole moments, each assigned by its wave number; null unless all states have exactly one.</summary>
    static double[]? Strengths(OutputText text, List<(double Hartree, double Wavenumber)> states)
    {
        int at = text.Last("ABSORPTION SPECTRUM VIA TRANSITION ELECTRIC DIPOLE MOMENTS");
        if (at < 0 || states.Count == 0) return null;
        var rows = new List<(double Wavenumber, double F)>();
        for (int i = at + 5; text[i].Trim().Length > 0 && i < text.Count; i++)
        {
            if (text[i].Contains("spin forbidden", StringComparison.Ordinal)) continue;
            var f = OutputText.Fields(text[i]);
            // "1  60990.7  164.0  0.0537 ..." or "0-1A  ->  1-1A  5.35  43168.0  231.7  0.0050 ..."
            int k = f.Length > 2 && f[1] == "->" ? 4 : 1;
            if (f.Length > k + 2 && OutputText.Real(f[k]) is { } cm && OutputText.Real(f[k + 2]) is { } strength) rows.Add((cm, strength));
        }
        if (rows.Count < states.Count) return null;
        var found = new double[states.Count];
        for (int s = 0; s < states.Count; s++)
        {
            int best = Enumerable.Range(0, rows.Count).MinBy(r => Math.Abs(rows[r].Wavenumber - states[s].Wavenumber));
            if (Math.Abs(rows[best].Wavenumber - states[s].Wavenumber) > 0.6) return null;
            found[s] = rows[best].F;
            rows.RemoveAt(best);
            if (rows.Count == 0 && s < states.Count - 1) return null;
        }
        return found;
    }
}
