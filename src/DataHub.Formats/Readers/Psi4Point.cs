// One SCF solution in a Psi4 output, with what was computed on top of it: the part of the text up to the next one.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>One point of a Psi4 output. Energies in hartree.</summary>
sealed partial class Psi4Point
{
    [GeneratedRegex(@"@\S+ Final Energy:\s+(-?\d+\.\d+)")]
    private static partial Regex FinalScf();

    [GeneratedRegex(@"^\s*(?:\*\s+(\S+(?: \(\S+\))?) total energy\s*[:=]?|(\S+) Total Energy \(a\.u\.\)\s*:|(\S+) Root 0 energy =)\s+(-?\d+\.\d+)\s*$")]
    private static partial Regex NamedTotal();

    [GeneratedRegex(@"\(in (Angstrom|Bohr)\), charge = (-?\d+), multiplicity = (\d+)")]
    private static partial Regex GeometryHead();

    readonly OutputText _text;

    public Psi4Point(OutputText part)
    {
        _text = part;
        for (int i = 0; i < part.Count; i++)
        {
            if (FinalScf().Match(part[i]) is { Success: true } f) Scf = OutputText.Real(f.Groups[1].Value);
            else if (NamedTotal().Match(part[i]) is { Success: true } m)
            {
                string name = (m.Groups[1].Value + m.Groups[2].Value + m.Groups[3].Value).ToUpperInvariant();
                if (name.StartsWith("DF-", StringComparison.Ordinal)) name = name[3..];
                Totals.Add((name, OutputText.Real(m.Groups[4].Value)!.Value));
            }
            else if (part[i].Contains("DF-MP2 Energies <") && part.First(" Total Energy ", i, i + 12) is >= 0 and var total && OutputText.FirstReal(part.After("=", total) ?? "") is { } mp2) Totals.Add(("MP2", mp2));
            else if (part[i].Trim() is "MP2 energy saved" or "MP3 energy saved" or "MP4 energy saved" && part.RealAfter("EMPn =", false, i) is { } mpn) Totals.Add((part[i].Trim()[..3] is "MP4" ? "MP4(SDTQ)" : part[i].Trim()[..3], mpn));
            else if (part[i].Contains("@Final double-hybrid DFT total energy")) DoubleHybrid = OutputText.FirstReal(part.After("=", i) ?? "");
        }
        if (Scf is null && Totals.Any(t => t.Name == "SCF")) Scf = Totals.Last(t => t.Name == "SCF").Energy;
        int head = part.First("(in Angstrom), charge =") is >= 0 and var a ? a : part.First("(in Bohr), charge =");
        if (head >= 0 && GeometryHead().Match(part[head]) is { Success: true } g)
        {
            (Charge, Multiplicity) = (OutputText.Whole(g.Groups[2].Value)!.Value, OutputText.Whole(g.Groups[3].Value)!.Value);
            Geometry = Rows(head, g.Groups[1].Value == "Bohr");
        }
    }

    /// <summary>Hartree-Fock or Kohn-Sham energy.</summary>
    public double? Scf { get; }
    /// <summary>Energies with a name, such as ("MP2", -76.2) and ("CCSD(T)", -76.3), in the order of printing.</summary>
    public List<(string Name, double Energy)> Totals { get; } = [];
    public double? DoubleHybrid { get; }
    public Geometry? Geometry { get; }
    public int Charge { get; }
    public int Multiplicity { get; } = 1;

    public string? Basis => _text.After("Basis Set:", _text.First("Basis Set:")) ?? _text.After("Name:", _text.First("    Name: "));
    /// <summary>R, U or RO.</summary>
    public string? Reference => _text.First(" Reference") is >= 0 and var at && OutputText.Fields(_text[at]) is [var r, "Reference", ..] ? r[..^2] is "CU" ? "U" : r[..^2] : null;
    /// <summary>The density functional with its dispersion, if there is one.</summary>
    public string? Functional
    {
        get
        {
            string? name = Between("=> Composite Functional: ", " <=");
            if (name is null or "HF") return null;
            name = name.Replace("2B", "", StringComparison.Ordinal);
            string? empirical = Between("=> ", ": Empirical Dispersion <=");
            return empirical is not null && name.Length < empirical.Length && empirical.StartsWith(name + "-", StringComparison.OrdinalIgnoreCase) ? empirical : name;
        }
    }

    string? Between(string before, string after)
    {
        for (int i = _text.First(after); i >= 0; i = _text.First(after, i + 1))
            if (_text.After(before, i) is { } rest && rest.IndexOf(after.Trim(), StringComparison.Ordinal) is > 0 and var end) return rest[..end].Trim();
        return null;
    }

    /// <summary>Energy of the polarisable continuum in the SCF energy; null without one.</summary>
    public double? Solvation => NotZero("PCM Polarization Energy =");

    double? NotZero(string label) => _text.RealAfter(label) is { } v && v != 0 ? v : null;

    public bool OptimisationStep => _text.Has("OPTKING");
    public bool OptimisationDone => _text.Has("Final optimized geometry and variables");
    /// <summary>The energy that the optimiser calls final, if it does.</summary>
    public double? OptimiserEnergy => _text.RealAfter("Final energy is");
    public bool ExpectsHessian => _text.Has("hessian() will perform");
    public bool HasVibrations => _text.Has("Harmonic Vibrational Analysis");
    public bool ExpectsDisplacement => _text.Has("Loading displacement");
    public OutputText Text => _text;

    /// <summary>A kind of job that is no single calculation of one molecule, or null.</summary>
    public string? Unsuited => _text.Has("SAPT") ? "symmetry-adapted perturbation theory (SAPT)" : _text.Has("n-Body") || _text.Has("N-Body") ? "a many-body (counterpoise) job"
        : _text.Has("==> CBS <==") || _text.Has("CBS Setup") ? "a basis set extrapolation" : _text.Has("Gh(") ? "a job with ghost atoms"
        : _text.Has("External Potential Field") || NotZero("EFP Energy =") is not null || NotZero("PE Energy =") is not null || NotZero("DD Solvation Energy =") is not null ? "a job in an external potential or embedding" : null;

    Geometry? Rows(int head, bool bohr)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        int i = head + 1;
        while (i < head + 6 && !(OutputText.Fields(_text[i]) is { Length: >= 4 } f && OutputText.Real(f[1]) is not null)) i++;
        for (; OutputText.Fields(_text[i]) is { Length: >= 4 } f; i++)
        {
            string label = f[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').Split('_')[0];
            if (OutputText.Symbol(label) is not { } s || OutputText.Real(f[1]) is not { } x || OutputText.Real(f[2]) is not { } y || OutputText.Real(f[3]) is not { } z) return null;
            symbols.Add(s);
            xyz.AddRange([x, y, z]);
        }
        return symbols.Count == 0 ? null : bohr ? Model.Geometry.FromBohr(symbols, xyz) : new Geometry(symbols, xyz);
    }
}
