// Reads Molpro's printed output, as text or inside its XML.
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.Molpro;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Molpro 2006 to 2022: Hartree-Fock, density functionals, Møller-Plesset, configuration interaction with one reference and coupled cluster; energies, gradients, optimisations,
/// frequencies; one record for each energy command. The XML output holds the same text and is read by it.
/// </summary>
public sealed partial class MolproReader : IReader
{
    const string Name = "molpro";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "Molpro 2006-2022: text or XML output (HF, DFT, MP2-MP4, coupled cluster; energies, gradients, optimisations, frequencies)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md") && f.HeadText is var t && t.Contains("***  PROGRAM SYSTEM MOLPRO  ***");

    [GeneratedRegex(@"Version (\S+) linked")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"Library entry\s+\S+\s+(\S+)\s+(\S.*?)\s+selected for")]
    private static partial Regex Library();

    [GeneratedRegex(@"^\s*(?:\S+)\s+ENERGY=\s*(-?\d+\.\d+)\s*$")]
    private static partial Regex Title();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        // Text and XML of one job hold the same.
        var file = bundle.Files.Where(IsOutput).OrderBy(f => f.Extension == ".xml").First();
        if (file.Length > OutputText.Limit) return [OutputRecord.Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        if (text.All("***  PROGRAM SYSTEM MOLPRO  ***").Count() > 1) return [OutputRecord.Refuse(file.Name, null, null, "several jobs were written into one file", "Hand in one file a job.")];
        var steps = Command.In(text);
        var failure = Ended(text);
        if (steps.Count == 0) return [OutputRecord.Refuse(file.Name, null, null, failure is null ? "there is no energy in it" : $"the job failed ({failure.Message}) before it came to an energy", "Hand in the output of an energy, an optimisation or frequencies.")];
        var readings = new List<Reading>();
        int optimised = text.Last("END OF GEOMETRY OPTIMIZATION"), optimiser = text.First("PROGRAM * OPT (");
        string? at = null;
        for (int k = 0; k < steps.Count; k++)
        {
            bool last = k == steps.Count - 1;
            // The SCF under a correlated method is part of it.
            if (steps[k].IsScf && !last && !steps[k + 1].IsScf) continue;
            var scf = steps.Take(k + 1).LastOrDefault(s => s.IsScf);
            var reading = One(bundle, file.Name, text, steps[k], scf, last ? failure : null, readings.Count, optimiser, optimised, at, last);
            if (reading.Calculation is { Status: Status.Success } c) at = optimiser >= 0 && steps[k].From > optimiser ? c.Level.Name : at;
            readings.Add(reading);
        }
        if (readings is [{ Calculation: { } only }]) readings[0] = readings[0] with { Calculation = only with { Cost = Time(text) } };
        else if (readings[^1].Calculation is { Driver: Driver.Optimization or Driver.Hessian } end) readings[^1] = readings[^1] with { Calculation = end with { Cost = Time(text) } };
        return readings;
    }

    static Failure? Ended(OutputText text)
    {
        for (int i = 0; i < text.Count; i++)
            if (text[i].TrimStart() is ['?', ' ', ..] error || (error = text[i].Trim()).StartsWith("GLOBAL ERROR", StringComparison.Ordinal) || error.StartsWith("ERROR DETECTED", StringComparison.Ordinal) || error.StartsWith("ERROR EXIT", StringComparison.Ordinal) || error.StartsWith("ERROR OCCURRED", StringComparison.Ordinal))
            {
                bool Says(string what) => Enumerable.Range(i, 4).Any(k => text[k].Contains(what, StringComparison.OrdinalIgnoreCase));
                var kind = Says("no convergence") || Says("not converged") ? FailureKind.ScfNotConverged : Says("basis") ? FailureKind.MissingBasis : Says("memory") || Says("insufficient") ? FailureKind.OutOfMemory : Says("input") || Says("symmetry") || Says("spin") ? FailureKind.BadInput : FailureKind.Other;
                return new(kind, error.TrimStart('?', ' ').Trim());
            }
        if (!text.Has("Molpro calculation terminated") && !text.Has("Variable memory released")) return new(FailureKind.IncompleteOutput, "the output stops before Molpro's last line");
        return text.Has("PROGRAM * OPT (") && !text.Has("END OF GEOMETRY OPTIMIZATION") ? new(FailureKind.GeometryNotConverged, "the output does not say that the optimisation converged") : null;
    }

    static Reading One(Bundle bundle, string file, OutputText text, Command step, Command? scf, Failure? failure, int number, int optimiser, int optimised, string? optimisedAt, bool last)
    {
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file, $"{step.Program}, line {step.From + 1}", field, message, remedy);
        if (step.Program is "MULTI" or "CI" or "MRCI" or "RS2" or "RS2C" or "RS3" or "FCI" or "CASVB" or "VB" or "EOM" or "DMRG" or "VSCF" or "VCI" or "SAPT") return Refuse("job", $"this is a job of {step.Program}, which this version does not read", "Hand in methods with one reference.");
        foreach (var (mark, what) in new[] { ("Douglas-Kroll", "a relativistic job"), ("COSMO", "a job with a solvent model"), ("point charges", "a job with point charges"), ("External field", "a job in an electric field"), ("ADDING FIELD", "a job in an electric field"), ("dipole field", "a job in an electric field") })
            if (text.All(mark).Any(i => !text[i].Contains('<'))) return Refuse("job", $"this is {what}, which this version does not read", "Hand in plain jobs in the gas phase.");
        if (step.IsExcited) return Refuse("job", "these are several states, which this version does not read", "Hand in the ground state.");
        // An optimisation without an energy after it ends at its own last structure.
        bool own = last && optimised > step.From;
        int from = own ? text.Last("Current geometry (xyz format, in Angstrom)") + 1 : step.From;
        if (Tables.Structure(text, from) is not { } geometry) return Refuse("geometry", "there is no structure that can be read (dummy atoms with basis functions, or damaged numbers)", "Hand in the whole output.");
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (scf?.Electrons is not { } e || text.RealAfter("NUCLEAR CHARGE:") is not { } nuclei) return failure is not null ? Refuse("charge", $"the job failed ({failure.Message}) and its output has no number of electrons", "Mend the input and run it again.") : Refuse("charge", "the output has no number of electrons", "Hand in the whole output.");
        int charge = (int)Math.Round(nuclei) - e.Alpha - e.Beta, multiplicity = e.Alpha - e.Beta + 1;
        var (level, why) = Theory(text, step, scf);
        if (level is null) return Refuse("level", why!, "Hand it in as QCSchema JSON with its level of theory named.");
        double? energy = own && Title().Match(text[from + 2]) is { Success: true } title ? OutputText.Real(title.Groups[1].Value) : own ? null : step.Energy;
        if (failure is null && energy is null) return Refuse("energy", $"the energy of {step.Program} is not in the output", "Hand in the whole output.");
        var values = new Values();
        var driver = Driver.Energy;
        if (failure is null)
        {
            values[Property.Energy] = energy;
            if (!own) driver = Fill(values, step, scf, geometry, charge);
            if (optimiser >= 0 && (own || step.From > optimised && optimised >= 0))
            {
                if (own || optimisedAt == level.Name && driver is Driver.Energy or Driver.Gradient) driver = Driver.Optimization;
                geometry = geometry with { Source = GeometrySource.Optimized, Level = own ? level.Name : optimisedAt ?? level.Name };
            }
        }
        return OutputRecord.Of(bundle, Name, VersionLine().Match(text[Math.Max(0, text.First(" linked "))]) is { Success: true } v ? v.Groups[1].Value : null, number, geometry, charge, multiplicity, level, driver, values, failure, Cost.Unknown);
    }

    static Driver Fill(Values v, Command step, Command scf, Geometry geometry, int charge)
    {
        if (!step.IsScf)
        {
            if (scf.Energy is { } reference)
            {
                v[Property.CorrelationEnergy] = step.Energy - reference;
                v.Extras.Add(new Extra("scf_energy", "Eh", reference));
            }
            v[Property.T1] = step.Method!.Contains("CC", StringComparison.Ordinal) ? step.Text.RealAfter("T1 diagnostic:") : null;
        }
        else
        {
            var (homo, lumo) = Tables.Frontier(step.Text);
            v.SetFrontier(homo, lumo);
            v[Property.SpinSquared] = step.Text.RealAfter("EXPECTATION VALUE OF S**2:");
            v[Property.Polarizability] = Tables.Polarizability(step.Text);
        }
        v[Property.NuclearRepulsion] = scf.Text.RealAfter("Nuclear energy  ") ?? scf.Text.RealAfter("NUCLEAR ENERGY  ");
        v.SetDipole(Tables.Dipole(step.Text, step.Method!), charge);
        v.SetGradient(Tables.Gradient(step.Text, geometry.Count));
        if (!step.Text.Has("PROGRAM * FREQUENCIES") && !step.Text.Has(" FREQUENCIES * CALCULATION OF")) return v.List(Property.Gradient) is null ? Driver.Energy : Driver.Gradient;
        var (frequencies, intensities) = Tables.Vibrations(step.Text);
        if (v[Property.GradientNorm] > Shape.StationaryGradient || frequencies.Count != OutputRecord.Vibrations(geometry)) v.Note("frequencies left out: their number is not that of the vibrations, or the structure is not optimised");
        else
        {
            v.Set(Property.Frequencies, frequencies);
            if (intensities.Count == frequencies.Count) v.Set(Property.Intensities, intensities);
            if (step.Text.Last("Zero point energy:") is >= 0 and var z) v[Property.ZeroPoint] = OutputText.FirstReal(step.Text.After("Zero point energy:", z)!);
        }
        return Driver.Hessian;
    }

    /// <summary>The level of a step, or the reason why it has none.</summary>
    static (Level? Level, string? Why) Theory(OutputText text, Command step, Command scf)
    {
        var names = text.All("Library entry").Select(i => Library().Match(text[i])).Where(m => m.Success && m.Groups[1].Value != "ECP" && !m.Groups[2].Value.Contains("FIT", StringComparison.OrdinalIgnoreCase)).Select(m => m.Groups[2].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count != 1) return (null, names.Count == 0 ? "the basis set is written out in the input, so it has no name" : "the basis set is mixed, so it has no name");
        string program = scf.Program.ToUpperInvariant(), reference = program.Contains("UHF") || program.Contains("UKS") ? "U" : scf.Electrons is { } e && e.Alpha != e.Beta ? "RO" : "R";
        string? method = null, dispersion = null;
        bool? frozen = null;
        if (!step.IsScf)
        {
            if (program.Contains("KS")) return (null, "a correlated method on the orbitals of a density functional has no name that this version knows");
            method = step.Method;
            foreach (var prefix in (string[])["RHF-U", "UHF-U", "RHF-R", "UHF-", "RHF-", "DF-"])
                if (method?.StartsWith(prefix, StringComparison.Ordinal) == true)
                {
                    if (prefix == "RHF-R") return (null, "partially spin-restricted coupled cluster has no name of its own here");
                    method = method[prefix.Length..];
                }
            if (method is "MP4(SDTQ)") method = "MP4";
            double? core = step.Text.RealAfter("Number of core orbitals:", false) ?? text.RealAfter("NUMBER OF CORE ORBITALS:");
            frozen = core is null ? null : core > 0;
        }
        else if (program.Contains("KS"))
        {
            // The group of functionals stands above the heading; an optimisation prints it once.
            method = text.After("Density functional group", text.Last("Density functional group", step.From))?.Split('=', ' ')[0];
            if (method is null) return (null, "the density functional has no name that this version knows");
            method = method switch { "B-P" => "BP86", "B-LYP" => "BLYP", _ => method };
            if (text.Has("dispersion correction activated"))
            {
                int told = Enumerable.Range(0, Math.Max(0, text.First("PROGRAM SYSTEM MOLPRO"))).FirstOrDefault(i => text[i].Contains("disp", StringComparison.OrdinalIgnoreCase), -1);
                dispersion = told < 0 ? null : text[told].Contains("bj", StringComparison.OrdinalIgnoreCase) ? "D3(BJ)" : text[told].Contains("zero", StringComparison.OrdinalIgnoreCase) ? "D3(0)" : null;
                if (dispersion is null) return (null, "the damping of the dispersion correction is not told");
            }
        }
        else method = "HF";
        var (level, why) = LevelKeywords.Of(Name, method ?? "", names[0], dispersion, null, frozen);
        return level is null ? (null, why) : (level with { Reference = reference }, null);
    }

    static Cost Time(OutputText text)
    {
        double? cpu = text.Last("CPU TIMES  *") is >= 0 and var c ? OutputText.FirstReal(text.After("CPU TIMES  *", c)!) : null, wall = text.Last("REAL TIME  *") is >= 0 and var r ? OutputText.FirstReal(text.After("REAL TIME  *", r)!) : null;
        int? cores = text.First("nprocs") is >= 0 and var n && n < 40 && OutputText.Fields(text[n + 1]) is [_, var count] ? OutputText.Whole(count) : null;
        return OutputRecord.Time(wall, cpu, cores);
    }
}
