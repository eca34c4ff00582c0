// Outputs cut at many places: nothing throws, and what counts as a success has only values that the whole output has.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class TruncationTests
{
    [Theory]
    [InlineData("xtb")]
    [InlineData("mopac")]
    [InlineData("psi4")]
    [InlineData("nwchem")]
    [InlineData("cjson")]
    public void A_cut_output_never_gives_a_value_that_the_whole_one_has_not(string program)
    {
        foreach (var name in Outputs.Cases(program))
        {
            var whole = Outputs.Case(program, name);
            foreach (var file in whole.Files)
                foreach (var others in (IReadOnlyList<RawFile>[])[[], [.. whole.Files.Where(f => f != file)]])
                    Cut(program, name, file, others);
        }
    }

    static void Cut(string program, string name, RawFile file, IReadOnlyList<RawFile> others)
    {
        var bytes = file.ReadAllBytes();
        var whole = Outputs.Read(new Bundle(name, [file, .. others]));
        var allowed = Outputs.Read(Outputs.Case(program, name)).Concat(whole).Where(r => r.Calculation is { Status: Status.Success }).Select(r => r.Calculation!).ToList();
        // About thirty places spread over the file and the last forty bytes one by one.
        var places = Enumerable.Range(0, 30).Select(i => (int)((long)bytes.Length * i / 30)).Concat(Enumerable.Range(1, 40).Select(i => bytes.Length - i)).Where(n => n >= 0).Distinct();
        foreach (int n in places)
        {
            var bundle = new Bundle(name, [new RawFile(file.Name, bytes[..n]), .. others]);
            foreach (var r in Outputs.Read(bundle))
            {
                Assert.True(r.Calculation is null != r.Fault is null);
                if (r.Calculation is not { Status: Status.Success } c) continue;
                Assert.True(allowed.Any(a => Agrees(c, a)), $"{program}/{name}/{file.Name} cut at {n} of {bytes.Length}: {Outputs.Text(r)}");
            }
        }
    }

    /// <summary>True if every value of <paramref name="c"/> is in <paramref name="a"/> as well, to the digits that a printed output has.</summary>
    internal static bool Agrees(Calculation c, Calculation a) =>
        c.Level.Name == a.Level.Name && c.Molecule.Formula == a.Molecule.Formula && c.Molecule.Charge == a.Molecule.Charge && c.Molecule.Multiplicity == a.Molecule.Multiplicity
        && c.Values.Scalars().All(p => a.Values[p.Property] is { } v && Math.Abs(v - p.Value) < 3e-3)
        && c.Values.Lists().All(p => a.Values.List(p.Property) is { } l && l.Count == p.Value.Count && l.Zip(p.Value).All(x => Math.Abs(x.First - x.Second) < 5e-3))
        && (c.Geometry is null || a.Geometry is { } g && c.Geometry.Count == g.Count && Enumerable.Range(0, g.Count).All(i => Enumerable.Range(0, i).All(j => Math.Abs(c.Geometry.SquaredDistance(i, j) - g.SquaredDistance(i, j)) < 1e-4)));
}
