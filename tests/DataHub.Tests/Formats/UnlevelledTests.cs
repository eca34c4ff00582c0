// Property files of ORCA and Molden files: read with a sidecar that names the level, refused with one to fill in.
using System.Text;
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class UnlevelledTests
{
    const string Orca6 = """
        $Calculation_Status
           &GeometryIndex 1
           &version [&Type "String"] "6.0.1"
           &STATUS [&Type "String"] "NORMAL TERMINATION"
        $End
        $Geometry
           &GeometryIndex 1
           &NAtoms [&Type "Integer"] 2
           &NGhostAtoms [&Type "Integer"] 0
           &CartesianCoordinates [&Type "Coordinates", &Dim(2,4), &Units "Bohr"]
                      H      0.000000000000    0.000000000000    0.000000000000
                      F      0.000000000000    0.000000000000    1.733000000000
        $End
        $DFT_Energy
           &GeometryIndex 1
           &finalEn [&Type "Double"] -1.0040000000000000e+02
        $End
        $SCF_Energy
           &GeometryIndex 1
           &Method [&Type "String"] "SCF"
           &totalEnergy [&Type "ArrayOfDoubles", &Dim (1,1)] "Total energy of each state"
                                                                 0

        0                                     -1.0040000000000000e+02
        $End
        $VdW_Correction
           &GeometryIndex 1
           &vdW [&Type "Double"] -2.5000000000000000e-04
        $End
        $Single_Point_Data
           &GeometryIndex 1
           &FinalEnergy [&Type "Double"] -1.0040025000000000e+02  "Final single point energy"
           &Converged [&Type "Boolean"] true
        $End
        $Calculation_Info
           &GeometryIndex 1
           &Mult [&Type "Integer"] 1
           &Charge [&Type "Integer"] 0
           &NumOfAtoms [&Type "Integer"] 2
        $End
        $SCF_Dipole_Moment
           &GeometryIndex 1
           &dipoleTotal [&Type "ArrayOfDoubles", &Dim (3,1)] "Total"
                                                                 0

        0                                      0.0000000000000000e+00
        1                                      0.0000000000000000e+00
        2                                     -7.0000000000000000e-01
           &Method [&Type "String"] "SCF"
        $End
        $SCF_Nuclear_Gradient
           &GeometryIndex 1
           &Method [&Type "String"] "SCF"
           &grad [&Type "ArrayOfDoubles", &Dim (6,1)]
                                                                 0

        0                                      0.0000000000000000e+00
        1                                      0.0000000000000000e+00
        2                                     -1.2000000000000000e-02
        3                                      0.0000000000000000e+00
        4                                      0.0000000000000000e+00
        5                                      1.2000000000000000e-02
        $End

        """;

    const string Json = """
        {"Calculation_Info": {"Charge": 0, "Mult": 1, "NumOfAtoms": 2}, "Calculation_Status": {"Status": "NORMAL TERMINATION", "version": "6.1.1"},
         "Geometries": [{"DFT_Energy": {"finalEn": -100.4}, "Energy": [{"Method": "SCF", "totalEnergy": [[-100.4]]}], "VdW_Correction": {"vdW": -0.00025},
          "Geometry": {"Coordinates": {"Cartesians": [["H", 0, 0, 0], ["F", 0, 0, 1.733]], "Units": "a.u."}, "NAtoms": 2}, "Single_Point_Data": {"Converged": true, "FinalEnergy": -100.40025}}]}
        """;

    const string Molden = """
        [Molden Format]
        [Title]
        hydrogen fluoride
        [Atoms] AU
        H 1 1 0.0 0.0 0.0
        F 2 9 0.0 0.0 1.733
        [FREQ]
        0.00
        0.00
        4150.25
        [INT]
        0.0
        0.0
        98.5
        [FR-COORD]
        H 0.0 0.0 0.0
        F 0.0 0.0 1.733
        [GEOCONV]
        energy
        -100.30
        -100.40
        max-force
        0.1
        0.0
        [GEOMETRIES] XYZ
        2

        H 0.0 0.0 0.0
        F 0.0 0.0 1.1
        2

        H 0.0 0.0 0.0
        F 0.0 0.0 0.917064106494899
        [MO]
        Sym= 1a
        Ene= -24.5
        Spin= Alpha
        Occup= 2.000
        1 0.99
        Ene= -1.2
        Spin= Alpha
        Occup= 2.0
        1 0.5
        Ene= -0.6
        Spin= Alpha
        Occup= 2.0
        1 0.5
        Ene= -0.41
        Spin= Alpha
        Occup= 2.0
        1 0.5
        Ene= -0.40
        Spin= Alpha
        Occup= 2.0
        1 0.5
        Ene= 0.05
        Spin= Alpha
        Occup= 0.0
        1 0.5
        Ene= 0.30
        Spin= Alpha
        Occup= 0.0
        1 0.5

        """;

    static readonly string Cjson = File.ReadAllText(Path.Combine(Outputs.Folder, "cjson", "avogadro-frequencies", "job.cjson")), Cclib = File.ReadAllText(Path.Combine(Outputs.Folder, "cjson", "cation", "job.cjson"));

    const string Level = "\"level\": \"B3LYP-D3(BJ)/def2-SVP\"", Whole = "{" + Level + ", \"program\": \"psi4\", \"charge\": 0, \"multiplicity\": 1, \"units\": {\"energy\": \"hartree\", \"INT\": \"km/mol\"}}";

    static List<Reading> Read(string name, string text, string? sidecar) => sidecar is null ? Alike.Read(name, text) : Alike.Read(name, text, new RawFile("a.datahub.json", Encoding.UTF8.GetBytes(sidecar)));

    [Theory]
    [InlineData("a.property.txt", Orca6)]
    [InlineData("a.property.json", Json)]
    public void A_property_file_of_orca_is_read_at_the_level_of_its_sidecar(string name, string text)
    {
        var c = Assert.Single(Read(name, text, "{" + Level + "}")).Calculation!;
        Assert.Equal((-100.40025, -0.00025, "HF", 0, 1), (c.Values[Property.Energy]!.Value, c.Values[Property.DispersionEnergy]!.Value, string.Concat(c.Geometry!.Symbols), c.Molecule.Charge, c.Molecule.Multiplicity));
        Assert.Equal(1.733 * Units.BohrToAngstrom, c.Geometry.Coordinates[5], 12);
        Assert.Equal(("orca", "orca-property"), (c.Provenance.Program, c.Provenance.Format));
        if (name.EndsWith("json", StringComparison.Ordinal)) return;
        Assert.Equal([0, 0, -0.012, 0, 0, 0.012], c.Values.List(Property.Gradient)!);
        Assert.Equal((Driver.Gradient, 0.7 * Units.AuDipoleToDebye), (c.Driver, c.Values[Property.Dipole]!.Value));
    }

    [Theory]
    [InlineData("B3LYP/def2-SVP", "dispersion")]
    [InlineData("HF/def2-SVP", "density functional")]
    [InlineData("B3LYP-D3(BJ)/def2-SVP (CPCM water)", "solvent")]
    [InlineData("CCSD(T)/cc-pVTZ", "not for")]
    public void A_level_that_the_property_file_contradicts_is_refused(string level, string why) =>
        Assert.Contains(why, Assert.Single(Read("a.property.txt", Orca6, $"{{\"level\": \"{level}\"}}")).Fault!.Message);

    [Fact]
    public void An_energy_with_terms_that_are_not_told_is_refused() =>
        Assert.Contains("further terms", Assert.Single(Read("a.property.json", Json.Replace("-100.40025", "-100.39", StringComparison.Ordinal), "{" + Level + "}")).Fault!.Message);

    [Theory]
    [InlineData("a.property.txt", Orca6)]
    [InlineData("a.property.json", Json)]
    [InlineData("a.molden", Molden)]
    public void Without_a_sidecar_the_refusal_holds_one(string name, string text)
    {
        var f = Assert.Single(Read(name, text, null)).Fault!;
        Assert.Equal("level", f.Field);
        Assert.Contains(".datahub.json: {\"level\"", f.Remedy);
    }

    [Fact]
    public void A_molden_file_gives_a_record_a_step_and_the_last_has_orbitals_and_frequencies()
    {
        var all = Read("a.molden", Molden, Whole).Select(r => r.Calculation!).ToList();
        Assert.Equal([-100.30, -100.40], all.Select(c => c.Values[Property.Energy]!.Value));
        var c = all[^1];
        Assert.Equal([4150.25], c.Values.List(Property.Frequencies)!);
        Assert.Equal([98.5], c.Values.List(Property.Intensities)!);
        Assert.Equal(-0.40 * Units.HartreeToEv, c.Values[Property.Homo]!.Value, 10);
        Assert.Equal(0.05 * Units.HartreeToEv, c.Values[Property.Lumo]!.Value, 10);
        Assert.Null(all[0].Values[Property.Homo]);
    }

    [Theory]
    [InlineData("\"charge\": 0", "\"charge\": 2", "electrons")]
    [InlineData("\"multiplicity\": 1", "\"multiplicity\": 3", "multiplicity")]
    [InlineData("\"energy\": \"hartree\"", "\"energy\": \"furlong\"", "no unit")]
    public void A_sidecar_that_the_molden_file_contradicts_is_refused(string from, string to, string why) =>
        Assert.All(Read("a.molden", Molden, Whole.Replace(from, to, StringComparison.Ordinal)), r => Assert.Contains(why, r.Fault!.Message));

    [Fact]
    public void Without_a_unit_the_energies_of_steps_are_not_taken()
    {
        var c = Assert.Single(Read("a.molden", Molden, "{" + Level + ", \"charge\": 0, \"multiplicity\": 1}")).Calculation!;
        Assert.Null(c.Values[Property.Energy]);
        Assert.NotNull(c.Values[Property.Gap]);
        Assert.Null(c.Values.List(Property.Intensities));
    }

    [Theory]
    [InlineData("a.property.txt", Orca6)]
    [InlineData("a.property.json", Json)]
    [InlineData("a.molden", Molden)]
    public void Damage_never_makes_a_value_that_the_whole_file_has_not(string name, string text)
    {
        var whole = Read(name, text, Whole).Select(r => r.Calculation!).ToList();
        static IEnumerable<string> Values(Calculation c) => c.Values.Scalars().Select(v => $"{v.Property.Name}={v.Value:R}").Concat(c.Values.Lists().Select(l => $"{l.Property.Name}={string.Join(' ', l.Value)}")).Append(string.Join(' ', c.Geometry!.Coordinates));
        for (int cut = 0; cut < text.Length; cut++)
        {
            var readings = Read(name, text[..cut], Whole);
            Assert.NotEmpty(readings);
            Assert.All(readings, r => Assert.DoesNotContain("stumbled", r.Fault?.Message ?? ""));
            foreach (var r in readings) if (r.Calculation is { } c) Assert.Contains(whole, w => Values(c).All(Values(w).Contains));
        }
        var random = new Random(3);
        for (int round = 0; round < 3000; round++)
        {
            var damaged = text.ToCharArray();
            for (int k = 0; k <= round % 3; k++) damaged[random.Next(damaged.Length)] = (char)random.Next(32, 127);
            foreach (var r in Read(name, new string(damaged), Whole))
            {
                Assert.DoesNotContain("stumbled", r.Fault?.Message ?? "");
                if (r.Calculation is { } c) Assert.True(c.Geometry!.Defect() is null && !c.Values.IsEmpty);
            }
        }
    }

    [Fact]
    public void Chemical_JSON_of_avogadro_gives_energy_orbitals_and_frequencies_in_the_units_of_its_sidecar()
    {
        var c = Assert.Single(Read("a.cjson", Cjson, "{\"level\": \"PBE0/STO-3G\", \"units\": {\"energy\": \"kJ/mol\", \"orbitals\": \"eV\", \"intensities\": \"km/mol\"}}")).Calculation!;
        // Avogadro's import goes through cclib's electronvolts and its own kJ/mol, whose constants differ by 4 parts in 10^8.
        Assert.Equal(-75.254291747252, c.Values[Property.Energy]!.Value, 5e-6);
        Assert.Equal(-0.1581153 * Units.HartreeToEv, c.Values[Property.Homo]!.Value, 4);
        Assert.Equal((3, Driver.Hessian, "cjson"), (c.Values.List(Property.Frequencies)!.Count, c.Driver, c.Provenance.Format));
        // Its ones stand for intensities that are not there.
        Assert.Null(c.Values.List(Property.Intensities));
    }

    [Fact]
    public void Chemical_JSON_of_cclib_has_cclibs_electronvolts_and_two_spins()
    {
        var c = Assert.Single(Read("a.cjson", Cclib, "{\"level\": \"B3LYP/6-31G(d)\", \"units\": {\"energy\": \"eV\", \"orbitals\": \"eV\"}}")).Calculation!;
        Assert.Equal((1, 2, -2066.7847787677365 / 27.21138505), (c.Molecule.Charge, c.Molecule.Multiplicity, c.Values[Property.Energy]!.Value));
        Assert.Equal(-22.994134662427445, c.Values[Property.Homo]!.Value, 6);
        Assert.Equal(-22.994134662427445 + 6.195096304239279, c.Values[Property.Lumo]!.Value, 6);
    }

    [Theory]
    [InlineData("\"theory\": \"dft\"", "\"theory\": \"dft\"", "PBE0/def2-SVP", "its sidecar PBE0/def2-SVP")]
    [InlineData("\"totalCharge\": 0", "\"totalCharge\": 2", "PBE0/STO-3G", "electrons")]
    [InlineData("\"number\": [", "\"number\": [0, ", "PBE0/STO-3G", "no element")]
    [InlineData("\"chemicalJson\": 1,", "\"chemicalJson\": 1, \"unitCell\": {\"a\": 5.4},", "PBE0/STO-3G", "periodic")]
    public void Chemical_JSON_that_contradicts_itself_or_its_sidecar_is_refused(string from, string to, string level, string why) =>
        Assert.Contains(why, Assert.Single(Read("a.cjson", System.Text.RegularExpressions.Regex.Replace(Cjson, System.Text.RegularExpressions.Regex.Escape(from).Replace("\\ ", "\\s*"), to), $"{{\"level\": \"{level}\", \"units\": {{\"orbitals\": \"eV\"}}}}")).Fault!.Message);

    [Fact]
    public void The_refusal_of_chemical_JSON_repeats_what_the_file_says_of_its_level() =>
        Assert.Contains("\"level\": \"pbe0/sto-3g\"", Assert.Single(Read("a.cjson", Cjson, null)).Fault!.Remedy);

    [Fact]
    public void The_example_of_a_sidecar_is_taken()
    {
        var c = Read("a.molden", Molden, File.ReadAllText(Path.Combine(Shared.Repo, "docs", "examples", "molden-sidecar.json")))[^1].Calculation!;
        Assert.Equal(("B3LYP/def2-SVP", "orca", "CC-BY-4.0", -100.40), (c.Level.Name, c.Provenance.Program, c.Provenance.Licence, c.Values[Property.Energy]!.Value));
    }

    [Fact]
    public void Property_files_belong_to_the_output_of_their_name()
    {
        using var temp = Shared.Temp();
        foreach (var n in (string[])["a.out", "a.property.txt", "a.property.json", "b.out", "b_property.txt", "c.property.txt", "d.out"]) File.WriteAllText(Path.Combine(temp.Path, n), "x");
        Assert.Equal(["a: a.out a.property.json a.property.txt", "b: b.out b_property.txt", "c.property.txt: c.property.txt", "d.out: d.out"],
            Bundles.Walk(temp.Path).Select(b => $"{b.Name}: {string.Join(' ', b.Files.Select(f => f.Name).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
        var output = new RawFile("a.out", Encoding.UTF8.GetBytes("                 * O   R   C   A *\n"));
        Assert.Equal("orca", new FormatSet().For(new Bundle("a", [output, new RawFile("a.property.json", Encoding.UTF8.GetBytes(Json)), new RawFile("a.property.txt", Encoding.UTF8.GetBytes(Orca6))]))!.Format);
    }
}
