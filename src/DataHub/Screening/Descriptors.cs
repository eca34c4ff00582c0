// What a surrogate sees of a molecule: fingerprints of the toolkit, and counts read from formula and canonical SMILES.
using System.Collections.Concurrent;
using DataHub.Chemistry;
using DataHub.Compute.Surrogates;
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>Makes <see cref="Features"/>; keeps what it made, since training sets are read again and again. Thread-safe.</summary>
public sealed class Descriptors(Toolkit toolkit)
{
    static readonly string[] Counted = ["H", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Br", "I"];
    readonly ConcurrentDictionary<(string, int), Features?> _made = new();

    /// <summary>Features of a canonical SMILES with its formula, the value at the cheap level and further values there; null if the toolkit has no fingerprint of it.</summary>
    public Features? Of(string smiles, string formula, int charge, int multiplicity, double? lowLevel = null, double[]? beside = null) =>
        _made.GetOrAdd((smiles, multiplicity), _ => toolkit.Fingerprint(smiles) is { } circular && toolkit.AtomPairs(smiles) is { } pairs ? new Features([circular, pairs], Counts(smiles, formula), null, [.. CostForecast.Atoms(formula).Select(a => a.Symbol), $"charge {charge}", $"multiplicity {multiplicity}"]) : null) is { } f
            ? f with { LowLevel = lowLevel, Descriptors = beside is null ? f.Descriptors : [.. f.Descriptors, .. beside] } : null;

    /// <summary>
    /// Twenty-six counts: atoms by element, atoms, heavy atoms, half the unsaturation (rings and double bonds), aromatic atoms by symbol, double and triple bonds, ring closures, branches,
    /// charged atoms, stereo marks, and the share of hydrogen.
    /// </summary>
    public static double[] Counts(string smiles, string formula)
    {
        var atoms = CostForecast.Atoms(formula).ToArray();
        int Of(string e) => atoms.Where(a => a.Symbol == e).Sum(a => a.Count);
        int all = atoms.Sum(a => a.Count), hydrogen = Of("H"), four = Of("C") + Of("Si"), three = Of("N") + Of("P") + Of("B"), one = hydrogen + Of("F") + Of("Cl") + Of("Br") + Of("I");
        int C(params ReadOnlySpan<char> set) { int n = 0; foreach (char c in smiles) if (set.Contains(c)) n++; return n; }
        int rings = 0, marks = 0, charged = 0;
        bool bracket = false;
        foreach (char c in smiles)
        {
            if (c == '[') bracket = true;
            else if (c == ']') bracket = false;
            else if (!bracket && (char.IsAsciiDigit(c) || c == '%')) rings++;
            else if (bracket && c is '+' or '-') charged++;
            if (c is '@' or '/' or '\\') marks++;
        }
        return
        [
            .. Counted.Select(e => (double)Of(e)), all, all - hydrogen, (2 * four + 2 + three - one) / 2.0, C('c'), C('n'), C('o'), C('s'),
            C('='), C('#'), rings / 2.0, C('('), charged, marks, all == 0 ? 0 : (double)hydrogen / all,
        ];
    }
}
