// Psi4: Hartree-Fock, wB97X-D, B97M-V, MP2 and CCSD(T) in any basis that it has.
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataHub.Model;

namespace DataHub.Compute.Engines;

/// <summary>
/// Drives Psi4 by a Psithon input that writes result.json itself, with orbital energies (Psi4's own JSON has none) and, on failure, the error. Correlated methods freeze the core.
/// The memory that Psi4 is told is half of the limit, since it exceeds what it is told. For frequencies it optimises first unless the start is already optimised at the level.
/// </summary>
public sealed partial class Psi4 : IEngine
{
    static readonly Dictionary<string, (string Name, bool SelfConsistent)> Methods = new()
    {
        ["HF"] = ("scf", true), ["wB97X-D"] = ("wb97x-d", true), ["B97M-V"] = ("b97m-v", true), ["MP2"] = ("mp2", false), ["CCSD(T)"] = ("ccsd(t)", false),
    };

    static readonly Lazy<string> Template = new(() =>
    {
        using var reader = new StreamReader(typeof(Psi4).Assembly.GetManifestResourceStream("Engines/psi4-input.dat")!);
        return reader.ReadToEnd();
    });

    /// <inheritdoc/>
    public string Program => "psi4";
    /// <inheritdoc/>
    public string Executable => "psi4";
    /// <inheritdoc/>
    public string Package => "psi4";
    /// <inheritdoc/>
    public (string Arguments, string Before) VersionCall => ("--version", "");

    /// <inheritdoc/>
    public bool Can(Level level, Driver driver) =>
        level is { Basis: not null, Dispersion: null, Solvation: null } && Methods.TryGetValue(level.Method, out var method) && driver is not Driver.Properties
        && level.Reference switch { null or "U" or "R" => true, "RO" => level.Method is "HF" or "CCSD(T)", _ => false }
        && (method.SelfConsistent || driver is Driver.Energy || level.Method == "MP2" && driver != Driver.Hessian)
        && !(level.Method == "B97M-V" && driver == Driver.Hessian);

    /// <inheritdoc/>
    public Failure? Check(Job job) => Sanity.Check(this, job, 118, valenceOnly: false)
        ?? (BasisName().IsMatch(job.Level.Basis!) ? null : new Failure(FailureKind.BadInput, $"'{job.Level.Basis}' cannot be the name of a basis"))
        ?? (job is { Level.Reference: "R", Molecule.Multiplicity: > 1 } ? new Failure(FailureKind.BadInput, "a restricted reference cannot have unpaired electrons") : null);

    /// <inheritdoc/>
    public IReadOnlyList<string> Remedies(FailureKind kind) => kind switch
    {
        FailureKind.ScfNotConverged => ["damping", "second-order", "core-guess"],
        FailureKind.GeometryNotConverged => ["small-steps", "cartesian"],
        _ => [],
    };

    static void Mend(JsonObject keywords, string? remedy)
    {
        if (remedy is not null) (keywords["maxiter"], keywords["geom_maxiter"]) = (300, 200);
        switch (remedy)
        {
            case "damping": (keywords["damping_percentage"], keywords["damping_convergence"]) = (50, 1e-6); break;
            case "second-order": keywords["soscf"] = true; break;
            case "core-guess": (keywords["guess"], keywords["damping_percentage"]) = ("core", 30); break;
            case "small-steps": (keywords["intrafrag_step_limit"], keywords["intrafrag_step_limit_max"]) = (0.1, 0.2); break;
            case "cartesian": keywords["opt_coordinates"] = "cartesian"; break;
        }
    }

    /// <inheritdoc/>
    public Prepared Prepare(Job job)
    {
        var (method, selfConsistent) = Methods[job.Level.Method];
        var letter = job.Level.Reference ?? (job.Molecule.Multiplicity > 1 ? "U" : "R");
        var keywords = new JsonObject { ["basis"] = job.Level.Basis, ["reference"] = $"{letter.ToLowerInvariant()}{(job.Level.Kind == LevelKind.Dft ? "ks" : "hf")}", ["scf_type"] = "df" };
        if (!selfConsistent) keywords["freeze_core"] = true;
        Mend(keywords, job.Remedy);
        var geometry = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{job.Molecule.Charge} {job.Molecule.Multiplicity}\n");
        for (int i = 0; i < job.Start.Count; i++)
            geometry.Append(CultureInfo.InvariantCulture, $"{job.Start.Symbols[i]} {job.Start.Coordinates[3 * i]:0.0000000000} {job.Start.Coordinates[3 * i + 1]:0.0000000000} {job.Start.Coordinates[3 * i + 2]:0.0000000000}\n");
        geometry.Append("units angstrom\nsymmetry c1\nno_reorient\nno_com\n");
        var spec = new JsonObject
        {
            ["driver"] = job.Driver.ToString().ToLowerInvariant(), ["method"] = method, ["level_method"] = job.Level.Method, ["level_basis"] = job.Level.Basis, ["keywords"] = keywords,
            ["self_consistent"] = selfConsistent, ["optimize_first"] = job.Driver == Driver.Hessian && !(job.Start.Source == GeometrySource.Optimized && job.Start.Level == job.Level.Name),
            ["geometry"] = geometry.ToString(),
            ["molecule"] = new JsonObject
            {
                ["schema_name"] = "qcschema_molecule", ["schema_version"] = 2, ["symbols"] = new JsonArray([.. job.Start.Symbols.Select(s => JsonValue.Create(s))]),
                ["geometry"] = new JsonArray([.. job.Start.Coordinates.Select(x => JsonValue.Create(x * Units.AngstromToBohr))]),
                ["molecular_charge"] = job.Molecule.Charge, ["molecular_multiplicity"] = job.Molecule.Multiplicity,
            },
        };
        var text = Template.Value.Replace("@SPEC@", spec.ToJsonString()) // the default encoder writes quotes as escapes, so that nothing in a name can end the Python string
            
            .Replace("@MEMORY@", Math.Max(256, job.Limits.MemoryMib / 2).ToString(CultureInfo.InvariantCulture));
        return new Prepared(
            new Dictionary<string, string> { ["input.dat"] = text },
            [new Step(["psi4", "-n", $"{job.Cores}", "input.dat", "output.dat"], "stdout.txt")],
            new Dictionary<string, string> { ["PSI_SCRATCH"] = "." },
            ["input.dat", "output.dat", "result.json", "stdout.txt"]);
    }

    /// <summary>Letters, digits and the signs that occur in the names of basis sets: the name becomes part of a program and of a file name.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9()+*,_ -]{0,39}$")]
    private static partial Regex BasisName();
}
