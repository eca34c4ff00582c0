// From one Gaussian job to its records.
using DataHub.Model;

namespace DataHub.Formats.Readers.Gaussian;

static class GaussianRecord
{
    /// <summary>How far a printed energy and its rounded copy in the archive entry may differ, Eh.</summary>
    const double ArchiveDigits = 1.5e-6;

    /// <summary>
    /// The record of a job, and a second one for excited states that are of another method than the ground state. <paramref name="basis"/> is that of the job which this one continues;
    /// <paramref name="optimised"/> the last structure that was optimised in the file.
    /// </summary>
    public static IEnumerable<Reading> Of(string file, string record, GaussianJob job, string? basis, Geometry? optimised)
    {
        Reading Refuse(string? field, string message, string remedy = "Hand in the result as QCSchema JSON or extended XYZ with its level named.") => GaussianReader.Refuse(file, record, field, message, remedy);
        if (job.Unsuited is { } unsuited) return [Refuse("route", $"this is {unsuited}, which this version does not read", "Hand in single points, optimisations and frequencies of one molecule.")];
        if (job.Damaged) return [Refuse("geometry", "the structure has ghost atoms, dummies or translation vectors, or is damaged", "Hand in a job of a single molecule.")];
        if (job.Geometry is not { } geometry) return [Refuse("geometry", job.Failure is { } f ? $"the job failed ({f.Message}) before it printed a structure" : "no structure is printed in a form that this version reads", "Mend the job and run it again.")];
        if (job.ChargeAndMultiplicity is not { } state) return [Refuse("charge", "charge and multiplicity are not printed", "Hand in the whole output.")];
        var failure = job.Failure ?? (geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null);
        string? set = GaussianBasis.Of(job.Text, job.First, job.Archive?.Basis, geometry) ?? basis;
        if (set is null && failure is null) return [Refuse("basis", "the basis set is not stated in a form that this version reads")];
        var (level, excited, why) = GaussianLevel.Of(job.Text, job.Route, job.Archive, job.Energies, set ?? job.Route.Basis ?? "", job.First);
        if (level is null) return [Refuse("route", why!)];

        double? scf = job.Energies.Scf.Count == 0 ? null : Scf(job);
        double? energy = job.Energies.Of(level.Method, scf);
        if (failure is null && (scf is null || energy is null)) return [Refuse("energy", $"the energy of {level.Method} is not printed in a form that this version reads")];
        if (failure is null && Contradiction(job, level, scf!.Value, energy!.Value) is { } contradiction) return [Refuse("energy", contradiction, "Look at the output by hand.")];
        if (Shape.Same(geometry, optimised ?? geometry) && optimised is not null) geometry = geometry with { Source = optimised.Source, Level = optimised.Level };

        var values = new Values();
        if (failure is null) GaussianValues.Fill(values, job, level, scf!.Value, energy!.Value, geometry);
        var driver = job.IsOptimization ? Driver.Optimization : job.IsHessian ? Driver.Hessian : excited is null && values.List(Property.Excitations) is not null ? Driver.Properties : values.List(Property.Gradient) is not null ? Driver.Gradient : Driver.Energy;
        if (failure is null && driver == Driver.Optimization) geometry = job.Constrained ? geometry : geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        var molecule = Molecule.FromAtoms(geometry.Symbols, state.Charge, state.Multiplicity);
        var main = new Calculation(molecule, level, driver, failure is null ? Status.Success : Status.Failed) { Geometry = geometry, Values = values, Failure = failure, Cost = job.Cost };
        if (failure is not null || excited is null) return [new Reading(main, null, record)];
        // The states have a name of their own, so that they are never taken for those of another method; the cost stands with the ground state.
        var states = new Values();
        GaussianValues.States(states, job, level.Reference);
        if (states.IsEmpty) return [new Reading(main, null, record)];
        var method = excited == "TDA" && level.Method != "HF" ? level with { Treatment = "TDA" } : Level.Of(excited == "TDA" ? "CIS" : excited, level.Basis, null, level.Solvation) with { Reference = level.Reference, Core = level.Core };
        return [new Reading(main, null, record), new Reading(main with { Level = method, Driver = Driver.Properties, Values = states, Cost = Cost.Unknown }, null, record + ", excited states")];
    }

    /// <summary>
    /// The SCF energy that counts: the last one, of displaced structures (frequencies by differences) the first. The archive entry repeats it to seven decimals and decides if it is there.
    /// </summary>
    static double Scf(GaussianJob job)
    {
        if (job.Archive?.Real("HF") is { } hf && job.Energies.Scf.Select(s => s.Energy).LastOrDefault(e => Math.Abs(e - hf) < ArchiveDigits) is not 0 and var told) return told;
        return job.IsHessian ? job.Energies.Scf[0].Energy : job.Energies.Scf[^1].Energy;
    }

    static string? Contradiction(GaussianJob job, Level level, double scf, double energy)
    {
        if (job.Archive is not { } archive) return null;
        if (archive.Real("HF") is { } hf && Math.Abs(hf - scf) > ArchiveDigits && Math.Abs(hf - energy) > ArchiveDigits) return "the printed SCF energy is not the one of the archive entry";
        string key = GaussianEnergies.ArchiveKey(level.Method);
        return key != "HF" && archive.Real(key) is { } e && Math.Abs(e - energy) > ArchiveDigits ? $"the printed {key} energy is not the one of the archive entry" : null;
    }
}
