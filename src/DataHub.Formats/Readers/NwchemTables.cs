// The tables of an NWChem output: structure, orbitals, dipole, gradient, vibrations.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Reads the tables of one task.</summary>
static class NwchemTables
{
    /// <summary>The last structure printed, Å; null if there is none or it is damaged.</summary>
    public static Geometry? Structure(OutputText text)
    {
        int at = text.Last("Output coordinates in ");
        if (at < 0) return null;
        bool bohr = text[at].Contains("in a.u.");
        if (!bohr && !text[at].Contains("in angstroms")) return null;
        var symbols = new List<string>();
        var xyz = new List<double>();
        for (int i = at + 4; OutputText.Fields(text[i]) is [var n, var tag, var charge, var a, var b, var c] && OutputText.Whole(n) == symbols.Count + 1; i++)
        {
            if (OutputText.Real(charge) is not (>= 1 and <= 118 and var z) || tag.StartsWith("bq", StringComparison.OrdinalIgnoreCase) || OutputText.Real(a) is not { } x || OutputText.Real(b) is not { } y || OutputText.Real(c) is not { } w) return null;
            symbols.Add(Elements.Symbol((int)Math.Round(z)));
            xyz.AddRange([x, y, w]);
        }
        return symbols.Count == 0 ? null : bohr ? Geometry.FromBohr(symbols, xyz) : new Geometry(symbols, xyz);
    }

    /// <summary>HOMO and LUMO in eV of the orbital analyses after line <paramref name="from"/>, alpha and beta alike.</summary>
    public static (double Homo, double Lumo)? Frontier(OutputText text, int from)
    {
        double homo = double.NegativeInfinity, lumo = double.PositiveInfinity;
        int at = text.First("Molecular Orbital Analysis", from);
        for (int i = text.First(" Vector ", Math.Max(at, 0)); at >= 0 && i >= 0; i = text.First(" Vector ", i + 1))
        {
            if (OutputText.FirstReal(text.After("Occ=", i) ?? "") is not { } occupation || OutputText.FirstReal((text.After("E=", i) ?? "").Replace("Symmetry", " ")) is not { } e) continue;
            if (occupation > 0) homo = Math.Max(homo, e); else lumo = Math.Min(lumo, e);
        }
        return double.IsFinite(homo) && double.IsFinite(lumo) ? (homo * Units.HartreeToEv, lumo * Units.HartreeToEv) : null;
    }

    /// <summary>Dipole in D of the multipole analysis after line <paramref name="from"/>.</summary>
    public static double[]? Dipole(OutputText text, int from)
    {
        int at = text.First("Multipole analysis of the density", from);
        var d = new double[3];
        for (int k = 0; at >= 0 && k < 3; k++)
        {
            string label = k switch { 0 => "1   1 0 0", 1 => "1   0 1 0", _ => "1   0 0 1" };
            if (text.After(label, text.First(label, at, at + 16)) is not { } rest || OutputText.FirstReal(rest) is not { } v) return null;
            d[k] = v * Units.AuDipoleToDebye;
        }
        return at < 0 ? null : d;
    }

    /// <summary>Vertical excitations (eV) with oscillator strengths in the dipole approximation and their spin: "1" for singlets and what an open shell has, "3" for triplets.</summary>
    public static List<(double Energy, double? Strength, string? Spin)> Excitations(OutputText text)
    {
        var states = new List<(double, double?, string?)>();
        for (int i = text.First("NWChem TDDFT Module"); i >= 0 && i < text.Count; i++)
        {
            if (OutputText.Fields(text[i]) is not ["Root", var n, .. var rest] || OutputText.Whole(n) is null || Array.IndexOf(rest, "a.u.") is not (>= 1 and var unit) || unit + 2 >= rest.Length || OutputText.Real(rest[unit + 1]) is not { } ev) continue;
            int next = text.First("Root ", i + 1), strength = text.First("Dipole Oscillator Strength", i, next < 0 ? i + 12 : next);
            states.Add((ev, strength < 0 ? null : OutputText.FirstReal(text.After("Strength", strength) ?? ""), rest[0] == "triplet" ? "3" : "1"));
        }
        return states;
    }

    /// <summary>Gradient in Eh/a0 of the last table after line <paramref name="from"/>.</summary>
    public static double[]? Gradient(OutputText text, int from, int atoms)
    {
        int at = text.Last("ENERGY GRADIENTS");
        if (at < from) return null;
        var g = new List<double>();
        for (int i = at + 4; OutputText.Fields(text[i]) is { Length: 8 } f && OutputText.Whole(f[0]) == g.Count / 3 + 1; i++)
            foreach (var field in f[5..]) if (OutputText.Real(field) is { } v) g.Add(v);
        return g.Count == 3 * atoms ? [.. g] : null;
    }

    /// <summary>Projected frequencies (cm⁻¹) with intensities (km/mol), translations and rotations left out.</summary>
    public static (List<double> Frequencies, List<double> Intensities) Vibrations(OutputText text, Geometry geometry)
    {
        var all = new List<(double F, double? Ir)>();
        foreach (int i in text.All("P.Frequency")) all.AddRange(OutputText.Fields(text.After("P.Frequency", i)!).Select(x => (OutputText.Real(x) ?? double.NaN, (double?)null)));
        int table = text.Last("Projected Infra Red Intensities");
        for (int k = 0; table >= 0 && k < all.Count; k++)
            if (OutputText.Fields(text[table + 3 + k]) is [var n, _, "||", _, _, var km, ..] && OutputText.Whole(n) == k + 1) all[k] = (all[k].F, OutputText.Real(km));
        int vibrations = 3 * geometry.Count - (Shape.IsLinear(geometry) ? 5 : 6);
        if (geometry.Count < 2 || all.Count != 3 * geometry.Count) return ([], []);
        var keep = Enumerable.Range(0, all.Count).OrderByDescending(i => Math.Abs(all[i].F)).Take(vibrations).Order().Select(i => all[i]).ToList();
        return ([.. keep.Select(v => v.F)], keep.All(v => v.Ir is not null) ? [.. keep.Select(v => v.Ir!.Value)] : []);
    }
}
