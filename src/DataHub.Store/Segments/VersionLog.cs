// When each commit came: what of the past cannot be read from merged segments.
using System.Globalization;
using DataHub.Store.Shelves;

namespace DataHub.Store.Segments;

/// <summary>
/// A line for each commit: its number and the greatest time of intake of its rows, in microseconds since 1970; before them the id of the archive. Times of intake only grow from commit to commit,
/// so that a time tells the rows of a commit and all before it, wherever merging has put them. Lines that a crash lost are made again from segments that are not merged yet.
/// </summary>
sealed class VersionLog(string path, bool readOnly)
{
    readonly Lock _lock = new();
    readonly SortedDictionary<long, DateTime> _times = [];
    Guid _id;
    long _read;

    /// <summary>Id of the archive; the empty one if there is no log.</summary>
    public Guid Id { get { lock (_lock) { Read(); return _id; } } }

    /// <summary>The commits whose times are known, in order.</summary>
    public IReadOnlyList<KeyValuePair<long, DateTime>> Times { get { lock (_lock) { Read(); return [.. _times]; } } }

    /// <summary>Adds a commit; one that is there stays as it is.</summary>
    public void Add(long commit, DateTime time)
    {
        lock (_lock)
        {
            Read();
            if (readOnly || !_times.TryAdd(commit, time)) return;
            if (_id == default) Durable.Write(path, to => to.Write(System.Text.Encoding.ASCII.GetBytes($"# {_id = Guid.NewGuid()}\n")));
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{commit}\t{(time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}\n"));
            _read = new FileInfo(path).Length;
        }
    }

    void Read()
    {
        if (!File.Exists(path) || new FileInfo(path).Length == _read) return;
        var text = File.ReadAllText(path);
        // Half a line at the end is one that is being written, or that a crash cut.
        int whole = text.LastIndexOf('\n') + 1;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.StartsWith("# ", StringComparison.Ordinal)) _ = Guid.TryParse(line[2..], out _id);
            else if (line.Split('\t') is [var c, var t] && long.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out long commit) && long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long micros))
                _times.TryAdd(commit, DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond));
        if (!readOnly && whole < text.Length) File.WriteAllText(path, text[..whole]);
        _read = readOnly ? text.Length : whole;
    }
}
