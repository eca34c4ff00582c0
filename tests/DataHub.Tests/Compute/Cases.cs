// The small jobs that the engine tests run: molecules, and one named case per program, level, driver and way to fail.
using DataHub.Compute;
using DataHub.Compute.Engines;
using DataHub.Model;

namespace DataHub.Tests.Compute;

/// <summary>A named job and the engine that runs it.</summary>
sealed record Case(IEngine Engine, string Name, Job Job);

static class Cases
{
    public static readonly Geometry Water = Of("O H H", 0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692);
    public static readonly Geometry Methane = Of("C H H H H", 0, 0, 0, 0.6291, 0.6291, 0.6291, -0.6291, -0.6291, 0.6291, -0.6291, 0.6291, -0.6291, 0.6291, -0.6291, -0.6291);

    public static readonly Xtb Xtb = new();
    public static readonly Mopac Mopac = new();
    public static readonly Psi4 Psi4 = new();
    public static readonly Nwchem Nwchem = new();

    public static Geometry Of(string symbols, params double[] coordinates) => new(symbols.Split(' '), coordinates);

    /// <summary>An all-anti alkane-like zigzag of n carbon atoms with its hydrogens: something that takes long.</summary>
    public static Geometry Chain(int carbons)
    {
        var symbols = new List<string>();
        var xyz = new List<double>();
        void Add(string s, double x, double y, double z) { symbols.Add(s); xyz.AddRange([x, y, z]); }
        for (int i = 0; i < carbons; i++)
        {
            double x = 1.27 * i, up = i % 2 == 0 ? 1 : -1, y = 0.42 * up;
            Add("C", x, y, 0);
            Add("H", x, y + 0.63 * up, 0.89);
            Add("H", x, y + 0.63 * up, -0.89);
        }
        Add("H", -0.9, -0.2, 0);
        Add("H", 1.27 * (carbons - 1) + 0.9, carbons % 2 == 0 ? 0.2 : -0.2, 0);
        return new Geometry(symbols, xyz);
    }

    public static Job Job(Geometry start, string level, Driver driver, int charge = 0, int multiplicity = 1, string? smiles = null) =>
        new(Molecule.FromAtoms(start.Symbols, charge, multiplicity) with { Smiles = smiles }, start, Level.Parse(level), driver) { Limits = new JobLimits(300, 3000) };

    /// <summary>What must succeed. The names are those of the folders under tests/DataHub.Tests/Formats/outputs/PROGRAM.</summary>
    public static readonly IReadOnlyList<Case> Good =
    [
        new(Xtb, "water-gfn2-energy", Job(Water, "GFN2-xTB", Driver.Energy, smiles: "O")),
        new(Xtb, "water-gfn2-gradient", Job(Water, "GFN2-xTB", Driver.Gradient, smiles: "O")),
        new(Xtb, "water-gfn2-opt", Job(Water, "GFN2-xTB", Driver.Optimization, smiles: "O")),
        new(Xtb, "water-gfn2-hessian", Job(Water, "GFN2-xTB", Driver.Hessian, smiles: "O")),
        new(Xtb, "water-gfn2-alpb-energy", Job(Water, "GFN2-xTB (ALPB water)", Driver.Energy, smiles: "O")),
        new(Xtb, "water-cation-gfn2-energy", Job(Water, "GFN2-xTB", Driver.Energy, 1, 2, "[OH2+]")),
        new(Xtb, "methane-gfn1-opt", Job(Methane, "GFN1-xTB", Driver.Optimization, smiles: "C")),
        new(Xtb, "water-gfnff-energy", Job(Water, "GFN-FF", Driver.Energy, smiles: "O")),
        new(Xtb, "methane-gfnff-opt", Job(Methane, "GFN-FF", Driver.Optimization, smiles: "C")),
        new(Xtb, "water-gfnff-hessian", Job(Water, "GFN-FF", Driver.Hessian, smiles: "O")),
        new(Mopac, "water-pm7-energy", Job(Water, "PM7", Driver.Energy, smiles: "O")),
        new(Mopac, "water-pm7-opt", Job(Water, "PM7", Driver.Optimization, smiles: "O")),
        new(Mopac, "water-pm7-hessian", Job(Water, "PM7", Driver.Hessian, smiles: "O")),
        new(Mopac, "water-cation-pm7-energy", Job(Water, "PM7", Driver.Energy, 1, 2, "[OH2+]")),
        new(Mopac, "methane-pm6-d3h4-opt", Job(Methane, "PM6-D3H4", Driver.Optimization, smiles: "C")),
        new(Psi4, "water-hf-energy", Job(Water, "HF/STO-3G", Driver.Energy, smiles: "O")),
        new(Psi4, "water-hf-gradient", Job(Water, "HF/STO-3G", Driver.Gradient, smiles: "O")),
        new(Psi4, "water-hf-opt", Job(Water, "HF/STO-3G", Driver.Optimization, smiles: "O")),
        new(Psi4, "water-hf-hessian", Job(Water, "HF/STO-3G", Driver.Hessian, smiles: "O")),
        new(Psi4, "water-wb97x-d-energy", Job(Water, "wB97X-D/def2-SVP", Driver.Energy, smiles: "O")),
        new(Psi4, "water-cation-wb97x-d-energy", Job(Water, "wB97X-D/def2-SVP", Driver.Energy, 1, 2, "[OH2+]")),
        new(Psi4, "water-b97m-v-energy", Job(Water, "B97M-V/def2-SVP", Driver.Energy, smiles: "O")),
        new(Psi4, "water-mp2-energy", Job(Water, "MP2/cc-pVDZ", Driver.Energy, smiles: "O")),
        new(Psi4, "water-ccsd-t-energy", Job(Water, "CCSD(T)/cc-pVDZ", Driver.Energy, smiles: "O")),
        new(Nwchem, "water-b3lyp-d3bj-energy", Job(Water, "B3LYP-D3(BJ)/def2-SVP", Driver.Energy, smiles: "O")),
        new(Nwchem, "water-cation-pbe0-gradient", Job(Water, "PBE0/STO-3G", Driver.Gradient, 1, 2, "[OH2+]")),
        new(Nwchem, "water-pbe-opt", Job(Water, "PBE/STO-3G", Driver.Optimization, smiles: "O")),
        new(Nwchem, "water-blyp-hessian", Job(Water, "BLYP/STO-3G", Driver.Hessian, smiles: "O")),
        new(Nwchem, "water-b3lyp-excitations", Job(Water, "B3LYP/def2-SVP", Driver.Properties, smiles: "O")),
        new(Nwchem, "water-b3lyp-tda-excitations", Job(Water, "TDA-B3LYP/STO-3G", Driver.Properties, smiles: "O")),
    ];

