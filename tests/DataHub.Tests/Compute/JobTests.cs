// What a job leaves behind when its program never starts, and what the runner writes into the record.
using DataHub.Compute;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Compute;

public class JobTests
{
    static readonly JobRunner Runner = new(new CostModel(), TimeProvider.System);
    static JobRecord Record(Bundle b) => JobRecord.FromJson(b.Find(JobRecord.FileName)!.ReadAllText());

    [Fact]
    public void An_engine_that_is_not_installed_gives_a_record_that_names_its_package()
    {
        var bundle = Runner.Run(new Elsewhere(), Cases.Job(Cases.Water, "GFN2-xTB", Driver.Energy));
        var record = Record(bundle);
        Assert.Equal(FailureKind.EngineAbsent, record.Stopped);
        Assert.Contains("install the package no-such-package", record.Message);
        Assert.Equal(0, record.Cost!.CpuSeconds);
        Assert.Single(bundle.Files);
    }

    public static TheoryData<string, string, string, FailureKind> Refused => new()
    {
        { "no atoms: an empty xyz sends xtb into an endless loop", "GFN2-xTB", "", FailureKind.BadGeometry },
        { "not a number: mopac takes it without complaint", "PM7", "O 0 0 nan;H 0 0.75 -0.4;H 0 -0.75 -0.4", FailureKind.BadGeometry },
        { "two atoms in one place: xtb reports success", "GFN2-xTB", "H 0 0 0;H 0 0 0.00001", FailureKind.BadGeometry },
        { "an element that is none", "GFN2-xTB", "Xx 0 0 0;H 0 0 1", FailureKind.BadGeometry },
        { "uranium: xtb dies by SIGSEGV", "GFN2-xTB", "U 0 0 0", FailureKind.MissingBasis },
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_geometry_that_no_program_should_see_is_refused_before_anything_runs(string why, string level, string atoms, FailureKind kind)
    {
        var rows = atoms.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(' ')).ToList();
        var geometry = new Geometry([.. rows.Select(r => r[0])], [.. rows.SelectMany(r => r[1..]).Select(x => double.Parse(x, System.Globalization.CultureInfo.InvariantCulture))]);
        var job = new Job(new Molecule("", 0, 1, [], rows.Count, 0), geometry, Level.Parse(level), Driver.Energy);
        var record = Record(Runner.Run(new EngineSet().For(job.Level, job.Driver)!, job));
        Assert.True(record.Stopped == kind, $"{why}: {record.Stopped} {record.Message}");
        Assert.Null(record.ExitCode);
    }

    [Theory]
    [InlineData("GFN2-xTB", 40, 1)]
    [InlineData("PM7", 9, 2)]
    [InlineData("GFN2-xTB", 0, 2)]
    [InlineData("HF/STO-3G", 0, 2)]
    [InlineData("HF/STO-3G", 11, 2)]
    [InlineData("GFN2-xTB", 0, 0)]
    [InlineData("PM7", 0, 13)]
    public void Charge_and_multiplicity_that_the_electrons_do_not_allow_are_refused(string level, int charge, int multiplicity)
    {
        var job = Cases.Job(Cases.Water, level, Driver.Energy, charge, multiplicity);
        Assert.Equal(FailureKind.BadInput, new EngineSet().For(job.Level, job.Driver)!.Check(job)!.Kind);
    }

    [Theory]
    [InlineData("x'''; import os; os.system('true') #")]
    [InlineData("../../etc/passwd")]
    [InlineData("a\nmemory 1 gb")]
    public void A_basis_name_that_could_be_a_program_or_a_path_is_refused(string basis)
    {
        var job = new Job(Molecule.FromAtoms(Cases.Water.Symbols, 0, 1), Cases.Water, new Level(LevelKind.WaveFunction, "HF", Basis: basis), Driver.Energy);
        Assert.Equal(FailureKind.BadInput, Cases.Psi4.Check(job)!.Kind);
        Assert.DoesNotContain("''';", Cases.Psi4.Prepare(job).Files["input.dat"]);
    }

