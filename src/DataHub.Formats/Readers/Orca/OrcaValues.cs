// The values of one ORCA job besides its states: orbitals, dipole, charges, gradient, vibrations, thermochemistry.
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

static class OrcaValues
{
    public static void Fill(Values v, OrcaJob job, Level level, double energy, double? scf, Geometry geometry, int charge)
    {
        var text = job.Text;
        v[Property.Energy] = energy;
        v[Property.NuclearRepulsion] = text.RealAfter("Nuclear Repulsion      ENuc            ....");
        v[Property.DispersionEnergy] = level.Dispersion is not null && text.RealAfter("Dispersion correction  ") is { } d && d < 0 ? d : null;
        var orbitals = Frontier(text);
        if (scf is { } s)
        {
            if (level.Kind == LevelKind.WaveFunction) v[Property.CorrelationEnergy] = energy - s;
            v.Extras.Add(new Extra("scf_energy", "Eh", s));
            if (orbitals is { } o) v.Extras.AddRange([new Extra("scf_homo", "eV", o.Homo), new Extra("scf_lumo", "eV", o.Lumo)]);
            if (level.Method.Contains("CC", StringComparison.Ordinal)) v[Property.T1] = text.RealAfter("T1 diagnostic                              ...");
        }
        else
        {
            if (orbitals is { } o) (v[Property.Homo], v[Property.Lumo], v[Property.Gap]) = (o.Homo, o.Lumo, o.Lumo - o.Homo);
            if (level.Reference == "U") v[Property.SpinSquared] = text.RealAfter("Expectation value of <S**2>     :");
            v[Property.Polarizability] = text.RealAfter("Isotropic polarizability :");
            if (charge == 0 && Dipole(text) is { } dipole)
            {
                v.Set(Property.DipoleVector, dipole);
                v[Property.Dipole] = Math.Sqrt(dipole.Sum(x => x * x));
            }
            if (Mulliken(text, geometry) is { } q)
            {
                v.Set(Property.Charges, q);
                v.Extras.Add(new Extra("charge_model", null, null, "Mulliken"));
            }
        }
        var gradient = job.Gradient(geometry);
        if (gradient is not null)
        {
            v.Set(Property.Gradient, gradient);
            v[Property.GradientNorm] = Math.Sqrt(gradient.Sum(x => x * x));
        }
        if (job.IsHessian) Vibrations(v, text, geometry, energy);
    }

    /// <summary>Frontier orbitals in eV of the last table of orbital energies; null with fractional occupations or if a row cannot be read.</summary>
    static (double Homo, double Lumo)? Frontier(OutputText text)
    {
        int at = -1;
        foreach (int i in text.All("ORBITAL ENERGIES")) if (text[i].Trim() is "ORBITAL ENERGIES") at = i;
        if (at < 0) return null;
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        int seen = 0;
        for (int i = at + 2; i < text.Count && i < at + 200_000; i++)
        {
            string line = text[i].Trim();
            if (line.Length == 0 || line.StartsWith("NO ", StringComparison.Ordinal) || line.Contains("SPIN UP ORBITALS", StringComparison.Ordinal)) continue;
            if (line.Contains("SPIN DOWN ORBITALS", StringComparison.Ordinal)) { seen = 0; continue; }
            if (line[0] == '*') { if (line.Contains("Only the first", StringComparison.Ordinal) && text.First("SPIN DOWN ORBITALS", i, i + 4) >= 0) continue; break; }
            var f = OutputText.Fields(line);
            if (f.Length < 4 || OutputText.Whole(f[0]) != seen) break;
            seen++;
            if (OutputText.Real(f[1]) is not { } occupation || occupation is not (0 or 1 or 2) || OutputText.Real(f[3]) is not { } ev) return null;
            if (occupation > 0) homo = Math.Max(homo, ev); else lumo = Math.Min(lumo, ev);
        }
        return double.IsFinite(homo) && double.IsFinite(lumo) ? (homo, lumo) : null;
    }

    /// <summary>Dipole moment of the SCF density, D.</summary>
    static double[]? Dipole(OutputText text)
    {
        int at = text.Last("Total Dipole Moment    :");
        // Newer versions say of which density it is.
        if (at < 0 || text.Last("Method             :", at) is >= 0 and var method && method > at - 14 && text.After("Method             :", method) != "SCF") return null;
        return OutputText.Fields(text.After("Total Dipole Moment    :", at)!) is [var x, var y, var z] && OutputText.Real(x) is { } a && OutputText.Real(y) is { } b && OutputText.Real(z) is { } c ? [a * Units.AuDipoleToDebye, b * Units.AuDipoleToDebye, c * Units.AuDipoleToDebye] : null;
    }

