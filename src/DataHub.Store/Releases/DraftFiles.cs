// The files of a draft that are no records: folders and thousands of files, kept until the draft becomes a version.
using System.Runtime.InteropServices;
using DataHub.Store.Shelves;

namespace DataHub.Store.Releases;

/// <summary>Files under a draft's folder, by paths with '/'.</summary>
static class DraftFiles
{
    /// <summary>The longest path, characters.</summary>
    public const int Longest = 500;

    /// <summary>What is wrong with a path; null if a file may be kept under it.</summary>
    public static string? Defect(string path)
    {
        if (path.Length is 0 or > Longest) return $"a path has 1 to {Longest} characters";
        if (path.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')) return @"a path has no control characters and none of \ : * ? "" < > |";
        foreach (var part in path.Split('/'))
            if (part.Length is 0 or > 200 || part == "." || part.StartsWith("..", StringComparison.Ordinal) || part[0] == ' ' || part[^1] is ' ' or '.' || part.StartsWith(Durable.Unfinished, StringComparison.Ordinal))
                return "its parts, separated by '/', are not empty, have at most 200 characters, and neither begin with '..' or a blank nor end with a blank or a full stop";
        return null;
    }

    /// <summary>Keeps a file durably; one that was there under the path is replaced.</summary>
    /// <exception cref="ArgumentException">The path cannot be.</exception>
    public static void Put(string folder, string path, Action<Stream> write)
    {
        if (Defect(path) is { } defect) throw new ArgumentException($"'{path}': {defect}", nameof(path));
        var to = Path.Combine(folder, path);
        if (Directory.Exists(to)) throw new ArgumentException($"'{path}' is a folder of other files", nameof(path));
        for (var above = Path.GetDirectoryName(path); !string.IsNullOrEmpty(above); above = Path.GetDirectoryName(above))
            if (File.Exists(Path.Combine(folder, above))) throw new ArgumentException($"'{path}' cannot lie in '{above}', which is a file", nameof(path));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Durable.Write(to, write);
    }

    /// <summary>All files, sorted by path.</summary>
    public static List<(string Path, long Bytes)> List(string folder) => !Directory.Exists(folder) ? []
        : [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => !f.Name.StartsWith(Durable.Unfinished, StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), f.Length)).OrderBy(f => f.Item1, StringComparer.Ordinal)];

    /// <summary>Gives a file a second name; copies it where the file system has no such names.</summary>
    public static void Link(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (OperatingSystem.IsWindows() || link(from, to) != 0) File.Copy(from, to);
    }

    [DllImport("libc", SetLastError = true)]
    static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
