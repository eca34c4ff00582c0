// What the job record adds to the readings of a job's output: pure.
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>
/// Lays a job record over what a reader found in the same bundle. Success is proved by the output alone; the record tells what the output cannot: which molecule was
/// meant, where the geometry came from, what the job cost, and how it ended.
/// </summary>
static class JobOverlay
{
    /// <summary>Two geometries are the same when no pair of atoms differs in distance by more than this (Å).</summary>
    const double SameDistance = 2e-3;

    internal static IReadOnlyList<Reading> Of(Bundle bundle, JobRecord job, IReadOnlyList<Reading> readings)
    {
        var found = readings.Where(r => r.Calculation is not null).ToList();
        if (Foreign(bundle, job, found) is { } foreign) return [new Reading(null, foreign)];
        if (found.Count == 0) return [new Reading(Failed(bundle, job, readings.Select(r => r.Fault).FirstOrDefault(f => f is not null)))];

        int main = found.FindLastIndex(r => r.Calculation!.Driver == job.Driver);
        bool answered = main >= 0;
        if (!answered) main = found.Count - 1;
        // The output proves something else than what was asked for, and the job did not end well: the question itself failed.
        bool add = !answered && Ended(job) is not null && found.All(r => r.Calculation!.Status == Status.Success);
        var result = new List<Reading>();
        for (int i = 0; i < found.Count; i++)
            result.Add(found[i] with { Calculation = Lay(bundle, job, found[i].Calculation!, i == main && !add) });
        if (add) result.Add(new Reading(Failed(bundle, job, null), null, "job"));
        result.AddRange(readings.Where(r => r.Fault is not null));
        return result;
    }

    /// <summary>An output of another molecule than the job's is refused: something was mixed up.</summary>
    static Fault? Foreign(Bundle bundle, JobRecord job, List<Reading> found)
    {
        if (job.Symbols.Count == 0) return null;
        var asked = Elements.HillFormula(job.Symbols);
        var other = found.Select(r => r.Calculation!.Molecule.Formula).FirstOrDefault(f => f.Length > 0 && f != asked);
        return other is null ? null : new Fault(bundle.Name, null, "symbols", $"the output is of {other}, the job record of {asked}", "Put the job record beside the output that it belongs to");
    }

    static Calculation Lay(Bundle bundle, JobRecord job, Calculation c, bool main)
    {
        var molecule = c.Molecule with { Charge = job.Charge, Multiplicity = job.Multiplicity, Smiles = job.Smiles ?? c.Molecule.Smiles, Name = job.Name ?? c.Molecule.Name };
        var level = c.Level;
        var asked = Level.Parse(job.Level);
        if (level.Name != asked.Name)
        {
            if (level.Kind == LevelKind.Unknown) level = asked;
            else if (main) c.Values.Extras.Add(new Extra("level_asked", null, null, asked.Name));
        }
        return c with
        {
            Molecule = molecule,
            Level = level,
            Driver = main && c.Status == Status.Failed ? job.Driver : c.Driver,
            Geometry = Geometry(job, c),
            Failure = c.Failure is null ? null : Sharpened(job, c.Failure),
            Cost = main && job.Cost is not null ? job.Cost : c.Cost,
            Provenance = Provenance(bundle, job, c.Provenance),
        };
    }

    static Geometry? Geometry(JobRecord job, Calculation c)
    {
        var start = job.Start;
        if (c.Geometry is not { } g) return c.Driver == Driver.Optimization && c.Status == Status.Success ? null : start;
        if (g.Source != GeometrySource.Given || start is null) return g;
        if (c.Driver == Driver.Optimization && c.Status == Status.Success) return g with { Source = GeometrySource.Optimized, Level = c.Level.Name };
        if (Same(g, start)) return g with { Source = start.Source, Level = start.Level };
        // Frequencies belong to a stationary point: a job that was asked for them and left its start geometry has optimised first.
        return c.Driver == Driver.Hessian && c.Status == Status.Success && g.Symbols.SequenceEqual(start.Symbols) ? g with { Source = GeometrySource.Optimized, Level = c.Level.Name } : g;
    }

