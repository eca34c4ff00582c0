// Reads DALTON's printed output.
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.Dalton;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>DALTON 2013 to 2020: single points of Hartree-Fock, density functionals, MP2 and coupled cluster, one record a job. What the wave function is comes from the repeated input.</summary>
public sealed partial class DaltonReader : IReader
{
    const string Name = "dalton";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "DALTON 2013-2020: text output (HF, DFT, MP2, coupled cluster; single points)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md") && f.HeadText is var t && (t.Contains("* Dalton - An Electronic Structure Program *") || t.Contains("This is output from DALTON"));

    [GeneratedRegex(@"This is output from DALTON\s+(?:release\s+)?(?:Dalton)?(\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"(?:(\d+) hours?)?\s*(?:(\d+) minutes?)?\s*(?:(\d+(?:\.\d+)?) seconds?)?\s*$")]
    private static partial Regex Duration();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [OutputRecord.Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        if (text.All("This is output from DALTON").Count() > 1) return [OutputRecord.Refuse(file.Name, null, null, "several jobs were written into one file", "Hand in one file a job.")];
        return [One(bundle, file.Name, text)];
    }

    static Failure? Ended(OutputText text)
    {
        if (text.First("SEVERE ERROR, PROGRAM WILL BE ABORTED") is >= 0 and var at)
        {
            var reason = text.After("Reason:", text.First("Reason:", at)) ?? text[at].Trim(' ', '-', '\r');
            bool Says(string what) => reason.Contains(what, StringComparison.OrdinalIgnoreCase);
            return new(Says("converge") ? FailureKind.ScfNotConverged : Says("basis") ? FailureKind.MissingBasis : Says("memory") || Says("work space") ? FailureKind.OutOfMemory : Says("input") || Says("keyword") ? FailureKind.BadInput : FailureKind.Other, reason);
        }
        return text.Has("Total wall time used in DALTON:") ? null : new(FailureKind.IncompleteOutput, "the output stops before DALTON's last line");
    }

    static Reading One(Bundle bundle, string file, OutputText text)
    {
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file, null, field, message, remedy);
        var input = new DaltonInput(text);
        var failure = Ended(text);
        string because = failure is null ? "" : $" (the job failed: {failure.Message})";
        if (!input.IsWhole) return Refuse("job", "the input is not repeated in the output" + because, "Hand in the whole output.");
        if (input.Foreign() is { } foreign) return Refuse("job", $"the input has {foreign}, whose effect on the energy this version does not know", "Hand in single points in the gas phase, or QCSchema JSON.");
        if (input.Basis is null) return Refuse("basis", "the basis set is given atom by atom or in numbers, so it has no name", "Hand it in as QCSchema JSON with its level of theory named.");
        if (input.IsCartesian || text.Has("Cartesian basis used")) return Refuse("basis", "the basis set was used in Cartesian functions, which has no name of its own", "Hand it in as QCSchema JSON with its level of theory named.");
        if (input.Methods() is not [var asked]) return Refuse("method", input.Methods().Count == 0 ? "no method is asked for" : $"several methods are asked for: {string.Join(", ", input.Methods())}", "Hand in one method a job.");
        if (Tables.Structure(text) is not { } geometry) return Refuse("geometry", "there is no structure that can be read (ghost atoms, effective cores, or damaged numbers)" + because, "Hand in the whole output.");
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (Whole(text, "Total charge of the molecule ") is not { } charge || Whole(text, "Spin multiplicity and 2 M_S") is not { } multiplicity) return Refuse("charge", "charge or multiplicity are not in the output" + because, "Hand in the whole output.");
        var wave = text.After(">>>", text.First("Wave function type"))?.Replace("<<<", "").Trim();
        if (wave != asked switch { "HF" => "HF", "DFT" => "KS-DFT", "MP2" => "MP2", _ => "CC" }) return Refuse("method", $"the input asks for {asked}, but the wave function is '{wave ?? "-"}'", "Hand in the whole output.");
        string? named = asked == "DFT" ? text.After("This is a DFT calculation of type:", text.First("This is a DFT calculation of type:")) : asked;
        if (named is null or "") return Refuse("method", "the functional is not in the output", "Hand in the whole output.");
        // Without a keyword that freezes orbitals (refused above) all electrons are correlated.
        var (level, why) = LevelKeywords.Of(Name, named, input.Basis, null, null, asked is "HF" or "DFT" ? null : false);
        if (level is null) return Refuse("level", why!, "Hand it in as QCSchema JSON with its level of theory named.");
        level = level with { Reference = multiplicity == 1 ? "R" : "RO" };
        double? scf = text.RealAfter(asked == "DFT" ? "Final DFT energy:" : "Final HF energy:", false);
        double? energy = asked switch
        {
            "HF" or "DFT" => scf,
            "MP2" when wave == "MP2" => text.RealAfter("= MP2 second order energy   :"),
            "CCSD(T)" => text.RealAfter("Total energy CCSD(T):"),
            _ => text.RealAfter($"Total {asked,-5} energy:"),
        };
        var values = new Values();
        if (failure is null)
        {
            if (!text.Has("Converged SCF energy")) return Refuse("energy", "the output does not say that the SCF converged", "Hand in the whole output.");
            if (wave == "CC" && asked != "MP2" && !text.Has($"{(asked == "CCSD(T)" ? "CCSD" : asked),-5} energy converged to within")) return Refuse("energy", $"the output does not say that {asked} converged", "Hand in the whole output.");
            if (text.Has("not converged") || text.Has("NOT CONVERGED") || text.Has("No convergence")) failure = new(FailureKind.ScfNotConverged, "the output says that an iteration did not converge");
            else if (energy is null || scf is null) return Refuse("energy", $"the energy of {named} is not in the output", "Hand in the whole output.");
            else Fill(values, text, asked, energy.Value, scf.Value, charge, multiplicity, input);
        }
        var version = VersionLine().Match(text[Math.Max(0, text.First("This is output from DALTON"))]) is { Success: true } v ? v.Groups[1].Value : null;
        return OutputRecord.Of(bundle, Name, version, 0, geometry, charge, multiplicity, level, Driver.Energy, values, failure, Time(text));
    }

    static void Fill(Values v, OutputText text, string asked, double energy, double scf, int charge, int multiplicity, DaltonInput input)
    {
        v[Property.Energy] = energy;
        v[Property.NuclearRepulsion] = text.RealAfter("Nuclear repulsion:");
        if (asked is "HF" or "DFT")
        {
            if (multiplicity == 1) v.SetFrontier(text.RealAfter("- E(HOMO) :"), text.RealAfter("E(LUMO) :"));
            v.SetDipole(Tables.Dipole(text), charge);
        }
        else
        {
            v[Property.CorrelationEnergy] = energy - scf;
            v.Extras.Add(new Extra("scf_energy", "Eh", scf));
        }
        if (input.AsksForProperties) v.Note("properties beyond the energy and the dipole were asked for; this version does not read them");
    }

    static int? Whole(OutputText text, string label) => text.After(label, text.First(label)) is { } rest && OutputText.Fields(rest) is [var first, ..] ? OutputText.Whole(first) : null;

    static Cost Time(OutputText text)
    {
        double? Of(string label) => text.After(label, text.Last(label)) is { Length: > 0 } rest && Duration().Match(rest) is { Success: true, Length: > 0, Index: 0 } m
            ? Part(m.Groups[1]) * 3600 + Part(m.Groups[2]) * 60 + Part(m.Groups[3]) : null;
        static double Part(Group g) => g.Success ? OutputText.Real(g.Value) ?? 0 : 0;
        return OutputRecord.Time(Of("Total wall time used in DALTON:"), Of("Total CPU  time used in DALTON:"));
    }
}
