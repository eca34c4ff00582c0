// QCSchema: versions, shapes, traps.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class QcSchemaTests
{
    const string Molecule = """ "molecule": {"symbols": ["O", "H", "H"], "geometry": [0, 0, -0.1295, 0, -1.4942, 1.0274, 0, 1.4942, 1.0274], "molecular_charge": 0, "molecular_multiplicity": 1, "name": "water", "identifiers": {"smiles": "O"}} """;

    static string Result(string driver = "energy", string model = """{"method": "B3LYP", "basis": "6-31G*"}""", string result = "-76.4", string properties = """{"return_energy": -76.4}""", string more = "", string success = "true") =>
        $$"""{"schema_name": "qcschema_output", "schema_version": 1, {{Molecule}}, "driver": "{{driver}}", "model": {{model}}, "return_result": {{result}}, "properties": {{properties}}, "success": {{success}}{{more}}}""";

    static Calculation Taken(string json)
    {
        var reading = Assert.Single(Alike.Read("q.json", json));
        Assert.True(reading.Fault is null, reading.Fault?.ToString());
        return reading.Calculation!;
    }

    static Fault Refused(string json) => Assert.Single(Alike.Read("q.json", json)).Fault!;

    [Fact]
    public void A_result_of_version_1_is_read()
    {
        var c = Taken(Result(more: """, "keywords": {"scf_type": "df"}, "provenance": {"creator": "Psi4", "version": "1.9.1", "routine": "x", "wall_time": 2.5, "nthreads": 4}"""));
        Assert.Equal(("B3LYP/6-31G(d)", -76.4, Driver.Energy, Status.Success), (c.Level.Name, c.Values[Property.Energy], c.Driver, c.Status));
        Assert.Equal(("psi4", "1.9.1", "water", "O"), (c.Provenance.Program, c.Provenance.ProgramVersion, c.Molecule.Name, c.Molecule.Smiles));
        Assert.Equal((CostTier.Log, 2.5, 4, null), (c.Cost.Tier, c.Cost.WallSeconds, c.Cost.Cores, c.Cost.CpuSeconds));
        Assert.Equal(-0.1295 * Units.BohrToAngstrom, c.Geometry!.Coordinates[2], 12);
        Assert.Contains(c.Values.Extras, x => x.Name == "keywords" && x.Text!.Contains("scf_type", StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_of_version_2_is_read()
    {
        var c = Taken($$$$"""{"schema_name": "qcschema_atomic_result", "schema_version": 2, {{{{Molecule}}}}, "input_data": {"schema_name": "qcschema_atomic_input", "schema_version": 2, {{{{Molecule}}}}, "specification": {"program": "psi4", "driver": "gradient", "model": {"method": "pbe0", "basis": "def2-svp"}, "keywords": {}}}, "properties": {"return_energy": -76.1}, "return_result": [[0,0,1],[0,0,0],[0,0,-1]], "success": true, "provenance": {"creator": "Psi4", "version": "1.10"}}""");
        Assert.Equal(("PBE0/def2-SVP", -76.1, Driver.Gradient, "psi4"), (c.Level.Name, c.Values[Property.Energy], c.Driver, c.Provenance.Program));
        Assert.Equal(9, c.Values.List(Property.Gradient)!.Count);
    }

    [Fact]
    public void An_optimisation_gives_its_final_record_and_its_steps()
    {
        var step = Result("gradient", result: "[0,0,0.1,0,0,0,0,0,-0.1]");
        var readings = Alike.Read("o.json", $$$"""{"schema_name": "qcschema_optimization_output", "schema_version": 1, "success": true, "energies": [-76.3, -76.4], "final_{{{Molecule.Trim()[1..]}}}, "initial_{{{Molecule.Trim()[1..]}}}, "input_specification": {"driver": "gradient", "model": {"method": "B3LYP", "basis": "6-31G*"}}, "trajectory": [{{{step}}}], "provenance": {"creator": "geomeTRIC", "version": "1.0", "wall_time": 9}}""");
        Assert.Equal(2, readings.Count);
        var final = readings[0].Calculation!;
        Assert.Equal((Driver.Optimization, GeometrySource.Optimized, "B3LYP/6-31G(d)", -76.4, 9.0), (final.Driver, final.Geometry!.Source, final.Geometry.Level, final.Values[Property.Energy], final.Cost.WallSeconds));
        Assert.Equal((Driver.Gradient, GeometrySource.Given, "step 1"), (readings[1].Calculation!.Driver, readings[1].Calculation!.Geometry!.Source, readings[1].Record));
        Assert.Null(final.Provenance.Program);
    }

    [Fact]
    public void A_constrained_optimisation_is_no_optimised_geometry()
    {
        var readings = Alike.Read("o.json", $$$"""{"schema_name": "qcschema_optimization_output", "schema_version": 1, "success": true, "energies": [-76.4], "final_{{{Molecule.Trim()[1..]}}}, "keywords": {"constraints": {"set": [{"type": "distance", "indices": [0, 1], "value": 1.8}]}}, "input_specification": {"driver": "gradient", "model": {"method": "HF", "basis": "STO-3G"}}, "trajectory": []}""");
        Assert.Equal((GeometrySource.Given, null), (readings[0].Calculation!.Geometry!.Source, readings[0].Calculation!.Geometry!.Level));
    }

    [Theory]
    [InlineData("convergence_error", "Could not converge SCF iterations", FailureKind.ScfNotConverged)]
    [InlineData("convergence_error", "geomeTRIC: Optimizer.optimizeGeometry() failed to converge.", FailureKind.GeometryNotConverged)]
    [InlineData("input_error", "unknown method", FailureKind.BadInput)]
    [InlineData("unknown_error", "BasisSetNotFound: Unable to find a basis set for atom 1", FailureKind.MissingBasis)]
    [InlineData("unknown_error", "MemoryError: out of memory", FailureKind.OutOfMemory)]
    [InlineData("random_error", "Segmentation fault (core dumped)", FailureKind.Crash)]
    [InlineData("unknown_error", "something odd", FailureKind.Other)]
    public void A_failed_operation_is_a_failed_calculation(string type, string message, FailureKind kind)
    {
        var c = Taken($$$$"""{"success": false, "error": {"error_type": "{{{{type}}}}", "error_message": "{{{{message}}}}"}, "input_data": {"schema_name": "qcschema_input", {{{{Molecule}}}}, "driver": "energy", "model": {"method": "HF", "basis": "sto-3g"}}}""");
        Assert.Equal((Status.Failed, kind, "H2O", "HF/STO-3G"), (c.Status, c.Failure!.Kind, c.Molecule.Formula, c.Level.Name));
        Assert.Contains(message, c.Failure.Message);
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void Orbital_energies_give_the_gap()
    {
        var c = Taken(Result(properties: """{"return_energy": -76.4, "calcinfo_nalpha": 2, "calcinfo_nbeta": 2}""", more: """, "wavefunction": {"restricted": true, "scf_eigenvalues_a": [-20.0, -0.4, 0.1, 0.5]}"""));
        Assert.Equal(0.5 * Units.HartreeToEv, c.Values[Property.Gap]!.Value, 9);
        Assert.Equal(-0.4 * Units.HartreeToEv, c.Values[Property.Homo]!.Value, 9);
    }

    [Fact]
    public void Orbital_energies_of_the_reference_are_no_property_of_a_correlated_level()
    {
        var c = Taken(Result(model: """{"method": "MP2", "basis": "cc-pvdz"}""", properties: """{"return_energy": -76.4, "mp2_total_energy": -76.4, "scf_total_energy": -76.0, "calcinfo_nalpha": 1, "scf_dipole_moment": [0, 0, 0.8]}""",
            more: """, "wavefunction": {"restricted": true, "scf_eigenvalues_a": [-0.4, 0.1]}, "provenance": {"creator": "psi4", "version": "1.9"}"""));
        Assert.Null(c.Values[Property.Gap]);
        Assert.Null(c.Values[Property.Dipole]);
        Assert.Contains(c.Values.Extras, x => x.Name == "scf_dipole" && Math.Abs(x.Number!.Value - 0.8 * Units.AuDipoleToDebye) < 1e-9);
    }

    [Theory]
    [InlineData("Psi4", "1.9.1", 0.8 * Units.AuDipoleToDebye)]
    [InlineData("Psi4", "1.3.2", 0.8)]
    [InlineData("TeraChem", "1.9", 0.8)]
    [InlineData("My Program", "1.0", null)]
    public void A_dipole_counts_in_the_unit_of_its_program(string creator, string version, double? debye) =>
        Assert.Equal(debye, Taken(Result(properties: """{"return_energy": -76.4, "scf_dipole_moment": [0, 0, 0.8]}""", more: $$""", "provenance": {"creator": "{{creator}}", "version": "{{version}}"}""")).Values[Property.Dipole]);

    [Fact]
    public void MOPACs_energy_is_a_heat_of_formation()
    {
        var c = Taken(Result(model: """{"method": "PM7", "basis": null}""", result: "-0.1", properties: """{"return_energy": -0.1}""", more: """, "provenance": {"creator": "mopac", "version": "22"}"""));
        Assert.Null(c.Values[Property.Energy]);
        Assert.Equal(-62.75, c.Values[Property.HeatOfFormation]!.Value, 2);
    }

    [Theory]
    [InlineData("""{"pcm": true}""", "B3LYP/6-31G(d) (PCM)")]
    [InlineData("""{"solvent": "water"}""", "B3LYP/6-31G(d) (solvent=water)")]
    [InlineData("""{"function_kwargs": {"external_potentials": [[1, [0, 0, 9]]]}}""", "B3LYP/6-31G(d) (point charges)")]
    [InlineData("""{"pcm": false, "scf_type": "df"}""", "B3LYP/6-31G(d)")]
    [InlineData("""{"dispersion": "d3bj"}""", "B3LYP-D3(BJ)/6-31G(d)")]
    [InlineData("""{"relativistic": "x2c"}""", "B3LYP/6-31G(d) [X2C]")]
    public void Keywords_that_change_the_physics_are_part_of_the_level(string keywords, string level) => Assert.Equal(level, Taken(Result(more: $$""", "keywords": {{keywords}}""")).Level.Name);

    [Theory]
    [InlineData("psi4", "B3LYP/6-31G(d)"), InlineData("Turbomole", "B3LYP5/6-31G(d)"), InlineData("orca", "B3LYP5/6-31G(d)")]
    public void B3LYP_is_the_one_of_its_program(string creator, string level) => Assert.Equal(level, Taken(Result(more: $$""", "provenance": {"creator": "{{creator}}", "version": "1"}""")).Level.Name);

    [Fact]
    public void A_multiplicity_that_is_not_told_is_counted()
    {
        var json = Result().Replace("""["O", "H", "H"]""", """["O", "H"]""").Replace(", 0, 1.4942, 1.0274]", "]").Replace(""", "molecular_charge": 0, "molecular_multiplicity": 1""", "");
        Assert.Equal(2, Taken(json).Molecule.Multiplicity);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { $$$"""{"schema_name": "qcschema_input", "schema_version": 1, {{{Molecule}}}, "driver": "energy", "model": {"method": "HF", "basis": "sto-3g"}}""", "this is an input" },
        { Result(model: """{"basis": "sto-3g"}"""), "without a level of theory" },
        { Result(result: "-76.5"), "should be the same energy" },
        { Result(model: """{"method": "CCSD(T)", "basis": "cc-pvdz"}""", properties: """{"return_energy": -76.4, "ccsd_prt_pr_total_energy": -76.2}"""), "should be the same energy" },
        { Result("gradient", result: "[0, 0, 1]"), "3 numbers for 3 atoms" },
        { Result("hessian", result: "[0, 0, 1]"), "3 numbers for 3 atoms" },
        { Result(result: "null", properties: "{}"), "there is none" },
        { Result(success: "null"), "does not say whether" },
        { Result("frobnicate"), "unknown" },
        { Result(model: """{"method": "xtb", "basis": null}"""), "which parametrisation" },
        { Result(more: """, "keywords": {"method": "PBE"}"""), "the keywords say PBE" },
        { Result(more: """, "provenance": {"creator": "dftd3", "version": "3.1"}"""), "a correction alone" },
        { Result().Replace("\"molecular_multiplicity\": 1", "\"molecular_multiplicity\": 2"), "do not fit the number of electrons" },
        { Result().Replace("\"molecular_multiplicity\": 1", "\"molecular_multiplicity\": 1.5"), "a whole number is wanted" },
        { Result().Replace("-1.4942", "null"), "no geometry of finite numbers" },
        { Result().Replace("\"name\": \"water\"", "\"real\": [true, true, false]"), "ghost atoms" },
        { "{\"molecular_charge\": 0, \"symbols\": [\"H\"], \"geometry\": [0, 0, 0]}", "this is a molecule" },
        { Result()[..^20], "the JSON is broken" },
        { Result(result: "NaN"), "the JSON is broken" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_no_sound_result_is_refused_in_words(string json, string words)
    {
        var fault = Refused(json);
        Assert.Contains(words, fault.Message);
        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public void A_list_and_lines_of_records_are_read_one_by_one()
    {
        var list = Alike.Read("l.json", $"[{Result()}, {Result("frobnicate")}, {Result()}]");
        Assert.Equal(["record 1", "record 2", "record 3"], list.Select(r => r.Record));
        Assert.Equal([true, false, true], list.Select(r => r.Calculation is not null));
        Assert.Equal(2, Alike.Read("l.jsonl", Result().ReplaceLineEndings(" ") + "\n" + Result().ReplaceLineEndings(" ") + "\n").Count(r => r.Calculation is not null));
    }
}
