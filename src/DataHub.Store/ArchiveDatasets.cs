// The archive: datasets, their drafts and releases, and what of them is not public yet.
using System.Security.Cryptography;
using System.Text.Json;
using DataHub.Model;
using DataHub.Model.Datasets;
using DataHub.Store.Releases;
using DataHub.Store.Segments;
using DataHub.Store.Sql;

namespace DataHub.Store;

public sealed partial class Archive
{
    readonly DatasetShelf _datasets;
    readonly System.Collections.Concurrent.ConcurrentDictionary<string, IReadOnlyList<string>> _slugsOf = [];

    /// <summary>All datasets, by slug, whether or not they are public.</summary>
    public IReadOnlyList<Dataset> Datasets() => _datasets.All();

    /// <summary>A dataset by its slug; null if there is none.</summary>
    public Dataset? Dataset(string slug) => _datasets.All().FirstOrDefault(d => d.Slug == slug);

    /// <summary>True if a text may be the short name of a dataset.</summary>
    public static bool IsSlug(string text) => DatasetShelf.IsSlug(text);

    /// <summary>Changes a dataset, or makes it if there is none, durably: <paramref name="change"/> gets it as it is now. What it says of releases is not looked at.</summary>
    /// <exception cref="ArgumentException">The slug is none.</exception>
    public Dataset PutDataset(string slug, Func<Dataset, Dataset> change)
    {
        Writable();
        lock (_writing)
        {
            var now = Dataset(slug) ?? new Dataset(slug, CheckedIds.NewName(RandomNumberGenerator.GetInt32)) { CreatedAt = _options.Clock.GetUtcNow().UtcDateTime };
            _datasets.Put(change(now));
            return Dataset(slug)!;
        }
    }

    /// <summary>Folder of a draft's files that are no records.</summary>
    public string DraftFolder(string slug) => Path.Combine(_datasets.DraftFolder(slug), "files");

    /// <summary>What is wrong with a path for a draft's file; null if it may be.</summary>
    public static string? DraftPathDefect(string path) => DraftFiles.Defect(path);

    /// <summary>Keeps a file of a draft durably, in place of one that was there under its path.</summary>
    /// <exception cref="ArgumentException">The path cannot be.</exception>
    public void PutDraftFile(string slug, string path, Action<Stream> write)
    {
        Writable();
        DraftFiles.Put(DraftFolder(slug), path, write);
    }

    /// <summary>Removes a file of a draft; false if there is none.</summary>
    public bool DropDraftFile(string slug, string path)
    {
        Writable();
        if (DraftFiles.Defect(path) is not null || Path.Combine(DraftFolder(slug), path) is var file && !File.Exists(file)) return false;
        File.Delete(file);
        for (var above = Path.GetDirectoryName(file)!; above != DraftFolder(slug) && !Directory.EnumerateFileSystemEntries(above).Any(); above = Path.GetDirectoryName(above)!) Directory.Delete(above);
        return true;
    }

    /// <summary>The files of a draft that are no records, sorted by path.</summary>
    public IReadOnlyList<(string Path, long Bytes)> DraftFileList(string slug) => DraftFiles.List(DraftFolder(slug));

    /// <summary>Gives a file of the draft a second name.</summary>
    public void ShareDraftFile(string slug, string path, string to) => DraftFiles.Link(Path.Combine(DraftFolder(slug), path), to);

    /// <summary>Gives the draft the files of a version, sharing their bytes.</summary>
    public void CarryFiles(string slug, int version)
    {
        Writable();
        var folder = Path.Combine(_datasets.VersionFolder(slug, version), "files");
        foreach (var (path, _) in DraftFiles.List(folder))
            if (!File.Exists(Path.Combine(DraftFolder(slug), path))) DraftFiles.Link(Path.Combine(folder, path), Path.Combine(DraftFolder(slug), path));
    }

    /// <summary>Folder of a released version.</summary>
    public string VersionFolder(string slug, int number) => _datasets.VersionFolder(slug, number);

    /// <summary>A folder in which a version is made; it is no version until <see cref="CommitRelease"/>, and a crash leaves nothing of it.</summary>
    public string BeginRelease(string slug)
    {
        Writable();
        return _datasets.Begin(slug);
    }

    /// <summary>Makes a folder a version, durably and all at once; the draft is over with it.</summary>
    public Dataset CommitRelease(string made, Release release)
    {
        Writable();
        lock (_writing)
        {
            _datasets.Commit(made, release);
            _datasets.Put(Dataset(release.Dataset)! with { Draft = null });
            if (Directory.Exists(_datasets.DraftFolder(release.Dataset))) Directory.Delete(_datasets.DraftFolder(release.Dataset), true);
            return Dataset(release.Dataset)!;
        }
    }

