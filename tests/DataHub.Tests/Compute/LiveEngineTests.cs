// Every engine that is installed, run for real on small molecules: what it must leave behind, and how it must fail.
using System.Globalization;
using System.Text.Json;
using DataHub.Compute;
using DataHub.Compute.Engines;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

/// <summary>
/// With DATAHUB_RECORD_OUTPUTS=1 (never in CI) the bundles are written to Formats/outputs/PROGRAM/CASE, where the tests of the readers find them, so that these run without the programs.
/// </summary>
public class LiveEngineTests
{
    static readonly JobRunner Runner = new(new CostModel(), TimeProvider.System);

    public static TheoryData<string, string> GoodCases => [.. Cases.Good.Select(c => (c.Engine.Program, c.Name))];
    public static TheoryData<string, string> BadCases => [.. Cases.Bad.Select(c => (c.Engine.Program, c.Name))];

    static (Bundle Bundle, JobRecord Record) Run(Case c, bool record = false)
    {
        Assert.SkipUnless(EngineSet.Find(c.Engine) is not null, $"{c.Engine.Program} is not installed (package {c.Engine.Package})");
        var bundle = Runner.Run(c.Engine, c.Job, TestContext.Current.CancellationToken);
        if (record && Environment.GetEnvironmentVariable("DATAHUB_RECORD_OUTPUTS") == "1" && Environment.GetEnvironmentVariable("CI") is null or "")
        {
            var folder = Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Formats", "outputs", c.Engine.Program, c.Name);
            if (Directory.Exists(folder)) Directory.Delete(folder, true);
            Directory.CreateDirectory(folder);
            foreach (var file in bundle.Files) File.WriteAllBytes(Path.Combine(folder, file.Name), file.ReadAllBytes());
        }
        return (bundle, JobRecord.FromJson(bundle.Find(JobRecord.FileName)!.ReadAllText()));
    }

    [Theory, MemberData(nameof(GoodCases))]
    public void A_small_job_succeeds_by_its_own_output_and_is_metered(string program, string name)
    {
        var c = Cases.Good.Single(c => c.Engine.Program == program && c.Name == name);
        var (bundle, record) = Run(c, record: true);
        Assert.True(record is { ExitCode: 0, Signal: null, Stopped: null, Message: null }, record.ToJson());
        Assert.Equal(CostTier.Measured, record.Cost!.Tier);
        Assert.InRange(record.Cost.CpuSeconds!.Value, 0.001, 200);
        Assert.InRange(record.Cost.PeakMemoryMib!.Value, 1, 3000);
        Assert.NotNull(record.InputHash);
        Assert.DoesNotContain(bundle.Files, f => f.ReadAllText().Contains(Path.GetTempPath() + "datahub-", StringComparison.Ordinal));
        switch (program)
        {
            case "xtb":
                Assert.Contains("normal termination of xtb", Said(bundle, "sp.out"));
                if (name.Contains("gfnff")) Assert.Null(bundle.Find("xtbout.json"));
                else Assert.True(Json(bundle, "xtbout.json").GetProperty("total energy").GetDouble() < -4);
                if (name.EndsWith("-opt") || name.EndsWith("-hessian")) Assert.Contains("GEOMETRY OPTIMIZATION CONVERGED", Said(bundle, "opt.out"));
                if (name.EndsWith("-hessian")) Assert.Contains("vibrational frequencies", Said(bundle, "hess.out"));
                break;
            case "mopac":
                Assert.Contains("HEAT_OF_FORMATION:KCAL/MOL", Said(bundle, "job.aux"));
                Assert.DoesNotContain("Error and normal termination messages", Said(bundle, "job.out"));
                if (name.EndsWith("-hessian")) Assert.Contains("VIB._FREQ", Said(bundle, "job.aux"));
                else Assert.NotNull(bundle.Find("job.arc"));
                break;
            case "nwchem":
                var read = new FormatSet().Read(bundle).Last().Calculation!;
                Assert.Equal((Status.Success, c.Job.Driver, c.Job.Level.Name), (read.Status, read.Driver, read.Level.Name));
                if (c.Job.Driver != Driver.Properties) break;
                // Water's lowest singlet lies near 8 eV at both, the second state of five is dark.
                Assert.Equal(Nwchem.Roots, read.Values.List(Property.Excitations)!.Count);
                Assert.InRange(read.Values.List(Property.Excitations)![0], 7, 12);
                Assert.Equal(Nwchem.Roots, read.Values.List(Property.Strengths)!.Count);
                break;
            default:
                Assert.True(Json(bundle, "result.json").GetProperty("success").GetBoolean());
                break;
        }
    }

