// The program xtb: the tight-binding methods GFN2-xTB and GFN1-xTB and the force field GFN-FF.
using DataHub.Model;

namespace DataHub.Compute.Engines;

/// <summary>
/// Drives xtb. After an optimisation the values come from a separate single point on the final geometry, because the JSON that xtb writes with --opt holds the dipole
/// of the first geometry; frequencies have a JSON of their own (hess.json). GFN-FF writes no JSON.
/// xtb 6.5 dies by SIGABRT in the thermochemistry of linear molecules (grimme-lab/xtb, issue 593): a crash, kept as one.
/// </summary>
public sealed class Xtb : IEngine
{
    static readonly Dictionary<string, string[]> Flags = new() { ["GFN2-xTB"] = ["--gfn", "2"], ["GFN1-xTB"] = ["--gfn", "1"], ["GFN-FF"] = ["--gfnff"] };
    static readonly HashSet<string> Solvents = [.. "acetone acetonitrile aniline benzaldehyde benzene ch2cl2 chcl3 cs2 dioxane dmf dmso ether ethylacetate furane hexadecane hexane methanol nitromethane octanol woctanol phenol toluene thf water".Split(' ')];

    /// <inheritdoc/>
    public string Program => "xtb";
    /// <inheritdoc/>
    public string Executable => "xtb";
    /// <inheritdoc/>
    public string Package => "xtb";
    /// <inheritdoc/>
    public (string Arguments, string Before) VersionCall => ("--version", "xtb version ");

    /// <inheritdoc/>
    public bool Can(Level level, Driver driver) =>
        Flags.ContainsKey(level.Method) && level.Basis is null && level.Dispersion is null && level.Reference is null && (level.Solvation is null || Solvent(level) is not null)
        && driver is not Driver.Properties;

    /// <inheritdoc/>
    public Failure? Check(Job job) => Sanity.Check(this, job, 86, valenceOnly: true);

    /// <inheritdoc/>
    public IReadOnlyList<string> Remedies(FailureKind kind) => kind switch
    {
        FailureKind.ScfNotConverged => ["damping"],
        FailureKind.GeometryNotConverged => ["small-steps", "lbfgs"],
        _ => [],
    };

    /// <inheritdoc/>
    public Prepared Prepare(Job job)
    {
        bool json = job.Level.Method != "GFN-FF";
        string[] settings =
        [
            .. Flags[job.Level.Method], "--chrg", $"{job.Molecule.Charge}", "--uhf", $"{job.Molecule.Multiplicity - 1}", .. Solvent(job.Level) is { } solvent ? (string[])["--alpb", solvent] : [], "--norestart",
            .. job.Remedy is null ? [] : (string[])["--input", "xcontrol"],
        ];
        string? control = job.Remedy switch { "damping" => "$scc\n   maxiterations=1000\n   broydamp=0.1\n$end\n", "small-steps" => "$opt\n   maxcycle=2000\n   maxdispl=0.2\n$end\n", "lbfgs" => "$opt\n   engine=lbfgs\n   maxcycle=5000\n$end\n", _ => null };
        Step Run(string file, string output, params string[] more) =>
            new(["xtb", file, .. settings, .. more, .. json && output != "opt.out" ? (string[])["--json"] : []], output) 
            { Needs = file, NeedsWords = file == "xtbopt.xyz" ? ("opt.out", "GEOMETRY OPTIMIZATION CONVERGED") : null };

        bool relaxed = job.Start.Source == GeometrySource.Optimized && job.Start.Level == job.Level.Name;
        Step[] steps = job.Driver switch
        {
            Driver.Energy => [Run("input.xyz", "sp.out")],
            Driver.Gradient => [Run("input.xyz", "sp.out", "--grad")],
            Driver.Optimization => [Run("input.xyz", "opt.out", "--opt"), Run("xtbopt.xyz", "sp.out")],
            Driver.Hessian when relaxed => [Frequencies("input.xyz"), Run("input.xyz", "sp.out")],
            Driver.Hessian => [Run("input.xyz", "opt.out", "--opt", "tight"), Frequencies("xtbopt.xyz"), Run("xtbopt.xyz", "sp.out")],
            _ => throw new ArgumentException($"xtb has no {job.Driver}", nameof(job)),
        };
        string xyz = job.Start.ToXyz(job.Molecule.Name ?? "");
        Step Frequencies(string file) => Run(file, "hess.out", "--hess") with { Renames = new Dictionary<string, string> { ["xtbout.json"] = "hess.json" } };
        return new Prepared(
            control is null ? new Dictionary<string, string> { ["input.xyz"] = xyz } : new Dictionary<string, string> { ["input.xyz"] = xyz, ["xcontrol"] = control },
            steps,
            new Dictionary<string, string> { ["OMP_STACKSIZE"] = "1G" },
            ["input.xyz", "xcontrol", "opt.out", "hess.out", "sp.out", "xtbout.json", "hess.json", "xtbopt.xyz", "gradient", "charges", "wbo", "vibspectrum", ".sccnotconverged", "NOT_CONVERGED"]);
    }

    static string? Solvent(Level level)
    {
        if (level.Solvation is not { } text || !text.StartsWith("ALPB ", StringComparison.OrdinalIgnoreCase)) return null;
        var name = text[5..].Trim().ToLowerInvariant();
        return Solvents.Contains(name) ? name : null;
    }
}
