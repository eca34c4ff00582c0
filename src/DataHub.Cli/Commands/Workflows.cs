// The commands datahub workflows: the recipes by which rungs compute, shipped and the user's own.
using System.CommandLine;
using DataHub.Cli.Output;
using DataHub.Compute;
using DataHub.Compute.Workflows;

namespace DataHub.Cli.Commands;

static class Workflows
{
    static readonly Argument<string> Name = new("name") { Description = "Name, or name@version" };
    static readonly Argument<string[]> Files = new("file") { Description = "Workflow files", Arity = ArgumentArity.OneOrMore };

    public static Verb Verb() => new Verb("workflows", "The recipes by which campaigns compute: named, versioned files that the ladder of a campaign may name",
        "datahub workflows list").With(
        new Verb("list", "All workflows: those of DataHub, those in workflows/ of the archive's folder, and those in the folder DATAHUB_WORKFLOWS", "datahub workflows list").Does(List),
        new Verb("show", "The steps of one, with its hash, which every record that it computes carries", "datahub workflows show wb97xd-svp").With(Name).Does(Show),
        new Verb("check", "Whether files are workflows that engines can run; their hashes", "datahub workflows check my-workflow.json").With(Files).Does(Check));

    /// <summary>The workflows that a session knows.</summary>
    public static WorkflowSet Of(Session session) => new(new EngineSet(), new HubOptions(session.Home).WorkflowFolders);

    static int List(Session session, CancellationToken cancel)
    {
        var set = Of(session);
        Sheet.Write(session, ["name", "version", "level", "driver", "geometry_level", "program", "title", "hash", "source"], set.All.Select(w =>
            (IReadOnlyList<object?>)[w.Name, w.Version, w.Level.Name, w.Last.Driver.ToString()!.ToLowerInvariant(), w.Geometry.Level!.Name, w.Last.Program, w.Title, w.Hash[..12], w.Source]));
        foreach (var fault in set.Faults) session.Warn(fault.ToString());
        return set.Faults.Count == 0 ? Exit.Ok : Exit.Partial;
    }

    static int Show(Session session, CancellationToken cancel)
    {
        var set = Of(session);
        var name = session.Get(Name)!;
        if (set.Find(name) is not { } w) return session.Fail(Exit.NotFound, $"there is no workflow {name}", "those there are: datahub workflows list");
        Sheet.Write(session, ["workflow", "step", "do", "level", "program", "cores", "memory_mib", "wall_seconds", "attempts", "remedies"], w.Steps.Select((s, i) => (IReadOnlyList<object?>)
            [w.Tag, i + 1, s.Level is null ? "embedding" : s.Driver.ToString()!.ToLowerInvariant(), s.Level?.Name, s.Program, s.Cores, s.Limits.MemoryMib, s.Limits.WallSeconds, s.Attempts, Remedies(s)]));
        return Exit.Ok;
    }

    /// <summary>What is tried when a step fails, in order.</summary>
    static string Remedies(WorkflowStep step) => step.Level is null || new EngineSet().For(step.Level, step.Driver!.Value, step.Program) is not { } engine ? ""
        : string.Join("; ", new (Model.FailureKind Kind, string Words)[] { (Model.FailureKind.ScfNotConverged, "SCF"), (Model.FailureKind.GeometryNotConverged, "geometry") }
            .Select(k => (k.Words, Names: engine.Remedies(k.Kind).Take(step.Attempts - 1).ToList())).Where(k => k.Names.Count > 0).Select(k => $"{k.Words}: {string.Join(", ", k.Names)}"));

    static int Check(Session session, CancellationToken cancel)
    {
        var set = Of(session);
        int good = 0, bad = 0, missing = 0;
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var file in session.Get(Files)!)
        {
            if (!File.Exists(file)) { session.Fail(Exit.NotFound, $"there is no file {file}", "an example: datahub workflows show gfn2"); missing++; continue; }
            var (w, faults) = set.ReadFile(file);
            foreach (var fault in faults) session.Fail(Exit.Refused, fault.ToString());
            if (w is null) { bad++; continue; }
            good++;
            var absent = w.Steps.Where(s => s.Level is not null).Select(s => new EngineSet().For(s.Level!, s.Driver!.Value, s.Program)!).Where(e => EngineSet.Find(e) is null).Select(e => e.Package).Distinct().ToList();
            rows.Add([file, w.Name, w.Version, w.Level.Name, w.Hash, absent.Count == 0 ? "" : $"not installed here: {string.Join(", ", absent)}"]);
        }
        if (rows.Count > 0) Sheet.Write(session, ["file", "name", "version", "level", "hash", "note"], rows);
        return missing > 0 && good + bad == 0 ? Exit.NotFound : Exit.Of(good, bad + missing, Exit.Refused);
    }
}
