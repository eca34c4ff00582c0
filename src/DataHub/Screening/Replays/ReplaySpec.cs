// What a replay does with a table: which columns are what, what they cost, what is looked for.
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model;
using DataHub.Screening.Seeking;

namespace DataHub.Screening.Replays;

/// <summary>A level of the table: its name, its columns (the first of the target's decides), and its cost: a number, or the name of a column with the cost of each row.</summary>
public sealed record ReplayLevel(string? Name, string? Column, IReadOnlyList<string>? Columns, JsonElement Cost)
{
    /// <summary>Its columns, whichever way they were told.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> All => Columns ?? (Column is null ? [] : [Column]);
    /// <summary>Its name, or that of its first column.</summary>
    [JsonIgnore]
    public string Title => Name ?? All.FirstOrDefault() ?? "";
}

/// <summary>What is looked for: find is lowest or highest (with count or share), at_most or at_least (with value), or window (with low and high).</summary>
public sealed record ReplayObjective(string Find, int? Count, double? Share, double? Value, double? Low, double? High)
{
    /// <summary>The objective for a pool of that size, or what is wrong with it.</summary>
    public (Objective? Objective, string? Defect) For(int pool) => Find switch
    {
        "lowest" or "highest" when Count is > 0 != Share is > 0 and < 1 => (new Objective.Top(Count ?? Math.Max(1, (int)Math.Round(Share!.Value * pool)), Find == "lowest" ? Sense.Lowest : Sense.Highest), null),
        "lowest" or "highest" => (null, "write either count (1 or more) or share (between 0 and 1)"),
        "at_most" or "at_least" when Value is { } v => (new Objective.Threshold(v, Find == "at_most" ? Sense.Lowest : Sense.Highest), null),
        "at_most" or "at_least" => (null, "value is missing"),
        "window" when Low is { } a && High is { } b && a < b => (new Objective.Window(a, b), null),
        "window" => (null, "low and high are missing, or low is not below high"),
        _ => (null, $"'{Find}' is not lowest, highest, at_most, at_least or window"),
    };
}

/// <summary>Values known beforehand: a share of the pool, at the target and at the levels named.</summary>
public sealed record ReplayArchive(double Share, IReadOnlyList<string>? Levels);

/// <summary>Records of other molecules: a number of rows of the table that are not in the pool, or another table with the same columns; at the target and at the levels named.</summary>
public sealed record ReplayForeign(int? Count, string? File, IReadOnlyList<string>? Levels);

/// <summary>A replay as its file tells it; see schemas/replay.schema.json.</summary>
public sealed record ReplaySpec(string? Title, string? Smiles, IReadOnlyList<string>? Features, ReplayLevel Target, IReadOnlyList<ReplayLevel>? Levels, ReplayObjective Objective,
    int? Pool, ReplayArchive? Archive, ReplayForeign? Foreign, double? Recall, int? Seeds, double? Limit, double? CpuSecondsPerUnit)
{
    /// <summary>Share of hits that must be verified; 0.95 if not told.</summary>
    [JsonIgnore]
    public double WantedRecall => Recall ?? 0.95;

    /// <summary>Reads a specification in JSON, or says what is wrong with it.</summary>
    public static (ReplaySpec? Spec, IReadOnlyList<Fault> Faults) Read(string name, string json)
    {
        ReplaySpec? spec;
        try { spec = JsonSerializer.Deserialize(json, ReplayJson.Default.ReplaySpec); }
        catch (JsonException e)
        {
            return (null, [new Fault(name, e.LineNumber is { } line ? $"line {line + 1}" : null, e.Path, $"not readable as a replay: {e.Message.Split(" Path:")[0]}", "The fields are in schemas/replay.schema.json")]);
        }
        var faults = new List<Fault>();
        void Wrong(string field, string message, string remedy) => faults.Add(new Fault(name, null, field, message, remedy));
        if (spec?.Target is null || spec.Target.All.Count == 0) Wrong("target", "missing", "Write \"target\": {\"column\": \"...\", \"cost\": 1}");
        if (spec?.Objective is null) Wrong("objective", "missing", "Write \"objective\": {\"find\": \"lowest\", \"share\": 0.01}");
        else if (spec.Objective.For(1000).Defect is { } defect) Wrong("objective", defect, "For instance {\"find\": \"highest\", \"count\": 20}");
        if (spec is null || faults.Count > 0) return (null, faults);
        foreach (var l in (spec.Levels ?? []).Append(spec.Target))
        {
            if (l.All.Count == 0) Wrong("levels", "a level without columns", "Give it \"column\" or \"columns\"");
            if (l.Cost.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || l.Cost.ValueKind == JsonValueKind.Number && !(l.Cost.GetDouble() > 0)) Wrong("cost", $"the cost of {l.Title} is neither a positive number nor the name of a column", "Write \"cost\": 0.1 or \"cost\": \"wall_min\"");
        }
        string[] titles = [.. (spec.Levels ?? []).Append(spec.Target).Select(l => l.Title)];
        if (titles.Distinct().Count() < titles.Length) Wrong("levels", "two levels have the same name", "Give each its own name");
        if (spec.Levels is { Count: > 8 }) Wrong("levels", "more than eight levels below the target", "Leave out those that tell least");
        foreach (string? l in (spec.Archive?.Levels ?? []).Concat(spec.Foreign?.Levels ?? []))
            if (!titles.Contains(l)) Wrong("levels", $"'{l}' is no level of this replay", $"Levels are {string.Join(", ", titles)}");
        if (spec.WantedRecall is not (> 0 and <= 1)) Wrong("recall", "not above 0 and at most 1", "Write 0.95");
        if (spec.Archive is { Share: not (>= 0 and < 1) }) Wrong("archive.share", "not from 0 up to 1", "Write 0.1 for a tenth");
        if (spec.Foreign is { } f && f.Count is null == f.File is null) Wrong("foreign", "write either count or file", "For instance {\"count\": 5000}");
        if (spec.Seeds is < 1 or > 1000) Wrong("seeds", "not between 1 and 1000", "Write 5");
        return faults.Count > 0 ? (null, faults) : (spec, faults);
    }
}

/// <summary>JSON of replays by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReplaySpec))]
[JsonSerializable(typeof(ReplayReport))]
sealed partial class ReplayJson : JsonSerializerContext;
