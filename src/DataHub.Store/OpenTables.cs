// The segments as Apache Iceberg tables, at every version: what other engines read.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataHub.Formats.Iceberg;
using DataHub.Model;
using DataHub.Store.Segments;

namespace DataHub.Store;

/// <summary>One of the two tables of an archive.</summary>
public enum OpenTable
{
    /// <summary>Calculations, without their arrays.</summary>
    Calculations,
    /// <summary>The arrays of calculations (geometry, gradients, modes), by id.</summary>
    Arrays,
}

/// <summary>A version of the archive: a commit, or a withdrawal after it.</summary>
/// <param name="Number">Its number, from 1, without gaps: commits and withdrawals in the order in which they came.</param>
/// <param name="Commit">The last commit that it has.</param>
/// <param name="Withdrawals">The number of withdrawals that it has seen.</param>
/// <param name="Time">When it came to be (UTC).</param>
/// <param name="Upto">The greatest time of intake of its rows (UTC).</param>
/// <param name="Operation">append, delete (a withdrawal) or overwrite (one that takes another back).</param>
public sealed record ArchiveVersion(long Number, long Commit, int Withdrawals, DateTime Time, DateTime Upto, string Operation);

/// <summary>A file of a table: its name under the table's location, and its bytes, or for a segment the path where it lies.</summary>
public sealed record OpenTableFile(string Name, byte[]? Bytes, string? Path);

/// <summary>
/// Two Iceberg v2 tables over the segments as they lie. A version lists the segments of its commits; rows that it has not (withdrawn by then, or of later commits that were merged into the same segment)
/// are named by position delete files. Lists are made when they are asked for, and remembered. Safe for many threads.
/// </summary>
public sealed class OpenTables
{
    const int Kept = 24, Listed = 1000;
    readonly Archive _archive;
    readonly Lock _lock = new();
    readonly List<(string Key, Lazy<Built> Built)> _built = [];

    internal OpenTables(Archive archive) => _archive = archive;

    /// <summary>The columns of a table.</summary>
    public static IReadOnlyList<Column> ColumnsOf(OpenTable table) => table == OpenTable.Calculations ? Columns.Wide : SegmentRows.ArrayColumns;

    /// <summary>The versions that can be read, in order. Of commits before the archive kept their times, only those at the ends of today's segments.</summary>
    public IReadOnlyList<ArchiveVersion> Versions()
    {
        using var state = _archive.TableState();
        return state.Versions;
    }

