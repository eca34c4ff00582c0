// The sheet that goes with a job: what was asked for, how it was run, what it cost. It lies beside the output as datahub-job.json.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Model;

/// <summary>
/// What a program's output does not tell: which molecule was meant, at which level, from which geometry, and what the operating system measured.
/// The runner writes it beside the output files; the intake reads it with them, so that a re-parse years later finds the same.
/// </summary>
public sealed record JobRecord
{
    /// <summary>Name of the file in the bundle.</summary>
    public const string FileName = "datahub-job.json";

    /// <summary>Program asked for.</summary>
    public required string Program { get; init; }
    /// <summary>Canonical name of the level asked for.</summary>
    public required string Level { get; init; }
    /// <summary>What was asked.</summary>
    public required Driver Driver { get; init; }
    /// <summary>SMILES of the molecule as it was handed to the job.</summary>
    public string? Smiles { get; init; }
    /// <summary>Name of the molecule.</summary>
    public string? Name { get; init; }
    /// <summary>Charge asked for.</summary>
    public int Charge { get; init; }
    /// <summary>Multiplicity asked for.</summary>
    public int Multiplicity { get; init; } = 1;
    /// <summary>How the start geometry came to be.</summary>
    public GeometrySource GeometrySource { get; init; }
    /// <summary>Level at which the start geometry was optimised.</summary>
    public string? GeometryLevel { get; init; }
    /// <summary>Symbols of the start geometry.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];
    /// <summary>Coordinates of the start geometry, Å.</summary>
    public IReadOnlyList<double> Coordinates { get; init; } = [];
    /// <summary>Ids of calculations that it builds on.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];
    /// <summary>SHA-256 of the input files.</summary>
    public string? InputHash { get; init; }
    /// <summary>Campaign and rung.</summary>
    public string? Campaign { get; init; }
    /// <summary>Rung of the campaign.</summary>
    public string? Rung { get; init; }
    /// <summary>The workflow of which it is a step, as name@version#hash.</summary>
    public string? Workflow { get; init; }
    /// <summary>Which attempt at the question it was, from 1; null for jobs of before attempts were counted.</summary>
    public int? Attempt { get; init; }
    /// <summary>What this attempt changed in the engine's usual input, null for nothing.</summary>
    public string? Remedy { get; init; }
    /// <summary>Command line, without paths of the machine.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    /// <summary>When it was started (UTC).</summary>
    public DateTime? StartedAt { get; init; }
    /// <summary>Exit code; null if it was killed by a signal or never started.</summary>
    public int? ExitCode { get; init; }
    /// <summary>Signal that ended it.</summary>
    public int? Signal { get; init; }
    /// <summary>What the runner saw go wrong (time-out, memory, cancelled, engine absent); null if the program ended by itself.</summary>
    public FailureKind? Stopped { get; init; }
    /// <summary>What the runner says of it.</summary>
    public string? Message { get; init; }
    /// <summary>Measured cost with the inputs of the energy model.</summary>
    public Cost? Cost { get; init; }
    /// <summary>Dataset that it belongs to.</summary>
    public string? Dataset { get; init; }
    /// <summary>SPDX licence.</summary>
    public string? Licence { get; init; }

    /// <summary>The start geometry, or null without atoms.</summary>
    [JsonIgnore]
    public Geometry? Start => Symbols.Count == 0 ? null : new Geometry(Symbols, Coordinates, GeometrySource, GeometryLevel);

    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Default.JobRecord);

    /// <summary>From JSON text.</summary>
    /// <exception cref="JsonException">The text is not a job record.</exception>
    public static JobRecord FromJson(string json) => JsonSerializer.Deserialize(json, ModelJson.Default.JobRecord) ?? throw new JsonException("a job record is wanted, not null");
}

/// <summary>JSON of the model by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(List<Extra>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
public sealed partial class ModelJson : JsonSerializerContext;
