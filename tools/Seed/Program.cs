// Computes the seed data: selects, embeds, runs every layer job by job, packs. May be stopped and started again at any time.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataHub.Compute;
using DataHub.Model;
using DataHub.Seed;

string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : otherwise;
// The pool of the measured campaign: its own list, its own folder, GFN2-xTB and DFT for all.
bool pool = args.Contains("--pool");
string target = Option("--out", pool ? "tools/bench/screening" : "seed-data"), work = Option("--work", ".seed-work"), only = Option("--only", "");
int jobs = int.Parse(Option("--jobs", "1"), System.Globalization.CultureInfo.InvariantCulture);
if (args.Contains("--help") || only is not ("" or "gfn2" or "pm7" or "dft"))
{
    Console.Error.WriteLine("seed [--out seed-data] [--work .seed-work] [--only gfn2|pm7|dft] [--jobs N] [--nice] [--smiles FILE] [--pool] [--pack-only]");
    return args.Contains("--help") ? 0 : 2;
}
var list = Option("--smiles", pool ? Path.Combine(target, "pool.smi") : Selection.FindList() ?? "");
if (!File.Exists(list)) { Console.Error.WriteLine("the NCI list was not found: install rdkit-data, or name a SMILES file with --smiles"); return 6; }
if (args.Contains("--nice")) Process.GetCurrentProcess().PriorityClass = ProcessPriorityClass.Idle;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => { c.Cancel = true; stop.Cancel(); });
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => { c.Cancel = true; stop.Cancel(); });

var cost = new CostModel();
var selection = pool ? Selection.Pool(Selection.Read(list)) : Selection.From(Selection.Read(list));
var layers = pool ? [Layer.Gfn2, Layer.Dft] : Layer.All;
Console.Error.WriteLine($"{selection.Cheap.Count} molecules, {selection.Dft.Count} of them with DFT, {selection.LeftOut.Count} left out");
Directory.CreateDirectory(work);
foreach (var layer in layers) Packing.Unpack(layer, work, target);
var embedded = Embeddings();
var runner = new JobRunner(cost, TimeProvider.System);

foreach (var layer in layers)
{
    var molecules = layer == Layer.Dft ? selection.Dft : selection.Cheap;
    if (!args.Contains("--pack-only") && (only is "" || only == layer.Folder)) RunLayer(layer, molecules);
    Packing.Pack(layer, molecules, work, target);
    if (pool) Table.Write(target, work, selection);
    else Readme.Write(target, work, selection, [.. embedded.Values.Select(e => e.Cost)]);
    if (stop.IsCancellationRequested) return 130;
}
return 0;

void RunLayer(Layer layer, IReadOnlyList<Candidate> molecules)
{
    var engine = new EngineSet().For(layer.Level, layer.Driver)!;
    if (EngineSet.Find(engine) is null) { Console.Error.WriteLine($"{layer.Folder}: {engine.Program} is not installed (package {engine.Package}); skipped"); return; }
    foreach (var left in Directory.Exists(Path.Combine(work, layer.Folder)) ? Directory.EnumerateDirectories(Path.Combine(work, layer.Folder), "*.part") : []) Directory.Delete(left, true);
    var open = molecules.Where(m => !Directory.Exists(Path.Combine(work, layer.Folder, m.Key))).ToList();
    Console.Error.WriteLine($"{layer.Folder}: {molecules.Count - open.Count} done, {open.Count} to do");
    int done = 0;
    Parallel.ForEach(open, new ParallelOptions { MaxDegreeOfParallelism = jobs }, (molecule, state) =>
    {
        if (stop.IsCancellationRequested) { state.Stop(); return; }
        var start = layer == Layer.Gfn2 ? embedded.GetValueOrDefault(molecule.Key)?.Geometry : Layer.Optimized(Path.Combine(work, Layer.Gfn2.Folder, molecule.Key));
        if (start is null) { Console.Error.WriteLine($"{layer.Folder}/{molecule.Key}: no start geometry"); return; }
        var bundle = runner.Run(engine, layer.JobFor(molecule, start), stop.Token);
        var record = JobRecord.FromJson(bundle.Find(JobRecord.FileName)!.ReadAllText());
        if (record.Stopped == FailureKind.Cancelled) return;
        Save(bundle, Path.Combine(work, layer.Folder, molecule.Key));
        int n = Interlocked.Increment(ref done);
        Console.Error.WriteLine($"{layer.Folder} {n}/{open.Count} {molecule.Key} {molecule.Smiles} exit {record.ExitCode} cpu {record.Cost!.CpuSeconds:0.00} s wall {record.Cost.WallSeconds:0.0} s {record.Cost.PeakMemoryMib:0} MiB {record.Message}");
        if (n % layer.BundlesPerArchive == 0) lock (selection) Packing.Pack(layer, molecules, work, target);
    });
}

// A bundle is there when its folder is: it is written beside and then renamed.
static void Save(Bundle bundle, string folder)
{
    Directory.CreateDirectory(folder + ".part");
    foreach (var file in bundle.Files.Where(f => !Layer.Dropped.Contains(f.Name))) File.WriteAllBytes(Path.Combine(folder + ".part", file.Name), file.ReadAllBytes());
    Directory.Move(folder + ".part", folder);
}

Dictionary<string, Embedding> Embeddings()
{
    var path = Path.Combine(work, "embedding.json");
    var known = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, Embedding>>(File.ReadAllText(path))! : [];
    var open = selection.Cheap.Where(c => !known.ContainsKey(c.Key)).ToList();
    if (open.Count == 0) return known;
    var answers = new Embedder(cost).EmbedAll([.. open.Select(c => (c.Smiles, 1))], stop.Token);
    for (int i = 0; i < open.Count; i++)
    {
        if (answers[i].Failure is { } f) Console.Error.WriteLine($"embedding {open[i].Key} {open[i].Smiles}: {f.Message}");
        known[open[i].Key] = new Embedding(answers[i].Geometry?.Symbols, answers[i].Geometry?.Coordinates, answers[i].Cost);
    }
    File.WriteAllText(path, JsonSerializer.Serialize(known));
    return known;
}

/// <summary>An embedded geometry as the work folder keeps it.</summary>
sealed record Embedding(IReadOnlyList<string>? Symbols, IReadOnlyList<double>? Coordinates, Cost Cost)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public Geometry? Geometry => Symbols is null ? null : new Geometry(Symbols, Coordinates!, GeometrySource.Embedded);
}
