// The archive: is every byte what it was?
using System.Security.Cryptography;
using DataHub.Model.Datasets;
using DataHub.Store.Segments;

namespace DataHub.Store;

/// <summary>A file that was looked at. <paramref name="Defect"/> says what is wrong with it; null if it is as it was written.</summary>
/// <param name="Path">Path relative to the archive's folder.</param>
public sealed record Verified(string Path, long Bytes, string? Defect);

public sealed partial class Archive
{
    /// <summary>
    /// Reads every file of every release and every segment, and compares its hash with what was written down when it was made. Each comes as it is read.
    /// </summary>
    /// <param name="slug">Only the releases of this dataset, and no segments; null for everything.</param>
    /// <param name="raw">Also the raw outputs.</param>
    /// <param name="cancel">Ends it.</param>
    public IEnumerable<Verified> Verify(string? slug = null, bool raw = false, CancellationToken cancel = default)
    {
        string Relative(string path) => Path.GetRelativePath(_options.Folder, path);
        foreach (var d in _datasets.All().Where(d => slug is null || d.Slug == slug))
            foreach (var r in d.Releases)
            {
                var folder = VersionFolder(d.Slug, r.Number);
                foreach (var f in r.Files)
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return Look(Path.Combine(folder, f.Path), f, Relative);
                }
                yield return Manifest(folder, Relative);
                var known = r.Files.Select(f => Path.Combine(folder, f.Path)).Append(Path.Combine(folder, Releases.DatasetShelf.Manifest)).Append(Path.Combine(folder, Releases.DatasetShelf.ManifestSum)).ToHashSet();
                foreach (var stray in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !known.Contains(f))) yield return new(Relative(stray), new FileInfo(stray).Length, "no file of this release; somebody put it there");
            }
        if (slug is not null) yield break;
        foreach (var s in _lake.Live)
        {
            cancel.ThrowIfCancellationRequested();
            using var lease = _lake.Hold(s.Last)!;
            yield return new(Relative(s.WidePath), s.Bytes, Lake.HashOf(s) == s.Hash ? null : $"its content is not that of which its name tells the hash{(s.HasArrays ? $" (it or {Path.GetFileName(s.ArraysPath)} beside it)" : "")}; bring it back from a copy");
        }
        if (!raw) yield break;
        foreach (var (path, hash) in _raw.All())
        {
            cancel.ThrowIfCancellationRequested();
            string? defect = null;
            try { if (_raw.Open(hash)?.Hash() != hash) defect = "its content is not that of which its name tells the hash; bring it back from a copy"; }
            catch (InvalidDataException e) { defect = $"it cannot be unpacked ({e.Message}); bring it back from a copy"; }
            yield return new(Relative(path), new FileInfo(path).Length, defect);
        }
    }

    static Verified Look(string path, ReleasedFile f, Func<string, string> relative)
    {
        if (!File.Exists(path)) return new(relative(path), 0, "it is missing; bring it back from a copy");
        using var stream = File.OpenRead(path);
        if (stream.Length != f.Bytes) return new(relative(path), stream.Length, $"it has {stream.Length} bytes and was released with {f.Bytes}; bring it back from a copy");
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new(relative(path), f.Bytes, hash == f.Sha256 ? null : $"its SHA-256 is {hash} and was {f.Sha256}; bring it back from a copy");
    }

    static Verified Manifest(string folder, Func<string, string> relative)
    {
        string path = Path.Combine(folder, Releases.DatasetShelf.Manifest), sum = Path.Combine(folder, Releases.DatasetShelf.ManifestSum);
        var bytes = File.ReadAllBytes(path);
        var told = File.Exists(sum) ? File.ReadAllText(sum).Split(' ')[0] : null;
        return new(relative(path), bytes.Length, told == Convert.ToHexStringLower(SHA256.HashData(bytes)) ? null : $"it is not what {Path.GetFileName(sum)} says; bring both back from a copy");
    }
}
