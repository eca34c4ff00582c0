// The description that lies beside a file which cannot describe itself: NAME.datahub.json.
using System.Text.Json;
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats.Readers;

/// <summary>
/// What NAME.datahub.json says of NAME (schemas/extxyz-sidecar.schema.json): level, program, units and meaning of each key, dataset, licence.
/// What the file itself says goes before it.
/// </summary>
sealed record Sidecar
{
    internal string? Level { get; private init; }
    internal string? Program { get; private init; }
    internal string? ProgramVersion { get; private init; }
    internal string? Convention { get; private init; }
    internal string? Driver { get; private init; }
    internal string? Dataset { get; private init; }
    internal string? Licence { get; private init; }
    internal string? Doi { get; private init; }
    internal string? Contributor { get; private init; }
    internal string? GeometrySource { get; private init; }
    internal string? GeometryLevel { get; private init; }
    internal int? Charge { get; private init; }
    internal int? Multiplicity { get; private init; }

    /// <summary>Unit by key of the file.</summary>
    internal Dictionary<string, string> Units { get; } = new(StringComparer.OrdinalIgnoreCase);
    /// <summary>What a key of the file means: a property's name, "forces", or one of our own keys.</summary>
    internal Dictionary<string, string> Properties { get; } = new(StringComparer.OrdinalIgnoreCase);
    /// <summary>Keys to leave out.</summary>
    internal HashSet<string> Ignore { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A sidecar that says nothing.</summary>
    internal static readonly Sidecar None = new();

    /// <summary>A provenance with what the sidecar tells of dataset, licence, DOI and contributor where the file itself says nothing.</summary>
    internal Provenance Told(Provenance p) => ReferenceEquals(this, None) ? p : p with { Dataset = p.Dataset ?? Dataset, Licence = p.Licence ?? Licence, Doi = p.Doi ?? Doi, Contributor = p.Contributor ?? Contributor };

    static readonly string[] Keys =
    [
        "$schema", "level", "program", "program_version", "convention", "driver", "dataset", "licence", "doi", "contributor", "geometry_source", "geometry_level", "charge", "multiplicity",
        "units", "properties", "ignore",
    ];

    /// <summary>The sidecar in a bundle; none if there is no such file, a fault if it cannot be read.</summary>
    internal static (Sidecar Sidecar, Fault? Fault) In(Bundle bundle)
    {
        if (bundle.Files.FirstOrDefault(f => Grouping.IsSidecar(f.Name)) is not { } file) return (None, null);
        Fault Bad(string? field, string message) => new(file.Name, null, field, message, "Mend it after schemas/extxyz-sidecar.schema.json");
        try
        {
            using var json = SidecarText.Open(file);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (None, Bad(null, "the sidecar is no JSON object"));
            if (root.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => !Keys.Contains(n)) is { } unknown) return (None, Bad(unknown, $"the sidecar has an unknown key '{unknown}'"));
            string? Text(string key) => root.TryGetProperty(key, out var v) && v.ValueKind != JsonValueKind.Null ? v.GetString() : null;
            int? Number(string key) => root.TryGetProperty(key, out var v) && v.ValueKind != JsonValueKind.Null ? v.GetInt32() : null;
            var sidecar = new Sidecar
            {
                Level = Text("level"), Program = Text("program"), ProgramVersion = Text("program_version"), Convention = Text("convention"), Driver = Text("driver"), Dataset = Text("dataset"),
                Licence = Text("licence"), Doi = Text("doi"), Contributor = Text("contributor"), GeometrySource = Text("geometry_source"), GeometryLevel = Text("geometry_level"),
                Charge = Number("charge"), Multiplicity = Number("multiplicity"),
            };
            if (sidecar.Convention is not (null or "ase")) return (None, Bad("convention", $"the convention '{sidecar.Convention}' is unknown; only \"ase\" is"));
            if (root.TryGetProperty("units", out var units)) foreach (var p in units.EnumerateObject()) sidecar.Units[p.Name] = p.Value.GetString()!;
            if (root.TryGetProperty("properties", out var map)) foreach (var p in map.EnumerateObject()) sidecar.Properties[p.Name] = p.Value.GetString()!;
            if (root.TryGetProperty("ignore", out var ignore)) foreach (var v in ignore.EnumerateArray()) sidecar.Ignore.Add(v.GetString()!);
            return (sidecar, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException or IOException)
        {
            return (None, Bad(null, "the sidecar cannot be read: " + e.Message));
        }
    }
}