    static readonly Job NoUranium = Job(Of("U O O", 0, 0, 0, 0, 0, 1.8, 0, 0, -1.8), "GFN2-xTB", Driver.Energy, 2);

    /// <summary>What must fail in the program itself; the checks before the start are stepped over where they would have refused it.</summary>
    public static readonly IReadOnlyList<Case> Bad =
    [
        new(new Tampered(Xtb, (_, s) => [.. s, "--iterations", "2"]), "scf-not-converged", Job(Water, "GFN2-xTB", Driver.Energy, smiles: "O")),
        new(new Tampered(Xtb, (o, s) => o == "opt.out" ? [.. s, "--cycles", "1"] : s), "opt-not-converged", Job(Chain(4), "GFN2-xTB", Driver.Optimization, smiles: "CCCC")),
        new(new Tampered(Xtb), "unknown-element", NoUranium),
        new(new Tampered(Mopac, files: f => f.Replace("PRECISE", "PRECISE NOSUCHWORD")), "unknown-keyword", Job(Water, "PM7", Driver.Optimization, smiles: "O")),
        new(new Tampered(Mopac, files: f => f.Replace("PRECISE", "PRECISE CYCLES=1")), "opt-not-converged", Job(Chain(4), "PM7", Driver.Optimization, smiles: "CCCC")),
        new(new Tampered(Mopac, files: f => f.Replace("PRECISE", "PRECISE ITRY=1")), "scf-not-converged", Job(Water, "PM7", Driver.Energy, smiles: "O")),
        new(new Tampered(Mopac), "impossible-multiplicity", Job(Water, "PM7", Driver.Energy, 0, 2, "O")),
        new(new Tampered(Psi4, files: f => f.Replace("\"scf_type\"", "\"maxiter\":2,\"scf_type\"")), "scf-not-converged", Job(Water, "HF/STO-3G", Driver.Energy, smiles: "O")),
        new(new Tampered(Psi4, files: f => f.Replace("\"scf_type\"", "\"geom_maxiter\":1,\"scf_type\"")), "opt-not-converged", Job(Water, "HF/STO-3G", Driver.Optimization, smiles: "O")),
        new(Psi4, "missing-basis", Job(Water, "HF/NoSuchBasis", Driver.Energy, smiles: "O")),
        new(Psi4, "missing-element", Job(Of("U O O", 0, 0, 0, 0, 0, 1.8, 0, 0, -1.8), "HF/def2-SVP", Driver.Energy, 2)),
        new(new Tampered(Nwchem, files: f => f.Replace("iterations 50", "iterations 2")), "scf-not-converged", Job(Water, "B3LYP/STO-3G", Driver.Energy, smiles: "O")),
        new(new Tampered(Nwchem, files: f => f.Replace("maxiter 60", "maxiter 1")), "opt-not-converged", Job(Water, "B3LYP/STO-3G", Driver.Optimization, smiles: "O")),
        new(Nwchem, "missing-basis", Job(Water, "B3LYP/NoSuchBasis", Driver.Energy, smiles: "O")),
        new(new Tampered(Psi4), "impossible-multiplicity", Job(Water, "HF/STO-3G", Driver.Energy, 0, 2, "O")),
        new(new Tampered(Psi4, files: _ => "molecule {\n"), "not-an-input", Job(Water, "HF/STO-3G", Driver.Energy, smiles: "O")),
    ];
}

/// <summary>An engine whose checks are off and whose commands or files are changed, to bring the program itself to fail.</summary>
sealed class Tampered(IEngine engine, Func<string, IReadOnlyList<string>, IReadOnlyList<string>>? commands = null, Func<string, string>? files = null) : IEngine
{
    public string Program => engine.Program;
    public string Executable => engine.Executable;
    public string Package => engine.Package;
    public (string Arguments, string Before) VersionCall => engine.VersionCall;
    public bool Can(Level level, Driver driver) => engine.Can(level, driver);
    public Failure? Check(Job job) => null;
    public IReadOnlyList<string> Remedies(FailureKind kind) => engine.Remedies(kind);
    public Prepared Prepare(Job job)
    {
        var prepared = engine.Prepare(job);
        if (commands is not null) prepared = prepared with { Steps = [.. prepared.Steps.Select(s => s with { Command = commands(s.Output, s.Command) })] };
        if (files is not null) prepared = prepared with { Files = prepared.Files.ToDictionary(f => f.Key, f => files(f.Value)) };
        return prepared;
    }
}