    [Fact]
    public void A_method_that_xtb_would_replace_in_silence_never_reaches_it()
    {
        Assert.Null(new EngineSet().For(Level.Parse("GFN7-xTB"), Driver.Energy));
        Assert.Equal(FailureKind.BadInput, Cases.Xtb.Check(Cases.Job(Cases.Water, "GFN7-xTB", Driver.Energy))!.Kind);
    }

    [Theory]
    [InlineData("GFN2-xTB", Driver.Hessian, "xtb")]
    [InlineData("GFN1-xTB", Driver.Optimization, "xtb")]
    [InlineData("GFN-FF", Driver.Energy, "xtb")]
    [InlineData("GFN2-xTB (ALPB water)", Driver.Energy, "xtb")]
    [InlineData("GFN2-xTB (ALPB mercury)", Driver.Energy, null)]
    [InlineData("PM7", Driver.Optimization, "mopac")]
    [InlineData("PM6-D3H4", Driver.Hessian, "mopac")]
    [InlineData("AM1", Driver.Energy, null)]
    [InlineData("wB97X-D/def2-SVP", Driver.Energy, "psi4")]
    [InlineData("B97M-V/def2-TZVP", Driver.Optimization, "psi4")]
    [InlineData("HF/cc-pVDZ", Driver.Hessian, "psi4")]
    [InlineData("MP2/cc-pVTZ", Driver.Energy, "psi4")]
    [InlineData("CCSD(T)/cc-pVDZ", Driver.Energy, "psi4")]
    [InlineData("CCSD(T)/cc-pVDZ", Driver.Optimization, null)]
    [InlineData("B3LYP-D3(BJ)/def2-SVP", Driver.Energy, "nwchem")]
    [InlineData("B3LYP-D4/def2-SVP", Driver.Energy, null)]
    [InlineData("TDA-PBE0/def2-SVP", Driver.Properties, "nwchem")]
    [InlineData("TDA-PBE0/def2-SVP", Driver.Energy, null)]
    [InlineData("HF", Driver.Energy, null)]
    public void Each_level_has_the_engine_that_can_do_it_or_none(string level, Driver driver, string? program) =>
        Assert.Equal(program, new EngineSet().For(Level.Parse(level), driver)?.Program);

    [Fact]
    public void The_record_carries_what_the_output_cannot_tell()
    {
        var job = Cases.Job(Cases.Water with { Source = GeometrySource.Optimized, Level = "PM7" }, "GFN2-xTB", Driver.Energy, smiles: "O") with
        { Parents = ["abc"], Campaign = "gaps", Rung = "cheap", Dataset = "water", Licence = "CC0-1.0" };
        var record = Record(Runner.Run(new Elsewhere(), job));
        Assert.Equal(("O", "GFN2-xTB", Driver.Energy, "PM7"), (record.Smiles, record.Level, record.Driver, record.GeometryLevel));
        Assert.Equal(("gaps", "cheap", "water", "CC0-1.0"), (record.Campaign, record.Rung, record.Dataset, record.Licence));
        Assert.Equal(job.Start.Hash, record.Start!.Hash);
        Assert.Equal("xtb input.xyz --gfn 2 --chrg 0 --uhf 0 --norestart --json", string.Join(' ', record.Command));
        Assert.Equal(64, record.InputHash!.Length);
    }

    /// <summary>xtb under a name that no machine has.</summary>
    sealed class Elsewhere : IEngine
    {
        public string Program => "xtb";
        public string Executable => "no-such-program-anywhere";
        public string Package => "no-such-package";
        public (string Arguments, string Before) VersionCall => ("--version", "");
        public bool Can(Level level, Driver driver) => true;
        public Failure? Check(Job job) => null;
        public IReadOnlyList<string> Remedies(FailureKind kind) => [];
        public Prepared Prepare(Job job) => Cases.Xtb.Prepare(job);
    }
}
