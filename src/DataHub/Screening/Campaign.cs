// A campaign: what is wanted of which molecules, how well, and within which budget.
using System.Security.Cryptography;
using System.Text;
using DataHub.Compute.Workflows;
using DataHub.Model;

namespace DataHub.Screening;

/// <summary>
/// A campaign as its file tells it; see schemas/campaign.schema.json. A candidate is a SMILES, optionally followed by a space and a name.
/// </summary>
public sealed record Campaign(string Name, IReadOnlyList<string> Candidates, Property Property, Level Level)
{
    /// <summary>Largest error that an accepted answer may have, in the property's unit, with probability <see cref="Confidence"/>.</summary>
    public double Tolerance { get; init; }
    /// <summary>Confidence of the tolerance.</summary>
    public double Confidence { get; init; } = 0.9;
    /// <summary>Level at which geometries are optimised.</summary>
    public string GeometryLevel { get; init; } = "GFN2-xTB";
    /// <summary>The rungs, cheapest first: "reuse", "surrogate", and names of levels; empty for reuse, surrogate, geometry level, target level.</summary>
    public IReadOnlyList<string> Ladder { get; init; } = [];
    /// <summary>The workflows that the ladder names instead of a level, by the name of their level.</summary>
    public IReadOnlyDictionary<string, Workflow> Workflows { get; init; } = new Dictionary<string, Workflow>();
    /// <summary>What may be reused; its tolerance and confidence are the campaign's.</summary>
    public Policy Reuse { get; init; } = Policy.Strict;
    /// <summary>Budget in CPU-seconds, null for none.</summary>
    public double? BudgetCpuSeconds { get; init; }
    /// <summary>Budget in kWh by the energy model, null for none.</summary>
    public double? BudgetKwh { get; init; }
    /// <summary>SPDX identifier of the licence that the campaign's results are kept under, null if none is told. It does not belong to the id.</summary>
    public string? Licence { get; init; }
    /// <summary>Random seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The rung of the archive.</summary>
    public const string ReuseRung = "reuse";
    /// <summary>The rung of the surrogates: structure alone at its place in the ladder, and corrected from the cheap level once that is known.</summary>
    public const string SurrogateRung = "surrogate";

    /// <summary>The ladder, with the default in place of an empty one.</summary>
    public IReadOnlyList<string> Rungs => Ladder.Count > 0 ? Ladder : GeometryLevel == Level.Name ? [ReuseRung, SurrogateRung, Level.Name] : [ReuseRung, SurrogateRung, GeometryLevel, Level.Name];

    /// <summary>Reads a campaign file, YAML or JSON.</summary>
    /// <param name="name">Name of the file, for faults.</param>
    /// <param name="text">Its text.</param>
    /// <param name="folder">Folder below which a list of candidates may be read from another file; null allows none (text that came over the network).</param>
    /// <param name="workflows">The workflows that its ladder may name; null for those that are part of DataHub.</param>
    /// <returns>The campaign, or faults with line and remedy.</returns>
    public static (Campaign? Campaign, IReadOnlyList<Fault> Faults) Read(string name, string text, string? folder = null, WorkflowSet? workflows = null) => new CampaignReading(name, folder, workflows ?? s_shipped.Value).Read(text);

    static readonly Lazy<WorkflowSet> s_shipped = new(() => new WorkflowSet(new DataHub.Compute.EngineSet()));

    /// <summary>Reads a campaign file from disk; lists of candidates lie in its folder.</summary>
    public static (Campaign? Campaign, IReadOnlyList<Fault> Faults) ReadFile(string path, WorkflowSet? workflows = null) =>
        Read(Path.GetFileName(path), File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path)), workflows);

    /// <summary>The id: 16 hex digits over everything that decides the answers.</summary>
    public string Id
    {
        get
        {
            var t = new StringBuilder();
            void Add(FormattableString s) => t.Append(FormattableString.Invariant(s)).Append('\n');
            Add($"{Name}"); Add($"{Property.Name}"); Add($"{Level.Name}"); Add($"{Tolerance:R} {Confidence:R} {Seed} {ReuseName} {BudgetCpuSeconds:R} {BudgetKwh:R}"); Add($"{GeometryLevel}");
            foreach (var r in Rungs) Add($"{r}");
            foreach (var (_, w) in Workflows.OrderBy(w => w.Key, StringComparer.Ordinal)) Add($"workflow {w.Tag}");
            foreach (var c in Candidates) Add($"{c}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(t.ToString())))[..16];
        }
    }

    /// <summary>The policy as ids of campaigns have always told it.</summary>
    string ReuseName => Reuse.Name switch { "strict" => "Strict", "same-level" => "AnyOptimized", var other => other };

    /// <summary>SMILES and name of a candidate text.</summary>
    internal static (string Smiles, string? Name) Split(string candidate)
    {
        int i = candidate.AsSpan().IndexOfAny(' ', '\t');
        return i < 0 ? (candidate, null) : (candidate[..i], candidate[(i + 1)..].Trim());
    }
}
