// A policy as requests and files tell it: a name, or an object with a name and what differs from it.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>A policy, flat: a named policy (strict if left out) and what replaces parts of it. Unknown fields are refused, since one that is passed over would loosen the policy.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PolicySheet
{
    /// <summary>The named policy to start from.</summary>
    public string? Name { get; init; }
    /// <summary>The worst tier admitted: T0 to T6.</summary>
    public string? Worst { get; init; }
    /// <summary>Which geometries count: same, as_asked or any_optimized.</summary>
    public string? Geometry { get; init; }
    /// <summary>RMSD (Å) up to which two geometries are the same.</summary>
    public double? Rmsd { get; init; }
    /// <summary>RMSD (Å) up to which two geometries optimised at one level are the same minimum.</summary>
    public double? MinimumRmsd { get; init; }
    /// <summary>Largest error that may be accepted, in the property's unit.</summary>
    public double? Tolerance { get; init; }
    /// <summary>Probability with which the tolerance is to hold.</summary>
    public double? Confidence { get; init; }
    /// <summary>Programs whose records count.</summary>
    public IReadOnlyList<string>? Programs { get; init; }
    /// <summary>Programs whose records do not count.</summary>
    public IReadOnlyList<string>? NotPrograms { get; init; }
    /// <summary>Licences whose records count.</summary>
    public IReadOnlyList<string>? Licences { get; init; }
    /// <summary>Records computed earlier do not count (a date, or a time in UTC).</summary>
    public DateTime? NotBefore { get; init; }
    /// <summary>True if the values are to be compared with one another.</summary>
    public bool? ConsistentSeries { get; init; }
    /// <summary>True if records that answer equally well and disagree answer nothing.</summary>
    public bool? RefuseDisagreement { get; init; }

    /// <summary>The policy, or what is wrong with it.</summary>
    public (Policy? Policy, string? Error) Read()
    {
        if (Policy.Find(Name ?? Policy.Strict.Name) is not { } p) return (null, $"policy: there is no '{Name}'; there are {string.Join(", ", Policy.All.Select(x => x.Name))}");
        if (Worst is not null) { if (Enum.TryParse<Tier>(Worst, true, out var worst) && worst <= Tier.T6 && !char.IsAsciiDigit(Worst[0])) p = p with { Worst = worst }; else return (null, $"policy.worst: '{Worst}' is no tier; T0 to T6 are"); }
        if (Geometry is not null)
            switch (Geometry.Replace('-', '_').ToLowerInvariant())
            {
                case "same": p = p with { Geometry = GeometryRule.Same }; break;
                case "as_asked": p = p with { Geometry = GeometryRule.AsAsked }; break;
                case "any_optimized": p = p with { Geometry = GeometryRule.AnyOptimized }; break;
                default: return (null, $"policy.geometry: '{Geometry}' is none; same, as_asked and any_optimized are");
            }
        if (Rmsd is { } r) { if (r is >= 0 and <= 0.1) p = p with { Rmsd = r }; else return (null, "policy.rmsd: 0 to 0.1 Å is wanted"); }
        if (MinimumRmsd is { } m) { if (m is >= 0 and <= 0.5) p = p with { MinimumRmsd = m }; else return (null, "policy.minimum_rmsd: 0 to 0.5 Å is wanted"); }
        if (Tolerance is { } t) { if (t > 0 && double.IsFinite(t)) p = p with { Tolerance = t }; else return (null, "policy.tolerance: a positive number in the property's unit is wanted"); }
        if (Confidence is { } c) { if (c is > 0 and < 1) p = p with { Confidence = c }; else return (null, "policy.confidence: a number between 0 and 1 is wanted"); }
        return (p with
        {
            Programs = Programs ?? p.Programs, NotPrograms = NotPrograms ?? p.NotPrograms, Licences = Licences ?? p.Licences,
            NotBefore = NotBefore is { } d ? (d.Kind == DateTimeKind.Local ? d.ToUniversalTime() : DateTime.SpecifyKind(d, DateTimeKind.Utc)) : p.NotBefore,
            ConsistentSeries = ConsistentSeries ?? p.ConsistentSeries, RefuseDisagreement = RefuseDisagreement ?? p.RefuseDisagreement,
        }, null);
    }

    /// <summary>Reads a policy from JSON: the name of one, or an object.</summary>
    public static (Policy? Policy, string? Error) Read(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.Undefined or JsonValueKind.Null => (Policy.Strict, null),
                JsonValueKind.String => new PolicySheet { Name = json.GetString() }.Read(),
                JsonValueKind.Object => json.Deserialize(PolicyJson.Default.PolicySheet)!.Read(),
                _ => (null, "policy: a name or an object is wanted"),
            };
        }
        catch (JsonException e) { return (null, $"policy: {e.Message}"); }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PolicySheet))]
sealed partial class PolicyJson : JsonSerializerContext;
