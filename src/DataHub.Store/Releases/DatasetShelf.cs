// The datasets of an archive: one folder each under lake/datasets, so that a copy of the lake has them all.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using DataHub.Model.Datasets;
using DataHub.Store.Shelves;

namespace DataHub.Store.Releases;

/// <summary>
/// Folders <c>SLUG/</c> with <c>dataset.json</c> (draft, edits, links, tombstones; replaced as a whole), <c>draft/</c> (files of the draft) and <c>versions/N/</c>, each of which appears
/// by one rename and is never changed. What the versions are is told by their folders alone.
/// </summary>
sealed class DatasetShelf(string folder)
{
    const string State = "dataset.json";
    /// <summary>The manifest of a version, and the file that tells its checksum.</summary>
    internal const string Manifest = "release.json", ManifestSum = "release.json.sha256";
    readonly Lock _lock = new();
    Dictionary<string, (string Stamp, Dataset Dataset)> _known = new(StringComparer.Ordinal);
    string? _version;

    /// <summary>Path of a version's folder.</summary>
    public string VersionFolder(string slug, int number) => Path.Combine(folder, slug, "versions", number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Path of the draft's folder.</summary>
    public string DraftFolder(string slug) => Path.Combine(folder, slug, "draft");

    /// <summary>All datasets as they were when the folder was last looked at, by slug.</summary>
    public IReadOnlyList<Dataset> All()
    {
        lock (_lock) return [.. _known.Values.Select(k => k.Dataset)];
    }

    /// <summary>Changes whenever a dataset does.</summary>
    public string Version
    {
        get
        {
            lock (_lock) return _version ??= Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', _known.Select(k => $"{k.Key} {k.Value.Stamp}")))))[..8];
        }
    }

    /// <summary>Looks at the folder again; what has not changed is not read again.</summary>
    public void List()
    {
        var found = new SortedDictionary<string, (string, Dataset)>(StringComparer.Ordinal);
        Dictionary<string, (string Stamp, Dataset Dataset)> known;
        lock (_lock) known = _known;
        if (Directory.Exists(folder))
            foreach (var path in Directory.EnumerateDirectories(folder))
            {
                var slug = Path.GetFileName(path);
                if (!IsSlug(slug)) continue;
                var stamp = Stamp(path);
                if (known.TryGetValue(slug, out var k) && k.Stamp == stamp) found[slug] = k;
                else if (Read(slug, path) is { } dataset) found[slug] = (stamp, dataset);
            }
        lock (_lock) (_known, _version) = (new(found, StringComparer.Ordinal), null);
    }

    static string Stamp(string path)
    {
        var state = new FileInfo(Path.Combine(path, State));
        var versions = Path.Combine(path, "versions");
        return string.Create(CultureInfo.InvariantCulture, $"{(state.Exists ? state.LastWriteTimeUtc.Ticks : 0)} {(state.Exists ? state.Length : 0)} {(Directory.Exists(versions) ? string.Join(' ', Directory.EnumerateDirectories(versions).Select(Path.GetFileName).Order(StringComparer.Ordinal)) : "")}");
    }

    Dataset? Read(string slug, string path)
    {
        var releases = new List<Release>();
        var versions = Path.Combine(path, "versions");
        if (Directory.Exists(versions))
            foreach (var version in Directory.EnumerateDirectories(versions).Where(v => int.TryParse(Path.GetFileName(v), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                releases.Add(Load(Path.Combine(version, Manifest), DatasetJson.Default.Release) ?? throw new InvalidDataException($"{version} has no {Manifest}; bring it back from a copy"));
        releases.Sort((a, b) => a.Number.CompareTo(b.Number));
        var state = Load(Path.Combine(path, State), DatasetJson.Default.Dataset);
        // The state is written before the first release; if it was lost since, the releases still tell what the dataset is.
        if (state is null && releases.Count > 0) state = new Dataset(slug, releases[^1].ConceptName) { Identifiers = releases[^1].ConceptIdentifiers, CreatedAt = releases[0].ReleasedAt, CreatedBy = releases[0].ReleasedBy };
        return state is null ? null : state with { Releases = releases, Draft = state.Draft is { } d && releases.Any(r => r.Number >= d.Number) ? null : state.Draft };
    }

    static T? Load<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
        catch (JsonException e) { throw new InvalidDataException($"{path}: it cannot be read ({e.Message}); bring the file back from a copy", e); }
    }

    /// <summary>Writes a dataset's state durably.</summary>
    /// <exception cref="ArgumentException">The slug is none.</exception>
    public void Put(Dataset dataset)
    {
        if (!IsSlug(dataset.Slug)) throw new ArgumentException($"'{dataset.Slug}' is no slug: lower-case letters, digits, '-', '_' and '.' are wanted, a letter or digit first, at most 100", nameof(dataset));
        var path = Path.Combine(folder, dataset.Slug);
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            Durable.SyncFolder(folder);
        }
        Durable.Write(Path.Combine(path, State), to => JsonSerializer.Serialize(to, dataset, DatasetJson.Default.Dataset));
        List();
    }

    /// <summary>A folder beside the versions in which one is made; it is no version until <see cref="Commit"/>.</summary>
    public string Begin(string slug)
    {
        var versions = Path.Combine(folder, slug, "versions");
        Directory.CreateDirectory(versions);
        return Directory.CreateDirectory(Durable.Aside(Path.Combine(versions, "release"))).FullName;
    }

    /// <summary>Makes a folder a version: all of it is flushed, then it is renamed. When this returns the version is there for ever; if it does not, it never was.</summary>
    public void Commit(string made, Release release)
    {
        var manifest = JsonSerializer.SerializeToUtf8Bytes(release, DatasetJson.Default.Release);
        File.WriteAllBytes(Path.Combine(made, Manifest), manifest);
        File.WriteAllText(Path.Combine(made, ManifestSum), $"{Convert.ToHexStringLower(SHA256.HashData(manifest))}  {Manifest}\n");
        foreach (var file in Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories)) Durable.Sync(file);
        foreach (var sub in Directory.EnumerateDirectories(made, "*", SearchOption.AllDirectories)) Durable.SyncFolder(sub);
        Durable.SyncFolder(made);
        var to2 = VersionFolder(release.Dataset, release.Number);
        if (Directory.Exists(to2)) throw new InvalidOperationException($"version {release.Number} of {release.Dataset} is there already");
        Directory.Move(made, to2);
        Durable.SyncFolder(Path.GetDirectoryName(to2)!);
        Durable.SyncFolder(Path.Combine(folder, release.Dataset));
        List();
    }

    /// <summary>Removes what a crash left behind: unfinished versions and files, and drafts that have become versions.</summary>
    public void Clean()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            var versions = Path.Combine(path, "versions");
            if (Directory.Exists(versions))
                foreach (var left in Directory.EnumerateDirectories(versions, Durable.Unfinished + "*")) Directory.Delete(left, true);
            foreach (var left in Directory.EnumerateFiles(path, Durable.Unfinished + "*")) File.Delete(left);
            var draft = Path.Combine(path, "draft");
            if (!Directory.Exists(draft)) continue;
            if (Read(Path.GetFileName(path), path) is { Draft: null }) Directory.Delete(draft, true);
            else foreach (var left in Directory.EnumerateFiles(draft, Durable.Unfinished + "*", SearchOption.AllDirectories)) File.Delete(left);
        }
    }

    /// <summary>True if a text may be the short name of a dataset.</summary>
    public static bool IsSlug(string s) => s.Length is > 0 and <= 100 && (char.IsAsciiLetterLower(s[0]) || char.IsAsciiDigit(s[0])) && s.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
}
