// Counts views and downloads of released versions, after the rules of the COUNTER Code of Practice for Research Data.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataHub.Publishing;

/// <summary>Who asks, told by the name that a client gives itself.</summary>
public enum Visitor
{
    /// <summary>A person with a browser.</summary>
    Person,
    /// <summary>A program that somebody runs: Python, curl, DuckDB.</summary>
    Machine,
    /// <summary>A robot that walks the web; it does not count as use.</summary>
    Robot,
}

/// <summary>Counts of one version in one month. Investigations are all that shows interest, requests are downloads of data; a unique one counts once for each session (visitor and hour).</summary>
public sealed record UsageCount(string Dataset, int Version, string Month)
{
    /// <summary>Views and downloads by persons.</summary>
    public long Investigations { get; set; }
    /// <summary>Sessions of persons with a view or download.</summary>
    public long UniqueInvestigations { get; set; }
    /// <summary>Downloads by persons.</summary>
    public long Requests { get; set; }
    /// <summary>Sessions of persons with a download.</summary>
    public long UniqueRequests { get; set; }
    /// <summary>Views and downloads by programs.</summary>
    public long MachineInvestigations { get; set; }
    /// <summary>Sessions of programs with a view or download.</summary>
    public long UniqueMachineInvestigations { get; set; }
    /// <summary>Downloads by programs.</summary>
    public long MachineRequests { get; set; }
    /// <summary>Sessions of programs with a download.</summary>
    public long UniqueMachineRequests { get; set; }
    /// <summary>What robots asked for.</summary>
    public long Robots { get; set; }
}

/// <summary>
/// Counts in memory, and keeps the sums by month in <c>usage/</c>. Nothing that tells a visitor is kept: a session is a hash with a salt that lives as long as the process. Thread-safe.
/// </summary>
public sealed class UsageBook(string folder, TimeProvider clock) : IDisposable
{
    /// <summary>The same thing asked for again by the same session within this time is one (COUNTER's double-click rule); of a chain of them the first counts.</summary>
    static readonly TimeSpan s_double = TimeSpan.FromSeconds(30);
    static readonly string[] s_robots = ["bot", "crawl", "spider", "slurp", "archiver", "facebookexternalhit", "mediapartners", "scrapy", "headlesschrome", "lighthouse", "monitor", "validator", "harvest", "fuji", "preview"];
    readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    readonly Lock _lock = new();
    readonly Dictionary<string, DateTime> _last = [];
    readonly HashSet<string> _sessions = [];
    readonly Dictionary<(string, int, string), UsageCount> _counts = [];
    readonly HashSet<string> _loaded = [];
    DateTime _swept, _saved;
    bool _dirty;

    /// <summary>Who a client is by its User-Agent.</summary>
    public static Visitor Of(string agent)
    {
        var a = agent.ToLowerInvariant();
        if (s_robots.Any(a.Contains)) return Visitor.Robot;
        return a.Contains("mozilla/", StringComparison.Ordinal) || a.Contains("opera/", StringComparison.Ordinal) ? Visitor.Person : Visitor.Machine;
    }

    /// <summary>Notes that a version was looked at (item: its page) or that one of its files was asked for (item: the path).</summary>
    public void Seen(string dataset, int version, bool download, string item, string address, string agent)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var visitor = Of(agent);
        // The session of the rules: address, client and hour.
        var session = Convert.ToHexString(SHA256.HashData([.. _salt, .. Encoding.UTF8.GetBytes($"{address}\n{agent}\n{now:yyyyMMddHH}")]))[..24];
        lock (_lock)
        {
            var month = now.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
            Load(month);
            if (!_counts.TryGetValue((dataset, version, month), out var c)) _counts[(dataset, version, month)] = c = new(dataset, version, month);
            var what = $"{session} {dataset} {version} {item}";
            bool again = _last.TryGetValue(what, out var last) && now - last <= s_double;
            _last[what] = now;
            if (again) return;
            _dirty = true;
            if (visitor == Visitor.Robot) { c.Robots++; return; }
            bool person = visitor == Visitor.Person, first = _sessions.Add($"{session} {dataset} {version}"), firstDownload = download && _sessions.Add($"{session} {dataset} {version} d");
            if (person) { c.Investigations++; if (first) c.UniqueInvestigations++; if (download) c.Requests++; if (firstDownload) c.UniqueRequests++; }
            else { c.MachineInvestigations++; if (first) c.UniqueMachineInvestigations++; if (download) c.MachineRequests++; if (firstDownload) c.UniqueMachineRequests++; }
            Sweep(now);
            if (now - _saved > TimeSpan.FromMinutes(1)) Save(now);
        }
    }

    /// <summary>The counts of a dataset, by version and month.</summary>
    public IReadOnlyList<UsageCount> Of(string dataset, int? version = null)
    {
        lock (_lock)
        {
            if (Directory.Exists(folder)) foreach (var path in Directory.EnumerateFiles(folder, "*.json")) Load(Path.GetFileNameWithoutExtension(path));
            return [.. _counts.Values.Where(c => c.Dataset == dataset && (version is null || c.Version == version)).OrderBy(c => c.Version).ThenBy(c => c.Month, StringComparer.Ordinal).Select(c => c with { })];
        }
    }

    /// <summary>What is older than an hour cannot be the same session.</summary>
    void Sweep(DateTime now)
    {
        if (now - _swept < TimeSpan.FromHours(1)) return;
        _swept = now;
        foreach (var old in _last.Where(l => now - l.Value > s_double).Select(l => l.Key).ToList()) _last.Remove(old);
        if (_sessions.Count > 100_000) _sessions.Clear();
    }

    void Load(string month)
    {
        if (!_loaded.Add(month)) return;
        var path = Path.Combine(folder, month + ".json");
        if (!File.Exists(path)) return;
        foreach (var c in JsonSerializer.Deserialize(File.ReadAllBytes(path), UsageJson.Default.ListUsageCount) ?? []) _counts[(c.Dataset, c.Version, c.Month)] = c;
    }

    void Save(DateTime now)
    {
        _saved = now;
        if (!_dirty) return;
        _dirty = false;
        Directory.CreateDirectory(folder);
        foreach (var month in _counts.Values.GroupBy(c => c.Month))
        {
            var path = Path.Combine(folder, month.Key + ".json");
            File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes([.. month.OrderBy(c => c.Dataset, StringComparer.Ordinal).ThenBy(c => c.Version)], UsageJson.Default.ListUsageCount));
            File.Move(path + ".tmp", path, true);
        }
    }

    /// <summary>Keeps what was counted.</summary>
    public void Dispose() { lock (_lock) Save(clock.GetUtcNow().UtcDateTime); }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(List<UsageCount>))]
sealed partial class UsageJson : JsonSerializerContext;