    static double[]? Mulliken(OutputText text, Geometry geometry)
    {
        int at = -1;
        foreach (int i in text.All("MULLIKEN ATOMIC CHARGES")) if (text[i].Trim() is "MULLIKEN ATOMIC CHARGES" or "MULLIKEN ATOMIC CHARGES AND SPIN POPULATIONS" or "MULLIKEN ATOMIC CHARGES AND SPIN DENSITIES") at = i;
        var q = new List<double>();
        for (int i = at + 2; at >= 0 && text[i].IndexOf(':') is > 0 and var colon && OutputText.Fields(text[i][..colon]) is { Length: >= 1 } who && OutputText.Whole(who[0].TrimEnd(geometry.Symbols.SelectMany(s => s).Distinct().ToArray())) == q.Count; i++)
            if (q.Count < geometry.Count && OutputText.Fields(text[i][(colon + 1)..]) is [var charge, ..] && OutputText.Real(charge) is { } v) q.Add(v); else return null;
        return q.Count == geometry.Count ? [.. q] : null;
    }

    static void Vibrations(Values v, OutputText text, Geometry geometry, double energy)
    {
        int at = text.Last("VIBRATIONAL FREQUENCIES");
        var all = new List<double>();
        for (int i = at + 2, blank = 0; at >= 0 && i < text.Count && blank < 4; i++)
        {
            var f = OutputText.Fields(text[i]);
            if (f.Length >= 3 && f[0] == all.Count + ":" && f[2] == "cm**-1") { all.Add(OutputText.Real(f[1]) ?? double.NaN); blank = 0; }
            else if (all.Count > 0) { if (f.Length > 0) break; blank++; }
        }
        int rigid = geometry.Count < 2 ? 3 : Shape.IsLinear(geometry) ? 5 : 6;
        string? left = v[Property.GradientNorm] > Shape.StationaryGradient ? "the Hessian was taken at a structure that is not optimised"
            : all.Count != 3 * geometry.Count || all.Count < rigid || all.Take(rigid).Any(f => f != 0) ? "their number is not that of the vibrations of the molecule"
            : text.RealAfter("Scaling factor for frequencies =") is { } factor && factor != 1 ? "they are scaled" : null;
        if (left is not null)
        {
            v.Extras.Add(new Extra("warning", null, null, $"frequencies and thermochemistry left out: {left}"));
            return;
        }
        v.Set(Property.Frequencies, [.. all.Skip(rigid)]);
        int table = text.Last("IR SPECTRUM");
        if (table >= 0 && text.First("km/mol", table, table + 6) >= 0)
        {
            var intensities = new List<double>();
            int row = table + 1;
            while (row < table + 10 && !text[row].StartsWith("-----------------------", StringComparison.Ordinal)) row++;
            for (row++; OutputText.Fields(text[row]) is { Length: > 4 } f && f[0].EndsWith(':') && OutputText.Real(f[3]) is { } km; row++) intensities.Add(km);
            if (intensities.Count == all.Count - rigid) v.Set(Property.Intensities, intensities);
        }
        int thermo = text.Last("THERMOCHEMISTRY AT ");
        if (thermo < 0 || text.All("THERMOCHEMISTRY AT ").Count() > 1) return;
        v[Property.ZeroPoint] = text.RealAfter("Zero point energy                ...", false, thermo);
        bool standard = text.After("Temperature         ...", text.First("Temperature         ...", thermo)) is { } t && OutputText.FirstReal(t) is 298.15 && text.After("Pressure            ...", text.First("Pressure            ...", thermo)) is { } p && OutputText.FirstReal(p) is 1.0;
        // The thermochemistry repeats the energy that it stands on.
        if (!standard || text.RealAfter("Electronic energy                ...", false, thermo) is { } on && Math.Abs(on - energy) > 1e-6) return;
        v[Property.Enthalpy] = text.RealAfter("Total Enthalpy                    ...", false, thermo) ?? text.RealAfter("Total enthalpy                    ...", false, thermo);
        v[Property.Gibbs] = text.RealAfter("Final Gibbs free energy         ...", false, thermo) ?? text.RealAfter("Final Gibbs free enthalpy         ...", false, thermo);
        if (v[Property.Gibbs] is not null && text.First("QRRHO", thermo) >= 0) v.Extras.Add(new Extra("gibbs_model", null, null, "quasi-RRHO entropy of low modes (Grimme)"));
    }
}
