// MOPAC: the semi-empirical methods PM7 and PM6-D3H4.
using System.Globalization;
using System.Text;
using DataHub.Model;

namespace DataHub.Compute.Engines;

/// <summary>
/// Drives MOPAC. Its exit code is always 0, so that only the output tells success. Frequencies need a stationary point: an optimisation (opt.mop) goes before them
/// and hands its geometry over in opt.arc, unless the start is a geometry optimised at the same level; they leave no job.arc.
/// </summary>
public sealed class Mopac : IEngine
{
    static readonly string[] Spins = ["", "", "DOUBLET", "TRIPLET", "QUARTET", "QUINTET", "SEXTET", "SEPTET", "OCTET", "NONET"];

    /// <inheritdoc/>
    public string Program => "mopac";
    /// <inheritdoc/>
    public string Executable => "mopac";
    /// <inheritdoc/>
    public string Package => "mopac";
    /// <inheritdoc/>
    public (string Arguments, string Before) VersionCall => ("--version", "MOPAC version ");

    /// <inheritdoc/>
    public bool Can(Level level, Driver driver) =>
        level is { Method: "PM7" or "PM6-D3H4", Basis: null, Dispersion: null, Solvation: null, Reference: null } && driver is Driver.Energy or Driver.Optimization or Driver.Hessian;

    /// <inheritdoc/>
    public Failure? Check(Job job) => Sanity.Check(this, job, 83, valenceOnly: true)
        ?? (job.Molecule.Multiplicity >= Spins.Length ? new Failure(FailureKind.BadInput, $"multiplicity {job.Molecule.Multiplicity} is above {Spins.Length - 1}, the highest that mopac has a word for") : null);

    /// <inheritdoc/>
    public IReadOnlyList<string> Remedies(FailureKind kind) => kind switch
    {
        FailureKind.ScfNotConverged => ["level-shift", "pulay"],
        FailureKind.GeometryNotConverged => ["small-steps", "bfgs"],
        _ => [],
    };

    /// <inheritdoc/>
    public Prepared Prepare(Job job)
    {
        // AUX(0,...) sends every step's geometry to standard error instead of into job.aux, which would grow fourfold; XP, XS, MOS leave out matrices that nobody reads.
        int unpaired = job.Molecule.Multiplicity - 1;
        var common = $"{job.Level.Method} PRECISE AUX(0,PRECISION=8,XP,XS,MOS=4) THREADS={job.Cores} CHARGE={job.Molecule.Charge}" + (unpaired > 0 ? $" UHF {Spins[job.Molecule.Multiplicity]}" : "")
            + job.Remedy switch { "level-shift" => " SHIFT=80 ITRY=2000", "pulay" => " PULAY ITRY=2000", "small-steps" => " DMAX=0.05 CYCLES=5000", "bfgs" => " BFGS CYCLES=5000", _ => "" };
        var atoms = new StringBuilder();
        for (int i = 0; i < job.Start.Count; i++)
            atoms.Append(CultureInfo.InvariantCulture, $"{job.Start.Symbols[i],-2} {job.Start.Coordinates[3 * i],14:0.00000000} 1 {job.Start.Coordinates[3 * i + 1],14:0.00000000} 1 {job.Start.Coordinates[3 * i + 2],14:0.00000000} 1\n");
        // MOPAC reads three lines before the atoms: keywords, title, comment. A title that is a keyword would be read as one, so it is quiet.
        string Input(string more) => $"{common}{more}\nDataHub\n\n{atoms}\n";
        Step Run(string name) => new(["mopac", $"{name}.mop"], "stdout.txt") { Needs = $"{name}.mop" };
        bool relaxed = job.Start.Source == GeometrySource.Optimized && job.Start.Level == job.Level.Name;
        var files = new Dictionary<string, string>();
        Step[] steps;
        switch (job.Driver)
        {
            case Driver.Energy: files["job.mop"] = Input(" 1SCF"); steps = [Run("job")]; break;
            case Driver.Optimization: files["job.mop"] = Input(""); steps = [Run("job")]; break;
            case Driver.Hessian when relaxed: files["job.mop"] = Input(" FORCE LET"); steps = [Run("job")]; break;
            case Driver.Hessian:
                files["opt.mop"] = Input("");
                files["job.mop"] = $"{common} FORCE GEO_DAT=\"opt.arc\"\nDataHub\n\n";
                steps = [Run("opt"), Run("job") with { Needs = "opt.arc" }];
                break;
            default: throw new ArgumentException($"mopac has no {job.Driver}", nameof(job));
        }
        return new Prepared(files, steps, new Dictionary<string, string>(), ["job.mop", "job.out", "job.aux", "job.arc", "opt.mop", "opt.out", "opt.arc"]);
    }
}
