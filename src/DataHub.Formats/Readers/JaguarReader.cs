// Reads Jaguar's printed output.
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.Jaguar;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Jaguar 8 to 13, printed output: Hartree-Fock, density functionals, local MP2; energies, gradients, optimisations, frequencies, CIS and TDDFT states in the Tamm-Dancoff approximation.
/// One record a file, and one for the excited states.
/// </summary>
public sealed partial class JaguarReader : IReader
{
    const string Name = "jaguar", Banner = "Jaguar version ";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "Jaguar 8-13: printed output (HF, DFT, LMP2; energies, gradients, optimisations, frequencies, CIS and TDDFT states)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md" or ".mae" or ".in") && f.HeadText is var t && t.Contains(Banner) && t.Contains("Schrodinger");

    [GeneratedRegex(@"Jaguar version (\d+(?:\.\d+)*), release\s+(\d+)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^Job \S.* completed on \S")]
    private static partial Regex Completed();

    [GeneratedRegex(@"^\s*(?:\*+\s*)?(?:ERROR\b|FATAL|fatal error|Job \S+ (?:died|failed|was killed|stopped))|did not converge|not converged after|SCF not converged", RegexOptions.None)]
    private static partial Regex Error();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file.Name, null, field, message, remedy);
        if (file.Length > OutputText.Limit) return [Refuse(null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        if (text.All(Banner).Count() > 1) return [Refuse(null, "several jobs were written into one file", "Hand in one file a job.")];
        if (Theory.Unsuited(text) is { } unsuited) return [Refuse("job", $"the output speaks of {unsuited}, which this version does not read", "Hand in plain energies, gradients, optimisations or frequencies in the gas phase.")];
        if (text.RealAfter("net molecular charge:", false) is not { } q || text.RealAfter("multiplicity:", false) is not { } m || q != Math.Floor(q) || m != Math.Floor(m) || m < 1)
            return [Refuse("charge", "the output tells no charge or multiplicity", "Hand in the whole output.")];
        int charge = (int)q, multiplicity = (int)m, scfLine = text.Last("SCFE:");
        var (level, why) = Theory.Of(text, scfLine, multiplicity);
        if (level is null) return [Refuse("level", why!, "Hand it in as QCSchema JSON with its level of theory named.")];
        bool optimises = text.Has("Geometry will be optimized") || text.Has("start of program geopt");
        var failure = Ended(text, optimises);
        int at = Tables.Before(text, scfLine >= 0 ? scfLine : text.Count);
        if (Tables.Structure(text, at) is not { } geometry) return [Refuse("geometry", "the structure cannot be read (other units, atoms that are none, or damaged numbers)", "Hand in the whole output.")];
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (Contradiction(text, geometry, charge, multiplicity) is { } contradiction) return [Refuse("molecule", contradiction, "Hand in the whole output.")];
        var values = new Values();
        var states = new Values();
        Level? excited = null;
        if (failure is null)
        {
            if (Theory.Scf(text, scfLine) is not { } scf) return [Refuse("energy", "the energy of the SCF is not in the output in a form that this version reads", "Hand in the whole output.")];
            if (Displaced(text, scfLine, at, geometry, scf.Energy) is { } displaced) return [Refuse("geometry", displaced, "Hand in the whole output.")];
            values[Property.Energy] = scf.Energy;
            if (level.Method == "LMP2" && Correlated(text, scfLine, scf.Energy, values) is { } lost) return [Refuse("energy", lost, "Hand in the whole output.")];
            if (optimises)
            {
                int final = text.Last("final geometry:");
                if (final >= 0 && !(Tables.Structure(text, final) is { } end && Shape.Same(end, geometry))) return [Refuse("geometry", "the final structure is not the one that the last energy belongs to", "Hand in the whole output.")];
                if (Constrained(text)) values.Note("the optimisation held coordinates fixed, so its structure is not called optimised");
                else geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
            }
            Fill(values, text, scfLine, level, geometry);
            if (text.Has("excitation energies will be calculated by")) excited = States(text, level, optimises, values, states);
        }
        bool hessian = text.Has("start of program freq");
        var driver = optimises ? Driver.Optimization : hessian ? Driver.Hessian : values.List(Property.Gradient) is not null ? Driver.Gradient : Driver.Energy;
        var version = VersionLine().Match(text[text.First(Banner)]) is { Success: true } v ? $"{v.Groups[1].Value}.{v.Groups[2].Value}" : null;
        var main = OutputRecord.Of(bundle, Name, version, 0, geometry, charge, multiplicity, level, driver, values, failure, Time(text));
        return excited is null ? [main] : [main, OutputRecord.Of(bundle, Name, version, 1, geometry, charge, multiplicity, excited, Driver.Properties, states, null, Cost.Unknown)];
    }

    static Failure? Ended(OutputText text, bool optimises)
    {
        for (int i = 0; i < text.Count; i++)
            if (Error().IsMatch(text[i]))
            {
                bool Says(string what) => Enumerable.Range(i, 8).Any(k => text[k].Contains(what, StringComparison.OrdinalIgnoreCase));
                var kind = Says("converge") ? Says("geometry") ? FailureKind.GeometryNotConverged : FailureKind.ScfNotConverged : Says("basis") ? FailureKind.MissingBasis : Says("memory") ? FailureKind.OutOfMemory
                    : Says("input") || Says("multip") || Says("keyword") ? FailureKind.BadInput : FailureKind.Other;
                return new(kind, text[i].Trim());
            }
        bool completed = Enumerable.Range(Math.Max(0, text.Count - 12), 12).Any(i => Completed().IsMatch(text[i]));
        if (!completed || !text.Has("Total elapsed time:")) return new(FailureKind.IncompleteOutput, "the output stops before Jaguar's last line");
        return optimises && !text.Has("Geometry optimization complete") ? new(FailureKind.GeometryNotConverged, "the output does not say that the optimisation converged") : null;
    }

    /// <summary>Charge and multiplicity against the electrons that the SCF counts; core potentials may hide pairs of them.</summary>
    static string? Contradiction(OutputText text, Geometry geometry, int charge, int multiplicity)
    {
        if (text.RealAfter("number of electrons....", false) is not { } electrons) return null;
        double missing = geometry.Symbols.Sum(s => Elements.Number(s)!.Value) - charge - electrons;
        if (missing != 0 && !(text.Has("This run will use ECP") && missing > 0 && missing % 2 == 0)) return $"charge {charge} does not fit {electrons} electrons";
        return text.RealAfter("number of alpha electrons....", false) - text.RealAfter("number of beta electrons....", false) + 1 is { } told && told != multiplicity ? $"multiplicity {multiplicity} does not fit the electrons of each spin" : null;
    }

    /// <summary>Whether the energy belongs to the structure: by the repulsion of its nuclei, which does not depend on the frame.</summary>
    static string? Displaced(OutputText text, int scfLine, int at, Geometry geometry, double energy)
    {
        int components = text.Last("Energy components, in hartrees", scfLine), below = text.First("nuclear repulsion energy.......", at, scfLine);
        double? Component(string label) => components >= 0 && text.First(label, components, scfLine) is >= 0 and var i && text.After(label, i) is { } rest ? OutputText.FirstReal(rest.TrimStart('.')) : null;
        if (Component("(A)  Nuclear repulsion") is not { } used || Component("(N)  Total energy") is not { } total || below < 0 || text.After("energy.......", below) is not { } printed || OutputText.FirstReal(printed.TrimStart('.')) is not { } own)
            return "the components of the energy are not in the output, so it cannot be told which structure it belongs to";
        if (Math.Abs(total - energy) > 1e-7) return "the energy is not the sum of its components";
        bool bare = !text.Has("This run will use ECP");
        return Math.Abs(used - own) > 2e-6 || bare && Math.Abs(Tables.Repulsion(geometry) - used) > 1e-5 + 1e-6 * used ? "the last structure is not the one that the last energy belongs to" : null;
    }

    /// <summary>Fills in the energy of local MP2, or tells why there is none.</summary>
    static string? Correlated(OutputText text, int from, double scf, Values v)
    {
        double? Number(string label) => text.Last(label) is var i && i > from && text.After(label, i) is { } rest ? OutputText.FirstReal(rest.TrimStart('.')) : null;
        if (Number("Total LMP2 Energy.......") is not { } total || Number("LMP2 Energy Correction..") is not { } correction) return "the energy of LMP2 is not in the output";
        if (Math.Abs(scf + correction - total) > 1e-6) return "the energy of LMP2 is not the sum of its parts";
        v[Property.Energy] = total;
        v[Property.CorrelationEnergy] = correction;
        v.Extras.Add(new Extra("scf_energy", "Eh", scf));
        return null;
    }

    static bool Constrained(OutputText text) => text.RealAfter("Number of frozen coordinates:") is > 0 || text.RealAfter("Number of harmonic constraints:") is > 0 || text.All("onstrain").Any(i => !text[i].Contains("Number of harmonic constraints:"));

    static void Fill(Values v, OutputText text, int scfLine, Level level, Geometry geometry)
    {
        int components = text.Last("(A)  Nuclear repulsion", scfLine);
        v[Property.NuclearRepulsion] = OutputText.FirstReal(text.After("repulsion", components)!.TrimStart('.'));
        if (level.Method != "LMP2" && level.Reference is "R" or "U")
        {
            List<double?> All(string what) => [.. text.All(what).Where(i => i > scfLine).Select(i => OutputText.FirstReal(text.After(what, i)!))];
            List<double?> homo = All("HOMO energy:"), lumo = All("LUMO energy:");
            int spins = level.Reference == "U" ? 2 : 1;
            if (homo.Count == spins && lumo.Count == spins && homo.Concat(lumo).All(e => e is not null)) v.SetFrontier(homo.Max(), lumo.Min());
        }
        v.SetGradient(Tables.Gradient(text, scfLine, geometry));
        if (!text.Has("start of program freq")) return;
        var (frequencies, intensities) = Tables.Vibrations(text);
        if (v[Property.GradientNorm] > Shape.StationaryGradient || frequencies.Count != OutputRecord.Vibrations(geometry))
        {
            v.Note("frequencies and thermochemistry left out: their number is not that of the vibrations, or the structure is not optimised");
            return;
        }
        v.Set(Property.Frequencies, frequencies);
        if (intensities.Count == frequencies.Count) v.Set(Property.Intensities, intensities);
        if (level.Method != "LMP2") Tables.Thermochemistry(text, v, frequencies);
    }

    /// <summary>Fills in the excited states and tells their level; null, with a warning at the ground state, where level or states are not told.</summary>
    static Level? States(OutputText text, Level ground, bool optimises, Values values, Values states)
    {
        var level = optimises ? null : Theory.Excited(text, ground);
        var found = level is null ? [] : Tables.Excitations(text);
        if (found.Count == 0)
        {
            values.Note("excited states left out: their method is not told, or they are not whole");
            return null;
        }
        states.SetExcitations(found);
        return level;
    }

    static Cost Time(OutputText text)
    {
        double? wall = text.After("Total elapsed time:", text.Last("Total elapsed time:")) is { } t && OutputText.Fields(t) is [var s, "seconds"] ? OutputText.Real(s) : null;
        // Version 8 prints whole seconds: a zero there is no time.
        double? cpu = text.Last("Total cpu seconds") is >= 0 and var c && text.After("user+sys:", c) is { } rest && OutputText.FirstReal(rest) is > 0 and var used ? used : null;
        return OutputRecord.Time(wall, cpu);
    }
}
