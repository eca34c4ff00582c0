// Reads Q-Chem's printed output.
using System.Text.RegularExpressions;
using DataHub.Formats.Readers.QChem;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Q-Chem 4 to 6, printed output: Hartree-Fock, density functionals, MP2 to MP4 and coupled cluster; energies, gradients, optimisations, frequencies, CIS and TDDFT states;
/// one record for each job of the file. Everything else is refused with its kind.
/// </summary>
public sealed partial class QChemReader : IReader
{
    const string Banner = "Welcome to Q-Chem", Name = "qchem";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "Q-Chem 4-6: printed output (HF, DFT, MP2-MP4, coupled cluster; energies, gradients, optimisations, frequencies, CIS and TDDFT states)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md") && f.HeadText.Contains(Banner) && f.HeadText.Contains("Q-Chem, Inc.");

    [GeneratedRegex(@"^\s*Q-Chem (\d+\.\d+(?:\.\d+)?) for ")]
    private static partial Regex VersionLine();

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [OutputRecord.Refuse(file.Name, null, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        var starts = text.All(Banner).ToList();
        var readings = new List<Reading>();
        Rem? before = null;
        Geometry? optimised = null;
        for (int k = 0; k < starts.Count; k++)
        {
            var part = text.Part(starts[k], k + 1 < starts.Count ? starts[k + 1] : text.Count);
            var rem = new Rem(part);
            var reading = One(bundle, file.Name, k, starts.Count, part, rem, before, optimised, Threads(text, k == 0 ? 0 : starts[k - 1], starts[k]));
            if (reading.Calculation is { Status: Status.Success, Geometry: { Source: GeometrySource.Optimized } g }) optimised = g;
            if (rem.Charge is not null) before = rem;
            readings.Add(reading);
        }
        return readings;
    }

    /// <summary>Threads that the launcher announced before the job.</summary>
    static int? Threads(OutputText text, int from, int to) => text.First("This is a multi-thread run using", from, to) is >= 0 and var at ? (int?)OutputText.FirstReal(text.After("using", at)!) : null;

    static string? Version(OutputText text)
    {
        for (int i = 0; i < Math.Min(text.Count, 400); i++)
            if (VersionLine().Match(text[i]) is { Success: true } m)
                return m.Groups[1].Value + (text.First("(devel)", 0, i) >= 0 && text.After("|", text.First(" SVN revision", i, i + 40)) is { } revision ? "dev+" + (text.After("|", text.First(" SVN branch", i, i + 40)) ?? "svn") + "-" + revision.Trim() : "");
        return null;
    }

    static Reading One(Bundle bundle, string file, int number, int of, OutputText text, Rem rem, Rem? before, Geometry? optimised, int? threads)
    {
        string? record = of > 1 ? $"job {number + 1}" : null;
        Reading Refuse(string? field, string message, string remedy) => OutputRecord.Refuse(file, record, field, message, remedy);
        if (!rem.IsThere) return Refuse("User input", Failures.Of(text, Driver.Energy) is { } early ? $"the job failed ({early.Message}) and its output does not repeat the input" : "the output does not repeat the input, so its level of theory is not known", "Run it without -save of old settings and hand in the whole output.");
        if (rem.Unsuited is { } unsuited) return Refuse("job", $"this is {unsuited}, which this version does not read", "Hand in plain energies, gradients, optimisations or frequencies.");
        var driver = rem.Driver!.Value;
        var failure = Failures.Of(text, driver);
        var structures = Tables.Structures(text);
        var (level, why) = Theory.Of(rem, text);
        if (level is null) return Refuse("level", why!, "Hand it in as QCSchema JSON with its level of theory named.");
        if (structures.Count == 0) return Refuse("geometry", failure is null ? "the output has no structure" : $"the job failed ({failure.Message}) and its output has no structure", "Mend the input and run it again.");
        // Second derivatives by finite differences print displaced structures after the first one.
        int at = driver == Driver.Hessian ? structures[0] : structures.FindLast(s => Theory.HasEnergy(text, s)), end = driver == Driver.Hessian && structures.Count > 1 ? structures[1] : text.Count;
        if (at == 0) at = structures[^1];
        if (Tables.Structure(text, at) is not { } geometry) return Refuse("geometry", "the structure cannot be read (ghost atoms, point charges or damaged numbers)", "Hand in a job of real atoms only.");
        if (failure is null && driver != Driver.Hessian && structures[^1] != at && !(Tables.Structure(text, structures[^1]) is { } after && Shape.SameDistances(after, geometry)))
            return Refuse("geometry", "the last structure is not the one that the last energy belongs to", "Hand in the whole output.");
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        var (charge, multiplicity, contradiction) = State(rem, before, text, geometry);
        if (contradiction is not null) return Refuse("molecule", contradiction, "Hand in the whole output, with the $molecule section that it was run with.");
        var found = Theory.Energy(level.Method, text, at, end);
        if (failure is null && found is null) return Refuse("energy", $"the energy of {level.Method} is not in the output in a form that this version reads", "Hand in the QCSchema result.");
        if (failure is null && driver == Driver.Optimization && text.RealAfter("Final energy is") is { } last && Math.Abs(last - found!.Value.Energy) > 1e-6)
            return Refuse("energy", "the energy that the optimiser ends with is not that of its last structure", "Hand in the whole output.");
        var values = new Values();
        if (failure is null) Fill(values, text, at, end, level, driver, found!.Value, geometry, charge);
        if (driver == Driver.Optimization && failure is null)
            if (rem.Constrained) values.Note("the optimisation held coordinates fixed, so its structure is not called optimised");
            else geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        else if (optimised is not null && Shape.SameDistances(optimised, geometry)) geometry = geometry with { Source = GeometrySource.Optimized, Level = optimised.Level };
        if ((values.List(Property.Excitations) is not null || values.List(Property.Triplets) is not null) && driver == Driver.Energy) driver = Driver.Properties;
        var time = text.Last("Total job time:") is >= 0 and var t ? text[t] : "";
        double? Seconds(string what) => time.IndexOf(what, StringComparison.Ordinal) is > 0 and var p && time[..p].Split(' ', ',', ':') is [.., var last] ? OutputText.Real(last.TrimEnd('s')) : null;
        return OutputRecord.Of(bundle, Name, Version(text), number, geometry, charge, multiplicity, level, driver, values, failure, OutputRecord.Time(Seconds("s(wall)"), Seconds("s(cpu)"), threads));
    }

    /// <summary>Charge and multiplicity of the input (of the job before for "$molecule read"), held against the electrons that the output counts.</summary>
    static (int Charge, int Multiplicity, string? Contradiction) State(Rem rem, Rem? before, OutputText text, Geometry geometry)
    {
        int protons = geometry.Symbols.Sum(s => Elements.Number(s) ?? 0);
        int? charge = rem.Charge ?? before?.Charge, multiplicity = rem.Multiplicity ?? before?.Multiplicity;
        if (Theory.Electrons(text) is not { } e) return charge is { } q && multiplicity is { } m ? (q, m, null) : (0, 1, "neither charge nor number of electrons is in the output");
        bool core = rem["ecp"] is not null || geometry.Symbols.Any(s => Elements.Number(s) > 10);
        if (charge is null && text.RealAfter("Sum of atomic charges =") is { } sum && Math.Abs(sum - Math.Round(sum)) < 0.01) charge = (int)Math.Round(sum);
        if (charge is null && core) return (0, 1, "the charge is read from an earlier job that is not in the output, and core potentials may hide electrons");
        charge ??= protons - e.Alpha - e.Beta;
        multiplicity ??= e.Alpha - e.Beta + 1;
        int missing = protons - charge.Value - e.Alpha - e.Beta;
        if (missing != 0 && !(core && missing > 0 && missing % 2 == 0)) return (0, 1, $"charge {charge} does not fit {e.Alpha} + {e.Beta} electrons");
        return e.Alpha - e.Beta + 1 == multiplicity ? (charge.Value, multiplicity.Value, null) : (0, 1, $"multiplicity {multiplicity} does not fit {e.Alpha} alpha and {e.Beta} beta electrons");
    }

    static void Fill(Values v, OutputText text, int at, int end, Level level, Driver driver, (double Energy, double Scf) found, Geometry geometry, int charge)
    {
        v[Property.Energy] = found.Energy;
        if (text.First("Nuclear Repulsion Energy =", at) is >= 0 and var n) v[Property.NuclearRepulsion] = OutputText.FirstReal(text.After("=", n)!);
        bool correlated = Theory.IsCorrelated(level.Method), displaced = end < text.Count;
        if (correlated)
        {
            v[Property.CorrelationEnergy] = found.Energy - found.Scf;
            v.Extras.Add(new Extra("scf_energy", "Eh", found.Scf));
        }
        else if (!displaced)
        {
            var (homo, lumo) = Tables.Frontier(text, at);
            v.SetFrontier(homo, lumo);
            v.SetDipole(Tables.Dipole(text, at), charge);
            if (Tables.Charges(text, at, geometry.Count) is { } q)
            {
                v.Set(Property.Charges, q);
                v.Extras.Add(new Extra("charge_model", null, null, "Mulliken"));
            }
            v[Property.SpinSquared] = text.Last("<S^2> =") > at ? text.RealAfter("<S^2> =") : null;
            v[Property.Polarizability] = Tables.Polarizability(text);
            v.SetExcitations(Tables.Excitations(text));
        }
        if (!displaced) v.SetGradient(Tables.Gradient(text, at, geometry.Count));
        if (driver != Driver.Hessian) return;
        var (frequencies, intensities) = Tables.Vibrations(text);
        if (v[Property.GradientNorm] > Shape.StationaryGradient || frequencies.Count != OutputRecord.Vibrations(geometry))
        {
            v.Note("frequencies and thermochemistry left out: the Hessian was taken at a structure that is not optimised");
            return;
        }
        v.Set(Property.Frequencies, frequencies);
        if (intensities.Count == frequencies.Count) v.Set(Property.Intensities, intensities);
        Tables.Thermochemistry(text, v, found.Energy);
    }
}
