// The energies that a Gaussian job prints, by method.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

/// <summary>All energies of one job, Eh: of the SCF in the order of printing, and the last of each correlated method.</summary>
sealed partial class GaussianEnergies
{
    [GeneratedRegex(@"^ SCF Done:\s+E\(([^=]+)\)\s*=\s*(-?\d+\.\d+)\s+A\.U\.")]
    private static partial Regex ScfDone();

    [GeneratedRegex(@"((?<![A-Z])(?:EUMP2|EUMP3|EMP3|MP5)|UMP4\(DQ\)|UMP4\(SDQ\)|UMP4\(SDTQ\)|CCSD\(T\)|QCISD\(T\)|BD\(T\)|E\(B2PLYPD?3?\)|E\(mPW2PLYPD?\)|E\([A-Za-z0-9]*2PLYP[A-Za-z0-9]*\)|E\([A-Z]*DSDPBEP86\)|E\(PBE0DH\)|E\(PBEQIDH\))\s*=\s*(-?\d+\.\d+D[+-]\d+)")]
    private static partial Regex Correlated();

    [GeneratedRegex(@"(?<!D)E\((?:CORR|Corr)\)=\s*(-?\d+\.\d+(?:D[+-]\d+)?)")]
    private static partial Regex Coupled();

    public GaussianEnergies(OutputText text)
    {
        for (int i = 0; i < text.Count; i++)
        {
            string line = text[i];
            if (ScfDone().Match(line) is { Success: true } scf) Scf.Add((scf.Groups[1].Value.Trim(), OutputText.Real(scf.Groups[2].Value)!.Value, Failed(text, i)));
            else if (Correlated().Match(line) is { Success: true } c) Put(c.Groups[1].Value switch { "EUMP2" => "MP2", "EUMP3" or "EMP3" => "MP3", ['U', .. var mp] => mp, ['E', '(', .. var dh] => dh.TrimEnd(')'), var other => other }, OutputText.Real(c.Groups[2].Value)!.Value);
            else if (Coupled().Match(line) is { Success: true } w) Put("iterated", OutputText.Real(w.Groups[1].Value)!.Value);
            else if (line.StartsWith(" T1 Diagnostic  =", StringComparison.Ordinal)) T1 = OutputText.FirstReal(line[17..]);
        }
    }

    static bool Failed(OutputText text, int at) => text.Last("Convergence criterion not met", at) is >= 0 and var f && f > at - 4;

    void Put(string name, double energy) => Correlation[name] = energy;

    /// <summary>SCF energies: the label (RB3LYP), the energy, and whether Gaussian says that it did not converge.</summary>
    public List<(string Label, double Energy, bool Failed)> Scf { get; } = [];

    /// <summary>Energies beyond the SCF by their printed names; "iterated" is that of the last coupled cluster, QCISD or BD iteration (a job whose iterations do not converge fails).</summary>
    public Dictionary<string, double> Correlation { get; } = [];

    public double? T1 { get; private set; }

    /// <summary>
    /// The energy of a method in canonical spelling, null if it is not printed. For single-reference methods above the SCF this is the last one, and
    /// <paramref name="scf"/> is what a Hartree-Fock or density functional calculation has.
    /// </summary>
    public double? Of(string method, double? scf)
    {
        string m = method.ToUpperInvariant();
        double? C(string key) => Correlation.TryGetValue(key, out double e) ? e : null;
        return m switch
        {
            "MP2" => C("MP2"), "MP3" => C("MP3"), "MP4(DQ)" => C("MP4(DQ)"), "MP4(SDQ)" => C("MP4(SDQ)"), "MP4" or "MP4(SDTQ)" => C("MP4(SDTQ)"), "MP5" => C("MP5"),
            "CCD" or "CCSD" or "QCISD" or "BD" => C("iterated"), "CCSD(T)" or "QCISD(T)" or "BD(T)" => C(m),
            _ when Correlation.FirstOrDefault(p => p.Key.Contains("2PLYP", StringComparison.Ordinal) || p.Key.StartsWith("PBE0DH", StringComparison.Ordinal) || p.Key.StartsWith("PBEQIDH", StringComparison.Ordinal) || p.Key.Contains("DSD", StringComparison.Ordinal)) is { Key: not null } dh => dh.Value,
            _ => scf,
        };
    }

    /// <summary>The key in the archive entry under which the energy of a method stands.</summary>
    public static string ArchiveKey(string method) => method.ToUpperInvariant() switch { "MP4" or "MP4(SDTQ)" => "MP4SDTQ", "MP4(SDQ)" => "MP4SDQ", "MP4(DQ)" => "MP4DQ", "MP2" or "MP3" or "MP5" or "CCD" or "CCSD" or "CCSD(T)" or "QCISD" or "QCISD(T)" => method.ToUpperInvariant(), "BD" => "BD", "BD(T)" => "BD(T)", _ => "HF" };
}
