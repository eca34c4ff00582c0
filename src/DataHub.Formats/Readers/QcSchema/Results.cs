// The values of a QCSchema result: energy, moments, gradient, orbital energies, in canonical units.
using System.Globalization;
using System.Text.Json;
using DataHub.Model;

namespace DataHub.Formats.Readers.QcSchema;

static class Results
{
    /// <summary>Two energies (Eh) that differ by more contradict each other.</summary>
    const double SameEnergy = 1e-6;

    /// <summary>Programs that compute a correction only, not an energy of the level that they are named after.</summary>
    static readonly string[] Corrections = ["dftd3", "dftd4", "s-dftd3", "classic-dftd3", "mp2d", "gcp", "mctc-gcp"];

    /// <summary>The properties that hold the total energy, the correlation energy and the dipole of a correlated method.</summary>
    static readonly Dictionary<string, string> Prefixes = new() { ["MP2"] = "mp2", ["MP2.5"] = "mp2.5", ["MP3"] = "mp3", ["CISD"] = "cisd", ["CCD"] = "ccd", ["CCSD"] = "ccsd", ["CCSD(T)"] = "ccsd_prt_pr", ["CCSDT"] = "ccsdt" };

    internal static Values Read(Specification spec, string? program, string? version, int atoms, JsonElement record, JsonElement? properties, JsonElement? result)
    {
        if (program is not null && Corrections.Contains(program))
            throw new Refusal("provenance.creator", $"{program} computes a correction alone, not the energy of {spec.Level.Name}", "Hand in the calculation that it corrects");
        var values = new Values();
        var prefix = Prefixes.GetValueOrDefault(spec.Level.Method);
        bool correlated = prefix is not null || spec.Level is { Kind: LevelKind.WaveFunction, Method: not "HF" };
        Energy(values, spec, program, properties, result, prefix, correlated);
        values[Property.NuclearRepulsion] = properties.Number("nuclear_repulsion_energy");
        values[Property.DispersionEnergy] = properties.Number("scf_dispersion_correction_energy") is { } d and not 0 ? d : null;
        if (prefix is not null) values[Property.CorrelationEnergy] = properties.Number(prefix + "_correlation_energy");
        Dipole(values, properties, prefix, correlated, DipoleUnit.ToDebye(program, version, record, properties));

        var gradient = spec.Driver == Driver.Gradient ? Json.Numbers(result) ?? properties.Numbers("return_gradient") : properties.Numbers("return_gradient");
        if (spec.Driver == Driver.Gradient && gradient is null) throw new Refusal("return_result", "a gradient was computed, but there is none", "Export the record with its result");
        if (gradient is not null && gradient.Length != 3 * atoms) throw new Refusal("return_result", $"the gradient has {gradient.Length} numbers for {atoms} atoms", "Export the record again");
        values.Set(Property.Gradient, gradient);
        if (gradient is not null) values[Property.GradientNorm] = Norm(gradient);
        if (spec.Driver == Driver.Hessian) Hessian(values, atoms, Json.Numbers(result) ?? properties.Numbers("return_hessian"));

        Orbitals(values, record.Object("wavefunction"), properties, correlated);
        Own(values, record.Object("extras").Object("datahub"), correlated);
        if (spec.Keywords is not null) values.Extras.Add(new Extra("keywords", null, null, spec.Keywords));
        return values;
    }

    static void Energy(Values values, Specification spec, string? program, JsonElement? properties, JsonElement? result, string? prefix, bool correlated)
    {
        var returned = spec.Driver == Driver.Energy && result is { ValueKind: JsonValueKind.Number } r ? r.GetDouble() : (double?)null;
        var told = properties.Number("return_energy");
        if (returned is { } a && told is { } b && Math.Abs(a - b) > SameEnergy) throw Contradiction("return_result", a, "properties.return_energy", b);
        var scf = properties.Number("scf_total_energy");
        var own = prefix is not null ? properties.Number(prefix + "_total_energy") : correlated ? null : scf;
        var energy = told ?? returned ?? own;
        if (energy is null)
        {
            if (spec.Driver == Driver.Energy) throw new Refusal("return_result", "an energy was computed, but there is none", "Export the record with its result");
            return;
        }
        bool exact = prefix is not null || spec.Level is { Method: "HF", Dispersion: null };
        if (exact && own is { } o && Math.Abs(o - energy.Value) > SameEnergy) throw Contradiction(told is null ? "return_result" : "return_energy", energy.Value, prefix is null ? "scf_total_energy" : prefix + "_total_energy", o);
        // The harness of QCEngine returns MOPAC's heat of formation as the energy, in hartree.
        if (program == "mopac") values[Property.HeatOfFormation] = energy * Units.HartreeToKcalPerMol;
        else values[Property.Energy] = energy;
    }

    static Refusal Contradiction(string first, double a, string second, double b) => new(first,
        string.Create(CultureInfo.InvariantCulture, $"{first} is {a:0.00000000}, but {second} is {b:0.00000000}: they should be the same energy"), "Export the record again from the program's output");