    [Theory, MemberData(nameof(BadCases))]
    public void A_job_that_fails_in_the_program_leaves_its_reason_and_its_cost(string program, string name)
    {
        var (bundle, record) = Run(Cases.Bad.Single(c => c.Engine.Program == program && c.Name == name), record: true);
        Assert.True(record.Cost!.CpuSeconds > 0);
        string said = program switch
        {
            "xtb" => Said(bundle, "opt.out") + Said(bundle, "sp.out"),
            "mopac" => Said(bundle, "job.out"),
            "nwchem" => Said(bundle, "output.out"),
            _ => bundle.Find("result.json") is { } r ? Json(bundle, "result.json").GetProperty("error").GetProperty("error_type").GetString()! : Said(bundle, "stdout.txt"),
        };
        Assert.Contains((program, name) switch
        {
            ("xtb", "scf-not-converged") => "ERROR",
            ("xtb", "opt-not-converged") => "FAILED TO CONVERGE GEOMETRY OPTIMIZATION",
            ("xtb", _) => "",
            ("mopac", "opt-not-converged") => "EXCESS NUMBER OF OPTIMIZATION CYCLES",
            ("mopac", "scf-not-converged") => "SCF",
            ("nwchem", "scf-not-converged") => "failed to converge",
            ("nwchem", "opt-not-converged") => "Failed to converge in maximum number of steps",
            ("nwchem", _) => "error in the specified basis set",
            ("mopac", _) => "Error and normal termination messages",
            (_, "scf-not-converged") => "scf_convergence_error",
            (_, "opt-not-converged") => "geometry_convergence_error",
            (_, "missing-basis") or (_, "missing-element") => "basis_error",
            (_, "impossible-multiplicity") => "input_error",
            _ => "",
        }, said, StringComparison.OrdinalIgnoreCase);
        // MOPAC ends with 0 whatever happens; the others tell, or lack what a success has.
        if (program == "mopac") Assert.Equal(0, record.ExitCode);
        else Assert.True(record.ExitCode != 0 || bundle.Find("xtbout.json") is null, record.ToJson());
    }

