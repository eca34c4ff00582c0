// What an engine does: turn a question into files and a command line. Reading the output is the readers' part.
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>Limits of a job: seconds of wall time, MiB of memory.</summary>
public sealed record JobLimits(double WallSeconds = 3600, int MemoryMib = 4000);

/// <summary>One calculation to be done.</summary>
public sealed record Job(Molecule Molecule, Geometry Start, Level Level, Driver Driver)
{
    /// <summary>Limits.</summary>
    public JobLimits Limits { get; init; } = new();
    /// <summary>Cores to use.</summary>
    public int Cores { get; init; } = 1;
    /// <summary>The change of the usual input that this attempt makes, one of the engine's <see cref="IEngine.Remedies"/>; null for the first attempt.</summary>
    public string? Remedy { get; init; }
    /// <summary>Which attempt it is, from 1.</summary>
    public int Attempt { get; init; } = 1;
    /// <summary>The workflow of which it is a step, as name@version#hash.</summary>
    public string? Workflow { get; init; }
    /// <summary>What it is expected to take, s of processor time; null if nobody knows.</summary>
    public double? Expected { get; init; }
    /// <summary>Ids of calculations that it builds on.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];
    /// <summary>Campaign.</summary>
    public string? Campaign { get; init; }
    /// <summary>Rung.</summary>
    public string? Rung { get; init; }
    /// <summary>Dataset that the result goes to.</summary>
    public string? Dataset { get; init; }
    /// <summary>SPDX identifier of the licence that the result will have.</summary>
    public string? Licence { get; init; }
}

/// <summary>
/// One command of a job; its standard output and error go to the file <paramref name="Output"/>. A step that ends with a code other than 0 ends the job.
/// </summary>
public sealed record Step(IReadOnlyList<string> Command, string Output)
{
    /// <summary>A file that an earlier step must have left; without it the job ends here, because programs report success when they did not have any.</summary>
    public string? Needs { get; init; }
    /// <summary>Words that a file of an earlier step must contain, else the job ends here: xtb ends well and leaves a geometry even if the optimisation did not converge.</summary>
    public (string File, string Words)? NeedsWords { get; init; }
    /// <summary>Files that are renamed after the step, so that a later step does not overwrite them: old name to new name.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();
}

/// <summary>Everything that a job needs, as values: input files, commands in order, environment, and the names of the files worth keeping afterwards.</summary>
public sealed record Prepared(IReadOnlyDictionary<string, string> Files, IReadOnlyList<Step> Steps, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Keep);

/// <summary>A program that computes. Pure: it starts nothing and reads nothing.</summary>
public interface IEngine
{
    /// <summary>Name of the program: xtb, mopac, psi4.</summary>
    string Program { get; }
    /// <summary>Name of its executable on the PATH.</summary>
    string Executable { get; }
    /// <summary>Debian package to install.</summary>
    string Package { get; }
    /// <summary>True if it can do this.</summary>
    bool Can(Level level, Driver driver);
    /// <summary>Arguments that make the executable print its version, and the words before the version in what it prints.</summary>
    (string Arguments, string Before) VersionCall { get; }
    /// <summary>What is wrong with a job for this program, or null: such a job is never started, since programs hang, crash or quietly compute something else.</summary>
    Failure? Check(Job job);
    /// <summary>What may be changed in the input of a job that failed in this way, the gentlest first, by the names that <see cref="Job.Remedy"/> takes; empty if nothing helps. None of them changes the model.</summary>
    IReadOnlyList<string> Remedies(FailureKind kind);
    /// <summary>Input files and commands of a job that passed <see cref="Check"/>.</summary>
    Prepared Prepare(Job job);
}
