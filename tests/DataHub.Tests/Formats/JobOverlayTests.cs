// What the job record adds to the output, and what it makes of a job without readable output.
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class JobOverlayTests
{
    static readonly JobRecord Job = new()
    {
        Program = "psi4", Level = "HF/STO-3G", Driver = Driver.Energy, Smiles = "O", Name = "water", GeometrySource = GeometrySource.Optimized, GeometryLevel = "GFN2-xTB",
        Symbols = ["O", "H", "H"], Coordinates = [0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0], ExitCode = 0, Campaign = "c1", Rung = "dft", Dataset = "d1", Licence = "CC0-1.0", InputHash = "abc", Parents = ["p1"],
        Cost = new Cost(CostTier.Measured) { CpuSeconds = 12.5, WallSeconds = 13 },
    };

    /// <summary>An AtomicResult of the job's molecule, shifted as programs shift molecules.</summary>
    static string Result(string extra = "", string method = "HF", double shift = 0.3) => $$"""
        {"schema_name": "qcschema_output", "schema_version": 1, "success": true, "driver": "energy", "model": {"method": "{{method}}", "basis": "sto-3g"}, "return_result": -74.96,
         "molecule": {"symbols": ["O", "H", "H"], "geometry": [{{B(shift)}}, 0, 0, {{B(0.96 + shift)}}, 0, 0, {{B(-0.24 + shift)}}, {{B(0.93)}}, 0]}, "properties": {"return_energy": -74.96}{{extra}}}
        """;

    static string B(double angstrom) => (angstrom * Units.AngstromToBohr).ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    static List<Reading> Read(JobRecord job, params (string Name, string Text)[] files) =>
        [.. new FormatSet().Read(new Bundle("job", [new RawFile(JobRecord.FileName, Encoding.UTF8.GetBytes(job.ToJson())), .. files.Select(f => new RawFile(f.Name, Encoding.UTF8.GetBytes(f.Text)))]))];

    static Calculation One(JobRecord job, params (string Name, string Text)[] files) => Assert.Single(Read(job, files)).Calculation!;

    [Fact]
    public void The_record_tells_molecule_geometry_cost_and_source()
    {
        var c = One(Job, ("result.json", Result()));
        Assert.Equal(Status.Success, c.Status);
        Assert.Equal(("O", "water"), (c.Molecule.Smiles, c.Molecule.Name));
        Assert.Equal((GeometrySource.Optimized, "GFN2-xTB"), (c.Geometry!.Source, c.Geometry.Level));
        Assert.Equal((CostTier.Measured, 12.5), (c.Cost.Tier, c.Cost.CpuSeconds));
        Assert.Equal(("c1", "dft", "d1", "CC0-1.0", "abc", "p1"), (c.Provenance.Campaign, c.Provenance.Rung, c.Provenance.Dataset, c.Provenance.Licence, c.Provenance.InputHash, c.Provenance.Parents.Single()));
        Assert.Equal(("qcschema", "job"), (c.Provenance.Format, c.Provenance.RawName));
    }

    [Fact]
    public void A_geometry_that_is_not_the_start_keeps_its_own_source()
    {
        var c = One(Job with { Coordinates = [0, 0, 0, 0.99, 0, 0, -0.24, 0.93, 0] }, ("result.json", Result()));
        Assert.Equal((GeometrySource.Given, null), (c.Geometry!.Source, c.Geometry.Level));
    }

    [Theory]
    [InlineData(FailureKind.TimeOut)]
    [InlineData(FailureKind.OutOfMemory)]
    [InlineData(FailureKind.Cancelled)]
    [InlineData(FailureKind.EngineAbsent)]
    public void A_stopped_job_without_output_failed_for_that_reason(FailureKind kind)
    {
        var c = One(Job with { Stopped = kind, ExitCode = null });
        Assert.Equal((Status.Failed, kind), (c.Status, c.Failure!.Kind));
        Assert.Equal(("H2O", 12.5, "HF/STO-3G"), (c.Molecule.Formula, c.Cost.CpuSeconds, c.Level.Name));
        Assert.True(c.Values.IsEmpty);
    }

    [Fact]
    public void A_signal_without_readable_output_is_a_crash()
    {
        var c = One(Job with { Signal = 11, ExitCode = null }, ("output.dat", "garbage"));
        Assert.Equal(FailureKind.Crash, c.Failure!.Kind);
        Assert.Contains("signal 11", c.Failure.Message);
    }

    [Fact]
    public void A_job_that_ended_well_but_whose_output_nobody_reads_is_incomplete()
    {
        var c = One(Job, ("result.json", Result()[..120]));
        Assert.Equal((Status.Failed, FailureKind.IncompleteOutput), (c.Status, c.Failure!.Kind));
    }

    [Fact]
    public void Exit_code_zero_does_not_make_a_success_of_a_failed_output()
    {
        var text = Result(""", "error": {"error_type": "convergence_error", "error_message": "Could not converge SCF iterations in 100 iterations."} """).Replace("\"success\": true", "\"success\": false");
        var c = One(Job, ("result.json", text));
        Assert.Equal((Status.Failed, FailureKind.ScfNotConverged, 12.5), (c.Status, c.Failure!.Kind, c.Cost.CpuSeconds));
    }

    [Fact]
    public void A_proved_success_stays_one_whatever_the_exit_code_says() => Assert.Equal(Status.Success, One(Job with { ExitCode = 1 }, ("result.json", Result())).Status);

    [Fact]
    public void A_question_that_the_output_does_not_answer_failed_with_the_job()
    {
        var readings = Read(Job with { Driver = Driver.Hessian, Stopped = FailureKind.TimeOut, ExitCode = null }, ("result.json", Result()));
        Assert.Equal(2, readings.Count);
        Assert.Equal((Status.Success, Driver.Energy, null), (readings[0].Calculation!.Status, readings[0].Calculation!.Driver, readings[0].Calculation!.Cost.CpuSeconds));
        Assert.Equal((Status.Failed, Driver.Hessian, FailureKind.TimeOut, 12.5), (readings[1].Calculation!.Status, readings[1].Calculation!.Driver, readings[1].Calculation!.Failure!.Kind, readings[1].Calculation!.Cost.CpuSeconds));
    }

    [Fact]
    public void An_output_of_another_molecule_is_refused()
    {
        var fault = Assert.Single(Read(Job with { Symbols = ["C", "H", "H"] }, ("result.json", Result()))).Fault!;
        Assert.Contains("H2O", fault.Message);
        Assert.Contains("CH2", fault.Message);
    }

    [Fact]
    public void A_level_that_differs_from_the_one_asked_for_is_kept_and_told()
    {
        var c = One(Job, ("result.json", Result(method: "B3LYP")));
        Assert.Equal("B3LYP/STO-3G", c.Level.Name);
        Assert.Contains(c.Values.Extras, x => x is { Name: "level_asked", Text: "HF/STO-3G" });
    }

    [Fact]
    public void A_broken_record_is_a_fault_that_names_it()
    {
        var bundle = new Bundle("job", [new RawFile(JobRecord.FileName, "{\"program\":"u8.ToArray()), new RawFile("result.json", Encoding.UTF8.GetBytes(Result()))]);
        var fault = Assert.Single(new FormatSet().Read(bundle)).Fault!;
        Assert.Equal(JobRecord.FileName, fault.Field);
    }
}
