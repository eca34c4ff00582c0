// Keeps what was handed in, byte for byte, under its hash.
using System.IO.Compression;
using System.Text;
using DataHub.Model;

namespace DataHub.Store.Shelves;

/// <summary>
/// Raw bundles under <c>raw/ab/</c>: a single file as <c>hash.gz</c> (its name in the gzip header), several as <c>hash.zip</c> (names in order, fixed times, the bundle's name as comment).
/// </summary>
sealed class RawShelf(string folder)
{
    static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    string PathOf(string hash, string extension) => Path.Combine(folder, hash[..2], hash + extension);

    /// <summary>A larger bundle is packed on another thread while its records are read.</summary>
    const long Large = 1 << 20;

    public string Keep(Bundle bundle, out Task kept)
    {
        var hash = bundle.Hash();
        bool single = bundle.Files.Count == 1;
        var path = PathOf(hash, single ? ".gz" : ".zip");
        kept = Task.CompletedTask;
        if (File.Exists(path)) return hash;
        if (bundle.Files.Sum(f => f.Length) < Large) Pack(bundle, path, single); else kept = Task.Run(() => Pack(bundle, path, single));
        return hash;
    }

    void Pack(Bundle bundle, string path, bool single)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Durable.SyncFolder(folder);
        }
        Durable.Write(path, single ? to => Gzip.Write(bundle.Files[0], to) : to => Zip(bundle, to));
    }

    /// <summary>Every bundle: its path and the hash that its name tells.</summary>
    public IEnumerable<(string Path, string Hash)> All() => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => Path.GetFileNameWithoutExtension(f).Length == 64 && Path.GetExtension(f) is ".gz" or ".zip").Order(StringComparer.Ordinal).Select(f => (f, Path.GetFileNameWithoutExtension(f)));

    public Bundle? Open(string hash)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)) return null;
        var single = PathOf(hash, ".gz");
        if (File.Exists(single)) return Bundle.Of(Gzip.Open(single));
        var several = PathOf(hash, ".zip");
        if (!File.Exists(several)) return null;
        using var archive = ZipFile.OpenRead(several);
        return new Bundle(archive.Comment, [.. archive.Entries.Select(e => new RawFile(e.FullName, e.Length, () => Entry(several, e.FullName)))]);
    }

    static void Zip(Bundle bundle, Stream to)
    {
        using var archive = new ZipArchive(to, ZipArchiveMode.Create, true, Encoding.UTF8) { Comment = bundle.Name };
        foreach (var file in bundle.Files.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(file.Name, CompressionLevel.Optimal);
            entry.LastWriteTime = NoTime;
            using var into = entry.Open();
            using var from = file.Open();
            from.CopyTo(into);
        }
    }

    static MemoryStream Entry(string path, string name)
    {
        using var archive = ZipFile.OpenRead(path);
        using var from = archive.GetEntry(name)!.Open();
        var memory = new MemoryStream();
        from.CopyTo(memory);
        memory.Position = 0;
        return memory;
    }
}
