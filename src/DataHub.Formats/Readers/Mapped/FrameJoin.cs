// The frames of an XYZ file beside a table, joined to its rows.
using System.Text;
using DataHub.Formats.Readers.ExtXyz;
using DataHub.Model;

namespace DataHub.Formats.Readers.Mapped;

/// <summary>By place: the frames are read along with the rows. By name (the comment's name=, else its first word): all frames are held in memory.</summary>
sealed class FrameJoin : IDisposable
{
    const int MostFrames = 2_000_000;

    readonly FrameLines _text;
    readonly Dictionary<string, Structure?>? _named;
    readonly string? _broken;
    int _number;

    internal FrameJoin(RawFile file, bool byName)
    {
        _text = new FrameLines(new StreamReader(file.Open(), Encoding.UTF8, true, 1 << 16));
        if (!byName) return;
        _named = new(StringComparer.Ordinal);
        while (Frame.Read(_text, ++_number, out _broken) is { } frame)
            if (_named.Count >= MostFrames) { _broken = $"the XYZ file has more than {MostFrames} frames; join by index"; break; }
            else if (NameOf(frame) is { } name && !_named.TryAdd(name, Of(frame))) _named[name] = null;
    }

    /// <summary>The structure of the next row (of that name); else why there is none.</summary>
    internal (Structure?, string?) Next(string? name)
    {
        if (_named is not null)
        {
            if (_broken is not null) return (null, _broken);
            if (name is null) return (null, "the mapping does not tell the column of the names");
            return _named.Remove(name, out var found) ? found is null ? (null, $"several frames are called '{name}'") : (found, null) : (null, $"no frame is called '{name}', or its row came before");
        }
        var frame = Frame.Read(_text, ++_number, out var broken);
        if (frame is null) return (null, broken ?? $"the XYZ file has only {_number - 1} frames");
        return frame.Defect is { } defect ? (null, $"frame {_number}: {defect}") : (Of(frame), null);
    }

    /// <summary>What is left over when the table has ended; null if nothing is.</summary>
    internal string? Rest() => _named is not null ? _named.Count > 0 ? $"{_named.Count} frames of the XYZ file have no row" : null
        : Frame.Read(_text, ++_number, out _) is null ? null : "the XYZ file has more frames than the table has rows";

    static Structure? Of(Frame f) => f.Defect is null ? new Structure(new Geometry(f.Symbols, f.Positions), null, null, NameOf(f)) : null;

    static string? NameOf(Frame f) => f.Get("name") ?? f.Pairs.Select(p => p.Value == "T" ? p.Key : null).FirstOrDefault();

    public void Dispose() => _text.Dispose();
}
