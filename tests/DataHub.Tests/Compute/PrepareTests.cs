// What each engine would write and run, kept as golden files: one for every program and driver.
using System.Text;
using DataHub.Compute;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class PrepareTests
{
    public static TheoryData<string, string> Names => [.. Cases.Good.Select(c => (c.Engine.Program, c.Name))];

    [Theory, MemberData(nameof(Names))]
    public void Input_files_and_commands_are_as_told(string program, string name)
    {
        var c = Cases.Good.Single(x => x.Engine.Program == program && x.Name == name);
        Assert.Null(c.Engine.Check(c.Job));
        var prepared = c.Engine.Prepare(c.Job);
        var text = new StringBuilder();
        foreach (var step in prepared.Steps)
            text.Append("$ ").AppendJoin(' ', step.Command).Append(" > ").Append(step.Output)
                .Append(step.Needs is null ? "" : $"   needs {step.Needs}").Append(step.NeedsWords is var (file, words) ? $" and '{words}' in {file}" : "")
                .Append(string.Concat(step.Renames.Select(r => $"   then {r.Key} becomes {r.Value}"))).Append('\n');
        text.Append("environment ").AppendJoin(' ', prepared.Environment.Select(e => $"{e.Key}={e.Value}")).Append("\nkeeps ").AppendJoin(' ', prepared.Keep).Append('\n');
        foreach (var (file, content) in prepared.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
            text.Append("--- ").Append(file).Append('\n').Append(program == "psi4" ? Specification(content) : content);
        Golden.Same($"tests/DataHub.Tests/Compute/golden/{program}-{name}.txt", text.ToString());
    }

    /// <summary>Of the Psi4 input only the lines that differ from job to job; the program below them is the same for all.</summary>
    static string Specification(string input) => string.Join('\n', input.Split('\n').Where(l => l.StartsWith("SPEC", StringComparison.Ordinal) || l.StartsWith("memory", StringComparison.Ordinal))) + "\n";

    [Fact]
    public void Preparing_twice_gives_the_same()
    {
        foreach (var c in Cases.Good)
        {
            Prepared a = c.Engine.Prepare(c.Job), b = c.Engine.Prepare(c.Job);
            Assert.Equal(a.Files.OrderBy(f => f.Key), b.Files.OrderBy(f => f.Key));
            Assert.Equal(a.Steps.SelectMany(s => s.Command), b.Steps.SelectMany(s => s.Command));
        }
    }

    [Fact]
    public void A_geometry_optimised_at_the_same_level_is_not_optimised_again_before_its_frequencies()
    {
        foreach (var (engine, level) in new (IEngine, string)[] { (Cases.Xtb, "GFN2-xTB"), (Cases.Mopac, "PM7"), (Cases.Psi4, "HF/STO-3G") })
        {
            var job = Cases.Job(Cases.Water with { Source = GeometrySource.Optimized, Level = level }, level, Driver.Hessian);
            var prepared = engine.Prepare(job);
            Assert.DoesNotContain(prepared.Steps, s => s.Command.Contains("--opt") || s.Command.Contains("opt.mop"));
            Assert.DoesNotContain(prepared.Files.Values, f => f.Contains("\"optimize_first\":true"));
        }
    }

    [Fact]
    public void Values_after_an_xtb_optimisation_come_from_a_run_of_their_own_because_its_json_is_stale()
    {
        var steps = Cases.Xtb.Prepare(Cases.Job(Cases.Water, "GFN2-xTB", Driver.Optimization)).Steps;
        Assert.DoesNotContain("--json", steps[0].Command);
        Assert.Contains("--json", steps[1].Command);
        Assert.Equal(("xtbopt.xyz", ("opt.out", "GEOMETRY OPTIMIZATION CONVERGED")), (steps[1].Needs, steps[1].NeedsWords!.Value));
    }

    [Fact]
    public void Threads_are_one_unless_more_cores_are_asked_for()
    {
        var one = Cases.Job(Cases.Water, "PM7", Driver.Energy);
        Assert.Contains("THREADS=1 ", Cases.Mopac.Prepare(one).Files["job.mop"]);
        Assert.Contains("THREADS=4 ", Cases.Mopac.Prepare(one with { Cores = 4 }).Files["job.mop"]);
        var psi4 = Cases.Job(Cases.Water, "HF/STO-3G", Driver.Energy) with { Cores = 3 };
        Assert.Equal(["psi4", "-n", "3", "input.dat", "output.dat"], Cases.Psi4.Prepare(psi4).Steps[0].Command);
        Assert.Equal("3", JobRunner.EnvironmentFor("x", 3)["OMP_NUM_THREADS"]);
    }

    [Fact]
    public void Psi4_is_told_half_of_the_memory_that_it_may_take()
    {
        var job = Cases.Job(Cases.Water, "HF/STO-3G", Driver.Energy) with { Limits = new JobLimits(60, 4000) };
        Assert.Contains("\nmemory 2000 mb\n", Cases.Psi4.Prepare(job).Files["input.dat"]);
        Assert.Equal(".", Cases.Psi4.Prepare(job).Environment["PSI_SCRATCH"]);
    }
}
