// What every program needs of a job before it may start.
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>Checks of geometry, electrons and level that all engines share.</summary>
static class Sanity
{
    static readonly int[] NobleGases = [2, 10, 18, 36, 54, 86];

    /// <summary>What is wrong, or null. <paramref name="valenceOnly"/> is true for programs that treat valence electrons only.</summary>
    public static Failure? Check(IEngine engine, Job job, int heaviest, bool valenceOnly)
    {
        if (!engine.Can(job.Level, job.Driver)) return new Failure(FailureKind.BadInput, $"{engine.Program} is not used here for {job.Driver.ToString().ToLowerInvariant()} at {job.Level.Name}");
        if (job.Start.Defect() is { } defect) return new Failure(FailureKind.BadGeometry, defect);
        var numbers = job.Start.Symbols.Select(s => Elements.Number(s)!.Value).ToArray();
        if (numbers.Max() > heaviest) return new Failure(FailureKind.MissingBasis, $"{job.Level.Name} in {engine.Program} has no parameters for {Elements.Symbol(numbers.Max())} (elements up to {Elements.Symbol(heaviest)})");
        if (job.Molecule.Atoms != 0 && job.Molecule.Atoms != job.Start.Count) return new Failure(FailureKind.BadGeometry, $"the geometry has {job.Start.Count} atoms, the molecule {job.Molecule.Atoms}");
        int electrons = numbers.Sum() - job.Molecule.Charge, unpaired = job.Molecule.Multiplicity - 1;
        int counted = (valenceOnly ? numbers.Sum(Valence) : numbers.Sum()) - job.Molecule.Charge;
        if (counted < 1) return new Failure(FailureKind.BadInput, $"charge {job.Molecule.Charge} leaves no electrons to compute with");
        if (unpaired < 0) return new Failure(FailureKind.BadInput, $"multiplicity {job.Molecule.Multiplicity} is not a multiplicity (1 is the least)");
        if (unpaired > counted || (electrons - unpaired) % 2 != 0)
            return new Failure(FailureKind.BadInput, $"multiplicity {job.Molecule.Multiplicity} is impossible with {electrons} electrons");
        return null;
    }

    static int Valence(int number) => number - NobleGases.LastOrDefault(g => g < number);
}
