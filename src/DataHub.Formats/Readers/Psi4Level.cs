// Which method a Psi4 point was for, which of its energies is that method's, and the values that go with it.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>From a point and the call in the input to level and values.</summary>
static partial class Psi4Level
{
    /// <summary>The level of a method name as Psi4's input spells it. Psi4 correlates all electrons unless its input freezes the core.</summary>
    public static Level Name(string method, string? basis, OutputText text, string? solvation = null)
    {
        var level = Named(method, basis, solvation);
        if (level.Kind != LevelKind.WaveFunction || level.Method == "HF") return level;
        bool frozen = Enumerable.Range(0, text.Count).Any(i => FrozenCore().IsMatch(text[i])) || text.RealAfter("Frozen core energy     =", false) is { } core && core != 0 || text.RealAfter("Number of frozen core orbitals:", false) is > 0;
        return level with { Core = LevelKeywords.Of("psi4", level.Method, level.Basis, null, null, frozen).Level?.Core };
    }

    [GeneratedRegex("""\bfreeze_core\b["']?\s*(?:=>|[:=,])?\s*["']?(?:true|yes|on|1)\b""", RegexOptions.IgnoreCase)]
    private static partial Regex FrozenCore();

    static Level Named(string method, string? basis, string? solvation) => Level.Of(Method(method) is "SCF" ? "HF" : method.Split('/')[0], string.IsNullOrEmpty(basis) ? null : basis, null, solvation);

    static string Method(string called)
    {
        string m = called.Split('/')[0].Trim().ToUpperInvariant();
        foreach (var prefix in (string[])["DF-", "RI-", "CONV-"]) if (m.StartsWith(prefix, StringComparison.Ordinal)) m = m[prefix.Length..];
        return m switch { "HF" or "RHF" or "UHF" or "ROHF" or "SCF" or "MCSCF" => "SCF", "MP4" => "MP4(SDTQ)", _ => m };
    }

    /// <summary>The method and its total energy: that of the call, or without one the last that was computed. Null if it is not there.</summary>
    public static (string Method, double Energy)? Of(Psi4Point p, string? called)
    {
        string? m = called is null ? null : Method(called);
        if (p.Functional is { } functional)
        {
            if ((p.DoubleHybrid ?? p.Scf) is not { } e || p.DoubleHybrid is null && p.Totals.Count > 0) return null;
            return (called is null || m is "SCF" or "DFT" or "KS" ? functional : called.Split('/')[0].Replace("td-", "", StringComparison.OrdinalIgnoreCase), e);
        }
        if (m is "SCF" or "TD-SCF" or "TD-HF" or "TDSCF" or "CPHF") return p.Scf is { } scf ? ("HF", scf) : null;
        if (m is not null)
        {
            string wanted = m is "EOM-CCSD" ? "CCSD" : m;
            int at = p.Totals.FindLastIndex(t => t.Name == wanted);
            return at < 0 ? null : (m is "MP4(SDTQ)" ? "MP4" : m, p.Totals[at].Energy);
        }
        var best = p.Totals.FindLastIndex(t => !t.Name.StartsWith("SC", StringComparison.Ordinal) && !t.Name.StartsWith("SOS", StringComparison.Ordinal) && t.Name != "MP2.5");
        return best >= 0 ? (p.Totals[best].Name is "MP4(SDTQ)" ? "MP4" : p.Totals[best].Name, p.Totals[best].Energy) : p.Scf is { } hf ? ("HF", hf) : null;
    }

    public static void Fill(Values v, Psi4Job job, Psi4Point p, (string Method, double Energy) found, Geometry geometry)
    {
        var text = p.Text;
        v[Property.Energy] = found.Energy;
        v[Property.NuclearRepulsion] = text.RealAfter("Nuclear repulsion =", false);
        bool correlated = found.Method != "HF" && (p.Functional is null || p.DoubleHybrid is not null);
        if (correlated && p.Scf is { } scf)
        {
            if (p.Functional is null) v[Property.CorrelationEnergy] = found.Energy - scf;
            v.Extras.Add(new Extra("scf_energy", "Eh", scf));
            v[Property.T1] = found.Method.Contains("CC", StringComparison.Ordinal) ? Psi4Tables.T1(text) : null;
        }
        else if (!correlated)
        {
            if (Psi4Tables.Frontier(text) is { } f) (v[Property.Homo], v[Property.Lumo], v[Property.Gap]) = (f.Homo, f.Lumo, f.Lumo - f.Homo);
            if (Psi4Tables.Dipole(text) is { } d)
            {
                v.Set(Property.DipoleVector, d);
                v[Property.Dipole] = Math.Sqrt(d.Sum(x => x * x));
            }
            v[Property.SolvationEnergy] = p.Solvation;
            if (text.RealAfter("Empirical Dispersion Energy =") is { } disp && disp != 0) v[Property.DispersionEnergy] = disp;
            v[Property.SpinSquared] = text.RealAfter("@S^2 Observed:");
        }
        if (Psi4Tables.Gradient(text, geometry.Count) is { } g)
        {
            v.Set(Property.Gradient, g);
            v[Property.GradientNorm] = Math.Sqrt(g.Sum(x => x * x));
        }
        var (energies, strengths) = Psi4Tables.Excitations(text);
        v.Set(Property.Excitations, energies);
        v.Set(Property.Strengths, strengths);
        if (job.Driver != Driver.Hessian) return;
        var last = job.Points[^1].Text;
        var (frequencies, intensities) = Psi4Tables.Vibrations(last);
        if (v[Property.GradientNorm] > Shape.StationaryGradient || frequencies.Count != Math.Max(0, 3 * geometry.Count - (geometry.Count == 1 ? 3 : Shape.IsLinear(geometry) ? 5 : 6)))
        {
            v.Extras.Add(new Extra("warning", null, null, "frequencies and thermochemistry left out: the Hessian was taken at a structure that is not optimised"));
            return;
        }
        v.Set(Property.Frequencies, frequencies);
        if (intensities.Count == frequencies.Count) v.Set(Property.Intensities, intensities);
        Psi4Tables.Thermochemistry(last, v);
    }
}
