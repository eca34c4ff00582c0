// Start geometries: 3D coordinates from connectivity by RDKit's ETKDG, run as an external program.
using System.Text.Json;
using System.Text.Json.Nodes;
using DataHub.Compute.Processes;
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>What embedding gave: a geometry or a failure, and what it cost.</summary>
public sealed record Embedded(Geometry? Geometry, Failure? Failure, Cost Cost);

/// <summary>
/// Embeds molecules by ETKDGv3 and relaxes them by MMFF94 (UFF where MMFF has no parameters); the same seed gives the same geometry.
/// One Python process embeds many molecules, because starting it costs more than embedding one.
/// </summary>
public sealed class Embedder(CostModel cost)
{
    /// <summary>Longest SMILES that is tried, characters.</summary>
    const int LongestSmiles = 2000;
    /// <summary>Time that one molecule may take, s; a batch has this and a fifteenth of it for each molecule.</summary>
    internal double SecondsForOne { get; init; } = 30;

    static readonly Lazy<string?> _python = new(FindPython);

    /// <summary>Path of the python3 that has RDKit, or null.</summary>
    public static string? Python => _python.Value;

    /// <summary>True if python3 with RDKit is installed.</summary>
    public bool Installed => _python.Value is not null;

    /// <summary>Embeds one molecule by SMILES.</summary>
    public Embedded Embed(string smiles, int seed = 1, CancellationToken cancel = default) => EmbedAll([(smiles, seed)], cancel)[0];

    /// <summary>
    /// Embeds many molecules, each with its seed; the answers are in the order of the questions. A molecule that takes too long fails alone: the rest goes on without it.
    /// The cost of starting Python is shared evenly.
    /// </summary>
    public IReadOnlyList<Embedded> EmbedAll(IReadOnlyList<(string Smiles, int Seed)> molecules, CancellationToken cancel = default)
    {
        var answers = new Embedded?[molecules.Count];
        if (_python.Value is null)
            return [.. molecules.Select(_ => Failed(FailureKind.EngineAbsent, "python3 with RDKit is not installed: install the package python3-rdkit"))];
        var open = new List<int>();
        for (int i = 0; i < molecules.Count; i++)
            if (molecules[i].Smiles.Length is 0 or > LongestSmiles) answers[i] = Failed(FailureKind.BadInput, $"a SMILES has 1 to {LongestSmiles} characters, this one {molecules[i].Smiles.Length}");
            else open.Add(i);
        while (open.Count > 0)
        {
            var (lines, ended) = Run([.. open.Select(i => molecules[i])], cancel);
            double inside = lines.Sum(l => l["cpu"]!.GetValue<double>());
            int charged = Math.Min(open.Count, lines.Count + 1);
            double share = Math.Max(0, ended.CpuSeconds - inside) / charged;
            for (int k = 0; k < lines.Count; k++) answers[open[k]] = Read(lines[k], lines[k]["cpu"]!.GetValue<double>() + share, ended);
            if (lines.Count < open.Count)
            {
                var kind = ended.Stopped ?? FailureKind.Crash;
                var failure = Failed(kind, ended.Message ?? $"python3 ended early ({(ended.Signal is { } s ? $"signal {s}" : $"exit code {ended.ExitCode}")})") with { Cost = cost.Of(share, ended.WallSeconds / charged, ended.PeakMib, 1, ended.Tier) };
                bool all = kind is FailureKind.Cancelled;
                foreach (int i in all ? open.Skip(lines.Count) : [open[lines.Count]]) answers[i] = failure;
                open.RemoveRange(0, all ? open.Count : lines.Count + 1);
            }
            else open.Clear();
        }
        return answers!;
    }

    (List<JsonNode> Lines, Ended Ended) Run(IReadOnlyList<(string Smiles, int Seed)> molecules, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("datahub-etkdg-");
        try
        {
            using (var script = typeof(Embedder).Assembly.GetManifestResourceStream("Embedding/etkdg.py")!)
            using (var file = File.Create(Path.Combine(folder.FullName, "etkdg.py"))) script.CopyTo(file);
            File.WriteAllLines(Path.Combine(folder.FullName, "in.jsonl"), molecules.Select(m => new JsonObject { ["smiles"] = m.Smiles, ["seed"] = m.Seed }.ToJsonString()));
            var output = Path.Combine(folder.FullName, "out.jsonl");
            var ended = Metered.Run(new Command(_python.Value!, ["python3", "etkdg.py", "in.jsonl"], folder.FullName, output, JobRunner.EnvironmentFor(folder.FullName, 1))
            { WallSeconds = SecondsForOne * (1 + molecules.Count / 15.0), MemoryMib = 4000 }, cancel);
            var lines = new List<JsonNode>();
            foreach (var line in File.Exists(output) ? File.ReadAllLines(output) : [])
                if (line.StartsWith("{\"", StringComparison.Ordinal) && Parse(line) is { } node) lines.Add(node);
            return (lines, ended);
        }
        finally { folder.Delete(true); }
    }

    static JsonNode? Parse(string line)
    {
        try { return JsonNode.Parse(line); }
        catch (JsonException) { return null; /* the line that was being written when the process was stopped */ }
    }

    Embedded Read(JsonNode line, double cpu, Ended ended)
    {
        var price = cost.Of(cpu, cpu, ended.PeakMib, 1, ended.Tier);
        if (line["error"] is { } error)
            return new Embedded(null, new Failure(Enum.Parse<FailureKind>(line["kind"]!.GetValue<string>()), error.GetValue<string>()), price);
        return new Embedded(new Geometry([.. line["symbols"]!.AsArray().Select(s => s!.GetValue<string>())], [.. line["coordinates"]!.AsArray().Select(x => x!.GetValue<double>())], GeometrySource.Embedded), null, price);
    }

    Embedded Failed(FailureKind kind, string message) => new(null, new Failure(kind, message), cost.Of(0, 0, 0, 1, CostTier.Measured));

    /// <summary>The first python3 (on the PATH, then the system's own) that can import RDKit.</summary>
    static string? FindPython()
    {
        foreach (var path in Executables.FindAll("python3").Append("/usr/bin/python3").Where(File.Exists).Distinct())
        {
            var folder = Directory.CreateTempSubdirectory("datahub-python-");
            try
            {
                var ended = Metered.Run(new Command(path, ["python3", "-c", "from rdkit.Chem import AllChem"], folder.FullName, Path.Combine(folder.FullName, "out.txt"), JobRunner.EnvironmentFor(folder.FullName, 1))
                { WallSeconds = 60 }, CancellationToken.None);
                if (ended.ExitCode == 0) return path;
            }
            finally { folder.Delete(true); }
        }
        return null;
    }
}
