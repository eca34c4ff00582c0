// Looks programs up on the PATH.
namespace DataHub.Compute;

/// <summary>Programs on the PATH.</summary>
static class Executables
{
    /// <summary>Path of the first executable file of that name on the PATH, or null.</summary>
    public static string? Find(string name) => FindAll(name).FirstOrDefault();

    /// <summary>All executable files of that name on the PATH, in its order.</summary>
    public static IEnumerable<string> FindAll(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            foreach (var ending in endings)
            {
                var path = Path.Combine(folder, name + ending);
                if (File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0))
                    yield return Path.GetFullPath(path);
            }
    }
}
