// From paths to bundles: walks files, folders and archives and groups the files that one job left.
using DataHub.Formats.Sources;
using DataHub.Model;

namespace DataHub.Formats;

/// <summary>Finds the bundles under a path.</summary>
public static class Bundles
{
    /// <summary>
    /// The bundles of a file, a folder (recursively, in ordinal order) or an archive (.zip, .tar, .tar.gz, .tgz, .tar.zst; .gz and .zst of a single file are unpacked
    /// on the fly). Files of one job are one bundle: a folder that holds a datahub-job.json, and companions by name (job.out, job.aux, job.arc; xtbout.json with its
    /// stdout; output.dat with result.json). Hidden files, README* and LICENSE* are left out; a sidecar NAME.datahub.json (.yaml) goes with the file that it describes.
    /// Nothing is thrown: what cannot be opened is a bundle with <see cref="Bundle.Trouble"/>. Links to folders are not followed.
    /// </summary>
    public static IEnumerable<Bundle> Walk(string path)
    {
        if (Directory.Exists(path)) return Folder(Path.GetFullPath(path), "");
        if (File.Exists(path)) return One(path);
        return [new Bundle(path, []) { Trouble = new(path, null, null, "there is no such file or folder", "Check the path") }];
    }

    /// <summary>The bundle with a mapping for its file, if it is a single one without a sidecar of its own; the mapping is then kept with it.</summary>
    public static Bundle Described(Bundle bundle, string mapping)
    {
        if (bundle.Trouble is not null || bundle.Files is not [var file] || Path.GetFullPath(mapping) is var path && Path.GetFileName(path) == Path.GetFileName(file.Name)) return bundle;
        var sidecar = Path.ChangeExtension(Grouping.MappingName(file.Name), Path.GetExtension(mapping).ToLowerInvariant() is ".yaml" or ".yml" ? ".yaml" : ".json");
        return bundle with { Files = [file, Disk(path, sidecar)] };
    }

    /// <summary>A file that is named by itself: it is taken whatever it is called, together with its sidecar.</summary>
    static IEnumerable<Bundle> One(string path)
    {
        var name = Path.GetFileName(path);
        if (Archives.IsArchive(name)) return Archives.Expand(path, name);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var sidecars = Directory.EnumerateFiles(folder, "*.datahub.*").Where(s => Grouping.Describes(Path.GetFileName(s), name)).Order(StringComparer.Ordinal);
        return [Grouping.Of(name, [Disk(path), .. sidecars.Select(s => Disk(s))])];
    }

    static IEnumerable<Bundle> Folder(string folder, string prefix)
    {
        string[] files, folders;
        Bundle? trouble = null;
        try
        {
            files = [.. Directory.GetFiles(folder).Where(f => !Grouping.Hidden(Path.GetFileName(f))).Order(StringComparer.Ordinal)];
            folders = [.. Directory.GetDirectories(folder).Where(d => !Grouping.Hidden(Path.GetFileName(d)) && new DirectoryInfo(d).LinkTarget is null).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (files, folders) = ([], []);
            trouble = new Bundle(prefix.Length == 0 ? folder : prefix, []) { Trouble = new(prefix, null, null, "the folder cannot be read: " + e.Message, "Check the permissions") };
        }
        if (trouble is not null) yield return trouble;

        if (files.Any(f => Path.GetFileName(f) == JobRecord.FileName))
        {
            var all = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint });
            yield return Grouping.Of(prefix.Length == 0 ? Path.GetFileName(folder) : prefix, all.Order(StringComparer.Ordinal).Select(f => Disk(f, Path.GetRelativePath(folder, f).Replace('\\', '/'))));
            yield break;
        }
        foreach (var (name, members) in Grouping.Groups(files.Select(f => Path.GetFileName(f)).Where(f => !Archives.IsArchive(f))))
            yield return Grouping.Of(Grouping.Join(prefix, name), members.Select(m => Disk(Path.Combine(folder, m))));
        foreach (var file in files.Where(f => Archives.IsArchive(Path.GetFileName(f))))
            foreach (var bundle in Archives.Expand(file, Grouping.Join(prefix, Path.GetFileName(file)))) yield return bundle;
        foreach (var sub in folders)
            foreach (var bundle in Folder(sub, Grouping.Join(prefix, Path.GetFileName(sub)))) yield return bundle;
    }

    static RawFile Disk(string path, string? name = null)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null && info.ResolveLinkTarget(true) is FileInfo target) info = target;
        return new(name ?? Path.GetFileName(path), info.Exists ? info.Length : 0, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 65536));
    }
}
