// From one ORCA job to its records.
using DataHub.Model;

namespace DataHub.Formats.Readers.Orca;

static class OrcaRecord
{
    /// <summary>Methods for excited states whose ground state has a name of its own.</summary>
    static readonly Dictionary<string, string> Ground = new() { ["EOM-CCSD"] = "CCSD", ["STEOM-CCSD"] = "CCSD", ["ADC(2)"] = "HF", ["CIS"] = "HF", ["CIS(D)"] = "HF" };

    /// <summary>The record of a job, and a second one for excited states of another method.</summary>
    public static IEnumerable<Reading> Of(string file, string? record, OrcaJob job, Geometry? optimised)
    {
        Reading Refuse(string? field, string message, string remedy = "Hand in the result as QCSchema JSON or extended XYZ with its level named.") => OrcaReader.Refuse(file, record, field, message, remedy);
        if (job.Unsuited is { } unsuited) return [Refuse("input", $"this is {unsuited}, which this version does not read", "Hand in single points, optimisations and frequencies of one molecule.")];
        var failure = job.Failure;
        if (job.Geometry is not { } geometry) return [Refuse("geometry", job.HasStructure ? "the structure has ghost atoms or point charges, or is damaged" : failure is null ? "no structure is printed in a form that this version reads" : $"the job failed ({failure.Message}) before it printed a structure", "Mend the job and run it again.")];
        failure ??= geometry.Defect() is { } defect ? new Failure(FailureKind.BadGeometry, defect) : null;
        if (job.Charge is not { } charge || job.Multiplicity is not { } multiplicity) return [Refuse("charge", failure is null ? "charge and multiplicity are not printed" : $"the job failed ({failure.Message}) before it printed charge and multiplicity", "Mend the job and run it again.")];
        var (asked, why) = OrcaLevel.Of(job);
        if (asked is null) return [Refuse("input", why!)];

        // Excited states: of the linear response of the ground state itself (TD), or of a method with another name.
        bool other = Ground.TryGetValue(asked.Method, out var groundName) || asked.Treatment == "TDA";
        var level = !other ? asked : groundName is null ? asked with { Treatment = null } : Level.Of(groundName, asked.Basis, null, asked.Solvation) with { Reference = asked.Reference, Relativity = asked.Relativity, Approximations = asked.Approximations, Core = groundName == "HF" ? null : asked.Core };
        var values = new Values();
        var states = new Values();
        if (failure is null)
        {
            var (energy, scf, unfound) = OrcaEnergies.Of(job, level, asked);
            if (energy is null) return [Refuse("energy", unfound!, "Look at the output by hand.")];
            OrcaValues.Fill(values, job, level, energy.Value, scf, geometry, charge);
            OrcaStates.Fill(other ? states : values, job, asked);
        }
        if (optimised is not null && Shape.Same(geometry, optimised)) geometry = geometry with { Source = optimised.Source, Level = optimised.Level };
        var driver = job.IsOptimization ? Driver.Optimization : job.IsHessian ? Driver.Hessian : values.List(Property.Excitations) is not null ? Driver.Properties : values.List(Property.Gradient) is not null ? Driver.Gradient : Driver.Energy;
        if (failure is null && driver == Driver.Optimization && !job.Constrained) geometry = geometry with { Source = GeometrySource.Optimized, Level = level.Name };
        var main = new Calculation(Molecule.FromAtoms(geometry.Symbols, charge, multiplicity), level, driver, failure is null ? Status.Success : Status.Failed) { Geometry = geometry, Values = values, Failure = failure, Cost = job.Cost };
        if (failure is not null || states.IsEmpty) return [new Reading(main, null, record)];
        return [new Reading(main, null, record), new Reading(main with { Level = asked, Driver = Driver.Properties, Values = states, Cost = Cost.Unknown }, null, (record is null ? "" : record + ", ") + "excited states")];
    }
}
