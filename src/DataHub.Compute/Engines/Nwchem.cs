// NWChem: density functionals with their dispersion corrections, and their excited states.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Compute.Engines;

/// <summary>
/// Drives NWChem by an input deck: spherical functions, integrals computed when wanted ("direct", which keeps the memory small), no symmetry, coordinates as given. For the driver
/// <see cref="Driver.Properties"/> it computes the <see cref="Roots"/> lowest singlet excitations (of an open shell: of its own spin) by TDDFT, in the Tamm-Dancoff approximation where the level says so.
/// For frequencies it optimises first unless the start is already optimised at the level. NWChem prints an energy even when it did not converge: the readers do not believe it without the end of the task.
/// </summary>
public sealed partial class Nwchem : IEngine
{
    /// <summary>How many excited states are computed.</summary>
    public const int Roots = 5;

    static readonly Dictionary<string, string> Functionals = new()
    {
        ["B3LYP"] = "b3lyp", ["PBE0"] = "pbe0", ["PBE"] = "xpbe96 cpbe96", ["BLYP"] = "becke88 lyp", ["BP86"] = "becke88 perdew86", ["TPSS"] = "xtpss03 ctpss03", ["TPSSh"] = "xctpssh", ["M06"] = "m06", ["M06-2X"] = "m06-2x", ["M06-L"] = "m06-l",
    };

    /// <inheritdoc/>
    public string Program => "nwchem";
    /// <inheritdoc/>
    public string Executable => "nwchem";
    /// <inheritdoc/>
    public string Package => "nwchem";
    /// <inheritdoc/>
    public (string Arguments, string Before) VersionCall => ("/dev/null", "(NWChem)");

    /// <inheritdoc/>
    public bool Can(Level level, Driver driver) =>
        level is { Basis: not null, Solvation: null, Relativity: null, Reference: null or "R" or "U", Dispersion: null or "D3(BJ)" or "D3(0)" } && Functionals.ContainsKey(level.Method)
        && (driver == Driver.Properties ? level.Method is not ("M06" or "M06-2X" or "M06-L" or "TPSS" or "TPSSh") : level.Treatment is null);

    /// <inheritdoc/>
    public Failure? Check(Job job) => Sanity.Check(this, job, 86, valenceOnly: false)
        ?? (BasisName().IsMatch(job.Level.Basis!) ? null : new Failure(FailureKind.BadInput, $"'{job.Level.Basis}' cannot be the name of a basis"))
        ?? (job is { Level.Reference: "R", Molecule.Multiplicity: > 1 } ? new Failure(FailureKind.BadInput, "a restricted reference cannot have unpaired electrons") : null);

    /// <inheritdoc/>
    public IReadOnlyList<string> Remedies(FailureKind kind) => kind switch
    {
        FailureKind.ScfNotConverged => ["damping", "level-shift", "core-guess"],
        FailureKind.GeometryNotConverged => ["small-steps"],
        _ => [],
    };

    /// <inheritdoc/>
    public Prepared Prepare(Job job)
    {
        var t = new StringBuilder();
        t.Append(CultureInfo.InvariantCulture, $"start job\ntitle \"DataHub\"\nmemory total {Math.Max(256, job.Limits.MemoryMib / 2 / job.Cores)} mb\ngeometry units angstroms nocenter noautosym\n");
        for (int i = 0; i < job.Start.Count; i++)
            t.Append(CultureInfo.InvariantCulture, $" {job.Start.Symbols[i]} {job.Start.Coordinates[3 * i]:0.0000000000} {job.Start.Coordinates[3 * i + 1]:0.0000000000} {job.Start.Coordinates[3 * i + 2]:0.0000000000}\n");
        t.Append(CultureInfo.InvariantCulture, $"end\ncharge {job.Molecule.Charge}\nbasis spherical\n * library \"{job.Level.Basis}\"\nend\ndft\n xc {Functionals[job.Level.Method]}\n");
        if (job.Level.Dispersion is { } dispersion) t.Append(CultureInfo.InvariantCulture, $" disp vdw {(dispersion == "D3(BJ)" ? 4 : 3)}\n");
        t.Append(CultureInfo.InvariantCulture, $" mult {job.Molecule.Multiplicity}\n{(job.Level.Reference == "U" ? " odft\n" : "")} direct\n iterations {(job.Remedy is null ? 50 : 300)}\n");
        t.Append(job.Remedy switch { "damping" => " convergence damp 70 ncydp 30\n", "level-shift" => " convergence lshift 0.5 ncysh 60\n", "core-guess" => " vectors input hcore\n convergence damp 40\n", _ => "" }).Append("end\n");
        bool optimises = job.Driver == Driver.Optimization || job.Driver == Driver.Hessian && !(job.Start.Source == GeometrySource.Optimized && job.Start.Level == job.Level.Name);
        if (optimises) t.Append(job.Remedy == "small-steps" ? "driver\n maxiter 200\n trust 0.05\nend\n" : "driver\n maxiter 60\nend\n").Append("task dft optimize\n");
        switch (job.Driver)
        {
            case Driver.Energy: t.Append("task dft energy\n"); break;
            case Driver.Gradient: t.Append("task dft gradient\n"); break;
            case Driver.Hessian: t.Append("task dft freq\n"); break;
            case Driver.Properties: t.Append(CultureInfo.InvariantCulture, $"tddft\n nroots {Roots}\n{(job.Level.Treatment == "TDA" ? " cis\n" : "")}{(job.Molecule.Multiplicity == 1 ? " notriplet\n" : "")}end\ntask tddft energy\n"); break;
        }
        string[] command = job.Cores > 1 ? ["mpirun", "-np", $"{job.Cores}", "nwchem", "input.nw"] : ["nwchem", "input.nw"];
        return new Prepared(
            new Dictionary<string, string> { ["input.nw"] = t.ToString() },
            [new Step(command, "output.out")],
            new Dictionary<string, string> { ["OMPI_ALLOW_RUN_AS_ROOT"] = "1", ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1", ["OMP_NUM_THREADS"] = "1" },
            ["input.nw", "output.out"]);
    }

    /// <summary>Letters, digits and the signs that occur in the names of basis sets: the name becomes part of a deck and of a file name.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9()+*,_ -]{0,39}$")]
    private static partial Regex BasisName();
}
