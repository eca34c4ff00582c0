// A workflow: the named, versioned recipe by which a rung computes.
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataHub.Model;

namespace DataHub.Compute.Workflows;

/// <summary>
/// One step: a start geometry by embedding (no level), or a job at a level. <paramref name="Program"/> is null for whichever engine can do it; <paramref name="Attempts"/> counts the first one,
/// the further ones use the engine's remedies in their order.
/// </summary>
public sealed record WorkflowStep(Driver? Driver, Level? Level, string? Program, int Cores, JobLimits Limits, int Attempts);

/// <summary>
/// Embedding, then an optimisation, then, unless the optimisation is the last step, a job at the optimised geometry. What decides the numbers and their cost is in the steps; title and description may change without
/// making another workflow of it.
/// </summary>
public sealed record Workflow(string Name, string Version, IReadOnlyList<WorkflowStep> Steps)
{
    /// <summary>What it is, in a few words.</summary>
    public string Title { get; init; } = "";
    /// <summary>What it is for, and what it is not for.</summary>
    public string? Description { get; init; }
    /// <summary>Where it was read from, "" for one that is part of DataHub.</summary>
    public string Source { get; init; } = "";

    /// <summary>The last step, whose result is the answer.</summary>
    public WorkflowStep Last => Steps[^1];
    /// <summary>Level of the answer.</summary>
    public Level Level => Last.Level!;
    /// <summary>The step that optimises the geometry.</summary>
    public WorkflowStep Geometry => Steps.First(s => s.Driver == Model.Driver.Optimization);

    /// <summary>SHA-256 (hex) of the canonical JSON of name, version and steps: keys in a fixed order, defaults written out, no white space.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Canonical().ToJsonString(Plain))));
    /// <summary>How records name it: name@version#hash, of the hash the first 12 digits.</summary>
    public string Tag => $"{Name}@{Version}#{Hash[..12]}";

    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    JsonObject Canonical() => new()
    {
        ["name"] = Name, ["version"] = Version,
        ["steps"] = new JsonArray([.. Steps.Select(s => (JsonNode)(s.Level is null ? new JsonObject { ["do"] = "embedding" } : new JsonObject
        {
            ["do"] = s.Driver.ToString()!.ToLowerInvariant(), ["level"] = s.Level.Name, ["treatment"] = s.Level.Treatment, ["program"] = s.Program, ["cores"] = s.Cores, ["memory_mib"] = s.Limits.MemoryMib, ["wall_seconds"] = s.Limits.WallSeconds, ["attempts"] = s.Attempts,
        }))]),
    };

    /// <summary>The step that computes at a level: the last if it is that level's, else the optimisation.</summary>
    public WorkflowStep At(Level level) => Level.Name == level.Name ? Last : Geometry;

    /// <summary>The workflow of a level that none is written for: embedding, an optimisation, the job; usual limits.</summary>
    public static Workflow Plainly(Level level, Level geometry, Driver driver)
    {
        static string Slug(string s) => string.Join('-', s.ToLowerInvariant().Split([.. s.ToLowerInvariant().Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries));
        var embedding = new WorkflowStep(null, null, null, 1, new JobLimits(), 1);
        var optimisation = new WorkflowStep(Model.Driver.Optimization, geometry, null, 1, Usual(geometry), 3);
        return level.Name == geometry.Name && driver is Model.Driver.Optimization or Model.Driver.Energy
            ? new Workflow(Slug(geometry.Name), "0", [embedding, optimisation]) { Title = $"{geometry.Name} optimisation" }
            : new Workflow($"{Slug(level.Name)}-{driver.ToString().ToLowerInvariant()}-on-{Slug(geometry.Name)}", "0", [embedding, optimisation, new WorkflowStep(driver, level, null, 1, Usual(level), 3)]) { Title = $"{level.Name} at {geometry.Name} geometries" };
    }

    /// <summary>Limits where none are written: methods without a basis need little memory.</summary>
    static JobLimits Usual(Level level) => level.Basis is null ? new JobLimits(3600, 1500) : new JobLimits();
}