    static void Dipole(Values values, JsonElement? properties, string? prefix, bool correlated, double? toDebye)
    {
        var own = prefix is null ? null : properties.Numbers(prefix + "_dipole_moment");
        var scf = properties.Numbers("scf_dipole_moment");
        var vector = own ?? (correlated ? null : scf);
        if (toDebye is not { } factor)
        {
            if ((vector ?? scf) is { Length: 3 } raw) values.Extras.Add(new Extra("dipole_moment_of_unknown_unit", null, null, string.Create(CultureInfo.InvariantCulture, $"{raw[0]:R} {raw[1]:R} {raw[2]:R}")));
        }
        else if (vector is { Length: 3 })
        {
            double[] debye = [.. vector.Select(x => x * factor)];
            values.Set(Property.DipoleVector, debye);
            values[Property.Dipole] = Norm(debye);
        }
        else if (vector is null && scf is { Length: 3 }) values.Extras.Add(new Extra("scf_dipole", "D", Norm(scf) * factor));
    }

    static void Hessian(Values values, int atoms, double[]? hessian)
    {
        if (hessian is null) throw new Refusal("return_result", "a hessian was computed, but there is none", "Export the record with its result");
        if (hessian.Length != 9 * atoms * atoms) throw new Refusal("return_result", $"the hessian has {hessian.Length} numbers for {atoms} atoms", "Export the record again");
        values.Extras.Add(new Extra("hessian", null, null, "in the raw output"));
    }

    /// <summary>Orbital energies of a wave function as it stands, or as QCFractal keeps it compressed.</summary>
    static void Orbitals(Values values, JsonElement? wavefunction, JsonElement? properties, bool correlated)
    {
        var unpacked = wavefunction.Object("data") is null ? null : Compressed.Read(wavefunction) as Dictionary<string, object?>;
        double[]? Numbers(string name) => unpacked is null ? wavefunction.Numbers(name)
            : unpacked.GetValueOrDefault(name) is List<object?> list && list.All(x => x is double d && double.IsFinite(d)) ? [.. list.Cast<double>()] : null;
        if (Numbers("scf_eigenvalues_a") is not { } alpha) return;
        bool restricted = (unpacked is null ? wavefunction?.Boolean("restricted") : unpacked.GetValueOrDefault("restricted") as bool?) ?? Numbers("scf_eigenvalues_b") is null;
        var beta = restricted ? null : Numbers("scf_eigenvalues_b");
        Frontier(values, correlated, Split(alpha, Numbers("scf_occupations_a"), properties.Number("calcinfo_nalpha")), beta is null ? null : Split(beta, Numbers("scf_occupations_b"), properties.Number("calcinfo_nbeta")));
    }

    /// <summary>What our own Psi4 input writes beside the standard fields.</summary>
    static void Own(Values values, JsonElement? own, bool correlated)
    {
        if (own is null) return;
        if (own.Numbers("orbital_energies_alpha") is { } alpha)
            Frontier(values, correlated, Split(alpha, null, own.Number("nalpha")), own.Numbers("orbital_energies_beta") is { } beta ? Split(beta, null, own.Number("nbeta")) : null);
        if (own.Numbers("dipole_debye") is { Length: 3 } dipole)
        {
            values.Set(Property.DipoleVector, dipole);
            values[Property.Dipole] = Norm(dipole);
        }
        values.Set(Property.Frequencies, own.Numbers("frequencies_cm1"));
        foreach (var property in (Property[])[Property.ZeroPoint, Property.Enthalpy, Property.Gibbs]) values[property] = own.Number(property.Name) ?? values[property];
        values[Property.T1] = own.Number("t1") ?? values[Property.T1];
        values[Property.SpinSquared] = own.Number("s_squared") ?? values[Property.SpinSquared];
    }

    /// <summary>Highest occupied and lowest empty orbital energy (Eh) of one spin; by the occupations, else by the number of electrons.</summary>
    static (double? Homo, double? Lumo)? Split(double[] energies, double[]? occupations, double? electrons)
    {
        if (occupations is not null && occupations.Length == energies.Length)
        {
            var full = energies.Where((_, i) => occupations[i] > 0.1).ToList();
            var empty = energies.Where((_, i) => occupations[i] <= 0.1).ToList();
            return (full.Count == 0 ? null : full.Max(), empty.Count == 0 ? null : empty.Min());
        }
        if (electrons is not { } n || n < 0 || n > energies.Length || n != Math.Round(n)) return null;
        double[] sorted = [.. energies.Order()];
        return (n == 0 ? null : sorted[(int)n - 1], (int)n == sorted.Length ? null : sorted[(int)n]);
    }

    static void Frontier(Values values, bool correlated, (double? Homo, double? Lumo)? alpha, (double? Homo, double? Lumo)? beta)
    {
        if (alpha is not { } a) return;
        double? homo = Higher(a.Homo, beta?.Homo), lumo = Lower(a.Lumo, beta?.Lumo);
        if (homo is null || (lumo is { } l && l < homo)) return;
        double? homoEv = homo * Units.HartreeToEv, lumoEv = lumo * Units.HartreeToEv;
        if (correlated)
        {
            // Orbital energies of the reference are not a property of the correlated level.
            values.Extras.Add(new Extra("scf_homo", "eV", homoEv));
            if (lumoEv is not null) values.Extras.Add(new Extra("scf_lumo", "eV", lumoEv));
            return;
        }
        (values[Property.Homo], values[Property.Lumo], values[Property.Gap]) = (homoEv, lumoEv, lumoEv - homoEv);
    }

    static double? Higher(double? a, double? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
    static double? Lower(double? a, double? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);

    internal static double Norm(IEnumerable<double> v) => Math.Sqrt(v.Sum(x => x * x));
}
