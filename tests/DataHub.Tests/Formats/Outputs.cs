// The outputs that the project computed for its tests, and how a reading is written down.
using System.Globalization;
using System.Text;
using DataHub.Formats;
using DataHub.Model;

namespace DataHub.Tests.Formats;

static class Outputs
{
    /// <summary>Folder of the outputs.</summary>
    public static string Folder { get; } = Path.Combine(Shared.Repo, "tests", "DataHub.Tests", "Formats", "outputs", "readers");

    /// <summary>The cases of a program: the names of its folders.</summary>
    public static IEnumerable<string> Cases(string program) => Directory.GetDirectories(Path.Combine(Folder, program)).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    /// <summary>All files of a case, or only the named ones.</summary>
    public static Bundle Case(string program, string name, params string[] only) => Of(Path.Combine(Folder, program, name), only);

    public static Bundle Of(string folder, params string[] only) =>
        new(Path.GetFileName(folder), [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where(f => only.Length == 0 || only.Contains(Path.GetFileName(f))).Select(f => new RawFile(Path.GetFileName(f), File.ReadAllBytes(f)))]);

    /// <summary>A bundle of one file as it lies on disk.</summary>
    public static Bundle One(string path) => Bundle.Of(new RawFile(Path.GetFileName(path), File.ReadAllBytes(path)));

    /// <summary>The readings of the reader that knows the bundle.</summary>
    public static List<Reading> Read(Bundle bundle) => [.. new FormatSet().For(bundle)!.Read(bundle)];

    /// <summary>The one calculation of a bundle.</summary>
    public static Calculation Single(Bundle bundle) => Read(bundle) is [{ Calculation: { } c }] ? c : throw new InvalidOperationException($"{bundle.Name} is not one calculation");

    /// <summary>A reading as text, for golden files: numbers to eight digits.</summary>
    public static string Text(Reading r)
    {
        if (r.Fault is { } f) return $"  fault: {f.Message}. {f.Remedy}\n";
        var c = r.Calculation!;
        var t = new StringBuilder();
        string N(double v) => v == 0 ? "0" : v.ToString("G8", CultureInfo.InvariantCulture);
        t.Append(CultureInfo.InvariantCulture, $"  {c.Status} {c.Driver}, {c.Level.Name}{(c.Level.Reference is { } u ? " (" + u + ")" : "")}, {c.Molecule.Formula}, charge {c.Molecule.Charge}, multiplicity {c.Molecule.Multiplicity}{(c.Molecule.Name is { } name ? ", \"" + name + "\"" : "")}\n");
        t.Append(CultureInfo.InvariantCulture, $"  by {c.Provenance.Program} {c.Provenance.ProgramVersion}; geometry: {(c.Geometry is { } g ? $"{g.Count} atoms, {g.Source}{(g.Level is { } l ? " at " + l : "")}, {g.Hash[..8]}" : "none")}; cost {c.Cost.Tier} {c.Cost.WallSeconds}/{c.Cost.CpuSeconds} s, {c.Cost.Cores} cores\n");
        if (c.Failure is { } failure) t.Append(CultureInfo.InvariantCulture, $"  failed: {failure.Kind}: {failure.Message}\n");
        foreach (var (p, v) in c.Values.Scalars()) t.Append(CultureInfo.InvariantCulture, $"    {p.Name} {N(v)}\n");
        foreach (var (p, v) in c.Values.Lists()) t.Append(CultureInfo.InvariantCulture, $"    {p.Name} [{v.Count}] {string.Join(' ', v.Take(6).Select(N))}\n");
        foreach (var x in c.Values.Extras) t.Append(CultureInfo.InvariantCulture, $"    extra {x.Name}: {(x.Number is { } n ? N(n) + " " + x.Unit : x.Text)}\n");
        return t.ToString();
    }
}
