// Reads Psi4's printed output (output.dat, .out).
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// Psi4 1.1 to 1.9, printed output: Hartree-Fock, density functionals (double hybrids too), MP2 to MP4, CI and coupled cluster single points, optimisations and
/// frequencies, one record for each call in the input. Orbital energies and dipoles are those of the SCF and are given for SCF levels only.
/// A bundle with a QCSchema result beside it belongs to the reader of that.
/// </summary>
public sealed class Psi4TextReader : IReader
{
    /// <inheritdoc/>
    public string Format => "psi4";
    /// <inheritdoc/>
    public string Describes => "Psi4 1.1-1.9: printed output (energies, optimisations, frequencies, EOM-CCSD and TDSCF states)";

    /// <inheritdoc/>
    public bool Knows(Bundle bundle) => !bundle.Files.Any(f => f.Extension == ".json" && f.HeadText.Contains("qcschema_")) && bundle.Files.Any(IsOutput);

    static bool IsOutput(RawFile f) => f.Extension != ".json" && f.HeadText.Contains("Psi4: An Open-Source Ab Initio Electronic Structure Package", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<Reading> Read(Bundle bundle)
    {
        var file = bundle.Files.First(IsOutput);
        if (file.Length > OutputText.Limit) return [Refuse(file.Name, null, "the file is larger than 256 MiB", "Hand in the output of one job.")];
        var text = OutputText.Of(file);
        var input = new Psi4Input(text);
        string? version = text.First("Psi4 1.") is >= 0 and var v && v < 40 ? OutputText.Fields(text[v])[1] : text.First("Psi4 0.") is >= 0 and var w && w < 40 ? OutputText.Fields(text[w])[1] : null;
        var ends = Psi4Errors.Of(text, input.EndsAt);
        var jobs = Psi4Job.Group([.. Points(text, input.EndsAt)]);
        if (jobs.Count == 0)
        {
            if (ends is null) return [Refuse(file.Name, null, "the output has no calculation in it", "Hand in the output of an energy, an optimisation or frequencies.")];
            if (input.Geometry is not { } g) return [Refuse(file.Name, "geometry", $"the job failed ({ends.Message}) and its output has no structure", "Mend the input and run it again.")];
            var asked = input.Calls.Count > 0 ? input.Calls[0] : (Driver.Energy, "SCF");
            return [Make(bundle, version, 0, g, input.Charge, input.Multiplicity ?? Molecule.LowestMultiplicity(g.Symbols, input.Charge), Psi4Level.Name(asked.Item2, input.Basis, text), asked.Item1, new Values(), ends, Cost.Unknown)];
        }
        // A finished output with fewer calculations than calls ran some of them on the orbitals of others; then the printed energies tell the methods.
        bool told = ends is null ? jobs.Count == input.Calls.Count : jobs.Count <= input.Calls.Count;
        var readings = new List<Reading>();
        for (int i = 0; i < jobs.Count; i++)
        {
            var failure = i == jobs.Count - 1 ? ends ?? (jobs[i].Done ? null : new Failure(FailureKind.IncompleteOutput, "the output stops in the middle of this calculation")) : jobs[i].Done ? null : new Failure(FailureKind.IncompleteOutput, "this calculation has no end in the output");
            var reading = One(bundle, file.Name, text, version, i, jobs[i], input, told ? input.Calls[i] : null, failure, jobs.Count == 1 ? Time(text) : Cost.Unknown);
            // What follows an optimisation on its structure was computed at an optimised structure.
            if (reading.Calculation is { Geometry: { Source: GeometrySource.Given } g } c && readings.Select(r => r.Calculation?.Geometry).LastOrDefault(e => e is { Source: GeometrySource.Optimized } && Shape.Same(e, g)) is { } end)
                reading = reading with { Calculation = c with { Geometry = g with { Source = end.Source, Level = end.Level } } };
            readings.Add(reading);
        }
        // An error before the next point began belongs to a call that left no trace of its own.
        if (ends is { Kind: not FailureKind.IncompleteOutput } && readings[^1].Calculation is null) readings[^1] = Refuse(file.Name, null, $"the job failed ({ends.Message})", "Mend the input and run it again.");
        return readings;
    }

    /// <summary>The points: each begins with the heading of an SCF or MCSCF module.</summary>
    static IEnumerable<Psi4Point> Points(OutputText text, int from)
    {
        var starts = new List<int>();
        for (int i = from; i < text.Count; i++)
            if (text[i].Trim() == "SCF" && text.First(" Reference", i, i + 6) >= 0 || text[i].Contains("MCSCF: a self-consistent field program")) starts.Add(i);
        for (int k = 0; k < starts.Count; k++)
            yield return new Psi4Point(text.Part(starts[k], k + 1 < starts.Count ? starts[k + 1] : text.Count));
    }

    static Reading One(Bundle bundle, string file, OutputText text, string? version, int number, Psi4Job job, Psi4Input input, (Driver Driver, string Method)? call, Failure? failure, Cost cost)
    {
        var main = failure is null ? job.Main : job.Points[^1];
        if ((input.Unsuited ?? job.Points.Select(p => p.Unsuited).FirstOrDefault(u => u is not null)) is { } unsuited) return Refuse(file, "job", $"this is {unsuited}, which this version does not read", "Hand in the QCSchema result of each fragment.");
        if (main is null) return Refuse(file, "energy", "it cannot be told which of the displaced structures the result belongs to", "Hand in the QCSchema result.");
        var geometry = main.Geometry ?? input.Geometry;
        if (geometry is null) return Refuse(file, "geometry", "the output has no structure that can be read", "Hand in the QCSchema result.");
        bool named = main.Geometry is not null;
        var found = Psi4Level.Of(main, call?.Method);
        if (found is null && failure is null) return Refuse(file, "energy", $"the energy of method '{call?.Method ?? "?"}' is not in the output in a form that this version reads", "Hand in the QCSchema result.");
        string basis = main.Basis ?? input.Basis ?? "";
        var level = Psi4Level.Name(found?.Method ?? call?.Method ?? main.Functional ?? "HF", basis, text, main.Solvation is not null ? "PCM" + (input.Solvent is { } s ? " " + s : "") : null) with { Reference = main.Reference };
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        var driver = job.Driver == Driver.Energy && call is { Driver: Driver.Gradient or Driver.Properties } c ? c.Driver : job.Driver;
        var values = new Values();
        if (failure is null) Psi4Level.Fill(values, job, main, found!.Value, geometry);
        if (failure is null && values.List(Property.Excitations) is not null) driver = Driver.Properties;
        if (failure is null && job.Driver == Driver.Optimization) geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        return Make(bundle, version, number, geometry, named ? main.Charge : input.Charge, named ? main.Multiplicity : input.Multiplicity ?? Molecule.LowestMultiplicity(geometry.Symbols, input.Charge), level, driver, values, failure, cost);
    }

    static Cost Time(OutputText text)
    {
        double? wall = text.After("Psi4 wall time for execution:", text.Last("Psi4 wall time for execution:")) is { } t && t.Split(':') is [var h, var m, var s] && OutputText.Real(h) is { } a && OutputText.Real(m) is { } b && OutputText.Real(s) is { } c ? 3600 * a + 60 * b + c : null;
        int total = text.Last("Total time:");
        double? user = OutputText.FirstReal(text.After("user time   =", total < 0 ? -1 : total + 1) ?? ""), system = OutputText.FirstReal(text.After("system time =", total < 0 ? -1 : total + 2) ?? "");
        return wall is null && user is null ? Cost.Unknown : new Cost(CostTier.Log) { WallSeconds = wall, CpuSeconds = user + system, Cores = (int?)text.RealAfter("Threads:", false) };
    }

    static Reading Make(Bundle bundle, string? version, int number, Geometry geometry, int charge, int multiplicity, Level level, Driver driver, Values values, Failure? failure, Cost cost) =>
        new(new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), level, driver, failure is null ? Status.Success : Status.Failed)
        {
            Geometry = geometry, Values = values, Failure = failure, Cost = cost,
            Provenance = new Provenance { Program = "psi4", ProgramVersion = version, Format = "psi4", RawName = bundle.Name, RawRecord = number },
        });

    static Reading Refuse(string file, string? field, string message, string remedy) => new(null, new Fault(file, null, field, message, remedy));
}
