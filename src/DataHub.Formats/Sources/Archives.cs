// Archives of many files (.zip, .tar and compressed tar): entries grouped into bundles, safe against bombs, odd names and damage.
using System.Formats.Tar;
using System.IO.Compression;
using DataHub.Model;

namespace DataHub.Formats.Sources;

static class Archives
{
    /// <summary>Entries up to this size are read into memory (and checked) when their bundle is made; larger ones when they are opened.</summary>
    const long Small = 16L << 20;

    /// <summary>The most entries that are looked at, and the most bytes that an entry of a compressed tar may have: it is held in memory.</summary>
    const int MaxEntries = 5_000_000, MaxTarEntry = 512 << 20;

    static readonly string[] TarEndings = [".tar", ".tar.gz", ".tgz", ".tar.zst"];

    internal static bool IsArchive(string name) => IsZip(name) || IsTar(name);

    static bool IsZip(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
    static bool IsTar(string name) => TarEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>The bundles of an archive on disk. An archive that is damaged or dangerous as a whole gives one bundle with the reason.</summary>
    internal static IEnumerable<Bundle> Expand(string path, string name)
    {
        using var bundles = (IsZip(path) ? Zip(path, name) : Tar(path, name)).GetEnumerator();
        while (true)
        {
            Bundle? bundle;
            bool end = false;
            try
            {
                bundle = bundles.MoveNext() ? bundles.Current : null;
            }
            catch (Exception e) when (Packed.Broken(e))
            {
                (bundle, end) = (Trouble(path, name, "the archive is damaged: " + e.Message, "Make or download it again"), true);
            }
            if (bundle is null) yield break;
            yield return bundle;
            if (end) yield break;
        }
    }

    static Bundle Trouble(string path, string name, string message, string remedy) =>
        new(name, [new RawFile(Path.GetFileName(path), new FileInfo(path).Length, () => File.OpenRead(path))]) { Trouble = new Fault(name, null, null, message, remedy) };

    static IEnumerable<Bundle> Zip(string path, string name)
    {
        using var zip = ZipFile.OpenRead(path);
        if (Danger(zip.Entries.Count, zip.Entries.Sum(e => e.Length), new FileInfo(path).Length) is { } danger)
        {
            yield return Trouble(path, name, danger, "Unpack it yourself and hand the files in");
            yield break;
        }
        var entries = zip.Entries.Where(e => !e.FullName.EndsWith('/')).ToList();
        var plan = new Plan(name, entries.Select((e, i) => (Normal(e.FullName), i)));
        foreach (var bad in plan.Unsafe) yield return Outside(path, name, bad);
        foreach (var planned in plan.Bundles) yield return Plan.Make(planned, i => Entry(path, entries[i]));
    }

    static Bundle Outside(string path, string name, string bad) =>
        Trouble(path, name, $"the entry '{bad}' points outside its archive", "Make the archive again with plain relative names");

    static RawFile Entry(string path, ZipArchiveEntry entry)
    {
        var name = Normal(entry.FullName);
        if (entry.Length > Small)
        {
            var full = entry.FullName;
            return new RawFile(name, entry.Length, () =>
            {
                var zip = ZipFile.OpenRead(path);
                return new Limited(zip.GetEntry(full)!.Open(), entry.Length, zip);
            });
        }
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        int n = stream.ReadAtLeast(bytes, bytes.Length, false);
        if (n != bytes.Length || stream.ReadByte() >= 0 || Crc32.Of(bytes) != entry.Crc32) throw new InvalidDataException($"the entry '{name}' does not match its checksum");
        return new RawFile(name, bytes);
    }

    /// <summary>A tar is read twice: once for the names, once for the bytes; a bundle is made as soon as its last entry has come.</summary>
    static IEnumerable<Bundle> Tar(string path, string name)
    {
        var names = new List<(string Name, int Index)>();
        int count = 0;
        foreach (var entry in Entries(path))
        {
            if (entry.Length > MaxTarEntry) throw new InvalidDataException($"the entry '{entry.Name}' has more than {MaxTarEntry >> 20} MiB");
            names.Add((Normal(entry.Name), count++));
            if (count > MaxEntries) throw new InvalidDataException($"more than {MaxEntries} entries");
        }
        var plan = new Plan(name, names);
        foreach (var bad in plan.Unsafe) yield return Outside(path, name, bad);
        var uses = plan.Bundles.SelectMany(b => b.Members).CountBy(m => m.Index).ToDictionary();
        var due = plan.Bundles.ToLookup(b => b.Last);
        var held = new Dictionary<int, RawFile>();
        int index = 0;
        foreach (var entry in Entries(path))
        {
            if (uses.ContainsKey(index))
            {
                var bytes = new byte[entry.Length];
                entry.DataStream?.ReadExactly(bytes);
                held[index] = new RawFile(Normal(entry.Name), bytes);
            }
            foreach (var planned in due[index])
            {
                yield return Plan.Make(planned, i => held[i]);
                foreach (var (_, i) in planned.Members) if (--uses[i] == 0) held.Remove(i);
            }
            index++;
        }
    }

    static IEnumerable<TarEntry> Entries(string path)
    {
        long length = new FileInfo(path).Length;
        Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        using var stream = path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? file : Packed.Unpack(path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) ? ".zst" : ".gz", file, length);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile) yield return entry;
    }

    static string? Danger(int entries, long unpacked, long packed) =>
        entries > MaxEntries ? $"the archive has more than {MaxEntries} entries"
        : unpacked > Packed.FreeSize && unpacked / Math.Max(1, packed) > Packed.MaxRatio ? $"the archive would unpack to {unpacked / Math.Max(1, packed)} times its size"
        : null;

    static string Normal(string name)
    {
        name = name.Replace('\\', '/');
        while (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        return name;
    }
}
