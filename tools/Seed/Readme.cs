// The README of the seed data, written from the job records.
using System.Globalization;
using System.Text;
using DataHub.Compute;
using DataHub.Model;

namespace DataHub.Seed;

static class Readme
{
    public static void Write(string target, string work, Selection selection, IReadOnlyList<Cost> embedding)
    {
        var t = new StringBuilder();
        void Line(string s = "") => t.Append(s).Append('\n');
        string N(double v, string format) => v.ToString(format, CultureInfo.InvariantCulture);
        Line("# Seed data: small molecules of the NCI Open Database, computed by DataHub");
        Line();
        Line("Computed by the project itself with `tools/Seed` (this file too is written by it, from the job records) and given to the public domain under CC0-1.0.");
        Line("The SMILES are read at run time from the NCI list that Debian's `rdkit-data` ships; the number in a bundle's name is the NSC number of that list.");
        Line();
        Line($"- Molecules: neutral, closed shell, one fragment, elements C H N O F S Cl; all of up to 9 heavy atoms and a sample of 10 to 12 (40, 40, 20), each canonical SMILES once: {selection.Cheap.Count} in all.");
        Line($"- Left out of every layer on purpose, so that a campaign has something unknown: {selection.LeftOut.Count} molecules of 4 to 7 heavy atoms ({string.Join(", ", selection.LeftOut.Select(c => $"`{c.Smiles}`"))}).");
        Line($"- DFT for {selection.Dft.Count} of up to 7 heavy atoms (the table tells how many are there): all of up to 3, the rest drawn evenly over 4 to 7. The other {selection.Cheap.Count(c => c.Heavy <= 7) - selection.Dft.Count} of up to 7 have none on purpose, so that a campaign finds something to compute.");
        Line("- Start geometries: RDKit ETKDGv3 with seed 1, relaxed by MMFF94 (UFF where it has no parameters). One conformer a molecule; it need not be the lowest.");
        Line();
        Line("| folder | what | program | bundles | succeeded | failed | CPU-h | wall-h | kWh | g CO2e |");
        Line("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Line($"| (none) | embedding | RDKit | {embedding.Count} | | | {Hours(embedding, c => c.CpuSeconds)} | {Hours(embedding, c => c.WallSeconds)} | {N(embedding.Sum(c => c.EnergyKwh ?? 0), "0.00000")} | {N(embedding.Sum(c => c.Co2Grams ?? 0), "0.00")} |");
        var failures = new List<string>();
        var total = embedding.ToList();
        string? processor = null;
        Cost? inputs = null;
        foreach (var layer in Layer.All)
        {
            var engine = new EngineSet().For(layer.Level, layer.Driver)!;
            var bundles = selection.Cheap.Select(c => Path.Combine(work, layer.Folder, c.Key)).Where(Directory.Exists).Order(StringComparer.Ordinal).ToList();
            var records = bundles.Select(b => (Folder: b, Record: JobRecord.FromJson(File.ReadAllText(Path.Combine(b, JobRecord.FileName))))).ToList();
            var bad = records.Where(r => !Succeeded(layer, r.Folder)).ToList();
            failures.AddRange(bad.Select(b => $"- {layer.Folder}/{Path.GetFileName(b.Folder)} `{b.Record.Smiles}`: {b.Record.Message ?? "the output shows no success"}"));
            var costs = records.Select(r => r.Record.Cost ?? Cost.Unknown).ToList();
            total.AddRange(costs);
            (processor, inputs) = (processor ?? costs.FirstOrDefault()?.Processor, inputs ?? costs.FirstOrDefault());
            Line($"| {layer.Folder} | {layer.What} | {engine.Program} {EngineSet.Installed(engine)?.Version} | {records.Count} | {records.Count - bad.Count} | {bad.Count} | {Hours(costs, c => c.CpuSeconds)} | {Hours(costs, c => c.WallSeconds)} | {N(costs.Sum(c => c.EnergyKwh ?? 0), "0.00000")} | {N(costs.Sum(c => c.Co2Grams ?? 0), "0.00")} |");
        }
        Line($"| all | | | | | | {Hours(total, c => c.CpuSeconds)} | {Hours(total, c => c.WallSeconds)} | {N(total.Sum(c => c.EnergyKwh ?? 0), "0.00000")} | {N(total.Sum(c => c.Co2Grams ?? 0), "0.00")} |");
        Line();
        Line($"CPU time is measured by DataHub's runner from the operating system's accounting, on a processor that calls itself {processor ?? "(unknown)"}; energy and emissions are modelled ({inputs?.Table}: {N(inputs?.CorePowerWatt ?? 0, "0.##")} W a core, {N(inputs?.MemoryPowerWattPerGb ?? 0, "0.####")} W a GB, PUE {N(inputs?.Pue ?? 0, "0.##")}, {N(inputs?.CarbonIntensity ?? 0, "0.#")} g CO2e a kWh). The jobs ran at the lowest priority beside other work, so that wall times say nothing.");
        Line();
        Line($"Each archive holds a folder a bundle: the program's own files and `{JobRecord.FileName}` (what was asked, how it ended, what it cost). Left out as redundant: {string.Join(", ", Layer.Dropped.Select(d => $"`{d}`"))}. Failed jobs are kept like the others.");
        Line();
        Line("## Failures");
        Line();
        foreach (var f in failures.Count == 0 ? ["None."] : failures) Line(f);
        Line();
        Line("## Again");
        Line();
        Line("`dotnet run --project tools/Seed -c Release -- --out seed-data --jobs 2` continues where it stopped: what the archives or the work folder `.seed-work` hold is never computed again. `--only gfn2|pm7|dft` runs one layer, `--nice` lowers its priority.");
        File.WriteAllText(Path.Combine(target, "README.md"), t.ToString());

        string Hours(IEnumerable<Cost> costs, Func<Cost, double?> of) => N(costs.Sum(c => of(c) ?? 0) / 3600, "0.0000");
    }

    /// <summary>A rough test by the programs' own words, for the counts of this file; the readers judge in earnest.</summary>
    static bool Succeeded(Layer layer, string folder)
    {
        string Text(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : "";
        return layer.Folder switch
        {
            "gfn2" => Layer.Optimized(folder) is not null,
            "pm7" => Text("job.aux").Contains("HEAT_OF_FORMATION", StringComparison.Ordinal) && Text("job.arc") != "" && !Text("job.out").Contains("Error and normal termination messages", StringComparison.Ordinal),
            _ => Text("result.json").Contains("\"success\": true", StringComparison.Ordinal),
        };
    }
}
