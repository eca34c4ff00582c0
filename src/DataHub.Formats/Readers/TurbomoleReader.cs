// Reads the outputs of Turbomole's programs, alone or as the folder of a job.
using DataHub.Formats.Readers.Turbomole;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Turbomole 5.9 to 7.8: the printed outputs of dscf, ridft, grad, rdgrad, ricc2, rimp2, mpgrad, ccsdf12, pnoccsd, escf, aoforce, statpt and relax, in one file or in the folder of a
/// job; one record for each structure at which an energy was computed. Everything else is refused with its kind.
/// </summary>
public sealed class TurbomoleReader : IReader
{
    const string Name = "turbomole";

    /// <inheritdoc/>
    public string Format => Name;
    /// <inheritdoc/>
    public string Describes => "Turbomole 5.9-7.8: outputs of dscf, ridft, ricc2, escf, aoforce and their like, alone or as a job folder";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => bundle.Files.Any(IsOutput) || bundle.Files.Count > 1 && bundle.Files.Any(f => Path.GetFileName(f.Name) == "control" && f.HeadText.TrimStart().StartsWith('$'));

    static bool IsOutput(RawFile f) => f.Extension is not (".json" or ".md") && f.HeadText is var t && t.Contains(": TURBOMOLE") && t.Split('\n').Any(Run.IsHeader);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var outputs = bundle.Files.Where(IsOutput).ToList();
        if (outputs.Count == 0) return [Refuse(bundle.Name, null, null, "this folder of a Turbomole job has no printed output, so nothing proves level and convergence", "Put the outputs of the programs (dscf.out, job.last, ...) beside control and coord.")];
        if (outputs.Sum(f => f.Length) > OutputText.Limit) return [Refuse(outputs[0].Name, null, null, "the outputs are larger than 256 MiB", "Hand in the outputs of one job.")];
        var runs = outputs.SelectMany(f => Run.In(OutputText.Of(f))).ToList();
        // The files of a folder come in the order of their names; their runs are put in the order in which they were started.
        if (outputs.Count > 1 && runs.All(r => r.Started is not null)) runs = [.. runs.OrderBy(r => r.Started, StringComparer.Ordinal)];
        // The same run may lie there twice: in the output of the program and in that of the job.
        if (outputs.Count > 1) runs = [.. runs.DistinctBy(r => r.Started is null ? r : (object)(r.Program, r.Started))];
        var points = Point.Group(runs);
        if (points.Count == 0) return [Refuse(outputs[0].Name, null, null, $"there is no energy in it, only {string.Join(", ", runs.Select(r => r.Program).Distinct())}", "Hand in the output of the energy program together with it.")];
        var readings = new List<Reading>();
        var state = points.Select(p => p.State).FirstOrDefault(s => s is not null);
        Level? optimised = null;
        for (int k = 0; k < points.Count; k++)
        {
            // An optimisation is done where its criteria were fulfilled; the energy of the structure that its last step led to may follow.
            var reading = One(bundle, points[k], runs, readings.Count, state, k == points.Count - 1, optimised, points.Count > 1 ? $"structure {k + 1}" : null);
            optimised = points[k].Converged ? reading.Calculation?.Level : null;
            readings.Add(reading);
        }
        foreach (var stray in bundle.Files.Where(f => !IsOutput(f)))
            if (OtherPrograms.Name(stray) is { Kind: SignatureKind.Program } other) readings.Add(Refuse(stray.Name, null, null, $"this is an output of {other.Name} in the folder of a Turbomole job", "Hand it in by itself."));
        if ((bundle.Find("GEO_OPT_FAILED") ?? bundle.Find("not.converged")) is not null && bundle.Find("GEO_OPT_CONVERGED") is null) readings.Add(Refuse(bundle.Name, "optimisation", null, "the optimisation of this folder did not converge; its structures are kept one by one", "Go on with it, or take the structures as they are."));
        if (readings[^1].Calculation is { Driver: Driver.Optimization } last && readings.Count > 1) readings = Priced(readings, last, runs);
        return readings;
    }

    /// <summary>The time of an optimisation is that of all its steps, which then have none of their own.</summary>
    static List<Reading> Priced(List<Reading> readings, Calculation last, List<Run> runs) =>
        [.. readings.SkipLast(1).Select(r => r.Calculation is { } c ? r with { Calculation = c with { Cost = Cost.Unknown } } : r), readings[^1] with { Calculation = last with { Cost = Time(runs) } }];

    static Cost Time(IEnumerable<Run> runs)
    {
        double? cpu = null, wall = null;
        foreach (var (c, w) in runs.Select(r => r.Time)) (cpu, wall) = (c is null ? cpu : (cpu ?? 0) + c, w is null ? wall : (wall ?? 0) + w);
        return OutputRecord.Time(wall is { } w2 ? Math.Round(w2, 3) : null, cpu is { } c2 ? Math.Round(c2, 3) : null, runs.Select(r => (int?)r.Text.RealAfter("OpenMP run-time library returned nthreads =", false)).LastOrDefault(n => n is not null));
    }

    static Reading One(Bundle bundle, Point point, List<Run> all, int number, (int Charge, int Multiplicity)? state, bool isLast, Level? optimised, string? record)
    {
        string file = point.Runs[0].File;
        Reading No(string? field, string message, string remedy) => Refuse(file, record, field, message, remedy);
        if (point.Runs.Select(r => r.Unsuited).FirstOrDefault(u => u is not null) is { } unsuited) return No("job", $"this is {unsuited}, which this version does not read", "Hand in energies, gradients, optimisations, frequencies or excited states of single molecules.");
        if (point.Geometry is not { } geometry) return No("geometry", "the output has no structure that can be read", "Hand in the whole output.");
        var failure = point.Runs.Select(r => r.Failure).FirstOrDefault(f => f is not null) ?? (geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null);
        var (level, energy, scf, why) = Theory.Of(point, all);
        if (level is null && failure is not null) return No("level", $"the job failed ({failure.Message}), and {why}", "Mend it and run it again.");
        if (level is null) return No("level", why!, "Hand it in as QCSchema JSON with its level of theory named.");
        if (failure is null && energy is null) return No("energy", $"the energy of {level.Method} is not in the output", "Hand in the output of the energy program together with it.");
        if ((point.State ?? state) is not { } s) return No("charge", "neither charge nor number of electrons is in the output", "Hand in the output of the SCF together with it.");
        if ((geometry.Symbols.Sum(x => Elements.Number(x) ?? 0) - s.Charge + s.Multiplicity) % 2 == 0) return No("multiplicity", $"multiplicity {s.Multiplicity} does not fit charge {s.Charge}", "Hand in the output of the SCF together with it.");
        bool correlated = point.Last(Role.Correlation) is not null;
        var values = new Values();
        var driver = Driver.Energy;
        if (failure is null) driver = Fill(values, point, geometry, s.Charge, energy!.Value, correlated ? scf : null);
        if (failure is null && point.Follows)
        {
            // The level at which the step before was taken; a file that begins with that step tells it by what follows.
            string at = (optimised ?? level).Name;
            geometry = geometry with { Source = GeometrySource.Optimized, Level = at };
            if (at == level.Name && driver is Driver.Energy or Driver.Gradient) driver = Driver.Optimization;
        }
        else if (failure is null && point.Converged && isLast)
        {
            geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
            driver = Driver.Optimization;
        }
        return OutputRecord.Of(bundle, Name, point.Runs[^1].Version, number, geometry, s.Charge, s.Multiplicity, level, driver, values, failure, Time(point.Step is { } step ? [.. point.Runs, step] : point.Runs));
    }

    static Driver Fill(Values v, Point point, Geometry geometry, int charge, double energy, double? scf)
    {
        var driver = Driver.Energy;
        v[Property.Energy] = energy;
        if (scf is { } reference)
        {
            v[Property.CorrelationEnergy] = energy - reference;
            v.Extras.Add(new Extra("scf_energy", "Eh", reference));
        }
        if (point.Last(Role.Correlation) is { } run)
        {
            v.SetDipole(Tables.Relaxed(run.Text), charge);
            v.SetExcitations(Tables.States(run.Text));
        }
        else if (point.Last(Role.Scf) is { } main)
        {
            var (homo, lumo) = Tables.Frontier(main.Text);
            v.SetFrontier(homo, lumo);
            v.SetDipole(Tables.Dipole(main.Text), charge);
            v[Property.NuclearRepulsion] = main.Text.RealAfter("nuclear repulsion energy  :");
            v[Property.SpinSquared] = main.Text.RealAfter("<S*S>");
            v[Property.DispersionEnergy] = main.Text.RealAfter("DFT-D3 Energy contribution               =") ?? main.Text.RealAfter("empirical dispersive energy correction    =");
        }
        if (point.Last(Role.States) is { } states)
        {
            v.SetExcitations(Tables.Responses(states.Text));
            if (Tables.Responses(states.Text).Count > 0) v.Extras.Add(new Extra("excitation_method", null, null, states.Text.Has("RPA ") ? "RPA" : "TDA"));
        }
        if (v.List(Property.Excitations) is not null || v.List(Property.Triplets) is not null) driver = Driver.Properties;
        if ((point.Last(Role.Correlation) ?? point.Last(Role.Gradient)) is { } derivative && Tables.Gradient(derivative.Text, geometry.Count) is { } g)
        {
            v.SetGradient(g);
            driver = Driver.Gradient;
        }
        if (point.Last(Role.Vibrations) is not { } force) return driver;
        var (frequencies, intensities) = Tables.Vibrations(force.Text);
        if (v[Property.GradientNorm] > Shape.StationaryGradient || frequencies.Count != OutputRecord.Vibrations(geometry)) v.Note("frequencies left out: their number is not that of the vibrations, or the structure is not optimised");
        else
        {
            v.Set(Property.Frequencies, frequencies);
            if (intensities.Count == frequencies.Count) v.Set(Property.Intensities, intensities);
            v[Property.ZeroPoint] = force.Text.RealAfter("zero point VIBRATIONAL energy  :");
        }
        return Driver.Hessian;
    }

    static Reading Refuse(string file, string? record, string? field, string message, string remedy) => OutputRecord.Refuse(file, record, field, message, remedy);
}