    [Fact]
    public void After_an_xtb_optimisation_the_dipole_is_that_of_the_final_geometry()
    {
        var far = Cases.Water with { Coordinates = [0, 0, 0.1173, 0, 0.95, -0.75, 0, -0.95, -0.75] };
        var (bundle, _) = Run(new Case(Cases.Xtb, "water-far-gfn2-opt", Cases.Job(far, "GFN2-xTB", Driver.Optimization, smiles: "O")), record: true);
        var json = Json(bundle, "xtbout.json").GetProperty("dipole").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        // The text of the single point prints the full dipole in atomic units on its last "full:" line of that block.
        var text = Said(bundle, "sp.out");
        var line = text[text.IndexOf("molecular dipole:", StringComparison.Ordinal)..].Split('\n').First(l => l.TrimStart().StartsWith("full:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < 3; i++) Assert.Equal(double.Parse(line[1 + i], CultureInfo.InvariantCulture), json[i], 2);
        Assert.Contains("xtbopt.xyz", text);
        var (start, _) = Run(new Case(Cases.Xtb, "water-far-gfn2-energy", Cases.Job(far, "GFN2-xTB", Driver.Energy, smiles: "O")));
        Assert.True(Math.Abs(Json(start, "xtbout.json").GetProperty("dipole")[2].GetDouble() - json[2]) > 0.01, "the dipole of the start geometry is too near to tell them apart");
    }

    public static TheoryData<string, double[]> Small => new()
    {
        { "H H", [0, 0, 0, 0, 0, 0.75] }, { "Cl H", [0, 0, 0, 0, 0, 1.3] }, { "C O O", [0, 0, 0, 0, 0, 1.17, 0, 0, -1.17] }, { "N N", [0, 0, 0, 0, 0, 1.1] },
    };

    [Theory, MemberData(nameof(Small))]
    public void Two_atoms_and_linear_molecules_are_no_exception(string symbols, double[] coordinates)
    {
        foreach (var (engine, level) in new (IEngine, string)[] { (Cases.Xtb, "GFN2-xTB"), (Cases.Mopac, "PM7") })
            foreach (var driver in new[] { Driver.Optimization, Driver.Hessian })
            {
                var (bundle, record) = Run(new Case(engine, "small", Cases.Job(Cases.Of(symbols, coordinates), level, driver)));
                var read = new FormatSet().Read(bundle).Single().Calculation!;
                // xtb up to 6.5 dies in the thermochemistry of linear molecules (its issue 593), after it has written frequencies: that is a crash, and its frequencies are not taken.
                if (engine == Cases.Xtb && driver == Driver.Hessian && record.Signal is not null) Assert.Equal((Status.Failed, FailureKind.Crash), (read.Status, read.Failure!.Kind));
                else Assert.True(read.Status == Status.Success, $"{read.Failure} {record.ToJson()}");
            }
    }

    [Fact]
    public void Jobs_of_one_program_at_the_same_time_do_not_see_each_other()
    {
        Assert.SkipUnless(EngineSet.Find(Cases.Xtb) is not null, "xtb is not installed (package xtb)");
        (Geometry Start, Bundle? Bundle)[] jobs = [.. Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? Cases.Water : Cases.Methane, (Bundle?)null))];
        Parallel.For(0, jobs.Length, new ParallelOptions { MaxDegreeOfParallelism = jobs.Length }, i => jobs[i].Bundle = Runner.Run(Cases.Xtb, Cases.Job(jobs[i].Start, "GFN2-xTB", Driver.Optimization)));
        var energies = jobs.Select(j => Json(j.Bundle!, "xtbout.json").GetProperty("total energy").GetDouble()).ToArray();
        Assert.Equal(2, energies.Distinct().Count());
        Assert.All(energies.Where((_, i) => i % 2 == 0), e => Assert.Equal(-5.0705, e, 0.0005));
        Assert.All(energies.Where((_, i) => i % 2 == 1), e => Assert.Equal(-4.1752, e, 0.0005));
    }

    [Fact]
    public void A_job_that_takes_too_long_is_stopped_and_keeps_its_cost()
    {
        var (_, record) = Run(new Case(Cases.Xtb, "time-out", Cases.Job(Cases.Chain(80), "GFN2-xTB", Driver.Hessian) with { Limits = new JobLimits(2, 3000) }), record: true);
        Assert.Equal(FailureKind.TimeOut, record.Stopped);
        Assert.Equal(9, record.Signal);
        Assert.True(record.Cost!.CpuSeconds > 0);
    }

    [Fact]
    public void A_job_that_takes_too_much_memory_is_stopped()
    {
        var (_, record) = Run(new Case(Cases.Psi4, "out-of-memory", Cases.Job(Cases.Water, "HF/STO-3G", Driver.Energy) with { Limits = new JobLimits(300, 60) }), record: true);
        Assert.Equal(FailureKind.OutOfMemory, record.Stopped);
    }

    [Fact]
    public void Installed_engines_tell_their_versions()
    {
        foreach (var engine in new EngineSet().Engines)
            if (EngineSet.Installed(engine) is { } found) Assert.Matches(@"^\d+\.\d+", found.Version);
            else Assert.Null(EngineSet.Find(engine));
    }

    static string Said(Bundle bundle, string name) => bundle.Files.FirstOrDefault(f => f.Name == name)?.ReadAllText() ?? "";
    static JsonElement Json(Bundle bundle, string name) => JsonDocument.Parse(bundle.Files.Single(f => f.Name == name).ReadAllBytes()).RootElement;
}
