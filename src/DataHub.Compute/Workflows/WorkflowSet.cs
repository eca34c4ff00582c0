// The workflows that are part of DataHub, and those of the user's own folders.
using DataHub.Model;

namespace DataHub.Compute.Workflows;

/// <summary>Workflows by name. Those of DataHub serve rungs that are named by their level; a user's own are used where a campaign names them.</summary>
public sealed class WorkflowSet
{
    readonly EngineSet _engines;

    /// <summary>Reads the shipped ones and every *.json in the folders that exist; a file that cannot be read becomes faults.</summary>
    public WorkflowSet(EngineSet engines, params IEnumerable<string> folders)
    {
        _engines = engines;
        var assembly = typeof(WorkflowSet).Assembly;
        var all = new List<Workflow>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("workflows/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var (workflow, faults) = new WorkflowReading(name, new EngineSet()).Read(reader.ReadToEnd());
            all.Add(workflow is null ? throw new InvalidDataException(faults[0].ToString()) : workflow with { Source = "" });
        }
        Shipped = [.. all];
        var wrong = new List<Fault>();
        foreach (var file in folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*.json").Order(StringComparer.Ordinal)))
        {
            var (workflow, faults) = ReadFile(file);
            if (workflow is null) wrong.AddRange(faults);
            else if (all.Find(w => w.Name == workflow.Name && w.Version == workflow.Version) is { } same && same.Hash != workflow.Hash)
                wrong.Add(new Fault(file, null, "version", $"{workflow.Name}@{workflow.Version} is another workflow already{(same.Source.Length > 0 ? $" ({same.Source})" : "")}", "Give it another name or version"));
            else all.Add(workflow);
        }
        (All, Faults) = (all, wrong);
    }

    /// <summary>All, the shipped ones first.</summary>
    public IReadOnlyList<Workflow> All { get; }
    /// <summary>Those that are part of DataHub.</summary>
    public IReadOnlyList<Workflow> Shipped { get; }
    /// <summary>What is wrong with files in the folders.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Reads one file.</summary>
    public (Workflow? Workflow, IReadOnlyList<Fault> Faults) ReadFile(string path) => new WorkflowReading(path, _engines).Read(File.ReadAllText(path));

    /// <summary>The workflow of that name, or name@version; of several versions the last, as versions are counted.</summary>
    public Workflow? Find(string name) => All.FirstOrDefault(w => $"{w.Name}@{w.Version}" == name || w.Tag == name)
        ?? All.Where(w => w.Name == name).MaxBy(w => w.Version.Split('.', '-').Select(p => int.TryParse(p, out int n) ? n : 0).Aggregate(0.0, (sum, n) => sum * 1000 + n));

    /// <summary>The shipped workflow that computes at a level, from a geometry level, with a driver; where there is none, the plain one.</summary>
    public Workflow For(Level level, Level geometry, Driver driver) =>
        Shipped.FirstOrDefault(w => w.Level.Name == level.Name && w.Level.Treatment == level.Treatment && w.Geometry.Level!.Name == geometry.Name && (w.Last.Driver == driver || level.Name == geometry.Name && driver == Driver.Energy && w.Last.Driver == Driver.Optimization))
        ?? Workflow.Plainly(level, geometry, driver);
}
