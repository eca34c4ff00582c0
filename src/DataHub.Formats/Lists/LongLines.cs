// Lines of a text of any length, with a bound on the length of each.
namespace DataHub.Formats.Lists;

/// <summary>Reads lines and counts them. A line longer than <see cref="Most"/> characters is cut there and told; memory never grows with the text.</summary>
sealed class LongLines(TextReader text)
{
    /// <summary>Longest line that is read whole, characters.</summary>
    public const int Most = 1 << 20;

    readonly char[] _buffer = new char[1 << 16];
    int _start, _end;
    bool _done;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }
    /// <summary>True if the line that was read last was too long, and is cut.</summary>
    public bool Cut { get; private set; }

    /// <summary>The next line without its end (LF or CRLF), null after the last.</summary>
    public string? Next()
    {
        Cut = false;
        System.Text.StringBuilder? parts = null;
        while (true)
        {
            int at = _buffer.AsSpan(_start, _end - _start).IndexOf('\n');
            var piece = _buffer.AsSpan(_start, at < 0 ? _end - _start : at);
            if (at >= 0)
            {
                _start += at + 1;
                Number++;
                if (parts is null) return new string(piece.Length > 0 && piece[^1] == '\r' ? piece[..^1] : piece);
                return End(parts, piece);
            }
            if (piece.Length > 0) Add(parts ??= new(), piece);
            (_start, _end) = (0, _done ? 0 : text.Read(_buffer, 0, _buffer.Length));
            if (_end > 0) continue;
            _done = true;
            if (parts is null) return null;
            Number++;
            return End(parts, default);
        }
    }

    string End(System.Text.StringBuilder parts, ReadOnlySpan<char> piece)
    {
        Add(parts, piece);
        if (parts.Length > 0 && parts[^1] == '\r') parts.Length--;
        return parts.ToString();
    }

    void Add(System.Text.StringBuilder parts, ReadOnlySpan<char> piece)
    {
        int room = Most - parts.Length;
        Cut |= piece.Length > room;
        if (piece.Length > room) piece = piece[..room];
        parts.Append(piece);
    }
}