    /// <summary>Slugs of the datasets that not everybody may see now: under embargo, or restricted.</summary>
    public IReadOnlyList<string> Closed()
    {
        List<string>? closed = null;
        var now = _options.Clock.GetUtcNow().UtcDateTime;
        foreach (var d in _datasets.All())
            if (!d.IsOpen(now)) (closed ??= []).Add(d.Slug);
        return closed ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The slugs that this archive does not show; none if it shows everything.</summary>
    IReadOnlyList<string> Veil() => _options.Veiled ? Closed() : [];

    /// <summary>The wide rows without those that are veiled.</summary>
    string Veiled(string wide, Query query) => query.Hidden || Veil() is not { Count: > 0 } veil ? wide
        : $"(SELECT * FROM {wide} WHERE dataset IS NULL OR dataset NOT IN ({string.Join(", ", veil.Select(s => $"'{s}'"))}))";

    IReadOnlyList<Candidate> Shown(IReadOnlyList<Candidate> found) => Veil() is { Count: > 0 } veil && found.Any(c => c.Dataset is { } d && veil.Contains(d)) ? [.. found.Where(c => c.Dataset is not { } d || !veil.Contains(d))] : found;

    /// <summary>Which of these InChIKeys have a record that may be seen.</summary>
    public IReadOnlySet<string> Shown(IReadOnlyCollection<string> inchikeys, CancellationToken cancel = default)
    {
        if (Veil().Count == 0) return inchikeys.ToHashSet();
        var shown = new HashSet<string>();
        using var rows = Find(new Query(QuerySet.Calculations) { Among = inchikeys, Apply = [new Step.GroupBy([Columns.InChIKey.Name], [])] }, cancel);
        while (rows.Read()) if (rows[0] is string key) shown.Add(key);
        return shown;
    }

    /// <summary>Live segments without a record that is veiled: what may be handed out as a file.</summary>
    IEnumerable<Segment> ShownSegments() => _lake.Live.Where(IsShown);

    bool IsShown(Segment segment) => Veil() is not { Count: > 0 } veil || !_slugsOf.GetOrAdd(segment.Stem, _ => SlugsOf(segment)).Any(veil.Contains);

    /// <summary>Slugs of the datasets of a segment's records.</summary>
    IReadOnlyList<string> SlugsOf(Segment segment)
    {
        var slugs = new List<string>();
        using var rows = _scans.Run(new SqlQuery($"SELECT DISTINCT dataset FROM {ReleaseSql.File(segment.WidePath)} WHERE dataset IS NOT NULL", [], []), default);
        while (rows.Read()) slugs.Add(rows.Reader.GetString(0));
        return slugs;
    }

    /// <summary>Those of the records that belong to another dataset than a given one, or to none; each with its dataset.</summary>
    public IReadOnlyList<(string Id, string? Dataset)> Elsewhere(IEnumerable<string> ids, string slug)
    {
        var found = new List<(string, string?)>();
        using var named = _scans.Named(IdSet.Of(ids));
        var lease = _lake.Hold();
        using var rows = _scans.Run(new SqlQuery($"SELECT w.id, w.dataset FROM {Scans.Wide(lease)} w JOIN {named.Table} n ON n.id = w.id WHERE w.dataset IS DISTINCT FROM $p0 ORDER BY w.id", [slug], []), default, lease);
        while (rows.Read()) found.Add((rows.Reader.GetString(0), Text(rows, 1)));
        return found;
    }

    /// <summary>Names of the live segments that hold records of a query, in the order of their commits.</summary>
    public IReadOnlyList<string> SegmentsOf(Query query, CancellationToken cancel = default)
    {
        var names = new List<string>();
        foreach (var segment in _lake.Live)
        {
            using var lease = _lake.Hold(segment.Last)!;
            var sql = QuerySql.Count(query, new SqlSources(_scans.Recalled(Scans.Wide(lease), _withdrawn), "[]", null, Scans.Arrays(lease)));
            using var rows = _scans.Run(sql, cancel);
            if (rows.Read() && rows.Reader.GetInt64(0) > 0) names.Add(segment.Stem);
        }
        return names;
    }

    /// <summary>The cards of the datasets as one JSON array, as SQL takes them.</summary>
    string CardsJson()
    {
        var veil = Veil();
        return JsonSerializer.Serialize([.. _datasets.All().Where(d => d.Releases.Count > 0 || !veil.Contains(d.Slug)).Select(Card.Of)], CardJson.Default.ListCard);
    }

    /// <summary>Cards of earlier versions of the archive become drafts.</summary>
    void TakeOldCards(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Where(p => IsSlug(Path.GetFileNameWithoutExtension(p))).Order(StringComparer.Ordinal))
        {
            var slug = Path.GetFileNameWithoutExtension(path);
            if (Dataset(slug) is null)
            {
                using var doc = JsonDocument.Parse(File.ReadAllBytes(path));
                string? Text(string name) => doc.RootElement.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
                var authors = doc.RootElement.TryGetProperty("authors", out var a) && a.ValueKind == JsonValueKind.Array ? a.EnumerateArray().Select(x => new Person(x.GetString() ?? "")).ToList() : [];
                PutDataset(slug, d => d with { Draft = new(1, CheckedIds.NewName(RandomNumberGenerator.GetInt32), new DatasetMetadata { Title = Text("title") ?? slug, Description = Text("description"), Licence = Text("licence"), Doi = Text("doi"), Authors = authors }) });
            }
            File.Move(path, path + ".taken", true);
        }
    }
}
