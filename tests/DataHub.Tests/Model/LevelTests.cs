// Names of levels of theory.
using DataHub.Model;
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
}
