// The engines, registered in one place, and where they are on this machine.
using System.Collections.Concurrent;
using DataHub.Compute.Engines;
using DataHub.Compute.Processes;
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>Where an engine is installed: its executable and the version that it prints ("" if it prints none).</summary>
public sealed record Installation(string Path, string Version);

/// <summary>All engines. A new one is one file and one line here.</summary>
public sealed class EngineSet
{
    static readonly ConcurrentDictionary<(string Program, string Path), string> _versions = new();

    /// <summary>The engines, the cheapest first.</summary>
    public IReadOnlyList<IEngine> Engines { get; init; } = [new Xtb(), new Mopac(), new Psi4(), new Nwchem()];

    /// <summary>The engine that can do it, or null: the first that is installed, else the first; with <paramref name="program"/> that one only.</summary>
    public IEngine? For(Level level, Driver driver, string? program = null)
    {
        IEngine? first = null;
        foreach (var e in Engines)
            if (e.Can(level, driver) && (program is null || e.Program == program))
            {
                if (Find(e) is not null) return e;
                first ??= e;
            }
        return first;
    }

    /// <summary>Path of its executable, or null if it is not installed.</summary>
    public static string? Find(IEngine engine) => Executables.Find(engine.Executable);

    /// <summary>Where it is and which version it says it is, or null if it is not installed. The program is run once for it and the answer remembered.</summary>
    public static Installation? Installed(IEngine engine)
    {
        if (Find(engine) is not { } path) return null;
        return new Installation(path, _versions.GetOrAdd((engine.Program, path), _ => AskVersion(engine, path)));
    }

    static string AskVersion(IEngine engine, string path)
    {
        var folder = Directory.CreateTempSubdirectory("datahub-version-");
        try
        {
            var (arguments, before) = engine.VersionCall;
            var output = System.IO.Path.Combine(folder.FullName, "version.txt");
            Metered.Run(new Command(path, [engine.Executable, .. arguments.Split(' ')], folder.FullName, output, JobRunner.EnvironmentFor(folder.FullName, 1)) { WallSeconds = 30 }, CancellationToken.None);
            var text = File.Exists(output) ? File.ReadAllText(output) : "";
            int at = text.IndexOf(before, StringComparison.Ordinal);
            return at < 0 ? "" : text[(at + before.Length)..].Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        }
        finally { Clear(folder); }
    }

    /// <summary>Deletes the folder. A program that was told to give its version may still be taking its own session files away (Open MPI does), so what vanishes meanwhile is tried again; what stays is left to the system.</summary>
    static void Clear(DirectoryInfo folder)
    {
        for (int attempt = 0; attempt < 20; attempt++)
            try { folder.Delete(true); return; }
            catch (DirectoryNotFoundException) when (!Directory.Exists(folder.FullName)) { return; }
            catch (IOException) { Thread.Sleep(25); }
    }
}
