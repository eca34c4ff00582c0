// How an archive publishes: publishing.json in its folder.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Publishing;

/// <summary>ARK identifiers under a name assigning authority number.</summary>
public sealed record ArkSettings(string Naan)
{
    /// <summary>Shoulder: a few characters before the opaque name that keep this archive's names apart from others of the same authority.</summary>
    public string Shoulder { get; set; } = "";
    /// <summary>Where they resolve; n2t.net sends to the authority.</summary>
    public string Resolver { get; set; } = "https://n2t.net";
}

/// <summary>Identifiers under a redirect prefix of w3id.org.</summary>
public sealed record W3idSettings(string Prefix);

/// <summary>DOIs through an account at DataCite. The password is never in the file: it is taken from DATAHUB_DATACITE_PASSWORD.</summary>
public sealed record DataCiteSettings(string Repository, string Prefix)
{
    /// <summary>Address of the REST API.</summary>
    public string Api { get; set; } = "https://api.datacite.org";
}

/// <summary>Handles at a handle server of one's own. The password is taken from DATAHUB_HANDLE_PASSWORD.</summary>
/// <param name="Prefix">Prefix of the handles.</param>
/// <param name="Admin">Handle of the administrator with its index, such as 300:20.500.12345/ADMIN.</param>
/// <param name="Api">Address of the handle server.</param>
public sealed record HandleSettings(string Prefix, string Admin, string Api);

/// <summary>A community or collection.</summary>
public sealed record Community(string Id, string Title)
{
    /// <summary>What it is.</summary>
    public string? Description { get; set; }
    /// <summary>True if a curator approves each release in it.</summary>
    public bool Review { get; set; }
}

/// <summary>How an archive publishes. Everything has a default, and the file need not exist.</summary>
public sealed record PublishingSettings
{
    /// <summary>Who publishes.</summary>
    public string Publisher { get; set; } = "DataHub";
    /// <summary>ROR of the publisher.</summary>
    public string? PublisherRor { get; set; }
    /// <summary>Address of who keeps the archive, told to harvesters.</summary>
    public string? AdminEmail { get; set; }
    /// <summary>Public address of the server, without a slash at its end; identifiers are registered to lead there. Null while there is none.</summary>
    public string? BaseUrl { get; set; }
    /// <summary>True if a curator approves every release.</summary>
    public bool Review { get; set; }
    /// <summary>Points of the checks that a release must reach, out of 100.</summary>
    public int LeastScore { get; set; }
    /// <summary>Communities.</summary>
    public IReadOnlyList<Community> Communities { get; set; } = [];
    /// <summary>ARK identifiers.</summary>
    public ArkSettings? Ark { get; set; }
    /// <summary>Identifiers of w3id.org.</summary>
    public W3idSettings? W3id { get; set; }
    /// <summary>DOIs.</summary>
    public DataCiteSettings? Datacite { get; set; }
    /// <summary>Handles.</summary>
    public HandleSettings? Handle { get; set; }

    /// <summary>The registries that are configured and whose passwords the environment has.</summary>
    public IReadOnlyList<Registries.IRegistry> Registries(Func<string, string?> environment)
    {
        var all = new List<Registries.IRegistry>();
        if (Datacite is not null && environment("DATAHUB_DATACITE_PASSWORD") is { Length: > 0 } datacite) all.Add(new Registries.DataCiteRegistry(Datacite, datacite));
        if (Handle is not null && environment("DATAHUB_HANDLE_PASSWORD") is { Length: > 0 } handle) all.Add(new Registries.HandleRegistry(Handle, handle));
        return all;
    }

    /// <summary>Name of the file in the archive's folder.</summary>
    public const string FileName = "publishing.json";

    /// <summary>The settings of an archive.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static PublishingSettings Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return new();
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllBytes(path), SettingsJson.Default.PublishingSettings) ?? new();
            settings.BaseUrl = settings.BaseUrl?.TrimEnd('/');
            if (settings.BaseUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")) throw new InvalidDataException($"{path}: base_url '{url}' is no address; write one such as https://data.example.org");
            if (settings.Ark is { } ark && !(ark.Naan.Length is 5 or 9 && ark.Naan.All(char.IsAsciiLetterOrDigit))) throw new InvalidDataException($"{path}: ark.naan '{ark.Naan}' is no name assigning authority number; write its five digits (99999 is for tests)");
            if (settings.Datacite is { } d && !Model.Datasets.Works.SchemeOf(d.Prefix + "/x").Equals("DOI", StringComparison.Ordinal)) throw new InvalidDataException($"{path}: datacite.prefix '{d.Prefix}' is no DOI prefix; write one such as 10.5072");
            return settings;
        }
        catch (JsonException e) { throw new InvalidDataException($"{path}: {e.Message}", e); }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(PublishingSettings))]
sealed partial class SettingsJson : JsonSerializerContext;
