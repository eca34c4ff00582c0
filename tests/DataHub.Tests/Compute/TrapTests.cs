// The traps of the programs, as the outputs that the project computed show them: why success is proved from the output and never from the exit code.
using System.Text.Json;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class TrapTests
{
    static string Folder(string program, string name) => Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Formats", "outputs", program, name);
    static string Text(string program, string name, string file) => File.ReadAllText(Path.Combine(Folder(program, name), file));
    static bool Has(string program, string name, string file) => File.Exists(Path.Combine(Folder(program, name), file));
    static JobRecord Record(string program, string name) => JobRecord.FromJson(Text(program, name, JobRecord.FileName));
    static JsonElement Json(string program, string name, string file) => JsonDocument.Parse(Text(program, name, file)).RootElement;

    [Fact]
    public void Xtb_ends_well_and_leaves_a_geometry_when_an_optimisation_did_not_converge()
    {
        Assert.Equal(0, Record("xtb", "opt-not-converged").ExitCode);
        Assert.True(Has("xtb", "opt-not-converged", "xtbopt.xyz"));
        Assert.Contains("FAILED TO CONVERGE GEOMETRY OPTIMIZATION", Text("xtb", "opt-not-converged", "opt.out"));
        Assert.False(Has("xtb", "opt-not-converged", "xtbout.json"), "no single point is run on such a geometry");
        Assert.Contains("was not run", Record("xtb", "opt-not-converged").Message);
    }

    [Fact]
    public void Xtb_without_a_converged_field_ends_with_a_code_and_no_json()
    {
        Assert.NotEqual(0, Record("xtb", "scf-not-converged").ExitCode);
        Assert.False(Has("xtb", "scf-not-converged", "xtbout.json"));
    }

    [Fact]
    public void Xtb_given_an_element_without_parameters_dies_by_a_signal()
    {
        Assert.Equal((null, 11), (Record("xtb", "unknown-element").ExitCode, Record("xtb", "unknown-element").Signal));
        Assert.Contains("signal 11", Record("xtb", "unknown-element").Message);
    }

    [Fact]
    public void Gfn_ff_leaves_no_json() => Assert.False(Has("xtb", "water-gfnff-energy", "xtbout.json"));

    [Fact]
    public void Frequencies_have_a_json_of_their_own_beside_that_of_the_single_point()
    {
        Assert.False(Json("xtb", "water-gfn2-hessian", "xtbout.json").TryGetProperty("vibrational frequencies/rcm", out _));
        Assert.Equal(9, Json("xtb", "water-gfn2-hessian", "hess.json").GetProperty("vibrational frequencies/rcm").GetArrayLength());
    }

    [Theory]
    [InlineData("unknown-keyword")]
    [InlineData("opt-not-converged")]
    [InlineData("impossible-multiplicity")]
    public void Mopac_ends_with_0_and_says_that_it_ended_normally_when_it_failed(string name)
    {
        Assert.Equal(0, Record("mopac", name).ExitCode);
        Assert.Contains("JOB ENDED NORMALLY", Text("mopac", name, "job.out"));
        Assert.Contains("Error and normal termination messages", Text("mopac", name, "job.out"));
    }

    [Fact]
    public void Mopac_frequencies_leave_no_archive_file_and_start_from_the_optimised_geometry()
    {
        Assert.False(Has("mopac", "water-pm7-hessian", "job.arc"));
        Assert.True(Has("mopac", "water-pm7-hessian", "opt.arc"));
        Assert.Contains("VIB._FREQ", Text("mopac", "water-pm7-hessian", "job.aux"));
    }

    [Theory]
    [InlineData("scf-not-converged", "scf_convergence_error")]
    [InlineData("opt-not-converged", "geometry_convergence_error")]
    [InlineData("missing-basis", "basis_error")]
    [InlineData("missing-element", "basis_error")]
    [InlineData("impossible-multiplicity", "input_error")]
    public void Psi4_writes_its_error_as_json_and_ends_with_a_code(string name, string kind)
    {
        var json = Json("psi4", name, "result.json");
        Assert.False(json.GetProperty("success").GetBoolean());
        Assert.Equal(kind, json.GetProperty("error").GetProperty("error_type").GetString());
        Assert.Equal(1, Record("psi4", name).ExitCode);
    }

    [Fact]
    public void Orbitals_of_a_reference_are_not_given_out_as_those_of_a_correlated_method()
    {
        bool Orbitals(string name) => Json("psi4", name, "result.json").GetProperty("extras").GetProperty("datahub").TryGetProperty("orbital_energies_alpha", out _);
        Assert.True(Orbitals("water-hf-energy") && Orbitals("water-wb97x-d-energy") && Orbitals("water-b97m-v-energy"));
        Assert.False(Orbitals("water-mp2-energy") || Orbitals("water-ccsd-t-energy"));
        Assert.InRange(Json("psi4", "water-ccsd-t-energy", "result.json").GetProperty("extras").GetProperty("datahub").GetProperty("t1").GetDouble(), 0.005, 0.007);
    }

    [Fact]
    public void The_last_energy_of_a_psi4_optimisation_belongs_to_the_geometry_that_it_returns()
    {
        var json = Json("psi4", "water-hf-opt", "result.json");
        var last = json.GetProperty("trajectory")[0];
        static double[] Numbers(JsonElement molecule) => [.. molecule.GetProperty("geometry").EnumerateArray().Select(x => x.GetDouble())];
        Assert.Equal(Numbers(json.GetProperty("final_molecule")), Numbers(last.GetProperty("molecule")));
        Assert.Equal(json.GetProperty("energies").EnumerateArray().Last().GetDouble(), last.GetProperty("return_result").GetDouble(), 6);
    }

    [Fact]
    public void Nothing_that_is_kept_names_the_machine_or_its_folders()
    {
        var outputs = Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Formats", "outputs");
        foreach (var file in ((string[])["xtb", "mopac", "psi4"]).SelectMany(p => Directory.EnumerateFiles(Path.Combine(outputs, p), "*", SearchOption.AllDirectories)))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain("/tmp/", text);
            Assert.DoesNotContain("/home/", text);
            foreach (var line in text.Split('\n').Where(l => l.TrimStart().StartsWith("Host:", StringComparison.Ordinal))) Assert.EndsWith("(not kept)", line.TrimEnd());
        }
    }
}
