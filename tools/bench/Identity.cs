// Identity from SMILES: molecules a second of processor time on one engine, for files of SMILES or for made-up molecules.
using System.Diagnostics;
using DataHub.Chemistry;
using DataHub.Model;

namespace DataHub.Bench;

static class Identity
{
    const int Most = 5000;

    /// <summary>Each file (first word of a line is the SMILES) by itself; every molecule is asked once, so that nothing comes from memory.</summary>
    public static void Run(Report report, IReadOnlyList<string> files)
    {
        using var toolkit = new Toolkit(new ToolkitOptions(1) { Remembered = 2 });
        // The engine compiles its hot code while it works; what is measured is the state that a large file sees, which begins after some thousand molecules of its kind.
        foreach (var text in Molecules.Texts(2000)) toolkit.FromSmiles(text);
        foreach (var text in files.SelectMany(f => Sample(File.ReadLines(f), 1).Take(2500))) toolkit.FromSmiles(text);
        foreach (var (name, texts) in files.Select(f => (Path.GetFileNameWithoutExtension(f), Sample(File.ReadLines(f)))).DefaultIfEmpty(("made-up molecules", [.. Molecules.Texts(12000).TakeLast(Most)])))
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            int good = texts.Count(t => toolkit.FromSmiles(t).Molecule is { InChIKey: not null });
            double wall = clock.Elapsed.TotalSeconds, cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            report.Row("identity", $"{name}, {texts.Count} SMILES to canonical SMILES and InChIKey ({good} have one), molecules a processor second", $"{Report.N(texts.Count / cpu)} ({Report.N(texts.Count / wall)} a second)", ">= 2000");
        }
    }

    // Evenly over the whole file.
    static List<string> Sample(IEnumerable<string> lines, int offset = 0)
    {
        var all = lines.Select(l => l.Split((char[])[' ', '\t'], 2)[0]).Where(l => l.Length > 0).ToList();
        int step = Math.Max(1, all.Count / Most);
        return [.. all.Where((_, i) => i % step == offset % step).Take(Most)];
    }
}
