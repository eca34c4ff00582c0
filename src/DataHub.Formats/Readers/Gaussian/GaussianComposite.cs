// The composite methods of Gaussian (CBS-QB3, G4, ...): one calculation of several steps, with a summary at its end.
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

static partial class GaussianComposite
{
    [GeneratedRegex(@"^\s*([A-Z0-9()-]+?)\s*\(0 K\)=\s+(-?\d+\.\d+)\s+\S+ Energy=\s+-?\d+\.\d+")]
    private static partial Regex Summary();

    [GeneratedRegex(@"^\s*\S+ Enthalpy=\s+(-?\d+\.\d+)\s+\S+ Free Energy=\s+(-?\d+\.\d+)")]
    private static partial Regex Thermal();

    [GeneratedRegex(@"Temperature=\s+298\.15\d*\s+Pressure=\s+1\.0+\s*$")]
    private static partial Regex Standard();

    /// <summary>
    /// The record of the whole from its last step. The energy is that of the bottom of the well: the energy at 0 K without the zero-point energy that the method adds (scaled by its own
    /// factor); enthalpy and Gibbs energy as the summary gives them at 298.15 K and 1 atm.
    /// </summary>
    public static Reading Read(string file, string record, OutputText last, GaussianRoute route, GaussianRoute first)
    {
        if (new GaussianJob(last, first, null).Unsuited is { } unsuited) return GaussianReader.Refuse(file, record, "route", $"this is {unsuited}, which this version does not read", "Hand in single points, optimisations and frequencies of one molecule.");
        var job = new GaussianJob(last, route, first);
        if (job.Failure is { } failure) return GaussianReader.Refuse(file, record, "route", $"a step of the composite method failed ({failure.Message})", "Run it again.");
        int at = Enumerable.Range(0, last.Count).LastOrDefault(i => Summary().IsMatch(last[i]), -1);
        if (at < 0) return GaussianReader.Refuse(file, record, "energy", "the summary of the composite method is not printed", "Hand in the whole output.");
        if (job.Geometry is not { } geometry || job.ChargeAndMultiplicity is not { } state || geometry.Defect() is not null) return GaussianReader.Refuse(file, record, "geometry", "the last step of the composite method has no structure that can be read", "Hand in the whole output.");
        var m = Summary().Match(last[at]);
        double zeroKelvin = OutputText.Real(m.Groups[2].Value)!.Value;
        if (last.RealAfter("E(ZPE)=") is not { } zpe) return GaussianReader.Refuse(file, record, "energy", "the zero-point energy in the summary of the composite method is not printed", "Hand in the whole output.");
        var values = new Values { [Property.Energy] = zeroKelvin - zpe };
        values.Extras.Add(new Extra("energy_0k", "Eh", zeroKelvin));
        values.Extras.Add(new Extra("scaled_zpve", "Eh", zpe));
        if (Enumerable.Range(Math.Max(0, at - 20), Math.Min(20, at)).Any(i => Standard().IsMatch(last[i])) && Thermal().Match(last[at + 1]) is { Success: true } t)
            (values[Property.Enthalpy], values[Property.Gibbs]) = (OutputText.Real(t.Groups[1].Value), OutputText.Real(t.Groups[2].Value));
        string name = m.Groups[1].Value;
        var level = Level.Of(name) is { Kind: not LevelKind.Unknown } known ? known : new Level(LevelKind.WaveFunction, name);
        return new Reading(new Calculation(Molecule.FromAtoms(geometry.Symbols, state.Charge, state.Multiplicity), level, Driver.Energy, Status.Success) { Geometry = geometry, Values = values, Cost = job.Cost }, null, record);
    }
}
