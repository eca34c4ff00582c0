// Tells registries what identifiers are to be, when they can be reached: publishing never waits for one.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataHub.Model.Datasets;
using DataHub.Store;

namespace DataHub.Publishing.Registries;

/// <summary>What a registry was told of an identifier last, and how that went.</summary>
/// <param name="Digest">Hash of what it was told successfully; null if it never was.</param>
public sealed record Told(string Scheme, string Value, string? Digest)
{
    /// <summary>What it is there since then.</summary>
    public Standing? Standing { get; set; }
    /// <summary>When it was told last, successfully or not (UTC).</summary>
    public DateTime At { get; set; }
    /// <summary>Attempts in vain since the last success.</summary>
    public int Attempts { get; set; }
    /// <summary>Why the last attempt was in vain.</summary>
    public string? Error { get; set; }
    /// <summary>When it is tried again (UTC).</summary>
    public DateTime? Next { get; set; }
}

/// <summary>An identifier as it should be and as its registry has it.</summary>
/// <param name="Of">What it names: slug, slug/version or slug/draft.</param>
public sealed record IdentifierState(string Of, string Scheme, string Value, Standing Wanted, bool UpToDate, Told? Told);

/// <summary>
/// There is no queue: what is to be told is the difference between what the datasets say and what each registry was told last (<c>identifiers/</c>). A crash, a lost file or a registry that was away costs
/// a repetition and nothing else.
/// </summary>
public sealed class Outbox(Archive archive, PublishingSettings settings, IReadOnlyList<IRegistry> registries, string folder, TimeProvider clock)
{
    static readonly TimeSpan s_longest = TimeSpan.FromHours(6);
    readonly SemaphoreSlim _running = new(1);

    /// <summary>True if any registry is there to be told.</summary>
    public bool Any => registries.Count > 0;

    /// <summary>Every identifier that a registry is to know, with what it should be.</summary>
    IEnumerable<(string Of, IRegistry Registry, Registration Wanted)> Wanted()
    {
        foreach (var d in archive.Datasets())
            foreach (var (of, identifiers, release, standing, page) in Objects(d))
                foreach (var registry in registries)
                    if (identifiers.FirstOrDefault(i => i.Scheme == registry.Scheme) is { } i)
                        yield return (of, registry, new(i.Value, standing, settings.BaseUrl + page, DataCiteAttributes.Of(d, release, new(settings.Publisher, settings.PublisherRor), Now)));
    }

    static IEnumerable<(string Of, IReadOnlyList<Identifier> Identifiers, Release? Release, Standing Standing, string Page)> Objects(Dataset d)
    {
        yield return (d.Slug, d.Identifiers, null, d.Releases.Count == 0 ? Standing.Reserved : d.Latest is null ? Standing.Withdrawn : Standing.Published, $"/datasets/{d.Slug}");
        foreach (var r in d.Releases) yield return ($"{d.Slug}/{r.Number}", r.Identifiers, r, d.TombstoneOf(r.Number) is null ? Standing.Published : Standing.Withdrawn, $"/datasets/{d.Slug}/{r.Number}");
        if (d.Draft is { } draft) yield return (d.Slug + "/draft", draft.Identifiers, null, Standing.Reserved, $"/datasets/{d.Slug}/{draft.Number}");
    }

    /// <summary>How every identifier stands.</summary>
    public IReadOnlyList<IdentifierState> State() => [.. Wanted().Select(w => (w, Told: Read(w.Registry.Scheme, w.Wanted.Value))).Select(x => new IdentifierState(x.w.Of, x.w.Registry.Scheme, x.w.Wanted.Value, x.w.Wanted.Standing, x.Told?.Digest == Digest(x.w.Wanted), x.Told))];

    /// <summary>Tells what is not told yet and whose time has come; tells how many succeeded and how many still wait.</summary>
    /// <param name="all">Also those that are to wait after an attempt in vain.</param>
    /// <param name="cancel">Ends it between two.</param>
    public async Task<(int Told, int Waiting)> Run(bool all = false, CancellationToken cancel = default)
    {
        if (registries.Count == 0) return (0, 0);
        await _running.WaitAsync(cancel);
        try
        {
            int done = 0, waiting = 0;
            foreach (var (_, registry, wanted) in Wanted())
            {
                cancel.ThrowIfCancellationRequested();
                var told = Read(registry.Scheme, wanted.Value);
                var digest = Digest(wanted);
                if (told?.Digest == digest) continue;
                if (!all && told?.Next > Now) { waiting++; continue; }
                try
                {
                    if (settings.BaseUrl is null) throw new HttpRequestException("base_url is not set in publishing.json, so that it is not known where the identifier is to lead");
                    await registry.Tell(wanted, cancel);
                    Write(new Told(registry.Scheme, wanted.Value, digest) { Standing = wanted.Standing, At = Now });
                    done++;
                }
                catch (Exception e) when (e is HttpRequestException || e is TaskCanceledException && !cancel.IsCancellationRequested)
                {
                    int attempts = (told?.Attempts ?? 0) + 1;
                    var wait = TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempts - 1), s_longest.TotalMinutes));
                    Write((told ?? new Told(registry.Scheme, wanted.Value, null)) with { At = Now, Attempts = attempts, Error = e.Message, Next = Now + wait });
                    waiting++;
                }
            }
            return (done, waiting);
        }
        finally { _running.Release(); }
    }

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    string PathOf(string scheme, string value) => Path.Combine(folder, $"{scheme}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..16]}.json");

    Told? Read(string scheme, string value)
    {
        try { return JsonSerializer.Deserialize(File.ReadAllText(PathOf(scheme, value)), OutboxJson.Default.Told); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException) { return null; }
    }

    void Write(Told told)
    {
        Directory.CreateDirectory(folder);
        var (path, aside) = (PathOf(told.Scheme, told.Value), PathOf(told.Scheme, told.Value) + ".tmp");
        File.WriteAllText(aside, JsonSerializer.Serialize(told, OutboxJson.Default.Told));
        File.Move(aside, path, true);
    }

    static string Digest(Registration r)
    {
        var metadata = (System.Text.Json.Nodes.JsonObject)r.Metadata.DeepClone();
        // The year of a draft is that of the day on which it is looked at.
        if (r.Standing == Standing.Reserved) metadata.Remove("publicationYear");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{r.Standing}\n{r.Target}\n{metadata.ToJsonString()}")));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(Told))]
sealed partial class OutboxJson : JsonSerializerContext;
