// Input that is bad, huge or meant to break the engine is an error in words, and the toolkit lives on.
using DataHub.Chemistry;
using FsCheck.Xunit;
using Xunit;

namespace DataHub.Tests.Chemistry;

public sealed class HostileInputTests : IDisposable
{
    readonly Toolkit _toolkit = new(new ToolkitOptions(1));
    public void Dispose() => _toolkit.Dispose();

    void IsRefusedAndTheToolkitLives(string smiles, string? saying = null)
    {
        var parsed = _toolkit.FromSmiles(smiles);
        Assert.Null(parsed.Molecule);
        Assert.False(string.IsNullOrWhiteSpace(parsed.Error));
        Assert.True(parsed.Error!.Length < 300, "an error is a sentence, not the input again");
        if (saying is not null) Assert.Contains(saying, parsed.Error);
        Assert.Null(_toolkit.Fingerprint(smiles));
        Assert.Null(_toolkit.Descriptors(smiles));
        Assert.Null(_toolkit.Depict(smiles));
        Assert.Equal("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", _toolkit.FromSmiles("CCO").Molecule!.InChIKey);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("C1CC", "unclosed ring")]
    [InlineData("C(C", "not closed")]
    [InlineData("C)C", "never opened")]
    [InlineData("[CH4", "not closed")]
    [InlineData("c1cccc1", "kekulize")]
    [InlineData("C(C)(C)(C)(C)C", "valence")]
    [InlineData("CCO ethanol", "U+0020")]
    [InlineData("CC*", "wildcard")]
    [InlineData("[*:1]CC", "wildcard")]
    [InlineData("C~O", "any-bond")]
    [InlineData("[C,N]C", "','")]
    [InlineData("C\0C", "U+0000")]
    [InlineData("CC\nM  END", "U+000A")]
    [InlineData("CO⌬", "U+232C")]
    [InlineData("🧪", "U+D83E")]
    [InlineData("{\"commonchem\":{\"version\":10}}", "'{'")]
    [InlineData("not-a-molecule", null)]
    public void Bad_SMILES_is_refused_with_the_reason(string smiles, string? saying) => IsRefusedAndTheToolkitLives(smiles, saying);

    [Fact]
    public void Huge_input_is_refused_at_once()
    {
        IsRefusedAndTheToolkitLives(new string('C', 3000), "characters");
        IsRefusedAndTheToolkitLives(new string('C', 1999), "atoms");
        IsRefusedAndTheToolkitLives(new string('(', 20_000), "characters");
        IsRefusedAndTheToolkitLives("C" + new string('(', 1500), "nested");
        IsRefusedAndTheToolkitLives(string.Concat(Enumerable.Repeat("C(", 150)) + "C" + new string(')', 150), "nested");
        IsRefusedAndTheToolkitLives(new string('[', 1999));
        IsRefusedAndTheToolkitLives(new string('x', 1 << 20), "characters");
        Assert.NotNull(_toolkit.FromMolfile(new string('x', 1 << 20)).Error);
        Assert.Null(_toolkit.Matches("CCO", new string('[', 400)));
        Assert.Null(_toolkit.Matches("CCO", new string('C', 1 << 20)));
    }

    [Fact]
    public void The_largest_input_that_is_taken_does_not_break_the_engine()
    {
        int before = EnginePool.Started;
        foreach (string smiles in new[] { new string('C', 400), new string('N', 400), string.Concat(Enumerable.Repeat("C(", 100)) + "C" + new string(')', 100), string.Concat(Enumerable.Repeat("c1ccccc1", 66)) })
        {
            Assert.NotNull(_toolkit.FromSmiles(smiles).Molecule?.InChIKey);
            Assert.NotNull(_toolkit.Fingerprint(smiles));
            Assert.NotNull(_toolkit.Descriptors(smiles));
        }
        Assert.True(EnginePool.Started - before <= 8, "engines were lost on input within the limits");
    }

    [Property(MaxTest = 300)]
    public void No_text_at_all_makes_the_toolkit_throw(string? text)
    {
        var parsed = _toolkit.FromSmiles(text ?? "");
        Assert.True(parsed.Molecule is null != parsed.Error is null);
        Assert.NotNull(_toolkit.FromMolfile(text ?? "").Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CCO")]
    [InlineData("a\nb\nc\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 C   0  0\n")]
    [InlineData("a\nb\nc\nxyz\nM  END")]
    [InlineData("M  END")]
    [InlineData("a\nb\nc\n  2  1  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END")]
    [InlineData("a\nb\nc\n999999  0  0  0  0            999 V2000\nM  END")]
    [InlineData("a\nb\nc\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 R#  0  0\nM  END")]
    [InlineData("a\nb\nc\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 A   0  0\nM  END")]
    [InlineData("a\nb\nc\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 Qq  0  0\nM  END")]
    public void A_bad_molfile_is_refused_with_a_reason(string molfile) => Assert.False(string.IsNullOrWhiteSpace(_toolkit.FromMolfile(molfile).Error));
}
