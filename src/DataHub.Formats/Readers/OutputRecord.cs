// The record that a reader of a printed output makes of what it found, and the refusals that all of them word alike.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>Makes calculations and faults, and puts values that belong together into a record together.</summary>
static class OutputRecord
{
    /// <summary>The calculation number <paramref name="number"/> of an output: a success without a failure, else a failure without values.</summary>
    public static Reading Of(Bundle bundle, string format, string? version, int number, Geometry geometry, int charge, int multiplicity, Level level, Driver driver, Values values, Failure? failure, Cost cost) =>
        new(new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), level, driver, failure is null ? Status.Success : Status.Failed)
        {
            Geometry = geometry, Values = failure is null ? values : new Values(), Failure = failure, Cost = cost,
            Provenance = new Provenance { Program = format, ProgramVersion = version, Format = format, RawName = bundle.Name, RawRecord = number },
        });

    public static Reading Refuse(string file, string? record, string? field, string message, string remedy) => new(null, new Fault(file, record, field, message, remedy));

    /// <summary>Times as a log tells them; unknown if it tells none.</summary>
    public static Cost Time(double? wall, double? cpu, int? cores = null) => wall is null && cpu is null ? Cost.Unknown : new Cost(CostTier.Log) { WallSeconds = wall, CpuSeconds = cpu, Cores = cores };

    /// <summary>Dipole vector (D) and its norm; that of an ion depends on the origin and is left out.</summary>
    public static void SetDipole(this Values v, IReadOnlyList<double>? debye, int charge)
    {
        if (charge != 0 || debye is not { Count: 3 } || !debye.All(double.IsFinite)) return;
        v.Set(Property.DipoleVector, debye);
        v[Property.Dipole] = Math.Sqrt(debye.Sum(x => x * x));
    }

    /// <summary>Gradient (Eh/a0) and its norm.</summary>
    public static void SetGradient(this Values v, IReadOnlyList<double>? gradient)
    {
        if (gradient is not { Count: > 0 } || !gradient.All(double.IsFinite)) return;
        v.Set(Property.Gradient, gradient);
        v[Property.GradientNorm] = Math.Sqrt(gradient.Sum(x => x * x));
    }

    /// <summary>Frontier orbitals, given in hartree.</summary>
    public static void SetFrontier(this Values v, double? homo, double? lumo)
    {
        if (homo is { } h) v[Property.Homo] = h * Units.HartreeToEv;
        if (lumo is { } l) v[Property.Lumo] = l * Units.HartreeToEv;
        if (homo is { } a && lumo is { } b) v[Property.Gap] = (b - a) * Units.HartreeToEv;
    }

    /// <summary>
    /// Excitation energies (eV) with their strengths, sorted by energy; strengths only where every state has one. Those that are told to be triplets above a singlet
    /// are a list of their own.
    /// </summary>
    public static void SetExcitations(this Values v, IReadOnlyCollection<(double Energy, double? Strength, string? Spin)> states)
    {
        if (states.Any(s => !double.IsFinite(s.Energy))) return;
        var sorted = states.Where(s => s.Spin != "3").OrderBy(s => s.Energy).ToList();
        var triplets = states.Where(s => s.Spin == "3").Select(s => s.Energy).Order().ToList();
        v.Set(Property.Excitations, [.. sorted.Select(s => s.Energy)]);
        if (sorted.All(s => s.Strength is not null)) v.Set(Property.Strengths, [.. sorted.Select(s => s.Strength!.Value)]);
        v.Set(Property.Triplets, [.. triplets]);
    }

    public static void Note(this Values v, string text) => v.Extras.Add(new Extra("warning", null, null, text));

    /// <summary>How many vibrations a structure has.</summary>
    public static int Vibrations(Geometry g) => g.Count < 2 ? 0 : 3 * g.Count - (Shape.IsLinear(g) ? 5 : 6);
}
