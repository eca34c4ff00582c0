// Units, elements, geometries, ids.
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Model;

public class ModelTests
{
    static readonly Geometry Water = new(["O", "H", "H"], [0, 0, 0.1173, 0, 0.7572, -0.4692, 0, -0.7572, -0.4692]);

    [Fact]
    public void Ten_digits_are_those_of_the_library()
    {
        static string Hash(double v, bool own)
        {
            var text = new HashText();
            try
            {
                if (own) text.AddTenDigits(v); else text.Add(v, "E9");
                return Convert.ToHexString(text.Hash());
            }
            finally { text.Dispose(); }
        }
        var random = new Random(11);
        IEnumerable<double> edges = [1, 10, 100, 1e-12, 1e15, 1e22, 1e-300, 9.9999999995, 9.99999999949, 0.99999999995, 999999999.95, 1.00000000005, 1.5, 0.125, 123456789.05, 1234567890.5, 12345678905, 4.9e-324, 1e9, 1e10, 9999999999, 99999999995];
        foreach (var v in edges.Concat(Enumerable.Range(0, 40_000).Select(i => (i % 4) switch
        {
            0 => random.NextDouble() * Math.Pow(10, random.Next(-16, 17)),
            1 => Math.Round(random.NextDouble() * 1000, random.Next(0, 12)),
            2 => (random.Next() + 0.5) / Math.Pow(10, random.Next(0, 12)),
            _ => BitConverter.Int64BitsToDouble(random.NextInt64()),
        })).Where(double.IsFinite))
            foreach (var signed in (double[])[v, -v]) Assert.True(Hash(signed, true) == Hash(signed, false), $"{signed:R}");
    }

    [Theory]
    [InlineData("eV", "hartree", 0.0367493221757)]
    [InlineData("kcal/mol", "eV", 0.0433641042)]
    [InlineData("bohr", "angstrom", 0.529177210903)]
    [InlineData("eV/angstrom", "hartree/bohr", 0.0194469038)]
    public void A_factor_converts_between_units_of_one_kind(string from, string to, double factor) => Assert.Equal(factor, Units.Factor(from, to)!.Value, 9);

    [Theory]
    [InlineData("eV", "bohr")]
    [InlineData("furlong", "eV")]
    public void There_is_no_factor_between_kinds_or_for_an_unknown_unit(string from, string to) => Assert.Null(Units.Factor(from, to));

    [Theory]
    [InlineData("C,H,H,H,H", "CH4")]
    [InlineData("O,H,H", "H2O")]
    [InlineData("Cl,C,H,H,H", "CH3Cl")]
    [InlineData("Na,Cl", "ClNa")]
    public void A_formula_is_in_Hill_order(string atoms, string formula) => Assert.Equal(formula, Elements.HillFormula(atoms.Split(',')));

    [Fact]
    public void A_defect_of_a_geometry_is_told()
    {
        Assert.Null(Water.Defect());
        Assert.Contains("no atoms", new Geometry([], []).Defect());
        Assert.Contains("3 an atom", new Geometry(["H"], [0, 0]).Defect());
        Assert.Contains("'Qq'", new Geometry(["Qq"], [0, 0, 0]).Defect());
        Assert.Contains("not a finite", new Geometry(["H"], [0, double.NaN, 0]).Defect());
        Assert.Contains("0.100", new Geometry(["H", "H"], [0, 0, 0, 0, 0, 0.1]).Defect());
    }

    [Fact]
    public void A_geometry_hash_ignores_noise_below_the_rounding_and_sees_a_real_change()
    {
        Geometry Moved(double d) => Water with { Coordinates = [.. Water.Coordinates.Select((x, i) => i == 2 ? x + d : x)] };
        Assert.Equal(Water.Hash, Moved(1e-8).Hash);
        Assert.NotEqual(Water.Hash, Moved(1e-3).Hash);
    }

    static Calculation Sample(double energy = -76.4, string? name = null, double? cpu = null)
    {
        var values = new Values();
        values[Property.Energy] = energy;
        return new Calculation(Molecule.FromAtoms(Water.Symbols, 0, 1) with { Name = name }, Level.Parse("HF/STO-3G"), Driver.Energy, Status.Success)
        { Geometry = Water, Values = values, Cost = new Cost(CostTier.Measured) { CpuSeconds = cpu }, Provenance = new Provenance { Program = "psi4", ProgramVersion = "1" } };
    }

    [Fact]
    public void An_id_depends_on_what_is_said_and_not_on_name_time_or_cost()
    {
        Assert.Equal(26, Sample().ContentId().Length);
        Assert.Equal(Sample().ContentId(), Sample(name: "water", cpu: 3).ContentId());
        Assert.NotEqual(Sample().ContentId(), Sample(-76.5).ContentId());
        Assert.NotEqual(Sample().ContentId(), (Sample() with { Level = Level.Parse("HF/3-21G") }).ContentId());
        Assert.NotEqual(Sample().ContentId(), (Sample() with { Provenance = new Provenance { Program = "nwchem", ProgramVersion = "1" } }).ContentId());
        Assert.NotEqual(Sample().ContentId(), (Sample() with { Molecule = Sample().Molecule with { Charge = 2 } }).ContentId());
    }

    [Fact]
    public void Two_failures_of_one_input_are_two_records()
    {
        Calculation Failed(string raw) => Sample() with { Status = Status.Failed, Values = new Values(), Failure = new Failure(FailureKind.TimeOut, "1 h"), Provenance = new Provenance { RawHash = raw } };
        Assert.NotEqual(Failed("a").ContentId(), Failed("b").ContentId());
    }

    [Fact]
    public void A_value_that_is_not_finite_is_absent()
    {
        var v = new Values();
        v[Property.Gap] = double.NaN;
        v.Set(Property.Frequencies, [1, double.PositiveInfinity]);
        Assert.True(v.IsEmpty);
    }

    [Fact]
    public void A_job_record_survives_its_file()
    {
        var job = new JobRecord { Program = "xtb", Level = "GFN2-xTB", Driver = Driver.Optimization, Smiles = "O", Symbols = Water.Symbols, Coordinates = Water.Coordinates, Stopped = FailureKind.TimeOut, Cost = new Cost(CostTier.Measured) { CpuSeconds = 1.5, Cores = 1 } };
        var back = JobRecord.FromJson(job.ToJson());
        Assert.Equal(job.ToJson(), back.ToJson());
        Assert.Equal(1.5, back.Cost!.CpuSeconds);
        Assert.Equal(Water.Hash, back.Start!.Hash);
    }

    [Theory]
    [InlineData("gap", "gap_ev")]
    [InlineData("gap_ev", "gap_ev")]
    [InlineData("HOMO", "homo_ev")]
    public void A_property_is_found_by_its_column_or_its_short_name(string name, string column) => Assert.Equal(column, Property.Find(name)?.Name);
}
