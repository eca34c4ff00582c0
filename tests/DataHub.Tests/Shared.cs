// Where the tests find the repository and the shared real data.
using System.Runtime.CompilerServices;

namespace DataHub.Tests;

static class Shared
{
    /// <summary>The root of the repository.</summary>
    public static string Repo { get; } = FindRepo();

    /// <summary>The folder of shared real data, beside the repository or at DATAHUB_SHARED_DATA; null where it is not.</summary>
    public static string? Data { get; } = new[] { Environment.GetEnvironmentVariable("DATAHUB_SHARED_DATA"), Path.Combine(Repo, "..", "shared", "data") }.FirstOrDefault(d => d is not null && Directory.Exists(d));

    /// <summary>A folder that is deleted with the value.</summary>
    public static TempFolder Temp([CallerMemberName] string name = "") => new(name);

    static string FindRepo([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DataHub.sln"))) folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
    }
}

sealed class TempFolder : IDisposable
{
    public TempFolder(string name) => Path = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"datahub-{name}-{Guid.NewGuid():n}")).FullName;
    public string Path { get; }
    public string this[string name] => System.IO.Path.Combine(Path, name);
    public void Dispose() { try { Directory.Delete(Path, true); } catch (IOException) { /* a file still open on exit is the system's to remove */ } }
}
