// What this machine is: its processor, and whether it can measure its own energy.
namespace DataHub.Compute;

/// <summary>Facts about the machine that go into the cost of a job.</summary>
public static class Machine
{
    static readonly Lazy<string?> _processor = new(() => ProcessorOf("/proc/cpuinfo"));

    /// <summary>Model name of the processor as the operating system tells it, or null.</summary>
    public static string? Processor => _processor.Value;

    /// <summary>
    /// True if the energy counters of the processor package (RAPL) can be read. They count the whole package, not one job, so that a job's energy is modelled
    /// either way; a machine that runs one job at a time may compare the two.
    /// </summary>
    public static bool HasEnergyCounters => EnergyMicrojoule() is not null;

    /// <summary>Sum of the package energy counters in microjoule, or null where there are none.</summary>
    public static long? EnergyMicrojoule(string root = "/sys/class/powercap")
    {
        if (!Directory.Exists(root)) return null;
        long? sum = null;
        foreach (var zone in Directory.EnumerateDirectories(root, "intel-rapl:*").Where(z => Path.GetFileName(z).Count(c => c == ':') == 1))
        {
            try { sum = (sum ?? 0) + long.Parse(File.ReadAllText(Path.Combine(zone, "energy_uj")), System.Globalization.CultureInfo.InvariantCulture); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException) { return null; /* present, but not for this user */ }
        }
        return sum;
    }

    internal static string? ProcessorOf(string file)
    {
        if (!File.Exists(file)) return null;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? null : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
