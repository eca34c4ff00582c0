// The project's own seed data before the readers: all of it is read, and the files of a job tell the same without one another.
using DataHub.Formats;
using DataHub.Model;
using Xunit;

namespace DataHub.Tests.Formats;

public class SeedReadingTests
{
    [Theory]
    [InlineData("gfn2", "xtbout.json")]
    [InlineData("pm7", "job.aux")]
    [InlineData("pm7", "job.out")]
    public void A_job_reads_the_same_without_one_of_its_files(string layer, string file)
    {
        var archive = Path.Combine(Shared.Repo, "seed-data", layer, "001.zip");
        Assert.SkipUnless(File.Exists(archive), "the seed data are not beside the tests");
        var set = new FormatSet();
        int n = 0;
        foreach (var bundle in Bundles.Walk(archive))
        {
            if (bundle.Files.All(f => Path.GetFileName(f.Name) != file)) continue;
            var full = Assert.Single(set.Read(bundle)).Calculation!;
            var less = Assert.Single(set.Read(bundle with { Files = [.. bundle.Files.Where(f => Path.GetFileName(f.Name) != file)] })).Calculation!;
            Assert.Equal((full.Status, full.Level.Name, full.Molecule.Formula), (less.Status, less.Level.Name, less.Molecule.Formula));
            // Printed outputs have three decimals of the dipole's components (a.u.) and of charges.
            foreach (var (p, v) in less.Values.Scalars()) Assert.True(Math.Abs(full.Values[p]!.Value - v) < (p == Property.Dipole ? 6e-3 : 1.1e-3), $"{bundle.Name}: {p.Name} {v}");
            foreach (var (p, v) in less.Values.Lists()) Assert.True(full.Values.List(p) is { } w && w.Count == v.Count && w.Zip(v).All(x => Math.Abs(x.First - x.Second) < 6e-3), $"{bundle.Name}: {p.Name}");
            n++;
        }
        Assert.True(n > 0);
    }
}
