// The values of one Gaussian job.
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

static class GaussianValues
{
    public static void Fill(Values v, GaussianJob job, Level level, double scf, double energy, Geometry geometry)
    {
        var text = job.Text;
        bool correlated = Math.Abs(energy - scf) > 1e-12;
        v[Property.Energy] = energy;
        var orbitals = GaussianTables.Frontier(text);
        if (correlated)
        {
            if (level.Kind != LevelKind.Dft) v[Property.CorrelationEnergy] = energy - scf;
            v.Extras.Add(new Extra("scf_energy", "Eh", scf));
            if (orbitals is { } o) v.Extras.AddRange([new Extra("scf_homo", "eV", o.Homo), new Extra("scf_lumo", "eV", o.Lumo)]);
            if (level.Method.Contains("CC", StringComparison.Ordinal)) v[Property.T1] = job.Energies.T1;
        }
        else
        {
            if (orbitals is { } o) (v[Property.Homo], v[Property.Lumo], v[Property.Gap]) = (o.Homo, o.Lumo, o.Lumo - o.Homo);
            if (level.Reference == "U") v[Property.SpinSquared] = SpinSquared(text);
            v[Property.Polarizability] = Polarizability(job);
        }
        v[Property.DispersionEnergy] = text.Has("R6Disp:") ? text.RealAfter("Dispersion energy=") : null;
        // Moments and charges are those of a density, which need not be that of the method.
        bool numerical = job.IsHessian && job.Energies.Scf.Count > 1;
        if (GaussianTables.Density(text) is { } density && !numerical && (correlated ? density.Equals(level.Method, StringComparison.OrdinalIgnoreCase) : density == "SCF"))
        {
            bool neutral = job.ChargeAndMultiplicity!.Value.Charge == 0;
            if (neutral && GaussianTables.Dipole(text) is { } d)
            {
                v[Property.Dipole] = Math.Sqrt(d.Vector.Sum(x => x * x));
                v.Set(Property.DipoleVector, job.Turned(d.Vector));
            }
            if (GaussianTables.Mulliken(text, geometry) is { } q)
            {
                v.Set(Property.Charges, q);
                v.Extras.Add(new Extra("charge_model", null, null, "Mulliken"));
            }
        }
        double? norm = job.GradientNorm;
        if (!numerical)
        {
            v[Property.GradientNorm] = norm;
            v.Set(Property.Gradient, job.Gradient);
        }
        if (job.IsHessian) Vibrations(v, job, energy, geometry, norm);
        States(v, job, level.Reference, job.Route.Has("tda") || job.Archive?.Method.Split(' ') is [var m, ..] && (m.Contains("CIS", StringComparison.Ordinal) || m.Contains("EOM", StringComparison.Ordinal)) || job.Archive?.Method.Contains(" TDA", StringComparison.Ordinal) == true);
    }

    static void Vibrations(Values v, GaussianJob job, double energy, Geometry geometry, double? norm)
    {
        var (frequencies, intensities) = GaussianTables.Vibrations(job.Text);
        string? left = job.Isotopes ? "they are of other isotopes than the natural ones"
            : norm > Shape.StationaryGradient ? "the Hessian was taken at a structure that is not optimised"
            : frequencies.Count != (geometry.Count < 2 ? 0 : 3 * geometry.Count - (Shape.IsLinear(geometry) ? 5 : 6)) ? "their number is not that of the vibrations of the molecule" : null;
        if (left is null)
        {
            v.Set(Property.Frequencies, frequencies);
            if (intensities.Count == frequencies.Count) v.Set(Property.Intensities, intensities);
            bool scaled = job.First.Has("scale") || job.First.Option("freq", "scale") || job.Text.Has("will be scaled by") || job.Text.Has("scaled by factor");
            if (scaled) left = "they were computed with scaled frequencies";
            else
            {
                var (zero, enthalpy, gibbs) = GaussianTables.Thermochemistry(job.Text);
                v[Property.ZeroPoint] = zero;
                // Sums are printed over the energy of the job itself; another total (of an excited state, of displaced structures) would show here.
                if (job.Text.RealAfter("Sum of electronic and zero-point Energies=") is { } sum && zero is { } z && Math.Abs(sum - z - energy) < 3e-6) (v[Property.Enthalpy], v[Property.Gibbs]) = (enthalpy, gibbs);
                return;
            }
            v.Extras.Add(new Extra("warning", null, null, $"thermochemistry left out: {left}"));
            return;
        }
        v.Extras.Add(new Extra("warning", null, null, $"frequencies and thermochemistry left out: {left}"));
    }

    /// <summary>
    /// Excitations of the job. From a closed shell only singlets are given as excitation energies, triplets as a list of their own: one list of both would give its first entry out as the lowest singlet.
    /// </summary>
    public static void States(Values v, GaussianJob job, string? reference, bool elsewhere = false)
    {
        if (elsewhere) return;
        var states = GaussianTables.States(job.Text);
        var triplets = reference == "R" ? states.Where(s => s.Label.StartsWith("Triplet", StringComparison.Ordinal)).ToList() : [];
        var taken = states.Where(s => !triplets.Contains(s)).OrderBy(s => s.Energy).ToList();
        v.Set(Property.Excitations, [.. taken.Select(s => s.Energy)]);
        v.Set(Property.Strengths, [.. taken.Select(s => s.Strength)]);
        v.Set(Property.Triplets, [.. triplets.Select(s => s.Energy).Order()]);
    }

    static double? SpinSquared(OutputText text) => text.RealAfter("S**2 before annihilation") is { } s ? s : text.RealAfter("<S**2>=");

    /// <summary>The static isotropic polarizability, a0³.</summary>
    static double? Polarizability(GaussianJob job)
    {
        if (job.First.Option("polar", "numer") || job.Energies.Scf.Count > 1 && job.IsHessian) return null;
        if (job.Text.First("Isotropic polarizability for W=    0.000000") is >= 0 and var at && OutputText.FirstReal(job.Text.After("W=    0.000000", at)!) is { } w) return w;
        return job.Text.After("Exact polarizability:", job.Text.Last("Exact polarizability:")) is { } row && OutputText.Fields(row) is [var xx, _, var yy, _, _, var zz] && OutputText.Real(xx) is { } a && OutputText.Real(yy) is { } b && OutputText.Real(zz) is { } c ? (a + b + c) / 3 : null;
    }
}
