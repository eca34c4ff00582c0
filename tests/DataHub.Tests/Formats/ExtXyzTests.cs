// Extended XYZ: what is taken, in which unit, and what is refused with which remedy.
using DataHub.Formats;
using DataHub.Formats.Readers.ExtXyz;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class ExtXyzTests
{
    const string Water = "O 0 0 0\nH 0.96 0 0\nH -0.24 0.93 0\n";

    static string Text(string comment) => $"3\n{comment}\n{Water}";

    [Fact]
    public void Numbers_and_lines_are_those_of_the_library()
    {
        var random = new Random(5);
        foreach (var text in new[] { "0", "-0.0", "-0", "1.", ".5", "-.5", ".", "-", "1.2.3", "0.000000000000000001", "9007199254740992", "9007199254740993", "123456789012345678", "1e5", "+1", "nan" }
            .Concat(Enumerable.Range(0, 20_000).Select(i => (200 * random.NextDouble() - 100).ToString(i % 3 == 0 ? "R" : "F" + random.Next(0, 18), System.Globalization.CultureInfo.InvariantCulture))))
            if (Frame.Plain(text, out double value))
                Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
        Assert.True(Frame.Plain("-12.00345678", out double plain) && plain == -12.00345678);
        for (int i = 0; i < 200; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(5) switch { 0 => "\n", 1 => "\r", 2 => "\r\n", 3 => new string('x', random.Next(0, 40_000)), _ => "ab" }));
            using var lines = new FrameLines(new StringReader(text));
            using var reader = new StringReader(text);
            while (reader.ReadLine() is { } line) Assert.True(lines.Next(out var next) && next.SequenceEqual(line));
            Assert.False(lines.Next(out _));
        }
    }

    static Reading One(string comment, string? sidecar = null) => Assert.Single(sidecar is null ? Alike.Read("w.xyz", Text(comment)) : Alike.Read("w.xyz", Text(comment), new RawFile("w.datahub.json", System.Text.Encoding.UTF8.GetBytes(sidecar))));

    static Calculation Taken(string comment, string? sidecar = null)
    {
        var reading = One(comment, sidecar);
        Assert.True(reading.Fault is null, reading.Fault?.ToString());
        return reading.Calculation!;
    }

    static Fault Refused(string comment, string? sidecar = null)
    {
        var reading = One(comment, sidecar);
        Assert.Null(reading.Calculation);
        Assert.NotEmpty(reading.Fault!.Remedy);
        return reading.Fault;
    }

    const double OneEv = 1 / Units.HartreeToEv;

    [Theory]
    [InlineData("energy=-2000.5 energy_unit=eV level=PBE0/def2-SVP", -2000.5 * OneEv)]
    [InlineData("energy=-76.4 units=Hartree level=PBE0/def2-SVP", -76.4)]
    [InlineData("energy=-76.4 units=\"energy:hartree, forces:hartree/bohr\" level=PBE0/def2-SVP", -76.4)]
    [InlineData("energy_hartree=-76.4 level=PBE0/def2-SVP", -76.4)]
    [InlineData("energy_ev=-2000.5 level=PBE0/def2-SVP", -2000.5 * OneEv)]
    [InlineData("energy=-2000.5 convention=ase method=PBE0 basis=def2svp", -2000.5 * OneEv)]
    [InlineData("energy_kcal_mol=-100 level=PBE0/def2-SVP", -100 / Units.HartreeToKcalPerMol)]
    public void An_energy_with_a_declared_unit_is_taken(string comment, double hartree)
    {
        var c = Taken(comment);
        Assert.Equal(hartree, c.Values[Property.Energy]!.Value, 9);
        Assert.Equal("PBE0/def2-SVP", c.Level.Name);
        Assert.Equal((Status.Success, Driver.Energy, "H2O", 0, 1), (c.Status, c.Driver, c.Molecule.Formula, c.Molecule.Charge, c.Molecule.Multiplicity));
    }

    [Fact]
    public void A_number_without_unit_is_refused_with_the_key_to_add()
    {
        var fault = Refused("energy=-2000.5 level=PBE0/def2-SVP");
        Assert.Equal(("frame 1", "energy"), (fault.Record, fault.Field));
        Assert.Contains("energy_unit=eV", fault.Remedy);
        Assert.Contains("without a unit is not data", fault.Message);
    }

    [Fact]
    public void A_number_without_level_is_refused_with_the_sidecar_to_write()
    {
        var fault = Refused("energy=-2000.5 energy_unit=eV");
        Assert.Equal("level", fault.Field);
        Assert.Contains("w.datahub.json", fault.Remedy);
        Assert.Contains("\"level\"", fault.Remedy);
    }

    [Fact]
    public void A_periodic_frame_is_refused()
    {
        Assert.Equal("pbc", Refused("Lattice=\"9 0 0 0 9 0 0 0 9\" energy_hartree=-1 level=PBE").Field);
        Assert.Equal("pbc", Refused("pbc=\"F F T\" energy_hartree=-1 level=PBE").Field);
        Assert.NotNull(Taken("Lattice=\"9 0 0 0 9 0 0 0 9\" pbc=\"F F F\" energy_hartree=-1 level=PBE"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("charge = 0")]
    [InlineData("a free text about water")]
    [InlineData("Properties=species:S:1:pos:R:3 config_type=monomer level=PBE")]
    public void A_geometry_alone_is_an_input(string comment) => Assert.Contains("no values", Refused(comment).Message);

    [Fact]
    public void A_sidecar_gives_level_units_names_and_source()
    {
        var c = Taken("REF_energy=-2000.5 id=7", """
            {"level": "wB97X-D/def2-TZVP", "program": "psi4", "program_version": "1.9", "units": {"REF_energy": "eV"}, "properties": {"REF_energy": "energy"}, "dataset": "waters", "licence": "CC-BY-4.0", "geometry_level": "GFN2-xTB"}
            """);
        Assert.Equal(-2000.5 * OneEv, c.Values[Property.Energy]!.Value, 9);
        Assert.Equal(("psi4", "1.9", "waters", "CC-BY-4.0"), (c.Provenance.Program, c.Provenance.ProgramVersion, c.Provenance.Dataset, c.Provenance.Licence));
        Assert.Equal((GeometrySource.Optimized, "GFN2-xTB"), (c.Geometry!.Source, c.Geometry.Level));
        Assert.Equal("wB97X-D/def2-TZVP", c.Level.Name);
    }

    [Theory]
    [InlineData("""{"levels": "PBE"}""", "levels")]
    [InlineData("""{"convention": "mine"}""", "convention")]
    [InlineData("""{"level": """, null)]
    public void A_wrong_sidecar_is_named(string sidecar, string? field)
    {
        var fault = Refused("energy=-1", sidecar);
        Assert.Contains("w.datahub.json", fault.File);
        Assert.Equal(field, fault.Field);
    }

    [Fact]
    public void Forces_become_a_gradient_of_the_other_sign()
    {
        var text = "2\nProperties=species:S:1:pos:R:3:forces:R:3 energy=-31.7 convention=ase level=PBE/def2-SVP\nH 0 0 0 0 0 1.5\nH 0 0 0.8 0 0 -1.5\n";
        var c = Assert.Single(Alike.Read("h2.extxyz", text)).Calculation!;
        var g = c.Values.List(Property.Gradient)!;
        Assert.Equal(Driver.Gradient, c.Driver);
        Assert.Equal(-1.5 * OneEv * Units.BohrToAngstrom, g[2], 12);
        Assert.Equal(1.5 * Math.Sqrt(2) * OneEv * Units.BohrToAngstrom, c.Values[Property.GradientNorm]!.Value, 12);
    }

    [Fact]
    public void A_dipole_is_a_vector_or_a_norm()
    {
        var c = Taken("dipole=\"0 0 0.5\" energy=-2000 convention=ase level=PBE");
        Assert.Equal(0.5 * 4.803204, c.Values[Property.Dipole]!.Value, 4);
        Assert.Equal(1.85, Taken("dipole_debye=1.85 energy_hartree=-76 level=PBE").Values[Property.Dipole]);
    }

    [Theory]
    [InlineData("energy_hartree=-76 level=PBE charge=1", "multiplicity")]
    [InlineData("energy_hartree=-76 level=PBE charge=0.5", "charge")]
    [InlineData("energy_hartree=-76 level=PBE multiplicity=2", "multiplicity")]
    [InlineData("energy_hartree=-76 level=PBE spin=1", "spin")]
    [InlineData("energy_hartree=-76 energy_ev=-3 level=PBE", "energy_ev")]
    [InlineData("energy=-76 energy_unit=debye level=PBE", "energy")]
    [InlineData("energy_hartree=-76 level=PBE stress=\"1 2 3 4 5 6\"", "stress")]
    public void What_contradicts_itself_or_says_too_little_is_refused(string comment, string field)
    {
        if (field == "multiplicity" && comment.Contains("charge=1", StringComparison.Ordinal)) Assert.Equal(2, Taken(comment).Molecule.Multiplicity);
        else Assert.Equal(field, Refused(comment).Field);
    }

    [Fact]
    public void Keys_without_meaning_are_kept_as_labels()
    {
        var c = Taken("energy_hartree=-76 level=PBE config_type=\"gas phase\" nframe=17");
        Assert.Contains(c.Values.Extras, x => x is { Name: "config_type", Text: "gas phase", Number: null });
        Assert.Contains(c.Values.Extras, x => x is { Name: "nframe", Text: "17", Number: null });
    }

    [Fact]
    public void A_number_of_a_declared_unit_that_is_no_column_is_kept_with_it() =>
        Assert.Contains(Taken("energy_hartree=-76 level=PBE rot=12.5 rot_unit=GHz").Values.Extras, x => x is { Name: "rot", Unit: "GHz", Number: 12.5 });

    [Theory]
    [InlineData("status=failed failure_kind=ScfNotConverged level=PBE energy_hartree=-70")]
    [InlineData("converged=F level=PBE energy_hartree=-70")]
    public void A_frame_that_says_it_failed_is_a_failure_without_values(string comment)
    {
        var c = Taken(comment);
        Assert.Equal((Status.Failed, FailureKind.ScfNotConverged, true), (c.Status, c.Failure!.Kind, c.Values.IsEmpty));
    }

    [Theory]
    [InlineData("2\nenergy_hartree=-1 level=HF\nH 0 0 0\nH 0 0\n", "too few fields")]
    [InlineData("1\nenergy_hartree=-1 level=HF\nXx 0 0 0\n", "unknown element")]
    [InlineData("1\nenergy_hartree=-1 level=HF\nH 0 0 nan\n", "where a number is wanted")]
    [InlineData("1\nenergy_hartree=-1 level=HF\nH 0 0 0 5\n", "more fields")]
    [InlineData("2\nenergy_hartree=-1 level=HF\nH 0 0 0\nH 0 0 0.05\n", "apart")]
    [InlineData("3\nenergy_hartree=-1 level=HF\nH 0 0 0\nH 0 0 1\n", "the file ends after 2 of 3 atoms")]
    [InlineData("H 0 0 0\n", "a number of atoms is wanted")]
    public void A_broken_frame_is_refused_in_words(string text, string words) => Assert.Contains(words, Alike.Read("b.xyz", text)[^1].Fault!.Message);

    [Fact]
    public void A_bad_frame_does_not_spoil_its_neighbours()
    {
        var readings = Alike.Read("m.xyz", "1\nenergy_hartree=-0.5 level=HF\nH 0 0 0\n1\nenergy_hartree=-0.5 level=HF\nH 0 0\n1\nenergy_hartree=-2.8 level=HF\nHe 0 0 0\n");
        Assert.Equal([null, "frame 2", null], readings.Select(r => r.Fault?.Record));
        Assert.Equal(2, readings[2].Calculation!.Provenance.RawRecord);
    }

    [Fact]
    public void Coordinates_in_bohr_are_converted() => Assert.Equal(0.529177, Assert.Single(Alike.Read("p.xyz", "2\npos_unit=bohr energy_hartree=-1 level=HF\nH 0 0 0\nH 0 0 1.0\n")).Calculation!.Geometry!.Coordinates[5], 5);
}
