// The data of the reuse rules (schemas/reuse-rules.json): versions known to be wrong, agreement of programs, sensitivity to the geometry.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;

namespace DataHub.Screening.Reuse;

/// <summary>How the geometry of a record stands to the one asked about.</summary>
public enum GeometryRelation
{
    /// <summary>The same within the tolerance, or the same minimum of one level.</summary>
    SameGeometry,
    /// <summary>Another geometry of the molecule, perhaps another conformer.</summary>
    OtherConformer,
}

/// <summary>A program whose versions are known to be wrong for some kinds of level.</summary>
public sealed record KnownBad(string Program, IReadOnlyList<string> Versions, IReadOnlyList<string> Kinds, string Why, string Source);

/// <summary>A figure of a table, for a property or a class of properties, in a unit that converts to the property's.</summary>
public sealed record Figure(double Value, string Unit, string Source)
{
    /// <summary>Class of properties, in snake case.</summary>
    public string? Class { get; init; }
    /// <summary>Column of the property, instead of a class.</summary>
    public string? Property { get; init; }
    /// <summary>Kinds of level it holds for, in snake case; all if null.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }
    /// <summary>The relation of geometries it is for.</summary>
    public string? Relation { get; init; }
    /// <summary>Pair of programs it was found for, all if null.</summary>
    public IReadOnlyList<string>? Pair { get; init; }
    /// <summary>What it is and how it was found.</summary>
    public string? Basis { get; init; }
    /// <summary>On how many cases it rests; null for a rule.</summary>
    public int? Count { get; init; }
}

/// <summary>The tables, read once.</summary>
public sealed record ReuseTable(string Version, [property: JsonPropertyName("known_bad")] IReadOnlyList<KnownBad> Bad, IReadOnlyList<Figure> Programs, IReadOnlyList<Figure> Sensitivity, IReadOnlyList<Figure> Agreement)
{
    /// <summary>The tables of this version of DataHub.</summary>
    public static readonly ReuseTable Own = Read();

    static ReuseTable Read()
    {
        using var stream = typeof(ReuseTable).Assembly.GetManifestResourceStream("reuse-rules.json")!;
        return JsonSerializer.Deserialize(stream, ReuseJson.Default.ReuseTable)!;
    }

    /// <summary>Why records of this version must not be reused, or null. A version stands for itself and for what a '.dev', '+' or '-' follows ("1.4a2" for "1.4a2.dev700+1f3a").</summary>
    public string? Against(string? program, string? version, LevelKind kind) => program is null || version is null ? null
        : Bad.FirstOrDefault(b => b.Program.Equals(program, StringComparison.OrdinalIgnoreCase) && b.Kinds.Contains(Snake(kind.ToString())) && b.Versions.Any(v => Stands(v, version))) is { } bad
            ? $"{program} {version} is known to be wrong: {bad.Why} ({bad.Source})" : null;

    /// <summary>How well two programs agree on a property; null if nothing is known of it. A figure for the very pair goes before one for all.</summary>
    public ExpectedError? Between(string one, string other, LevelKind kind, Property property) =>
        Find(Programs.Where(f => (f.Kinds is null || f.Kinds.Contains(Snake(kind.ToString()))) && (f.Pair is null || f.Pair.All(p => p.Equals(one, StringComparison.OrdinalIgnoreCase) || p.Equals(other, StringComparison.OrdinalIgnoreCase))))
            .OrderBy(f => f.Pair is null), property);

    /// <summary>How far values of a property lie apart at geometries that stand in a relation; null if nothing is known of it.</summary>
    public ExpectedError? Apart(GeometryRelation relation, Property property) => Find(Sensitivity.Where(f => f.Relation == Snake(relation.ToString())), property);

    /// <summary>Up to which difference two records of one thing agree; null if nothing is set for the property.</summary>
    public double? Agree(Property property) => Find(Agreement, property)?.Value;

    static ExpectedError? Find(IEnumerable<Figure> figures, Property property)
    {
        foreach (var f in figures.OrderBy(f => f.Property is null))
            if ((f.Property == (property.List ?? property).Name || f.Property is null && f.Class == Snake(property.Class.ToString())) && Units.Factor(f.Unit, property.Unit) is { } factor)
                return new ExpectedError(f.Value * factor, property.Unit, f.Basis ?? "", f.Source, f.Count);
        return null;
    }

    static bool Stands(string version, string seen) => seen.StartsWith(version, StringComparison.OrdinalIgnoreCase) && (seen.Length == version.Length || seen.AsSpan(version.Length) is ['+' or '-', ..] or ['.', 'd', 'e', 'v', ..]);

    static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReuseTable))]
sealed partial class ReuseJson : JsonSerializerContext;