    /// <summary>Same atoms in the same order and the same distances: programs turn and shift a molecule, but do not deform it.</summary>
    static bool Same(Geometry a, Geometry b)
    {
        if (!a.Symbols.SequenceEqual(b.Symbols)) return false;
        for (int i = 0; i < a.Count; i++)
            for (int j = 0; j < i; j++)
                if (Math.Abs(Math.Sqrt(a.SquaredDistance(i, j)) - Math.Sqrt(b.SquaredDistance(i, j))) > SameDistance) return false;
        return true;
    }

    static Provenance Provenance(Bundle bundle, JobRecord job, Provenance p) => p with
    {
        Program = p.Program ?? job.Program,
        RawName = p.RawName ?? bundle.Name,
        InputHash = job.InputHash ?? p.InputHash,
        Campaign = job.Campaign ?? p.Campaign,
        Rung = job.Rung ?? p.Rung,
        Workflow = job.Workflow ?? p.Workflow,
        Dataset = job.Dataset ?? p.Dataset,
        Licence = job.Licence ?? p.Licence,
        Parents = job.Parents.Count > 0 ? job.Parents : p.Parents,
        ComputedAt = job.StartedAt ?? p.ComputedAt,
    };

    /// <summary>How the job ended as the runner saw it; null if it ended by itself with exit code 0.</summary>
    static Failure? Ended(JobRecord job) =>
        job.Stopped is { } kind ? new Failure(kind, job.Message ?? Words(kind))
        : job.Signal is { } signal ? new Failure(FailureKind.Crash, job.Message ?? $"the program was ended by signal {signal}")
        : job.ExitCode is { } code and not 0 ? new Failure(FailureKind.Other, job.Message ?? $"the program ended with exit code {code}")
        : null;

    static string Words(FailureKind kind) => kind switch
    {
        FailureKind.TimeOut => "the time limit ran out",
        FailureKind.OutOfMemory => "the memory limit was exceeded",
        FailureKind.Cancelled => "it was cancelled",
        FailureKind.EngineAbsent => "the program is not installed",
        _ => $"the runner stopped it: {kind}",
    };

    /// <summary>The kind of a failure seen from both sides: the runner knows best why it stopped a job, the output why the program gave up.</summary>
    static Failure Sharpened(JobRecord job, Failure read)
    {
        if (Ended(job) is not { } ended) return read;
        if (job.Stopped is not null || read.Kind is FailureKind.IncompleteOutput) return new Failure(ended.Kind == FailureKind.Other ? read.Kind : ended.Kind, $"{ended.Message}; {read.Message}");
        return read.Kind == FailureKind.Other && ended.Kind != FailureKind.Other ? new Failure(ended.Kind, $"{ended.Message}; {read.Message}") : read;
    }

    /// <summary>The failed calculation that a job without readable result is.</summary>
    static Calculation Failed(Bundle bundle, JobRecord job, Fault? fault)
    {
        var said = fault is null || bundle.Files.Count < 2 ? "" : $"{fault.Message}";
        var failure = Ended(job) is { } ended ? ended with { Message = said.Length == 0 ? ended.Message : $"{ended.Message}; {said}" }
            : new Failure(FailureKind.IncompleteOutput, said.Length == 0 ? "the job ended, but left no output that can be read" : $"the job ended, but its output cannot be read: {said}");
        var molecule = Molecule.FromAtoms(job.Symbols, job.Charge, job.Multiplicity) with { Smiles = job.Smiles, Name = job.Name };
        return new Calculation(molecule, Level.Parse(job.Level), job.Driver, Status.Failed)
        {
            Geometry = job.Start, Failure = failure, Cost = job.Cost ?? Cost.Unknown, Provenance = Provenance(bundle, job, new Provenance { Format = "job" }),
        };
    }
}
