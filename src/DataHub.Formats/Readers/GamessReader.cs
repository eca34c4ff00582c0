// Reads the printed output of GAMESS (US).
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.Gamess;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>GAMESS (US): single points of Hartree-Fock, density functionals, MP2 and coupled cluster. The level is that of the options which the output states.</summary>
public sealed partial class GamessReader : IReader
{
    const string Name = "gamess";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "GAMESS (US): text output (HF, DFT, MP2, coupled cluster; single points)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md") && f.HeadText is var t && t.Contains("GAMESS VERSION =") && !t.Contains("PC GAMESS") && !t.Contains("Firefly version");

    [GeneratedRegex(@"GAMESS VERSION =\s*\d+ [A-Z]+ (\d{4}) *\(R(\d+)\)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"(?:NUMBER OF FROZEN CORE MOS|NUMBER OF CORE ORBITALS|\bNACORE) *= *(\d+)")]
    private static partial Regex Core();

    [GeneratedRegex(@"^\s*FINAL (\S+) ENERGY IS\s+(\S+) AFTER")]
    private static partial Regex Final();

    [GeneratedRegex(@"COUPLED-CLUSTER ENERGY E\(\s*(\S+)\) =\s*(\S+)\s*$")]
    private static partial Regex Coupled();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [OutputRecord.Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        if (text.All("GAMESS VERSION =").Count() > 1) return [OutputRecord.Refuse(file.Name, null, null, "several jobs were written into one file", "Hand in one file a job.")];
        return [One(bundle, file.Name, text)];
    }

    static Failure? Ended(OutputText text)
    {
        if (text.Has("SCF IS UNCONVERGED") || text.Has("SCF DID NOT CONVERGE") || text.Has("NOT CONVERGED") || text.Has("FAILED TO CONVERGE")) return new(FailureKind.ScfNotConverged, "the output says that an iteration did not converge");
        if (text.First("TERMINATED -ABNORMALLY-") is >= 0)
        {
            var error = text.First("*** ERROR") is >= 0 and var at ? text[at].Trim() : "the job ended abnormally";
            return new(error.Contains("MEMORY", StringComparison.OrdinalIgnoreCase) ? FailureKind.OutOfMemory : error.Contains("INPUT", StringComparison.OrdinalIgnoreCase) ? FailureKind.BadInput : FailureKind.Crash, error);
        }
        return text.Has("EXECUTION OF GAMESS TERMINATED NORMALLY") ? null : new(FailureKind.IncompleteOutput, "the output stops before GAMESS' last line");
    }

    static Reading One(Bundle bundle, string file, OutputText text)
    {
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file, null, field, message, remedy);
        var failure = Ended(text);
        string because = failure is null ? "" : $" (the job failed: {failure.Message})";
        var options = new GamessOptions(text);
        if (options.Beyond() is { } beyond) return Refuse("job", beyond + because, "Hand in single points in the gas phase, or QCSchema JSON.");
        if (options.Method() is not { } method) return Refuse("method", "several methods are asked for, of which one cannot be told as the result", "Hand in one method a job.");
        if (method is not ("HF" or "MP2" or "CCD" or "CCSD" or "CCSD(T)") && options["DFTTYP"] != method) return Refuse("method", $"the energy of {method} is not read by this version", "Hand it in as QCSchema JSON.");
        if (method.StartsWith("MP", StringComparison.Ordinal) && options["SCFTYP"] == "ROHF") return Refuse("method", "MP2 on ROHF orbitals (ZAPT or RMP) has no name of its own here", "Hand it in as QCSchema JSON.");
        if (Tables.Structure(text) is not { } geometry) return Refuse("geometry", "there is no structure that can be read (dummy atoms, or damaged numbers)" + because, "Hand in the whole output.");
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (Tables.Whole(text, "CHARGE OF MOLECULE") is not { } charge || Tables.Whole(text, "SPIN MULTIPLICITY") is not { } multiplicity || Tables.Whole(text, "OCCUPIED ORBITALS (ALPHA)") is not { } alpha)
            return Refuse("charge", "charge, multiplicity or the number of electrons are not in the output" + because, "Hand in the whole output.");
        bool correlated = method is "MP2" or "CCD" or "CCSD" or "CCSD(T)";
        int? core = Enumerable.Range(0, text.Count).Select(i => Core().Match(text[i])).FirstOrDefault(m => m.Success) is { } c ? OutputText.Whole(c.Groups[1].Value) : null;
        if (correlated && core is null) return Refuse("level", "how many orbitals were left out as core is not in the output" + because, "Hand in the whole output.");
        var (level, why) = options.Theory(correlated ? core : null);
        if (level is null) return Refuse("level", why!, "Hand it in as QCSchema JSON with its level of theory named.");
        var values = new Values();
        if (failure is null)
        {
            if (!text.Has("DENSITY CONVERGED")) return Refuse("energy", "the output does not say that the SCF converged", "Hand in the whole output.");
            var finals = Enumerable.Range(0, text.Count).Select(i => Final().Match(text[i])).Where(m => m.Success).ToList();
            string label = options["DFTTYP"] is "NONE" or "" ? options["SCFTYP"] : $"{options["SCFTYP"][..^2]}-{options["DFTTYP"]}";
            if (finals is not [{ } final] || final.Groups[1].Value != label || OutputText.Real(final.Groups[2].Value) is not { } scf) return Refuse("energy", $"there is not one final energy of {label} in the output", "Hand in the whole output.");
            double? energy = method switch { "MP2" => Perturbed(text), "CCD" or "CCSD" or "CCSD(T)" => CoupledCluster(text, method), _ => scf };
            if (energy is null) return Refuse("energy", $"the energy of {method} is not in the output, or it does not say that it converged", "Hand in the whole output.");
            values[Property.Energy] = energy;
            values[Property.NuclearRepulsion] = text.RealAfter("THE NUCLEAR REPULSION ENERGY IS", false);
            if (correlated)
            {
                values[Property.CorrelationEnergy] = energy - scf;
                values.Extras.Add(new Extra("scf_energy", "Eh", scf));
                if (method.StartsWith("CCSD", StringComparison.Ordinal)) values[Property.T1] = text.RealAfter("T1 DIAGNOSTIC        =");
            }
            else
            {
                if (multiplicity == 1 && options["SCFTYP"] == "RHF" && Tables.Orbitals(text) is { } e && alpha > 0 && alpha < e.Count) values.SetFrontier(e[alpha - 1], e[alpha]);
                values.SetDipole(Tables.Dipole(text), charge);
            }
        }
        var version = VersionLine().Match(text[Math.Max(0, text.First("GAMESS VERSION ="))]) is { Success: true } v ? $"{v.Groups[1].Value}.r{v.Groups[2].Value}" : null;
        double? wall = text.RealAfter("TOTAL WALL CLOCK TIME="), cpu = text.RealAfter("TOTAL CPU TIME=");
        return OutputRecord.Of(bundle, Name, version, 0, geometry, charge, multiplicity, level, Driver.Energy, values, failure, OutputRecord.Time(wall, cpu));
    }

    static double? Perturbed(OutputText text)
    {
        var all = text.All("E(MP2)=").ToList();
        return all is [var only] && OutputText.Fields(text.After("E(MP2)=", only)!) is [var value] ? OutputText.Real(value) : null;
    }

    static double? CoupledCluster(OutputText text, string method) =>
        text.Has("ITERATIONS HAVE CONVERGED") && Enumerable.Range(0, text.Count).Select(i => Coupled().Match(text[i])).LastOrDefault(m => m.Success) is { } last && last.Groups[1].Value == method ? OutputText.Real(last.Groups[2].Value) : null;
}
