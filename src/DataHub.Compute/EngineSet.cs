// The engines, registered in one place.
using DataHub.Model;

namespace DataHub.Compute;

/// <summary>All engines. A new one is one file and one line here.</summary>
public sealed class EngineSet
{
    /// <summary>The engines.</summary>
    public IReadOnlyList<IEngine> Engines { get; } = [];

    /// <summary>The engine that can do it, or null.</summary>
    public IEngine? For(Level level, Driver driver) => Engines.FirstOrDefault(e => e.Can(level, driver));

    /// <summary>Path of its executable, or null if it is not installed.</summary>
    public static string? Find(IEngine engine) => throw new NotImplementedException($"{engine}");
}
