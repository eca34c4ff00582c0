// The layers of the seed data: level, engine, limits, where the start geometry comes from.
using System.Globalization;
using DataHub.Compute;
using DataHub.Model;

namespace DataHub.Seed;

/// <summary>One layer: a folder of the seed data with one bundle a molecule.</summary>
sealed record Layer(string Folder, Level Level, Driver Driver, JobLimits Limits, int BundlesPerArchive, string What)
{
    public static readonly Layer Gfn2 = new("gfn2", Level.Parse("GFN2-xTB"), Driver.Optimization, new(600, 2000), 90, "GFN2-xTB optimisation from the embedded geometry, then a single point on the result");
    public static readonly Layer Pm7 = new("pm7", Level.Parse("PM7"), Driver.Optimization, new(600, 2000), 90, "PM7 optimisation from the GFN2-xTB geometry");
    public static readonly Layer Dft = new("dft", Level.Parse("wB97X-D/def2-SVP"), Driver.Energy, new(3600, 5000), 50, "wB97X-D/def2-SVP energy at the GFN2-xTB geometry");
    public static readonly IReadOnlyList<Layer> All = [Gfn2, Pm7, Dft];

    /// <summary>Files that are not worth their bytes in the repository: they say again what the output says.</summary>
    public static readonly IReadOnlyList<string> Dropped = ["wbo", "charges"];

    public Job JobFor(Candidate candidate, Geometry start) =>
        new(Molecule.FromAtoms(start.Symbols, 0, 1) with { Smiles = candidate.Smiles, Name = candidate.Name }, start, Level, Driver) { Limits = Limits, Dataset = candidate.Dataset, Licence = "CC0-1.0" };

    /// <summary>The optimised geometry that a GFN2-xTB bundle ended with, or null if the optimisation or the single point after it failed.</summary>
    public static Geometry? Optimized(string folder)
    {
        string xyz = Path.Combine(folder, "xtbopt.xyz"), log = Path.Combine(folder, "opt.out");
        if (!File.Exists(xyz) || !File.Exists(log) || !File.Exists(Path.Combine(folder, "xtbout.json"))) return null;
        if (!File.ReadAllText(log).Contains("GEOMETRY OPTIMIZATION CONVERGED", StringComparison.Ordinal)) return null;
        var rows = File.ReadLines(xyz).Skip(2).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f.Length >= 4).ToList();
        return new Geometry([.. rows.Select(f => f[0])], [.. rows.SelectMany(f => f[1..4]).Select(x => double.Parse(x, CultureInfo.InvariantCulture))], GeometrySource.Optimized, Gfn2.Level.Name);
    }
}
