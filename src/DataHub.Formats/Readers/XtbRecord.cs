// Puts together one record from the runs, the JSON and the structures of one xtb job.
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>The record of one xtb job: an optimisation, the single point on its result and the frequencies there count as one calculation.</summary>
static class XtbRecord
{
    public static Reading Make(Bundle bundle, IReadOnlyList<XtbRun> runs, RawFile? jsonFile, int number)
    {
        var opt = runs.LastOrDefault(r => r.Optimises);
        var hess = runs.LastOrDefault(r => r.HasFrequencies || r.Call.Hessian);
        var main = runs.LastOrDefault(r => XtbReader.Step(r) == "sp") ?? runs.LastOrDefault(r => r != opt && r != hess) ?? hess ?? opt;
        if (runs.Select(r => r.Unsuited).FirstOrDefault(u => u is not null) is { } unsuited)
            return XtbReader.Refuse(main!.Name, "program call", $"this is {unsuited}", "Hand in a single point, an optimisation or frequencies of one molecule.");
        XtbJson? json = null;
        string? note = null;
        if (jsonFile is not null)
        {
            json = XtbJson.Read(jsonFile.ReadAllText(), out var wrong);
            if (json is null && main is null) return XtbReader.Refuse(jsonFile.Name, null, $"this is no complete xtbout.json: {wrong}", "Hand in the whole file, or xtb's printed output.");
            if (json is null) note = $"xtbout.json was not used: {wrong}";
            else if (main is null && new XtbCall(json.Call) is var call)
            {
                if (call.Unsuited is { } kind) return XtbReader.Refuse(jsonFile.Name, "program call", $"this is {kind}", "Hand in a single point, an optimisation or frequencies of one molecule.");
                if (call.ChangesCharge)
                    return XtbReader.Refuse(jsonFile.Name, "program call", "after --vip, --vea or --vipea xtbout.json holds the last charge state, not the molecule asked for", "Hand in xtb's printed output.");
                if (call.Optimises)
                    return XtbReader.Refuse(jsonFile.Name, "program call", "xtbout.json of an optimisation does not tell whether it converged", "Hand in xtb's printed output as well.");
            }
            else if (main!.Call.ChangesCharge || main.Energy is not { } e || Math.Abs(e - json.Energy) > 2e-6)
            {
                json = null;
                note = "xtbout.json was not used: it belongs to another run or charge state";
            }
        }

        var level = main?.Level ?? (json is null ? new XtbCall("").Level : Level.Of(json.Method, null, null, new XtbCall(json.Call).Solvation));
        var (geometry, misfit) = XtbGeometry.Of(bundle, main, opt, level);
        if (misfit is not null) return XtbReader.Refuse(bundle.Name, "geometry", misfit, "Hand in the structure file that this run read.");
        IReadOnlyList<string> symbols = geometry?.Symbols ?? main?.Symbols ?? [];
        if (json is not null && symbols.Count > 0 && json.Charges.Length > 0 && json.Charges.Length != symbols.Count)
            return XtbReader.Refuse(bundle.Name, "geometry", $"xtbout.json has {json.Charges.Length} atoms, the structure beside it {symbols.Count}", "Hand in the files of one run together.");
        if (symbols.Count == 0)
            return XtbReader.Refuse(bundle.Name, "atoms", json is null && main?.Failure is { } f ? $"the run failed ({f.Message}) and names no atoms" : "xtbout.json does not tell which atoms these are",
                "Hand it in together with the input structure (input.xyz) or the printed output.");

        int? electrons = json?.Electrons ?? main?.Electrons;
        int charge = (int)Math.Round(json?.Charges is { Length: > 0 } q ? q.Sum() : main?.Charge ?? 0);
        if ((main?.Call ?? new XtbCall(json?.Call ?? "")).Charge is { } asked) charge = asked;
        int unpaired = main?.Unpaired ?? json?.Unpaired ?? Math.Max(main?.Singly ?? 0, Molecule.LowestMultiplicity(symbols, charge) - 1);
        var failure = runs.Select(r => r.Failure).FirstOrDefault(x => x is not null) ?? JsonDefect(json, electrons)
            ?? (geometry?.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null);
        var values = new Values();
        if (failure is null) Fill(values, main, hess, json, HessianJson(bundle, hess) ?? json, electrons, unpaired, note);
        var driver = hess is not null ? Driver.Hessian : opt is not null ? Driver.Optimization : main?.Call.Gradient is true ? Driver.Gradient : Driver.Energy;
        return new Reading(new Calculation(Molecule.FromAtoms(symbols, charge, unpaired + 1), level, driver, failure is null ? Status.Success : Status.Failed)
        {
            Geometry = geometry, Values = values, Failure = failure, Cost = Cost(runs),
            Provenance = new Provenance { Program = "xtb", ProgramVersion = main?.Version ?? json?.Version, Format = "xtb", RawName = bundle.Name, RawRecord = number },
        });
    }

