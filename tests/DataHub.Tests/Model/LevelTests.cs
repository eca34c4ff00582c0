// Names of levels of theory.
using DataHub.Model;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace DataHub.Tests.Model;

public class LevelTests
{
    [Theory]
    [InlineData("wb97x-d/def2-svp", "wB97X-D/def2-SVP")]
    [InlineData("ωB97X-D/def2svp", "wB97X-D/def2-SVP")]
    [InlineData("B3LYP-D3BJ/6-31G*", "B3LYP-D3(BJ)/6-31G(d)")]
    [InlineData("PBE1PBE/6-31+g**", "PBE0/6-31+G(d,p)")]
    [InlineData("gfn2", "GFN2-xTB")]
    [InlineData("CCSD(T)/cc-pvdz", "CCSD(T)/cc-pVDZ")]
    [InlineData("wB97X-D/def2-SVP//GFN2-xTB", "wB97X-D/def2-SVP")]
    [InlineData("PM6-D3H4", "PM6-D3H4")]
    public void A_name_that_people_write_becomes_the_canonical_name(string written, string canonical) => Assert.Equal(canonical, Level.Parse(written).Name);

    [Fact]
    public void A_canonical_name_is_its_own_parse()
    {
        foreach (var text in (string[])["wB97X-D/def2-SVP", "B3LYP-D3(BJ)/def2-SVP", "GFN2-xTB", "GFN2-xTB (ALPB water)", "NoSuchMethod/NoBasis"])
            Assert.Equal(text, Level.Parse(text).Name);
    }

    [Fact]
    public void A_spin_reference_is_split_off() => Assert.Equal(("HF", "RO"), (Level.Parse("ROHF/sto-3g").Method, Level.Parse("ROHF/sto-3g").Reference));

    static readonly string?[] Surroundings = [null, "SMD water", "CPCM toluene", "ALPB acetonitrile", "COSMO eps=78.4", "IEFPCM thf", "SS(V)PE eps=2.3741", "SM12/CHELPG toluene"];

    static Gen<Level> Named =>
        from method in Gen.Elements(LevelNames.AllMethods.AsEnumerable())
        from dispersion in Gen.Frequency((3, Gen.Constant<string?>(null)), (2, Gen.Elements<string?>([.. LevelNames.AllDispersions])))
        from basis in Gen.Frequency((1, Gen.Constant<string?>(null)), (4, Gen.Elements<string?>([.. LevelNames.AllBases.Select(b => b.Name)])))
        from solvation in Gen.Elements(Surroundings)
        from core in Gen.Elements<string?>(null, "full")
        from relativity in Gen.Elements<string?>(null, null, "ZORA", "DKH2", "X2C")
        from treatment in Gen.Elements<string?>(null, null, "TDA")
        from reference in Gen.Elements<string?>(null, null, "RO")
        select Level.Of(method.Name, basis, dispersion, solvation) with { Core = core, Relativity = relativity, Treatment = treatment, Reference = reference };

    [Property(MaxTest = 20000)]
    public FsCheck.Property The_name_of_every_level_of_the_tables_reads_back_as_that_level() => Prop.ForAll(Named.ToArbitrary(), level => Level.Parse(level.Name) == level);

    [Fact]
    public void Every_method_and_basis_of_the_tables_is_its_own_reading()
    {
        Assert.Empty(LevelNames.AllMethods.Where(m => Level.Parse(m.Name) is var l && (l.Method != m.Name || l.Kind != m.Kind || l.Name != m.Name)).Select(m => m.Name));
        Assert.Empty(LevelNames.AllBases.Where(b => Level.Parse("HF/" + b.Name).Basis != b.Name).Select(b => b.Name));
        Assert.InRange(LevelNames.AllMethods.Count, 400, 2000);
        Assert.InRange(LevelNames.AllBases.Count, 450, 2000);
    }

    [Fact]
    public void A_row_keeps_what_only_the_name_tells()
    {
        var c = new Calculation(Molecule.FromAtoms(["H", "H"], 0, 1), Level.Parse("CCSD(T)/cc-pVTZ-DK [full, DKH2] (SMD water)"), Driver.Energy, Status.Success);
        Assert.Equal(c.Level, CalculationRow.From(c).ToCalculation().Level);
    }

    [Theory]
    [InlineData("xtb"), InlineData("SVWN/6-31G"), InlineData("LDA"), InlineData("ricc2/def2-SVP"), InlineData("GFN")]
    public void A_spelling_that_names_several_methods_names_none(string text) => Assert.Equal(LevelKind.Unknown, Level.Parse(text).Kind);
}
