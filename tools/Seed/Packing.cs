// From the work folder to archives and back: deterministic zip files, the same bytes for the same bundles.
using System.IO.Compression;

namespace DataHub.Seed;

static class Packing
{
    static readonly DateTimeOffset Then = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archives of a layer: bundles in the order of their keys, a fixed number to each archive.</summary>
    public static void Pack(Layer layer, IReadOnlyList<Candidate> molecules, string work, string target)
    {
        var folder = Path.Combine(target, layer.Folder);
        Directory.CreateDirectory(folder);
        int number = 0;
        foreach (var chunk in molecules.OrderBy(m => m.Key, StringComparer.Ordinal).Chunk(layer.BundlesPerArchive))
        {
            number++;
            var there = chunk.Select(c => Path.Combine(work, layer.Folder, c.Key)).Where(Directory.Exists).ToList();
            if (there.Count == 0) continue;
            var path = Path.Combine(folder, $"{number:000}.zip");
            using (var zip = ZipFile.Open(path + ".part", ZipArchiveMode.Create))
                foreach (var bundle in there)
                    foreach (var file in Directory.EnumerateFiles(bundle).Order(StringComparer.Ordinal))
                    {
                        var entry = zip.CreateEntry($"{Path.GetFileName(bundle)}/{Path.GetFileName(file)}", CompressionLevel.SmallestSize);
                        entry.LastWriteTime = Then;
                        using var to = entry.Open();
                        to.Write(File.ReadAllBytes(file));
                    }
            File.Move(path + ".part", path, true);
        }
    }

    /// <summary>Brings bundles that only the archives have into the work folder, so that they are not computed again.</summary>
    public static void Unpack(Layer layer, string work, string target)
    {
        var folder = Path.Combine(target, layer.Folder);
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "*.zip").Order(StringComparer.Ordinal))
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var bundle in zip.Entries.GroupBy(e => e.FullName.Split('/')[0]))
            {
                var to = Path.Combine(work, layer.Folder, bundle.Key);
                if (Directory.Exists(to)) continue;
                Directory.CreateDirectory(to + ".part");
                foreach (var entry in bundle) entry.ExtractToFile(Path.Combine(to + ".part", entry.Name), true);
                Directory.Move(to + ".part", to);
            }
        }
    }
}