    static Failure? JsonDefect(XtbJson? json, int? electrons)
    {
        if (json is null) return null;
        if (new XtbCall(json.Call).Defect is { } defect) return new(FailureKind.BadInput, defect);
        return electrons is { } n && (n < 1 || json.Unpaired is { } u && (n - u) % 2 != 0) ? new(FailureKind.BadInput, $"charge and spin do not fit: {n} electrons with {json.Unpaired ?? 0} unpaired") : null;
    }

    /// <summary>The JSON of the frequency step, which has its frequencies to more digits; null if it is not there or is of another run.</summary>
    static XtbJson? HessianJson(Bundle bundle, XtbRun? hess) =>
        hess is not null && bundle.Files.FirstOrDefault(f => Path.GetFileName(f.Name) == "hess.json") is { } file && XtbJson.Read(file.ReadAllText(), out _) is { } json && Math.Abs(json.Energy - (hess.Energy ?? 0)) < 2e-6 ? json : null;

    static void Fill(Values v, XtbRun? main, XtbRun? hess, XtbJson? json, XtbJson? modes, int? electrons, int unpaired, string? note)
    {
        v[Property.Energy] = main?.Energy ?? json?.Energy;
        double? gap = main?.Gap ?? json?.Gap, homo = main?.Homo, lumo = main?.Lumo;
        // The highest occupied orbital is that of the last alpha electron; the printed gap proves the count.
        if (json is not null && electrons is { } n && (n + unpaired) / 2 is var alpha && alpha > 0 && alpha < json.Orbitals.Length) (homo, lumo) = (json.Orbitals[alpha - 1], json.Orbitals[alpha]);
        v[Property.Gap] = gap ?? lumo - homo;
        if (homo is not null && lumo is not null && gap is not null && Math.Abs(lumo.Value - homo.Value - gap.Value) < 2e-3) (v[Property.Homo], v[Property.Lumo]) = (homo, lumo);
        var dipole = json?.Dipole is { } d && !new XtbCall(json.Call).Optimises ? d : main?.Dipole;
        if (dipole is not null)
        {
            var debye = dipole.Select(x => x * Units.AuDipoleToDebye).ToArray();
            v.Set(Property.DipoleVector, debye);
            v[Property.Dipole] = Math.Sqrt(debye.Sum(x => x * x));
        }
        v.Set(Property.Charges, json?.Charges is { Length: > 0 } q ? q : main?.Charges);
        v[Property.GradientNorm] = main?.GradientNorm;
        v[Property.SolvationEnergy] = main?.Solvation;
        v[Property.DispersionEnergy] = main?.Dispersion;
        v[Property.Ionization] = main?.Ionization;
        if (note is not null) v.Extras.Add(new Extra("note", null, null, note));
        if (hess is null) return;
        if (hess.HessianOffMinimum)
        {
            v.Extras.Add(new Extra("warning", null, null, "frequencies and thermochemistry left out: the Hessian was taken at a structure that is not optimised"));
            return;
        }
        v[Property.ZeroPoint] = hess.ZeroPoint;
        v[Property.Enthalpy] = hess.Enthalpy;
        v[Property.Gibbs] = hess.Gibbs;
        var (f, ir) = modes is { Frequencies.Length: > 0 } && modes.Frequencies.Length == modes.Intensities.Length ? (modes.Frequencies, modes.Intensities) : hess.Modes;
        int wanted = hess.Vibrations ?? f.Length - 6;
        if (wanted < 1 || wanted > f.Length) return;
        var keep = Enumerable.Range(0, f.Length).OrderByDescending(i => Math.Abs(f[i])).Take(wanted).Order().ToList();
        v.Set(Property.Frequencies, [.. keep.Select(i => f[i])]);
        if (ir.Length == f.Length) v.Set(Property.Intensities, [.. keep.Select(i => ir[i])]);
    }

    static Cost Cost(IReadOnlyList<XtbRun> runs)
    {
        double? Sum(Func<XtbRun, double?> get) => runs.Count > 0 && runs.All(r => get(r) is not null) ? runs.Sum(r => get(r)) : null;
        var (wall, cpu) = (Sum(r => r.WallSeconds), Sum(r => r.CpuSeconds));
        return wall is null && cpu is null ? Model.Cost.Unknown : new Cost(CostTier.Log) { WallSeconds = wall, CpuSeconds = cpu, Cores = runs[0].Threads };
    }
}