    /// <summary>A file of a table by its name under the table's location; null if there is none (any more).</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">metadata/version-hint.text, metadata/vN.metadata.json, or a name that one of the files told.</param>
    /// <param name="location">Where the table lies for who reads it, without a slash at the end.</param>
    public OpenTableFile? File(OpenTable table, string name, string location)
    {
        if (name.StartsWith("data/", StringComparison.Ordinal) && _archive.SegmentFile(name[5..]) is { } path)
            return path.EndsWith(".arrays.parquet", StringComparison.Ordinal) == (table == OpenTable.Arrays) ? new(name, null, path) : null;
        using (var state = _archive.TableState())
        {
            if (name == "metadata/version-hint.text") return new(name, Encoding.ASCII.GetBytes((state.Versions.LastOrDefault()?.Number ?? 0).ToString(CultureInfo.InvariantCulture)), null);
            if (name.EndsWith(".metadata.json", StringComparison.Ordinal))
            {
                if (!name.StartsWith("metadata/v", StringComparison.Ordinal) || !long.TryParse(name["metadata/v".Length..^".metadata.json".Length], NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return null;
                if (number != 0 && state.Versions.All(v => v.Number != number) || number == 0 && state.Versions.Count > 0) return null;
                return new(name, Metadata(state, table, number, location), null);
            }
            if (Parse(name) is not { } of || state.Versions.FirstOrDefault(v => v.Number == of.Number) is not { } version) return null;
            if (of.Signature == state.Signature) return Make(state, table, version, location).Files.FirstOrDefault(f => f.Name == name);
            // Of segments that were merged since: only what is remembered.
            lock (_lock) return _built.FirstOrDefault(b => b.Key == Key(table, of.Number, of.Signature, location)).Built?.Value.Files.FirstOrDefault(f => f.Name == name);
        }
    }

    /// <summary>
    /// Writes the tables as they are into a folder, so that engines read them there. Segments are linked (copied where that cannot be) and so stay when the archive merges them.
    /// Versions that are there stay; the new ones come with their lists, then a metadata file by rename, then the hint. Gives for each table the path of its metadata file.
    /// </summary>
    /// <param name="folder">The folder; each table has its own below.</param>
    /// <param name="location">Where engines find that folder, if not under its path: such as s3://bucket/lake.</param>
    /// <param name="newest">So many of the newest versions are written, if they are not there.</param>
    public IReadOnlyList<string> Publish(string folder, string? location, int newest)
    {
        var made = new List<string>();
        using var state = _archive.TableState();
        foreach (var table in Enum.GetValues<OpenTable>())
        {
            string name = table.ToString().ToLowerInvariant(), root = Path.Combine(Path.GetFullPath(folder), name), place = (location?.TrimEnd('/') ?? Path.GetFullPath(folder)) + "/" + name;
            Directory.CreateDirectory(Path.Combine(root, "metadata"));
            Directory.CreateDirectory(Path.Combine(root, "data"));
            string hint = Path.Combine(root, "metadata", "version-hint.text");
            var there = System.IO.File.Exists(hint) ? TableMetadata.Versions(System.IO.File.ReadAllBytes(Path.Combine(root, "metadata", TableMetadata.FileName(long.Parse(System.IO.File.ReadAllText(hint), CultureInfo.InvariantCulture))))) : [];
            var versions = there.ToDictionary(v => v.Number);
            foreach (var v in state.Versions.TakeLast(newest).Where(v => !versions.ContainsKey(v.Number)))
            {
                foreach (var file in Make(state, table, v, place).Files) Put(root, file);
                versions[v.Number] = Told(state, v, place);
            }
            long last = versions.Count == 0 ? 0 : versions.Keys.Max();
            var path = Path.Combine(root, "metadata", TableMetadata.FileName(last));
            made.Add(path);
            if (System.IO.File.Exists(path)) continue;
            Put(root, new("metadata/" + TableMetadata.FileName(last), TableMetadata.Write(Id(state, table), place, new TableSchema(ColumnsOf(table)), [.. versions.Values.OrderBy(v => v.Number)]), null));
            Shelves.Durable.Write(hint, to => to.Write(Encoding.ASCII.GetBytes(last.ToString(CultureInfo.InvariantCulture))));
        }
        return made;
    }

    static void Put(string root, OpenTableFile file)
    {
        var to = Path.Combine(root, file.Name);
        if (System.IO.File.Exists(to)) return;
        if (file.Path is { } from) Shelves.Durable.Link(from, to);
        else Shelves.Durable.Write(to, stream => stream.Write(file.Bytes));
    }

    static (long Number, string Signature)? Parse(string name)
    {
        var parts = Path.GetFileNameWithoutExtension(name).Split('-');
        return parts.Length >= 3 && parts[0] is "snap" or "files" or "deletes" && parts.Length >= 3 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? (n, parts[2]) : null;
    }

    static string Key(OpenTable table, long number, string signature, string location) => $"{table} {number} {signature} {location}";

    static Guid Id(TableState state, OpenTable table) => new(SHA256.HashData([.. state.Id.ToByteArray(), (byte)table]).AsSpan(0, 16));

    static string ListName(TableState state, long number) => string.Create(CultureInfo.InvariantCulture, $"metadata/snap-{number}-{state.Signature}.avro");

    static TableVersion Told(TableState state, ArchiveVersion v, string location) => new(v.Number, v.Time, v.Operation, $"{location}/{ListName(state, v.Number)}",
        new Dictionary<string, string> { ["datahub.commit"] = v.Commit.ToString(CultureInfo.InvariantCulture), ["datahub.withdrawals"] = v.Withdrawals.ToString(CultureInfo.InvariantCulture) });

    static byte[] Metadata(TableState state, OpenTable table, long number, string location) =>
        TableMetadata.Write(Id(state, table), location, new TableSchema(ColumnsOf(table)), [.. state.Versions.Where(v => v.Number <= number).TakeLast(Listed).Select(v => Told(state, v, location))]);

    sealed record Built(IReadOnlyList<OpenTableFile> Files);

    Built Make(TableState state, OpenTable table, ArchiveVersion version, string location)
    {
        var key = Key(table, version.Number, state.Signature, location);
        Lazy<Built> made;
        lock (_lock)
        {
            int at = _built.FindIndex(b => b.Key == key);
            made = at >= 0 ? _built[at].Built : new Lazy<Built>(() => Build(state, table, version, location));
            if (at >= 0) _built.RemoveAt(at);
            _built.Add((key, made));
            if (_built.Count > Kept) _built.RemoveAt(0);
        }
        try { return made.Value; }
        catch
        {
            lock (_lock) _built.RemoveAll(b => b.Built == made);
            throw;
        }
    }

    Built Build(TableState state, OpenTable table, ArchiveVersion version, string location)
    {
        var schema = new TableSchema(ColumnsOf(table));
        var segments = state.Segments.Where(s => s.First <= version.Commit && (table == OpenTable.Calculations || s.HasArrays)).ToList();
        var positions = _archive.Missing(table, version, segments);
        List<ManifestEntry> data = [], deletes = [];
        var files = new List<OpenTableFile>();
        foreach (var s in segments)
        {
            var path = table == OpenTable.Calculations ? s.WidePath : s.ArraysPath;
            var name = "data/" + Path.GetFileName(path);
            var figures = _archive.Figures(path);
            files.Add(new(name, null, path));
            data.Add(new($"{location}/{name}", s.First, figures));
            if (!positions.TryGetValue(s.Stem, out var gone)) continue;
            var bytes = TableFile.DeletesAsync($"{location}/{name}", gone).GetAwaiter().GetResult();
            var deleteName = string.Create(CultureInfo.InvariantCulture, $"data/deletes-{version.Number}-{state.Signature}-{s.Stem}.parquet");
            files.Add(new(deleteName, bytes, null));
            deletes.Add(new($"{location}/{deleteName}", version.Number, new TableFile(gone.Count, bytes.Length, [], [], null), $"{location}/{name}"));
        }
        var cards = new List<ManifestCard>();
        foreach (var (what, entries) in new[] { ("files", data), ("deletes", deletes) })
        {
            if (entries.Count == 0) continue;
            var bytes = Manifests.Manifest(schema, version.Number, what == "deletes", entries);
            var name = string.Create(CultureInfo.InvariantCulture, $"metadata/{what}-{version.Number}-{state.Signature}.avro");
            files.Add(new(name, bytes, null));
            cards.Add(new($"{location}/{name}", bytes.Length, what == "deletes", version.Number, entries.Min(e => e.Sequence), entries.Count, entries.Sum(e => e.File.Rows)));
        }
        files.Add(new(ListName(state, version.Number), Manifests.List(version.Number, version.Number > 1 ? version.Number - 1 : null, cards), null));
        return new Built(files);
    }
}
